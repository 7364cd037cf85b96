"""One metric of one unit over quarters as an XmR chart; a gap stays a gap, and the break of 2025-07-01 is drawn."""

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, laid_out, percents
from dashboard.comparison import BREAK
from dashboard.statistics import Xmr
from etl.declare.measures import Metric
from etl.figures.query import Figure
from etl.periods import Period
from etl.reference import REORGANISED
from etl.text import SEPARATORS, Language

_ROMAN = ("I", "II", "III", "IV")


def series(
    periods: list[Period], figures: list[Figure], metric: Metric, xmr: Xmr | None, language: Language
) -> go.Figure:
    """Return the line of `figures`, one for each of `periods`, oldest first, with the mean and limits of its `xmr`, if any.

    Points that take part in a signal are larger and of another shape, so that colour is not all that tells them.
    """
    values = [None if figure.value is None else float(figure.value) for figure in figures]
    marked = [bool(signals) for signals in xmr.signals] if xmr else [False] * len(values)
    chart = go.Figure(
        go.Scatter(
            x=[period.name(language) for period in periods],
            y=values,
            mode="lines+markers",
            connectgaps=False,
            line={"color": BLUE, "width": 2},
            marker={
                "size": [11 if mark else 7 for mark in marked],
                "symbol": ["diamond" if mark else "circle" for mark in marked],
                "color": [SIGNAL if mark else BLUE for mark in marked],
            },
            hovertext=[
                f"{period.name(language)}: {formats.show(figure, metric, language)}"
                for period, figure in zip(periods, figures, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    laid_out(chart, 300, separators=SEPARATORS[language])
    top = 1.08 if metric.is_share else None
    chart.update_yaxes(
        range=[0, top],
        rangemode="tozero",
        gridcolor=RULE,
        **(percents(language) if metric.is_share else {}),
        fixedrange=True,
        automargin=True,
    )
    names = [period.name(language) for period in periods]
    chart.update_xaxes(showgrid=False, fixedrange=True, type="category", tickangle=0)
    chart.update_xaxes(tickmode="array", tickvals=names, ticktext=_ticks(periods, language), automargin=True)
    for stretch in xmr.stretches if xmr else ():
        if stretch.short or stretch.mean is None or stretch.low is None or stretch.high is None:
            continue
        span = {"x0": stretch.start - 0.4, "x1": stretch.stop - 0.6}
        chart.add_shape(type="line", **span, y0=stretch.mean, y1=stretch.mean, line={"color": GREY, "width": 1})
        for edge in (stretch.low, stretch.high):
            chart.add_shape(type="line", **span, y0=edge, y1=edge, line={"color": GREY, "width": 1, "dash": "dash"})
    for number in range(1, len(periods)):
        if periods[number - 1].end < REORGANISED <= periods[number].end:
            chart.add_vline(x=number - 0.5, line={"color": "#c77d0a", "dash": "dot"})
            words = BREAK
            chart.add_annotation(
                x=number - 0.5, y=1, yref="paper", text=words(language), showarrow=False, xanchor="left"
            )
    return chart


def _ticks(periods: list[Period], language: Language) -> list[str]:
    """Return short names of the periods; the year stands under the first, and under each that begins one."""
    ticks, year = [], ""
    for period in periods:
        first, _dash, part = period.code.partition("-")
        if part.startswith("Q"):  # short, for a phone
            part = _ROMAN[int(part[1:]) - 1] if language == "vi" else part[1:]
        ticks.append((part or first) + (f"<br>{first}" if part and first != year else ""))
        year = first
    return ticks
