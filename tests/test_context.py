"""What a run of a page stands on: asked once, of one piece, of one snapshot; and what is said when the database is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from streamlit.testing.v1 import AppTest

from dashboard.words import pages as words
from etl.accounts import local_actor
from etl.database import data_version, reading
from etl.loading.load import load
from etl.reading.open import open_files, open_tables
from etl.records import KINDS
from etl.text import LANGUAGES, Language
from etl.upgrade import up_to_date

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
SESSION = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nQuận Lê Chân,{number},Thường lệ,17/07/2024\n"
# Statements of a page that is drawn again with nothing changed: what it lists, and never its figures.
MOST = dict.fromkeys(words.PAGES, 4) | {"unit": 10, "compare": 10, "questions": 12}
# A page that shows one number; what is loaded "meanwhile" comes between the facts and the figures.
SCRIPT = """
import streamlit as st
from dashboard import context
from etl.periods import parse_period
if not st.session_state.get("part"):
    context.begin()
before = context.version()
st.session_state.pop("meanwhile", int)()
figure = context.figures_of(parse_period("2024-Q3"))["total", "sessions"]
st.session_state["seen"] = (before, figure.numerator, context.version())
"""


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('context') / 'demo.db'}"
    with up_to_date(url) as engine:
        load(engine, ACTOR, open_files([ROOT / "data" / "demo" / f"{kind}.csv" for kind in KINDS]))
    return url


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that ask a database for something, whatever the engine."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("page", words.PAGES)
def test_a_page_that_is_drawn_again_asks_the_database_little(
    demo_url: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", demo_url)
    monkeypatch.setenv("COUNCIL_DATA", "demo")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.query_params["period"] = "2024-Q4"
    app.run()
    if page != "overview":
        app.switch_page(f"dashboard/pages/{page}.py").run()
    app.run()
    with counted() as statements:
        app.run()
    assert app.title[0].value == words.PAGES[page].vi and not app.error
    assert len(statements) <= MOST[page], "\n".join(statements)


def one_session(engine: Engine, number: int) -> None:
    (receipt,) = load(engine, ACTOR, open_tables("ky-hop.csv", SESSION.format(number=number).encode()))
    assert receipt.stored


def test_a_part_keeps_what_its_page_stands_on(url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
    one_session(engine, 8)
    app = AppTest.from_string(SCRIPT).run()
    assert app.session_state["seen"] == (1, 1, 1)
    one_session(engine, 9)
    app.session_state["part"] = True
    assert app.run().session_state["seen"] == (1, 1, 1)
    app.session_state["part"] = False
    assert app.run().session_state["seen"] == (2, 2, 2)


def test_what_is_kept_under_a_version_was_read_in_it(url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
    one_session(engine, 8)
    app = AppTest.from_string(SCRIPT)
    app.session_state["meanwhile"] = lambda: one_session(engine, 9)
    assert app.run().session_state["seen"] == (1, 2, 2), "the facts are asked anew"
    app.session_state["part"] = True
    assert app.run().session_state["seen"] == (2, 2, 2)


def test_a_snapshot_is_of_one_moment(url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
    count = sa.select(sa.func.count()).select_from(KINDS["session"].__table__)
    one_session(engine, 8)
    with reading(engine) as connection:
        assert (data_version(connection), connection.scalar(count)) == (1, 1)
        one_session(engine, 9)
        assert (data_version(connection), connection.scalar(count)) == (1, 1)
    with reading(engine) as connection:
        assert (data_version(connection), connection.scalar(count)) == (2, 2)


def run(url: str, monkeypatch: pytest.MonkeyPatch, language: Language) -> AppTest:
    monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
    monkeypatch.setenv("COUNCIL_DATA", "demo")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.query_params["lang"] = language
    return app.run()


def told(app: AppTest, language: Language) -> str:
    """Return the one sentence that a page whose database is gone shows; the way to other pages stays open."""
    assert not app.exception, [one.message for one in app.exception]
    (error,) = app.error
    assert words.FAILED(language)[:20] not in error.value
    assert len(app.get("page_link")) == 2 * len(words.PAGES)  # in the bar, and in the menu of a narrow window
    return str(error.value).replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_file_that_is_damaged_is_told(
    tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "damaged.db").write_bytes(b"no database at all " * 500)
    app = run(f"sqlite:///{path}", monkeypatch, language)
    assert "sao lưu" in told(app, language) or "backup" in told(app, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_that_goes_away_while_it_is_used_is_told(
    url: str, engine: Engine, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(engine, ACTOR, open_files([ROOT / "data" / "demo" / "session.csv"]))
    engine.dispose()
    app = run(url, monkeypatch, language)
    assert app.metric and not app.error
    if url.startswith("sqlite"):
        where = Path(url.removeprefix("sqlite:///"))
        for path in where.parent.glob(f"{where.name}*"):
            path.write_bytes(b"garbage" * 10_000)
    else:
        server = sa.create_engine(sa.make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')
        server.dispose()
    app.run()
    assert told(app, language)
    for page in ("questions", "records", "upload"):
        app.switch_page(f"dashboard/pages/{page}.py").run()
        assert told(app, language)
