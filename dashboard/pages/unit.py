"""One unit's quarter against its own past."""

import streamlit as st

from dashboard import comparison, context, formats, queries, widgets
from dashboard.charts.series import series
from dashboard.comparison import Said
from dashboard.pages.parts import address, cards, pickers, trace
from dashboard.statistics import Xmr
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.errors import MisuseError
from etl.figures.query import TOTAL, Figure
from etl.metrics import METRICS
from etl.periods import Period, period_of
from etl.records import KINDS
from etl.reference import CITY, GROUPS, group_of, predecessors, spans, successors, unit_as_of

CARDS = [
    "sessions",
    "attendance",
    "documents_on_time",
    "questions",
    "on_time",
    "answer_rate",
    "open",
    "kept",
    "completeness",
]
PERIODS = 16
MOST_LIKE = 2  # like units with a figure, below which they are no group


def sentences(unit: str, metric: Metric, xmr: Xmr, period: Period) -> list[Said]:
    """Say what can be said of one metric: its course, the periods before, the other units, the like ones."""
    now = context.figures_of(period)
    figure = now[unit, metric.id]
    claims: list[Said | None] = [comparison.course(metric, xmr)]
    for find in (period.previous, period.year_before):
        try:
            earlier = find()
        except MisuseError:  # before the first period that is known
            continue
        claims.append(comparison.change(metric, figure, context.figures_of(earlier).get((unit, metric.id)), earlier))
    if unit != CITY:
        others = [other for (code, of), other in now.items() if of == metric.id and code not in (CITY, TOTAL)]
        peers = comparison.peers(metric, others)
        claims.append(comparison.against(metric, figure, peers))
        if peers is not None and peers.note is not None:
            claims.append(Said(peers.note, "none"))
        claims.append(among_like(unit, metric, others, period))
    return [claim for claim in claims if claim is not None]


def among_like(unit: str, metric: Metric, others: list[Figure], period: Period) -> Said | None:
    """Hold the unit against those of its group (urban, rural, islands; wards, communes)."""
    group = group_of(unit_as_of(unit, period.end))
    like = [other for other in others if group_of(unit_as_of(other.unit, period.end)) == group]
    if group is None or len(like) == len(others) or sum(other.state == "value" for other in like) <= MOST_LIKE:
        return None
    figure = next(other for other in others if other.unit == unit)
    name = say.AMONG.filled(metric=metric.name, group=GROUPS[group])
    return comparison.against(metric, figure, comparison.peers(metric, like), name)


def course(unit: str, metric: Metric, period: Period) -> None:
    """Draw the metric over the periods, say what its course means, and list its numbers."""
    st.subheader(say.SERIES.filled(metric=metric.name)(here))
    can_compare = widgets.comparable()
    valued = comparison.since_first(
        (past, context.figures_of(past).get((unit, metric.id))) for past in comparison.latest(period, PERIODS)
    )
    if not valued:
        st.caption(say.NO_NUMBERS(here))
        return
    periods, figures = [past for past, _ in valued], [figure for _, figure in valued]
    xmr = comparison.chart_of(metric, figures, periods, whole=unit == CITY)
    listed = [f"{past.name(here)} {formats.show(figure, metric, here)}" for past, figure in valued]
    caption = [metric.definition(here), "" if xmr.short else say.XMR(here), widgets.source(period, len(valued))]
    widgets.chart(
        series(periods, figures, metric, xmr, here),
        "series",
        f"{metric.name(here)}: {'; '.join(listed)}",
        " ".join(filter(None, caption)),
    )
    if can_compare:
        claims = sentences(unit, metric, xmr, period)
        st.markdown("\n".join(f"- {widgets.escaped(claim.text(here))}" for claim in claims))
    with st.expander(say.AS_TABLE(here)):
        st.dataframe(
            [
                {
                    say.PERIOD(here): past.name(here),
                    words.VALUE(here): formats.show(figure, metric, here),
                    say.PARTS(here): formats.fraction(figure),
                }
                for past, figure in reversed(valued)
            ],
            hide_index=True,
        )


def records_of(unit: str, period: Period) -> None:
    for name, title in (("session", say.SESSIONS), ("question", say.OPEN_QUESTIONS), ("briefing", say.BRIEFINGS_OF)):
        st.subheader(title(here))
        with context.engine().connect() as connection:
            rows = queries.records(connection, context.actor(), KINDS[name], unit=unit, period=period)
        if rows:
            st.dataframe(queries.shown(KINDS[name], rows, here), hide_index=True)
            st.caption(say.DERIVED(here))
        else:
            st.caption(say.NO_ROWS(here))


def kin(unit: str, period: Period) -> None:
    """Lead to the units that took its area over, or whose area it took, whole or in part."""
    for title, units in ((say.SUCCESSORS, successors(unit)), (say.PREDECESSORS, predecessors(unit))):
        if not units:
            continue
        st.markdown(f"**{title(here)}**")
        with st.container(horizontal=True):
            for code, extent in units:
                day = min(max(period.end, spans(code)[0].first), spans(code)[-1].last)  # on which the unit existed
                when = period_of(day, "quarter", period.calendar)
                label = f"{unit_as_of(code, day).name} ({say.EXTENTS[extent](here)})"
                address.link(
                    "unit",
                    widgets.escaped(label),
                    **address.kept() | {"unit": code, "period": when.code, "grain": "quarter"},
                )
    if successors(unit) or predecessors(unit):
        st.caption(say.KIN_HELP(here))


here = context.language()
st.title(say.PAGES["unit"](here))
period, beside = pickers.filters(3)
unit = pickers.unit(period, place=beside[0]) if period is not None else None
if period is not None and unit is not None:
    cards.cards(CARDS, unit, period, "unit")
    if comparison.crosses(period.previous(), period) and unit == CITY:
        st.caption(comparison.AREA_CHANGED(here))
    metric = pickers.metric(list(METRICS), "on_time")
    course(unit, metric, period)
    trace.behind(unit, metric, period)
    records_of(unit, period)
    kin(unit, period)
