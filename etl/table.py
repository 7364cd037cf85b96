"""What reading a file gives: rows of text, each with the file's own sheet and line, and what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.text import Text


class Row(NamedTuple):
    """One row of a table as read: the line (text file) or row number (workbook), from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


class Decision(NamedTuple):
    """Something the reader decided by itself and must tell: a stable code, a sentence, and whether it was guessed."""

    code: str
    text: Text
    guessed: bool = False


class Passed(NamedTuple):
    """A row that is not data and is not loaded (title, total, signature, ...), or that could not be placed."""

    row: Row
    reason: str  # title, numbering, group, total, signature, footnote, repeated_header, blank; misplaced = a finding
    text: Text


@dataclass(slots=True)
class Table:
    """One table of a file. `rows` can be walked once and is lazy for text files.

    `header` has one name for each column (may be empty strings); `header_line` is 0 when the file has none.
    `decisions` is complete when the table is returned; `passed` grows while `rows` is walked and is complete after.
    `columns` holds for each header the column's number in the file, from 0 (blank columns are left out).
    """

    sheet: str | None
    header: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]
    decisions: list[Decision] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    columns: tuple[int, ...] = ()
    size: int = 0  # bytes of the file, for progress
    position: int = 0  # bytes read so far
