"""Intervals, funnel limits, XmR charts and time to answer: against scipy, published examples and plain definitions."""

import warnings
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, beta, binom, binomtest, ecdf, norm
from scipy.stats.mstats import winsorize

from dashboard.statistics import (
    DIFFERS,
    LOOK,
    Difference,
    Interval,
    OverDispersion,
    Rebase,
    Signal,
    difference,
    find_over_dispersion,
    kaplan_meier,
    limits,
    place,
    trend,
    wilson,
    xmr,
)
from etl.figures.waits import median_wait

unhurried = settings(deadline=None)
COUNTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
FEW = st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SHARES = st.floats(0.005, 0.995)
CONFIDENCES = st.sampled_from([0.8, LOOK, 0.99, DIFFERS])


# Shares and their differences


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(numerator: int, denominator: int, low: float, high: float) -> None:
    """Newcombe (1998), Stat. Med. 17:857-872, table I, method 3."""
    assert wilson(numerator, denominator) == pytest.approx((low, high), abs=5e-5)


@unhurried
@given(COUNTS, CONFIDENCES)
def test_wilson_is_scipys_contains_the_share_and_mirrors(counts: tuple[int, int], confidence: float) -> None:
    numerator, denominator = counts
    found = wilson(numerator, denominator, confidence)
    assert found is not None
    expected = binomtest(numerator, denominator).proportion_ci(confidence, method="wilson")
    assert found == pytest.approx((expected.low, expected.high), abs=1e-10)
    assert 0 <= found.low <= numerator / denominator <= found.high <= 1
    mirror = wilson(denominator - numerator, denominator, confidence)
    assert mirror == pytest.approx((1 - found.high, 1 - found.low), abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_difference_as_published(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe (1998), Stat. Med. 17:873-890, table II, method 10."""
    found = difference(*counts)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert found.differs == (low > 0)


@unhurried
@given(COUNTS, COUNTS)
def test_difference_contains_itself_and_turns_round(one: tuple[int, int], other: tuple[int, int]) -> None:
    found, turned = difference(*one, *other), difference(*other, *one)
    assert found is not None and turned is not None
    assert -1 - 1e-12 <= found.low <= found.value <= found.high <= 1 + 1e-12
    assert tuple(turned) == pytest.approx((-found.value, -found.high, -found.low), abs=1e-12)
    assert found.differs == turned.differs == (not found.low <= 0 <= found.high)
    assert not Difference(0.1, 0.0, 0.2).differs and not Difference(-0.1, -0.2, 0.0).differs


def test_nothing_is_said_of_nothing_and_no_sense_is_refused() -> None:
    assert wilson(0, 0) is difference(0, 0, 1, 2) is difference(1, 2, 0, 0) is place(0, 0, 0.5) is None
    for counts in ((3, 2), (-1, 2), (1, 0)):
        with pytest.raises(ValueError, match="not a share of counts"):
            wilson(*counts)
        with pytest.raises(ValueError, match="not a share of counts"):
            place(*counts, 0.5)
    for confidence in (0, 1, 95):
        with pytest.raises(ValueError, match="confidence"):
            wilson(1, 2, confidence)
        with pytest.raises(ValueError, match="confidence"):
            limits(0.5, 10, confidence)
    for share in (-0.1, 78):
        with pytest.raises(ValueError, match="share between 0 and 1"):
            limits(share, 10, LOOK)
    for n in (0, [3, 0], 2.5):
        with pytest.raises(ValueError, match="whole denominators"):
            limits(0.5, n, LOOK)


# Funnel


def scipy_lower(p: float, n: int, tail: float) -> float:
    """Spiegelhalter (2005): r − (P(R ≤ r) − tail)/P(R = r), r the smallest count with P(R ≤ r) ≥ tail; as a share."""
    r = next(count for count in range(n + 1) if binom.cdf(count, n, p) >= tail)
    return max(0.0, float(r - (binom.cdf(r, n, p) - tail) / binom.pmf(r, n, p))) / n


@pytest.mark.parametrize("confidence", [LOOK, DIFFERS])
@pytest.mark.parametrize("p", [0.003, 0.1, 0.5, 0.78, 0.97, 0.999])
def test_limits_are_the_interpolated_binomial_quantiles_of_scipy(p: float, confidence: float) -> None:
    sizes = np.array([[1, 2, 3, 7], [20, 61, 400, 2500]])
    low, high = limits(p, sizes, confidence)
    assert low.shape == high.shape == sizes.shape
    for size, below, above in zip(sizes.flat, low.flat, high.flat, strict=True):
        assert below == pytest.approx(scipy_lower(p, int(size), (1 - confidence) / 2), abs=1e-9)
        assert above == pytest.approx(1 - scipy_lower(1 - p, int(size), (1 - confidence) / 2), abs=1e-9)
    assert limits(p, [], confidence).low.shape == (0,)


def test_limits_of_large_denominators_are_exact() -> None:
    for p in (0.01, 0.78, 0.999):
        low, high = limits(p, 100_000, DIFFERS)
        counts = np.array([np.ceil(low * 100_000) - 1, np.floor(high * 100_000) + 1])
        assert binom.cdf(counts[0], 100_000, p) < 0.001 <= binom.cdf(counts[0] + 1, 100_000, p)
        assert binom.sf(counts[1] - 1, 100_000, p) < 0.001 <= binom.sf(counts[1] - 2, 100_000, p)


@unhurried
@given(SHARES, CONFIDENCES)
def test_limits_narrow_with_n_hold_the_rate_and_mirror(p: float, confidence: float) -> None:
    sizes = np.arange(1, 200)
    low, high = limits(p, sizes, confidence)
    assert np.all(np.diff(low) >= -1e-12) and np.all(np.diff(high) <= 1e-12)
    assert np.all((low >= 0) & (low <= p) & (p <= high) & (high <= 1))
    mirror = limits(1 - p, sizes, confidence)
    assert mirror.low == pytest.approx(1 - high, abs=1e-9) and mirror.high == pytest.approx(1 - low, abs=1e-9)
    wider = limits(p, sizes, 0.999)
    assert np.all(wider.low <= low) and np.all(wider.high >= high)


def place_by_tails(numerator: int, denominator: int, p: float) -> tuple[str, str | None]:
    below, above = binom.cdf(numerator, denominator, p), binom.sf(numerator - 1, denominator, p)
    for position, tail in (("differs", 0.001), ("look", 0.025)):
        if min(below, above) < tail:
            return position, "below" if below < tail else "above"
    return "inside", None


@pytest.mark.parametrize("p", [0.0371, 0.25, 0.5, 0.7777, 0.9, 0.9913])
def test_place_is_decided_by_exact_tails_and_agrees_with_the_drawn_limits(p: float) -> None:
    seen = set()
    for denominator in (1, 2, 5, 12, 40, 150):
        ends = [limits(p, denominator, confidence) for confidence in (LOOK, DIFFERS)]
        for numerator in range(denominator + 1):
            found = place(numerator, denominator, p)
            assert found == place_by_tails(numerator, denominator, p)
            outside = [not low <= numerator / denominator <= high for low, high in ends]
            assert found is not None and ["inside", "look", "differs"].index(found.position) == sum(outside)
            seen.add(found)
    assert {("differs", "below"), ("look", "below"), ("inside", None)} <= seen or p < 0.5
    assert {("differs", "above"), ("look", "above"), ("inside", None)} <= seen or p > 0.5


@unhurried
@given(FEW, SHARES)
def test_place_turns_round_with_the_outcome_counted(counts: tuple[int, int], p: float) -> None:
    numerator, denominator = counts
    found, mirror = place(numerator, denominator, p), place(denominator - numerator, denominator, 1 - p)
    assert found is not None and mirror is not None and found.position == mirror.position
    assert {found.direction, mirror.direction} in ({None}, {"above", "below"})


def test_a_count_just_on_its_limit_is_inside_it() -> None:
    """The rates at which a count's tail is just 2.5 %, however their last digit is rounded."""
    for n in range(1, 40):
        for count in range(1, n + 1):
            p = float(beta.ppf((1 - LOOK) / 2, count, n - count + 1))
            assert place(count, n, p) == place(n - count, n, 1 - p) == ("inside", None)
            assert place(count, n, p * 0.9999) == ("look", "above")
            assert place(n - count, n, 1 - p * 0.9999) == ("look", "below")


def test_a_rate_of_nothing_or_all_has_no_funnel() -> None:
    assert limits(0, [1, 9], LOOK).low.tolist() == limits(0, [1, 9], LOOK).high.tolist() == [0, 0]
    assert limits(1, [1, 9], LOOK).low.tolist() == limits(1, [1, 9], LOOK).high.tolist() == [1, 1]
    assert place(0, 9, 0) == place(9, 9, 1) == ("inside", None)
    assert (place(1, 9, 0), place(8, 9, 1)) == (("differs", "above"), ("differs", "below"))


def test_over_dispersion_is_the_mean_square_of_scores_with_the_outer_ones_drawn_in() -> None:
    """Eleven units: the 10 % and 90 % quantiles are the second and the last but one, which is scipy's winsorize too."""
    sizes = [20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70]
    counts = [20, 12, 28, 20, 38, 30, 20, 54, 40, 64, 35]
    scores = [(count - size * 0.75) / (size * 0.75 * 0.25) ** 0.5 for count, size in zip(counts, sizes, strict=True)]
    found = find_over_dispersion([*counts, 0], [*sizes, 0], 0.75)
    assert found.units == 11
    assert found.phi == pytest.approx(np.mean(winsorize(np.array(scores), (0.1, 0.1)) ** 2), abs=1e-9)
    assert found.phi == pytest.approx(
        np.mean(np.square([min(max(z, sorted(scores)[1]), sorted(scores)[-2]) for z in scores]))
    )
    assert find_over_dispersion(counts, sizes, 0.75, winsorised=0).phi == pytest.approx(np.mean(np.square(scores)))
    assert found.used and found.factor == pytest.approx(found.phi**0.5)


def test_over_dispersion_is_used_only_where_it_is_plain() -> None:
    edge = 1 + 2 * (2 / 8) ** 0.5
    assert not OverDispersion(edge, 8).used and OverDispersion(edge + 1e-9, 8).used
    assert OverDispersion(edge, 8).factor == 1 and not OverDispersion(9.0, 0).used
    for found in (find_over_dispersion([], [], 0.5), find_over_dispersion([0, 0], [3, 4], 0.0)):
        assert (found.phi, found.used, found.factor) == (0, False, 1)
    random, sizes = np.random.default_rng(20241), np.arange(20, 65, 3)
    chance = [find_over_dispersion(random.binomial(sizes, 0.8), sizes, 0.8).used for _ in range(400)]
    rates = (0.6, 1.0) * 8
    planted = [find_over_dispersion(random.binomial(sizes, rates[:15]), sizes, 0.8).used for _ in range(400)]
    assert sum(chance) <= 20 and sum(planted) >= 380
    with pytest.raises(ValueError, match="not a share of counts"):
        find_over_dispersion([4], [3], 0.5)


def test_over_dispersion_moves_the_limits_by_its_root() -> None:
    spread, sizes = OverDispersion(4.0, 15), np.array([1, 4, 30, 200, 40_000])
    plain, wide = limits(0.8, sizes, DIFFERS), limits(0.8, sizes, DIFFERS, spread)
    assert wide.low == pytest.approx(np.maximum(0, 0.8 - 2 * (0.8 - plain.low)))
    assert wide.high == pytest.approx(np.minimum(1, 0.8 + 2 * (plain.high - 0.8)))
    by_normal = norm.ppf(0.999) * (4 * 0.8 * 0.2 / 40_000) ** 0.5
    assert (0.8 - wide.low[-1], wide.high[-1] - 0.8) == pytest.approx((by_normal, by_normal), rel=0.01)
    unused = OverDispersion(1.5, 15)
    assert limits(0.8, sizes, DIFFERS, unused).low.tolist() == plain.low.tolist()
    look, differs = (80 - 2 * (80 - 100 * scipy_lower(0.8, 100, tail)) for tail in (0.025, 0.001))
    for count in range(81):
        position = "differs" if count < differs else "look" if count < look else "inside"
        found = place(count, 100, 0.8, spread)
        assert found is not None and found.position == position
        assert place(count, 100, 0.8, unused) == place(count, 100, 0.8)


# XmR


def names(chart_signals: tuple[Signal, ...]) -> list[str]:
    return [signal.rule for signal in chart_signals]


def test_xmr_as_published() -> None:
    """Wheeler, Making Sense of Data, p. 382 (data for verifying software); Wheeler & Chambers 1992, p. 49; NIST 6.3.2.2."""
    values = [5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200]
    chart = xmr(values)
    (stretch,) = chart.stretches
    numbers = (stretch.mean, stretch.mean_range, stretch.low, stretch.high)
    assert numbers == pytest.approx((4135.50, 355.93, 3188.72, 5082.28), abs=0.005)
    assert numbers == pytest.approx((4135.5, 5339 / 15, 4135.5 - 2.66 * 5339 / 15, 4135.5 + 2.66 * 5339 / 15))
    assert chart.signals == ((),) * 15 + ((Signal("outside", "up", 1),),)
    assert trend(xmr([-value for value in values])) == ("fell", (Signal("outside", "down", 1),))
    (stretch,) = xmr([39, 41, 41, 41, 43, 44, 41, 42, 40, 41, 44, 40]).stretches
    assert (stretch.mean, stretch.high, stretch.low) == pytest.approx((41.42, 46.01, 36.82), abs=0.005)
    (stretch,) = xmr([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]).stretches
    assert (stretch.mean, stretch.mean_range) == pytest.approx((50.81, 1.8778), abs=5e-5)
    assert (stretch.low, stretch.high) == pytest.approx((45.8159, 55.8041), abs=1e-3)  # there by 3/1.128
    assert stretch.short


def test_eight_points_on_one_side_are_a_run_and_seven_are_not() -> None:
    low, high = [1, 2] * 4, [5, 6] * 4
    chart = xmr([*low, *high])
    assert [signal.direction for signals in chart.signals for signal in signals if signal.rule == "run"] == [
        "down"
    ] * 8 + ["up"] * 8
    assert chart.signals[-1] == (Signal("run", "up", 8),)
    assert trend(chart) == ("rose", (Signal("run", "up", 8),))
    assert not any(xmr([*low[1:], *high[1:]]).signals)
    through_the_mean = xmr([0] * 4 + [0.5] + [0] * 4 + [1] * 4 + [0.5] + [1] * 4)
    assert through_the_mean.stretches[0].mean == 0.5
    assert not any("run" in names(signals) for signals in through_the_mean.signals)


def test_six_points_rising_or_falling_are_a_trend_and_five_are_not() -> None:
    calm = [10, 14, 9, 15, 10, 14, 9, 15]
    rising = xmr([*calm, 9, 10, 11, 12, 13, 14])
    assert [names(signals) for signals in rising.signals] == [[]] * 8 + [["trend"]] * 6
    assert trend(rising) == ("rose", (Signal("trend", "up", 6),))
    assert trend(xmr([*calm, 15.5, 14.5, 13, 12, 11, 10, 9])) == ("fell", (Signal("trend", "down", 7),))
    assert not any(xmr([*calm, 11, 12, 13, 14]).signals) and trend(xmr([*calm, 11, 12, 13, 14])) == (None, ())
    assert not any(xmr([*calm, 9, 10, 11, 11, 12, 13, 14]).signals), "a point level with the last one ends the trend"
    over = xmr([*calm, 9, 10, 11, 12, 13, 14, 12])
    assert names(over.signals[-2]) == ["trend"] and trend(over) == (None, ()), "only the last point counts"


def test_a_signal_that_points_both_ways_gives_no_word() -> None:
    chart = xmr([20, 24] * 6 + [10, 12, 5, 6, 7, 8, 9, 10])
    assert [(signal.rule, signal.direction) for signal in chart.signals[-1]] == [("run", "down"), ("trend", "up")]
    assert trend(chart).word is None and len(trend(chart).signals) == 2


def test_gaps_make_no_moving_range_and_do_not_end_a_run() -> None:
    chart = xmr([1, None, 4, 6, None, None, 3, 2])
    (stretch,) = chart.stretches
    assert (stretch.points, stretch.mean, stretch.mean_range) == (5, 3.2, 1.5)
    assert chart.short and len(chart.signals) == 8
    gapped = xmr([1, 2, 1, 2, None, 1, 2, 1, 2, 5, 6, None, 5, 6, 5, 6, 5, 6])
    assert gapped.signals[4] == gapped.signals[11] == ()
    assert gapped.signals[-1] == (Signal("run", "up", 8),) and trend(gapped).word == "rose"
    assert trend(xmr([1, 2] * 4 + [5, 6] * 4 + [None])) == (None, ()), "no latest point, no word"
    sparse = xmr([5, 5, None, 9, None, 1, None, 7, None, 2, None, 8, None, 3, None, 4, None, 6, None, 7, None, 5, None])
    assert sparse.stretches[0].points == 12 and sparse.short, "one moving range is no ground for limits"


def test_a_rebase_begins_anew_and_gives_its_reason() -> None:
    values = [1, 2] * 7 + [11, 12] * 6
    chart = xmr(values, [Rebase(14, "Nghị quyết mới / new rules")])
    first, second = chart.stretches
    assert (first.start, first.stop, first.reason, first.mean) == (0, 14, None, 1.5)
    assert (second.start, second.stop, second.mean, second.mean_range) == (14, 26, 11.5, 1.0)
    assert second.reason == "Nghị quyết mới / new rules"
    assert (second.low, second.high) == pytest.approx((11.5 - 2.66, 11.5 + 2.66))
    assert not any(chart.signals) and any(xmr(values).signals)
    late = xmr([*values, 90], [Rebase(20, "…")])
    assert late.short and not late.stretches[0].short and late.signals[-1] == ()
    for rebases in ([Rebase(0, "a")], [Rebase(26, "a")], [Rebase(5, "a"), Rebase(5, "b")], [Rebase(5, " ")]):
        with pytest.raises(ValueError, match="rebases"):
            xmr(values, rebases)


def test_limits_are_cut_off_only_where_asked() -> None:
    values = [0.9, 1.0, 0.7, 1.0] * 3
    cut, plain = xmr(values, bounds=Interval(0, 1)).stretches[0], xmr(values).stretches[0]
    assert plain.high is not None and plain.high > 1 and cut.high == 1
    assert plain.low == cut.low == pytest.approx(0.9 - 2.66 * 2.3 / 11)
    assert xmr([0.0, 0.3] * 6, bounds=Interval(0, 1)).stretches[0].low == 0


def test_a_series_that_says_little_says_so() -> None:
    assert xmr([]).stretches[0].mean is None and xmr([]).short and trend(xmr([])) == (None, ())
    assert (xmr([None, 3]).stretches[0].mean, xmr([None, 3]).stretches[0].low) == (3, None)
    assert xmr([*range(10), 500]).short and not any(xmr([*range(10), 500]).signals)
    assert not xmr([*range(11), 500]).short and any(xmr([*range(11), 500]).signals)
    assert not any(xmr([0.1] * 12).signals) and not any(xmr([0.1 + 0.2, 0.3] * 8).signals)
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            xmr([1, value])


def signals_by_definition(values: list[int | None]) -> list[set[tuple[str, str]]]:
    """Every window of 8 and of 6 reported points, in whole numbers: Σ instead of the mean."""
    told = [(index, value) for index, value in enumerate(values) if value is not None]
    pairs = [(a, b) for a, b in pairwise(values) if a is not None and b is not None]
    found: list[set[tuple[str, str]]] = [set() for _ in values]
    if len(told) < 12 or len(pairs) < 6:
        return found
    mean = Fraction(sum(value for _, value in told), len(told))
    reach = Fraction(266, 100) * Fraction(sum(abs(a - b) for a, b in pairs), len(pairs))
    for index, value in told:
        if abs(value - mean) > reach:
            found[index].add(("outside", "up" if value > mean else "down"))
    for rule, size in (("run", 8), ("trend", 6)):
        for first in range(len(told) - size + 1):
            window = told[first : first + size]
            numbers = [value - mean for _, value in window]
            if rule == "trend":
                numbers = [Fraction(b - a) for (_, a), (_, b) in pairwise(window)]
            for direction, sign in (("up", 1), ("down", -1)):
                if all(number * sign > 0 for number in numbers):
                    for index, _ in window:
                        found[index].add((rule, direction))
    return found


@settings(unhurried, max_examples=300)
@given(st.lists(st.one_of(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.none()), max_size=40))
def test_signals_are_those_of_the_definition_and_turn_over_with_the_series(values: list[int | None]) -> None:
    chart = xmr(values)
    found = [{(signal.rule, signal.direction) for signal in signals} for signals in chart.signals]
    assert found == signals_by_definition(values)
    turned = xmr([None if value is None else -value for value in values])
    assert [len(signals) for signals in turned.signals] == [len(signals) for signals in chart.signals]
    assert {"rose": "fell", "fell": "rose", None: None}[trend(chart).word] == trend(turned).word
    low, mean, high = chart.stretches[0].low, chart.stretches[0].mean, chart.stretches[0].high
    assert low is None or mean is None or high is None or low <= mean <= high


# Time to answer

WAITS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
OBSERVED = [True] * 9 + [False] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_kaplan_meier_as_published() -> None:
    """Freireich et al. (1963), 6-MP and placebo: survival, its standard error and log-log limits as SAS prints them."""
    found = kaplan_meier(WAITS, OBSERVED)
    steps = {step.time: step for step in found.steps}
    published = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {step.time: round(step.survival, 4) for step in found.steps if step.events} == published
    assert (found.median, found.low, found.high) == (23, 13, None)
    assert (steps[6].at_risk, steps[6].events, steps[6].censored) == (21, 3, 1)
    assert (steps[10].at_risk, steps[35].at_risk, steps[35].events) == (15, 1, 0)
    placebo = kaplan_meier(PLACEBO, [True] * 21)
    assert (placebo.median, placebo.low, placebo.high) == (8, 4, 11)


def test_greenwoods_error_as_published() -> None:
    """The standard errors SAS prints for 6-MP, read back from the band: log(−log S) ± z·se/(S·|log S|)."""
    for time, error in ((6, 0.0764), (7, 0.0869), (10, 0.0963), (13, 0.1068), (16, 0.1141), (22, 0.1282), (23, 0.1346)):
        step = next(step for step in kaplan_meier(WAITS, OBSERVED).steps if step.time == time)
        half = (np.log(-np.log(step.low)) - np.log(-np.log(step.high))) / 2
        assert half / norm.ppf(0.975) * step.survival * -np.log(step.survival) == pytest.approx(error, abs=5e-5)


ENDS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60)


@unhurried
@given(ENDS.filter(bool), CONFIDENCES)
def test_kaplan_meier_is_scipys(ends: list[tuple[int, bool]], confidence: float) -> None:
    waits, observed = [wait for wait, _ in ends], [event for _, event in ends]
    found = kaplan_meier(waits, observed, confidence)
    curve = ecdf(CensoredData.right_censored(waits, np.logical_not(observed))).sf
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):  # no band where S is 0 or 1
        band = curve.confidence_interval(confidence, method="log-log")
    assert [step.time for step in found.steps] == curve.quantiles.tolist()
    assert [step.survival for step in found.steps] == pytest.approx(curve.probabilities, abs=1e-12)
    for step, low, high in zip(found.steps, band.low.probabilities, band.high.probabilities, strict=True):
        if step.low is None or step.high is None:
            assert step.survival in (0, 1)
        else:
            assert (step.low, step.high) == pytest.approx((low, high), abs=1e-9)
            assert step.low <= step.survival <= step.high


@unhurried
@given(ENDS)
def test_the_median_is_exact_and_within_its_limits(ends: list[tuple[int, bool]]) -> None:
    waits, observed = [wait for wait, _ in ends], [event for _, event in ends]
    found = kaplan_meier(waits, observed)
    assert found.median == median_wait([w for w, event in ends if event], [w for w, event in ends if not event])
    assert found.median == next((step.time for step in found.steps if step.survival <= 0.5), None)
    assert sum(step.events + step.censored for step in found.steps) == len(ends)
    if found.median is not None:
        assert found.low is not None and found.low <= found.median
    assert found.high is None or (found.median is not None and found.median <= found.high)


def test_waits_at_the_edges() -> None:
    assert kaplan_meier([], []) == ((), None, None, None)
    assert kaplan_meier([3, 9], [False, False])[1:] == (None, None, None)
    assert kaplan_meier([4, 4], [True, True])[1:] == (4, 4, None), (
        "the band says nothing of a curve that only falls to 0"
    )
    assert kaplan_meier([4, 4], [True, False]).median == 4, "on one day the answer comes before the censoring"
    assert kaplan_meier([1, 2, 3, 4, 5, 6], [True] * 6).median == 3, "S is 1/2 exactly after 5/6 · 4/5 · 3/4"
    assert kaplan_meier([1, 2, 3, 4, 5, 6], [True] * 6).steps[2].survival == 0.5
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier([-1], [True])
    with pytest.raises(ValueError, match=r"shorter|longer"):
        kaplan_meier([1, 2], [True])
