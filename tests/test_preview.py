"""What only looks: it finds what a load finds, shows what a load does, and nobody waits for it."""

import csv
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.database import writing
from etl.errors import ConflictError, CouncilError
from etl.figures.query import figures
from etl.loading import waiting
from etl.loading.load import load
from etl.loading.preview import check, preview
from etl.loading.receipt import Receipt
from etl.periods import parse_period
from etl.reading.mapped import MappedTable, Reading
from etl.reading.open import OpenedFile, open_files, open_tables
from etl.reading.table import KeptRows, Row
from etl.records import KINDS
from etl.upgrade import existing, up_to_date

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
QUESTIONS = ["unit", "code", "asked_date", "form", "respondent", "topic", "summary", "answered_date", "asked_again_of"]
BRIEFINGS = ["conference_no", "date", "host_unit", "unit", "attended", "topic"]


def a_question(chance: random.Random, columns: list[str]) -> str:
    code, day = chance.randrange(9), chance.randrange(1, 28)
    values = {
        "unit": chance.choice(["303", "303", "304", "Quận Nào"]),
        "code": f"CV-{code}",
        "asked_date": chance.choice([f"2024-0{1 + code % 5}-10", f"2024-0{1 + code % 5}-10", f"2024-02-{day + 3}"]),
        "form": chance.choice(["written", "floor"]),
        "respondent": "Phòng A",
        "topic": "transport",
        "summary": f"Đường {code}",
        "answered_date": chance.choice(["", f"2024-07-{day:02}", f"2024-07-{day:02}", "2019-01-01"]),
        "asked_again_of": chance.choice(["", "", f"CV-{chance.randrange(12)}"]),
        "carried_over": chance.choice(["", "", "yes"]),
    }
    return ",".join(values[name] for name in columns)


def a_briefing(chance: random.Random, columns: list[str]) -> str:
    number = chance.randrange(1, 3)
    values = {
        "conference_no": str(number),
        "date": chance.choice([f"2024-0{number}-10"] * 4 + ["2024-03-11"]),
        "host_unit": "Quận Lê Chân",
        "unit": chance.choice(["303", "304", "305", "306"]),
        "attended": chance.choice(["yes", "yes", "no"]),
        "topic": chance.choice(["", "Theo dõi lời hứa"]),
    }
    return ",".join(values[name] for name in columns)


def a_file(chance: random.Random) -> bytes:
    """Return rows that are new, repeated, contradictory, carried over, refused, or refer to each other and to nothing."""
    make: Callable[[random.Random, list[str]], str]
    if chance.random() < 0.3:
        columns, make = list(BRIEFINGS), a_briefing
    else:
        columns, make = list(QUESTIONS), a_question
        columns += ["carried_over"] if chance.random() < 0.6 else []
        columns = [name for name in columns if name not in ("answered_date", "asked_again_of") or chance.random() < 0.8]
    tables = []
    for _ in range(chance.choice([1, 1, 1, 2])):
        rows = [make(chance, columns) for _ in range(chance.randrange(0, 9))]
        rows += chance.sample(rows, min(len(rows), chance.randrange(3)))
        tables.append("\n".join([",".join(columns), *rows]))
    # A second table, headed by one column more, stands below the first.
    return "\n".join(
        [tables[0], *(table.replace("\n", ",\n").replace(",\n", ",source\n", 1) for table in tables[1:])]
    ).encode()


def facts(receipts: list[Receipt]) -> list[tuple[Any, ...]]:
    return [
        (one.kind, one.token, +one.counts, one.refused_lines, [finding.as_json() for finding in one.findings])
        for one in receipts
    ]


def outcome(act: Callable[[], list[Receipt]]) -> list[tuple[Any, ...]] | str:
    try:
        return facts(act())
    except CouncilError as error:
        return error.text.en


@pytest.mark.parametrize("seed", range(16))
def test_whatever_a_load_finds_a_check_and_a_preview_find(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    stored = 0
    for number in range(6):
        content = a_file(chance)

        def tables(content: bytes = content) -> Iterator[MappedTable]:
            return open_tables("a.csv", content)

        checked = outcome(lambda tables=tables: check(engine, ACTOR, tables))  # type: ignore[misc]
        previewed = outcome(lambda tables=tables: preview(engine, ACTOR, tables()))  # type: ignore[misc]
        loaded = outcome(lambda tables=tables: load(engine, ACTOR, tables()))  # type: ignore[misc]
        assert checked == previewed == loaded, (number, content.decode())
        if number % 2:  # what is left after a refusal
            stored += any(receipt.stored for receipt in load(engine, ACTOR, tables(), accept_good_rows=True))
    assert stored or seed


def test_the_figures_a_preview_moves_are_those_of_before_and_after(engine: Engine) -> None:
    demo = ROOT / "data" / "demo"
    load(engine, ACTOR, open_files([demo / "session.csv"]))
    content = (demo / "question.csv").read_bytes()
    head, *rows = content.split(b"\n")
    part = b"\n".join([head, *rows[::2]])  # so that a quarter has figures before, medians too
    load(engine, ACTOR, open_tables("part.csv", part))
    (receipt,) = preview(engine, ACTOR, open_tables("question.csv", content))

    def now() -> dict[tuple[str, str, str], Any]:
        quarters = {move.period for move in receipt.moved}
        with engine.connect() as connection:
            every = [one for code in sorted(quarters) for one in figures(connection, ACTOR, parse_period(code))]
        return {(one.unit, one.period, one.metric): (one.value, one.state) for one in every}

    before = now()
    load(engine, ACTOR, open_tables("question.csv", content))
    after = now()
    moved = {
        (m.unit, m.period, m.metric): ((m.before, m.before_state), (m.after, m.after_state)) for m in receipt.moved
    }
    touched = {(unit, period) for unit, period, _metric in moved}
    differ = {key: (before[key], after[key]) for key in after if key[:2] in touched and before[key] != after[key]}
    assert moved == differ and len(moved) > 100


def test_what_others_load_meanwhile_moves_no_figure_of_a_preview(engine: Engine) -> None:
    head = b"unit,session_no,kind,start_date\n"
    others = iter([head + b"303,7,regular,2024-07-03\n"])

    def progress(_part: float) -> None:
        for content in others:
            load(engine, ACTOR, open_tables("theirs.csv", content))

    mine = open_tables("mine.csv", head + b"303,9,regular,2024-07-10\n")
    (receipt,) = preview(engine, ACTOR, mine, progress=progress)
    (sessions,) = [move for move in receipt.moved if move.metric == "sessions" and move.period == "2024-Q3"]
    assert (sessions.before, sessions.after) == (None, 1)


def test_a_preview_leaves_no_trace(engine: Engine) -> None:
    def everything() -> list[Any]:
        with engine.connect() as connection:
            inspector = sa.inspect(connection)
            names = sorted(inspector.get_table_names() + inspector.get_temp_table_names())
            return [(name, sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{name}"'))))) for name in names]  # noqa: S608

    load(engine, ACTOR, open_files([ROOT / "data" / "demo" / "briefing.csv"]))
    before = everything()
    preview(engine, ACTOR, open_files([ROOT / "data" / "demo" / f"{kind}.csv" for kind in KINDS]))
    assert everything() == before


def elsewhere(url: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own, which must not wait for this one."""
    command = [sys.executable, "-m", "etl", "--database", url, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("act", ["preview", "check", "read"])
def test_nobody_waits_for_somebody_who_only_looks(engine: Engine, url: str, act: str, tmp_path: Path) -> None:
    """A look, or a load that still reads, stops in its middle; another process loads and somebody drops a file."""
    (tmp_path / "other.csv").write_text("unit,session_no,kind,start_date\n304,9,regular,2024-07-10\n", encoding="utf-8")
    content = b"\n".join((ROOT / "data" / "demo" / "question.csv").read_bytes().split(b"\n")[:900])
    reached, go_on = threading.Event(), threading.Event()

    def progress(_part: float) -> None:
        if act != "read":
            reached.set()
            assert go_on.wait(100)

    def tables() -> Iterator[MappedTable]:
        yield from open_tables("a.csv", content)
        if act == "read":
            reached.set()
            assert go_on.wait(100)

    ways: dict[str, Callable[[], list[Receipt]]] = {
        "preview": lambda: preview(engine, ACTOR, tables(), progress=progress),
        "check": lambda: check(engine, ACTOR, tables, progress=progress),
        "read": lambda: load(engine, ACTOR, tables()),
    }
    receipts: list[Receipt] = []
    looking = threading.Thread(target=lambda: receipts.extend(ways[act]()))
    looking.start()
    assert reached.wait(60)
    try:
        done = elsewhere(url, "load", tmp_path / "other.csv")
        assert (done.returncode, "new 1" in done.stdout) == (0, True), done.stderr
        assert waiting.keep(engine, ACTOR, "dropped.csv", b"1")
    finally:
        go_on.set()
        looking.join(100)
    assert receipts and receipts[0].count("new") == 899 - receipts[0].count("same")


def test_a_file_is_dropped_while_a_load_writes(postgres_url: str) -> None:
    """On SQLite there is one lock for all that is written; PostgreSQL's lock is that of the records."""
    with up_to_date(postgres_url) as engine:
        with writing(engine):
            number = waiting.keep(engine, ACTOR, "dropped.csv", b"1")
        with engine.connect() as connection:
            assert waiting.content(connection, ACTOR, number) == b"1"


def test_of_rows_that_contradict_each_other_none_is_new_twice(engine: Engine) -> None:
    head = b"unit,session_no,kind,start_date\n303,9,regular,2024-07-10\n"
    for again, counts in ((b"303,9,regular,2024-07-10\n", (1, 0, 1)), (b"303,9,thematic,2024-07-10\n", (1, 1, 0))):
        (receipt,) = preview(engine, ACTOR, open_tables("a.csv", head + again))
        assert tuple(receipt.count(name) for name in ("new", "refused", "left_out")) == counts


def test_a_confirmation_is_refused_where_the_old_value_is_another_now(engine: Engine) -> None:
    head = b"unit,session_no,kind,start_date,source\n303,9,regular,2024-07-10,"
    load(engine, ACTOR, open_tables("a.csv", head + b"first\n"))
    (shown,) = preview(engine, ACTOR, open_tables("b.csv", head + b"mine\n"))
    load(engine, ACTOR, open_tables("c.csv", head + b"theirs\n"))
    with pytest.raises(ConflictError):
        load(engine, ACTOR, open_tables("b.csv", head + b"mine\n"), tokens=[shown.token])


def test_a_workbook_walked_again_is_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    header = ["Đơn vị", "Kỳ họp thứ", "Loại kỳ họp", "Ngày khai mạc"]
    for sheet, rows in (
        (book.active, [header, ["Quận Lê Chân", "9", "Thường lệ", "10/07/2024"]]),
        (book.create_sheet("Khác"), [["ghi nhớ"]]),
    ):
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    opened = OpenedFile("a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    walks = [[(table.table.decisions, list(table.table.rows)) for table in opened.tables()] for _ in range(2)]
    assert walks[0] == walks[1] and [decision.code for decision in walks[0][0][0]].count("other_sheets") == 1


def rows_of(kind: str) -> int:
    """Count the rows of a file of demonstration records with another reader than ours."""
    with (ROOT / "data" / "demo" / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


def test_a_check_makes_no_database(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.db"
    with existing(f"sqlite:///{path}") as engine:
        (receipt,) = check(engine, ACTOR, lambda: open_files([ROOT / "data" / "demo" / "session.csv"]))
    assert receipt.count("new") == rows_of("session") and not path.parent.exists()


def test_a_check_knows_what_is_stored(engine: Engine, url: str, tmp_path: Path) -> None:
    load(engine, ACTOR, open_tables("s.csv", b"unit,session_no,kind,start_date\n304,9,regular,2024-07-10\n"))
    (tmp_path / "a.csv").write_text("unit,session_no,kind,start_date\n304,9,thematic,2024-07-10\n", encoding="utf-8")
    done = elsewhere(url, "check", tmp_path / "a.csv", "--json")
    assert done.returncode == 0 and '"changed": 1' in done.stdout


def test_a_file_is_read_once_and_walked_often(caplog: pytest.LogCaptureFixture) -> None:
    content = (ROOT / "data" / "demo" / "question.csv").read_bytes()
    with caplog.at_level("INFO", "etl.reading.open"):
        opened = OpenedFile("question.csv", content)
        walks = [[row for table in opened.tables() for row in table.table.rows] for _ in range(3)]
    assert len([one for one in caplog.records if one.message.startswith("reading")]) == 1
    assert walks[0] == walks[1] == walks[2] and len(walks[0]) == rows_of("question")
    streamed = [row for table in open_files([ROOT / "data" / "demo" / "question.csv"]) for row in table.table.rows]
    assert streamed == walks[0]


def test_a_row_without_cells_is_kept() -> None:
    rows = [Row(1, ()), Row(2, ("a", "")), Row(3, ("",))]
    assert list(KeptRows(rows)) == rows == list(KeptRows(rows).walk())


@pytest.mark.parametrize("odd", ["\x1f", "\x1e", ""])
def test_rows_are_kept_as_they_were_read(odd: str) -> None:
    """Cells that hold the signs by which kept rows are parted, rows that are empty or too short."""
    rows = [f"a;b{odd};c", ";;", '"x\ny";;', "1;2", "3;4;5;6", *["số liệu của một hội đồng;1;2"] * 8] * 100
    content = "\n".join(["eins;zwei;drei", *rows]).encode()
    (table,) = OpenedFile("x.csv", content).tables(Reading(kind="session"))
    kept = list(table.table.rows)
    assert [row.cells[0] for row in kept[:2]] == ["a", "x\ny"] and kept[0].cells[1] == f"b{odd}"
    assert any(row.why for row in kept)
