"""What a reader chooses on nearly every page: period, unit, metric."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from dashboard import queries
from dashboard.context import ask, language, on_phone
from dashboard.pages.parts import address, edges
from dashboard.pages.parts.edges import Head
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.figures.query import TOTAL, reports
from etl.metrics import METRICS
from etl.periods import CALENDARS, GRAINS, Calendar, Grain, Period, parse_period
from etl.reference import CITY, unit_as_of, units_in
from etl.text import Text, vietnamese_order

_LETTER, _BESIDE, _LEAST = 8, 54, 150  # pixels of a letter of the box of periods, beside the letters, of a narrow one
_WIDTH = 210  # of the other boxes


class Beside(NamedTuple):
    """The place for a page's other choices: boxes beside the period; on a phone behind one button, and said below it."""

    place: Any
    said: Any = None

    def selectbox(self, label: str, options: Sequence[str], *, format_func: Callable[[str], str], **how: Any) -> Any:
        """Draw a box as Streamlit does; beside the period there is no room for a label above it."""
        if self.said is None:
            how |= {"label_visibility": "collapsed", "width": _WIDTH}
        chosen = self.place.selectbox(label, options, format_func=format_func, **how)
        if self.said is not None:
            self.said.text(format_func(chosen), width="content")
        return chosen


def filters(head: Head) -> tuple[Period | None, Beside]:
    """Let the reader choose in a page's head row; return the period, and the place for the page's other choices.

    The period is None where there are no records yet; that is said. Else the row's end says who has reported.
    """
    chosen, beside = period(head.controls, head.said)
    if chosen is not None:
        names = {code: name for code, name in unit_names(chosen).items() if code != CITY}
        kinds_of = ask(reports, chosen)
        edges.reported(head.end, chosen, len(names), [name for code, name in names.items() if not kinds_of[code]])
    return chosen, beside


def period(row: Any, said: Any) -> tuple[Period | None, Beside]:
    """Let the reader choose a period, its length and calendar in a row; on a phone `said` is where choices are named."""
    here = language()
    if not ask(queries.periods, "calendar"):
        st.info(say.EMPTY(here))
        if st.session_state["page"] != "upload":
            address.link("upload", f"{say.PAGES['upload'](here)} →")
        return None, Beside(row)
    step = row.container(key="period", horizontal=True, gap=None, width="content")
    if on_phone():
        more = row.popover(say.FILTERS(here), key="more")
        beside = Beside(more.container(), said)
    else:
        beside = Beside(row.container(key="filters", horizontal=True, width="content"))
        more = row.popover(say.MORE(here), key="more")
    grain, calendar = _length(more.container())
    periods = ask(queries.periods, calendar, grain)
    if not periods:  # no term before the only one is known
        st.caption(say.NO_ROWS(here))
        return None, beside
    return _stepped(periods, calendar, step), beside


def _length(place: Any) -> tuple[Grain, Calendar]:
    """Let the reader choose how long periods are, and of which calendar."""
    here = language()
    grains: Mapping[Any, Text] = GRAINS
    calendars: Mapping[Any, Text] = CALENDARS
    grain: Grain = address.choice(  # type: ignore[assignment]
        "grain", say.GRAIN(here), list(GRAINS), lambda key: grains[key](here), first="quarter", place=place
    )
    calendar: Calendar = address.choice(  # type: ignore[assignment]
        "calendar", say.CALENDAR(here), list(CALENDARS), lambda key: calendars[key](here), place=place
    )
    return grain, calendar


def _stepped(periods: Sequence[Period], calendar: Calendar, place: Any) -> Period:
    """Let the reader choose a period from a list, the latest first, or go one back or on."""
    here = language()
    names = {period.code: period.name(here) for period in periods}
    earlier = place.empty()
    code = address.choice(
        "period",
        say.PERIOD(here),
        list(names),
        lambda code: parse_period(code, calendar).name(here),
        place=place,
        label_visibility="collapsed",
        width=max(_LEAST, _LETTER * max(map(len, names.values())) + _BESIDE),
    )
    at = list(names).index(code)
    for slot, key, label, there in ((earlier, "step_back", say.EARLIER, at + 1), (place, "step_on", say.LATER, at - 1)):
        known = 0 <= there < len(periods)
        slot.button(
            label(here),
            key=key,
            disabled=not known,
            on_click=address.choose,
            args=("period", periods[there].code if known else code),
        )
    return periods[at]


def unit_names(period: Period, *, short: bool = False) -> dict[str, str]:
    """Return code → name of the units of a period, in Vietnamese order, the city last; `short` without the kind."""
    units = {code: unit_as_of(code, period.end) for code in units_in(period.start, period.end)}
    names = {code: unit.short_name if short else unit.name for code, unit in units.items()}
    return dict(
        sorted(
            names.items(),
            key=lambda item: (item[0] == CITY, vietnamese_order(unit_as_of(item[0], period.end).short_name)),
        )
    )


def unit(period: Period, *, everyone: Text | None = None, place: Any = st) -> str | None:
    """Let the reader choose a unit of the period; `everyone` adds the choice of all, which returns None."""
    names = unit_names(period)
    options = ([TOTAL] if everyone else []) + list(names)
    usual, here = options[0], language()
    if everyone is None:  # of many new units few have reported yet: begin with one that has something to show
        kinds_of = ask(reports, period)
        usual = next((code for code in options if any(kinds_of[code].values())), usual)
    chosen = address.choice(
        "unit",
        say.UNIT(here),
        options,
        lambda code: names.get(code) or (everyone(here) if everyone else code),
        first=usual,
        place=place,
    )
    return None if chosen == TOTAL else chosen


def metric(names: Sequence[str], first: str, place: Any = st) -> Metric:
    """Let the reader choose one of the metrics."""
    here = language()
    return METRICS[
        address.choice(
            "metric", say.METRIC(here), names, lambda name: METRICS[name].name(here), first=first, place=place
        )
    ]
