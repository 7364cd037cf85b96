"""From a figure to exactly the records it was computed from, by the same declarations."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.accounts import Actor
from etl.declare.fields import Record
from etl.declare.measures import AS_OF, Flow
from etl.errors import MisuseError
from etl.figures.query import TOTAL, figures, last_day
from etl.metrics import METRICS
from etl.periods import FIRST_DAY, Period
from etl.records import KINDS
from etl.reference import CITY, spans, units_in
from etl.text import Text


class Traced(NamedTuple):
    """One stored record (all its columns, its upload and line among them), and what it adds to a figure."""

    kind: type[Record]
    row: dict[str, Any]
    numerator: float
    denominator: float


def rows_of(
    connection: Connection, actor: Actor, metric: str, unit: str, period: Period, as_of: dt.date | None = None
) -> list[Traced]:
    """Return the records that a figure of a unit, or of all below the city (TOTAL), adds up, by kind and date.

    What they add to numerator and denominator sums up to those of the figure. A record that comes and goes within a
    stock (a question that was answered) is not in it. Raises MisuseError for a metric or unit that there is not.
    """
    if metric not in METRICS or (unit != TOTAL and not spans(unit)):
        raise MisuseError(Text(f"Không có con số {metric} của {unit}.", f"There is no figure {metric} of {unit}."))
    day, of = last_day(as_of), METRICS[metric]
    units = [code for code in units_in(period.start, period.end) if code == unit]
    if unit == TOTAL:  # as the total itself does, of the units that have a value
        every = figures(connection, actor, period, metrics=[metric], as_of=as_of)
        units = [figure.unit for figure in every if figure.unit != CITY and figure.state == "value"]
    first = FIRST_DAY if of.stock else period.start
    added: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for place, flows in enumerate((of.numerator, of.denominator)):
        for flow in flows:
            for key, value in _entered(connection, flow, units, first if place == 0 else period.start, period.end, day):
                added[flow.record.about.name, key][place] += value
    counted = {name: [key for (kind, key), both in added.items() if kind == name and any(both)] for name in KINDS}
    return [
        Traced(kind, row, *added[name, row["key"]])
        for name, kind in KINDS.items()
        for row in _rows(connection, kind, counted[name])
    ]


def _entered(
    connection: Connection, flow: Flow, units: Iterable[str], first: dt.date, last: dt.date, as_of: dt.date
) -> Iterable[tuple[str, float]]:
    """Yield the key of each record that a flow counts, and what it adds; a unit counts no further than it lasts."""
    record: Any = flow.record
    ends: dict[dt.date, list[str]] = defaultdict(list)
    for unit in units:
        ends[min(last, as_of, spans(unit)[-1].last)].append(unit)
    for end, codes in ends.items():
        query = sa.select(record.key, flow.entered).where(flow.placed_by.between(first, end), record.unit.in_(codes))
        for key, value in connection.execute(query, {AS_OF.key: as_of}):
            if value:
                yield key, value


def _rows(connection: Connection, kind: type[Record], keys: list[str]) -> list[dict[str, Any]]:
    table, rows = kind.__table__, []
    for start in range(0, len(keys), 500):
        query = sa.select(table).where(table.c.key.in_(keys[start : start + 500]))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return sorted(rows, key=lambda row: (row[kind.about.placed_by], row["key"]))
