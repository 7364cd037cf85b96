"""Figures and days as people read them, in both languages."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from dashboard.words import figures as words
from etl.declare.measures import Metric
from etl.figures.query import STATES, Figure
from etl.text import Language, separated

_SIGN: dict[Language, str] = {"vi": " %", "en": "%"}


def number(value: Decimal | float, language: Language, places: int | None = None) -> str:
    """Return a number with the language's separators; without `places` as many decimals as it has."""
    exact = Decimal(str(value))
    text = f"{_rounded(exact, places):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return separated(text, language)


def percent(share: Decimal | float, language: Language, places: int | None = 0) -> str:
    """Return a share of 1 in per cent, with the language's sign; without `places` as many decimals as it has."""
    return number(Decimal(str(share)) * 100, language, places) + _SIGN[language]


def unbroken(text: str) -> str:
    """Return a text in which no line ends between a number and its sign, for papers."""
    return text.replace(" %", "\u00a0%")


def show(figure: Figure, metric: Metric, language: Language) -> str:
    """Return a figure as text; a state other than value as its words."""
    if figure.state != "value":
        return STATES[figure.state](language)
    exact = _exact(figure, metric)
    if exact is None:
        return words.STILL_WAITING(language)
    if metric.is_share:
        return percent(exact / 100, language, 1)
    return number(exact, language, 1 if metric.is_ratio else None)


def fraction(figure: Figure) -> str:
    """Return numerator and denominator as `37/40`, or an empty text where there is nothing to divide."""
    if figure.state not in ("value", "nothing_due") or figure.denominator is None:
        return ""
    return f"{figure.numerator}/{figure.denominator}"


def difference(now: Figure, before: Figure | None, metric: Metric) -> Decimal | None:
    """Return the change, for shares in percentage points; None where either is no value. Rounded once, at the end."""
    if before is None or now.state != "value" or before.state != "value":
        return None
    new, old = _exact(now, metric), _exact(before, metric)
    if new is None or old is None:
        return None
    return _rounded(new - old, 1) if metric.is_ratio else new - old


def change(now: Figure, before: Figure | None, metric: Metric, language: Language) -> str:
    """Return the change as `+2,3 điểm %` or `+5`, or an empty text where either is no value."""
    by = difference(now, before, metric)
    if by is None:
        return ""
    if not by:
        return "0"
    text = ("+" if by > 0 else "−") + number(abs(by), language, 1 if metric.is_ratio else None)
    return f"{text} {words.POINTS(language)}" if metric.is_share else text


def day(date: dt.date, language: Language) -> str:
    """Return a day as it is written in the language."""
    return f"{date:%d/%m/%Y}" if language == "vi" else date.isoformat()


def moment(at: dt.datetime, language: Language) -> str:
    """Return a day with hour and minute."""
    return f"{day(at.date(), language)} {at:%H:%M}"


def _exact(figure: Figure, metric: Metric) -> Decimal | None:
    """Return the value before rounding, for shares in percent: what is rounded twice can be off by one."""
    if figure.value is None:
        return None
    if metric.is_ratio and figure.denominator:
        value = Decimal(str(figure.numerator)) / Decimal(str(figure.denominator))
    else:
        value = figure.value
    return value * 100 if metric.is_share else value


def _rounded(value: Decimal, places: int | None) -> Decimal:
    return value if places is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
