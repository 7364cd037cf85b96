"""Where a table lies among the rows of a file or sheet: its header, its data, and the rows that are neither."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from etl.errors import UnreadableError
from etl.table import Decision, Passed, Row, Table
from etl.text import Text, clean, fold

_HEAD_ROWS = 40
_TOTAL = re.compile(r"(tong cong|tong so|cong|tong|toan thanh pho|total|subtotal|grand total)( .*)?")
_SIGNATURE = re.compile(r"(noi nhan|nguoi lap bieu|nguoi lap|tm |kt |tl |tuq |thu truong|chu tich hdnd)( .*)?")


def find_table(rows: Iterable[Row], known: frozenset[str], sheet: str | None = None) -> Table:
    """Return the table of a sequence of rows; `known` are folded names of columns that the program knows.

    The header is the row with most known names among the first rows, or else the first row that has two cells.
    """
    waiting = iter(rows)
    head = list(islice(waiting, _HEAD_ROWS))
    place = _header_place(head, known)
    if place is None:
        raise UnreadableError(
            "empty_file", Text("Tệp không có dòng nào có chữ.", "There is no row with text in the file.")
        )
    header_row = head[place]
    width = max((number + 1 for number, cell in enumerate(header_row.cells) if clean(cell)), default=0)
    later = head[place + 1 :]
    width = max([width, *(_used(row) for row in later if len(row.cells) > width and _fills(later, row, width))])
    header = tuple(" ".join(clean(cell).split()) for cell in _padded(header_row.cells, width))
    table = Table(sheet, header, header_row.line, iter(()))
    table.passed += [
        Passed(row, "title", Text("dòng trên tiêu đề", "above the header")) for row in head[:place] if any(row.cells)
    ]
    if header_row.line > 1:
        table.decisions.append(
            Decision("header", Text(f"Tiêu đề cột ở dòng {header_row.line}.", f"The header is row {header_row.line}."))
        )
    table.columns = tuple(range(width))
    table.rows = _data(chain(head[place + 1 :], waiting), table, known)
    return table


def _header_place(head: list[Row], known: frozenset[str]) -> int | None:
    scores = [(sum(_names(cell, known) for cell in row.cells), -number) for number, row in enumerate(head)]
    best = max(scores, default=(0, 0))
    if best[0] >= 2:
        return -best[1]
    wide = (number for number, row in enumerate(head) if sum(bool(clean(cell)) for cell in row.cells) > 1)
    some = (number for number, row in enumerate(head) if any(clean(cell) for cell in row.cells))
    return next(wide, next(some, None))


def _names(cell: str, known: frozenset[str]) -> bool:
    return fold(re.sub(r"\([^)]*\)|\*", " ", cell)) in known or fold(cell) in known


def _used(row: Row) -> int:
    return max((number + 1 for number, cell in enumerate(row.cells) if clean(cell)), default=0)


def _fills(rows: list[Row], row: Row, width: int) -> bool:
    """Tell whether columns without a header hold data in most rows, so that they are columns and not slips."""
    return sum(_used(other) > width for other in rows) * 2 > len(rows)


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


def _data(rows: Iterator[Row], table: Table, known: frozenset[str]) -> Iterator[Row]:
    width = len(table.header)
    names = tuple(fold(name) for name in table.header)
    for row in rows:
        if not any(cell and not cell.isspace() for cell in row.cells):
            continue
        if any(clean(cell) for cell in row.cells[width:]):
            table.passed.append(
                Passed(
                    row,
                    "misplaced",
                    Text(
                        f"Dòng có {_used(row)} ô, tiêu đề có {width}. Ô có dấu ngăn cột bên trong phải đặt trong ngoặc kép.",
                        f"The row has {_used(row)} cells, the header has {width}. Put cells that contain the separator in quotes.",
                    ),
                )
            )
            continue
        placed = Row(row.line, _padded(row.cells, width))
        if (reason := _not_data(placed, names)) is not None:
            table.passed.append(Passed(placed, *reason))
        else:
            yield placed


def _repeats(row: Row, names: tuple[str, ...]) -> int:
    return sum(fold(cell) == name != "" for cell, name in zip(row.cells, names, strict=True))


def _not_data(row: Row, names: tuple[str, ...]) -> tuple[str, Text] | None:
    first = next((fold(cell) for cell in row.cells if clean(cell)), "")
    filled = [cell for cell in row.cells if clean(cell)]
    if (
        all(re.fullmatch(r"\(?\s*(\d{1,2}|[A-Z])\s*\)?", clean(cell)) for cell in filled)
        and len(filled) == len(row.cells) > 2
        and filled[-1].startswith("(")
    ):
        return "numbering", Text("dòng đánh số cột", "numbers of the columns")
    if first in names and _repeats(row, names) * 2 > len(filled) > 1:
        return "repeated_header", Text("tiêu đề lặp lại", "the header again")
    if _TOTAL.fullmatch(first) and not _TOTAL.fullmatch(names[0]):
        return "total", Text("dòng tổng cộng", "a total")
    if len(filled) <= 2 < len(row.cells) and _SIGNATURE.fullmatch(first + " "):
        return "signature", Text("phần ký, nơi nhận", "signature")
    return None
