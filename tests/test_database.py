"""The database as it fails: lost, busy, slow, damaged. What is said then is true, and what was stored is stored."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fault_workload import Outcome, bound_by_modes, demo, held, real, write
from relay import cut_at
from sqlalchemy.engine import Engine
from streamlit.testing.v1 import AppTest

from dashboard.__main__ import main as dashboard_main
from etl import database
from etl.__main__ import main as etl_main
from etl.accounts import local_actor
from etl.database import UploadRow, connect, database_failed, writing
from etl.declare.fields import Base
from etl.errors import LostError, UnansweredError
from etl.loading.load import load
from etl.loading.stored import stored_since
from etl.loading.undo import undo
from etl.reading.open import open_files
from etl.records import KINDS
from etl.reference import UNITS
from etl.upgrade import drift, up_to_date

ROOT = Path(__file__).parent.parent
ON_POSTGRES = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
ACTOR = local_actor()
MAINS = [(etl_main, ["uploads"]), (etl_main, ["init"]), (dashboard_main, ["figures", "2024-Q4"])]


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    return write(tmp_path / "sessions.csv", demo("session", "Quận Lê Chân")[:5])


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """Give an engine on a database as it is; its connections end with the block."""
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def counted(url: str) -> tuple[int, int]:
    """Return how many sessions and uploads are stored."""
    with connected(url) as engine, engine.connect() as connection:
        names = ("session", "upload")
        counts = [
            connection.scalar(sa.select(sa.func.count()).select_from(Base.metadata.tables[name])) for name in names
        ]
    return counts[0], counts[1]


def asked(module: str, *arguments: object, **options: Any) -> Outcome:
    """Run a command of either command line; output and errors come together."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, **options)
    return Outcome(done.returncode, done.stdout + done.stderr)


def assert_two_sentences(outcome: Outcome) -> None:
    assert "Traceback" not in outcome.out and "psycopg" not in outcome.out and "sqlalche" not in outcome.out
    vietnamese, english = outcome.out.splitlines()[-2:]
    assert not vietnamese.isascii() and english.isascii(), outcome.out


# --- the connection is lost -----------------------------------------------------------------------------------------


@ON_POSTGRES
@pytest.mark.parametrize("answered", [True, False], ids=["after the answer", "before the answer"])
def test_what_was_stored_is_told_as_stored_though_the_answer_was_lost(
    url: str, engine: Engine, sessions: Path, answered: bool
) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("commit_delay = 100000", "commit_siblings = 0"):  # it takes a moment after the cut
            connection.exec_driver_sql(f"ALTER DATABASE {engine.url.database} SET {setting}")
    with cut_at(b"COMMIT", url, delivered=True, answered=answered) as (relay, through):
        outcome = real("--database", through, "load", sessions)
    assert relay.cuts == 1
    assert (outcome.code, counted(url)) == (0, (5, 1)), outcome.out
    assert "new 5" in outcome.out and "lần nạp / upload 1" in outcome.out
    again = real("--database", url, "load", sessions)
    assert (again.code, counted(url)) == (0, (5, 1)) and "same 5" in again.out


@ON_POSTGRES
def test_what_never_reached_the_database_is_told_as_not_stored(url: str, engine: Engine, sessions: Path) -> None:
    with cut_at(b"COMMIT", url) as (relay, through):
        outcome = real("--database", through, "load", sessions)
    assert (outcome.code, relay.cuts, counted(url)) == (3, 1, (0, 0)), outcome.out
    assert "không lưu gì" in outcome.out and "nothing was stored" in outcome.out
    assert "Nạp lại" in outcome.out and "again" in outcome.out


@ON_POSTGRES
def test_what_cannot_be_looked_up_is_told_as_not_known(url: str, engine: Engine, sessions: Path) -> None:
    with cut_at(b"COMMIT", url, delivered=True, answered=True, for_good=True) as (_relay, through):
        outcome = real("--database", through, "load", sessions)
    assert (outcome.code, counted(url)) == (3, (5, 1)), outcome.out
    assert "chưa rõ" in outcome.out and "not known" in outcome.out and "nothing" not in outcome.out


@ON_POSTGRES
def test_only_this_very_load_counts_as_stored(url: str, engine: Engine, sessions: Path) -> None:
    with writing(engine) as connection:
        start = database.now()
    (receipt,) = load(engine, ACTOR, open_files([sessions]))
    file_hash = sha256(sessions.read_bytes()).hexdigest()
    assert stored_since(engine, ACTOR, [file_hash], start) == [receipt.upload]
    assert stored_since(engine, local_actor("another"), [file_hash], start) == []
    assert stored_since(engine, ACTOR, ["another"], start) == []
    with writing(engine) as connection:
        connection.execute(sa.update(UploadRow).values(loaded_at=start.replace(year=2020)))
    assert stored_since(engine, ACTOR, [file_hash], start) == []


@ON_POSTGRES
@pytest.mark.parametrize(
    ("word", "module", "arguments"),
    [
        (b"FROM measure", "dashboard", ("figures", "2024-Q4")),
        (b"FROM measure", "dashboard", ("summary", "2024-Q4", "--format", "csv", "-o", "/dev/null")),
        (b"FROM upload", "etl", ("uploads",)),
        (b"pg_advisory_xact_lock", "etl", ("load", "FILE")),
        (b"INSERT INTO session", "etl", ("load", "FILE")),
        (b"INSERT INTO measure", "etl", ("rebuild",)),
    ],
    ids=["figures", "summary", "uploads", "load, at the lock", "load, in the middle", "rebuild"],
)
def test_a_connection_lost_at_work_is_said_in_a_sentence(
    url: str, engine: Engine, sessions: Path, word: bytes, module: str, arguments: tuple[str, ...]
) -> None:
    load(engine, ACTOR, open_files([write(sessions.with_name("first.csv"), demo("session", "Quận Kiến An")[:3])]))
    before = counted(url)
    with cut_at(word, url) as (relay, through):
        given = [str(sessions) if argument == "FILE" else argument for argument in arguments]
        outcome = asked(module, "--database", through, *given)
    assert (outcome.code, relay.cuts, counted(url)) == (3, 1, before), outcome.out
    assert_two_sentences(outcome)
    assert "Mất kết nối" in outcome.out and "was lost" in outcome.out


@ON_POSTGRES
def test_an_act_whose_answer_is_lost_claims_nothing(url: str, engine: Engine, sessions: Path) -> None:
    load(engine, ACTOR, open_files([sessions]))
    with (
        cut_at(b"COMMIT", url, delivered=True, answered=True) as (_relay, through),
        connected(through) as lost,
        pytest.raises(UnansweredError) as caught,
    ):
        undo(lost, ACTOR, 1)
    assert counted(url) == (0, 2)
    assert caught.value.exit_code == 3 and "nothing was stored" not in caught.value.text.en


# --- which failure is which -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "code", "word"),
    [
        ("08006", 3, "was lost"),
        ("08P01", 3, "was lost"),
        ("57P01", 3, "was lost"),
        ("57P03", 3, "was lost"),
        ("25006", 3, "read-only"),
        ("55P03", 3, "busy"),
        ("40001", 3, "busy"),
        ("40P01", 3, "busy"),
        ("57014", 3, "busy"),
        ("53300", 3, "busy"),
        ("53100", 2, "disk is full"),
        ("58030", 2, "disk is full"),
        ("42501", 2, "may not"),
        ("XX001", 2, "damaged"),
        ("42P01", 2, "cannot be used"),
    ],
)
def test_a_failure_is_told_by_its_sqlstate(postgres: str, state: str, code: int, word: str) -> None:
    with connect(postgres).connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")
    failure = database_failed(caught.value)
    assert failure.exit_code == code and word in failure.text.en
    assert isinstance(failure, LostError) == (code == 3)


def test_a_session_ended_by_the_server_is_lost(postgres: str) -> None:
    with connect(postgres).connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.select(sa.func.pg_terminate_backend(sa.func.pg_backend_pid())))
    assert isinstance(database_failed(caught.value), LostError)


@pytest.mark.parametrize(
    ("address", "code", "word"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", 3, "cannot be reached"),
        ("postgresql://nobody@nowhere.invalid/nothing", 3, "cannot be reached"),
        ("nonsense", 2, "address"),
        ("postgresql://u:p@a:1,b:2/d", 2, "address"),
        ("postgresql://u@h/d?prepare_threshold=often", 2, "address"),
        ("postgresql://u@127.0.0.1:1/d?no_such_option=1", 2, "cannot be used"),
        ("mysql://u@h/d", 2, "address"),
        ("oracle+nothing://u@h/d", 2, "address"),
        ("sqlite:////dev/null/records.db", 2, "folder"),
        ("sqlite:////etc", 2, "cannot be opened"),
    ],
)
@pytest.mark.parametrize("main, command", MAINS, ids=["uploads", "init", "figures"])
def test_an_address_that_leads_nowhere(
    address: str,
    code: int,
    word: str,
    main: Any,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    left_open: Callable[[], list[Any]],
) -> None:
    outcome = Outcome(main(["--database", address, *command]), capsys.readouterr().err)
    assert outcome.code == code and word in outcome.out, outcome
    assert_two_sentences(outcome)
    assert not left_open()


# --- a database file that cannot be used ----------------------------------------------------------------------------


def torn(path: Path, first: int, last: int) -> None:
    """Overwrite a part of a file with noise."""
    with path.open("r+b") as file:
        file.seek(first)
        file.write(random.Random(first).randbytes(last - first))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file with the demonstration records and no log beside it."""
    path = tmp_path_factory.mktemp("sound") / "records.db"
    with up_to_date(f"sqlite:///{path}") as engine:
        load(engine, ACTOR, open_files([ROOT / "data" / "demo" / f"{kind}.csv" for kind in KINDS]))
    return path


def replaced(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut in the middle": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut in a page": lambda path: os.truncate(path, 5000),
    "header overwritten": lambda path: torn(path, 0, 100),
    "first page overwritten": lambda path: torn(path, 100, 4096),
    "all but the first page overwritten": lambda path: torn(path, 4096, path.stat().st_size),
    "a table's name is no text": lambda path: replaced(path, b"TABLE briefing", b"TABLX br\xa6efing"),
    "its middle overwritten": lambda path: torn(path, 40 * 4096, path.stat().st_size),
    "an account's name is no text": lambda path: replaced(path, b"localload", b"l\xa6calload"),
    "a date is none": lambda path: replaced(path, b"2024-12", b"2024-x2"),
}
NOT_EVERYWHERE = list(DAMAGES)[-3:]  # some commands have no need of what is damaged
COMMANDS = {
    "uploads": (etl_main, ["uploads"]),
    "load": (etl_main, ["load", str(ROOT / "data" / "demo" / "session.csv")]),
    "undo": (etl_main, ["undo", "3"]),
    "rebuild": (etl_main, ["rebuild"]),
    "follow-rules": (etl_main, ["follow-rules"]),
    "figures": (dashboard_main, ["figures", "2024-Q4"]),
    "figures as of a day": (dashboard_main, ["figures", "2024-Q4", "--as-of", "2024-12-31"]),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_damaged_file_is_said_in_a_sentence(
    sound: Path,
    tmp_path: Path,
    damage: str,
    command: str,
    capsys: pytest.CaptureFixture[str],
    left_open: Callable[[], list[Any]],
) -> None:
    DAMAGES[damage](path := Path(shutil.copy(sound, tmp_path)))
    main, arguments = COMMANDS[command]
    outcome = Outcome(main(["--database", f"sqlite:///{path}", *arguments]), capsys.readouterr().err)
    assert not left_open(), "a command closes what it opens, whatever its end"
    if outcome.code:
        assert outcome.code == 2, outcome
        assert_two_sentences(outcome)
    else:
        assert damage in NOT_EVERYWHERE


@pytest.mark.parametrize("module", ["etl", "dashboard"])
def test_a_file_without_rights_is_said_in_a_sentence(sound: Path, tmp_path: Path, module: str) -> None:
    Path(path := shutil.copy(sound, tmp_path)).chmod(0)
    command = {"etl": ["uploads"], "dashboard": ["figures", "2024-Q4"]}[module]
    outcome = asked(module, "--database", f"sqlite:///{path}", *command, preexec_fn=bound_by_modes)
    if outcome.code == 77:
        pytest.skip("file modes do not bind this user")
    assert outcome.code == 2 and "cannot be opened" in outcome.out, outcome
    assert_two_sentences(outcome)


# --- nobody waits without a word ------------------------------------------------------------------------------------


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Let somebody else hold the write lock."""
    if url.startswith("sqlite"):
        with held(Path(sa.make_url(url).database or ""), "BEGIN IMMEDIATE"):
            yield
    else:
        with connected(url) as engine, engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(database._WRITE_LOCK)))
            yield


def test_a_start_does_not_wait_for_who_holds_the_lock(
    url: str, sessions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with up_to_date(url) as engine:
        load(engine, ACTOR, open_files([sessions]))
    with locked(url):
        for command in (["init"], ["begin"], ["uploads"]):
            outcome = real("--database", url, *command)
            assert outcome.code == 0, outcome.out
            assert outcome.seconds < 10, command
        monkeypatch.setenv("COUNCIL_DATABASE_URL", url)
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=20).run()
        assert app.title and not app.exception and not app.error


@pytest.mark.parametrize("earlier", ["0002", "0003"])
def test_a_database_of_another_version_is_brought_up_to_date(url: str, sessions: Path, earlier: str) -> None:
    name = "ix_question_unit_asked_again_of"
    tables = sorted(f"{name}({','.join(table.c.keys())})" for name, table in Base.metadata.tables.items())
    with up_to_date(url) as engine:
        load(engine, ACTOR, open_files([sessions]))
    with connected(url) as engine, writing(engine) as connection:
        if earlier == "0002":
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
        for column in ("undoes", "group_number"):
            connection.exec_driver_sql(f"ALTER TABLE upload DROP COLUMN {column}")
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{earlier}'")  # noqa: S608 (ours)
        database.set_state(connection, "schema", sha256("\n".join([*tables, *map(str, UNITS)]).encode()).hexdigest())
    with up_to_date(url) as engine, engine.connect() as connection:
        assert name in {index["name"] for index in sa.inspect(connection).get_indexes("question")}
        assert drift(connection) == []
    assert counted(url) == (5, 1)
    with connected(url) as engine:
        (back,) = undo(engine, ACTOR, 1)
        assert counted(url) == (0, 2)
        undo(engine, ACTOR, back)
    assert counted(url) == (5, 3), "what an earlier version loaded is undone and redone"


@ON_POSTGRES
def test_who_waits_too_long_is_told_that_the_database_is_busy(url: str, engine: Engine, sessions: Path) -> None:
    impatient = f"{url}&options=-c%20lock_timeout%3D1s"
    load(engine, ACTOR, open_files([sessions]))
    another = write(sessions.with_name("another.csv"), demo("session", "Quận Kiến An")[:3])
    with locked(url):
        for command in (["load", another], ["rebuild"], ["undo", 1]):
            outcome = real("--database", impatient, *command)
            assert outcome.code == 3 and "đang bận" in outcome.out and "busy" in outcome.out, outcome
            assert_two_sentences(outcome)
    assert counted(url) == (5, 1)


@ON_POSTGRES
def test_locks_are_waited_for_as_long_as_the_address_the_role_or_the_program_says(url: str, engine: Engine) -> None:
    def lock_timeout(address: str) -> str:
        with connected(address) as made, made.connect() as connection:
            return str(connection.exec_driver_sql("SHOW lock_timeout").scalar())

    assert lock_timeout(url) == "1min"
    assert lock_timeout(f"{url}&options=-c%20lock_timeout%3D4s") == "4s"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {engine.url.database} SET lock_timeout = '7s'")
    assert lock_timeout(url) == "7s"


def test_a_connection_is_as_its_address_says(postgres: str) -> None:
    @contextmanager
    def connection_of(address: str) -> Iterator[Any]:
        with connected(address) as engine, engine.connect() as connection:
            yield connection.connection.driver_connection

    def given(connection: Any) -> dict[str, str]:
        return connection.info.get_parameters()

    with connection_of(postgres) as plain:
        assert given(plain)["connect_timeout"] == "3" and given(plain)["keepalives_idle"] == "30"
        assert plain.prepare_threshold == 5 and not plain.autocommit
    with connection_of(f"{postgres}&connect_timeout=9&keepalives_idle=100&prepare_threshold=none") as other:
        assert given(other)["connect_timeout"] == "9" and given(other)["keepalives_idle"] == "100"
        assert other.prepare_threshold is None
    with connection_of(f"{postgres}&prepare_threshold=0") as other:
        assert other.prepare_threshold == 0
