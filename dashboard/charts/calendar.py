"""When the councils met: a line for each unit, a mark for each session, whose shape and colour tell its kind."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dashboard.charts.style import BLUE, GREY, LEGEND, RULE, SIGNAL, escape, laid_out

_LOOKS = (("circle", BLUE), ("diamond", GREY), ("triangle-up", SIGNAL), ("square", GREY))


class Held(NamedTuple):
    """One session: its unit's name, first day, kind in words, what the pointer shows, and what a click stands for."""

    unit: str
    day: dt.date
    kind: str
    text: str
    key: str


def calendar(units: Sequence[str], held: Sequence[Held], start: dt.date, end: dt.date) -> go.Figure:
    """Return the calendar of [start, end] with a line for each of `units` in their order; without marks it stays empty."""
    chart = go.Figure()
    kinds = list(dict.fromkeys(session.kind for session in held))
    for number, kind in enumerate(sorted(kinds)):
        symbol, colour = _LOOKS[number % len(_LOOKS)]
        of = [session for session in held if session.kind == kind]
        chart.add_trace(
            go.Scatter(
                x=[session.day for session in of],
                y=[escape(session.unit) for session in of],
                name=escape(kind),
                mode="markers",
                marker={"size": 11, "symbol": symbol, "color": colour},
                customdata=[session.key for session in of],
                hovertext=[escape(session.text) for session in of],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    laid_out(
        chart,
        90 + 24 * len(units),
        **LEGEND,
        margin={"l": 8, "r": 8, "t": 32, "b": 8},
    )
    chart.update_xaxes(
        type="date",
        range=[start - dt.timedelta(days=2), end + dt.timedelta(days=2)],
        tickformat="%d/%m" if (end - start).days < 200 else "%m/%Y",
        gridcolor=RULE,
        fixedrange=True,
        automargin=True,
    )
    chart.update_yaxes(
        categoryorder="array",
        categoryarray=[escape(name) for name in reversed(units)],
        range=[-0.6, len(units) - 0.4],
        gridcolor=RULE,
        fixedrange=True,
        automargin=True,
    )
    return chart
