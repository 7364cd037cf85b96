"""Small multiples: one metric's course in every unit, all on the same scale, so that they can be held side by side."""

import math

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, escape, laid_out
from etl.figures import Figure
from etl.measures import Metric
from etl.periods import Period
from etl.text import Language

IN_A_ROW = 5


def multiples(
    names: dict[str, str],
    courses: dict[str, list[Figure | None]],
    periods: list[Period],
    metric: Metric,
    language: Language,
) -> go.Figure:
    """Return one small line for each unit of `names`; a gap stays a gap, the last point is marked."""
    rows = math.ceil(len(names) / IN_A_ROW)
    chart = make_subplots(
        rows=rows,
        cols=IN_A_ROW,
        shared_xaxes=True,
        shared_yaxes=True,
        subplot_titles=[escape(name) for name in names.values()],
        vertical_spacing=min(0.12, 0.28 / rows),
        horizontal_spacing=0.02,
    )
    ends = (periods[0], periods[-1])
    for number, unit in enumerate(names):
        values = [float(one.value) if one is not None and one.value is not None else None for one in courses[unit]]
        last = max((at for at, value in enumerate(values) if value is not None), default=None)
        sizes = [8 if at == last else 3 for at in range(len(values))]
        chart.add_trace(
            go.Scatter(
                x=[period.code for period in periods],
                y=values,
                mode="lines+markers",
                connectgaps=False,
                line={"color": BLUE, "width": 1.5},
                marker={"size": sizes, "color": [SIGNAL if at == last else BLUE for at in range(len(values))]},
                customdata=[unit] * len(values),
                hovertext=[period.name(language) for period in periods],
                hovertemplate="%{hovertext}: %{y:.0%}<extra></extra>"
                if metric.is_share
                else "%{hovertext}: %{y}<extra></extra>",
            ),
            row=number // IN_A_ROW + 1,
            col=number % IN_A_ROW + 1,
        )
    laid_out(
        chart,
        60 + 120 * rows,
        separators=",." if language == "vi" else ".,",
        margin={"l": 40, "r": 8, "t": 28, "b": 36},
    )
    chart.update_annotations(font={"size": 12, "color": GREY})
    chart.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=[period.code for period in periods],
        tickvals=[period.code for period in ends],
        ticktext=[period.code.replace("-", "<br>") for period in ends],
        tickangle=0,
        tickfont={"size": 9},
        showgrid=False,
        fixedrange=True,
    )
    chart.update_yaxes(
        range=[0, 1.08] if metric.is_share else None,
        rangemode="tozero",
        tickformat=".0%" if metric.is_share else None,
        nticks=3,
        tickfont={"size": 9},
        gridcolor=RULE,
        fixedrange=True,
    )
    return chart
