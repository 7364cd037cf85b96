"""Units and their validity, terms, and rules by date: read once from data/reference, never changed by the program."""

import csv
import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from etl.text import Text, fold

FOLDER = Path(__file__).parent.parent / "data" / "reference"
CITY = "31"
END_OF_TIME = dt.date(9999, 12, 31)

UNIT_KINDS: dict[str, Text] = {
    "city": Text("Thành phố", "City"),
    "urban_district": Text("Quận", "Urban district"),
    "rural_district": Text("Huyện", "Rural district"),
    "city_district": Text("Thành phố thuộc thành phố", "City within the city"),
    "ward": Text("Phường", "Ward"),
    "commune": Text("Xã", "Commune"),
    "special_zone": Text("Đặc khu", "Special zone"),
}
_LEVELS = {"city": "city", "ward": "commune", "commune": "commune", "special_zone": "commune"}

# How staff write the kind in front of (or, in brackets, behind) a name, folded, with the kinds it can mean.
_KIND_WORDS: dict[str, frozenset[str]] = {
    "thanh pho": frozenset({"city", "city_district"}),
    "tp": frozenset({"city", "city_district"}),
    "quan": frozenset({"urban_district"}),
    "q": frozenset({"urban_district"}),
    "huyen": frozenset({"rural_district"}),
    "h": frozenset({"rural_district"}),
    "phuong": frozenset({"ward"}),
    "p": frozenset({"ward"}),
    "xa": frozenset({"commune"}),
    "x": frozenset({"commune"}),
    "dac khu": frozenset({"special_zone"}),
    "dk": frozenset({"special_zone"}),
}
_COUNCIL_WORDS = re.compile(r"^(?:(?:thuong truc|tt|hoi dong nhan dan|hdnd|van phong|vp)\s+)+")


@dataclass(frozen=True)
class Unit:
    """A unit under one kind and name; `last` is the last day (inclusive), END_OF_TIME where it still exists."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    first: dt.date
    last: dt.date

    @property
    def level(self) -> str:
        """Return city, district or commune."""
        return _LEVELS.get(self.kind, "district")

    def exists_on(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Term:
    """A council's term of office, with its first and last day."""

    term: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class DueRule:
    """A deadline in days by form, level and date; `verified` says whether the law's text was seen."""

    form: str
    level: str
    first: dt.date
    last: dt.date
    days: int
    law: str
    verified: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text) if text else END_OF_TIME


UNITS: tuple[Unit, ...] = tuple(
    Unit(r["code"], r["name"], r["short_name"], r["kind"], r["parent"], _day(r["valid_from"]), _day(r["valid_to"]))
    for r in _rows("units.csv")
)
TERMS: tuple[Term, ...] = tuple(Term(r["term"], _day(r["from"]), _day(r["to"])) for r in _rows("terms.csv"))
DUE_RULES: tuple[DueRule, ...] = tuple(
    DueRule(r["form"], r["level"], _day(r["from"]), _day(r["to"]), int(r["days"]), r["law"], r["verified"])
    for r in _rows("rules.csv")
    if r["rule"] == "answer_due"
)


@cache
def spans(code: str) -> tuple[Unit, ...]:
    """Return the spans of a code, in order of time; empty where the code is unknown."""
    return tuple(sorted((unit for unit in UNITS if unit.code == code), key=lambda unit: unit.first))


@cache
def unit_on(code: str, day: dt.date) -> Unit | None:
    """Return the span of a code on a day, or None where the unit did not exist then."""
    return next((unit for unit in spans(code) if unit.exists_on(day)), None)


def unit_as_of(code: str, day: dt.date) -> Unit:
    """Return the span by which a code is named on a day: the one of that day, else the nearest. KeyError if unknown."""
    known = spans(code)
    if not known:
        raise KeyError(code)
    return next((unit for unit in reversed(known) if unit.first <= day), known[0])


@cache
def codes() -> tuple[str, ...]:
    """Return every code once, the city last."""
    return tuple(sorted({unit.code for unit in UNITS}, key=lambda code: (code == CITY, code)))


def units_in(start: dt.date, end: dt.date) -> list[str]:
    """Return the codes of the units that existed on some day of [start, end], by code, the city last."""
    return [code for code in codes() if spans(code)[0].first <= end and spans(code)[-1].last >= start]


@cache
def successors(code: str) -> tuple[tuple[str, str], ...]:
    """Return (code, extent) of the units that received land of a unit; extent is whole or part."""
    return tuple((r["successor"], r["extent"]) for r in _rows("unit_succession.csv") if r["predecessor"] == code)


@cache
def predecessors(code: str) -> tuple[tuple[str, str], ...]:
    """Return (code, extent) of the units whose land a unit received."""
    return tuple((r["predecessor"], r["extent"]) for r in _rows("unit_succession.csv") if r["successor"] == code)


@cache
def term_of(day: dt.date) -> str | None:
    """Return the term in which a day falls, or None before the first known one."""
    return next((term.term for term in TERMS if term.first <= day <= term.last), None)


def due_rule(form: str | None, level: str, asked: dt.date) -> DueRule | None:
    """Return the rule for an answer's deadline in force on a day, or None where none is known."""
    return next(
        (
            rule
            for rule in DUE_RULES
            if rule.form == form and rule.level in ("", level) and rule.first <= asked <= rule.last
        ),
        None,
    )


@cache
def _names() -> dict[str, tuple[Unit, ...]]:
    index: dict[str, list[Unit]] = defaultdict(list)
    for unit in UNITS:
        index[fold(unit.short_name)].append(unit)
    return {name: tuple(units) for name, units in index.items()}


@dataclass(frozen=True)
class Resolved:
    """What a unit's text can mean: `fitting` existed on the day, `others` bear the name on other days."""

    fitting: tuple[Unit, ...]
    others: tuple[Unit, ...]


@lru_cache(maxsize=20_000)
def resolve(text: str, on: dt.date | None) -> Resolved:
    """Return the units that a text (name, short name, code, with or without accents) can mean on a day.

    One `fitting` unit is an answer; more than one is a question for a human; none with `others` means that the unit
    did not exist on that day. Without a day every bearer of the name is fitting.
    """
    bearers = _bearers(text)
    if on is None:
        return Resolved(bearers, ())
    fitting = tuple(unit for unit in bearers if unit.exists_on(on))
    if len(fitting) > 1:
        # Cẩm Giang and Cẩm Giàng fold to one key: the accents decide where they were written.
        fitting = tuple(unit for unit in fitting if unit.short_name.casefold() in text.casefold()) or fitting
    return Resolved(fitting, tuple(unit for unit in bearers if unit not in fitting))


@lru_cache(maxsize=20_000)
def _bearers(text: str) -> tuple[Unit, ...]:
    if spans(text):
        return spans(text)
    name = _COUNCIL_WORDS.sub("", fold(text) + " ").strip()
    if name in ("thanh pho", "tp"):
        return spans(CITY)
    kinds: frozenset[str] | None = None
    for word, meant in _KIND_WORDS.items():
        if name.startswith(word + " ") or name.endswith(" " + word):
            rest = name[len(word) + 1 :] if name.startswith(word + " ") else name[: -len(word) - 1]
            if rest in _names():
                name, kinds = rest, meant
                break
    bearers = _names().get(name, ())
    if kinds is not None:
        bearers = tuple(unit for unit in bearers if unit.kind in kinds)
    return bearers
