"""What reading a file gives: rows of text, each with the file's own sheet and line, and what was decided."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from etl.text import Text

# Begins the text of a formula whose result was never computed: a sign that nobody sees, so that it is not taken for a text
# that somebody typed.
UNCOMPUTED = "\u2060="


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
    reason: str  # title, numbering, group, total, signature, footnote, repeated_header, left_out (by a user's word)
    text: Text
    differences: tuple[tuple[int, str, int], ...] = ()


_NOT_LEFT_OUT = frozenset({"title"})  # above the header


@dataclass(slots=True)
class Table:
    """One table of a file. `rows` is walked once; a table that is kept is handed out anew for each walk.

    `header` has one name for each column (may be empty strings); `header_line` is 0 when the file has none, and
    `header_rows` are the rows of which it was made. `decisions` is complete when the table is returned; `aside` grows
    while `rows` is walked and is complete after.
    `parts` are the parts of each column's name from top to bottom, where the header takes several rows; `blank` are
    columns with neither name nor data; `recognised` counts the names that the program knows; `samples` are the first
    different texts of each column. `following` is the next table
    in the same rows, known once `rows` has been walked.
    """

    sheet: str | None
    header: tuple[str, ...]
    header_line: int
    rows: Iterable[Row]
    decisions: list[Decision] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    parts: tuple[tuple[str, ...], ...] = ()
    blank: frozenset[int] = frozenset()
    recognised: int = 0
    samples: tuple[tuple[str, ...], ...] = ()
    following: "Table | None" = None
    number: int = 1  # of the tables in the same rows
    header_rows: list[Row] = field(default_factory=list)
    encoding: Any = None  # of a text file: an Encoding
    separator: str = ","  # of a text file
    done: Callable[[], float] = lambda: 0.0  # the part of the file that has been read, 0 to 1

    @property
    def left_out(self) -> int:
        """Return how many rows below the header are no data: totals, groups, signatures and the like."""
        return sum(aside.reason not in _NOT_LEFT_OUT for aside in self.aside)

    def every_row(self) -> Iterator[Row]:
        """Yield all rows that say something, in the file's order: header, data and what is no data."""
        rows = [*self.header_rows, *self.rows, *(aside.row for aside in self.aside)]
        yield from sorted(rows, key=lambda row: row.line)


_BATCH = 500
_CELL, _ROW = (
    "\x1f",
    "\x1e",
)  # no cell of a table that people write holds them; where one does, the rows stay as they are


class KeptRows:
    """Rows held in about as many bytes as their text has, walked as often as needed.

    A tuple of strings takes five to ten times that: 20 MB of questions would be 150 MB for every person who looks at them.
    """

    def __init__(self, rows: Iterable[Row], progress: Callable[[], object] = lambda: None) -> None:
        self._batches: list[tuple[list[int], bytes | list[tuple[str, ...]], dict[int, Text]]] = []
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            self._batches.append(_packed(batch))
            progress()

    def __iter__(self) -> Iterator[Row]:
        return self.walk()

    def walk(self, progress: Callable[[float], object] = lambda _part: None) -> Iterator[Row]:
        """Yield the rows; tells `progress` which part has been walked."""
        for number, (lines, held, why) in enumerate(self._batches, 1):
            progress(number / len(self._batches))
            cells = _unpacked(held) if isinstance(held, bytes) else held
            yield from (Row(line, row, why.get(line)) for line, row in zip(lines, cells, strict=True))


def _packed(batch: list[Row]) -> tuple[list[int], bytes | list[tuple[str, ...]], dict[int, Text]]:
    lines = [row.line for row in batch]
    why = {row.line: row.why for row in batch if row.why is not None}
    text = _ROW.join(_CELL.join(row.cells) for row in batch)
    cells = [row.cells for row in batch]
    if text.count(_ROW) != len(batch) - 1 or text.count(_CELL) != sum(map(len, cells)) - len(batch):
        return lines, cells, why
    return lines, text.encode("utf-8", "surrogatepass"), why


def _unpacked(held: bytes) -> list[tuple[str, ...]]:
    return [tuple(row.split(_CELL)) for row in held.decode("utf-8", "surrogatepass").split(_ROW)]
