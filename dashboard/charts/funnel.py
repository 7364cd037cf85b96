"""A funnel plot: how many there were against the share, with the limits inside which chance alone puts a unit."""

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, escape, laid_out, percents
from dashboard.comparison import Peers
from dashboard.statistics import DIFFERS, LOOK, Standing, limits
from etl.declare.measures import Metric
from etl.figures.query import Figure
from etl.text import SEPARATORS, Language, Text

_COUNT = Text("mẫu số", "denominator")
_POINTS = 120  # at which a limit is computed


def funnel(
    names: dict[str, str],
    figures: list[Figure],
    places: dict[str, Standing | None],
    peers: Peers,
    metric: Metric,
    language: Language,
) -> go.Figure:
    """Return the chart of `figures` (each with a value); only units outside the limits are named in it."""
    chart = go.Figure()
    most = max(int(figure.denominator or 1) for figure in figures)
    sizes = np.unique(np.linspace(1, max(most * 1.08, 4), _POINTS).astype(int))
    for confidence, dash in ((LOOK, "dash"), (DIFFERS, "solid")):
        both = limits(peers.rate, sizes, confidence, peers.over_dispersion)
        label = formats.percent(confidence, language, None)
        for edge in both:
            line = {"color": GREY, "width": 1, "dash": dash}
            chart.add_trace(go.Scatter(x=sizes, y=edge, mode="lines", line=line, hoverinfo="skip"))
        chart.add_annotation(x=sizes[-1], y=both.low[-1], text=label, showarrow=False, xanchor="left", xshift=4)
    chart.add_hline(y=peers.rate, line={"color": GREY, "width": 1, "dash": "dot"})
    outside = [(place := places.get(figure.unit)) is not None and place.position != "inside" for figure in figures]
    chart.add_trace(
        go.Scatter(
            x=[float(figure.denominator or 0) for figure in figures],
            y=[float(figure.value or 0) for figure in figures],
            mode="markers+text",
            text=[escape(names[figure.unit]) if out else "" for figure, out in zip(figures, outside, strict=True)],
            textposition="top center",
            marker={
                "size": [11 if out else 9 for out in outside],
                "symbol": ["diamond" if out else "circle" for out in outside],
                "color": [SIGNAL if out else BLUE for out in outside],
            },
            customdata=[figure.unit for figure in figures],
            hovertext=[
                f"{escape(names[figure.unit])}: {formats.show(figure, metric, language)} ({formats.fraction(figure)})"
                for figure in figures
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    laid_out(chart, 380, separators=SEPARATORS[language], margin={"l": 8, "r": 48, "t": 16, "b": 8})
    chart.update_xaxes(title=_COUNT(language), rangemode="tozero", gridcolor=RULE, fixedrange=True, automargin=True)
    chart.update_yaxes(range=[-0.03, 1.08], **percents(language), gridcolor=RULE, fixedrange=True, automargin=True)
    return chart
