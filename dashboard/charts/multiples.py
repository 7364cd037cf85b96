"""Small multiples: one metric's course in every unit, all on the same scale, so that they can be held side by side.

All of them lie on one pair of axes, each moved to its own place: a figure with an axis for each takes ten times as long.
"""

from collections.abc import Iterable, Mapping, Sequence

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, UNSEEN, escape, laid_out
from etl.declare.measures import Metric
from etl.figures.query import Figure
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
    """Return one small line for each unit of `names`; a gap stays a gap, the last value is marked."""
    panels = [_Panel(number, unit, name, courses[unit]) for number, (unit, name) in enumerate(names.items())]
    wide = len(periods) - 1
    top = (
        1.0
        if metric.is_share
        else max([value for panel in panels for value in panel.values if value is not None] or [1])
    )
    for panel in panels:
        panel.place(wide, top or 1)
    points = [(x, y, panel, at) for panel in panels for at, (x, y) in enumerate(panel.line) if y is not None]
    lasts = {panel.unit: (x, y) for x, y, panel, _number in points}
    quiet = {"mode": "lines", "hoverinfo": "skip"}
    grounds = [
        (x, panel.base + height) for panel in panels for height in (0, 1) for x in (panel.left, panel.left + wide, None)
    ]
    lines = [point for panel in panels for point in [*panel.line, (None, None)]]
    chart = go.Figure(
        [
            go.Scatter(**_at(grounds), line={"color": RULE, "width": 1}, **quiet),
            go.Scatter(**_at(lines), line={"color": BLUE, "width": 1.5}, connectgaps=False, **quiet),
            go.Scatter(
                **_at([(panel.left, panel.base + 1.28) for panel in panels]),
                mode="text",
                text=[escape(panel.name) for panel in panels],
                textposition="middle right",
                textfont={"size": 10.5, "color": GREY},
                hoverinfo="skip",
            ),
            go.Scatter(**_at(lasts.values()), mode="markers", marker={"size": 8, "color": SIGNAL}, hoverinfo="skip"),
            go.Scatter(
                **_at([(x, y) for x, y, _one, _number in points]),
                mode="markers",
                marker={"size": 9, "color": UNSEEN},
                customdata=[panel.unit for _x, _y, panel, _number in points],
                hovertext=[
                    escape(f"{panel.name}, {periods[at].name(language)}: {formats.show(figure, metric, language)}")
                    for _x, _y, panel, at in points
                    if (figure := panel.figures[at]) is not None
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
        ]
    )
    rows = -(-len(panels) // IN_A_ROW)
    laid_out(chart, 40 + 96 * rows)
    chart.update_xaxes(visible=False, fixedrange=True, range=[-0.5, IN_A_ROW * (wide + _GAP) - _GAP + 0.8])
    chart.update_yaxes(visible=False, fixedrange=True, range=[-(rows - 1) * _ROOM - 0.15, 1.5])
    return chart


class _Panel:
    """One unit's part of the picture: its place, and its line moved there."""

    def __init__(self, number: int, unit: str, name: str, figures: Sequence[Figure | None]) -> None:
        self.number, self.unit, self.name, self.figures = number, unit, name, figures
        self.values = [None if figure is None or figure.value is None else float(figure.value) for figure in figures]

    def place(self, wide: int, top: float) -> None:
        """Settle where it stands among panels of `wide` periods, whose values reach up to `top`."""
        self.left = (self.number % IN_A_ROW) * (wide + _GAP)
        self.base = -(self.number // IN_A_ROW) * _ROOM
        self.line: list[tuple[float, float | None]] = [
            (self.left + at, None if value is None else self.base + value / top) for at, value in enumerate(self.values)
        ]


def _at(points: Iterable[tuple[float | None, float | None]]) -> dict[str, list[float | None]]:
    listed = list(points)
    return {"x": [x for x, _y in listed], "y": [y for _x, y in listed]}
