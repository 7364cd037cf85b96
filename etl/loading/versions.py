"""Earlier versions of records: how they are kept, and how a record is put back as it was."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.database import VersionRow
from etl.declare.fields import Record
from etl.loading.compare import TypedRow, table_of


def as_json(row: TypedRow) -> str:
    """Return all columns of a row as JSON; days in ISO order."""
    return json.dumps(row, ensure_ascii=False, default=str, sort_keys=True)


def from_json(table: sa.Table, text: str) -> TypedRow:
    """Return the row of a table that `as_json` wrote."""
    days = {column.name for column in table.c if isinstance(column.type, sa.Date)}
    return {
        name: dt.date.fromisoformat(value) if name in days and value is not None else value
        for name, value in json.loads(text).items()
    }


def put_back(
    connection: Connection, kind: type[Record], upload: int, keys: Iterable[str] | None = None
) -> list[tuple[str, str]]:
    """Put records that an upload wrote back as they were, inside its own transaction; return (key, new | changed) of each.

    `keys` limits it to some records. The kept versions are used up: what was never stored has no history.
    """
    table = table_of(kind)
    done: list[tuple[str, str]] = []
    wanted = None if keys is None else list(keys)
    kept = sa.select(VersionRow).where(VersionRow.upload == upload, VersionRow.kind == kind.about.name)
    versions = connection.execute(kept if wanted is None else kept.where(VersionRow.key.in_(wanted))).all()
    for version in versions:
        connection.execute(sa.delete(table).where(table.c.key == version.key))
        connection.execute(sa.insert(table).values(from_json(table, version.before)))
        done.append((version.key, "changed"))
    created = sa.select(table.c.key).where(table.c.upload == upload)
    new = list(connection.scalars(created if wanted is None else created.where(table.c.key.in_(wanted))))
    for start in range(0, len(new), 500):
        connection.execute(sa.delete(table).where(table.c.key.in_(new[start : start + 500])))
    gone = sa.delete(VersionRow).where(VersionRow.upload == upload, VersionRow.kind == kind.about.name)
    connection.execute(gone if wanted is None else gone.where(VersionRow.key.in_(wanted)))
    return done + [(key, "new") for key in new]


def history(connection: Connection, kind: type[Record], key: str) -> list[tuple[Any, TypedRow]]:
    """Return (number of the upload that replaced it, earlier version) of a record, oldest first."""
    query = (
        sa.select(VersionRow)
        .where(VersionRow.kind == kind.about.name, VersionRow.key == key, VersionRow.before != "")
        .order_by(VersionRow.upload)
    )
    return [(version.upload, from_json(table_of(kind), version.before)) for version in connection.execute(query)]
