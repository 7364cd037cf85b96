"""Which rows of a file are the header of its table: by names that the program knows, else by how rows differ."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.reading.table import Row
from etl.text import clean, fold

_DEEPEST = 3  # rows that one header may take; chosen: a group, a group in it, and the name
_WIDEST = 256  # columns looked at; chosen: hostile files have thousands, and each cell is asked about
_ROWS_BELOW = 40  # that tell what a column holds; chosen

IsName = Callable[[tuple[str, ...]], bool]  # tells whether the parts of a column's name, top to bottom, are known


@dataclass(frozen=True)
class Header:
    """Where the header lies among the rows, and the parts of each column's name from top to bottom."""

    first: int
    depth: int  # rows; 0: the file has no header and `first` is its first row of data
    parts: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(" ".join(parts) for parts in self.parts)


def find_header(head: Sequence[Row], is_name: IsName) -> Header | None:
    """Return the header among the first rows of a file, or None where no row holds anything."""
    # Names first: what a row is called is surer than how it looks, and a header may hold a year or a number.
    return _header_by_names(head, is_name) or _header_by_types(head)


def count_names(row: Row, is_name: IsName) -> int:
    """Count the different cells of a row that are known names by themselves; a merged name counts once."""
    return sum(is_name((text,)) for text in {one_line(cell) for cell in row.cells[:_WIDEST]} if text)


def one_line(cell: str) -> str:
    """Return a cell's text on one line."""
    return " ".join(clean(cell).split())


def _header_by_names(head: Sequence[Row], is_name: IsName) -> Header | None:
    wordy = [_wordy(row) for row in head]
    # Nearly all rows are data: with a number or a date in them they are never a header, and are not asked about.
    alone = [count_names(row, is_name) if good else 0 for row, good in zip(head, wordy, strict=True)]
    best, most = None, 1  # two names at least: one alone may be a title (`Kỳ họp`) or a record's word
    # More rows must make more names known: a title above or data below never does.
    for depth in range(1, _DEEPEST + 1):
        for first in range(len(head) - depth + 1):
            rows = slice(first, first + depth)
            if not all(wordy[rows]) or not any(alone[rows]):
                continue
            parts = _parts(head[rows])
            count = alone[first] if depth == 1 else sum(is_name(names) for names in set(parts[:_WIDEST]) if names)
            if count > most:
                best, most = Header(first, depth, parts), count
    # Chosen: where a quarter of its columns or less are known, the table is another's and so may repeat its header.
    if best is None:
        return None
    if most * 4 > sum(map(bool, best.parts)):
        return _with_groups(best, head)  # a known header that comes again is one, not a part of it
    return _with_repeats(best, head)


def _with_groups(header: Header, head: Sequence[Row]) -> Header:
    """Return the header with the row of groups above it, of which cells merged downwards stand in both rows.

    `Đơn vị | Trả lời | Trả lời` over `Đơn vị | Ngày | Hình thức`: the lower row alone has as many names, but says less.
    """
    first, depth = header.first, header.depth
    while first > 0 and depth < _DEEPEST and _wordy(head[first - 1]) and _merged_down(head[first - 1], head[first]):
        first, depth = first - 1, depth + 1
    return header if depth == header.depth else Header(first, depth, _parts(head[first : first + depth]))


def _merged_down(upper: Row, lower: Row) -> bool:
    cells = [(one_line(above), one_line(below)) for above, below in zip(upper.cells, lower.cells, strict=False)]
    same = sum(above == below != "" for above, below in cells)
    # Two at least: one may be a title's word; and a row that says all the same is the header again.
    return same > 1 and any(above != below and above and below for above, below in cells)


def _with_repeats(header: Header, head: Sequence[Row]) -> Header:
    """Return the header with the rows below that say the same again, before any data."""
    block = list(head[header.first : header.first + header.depth])
    following = header.first + header.depth
    while header.depth == 1 and following < len(head) and _same(head[following], block[0]) and len(block) < _DEEPEST:
        block.append(head[following])
        following += 1
    return header if len(block) == header.depth else Header(header.first, len(block), _parts(block, keep=True))


def _same(row: Row, other: Row) -> bool:
    return [fold(cell) for cell in row.cells] == [fold(cell) for cell in other.cells] and any(map(str.strip, row.cells))


def _wordy(row: Row) -> bool:
    """Tell whether a row can be part of a header: it says something, and no cell is a number or a date.

    A cell may be a number in a row of words, but a row of numbers only counts the columns.
    """
    filled = [text for cell in row.cells[:_WIDEST] if (text := one_line(cell))]
    return not all(map(_NUMBERING.fullmatch, filled)) and not any(
        _typed(text) and not _NUMBERING.fullmatch(text) for text in filled
    )


def _parts(block: Sequence[Row], keep: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the parts of each column's name; a group's name stands over the columns to its right, too.

    `keep`: parts that are the same stay (rows that repeat each other), else they come from merged cells and count once.
    """
    width = max(len(row.cells) for row in block)
    rows = [[one_line(cell) for cell in row.cells] + [""] * (width - len(row.cells)) for row in block]
    for upper, lower in pairwise(rows):
        group = ""
        for number in range(width):
            group = upper[number] or (group if lower[number] else "")
            upper[number] = group
    columns = []
    for number in range(width):
        names = [row[number] for row in rows if row[number]]
        columns.append(tuple(names) if keep else tuple(dict.fromkeys(names)))
    return tuple(columns)


# --- tables whose names nobody knows

_NUMBERING = re.compile(r"\(?\d{1,2}\)?")
_TYPES = re.compile(
    r"[-+]?[$€£₫]?\s?\d[\d .,]*(?:e[-+]?\d+)?\s?[%₫]?"  # a number, money, a share
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?|\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"  # a date, a time
    r"|\d{1,2}[- /](?:[^\W\d_]{3,9})(?:[- /]\d{2,4})?|[^\W\d_]{3,9}[- ]\d{2,4}"  # a date with the month in letters
    r"|https?://\S+|[^\s@]+@[^\s@]+\.\w+|[A-Z]{1,4}[-_]?\d{2,}",  # an address, a code
    re.IGNORECASE,
)


def _typed(text: str) -> bool:
    return _TYPES.fullmatch(text) is not None


def _header_by_types(head: Sequence[Row]) -> Header | None:
    filled = [row for row in head if any(map(one_line, row.cells[:_WIDEST]))]
    if not filled:
        return None
    rows = [[one_line(cell) for cell in row.cells[:_WIDEST]] for row in filled]
    start = _start(rows)
    depth = 1
    while depth < _DEEPEST and start + depth < len(filled) and _same(filled[start + depth], filled[start]):
        depth += 1
    columns = _typed_columns(rows[start + depth : start + depth + _ROWS_BELOW])
    place = head.index(filled[start])
    if columns and _like_data(rows[start], columns):
        return Header(place, 0, tuple(() for _ in filled[start].cells))
    if depth == 1:
        while start > 0 and depth < _DEEPEST and _groups(rows[start - 1], rows[start]):
            start, depth = start - 1, depth + 1
        while start + depth < len(rows) and depth < _DEEPEST and _goes_on(rows[start:], depth):
            depth += 1
    place, last = head.index(filled[start]), head.index(filled[start + depth - 1])
    parts = _parts(filled[start : start + depth], keep=_same(filled[start], filled[start + depth - 1]))
    return Header(place, last - place + 1, parts)


def _start(rows: list[list[str]]) -> int:
    """Return the first row that is no title: it has about as many cells as the rows have."""
    counts = [sum(map(bool, cells)) for cells in rows]
    full = _usual(counts)
    start = next(
        place for place, count in enumerate(counts) if count * 2 >= full
    )  # half: a header may leave cells empty
    return _below_titles(rows, counts, start)


def _below_titles(rows: list[list[str]], counts: list[int], start: int) -> int:
    """Return the row below those that are titles although they have about as many cells as the rows: `Nguồn: Sở Xây dựng`
    over two columns, `Báo cáo quý III, năm 2024` cut at its comma over three.
    """
    full, width, last = _usual(counts), _usual(map(len, rows)), _usual(map(_last, rows))
    titled = True  # all rows above the one that is looked at are short
    for place in range(start + 1, min(start + 5, len(rows))):  # chosen: such titles take up to four rows
        # A header has a cell for each column, even where some have no name; a line of text has not.
        above = rows[place - 1]
        is_short = (
            len(above) == 1 < width or (len(above) < width and _last(above) < last) or counts[place - 1] == 1 < full
        )
        titled &= is_short
        is_long = len(above) > width == len(rows[place])  # a line of text with more commas than the table has
        if (is_short or is_long) and counts[place] >= max(full, 2) and len(rows[place]) >= width:
            # What follows is the header: words, and below a row that may be one itself only where the rows have numbers.
            columns = _typed_columns(rows[place + 1 : place + 1 + _ROWS_BELOW])
            if (columns and not _like_data(rows[place], columns)) or (titled and not any(map(_typed, rows[place]))):
                return place
    return start


def _last(cells: list[str]) -> int:
    """Return the number of the last cell that says something, from 1."""
    return max((number for number, cell in enumerate(cells, 1) if cell), default=0)


def _groups(upper: list[str], lower: list[str]) -> bool:
    """Tell whether a row holds names of groups of the columns that the row below it names."""
    groups = [number for number, cell in enumerate(upper) if cell]
    if len(upper) < len(lower) and len(groups) == _last(upper):
        return False  # a line of text with commas: names of groups leave cells empty between them
    if len(groups) < 2 or any(_typed(upper[number]) for number in groups):
        return False
    return any(cell and number > groups[0] and not _at(upper, number) for number, cell in enumerate(lower))


def _goes_on(rows: list[list[str]], depth: int) -> bool:
    """Tell whether the row after a header belongs to it: words where the rows below have numbers, under a group."""
    columns = _typed_columns(rows[depth + 1 : depth + 1 + _ROWS_BELOW])
    words = any(_at(rows[depth], number) and not _typed(_at(rows[depth], number)) for number in columns)
    return words and not _like_data(rows[depth], columns) and _groups(rows[depth - 1], rows[depth])


def _at(cells: list[str], number: int) -> str:
    return cells[number] if number < len(cells) else ""


def _usual(counts: Iterable[int]) -> int:
    listed = sorted(
        counts
    )  # the upper quartile: titles, groups and signatures have few cells, and pull the median down
    return listed[len(listed) * 3 // 4]


def _typed_columns(rows: list[list[str]]) -> set[int]:
    width = max(map(len, rows), default=0)
    columns = set()
    for number in range(width):
        texts = [row[number] for row in rows if number < len(row) and row[number]]
        # Chosen: four in five, because a `–` or `không` stands among the numbers of any table.
        if texts and sum(map(_typed, texts)) >= 0.8 * len(texts):
            columns.add(number)
    return columns


def _like_data(cells: list[str], columns: set[int]) -> bool:
    """Tell whether a row has numbers and dates where the rows below have them, so that it is no header."""
    texts = [cells[number] for number in columns if number < len(cells) and cells[number]]
    return bool(texts) and sum(map(_typed, texts)) * 2 > len(texts)
