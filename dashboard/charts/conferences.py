"""Conferences on a line: when each met, when it was due, and the span by which it came late."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dashboard.charts.style import BLUE, GREY, RULE, SIGNAL, escape, laid_out


class Met(NamedTuple):
    """One conference, or the next one (`day` None until it meets): its label and due date, None for the first."""

    label: str
    day: dt.date | None
    due: dt.date | None


def conferences(met: Sequence[Met], today: dt.date, words: tuple[str, str, str]) -> go.Figure:
    """Return the line; `words`: for "met", "due" and "today"."""
    chart = go.Figure()
    for one in met:
        end = one.day or today
        if one.due is not None and end > one.due:
            line = {"color": SIGNAL, "width": 5}
            chart.add_trace(
                go.Scatter(x=[one.due, end], y=[0, 0], mode="lines", line=line, hoverinfo="skip", showlegend=False)
            )
    due = [one for one in met if one.due is not None]
    held = [one for one in met if one.day is not None]
    for listed, days, name, marker, place in (
        (
            due,
            [one.due for one in due],
            words[1],
            {"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": GREY}},
            "bottom center",
        ),
        (held, [one.day for one in held], words[0], {"symbol": "circle", "size": 15, "color": BLUE}, "top center"),
    ):
        chart.add_trace(
            go.Scatter(
                x=days,
                y=[0] * len(days),
                name=name,
                mode="markers+text",
                marker=marker,
                text=[escape(one.label) if listed is held else "" for one in listed],
                textposition=place,
                hovertext=[
                    f"{escape(one.label)}: {name} {day:%d/%m/%Y}" for one, day in zip(listed, days, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    chart.add_vline(x=today.isoformat(), line={"color": GREY, "width": 1, "dash": "dot"})
    chart.add_annotation(
        x=today.isoformat(), y=0, yref="paper", text=words[2], showarrow=False, xanchor="right", xshift=-4
    )
    laid_out(
        chart,
        180,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        margin={"l": 8, "r": 24, "t": 28, "b": 8},
    )
    chart.update_xaxes(type="date", gridcolor=RULE, tickformat="%m/%Y", fixedrange=True, automargin=True)
    chart.update_yaxes(visible=False, range=[-1, 1], fixedrange=True)
    return chart
