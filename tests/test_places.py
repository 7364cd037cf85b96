"""Units on a map: a tile each, or the outlines of a boundary file; and what the charts of all units hold."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

from dashboard import comparison
from dashboard.charts.matrix import goodness
from dashboard.charts.multiples import multiples
from dashboard.charts.tiles import tiles
from dashboard.places import layout
from etl.figures.query import Figure
from etl.metrics import METRICS
from etl.periods import parse_period
from etl.reference import CITY, unit_as_of, units_in

BEFORE, SINCE = dt.date(2024, 12, 31), dt.date(2025, 7, 1)
METRIC = METRICS["on_time"]


def units(day: dt.date) -> list[str]:
    return [code for code in units_in(day, day) if code != CITY]


def test_the_districts_have_their_places_and_no_two_the_same() -> None:
    found = layout(unit_as_of(code, BEFORE) for code in units(BEFORE))
    assert found.by == "position" and set(found.places) == set(units(BEFORE))
    assert len({(place.x, place.y) for place in found.places.values()}) == 15
    north, south = found.places["311"], found.places["308"]
    assert north.y > south.y and found.places["318"].x > found.places["303"].x


def test_the_new_units_stand_by_kind_and_say_so() -> None:
    found = layout(unit_as_of(code, SINCE) for code in units(SINCE))
    assert found.by == "order" and len(found.places) == 114
    assert len({(place.x, place.y) for place in found.places.values()}) == 114
    rows: dict[float, set[str]] = {}
    for code, place in found.places.items():
        rows.setdefault(place.y, set()).add(unit_as_of(code, SINCE).kind)
    assert all(len(kinds) == 1 for kinds in rows.values())


def test_a_boundary_file_takes_the_place_of_the_tiles_where_it_has_all_units(tmp_path: Path) -> None:
    square = [[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]
    small = [[9, 9], [9, 9.5], [9.5, 9.5], [9, 9]]
    features = [
        {"properties": {"code": "303"}, "geometry": {"type": "Polygon", "coordinates": [square]}},
        {"properties": {"code": "304"}, "geometry": {"type": "MultiPolygon", "coordinates": [[small], [square]]}},
    ]
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = layout([unit_as_of("303", BEFORE), unit_as_of("304", BEFORE)], path)
    assert found.by == "boundaries" and len(found.places["304"].rings) == 2
    assert 0 < found.places["304"].x < 2, "the name stands in the largest part"
    assert layout([unit_as_of(code, BEFORE) for code in ("303", "305")], path).by == "position"


def test_what_has_no_value_has_no_colour_and_says_why() -> None:
    codes = units(BEFORE)
    figures = {code: Figure(code, "2024-Q4", METRIC.id, 1, 2, Decimal("0.5"), "value") for code in codes}
    figures["318"] = Figure("318", "2024-Q4", METRIC.id, 0, 0, None, "nothing_due")
    names = {code: unit_as_of(code, BEFORE).short_name for code in codes}
    chart = tiles(names, figures, layout(unit_as_of(code, BEFORE) for code in codes), METRIC, "en")
    marks = chart.data[-1]
    assert list(marks.customdata) == codes
    assert "nothing due" in marks.text[codes.index("318")] and "50%" in marks.text[0]
    assert chart.data[codes.index("318")].fillcolor == "rgba(0,0,0,0)" != chart.data[0].fillcolor


def test_the_good_direction_is_the_metrics_own() -> None:
    better = next(metric.id for metric in METRICS.values() if metric.better == "higher" and metric.is_share)
    worse = next((metric.id for metric in METRICS.values() if metric.better == "lower" and metric.is_share), None)
    assert goodness(Figure("303", "2024-Q4", better, 9, 10, Decimal("0.9"), "value")) == 0.9
    if worse is not None:
        assert round(goodness(Figure("303", "2024-Q4", worse, 9, 10, Decimal("0.9"), "value")) or 0, 6) == 0.1


def test_small_multiples_keep_gaps_and_one_scale() -> None:
    periods = comparison.latest(parse_period("2024-Q4", "calendar"), 4)
    assert [period.code for period in periods] == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    shares = {"303": ["0.5", None, "1", "0.25"], "304": [None, "0.1", "0.1", None]}
    courses = {
        code: [
            None if value is None else Figure(code, period.code, METRIC.id, 1, 1, Decimal(value), "value")
            for value, period in zip(values, periods, strict=True)
        ]
        for code, values in shares.items()
    }
    chart = multiples({"303": "Hồng Bàng", "304": "Ngô Quyền"}, courses, periods, METRIC, "vi")
    drawn = list(chart.data[1].y)
    assert drawn == [0.5, None, 1, 0.25, None, None, 0.1, 0.1, None, None]
    assert list(chart.data[-1].customdata) == ["303"] * 3 + ["304"] * 2
    assert list(chart.data[3].y) == [0.25, 0.1], "the last value of each is marked"


def test_a_series_begins_where_periods_are_first_known() -> None:
    found = comparison.latest(parse_period("2021-2026", "calendar"), 50)
    assert found[-1].code == "2021-2026" and len(found) < 50
    quarters = comparison.latest(parse_period("2021-Q3", "calendar"), 6)
    assert [one.code for one in quarters][:2] == ["2020-Q2", "2020-Q3"]
