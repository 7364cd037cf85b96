"""How the stored value of a cell becomes text: numbers as typed, dates as ISO, texts in NFC."""

import re
import unicodedata
from datetime import datetime, timedelta
from math import isfinite

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]')
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?Z?")
_DAY = 86_400
# What the number formats that files do not spell out show.
BUILT_IN = {
    **dict.fromkeys([14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)], "date"),
    **dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 47], "time"),
    46: "elapsed",
    **dict.fromkeys([9, 10], "percent"),
}


def plain(text: str) -> str:
    """Return a text in NFC; nothing else is changed."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def number_text(raw: str) -> str:
    """Write a stored number as people type it; what is no number stays as it was written.

    Numbers have 15 digits, as Excel shows them: it stores 39.1 as 39.100000000000001.
    """
    if raw.isdecimal() and raw.isascii() and (raw[0] != "0" or raw == "0"):
        return raw
    try:
        value = float(raw)
    except ValueError:
        return plain(raw)
    if "_" in raw or not raw.isascii() or not isfinite(value):  # float() takes 1_000 and nan
        return plain(raw)
    value = float(f"{value:.15g}")
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    if "e" not in text:
        return text
    from decimal import Decimal

    return format(Decimal(text), "f")


def percent_text(raw: str) -> str:
    """Write a number that is shown in per cent as it is shown: a share that looked like a count would be taken for one."""
    from decimal import Decimal, InvalidOperation

    text = number_text(raw)
    try:
        return f"{number_text(str(Decimal(text) * 100))}%"
    except InvalidOperation:
        return text


def shown_text(raw: str, shows: str, base_1904: bool) -> str:
    """Write a stored number as its format shows it: a day, a time, per cent, or the number."""
    if shows == "percent":
        return percent_text(raw)
    return (shows and date_text(raw, shows, base_1904)) or number_text(raw)


def type_of_format(code: str) -> str:
    """Say what a number format shows: "date", "time", "elapsed" (hours may pass 24), "percent", or "" for a number."""
    shown = _LITERAL.sub("", code.lower()).partition(";")[0].replace("general", "")
    if "%" in shown:
        return "percent"
    if "[h" in shown or "[m" in shown or "[s" in shown:
        return "elapsed"
    if "d" in shown or "y" in shown:
        return "date"
    if "h" in shown or "s" in shown:
        return "time"
    return "date" if "m" in shown else ""


def date_text(raw: str, date_type: str, base_1904: bool) -> str:
    """Write a stored day number as `2024-03-25`, `2024-03-25T08:30` or `08:30`; "" if it is no day that exists."""
    try:
        serial = float(raw)
    except ValueError:
        return ""
    if not 0 <= serial < 2_958_466 or "_" in raw or not raw.isascii():
        return ""
    seconds = round(serial * _DAY)
    if date_type == "elapsed" or (date_type == "time" and serial < 1) or 0 < serial < 1:
        return clock_text(seconds)
    # Excel counts a 29 February 1900 (day 60) that never was; a zero is a formula on an empty cell.
    if serial == 0 or (int(serial) == 60 and not base_1904):
        return ""
    base = datetime(1904, 1, 1) if base_1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    try:
        moment = base + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    day = moment.date().isoformat()
    return day if seconds % _DAY == 0 else f"{day}T{clock_text(seconds % _DAY)}"


def clock_text(seconds: int) -> str:
    """Write a time of day or a duration as `08:30`, with seconds only where there are some."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{second:02}" if second else text


def iso_text(raw: str) -> str:
    """Shorten an ISO date and time as stored; midnight and zero seconds are left out, anything else stays."""
    match = _ISO.fullmatch(raw.strip())
    if not match:
        return plain(raw)
    day, clock, second = match.groups()
    if second in (None, "00") and clock in (None, "00:00"):
        return day
    return f"{day}T{clock}" + (f":{second}" if second not in (None, "00") else "")
