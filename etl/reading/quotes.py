"""Cells of a line whose quotation marks are broken: read so that the line fits the table, or left as it stands.

Nothing is guessed where the line is well formed: a quote that is opened and closed as it should be is believed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from etl.reading.dialect import SEPARATORS, WEAK, Dialect

_MOST_LINES = 12  # a cell with line breaks of its own is seldom longer where its quotes are broken, too
# Chosen limits of the search through the ways of cutting a line: a line of nothing but quotation marks has more ways than
# anybody can wait for. What is not decided by then stays as it stands and is a finding.
_MOST_STEPS = 4_000
_MOST_ENDS = 6  # of one cell

Option = tuple[str, int, int]  # a cell, where the next one begins (-1: there is none), and how far it is from the book


def repaired(
    lines: Sequence[str], dialect: Dialect, width: int, strict: list[str] | None, search: bool = True
) -> tuple[list[str], int]:
    """Return the cells of a record that does not fit `width`, and how many of the physical lines it takes.

    `strict` are the cells by the book, None where the lines are malformed. What cannot be made to fit, and all where
    there is to be no `search`, comes back as it stands: by the book, or else the first line alone.
    """
    if not search:
        return (strict, len(lines)) if strict is not None else (_greedy(lines[0].rstrip("\r\n"), dialect), 1)
    # Fewest lines first: a stray mark takes in the rows below it, so the shortest reading that fits the table is meant.
    # A line that is well formed by itself and does not fit is not cut otherwise.
    if strict is None or len(lines) > 1:
        for count in range(1, min(len(lines), _MOST_LINES) + 1):
            text = "".join(lines[:count]).rstrip("\r\n")
            if (cells := fitting(text, dialect, width)) is not None:
                return cells, count
    if (cells := _otherwise_separated(lines[0], dialect, width)) is not None:
        return cells, 1
    if strict is not None:
        return strict, len(lines)
    return _greedy(lines[0].rstrip("\r\n"), dialect), 1


def fitting(text: str, dialect: Dialect, width: int) -> list[str] | None:
    """Return the cells of the way of cutting a text into `width` that is nearest to the book, or None."""
    best: list[str] | None = None
    least = len(text) + 1
    cells: list[str] = []
    costs = [0]
    waiting: list[Iterator[Option]] = [_options(text, 0, dialect)]
    for _step in range(_MOST_STEPS):
        option = next(waiting[-1], None)
        if option is None:
            waiting.pop()
            if not waiting:
                break
            cells.pop()
            costs.pop()
            continue
        cell, following, cost = option
        cost += costs[-1]
        if cost >= least:
            continue
        if following < 0:
            if len(cells) + 1 == width:
                best, least = [*cells, cell], cost
        elif len(cells) + 1 < width:
            cells.append(cell)
            costs.append(cost)
            waiting.append(_options(text, following, dialect))
    return best


def _greedy(text: str, dialect: Dialect) -> list[str]:
    cells, place = [], 0
    while place >= 0:
        cell, place, _cost = next(_options(text, place, dialect))
        cells.append(cell)
    return cells


def _options(text: str, start: int, dialect: Dialect) -> Iterator[Option]:
    """Yield the ways of reading the cell that starts at a place, the likeliest first."""
    opened = start
    while dialect.spaced and text.startswith(" ", opened):
        opened += 1
    if text.startswith(dialect.quote, opened):
        doubtful: list[Option] = []
        for match in islice(_closing(dialect).finditer(text, opened + 1), _MOST_ENDS):
            option = _quoted(text, opened + 1, match, dialect)
            if (match.end(1) - match.start(1)) % 2:
                yield option
            else:  # a doubled mark inside the cell, or a stray one before its end
                doubtful.append(option)
        yield from doubtful
    end = text.find(dialect.separator, start)
    cell = text[start:] if end < 0 else text[start:end]
    plain = cell.strip(" ")
    stray = (plain.startswith(dialect.quote) or plain.endswith(dialect.quote)) and plain != ""
    yield (cell.lstrip(" ") if dialect.spaced else cell), (end + 1 if end >= 0 else -1), int(stray)


@cache
def _closing(dialect: Dialect) -> re.Pattern[str]:
    """Return the pattern of marks that can close a cell: before a separator or the end of the line."""
    spaces = "" if dialect.separator == " " else "[ ]*"
    return re.compile(rf"({re.escape(dialect.quote)}+){spaces}(?:{re.escape(dialect.separator)}|$)")


def _quoted(text: str, start: int, match: re.Match[str], dialect: Dialect) -> Option:
    marks = match.end(1) - match.start(1)
    inside = text[start : match.start(1)] + dialect.quote * (marks - 1 if marks % 2 else marks)
    lone = sum(len(run) % 2 for run in re.findall(f"{re.escape(dialect.quote)}+", inside)) + (marks % 2 == 0)
    following = match.end() if text[match.end() - 1 : match.end()] == dialect.separator else -1
    return inside.replace(dialect.quote * 2, dialect.quote), following, lone


def _otherwise_separated(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """Return the cells of one line that alone has another separator than the rest of the file."""
    text = line.rstrip("\r\n")
    # Chosen: in a table of two columns a comma in a text would do. The file's own separator
    # stands at most half as often as there are columns, else the line is one of this file that was broken otherwise.
    if width < 3 or text.count(dialect.separator) * 2 > width:
        return None
    for separator in SEPARATORS:
        if separator != dialect.separator and text.count(separator) >= width - 1:
            cells = fitting(text, Dialect(separator, dialect.quote), width)
            if cells is not None and not (separator in WEAK and _is_sentence(cells)):
                return cells
    return None


def _is_sentence(cells: Sequence[str]) -> bool:
    """Tell whether cells cut at spaces or colons are rather the words of a line: `Đơn vị tính: người` over four columns.

    A row has numbers in half of its cells, a header eight names (both chosen: few lines have as many words as columns),
    and neither has a cell that ends as a part of a sentence does.
    """
    numbers = sum(any(map(str.isdigit, cell)) for cell in cells)
    ends = any(cell.endswith((":", ";", ".", ",")) and " " not in cell for cell in cells)  # a quoted text may end so
    return ends or (len(cells) < 8 and numbers * 2 < len(cells))
