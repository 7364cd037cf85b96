"""The types a field can have: how staff's text becomes a value, how it is stored and how it is shown.

Each type is a small frozen class with the same four members: `sql` (the column's type), `parse(text)` (a value, or
`Fault`), `show(value, language)` (the text a person reads) and `expected` (what to write, for messages and templates).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Protocol

import sqlalchemy as sa

from etl.declare.days import EARLIEST_DAY, DayRange, NotADay, read_days
from etl.text import Language, Text, fold, joined, separated

Value = Any  # int, float, str, bool, datetime.date or None, by the field's type

LARGEST_COUNT = 100_000
LONGEST_TEXT = 32_000

# What stands for "nothing" outside of text, with and without accents; in numbers a cross does, too.
_WORDS_FOR_NOTHING = (
    *("không có số liệu", "chưa có số liệu", "không có dữ liệu", "chưa có dữ liệu", "không có thông tin"),
    *("không rõ", "không áp dụng", "kcsl", "n/a", "n.a", "n.a.", "na"),
)
_NOTHING = frozenset(form for word in _WORDS_FOR_NOTHING for form in (word, fold(word)))
_NOTHING_COUNTED = _NOTHING | {"x"}
_DASHES = "-–—‒―−_.… "


class Fault(Exception):
    """The text will not do for this type. `code` names the finding, `values` fill its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class ValueType(Protocol):
    """What every field type can do."""

    nothing: ClassVar[frozenset[str]]  # words that stand for an empty cell; where there are any, dashes do, too

    @property
    def sql(self) -> Any: ...

    def parse(self, text: str) -> Value: ...
    def show(self, value: Value, language: Language) -> str: ...
    @property
    def expected(self) -> Text: ...


def is_empty(text: str, kind: ValueType) -> bool:
    """Tell whether a cleaned cell says nothing in a field of this type."""
    if not text or not kind.nothing:
        return not text
    return not text.strip(_DASHES) if text[0] in _DASHES else text.casefold() in kind.nothing


@dataclass(frozen=True)
class Whole:
    """A count: an integer from `minimum` to `maximum`. A dot or a space groups thousands, a comma never does."""

    minimum: int = 0
    maximum: int = LARGEST_COUNT
    sql: Any = field(default_factory=sa.Integer, compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING_COUNTED

    _PLAIN: ClassVar = re.compile(r"\+?(\d{1,11})(?:[.,]0{1,2})?", re.A)
    _GROUPED: ClassVar = re.compile(r"([1-9]\d{0,2}(?:(?:\.\d{3}){1,3}|(?: \d{3}){1,3}))(?:,0{1,2})?", re.A)
    _COMMA: ClassVar = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.0+)?", re.A)  # 1,234: thousands to some, decimals to others
    _NEGATIVE: ClassVar = re.compile(r"-\d*[1-9]\d*", re.A)

    def parse(self, text: str) -> int:
        if text.isascii() and text.isdigit():
            number = int(text) if len(text) < 12 else 10**12
        elif match := self._GROUPED.fullmatch(text) or self._PLAIN.fullmatch(text):
            number = int(match[1].replace(".", "").replace(" ", ""))
        elif self._NEGATIVE.fullmatch(text):
            raise Fault("number_too_small", minimum=self.minimum)
        elif self._COMMA.fullmatch(text):
            raise Fault("not_a_count", expected=_NO_COMMA)
        else:
            raise Fault("not_a_count", expected=self.expected)
        if number < self.minimum:
            raise Fault("number_too_small", minimum=self.minimum)
        if number > self.maximum:
            raise Fault("number_too_large", maximum=self.maximum)
        return number

    def show(self, value: Value, language: Language) -> str:
        # A comma between thousands would not be read back, so English has none.
        return separated(f"{value:,}", language) if language == "vi" else str(value)

    @property
    def expected(self) -> Text:
        return Text(f"số nguyên từ {self.minimum}, ví dụ 28", f"a whole number from {self.minimum}, for example 28")


_NO_COMMA = Text(
    "số đếm không có dấu phẩy (dấu phẩy là dấu thập phân), ví dụ 1234 hoặc 1.234",
    "a count without a comma (in Vietnamese it marks decimals), for example 1234 or 1.234",
)


@dataclass(frozen=True)
class HalfSteps:
    """A number of days in steps of half a day."""

    minimum: float = 0.5
    maximum: float = 366
    sql: Any = field(default_factory=lambda: sa.Double(), compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING_COUNTED

    _NUMBER: ClassVar = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?(?: (?:ngày|ngay|days?))?", re.A)
    _AND_A_HALF: ClassVar = re.compile(r"(\d{1,3}) ?(?:(?:ngày |ngay )?(?:rưỡi|ruoi)|½(?: ngày| ngay| days)?)", re.A)
    _HALVES: ClassVar = frozenset(
        {"½", "nửa ngày", "nua ngay", *(f"{h} {day}" for h in ("½", "1/2") for day in ("ngày", "ngay", "day"))}
    )

    def parse(self, text: str) -> float:
        written = text.casefold()
        if match := self._NUMBER.fullmatch(written):
            number = float(f"{match[1]}.{match[2] or 0}")
        elif match := self._AND_A_HALF.fullmatch(written):
            number = int(match[1]) + 0.5
        else:
            number = 0.5 if written in self._HALVES else -1
        if number < 0 or number * 2 != int(number * 2):
            raise Fault("not_half_steps", expected=self.expected)
        if number < self.minimum:
            raise Fault("number_too_small", minimum=Text(self.show(self.minimum, "vi"), self.show(self.minimum, "en")))
        if number > self.maximum:
            raise Fault("number_too_large", maximum=self.maximum)
        return number

    def show(self, value: Value, language: Language) -> str:
        return separated(f"{value:g}", language)

    @property
    def expected(self) -> Text:
        return Text("số ngày, chẵn nửa ngày, ví dụ 2,5", "days in half-day steps, for example 2.5")


@dataclass(frozen=True)
class Day:
    """A calendar day, written day before month or in ISO order; never the American order.

    `future`: may lie after today (deadlines). `range_to`: the field that takes the end of a range such as
    `18-20/7/2022`, `days_to` the one that takes its length where half days are named.
    """

    future: bool = False
    range_to: str | None = None
    days_to: str | None = None
    sql: Any = field(default_factory=sa.Date, compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING

    def parse(self, text: str) -> dt.date:
        first, last, _days = self._read(text)
        if first != last:
            raise Fault("not_a_day", expected=self.expected)
        return first

    def parse_range(self, text: str) -> DayRange | None:
        """Return first day, last day and length of a range such as `18-20/7/2022`; None for a single day."""
        days = self._read(text)
        return days if days.first != days.last else None

    def _read(self, text: str) -> DayRange:
        try:
            return read_days(text)
        except NotADay as fault:
            earliest = Text(self.show(EARLIEST_DAY, "vi"), self.show(EARLIEST_DAY, "en"))
            raise Fault(fault.code, expected=fault.expected or self.expected, earliest=earliest) from None

    def show(self, value: Value, language: Language) -> str:
        return f"{value.day:02}/{value.month:02}/{value.year}" if language == "vi" else value.isoformat()

    @property
    def expected(self) -> Text:
        if self.range_to:
            return Text(
                "ngày/tháng/năm, ví dụ 18/07/2022, hoặc 18-20/7/2022 nếu họp nhiều ngày",
                "day/month/year or ISO, for example 18/07/2022 or 2022-07-18, or 18-20/7/2022 for several days",
            )
        return Text("ngày/tháng/năm, ví dụ 25/03/2022", "day/month/year or ISO, for example 25/03/2022 or 2022-03-25")


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
    nothing: ClassVar[frozenset[str]] = _NOTHING

    def parse(self, text: str) -> str:
        key = self._index.get(text)
        if key is None and "?" not in text:  # a doubt, or letters lost on the way
            key = self._index.get(fold(text))
        if key is None:
            raise Fault("not_a_choice", expected=self.expected)
        return key

    @cached_property
    def _index(self) -> dict[str, str]:
        """The key of each word, as it is declared (found without further work) and folded."""
        index: dict[str, str] = {}
        for choice in self.choices:
            for word in (choice.key, choice.text.vi, choice.text.en, *choice.aliases):
                for form in (word, fold(word)):
                    if index.setdefault(form, choice.key) != choice.key:
                        raise ValueError(f"two choices claim {word!r}")
        return index

    def text(self, key: str) -> Text:
        """Return the words of a stored key."""
        return next(choice.text for choice in self.choices if choice.key == key)

    def show(self, value: Value, language: Language) -> str:
        return self.text(value)(language)

    @property
    def expected(self) -> Text:
        return joined((choice.text for choice in self.choices), " / ")


_YES = ("có", "yes", "x", "1", "đúng", "true", "y", "v", "đã", "c", "✓", "✔", "☑")
_NO = ("không", "no", "0", "sai", "false", "n", "chưa", "k", "ko", "☐")
_ANSWERS = {
    form: answer
    for words, answer in ((_YES, True), (_NO, False))
    for word in words
    for form in (word, word.capitalize(), word.upper(), fold(word) or word)
}
_DOUBT = frozenset("?%/+-−~<>=≠")  # "có?" and "-1" are neither yes nor no


@dataclass(frozen=True)
class YesNo:
    """Yes or no; an empty cell says neither."""

    sql: Any = field(default_factory=sa.Boolean, compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING

    def parse(self, text: str) -> bool:
        answer = _ANSWERS.get(text)
        if answer is None and not _DOUBT.intersection(text):
            answer = _ANSWERS.get(fold(text))
        if answer is None:
            raise Fault("not_yes_or_no", expected=self.expected)
        return answer

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
    nothing: ClassVar[frozenset[str]] = frozenset()

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
    nothing: ClassVar[frozenset[str]] = _NOTHING

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
    nothing: ClassVar[frozenset[str]] = _NOTHING

    _BEFORE: ClassVar = re.compile(r"^(?:nhiệm kỳ|nhiệm kì|nhiem ky|nk|term)[ :.]*", re.I)
    _DASH: ClassVar = re.compile(r"\s*[-–—/]\s*")

    def parse(self, text: str) -> str:
        term = self._DASH.sub("-", self._BEFORE.sub("", text))
        if term not in self.terms:
            raise Fault("unknown_term", expected=self.expected)
        return term

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return Text(*[" / ".join(self.terms)] * 2)
