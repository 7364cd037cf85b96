"""Both reporting calendars, periods, and the half-months of which both are sums."""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from etl.errors import MisuseError
from etl.reference import TERMS, term_of
from etl.text import Text

Calendar = Literal["calendar", "reporting"]

CALENDARS: dict[Calendar, Text] = {
    "calendar": Text("Dương lịch", "Calendar quarters"),
    "reporting": Text("Kỳ báo cáo (NĐ 09/2019)", "Reporting quarters (Decree 09/2019)"),
}
# Vietnam has had no daylight saving since 1975, so the offset needs no time zone database.
VIETNAM = dt.timezone(dt.timedelta(hours=7))
FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)


def today() -> dt.date:
    """Return the local day in Vietnam."""
    return dt.datetime.now(VIETNAM).date()


def half_month_of(day: dt.date) -> int:
    """Return the number of the half-month (days 1-14, days 15-end) in which a day lies: 24 to a year."""
    return day.year * 24 + (day.month - 1) * 2 + (day.day >= 15)


def half_month_days(number: int) -> tuple[dt.date, dt.date]:
    """Return first and last day of a half-month."""
    year, part = divmod(number, 24)
    month = part // 2 + 1
    if part % 2:
        return dt.date(year, month, 15), dt.date(year, month, monthrange(year, month)[1])
    return dt.date(year, month, 1), dt.date(year, month, 14)


@dataclass(frozen=True)
class Period:
    """A stretch of days with its code (`2024-Q4`) in one of the calendars; both days inclusive."""

    code: str
    start: dt.date
    end: dt.date
    calendar: Calendar = "calendar"

    @property
    def name(self) -> Text:
        """Return the period's name as people say it."""
        if match := re.fullmatch(r"(\d{4})-Q(\d)", self.code):
            roman = ("I", "II", "III", "IV")[int(match[2]) - 1]
            return Text(f"Quý {roman}/{match[1]}", f"Q{match[2]} {match[1]}")
        if match := re.fullmatch(r"(\d{4})-H(\d)", self.code):
            half = ("đầu", "cuối")[int(match[2]) - 1]
            return Text(
                f"6 tháng {half} năm {match[1]}", f"{('First', 'Second')[int(match[2]) - 1]} half of {match[1]}"
            )
        if match := re.fullmatch(r"(\d{4})-(\d{2})([ab]?)", self.code):
            part = {"": ("", ""), "a": (" (nửa đầu)", " (first half)"), "b": (" (nửa cuối)", " (second half)")}[
                match[3]
            ]
            return Text(f"Tháng {int(match[2])}/{match[1]}{part[0]}", f"{match[2]}/{match[1]}{part[1]}")
        if re.fullmatch(r"\d{4}", self.code):
            return Text(f"Năm {self.code}", self.code)
        return Text(f"Nhiệm kỳ {self.code}", f"Term {self.code}")

    @property
    def days(self) -> Text:
        """Return the period's first and last day in words."""
        first, last = self.start, self.end
        return Text(f"{first:%d/%m/%Y} – {last:%d/%m/%Y}", f"{first} – {last}")

    def previous(self) -> "Period":
        """Return the period of the same length before this one; a term has the term before it."""
        if match := re.fullmatch(r"(\d{4})-([QH])(\d)", self.code):
            count = {"Q": 4, "H": 2}[match[2]]
            year, part = divmod(int(match[1]) * count + int(match[3]) - 2, count)
            return parse_period(f"{year}-{match[2]}{part + 1}", self.calendar)
        if match := re.fullmatch(r"(\d{4})-(\d{2})([ab])", self.code):
            return _half_month_period(half_month_of(self.start) - 1, self.calendar)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", self.code):
            year, part = divmod(int(match[1]) * 12 + int(match[2]) - 2, 12)
            return parse_period(f"{year}-{part + 1:02}", self.calendar)
        if re.fullmatch(r"\d{4}", self.code):
            return parse_period(f"{int(self.code) - 1}", self.calendar)
        first, last = (int(year) - 5 for year in self.code.split("-"))
        return parse_period(f"{first}-{last}", self.calendar)

    def year_before(self) -> "Period":
        """Return the same period of the year before; a term has the term before it."""
        if "-" in self.code and self.code[5:].isdigit() and len(self.code) == 9:
            return self.previous()
        return parse_period(f"{int(self.code[:4]) - 1}{self.code[4:]}", self.calendar)


Grain = Literal["half_month", "month", "quarter", "half", "year", "term"]
GRAINS: dict[Grain, Text] = {
    "half_month": Text("Nửa tháng", "Half-month"),
    "month": Text("Tháng", "Month"),
    "quarter": Text("Quý", "Quarter"),
    "half": Text("6 tháng", "Half-year"),
    "year": Text("Năm", "Year"),
    "term": Text("Nhiệm kỳ", "Term"),
}


def period_of(day: dt.date, grain: Grain, calendar: Calendar = "calendar") -> Period:
    """Return the period of a grain in which a day lies; raises MisuseError for a day before the first known term."""
    if grain == "half_month":
        return _half_month_period(half_month_of(day), calendar)
    if grain == "term":
        return parse_period(term_of(day) or str(day), calendar)
    year, month = divmod(day.year * 12 + day.month - 1 + (calendar == "reporting" and day.day >= 15), 12)
    parts = {"month": f"-{month + 1:02}", "quarter": f"-Q{month // 3 + 1}", "half": f"-H{month // 6 + 1}", "year": ""}
    return parse_period(f"{year}{parts[grain]}", calendar)


def quarter(year: int, number: int, calendar: Calendar = "calendar") -> Period:
    """Return a quarter of a year."""
    return parse_period(f"{year}-Q{number}", calendar)


def quarter_of(day: dt.date, calendar: Calendar = "calendar") -> Period:
    """Return the quarter in which a day lies."""
    return period_of(day, "quarter", calendar)


def parse_period(code: str, calendar: Calendar = "calendar") -> Period:
    """Return the period of a code: 2024-Q4, 2024-H2, 2024-12, 2024-12a, 2024-12b, 2024 or a term such as 2021-2026.

    Raises MisuseError where the code names no period.
    """
    if term := next((term for term in TERMS if term.term == code), None):
        return Period(code, term.first, term.last, calendar)
    try:
        if match := re.fullmatch(r"(\d{4})-([QH])(\d)", code):
            length = {"Q": 3, "H": 6}[match[2]]
            last = int(match[3]) * length
            if not 1 <= int(match[3]) <= 12 // length:
                raise ValueError
            return _months(code, int(match[1]), last - length + 1, last, calendar)
        if match := re.fullmatch(r"(\d{4})-(\d{2})([ab])", code):
            number = half_month_of(dt.date(int(match[1]), int(match[2]), 1)) + (match[3] == "b")
            return _half_month_period(number, calendar)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", code):
            return _months(code, int(match[1]), int(match[2]), int(match[2]), calendar)
        if re.fullmatch(r"[12]\d{3}", code):
            return _months(code, int(code), 1, 12, calendar)
    except (ValueError, OverflowError):
        pass
    raise MisuseError(
        Text(
            f"“{code}” không phải là kỳ. Viết ví dụ 2024-Q4, 2024-H2, 2024-12, 2024-12a, 2024 hoặc 2021-2026.",
            f"“{code}” is no period. Write for example 2024-Q4, 2024-H2, 2024-12, 2024-12a, 2024 or 2021-2026.",
        )
    )


def _months(code: str, year: int, first: int, last: int, calendar: Calendar) -> Period:
    start, end = dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])
    if calendar == "reporting":
        start = (start - dt.timedelta(days=1)).replace(day=15)
        end = end.replace(day=14)
    return Period(code, start, end, calendar)


def _half_month_period(number: int, calendar: Calendar) -> Period:
    start, end = half_month_days(number)
    return Period(f"{start.year}-{start.month:02}{'ab'[number % 2]}", start, end, calendar)
