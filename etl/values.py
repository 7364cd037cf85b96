"""The types a field can have: how staff's text becomes a value, how it is stored and how it is shown.

Each type is a small frozen class with the same four members: `sql` (the column's type), `parse(text)` (a value, or
`Fault`), `show(value, language)` (the text a person reads) and `expected` (what to write, for messages and templates).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Protocol

import sqlalchemy as sa

from etl.text import Language, Text, fold, joined

Value = Any  # int, float, str, bool, datetime.date or None, by the field's type

EARLIEST_DAY = dt.date(1990, 1, 1)
LARGEST_COUNT = 100_000
LONGEST_TEXT = 32_000
_EMPTY_MARKS = frozenset(
    {"", "-", "--", "–", "—", "…", "...", "n/a", "na", "không có số liệu", "khong co so lieu", "kcsl"}
)


class Fault(Exception):
    """The text will not do for this type. `code` names the finding, `values` fill its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class ValueType(Protocol):
    """What every field type can do."""

    marks_empty: ClassVar[bool]  # '-' and 'N/A' stand for "nothing" in this type

    @property
    def sql(self) -> Any: ...

    def parse(self, text: str) -> Value: ...
    def show(self, value: Value, language: Language) -> str: ...
    @property
    def expected(self) -> Text: ...


def is_empty(text: str, kind: ValueType) -> bool:
    """Tell whether a cleaned cell says nothing in a field of this type."""
    return not text or (kind.marks_empty and text.casefold() in _EMPTY_MARKS)


@dataclass(frozen=True)
class Whole:
    """A count: an integer from `minimum` to `maximum`."""

    minimum: int = 0
    maximum: int = LARGEST_COUNT
    sql: Any = field(default_factory=sa.Integer, compare=False)
    marks_empty: ClassVar[bool] = True

    _PLAIN: ClassVar = re.compile(r"[+]?\d+(?:[.,]0+)?")
    _GROUPED: ClassVar = re.compile(r"\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+)(?:,0+)?")

    def parse(self, text: str) -> int:
        if text.isascii() and text.isdigit():
            number = int(text) if len(text) < 12 else 10**12
        elif self._GROUPED.fullmatch(text):
            number = int(text.split(",")[0].replace(".", "").replace(" ", ""))
        elif self._PLAIN.fullmatch(text):
            number = int(re.split("[.,]", text)[0])
        elif re.fullmatch(r"-\d+", text):
            raise Fault("number_too_small", minimum=self.minimum)
        else:
            raise Fault("not_a_count", expected=self.expected)
        if number < self.minimum:
            raise Fault("number_too_small", minimum=self.minimum)
        if number > self.maximum:
            raise Fault("number_too_large", maximum=self.maximum)
        return number

    def show(self, value: Value, language: Language) -> str:
        return f"{value:,}".replace(",", "." if language == "vi" else ",")

    @property
    def expected(self) -> Text:
        return Text(f"số nguyên từ {self.minimum}, ví dụ 28", f"a whole number from {self.minimum}, for example 28")


@dataclass(frozen=True)
class HalfSteps:
    """A number of days in steps of half a day."""

    minimum: float = 0.5
    maximum: float = 366
    sql: Any = field(default_factory=lambda: sa.Double(), compare=False)
    marks_empty: ClassVar[bool] = True

    def parse(self, text: str) -> float:
        if not re.fullmatch(r"\d{1,3}(?:[.,]\d{1,4})?", text):
            raise Fault("not_half_steps", expected=self.expected)
        number = float(text.replace(",", "."))
        if number * 2 != int(number * 2):
            raise Fault("not_half_steps", expected=self.expected)
        if number < self.minimum:
            raise Fault("number_too_small", minimum=self.minimum)
        if number > self.maximum:
            raise Fault("number_too_large", maximum=self.maximum)
        return number

    def show(self, value: Value, language: Language) -> str:
        return f"{value:g}".replace(".", "," if language == "vi" else ".")

    @property
    def expected(self) -> Text:
        return Text("số ngày, chẵn nửa ngày, ví dụ 2,5", "days in half-day steps, for example 2.5")


@dataclass(frozen=True)
class Day:
    """A calendar day, written day before month or in ISO order; never the American order.

    `future`: may lie after today (deadlines). `range_to`: the field that takes the end of a range such as
    `18-20/7/2022`.
    """

    future: bool = False
    range_to: str | None = None
    sql: Any = field(default_factory=sa.Date, compare=False)
    marks_empty: ClassVar[bool] = True

    def parse(self, text: str) -> dt.date:
        day = _DAYS.get(text)
        if day is None:
            day = _parse_day(text)
            if len(_DAYS) < 20_000:  # a few thousand distinct days occur; the bound holds against hostile files
                _DAYS[text] = day
        return day

    def parse_range(self, text: str) -> tuple[dt.date, dt.date] | None:
        """Return first and last day of a range such as `18-20/7/2022` or `30/11 - 2/12/2022`, else None."""
        match = _RANGE.fullmatch(text)
        if not match:
            return None
        d1, m1, y1, d2, m2, y2 = match.groups()
        last = _day(y2, m2, d2, text)
        first = _day(y1 or str(last.year - (1 if m1 and int(m1) > last.month and not y1 else 0)), m1 or m2, d1, text)
        return first, last

    def show(self, value: Value, language: Language) -> str:
        return f"{value.day:02}/{value.month:02}/{value.year}" if language == "vi" else value.isoformat()

    @property
    def expected(self) -> Text:
        return Text("ngày/tháng/năm, ví dụ 25/03/2022", "day/month/year or ISO, for example 25/03/2022 or 2022-03-25")


_DAYS: dict[str, dt.date] = {}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DMY = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam)? (\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_RANGE = re.compile(
    r"(\d{1,2})(?:[/.](\d{1,2})(?:[/.](\d{4}))?)? ?(?:-|–|—|đến|den|to) ?(\d{1,2})[/.](\d{1,2})[/.](\d{4})"
)
_EXCEL_ORIGIN = dt.date(1899, 12, 30)


def _day(year: str, month: str, day: str, text: str) -> dt.date:
    whole_year = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return dt.date(whole_year, int(month), int(day))
    except ValueError:
        raise Fault("no_such_day", expected=Day().expected) from None


def _parse_day(text: str) -> dt.date:
    if match := _ISO.fullmatch(text):
        day = _day(match[1], match[2], match[3], text)
    elif match := _DMY.fullmatch(text):
        day = _day(match[3], match[2], match[1], text)
    elif match := _SERIAL.fullmatch(text):
        day = _EXCEL_ORIGIN + dt.timedelta(days=int(match[1]))
        if not 1990 <= day.year <= 2100:
            raise Fault("not_a_day", expected=Day().expected)
    elif match := _WORDS.fullmatch(fold(text)):
        day = _day(match[3], match[2], match[1], text)
    else:
        raise Fault("not_a_day", expected=Day().expected)
    if day < EARLIEST_DAY:
        raise Fault("day_too_early", earliest=EARLIEST_DAY.strftime("%d/%m/%Y"))
    return day


class Choice(NamedTuple):
    """One of a field's permitted values: the stored key, its words, and other ways of writing it."""

    key: str
    text: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class OneOf:
    """One of a list of choices, written as key, either label or an alias, with or without accents."""

    choices: tuple[Choice, ...]
    sql: Any = field(default_factory=lambda: sa.String(40), compare=False)
    marks_empty: ClassVar[bool] = True

    def parse(self, text: str) -> str:
        key = _choice_index(self.choices).get(fold(text))
        if key is None:
            raise Fault("not_a_choice", expected=self.expected)
        return key

    def text(self, key: str) -> Text:
        """Return the words of a stored key."""
        return next(choice.text for choice in self.choices if choice.key == key)

    def show(self, value: Value, language: Language) -> str:
        return self.text(value)(language)

    @property
    def expected(self) -> Text:
        return joined((choice.text for choice in self.choices), " / ")


_INDEXES: dict[tuple[Choice, ...], dict[str, str]] = {}


def _choice_index(choices: tuple[Choice, ...]) -> dict[str, str]:
    index = _INDEXES.get(choices)
    if index is None:
        index = {}
        for choice in choices:
            for word in (choice.key, choice.text.vi, choice.text.en, *choice.aliases):
                if index.setdefault(fold(word), choice.key) != choice.key:
                    raise ValueError(f"two choices claim {word!r}")
        _INDEXES[choices] = index
    return index


_YES = frozenset({"co", "yes", "x", "1", "dung", "true", "y", "v", "da", "✓", "✔", "☑"})
_NO = frozenset({"khong", "no", "0", "sai", "false", "n", "chua", "☐"})


@dataclass(frozen=True)
class YesNo:
    """Yes or no; an empty cell says neither."""

    sql: Any = field(default_factory=sa.Boolean, compare=False)
    marks_empty: ClassVar[bool] = True

    def parse(self, text: str) -> bool:
        word = fold(text) or text
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise Fault("not_yes_or_no", expected=self.expected)

    def show(self, value: Value, language: Language) -> str:
        return (Text("Có", "Yes") if value else Text("Không", "No"))(language)

    @property
    def expected(self) -> Text:
        return Text("có / không", "yes / no")


@dataclass(frozen=True)
class Words:
    """Text, stored as written (NFC)."""

    longest: int = LONGEST_TEXT
    sql: Any = field(default_factory=sa.Text, compare=False)
    marks_empty: ClassVar[bool] = False

    def parse(self, text: str) -> str:
        if len(text) > self.longest:
            raise Fault("text_too_long", longest=self.longest)
        if not text.isprintable():
            for character in text:
                # Control characters, lone surrogates and marks that turn the reading direction hide what is written.
                if unicodedata.category(character) in ("Cc", "Cs", "Cf") and character not in "\n\t":
                    raise Fault("forbidden_character", character=f"U+{ord(character):04X}")
        return text

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return Text("chữ", "text")


@dataclass(frozen=True)
class UnitRef:
    """A unit, written as name, short name or code; stored as its code. Resolved on the record's own date."""

    sql: Any = field(default_factory=lambda: sa.String(10), compare=False)
    marks_empty: ClassVar[bool] = True

    def parse(self, text: str) -> str:
        return text  # resolved later, when the record's own date is known

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return Text(
            "tên hoặc mã đơn vị, ví dụ Quận Hồng Bàng hoặc 303", "a unit's name or code, e.g. Quận Hồng Bàng or 303"
        )


@dataclass(frozen=True)
class TermRef:
    """A council's term, such as 2021-2026."""

    terms: Iterable[str] = ()
    sql: Any = field(default_factory=lambda: sa.String(9), compare=False)
    marks_empty: ClassVar[bool] = True

    def parse(self, text: str) -> str:
        term = re.sub(r"\s*[-–—/]\s*", "-", text)
        if term not in self.terms:
            raise Fault("unknown_term", expected=self.expected)
        return term

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return Text(*[" / ".join(self.terms)] * 2)
