"""Which figures an upload moves: the touched units and quarters, before and after."""

import datetime as dt
from collections.abc import Container, Iterable
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.accounts import Actor
from etl.declare.fields import Record
from etl.errors import MisuseError
from etl.figures.query import Figure, State, figures
from etl.figures.rollup import Cells
from etl.periods import Period, half_month_days, quarter_of

MOST_QUARTERS = 12  # the latest ones; a first load of years would otherwise list everything


class Moved(NamedTuple):
    """One figure before and after; a value of None has its reason in the state."""

    unit: str
    period: str
    metric: str
    before: Decimal | None
    before_state: State
    after: Decimal | None
    after_state: State


class Missing(NamedTuple):
    """A stored record of a unit and quarter that the file speaks of, which the file does not have. It stays stored."""

    key: str
    unit: str
    day: dt.date
    upload: int


MOST_MISSING = 500


def missing(
    connection: Connection, kind: type[Record], quarters: Iterable[tuple[str, Period]], seen: Container[str]
) -> list[Missing]:
    """Return the stored records of these units and quarters whose keys the file does not have."""
    table: sa.Table = kind.__table__  # type: ignore[assignment]
    day = table.c[kind.about.placed_by]
    rows = []
    for unit, period in sorted(quarters, key=lambda item: (item[0], item[1].start)):
        query = sa.select(table.c.key, table.c.unit, day, table.c.upload).where(
            table.c.unit == unit, day.between(period.start, period.end)
        )
        rows += [Missing(*row) for row in connection.execute(query) if row.key not in seen]
        if len(rows) >= MOST_MISSING:
            break
    return rows[:MOST_MISSING]


def _quarters(cells: Cells) -> list[tuple[Period, list[str]]]:
    touched: dict[Period, list[str]] = {}
    for unit, numbers in cells.items():
        for period in {quarter_of(half_month_days(number)[0]) for number in numbers}:
            touched.setdefault(period, []).append(unit)
    return sorted(touched.items(), key=lambda item: item[0].start, reverse=True)[:MOST_QUARTERS]


def figures_of(connection: Connection, actor: Actor, cells: Cells) -> list[Figure]:
    """Return the figures of the touched units and quarters."""
    listed: list[Figure] = []
    for period, units in _quarters(cells):
        try:
            listed += figures(connection, actor, period, units=sorted(units))
        except MisuseError:  # a quarter that has not begun: due dates lie ahead, figures do not
            continue
    return listed


def moved(connection: Connection, actor: Actor, cells: Cells, before: list[Figure]) -> list[Moved]:
    """Return the figures that differ from `before`."""
    earlier = {(figure.unit, figure.period, figure.metric): figure for figure in before}
    changed: list[Moved] = []
    for after in figures_of(connection, actor, cells):
        was = earlier[after.unit, after.period, after.metric]
        if (was.value, was.state) != (after.value, after.state):
            changed.append(Moved(*after[:3], was.value, was.state, after.value, after.state))
    return changed
