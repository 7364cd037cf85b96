"""What is wrong with the name of a unit in a row, and which unit may be meant."""

import datetime as dt
from difflib import get_close_matches
from functools import lru_cache

from etl.declare.values import Day
from etl.reference import UNITS, Resolved, Unit, committee_of, resolve, spans, successors, unit_on
from etl.text import Text, fold


def day_text(day: dt.date) -> Text:
    """Return a day as each language writes it."""
    return Text(Day().show(day, "vi"), Day().show(day, "en"))


def unit_fault(text: str, day: dt.date | None, resolved: Resolved, expected: Text) -> tuple[str, dict[str, object]]:
    """Return the code of a finding about a text that names no unit of the record's day, and the words that fill it."""
    fitting, others = resolved.fitting, resolved.others
    if fitting:
        return "ambiguous_unit", {"units": Text(*[", ".join(f"{unit.name} ({unit.code})" for unit in fitting)] * 2)}
    if council := _overseen(text, day):
        return "not_a_council", {"unit": council.name}
    if not others or day is None:
        return "unknown_unit", {"expected": expected, "guess": _near(text, day)}
    unit = others[-1] if others[-1].last < day else others[0]
    words: dict[str, object] = {"unit": unit.name, "day": day_text(day), "instead": _instead(unit, day)}
    if unit.last < day:
        return "unit_ended", words | {"last": day_text(unit.last)}
    return "unit_not_yet", words | {"first": day_text(unit.first)}


def _overseen(text: str, day: dt.date | None) -> Unit | None:
    """Return the unit of which a text names the People's Committee, which the council watches over, or None."""
    area = committee_of(text)
    meant = {unit.code: unit for unit in resolve(area, day).fitting} if area else {}
    return next(iter(meant.values())) if len(meant) == 1 else None


@lru_cache(2048)
def _near(text: str, day: dt.date | None) -> Text:
    """Ask whether a unit with a similar name is meant; nobody decides it but the user."""
    names = {fold(unit.name): unit.name for unit in UNITS if day is None or unit.exists_on(day)}
    close = get_close_matches(fold(text[:80]), names, n=1, cutoff=0.8)
    if not close:
        return Text("", "")
    name = names[close[0]]
    return Text(f" Có phải là “{name}”?", f" Is it “{name}”?")


def _instead(unit: Unit, day: dt.date) -> Text:
    """Say which unit stands in the place of one that did not exist on a day."""
    same = next((other for other in spans(unit.code) if other.exists_on(day)), None)
    if same:
        return Text(f"Ngày đó đơn vị này là {same.name}.", f"On that day it was {same.name}.")
    heirs = [heir.name for code, _extent in successors(unit.code) if (heir := unit_on(code, day))]
    if not heirs:
        return Text("Hãy kiểm tra ngày và tên đơn vị.", "Check the date and the unit's name.")
    listed = ", ".join(heirs)
    return Text(
        f"Hãy kiểm tra ngày, hoặc ghi đơn vị mới có bản ghi này (từ địa bàn cũ: {listed}).",
        f"Check the date, or write the new unit whose record this is (on its former area: {listed}).",
    )
