"""What a run of a page stands on: language, actor, engine, data set, data version, figures. Knows Streamlit, draws nothing."""

import gc
from typing import Any

import streamlit as st
from sqlalchemy.engine import Engine

from dashboard import comparison
from etl import database
from etl.accounts import Actor, local_actor
from etl.figures.query import Figure, figures, last_day, total
from etl.periods import Calendar, Period, parse_period
from etl.settings import settings
from etl.text import Language
from etl.upgrade import opened


@st.cache_resource
def settle() -> bool:
    """Once a process: what the imports made lives for ever, so the garbage collection after every run may skip it."""
    import plotly.graph_objects  # noqa: F401

    gc.collect()
    gc.freeze()
    return True


def actor() -> Actor:
    """Return who is looking; until there is sign-in, whoever uses this machine."""
    return local_actor()


def language() -> Language:
    """Return the language of the address, or of the browser; Vietnamese where neither says English."""
    asked = st.query_params.get("lang") or st.session_state.get("language")
    if asked not in ("vi", "en"):
        asked = "en" if (st.context.locale or "vi").lower().startswith("en") else "vi"
    st.session_state["language"] = asked
    return asked  # type: ignore[return-value]


def engine() -> Engine:
    """Return the program's one engine."""
    return _engine(settings().database_url)


@st.cache_resource
def _engine(url: str) -> Engine:
    return opened(url)


def data_set() -> str:
    """Return which data set the database began with."""
    with engine().connect() as connection:
        return database.data_set(connection)


def is_comparable() -> bool:
    """Tell whether the records are such that units and periods can be compared."""
    return data_set() not in comparison.INCOMPLETE


def version() -> int:
    """Return the number that changes with the records; part of every cache key."""
    with engine().connect() as connection:
        return database.data_version(connection)


@st.cache_data(max_entries=400)
def _figures(url: str, at: int, code: str, calendar: Calendar, day: str) -> list[tuple[Any, ...]]:
    period = parse_period(code, calendar)
    with engine().connect() as connection:
        found = figures(connection, actor(), period) + total(connection, actor(), period)
    return [tuple(figure) for figure in found]


def figures_of(period: Period) -> dict[tuple[str, str], Figure]:
    """Return the figures of all units and of their total, by (unit, metric); cached until records or day change."""
    url = settings().database_url
    rows = _figures(url, version(), period.code, period.calendar, str(last_day()))
    return {(row[0], row[2]): Figure(*row) for row in rows}
