"""What a run of a page stands on: language, actor, engine, data set, data version, figures. Knows Streamlit, draws nothing."""

import datetime as dt
import gc
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import streamlit as st
from sqlalchemy.engine import Connection, Engine

from dashboard import comparison
from etl import database
from etl.accounts import Actor, local_actor
from etl.figures.query import Figure, figures_and_total
from etl.periods import Period, today
from etl.settings import settings
from etl.text import Language
from etl.upgrade import opened

Answer = TypeVar("Answer")


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


def on_phone() -> bool:
    """Tell whether the reader's browser calls itself one of a phone; what a style sheet can tell it tells by width."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def engine() -> Engine:
    """Return the program's one engine."""
    return _engine(settings().database_url)


@st.cache_resource
def _engine(url: str) -> Engine:
    return opened(url)


class _Facts(NamedTuple):
    """What is asked once a run."""

    data_set: str
    version: int


class _Moved(Exception):
    """The records are not those of the version that was asked for."""


def begin() -> None:
    """Begin a run of a whole page, which asks for the facts anew.

    A part that is drawn again by itself keeps those of its page's last whole run, so that the page stays of one piece.
    """
    st.session_state.pop("facts", None)


def _facts() -> _Facts:
    if "facts" not in st.session_state:
        with database.reading(engine()) as connection:
            st.session_state["facts"] = _Facts(database.data_set(connection), database.data_version(connection))
    facts: _Facts = st.session_state["facts"]
    return facts


def data_set() -> str:
    """Return which data set the database began with."""
    return _facts().data_set


def is_comparable() -> bool:
    """Tell whether the records are such that units and periods can be compared."""
    return data_set() not in comparison.INCOMPLETE


def version() -> int:
    """Return the number that changes with the records; part of every cache key."""
    return _facts().version


def ask(question: Callable[..., Answer], *about: Any) -> Answer:
    """Return what a function reads from the database, kept until the records or the day change.

    It is called with a connection, the actor and what it is asked about. Where somebody loaded records since the facts
    were asked, these are asked anew: what is kept under a version was read in that version's own snapshot.
    """
    name = f"{question.__module__}.{question.__qualname__}"
    while True:
        try:
            return _answer(settings().database_url, version(), today(), actor(), name, question, *about)
        except _Moved:
            begin()


@st.cache_data(max_entries=400, show_spinner=False)
def _answer(
    url: str, at: int, day: dt.date, who: Actor, name: str, _question: Callable[..., Answer], *about: Any
) -> Answer:
    with database.reading(engine()) as connection:
        if database.data_version(connection) != at:
            raise _Moved
        return _question(connection, who, *about)


def figures_of(period: Period) -> dict[tuple[str, str], Figure]:
    """Return the figures of all units and of their total, by (unit, metric)."""
    return {(figure.unit, figure.metric): figure for figure in ask(_figures, period)}


def _figures(connection: Connection, actor: Actor, period: Period) -> list[Figure]:
    return figures_and_total(connection, actor, period)
