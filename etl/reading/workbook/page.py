"""Reads the tables of a web page: systems write such pages and name them .xls, because Excel opens them."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from etl.reading.workbook.parts import MAX_CELLS, MAX_COLUMN, MAX_LINE, Grid, RefusedError
from etl.reading.workbook.values import plain

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})  # what begins a new line inside a cell
_UNSEEN = frozenset({"script", "style", "template"})
_DEEPEST = 20  # tables in cells of tables; chosen: pages that are laid out by tables have three or four


def read_page(data: bytes, limit: int) -> Iterator[Grid]:
    """Yield each table of a page as a sheet; raises RefusedError (`not_a_workbook`) where it has none."""
    if len(data) > limit:
        raise RefusedError("workbook_too_large", "page")
    reader = _PageReader()
    reader.feed(_text(data))
    reader.close()
    grids = [grid for grid in reader.grids if grid.rows]
    if not grids:
        raise RefusedError("not_a_workbook", "page")
    for grid in grids:
        grid.finish()
        yield grid


def _text(data: bytes) -> str:
    """Return the text of a page in its encoding: Unicode where it is valid, else what the page says, else Western.

    Letters of the old Vietnamese fonts come out as Western ones; what is done about them is the same as in workbooks.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = _CHARSET.search(data[:4096])
        try:
            return data.decode(said[1].decode("ascii") if said else "cp1252")
        except (LookupError, UnicodeDecodeError):
            return data.decode("latin-1")


class _Open:
    """A table whose end has not been read: its grid, the row being read and how far cells from above reach into it."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.line = 0
        self.column = 0
        self.cells: list[tuple[int, str]] = []
        self.words: list[str] | None = None  # of the cell being read
        self.span = (1, 1)
        self.below: dict[int, int] = {}  # column -> last line that a cell from above takes


class _PageReader(HTMLParser):
    """Gathers the cells of all tables; a table in a cell is a table of its own, and no text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._tables: list[_Open] = []
        self._unseen = 0
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._begin_table()
        elif not self._tables:
            return
        elif tag == "tr":
            self._end_row()
            self._tables[-1].line += 1
        elif tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag in _BREAKS and self._tables[-1].words:
            self._tables[-1].words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif not self._tables:
            return
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._tables.pop()

    def handle_data(self, data: str) -> None:
        if self._tables and not self._unseen and (words := self._tables[-1].words) is not None:
            words.append(re.sub(r"\s+", " ", data))  # line breaks of the source are spaces on the page

    def close(self) -> None:
        super().close()
        while self._tables:
            self._end_row()
            self._tables.pop()

    def _begin_table(self) -> None:
        if len(self._tables) >= _DEEPEST:
            raise RefusedError("workbook_damaged", "tables in tables")
        grid = Grid(f"Bảng {len(self.grids) + 1}", page=True)
        self.grids.append(grid)
        self._tables.append(_Open(grid))

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        table = self._tables[-1]
        self._end_cell()
        table.line = max(table.line, 1)
        while table.below.get(table.column, 0) >= table.line:
            table.column += 1
        table.words, table.span = [], (_span(attributes, "rowspan"), _span(attributes, "colspan"))

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.words is None:
            return
        text = plain("\n".join(line.strip() for line in "".join(table.words).split("\n")).strip())
        down, right = table.span
        right = min(right, MAX_COLUMN - table.column)
        self._count += right
        if right < 1 or self._count > MAX_CELLS:
            raise RefusedError("workbook_too_large", table.grid.name)
        if text:
            table.cells.append((table.column, text))
        if down * right > 1:
            table.grid.merge(table.line, table.column, table.line + down - 1, table.column + right - 1)
        if down > 1:
            table.below.update(dict.fromkeys(range(table.column, table.column + right), table.line + down - 1))
        table.column += right
        table.words = None

    def _end_row(self) -> None:
        table = self._tables[-1]
        self._end_cell()
        if table.line > MAX_LINE:
            raise RefusedError("workbook_too_large", table.grid.name)
        table.grid.put_row(table.line, table.cells)
        table.cells, table.column = [], 0


def _span(attributes: dict[str, str | None], name: str) -> int:
    digits = (attributes.get(name) or "1").strip()
    return min(max(int(digits[:6]), 1), MAX_LINE) if digits.isascii() and digits.isdecimal() else 1
