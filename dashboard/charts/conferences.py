"""Conferences on a line: when each met, when it was due, and the span by which it came late."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.style import BLUE, GREY, LEGEND, RULE, SIGNAL, escape, laid_out
from etl.text import Language


class Met(NamedTuple):
    """One conference, or the next one (`day` None until it meets): its label and due date, None for the first."""

    label: str
    day: dt.date | None
    due: dt.date | None


class Words(NamedTuple):
    """What the marks are called, in the reader's language."""

    met: str
    due: str
    today: str


def conferences(met: Sequence[Met], today: dt.date, words: Words, language: Language) -> go.Figure:
    """Return the line with what was held, what was due and how late it came."""
    chart = go.Figure()
    for conference in met:
        end = conference.day or today
        if conference.due is not None and end > conference.due:
            line = {"color": SIGNAL, "width": 5}
            chart.add_trace(
                go.Scatter(
                    x=[conference.due, end], y=[0, 0], mode="lines", line=line, hoverinfo="skip", showlegend=False
                )
            )
    tick = {"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": GREY}}
    due = [(conference.due, "", conference.label) for conference in met if conference.due is not None]
    held = [(conference.day, conference.label, conference.label) for conference in met if conference.day is not None]
    _marks(chart, due, words.due, tick, language)
    _marks(chart, held, words.met, {"symbol": "circle", "size": 15, "color": BLUE}, language)
    now = today.isoformat()
    chart.add_vline(x=now, line={"color": GREY, "width": 1, "dash": "dot"})
    chart.add_annotation(x=now, y=0, yref="paper", text=words.today, showarrow=False, xanchor="right", xshift=-4)
    laid_out(chart, 180, **LEGEND, margin={"l": 8, "r": 24, "t": 28, "b": 8})
    chart.update_xaxes(type="date", gridcolor=RULE, tickformat="%m/%Y", fixedrange=True, automargin=True)
    chart.update_yaxes(visible=False, range=[-1, 1], fixedrange=True)
    return chart


def _marks(
    chart: go.Figure, marks: Sequence[tuple[dt.date, str, str]], name: str, look: dict[str, Any], language: Language
) -> None:
    """Add marks of one sort: (day, what is written above it, what the pointer calls it)."""
    chart.add_trace(
        go.Scatter(
            x=[day for day, _text, _label in marks],
            y=[0] * len(marks),
            name=name,
            mode="markers+text",
            marker=look,
            text=[escape(text) for _day, text, _label in marks],
            textposition="top center",
            hovertext=[f"{escape(label)}: {name} {formats.day(day, language)}" for day, _text, label in marks],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
