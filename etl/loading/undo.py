"""Take back what was done to the records: a whole upload, from the kept versions."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import NilReportRow, UploadRow, VersionRow, now, raise_data_version, writing
from etl.declare.fields import Record
from etl.errors import ConflictError, MisuseError
from etl.figures import rollup
from etl.loading.compare import stored_rows, table_of
from etl.loading.load import touch_referring
from etl.loading.versions import put_back
from etl.records import KINDS
from etl.text import Text


def undo(engine: Engine, actor: Actor, number: int) -> None:
    """Restore every record that an upload wrote to what it was before.

    Raises ConflictError where a later upload touched the same records (it lists them), MisuseError where there is no
    such upload or it was undone already.
    """
    with writing(engine) as connection:
        upload = connection.execute(sa.select(UploadRow).where(UploadRow.number == number)).first()
        if upload is None or upload.state == "undone":
            raise MisuseError(
                Text(f"Không có lần nạp số {number} để hoàn tác.", f"There is no upload {number} to undo.")
            )
        if later := _later(connection, number):
            listed = ", ".join(map(str, later))
            raise ConflictError(
                Text(
                    f"Không hoàn tác được: các lần nạp sau đã sửa cùng bản ghi ({listed}). Hãy hoàn tác chúng trước.",
                    f"Cannot undo: later uploads changed the same records ({listed}). Undo those first.",
                )
            )
        if upload.act == "nil":
            connection.execute(sa.delete(NilReportRow).where(NilReportRow.upload == number))
        elif upload.kind in KINDS:
            _restore(connection, KINDS[upload.kind], number)
        connection.execute(
            sa.update(UploadRow)
            .where(UploadRow.number == number)
            .values(state="undone", undone_at=now(), undone_by=actor.account)
        )
        raise_data_version(connection)


def _later(connection: Connection, number: int) -> list[int]:
    """Return the later uploads that touched a record which this upload wrote."""
    mine = sa.select(VersionRow.kind, VersionRow.key).where(
        sa.or_(VersionRow.upload == number, VersionRow.before_upload == number)
    )
    query = (
        sa.select(VersionRow.upload)
        .where(
            VersionRow.upload > number,
            sa.tuple_(VersionRow.kind, VersionRow.key).in_(mine),
        )
        .distinct()
        .order_by(VersionRow.upload)
    )
    return list(connection.scalars(query))


def _restore(connection: Connection, kind: type[Record], number: int) -> None:
    cells: dict[str, set[int]] = {}
    table = table_of(kind)
    touch_referring(connection, kind, cells, lambda named: named.c.upload == number)
    for row in connection.execute(sa.select(table).where(table.c.upload == number)):
        rollup.touch(cells, kind, dict(row._mapping))
    keys = [key for key, _was in put_back(connection, kind, number)]
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        for restored in stored_rows(connection, kind, part).values():
            rollup.touch(cells, kind, restored)
        touch_referring(connection, kind, cells, lambda named, part=part: named.c.key.in_(part))  # type: ignore[misc]
    rollup.refresh(connection, cells)
