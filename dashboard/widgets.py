"""What pages share: language, data behind a cache, pickers, cards. The only module beside the pages that knows Streamlit."""

import datetime as dt
import gc
import logging
import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import streamlit as st
from sqlalchemy.engine import Engine

from dashboard import comparison, formats, queries, words
from dashboard import page_words as say
from etl import database
from etl.accounts import Actor, local_actor
from etl.figures import TOTAL, Figure, figures, last_day, total
from etl.measures import Metric
from etl.metrics import METRICS
from etl.periods import CALENDARS, GRAINS, Calendar, Grain, Period, parse_period
from etl.reference import CITY, unit_as_of, units_in
from etl.schema import opened
from etl.settings import settings
from etl.text import Language, Text, fold

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
        say.LANGUAGE(language()), list(names), default=language(), format_func=names.get, key="language_choice"
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


def comparable() -> bool:
    """Tell whether the records are such that units and periods can be compared; say so where they are not."""
    if data_set() in comparison.INCOMPLETE:
        st.info(words.NO_COMPARISON(language()))
        return False
    return True


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


def arrive(page: str) -> None:
    """Note on which page the reader is: what a new page's address does not say stays as it was chosen before."""
    st.session_state["arrived"] = st.session_state.get("page") != page
    st.session_state["page"] = page


def choice(
    name: str,
    label: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    first: str | None = None,
    place: Any = st,
) -> str:
    """Let the reader choose one of the options, which are codes; `first` where nothing was chosen.

    The choice stands in the address by its code, so that a link means the same in both languages, and it is kept
    from page to page. An option that the address names, by a link or by the browser's way back, goes before.
    """
    usual = options[0] if first is None else first
    kept, seen = f"chosen {name}", f"address {name}"
    asked, arrived = st.query_params.get(name), st.session_state.get("arrived", True)
    moved = asked != st.session_state.get(seen) and (asked is not None or not arrived)
    if moved:
        st.session_state[kept] = asked
    if moved or arrived or st.session_state.get(name) not in options:
        wanted = st.session_state.get(kept)
        st.session_state[name] = wanted if wanted in options else usual
    chosen: str = place.selectbox(label, options, format_func=words, key=name)
    if chosen != usual:
        st.session_state[kept] = st.session_state[seen] = chosen
        if asked != chosen:
            st.query_params[name] = chosen
    else:
        st.session_state[kept] = st.session_state[seen] = None
        st.query_params.pop(name, None)
    return chosen


def go(page: str, **choices: str) -> NoReturn:
    """Open a page with choices, as a link to it would."""
    st.switch_page(f"dashboard/pages/{page}.py", query_params=choices)


def link(page: str, label: str, place: Any = st, **choices: str) -> None:
    """Draw a link to a page with choices."""
    place.page_link(f"dashboard/pages/{page}.py", label=label, query_params=choices)


def period_picker(place: Any = st) -> Period | None:
    """Let the reader choose a period, its length and calendar; None where there are no records yet."""
    here = language()
    left, middle, right = place.columns([2, 1, 1])
    grain: Grain = choice(  # type: ignore[assignment]
        "grain", say.GRAIN(here), list(GRAINS), lambda key: GRAINS[key](here), first="quarter", place=middle
    )
    calendar: Calendar = choice(  # type: ignore[assignment]
        "calendar", say.CALENDAR(here), list(CALENDARS), lambda key: CALENDARS[key](here), place=right
    )
    with engine().connect() as connection:
        known = queries.periods(connection, actor(), calendar, grain)
    if not known:
        st.info(say.EMPTY(here))
        return None
    codes = [period.code for period in known]
    code = choice("period", say.PERIOD(here), codes, lambda code: parse_period(code, calendar).name(here), place=left)
    period = parse_period(code, calendar)
    st.caption(f"{period.days(here)} · {CALENDARS[calendar](here)}")
    return period


def unit_names(period: Period, *, short: bool = False) -> dict[str, str]:
    """Return code → name of the units of a period, in Vietnamese order, the city last; `short` without the kind."""
    units = {code: unit_as_of(code, period.end) for code in units_in(period.start, period.end)}
    names = {code: unit.short_name if short else unit.name for code, unit in units.items()}
    return dict(
        sorted(names.items(), key=lambda item: (item[0] == CITY, _order(unit_as_of(item[0], period.end).short_name)))
    )


def _order(name: str) -> tuple[Any, ...]:
    # Vietnamese sorts đ after d; the rest of the marks only decide between otherwise equal names.
    return tuple("d~" if letter in "đĐ" else fold(letter) for letter in name), name


def unit_picker(period: Period, *, everyone: Text | None = None, place: Any = st) -> str | None:
    """Let the reader choose a unit of the period; `everyone` adds the choice of all, which returns None."""
    names = unit_names(period)
    options = ([TOTAL] if everyone else []) + list(names)
    now = figures_of(period)
    # Of many new units few have reported yet: begin with one that has something to show.
    told = next((code for code in options if code != TOTAL and now[code, "sessions"].state == "value"), options[0])
    here = language()
    chosen = choice(
        "unit",
        say.UNIT(here),
        options,
        lambda code: names.get(code) or (everyone(here) if everyone else code),
        first=options[0] if everyone else told,
        place=place,
    )
    return None if chosen == TOTAL else chosen


def metric_picker(names: Sequence[str], first: str, place: Any = st) -> Metric:
    """Let the reader choose one of the metrics."""
    here = language()
    return METRICS[
        choice("metric", say.METRIC(here), names, lambda name: METRICS[name].name(here), first=first, place=place)
    ]


def cards(names: list[str], unit: str, now: dict[Any, Figure], before: dict[Any, Figure], earlier: Period) -> None:
    """Draw one card a metric: value, numerator and denominator, change against the quarter before; three in a row."""
    here = language()
    for start in range(0, len(names), 3):
        for column, name in zip(st.columns(3), names[start : start + 3], strict=False):
            metric, figure = METRICS[name], now[unit, name]
            change = formats.change(figure, before.get((unit, name)), metric, here)
            against = say.AGAINST.filled(period=earlier.name)(here)
            with column.container(border=True, height="stretch"):
                st.metric(metric.short(here), formats.show(figure, metric, here), help=metric.definition(here))
                compared = comparison.change(metric, figure, before.get((unit, name)), earlier)
                chance = say.WITHIN_CHANCE(here) if change and compared and compared.claim == "none" else ""
                said = [formats.fraction(figure), f"{change} {against}" if change else "", chance]
                st.caption(" · ".join(part for part in said if part) or "–")
