"""Days as staff write them: one day, or several in a row such as `18, 19 và sáng 20/7/2022`; day before month, always."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from etl.text import Text

EARLIEST_DAY = dt.date(1990, 1, 1)
LATEST_DAY = dt.date(2100, 12, 31)
LONGEST_DAY = 150  # characters; a longer text is no date, and must not fill the memory


class NotADay(ValueError):
    """The text is no day, or none that can be; `code` names the finding, `expected` says more than the usual."""

    def __init__(self, code: str, expected: Text | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected


class DayRange(NamedTuple):
    """What a text says: its first and last day (the same for one day), and how many days, halves counted as halves."""

    first: dt.date
    last: dt.date
    days: float


_FULL_YEAR = Text("năm đủ bốn chữ số, ví dụ 25/03/2022", "the year with four digits, for example 25/03/2022")
_IN_ORDER = Text(
    "ngày đầu và ngày cuối theo thứ tự, ví dụ 18-20/7/2022 (họp không liền ngày: ghi ngày bế mạc và số ngày ở cột riêng)",
    "first and last day in order, for example 18-20/7/2022 (days not in a row: last day and number of days in their columns)",
)

_DIGIT = re.compile(r"\d", re.A)
_HOUR = r"(?<![\d:/])(?:[01]?\d|2[0-3])"
_TIME = rf"{_HOUR}:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:[ T]{_TIME})?", re.A)
_DMY = re.compile(rf"(\d{{1,2}}) ?([/.-]) ?(\d{{1,2}}) ?\2 ?(\d{{4}}|\d{{2}})(?: {_TIME})?", re.A)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.A)
_EXCEL_ORIGIN = dt.date(1899, 12, 30)


@lru_cache(maxsize=20_000)  # a few thousand distinct days occur; the bound holds against hostile files
def read_days(text: str) -> DayRange:
    """Return the day or days that a text names; raise NotADay where it names none, or may mean another."""
    if len(text) > LONGEST_DAY or not _DIGIT.search(text):
        raise NotADay("not_a_day")
    if match := _ISO.fullmatch(text):
        day = _day(int(match[1]), int(match[3]), int(match[4]))
    elif match := _DMY.fullmatch(text):
        day = _day(_year(match[4]), int(match[3]), int(match[1]))
    elif match := _SERIAL.fullmatch(text):
        day = _EXCEL_ORIGIN + dt.timedelta(days=int(match[1]))
        if not EARLIEST_DAY <= day <= LATEST_DAY:
            raise NotADay("not_a_day")
    else:
        return _dated(_parts(_spelled_in_digits(text)))
    return DayRange(day, day, 1.0)


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    if text >= "50":  # 95 is 1995 to a reader and 2095 to a program
        raise NotADay("not_a_day", _FULL_YEAR)
    return 2000 + int(text)


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise NotADay("no_such_day") from None
    if date < EARLIEST_DAY:
        raise NotADay("day_too_early")
    if date > LATEST_DAY:
        raise NotADay("day_too_far")
    return date


# Whatever is not plain digits is first written as `d/m/y`, `d/m` or `d` without accents and clock times, then taken
# apart into days and the words between them. A word that is not known here makes the text no day.

_MONTH_WORDS = ("mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_ENGLISH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = rf"{_HOUR} ?(?:gio|g|h)(?: ?[0-5]\d(?: ?(?:phut\b|p\b|'))?)?(?![a-z\d/])"


_CLOCK_WORD = "luc"


def _month_word(match: re.Match[str]) -> str:
    return f"thang {_MONTH_WORDS.index(match[1]) + 1}"


def _english(match: re.Match[str]) -> str:
    day, month, year = (match[name] or match[f"{name}_first"] for name in ("day", "month", "year"))
    return f"{day}/{_ENGLISH_MONTHS.index(month[:3]) + 1}/{year}"


_REWRITTEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.A), instead)
    for pattern, instead in (
        (r"[()\[\]]", " "),
        (rf"[t ]?{_TIME}(?: ?(?:am|pm|sa|ch)\b)?(?![\d:/])", f" {_CLOCK_WORD} "),
        (rf"{_CLOCK}(?: ?(?:-|–|den) ?{_CLOCK})?", f" {_CLOCK_WORD} "),
        (r"(?<=\d) ?([/.]) ?(?=\d)", r"\1"),
        # "tháng năm 2022" is a form whose month was left out; only "tháng năm năm 2022" is May.
        (r"\bthang (muoi hai|muoi mot|muoi|mot|hai|ba|tu|nam(?= nam\b)|sau|bay|tam|chin)\b", _month_word),
        (r"(?<![\d/.])(\d{1,2})-thg ?(\d{1,2})-(\d{4}|\d{2})\b", r"\1/\2/\3"),
        (r"(?<![\d/.])(\d{1,2}) ?(?:thang|thg\.?) ?(\d{1,2})(?:,? ?nam |, ?| |/)(\d{4})\b", r"\1/\2/\3"),
        (r"(?<![\d/.])(\d{1,2}) ?(?:thang|thg\.?) ?(\d{1,2})\b(?![/.])", r"\1/\2"),
        (
            rf"\b(?P<day>\d{{1,2}})[ -](?P<month>{_ENGLISH})\.?[ ,-]+(?P<year>\d{{4}}|\d{{2}})\b"
            rf"|\b(?P<month_first>{_ENGLISH})\.? (?P<day_first>\d{{1,2}}),? (?P<year_first>\d{{4}})\b",
            _english,
        ),
        (r"(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/.]|-\d)", r"\4/\3/\1"),
        (r"(?<![\d/.-])(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})(?![\d/.]|-\d)", r"\1/\2/\3"),
        (r"(?<![\d/.])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?![\d/]|\.\d)", r"\1/\2/\3"),
        (r"(?<![\d/.])(\d{1,2})\.(\d{1,2})(?![\d/]|\.\d)", r"\1/\2"),
    )
)


def _spelled_in_digits(text: str) -> str:
    # Without accents "tới" (until) and "tối" (evening) would be one word.
    plain = unicodedata.normalize("NFC", text).casefold().replace("tới", "đến").replace("tối", "chiều")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)).replace("đ", "d")
    for pattern, instead in _REWRITTEN:
        plain = pattern.sub(instead, plain)
    return plain.lstrip().rstrip(" .,;")


_WEEKDAYS = {
    **{f"thu {word}": number for number, word in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"))},
    **{f"{word}{number + 2}": number for number in range(6) for word in ("thu ", "t")},
    **dict.fromkeys(("chu nhat", "cn"), 6),
    **{f"{word}day": number for number, word in enumerate(("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))},
}
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b", re.A)
_HALF = re.compile(r"\b(?:sang|chieu)\b", re.A)
_WORD = rf"(?:{_WEEKDAY.pattern}|{_HALF.pattern}|\b(?:(?:trong )?cac ngay|ngay|buoi|luc|vao|hoi|tu)\b)"
_PIECE = re.compile(
    rf" *(?P<before>(?:{_WORD} *)*)(?:(?P<day>\d{{1,2}})(?:/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d{{2}}))?)?)?"
    rf"(?P<after>(?: +{_WORD})*) *",
    re.A,
)
_JOINT = re.compile(r"(->|[-–—→,;&]|\b(?:den(?: het)?|va)\b)", re.A)
_STRENGTH = {"": 0, ",": 1, ";": 1, "va": 2, "&": 2}  # what is stronger than these joins a first and a last day
_SPAN = 3


class _Part(NamedTuple):
    """One of the days in a text, as far as it is written out."""

    day: str
    month: str | None
    year: str | None
    words: str  # weekday and half of the day
    joint: int  # how it is joined to the day before it


def _parts(text: str) -> list[_Part]:
    """Take a text apart into its days; raise NotADay where anything else stands in it."""
    parts: list[_Part] = []
    joint, held = 0, ""
    pieces = _JOINT.split(text)
    for separator, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        match = _PIECE.fullmatch(piece)
        joint = max(joint, _STRENGTH.get(separator, _SPAN))
        if not match or (joint and not parts and not _may_begin(held, joint)):
            raise NotADay("not_a_day")
        held = f"{held} {match['before']} {match['after']}".strip()
        if match["day"]:
            if joint == _SPAN and _CLOCK_WORD in held and not parts[-1].month and _CLOCK_WORD not in parts[-1].words:
                raise NotADay("not_a_day")  # "8-11h30 ngày 25/3/2022": from the 8th, or from eight?
            parts.append(_Part(match["day"], match["month"], match["year"], held, joint))
            joint, held = 0, ""
    if not parts or joint > _STRENGTH[","]:
        raise NotADay("not_a_day")
    if held:  # "25/03/2022, thứ sáu"
        parts[-1] = parts[-1]._replace(words=f"{parts[-1].words} {held}")
    return parts


def _may_begin(words: str, joint: int) -> bool:
    """Tell whether no day is missing between the first words and a joint: `thứ sáu,`, `sáng và`; not `ngày,`."""
    if joint == _STRENGTH[","]:
        return bool(words) and not re.search(r"\bngay$|(?<!thu )\btu$", words)
    return joint < _SPAN and bool(_HALF.search(words))


def _dated(parts: list[_Part]) -> DayRange:
    """Return the days that the parts name: what one leaves out, month or year, it takes from the next."""
    if parts[-1].month is None or parts[-1].year is None:
        raise NotADay("not_a_day")
    days: list[dt.date] = []
    month, year = 0, 0
    for part in reversed(parts):
        if part.year:
            year = _year(part.year)
        elif part.month and int(part.month) == 12 and month == 1:  # "30/12 - 2/1/2023"
            year -= 1
        month = int(part.month or month)
        days.insert(0, _day(year, month, int(part.day)))
        if any(_WEEKDAYS[word] != days[0].weekday() for word in _WEEKDAY.findall(part.words)):
            raise NotADay("no_such_day")
    return DayRange(days[0], days[-1], _length(parts, days))


def _length(parts: list[_Part], days: list[dt.date]) -> float:
    """Count the days, halves as halves; raise NotADay where they are not in order, or listed with gaps."""
    length = 1.0
    for number, part in enumerate(parts):
        starts = number + 1 < len(parts) and parts[number + 1].joint == _SPAN
        ends = part.joint == _SPAN
        if number:
            elapsed = (days[number] - days[number - 1]).days
            if elapsed < 0 or (not ends and elapsed != 1) or (starts and ends):
                raise NotADay("not_a_day", _IN_ORDER)
            length += elapsed
        halves = set(_HALF.findall(part.words))
        if len(halves) == 1 and not (starts and "sang" in halves) and not (ends and "chieu" in halves):
            length -= 0.5
    return length
