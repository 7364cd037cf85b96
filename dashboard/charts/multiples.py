"""Small multiples: one metric's course in every unit, all on the same scale, so that they can be held side by side.

All of them lie on one pair of axes, each moved to its own place: a figure with an axis for each takes ten times as long.
"""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, escape, laid_out
from etl.figures import Figure
from etl.measures import Metric
from etl.periods import Period
from etl.text import Language

IN_A_ROW = 5
_ROOM = 1.55  # of a panel's height, its title included
_GAP = 2.5  # periods between two panels


def multiples(
    names: Mapping[str, str],
    courses: Mapping[str, Sequence[Figure | None]],
    periods: Sequence[Period],
    metric: Metric,
    language: Language,
) -> go.Figure:
    """Return one small line for each unit of `names`; a gap stays a gap, the last value is marked and written."""
    values = {
        unit: [float(one.value) if one is not None and one.value is not None else None for one in courses[unit]]
        for unit in names
    }
    largest = max((value for course in values.values() for value in course if value is not None), default=1) or 1
    top = 1.0 if metric.is_share else largest
    wide = len(periods) - 1
    lines: tuple[list[float | None], list[float | None]] = ([], [])
    points: list[tuple[float, float, str, str]] = []
    lasts: list[tuple[float, float, str, str]] = []
    titles: list[tuple[float, float, str]] = []
    grounds: tuple[list[float | None], list[float | None]] = ([], [])
    for number, (unit, name) in enumerate(names.items()):
        left = (number % IN_A_ROW) * (wide + _GAP)
        base = -(number // IN_A_ROW) * _ROOM
        titles.append((left, base + 1.28, escape(name)))
        for height in (0.0, 1.0):
            grounds[0].extend((left, left + wide, None))
            grounds[1].extend((base + height, base + height, None))
        for at, value in enumerate(values[unit]):
            lines[0].append(left + at)
            lines[1].append(None if value is None else base + value / top)
            if value is not None:
                figure = courses[unit][at]
                said = formats.show(figure, metric, language) if figure is not None else ""
                points.append((left + at, base + value / top, unit, f"{name}, {periods[at].name(language)}: {said}"))
        lines[0].append(None)
        lines[1].append(None)
        if points and points[-1][2] == unit:
            lasts.append(points[-1])
    quiet = {"mode": "lines", "hoverinfo": "skip"}
    chart = go.Figure(
        [
            go.Scatter(x=grounds[0], y=grounds[1], line={"color": RULE, "width": 1}, **quiet),
            go.Scatter(x=lines[0], y=lines[1], line={"color": BLUE, "width": 1.5}, connectgaps=False, **quiet),
            go.Scatter(
                x=[x for x, _y, _name in titles],
                y=[y for _x, y, _name in titles],
                mode="text",
                text=[name for _x, _y, name in titles],
                textposition="middle right",
                textfont={"size": 10.5, "color": GREY},
                hoverinfo="skip",
            ),
            go.Scatter(
                x=[x for x, *_ in lasts],
                y=[y for _x, y, *_ in lasts],
                mode="markers",
                marker={"size": 8, "color": SIGNAL},
                hoverinfo="skip",
            ),
            go.Scatter(
                x=[x for x, *_ in points],
                y=[y for _x, y, *_ in points],
                mode="markers",
                marker={"size": 9, "color": "rgba(0,0,0,0.001)"},
                customdata=[unit for *_, unit, _said in points],
                hovertext=[escape(said) for *_, said in points],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
        ]
    )
    rows = -(-len(names) // IN_A_ROW)
    laid_out(chart, 40 + 96 * rows)
    chart.update_xaxes(visible=False, fixedrange=True, range=[-0.5, IN_A_ROW * (wide + _GAP) - _GAP + 0.8])
    chart.update_yaxes(visible=False, fixedrange=True, range=[-(rows - 1) * _ROOM - 0.15, 1.5])
    return chart
