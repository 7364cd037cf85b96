"""How long open questions have waited: bars by age, those past their date apart."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.style import GREY, LEGEND, RULE, SIGNAL, laid_out


def ageing(labels: Sequence[str], within: Sequence[int], overdue: Sequence[int], names: tuple[str, str]) -> go.Figure:
    """Return the bars of the ages of `labels`: open within their time, and overdue; `names` of the two."""
    chart = go.Figure()
    for counts, name, colour in ((within, names[0], GREY), (overdue, names[1], SIGNAL)):
        chart.add_trace(
            go.Bar(
                x=list(labels),
                y=list(counts),
                name=name,
                marker={"color": colour},
                text=[count or "" for count in counts],
                textposition="inside",
                hovertemplate=f"%{{x}}, {name}: %{{y}}<extra></extra>",
            )
        )
    laid_out(
        chart,
        260,
        barmode="stack",
        **LEGEND,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
    )
    chart.update_xaxes(fixedrange=True, automargin=True)
    chart.update_yaxes(gridcolor=RULE, fixedrange=True, automargin=True, tickformat="d", rangemode="tozero")
    return chart
