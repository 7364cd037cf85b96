"""Whole files as offices send them: a table under a title, its header in one row or two, totals, a signature.

`office_file(seed, part)` composes one and says of every column and cell what a careful reader takes it for.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from etl.declare.fields import Field
from etl.records import KINDS
from tests.legacy import cp1258, tcvn3

from .headers import EXTRAS, GROUPS, HEADERS, NUMBERING, Extra
from .records import Invention, Record
from .wordings import (
    ASK,
    CHOICE_ASK,
    CHOICES,
    DATES,
    DAYS,
    EMPTY,
    EMPTY_DATE,
    JOINTS,
    NUMBERS,
    TERMS,
    UNITS,
    YES_NO,
    YES_NO_ASK,
    Joint,
    Part,
    Writing,
    asks,
    folded,
    of_language,
    of_part,
    part_of,
    without_accents,
)

# A value without the field that gives it a meaning is a warning of its own.
_GOES_WITH = {
    "satisfied": "answered_date",
    "answer_form": "answered_date",
    "follow_up_result": "follow_up_date",
    "asked_again_of": "code",
}
# What all rows of one conference say alike.
_OF_ALL = {"level", "topic", "next_host", "next_date"}


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, what it means for each field of its column, and what a workbook holds instead of text."""

    text: str
    means: tuple[Any, ...]
    native: Any = None
    how: str = ""  # the writing, for the report


@dataclass
class Column:
    """A column: its names from top to bottom, the fields it holds (none in a column that is no field), its cells."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    cells: list[Cell]
    extra: Extra | None = None
    wording: str = ""  # the names before the file's own style, for the report
    over: str = ""  # the name over several columns

    @property
    def is_numbering(self) -> bool:
        return not self.fields and self.extra is None


@dataclass
class OfficeFile:
    """A file and what it means: column by column, and `lines` gives the line of each record."""

    name: str
    kind: str
    content: bytes
    columns: list[Column]
    lines: list[int]
    records: list[Record] = field(default_factory=list)


def office_file(seed: int, part: Part) -> OfficeFile:
    """Compose the file of a seed with the wordings of one part; three seeds after each other are the three kinds."""
    kind = list(KINDS)[seed % len(KINDS)]
    random = Random(f"{kind} {part} {seed}")
    invention = Invention(random, kind, random.randint(4, 10), old=random.random() < 0.3)
    records = invention.records()
    columns = _Columns(random, kind, part, records).compose()
    rows = _Sheet(random, kind, columns, records).compose()
    write = _workbook if random.random() < 0.6 else _text
    name, content, lines = write(random, f"{part}-{kind}-{seed:03}", rows)
    return OfficeFile(name, kind, content, columns, lines, [_meant(columns, number) for number in range(len(records))])


def _meant(columns: list[Column], number: int) -> Record:
    """Return the typed record that a careful reader takes from a row."""
    pairs = [pair for column in columns for pair in zip(column.fields, column.cells[number].means, strict=True)]
    return dict(pairs)


# Columns -----------------------------------------------------------------------------------------------------------


class _Columns:
    """Chooses the columns of a file, their names and how their values are written."""

    def __init__(self, random: Random, kind: str, part: Part, records: list[Record]) -> None:
        self.random, self.kind, self.part, self.records = random, kind, part, records
        self.declared: dict[str, Field] = KINDS[kind].columns()
        self._taken: set[str] = set()
        self.english = random.random() < 0.08

    def compose(self) -> list[Column]:
        chosen = self._chosen()
        joints = self._joints(chosen)
        held_by_joints = {name for joint in joints for name in joint.fields}
        alone = [name for name in chosen if name not in held_by_joints]
        columns = self._named(alone)
        for joint in joints:
            self._insert(columns, self._joint(joint))
        for extra in self._extras():
            self._insert(columns, self._extra(extra))
        if self.random.random() < 0.85:
            cells = [Cell(str(number + 1), (), number + 1) for number in range(len(self.records))]
            columns.insert(0, Column((self.random.choice(NUMBERING),), (), cells))
        self._ask_once(columns)
        self._style(columns)
        return columns

    def _chosen(self) -> list[str]:
        share = self.random.choice((0.3, 0.6, 0.9))
        chosen = {name for name, of in self.declared.items() if of.required or self.random.random() < share}
        chosen |= {other for name, other in _GOES_WITH.items() if name in chosen}
        names = [name for name in self.declared if name in chosen]
        if self.random.random() < 0.2:
            self.random.shuffle(names)
        return names

    def _joints(self, chosen: list[str]) -> list[Joint]:
        fit = [joint for joint in JOINTS if joint.kind == self.kind and set(joint.fields) <= {*chosen, "end_date"}]
        return [joint for joint in fit if self.random.random() < 0.15]

    def _named(self, names: list[str]) -> list[Column]:
        """Return the columns of these fields; some of them together under a header of two rows."""
        columns: list[Column] = []
        two_rows, waiting = self.random.random() < 0.5, list(names)
        groups = [group for group in GROUPS[self.kind] if two_rows and not self.english and self.random.random() < 0.7]
        while waiting:
            name = waiting.pop(0)
            group = next((group for group in groups if name in group.under), None)
            together = [name, *(other for other in waiting if group and other in group.under)]
            if group is None or len(together) < 2:
                columns.append(self._column(self._name(HEADERS[self.kind][name]), name))
                continue
            groups.remove(group)
            over = self.random.choice(group.over)
            for member in together:
                under = [word for word in group.under[member] if part_of(over, word) == self.part]
                word = self.random.choice(under or list(group.under[member]))
                columns.append(self._column((over, word), member))
            waiting = [other for other in waiting if other not in together]
        return columns

    def _name(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return a name that no other column of the file has."""
        fit = [word for word in self._own(tuple(words)) if folded(word) not in self._taken]
        word = self.random.choice(fit or list(words))
        self._taken.add(folded(word))
        return (word,)

    def _own(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words of the file's language and part."""
        return of_part(of_language(words, english=self.english), self.part)

    def _column(self, names: tuple[str, ...], name: str) -> Column:
        values = [record[name] for record in self.records]
        made = Column(names, (name,), self._cells(name, values), over=names[0] if len(names) > 1 else "")
        made.wording = " | ".join(names)
        return made

    def _cells(self, name: str, values: list[Any]) -> list[Cell]:
        match type(self.declared[name].type).__name__:
            case "YesNo":
                return self._in_words(name, values, self._yes_no(name))
            case "OneOf":
                words = {code: self._own(words) for code, words in CHOICES[name].items()}
                keep = {code: self.random.choice(of_code) for code, of_code in words.items()}
                return self._in_words(name, values, keep)
            case "Words":
                return [self._or_empty(name, Cell(value, (value,)) if value else Cell("", (None,))) for value in values]
        writing = self._writing(self._writings(name))
        return [self._or_empty(name, self._written(name, writing, value)) for value in values]

    def _writings(self, name: str) -> tuple[Writing, ...]:
        match type(self.declared[name].type).__name__:
            case "Whole" | "Nth":
                return NUMBERS[name]
            case "HalfSteps":
                return DAYS
            case "Day":
                return DATES
            case "TermRef":
                return TERMS
            case _:
                return UNITS

    def _writing(self, writings: Iterable[Writing], *, asked: bool = False) -> Writing:
        """Return one way of writing of this part; every other column is written as everybody does."""
        fit = [one for one in writings if asks(one) == asked and (self.english or not one.english)]
        everyday = [writing for writing in fit if writing.everyday]
        own = [writing for writing in fit if not writing.everyday and part_of(writing.name) == self.part]
        if everyday and (not own or self.random.random() < 0.5):
            return self.random.choice(everyday)
        return self.random.choice(own or fit)

    def _written(self, name: str, writing: Writing, value: Any) -> Cell:
        if not writing.can(value):
            writing = next(other for other in self._writings(name) if other.everyday)
        meant = writing.reads(value)
        if isinstance(meant, dict):
            meant = meant["code"]
        native = value if writing.everyday and isinstance(value, int | float) else None
        if writing.name == "a date cell":
            native = dt.datetime.combine(value, dt.time())
        return Cell(writing.write(value), (meant,), native, writing.name)

    def _yes_no(self, name: str) -> dict[bool, str]:
        pairs = [pair for pair in YES_NO[name] if part_of(*pair) == self.part]
        yes, no = self.random.choice((YES_NO[name][0], self.random.choice(pairs)))
        return {True: yes, False: no}

    def _in_words(self, name: str, values: list[Any], words: dict[Any, str]) -> list[Cell]:
        """Write choices; a word that is missing (only yes is marked) leaves the cell empty: that says nothing."""
        cells = []
        for value in values:
            text = words[value]
            if not text and self.declared[name].required:
                text = "Không"
            cells.append(self._or_empty(name, Cell(text, (value if text else None,), how=text)))
        return cells

    def _or_empty(self, name: str, cell: Cell) -> Cell:
        """Leave a cell of a field that may be empty without a value, now and then."""
        if self.declared[name].required or name in _OF_ALL or self.random.random() > 0.08:
            return cell
        match type(self.declared[name].type).__name__:
            case "Words":
                signs = EMPTY
            case "Day" if name == "answered_date":
                signs = EMPTY_DATE
            case "YesNo":
                signs = ("-",)
            case _:
                signs = ("-", "…", "...", "chưa có", "–", "N/A")
        sign = self.random.choice(("", self.random.choice(of_part(signs, self.part))))
        return Cell(sign, (None,), how=f"empty: {sign}" if sign else "")

    def _joint(self, joint: Joint) -> Column:
        names = self._name(joint.names)
        fit = [writing for writing in joint.writings if part_of(writing.name) == self.part]
        writing = self.random.choice(fit or list(joint.writings))
        cells = []
        for record in self.records:
            pair = tuple(record[name] for name in joint.fields)
            if joint.fields == ("start_date", "end_date") and pair[0] == pair[1]:
                cells.append(Cell(f"{pair[0]:%d/%m/%Y}", (pair[0], None), how="05/03/2026"))
                continue
            spelt = writing if writing.can(pair) else next(one for one in joint.writings if one.can(pair))
            cells.append(Cell(spelt.write(pair), pair, how=spelt.name))
        return Column(names, joint.fields, cells, wording=f"{names[0]} ({' + '.join(joint.fields)})")

    def _extras(self) -> list[Extra]:
        extras = [extra for extra in EXTRAS[self.kind] if part_of(extra.name) == self.part]
        asked = [extra for extra in extras if extra.asked]
        others = [extra for extra in extras if not extra.asked]
        chosen = self.random.sample(others, 1) if others and self.random.random() < 0.4 else []
        chosen += self.random.sample(asked, 1) if asked and self.random.random() < 0.25 else []
        return [extra for extra in chosen if folded(extra.name) not in self._taken]

    def _extra(self, extra: Extra) -> Column:
        texts = [extra.values[number % len(extra.values)] for number in range(len(self.records))]
        if extra.share_of:
            percent = "%" if "%" in extra.values[0] else ""
            shares = [[record[name] for name in extra.share_of] for record in self.records]
            texts = [f"{100 * part / whole:.1f}{percent}".replace(".", ",") if whole else "" for part, whole in shares]
        return Column((extra.name,), (), [Cell(text, ()) for text in texts], extra, extra.name)

    def _insert(self, columns: list[Column], new: Column) -> None:
        """Put a column between others, but not between those that stand under one name."""
        places = [
            place
            for place in range(1, len(columns) + 1)
            if place == len(columns) or not columns[place].over or columns[place].over != columns[place - 1].over
        ]
        columns.insert(self.random.choice(places), new)

    def _ask_once(self, columns: list[Column]) -> None:
        """In some files one cell says something that only a person can settle."""
        if self.random.random() > 0.3:
            return
        column = self.random.choice([column for column in columns if len(column.fields) == 1])
        (name,) = column.fields
        row = self.random.randrange(len(self.records))
        if words := {**YES_NO_ASK, **CHOICE_ASK}.get(name):
            text = self.random.choice(of_part(words, self.part))
            column.cells[row] = Cell(text, (ASK,), how=text)
        elif type(self.declared[name].type).__name__ != "Words":
            writings = [writing for writing in self._writings(name) if asks(writing)]
            if writings:
                self_written = self._writing(writings, asked=True)
                value = self.records[row][name]
                column.cells[row] = Cell(self_written.write(value), (ASK,), how=self_written.name)

    def _style(self, columns: list[Column]) -> None:
        """Give all names of the file one style: as they are, in capitals, without accents; some with a line break."""
        style = self.random.choices((str, str.upper, without_accents), (7, 2, 1))[0]
        for column in columns:
            column.names = tuple(map(style, column.names))
            column.over = style(column.over)


# Rows --------------------------------------------------------------------------------------------------------------


@dataclass
class _Row:
    """A row of a file: its texts, what a workbook holds instead, the number of its record, cells joined to others."""

    texts: list[str]
    natives: list[Any] = field(default_factory=list)
    record: int | None = None
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # first column, last column, rows


_TITLES = {
    "session": (
        "BIỂU TỔNG HỢP KẾT QUẢ CÁC KỲ HỌP HĐND",
        "THỐNG KÊ KỲ HỌP HỘI ĐỒNG NHÂN DÂN",
        "BÁO CÁO KẾT QUẢ TỔ CHỨC KỲ HỌP",
    ),
    "question": (
        "BẢNG TỔNG HỢP CHẤT VẤN VÀ TRẢ LỜI CHẤT VẤN",
        "DANH SÁCH ĐẠI BIỂU CHẤT VẤN",
        "BIỂU THEO DÕI VIỆC THỰC HIỆN LỜI HỨA SAU CHẤT VẤN",
    ),
    "briefing": ("TỔNG HỢP HỘI NGHỊ GIAO BAN THƯỜNG TRỰC HĐND", "BIỂU THEO DÕI HỘI NGHỊ GIAO BAN"),
}
_GROUPS = {"ward": "Khối phường", "commune": "Khối xã", "special_zone": "Đặc khu"}
_OLD_GROUPS = {
    "urban_district": "Khối quận",
    "rural_district": "Khối huyện",
    "city_district": "Thành phố thuộc thành phố",
}


class _Sheet:
    """Puts the rows of a file together: what stands above the table, its header, the data, what stands below."""

    def __init__(self, random: Random, kind: str, columns: list[Column], records: list[Record]) -> None:
        self.random, self.kind, self.columns, self.records = random, kind, columns, records
        self.width = len(columns)

    def compose(self) -> list[_Row]:
        odds = self.random.random
        rows = self._top() if odds() < 0.65 else []
        rows += self._header()
        if odds() < 0.35:
            rows.append(self._row([f"({number + 1})" for number in range(self.width)]))
        rows += self._body(grouped=odds() < 0.2)
        if self.kind != "question" and odds() < 0.35:
            rows.append(self._total())
        if odds() < 0.5:
            rows += self._bottom()
        return rows

    def _row(self, texts: list[str], **more: Any) -> _Row:
        return _Row((texts + [""] * self.width)[: max(self.width, len(texts))], **more)

    def _placed(self, left: str, right: str) -> _Row:
        """Return a row with a text on the left half and one on the right, each over joined cells."""
        half = max(self.width // 2, 1)
        texts = [""] * self.width
        texts[0] = left
        if half < self.width:
            texts[half] = right
        merged = [(0, half - 1, 1), (half, self.width - 1, 1)] if self.width > 3 else []
        return _Row(texts, merged=merged)

    def _top(self) -> list[_Row]:
        whole = [(0, self.width - 1, 1)]
        rows = [
            self._placed("HỘI ĐỒNG NHÂN DÂN THÀNH PHỐ HẢI PHÒNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            self._placed("VĂN PHÒNG", "Độc lập - Tự do - Hạnh phúc"),
        ]
        if self.random.random() < 0.3:
            rows = [self._row(["VĂN PHÒNG HĐND THÀNH PHỐ"])]
        rows.append(self._row([""]))
        rows.append(self._row([self.random.choice(_TITLES[self.kind])], merged=whole))
        if self.random.random() < 0.5:
            rows.append(self._row(["(Kèm theo Báo cáo số 45/BC-HĐND ngày 05 tháng 10 năm 2026)"], merged=whole))
        if self.random.random() < 0.5:
            rows.append(self._row([""]))
        return rows

    def _header(self) -> list[_Row]:
        if not any(column.over for column in self.columns):
            return [self._row([column.names[0] for column in self.columns])]
        upper, lower, merged = [], [], []
        for number, column in enumerate(self.columns):
            is_first = not number or self.columns[number - 1].over != column.over
            upper.append(column.names[0] if is_first or not column.over else "")
            lower.append(column.names[1] if column.over else "")
            if not column.over:
                merged.append((number, number, 2))
            elif is_first:
                last = max(at for at, other in enumerate(self.columns) if other.over == column.over)
                merged.append((number, last, 1))
        return [self._row(upper, merged=merged), self._row(lower)]

    def _body(self, *, grouped: bool) -> list[_Row]:
        rows, group = [], None
        for number, record in enumerate(self.records):
            of = {**_GROUPS, **_OLD_GROUPS}[record["unit"]["kind"]]
            if grouped and of != group:
                group = of
                roman = ("I", "II", "III")[sum(row.record is None for row in rows)]
                rows.append(self._row([roman, of] if self.columns[0].is_numbering else [f"{roman}. {of}"]))
            cells = [column.cells[number] for column in self.columns]
            rows.append(_Row([cell.text for cell in cells], [cell.native for cell in cells], number))
        return rows

    def _total(self) -> _Row:
        """Return a row of totals under the columns of plain counts."""
        texts: list[str] = []
        for column in self.columns:
            counts = [cell.native for cell in column.cells if isinstance(cell.native, int)]
            adds_up = column.fields and column.fields[0] in NUMBERS and not column.fields[0].endswith("_no")
            texts.append(str(sum(counts)) if adds_up and len(counts) == len(column.cells) else "")
        words = self.random.choice(("Tổng cộng", "Tổng", "TỔNG CỘNG", "Cộng"))
        texts[1 if self.columns[0].is_numbering and not texts[1] else 0] = words
        return self._row(texts)

    def _bottom(self) -> list[_Row]:
        head = self.random.choice(("TM. THƯỜNG TRỰC HĐND", "CHÁNH VĂN PHÒNG", "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN"))
        rows = [
            self._row([""]),
            self._placed("", "Hải Phòng, ngày 05 tháng 10 năm 2026"),
            self._placed("NGƯỜI LẬP BIỂU", head),
            self._placed("(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"),
            self._row([""]),
            self._placed("Nguyễn Thị Hoa", "Phạm Văn Lập"),
        ]
        if self.random.random() < 0.4:
            rows += [self._row(["Nơi nhận:"]), self._row(["- Thường trực HĐND thành phố;"]), self._row(["- Lưu: VT."])]
        return rows


# Bytes -------------------------------------------------------------------------------------------------------------


def _workbook(random: Random, name: str, rows: list[_Row]) -> tuple[str, bytes, list[int]]:
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active
    sheet.title = random.choice(("Sheet1", "Biểu 01", "Tổng hợp"))
    lines = []
    breaks = random.random() < 0.25
    for line, row in enumerate(rows, 1):
        is_header = row.record is None
        for number, text in enumerate(row.texts):
            native = row.natives[number] if row.natives else None
            if is_header and breaks and text.count(" ") > 1 and any(count == 2 for _f, _l, count in row.merged):
                text = text.replace(" ", "\n", 2).replace("\n", " ", 1)
            cell = sheet.cell(line, number + 1, native if native is not None else text or None)
            if isinstance(native, dt.datetime):
                cell.number_format = "dd/mm/yyyy"
            elif native is None and text:
                cell.data_type = "s"  # a sign like “-” or “…” is text, and so is what begins with “=”
            if is_header:
                cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="center")
        for first, last, height in row.merged:
            if first < last or height > 1:
                sheet.merge_cells(
                    start_row=line, end_row=line + height - 1, start_column=first + 1, end_column=last + 1
                )
        if row.record is not None:
            lines.append(line)
    if random.random() < 0.1:
        book.create_sheet("Ghi chú")["A1"] = "Số liệu do Văn phòng tổng hợp."
    out = io.BytesIO()
    book.save(out)
    return f"{name}.xlsx", out.getvalue(), lines


def _text(random: Random, name: str, rows: list[_Row]) -> tuple[str, bytes, list[int]]:
    separator = random.choice((",", ";", "\t"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row.texts)
    lines = [line for line, row in enumerate(rows, 1) if row.record is not None]
    encoding = random.choices(("utf-8", "utf-8-sig", "cp1258", "tcvn3"), (3, 4, 1, 1))[0]
    return f"{name}.csv", _encoded(out.getvalue(), encoding), lines


def _encoded(text: str, encoding: str) -> bytes:
    legacy = {"cp1258": cp1258, "tcvn3": lambda whole: tcvn3(whole)}.get(encoding)
    if legacy is None:
        return text.encode(encoding)
    try:
        return legacy(text)
    except (UnicodeEncodeError, ValueError):  # a sign that the old code has not
        return text.encode("utf-8-sig")
