"""The database: its own tables beside those of the record kinds, connections, and transactions that write."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, mapped_column

from etl.declare.fields import Base
from etl.errors import CouncilError, DatabaseError
from etl.settings import settings
from etl.text import Text

_WRITE_LOCK = 0x636F756E  # any number of our own; PostgreSQL's advisory locks are named by numbers


class UnitRow(Base):
    """Units as the records refer to them; filled from data/reference/units.csv by `init`."""

    __tablename__ = "unit"
    code: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    valid_to: Mapped[dt.date] = mapped_column(sa.Date)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.Text)


class UploadRow(Base):
    """One thing that somebody did to the records: a load, a withdrawal, a statement that there was nothing to report."""

    __tablename__ = "upload"
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    loaded_at: Mapped[dt.datetime] = mapped_column(sa.DateTime)  # UTC
    account: Mapped[str] = mapped_column(sa.Text)
    act: Mapped[str] = mapped_column(sa.String(20))  # load, withdraw, nil
    kind: Mapped[str] = mapped_column(sa.String(40))
    file: Mapped[str] = mapped_column(sa.Text)
    file_hash: Mapped[str] = mapped_column(sa.String(64))
    decided: Mapped[str] = mapped_column(sa.Text, default="")  # JSON: what reading decided
    read: Mapped[int] = mapped_column(sa.Integer)
    new: Mapped[int] = mapped_column(sa.Integer)
    changed: Mapped[int] = mapped_column(sa.Integer)
    same: Mapped[int] = mapped_column(sa.Integer)
    refused: Mapped[int] = mapped_column(sa.Integer)
    left_out: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[str] = mapped_column(sa.String(20), default="stored")  # stored, undone
    undone_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime)
    undone_by: Mapped[str | None] = mapped_column(sa.Text)


class VersionRow(Base):
    """What a record was before an upload changed or withdrew it, as JSON of all its columns."""

    __tablename__ = "version"
    upload: Mapped[int] = mapped_column(sa.ForeignKey("upload.number"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    before: Mapped[str] = mapped_column(sa.Text)
    before_upload: Mapped[int] = mapped_column(sa.Integer, index=True)
    withdrawn: Mapped[bool] = mapped_column(sa.Boolean, default=False)

    __table_args__ = (sa.Index(None, "kind", "key"),)


class NilReportRow(Base):
    """The statement that a unit had no record of a kind from `first` to `last`."""

    __tablename__ = "nil_report"
    upload: Mapped[int] = mapped_column(sa.ForeignKey("upload.number"), primary_key=True)
    unit: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(40))
    first: Mapped[dt.date] = mapped_column(sa.Date)
    last: Mapped[dt.date] = mapped_column(sa.Date)


class MeasureRow(Base):
    """A measure's sum for one unit and half-month (see periods.half_month_of); sums of nothing have no row."""

    __tablename__ = "measure"
    unit: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    half_month: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    measure: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    value: Mapped[float] = mapped_column(sa.Double)

    __table_args__ = ({"sqlite_with_rowid": False},)


class PendingRow(Base):
    """A file that was chosen and looked at but not confirmed, with what was said about how to read it; kept a day."""

    __tablename__ = "pending"
    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(sa.DateTime)
    account: Mapped[str] = mapped_column(sa.Text)
    file: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    reading: Mapped[str] = mapped_column(sa.Text)


class RememberedRow(Base):
    """How somebody mapped the columns of a file of this shape (its headers), to be offered again."""

    __tablename__ = "remembered"
    shape: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    reading: Mapped[str] = mapped_column(sa.Text)


class StateRow(Base):
    """Facts about the database itself: data_version (raised by every change), measures (which are declared)."""

    __tablename__ = "state"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[str] = mapped_column(sa.Text)


def connect(url: str | None = None) -> Engine:
    """Return an engine for a database URL (default: the setting); SQLite files get their folder, WAL and full sync."""
    where = sa.make_url(url or settings().database_url)
    if where.get_backend_name() == "postgresql":
        where = where.set(drivername="postgresql+psycopg")
        return sa.create_engine(where, pool_pre_ping=True)
    engine = sa.create_engine(where, connect_args={"timeout": 15})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: a writer must lock before it reads
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that holds the only write lock; commit at the end, roll back on any error."""
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
        yield connection


@contextmanager
def beside(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction for what stands beside the records: it waits for no load on PostgreSQL.

    SQLite has one lock for all that is written, which a load takes only once its file is read and checked.
    """
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        yield connection


_FAILURES = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        Text(
            "Cơ sở dữ liệu đang bận. Hãy thử lại sau ít phút.",
            "The database is busy with another change. Try again in a few minutes.",
        ),
    ),
    (
        ("SQLITE_READONLY", "SQLITE_PERM"),
        Text(
            "Cơ sở dữ liệu chỉ cho đọc. Hãy cấp quyền ghi cho tệp và thư mục.",
            "The database is read-only. Allow writing to its file and folder.",
        ),
    ),
    (
        ("SQLITE_FULL", "SQLITE_IOERR"),
        Text(
            "Không ghi được vào cơ sở dữ liệu: ổ đĩa đầy hoặc hỏng.",
            "The database could not be written: the disk is full or faulty.",
        ),
    ),
    (
        ("SQLITE_CANTOPEN",),
        Text(
            "Không mở được tệp cơ sở dữ liệu. Hãy kiểm tra đường dẫn và quyền truy cập.",
            "The database file cannot be opened. Check its path and the rights to it.",
        ),
    ),
    (
        ("SQLITE_NOTADB", "SQLITE_CORRUPT"),
        Text(
            "Tệp cơ sở dữ liệu bị hỏng. Hãy phục hồi từ bản sao lưu.",
            "The database file is damaged. Restore it from a backup.",
        ),
    ),
)
_FAILED = Text("Cơ sở dữ liệu không dùng được; không lưu gì.", "The database cannot be used; nothing was stored.")


def database_failed(error: Exception) -> CouncilError:
    """Return the sentence that says why the database failed."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", "") or ""
    return DatabaseError(next((text for names, text in _FAILURES if name.startswith(names)), _FAILED))


def state(connection: Connection, name: str) -> str:
    """Return a fact of the state table, or an empty text."""
    return connection.execute(sa.select(StateRow.value).where(StateRow.name == name)).scalar() or ""


def set_state(connection: Connection, name: str, value: str) -> None:
    """Store a fact of the state table."""
    connection.execute(sa.delete(StateRow).where(StateRow.name == name))
    connection.execute(sa.insert(StateRow).values(name=name, value=value))


def data_version(connection: Connection) -> int:
    """Return the number that every change of the records raises."""
    return int(state(connection, "data_version") or 0)


def data_set(connection: Connection) -> str:
    """Return which data set the database began with (demo, public, own), for the band that says so; empty if unknown."""
    return state(connection, "data_set") or os.environ.get("COUNCIL_DATA", "")


def raise_data_version(connection: Connection) -> int:
    """Raise the data version, inside the transaction of the change."""
    version = data_version(connection) + 1
    set_state(connection, "data_version", str(version))
    return version


def new_upload(connection: Connection, values: dict[str, Any]) -> int:
    """Store an upload under the next number and return it. Uploads are never deleted, so no number comes twice."""
    number = (connection.execute(sa.select(sa.func.max(UploadRow.number))).scalar() or 0) + 1
    connection.execute(sa.insert(UploadRow).values(number=number, **values))
    return number


def now() -> dt.datetime:
    """Return the time in UTC, without offset, as it is stored."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
