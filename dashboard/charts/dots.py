"""One share over all units: a dot with its 95 % interval each, against the rate of all together."""

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, escape, laid_out, percents
from dashboard.statistics import Standing, wilson
from etl.declare.measures import Metric
from etl.figures.query import Figure
from etl.text import SEPARATORS, Language


def dots(
    names: dict[str, str],
    figures: list[Figure],
    places: dict[str, Standing | None],
    rate: float,
    metric: Metric,
    language: Language,
) -> go.Figure:
    """Return the chart of `figures` (each with a value), in their order from the top.

    A unit outside the limits of its peers has another colour and shape; the others are neither better nor worse.
    """
    chart = go.Figure()
    intervals = [wilson(int(figure.numerator or 0), int(figure.denominator or 0)) for figure in figures]
    values = [float(figure.value or 0) for figure in figures]
    outside = [(place := places.get(figure.unit)) is not None and place.position != "inside" for figure in figures]
    labels = [escape(names[figure.unit]) for figure in figures]
    chart.add_trace(
        go.Scatter(
            x=values,
            y=labels,
            mode="markers",
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [edges.high - value if edges else 0 for edges, value in zip(intervals, values, strict=True)],
                "arrayminus": [
                    value - edges.low if edges else 0 for edges, value in zip(intervals, values, strict=True)
                ],
                "color": GREY,
                "thickness": 1,
                "width": 0,
            },
            marker={
                "size": [11 if out else 9 for out in outside],
                "symbol": ["diamond" if out else "circle" for out in outside],
                "color": [SIGNAL if out else BLUE for out in outside],
            },
            customdata=[figure.unit for figure in figures],
            text=[f"{formats.show(figure, metric, language)} ({formats.fraction(figure)})" for figure in figures],
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    chart.add_vline(x=rate, line={"color": GREY, "width": 1, "dash": "dot"})
    laid_out(chart, 60 + 26 * len(figures), separators=SEPARATORS[language])
    chart.update_xaxes(
        range=[-0.02, 1.02], **percents(language), gridcolor=RULE, zeroline=False, fixedrange=True, automargin=True
    )
    chart.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, automargin=True)
    return chart
