"""Workbooks (.xlsx, .xls, .ods) as sheets of text rows; a child process with limits does the parsing."""

import json
import logging
import subprocess
import tempfile
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, cast

from etl.errors import UnreadableError
from etl.reading import child
from etl.reading.contents import HEAD, is_page, refusal_of, what_else
from etl.reading.table import Decision, Row
from etl.reading.workbook.words import decisions_about, refusal
from etl.text import Text

WEB_LIMIT = 64 << 20  # bytes a workbook may unpack to
WALL_SECONDS = 60
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_DEEPEST = 10  # rows of one cell below a table; chosen, so that merges over everything cost nothing
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows have the sheet's own numbers and all the same width; rows at its end that are empty are left out.

    Several empty rows after each other inside are one empty row, with the number of the first.
    `merged` has the merged ranges (first line, first column, last line, last column; columns from 0).
    """

    name: str
    hidden: bool
    rows: list[Row]
    decisions: list[Decision] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def merged_across(self) -> dict[int, list[tuple[int, int]]]:
        """Return for each row first and last column of its cells that are merged over several columns."""
        across: dict[int, list[tuple[int, int]]] = {}
        lines = [row.line for row in self.rows]
        width = len(self.rows[0].cells) if self.rows else 0
        for top, left, bottom, right in self.merged:
            if left < right and bottom - top < _DEEPEST:
                for line in lines[bisect_left(lines, top) : bisect_right(lines, bottom)]:
                    across.setdefault(line, []).append((left, min(right, width - 1)))
        return across


def is_workbook(data: bytes) -> bool:
    """Tell by the first bytes whether to read a file as a workbook; a web page is read as one, too."""
    return data.startswith(_MAGIC) or is_page(data[:HEAD])


def read_workbook(data: bytes, limit_bytes: int = WEB_LIMIT) -> list[Sheet]:
    """Read all sheets in their order, hidden and empty ones too."""
    if not is_workbook(data):
        if (what := what_else(data[:HEAD])) is not None:
            raise UnreadableError("not_a_workbook", refusal_of(what))
        raise _refused("not_a_workbook", _looks_like(data))
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as complaints:
        file.write(data)
        file.flush()
        file.seek(0)
        process = child.start("etl.reading.workbook.worker", str(limit_bytes), file=file, complaints=complaints)
        timer = threading.Timer(WALL_SECONDS, process.kill)
        timer.start()
        try:
            sheets = list(_sheets(_messages(process)))
        finally:
            timer.cancel()
            process.kill()
            cast(IO[bytes], process.stdout).close()
            process.wait()
            complaints.seek(0)
            if complaint := complaints.read(4000):
                _log.warning("reading a workbook: %s", complaint.decode(errors="replace"))
    return sheets


def _messages(process: "subprocess.Popen[bytes]") -> Iterator[Any]:
    """Yield what the child says until it says that it is done; an end before that is a refusal."""
    for line in cast(IO[bytes], process.stdout):
        if not line.endswith(b"\n"):
            break
        message = json.loads(line)
        if isinstance(message, dict) and "end" in message:
            return
        if isinstance(message, dict) and "refused" in message:
            raise _refused(message["refused"], message["detail"])
        yield message
    # Out of time or memory ends in a signal (a negative code); calamine aborts where it cannot allocate.
    raise _refused("workbook_too_large" if process.wait() < 0 else "workbook_damaged", f"exit {process.returncode}")


def _sheets(messages: Iterator[Any]) -> Iterator[Sheet]:
    sheet, width = None, 0
    for message in messages:
        if isinstance(message, list) and sheet is not None:
            _add_rows(sheet.rows, message, width)
            continue
        if sheet is not None:
            yield sheet
        facts = message["sheet"]
        width = facts["width"]
        sheet = Sheet(
            name=facts["name"],
            hidden=facts["hidden"],
            rows=[],
            decisions=decisions_about(facts),
            merged=[(top, left, bottom, right) for top, left, bottom, right in facts["merges"]],
        )
    if sheet is not None:
        yield sheet


def _add_rows(rows: list[Row], batch: list[tuple[int, list[str]]], width: int) -> None:
    blank = ("",) * width
    for line, cells in batch:
        if rows and line > rows[-1].line + 1:
            rows.append(Row(rows[-1].line + 1, blank))
        cells.extend(blank[len(cells) :])
        rows.append(Row(line, tuple(cells)))


def _looks_like(data: bytes) -> str:
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not start:
        return "empty"
    return "xml" if start.startswith(b"<?xml") else "other"


def _refused(code: str, detail: str) -> UnreadableError:
    _log.info("workbook refused: %s (%s)", code, detail)
    text: Text = refusal(code, detail)
    return UnreadableError(code, text)
