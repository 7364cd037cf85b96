"""Words for numbers: the one place that turns a comparison of figures into a sentence. Pages and summaries use it alike.

A unit is called above or below the others only outside the limits of a funnel plot; a change is called one only where
the interval of the difference leaves out 0; "rose" and "fell" are said only where the unit's own series has a signal.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import dropwhile
from typing import Literal, NamedTuple

from dashboard import formats, statistics
from dashboard.statistics import Interval, OverDispersion, Rebase, Standing, Xmr
from etl.declare.measures import Metric
from etl.errors import MisuseError
from etl.figures.query import Figure
from etl.periods import Period
from etl.reference import REORGANISED
from etl.text import LANGUAGES, Language, Text

INCOMPLETE = ("public",)  # data sets gathered from what others chose to report: nothing can be compared in them
_SHARES = Interval(0.0, 1.0)
_COUNTS = Interval(0.0, math.inf)

_AGAINST = {
    "inside": Text(
        "{name}: {value} ({parts}), chưa thể phân biệt với mức chung {rate} của {units} đơn vị.",
        "{name}: {value} ({parts}) cannot be told apart from the {rate} of the {units} units together.",
    ),
    "look": Text(
        "{name}: {value} ({parts}), {side} mức chung {rate} của {units} đơn vị; nên xem lại, cũng có thể do ngẫu nhiên.",
        "{name}: {value} ({parts}) is {side} the {rate} of the {units} units together; worth a look, may be chance.",
    ),
    "differs": Text(
        "{name}: {value} ({parts}), {side} mức chung {rate} của {units} đơn vị, xa hơn mức ngẫu nhiên giải thích được.",
        "{name}: {value} ({parts}) is {side} the {rate} of the {units} units together, further than chance explains.",
    ),
}
_SIDES = {"above": Text("cao hơn", "above"), "below": Text("thấp hơn", "below")}
_WIDER = Text(
    "Giới hạn được nới {factor} lần, vì các đơn vị khác nhau nhiều hơn mức ngẫu nhiên.",
    "The limits stand {factor} times as far out, because the units differ more than chance makes them.",
)
BREAK = Text(f"sắp xếp đơn vị {formats.day(REORGANISED, 'vi')}", f"units reorganised {formats.day(REORGANISED, 'en')}")
AREA_CHANGED = Text(
    "Từ {day} địa bàn thành phố và các đơn vị đã khác, nên số chung trước và sau ngày đó không cùng một phạm vi.",
    "Since {day} the city's area and its units are others, so figures of the whole before and after cover different areas.",
).filled(day=Text(formats.day(REORGANISED, "vi"), formats.day(REORGANISED, "en")))
_FOUND = Text(
    "Trong {compared} so sánh giữa các đơn vị, {found} nằm ngoài giới hạn 95 %; riêng ngẫu nhiên cũng có thể đưa ra ngoài "
    "chừng {chance}.",
    "Of {compared} comparisons of units, {found} lie outside the 95% limits; chance alone may put about {chance} there.",
)
_NONE_FOUND = Text(
    "Trong {compared} so sánh giữa các đơn vị, không có con số nào nằm ngoài giới hạn 95 %.",
    "Of {compared} comparisons of units, none lies outside the 95% limits.",
)
_CHANGED = Text(
    "{name}: {value}, khác {period} ({before}): {by} điểm % (từ {low} đến {high}, độ tin cậy 95 %).",
    "{name}: {value} differs from {period} ({before}): {by} points (between {low} and {high}, 95% confidence).",
)
_NOT_CHANGED = Text(
    "{name}: {value}, chưa thể phân biệt với {period} ({before}).",
    "{name}: {value} cannot be told apart from {period} ({before}).",
)
_COURSE = Text("{name} {word}: {reasons}.", "{name} {word}: {reasons}.")
_WORDS = {"rose": Text("tăng", "rose"), "fell": Text("giảm", "fell")}
_REASONS = {
    ("outside", "up"): Text("vượt lên trên giới hạn của chính chuỗi này", "above the limits of its own series"),
    ("outside", "down"): Text("xuống dưới giới hạn của chính chuỗi này", "below the limits of its own series"),
    ("run", "up"): Text("{points} kỳ liền cao hơn mức trung bình của mình", "{points} periods running above its mean"),
    ("run", "down"): Text(
        "{points} kỳ liền thấp hơn mức trung bình của mình", "{points} periods running below its mean"
    ),
    ("trend", "up"): Text("{points} kỳ liền tăng dần", "{points} periods each above the one before"),
    ("trend", "down"): Text("{points} kỳ liền giảm dần", "{points} periods each below the one before"),
}
_NO_CHANGE = Text("{name}: không có thay đổi rõ qua {points} kỳ.", "{name}: no clear change over {points} periods.")
_SHORT = Text(
    "{name}: mới có {points} trong {least} kỳ cần có để nói là tăng hay giảm.",
    "{name}: {points} of the {least} periods that it takes to say that it rose or fell.",
)


class Peers(NamedTuple):
    """The units a share is held against: their rate together, how many have one, and how much they vary."""

    rate: float
    units: int
    over_dispersion: OverDispersion

    @property
    def note(self) -> Text | None:
        """Return the sentence that says that the limits were moved out, where they were."""
        if not self.over_dispersion.used:
            return None
        factor = self.over_dispersion.factor
        return _WIDER.filled(factor=_each(lambda language: formats.number(factor, language, 1)))


class Said(NamedTuple):
    """A sentence, and whether it claims something: what claims nothing need not be read first."""

    text: Text
    claim: Literal["none", "look", "differs"]


def peers(metric: Metric, figures: Iterable[Figure]) -> Peers | None:
    """Return what one share is held against, from the figures of the units in question; None without two of them."""
    if not metric.is_share:
        return None
    pairs = [pair for figure in figures if (pair := _counts(figure)) is not None]
    if len(pairs) < 2:
        return None
    numerators, denominators = zip(*pairs, strict=True)
    rate = sum(numerators) / sum(denominators)
    return Peers(rate, len(pairs), statistics.find_over_dispersion(numerators, denominators, rate))


def place(figure: Figure, others: Peers | None) -> Standing | None:
    """Return where a figure lies among its peers; None where nothing can be said."""
    pair = _counts(figure)
    return None if pair is None or others is None else statistics.place(*pair, others.rate, others.over_dispersion)


def against(metric: Metric, figure: Figure, others: Peers | None, name: Text | None = None) -> Said | None:
    """Say how a share lies among its peers. `name`: what the sentence begins with, else the metric's name."""
    where = place(figure, others)
    if where is None or others is None:
        return None
    return Said(
        _AGAINST[where.position].filled(
            name=name or metric.name,
            value=_shown(metric, figure),
            parts=formats.fraction(figure),
            rate=_percent(others.rate),
            units=others.units,
            side=_SIDES[where.direction] if where.direction else "",
        ),
        "none" if where.position == "inside" else where.position,
    )


def change(metric: Metric, now: Figure, before: Figure | None, earlier: Period) -> Said | None:
    """Say whether a share differs from an earlier period's; None where either is no value or it is no share."""
    new, old = _counts(now), _counts(before) if before else None
    if not metric.is_share or new is None or old is None or before is None:
        return None
    by = statistics.difference(*new, *old)
    if by is None:
        return None
    words = {
        "name": metric.name,
        "value": _shown(metric, now),
        "before": _shown(metric, before),
        "period": earlier.name,
    }
    if not by.differs:
        return Said(_NOT_CHANGED.filled(**words), "none")
    return Said(_CHANGED.filled(**words, by=_points(by.value), low=_points(by.low), high=_points(by.high)), "differs")


def crosses(*periods: Period) -> bool:
    """Tell whether the reorganisation lies between or inside periods: then the whole is not the same whole."""
    return min(period.start for period in periods) < REORGANISED <= max(period.end for period in periods)


def latest(period: Period, count: int) -> list[Period]:
    """Return up to so many periods that end with this one, the oldest first."""
    found = [period]
    while len(found) < count:
        try:
            found.insert(0, found[0].previous())
        except MisuseError:  # before the first term that is known
            break
    return found


def since_first(figures: Iterable[tuple[Period, Figure | None]]) -> list[tuple[Period, Figure]]:
    """Return a series from its first value on; what has no figure at all (no such unit then) is left out."""
    known = [(period, figure) for period, figure in figures if figure is not None]
    return list(dropwhile(lambda pair: pair[1].value is None, known))


def chart_of(
    metric: Metric, figures: Sequence[Figure | None], periods: Sequence[Period] = (), whole: bool = False
) -> Xmr:
    """Return the XmR chart of a series of figures, oldest first; what is no value is a gap.

    `whole`: of the city or all units together. Such a series has a new mean from the first of the `periods` that ends
    after the reorganisation, for it covers another area.
    """
    values = [None if figure is None or figure.state != "value" else figure.value for figure in figures]
    first = next((number for number, period in enumerate(periods) if period.end >= REORGANISED), 0)
    rebases = [Rebase(first, BREAK.vi)] if whole and first else []
    return statistics.xmr(values, rebases, bounds=_SHARES if metric.is_share else _COUNTS)


def course(metric: Metric, chart: Xmr) -> Said:
    """Say whether a series rose or fell, by the signals of its last point, or that there is no clear change."""
    points = chart.stretches[-1].points
    if chart.short:
        return Said(_SHORT.filled(name=metric.name, points=points, least=statistics.POINTS), "none")
    found = statistics.trend(chart)
    if found.word is None:
        return Said(_NO_CHANGE.filled(name=metric.name, points=points), "none")
    reasons = [_REASONS[signal.rule, signal.direction].filled(points=signal.points) for signal in found.signals]
    both = Text(*("; ".join(reason(language) for reason in reasons) for language in LANGUAGES))
    return Said(_COURSE.filled(name=metric.name, word=_WORDS[found.word], reasons=both), "differs")


class StandingOut(NamedTuple):
    """The sentences about what lies outside the limits, and how many comparisons were made to find them."""

    said: tuple[Said, ...]
    compared: int

    @property
    def text(self) -> Text:
        """Say how many there are, and how many chance alone would have put there."""
        words = _FOUND if self.said else _NONE_FOUND
        return words.filled(
            compared=self.compared,
            found=len(self.said),
            chance=_each(lambda language: formats.number(self.compared * (1 - statistics.LOOK), language, 0)),
        )


def standing_out(
    metrics: Iterable[Metric], figures: Mapping[tuple[str, str], Figure], names: Mapping[str, Text]
) -> StandingOut:
    """Return a sentence for every unit and share outside the limits of its peers, what differs most surely first."""
    found = []
    compared = 0
    for metric in metrics:
        every = [figures[unit, metric.id] for unit in names if (unit, metric.id) in figures]
        others = peers(metric, every)
        for figure in every:
            label = Text("{metric}, {unit}", "{metric}, {unit}").filled(metric=metric.name, unit=names[figure.unit])
            said = against(metric, figure, others, label)
            compared += said is not None
            if said is not None and said.claim != "none":
                found.append(said)
    return StandingOut(tuple(sorted(found, key=lambda said: said.claim != "differs")), compared)


def _counts(figure: Figure) -> tuple[int, int] | None:
    """Return numerator and denominator where they are counts of one whole."""
    if figure.state != "value" or figure.numerator is None or not figure.denominator:
        return None
    numerator, denominator = int(figure.numerator), int(figure.denominator)
    if (numerator, denominator) != (figure.numerator, figure.denominator) or not 0 <= numerator <= denominator:
        return None
    return numerator, denominator


def _each(make: Callable[[Language], str]) -> Text:
    return Text(*(make(language) for language in LANGUAGES))


def _shown(metric: Metric, figure: Figure) -> Text:
    return _each(lambda language: formats.show(figure, metric, language))


def _percent(share: float) -> Text:
    return _each(lambda language: formats.percent(share, language, 1))


def _points(by: float) -> Text:
    sign = "+" if by > 0 else "−" if by < 0 else ""
    return _each(lambda language: sign + formats.number(abs(by) * 100, language, 1))
