"""Units and their validity, terms, and rules by date: read once from data/reference, never changed by the program."""

import csv
import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Literal

from etl.text import Text, fold, spelled

FOLDER = Path(__file__).parent.parent / "data" / "reference"
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
# Units that live under like conditions are held against each other: the islands apart from the mainland's districts.
# Which unit is in which group stands in units.csv.
GROUPS: dict[str, Text] = {
    "urban": Text("Các quận, thành phố", "Urban districts and cities"),
    "rural": Text("Các huyện trên đất liền", "Rural districts on the mainland"),
    "island": Text("Các huyện đảo", "Island districts"),
    "ward": Text("Các phường", "Wards"),
    "commune": Text("Các xã", "Communes"),
    "special_zone": Text("Các đặc khu", "Special zones"),
}
_LEVELS = {"city": "city", "ward": "commune", "commune": "commune", "special_zone": "commune"}

# How staff write the kind in front of (or, in brackets, behind) a name, folded, with the kinds it can mean.
_KIND_WORDS: dict[str, frozenset[str]] = {
    word: frozenset(kinds)
    for words, *kinds in (
        (("thanh pho", "tp", "city"), "city", "city_district"),
        (("quan", "q"), "urban_district"),
        (("huyen dao", "huyen", "h"), "rural_district"),
        (("district",), "urban_district", "rural_district"),
        (("phuong", "p", "ward"), "ward"),
        (("xa", "x", "commune"), "commune"),
        (("dac khu", "dk", "special zone"), "special_zone"),
    )
    for word in words
}
# "TT HĐND Q. An Dương" is a standing committee, "TT An Dương" a township (thị trấn): not a unit of ours.
_COUNCIL = r"(?:hoi dong nhan dan|hdnd)"
_COMMITTEE = re.compile(
    rf"(?:(?:van phong|vp|lanh dao|chu tich) )?(?:{_COUNCIL} (?:va )?)?(?:uy ban nhan dan|uy ban|ubnd)(?: va {_COUNCIL})? (.+)"
)
_COUNCIL_WORDS = re.compile(
    rf"^(?:(?:thuong truc|tt{_COUNCIL}|t t(?= {_COUNCIL})|{_COUNCIL}|(?:van phong|vp)(?: {_COUNCIL} (?:va )?(?:uy ban nhan dan|ubnd))?"
    rf"|tt(?= (?:{_COUNCIL}|{'|'.join(_KIND_WORDS)})\b))\s+)+"
)
LONGEST_UNIT = 150  # characters; a longer text names no unit, and must not fill the memory


@dataclass(frozen=True)
class Unit:
    """A unit under one kind and name; `last` is the last day (inclusive), END_OF_TIME where it still exists.

    `group`: of like units (a key of GROUPS), empty for the city.
    """

    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    first: dt.date
    last: dt.date
    group: str = ""

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
    """A deadline in days by form, level and date; `verified` says whether the law's text was seen.

    `counting`: calendar days, or working days, which leave out weekends and the days of holidays.csv.
    """

    form: str
    level: str
    first: dt.date
    last: dt.date
    days: int
    counting: Literal["calendar", "working"]
    law: str
    verified: str

    def due_on(self, asked: dt.date) -> dt.date:
        """Return the last day on which an answer is in time; the day of asking is not counted."""
        if self.counting == "calendar":
            return asked + dt.timedelta(days=self.days)
        day, left = asked, self.days
        while left:
            day += dt.timedelta(days=1)
            left -= day.weekday() < _SATURDAY and day not in HOLIDAYS
        return day


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text) if text else END_OF_TIME


UNITS: tuple[Unit, ...] = tuple(
    Unit(
        r["code"],
        r["name"],
        r["short_name"],
        r["kind"],
        r["parent"],
        _day(r["valid_from"]),
        _day(r["valid_to"]),
        r["group"],
    )
    for r in _rows("units.csv")
)
(CITY,) = {unit.code for unit in UNITS if not unit.parent}  # the one unit that stands below no other
TERMS: tuple[Term, ...] = tuple(Term(r["term"], _day(r["from"]), _day(r["to"])) for r in _rows("terms.csv"))
_SATURDAY = 5
HOLIDAYS: frozenset[dt.date] = frozenset(_day(r["day"]) for r in _rows("holidays.csv"))

DUE_RULES: tuple[DueRule, ...] = tuple(
    DueRule(
        r["form"],
        r["level"],
        _day(r["from"]),
        _day(r["to"]),
        int(r["days"]),
        "working" if r["counting"] == "working" else "calendar",
        r["law"],
        r["verified"],
    )
    for r in _rows("rules.csv")
    if r["rule"] == "answer_due"
)


# The day on which wards, communes and special zones took the place of the districts, and the city's area grew.
REORGANISED: dt.date = min(unit.first for unit in UNITS if unit.kind in ("ward", "commune"))


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
    every = spans(code)
    if not every:
        raise KeyError(code)
    return next((unit for unit in reversed(every) if unit.first <= day), every[0])


def unit_like(name: str, day: dt.date) -> Unit:
    """Return the unit of a day that bears a name on some day, else the first of that day's: for examples."""
    there = [unit for unit in UNITS if unit.parent and unit.exists_on(day)] or [unit for unit in UNITS if unit.parent]
    wanted = {fold(unit.short_name) for unit in resolve(name, None).fitting}
    return next((unit for unit in there if fold(unit.short_name) in wanted), there[0])


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
    for rule in DUE_RULES:  # asked for every row of a file
        if rule.form == form and rule.first <= asked <= rule.last and rule.level in ("", level):
            return rule
    return None


@cache
def _by_name() -> dict[str, tuple[Unit, ...]]:
    index: dict[str, list[Unit]] = defaultdict(list)
    for unit in UNITS:
        index[_key(fold(unit.short_name))].append(unit)
    return {name: tuple(units) for name, units in index.items()}


@cache
def _by_code() -> dict[str, tuple[Unit, ...]]:
    """Return the units by code, and by what is left of it where a spreadsheet took its leading zeros away."""
    index: dict[str, list[Unit]] = defaultdict(list)
    for unit in UNITS:
        for code in {unit.code, unit.code.lstrip("0")}:
            index[code].append(unit)
    return {code: tuple(units) for code, units in index.items()}


def _key(folded: str) -> str:
    """Return a folded name in which i and y that end a syllable are one letter: Bạch Long Vĩ, Bạch Long Vỹ."""
    return re.sub(r"(?<=[b-df-hj-np-tv-xz])y\b", "i", folded)


_IN_THE_CITY = re.compile(
    rf" (?:thuoc )?(?:(?:thanh pho|tp) )?(?:{'|'.join(fold(unit.short_name) for unit in UNITS if unit.code == CITY)})(?: city)?$"
)
_WITH_CODE = re.compile(r"(?:(\d{2,5}) )?(\D+?)(?: (\d{2,5}))?", re.ASCII)


def _accented(text: str) -> str:
    """Return the words as they are spelled, between spaces, so that a name can be looked for among them."""
    return f" {spelled(text)} "


@dataclass(frozen=True)
class Resolved:
    """What a unit's text can mean: `fitting` existed on the day, `others` bear the name on other days."""

    fitting: tuple[Unit, ...]
    others: tuple[Unit, ...]


def resolve(text: str, on: dt.date | None) -> Resolved:
    """Return the units that a text (name, short name, code, with or without accents) can mean on a day.

    One `fitting` unit is an answer; more than one is a question for a human; none with `others` means that the unit
    did not exist on that day. Without a day every bearer of the name is fitting.
    """
    return _resolve(text, on) if len(text) <= LONGEST_UNIT else Resolved((), ())


def committee_of(text: str) -> str:
    """Return the area whose People's Committee (UBND) a text names, or an empty text: a committee is no council."""
    match = _COMMITTEE.fullmatch(fold(text)) if len(text) <= LONGEST_UNIT else None
    # As it is written: accents tell Cẩm Giang from Cẩm Giàng.
    return " ".join(re.findall(r"[^\W_]+", text)[-len(match[1].split()) :]) if match else ""


@lru_cache(maxsize=20_000)
def _resolve(text: str, on: dt.date | None) -> Resolved:
    bearers = _bearers(text)
    fitting = tuple(unit for unit in bearers if on is None or unit.exists_on(on))
    if len(fitting) > 1:
        # Cẩm Giang and Cẩm Giàng fold to one key: the accents decide where they were written.
        written = _accented(text)
        fitting = tuple(unit for unit in fitting if _accented(unit.short_name) in written) or fitting
    return Resolved(fitting, tuple(unit for unit in bearers if unit not in fitting))


@lru_cache(maxsize=4_000)
def _bearers(text: str) -> tuple[Unit, ...]:
    """Return the units that a text names on any day: by code (`303`, `303.0`), by name, or by both where they agree."""
    if code := re.fullmatch(r"'?(\d{1,5})(?:[.,]0+)?", text.strip(), re.ASCII):
        return _by_code().get(code[1], ())
    name = _COUNCIL_WORDS.sub("", fold(text) + " ").strip()
    both = _WITH_CODE.fullmatch(name)
    if not both:
        return ()
    units = _named(both[2])
    for code_beside in filter(None, (both[1], both[3])):
        units = tuple(unit for unit in units if unit in _by_code().get(code_beside, ()))
    return units


def _named(name: str) -> tuple[Unit, ...]:
    """Return the units of a folded name that are of the kind written before or behind it, if one is."""
    bare = _IN_THE_CITY.sub("", name)
    if bare in ("thanh pho", "tp"):
        return spans(CITY)
    every = frozenset(UNIT_KINDS)
    before = [("", every), *((f"{word} ", kinds) for word, kinds in _KIND_WORDS.items() if bare.startswith(f"{word} "))]
    behind = [("", every), *((f" {word}", kinds) for word, kinds in _KIND_WORDS.items() if bare.endswith(f" {word}"))]
    for (first, some), (last, others) in product(before, behind):  # Lạc Phượng ends in what may be a kind's word
        if units := _by_name().get(_key(bare.removeprefix(first).removesuffix(last))):
            return tuple(unit for unit in units if unit.kind in some & others)
    return ()
