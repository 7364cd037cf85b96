"""What pages share: language, data behind a cache, charts, look. The only module beside the pages that knows Streamlit."""

import datetime as dt
import gc
import logging
import re
import secrets
from typing import Any

import streamlit as st
from sqlalchemy.engine import Engine

from dashboard import comparison, formats, queries, words
from dashboard import page_words as say
from dashboard.charts.style import CONFIG
from etl import database
from etl.accounts import Actor, local_actor
from etl.figures import Figure, figures, last_day, total
from etl.periods import Calendar, Period, parse_period
from etl.schema import opened
from etl.settings import settings
from etl.text import Language

UTC = dt.UTC
_log = logging.getLogger(__name__)


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$])")


@st.cache_resource
def settle() -> bool:
    """Once a process: what the imports made lives for ever, so the garbage collection after every run may skip it."""
    import plotly.graph_objects  # noqa: F401

    gc.collect()
    gc.freeze()
    return True


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it stands; for sentences that quote what stands in a file."""
    return _MARKDOWN.sub(r"\\\1", text)


def failed() -> None:
    """Say that a page failed, with the number under which the log tells why; nothing else goes to the browser."""
    number = secrets.token_hex(4)
    _log.exception("page failed, error %s", number)
    st.error(say.FAILED.filled(number=number)(language()))


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


def language_switch() -> None:
    """Offer the other language at the foot of the side bar."""
    names = {"vi": "Tiếng Việt", "en": "English"}
    chosen = st.sidebar.segmented_control(
        say.LANGUAGE(language()), list(names), default=language(), format_func=names.__getitem__, key="language_choice"
    )
    if chosen and chosen != language():
        st.session_state["language"] = chosen
        st.query_params["lang"] = chosen
        st.rerun()


def band() -> None:
    """Say on every page when the records are not a council's own."""
    if text := words.BANDS.get(data_set()):
        st.warning(text(language()))


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


def comparable() -> bool:
    """Tell whether the records can be compared, and say so where they cannot."""
    if is_comparable():
        return True
    st.info(words.NO_COMPARISON(language()))
    return False


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


def chart(figure: Any, key: str, alt: str, caption: str = "", *, clickable: bool = False, place: Any = st) -> Any:
    """Draw a chart with its text for those who do not see it, and its caption; return what the clicked mark stands for."""
    chosen = place.plotly_chart(
        figure,
        config=CONFIG,
        key=key,
        theme=None,
        alt=alt,
        on_select="rerun" if clickable else "ignore",
        selection_mode="points",
    )
    if caption:
        place.caption(caption)
    points = chosen.selection.points if clickable else []
    return points[0].get("customdata") if points else None


def source(period: Period, count: int | None = None) -> str:
    """Return the end of a caption: how many there are, of which period, from which uploads."""
    here = language()
    with engine().connect() as connection:
        last, uploads = queries.loaded(connection, actor())
    said = say.SOURCE.filled(uploads=uploads, day=formats.day(last, here) if last else "–")(here)
    return said if count is None else f"n = {count} · {period.name(here)} ({period.days(here)}) · {said}"


def look() -> None:
    """Take away the empty space above a page, and show where the keyboard is."""
    st.html(
        """<style>
        .stMainBlockContainer { padding-top: 2.6rem; padding-bottom: 3rem; }
        .stMain h1 { padding: 0.3rem 0 0.5rem; }
        .stMain .stAlert [data-testid="stAlertContainer"] { padding: 0.4rem 0.9rem; }
        [data-testid="stCaptionContainer"] { color: inherit; opacity: 0.76; }
        [data-testid="stMetricValue"], [data-testid="stTable"] { font-variant-numeric: tabular-nums; }
        a:focus-visible, button:focus-visible, [role="tab"]:focus-visible { outline: 3px solid #c77d0a !important; outline-offset: 1px; }
        /* What charts write takes the colour of the text around it, on either ground. */
        .js-plotly-plot :is(.xtick, .ytick, .legend, .annotation, .g-xtitle, .g-ytitle) text { fill: currentColor !important; }
        .st-key-cards { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: stretch; }
        .st-key-cards > *, .st-key-cards > * > [data-testid="stVerticalBlock"] { height: 100%; }
        .st-key-cards [data-testid="stPageLink-NavLink"] * { white-space: normal; }
        @media (max-width: 640px) {
          .stMainBlockContainer { padding: 2.6rem 1rem 2rem; }
          .st-key-cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem; }
          .st-key-cards [data-testid="stMetricValue"] { font-size: 1.5rem; }
          .st-key-filters [data-testid="stHorizontalBlock"] { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; }
          .st-key-filters [data-testid="stColumn"] { width: 100% !important; min-width: 0; }
          .st-key-filters [data-testid="stColumn"]:is(:first-child, :nth-child(4):last-child) { grid-column: 1 / 3; }
          h1 { font-size: 1.5rem !important; }
        }
        </style>"""
    )
    # Streamlit's page says that it is English; a screen reader would read it so.
    st.html(f"<script>document.documentElement.lang = '{language()}'</script>", unsafe_allow_javascript=True)
