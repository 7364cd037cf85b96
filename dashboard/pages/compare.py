"""One metric over all units, or over like ones: who differs, and who cannot be told apart."""

from typing import Any

import streamlit as st

from dashboard import comparison, context, formats, widgets
from dashboard.charts.dots import dots
from dashboard.charts.funnel import funnel
from dashboard.charts.multiples import multiples
from dashboard.pages.parts import address, edges, pickers, trace
from dashboard.statistics import wilson
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.figures.query import TOTAL, Figure
from etl.metrics import METRICS
from etl.periods import Period
from etl.reference import CITY, GROUPS, unit_as_of
from etl.text import LANGUAGES, Language, Text

_EVERY = "all"
PERIODS = 12  # in the small courses
WHOLE = Text(*(formats.percent(1, language) for language in LANGUAGES))
here = context.language()


def shares() -> list[str]:
    return [name for name, metric in METRICS.items() if metric.is_share]


def chosen_units(period: Period, place: Any) -> dict[str, str]:
    """Let the reader choose a group of like units; return code → name of its units."""
    names = {code: name for code, name in pickers.unit_names(period).items() if code != CITY}
    groups = {code: unit_as_of(code, period.end).group for code in names}
    present = [key for key in GROUPS if key in groups.values()]
    chosen = address.choice(
        "group",
        say.GROUP(here),
        [_EVERY, *present],
        lambda key: say.ALL_UNITS(here) if key == _EVERY else GROUPS[key](here),
        place=place,
    )
    return {code: name for code, name in names.items() if chosen in (_EVERY, groups[code])}


def interval(figure: Figure, language: Language) -> str:
    """Return the 95 % interval of a share in per cent."""
    if figure.state != "value":
        return ""
    edges = wilson(int(figure.numerator or 0), int(figure.denominator or 0))
    return " – ".join(formats.number(edge * 100, language, 1) for edge in edges) if edges else ""


def marks(metric: Metric, names: dict[str, str], valued: list[Figure], peers: comparison.Peers, period: Period) -> None:
    """Draw each unit with its interval, and the funnel; a click on a mark opens the unit."""
    short = pickers.unit_names(period, short=True)
    places = {figure.unit: comparison.place(figure, peers) for figure in valued}
    texts = "; ".join(
        f"{short[figure.unit]} {formats.show(figure, metric, here)} ({formats.fraction(figure)})" for figure in valued
    )
    left, right = st.columns(2)
    with left:
        st.subheader(say.DOTS(here))
        chosen = widgets.chart(
            dots(short, valued, places, peers.rate, metric, here),
            "dots",
            f"{metric.name(here)}: {texts}",
            f"{say.DOTS_HELP(here)} {widgets.source(period, len(valued))}",
            clickable=True,
        )
    with right:
        st.subheader(say.FUNNEL(here))
        chosen = chosen or widgets.chart(
            funnel(short, valued, places, peers, metric, here),
            "funnel",
            f"{metric.name(here)}: {texts}",
            f"{say.FUNNEL_HELP(here)} {widgets.source(period, len(valued))}",
            clickable=True,
        )
    if chosen:
        address.go("unit", **address.kept() | {"unit": chosen, "metric": metric.id})


def courses(metric: Metric, names: dict[str, str], period: Period) -> None:
    """Draw the course of the metric in each unit, side by side on one scale."""
    st.subheader(say.MULTIPLES(here))
    periods = comparison.latest(period, PERIODS)
    past = [context.figures_of(period) for period in periods]
    short = pickers.unit_names(period, short=True)
    by_unit = {code: [of.get((code, metric.id)) for of in past] for code in names}
    shown = {
        code: short[code]
        for code, course in by_unit.items()
        if any(figure and figure.value is not None for figure in course)
    }
    if len(shown) < 2:
        st.caption(say.TOO_FEW(here))
        return
    chosen = widgets.chart(
        multiples(shown, by_unit, periods, metric, here),
        "multiples",
        say.MULTIPLES_ALT.filled(metric=metric.name, units=len(shown), periods=len(periods))(here),
        f"{say.MULTIPLES_HELP.filled(first=periods[0].name, last=periods[-1].name, top=WHOLE)(here)} {widgets.source(period, len(shown))}",
        clickable=True,
    )
    if chosen:
        address.go("unit", **address.kept() | {"unit": chosen, "metric": metric.id})


head = edges.head("compare")
if widgets.comparable():
    period, beside = pickers.filters(head)
    if period is not None:
        metric = pickers.metric(shares(), "on_time", place=beside)
        names = chosen_units(period, beside)
        now = context.figures_of(period)
        figures = [now[code, metric.id] for code in names]
        valued = sorted(
            (figure for figure in figures if figure.state == "value"), key=lambda figure: -(figure.value or 0)
        )
        peers = comparison.peers(metric, figures)
        if peers is None:
            st.info(say.TOO_FEW(here))
        else:
            outside = comparison.standing_out([metric], now, {code: Text(name, name) for code, name in names.items()})
            st.write(widgets.escaped(outside.text(here)))
            sentences = [sentence.text for sentence in outside.said] + ([peers.note] if peers.note else [])
            st.markdown("\n".join(f"- {widgets.escaped(text(here))}" for text in sentences))
            marks(metric, names, valued, peers, period)
            courses(metric, names, period)
        with st.expander(say.AS_TABLE(here), expanded=peers is None):
            st.dataframe(
                [
                    {
                        say.UNIT(here): names[figure.unit],
                        words.VALUE(here): formats.show(figure, metric, here),
                        say.PARTS(here): formats.fraction(figure),
                        say.INTERVAL(here): interval(figure, here),
                    }
                    for figure in [*valued, *(figure for figure in figures if figure.state != "value")]
                ],
                hide_index=True,
            )
        if len(names) == len(pickers.unit_names(period)) - 1:  # all of them: the total has its rows
            trace.behind(TOTAL, metric, period)
        st.caption(metric.definition(here))
