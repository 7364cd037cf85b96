"""Take back what was done to the records: whole uploads, from the kept versions.

An undo is an act with a number and versions of its own, so that it can be undone like any other: nothing that was kept is
ever used up. What is in force has the state `stored`; an undo makes what it takes back `undone`, and its own undo turns
that round again.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import NilReportRow, UploadRow, VersionRow, new_group, now, raise_data_version, reading, writing
from etl.declare.fields import Record
from etl.errors import ConflictError, MisuseError
from etl.figures import rollup
from etl.loading.acts import new_act
from etl.loading.compare import TypedRow, table_of
from etl.loading.impact import Moved, figures_of, moved
from etl.loading.load import touch_referring
from etl.loading.preview import Scratch
from etl.loading.versions import as_json, from_json
from etl.periods import half_month_of
from etl.records import KINDS
from etl.text import Text

_BATCH = 500
_NIL = cast(sa.Table, NilReportRow.__table__)
Cells = dict[str, set[int]]
Counts = Counter[str]  # removed: gone again; changed: as they were; restored: there again


@dataclass(frozen=True)
class Undoing:
    """What an undo would do: to which uploads (the latest first), to how many records, and to which figures."""

    uploads: tuple[Any, ...]
    counts: Counts
    moved: list[Moved]


def undo(engine: Engine, actor: Actor, *numbers: int) -> list[int]:
    """Restore every record that these uploads wrote to what it was before; all of them or none.

    Returns the numbers of the acts that did it, which can be undone in turn. Raises ConflictError where a later upload
    touched the same records (it lists them), MisuseError where there is no such upload or it was undone already.
    """
    with writing(engine) as connection:
        uploads = _undoable(connection, numbers)
        group = new_group(connection) if len(uploads) > 1 else None
        cells: Cells = {}
        acts = [_undo(connection, actor, upload, group, cells) for upload in uploads]
        rollup.refresh(connection, cells)
        raise_data_version(connection)
    return acts


def foreseen(engine: Engine, actor: Actor, *numbers: int) -> Undoing:
    """Return what `undo` would do, computed without a lock on temporary tables; raises as it does."""
    with reading(engine) as connection:
        uploads = _undoable(connection, numbers)
        scratch = Scratch(connection)
        scratch.take_in_nil_reports()
        for upload in uploads:
            scratch.take_in_upload(KINDS.get(upload.kind), upload.number)
        cells, counts = Cells(), Counts()
        for number, upload in enumerate(uploads, uploads[0].number + 1):
            counts += _take_back(connection, upload, number, cells)
        with scratch.out_of_the_way():
            before = figures_of(connection, actor, cells)
        rollup.refresh(connection, cells)
        return Undoing(uploads, counts, moved(connection, actor, cells, before))


def in_force(connection: Connection, actor: Actor, group: int) -> list[int]:
    """Return the numbers of a group's uploads that can be undone together; raises MisuseError where there is none."""
    query = sa.select(UploadRow.number).where(UploadRow.group_number == group, UploadRow.state == "stored")
    numbers = list(connection.scalars(query.order_by(UploadRow.number)))
    if not numbers:
        raise MisuseError(
            Text(f"Không có đợt nạp số {group} để hoàn tác.", f"There is no group of uploads {group} to undo.")
        )
    return numbers


# --- whether it can be done -----------------------------------------------------------------------------------------


def _undoable(connection: Connection, numbers: Sequence[int]) -> tuple[Any, ...]:
    """Return the uploads of these numbers, the latest first, all of which can be undone now."""
    query = sa.select(UploadRow).where(UploadRow.number.in_(numbers)).order_by(UploadRow.number.desc())
    uploads = tuple(connection.execute(query))
    for number in sorted({*numbers} - {upload.number for upload in uploads if upload.state == "stored"}):
        raise MisuseError(_why_not(connection, number))
    if later := sorted({found for upload in uploads for found in _later(connection, upload)} - {*numbers}):
        listed = ", ".join(map(str, later))
        raise ConflictError(
            Text(
                f"Không hoàn tác được: các lần nạp sau đã sửa cùng bản ghi ({listed}). Hãy hoàn tác chúng trước.",
                f"Cannot undo: later uploads changed the same records ({listed}). Undo those first.",
            )
        )
    return uploads


def _why_not(connection: Connection, number: int) -> Text:
    by = connection.scalar(sa.select(UploadRow.number).where(UploadRow.undoes == number, UploadRow.state == "stored"))
    if by is None:
        return Text(f"Không có lần nạp số {number} để hoàn tác.", f"There is no upload {number} to undo.")
    return Text(
        f"Lần nạp số {number} đã được hoàn tác ở lần {by}. Muốn khôi phục, hãy hoàn tác lần {by}.",
        f"Upload {number} is undone already, by {by}. To restore it, undo {by}.",
    )


def _later(connection: Connection, upload: Any) -> set[int]:
    """Return the later acts in force that touched a record which this upload wrote.

    An undo of what came later takes nothing from it: the two together are as if neither had been.
    """
    mine = sa.select(VersionRow.key).where(
        VersionRow.kind == upload.kind,
        sa.or_(VersionRow.upload == upload.number, VersionRow.before_upload == upload.number),
    )
    acts = (
        sa.select(VersionRow.upload)
        .join(UploadRow, UploadRow.number == VersionRow.upload)
        .where(
            VersionRow.upload > upload.number,
            VersionRow.kind == upload.kind,
            VersionRow.key.in_(mine),
            UploadRow.state == "stored",
            sa.or_(UploadRow.undoes.is_(None), UploadRow.undoes < upload.number),
        )
        .distinct()
    )
    found = set(connection.scalars(acts))
    if upload.kind in KINDS:  # what was taken out and came anew from another file has no version
        table = table_of(KINDS[upload.kind])
        anew = sa.select(table.c.upload).where(table.c.upload > upload.number, table.c.key.in_(mine)).distinct()
        found.update(connection.scalars(anew))
    return found


# --- what is done ---------------------------------------------------------------------------------------------------


def _undo(connection: Connection, actor: Actor, upload: Any, group: int | None, cells: Cells) -> int:
    more = {"undoes": upload.number, "group_number": group}
    number = new_act(connection, actor, "undo", upload.kind, **more)
    done = _take_back(connection, upload, number, cells)
    count = {"new": done["restored"], "changed": done["removed"] + done["changed"], "read": done.total()}
    connection.execute(sa.update(UploadRow).where(UploadRow.number == number).values(**count))
    _set_state(connection, actor, upload, is_undone=True)
    return number


def _set_state(connection: Connection, actor: Actor, upload: Any, *, is_undone: bool) -> None:
    """Put an upload in force or out of it, and with an undo the other way round what it undoes."""
    values = {"state": "undone", "undone_at": now(), "undone_by": actor.account}
    if not is_undone:
        values = {"state": "stored", "undone_at": None, "undone_by": None}
    connection.execute(sa.update(UploadRow).where(UploadRow.number == upload.number).values(**values))
    if upload.undoes is not None:
        undoes = connection.execute(sa.select(UploadRow).where(UploadRow.number == upload.undoes)).one()
        _set_state(connection, actor, undoes, is_undone=not is_undone)


def _take_back(connection: Connection, upload: Any, by: int, cells: Cells) -> Counts:
    """Put back what an upload wrote, as the act `by`; note the cells that this touches."""
    counts = _nil_reports_back(connection, upload.number, by, cells)
    if upload.kind in KINDS:
        counts += _records_back(connection, KINDS[upload.kind], upload.number, by, cells)
    return counts


def _records_back(connection: Connection, kind: type[Record], upload: int, by: int, cells: Cells) -> Counts:
    table, counts = table_of(kind), Counts()
    for batch in _wrote(connection, table, table.c.key, kind.about.name, upload):
        referred = partial(_are_named, keys=list(batch))
        touch_referring(connection, kind, cells, referred)
        for row_now, row_then in _put_back(connection, table, table.c.key, kind.about.name, upload, by, batch):
            counts[_done(row_now, row_then)] += 1
            for row in filter(None, (row_now, row_then)):
                rollup.touch(cells, kind, row)
        touch_referring(connection, kind, cells, referred)
    return counts


def _are_named(named: sa.FromClause, keys: list[str]) -> Any:
    return named.c.key.in_(keys)


def _nil_reports_back(connection: Connection, upload: int, by: int, cells: Cells) -> Counts:
    counts = Counts()
    for batch in _wrote(connection, _NIL, _NIL.c.upload, _NIL.name, upload):
        for row_now, row_then in _put_back(connection, _NIL, _NIL.c.upload, _NIL.name, upload, by, batch):
            counts[_done(row_now, row_then)] += 1
            row: Any = row_now or row_then
            halves = range(half_month_of(row["first"]), half_month_of(row["last"]) + 1)
            cells.setdefault(row["unit"], set()).update(halves)
    return counts


def _done(row_now: TypedRow | None, row_then: TypedRow | None) -> str:
    if row_then is None:
        return "removed"
    return "restored" if row_now is None else "changed"


Batch = dict[Any, str]  # key -> its row before the upload as JSON, empty where there was none


def _wrote(connection: Connection, table: sa.Table, key: Any, name: str, upload: int) -> Iterator[Batch]:
    """Yield what an upload wrote of a table, in batches: what it changed or took out, then what it brought."""
    as_key = key.type.python_type
    kept = sa.select(VersionRow.key).where(VersionRow.upload == upload, VersionRow.kind == name)
    changed = list(connection.scalars(kept.order_by(VersionRow.key)))
    for part in _parts(changed):
        versions = sa.select(VersionRow.key, VersionRow.before).where(
            VersionRow.upload == upload, VersionRow.kind == name, VersionRow.key.in_(part)
        )
        yield {as_key(version.key): version.before for version in connection.execute(versions)}
    # What was changed is as it was by now, so that all that still stands under the number was brought by it.
    for part in _parts(list(connection.scalars(sa.select(key).where(table.c.upload == upload).order_by(key)))):
        yield dict.fromkeys(part, "")


def _parts(keys: Sequence[Any]) -> Iterator[Collection[Any]]:
    return (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))


def _put_back(
    connection: Connection, table: sa.Table, key: Any, name: str, upload: int, by: int, batch: Batch
) -> list[tuple[TypedRow | None, TypedRow | None]]:
    """Put rows back, what they are now kept as versions of the act `by`; return each row (now, then)."""
    these = key.in_(list(batch))
    rows_now = {row._mapping[key.name]: dict(row._mapping) for row in connection.execute(sa.select(table).where(these))}
    rows_then = {at: from_json(table, before) if before else None for at, before in batch.items()}
    versions = [
        {
            "upload": by,
            "kind": name,
            "key": str(at),
            "before": as_json(rows_now[at]) if at in rows_now else "",
            "before_upload": rows_now[at]["upload"] if at in rows_now else upload,
            "withdrawn": rows_then[at] is None,
        }
        for at in batch
    ]
    connection.execute(sa.insert(VersionRow), versions)
    connection.execute(sa.delete(table).where(these))
    if stored := [row for row in rows_then.values() if row is not None]:
        connection.execute(sa.insert(table), stored)
    return [(rows_now.get(at), rows_then[at]) for at in batch]
