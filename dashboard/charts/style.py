"""One look for every chart."""

from html import escape as _escape
from typing import Any

import plotly.graph_objects as go

BLUE, GREY, RULE, SIGNAL = "#1f4e79", "#66707b", "#e3e6ea", "#b45309"
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


def escape(text: str) -> str:
    """Return a text that plotly, which reads a part of HTML, shows as it stands."""
    return _escape(text)
