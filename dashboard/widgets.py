"""What pages share: language, data behind a cache, pickers, cards. The only module beside the pages that knows Streamlit."""

import datetime as dt
import gc
import logging
import math
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlencode

import segno
import streamlit as st
from sqlalchemy.engine import Engine

from dashboard import comparison, formats, queries, words
from dashboard import page_words as say
from dashboard.charts.style import CONFIG
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
SPARK = 8  # periods in the small line of a card
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
    st.session_state["now"] = {}
    st.session_state["arrived"] = st.session_state.get("page") != page
    if st.session_state["arrived"]:  # the last page's choices are no longer what this one's address has to say
        for key in [key for key in st.session_state if str(key).startswith("address ")]:
            del st.session_state[key]
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
    kept, seen, key = f"chosen {name}", f"address {name}", _key(name)
    asked, arrived = st.query_params.get(name), st.session_state.get("arrived", True)
    moved = asked != st.session_state.get(seen) and (asked is not None or not arrived)
    if moved:
        st.session_state[kept] = asked
    if moved or arrived or st.session_state.get(key) not in options:
        wanted = st.session_state.get(kept)
        st.session_state[key] = wanted if wanted in options else usual
    chosen: str = place.selectbox(label, options, format_func=words, key=key)
    st.session_state["now"][name] = chosen
    st.session_state[kept] = None if chosen == usual else chosen
    # What is usual need not be said, but an address that says it stays as it is: it would be one more step back.
    st.session_state[seen] = None if chosen == usual != asked else chosen
    return chosen


def _key(name: str) -> str:
    # A key of its own on each page: a run that was interrupted on the way must not leave another page's state behind.
    return f"{st.session_state['page']} {name}"


def remember(name: str, value: str) -> None:
    """Add to the link to this page what the address says beside the choices."""
    st.session_state["now"][name] = value


def kept_choices() -> dict[str, str]:
    """Return what the reader has chosen so far, as an address says it."""
    said = {
        key.removeprefix("chosen "): value for key, value in st.session_state.items() if str(key).startswith("chosen ")
    }
    return {name: value for name, value in said.items() if value is not None}


def show_choices() -> None:
    """Bring the address in line with what this page's choices are, all at once: one step back undoes one choice."""
    said = {
        key.removeprefix("address "): value
        for key, value in st.session_state.items()
        if str(key).startswith("address ")
    }
    there = st.query_params.to_dict()
    wanted = {name: value for name, value in (there | said).items() if value is not None}
    if wanted != there:
        st.query_params.from_dict(wanted)


def go(page: str, **choices: str) -> NoReturn:
    """Open a page with choices, as a link to it would."""
    st.switch_page(f"dashboard/pages/{page}.py", query_params=choices)


def navigation(groups: Mapping[str, Iterable[str]], place: Any) -> None:
    """Draw the links to all pages; they carry the choices along."""
    kept = kept_choices() | ({"lang": language()} if "lang" in st.query_params else {})
    for title, names in groups.items():
        place.caption(title)
        for name in names:
            link(name, say.PAGES[name](language()), place, **kept)


def link(page: str, label: str, place: Any = st, **choices: str) -> None:
    """Draw a link to a page with choices."""
    place.page_link(f"dashboard/pages/{page}.py", label=label, query_params=choices)


def filters(*widths: int) -> tuple[Period | None, list[Any]]:
    """Let the reader choose a period, its length and calendar; return it, and places beside them in the same row.

    The period is None where there are no records yet; that is said.
    """
    here = language()
    left, middle, right, *more = st.container(key="filters").columns([3, 2, 2.3, *widths])
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
        return None, more
    codes = [period.code for period in known]
    code = choice("period", say.PERIOD(here), codes, lambda code: parse_period(code, calendar).name(here), place=left)
    return parse_period(code, calendar), more


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


def cards(names: Sequence[str], unit: str, period: Period, page: str) -> None:
    """Draw one card a metric: value, parts, change against the period before, its course; three in a row, two on a phone.

    Each leads to a page where the metric is looked into.
    """
    here, now, earlier = language(), figures_of(period), period.previous()
    before = figures_of(earlier)
    past = [figures_of(one) for one in comparison.latest(period, SPARK)]
    complete = now.get((unit, "completeness"))
    about = say.CARD_ABOUT.filled(
        days=period.days,
        complete=formats.show(complete, METRICS["completeness"], here) if complete else "–",
        source=source(period),
    )(here)
    with st.container(key="cards"):
        for name in names:
            metric, figure = METRICS[name], now[unit, name]
            change = formats.change(figure, before.get((unit, name)), metric, here)
            against = say.AGAINST.filled(period=earlier.name)(here)
            values = [(found := of.get((unit, name))) and found.value for of in past]
            course = [math.nan if value is None else float(value) for value in values]
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    metric.short(here),
                    formats.show(figure, metric, here),
                    help=" ".join(filter(None, (metric.definition(here), metric.caveat(here), about))),
                    chart_data=course if sum(value is not None for value in values) > 2 else None,
                )
                compared = comparison.change(metric, figure, before.get((unit, name)), earlier)
                chance = say.WITHIN_CHANCE(here) if change and compared and compared.claim == "none" else ""
                said = [formats.fraction(figure), f"{change} {against}" if change else "", chance]
                st.caption(" · ".join(part for part in said if part) or "–")
                label = say.LOOK_INTO.filled(metric=metric.short)(here)
                if page == st.session_state["page"]:
                    st.button(label, type="tertiary", key=f"look {name}", on_click=_choose, args=("metric", name))
                else:
                    link(page, label, **kept_choices() | {"metric": name, "unit": unit})


def _choose(name: str, value: str) -> None:
    st.session_state[_key(name)] = value


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


def share() -> None:
    """Offer the address of what is shown, whole, and as a picture for a phone."""
    here = language()
    said = {"lang": here} | st.session_state.get("now", {})
    address = f"{(st.context.url or '').split('?')[0]}?{urlencode(said)}"
    with st.sidebar.popover(say.SHARE(here), width="stretch"):
        st.caption(say.SHARE_HELP(here))
        st.code(address, language=None, wrap_lines=True)
        drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, light="#ffffff", dark="#1d2733")
        st.html(f'<div role="img" aria-label="QR">{drawn}</div>')


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
          .st-key-filters [data-testid="stColumn"]:first-child { grid-column: 1 / 3; }
          h1 { font-size: 1.5rem !important; }
        }
        </style>"""
    )
    # Streamlit's page says that it is English; a screen reader would read it so.
    st.html(f"<script>document.documentElement.lang = '{language()}'</script>", unsafe_allow_javascript=True)
