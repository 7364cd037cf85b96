"""The summary's four files, opened again and held against the figures."""

import csv
import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
import sqlalchemy as sa
from docx import Document
from random_records import record_set
from sqlalchemy.engine import Connection, Engine

from dashboard import formats, tables
from dashboard.__main__ import main
from dashboard.summary import csv as csv_file
from dashboard.summary import docx, pdf, xlsx
from dashboard.summary.build import KEY_METRICS, Summary, build
from dashboard.words import figures as words
from etl.accounts import local_actor
from etl.database import UploadRow, connect, writing
from etl.errors import DatabaseError
from etl.figures.query import TOTAL, Figure, figures, total
from etl.figures.rollup import rebuild
from etl.loading.acts import report_nil
from etl.loading.load import load
from etl.metrics import METRICS
from etl.periods import parse_period
from etl.reading.open import open_tables
from etl.records import KINDS
from etl.reference import CITY, END_OF_TIME, UNITS, unit_on
from etl.upgrade import init, opened, up_to_date

ACTOR = local_actor()
PERIOD = parse_period("2024-Q4")
AS_OF = dt.date(2025, 3, 31)
FILES = ("=HYPERLINK('http://example.org')", "kỳ họp\x01 quý IV.csv", "#set page(fill: red) $x$ <b>")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = f"sqlite:///{tmp_path_factory.mktemp('summary') / 'records.db'}"
    engine = connect(where)
    init(engine)
    units = [
        {
            "code": u.code,
            "kind": u.kind,
            "parent": u.parent,
            "valid_from": u.first,
            "valid_to": None if u.last == END_OF_TIME else u.last,
        }
        for u in UNITS
    ]
    records = record_set(8, units, dt.date(2024, 7, 1), dt.date(2024, 12, 31), 600)
    counts = dict.fromkeys(("read", "new", "changed", "same", "refused", "left_out"), 1)
    with writing(engine) as connection:
        for number, (kind, file) in enumerate(zip(KINDS, FILES, strict=True), 1):
            upload = {
                "number": number,
                "loaded_at": dt.datetime(2025, 1, 1, 20, 30),
                "account": "thư ký",
                "act": "load",
                "kind": kind,
            }
            upload |= {"file": file, "file_hash": "", "state": "stored"}
            connection.execute(sa.insert(UploadRow).values(**upload, **counts))
            rows = [_stored(kind, row, line, number) for line, row in enumerate(records[kind], 2)]
            connection.execute(sa.insert(KINDS[kind].__table__), rows)
        undone = {"number": 4, "loaded_at": dt.datetime(2025, 1, 2), "account": "a", "act": "load", "kind": "session"}
        undone |= {"file": "undone.csv", "file_hash": "", "state": "undone"}
        connection.execute(sa.insert(UploadRow).values(**undone, **counts))
        rebuild(connection)
    engine.dispose()
    return where


def _stored(kind: str, row: dict[str, Any], line: int, upload: int) -> dict[str, Any]:
    about = KINDS[kind].about
    unit = unit_on(row["unit"], row[about.placed_by])
    assert unit is not None
    own = {
        "key": f"{kind} {line}",
        "unit_from": unit.first,
        "derived": "",
        "upload": upload,
        "sheet": None,
        "line": line,
    }
    return {**row, **own}


@pytest.fixture(scope="module")
def connection(url: str) -> Iterator[Connection]:
    with connect(url).connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def whole(connection: Connection) -> Summary:
    return build(connection, ACTOR, PERIOD, unit=None, language="vi", as_of=AS_OF, data_set="demo")


@pytest.fixture(scope="module")
def one(connection: Connection) -> Summary:
    return build(connection, ACTOR, PERIOD, unit=CITY, language="en", as_of=AS_OF, data_set="public")


def _figures(connection: Connection) -> list[Figure]:
    return total(connection, ACTOR, PERIOD, as_of=AS_OF) + figures(connection, ACTOR, PERIOD, as_of=AS_OF)


def test_csv_has_every_figure(connection: Connection, whole: Summary) -> None:
    content = csv_file.render(whole)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    found = [(r["unit"], r["metric"], r["numerator"], r["denominator"], r["value"], r["state"]) for r in rows]
    plain = tables.number_cell
    assert found == [
        (f.unit, f.metric, plain(f.numerator), plain(f.denominator), plain(f.value), f.state)
        for f in _figures(connection)
    ]
    before = {f.metric: f for f in total(connection, ACTOR, PERIOD.previous(), as_of=AS_OF)}
    for row in rows[: len(METRICS)]:
        assert row["previous_value"] == plain(before[row["metric"]].value)
        if row["value"] and row["previous_value"]:
            assert Decimal(row["change"]) == Decimal(row["value"]) - Decimal(row["previous_value"])
    assert {(r["from"], r["to"]) for r in rows} == {("2024-10-01", "2024-12-31")}


def test_docx_shows_the_figures(connection: Connection, whole: Summary, one: Summary) -> None:
    document = Document(io.BytesIO(docx.render(whole)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    shown = {row[0]: row[1:] for table in tables[: len(whole.main.sections)] for row in table[1:]}
    for figure in total(connection, ACTOR, PERIOD, as_of=AS_OF):
        metric = METRICS[figure.metric]
        value, numerator, denominator = shown[metric.name.vi][:3]
        assert value.replace("\u00a0", " ") == formats.show(figure, metric, "vi")
        if figure.denominator and figure.state == "value":
            assert f"{numerator}/{denominator}".replace(".", "") == formats.fraction(figure)
    by_unit = next(table for table in tables if len(table[0]) == 1 + len(KEY_METRICS))
    assert len(by_unit) == 1 + 15
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Số liệu minh họa, không phải số liệu thật" in texts
    assert any("01/10/2024 – 31/12/2024" in text for text in texts)
    sources = next(table for table in tables if table[0][1] == words.FILE.vi)
    assert [row[1] for row in sources[1:]] == [FILES[0], "kỳ họp\ufffd quý IV.csv", FILES[2]]
    assert sources[1][3] == "02/01/2025 03:30"
    first = document.sections[0]
    assert (round(first.left_margin.mm), round(first.right_margin.mm), round(first.page_width.mm)) == (30, 15, 210)
    assert "Gathered from press reports, incomplete" in [
        p.text for p in Document(io.BytesIO(docx.render(one))).paragraphs
    ]


def test_pdf_shows_the_figures(connection: Connection, whole: Summary, one: Summary) -> None:
    for summary in (whole, one):
        reader = pypdf.PdfReader(io.BytesIO(pdf.render(summary)))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        assert summary.band in text
        assert reader.metadata is not None and reader.metadata.title == summary.title
        for row in summary.main.rows:
            assert row.value in text
        assert "#set page(fill: red) $x$ <b>" in text
        # A sign that the font lacks, such as U+FFFD in the last pages' file name, comes from another.
        assert all("BeVietnamPro" in str(font["/BaseFont"]) for font in _fonts(reader.pages[0]))


def _fonts(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def test_pdf_bears_signs_that_no_font_has(one: Summary) -> None:
    odd = replace(one, sources=(replace(one.sources[0], file="báo cáo 😀 中文.csv"),))
    assert pypdf.PdfReader(io.BytesIO(pdf.render(odd))).pages


def test_xlsx_has_numbers_and_no_formulas(connection: Connection, whole: Summary) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(whole)))
    assert book.sheetnames == ["Tổng hợp", "Đơn vị", "Nguồn số liệu", "Định nghĩa"]
    cells = {row[1].value: row for row in book["Tổng hợp"].iter_rows() if row[1].value}
    for figure in total(connection, ACTOR, PERIOD, as_of=AS_OF):
        metric = METRICS[figure.metric]
        cell = cells[metric.name.vi][2]
        if figure.value is None:
            assert cell.value == formats.show(figure, metric, "vi")
        else:
            assert Decimal(str(cell.value)) == figure.value
            assert (cell.number_format == "0.00%") == metric.is_share
    names = {row[0].value: row for row in book["Đơn vị"].iter_rows()}
    for figure in figures(connection, ACTOR, PERIOD, units=["303"], metrics=["sessions"], as_of=AS_OF):
        cell = names["Quận Hồng Bàng"][1]
        assert cell.value == (
            figure.value if figure.value is not None else formats.show(figure, METRICS["sessions"], "vi")
        )
    for sheet in book:
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
        assert whole.band in [row[0].value for row in sheet.iter_rows(max_row=8)]
    assert FILES[0] in [row[1].value for row in book["Nguồn số liệu"].iter_rows()]


def test_formats() -> None:
    share, count = METRICS["attendance"], METRICS["questions"]
    now = Figure("303", "2024-Q4", share.id, 37, 40, Decimal("0.925"), "value")
    before = Figure("303", "2024-Q3", share.id, 451, 500, Decimal("0.902"), "value")
    assert (formats.show(now, share, "vi"), formats.show(now, share, "en")) == ("92,5 %", "92.5%")
    assert (formats.fraction(now), formats.change(now, before, share, "vi")) == ("37/40", "+2,3 điểm %")
    # 0.92449 is 92.4 %, though the value of four decimals would round up to 92.5 %.
    assert (
        formats.show(now._replace(numerator=92449, denominator=100000, value=Decimal("0.9245")), share, "en") == "92.4%"
    )
    many = Figure("303", "2024-Q4", count.id, 12345, None, Decimal(12345), "value")
    few = many._replace(numerator=12350, value=Decimal(12350))
    assert (formats.show(many, count, "vi"), formats.show(many, count, "en")) == ("12.345", "12,345")
    assert (formats.change(few, many, count, "vi"), formats.change(many, few, count, "en")) == ("+5", "−5")
    silent = many._replace(numerator=0, value=None, state="not_reported")
    assert (formats.show(silent, count, "vi"), formats.change(many, silent, count, "vi")) == ("chưa báo cáo", "")
    days = METRICS["days_to_answer"]
    waits = Figure("303", "2024-Q4", days.id, 3, 4, Decimal("2.5"), "value")
    assert (formats.show(waits, days, "vi"), formats.show(waits, days, "en")) == ("2,5", "2.5")
    assert formats.show(waits._replace(value=None), days, "en") == "over half still waiting"


@pytest.mark.parametrize("code", ["1000", "1000-Q1", "2016-2021", "2021-2026", "2025", "2024-12a"])
def test_any_past_period_has_a_summary(connection: Connection, code: str) -> None:
    made = build(connection, ACTOR, parse_period(code), unit=None, language="en", as_of=AS_OF)
    assert made.band == ""
    assert made.main.unit == TOTAL
    if code != "2025":
        assert docx.render(made) and xlsx.render(made) and csv_file.render(made) and pdf.render(made)


def test_command_line(url: str, connection: Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    code, out, _ = run("--database", url, "figures", "2024-Q4", "--unit", "total", "--as-of", "2025-03-31")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and list(rows[0]) == list(Figure._fields)
    for row, figure in zip(rows, total(connection, ACTOR, PERIOD, as_of=AS_OF), strict=True):
        assert (row["metric"], row["state"]) == (figure.metric, figure.state)
        assert (Decimal(row["value"]) if row["value"] else None) == figure.value
    for arguments in (
        ("figures", "2024-Q5"),
        ("figures", "2024-Q4", "--unit", "999"),
        ("figures", "2024-Q4", "--as-of", "31/12/2024"),
        ("figures", "2024-Q4", "--database", "nowhere"),
        ("figures", "0001-Q1", "--calendar", "reporting"),
        ("summary", "2024-Q4", "--format", "csv", "-o", str(tmp_path)),
        ("summary", "9998-Q4", "--format", "csv", "-o", str(tmp_path / "a.csv")),
    ):
        try:
            code = main(["--database", url, *arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        assert (code, "Traceback" in capsys.readouterr().err) == (2, False)
    assert (
        main(
            [
                "summary",
                "2024-Q4",
                "--unit",
                "303",
                "--format",
                "docx",
                "-o",
                str(tmp_path / "a.docx"),
                "--database",
                url,
            ]
        )
        == 0
    )
    assert Document(str(tmp_path / "a.docx")).tables


def test_what_stands_out_is_said_in_every_file(whole: Summary, one: Summary) -> None:
    assert len(whole.findings) > 1 and "so sánh giữa các đơn vị" in " ".join(whole.findings)
    words_in_docx = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(docx.render(whole))).paragraphs)
    assert all(sentence in words_in_docx for sentence in whole.findings)
    assert one.findings == (words.NO_COMPARISON.en,)  # press reports are incomplete


def test_reported_is_who_has_a_record_of_the_period_or_said_that_there_was_none(tmp_path: Path) -> None:
    header = "Đơn vị,Số phiếu chất vấn,Ngày chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Ngày trả lời"
    answered_only = f"{header}\nQuận Hồng Bàng,1,01/09/2024,UBND quận,Giao thông,Đường hỏng,05/10/2024\n"

    def reported() -> str:
        with engine.connect() as connection:
            return build(connection, ACTOR, PERIOD, unit=None, language="en", as_of=AS_OF).notes[0]

    with up_to_date(f"sqlite:///{tmp_path / 'reported.db'}") as engine:
        load(engine, ACTOR, open_tables("chat-van.csv", answered_only.encode()))
        assert reported() == words.REPORTED_UNITS.filled(reported=0, count=15)("en")
        report_nil(engine, ACTOR, KINDS["session"], "304", PERIOD)
        assert reported() == words.REPORTED_UNITS.filled(reported=1, count=15)("en")


@pytest.mark.parametrize("command", [("figures", "2024-Q4"), ("summary", "2024-Q4", "--format", "csv", "-o")])
def test_a_database_that_goes_between_opening_and_asking_is_told(
    postgres: str, command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = sa.create_engine(sa.make_url(postgres).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"going_{len(command)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    url = server.url.set(database=name).render_as_string(hide_password=False)
    opened(url).dispose()

    def go(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "nil_report" in statement or "measure." in statement:  # the figures are being asked
            with server.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    sa.event.listen(Engine, "before_cursor_execute", go)
    try:
        code = main(["--database", url, *command, *([str(tmp_path / "a.csv")] if "-o" in command else [])])
    finally:
        sa.event.remove(Engine, "before_cursor_execute", go)
        server.dispose()
    assert code in (DatabaseError.exit_code, 3)
    assert len(capsys.readouterr().err.splitlines()) == 2, "one sentence, in both languages"
