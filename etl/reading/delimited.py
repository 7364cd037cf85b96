"""Delimited text (CSV) as rows: encoding and dialect are found from the bytes, and what was decided is told.

The ordinary way is Python's csv reader at its full speed; only a record that it refuses, or that does not fit the
table, is looked at line by line, so that one stray quotation mark never swallows the rows below it.
"""

import csv
import io
import weakref
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from etl.errors import UnreadableError
from etl.reading.codepages import open_text
from etl.reading.dialect import LONGEST_CELL, Dialect, find_dialect
from etl.reading.encoding import Encoding, find_encoding
from etl.reading.quotes import repaired
from etl.reading.table import Decision, Row
from etl.text import Text, thousands

SAMPLE = 64 * 1024
_MOST_LINES = 400  # lines of one record, before its quotation mark is taken for a stray one
_FEWEST_LINES = 8
_MOST_REPAIRS = 10_000  # of broken records; then they are left as they stand
# What no table of records has, and what no reader can hold.
_LONGEST_LINE = 4_000_000
_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576


class Delimited:
    """A text file being read, closed with this object. `rows` is lazy; `position` tells how many bytes have been read."""

    def __init__(self, stream: BinaryIO, encoding: str | None = None, headers: frozenset[str] = frozenset()) -> None:
        self._stream = stream
        weakref.finalize(self, stream.close)
        self._opened: list[TextIO] = []
        self.size = stream.seek(0, io.SEEK_END)
        if self.size == 0:
            raise UnreadableError(
                "empty_file", Text("Tệp rỗng, không có gì để đọc.", "The file is empty; there is nothing to read.")
            )
        self.encoding: Encoding = find_encoding(stream, encoding)
        sample = self._text().read(SAMPLE)
        if not sample.strip():
            raise UnreadableError("empty_file", Text("Tệp không có chữ nào.", "There is no text in the file."))
        self.dialect: Dialect = find_dialect(sample, headers)
        self._widths = _usual_widths(sample, self.dialect)
        self.decisions = [encoding_decision(self.encoding), Decision("separator", self.dialect.text)]

    def _text(self) -> TextIO:
        self._stream.seek(0)
        text = open_text(self._stream, self.encoding.name)
        self._opened.append(text)  # a text that is forgotten would close the stream under the others
        return text

    @property
    def position(self) -> int:
        return self._stream.tell()

    def rows(self) -> Iterator[Row]:
        """Yield every row with the physical line on which it starts, from 1."""
        csv.field_size_limit(LONGEST_CELL)
        lines = _Lines(map(self.dialect.doubled, self._text()) if self.dialect.escape else self._text())
        reader = self.dialect.reader(lines, strict=True)
        line, patience, width, repairs = 1, _MOST_LINES, self._widths[0], 0
        while True:
            lines.begin(patience)
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooManyLines):
                cells = None
                if len(lines.taken) >= patience:  # in a file full of stray marks each must not cost so much again
                    patience = max(_FEWEST_LINES, patience // 2)
            taken = lines.taken
            if cells is None or (len(cells) not in self._widths and cells):
                repairs += 1
                cells, used = repaired(taken, self.dialect, width, cells, search=repairs < _MOST_REPAIRS)
                lines.hand_back(taken[used:])
                taken = taken[:used]
            elif cells:
                width = len(cells)
            if len(cells) > _MOST_COLUMNS:
                raise _too_large(line, Text("hơn {n} ô", "more than {n} cells").filled(n=thousands(_MOST_COLUMNS)))
            yield Row(line, tuple(cells))
            line += len(taken)
            if line > _MOST_ROWS:
                raise _too_large(
                    line, Text("hơn {n} dòng ở trên", "more than {n} rows above").filled(n=thousands(_MOST_ROWS))
                )


def encoding_decision(encoding: Encoding) -> Decision:
    """Return the encoding of a file as what the reader decided."""
    label = encoding.label
    sentence = Text(f"Bảng mã {label.vi}.", f"Encoding {label.en}.")
    if encoding.guessed:
        shown = f"“{encoding.before}” → “{encoding.after}”"
        sentence = Text(
            f"Bảng mã được đoán là {label.vi}: {shown}. Hãy xem chữ đã đúng chưa.",
            f"The encoding is guessed to be {label.en}: {shown}. See whether the text is right.",
        )
    return Decision("encoding", sentence, encoding.guessed)


def _too_large(line: int, has: Text) -> UnreadableError:
    return UnreadableError(
        "too_large",
        Text(
            f"Dòng {line} có {has.vi}. Đây không phải bảng số liệu đọc được; hãy kiểm tra tệp hoặc chia nhỏ.",
            f"Row {line} has {has.en}. That is no table that can be read; check the file or split it.",
        ),
    )


class _TooManyLines(Exception):
    """A record takes more lines than any cell of a table has."""


class _Lines:
    """The physical lines of a text; remembers those of the record being read and takes back those not used."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self._most = _MOST_LINES
        self.read = 0

    def begin(self, most: int) -> None:
        self.taken = []
        self._most = most

    def hand_back(self, lines: list[str]) -> None:
        self.read -= len(lines)
        self._back.extendleft(reversed(lines))

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self._most:
            raise _TooManyLines
        line = self._back.popleft() if self._back else next(self._text)
        self.read += 1
        if len(line) > _LONGEST_LINE:
            raise _too_large(
                self.read, Text("hơn {n} ký tự", "more than {n} characters").filled(n=thousands(_LONGEST_LINE))
            )
        self.taken.append(line)
        return line


def _usual_widths(sample: str, dialect: Dialect) -> list[int]:
    """Return the numbers of columns that rows of the file have, the most usual first."""
    counts: Counter[int] = Counter()
    try:
        for cells in dialect.reader(map(dialect.doubled, io.StringIO(sample, newline=""))):
            counts[len(cells)] += bool(cells)
    except csv.Error:
        pass
    total = counts.total()
    common = [width for width, count in counts.most_common() if count > 1 and count * 10 >= total]
    return common or [max(counts, key=lambda width: (counts[width], width), default=1)]
