"""Whether a load was stored although the database was lost before it said so."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from etl.accounts import Actor
from etl.database import UploadRow, writing
from etl.errors import LostError, UnansweredError
from etl.text import Text


def stored_since(engine: Engine, actor: Actor, hashes: Collection[str], start: dt.datetime) -> list[int]:
    """Return the numbers of the loads of files with these hashes by an account since `start`.

    Under the write lock: a COMMIT that the server is still at work on is over when the lock is had.
    """
    with writing(engine) as connection:
        query = sa.select(UploadRow.number).where(
            UploadRow.act == "load",
            UploadRow.account == actor.account,
            UploadRow.file_hash.in_(hashes),
            UploadRow.loaded_at >= start,
        )
        return list(connection.scalars(query.order_by(UploadRow.number)))


def require_stored(
    engine: Engine, actor: Actor, hashes: Collection[str], start: dt.datetime, unanswered: UnansweredError
) -> None:
    """Return where the load of these files was stored; else raise LostError, or `unanswered` where that stays unknown."""
    try:
        numbers = stored_since(engine, actor, hashes, start)
    except (sa.exc.DBAPIError, LostError):
        raise unanswered from None
    if not numbers:
        raise LostError(
            Text(
                "Mất kết nối với cơ sở dữ liệu; đã kiểm tra lại: không lưu gì. Nạp lại cùng tệp luôn đúng.",
                "The connection to the database was lost; it was looked up: nothing was stored. "
                "Loading the same file again is always right.",
            )
        )
