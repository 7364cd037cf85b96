"""The index is what its frame says, by hand; an order that hangs on the weights is a tie."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.scoring import Frame, Part, frame_on, frames, order, parsed, score
from etl.errors import MisuseError
from etl.figures.query import Figure
from etl.metrics import METRICS
from etl.text import Text

PARTS = (Part("attendance", 2, 0.5, 1.0), Part("on_time", 1, 0.0, 1.0), Part("asked_again", 1, 0.2, 0.0))
FRAME = Frame("1", dt.date(2022, 1, 1), Text("Khung", "Frame"), Text("Thử", "Trial"), PARTS)


def figures(**units: list[float | None]) -> dict[tuple[str, str], Figure]:
    return {
        (unit, part.metric): Figure(unit, "2024-Q4", part.metric, None, None, Decimal(str(value)), "value")
        if value is not None
        else Figure(unit, "2024-Q4", part.metric, None, None, None, "not_recorded")
        for unit, values in units.items()
        for part, value in zip(PARTS, values, strict=True)
    }


def test_the_index_by_hand() -> None:
    one = score(FRAME, "a", figures(a=[0.9, 0.6, 0.05]))
    # 0.8 of weight 2, 0.6 of weight 1, 0.75 of weight 1: (1.6 + 0.6 + 0.75) / 4
    assert one.index == pytest.approx(73.75)
    assert [part.lost for part in one.parts] == pytest.approx([10.0, 10.0, 6.25])
    assert score(FRAME, "a", figures(a=[0.3, 0.0, 0.9])).index == 0.0  # below the floor nothing more is lost
    assert score(FRAME, "a", figures(a=[1.0, 1.0, 0.0])).index == 100.0


def test_no_index_under_three_parts_and_none_lost_where_nothing_is_known() -> None:
    one = score(FRAME, "a", figures(a=[0.9, None, 0.05]))
    assert one.index is None and one.counted == 2
    assert [part.lost for part in one.parts][1] == 0.0
    assert order(FRAME, [one]) == []


def test_an_order_that_hangs_on_the_weights_is_a_tie() -> None:
    known = figures(a=[1.0, 1.0, 0.0], b=[0.9, 0.6, 0.0], c=[0.8, 0.98, 0.0], d=[0.5, 0.1, 0.2])
    places = order(FRAME, [score(FRAME, unit, known) for unit in "abcd"])
    assert [(place.score.unit, place.place, place.tied) for place in places] == [
        ("a", 1, False), ("b", 2, True), ("c", 2, True), ("d", 4, False)
    ]  # fmt: skip
    assert places[0].survives == 1.0 and places[1].survives is not None and places[1].survives < 0.95
    assert places[-1].survives is None
    same = order(FRAME, [score(FRAME, unit, figures(a=[0.7, 0.7, 0.1], b=[0.7, 0.7, 0.1])) for unit in "ab"])
    assert [place.place for place in same] == [1, 1]


SHARES = st.lists(st.floats(0, 1).map(lambda value: round(value, 4)), min_size=3, max_size=3)


@given(SHARES, st.integers(0, 2), st.floats(0, 1))
def test_a_better_share_never_lowers_the_index(values: list[float], which: int, to: float) -> None:
    now = score(FRAME, "a", figures(a=list(values))).index
    better = list(values)
    better[which] = min(values[which], round(to, 4)) if which == 2 else max(values[which], round(to, 4))
    then = score(FRAME, "a", figures(a=list(better))).index
    assert now is not None and then is not None and 0 <= now <= then + 1e-9 <= 100 + 1e-6


@given(st.lists(SHARES, min_size=1, max_size=6), st.floats(0.1, 50))
def test_only_the_ratio_of_weights_matters_and_not_the_order_of_units(rows: list[list[float]], factor: float) -> None:
    known = figures(**{f"u{number}": list(row) for number, row in enumerate(rows)})
    heavier = FRAME._replace(parts=tuple(part._replace(weight=part.weight * factor) for part in PARTS))
    units = sorted({unit for unit, _metric in known})
    one = order(FRAME, [score(FRAME, unit, known) for unit in units])
    other = order(FRAME, [score(FRAME, unit, known) for unit in reversed(units)])
    assert [place.score.unit for place in one] == [place.score.unit for place in other]
    for unit in units:
        assert score(FRAME, unit, known).index == pytest.approx(score(heavier, unit, known).index, abs=1e-9)


def test_the_frame_that_ships_has_every_share_with_a_direction_and_no_volume() -> None:
    (frame,) = frames()
    wanted = {metric.id for metric in METRICS.values() if metric.is_share and metric.better in ("higher", "lower")}
    assert {part.metric for part in frame.parts} == wanted
    assert len({part.weight for part in frame.parts}) == 1
    assert frame_on([frame], dt.date(2020, 12, 31)) is None and frame_on([frame], dt.date(2024, 1, 1)) == frame
    newer = frame._replace(first=dt.date(2026, 1, 1), version="2")
    assert frame_on([frame, newer], dt.date(2025, 12, 31)) == frame
    assert frame_on([frame, newer], dt.date(2026, 1, 1)) == newer


GOOD = """version = "2"
from = 2026-01-01
name = {vi = "Khung", en = "Frame"}
reason = {vi = "Vì", en = "Because"}
[parts.attendance]
weight = 2
floor = 0.7
target = 0.95
[parts.on_time]
weight = 1
floor = 0
target = 1
[parts.asked_again]
weight = 1
floor = 0.2
target = 0
"""


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[parts.attendance]", "[parts.sessions]", "parts.sessions"),
        ("[parts.attendance]", "[parts.nothing]", "parts.nothing"),
        ("weight = 2", "weight = 0", "weight"),
        ("weight = 2", "weight = -1", "weight"),
        ("weight = 2", "weight = true", "weight"),
        ("weight = 2", "", "weight"),
        ("floor = 0.7", "floor = 0.95", "attendance"),
        ("floor = 0.7", "floor = 0.99", "attendance"),
        ("target = 0.95", "target = 95", "attendance"),
        ("floor = 0.2", "floor = 0", "asked_again"),
        ("from = 2026-01-01", 'from = "2026"', "from"),
        ("from = 2026-01-01", "", "from"),
        (', en = "Frame"', "", "name"),
        ('en = "Because"', 'en = " "', "reason"),
        ("[parts.attendance]", "[parts.attendance", "TOML"),
        ("[parts.attendance]", "[parts.on_time]", "TOML"),
    ],
)
def test_a_bad_frame_is_refused_with_a_sentence(old: str, new: str, named: str) -> None:
    assert parsed("khung.toml", GOOD.encode()).first == dt.date(2026, 1, 1)
    with pytest.raises(MisuseError) as caught:
        parsed("khung.toml", GOOD.replace(old, new, 1).encode())
    for text in caught.value.text:
        assert "khung.toml" in text and named in text
    with pytest.raises(MisuseError):
        parsed("khung.toml", b"\xff\xfe")
