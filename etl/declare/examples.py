"""The examples of a kind as they are today: units that exist, days not long past; and the row that shows them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from etl.declare.values import Day, Fault, TermRef, UnitRef, Value
from etl.reference import resolve, term_of, unit_like
from etl.text import Language, Text, fold

if TYPE_CHECKING:
    from etl.declare.fields import Field

# What the example row of a template says in its last column, and by what it is known when the file comes back.
MARK = Text(
    "VÍ DỤ: dòng này không được nạp, hãy xóa hoặc ghi đè", "EXAMPLE: this row is not loaded, delete it or write over it"
)
MARKED = "note"  # the field in which it says so; every kind has it
_MARKS = frozenset(map(fold, MARK))


def as_of(columns: Mapping[str, "Field"], placed_by: str, today: dt.date) -> dict[str, "Field"]:
    """Return the fields with their examples moved by whole years, so that the record could have been written by a day.

    Units are named as they are on the record's new date.
    """
    days = {name: field.type.parse(field.example) for name, field in columns.items() if _is_day(field)}
    past = [day for name, day in days.items() if not columns[name].type.future]  # type: ignore[attr-defined]
    years = min((today.year - day.year - (_moved(day, today.year - day.year) > today) for day in past), default=0)
    own = _moved(days[placed_by], years) if placed_by in days else today
    made: dict[str, Field] = {}
    for name, field in columns.items():
        example = field.example
        if name in days:
            example = field.type.show(_moved(days[name], years), "vi")
        elif example and isinstance(field.type, UnitRef):
            example = unit_like(example, own).name
        elif example and isinstance(field.type, TermRef):
            example = term_of(own) or example
        made[name] = replace(field, example=example)
    return made


def _is_day(field: "Field") -> bool:
    return isinstance(field.type, Day) and bool(field.example)


def _moved(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def shown(field: "Field", language: Language) -> str:
    """Return a field's example as the language writes it."""
    if not field.example:
        return ""
    return field.type.show(field.type.parse(field.example), language)


def is_marked(text: str) -> bool:
    """Tell whether a cell holds the words of an example row."""
    return fold(text) in _MARKS


def changed(columns: Mapping[str, "Field"], cells: Mapping[str, str]) -> float:
    """Return the part of an example row's cells that say something else now, 0 to 1. `cells` are texts by field."""
    own = [name for name in cells if columns[name].example]
    return sum(not _same(columns[name], cells[name]) for name in own) / len(own) if own else 1.0


def _same(field: "Field", text: str) -> bool:
    try:
        return _known(field, text) == _known(field, field.example)
    except Fault:
        return False


def _known(field: "Field", text: str) -> Value:
    """Return by what an example is known again: in a later year, in another language, under a unit's other name."""
    value = field.type.parse(text)
    if isinstance(field.type, Day):
        return value.month, value.day
    if isinstance(field.type, UnitRef):
        return {fold(unit.short_name) for unit in resolve(value, None).fitting}
    return None if isinstance(field.type, TermRef) else value
