"""Where a table lies among the rows of a file or sheet: its header, its data, and the rows that are neither."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from types import MappingProxyType

from etl.errors import UnreadableError
from etl.reading.headers import Header, IsName, count_names, find_header, one_line
from etl.reading.table import Aside, Decision, Row, Table
from etl.reading.totals import Totals
from etl.text import Text, clean, fold, thousands

_HEAD_ROWS = (
    60  # among which the header is looked for; chosen: titles and addressees above it, and data to compare with
)
_SAMPLES = 12  # texts of a column that are looked at; chosen: a slip or two among them decides nothing
_MOST_ASIDE = 50_000  # chosen: they are kept in memory, and no report has as many totals and groups
_MOST_TABLES = 50  # in the same rows; chosen: each is read through all those before it
# Folded, so without accents: `Tổng cộng | 12 | 8`, `II. Cộng khối huyện`, `Toàn thành phố`.
_TOTAL = re.compile(
    r"(?:[ivxlc]+ |\d+ |[a-z] )?(?:tong cong|tong so|tong|cong|toan thanh pho|toan tinh|toan quan|toan huyen"
    r"|total|subtotal|grand total|sum)(?: .*)?"
)
# As written: `I. Khối quận`, `A/ Cấp thành phố`, `Các huyện thuộc cụm 2`. A unit's name alone in its row is no group: it
# may be a record whose other cells were forgotten.
_GROUP = re.compile(r"(?:[IVXLC]{1,5}|[A-Z]|\d{1,2})\s*[.)/-]\s*\D.*|.*\b(?:khối|cụm|nhóm|phần|mục)\b.*", re.DOTALL)
# Folded: `Nơi nhận: …`, `Người lập biểu`, `(Ký, ghi rõ họ tên)`, `Hải Phòng, ngày 1 tháng 7 năm 2024`, `…, ngày … tháng …
# năm 2024`. Only rows of a cell or two are held against them: a record has more.
_SIGNATURE = re.compile(
    r"(?:noi nhan|nguoi (?:lap|bao cao|tong hop|kiem tra|ky)|(?:can bo|chuyen vien) tong hop|lap bieu|tm|kt|tl|tuq"
    r"|thay mat|thua lenh|thua uy quyen|ky thay|thu truong|(?:pho )?(?:chu tich|truong (?:ban|phong)|chanh van phong)"
    r"|xac nhan cua|(?:da )?ky(?: va)?(?: ghi ro| ten| dong dau)|da ky"
    r"|(?:[a-z]+ ){0,5}ngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam(?: \d{4})?"
    r"|[a-z]+ (?:[a-z]+ ){0,4}ngay \d{1,2} \d{1,2} \d{4})(?: .*)?"
)
_MOST_SIGNERS = 4  # side by side; chosen: a paper of several offices has three, seldom four
_FOOTNOTE = re.compile(r"(?:ghi chu|luu y|chu thich|chu giai|nguon|note|notes|source)(?: .*)?")
_DIGIT = re.compile(r"\d")
# `(*) chưa đầy đủ`, `¹ Số liệu đến 30/9`.
_FOOTNOTE_MARK = re.compile(r"\s*(?:\*+|\([\d*]\)|\[[\d*]\]|[¹²³†])\s*\D")
_FOOTNOTE_ITEM = re.compile(r"\s*[-–+•]\s*\D")  # below a note: `- Số liệu đến hết tháng 9`

_ASIDE = {
    "title": Text("dòng trên tiêu đề", "above the header"),
    "numbering": Text("dòng đánh số cột", "numbers of the columns"),
    "repeated_header": Text("tiêu đề lặp lại", "the header again"),
    "total": Text("dòng tổng cộng", "a total"),
    "group": Text("tên nhóm", "a group's name"),
    "signature": Text("phần ký, nơi nhận", "signature"),
    "footnote": Text("ghi chú dưới bảng", "a note below the table"),
}


Merged = Mapping[int, Sequence[tuple[int, int]]]  # by line: first and last column of the cells merged across columns


def find_table(
    rows: Iterable[Row],
    is_name: IsName,
    sheet: str | None = None,
    *,
    ragged: bool = True,
    merged: Merged = MappingProxyType({}),
) -> Table:
    """Return the table of a sequence of rows; what follows it in the same rows is its `following`.

    `ragged`: rows may be shorter than the header (as in sheets, which do not keep empty cells at a row's end).
    `merged`: cells of a sheet whose text stands in several columns, because they are merged.
    The header is the rows with most known names, or, where fewer than two are known, the row that differs from
    those below it. Raises UnreadableError where no row holds anything.
    """
    waiting = iter(rows)
    head = list(islice(waiting, _HEAD_ROWS))
    header = find_header(head, is_name)
    if header is None:
        raise UnreadableError(
            "empty_file", Text("Tệp không có dòng nào có chữ.", "There is no row with text in the file.")
        )
    return _table(head, header, waiting, is_name, sheet, ragged, merged)


def _table(
    head: list[Row],
    header: Header,
    waiting: Iterator[Row],
    is_name: IsName,
    sheet: str | None,
    ragged: bool,
    merged: Merged,
) -> Table:
    below = head[header.first + header.depth :]
    count = sum(is_name(parts) for parts in header.parts if parts)
    width = _width(header, below, ragged, count)
    names = tuple((header.names + ("",) * width)[:width])
    line = head[header.first].line if header.depth else 0
    table = Table(sheet, names, line, (), parts=tuple((header.parts + ((),) * width)[:width]))
    table.header_rows = head[header.first : header.first + header.depth]
    table.aside += [Aside(row, "title", _ASIDE["title"]) for row in head[: header.first] if _filled(row)]
    table.blank = frozenset(
        number
        for number, name in enumerate(names)
        if not name and not any(number < len(row.cells) and clean(row.cells[number]) for row in below)
    )
    table.samples = tuple(_samples(below, width))
    table.decisions += _header_decisions(header, head)
    table.recognised = count
    ragged = ragged or _is_ragged(below, width)
    table.rows = _Walk(table, is_name, ragged, merged).rows(chain(below, waiting))
    return table


def _header_decisions(header: Header, head: list[Row]) -> list[Decision]:
    line = head[header.first].line
    if not header.depth:
        words = Text("Tệp không có dòng tiêu đề cột.", "The file has no header row.")
        return [Decision("no_header", words, True)]
    if header.depth > 1:
        last = head[header.first + header.depth - 1].line
        return [
            Decision("header", Text(f"Tiêu đề cột ở các dòng {line}–{last}.", f"The header is rows {line} to {last}."))
        ]
    if line > 1:
        return [Decision("header", Text(f"Tiêu đề cột ở dòng {line}.", f"The header is row {line}."))]
    return []


def _numbers_columns(row: Row) -> bool:
    filled = [clean(cell) for cell in row.cells if clean(cell)]
    return _is_numbering(filled, len(row.cells))


def _samples(below: list[Row], width: int) -> Iterator[tuple[str, ...]]:
    """Yield for each column its first different texts: they tell what it holds where its name leaves that open."""
    # Signatures fill a few cells of a wide table, and repeat themselves where cells are merged.
    telling = [row for row in below if _different(row) * 2 > min(len(row.cells), 8) and not _numbers_columns(row)]
    for number in range(width):
        texts = (clean(row.cells[number])[:80] for row in telling if number < len(row.cells))
        yield tuple(dict.fromkeys(islice(filter(None, texts), _SAMPLES)))


def _different(row: Row) -> int:
    return len({text for cell in row.cells if (text := clean(cell))})


def _filled(row: Row) -> int:
    """Return how many cells of a row say something."""
    return sum(1 for cell in row.cells if cell and clean(cell))


def _used(row: Row) -> int:
    return max((number + 1 for number, cell in enumerate(row.cells) if clean(cell)), default=0)


def _width(header: Header, below: list[Row], ragged: bool, recognised: int) -> int:
    """Return the table's width: columns without a header count where most rows have them."""
    there = [len(row.cells) if not ragged else _used(row) for row in below if _filled(row) > 1]
    usual = sorted(there)[len(there) // 2] if there else 0  # the median: one row with a stray separator widens nothing
    named = max((number + 1 for number, name in enumerate(header.names) if name), default=0)
    if ragged or not header.depth:
        return max(named, usual)
    last = sorted(_last(row) for row in below if _filled(row) > 1)
    # In a table of records a column without a name is one only where most rows have it, else a row does not fit.
    few = 2 if recognised else 0
    return max(named, min(usual, len(header.parts)), last[(len(last) - 1) // 2] if len(last) > few else 0)


def _last(row: Row) -> int:
    """Return the number of the last cell that is not empty, from 1; one of blanks only is not empty."""
    return max((number + 1 for number, cell in enumerate(row.cells) if cell), default=0)


def _is_ragged(below: list[Row], width: int) -> bool:
    """Tell whether the program that wrote the file leaves out empty cells at the end of its rows.

    Chosen: more than a third of the rows are short. Fewer are taken for rows in which a separator was lost.
    """
    rows = [row for row in below if _filled(row) > 1]
    return sum(len(row.cells) < width for row in rows) * 3 > len(rows)


class _Walk:
    """Goes through the rows below a header, once, and tells data from all that is not."""

    def __init__(self, table: Table, is_name: IsName, ragged: bool, merged: Merged) -> None:
        self.table, self.is_name, self.ragged, self.merged = table, is_name, ragged, merged
        self.width = len(table.header)
        self.names = tuple(map(fold, table.header))
        self.lasts = {fold(parts[-1]) for parts in table.parts if parts}
        self.totals = Totals(self.width)
        self.signed = self.noted = False  # a signature, a note below the table has begun
        # Only in a table that the program knows are rows told apart by words: in others `Tổng` may be a name. Chosen: two
        # names and more than a quarter of the columns, so that a narrow export and a wide form with a few of ours both count.
        self.is_recognised = table.recognised > 1 and table.recognised * 4 > sum(map(bool, self.names))

    def rows(self, below: Iterator[Row]) -> Iterator[Row]:
        for row in below:
            filled = [(number, cell) for number, cell in enumerate(row.cells) if cell and not cell.isspace()]
            if not filled:
                continue
            if row.line in self.merged:
                filled = _once(filled, self.merged[row.line])
            if (reason := self._reason(row, filled)) is not None:
                if reason == "other_table":
                    self._follow(row, below)
                    return
                self._pass(row, reason)
                continue
            why = self._why_not(row)
            placed = row._replace(why=why) if why is not None else self._fitted(row)
            if why is None and self.is_recognised:
                self.totals.add(placed.cells)
            yield placed

    def _fitted(self, row: Row) -> Row:
        if len(row.cells) == self.width:
            return row
        return Row(row.line, (*row.cells[: self.width], *[""] * (self.width - len(row.cells))))

    def _reason(self, row: Row, filled: list[tuple[int, str]]) -> str | None:
        """Return what a row is, where it is no data of this table. Nearly all rows are data: these leave early.

        The order: numbers of the columns and headers are told by themselves in any table; a total before groups and
        signatures, because `Cộng khối quận` has a group's word, too.
        """
        first = _key(filled[0][1])
        # `(12)` has four characters; whatever is longer is not looked at (chosen: 6, with spaces).
        if len(filled) > 2 and len(filled[0][1]) < 6 and _is_numbering([clean(c) for _n, c in filled], self.width):
            return "numbering"
        if (first in self.names or first in self.lasts) and _repeats(row, self.names) * 2 > len(filled) > 1:
            # Most cells are this header's: it comes again. With any name missing or moved, other columns follow below.
            again = self.is_recognised and _repeats(row, self.names) == len(filled) == sum(map(bool, self.names))
            return "repeated_header" if again else "other_table"
        if not self.is_recognised:
            return None
        if len(filled) > 2 and self._is_other_header(row, filled):
            return "other_table"
        if (_is_total(first) or (len(filled) > 1 and _is_total(_key(filled[1][1])))) and not _is_total(self.names[0]):
            return "total"
        return self._aside(row, filled, first)

    def _aside(self, row: Row, filled: list[tuple[int, str]], first: str) -> str | None:
        words = clean(filled[0][1])
        # A title, name or signature stands in a cell or two. In a table of two columns such a row is data.
        few = len(filled) <= 2 < self.width
        if self._is_signature(filled, first, words, few):
            self.signed = True
            return "signature"
        if not few:
            self.signed = self.noted = False
            return None
        if _FOOTNOTE.fullmatch(first) or _FOOTNOTE_MARK.match(words) or self._goes_on(filled, words):
            self.noted = True
            return "footnote"
        if len(filled) == 1 and _GROUP.fullmatch(words):
            return "group"
        # `II | Khối huyện`: the number in a column of its own, the first.
        if len(filled) == 2 and filled[0][0] == 0 and re.fullmatch(r"[IVXLC]{1,5}|[A-Z]", words):
            return "group"
        return None

    def _is_signature(self, filled: list[tuple[int, str]], first: str, words: str, few: bool) -> bool:
        # Once a signature has begun short rows are part of it (names of people), but not those that begin with a number.
        if few and self.signed and not words.isdigit():
            return True
        if few:  # beside who signs stands no number: `Chủ tịch UBND quận | 12` is a record that was not filled in
            cells = [first, *(fold(cell) for _n, cell in filled[1:])]
            return any(map(_signs, cells)) and not any(cell[:1].isdigit() and not _signs(cell) for cell in cells)
        # Three or four who sign beside each other, `Người lập biểu | Trưởng ban | Chủ tịch`, and their names below: more
        # than half of the columns stay empty, and there is no digit, which every record has (its date).
        if len(filled) > _MOST_SIGNERS or len(filled) * 2 > self.width or _DIGIT.search("".join(c for _n, c in filled)):
            return False
        return self.signed or all(_signs(fold(cell)) for _n, cell in filled)

    def _goes_on(self, filled: list[tuple[int, str]], words: str) -> bool:
        """Tell whether a row is one more line of the notes below a table."""
        return self.noted and len(filled) == 1 and _FOOTNOTE_ITEM.match(words) is not None

    def _is_other_header(self, row: Row, filled: list[tuple[int, str]]) -> bool:
        if any(_DIGIT.search(cell) for _number, cell in filled[:3]):
            return False  # no name of a column has a digit, and nearly every row of data has one
        if not self.is_name((one_line(filled[1][1])[:80],)):
            return False
        # Chosen: three names and most of the cells. One or two may be words of a record (a topic, a form of answer).
        names = count_names(row, self.is_name)
        return names * 2 > _filled(row) and names > 2

    def _why_not(self, row: Row) -> Text | None:
        """Say why a row cannot be placed, or return None where every cell has its column."""
        there = len(row.cells)
        if there == self.width and not self.table.blank:
            return None
        outside = any(cell and clean(cell) for cell in row.cells[self.width :])
        if not outside and (self.ragged or there >= self.width):
            if not any(
                number < there and row.cells[number] and clean(row.cells[number]) for number in self.table.blank
            ):
                return None
            return Text(
                "Có chữ trong cột không có tiêu đề. Hãy ghi tên cột hoặc xóa ô này.",
                "There is text in a column without a header. Name the column or clear the cell.",
            )
        used = _used(row) if outside else there
        return Text(
            f"Dòng có {used} ô, tiêu đề có {self.width}. Ô có dấu ngăn cột bên trong phải đặt trong ngoặc kép.",
            f"The row has {used} cells, the header has {self.width}. Put cells that contain the separator in quotes.",
        )

    def _pass(self, row: Row, reason: str) -> None:
        differences: tuple[tuple[int, str, int], ...] = ()
        if reason == "total":
            differences = tuple(self.totals.differences(row.cells))
        elif reason in ("group", "repeated_header"):
            self.totals.begin_group()
        if len(self.table.aside) >= _MOST_ASIDE:
            raise UnreadableError(
                "too_many_rows_aside",
                Text(
                    "Tệp có hơn {n} dòng không phải số liệu (dòng tổng, tên nhóm, tiêu đề lặp lại), đến dòng {line}. "
                    "Hãy xóa các dòng này rồi nạp lại.",
                    "The file has more than {n} rows that are no data (totals, groups, headers again), down to row "
                    "{line}. Delete them and load it again.",
                ).filled(n=thousands(_MOST_ASIDE), line=row.line),
            )
        self.table.aside.append(Aside(row, reason, _ASIDE[reason], differences))

    def _follow(self, row: Row, below: Iterator[Row]) -> None:
        """Keep the table that begins at a row as the one that follows."""
        if self.table.number >= _MOST_TABLES:
            raise UnreadableError(
                "too_many_tables",
                Text(
                    f"Tệp có hơn {_MOST_TABLES} bảng, đến dòng {row.line}. Hãy tách mỗi bảng thành một tệp.",
                    f"The file has more than {_MOST_TABLES} tables, down to row {row.line}. Make one file of each.",
                ),
            )
        try:
            rows = chain([row], below)
            following = find_table(rows, self.is_name, self.table.sheet, ragged=self.ragged, merged=self.merged)
        except UnreadableError as error:
            if error.code != "empty_file":
                raise
            return
        following.number = self.table.number + 1
        self.table.following = following


def _signs(key: str) -> bool:
    return _SIGNATURE.fullmatch(key + " ") is not None


def _once(filled: list[tuple[int, str]], merged: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """Return the cells of a row with those that are merged across columns counted once."""
    copies = {column for first, last in merged for column in range(first + 1, last + 1)}
    return [(column, cell) for column, cell in filled if column not in copies]


@lru_cache(8192)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(8192)
def _is_total(key: str) -> bool:
    return _TOTAL.fullmatch(key) is not None


def _key(cell: str) -> str:
    """Return what a cell is compared by; a number is its own key, and what is long is no name."""
    if cell.isascii() and cell.isdigit():
        return cell
    return _folded(cell[:80])


def _repeats(row: Row, names: tuple[str, ...]) -> int:
    return sum(fold(cell) == name != "" for cell, name in zip(row.cells, names, strict=False))


def _is_numbering(filled: list[str], width: int) -> bool:
    """Tell whether a row only numbers the columns: (1) (2) (3), A B 1 2, 1 2 3 in order from the left."""
    plain = [text.strip("()[] ") for text in filled]
    # More than half of the columns are numbered: a form leaves out some, as that for notes.
    if not all(re.fullmatch(r"\d{1,2}|[A-Z]", text) for text in plain) or len(plain) * 2 <= width:
        return False
    numbers = [int(text) for text in plain if text.isdigit()]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    # Three numbers in order may be a record (`1 | 2 | 3`); four, or brackets, are not.
    return in_order and (len(numbers) > 3 or filled[-1].endswith(")"))
