"""Delimited text (CSV) as rows: encoding and separator are found from the bytes, and what was decided is told."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from etl.errors import UnreadableError
from etl.regions import find_table
from etl.table import Decision, Row, Table
from etl.text import Text

SAMPLE = 64 * 1024
LONGEST_CELL = 1_000_000  # above this a quote was opened and never closed
_CHUNK = 1024 * 1024
_SEPARATORS = {
    ",": Text("dấu phẩy", "comma"),
    ";": Text("dấu chấm phẩy", "semicolon"),
    "\t": Text("tab", "tab"),
    "|": Text("|", "|"),
}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_delimited(stream: BinaryIO, *, known: frozenset[str] = frozenset(), encoding: str | None = None) -> Table:
    """Return the table of a text file; raises UnreadableError with a sentence where there is none."""
    delimited = Delimited(stream, encoding)
    table = find_table(delimited.rows(), known)
    table.decisions[:0] = delimited.decisions
    table.size = delimited.size
    return table


class Delimited:
    """A text file being read. `rows` is lazy; `position` tells how many bytes have been read."""

    def __init__(self, stream: BinaryIO, encoding: str | None = None) -> None:
        self._stream = stream
        self.size = stream.seek(0, io.SEEK_END)
        if self.size == 0:
            raise UnreadableError(
                "empty_file", Text("Tệp rỗng, không có gì để đọc.", "The file is empty; there is nothing to read.")
            )
        self.encoding = encoding or find_encoding(stream)
        stream.seek(0)
        sample = stream.read(SAMPLE).decode(self.encoding, errors="ignore")
        if not sample.strip():
            raise UnreadableError("empty_file", Text("Tệp không có chữ nào.", "There is no text in the file."))
        self.separator = find_separator(sample)
        name = "UTF-16" if "16" in self.encoding else "UTF-8"
        words = _SEPARATORS[self.separator]
        self.decisions = [
            Decision("encoding", Text(f"Bảng mã {name}.", f"Encoding {name}.")),
            Decision("separator", Text(f"Cột ngăn bằng {words.vi}.", f"Columns are separated by {words.en}.")),
        ]

    @property
    def position(self) -> int:
        return self._stream.tell()

    def rows(self) -> Iterator[Row]:
        """Yield every row with the physical line on which it starts, from 1."""
        self._stream.seek(0)
        text = io.TextIOWrapper(self._stream, encoding=self.encoding, newline="")
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(text, delimiter=self.separator)
        line = 1
        try:
            for cells in reader:
                yield Row(line, tuple(cells))
                line = reader.line_num + 1
        except csv.Error:
            raise UnreadableError(
                "broken_quotes",
                Text(
                    f"Từ dòng {line} có dấu ngoặc kép mở mà không đóng, hoặc một ô quá dài. Hãy sửa dòng này.",
                    f"From row {line} on a quotation mark is opened and not closed, or a cell is too long. Mend that row.",
                ),
            ) from None
        finally:
            text.detach()


def find_encoding(stream: BinaryIO) -> str:
    """Return utf-8-sig or a UTF-16; raises UnreadableError for what is neither."""
    stream.seek(0)
    head = stream.read(SAMPLE)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:  # half of the bytes of plain text in UTF-16 are zero
        guess = "utf-16-le" if odd > even else "utf-16-be"
        try:
            if head[: len(head) // 2 * 2].decode(guess, errors="strict").isprintable() or "\n" in head.decode(
                guess, "ignore"
            ):
                return guess
        except UnicodeDecodeError:
            pass
    if b"\x00" in head:
        raise _not_text()
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _not_text() from None
    return "utf-8-sig"


def _not_text() -> UnreadableError:
    return UnreadableError(
        "not_text",
        Text(
            "Tệp này không phải là văn bản CSV ở bảng mã Unicode. Trong Excel hãy lưu lại thành “CSV UTF-8” hoặc .xlsx.",
            "This file is no CSV text in Unicode. In Excel, save it as “CSV UTF-8” or as .xlsx.",
        ),
    )


def find_separator(sample: str) -> str:
    """Return the separator that cuts the sample's rows most evenly into columns; a comma where none does."""
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)]
        except csv.Error:
            continue
        widths = widths[:200] if len(widths) < 3 else widths[: min(200, len(widths) - 1)]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        score = (widths.count(usual) / len(widths)) * (1 - 1 / usual) if widths else 0.0
        if usual > 1 and score > best_score + 1e-9:
            best, best_score = separator, score
    return best
