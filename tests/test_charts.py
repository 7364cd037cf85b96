"""What the charts hold: every mark in its place, what a click stands for, days and numbers in the reader's language."""

import datetime as dt
from decimal import Decimal

import pytest

from dashboard import comparison, formats
from dashboard.charts.ageing import ageing
from dashboard.charts.calendar import Held, calendar
from dashboard.charts.conferences import Met, Words, conferences
from dashboard.charts.dots import dots
from dashboard.charts.funnel import funnel
from dashboard.charts.matrix import matrix
from dashboard.charts.path import path
from dashboard.charts.series import series
from dashboard.charts.survival import survival
from dashboard.statistics import kaplan_meier
from etl.figures.query import Figure
from etl.metrics import METRICS
from etl.periods import parse_period
from etl.text import SEPARATORS, Language


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_calendar_has_a_mark_for_each_session_by_kind() -> None:
    held = [
        Held("Lê Chân", day("2024-12-10"), "Thường lệ", "a", "1"),
        Held("Hồng Bàng", day("2024-11-02"), "Chuyên đề", "b", "2"),
        Held("Lê Chân", day("2024-10-05"), "Chuyên đề", "<c>", "3"),
    ]
    chart = calendar(["Hồng Bàng", "Lê Chân", "Ngô Quyền"], held, day("2024-10-01"), day("2024-12-31"))
    thematic, regular = chart.data
    assert (thematic.name, list(thematic.customdata), list(thematic.y)) == (
        "Chuyên đề",
        ["2", "3"],
        ["Hồng Bàng", "Lê Chân"],
    )
    assert list(regular.x) == [day("2024-12-10")] and thematic.marker.symbol != regular.marker.symbol
    assert thematic.hovertext[1] == "&lt;c&gt;"
    assert list(chart.layout.yaxis.categoryarray) == ["Ngô Quyền", "Lê Chân", "Hồng Bàng"], "also who did not meet"


def test_conferences_show_how_late_they_came() -> None:
    met = [
        Met("1", day("2022-03-25"), None),
        Met("2", day("2022-11-01"), day("2022-09-25")),
        Met("3", day("2023-04-01"), day("2023-05-01")),
        Met("", None, day("2023-10-01")),
    ]
    chart = conferences(met, day("2023-12-01"), Words("met", "due", "today"), "en")
    late = [(trace.x[0], trace.x[1]) for trace in chart.data if trace.mode == "lines"]
    assert late == [(day("2022-09-25"), day("2022-11-01")), (day("2023-10-01"), day("2023-12-01"))]
    due, held = chart.data[-2:]
    assert list(due.x) == [day("2022-09-25"), day("2023-05-01"), day("2023-10-01")]
    assert list(held.text) == ["1", "2", "3"] and held.hovertext[1] == "2: met 2022-11-01"
    assert conferences(met, day("2023-12-01"), Words("", "", ""), "vi").data[-1].hovertext[1] == "2:  01/11/2022"


def test_ageing_stacks_what_is_in_time_and_what_is_overdue() -> None:
    chart = ageing(["0–7", "8–20"], [3, 0], [1, 2], ("in time", "overdue"))
    assert [list(trace.y) for trace in chart.data] == [[3, 0], [1, 2]] and chart.layout.barmode == "stack"
    assert list(chart.data[0].text) == ["3", ""] or list(chart.data[0].text) == [3, ""]


def test_the_path_says_counts_and_parts() -> None:
    chart = path(["asked", "answered"], [8, 6], "vi")
    assert list(chart.data[0].text) == ["8 (100 %)", "6 (75 %)"]
    assert list(path(["asked"], [0], "en").data[0].text) == ["0 (0%)"]


def test_a_cell_of_the_matrix_leads_to_its_unit_and_metric() -> None:
    metrics = ["on_time", "kept"]
    figures = [Figure("303", "2024-Q4", "on_time", 1, 2, Decimal("0.5"), "value")]
    figures += [Figure("303", "2024-Q4", "kept", 0, 0, None, "nothing_due")]
    chart = matrix({"303": "Hồng Bàng"}, metrics, figures, "en")
    cells, marks = chart.data
    assert [list(cell) for cell in marks.customdata] == [["303", "on_time"], ["303", "kept"]]
    assert list(marks.x) == list(cells.x) and list(marks.y) == ["Hồng Bàng"] * 2
    assert list(cells.z[0]) == [0.5, None] and "nothing" in cells.text[0][1] and cells.text[0][0] == "50"


def test_a_series_without_limits_has_neither_lines_nor_marks() -> None:
    periods = [parse_period(code, "calendar") for code in ("2024-Q3", "2024-Q4")]
    figures = [Figure("303", one.code, "on_time", 1, 2, Decimal("0.5"), "value") for one in periods]
    chart = series(periods, figures, METRICS["on_time"], None, "en")
    assert set(chart.data[0].marker.symbol) == {"circle"} and not chart.layout.shapes
    assert list(chart.layout.xaxis.ticktext) == ["3<br>2024", "4"]


def test_percent_in_both_languages() -> None:
    assert formats.percent(0.861, "vi", 1) == "86,1 %" and formats.percent(Decimal("0.861"), "en") == "86%"


@pytest.mark.parametrize(("language", "sign"), [("vi", " %"), ("en", "%")])
def test_charts_write_percents_as_the_pages_do(language: Language, sign: str) -> None:
    period, metric = parse_period("2024-Q4"), METRICS["on_time"]
    figures = [
        Figure(unit, period.code, metric.id, part, 40, Decimal(part) / 40, "value")
        for unit, part in (("303", 31), ("304", 5))
    ]
    peers = comparison.peers(metric, figures)
    assert peers is not None
    places = {figure.unit: comparison.place(figure, peers) for figure in figures}
    names = {"303": "A", "304": "B"}
    curve = kaplan_meier([3, 5, 8], [True, True, False])
    charts = [
        series([period], figures[:1], metric, None, language),
        funnel(names, figures, places, peers, metric, language),
        dots(names, figures, places, peers.rate, metric, language),
        survival(curve, language),
    ]
    for chart in charts:
        axis = chart.layout.xaxis if chart is charts[2] else chart.layout.yaxis
        assert list(axis.ticktext)[-1] == f"100{sign}" and axis.tickvals[-1] == 1
        assert "%}" not in str(chart.data), "plotly's own percents know no language"
        assert chart.layout.separators == SEPARATORS[language]
    assert [note.text for note in charts[1].layout.annotations] == [f"95{sign}", f"99{SEPARATORS[language][0]}8{sign}"]
    assert charts[0].data[0].hovertext[0].endswith(f"77{SEPARATORS[language][0]}5{sign}")
    assert charts[3].data[-1].hovertext[1] == f"3: 67{sign}"
