"""What pages list: records as rows of text, by kind, unit and period."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.accounts import Actor
from etl.database import UploadRow
from etl.declare.fields import Field, Record
from etl.declare.values import UnitRef
from etl.errors import MisuseError
from etl.periods import Calendar, Grain, Period, period_of, today
from etl.records import KINDS
from etl.reference import unit_as_of
from etl.text import Language

MOST_ROWS = 5_000
DERIVED = "°"  # behind a value that nobody wrote: it follows from a rule or from other columns


def records(
    connection: Connection, actor: Actor, kind: type[Record], *, unit: str | None, period: Period | None
) -> list[dict[str, Any]]:
    """Return the stored rows of a kind, the latest first."""
    table = kind.__table__
    query = sa.select(table).order_by(table.c[kind.about.placed_by].desc(), table.c.key).limit(MOST_ROWS)
    if unit is not None:
        query = query.where(table.c.unit == unit)
    if period is not None:
        query = query.where(table.c[kind.about.placed_by].between(period.start, period.end))
    return [dict(row._mapping) for row in connection.execute(query)]


def shown(kind: type[Record], rows: Sequence[dict[str, Any]], language: Language) -> list[dict[str, str]]:
    """Return rows as people read them, by the fields' labels."""
    return [{field.text(language): text_of(kind, row, field.name, language) for field in _fields(kind)} for row in rows]


def given(kind: type[Record], rows: Sequence[dict[str, Any]], language: Language) -> list[dict[str, str]]:
    """Return rows as a file says them: what nobody wrote, but was derived, is empty."""
    return [
        {
            field.text(language): "" if _is_derived(row, field.name) else _written(kind, row, field, language)
            for field in _fields(kind)
        }
        for row in rows
    ]


def text_of(kind: type[Record], row: dict[str, Any], name: str, language: Language) -> str:
    """Return one field of a row as people read it; what was derived has a mark."""
    text = _written(kind, row, kind.columns()[name], language)
    return text + DERIVED if text and _is_derived(row, name) else text


def _fields(kind: type[Record]) -> Iterable[Field]:
    return kind.columns().values()


def _is_derived(row: dict[str, Any], name: str) -> bool:
    return name in row["derived"].split()


def _written(kind: type[Record], row: dict[str, Any], field: Field, language: Language) -> str:
    value = row[field.name]
    if value is None:
        return ""
    if isinstance(field.type, UnitRef):
        return unit_as_of(value, row[kind.about.placed_by]).name
    return field.type.show(value, language)


def source_of(connection: Connection, actor: Actor, upload: int) -> Any:
    """Return the upload of that number."""
    return connection.execute(sa.select(UploadRow).where(UploadRow.number == upload)).first()


def loaded(connection: Connection, actor: Actor) -> tuple[dt.date | None, int]:
    """Return the day of the last upload in use, and how many there are; an undo brings nothing."""
    in_use = (UploadRow.state == "stored") & (UploadRow.act != "undo")
    query = sa.select(sa.func.max(UploadRow.loaded_at), sa.func.count()).where(in_use)
    last, count = connection.execute(query).one()
    return (last.date() if last else None), count


def periods(connection: Connection, actor: Actor, calendar: Calendar, grain: Grain = "quarter") -> list[Period]:
    """Return the periods of a grain from the first record to now, the latest first; empty where there are no records."""
    days = [
        connection.execute(sa.select(sa.func.min(kind.own_date()), sa.func.max(kind.own_date()))).one()
        for kind in KINDS.values()
    ]
    first = min((low for low, _high in days if low is not None), default=None)
    if first is None:
        return []
    newest = max(high for _low, high in days if high is not None)
    period = period_of(min(newest, today()), grain, calendar)
    listed = []
    while period.end >= first:
        try:
            earlier = period.previous()
        except MisuseError:  # there is nothing to hold it against, and no page shows it
            break
        listed.append(period)
        period = earlier
    return listed


def title(kind: type[Record], row: dict[str, Any], language: Language) -> str:
    """Return the name of a record as people say it: unit, then what tells it from the unit's other records."""
    names = [name for name in kind.about.natural_key if name not in ("unit_from", "term") and name in kind.columns()]
    return " · ".join(text for name in names if (text := text_of(kind, row, name, language)))
