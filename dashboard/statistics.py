"""What is a difference and what is chance: intervals, funnel limits, XmR charts, time to answer.

Pure functions over plain numbers and arrays. Shares are fractions between 0 and 1, never percentages. What cannot be
said is None; what makes no sense (a numerator above its denominator, say) is a ValueError.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import NormalDist
from typing import Literal, NamedTuple, SupportsFloat

import numpy as np
from numpy.typing import ArrayLike, NDArray

from etl.figures.waits import median_wait

LOOK, DIFFERS = 0.95, 0.998  # the two pairs of limits of a funnel plot
POINTS, RANGES = 12, 6  # an XmR chart with fewer reported points, or fewer moving ranges, is short
RUN, TREND = 8, 6  # points on one side of the mean, points rising or falling, that make a signal
SLACK = 1e-9  # what lies nearer to a limit than this lies on it: binary fractions are not exact


class Interval(NamedTuple):
    low: float
    high: float


class Difference(NamedTuple):
    value: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Whether 0 is outside the interval."""
        return self.low > 0 or self.high < 0


def wilson(numerator: int, denominator: int, confidence: float = 0.95) -> Interval | None:
    """Return the score interval of a share of counts, without continuity correction; None for a denominator of 0.

    Wilson (1927), J. Am. Stat. Assoc. 22:209-212; method 3 in Newcombe (1998), Stat. Med. 17:857-872.
    """
    _check_counts(numerator, denominator)
    if not denominator:
        return None
    z, n = _z(confidence), denominator
    share, scale = numerator / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2) / scale
    return Interval(middle - half if numerator else 0.0, middle + half if numerator < n else 1.0)


def difference(
    numerator: int, denominator: int, other_numerator: int, other_denominator: int, confidence: float = 0.95
) -> Difference | None:
    """Return the first share minus the other, of independent counts; None where either denominator is 0.

    Hybrid score interval: Newcombe (1998), Stat. Med. 17:873-890, method 10.
    """
    one = wilson(numerator, denominator, confidence)
    other = wilson(other_numerator, other_denominator, confidence)
    if one is None or other is None:
        return None
    p, q = numerator / denominator, other_numerator / other_denominator
    low = p - q - math.hypot(p - one.low, other.high - q)
    return Difference(p - q, low, p - q + math.hypot(one.high - p, q - other.low))


class OverDispersion(NamedTuple):
    """How much more the units vary than chance alone would make them: `phi` times, found from `units` units."""

    phi: float
    units: int

    @property
    def used(self) -> bool:
        """Whether phi > 1 + 2·√(2/units): under chance alone units·phi is about chi-squared with `units` degrees."""
        return self.units > 0 and self.phi > 1 + 2 * math.sqrt(2 / self.units)

    @property
    def factor(self) -> float:
        """By how much limits stand further from the centre: √phi where it is used, else 1."""
        return math.sqrt(self.phi) if self.used else 1.0


class Limits(NamedTuple):
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Standing(NamedTuple):
    """Where a unit lies: inside the 95 % limits, worth a look (outside them), or different (outside 99.8 %)."""

    position: Literal["inside", "look", "differs"]
    direction: Literal["above", "below"] | None  # None inside: such a unit is neither better nor worse


def find_over_dispersion(
    numerators: Sequence[int], denominators: Sequence[int], p: float, winsorised: float = 0.1
) -> OverDispersion:
    """Return the mean square of the units' z-scores about the rate p, the outer 10 % on each side drawn in.

    z = (numerator − n·p) / √(n·p·(1 − p)); scores beyond the 10 % and 90 % quantiles (linear between ranks) are set to
    them, so that a few units that do differ do not hide themselves. Drawing in lowers phi (to 0.68 under chance alone),
    so the rule of `used` errs towards plain limits. Units with denominator 0 are left out; phi is 0 where nothing can
    vary (no unit, p = 0 or 1). Spiegelhalter (2005), Stat. Med. 24:1185-1202, multiplicative model.
    """
    _check_share(p)
    pairs = [pair for pair in zip(numerators, denominators, strict=True) if pair[1]]
    for pair in pairs:
        _check_counts(*pair)
    if not pairs or p in (0, 1):
        return OverDispersion(0.0, len(pairs))
    counts, sizes = np.array(pairs, dtype=float).T
    scores = (counts - sizes * p) / np.sqrt(sizes * p * (1 - p))
    low, high = np.quantile(scores, [winsorised, 1 - winsorised])
    return OverDispersion(float(np.mean(np.clip(scores, low, high) ** 2)), len(pairs))


def limits(p: float, n: ArrayLike, confidence: float, over_dispersion: OverDispersion | None = None) -> Limits:
    """Return the exact binomial limits about the rate p for denominators n, as shares; two arrays of the shape of n.

    n: whole numbers ≥ 1. A count lies below its limit just where P(X ≤ count) < (1 − confidence)/2, above it just where
    P(X ≥ count) is. Between counts the limit is interpolated in the distribution function (Spiegelhalter 2005,
    appendix), which makes the curves smooth and monotone; the upper is the mirror image of the lower limit of 1 − p, so
    that counting the other outcome gives the same picture. Over-dispersion that is `used` moves both limits √phi times
    as far from p, cut off at 0 and 1.
    """
    _check_share(p)
    sizes = np.asarray(n)
    if np.any(sizes < 1) or np.any(sizes != np.floor(sizes)):
        raise ValueError("limits need whole denominators of 1 or more")
    _z(confidence)
    tail, factor = (1 - confidence) / 2, over_dispersion.factor if over_dispersion else 1.0
    low = np.array([_lower_count(int(size), p, tail) / size for size in sizes.flat])
    high = np.array([1 - _lower_count(int(size), 1 - p, tail) / size for size in sizes.flat])
    ends = [np.clip(p + factor * (end - p), 0, 1).reshape(sizes.shape) for end in (low, high)]
    return Limits(*ends)


def place(numerator: int, denominator: int, p: float, over_dispersion: OverDispersion | None = None) -> Standing | None:
    """Return where a unit lies against the limits about the rate p, as `limits` draws them; None for denominator 0."""
    _check_counts(numerator, denominator)
    if not denominator:
        return None
    positions: tuple[tuple[Literal["differs", "look"], float], ...] = (("differs", DIFFERS), ("look", LOOK))
    for position, confidence in positions:
        low, high = limits(p, denominator, confidence, over_dispersion)
        if numerator < low * denominator - SLACK:
            return Standing(position, "below")
        if numerator > high * denominator + SLACK:
            return Standing(position, "above")
    return Standing("inside", None)


class Rebase(NamedTuple):
    """A decision to begin a new mean and new limits at the value with the index `start`, and why."""

    start: int
    reason: str


class Stretch(NamedTuple):
    """The points start … stop − 1 of a series, which share a mean and limits; None where there is too little."""

    start: int
    stop: int
    reason: str | None  # of the rebase that begins it
    points: int
    mean: float | None
    mean_range: float | None
    low: float | None
    high: float | None
    short: bool


class Signal(NamedTuple):
    """A rule that a point takes part in, which way, and how many reported points make it up."""

    rule: Literal["outside", "run", "trend"]
    direction: Literal["up", "down"]
    points: int


class Xmr(NamedTuple):
    stretches: tuple[Stretch, ...]
    signals: tuple[tuple[Signal, ...], ...]  # one entry for each value, in its order

    @property
    def short(self) -> bool:
        """Whether the latest stretch has too few points for signals."""
        return self.stretches[-1].short


class Trend(NamedTuple):
    """`rose` or `fell`, and by which signals; no word without a signal, or where signals point both ways."""

    word: Literal["rose", "fell"] | None
    signals: tuple[Signal, ...]


def xmr(values: Sequence[SupportsFloat | None], rebases: Sequence[Rebase] = (), bounds: Interval | None = None) -> Xmr:
    """Return mean, limits (mean ± 2.66 × mean moving range) and signals of a series, oldest first; None is a gap.

    Signals: a point outside the limits; 8 points running on one side of the mean (one on it ends the run); 6 points
    each above, or each below, the one before. A gap makes no moving range on either side; runs and trends count
    reported points and go on after it. Nothing goes across a rebase. A stretch with fewer than 12 points, or fewer
    than 6 moving ranges, is short and gives no signals. `bounds` cuts the limits off: (0, 1) for a share.
    Wheeler & Chambers (1992), Understanding Statistical Process Control; Nelson (1984), J. Qual. Technol. 16:237-239.
    """
    series = [None if value is None else float(value) for value in values]
    if not all(value is None or math.isfinite(value) for value in series):
        raise ValueError("a value is not a finite number; a gap is None")
    cuts = [0, *(rebase.start for rebase in rebases), max(len(series), 1)]
    if any(after <= before for before, after in pairwise(cuts)) or not all(r.reason.strip() for r in rebases):
        raise ValueError("rebases need a reason each, and starts that rise within the series")
    reasons = [None, *(rebase.reason for rebase in rebases)]
    stretches, signals = [], []
    for (start, stop), reason in zip(pairwise(cuts), reasons, strict=True):
        part = series[start:stop]
        stretches.append(_stretch(part, start, reason, bounds))
        signals += _signals(part, stretches[-1])
    return Xmr(tuple(stretches), tuple(signals))


def trend(chart: Xmr) -> Trend:
    """Return whether the series rose or fell, by the signals its last point takes part in; a last gap has none."""
    latest = chart.signals[-1] if chart.signals else ()
    directions = {signal.direction for signal in latest}
    return Trend(None if len(directions) != 1 else "rose" if "up" in directions else "fell", latest)


class Step(NamedTuple):
    """One day of a Kaplan-Meier curve; `survival` holds from it on. The band is None where survival is 1 or 0."""

    time: int
    at_risk: int
    events: int
    survival: float
    low: float | None
    high: float | None
    censored: int


class KaplanMeier(NamedTuple):
    """The curve, its median and the median's limits; None where the curve or the band stays above a half."""

    steps: tuple[Step, ...]
    median: int | None
    low: int | None
    high: int | None


def kaplan_meier(waits: Sequence[int], observed: Sequence[bool], confidence: float = 0.95) -> KaplanMeier:
    """Return the share still waiting after each wait in days; `observed`: whether it ended in the event by then.

    On one day events come before censorings. Fractions are kept exact up to the step's `survival`. Band: Greenwood's
    variance on the log(−log) scale; the median's limits are where the band's two edges reach a half (Kaplan & Meier
    1958, J. Am. Stat. Assoc. 53:457-481; Kalbfleisch & Prentice 1980; Brookmeyer & Crowley 1982, Biometrics 38:29-41).
    """
    ends, z = list(zip(waits, observed, strict=True)), _z(confidence)
    if any(wait < 0 for wait in waits):
        raise ValueError("a wait is negative")
    answered, waiting = [wait for wait, event in ends if event], [wait for wait, event in ends if not event]
    events, losses = Counter(answered), Counter(waiting)
    at_risk, survival, variance, steps = len(ends), Fraction(1), 0.0, []
    for time in sorted(events.keys() | losses.keys()):
        left = at_risk - events[time]
        survival *= Fraction(left, at_risk)
        variance += events[time] / (at_risk * left) if left else 0.0
        band = _band(survival, variance, z)
        steps.append(Step(time, at_risk, events[time], float(survival), *band, losses[time]))
        at_risk = left - losses[time]
    low = next((s.time for s in steps if not s.survival or (s.low is not None and s.low <= 0.5)), None)
    high = next((s.time for s in steps if s.high is not None and s.high <= 0.5), None)
    return KaplanMeier(tuple(steps), median_wait(answered, waiting), low, high)


def _check_counts(numerator: int, denominator: int) -> None:
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator}/{denominator} is not a share of counts")


def _check_share(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"{p} is not a share between 0 and 1")


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"{confidence} is not a confidence between 0 and 1")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def _lower_count(n: int, p: float, tail: float) -> float:
    """The count, between whole counts interpolated, at which P(X ≤ count) reaches `tail`; below 0 where P(X = 0) is more."""
    if p in (0, 1):
        return n * p
    counts = np.arange(1, math.ceil(n * p) + 1)  # the tail is less than a half and ends before the mean
    steps = np.log((n - counts + 1) / counts) + math.log(p) - math.log1p(-p)
    chances = np.exp(n * math.log1p(-p) + np.concatenate(([0.0], np.cumsum(steps))))
    sums = np.cumsum(chances)
    first = int(np.searchsorted(sums, tail))
    return float(first - (sums[first] - tail) / chances[first])


def _stretch(part: list[float | None], start: int, reason: str | None, bounds: Interval | None) -> Stretch:
    told = [value for value in part if value is not None]
    ranges = [abs(after - before) for before, after in pairwise(part) if before is not None and after is not None]
    mean = math.fsum(told) / len(told) if told else None
    short = len(told) < POINTS or len(ranges) < RANGES
    if mean is None or not ranges:
        return Stretch(start, start + len(part), reason, len(told), mean, None, None, None, short)
    mean_range = math.fsum(ranges) / len(ranges)
    low, high = mean - 2.66 * mean_range, mean + 2.66 * mean_range
    if bounds:
        low, high = max(low, bounds.low), min(high, bounds.high)
    return Stretch(start, start + len(part), reason, len(told), mean, mean_range, low, high, short)


def _signals(part: list[float | None], stretch: Stretch) -> list[tuple[Signal, ...]]:
    found: list[list[Signal]] = [[] for _ in part]
    mean, low, high = stretch.mean, stretch.low, stretch.high
    if not stretch.short and mean is not None and low is not None and high is not None:
        slack = SLACK * max(1.0, abs(mean))
        told = [(index, value) for index, value in enumerate(part) if value is not None]
        for index, value in told:
            if value > high + slack or value < low - slack:
                found[index].append(Signal("outside", "up" if value > high else "down", 1))
        sides = [_sign(value - mean, slack) for _, value in told]
        moves = [_sign(after - before, slack) for (_, before), (_, after) in pairwise(told)]
        for first, points, sign in _runs(sides, RUN):
            for index, _ in told[first : first + points]:
                found[index].append(Signal("run", "up" if sign > 0 else "down", points))
        for first, length, sign in _runs(moves, TREND - 1):
            for index, _ in told[first : first + length + 1]:
                found[index].append(Signal("trend", "up" if sign > 0 else "down", length + 1))
    return [tuple(signals) for signals in found]


def _sign(value: float, slack: float) -> int:
    return (value > slack) - (value < -slack)


def _runs(signs: list[int], least: int) -> Iterator[tuple[int, int, int]]:
    first = 0
    for sign, group in groupby(signs):
        length = len(list(group))
        if sign and length >= least:
            yield first, length, sign
        first += length


def _band(survival: Fraction, variance: float, z: float) -> tuple[float | None, float | None]:
    if survival in (0, 1):
        return None, None
    half = z * math.sqrt(variance) / -math.log(survival)
    return float(survival) ** math.exp(half), float(survival) ** math.exp(-half)
