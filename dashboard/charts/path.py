"""How far questions have come, step by step; what is lost between two steps is seen as the shorter bar."""

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, escape, laid_out
from etl.text import Language


def path(labels: list[str], counts: list[int], language: Language) -> go.Figure:
    """Return one bar a step, from the top, with its count and its part of the first."""
    first = max(counts[0], 1)
    texts = [f"{formats.number(count, language)} ({formats.percent(count / first, language)})" for count in counts]
    chart = go.Figure(
        go.Bar(
            x=counts,
            y=[escape(label) for label in labels],
            orientation="h",
            marker={"color": BLUE},
            text=texts,
            textposition=["inside" if count * 3 > first else "outside" for count in counts],
            hoverinfo="skip",
        )
    )
    laid_out(chart, 40 + 38 * len(labels))
    chart.update_xaxes(visible=False, range=[0, first * 1.02], fixedrange=True)
    chart.update_yaxes(autorange="reversed", fixedrange=True, automargin=True, ticks="")
    return chart
