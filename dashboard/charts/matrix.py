"""Units × metrics as a heat table; what is empty says why in words."""

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import GREY, INK, UNSEEN, escape, laid_out
from etl.figures.query import STATES, Figure
from etl.metrics import METRICS
from etl.text import Language

# From low to high in the good direction: amber is "look here", blue is fine; the text stays readable on each.
SCALE = ((0.0, "#f3dcae"), (0.5, "#f2f4f6"), (1.0, "#a9c6e0"))


def matrix(names: dict[str, str], metrics: list[str], figures: list[Figure], language: Language) -> go.Figure:
    """Return the table of `figures`; rows are the units of `names` in their order."""
    by_cell = {(figure.unit, figure.metric): figure for figure in figures}
    colours, texts = [], []
    for unit in names:
        cells = [by_cell[unit, metric] for metric in metrics]
        colours.append([goodness(figure) for figure in cells])
        texts.append([_text(figure, language) for figure in cells])
    columns = [escape(METRICS[metric].short(language)).replace(" ", "<br>", 1) for metric in metrics]
    rows = [escape(name) for name in names.values()]
    chart = go.Figure(
        go.Heatmap(
            z=colours,
            x=columns,
            y=rows,
            text=texts,
            texttemplate="%{text}",
            colorscale=list(map(list, SCALE)),
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
            textfont={"size": 12, "color": INK},
        )
    )
    # Cells of a heat table cannot be clicked; marks that nobody sees lie on them.
    marks = [
        (x, y, [unit, metric])
        for y, unit in zip(rows, names, strict=True)
        for x, metric in zip(columns, metrics, strict=True)
    ]
    chart.add_trace(
        go.Scatter(
            x=[x for x, _y, _cell in marks],
            y=[y for _x, y, _cell in marks],
            mode="markers",
            marker={"size": 24, "symbol": "square", "color": UNSEEN},
            customdata=[cell for _x, _y, cell in marks],
            hovertext=[
                f"{escape(names[unit])}, {escape(METRICS[metric].name(language))}: "
                f"{escape(formats.show(by_cell[unit, metric], METRICS[metric], language))} "
                f"{escape(formats.fraction(by_cell[unit, metric]))}"
                for _x, _y, (unit, metric) in marks
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    laid_out(chart, 80 + 27 * len(names), margin={"l": 8, "r": 8, "t": 64, "b": 8})
    chart.update_xaxes(side="top", showgrid=False, ticks="", fixedrange=True, automargin=True)
    chart.update_yaxes(autorange="reversed", showgrid=False, ticks="", fixedrange=True, automargin=True)
    return chart


def goodness(figure: Figure) -> float | None:
    """Return how good a share is, from 0 to 1, in its metric's good direction; None where there is no value."""
    if figure.value is None:
        return None
    value = min(float(figure.value), 1.0)
    return 1 - value if METRICS[figure.metric].better == "lower" else value


def _text(figure: Figure, language: Language) -> str:
    if figure.value is None:
        return f"<span style='font-size:9px;color:{GREY}'>{escape(STATES[figure.state](language)).replace(' ', '<br>', 1)}</span>"
    # Whole per cents, without the sign, fit a phone's width; the table below gives the exact text.
    return formats.number(figure.value * 100, language, 0)
