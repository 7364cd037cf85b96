"""Many files in one go: good ones are loaded, bad ones handed back, all of it can be stopped, repeated and undone."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from etl.__main__ import main
from etl.accounts import local_actor
from etl.database import MeasureRow, UploadRow, VersionRow, connect
from etl.loading.acts import uploads
from etl.loading.load import load
from etl.loading.returns import Returns, handed_back
from etl.loading.undo import undo
from etl.reading.bundle import archive, packed
from etl.reading.mapped import Reading
from etl.reading.open import open_tables
from etl.records import KINDS
from etl.reference import UNITS

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
HEADER = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Tổng số đại biểu,Đại biểu có mặt\n"
TODAYS = [unit for unit in UNITS if unit.kind in ("ward", "commune")][:40]
DAY = "17/09/2025"


def row(unit: str, day: str = DAY, present: int = 20) -> str:
    return f"{unit},2,Thường lệ,{day},30,{present}\n"


def returns_of(count: int) -> dict[str, bytes]:
    return {f"{unit.name}/kỳ họp.csv": (HEADER + row(unit.name)).encode() for unit in TODAYS[:count]}


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def stored(engine: Engine) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        table = KINDS["session"].__table__
        return [
            tuple(row) for row in connection.execute(sa.select(table.c.unit, table.c.upload).order_by(table.c.unit))
        ]


def look(engine: Engine) -> dict[str, list[str]]:
    names = [kind.__table__ for kind in KINDS.values()] + [VersionRow.__table__, MeasureRow.__table__]
    with engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in names}


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: object) -> tuple[int, str]:
        try:
            code = main(["--database", url, *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, capsys.readouterr().out

    return call


def test_forty_files_are_loaded_each_by_itself_and_undone_together(
    run: Any, url: str, engine: Engine, tmp_path: Path
) -> None:
    folder = written(tmp_path / "Quý III", returns_of(40))
    before = look(engine)
    code, out = run("returns", folder, "--as", "chi", "--json")
    told = json.loads(out)
    assert code == 0 and told["not_taken"] == 0 and len(told["files"]) == 40
    assert {one["state"] for one in told["files"]} == {"loaded"} and {
        one["counts"]["new"] for one in told["files"]
    } == {1}
    assert [unit for unit, _upload in stored(engine)] == sorted(unit.code for unit in TODAYS)
    with engine.connect() as connection:
        known = uploads(connection, ACTOR)
    assert {(one.group_number, one.account, one.act) for one in known} == {(told["group"], "chi", "load")}
    assert len({one.number for one in known}) == 40 and f"{TODAYS[0].name}/kỳ họp.csv" in {one.file for one in known}
    loaded = look(engine)
    code, out = run("returns", folder)
    assert code == 0 and "như đã lưu / same as stored 40" in out and look(engine) == loaded
    assert run("undo", "--group", told["group"])[0] == 0
    after = look(engine)
    assert (after["session"], after["measure"]) == (before["session"], before["measure"])
    with engine.connect() as connection:
        (group,) = {one.group_number for one in uploads(connection, ACTOR) if one.act == "undo"}
    assert run("undo", "--group", group, "--yes")[0] == 0
    again = look(engine)
    assert (again["session"], again["measure"]) == (loaded["session"], loaded["measure"])
    assert run("undo", "--group", 99)[0] == 2
    assert not list(tmp_path.rglob("*.zip")), "nothing is handed back"


def test_a_bad_file_hides_no_good_one_and_comes_back_with_its_marks(run: Any, engine: Engine, tmp_path: Path) -> None:
    good = returns_of(3)
    bad = HEADER + row(TODAYS[3].name) + row(TODAYS[4].name, "31/02/2025")
    files = good | {
        "0 đầu tiên.csv": bad.encode(),
        "ảnh.csv": b"\x89PNG\r\n\x1a\n\0\0" * 40,
        "ảnh.png": b"\x89PNG\r\n\x1a\n",
        "trong.zip": packed([("a.csv", b"1")]),
        "=1+1.csv": (HEADER + row("Nơi khác")).encode(),
    }
    path = tmp_path / "quý 3.zip"
    path.write_bytes(packed(files.items()))
    code, out = run("returns", path)
    assert code == 1
    assert [unit for unit, _upload in stored(engine)] == sorted(unit.code for unit in TODAYS[:3])
    assert "đã nạp / loaded 3, trả lại / handed back 4, để riêng / set aside 1" in out
    with zipfile.ZipFile(tmp_path / "quý 3-handed-back.zip") as back:
        names = set(back.namelist())
        assert names == {
            "0 đầu tiên-co-loi-danh-dau.csv", "ảnh.csv", "trong.zip", "=1+1-co-loi-danh-dau.csv", "cac-loi.csv"
        }  # fmt: skip
        assert back.read("ảnh.csv") == files["ảnh.csv"] and back.read("trong.zip") == files["trong.zip"]
        marked = back.read("0 đầu tiên-co-loi-danh-dau.csv").decode("utf-8-sig")
        table = list(csv.DictReader(io.StringIO(back.read("cac-loi.csv").decode("utf-8-sig"))))
    assert "31/02/2025" in marked.splitlines()[2] and len(marked.splitlines()[2]) > len(marked.splitlines()[1])
    told = {(one["Tệp"], one["Dòng"], one["Đang là"]) for one in table}
    assert ("0 đầu tiên.csv", "3", "31/02/2025") in told and ("'=1+1.csv", "2", "Nơi khác") in told
    assert {one["Tệp"] for one in table} == {"0 đầu tiên.csv", "ảnh.csv", "trong.zip", "'=1+1.csv"}
    assert all(one["Điều cần sửa"] and one["Mức"] == "Lỗi" for one in table)


def test_what_one_file_says_is_what_loading_it_alone_says(engine: Engine) -> None:
    faulty = HEADER + row(TODAYS[0].name) + row(TODAYS[1].name, "31/02/2025") + row(TODAYS[2].name, present=99)
    (file,) = archive(packed([("a.csv", faulty.encode())]))
    together = Returns(engine, ACTOR, accept_good_rows=True).take(file)
    assert together.state == "partly"
    taken = look(engine)
    undo(engine, ACTOR, *together.uploads)
    (alone,) = load(engine, ACTOR, open_tables("a.csv", faulty.encode()), accept_good_rows=True)
    assert [finding.as_json() for finding in together.findings] == [finding.as_json() for finding in alone.findings]
    assert together.receipts[0].counts == alone.counts
    assert taken["session"] == [one.replace(f", {alone.upload}, ", ", 1, ") for one in look(engine)["session"]]
    rows = handed_back([(file, together)], "vi")
    with zipfile.ZipFile(io.BytesIO(rows)) as back:
        lines = back.read("a-dong-bi-tu-choi.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "31/02/2025" in lines[1]


def test_a_dry_run_stores_nothing_and_finds_the_same(run: Any, engine: Engine, tmp_path: Path) -> None:
    files = returns_of(2) | {"bad.csv": (HEADER + row("Nơi khác")).encode()}
    folder = written(tmp_path / "q", files)
    before = look(engine)
    code, out = run("returns", folder, "--dry-run", "--json")
    dry = json.loads(out)
    assert code == 1 and look(engine) == before and dry["group"] is None
    assert sorted(one["state"] for one in dry["files"]) == ["good", "good", "handed_back"]
    wet = json.loads(run("returns", folder, "--json", "--handed-back", tmp_path / "back.zip")[1])
    assert [(one["file"], one["counts"], one["findings"]) for one in wet["files"]] == [
        (one["file"], one["counts"], one["findings"]) for one in dry["files"]
    ]
    assert zipfile.is_zipfile(tmp_path / "back.zip")


def test_what_is_said_of_columns_holds_for_the_files_that_have_them(run: Any, engine: Engine, tmp_path: Path) -> None:
    named = HEADER.replace("Đơn vị", "Nơi họp XY").replace("\n", ",Màu\n") + row(TODAYS[0].name).replace(
        "\n", ",xanh\n"
    )
    folder = written(tmp_path / "q", returns_of(3) | {"named.csv": named.replace(",2,", ",3,").encode()})
    assert run("returns", folder, "--dry-run")[0] == 1
    said = ("--map", "Nơi họp XY=unit", "--leave-out", "Màu")
    assert run("returns", folder, *said)[0] == 0
    assert len(stored(engine)) == 4
    assert run("returns", folder, *said, "--leave-out", "Không có")[0] == 2, "a header that no file has is a mistake"


def test_what_goes_back_was_read_as_it_was_loaded(engine: Engine) -> None:
    book = openpyxl.Workbook()
    names = HEADER.strip().split(",")
    for title, units in (("Nháp", ["Xã không có"]), ("Gửi", [TODAYS[0].name, "Xã cũng không có"])):
        sheet = book.create_sheet(title)
        for cells in (names, *([unit, 2, "Thường lệ", DAY, 30, 20] for unit in units)):
            sheet.append(cells)
    book.remove(book.worksheets[0])
    book.save(out := io.BytesIO())
    (file,) = archive(packed([("kỳ họp.xlsx", out.getvalue())]))
    returns = Returns(
        engine, ACTOR, accept_good_rows=True, remembered=lambda _opened: Reading(sheets=("Gửi",), chosen={})
    )
    done = returns.take(file)
    assert done.state == "partly" and [unit for unit, _upload in stored(engine)] == [TODAYS[0].code]
    (copy,) = (one for one in archive(handed_back([(file, done)], "vi")) if one.name.startswith("kỳ họp"))
    text = copy.bytes().decode("utf-8-sig")
    assert "Xã cũng không có" in text and "Xã không có" not in text


def test_a_group_is_not_undone_where_a_later_upload_touched_its_records(run: Any, url: str, engine: Engine) -> None:
    returns = Returns(engine, ACTOR)
    assert {one.state for one in returns.each(archive(packed(returns_of(3).items())))} == {"loaded"}
    later = (HEADER + row(TODAYS[1].name, present=10)).encode()
    (receipt,) = load(engine, ACTOR, open_tables("later.csv", later))
    before = look(engine)
    code, out = run("undo", "--group", returns.group)
    assert code == 1 and look(engine) == before
    assert run("undo", receipt.upload)[0] == 0
    code, out = run("undo", "--group", returns.group, "--dry-run")
    assert code == 0 and "Takes out 3 records" in out and len(stored(engine)) == 3
    assert run("undo", "--group", returns.group)[0] == 0 and stored(engine) == []


def started(url: str, folder: Path, cwd: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "etl", "--database", url, "returns", str(folder)]
    return subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def wait_for_some(url: str, process: "subprocess.Popen[str]") -> None:
    engine = connect(url)
    for _ in range(2000):
        with engine.connect() as connection:
            if (connection.scalar(sa.select(sa.func.count()).select_from(UploadRow)) or 0) >= 3:
                break
        assert process.poll() is None, "it ended before it could be stopped"
        time.sleep(0.02)
    engine.dispose()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL], ids=["stopped", "killed"])
def test_what_is_loaded_when_it_ends_stays_and_the_next_run_goes_on(
    run: Any, url: str, engine: Engine, tmp_path: Path, sign: signal.Signals
) -> None:
    folder = written(tmp_path / "q", returns_of(40))
    process = started(url, folder, tmp_path)
    wait_for_some(url, process)
    process.send_signal(sign)
    out, errors = process.communicate(timeout=120)
    done = len(stored(engine))
    assert 3 <= done < 40, (out, errors)
    if sign == signal.SIGINT:
        assert process.returncode == 130
        assert f"đã nạp / loaded {done}" in out and f"còn {40 - done} tệp" in out and "Traceback" not in errors
    code, out = run("returns", folder)
    assert code == 0
    assert f"đã nạp / loaded {40 - done}, như đã lưu / same as stored {done}" in out
    assert len(stored(engine)) == 40
