"""The contract of `python -m etl`, on real files and real databases."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from etl.__main__ import main
from etl.records import KINDS
from etl.upgrade import drift, up_to_date

HEADER = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Tổng số đại biểu,Đại biểu có mặt"
GOOD = "Quận Hồng Bàng,18,Thường lệ,17/07/2024,35,33"


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str], left_open: Callable[[], list[Any]]) -> Any:
    def call(*arguments: object) -> tuple[int, str]:
        before = left_open()
        try:
            code = main(["--database", url, *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        assert left_open() == before, "a command closes what it opens, whatever its end"
        captured = capsys.readouterr()
        return code, captured.out

    return call


def written(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def stored(url: str, kind: str = "session") -> list[dict[str, Any]]:
    with up_to_date(url) as engine, engine.connect() as connection:
        table = KINDS[kind].__table__
        return [dict(row._mapping) for row in connection.execute(sa.select(table).order_by(table.c.key))]


def findings(out: str) -> dict[str, dict[str, Any]]:
    return {finding["code"]: finding for finding in json.loads(out)["findings"]}


def test_a_file_is_loaded_once_and_undone(run: Any, url: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\n{GOOD}\n")
    code, out = run("load", path, "--json", "--as", "chi")
    receipt = json.loads(out)
    assert (code, receipt["upload"], receipt["counts"]["new"]) == (0, 1, 1)
    before = stored(url)
    for again in (path, written(tmp_path, f"{HEADER}\r\n{GOOD}", "other name.csv", "utf-16")):
        code, out = run("load", again, "--json")
        assert (code, json.loads(out)["counts"]["same"], json.loads(out)["upload"]) == (0, 1, None)
        assert stored(url) == before
    changed = written(tmp_path, f"{HEADER}\n{GOOD.replace(',33', ',31')}\n")
    assert json.loads(run("load", changed, "--json")[1])["counts"]["changed"] == 1
    assert stored(url)[0]["delegates_present"] == 31
    assert run("undo", 1)[0] == 1, "a later upload touched the row"
    assert run("undo", 2)[0] == 0
    assert stored(url) == before
    assert run("undo", 1)[0] == 0
    assert stored(url) == []
    rows = list(csv.DictReader(io.StringIO(run("uploads")[1])))
    assert [(r["upload"], r["account"], r["kind"], r["rows"], r["state"]) for r in rows] == [
        ("1", "chi", "session", "1", "undone"),
        ("2", "local", "session", "1", "undone"),
        ("3", "local", "session", "1", "stored"),
        ("4", "local", "session", "1", "stored"),
    ]
    assert [(r["file"], r["undoes"]) for r in rows[2:]] == [("undo", "2"), ("undo", "1")]
    assert run("undo", 1)[0] == 2, "it is undone already"
    assert run("undo", 4, "--yes")[0] == 0 and stored(url) == before, "an undo is undone"
    assert run("undo", 9)[0] == 2


@pytest.mark.parametrize(("answer", "rows"), [("\n", 1), ("n\n", 1), ("có\n", 0), ("y\n", 0)])
def test_undo_asks_who_sits_at_a_terminal(
    sqlite_url: str, run_there: Any, tmp_path: Path, answer: str, rows: int
) -> None:
    assert main(["--database", sqlite_url, "load", str(written(tmp_path, f"{HEADER}\n{GOOD}\n"))]) == 0
    out = run_there(sqlite_url, answer, "undo", "1")
    assert "file.csv" in out and "Bỏ 1 bản ghi" in out and "Hoàn tác? / Undo?" in out
    assert len(stored(sqlite_url)) == rows
    if rows:
        assert "Nothing was undone" in out
        assert "?" not in run_there(sqlite_url, "", "undo", "1", "--yes") and stored(sqlite_url) == []


@pytest.fixture
def run_there() -> Any:
    def call(url: str, answer: str, *arguments: str) -> str:
        ours, theirs = os.openpty()
        os.write(ours, answer.encode())
        command = [sys.executable, "-m", "etl", "--database", url, *arguments]
        done = subprocess.run(command, stdin=theirs, capture_output=True, encoding="utf-8", check=True, timeout=60)
        os.close(ours)
        os.close(theirs)
        return done.stdout

    return call


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("missing_column", "Đơn vị,Kỳ họp thứ,Ngày khai mạc\nQuận Hồng Bàng,18,17/07/2024\n"),
        ("unknown_unit", f"{HEADER}\n{GOOD.replace('Hồng Bàng', 'Hồng Bằng Lăng')}\n"),
        ("more_present_than_total", f"{HEADER}\n{GOOD.replace(',33', ',36')}\n"),
        ("no_such_day", f"{HEADER}\n{GOOD.replace('17/07/2024', '31/02/2024')}\n"),
        ("day_in_future", f"{HEADER}\n{GOOD.replace('17/07/2024', '01/01/2040')}\n"),
        ("unknown_column", f"{HEADER},Màu sắc\n{GOOD},xanh\n"),
        ("empty_file", ""),
        ("no_rows", f"{HEADER}\n"),
        ("required", f"{HEADER}\n{GOOD.replace('Thường lệ', '')}\n"),
        ("not_a_count", f"{HEADER}\n{GOOD.replace(',33', ',33 ghế')}\n"),
        ("conflicting_row", f"{HEADER}\n{GOOD}\n{GOOD.replace(',33', ',30')}\n"),
        ("misplaced_row", f"{HEADER}\n{GOOD},thêm một ô\n{GOOD.replace(',18,', ',19,')}\n"),
        ("unit_ended", f"{HEADER}\n{GOOD.replace('17/07/2024', '05/08/2025')}\n"),
    ],
)
def test_wrong_input_is_a_finding_and_stores_nothing(run: Any, url: str, tmp_path: Path, code: str, text: str) -> None:
    path = written(tmp_path, text)
    exit_code, out = run("load", path, "--json")
    assert exit_code == 1
    found = findings(out)
    assert code in found
    assert found[code]["message"]["vi"] and found[code]["message"]["en"]
    assert json.loads(out)["upload"] is None
    assert stored(url) == []
    assert run("check", path, "--json")[0] == 1


def test_a_unit_that_ended_is_refused_with_the_day(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\n{GOOD.replace('17/07/2024', '05/08/2025')}\n")
    message = findings(run("load", path, "--json")[1])["unit_ended"]["message"]
    assert "30/06/2025" in message["vi"] and "2025-06-30" in message["en"]


def test_a_picture_named_csv(run: Any, url: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)
    code, out = run("load", path, "--json")
    assert code == 1 and "not_text" in findings(out)
    assert stored(url) == []


def test_rows_that_are_all_left_out_are_no_success(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER}\nTổng cộng,,,,\nNgười lập biểu,,,,\n")
    code, out = run("check", path, "--json")
    assert code == 1 and "no_rows" in findings(out)


def test_answered_before_asked(run: Any, tmp_path: Path) -> None:
    text = "Đơn vị,Ngày chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Ngày trả lời\n"
    text += "Quận Lê Chân,18/07/2024,Phòng Quản lý đô thị,Giao thông,Sửa đường,01/07/2024\n"
    code, out = run("load", written(tmp_path, text), "--json")
    assert code == 1 and findings(out)["answered_before_asked"]["line"] == 2


def test_counts_add_up_and_good_rows_can_be_loaded(run: Any, url: str, tmp_path: Path) -> None:
    rows = [GOOD, GOOD, GOOD.replace(",18,", ",19,"), GOOD.replace("Quận Hồng Bàng", "Nơi khác"), "Tổng cộng,,,,70,66"]
    path = written(tmp_path, "\n".join([HEADER, *rows]) + "\n")
    assert run("load", path, "--json")[0] == 1
    assert stored(url) == []
    refused = tmp_path / "refused.csv"
    code, out = run("load", path, "--json", "--accept-good-rows", "--refused", str(refused))
    counts = json.loads(out)["counts"]
    assert code == 0
    assert counts == {"read": 5, "new": 2, "changed": 0, "same": 0, "refused": 1, "left_out": 2}
    assert len(stored(url)) == 2
    back = refused.read_text(encoding="utf-8-sig").splitlines()
    assert len(back) == 2 and "Nơi khác" in back[1]


def test_dry_run_changes_nothing(run: Any, url: str, tmp_path: Path) -> None:
    code, out = run("load", written(tmp_path, f"{HEADER}\n{GOOD}\n"), "--dry-run", "--json")
    assert (code, json.loads(out)["counts"]["new"], json.loads(out)["upload"]) == (0, 1, None)
    assert stored(url) == [] and run("uploads")[1].count("\n") == 1


def test_a_missing_column_leaves_and_an_empty_cell_clears(run: Any, url: str, tmp_path: Path) -> None:
    run("load", written(tmp_path, f"{HEADER}\n{GOOD}\n"))
    short = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Đại biểu có mặt\nQuận Hồng Bàng,18,Thường lệ,17/07/2024,\n"
    assert run("load", written(tmp_path, short))[0] == 0
    assert (stored(url)[0]["delegates_total"], stored(url)[0]["delegates_present"]) == (35, None)
    over = short.replace("2024,\n", "2024,40\n")
    code, out = run("load", written(tmp_path, over), "--json")
    assert code == 1 and "more_present_than_total" in findings(out), "held against what is stored"


def test_a_carried_over_question_updates_its_first_asking(run: Any, url: str, tmp_path: Path) -> None:
    head = "Đơn vị,Số phiếu chất vấn,Ngày chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Chuyển từ kỳ trước,Ngày trả lời\n"
    first = head + "Quận Lê Chân,CV-1,18/07/2024,Phòng A,Giao thông,Sửa đường,,\n"
    later = head + "Quận Lê Chân,CV-1,05/12/2024,Phòng B,Y tế,Khác,Có,06/12/2024\n"
    unknown = head + "Quận Lê Chân,CV-2,05/12/2024,Phòng B,Y tế,Khác,Có,06/12/2024\n"
    run("load", written(tmp_path, first))
    assert run("load", written(tmp_path, later))[0] == 0
    (question,) = stored(url, "question")
    assert (question["respondent"], str(question["answered_date"])) == ("Phòng A", "2024-12-06")
    code, out = run("load", written(tmp_path, unknown), "--json")
    finding = findings(out)["nothing_to_continue"]
    assert code == 0 and finding["level"] == "warning"
    assert "“Chuyển từ kỳ trước”" in finding["message"]["vi"] and "lần đầu của chất vấn này" in finding["message"]["vi"]
    assert "the question that it continues" in finding["message"]["en"]


def test_a_reference_that_names_nothing_says_so(run: Any, tmp_path: Path) -> None:
    head = (
        "Đơn vị,Số phiếu chất vấn,Ngày chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Tái chất vấn của phiếu số\n"
    )
    code, out = run(
        "check", written(tmp_path, head + "303,CV-1,18/07/2024,Phòng A,Giao thông,Sửa đường,CV-0\n"), "--json"
    )
    finding = findings(out)["names_nothing"]
    assert code == 0 and finding["level"] == "warning"
    assert "không có chất vấn nào có “Số phiếu chất vấn” này" in finding["message"]["vi"]
    assert "no stored question has this “Question code”" in finding["message"]["en"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_filled_template_goes_round(run: Any, url: str, tmp_path: Path, kind: str, language: str) -> None:
    path = tmp_path / "template.xlsx"
    assert run("template", kind, "--language", language, "-o", path)[0] == 0
    book = openpyxl.load_workbook(path)
    examples = [column.example for column in KINDS[kind].columns().values()]
    for number, example in enumerate(examples, start=1):
        book.worksheets[0].cell(2, number, example)
    book.save(path)
    assert run("check", path)[0] == 0
    assert run("load", path)[0] == 0
    assert len(stored(url, kind)) == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_encodings_and_headers_without_accents(
    run: Any, url: str, tmp_path: Path, separator: str, encoding: str
) -> None:
    text = "don vi,KY HOP THU,kind,ngay khai mac\n303,18,thuong le,2024-07-17\n".replace(",", separator)
    path = written(tmp_path, text, encoding=encoding)
    assert run("load", path)[0] == 0
    assert [(r["unit"], r["session_no"], r["kind"]) for r in stored(url)] == [("303", 18, "regular")]


def test_columns_are_mapped_or_left_out_by_choice(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEADER.replace('Đơn vị', 'Nơi họp')},Màu\n{GOOD},xanh\n")
    assert run("load", path)[0] == 1
    assert run("load", path, "--map", "Nơi họp=unit", "--leave-out", "Màu")[0] == 0
    assert run("load", path, "--map", "Không có=unit")[0] == 2


def test_check_prints_the_rows_as_understood(run: Any, tmp_path: Path) -> None:
    code, out = run("check", written(tmp_path, f"{HEADER}\n{GOOD}\n"), "--csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert (row["unit"], row["kind"], row["start_date"], row["term"]) == ("303", "regular", "2024-07-17", "2021-2026")


def test_read_prints_the_table_with_unknown_columns(run: Any, tmp_path: Path) -> None:
    code, out = run("read", written(tmp_path, 'a;b\n"1;2";x\n'))
    assert (code, out) == (0, "a,b\n1;2,x\n")


def test_the_schema_follows_the_declarations(empty_url: str) -> None:
    with up_to_date(empty_url) as engine, engine.connect() as connection:
        assert drift(connection) == []


def test_rows_of_one_conference_agree(run: Any, url: str, tmp_path: Path) -> None:
    head = "Hội nghị lần thứ,Ngày hội nghị,Đơn vị đăng cai,Đơn vị,Tham dự\n"
    text = head + "1,25/03/2022,Hải Phòng,Quận Lê Chân,Có\n1,26/03/2022,Hải Phòng,Quận Hồng Bàng,Có\n"
    code, out = run("load", written(tmp_path, text), "--json")
    message = findings(out)["rows_disagree"]["message"]
    assert code == 1 and "cùng một hội nghị giao ban" in message["vi"] and "one briefing conference" in message["en"]
    assert stored(url, "briefing") == []


@pytest.mark.parametrize("data", ["demo", "public"])
def test_a_database_that_began_with_a_data_set_says_so(
    run: Any, url: str, data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.__main__ import main as dashboard
    from dashboard.words import figures as words

    monkeypatch.setenv("COUNCIL_DATA", data)
    assert run("begin")[0] == 0
    assert run("begin") == (0, ""), "what is stored stays"
    monkeypatch.delenv("COUNCIL_DATA")
    path = tmp_path / "summary.xlsx"
    assert dashboard(["--database", url, "summary", "2024-Q4", "--format", "xlsx", "-o", str(path)]) == 0
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True) for cell in row]
    assert words.BANDS[data].vi in cells


@pytest.mark.parametrize(
    "arguments", [["undo", "x"], ["load"], ["template", "petition", "-o", "f.csv"], ["check", "none.csv"]]
)
def test_wrong_use_ends_with_two(run: Any, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2
