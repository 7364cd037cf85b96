"""What can be done to the records besides loading a file: withdraw some, state that there were none, follow new rules.

Each is an upload of its own with the versions it replaces, so that `undo` takes it back like a load.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import NilReportRow, UploadRow, VersionRow, new_group, new_upload, now, raise_data_version, writing
from etl.declare.fields import Record
from etl.errors import MisuseError
from etl.figures import rollup
from etl.loading.compare import stored_rows, table_of
from etl.loading.load import touch_referring
from etl.loading.versions import as_json
from etl.periods import Period
from etl.records import KINDS
from etl.reference import spans
from etl.text import Text


def withdraw(engine: Engine, actor: Actor, kind: type[Record], keys: Sequence[str]) -> int:
    """Take records out, kept as versions; the withdrawal is an upload that can be undone. Returns its number."""
    with writing(engine) as connection:
        rows = stored_rows(connection, kind, keys)
        if not rows:
            raise MisuseError(Text("Không có bản ghi nào để rút.", "There is no record to withdraw."))
        number = new_act(connection, actor, "withdraw", kind.about.name, changed=len(rows))
        cells: dict[str, set[int]] = {}
        for row in rows.values():
            rollup.touch(cells, kind, row)
            _keep(connection, kind, row, number, withdrawn=True)
        touch_referring(connection, kind, cells, lambda named: named.c.key.in_(list(rows)))
        connection.execute(sa.delete(table_of(kind)).where(table_of(kind).c.key.in_(list(rows))))
        rollup.refresh(connection, cells)
        raise_data_version(connection)
        return number


def follow_rules(engine: Engine, actor: Actor) -> list[int]:
    """Move the derived dates of open records to what rules and holidays say now; keep what they were.

    Returns the numbers of the uploads that did it, one a kind, each of which can be undone; none where nothing moved.
    What a file gave and what is settled (an answered question's due date) stays. Every start asks, so that the write
    lock is taken only where something moves.
    """
    with engine.connect() as connection:
        if not any(_moved(connection, kind) for kind in KINDS.values()):
            return []
    with writing(engine) as connection:
        numbers = []
        for kind in KINDS.values():
            if not (moved := _moved(connection, kind)):
                continue
            numbers.append(new_act(connection, actor, "rules", kind.about.name, changed=len(moved)))
            cells: dict[str, set[int]] = {}
            table = table_of(kind)
            for row, values in moved:
                _keep(connection, kind, row, numbers[-1])
                new = values | {"upload": numbers[-1]}
                connection.execute(sa.update(table).where(table.c.key == row["key"]).values(**new))
                rollup.touch(cells, kind, row)
                rollup.touch(cells, kind, row | values)
            rollup.refresh(connection, cells)
        if numbers:
            raise_data_version(connection)
        return numbers


def _moved(connection: Connection, kind: type[Record]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the open rows of a kind whose derived values are others now, with these values."""
    if kind.about.settled_by is None:
        return []
    table = table_of(kind)
    query = sa.select(table).where(table.c[kind.about.settled_by].is_(None), table.c.derived != "")
    rows = []
    for row in map(dict, connection.execute(query).mappings()):
        derived = {
            name: column.empty.of(row)
            for name, column in kind.columns().items()
            if name in row["derived"].split() and column.empty
        }
        if changed := {name: value for name, value in derived.items() if value != row[name]}:
            rows.append((row, changed))
    return rows


def _keep(
    connection: Connection, kind: type[Record], row: dict[str, Any], number: int, withdrawn: bool = False
) -> None:
    """Keep a row as it was before the act with that number."""
    values = {"upload": number, "kind": kind.about.name, "key": row["key"], "before": as_json(row)}
    connection.execute(sa.insert(VersionRow).values(**values, before_upload=row["upload"], withdrawn=withdrawn))


def report_nil(engine: Engine, actor: Actor, kind: type[Record], unit: str, period: Period) -> int:
    """Store the statement that a unit had no record of a kind in a period. Returns the number of its upload."""
    return report_nils(engine, actor, [(kind, unit, period)])[0]


def report_nils(engine: Engine, actor: Actor, statements: Iterable[tuple[type[Record], str, Period]]) -> list[int]:
    """Store many such statements, all or none, each as an upload of its own, several as a group. Returns their numbers."""
    stated = list(statements)
    with writing(engine) as connection:
        group = new_group(connection) if len(stated) > 1 else None
        numbers = [_report_nil(connection, actor, group, *statement) for statement in stated]
        raise_data_version(connection)
        return numbers


def _report_nil(
    connection: Connection, actor: Actor, group: int | None, kind: type[Record], unit: str, period: Period
) -> int:
    if not spans(unit):
        raise MisuseError(Text(f"Không có đơn vị mã {unit}.", f"There is no unit with code {unit}."))
    table = table_of(kind)
    own = table.c[kind.about.placed_by]
    if connection.execute(
        sa.select(table.c.key).where(table.c.unit == unit, own.between(period.start, period.end))
    ).first():
        raise MisuseError(
            Text(
                f"{spans(unit)[-1].name} đã có bản ghi trong kỳ này nên không thể báo là không có.",
                f"{spans(unit)[-1].name} has records in this period, so it cannot be said to have none.",
            )
        )
    number = new_act(connection, actor, "nil", kind.about.name, new=1, group_number=group)
    values = {"upload": number, "unit": unit, "kind": kind.about.name, "first": period.start, "last": period.end}
    connection.execute(sa.insert(NilReportRow).values(**values))
    return number


def new_act(
    connection: Connection, actor: Actor, act: str, kind: str, *, new: int = 0, changed: int = 0, **more: int | None
) -> int:
    """Store that an act which is no load of a file was done, and return its number."""
    values: dict[str, Any] = dict.fromkeys(("read", "new", "changed", "same", "refused", "left_out"), 0)
    values |= {"read": new + changed, "new": new, "changed": changed}
    values |= {"loaded_at": now(), "account": actor.account, "act": act, "kind": kind, "state": "stored"}
    values |= {"file": "", "file_hash": ""}
    return new_upload(connection, values | more)


def uploads(connection: Connection, actor: Actor, numbers: Iterable[int] | None = None) -> list[Any]:
    """Return the uploads, the latest first."""
    query = sa.select(UploadRow).order_by(UploadRow.number.desc())
    return list(connection.execute(query if numbers is None else query.where(UploadRow.number.in_(list(numbers)))))
