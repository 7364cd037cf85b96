"""Measures per unit and half-month: refreshed for the touched cells only, equal to a rebuild at any time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql import visitors

from etl.database import MeasureRow, set_state, state
from etl.declare.fields import Record, Values
from etl.declare.measures import AS_OF, Flow
from etl.metrics import MEASURES
from etl.periods import FIRST_DAY, LAST_DAY, half_month_days, half_month_of

Cells = Mapping[str, set[int]]  # unit code -> half-months

# Each range costs a query for every date that places records; above this many one wide range is cheaper.
_MANY_RANGES = 4


def _groups(names: Iterable[str]) -> list[tuple[Any, dict[str, Flow]]]:
    """Return the flows by the date that places them: one pass over the records serves all of a group."""
    groups: dict[str, tuple[Any, dict[str, Flow]]] = {}
    for name in names:
        flow = MEASURES[name]
        key = f"{flow.record.about.name} {flow.placed_by}"
        groups.setdefault(key, (flow.placed_by, {}))[1][name] = flow
    return list(groups.values())


def half_month(day: Any) -> Any:
    """Return the SQL number of the half-month of a date column; equals periods.half_month_of."""
    later = sa.case((sa.extract("day", day) >= 15, 1), else_=0)
    return sa.cast(sa.extract("year", day) * 24 + (sa.extract("month", day) - 1) * 2 + later, sa.Integer)


def sums(
    connection: Connection, names: Iterable[str], units: Iterable[str], first: dt.date, last: dt.date, as_of: dt.date
) -> dict[tuple[str, str], float]:
    """Return the sums of measures over the records placed in [first, last], by (unit, measure); zeros are left out."""
    summed: dict[tuple[str, str], float] = {}
    about = {"units": list(units), "first": first, "last": last, AS_OF.key: as_of}
    for query, measures in _by_unit(tuple(names)):
        for unit, *values in connection.execute(query, about):
            summed.update({(unit, name): value for name, value in zip(measures, values, strict=True) if value})
    return summed


@lru_cache(100)  # by page and paper, a few lists of metrics are asked for
def _by_unit(names: tuple[str, ...]) -> list[tuple[sa.Select[Any], list[str]]]:
    """Return the queries for the sums of measures by unit, and the measures of their columns; built once."""
    queries = []
    for placed_by, flows in _groups(names):
        record: Any = next(iter(flows.values())).record
        query = sa.select(record.unit, *(flow.summed for flow in flows.values())).group_by(record.unit)
        units = record.unit.in_(sa.bindparam("units", expanding=True))
        placed = placed_by.between(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))
        queries.append((query.where(placed, units), list(flows)))
    return queries


@cache
def _cells_of(one_unit: bool) -> list[tuple[sa.Select[Any], list[str]]]:
    """Return the queries for the cells from `first` to `last`, and the measures of their columns.

    Built once: a load refreshes hundreds of units, and to write the queries anew took most of its time.
    """
    queries = []
    for placed_by, flows in _groups(MEASURES):
        record: Any = next(iter(flows.values())).record
        cell = half_month(placed_by).label("cell")
        query = sa.select(record.unit, cell, *(flow.summed for flow in flows.values())).group_by(record.unit, cell)
        query = query.where(
            placed_by.between(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))
        )
        queries.append((query.where(record.unit == sa.bindparam("of_unit")) if one_unit else query, list(flows)))
    return queries


def _store(connection: Connection, unit: str | None, first: dt.date, last: dt.date) -> None:
    """Compute and insert the measures of whole half-months from `first` to `last`, of one unit or of all."""
    rows: list[dict[str, Any]] = []
    asked = {AS_OF.key: LAST_DAY, "first": first, "last": last, **({"of_unit": unit} if unit is not None else {})}
    for query, names in _cells_of(unit is not None):
        for code, number, *values in connection.execute(query, asked):
            rows += [
                {"unit": code, "half_month": number, "measure": name, "value": float(value)}
                for name, value in zip(names, values, strict=True)
                if value
            ]
    if rows:
        connection.execute(sa.insert(MeasureRow), rows)


def rebuild(connection: Connection) -> None:
    """Compute every measure anew from the records."""
    connection.execute(sa.delete(MeasureRow))
    _store(connection, None, FIRST_DAY, LAST_DAY)
    set_state(connection, "measures", declared())


@cache
def declared() -> str:
    """Return a text that changes when the declared measures do; stored, it tells whether a rebuild is due."""
    return sha256("\n".join(f"{name} {flow.identity}" for name, flow in MEASURES.items()).encode()).hexdigest()


def is_current(connection: Connection) -> bool:
    """Tell whether the stored measures are those that are declared now."""
    return state(connection, "measures") == declared()


def refresh(connection: Connection, cells: Cells) -> None:
    """Compute the touched cells anew; the result equals a rebuild."""
    for unit, numbers in cells.items():
        ranges = _ranges(numbers)
        if len(ranges) > _MANY_RANGES:
            ranges = [(min(numbers), max(numbers))]
        for first, last in ranges:
            connection.execute(
                sa.delete(MeasureRow).where(MeasureRow.unit == unit, MeasureRow.half_month.between(first, last))
            )
            _store(connection, unit, half_month_days(first)[0], half_month_days(last)[1])


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def _placing_dates() -> dict[str, set[str]]:
    """Return for each kind the names of the date columns by which some measure places its records."""
    names: dict[str, set[str]] = defaultdict(set)
    for flow in MEASURES.values():
        for part in visitors.iterate(sa.func.max(flow.placed_by)):
            if isinstance(part, sa.Column):
                names[flow.record.about.name].add(part.key)
    return names


_PLACING_DATES = _placing_dates()


def touch(cells: dict[str, set[int]], kind: type[Record], row: Values) -> None:
    """Add the cells in which a record of a kind counts. A later-of placement falls on one of its two dates."""
    for name in _PLACING_DATES[kind.about.name]:
        if row.get(name) is not None:
            cells.setdefault(row["unit"], set()).add(half_month_of(row[name]))
