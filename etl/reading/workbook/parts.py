"""What the child needs for every kind of workbook: unpacking within limits, XML without a DTD, sparse sheets."""

import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

MAX_PARTS = 200
MAX_CELLS = 20_000_000
MAX_DEPTH = 100  # of XML elements; a deep tree eats memory long before its bytes are many
SHOWN = 5  # how many of a kind are named; all are counted
MAX_MERGES = 200_000
MAX_LINE, MAX_COLUMN = 1_048_576, 16_384
FAR = 100  # empty columns after which a cell no longer belongs to the table
_CHUNK = 1 << 16

Range = tuple[int, int, int, int]  # first line, first column, last line, last column; lines from 1, columns from 0


class RefusedError(Exception):
    """The workbook is not read; `code` names the sentence to say, `detail` what goes into it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class Package:
    """A zip file of which no more than `limit` bytes are ever unpacked, counted while unpacking."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise RefusedError("workbook_damaged", str(error)) from error
        self._left = limit
        self._parts: dict[str, zipfile.ZipInfo] = {}
        if len(self._zip.infolist()) > MAX_PARTS:
            raise RefusedError("workbook_too_large", f"> {MAX_PARTS} parts")
        for part in self._zip.infolist():
            key = _key(part.filename)
            if key in self._parts:
                raise RefusedError("workbook_damaged", f"two parts are named {key}")
            if part.flag_bits & 1:
                raise RefusedError("workbook_encrypted")
            self._parts[key] = part

    def names(self) -> list[str]:
        return list(self._parts)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece."""
        part = self._parts.get(_key(name))
        if part is None:
            raise RefusedError("workbook_damaged", f"no part {name}")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedError("workbook_damaged", f"compression of {name}")
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise RefusedError("workbook_too_large", "unpacked")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise RefusedError("workbook_damaged", f"{name}: {error}") from error

    def tree(self, name: str) -> Element:
        """Return a small part as a whole."""
        for root, complete in growing(self.chunks(name)):
            if complete:
                return root
        raise RefusedError("workbook_damaged", name)


def _key(name: str) -> str:
    # Names of parts are equal without regard to case; some programs write backslashes or a leading slash.
    return name.replace("\\", "/").lstrip("/").lower()


def growing(chunks: Iterator[bytes]) -> Iterator[tuple[Element, bool]]:
    """Yield the root while the document grows, last with True; who walks it deletes what has been taken.

    The tree is built in C, which is faster than handlers in Python, and deleting keeps memory flat.
    """
    builder = TreeBuilder()
    holder = builder.start("holder", {})
    parser = XMLParser(target=builder)
    prolog = _Prolog()
    try:
        for chunk in chunks:
            prolog.feed(chunk)
            parser.feed(chunk)
            if _depth(holder) > MAX_DEPTH:
                raise RefusedError("workbook_damaged", "XML: nested too deep")
            if len(holder):
                yield holder[0], False
        parser.close()
    except (ParseError, expat.ExpatError, LookupError, ValueError) as error:
        raise RefusedError("workbook_damaged", f"XML: {error}") from error
    yield holder[0], True


def _depth(element: Element) -> int:
    """Count the elements that are open now: they are the last ones, each in the one before."""
    depth = 0
    while len(element):
        element, depth = element[-1], depth + 1
    return depth


class _Prolog:
    """Watches what stands before the root element: a DTD, and so any entity, is refused."""

    def __init__(self) -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._root
        self._root_seen = False

    def feed(self, chunk: bytes) -> None:
        if not self._root_seen and self._parser is not None:
            self._parser.Parse(chunk, False)

    def _refuse(self, *_: object) -> None:
        raise RefusedError("workbook_damaged", "DTD")

    def _root(self, *_: object) -> None:
        self._root_seen = True
        if self._parser is not None:
            self._parser.StartElementHandler = None


@lru_cache(maxsize=10_000)
def local(tag: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


def named(attributes: dict[str, str], name: str) -> str:
    """Return the attribute of that local name in any namespace (the strict and the usual form differ in it)."""
    for key, value in attributes.items():
        if local(key) == name:
            return value
    return ""


@dataclass(slots=True)
class Tally:
    """Counts all and keeps the first: a hostile sheet may have millions of what is told in a line."""

    most: int
    count: int = 0
    first: list[Any] = field(default_factory=list)

    def add(self, item: Any) -> None:
        self.count += 1
        if self.count <= self.most:
            self.first.append(item)


@dataclass(slots=True)
class Grid:
    """One sheet while it is read: only cells that hold something, and the facts the user must be told."""

    name: str
    hidden: bool = False
    rows: dict[int, list[str]] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: Tally = field(default_factory=lambda: Tally(SHOWN))  # those whose stored results are used
    uncomputed: bool = False  # the writing program left the computing to Excel: stored values may be zeros
    dates_1904: bool = False
    page: bool = False  # a table of a web page
    far: list[tuple[int, int, str]] = field(default_factory=list)
    filled: int = 0
    filled_first: Range | None = None
    width: int = 0

    def put_row(self, line: int, cells: list[tuple[int, str]]) -> None:
        """Store the cells of one line, given as (column, text); the line must be new."""
        if not cells:
            return
        if line in self.rows:
            raise RefusedError("workbook_damaged", f"{self.name}: row {line} twice")
        row: list[str] = []
        for column, text in cells:
            if column != len(row) and not self._can_reach(row, column, line, text):
                continue
            row.append(text)
        self.rows[line] = row

    def _can_reach(self, row: list[str], column: int, line: int, text: str) -> bool:
        """Lengthen a row up to a column; a cell far to the right is put aside instead."""
        gap = column - len(row)
        if gap < 0:
            raise RefusedError("workbook_damaged", f"{self.name}: row {line}: a cell twice")
        if gap > FAR:
            self.far.append((line, column, text))
            return False
        row.extend([""] * gap)
        return True

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if len(self.merges) == MAX_MERGES:
            raise RefusedError("workbook_too_large", "merged cells")
        self.merges.append((top, left, bottom, right))

    def finish(self) -> None:
        """Bring back cells that are not far after all, fill merged cells, and find the sheet's width."""
        self.width = max(map(len, self.rows.values()), default=0)
        self.far.sort(key=lambda cell: cell[1])
        strays = []
        for line, column, text in self.far:
            if column - self.width >= FAR:
                strays.append((line, column, text))
                continue
            row = self.rows[line]
            if column < len(row):
                raise RefusedError("workbook_damaged", f"{self.name}: row {line}: a cell twice")
            row.extend([""] * (column - len(row)))
            row.append(text)
            self.width = max(self.width, column + 1)
        self.far = strays
        self.rows = {line: self.rows[line] for line in sorted(self.rows) if any(self.rows[line])}
        if len(self.rows) * self.width > MAX_CELLS:
            raise RefusedError("workbook_too_large", f"{self.name}: {len(self.rows)} x {self.width}")
        self.hidden_rows = [line for line in self.hidden_rows if line in self.rows]
        self.hidden_columns = [
            (first, min(last, self.width - 1)) for first, last in self.hidden_columns if first < self.width
        ]
        self._fill()

    def _fill(self) -> None:
        """Copy a merged range's text into its other cells, in rows that hold something of their own."""
        edge = min((next(i for i, cell in enumerate(row) if cell) for row in self.rows.values()), default=0)
        alone = {line for line, row in self.rows.items() if sum(map(bool, row)) == 1} if self.merges else set()
        lines = list(self.rows)
        work = 0
        for top, left, bottom, right in self.merges:
            anchor = self.rows.get(top, [])
            text = anchor[left] if left < len(anchor) else ""
            inside = lines[bisect_left(lines, top) : bisect_right(lines, bottom)]
            # One text alone in its rows, merged from the table's edge on, is a title or a group's name: one cell.
            title = inside == [top] and top in alone and left <= edge and right - left > 1
            if not text or title:
                continue
            right = min(right, self.width - 1)
            for line in inside:
                work += right - left + 1
                filled = _fill_row(self.rows[line], left, right, text)
                if filled and not self.filled_first:
                    self.filled_first = (top, left, bottom, right)
                self.filled += filled
            if work > MAX_CELLS:
                raise RefusedError("workbook_too_large", "merged cells")


def _fill_row(row: list[str], left: int, right: int, text: str) -> int:
    row.extend([""] * (right + 1 - len(row)))
    empty = [column for column in range(left, right + 1) if not row[column]]
    for column in empty:
        row[column] = text
    return len(empty)
