"""What reading a file gives: rows of text, each with the file's own sheet and line, and what was decided."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from etl.text import Text


class Row(NamedTuple):
    """One row of a table as read: the line (text file) or row number (workbook), from 1, and its cells.

    `why` says why the row cannot be placed under the header: then its cells are as they stand, and it is a finding.
    """

    line: int
    cells: tuple[str, ...]
    why: Text | None = None


class Decision(NamedTuple):
    """Something the reader decided by itself and must tell: a stable code, a sentence, and whether it was guessed."""

    code: str
    text: Text
    guessed: bool = False


class Aside(NamedTuple):
    """A row that is not data and is not loaded. `differences` of a total: column, what it says, our own sum."""

    row: Row
    reason: str  # title, numbering, group, total, signature, footnote, repeated_header
    text: Text
    differences: tuple[tuple[int, str, int], ...] = ()


_NOT_LEFT_OUT = frozenset({"title"})  # above the header


@dataclass(slots=True)
class Table:
    """One table of a file. `rows` can be walked once and is lazy for text files.

    `header` has one name for each column (may be empty strings); `header_line` is 0 when the file has none.
    `decisions` is complete when the table is returned; `aside` grows while `rows` is walked and is complete after.
    `parts` are the parts of each column's name from top to bottom, where the header takes several rows; `blank` are
    columns with neither name nor data; `known` counts the names that the program knows. `following` is the next table
    in the same rows, known once `rows` has been walked.
    """

    sheet: str | None
    header: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]
    decisions: list[Decision] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    parts: tuple[tuple[str, ...], ...] = ()
    blank: frozenset[int] = frozenset()
    known: int = 0
    following: "Table | None" = None
    number: int = 1  # of the tables in the same rows
    encoding: Any = None  # of a text file: an etl.encoding.Encoding
    done: Callable[[], float] = lambda: 0.0  # the part of the file that has been read, 0 to 1

    @property
    def left_out(self) -> int:
        """Return how many rows below the header are no data: totals, groups, signatures and the like."""
        return sum(aside.reason not in _NOT_LEFT_OUT for aside in self.aside)
