"""The database: its own tables beside those of the record kinds, connections, and transactions that write."""

import datetime as dt
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, mapped_column

from etl.declare.fields import Base
from etl.errors import DatabaseError, LostError, MisuseError, UnansweredError
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
    """One thing that somebody did to the records: a load, a withdrawal, a statement that there was nothing, an undo."""

    __tablename__ = "upload"
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    loaded_at: Mapped[dt.datetime] = mapped_column(sa.DateTime)  # UTC
    account: Mapped[str] = mapped_column(sa.Text)
    act: Mapped[str] = mapped_column(sa.String(20))  # load, withdraw, nil, rules, undo
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
    undoes: Mapped[int | None] = mapped_column(sa.Integer)  # of an undo: the upload that it takes back
    group_number: Mapped[int | None] = mapped_column(sa.Integer)  # shared by what was done in one go


class VersionRow(Base):
    """What a record was before an upload changed, withdrew or brought it back: JSON of all its columns, empty for none."""

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


# What PostgreSQL's driver is told where the address says nothing else: no wait for a server or a line that is dead.
_TOLD = {"connect_timeout": 3, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# Nobody waits longer than this for somebody else's lock, unless address, role or database say otherwise. A statement and
# no start-up option: pgbouncer refuses those.
_PATIENCE = "SELECT set_config('lock_timeout', '60s', false) WHERE current_setting('lock_timeout') = '0'"


def connect(url: str | None = None) -> Engine:
    """Return an engine for a database URL (default: the setting); MisuseError where it is no address of a database.

    What PostgreSQL's driver can be told stands in the URL; `?prepare_threshold=none` is for pgbouncer.
    """
    try:
        where = sa.make_url(url or settings().database_url)
        return {"sqlite": _sqlite, "postgresql": _postgresql}[where.get_backend_name()](where)
    except (sa.exc.ArgumentError, ImportError, KeyError, ValueError):
        raise MisuseError(
            Text(
                "Địa chỉ cơ sở dữ liệu không đúng: cần sqlite:///TỆP hoặc postgresql://TÊN:MẬT_KHẨU@MÁY/CƠ_SỞ_DỮ_LIỆU.",
                "The address of the database is wrong: sqlite:///FILE or postgresql://NAME:PASSWORD@HOST/DATABASE.",
            )
        ) from None


def _sqlite(where: sa.URL) -> Engine:
    engine = sa.create_engine(where, connect_args={"timeout": 15})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql(where: sa.URL) -> Engine:
    told: dict[str, Any] = {name: value for name, value in _TOLD.items() if name not in where.query}
    if threshold := where.query.get("prepare_threshold"):
        told["prepare_threshold"] = None if threshold == "none" else int(str(threshold))
    where = where.set(drivername="postgresql+psycopg").difference_update_query(["prepare_threshold"])
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # a lost connection is said once, in a sentence
    engine = sa.create_engine(where, connect_args=told, pool_pre_ping=True)
    sa.event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    with _closed_unless_ready(connection):
        connection.autocommit = True
        connection.execute(_PATIENCE)
        connection.autocommit = False


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: a writer must lock before it reads
    try:
        with _closed_unless_ready(connection):
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
                connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError:  # SQLite's complaint quotes what stands in a damaged file
        raise DatabaseError(_DAMAGED) from None


@contextmanager
def _closed_unless_ready(connection: Any) -> Iterator[None]:
    """A connection that could not be prepared belongs to no pool yet: nobody else would close it."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that holds the only write lock; commit at the end, roll back on any error.

    Raises UnansweredError where the database is lost at the commit: only then it is not known what became of it.
    """
    with engine.connect() as connection, locked(connection):
        yield connection


@contextmanager
def beside(engine: Engine) -> Iterator[Connection]:
    """Give a connection that writes what stands beside the records: on PostgreSQL it waits for no load.

    SQLite has one lock for all that is written, which a load takes only once its file is read and checked.
    """
    with engine.connect() as connection, locked(connection, records=False):
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout, takes no lock and stores nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # SQLite reads like that by itself
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


@contextmanager
def locked(connection: Connection, *, records: bool = True) -> Iterator[None]:
    """Let a connection that is in no transaction write, as `writing` says."""
    committing = False
    try:
        with connection.execution_options(immediate=True).begin():
            if records and connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
            yield
            committing = True
    except sa.exc.DBAPIError as error:
        if committing and _is_lost(error):
            raise UnansweredError(_UNANSWERED) from error
        raise


_LOST = Text(
    "Mất kết nối với cơ sở dữ liệu; không lưu gì. Hãy thử lại.",
    "The connection to the database was lost; nothing was stored. Try again.",
)
_UNREACHED = Text(
    "Không kết nối được với cơ sở dữ liệu. Hãy thử lại; nếu vẫn vậy, hãy kiểm tra địa chỉ, tên và mật khẩu.",
    "The database cannot be reached. Try again; if it stays so, check its address, name and password.",
)
_UNANSWERED = Text(
    "Mất kết nối với cơ sở dữ liệu đúng lúc lưu: chưa rõ đã lưu hay chưa. Hãy thử lại; nạp lại cùng tệp luôn đúng.",
    "The connection to the database was lost while storing: it is not known whether it was stored. Try again; "
    "loading the same file again is always right.",
)
_DAMAGED = Text(
    "Tệp cơ sở dữ liệu bị hỏng. Hãy phục hồi từ bản sao lưu.",
    "The database file is damaged. Restore it from a backup.",
)
_FAILED = Text("Cơ sở dữ liệu không dùng được; không lưu gì.", "The database cannot be used; nothing was stored.")
# By the beginning of SQLite's name or PostgreSQL's SQLSTATE; the first that fits is said.
_FAILURES: tuple[tuple[tuple[str, ...], type[DatabaseError], Text], ...] = (
    (
        ("SQLITE_FULL", "SQLITE_IOERR", "53100", "58"),
        DatabaseError,
        Text(
            "Không ghi được vào cơ sở dữ liệu: ổ đĩa đầy hoặc hỏng.",
            "The database could not be written: the disk is full or faulty.",
        ),
    ),
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40", "53", "57014"),
        LostError,
        Text(
            "Cơ sở dữ liệu đang bận. Hãy thử lại sau ít phút.",
            "The database is busy with another change. Try again in a few minutes.",
        ),
    ),
    (
        ("25006",),  # also a server that was the leader until just now
        LostError,
        Text(
            "Cơ sở dữ liệu đang chỉ cho đọc; không lưu gì. Hãy thử lại sau ít phút.",
            "The database is read-only at present; nothing was stored. Try again in a few minutes.",
        ),
    ),
    (
        ("SQLITE_READONLY", "SQLITE_PERM"),
        DatabaseError,
        Text(
            "Cơ sở dữ liệu chỉ cho đọc. Hãy cấp quyền ghi cho tệp và thư mục.",
            "The database is read-only. Allow writing to its file and folder.",
        ),
    ),
    (
        ("42501",),
        DatabaseError,
        Text(
            "Tài khoản của cơ sở dữ liệu không có quyền làm việc này. Hãy cấp quyền cho tài khoản đó.",
            "The account of the database may not do this. Give it the right to.",
        ),
    ),
    (
        ("SQLITE_CANTOPEN",),
        DatabaseError,
        Text(
            "Không mở được tệp cơ sở dữ liệu. Hãy kiểm tra đường dẫn và quyền truy cập.",
            "The database file cannot be opened. Check its path and the rights to it.",
        ),
    ),
    (("SQLITE_NOTADB", "SQLITE_CORRUPT", "XX00"), DatabaseError, _DAMAGED),
)


def is_database_failure(error: Exception) -> bool:
    """Tell whether the database failed, so that `database_failed` says why; all other errors are the program's own."""
    return isinstance(error, sa.exc.DBAPIError | sa.exc.TimeoutError | sqlite3.Error) or _is_no_value(error)


def _is_no_value(error: Exception) -> bool:
    """Tell whether SQLAlchemy could not make a value, a date say, of what a damaged file holds."""
    *_, last = ("", *(frame.f_globals.get("__name__", "") for frame, _line in walk_tb(error.__traceback__)))
    return isinstance(error, ValueError | TypeError) and last.startswith("sqlalchemy.engine._processors")


def _code(error: Exception) -> str:
    own = getattr(error, "orig", None) or error
    no_text = isinstance(own, sqlite3.OperationalError) and not hasattr(own, "sqlite_errorname")
    if no_text or _is_no_value(error):
        return "SQLITE_CORRUPT"
    return getattr(own, "sqlite_errorname", "") or getattr(own, "sqlstate", "") or ""


def _is_lost(error: Exception) -> bool:
    return getattr(error, "connection_invalidated", False) or _code(error).startswith(("08", "57P0"))


def database_failed(error: Exception) -> DatabaseError:
    """Return the sentence that says why the database failed: a LostError where the same may be tried again."""
    if _is_lost(error):
        return LostError(_LOST)
    code = "53" if isinstance(error, sa.exc.TimeoutError) else _code(error)  # every connection of ours is in use
    if not code and isinstance(error, sa.exc.OperationalError) and hasattr(error.orig, "sqlstate"):
        return LostError(_UNREACHED)  # only what fails before there is a connection has no SQLSTATE
    kind, text = next(
        ((kind, text) for codes, kind, text in _FAILURES if code.startswith(codes)), (DatabaseError, _FAILED)
    )
    return kind(text)


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


def new_group(connection: Connection) -> int:
    """Return the number that uploads which belong together share; none comes twice."""
    number = int(state(connection, "groups") or 0) + 1
    set_state(connection, "groups", str(number))
    return number


def now() -> dt.datetime:
    """Return the time in UTC, without offset, as it is stored."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
