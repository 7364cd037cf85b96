"""One metric of one unit over quarters; a gap stays a gap, and the break of 2025-07-01 is drawn."""

import plotly.graph_objects as go

from dashboard.charts.style import BLUE, RULE, laid_out
from etl.figures import Figure
from etl.measures import Metric
from etl.periods import Period
from etl.text import Language, Text

_REFORM = "2025-07-01"


def series(periods: list[Period], figures: list[Figure], metric: Metric, language: Language) -> go.Figure:
    """Return the line of `figures`, one for each of `periods`, oldest first."""
    values = [None if figure.value is None else float(figure.value) for figure in figures]
    chart = go.Figure(
        go.Scatter(
            x=[period.name(language) for period in periods],
            y=values,
            mode="lines+markers",
            connectgaps=False,
            line={"color": BLUE, "width": 2},
            marker={"size": 7, "color": BLUE},
            hovertemplate="%{x}: %{y}<extra></extra>" if not metric.is_share else "%{x}: %{y:.1%}<extra></extra>",
        )
    )
    laid_out(chart, 300, separators=",." if language == "vi" else ".,")
    top = 1.05 if metric.is_share else None
    chart.update_yaxes(
        range=[0, top],
        rangemode="tozero",
        gridcolor=RULE,
        tickformat=".0%" if metric.is_share else None,
        fixedrange=True,
        automargin=True,
    )
    chart.update_xaxes(showgrid=False, fixedrange=True, type="category")
    for number in range(1, len(periods)):
        if str(periods[number - 1].end) < _REFORM <= str(periods[number].end):
            chart.add_vline(x=number - 0.5, line={"color": "#c77d0a", "dash": "dot"})
            words = Text("sắp xếp đơn vị 1/7/2025", "units reorganised 2025-07-01")
            chart.add_annotation(
                x=number - 0.5, y=1, yref="paper", text=words(language), showarrow=False, xanchor="left"
            )
    return chart
