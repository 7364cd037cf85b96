"""What units are like and which of their returns came: read from data/demo/words."""

import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from random import Random
from typing import Any

from etl.periods import quarter_of
from etl.reference import FOLDER, Unit, spans, unit_on

DEMO = FOLDER.parent / "demo"
LAST_DAY = dt.date(2026, 11, 20)
_FIXED_HOLIDAYS = frozenset({(1, 1), (30, 4), (1, 5), (2, 9)})

Invented = dict[str, Any]


@cache
def words(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file of data/demo/words."""
    with (DEMO / "words" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def is_then(row: dict[str, str], day: dt.date) -> bool:
    return (row["from"] or "0") <= day.isoformat() <= (row["to"] or "9")


def working_day(day: dt.date, step: int = 1) -> dt.date:
    """Return a day if offices work on it, else the next one (or the one before) on which they do."""
    while day.weekday() > 4 or (day.day, day.month) in _FIXED_HOLIDAYS:
        day += dt.timedelta(days=step)
    return day


def existing(code: str, day: dt.date) -> Unit:
    """Return the unit of a code on a day on which it must have existed."""
    unit = unit_on(code, day)
    assert unit is not None, f"{code} did not exist on {day}"
    return unit


@cache
def _returns(code: str) -> dict[str, str]:
    """Return, by quarter, when a unit's return came late, or nothing where it never came."""
    return {row["quarter"]: row["received"] for row in words("returns") if row["code"] == code}


def reported(code: str, day: dt.date) -> bool:
    """Say whether a unit's return for the quarter of a day came."""
    return _returns(code).get(quarter_of(day).code) != ""


def late_since(code: str, day: dt.date) -> dt.date | None:
    """Return the day on which a unit's return for the quarter of a day came, where that was late."""
    received = _returns(code).get(quarter_of(day).code)
    return dt.date.fromisoformat(received) if received else None


class Ways:
    """What one unit is like on a day: its own row of units.csv goes before its area's, that before its kind's.

    `rng`: all chance of the unit. `end`: the last day of which its records tell.
    """

    def __init__(self, rng: Random, code: str) -> None:
        self.rng, self.code = rng, code
        self._traits = sorted((row for row in words("units") if _is_about(row, code)), key=lambda row: row["from"])
        self._own: defaultdict[str, float] = defaultdict(rng.random)
        until = self.text("until", LAST_DAY)
        self.end = min(dt.date.fromisoformat(until) if until else LAST_DAY, spans(code)[-1].last)

    def text(self, name: str, day: dt.date) -> str:
        """Return what is true of the unit on a day: the last row of its traits that says it."""
        values = [row[name] for row in self._traits if row["from"] <= day.isoformat()]
        return next(filter(None, reversed(values)), "")

    def number(self, name: str, day: dt.date) -> float:
        """Return a number; of a range (`0.7-0.9`) the unit has a place of its own, once and for all."""
        low, _, high = self.text(name, day).partition("-")
        return float(low) + (float(high) - float(low)) * self._own[name] if high else float(low)

    def reports(self, day: dt.date) -> bool:
        """Say whether the return for the quarter of a day came."""
        return reported(self.code, day)

    def many(self, number: int, chance: float) -> int:
        return sum(self.rng.random() < chance for _ in range(number))

    def level(self, day: dt.date) -> str:
        """Return the word for its kind: quận, phường."""
        unit = existing(self.code, day)
        return unit.name.removesuffix(unit.short_name).strip().lower()


def _is_about(row: dict[str, str], code: str) -> bool:
    """Say whether a row of units.csv is about a unit: it names its code, a range of codes, or its kind."""
    first, _, last = row["code"].partition("-")
    if last:
        return int(first) <= int(code) <= int(last)
    return first in (code, spans(code)[-1].kind)
