"""The schema brought up to date: migrations for what exists, declarations for what is new, reference data, measures."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

import etl.records  # noqa: F401  (every kind's table belongs to the metadata)
from etl.database import UnitRow, connect, locked, set_state, state, writing
from etl.declare.fields import Base
from etl.errors import CouncilError
from etl.figures import rollup
from etl.reference import UNITS
from etl.text import Text

_FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection; there is no ini file."""
    made = Config()
    made.set_main_option("script_location", str(_FOLDER))
    made.attributes["connection"] = connection
    made.attributes["metadata"] = Base.metadata
    return made


def init(engine: Engine) -> None:
    """Create what is missing and bring the rest up to date; safe to call at every start, keeps all records.

    Takes the write lock only where there is something to do: a start must not wait for a load.
    """
    _make_folder(engine)
    with engine.connect() as connection:
        if _is_ready(connection):
            return
    with engine.connect() as connection:
        # SQLite changes a table by building it anew, which foreign keys would forbid while it lasts.
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with locked(connection):
            _require_known(connection)
            command.upgrade(config(connection), "head")
            Base.metadata.create_all(connection)
            _store_units(connection)
            if engine.dialect.name == "sqlite":
                _require_sound(connection)
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
    with writing(engine) as connection:
        if not rollup.is_current(connection):
            rollup.rebuild(connection)
        set_state(connection, "schema", _fingerprint())


def _store_units(connection: Connection) -> None:
    table: sa.Table = UnitRow.__table__  # type: ignore[assignment]
    known = {(row.code, row.valid_from): row for row in connection.execute(sa.select(table))}
    for unit in UNITS:
        values = {"valid_to": unit.last, "kind": unit.kind, "name": unit.name}
        if (unit.code, unit.first) not in known:
            connection.execute(sa.insert(table).values(code=unit.code, valid_from=unit.first, **values))
        else:
            this = sa.and_(table.c.code == unit.code, table.c.valid_from == unit.first)
            connection.execute(sa.update(table).where(this).values(values))


def _require_known(connection: Connection) -> None:
    at = MigrationContext.configure(connection).get_current_revision()
    if at is not None and at not in {s.revision for s in ScriptDirectory(str(_FOLDER)).walk_revisions()}:
        raise CouncilError(
            Text(
                "Cơ sở dữ liệu do phiên bản mới hơn của chương trình tạo ra. Hãy cập nhật chương trình.",
                "The database was made by a later version of the program. Update the program.",
            )
        )


def _require_sound(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise CouncilError(
            Text(
                "Cơ sở dữ liệu có liên kết bị gãy; không thay đổi gì.",
                "The database has broken references; nothing was changed.",
            )
        )


def drift(connection: Connection) -> list[Any]:
    """Return the differences between the database and the declarations; [] when they agree."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def opened(url: str | None = None) -> Engine:
    """Return an engine for a database that is up to date, creating it where there is none."""
    engine = connect(url)
    try:
        init(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def up_to_date(url: str | None = None) -> Iterator[Engine]:
    """Give an engine as `opened` does; its connections end with the block."""
    engine = opened(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def existing(url: str | None = None) -> Iterator[Engine]:
    """Give an engine for looking only: the database as it is, or an empty one in memory where there is none yet.

    A database of another version of the program counts as none: it is brought up to date by what writes.
    """
    engine = connect(url)
    try:
        if not _holds_current(engine):
            engine.dispose()
            engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
            Base.metadata.create_all(engine)
        yield engine
    finally:
        engine.dispose()


def _holds_current(engine: Engine) -> bool:
    database = engine.url.database
    if engine.dialect.name == "sqlite" and not (database and Path(database).exists()):
        return False
    with engine.connect() as connection:
        return _is_ready(connection)


def _make_folder(engine: Engine) -> None:
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and not database.startswith("file:"):
        try:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CouncilError(
                Text(
                    f"Không tạo được thư mục cho cơ sở dữ liệu: {error.strerror}.",
                    f"The folder of the database cannot be made: {error.strerror}.",
                )
            ) from None


def _fingerprint() -> str:
    """Return a text that changes with declared tables, migrations and units; stored, it tells whether `init` is due."""
    tables = sorted(f"{name}({','.join(table.c.keys())})" for name, table in Base.metadata.tables.items())
    migrations = sorted(path.name for path in (_FOLDER / "versions").glob("*.py"))
    return sha256("\n".join([*tables, *migrations, *map(str, UNITS)]).encode()).hexdigest()


def _is_ready(connection: Connection) -> bool:
    has_state = sa.inspect(connection).has_table("state")
    return has_state and state(connection, "schema") == _fingerprint() and rollup.is_current(connection)
