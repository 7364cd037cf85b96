"""The types a field can have: how staff's text becomes a value, how it is stored and how it is shown.

Each type is a small frozen class with the same members: `sql` (the column's type), `parse(text)` (a value, or
`Fault`), `show(value, language)` (the text a person reads) and `expected` (what to write, for messages and templates).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple, Protocol

import sqlalchemy as sa

from etl.declare.days import EARLIEST_DAY, DayRange, NotADay, read_days
from etl.declare.ordinals import read_ordinal
from etl.declare.senses import Senses
from etl.periods import today
from etl.reference import unit_like
from etl.spreadsheet import unescaped
from etl.text import Language, Text, fold, joined, separated, spelled, spellings

Value = Any  # int, float, str, bool, datetime.date or None, by the field's type

LARGEST_COUNT = 100_000
LONGEST_TEXT = 32_000
_LONGEST_COUNTED = 80  # characters; chosen: longer than any count with its unit and its share

# What stands for "nothing" outside of text, with and without accents; in numbers a cross does, too.
_WORDS_FOR_NOTHING = (
    *("không có số liệu", "chưa có số liệu", "không có dữ liệu", "chưa có dữ liệu", "không có thông tin"),
    *("không rõ", "không áp dụng", "kcsl", "n/a", "n.a", "n.a.", "na"),
)
_NOTHING = frozenset(form for word in _WORDS_FOR_NOTHING for form in (word, fold(word)))
_NOT_YET = frozenset({"chưa có", "chua co", "trống", "trong", "(trống)", "(trong)", "để trống", "bỏ trống"})
_NOTHING_COUNTED = _NOTHING | _NOT_YET | {"x"}
# In a text nothing may be said in more ways: what is not there is named there, too.
_NOTHING_TOLD = _NOTHING | _NOT_YET | {"không có", "khong co", "none", "nil"}
_NEAR = 0.8  # chosen, as for the names of units: one letter in five or six may be wrong
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


def is_rounded(written: str, exact: float) -> bool:
    """Tell whether a number as written is the exact one, rounded or cut behind its last digit."""
    plain = written.replace(",", ".")
    step = 10.0 ** -len(plain.partition(".")[2])
    return -0.501 * step <= exact - float(plain) < step  # a little more than half: 21,25 is not exactly itself


@dataclass(frozen=True)
class Whole:
    """A count: an integer from `minimum` to `maximum`. A dot or a space groups thousands, a comma never does.

    `of`: what may stand behind it (`28 đại biểu`). `out_of`: the field that takes the second number of `28/30`.
    """

    minimum: int = 0
    maximum: int = LARGEST_COUNT
    of: tuple[str, ...] = ()
    out_of: str | None = None
    sql: Any = field(default_factory=sa.Integer, compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING_COUNTED

    _PLAIN: ClassVar = re.compile(r"\+?(\d{1,11})(?:[.,]0{1,2})?", re.A)
    _GROUPED: ClassVar = re.compile(r"([1-9]\d{0,2}(?:(?:\.\d{3}){1,3}|(?: \d{3}){1,3}))(?:,0{1,2})?", re.A)
    _COMMA: ClassVar = re.compile(
        r"[1-9]\d{0,2}(?:,\d{3})+(?:\.0+)?", re.A
    )  # 1,234: thousands to some, decimals to others
    _NEGATIVE: ClassVar = re.compile(r"-\d*[1-9]\d*", re.A)
    # `93%`, `0,93`, `93.3`: no count is written so.
    _SHARE: ClassVar = re.compile(r"[^%]*%[^%]*|\d{1,3}[.,]\d{1,20}", re.A)
    _IN_BRACKETS: ClassVar = re.compile(r" ?\(([^\d()%]+)\)$", re.A)
    # Letters of every alphabet, but only the digits that we can read.
    _COUNTED: ClassVar = re.compile(
        r"(?P<part>[0-9][0-9. ]*)(?: ?(?P<word>[^\W\d_][^\d%()]*?))?"
        r"(?: ?(?:/|trên tổng số|trong tổng số|trên) ?(?P<whole>[0-9][0-9. ]*?)(?: ?(?P<other>[^\W\d_][^\d%()]*?))?"
        r"(?: ?[,;]? ?\(?(?:đạt )?(?P<share>[0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%\)?)?)?"
    )

    def parse(self, text: str) -> int:
        return self.parse_all(text)[0]

    def parse_all(self, text: str) -> tuple[int, Mapping[str, Value]]:
        """Return the count, and what the text says of other fields: the whole of `28/30`, by its field."""
        if text.isascii() and text.isdigit():
            return self._limited(int(text) if len(text) < 12 else 10**12), {}
        bare = self._IN_BRACKETS.sub(r" \1", text)  # `28 (người)`
        if len(text) < _LONGEST_COUNTED and (match := self._COUNTED.fullmatch(bare)):
            words = [match[name] for name in ("word", "other") if match[name]]
            pair = match["whole"] is not None
            if (words or pair) and (self.out_of or not pair) and all(spelled(word) in self._of for word in words):
                return self._with_whole(match) if pair else (self._plain(match["part"].strip()), {})
        return self._plain(text), {}

    def _with_whole(self, match: re.Match[str]) -> tuple[int, Mapping[str, Value]]:
        part, whole = (self._plain(match[name].strip()) for name in ("part", "whole"))
        share = match["share"]
        if share and not (whole and is_rounded(share, part / whole * 100)):
            raise Fault("share_differs", share=f"{share}%", part=part, whole=whole)
        return part, {str(self.out_of): whole}

    @cached_property
    def _of(self) -> frozenset[str]:
        return frozenset(form for word in self.of for form in spellings(word))

    def _plain(self, text: str) -> int:
        if match := self._GROUPED.fullmatch(text) or self._PLAIN.fullmatch(text):
            return self._limited(int(match[1].replace(".", "").replace(" ", "")))
        if self._NEGATIVE.fullmatch(text):
            raise Fault("number_too_small", minimum=self.minimum)
        if self._COMMA.fullmatch(text):
            raise Fault("not_a_count", expected=_NO_COMMA)
        if self._SHARE.fullmatch(text):
            raise Fault("share_for_count", expected=self.expected)
        raise Fault("not_a_count", expected=self.expected)

    def _limited(self, number: int) -> int:
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
class Nth(Whole):
    """The number of a session or conference in its row: `18`, `Kỳ họp thứ ba`, `thứ XII`, `Khóa XVI, kỳ 5`.

    `of`: what is numbered. `beside`: the choices that may stand in brackets behind it, by the field that takes them.
    """

    minimum: int = 1
    beside: tuple[tuple[str, "OneOf"], ...] = ()
    nothing: ClassVar[frozenset[str]] = _NOTHING | _NOT_YET  # a cross alone may be the tenth

    def parse_all(self, text: str) -> tuple[int, Mapping[str, Value]]:
        """Return the number, and what the text says of other fields: the term, and the words in brackets."""
        plain = self._PLAIN.fullmatch(text)
        found = None if plain else read_ordinal(text, self.of)
        if plain is None and found is None:
            code = "share_for_count" if self._SHARE.fullmatch(text) else "not_an_ordinal"
            raise Fault(code, expected=self.expected)
        if found is None:
            return self._plain(text), {}
        says: dict[str, Value] = {"term": found.years} if found.years else {}
        for aside in found.aside:
            says |= self._aside(aside)
        return self._limited(found.number), says

    def _aside(self, text: str) -> dict[str, Value]:
        for name, choices in self.beside:
            try:
                return {name: choices.parse(text)}
            except Fault:
                continue
        raise Fault("not_an_ordinal", expected=self.expected)

    @property
    def expected(self) -> Text:
        return Text("số thứ tự, ví dụ 18 hoặc XVIII", "a number in the row, for example 18 or XVIII")


def _in_words(*halves: str) -> Iterable[str]:
    """Return ways to write half a day."""
    return (f"{half} {day}" for half in halves for day in ("ngày", "ngay", "day"))


@dataclass(frozen=True)
class HalfSteps:
    """A number of days in steps of half a day."""

    minimum: float = 0.5
    maximum: float = 366
    sql: Any = field(default_factory=lambda: sa.Double(), compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING_COUNTED

    _DAYS: ClassVar = r"(?:ngày|ngay|days?)"
    _NUMBER: ClassVar = re.compile(rf"(\d{{1,3}})(?:[.,](\d{{1,2}}))?(?: ?{_DAYS})?", re.A)
    _AND_A_HALF: ClassVar = re.compile(
        rf"(\d{{1,3}}) ?(?:(?:{_DAYS} ?)?(?:rưỡi|ruoi)|½(?: ?{_DAYS})?| 1/2 ?{_DAYS})", re.A
    )
    _HALVES: ClassVar = frozenset({"½", "nửa ngày", "nua ngay", *_in_words("½", "1/2", "nửa", "01/2")})
    _SPOKEN: ClassVar = {
        form: number + half
        for number, word in enumerate(("một", "hai", "ba", "bốn", "năm"), 1)
        for half, behind in ((0.0, "ngày"), (0.5, "ngày rưỡi"))
        for form in (f"{word} {behind}", fold(f"{word} {behind}"))
    }

    def parse(self, text: str) -> float:
        written = text.casefold()
        if written[:1] == "(" and written[-1:] == ")":
            written = written[1:-1].strip()
        if match := self._NUMBER.fullmatch(written):
            number = float(f"{match[1]}.{match[2] or 0}")
        elif match := self._AND_A_HALF.fullmatch(written):
            number = int(match[1]) + 0.5
        else:
            number = 0.5 if written in self._HALVES else self._SPOKEN.get(written, -1.0)
        if "%" in text or 0 < number < 0.5 or 0.5 < number < 1:  # nobody counts days so
            raise Fault("share_for_count", expected=self.expected)
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
        return Text("số ngày, tính đến nửa ngày, ví dụ 2,5", "days in half-day steps, for example 2.5")


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
    nothing: ClassVar[frozenset[str]] = _NOTHING | _NOT_YET

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
    """One of a field's permitted values: the stored key, its words, and other ways of writing it.

    `senses` are phrases, with semicolons between them, that mean it wherever they stand; one that stands at several
    choices can mean each of them.
    """

    key: str
    text: Text
    aliases: tuple[str, ...] = ()
    senses: str = ""

    @property
    def phrases(self) -> list[str]:
        return [phrase.strip() for phrase in self.senses.split(";") if phrase.strip()]


@dataclass(frozen=True)
class OneOf:
    """One of a list of choices, written as key, label or alias, with or without accents, or by the sense of its words.

    `fillers` are words that say nothing here (`trả lời bằng văn bản`). A text that can mean two choices is a question.
    """

    choices: tuple[Choice, ...]
    fillers: tuple[str, ...] = ()
    sql: Any = field(default_factory=lambda: sa.String(40), compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING | _NOT_YET

    def parse(self, text: str) -> str:
        key = self._index.get(text)
        if key is not None:
            return key
        if "?" not in text:  # a doubt, or letters lost on the way
            key = self._index.get(fold(text))
            meant = frozenset({key}) if key else self.senses.mean(text)
            if len(meant) == 1:
                return next(iter(meant))
            if meant:
                raise Fault("two_choices", meant=self._listed(meant))
        raise Fault("not_a_choice", expected=self.expected, guess=self._guess(text))

    def _listed(self, keys: frozenset[str]) -> Text:
        some = [choice.text for choice in self.choices if choice.key in keys]
        return Text(*(" hoặc ".join(f"“{text.vi}”" for text in some), " or ".join(f"“{text.en}”" for text in some)))

    def _guess(self, text: str) -> Text:
        key = self.near(text)
        if key is None:
            return Text("", "")
        return Text(f" Có phải là “{self.text(key).vi}”?", f" Is it “{self.text(key).en}”?")

    def near(self, text: str) -> str | None:
        """Return the one choice of which a text may be a misspelling, or None."""
        return None if "?" in text or len(text) > _LONGEST_COUNTED else self._near(fold(text))

    @cached_property
    def _near(self) -> Callable[[str], str | None]:
        @lru_cache(2048)  # the same slip stands in many rows, and a comparison with all words takes milliseconds
        def near(folded: str) -> str | None:
            close = get_close_matches(folded, self._index, n=len(self._index), cutoff=_NEAR)
            keys = {self._index[word] for word in close}
            return keys.pop() if len(keys) == 1 else None

        return near

    @cached_property
    def senses(self) -> Senses:
        """Return the vocabulary of all choices: labels, aliases and declared phrases."""
        pairs = [
            (phrase, choice.key)
            for choice in self.choices
            for phrase in (*choice.text, *choice.aliases, *choice.phrases)
        ]
        return Senses.of(pairs, self.fillers)

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


_YES = ("có", "yes", "x", "1", "đúng", "true", "y", "v", "đã", "c", "✓", "✔", "√", "☑", "đạt", "rồi", "có rồi", "đã có")
_NO = ("không", "no", "0", "sai", "false", "n", "chưa", "k", "ko", "☐", "không đạt", "chưa đạt")
_WHOLLY = ("toàn bộ", "hoàn toàn", "đầy đủ")  # beside a yes; what is so in part is neither yes nor no
_DOUBT = frozenset("?%/+-−~<>=≠")  # "có?" and "-1" are neither yes nor no


@dataclass(frozen=True)
class YesNo:
    """Yes or no; an empty cell says neither.

    `of`: what is said yes or no to (`phát biểu`: also `có phát biểu`, `không phát biểu`); `no`: other words for no.
    """

    of: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    sql: Any = field(default_factory=sa.Boolean, compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING

    def parse(self, text: str) -> bool:
        answer = self._answers.get(text)
        if answer is None and not _DOUBT.intersection(text):
            answer = self._answers.get(spelled(text))
        if answer is None:
            raise Fault("not_yes_or_no", expected=self.expected)
        return answer

    @cached_property
    def _answers(self) -> dict[str, bool]:
        """Return what each wording says, as it is written and as it is spelled; two answers to one raise ValueError."""
        yes = [*_YES, *(f"{before} {what}".strip() for what in self.of for before in ("", "có", "đã"))]
        yes += [f"{word} {wholly}" for word in ("có", "đã", *self.of) for wholly in _WHOLLY]
        no = [*_NO, *self.no]
        no += [f"{before} {what}" for what in self.of for before in ("không", "chưa", "không có", "chưa có", "ko")]
        answers: dict[str, bool] = {}
        for words, answer in ((yes, True), (no, False)):
            for word in words:
                for form in (word, word.capitalize(), word.upper(), *(spellings(word) if word[:1].isalnum() else ())):
                    if answers.setdefault(form, answer) != answer:
                        raise ValueError(f"{word!r} would be yes and no")
        return answers

    def show(self, value: Value, language: Language) -> str:
        return (Text("Có", "Yes") if value else Text("Không", "No"))(language)

    @property
    def expected(self) -> Text:
        return Text("có / không", "yes / no")


@dataclass(frozen=True)
class Words:
    """Text, stored as written (NFC). `identifies`: a record is found again by it, so a stray mark would make two of one."""

    longest: int = LONGEST_TEXT
    identifies: bool = False
    sql: Any = field(default_factory=sa.Text, compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING_TOLD

    # How a spreadsheet shows a number of more than 15 digits, of which it has kept 15.
    _SCIENTIFIC: ClassVar = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.A | re.I)
    _CUT: ClassVar = re.compile(r"\d{15}0+", re.A)
    _QUOTES: ClassVar = "\"'“”„‟‘’«»"

    def parse(self, text: str) -> str:
        if len(text) > self.longest:
            raise Fault("text_too_long", longest=self.longest)
        if self.identifies and self._SCIENTIFIC.fullmatch(text):
            raise Fault("digits_lost")
        if not text.isprintable():
            for character in text:
                # Control characters, lone surrogates and marks that turn the reading direction hide what is written.
                if unicodedata.category(character) in ("Cc", "Cs", "Cf") and character not in "\n\t":
                    raise Fault("forbidden_character", character=f"U+{ord(character):04X}")
        return text

    def without_quotes(self, text: str) -> str:
        """Return what identifies a record without quotation marks around it, or a stray one at one of its ends."""
        bare = text.strip(self._QUOTES).strip()
        if unescaped(text) != text:  # an apostrophe before the sign of a formula belongs to the text
            return text
        return text if not self.identifies or not bare or any(mark in bare for mark in self._QUOTES) else bare

    def may_be_cut(self, text: str) -> bool:
        """Tell whether a code may have lost digits: a spreadsheet keeps 15 of a number and fills up with zeros."""
        return self.identifies and self._CUT.fullmatch(text) is not None

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return Text("chữ", "text")


@dataclass(frozen=True)
class UnitRef:
    """A unit, written as name, short name or code; stored as its code. Resolved on the record's own date."""

    sql: Any = field(default_factory=lambda: sa.String(10), compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING | _NOT_YET

    def parse(self, text: str) -> str:
        return text  # resolved later, when the record's own date is known

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return self.expected_on(today())

    def expected_on(self, day: dt.date) -> Text:
        """Return what to write in a record of a day, by a unit that existed then."""
        unit = unit_like("", day)
        return Text(
            f"tên hoặc mã đơn vị, ví dụ {unit.name} hoặc {unit.code}",
            f"a unit's name or code, for example {unit.name} or {unit.code}",
        )


@dataclass(frozen=True)
class TermRef:
    """A council's term, such as 2021-2026."""

    terms: Iterable[str] = ()
    sql: Any = field(default_factory=lambda: sa.String(9), compare=False)
    nothing: ClassVar[frozenset[str]] = _NOTHING | _NOT_YET

    _NUMBERED: ClassVar = r"(?:khóa|khoá|khoa) [ivxlc]+"  # which years that is differs between councils
    _YEARS: ClassVar = re.compile(
        rf"(?:{_NUMBERED}[ ,;–-]*)?(?:(?:nhiệm kỳ|nhiệm kì|nhiem ky|nk|term)[ :.]*)?\(?(?P<years>\d{{4}}\s*[-–—/]\s*(?:\d{{4}}|\d{{2}}))\)?"
        rf"(?:[ ,;–-]*\(?{_NUMBERED}\)?)?",
        re.I | re.A,
    )
    _DASH: ClassVar = re.compile(r"\s*[-–—/]\s*")

    def parse(self, text: str) -> str:
        match = self._YEARS.fullmatch(text)
        term = self._DASH.sub("-", match["years"]) if match else ""
        if len(term) == 7:  # `2021-26`
            term = f"{term[:5]}{term[:2]}{term[5:]}"
        if term not in self.terms:
            raise Fault("unknown_term", expected=self.expected)
        return term

    def show(self, value: Value, language: Language) -> str:
        return str(value)

    @property
    def expected(self) -> Text:
        return Text(*[" / ".join(self.terms)] * 2)
