"""One look for every chart."""

from html import escape as _escape
from typing import Any

import plotly.graph_objects as go

from dashboard import formats
from etl.text import Language

# Readable on the light and on the dark ground alike: text 4.5:1 on light and 4:1 on dark, lines 3:1; rules let the ground through.
BLUE, GREY, RULE, SIGNAL = "#2f6ea5", "#6d7782", "rgba(128,136,148,0.25)", "#c2620e"
INK = "#1d2733"  # on the light colours of cells and tiles, which are the same on both grounds
UNSEEN = "rgba(0,0,0,0.001)"  # of marks that are there to be clicked only; without any colour they are not
LEGEND = {"showlegend": True, "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}}
CONFIG = {"displayModeBar": False, "staticPlot": False, "showTips": False}


def laid_out(figure: go.Figure, height: int, **more: Any) -> go.Figure:
    """Apply the common layout."""
    common: dict[str, Any] = {
        "template": None,
        "height": height,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Be Vietnam Pro, sans-serif", "size": 13, "color": GREY},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
    }
    figure.update_layout(common | more)
    return figure


def percents(language: Language) -> dict[str, Any]:
    """Return the marks of an axis of shares; plotly's own formats know no language's sign."""
    marks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    return {"tickmode": "array", "tickvals": marks, "ticktext": [formats.percent(mark, language) for mark in marks]}


def escape(text: str) -> str:
    """Return a text that plotly, which reads a part of HTML, shows as it stands."""
    return _escape(text)
