"""What a reader chooses on nearly every page: period, unit, metric."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import queries
from dashboard.context import ask, figures_of, language
from dashboard.pages.parts import address
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.figures.query import TOTAL
from etl.metrics import METRICS
from etl.periods import CALENDARS, GRAINS, Calendar, Grain, Period, parse_period
from etl.reference import CITY, unit_as_of, units_in
from etl.text import Text, vietnamese_order


def filters(*widths: int) -> tuple[Period | None, list[Any]]:
    """Let the reader choose a period, its length and calendar; return it, and places beside them in the same row.

    The period is None where there are no records yet; that is said.
    """
    here = language()
    if not ask(queries.periods, "calendar"):
        st.info(say.EMPTY(here))
        if st.session_state["page"] != "upload":
            address.link("upload", f"{say.PAGES['upload'](here)} →")
        return None, []
    grains: Mapping[Any, Text] = GRAINS
    calendars: Mapping[Any, Text] = CALENDARS
    left, middle, right, *more = st.container(key="filters").columns([3, 2, 2.3, *widths])
    grain: Grain = address.choice(  # type: ignore[assignment]
        "grain", say.GRAIN(here), list(GRAINS), lambda key: grains[key](here), first="quarter", place=middle
    )
    calendar: Calendar = address.choice(  # type: ignore[assignment]
        "calendar", say.CALENDAR(here), list(CALENDARS), lambda key: calendars[key](here), place=right
    )
    codes = [period.code for period in ask(queries.periods, calendar, grain)]
    if not codes:  # no term before the only one is known
        st.caption(say.NO_ROWS(here))
        return None, []
    code = address.choice(
        "period", say.PERIOD(here), codes, lambda code: parse_period(code, calendar).name(here), place=left
    )
    return parse_period(code, calendar), more


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
    now = figures_of(period)
    # Of many new units few have reported yet: begin with one that has something to show.
    telling = next((code for code in options if code != TOTAL and now[code, "sessions"].state == "value"), options[0])
    here = language()
    chosen = address.choice(
        "unit",
        say.UNIT(here),
        options,
        lambda code: names.get(code) or (everyone(here) if everyone else code),
        first=options[0] if everyone else telling,
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
