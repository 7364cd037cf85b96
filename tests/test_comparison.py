"""What is claimed of figures, in both languages: a difference or a change is named only where there is one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import comparison, statistics
from etl.figures.query import Figure
from etl.metrics import METRICS
from etl.periods import parse_period
from etl.text import Text

SHARE, COUNT = METRICS["on_time"], METRICS["questions"]
QUARTER, LAST = parse_period("2024-Q4", "calendar"), parse_period("2024-Q3", "calendar")


def figure(numerator: int, denominator: int, unit: str = "303") -> Figure:
    state = "value" if denominator else "nothing_due"
    value = Decimal(numerator) / denominator if denominator else None
    return Figure(unit, QUARTER.code, SHARE.id, numerator, denominator, value, state)


def counted(number: int | None) -> Figure:
    if number is None:
        return Figure("303", QUARTER.code, COUNT.id, None, None, None, "not_reported")
    return Figure("303", QUARTER.code, COUNT.id, number, None, Decimal(number), "value")


OTHERS = [figure(78, 100, str(unit)) for unit in range(9)]


def test_a_small_unit_is_not_called_worse() -> None:
    said = comparison.against(SHARE, figure(3, 5), comparison.peers(SHARE, [*OTHERS, figure(3, 5)]))
    assert said is not None and said.claim == "none"
    assert said.text.en == "Answered on time: 60.0% (3/5) cannot be told apart from the 77.9% of the 10 units together."
    assert said.text.vi == "Trả lời đúng hạn: 60,0 % (3/5), chưa thể phân biệt với mức chung 77,9 % của 10 đơn vị."


def test_a_large_unit_far_off_is() -> None:
    low = figure(20, 100)
    said = comparison.against(SHARE, low, comparison.peers(SHARE, [*OTHERS, low]))
    assert said is not None and said.claim == "differs"
    assert "below" in said.text.en and "thấp hơn" in said.text.vi and "chance" in said.text.en


def test_between_the_limits_it_is_worth_a_look() -> None:
    said = comparison.against(SHARE, figure(67, 100), comparison.peers(SHARE, [*OTHERS, figure(67, 100)]))
    assert said is not None and said.claim == "look" and "worth a look" in said.text.en


def test_moved_limits_are_told() -> None:
    spread = [figure(share, 100, str(share)) for share in range(5, 100, 10)]
    peers = comparison.peers(SHARE, spread)
    assert peers is not None and peers.note is not None and "times as far out" in peers.note.en
    steady = comparison.peers(SHARE, OTHERS)
    assert steady is not None and steady.note is None


def test_nothing_is_said_without_counts_or_others() -> None:
    assert comparison.against(SHARE, figure(0, 0), comparison.peers(SHARE, OTHERS)) is None
    assert comparison.peers(SHARE, [figure(1, 2)]) is None
    assert comparison.peers(COUNT, [counted(1), counted(2)]) is None
    assert comparison.change(COUNT, counted(1), counted(2), LAST) is None
    assert comparison.change(SHARE, figure(1, 2), None, LAST) is None


def test_a_change_is_one_only_where_the_interval_leaves_out_0() -> None:
    same = comparison.change(SHARE, figure(8, 10), figure(6, 10), LAST)
    assert same is not None and same.claim == "none"
    assert same.text.en == "Answered on time: 80.0% cannot be told apart from Q3 2024 (60.0%)."
    other = comparison.change(SHARE, figure(90, 100), figure(60, 100), LAST)
    assert other is not None and other.claim == "differs"
    assert "+30.0" in other.text.en and "+30,0 điểm %" in other.text.vi and "Quý III/2024" in other.text.vi
    fallen = comparison.change(SHARE, figure(60, 100), figure(90, 100), LAST)
    assert fallen is not None and "−30.0" in fallen.text.en


@given(st.lists(st.integers(0, 60), min_size=1, max_size=24))
def test_rose_and_fell_are_said_only_with_a_signal_at_the_last_point(numbers: list[int]) -> None:
    chart = comparison.chart_of(COUNT, [counted(number) for number in numbers])
    said = comparison.course(COUNT, chart)
    spoken = " rose:" in said.text.en or " fell:" in said.text.en
    assert spoken == (statistics.trend(chart).word is not None) == (said.claim != "none")
    assert spoken == (" tăng:" in said.text.vi or " giảm:" in said.text.vi)
    if len(numbers) < statistics.POINTS:
        assert not spoken and str(statistics.POINTS) in said.text.en


def test_the_reason_is_told() -> None:
    rising = [5, 7, 4, 6, 5, 7, *[20] * 8]
    said = comparison.course(COUNT, comparison.chart_of(COUNT, [counted(number) for number in rising]))
    assert "8 periods running above its mean" in said.text.en and "8 kỳ liền cao hơn" in said.text.vi
    gap = comparison.chart_of(COUNT, [counted(number) for number in [*rising, None]])
    assert comparison.course(COUNT, gap).claim == "none"


def test_what_stands_out_is_counted_against_chance() -> None:
    figures = {(one.unit, SHARE.id): one for one in [*OTHERS, figure(20, 100, "low"), figure(0, 0, "none")]}
    names = {unit: Text(f"Quận {unit}", f"District {unit}") for unit, _metric in figures}
    found = comparison.standing_out([SHARE, COUNT], figures, names)
    assert found.compared == 10
    assert [said.claim for said in found.said] == ["differs"]
    assert found.said[0].text.en.startswith("Answered on time, District low: 20.0% (20/100)")
    assert found.text.en.startswith("Of 10 comparisons of units, 1 lie")
    none = comparison.standing_out([SHARE], {key: one for key, one in figures.items() if key[0] != "low"}, names)
    assert not none.said and "none" in none.text.en


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2024-Q4", "2023-Q4"),
        ("2024-02a", "2023-02a"),
        ("2024-H1", "2023-H1"),
        ("2024", "2023"),
        ("2021-2026", "2016-2021"),
    ],
)
def test_the_same_period_of_the_year_before(code: str, before: str) -> None:
    assert parse_period(code, "reporting").year_before().code == before


def test_the_reorganisation_begins_a_new_mean_for_the_whole_only() -> None:
    periods = [parse_period("2022-Q1", "calendar")]
    while len(periods) < 26:
        following = parse_period(
            f"{periods[-1].end.year + (periods[-1].end.month == 12)}-Q{periods[-1].end.month // 3 % 4 + 1}"
        )
        periods.append(following)
    numbers = [5, 7, 6, 5, 6, 7, 5, 6, 7, 6, 5, 7, 6, 7, *[40, 42, 41, 40, 43, 41, 40, 42, 41, 40, 42, 43]]
    figures = [counted(number) for number in numbers]
    assert periods[14].code == "2025-Q3"
    whole = comparison.chart_of(COUNT, figures, periods, whole=True)
    assert [(stretch.start, stretch.reason) for stretch in whole.stretches] == [(0, None), (14, comparison.BREAK.vi)]
    assert comparison.course(COUNT, whole).claim == "none"
    unit = comparison.chart_of(COUNT, figures, periods)
    assert len(unit.stretches) == 1 and comparison.course(COUNT, unit).claim == "differs"
    assert comparison.crosses(periods[13], periods[14]) and not comparison.crosses(periods[12], periods[13])
    assert not comparison.crosses(periods[14], periods[15])
    assert "2025-07-01" in comparison.AREA_CHANGED.en and "01/07/2025" in comparison.AREA_CHANGED.vi
