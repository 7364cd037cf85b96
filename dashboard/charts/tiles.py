"""A map of units by one metric: a tile or an outline each, with its name and figure; a click chooses one."""

from itertools import pairwise

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.matrix import SCALE, goodness
from dashboard.charts.style import GREY, INK, RULE, UNSEEN, escape, laid_out
from dashboard.places import Layout
from etl.declare.measures import Metric
from etl.figures.query import STATES, Figure
from etl.text import Language


def tiles(
    names: dict[str, str], figures: dict[str, Figure], places: Layout, metric: Metric, language: Language
) -> go.Figure:
    """Return the map of the units of `names`; what has no value is a frame without a colour, and says why."""
    chart = go.Figure()
    for unit, place in places.places.items():
        good = goodness(figures[unit])
        for ring in place.rings:
            chart.add_trace(
                go.Scatter(
                    x=[x for x, _y in ring],
                    y=[y for _x, y in ring],
                    mode="lines",
                    fill="toself",
                    fillcolor=_colour(good),
                    line={"color": RULE if good is not None else "rgba(128,136,148,0.6)", "width": 1},
                    hoverinfo="skip",
                )
            )
    crowded = len(places.places) > 30
    shown = {unit: _shown(figures[unit], metric, language) for unit in places.places}
    chart.add_trace(
        go.Scatter(
            x=[place.x for place in places.places.values()],
            y=[place.y for place in places.places.values()],
            mode="markers+text",
            marker={"size": 26 if crowded else 44, "symbol": "square", "color": UNSEEN},
            text=[_label(names[unit], shown[unit], crowded) for unit in places.places],
            textfont={
                "size": 9 if crowded else 10.5,
                "color": [INK if figures[unit].value is not None else GREY for unit in places.places],
            },
            customdata=list(places.places),
            hovertext=[f"{escape(names[unit])}: {shown[unit]}" for unit in places.places],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    rows = {place.y for place in places.places.values()}
    laid_out(chart, 400 if places.by == "boundaries" else (34 if crowded else 70) * len(rows))
    chart.update_xaxes(visible=False, fixedrange=True)
    chart.update_yaxes(visible=False, fixedrange=True, scaleanchor="x" if places.by == "boundaries" else None)
    return chart


def _colour(good: float | None) -> str:
    if good is None:
        return "rgba(0,0,0,0)"
    for (low, first), (high, second) in pairwise(SCALE):
        if low <= good <= high:
            part = (good - low) / (high - low)
            pairs = [(int(first[n : n + 2], 16), int(second[n : n + 2], 16)) for n in (1, 3, 5)]
            return "rgb({},{},{})".format(*(round(a + (b - a) * part) for a, b in pairs))
    return SCALE[-1][1]


def _shown(figure: Figure, metric: Metric, language: Language) -> str:
    if figure.value is None:
        return escape(STATES[figure.state](language))
    return formats.percent(figure.value, language) if metric.is_share else formats.number(figure.value, language)


def _label(name: str, shown: str, crowded: bool) -> str:
    first = escape(name).replace(" ", "<br>", 1)  # two lines: a phone's tiles are narrow
    if crowded:
        return first
    return f"{first}<br><b>{shown}</b>" if len(shown) < 8 else f"{first}<br><i>{shown}</i>"
