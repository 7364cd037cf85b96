"""Files that wait for their confirmation: kept, mended, remembered, and handed back with their faults."""

import csv
import datetime as dt
import io
from itertools import chain
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from etl.accounts import Actor, local_actor
from etl.database import PendingRow, now
from etl.errors import MisuseError
from etl.loading import returned, waiting
from etl.loading.load import load
from etl.loading.receipt import Receipt
from etl.reading.mapped import Reading
from etl.reading.open import OpenedFile, open_tables

ACTOR = local_actor()
HEADER = ["Đơn vị", "Kỳ họp thứ", "Loại kỳ họp", "Ngày khai mạc", "Nơi họp"]
GOOD = ["Quận Hồng Bàng", "12", "Thường lệ", "15/07/2024", "=1+1"]
BAD = ["Quận Ngô Quyền", "13", "Thường lệ", "31/02/2024", "nhà văn hóa"]
SHORT = ["Quận Lê Chân", "13", "Thường lệ"]
LEFT_OUT = Reading(left_out=("Nơi họp",))


def text(*rows: list[str], separator: str = ";") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def tried(engine: Engine, name: str, content: bytes, reading: Reading, **how: bool) -> list[Receipt]:
    return load(engine, ACTOR, open_tables(name, content, reading), **how)


def test_a_file_waits_a_day_with_what_was_said_about_it(engine: Engine) -> None:
    number = waiting.keep(engine, ACTOR, "a.csv", b"1")
    reading = Reading(
        "session",
        {"Nơi họp": "note"},
        ("STT",),
        ("Trang 1",),
        edits={("", 3, 1): "12"},
        rows_left_out=frozenset({("", 5)}),
    )
    waiting.say(engine, ACTOR, number, reading)
    with engine.connect() as connection:
        assert waiting.kept(connection, ACTOR, [number]) == [waiting.Pending(number, "a.csv", reading)]
        assert waiting.content(connection, ACTOR, number) == b"1"
        for look in (waiting.content, lambda *of: waiting.kept(of[0], of[1], [of[2]])):
            with pytest.raises(MisuseError):
                look(connection, Actor("somebody else"), number)
    with engine.begin() as connection:
        connection.execute(sa.update(PendingRow).values(created_at=now() - dt.timedelta(hours=25)))
    with engine.connect() as connection, pytest.raises(MisuseError):
        waiting.content(connection, ACTOR, number)
    waiting.keep(engine, ACTOR, "b.csv", b"2")
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(PendingRow)).scalar() == 1


def test_an_edit_is_checked_like_an_upload(engine: Engine) -> None:
    content = text(HEADER, GOOD, BAD, SHORT)
    (receipt,) = tried(engine, "a.csv", content, LEFT_OUT)
    assert [finding.code for finding in receipt.findings] == ["no_such_day", "misplaced_row"]
    whole = {("", 4, place): cell for place, cell in enumerate([*SHORT, "18/07/2024", ""])}
    (receipt,) = tried(
        engine, "a.csv", content, Reading(left_out=("Nơi họp",), edits={("", 3, 3): "32/7/2024", **whole})
    )
    assert [(finding.code, finding.value) for finding in receipt.findings] == [("no_such_day", "32/7/2024")]
    mended = Reading(left_out=("Nơi họp",), edits={("", 3, 3): "30/07/2024", **whole})
    (receipt,) = tried(engine, "a.csv", content, mended)
    assert receipt.stored and receipt.count("new") == 3


def test_how_a_file_was_mapped_is_remembered_for_its_shape(engine: Engine) -> None:
    said = Reading("session", {"Nơi họp": "note"})
    waiting.remember(engine, ACTOR, HEADER, said)
    with engine.connect() as connection:
        assert waiting.remembered(connection, ACTOR, [name.upper() for name in HEADER]) == said
        assert waiting.remembered(connection, ACTOR, HEADER[:-1]) is None
        assert waiting.remembered(connection, Actor("somebody else"), HEADER) is None


def test_refused_rows_go_back_and_can_be_loaded_once_mended(engine: Engine) -> None:
    content = text(HEADER, GOOD, BAD, SHORT)
    (receipt,) = tried(engine, "a.csv", content, LEFT_OUT, accept_good_rows=True)
    assert receipt.stored and (receipt.count("new"), receipt.count("refused")) == (1, 2)
    back = returned.refused_rows(
        OpenedFile("a.csv", content), LEFT_OUT, [receipt.findings], [receipt.refused_lines], "vi"
    )
    rows = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [BAD[:3], SHORT]
    assert rows[1][5] == "3" and "31/02/2024" in rows[1][6]
    mended = (
        back.decode("utf-8-sig").replace("31/02/2024", "30/07/2024", 1).replace("Thường lệ,,", "Thường lệ,18/07/2024,")
    )
    (receipt,) = tried(engine, "b.csv", mended.encode(), LEFT_OUT)
    assert [finding.text.en for finding in receipt.findings] == [] and receipt.count("new") == 2


def test_the_file_goes_back_with_its_faults_marked_in_place(engine: Engine, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Quý III"
    for row in (["BÁO CÁO"], [], HEADER, GOOD, BAD):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    (receipt,) = tried(engine, "a.xlsx", path.read_bytes(), LEFT_OUT)
    (finding,) = receipt.findings
    assert finding.place.vi == "Quý III: Ô D5 (cột “Ngày khai mạc”)"
    opened = OpenedFile("a.xlsx", path.read_bytes())
    name, data = returned.marked_name(opened, "vi"), returned.marked(opened, [receipt.findings], "vi")
    marked = openpyxl.load_workbook(io.BytesIO(data))["Quý III"]
    assert name.endswith(".xlsx") and "31/02/2024" in marked["D5"].comment.text
    assert [cell.coordinate for row in marked for cell in row if cell.comment] == ["D5"]
    assert marked["A1"].value == "BÁO CÁO" and marked["D5"].value == "31/02/2024"


def test_a_text_file_goes_back_with_a_column_of_faults(engine: Engine) -> None:
    content = text(["BÁO CÁO", "", "", "", ""], HEADER, GOOD, BAD)
    (receipt,) = tried(engine, "a.csv", content, LEFT_OUT)
    opened = OpenedFile("a.csv", content)
    name, data = returned.marked_name(opened, "en"), returned.marked(opened, [receipt.findings], "en")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert name.endswith(".csv") and rows[1][-1] == "Faults to mend" and rows[2][4] == "'=1+1"
    assert rows[3][-1].startswith("Ngày khai mạc: There is no day")
    again = load(engine, ACTOR, chain(open_tables("b.csv", data, LEFT_OUT)))
    assert [finding.code for finding in again[0].findings] == ["no_such_day"]
