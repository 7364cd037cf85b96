"""Large text files are read by another process: the same table comes of it, and its death is a sentence."""

import gc
import io
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from etl.errors import MisuseError, UnreadableError
from etl.reading.table import Table
from etl.reading.text_tables import LARGE, text_table
from tests.legacy import tcvn3

HEADER = "Đơn vị,Số phiếu chất vấn,Ngày chất vấn,Cơ quan trả lời,Nội dung chất vấn\n"
ROW = "Quận Lê Chân,CV-{n},18/07/2024,Phòng Quản lý đô thị,Đề nghị sửa đường số {n}\n"
SESSIONS = "Đơn vị,Kỳ họp thứ,Ngày bắt đầu,Tổng số đại biểu\n"


def children() -> set[int]:
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def walked(table: Table | None) -> list[Any]:
    """Return all that a table and those after it say."""
    said = []
    while table is not None:
        rows = list(table.rows)
        said.append((table.header, table.header_line, table.parts, table.blank, table.recognised, table.number, rows))
        said.append((table.decisions, table.aside, table.encoding))
        table = table.following
    return said


FILES = {
    "plain": (HEADER + "".join(ROW.format(n=n) for n in range(1200))).encode(),
    "titles, totals and a broken row": (
        "BÁO CÁO,,,,\n" + HEADER + ROW.format(n=1) + "Tổng cộng,,,,\n" + "một,hai\n" + ROW.format(n=2)
    ).encode(),
    "two tables": (HEADER + ROW.format(n=1) * 3 + "\n" + SESSIONS + "Quận Lê Chân,18,18/07/2024,30\n" * 3).encode(),
    "a guessed encoding": tcvn3(HEADER + "".join(ROW.format(n=n) for n in range(20))),
    "no header": b"1,2,3\n4,5,6\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_another_process_reads_the_same_table(content: bytes) -> None:
    here = walked(text_table(io.BytesIO(content), len(content), None))
    elsewhere = walked(text_table(io.BytesIO(content), LARGE + 1, None))
    assert elsewhere == here
    assert any(rows for *_facts, rows in here[::2])


def test_a_file_on_disk_is_read_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(FILES["plain"])
    with path.open("rb") as stream:
        table = text_table(stream, LARGE + 1, None)
        assert len(list(table.rows)) == 1200
    assert table.done() == 1


@pytest.mark.parametrize(
    ("content", "encoding", "kind"),
    [(b"\0" * 100, None, UnreadableError), (FILES["plain"], "latin-9", MisuseError)],
)
def test_what_it_refuses_is_refused_alike(content: bytes, encoding: str | None, kind: type[Exception]) -> None:
    said = []
    for size in (len(content), LARGE + 1):
        with pytest.raises(kind) as caught:
            text_table(io.BytesIO(content), size, encoding)
        said.append((caught.value.text, getattr(caught.value, "code", "")))  # type: ignore[attr-defined]
    assert said[0] == said[1]


def test_its_death_is_a_sentence_and_no_missing_rows() -> None:
    before = children()
    content = (HEADER + "".join(ROW.format(n=n) for n in range(60_000))).encode()
    table = text_table(io.BytesIO(content), len(content), None)
    (process,) = children() - before
    next(table.rows)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(UnreadableError) as caught:
        list(table.rows)
    assert caught.value.code == "too_hard"


def test_a_table_that_is_forgotten_leaves_no_process() -> None:
    before = children()
    content = (HEADER + "".join(ROW.format(n=n) for n in range(60_000))).encode()
    table = text_table(io.BytesIO(content), len(content), None)
    assert children() - before
    del table
    gc.collect()
    assert children() == before
