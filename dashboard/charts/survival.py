"""The share of questions still waiting for an answer after so many days, with its 95 % band."""

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, RULE, laid_out, percents
from dashboard.statistics import KaplanMeier
from etl.text import SEPARATORS, Language, Text

_DAYS = Text("ngày sau khi chất vấn", "days after the question")


def survival(curve: KaplanMeier, language: Language) -> go.Figure:
    """Return the steps of the curve, from everybody waiting on; the dotted line is one half."""
    chart = go.Figure()
    days = [0, *(step.time for step in curve.steps)]
    common = {"mode": "lines", "hoverinfo": "skip"}
    for edge in ("low", "high"):
        ends = [1.0, *(step.survival if (end := getattr(step, edge)) is None else end for step in curve.steps)]
        fill = {"fill": "tonexty", "fillcolor": "rgba(31,78,121,0.12)"} if edge == "high" else {}
        chart.add_trace(go.Scatter(x=days, y=ends, line={"shape": "hv", "width": 0}, **common, **fill))
    shares = [1.0, *(step.survival for step in curve.steps)]
    chart.add_trace(
        go.Scatter(
            x=days,
            y=shares,
            mode="lines",
            line={"shape": "hv", "color": BLUE, "width": 2},
            hovertext=[f"{day}: {formats.percent(share, language)}" for day, share in zip(days, shares, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    chart.add_hline(y=0.5, line={"color": GREY, "width": 1, "dash": "dot"})
    laid_out(chart, 300, separators=SEPARATORS[language])
    last = max((step.time for step in curve.steps if step.events), default=0)  # later there is only waiting
    chart.update_xaxes(
        title=_DAYS(language), range=[0, max(last * 1.15, 20)], gridcolor=RULE, fixedrange=True, automargin=True
    )
    chart.update_yaxes(range=[0, 1.03], **percents(language), gridcolor=RULE, fixedrange=True, automargin=True)
    return chart
