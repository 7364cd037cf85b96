"""One unit's quarter against its own past."""

import streamlit as st

from dashboard import comparison, context, formats, queries, widgets
from dashboard.charts.series import series
from dashboard.comparison import Said
from dashboard.pages.parts import address, cards, edges, pickers, trace
from dashboard.statistics import Xmr
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.errors import MisuseError
from etl.figures.query import TOTAL, Figure
from etl.metrics import METRICS, standing_in
from etl.periods import Period, period_of
from etl.records import KINDS
from etl.reference import CITY, GROUPS, predecessors, spans, successors, unit_as_of

CARDS = standing_in("unit")
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
    group = unit_as_of(unit, period.end).group
    like = [figure for figure in others if unit_as_of(figure.unit, period.end).group == group]
    if not group or len(like) == len(others) or sum(figure.state == "value" for figure in like) <= MOST_LIKE:
        return None
    own = next(figure for figure in others if figure.unit == unit)
    name = say.AMONG.filled(metric=metric.name, group=GROUPS[group])
    return comparison.against(metric, own, comparison.peers(metric, like), name)


def course(unit: str, metric: Metric, period: Period) -> None:
    """Draw the metric over the periods, say what its course means, and list its numbers."""
    st.subheader(say.SERIES.filled(metric=metric.name)(here))
    can_compare = widgets.comparable()
    past = comparison.since_first(
        (earlier, context.figures_of(earlier).get((unit, metric.id))) for earlier in comparison.latest(period, PERIODS)
    )
    if not past:
        st.caption(say.NO_NUMBERS(here))
        return
    periods, figures = [earlier for earlier, _ in past], [figure for _, figure in past]
    xmr = comparison.chart_of(metric, figures, periods, whole=unit == CITY)
    listed = [f"{earlier.name(here)} {formats.show(figure, metric, here)}" for earlier, figure in past]
    caption = [metric.definition(here), "" if xmr.short else say.XMR(here), widgets.source(period, len(past))]
    widgets.chart(
        series(periods, figures, metric, xmr, here),
        "series",
        f"{metric.name(here)}: {'; '.join(listed)}",
        " ".join(filter(None, caption)),
    )
    if can_compare:
        claims = sentences(unit, metric, xmr, period)
        st.markdown("\n".join(f"- {widgets.escaped(claim.text(here))}" for claim in claims))
    numbers(metric, past)


def numbers(metric: Metric, past: list[tuple[Period, Figure]]) -> None:
    with st.expander(say.AS_TABLE(here)):
        st.dataframe(
            [
                {
                    say.PERIOD(here): period.name(here),
                    words.VALUE(here): formats.show(figure, metric, here),
                    say.PARTS(here): formats.fraction(figure),
                }
                for period, figure in reversed(past)
            ],
            hide_index=True,
        )


def records_of(unit: str, period: Period) -> None:
    for kind in KINDS.values():
        st.subheader(say.RECORDS_OF.filled(kind=kind.about.plural)(here))
        with context.engine().connect() as connection:
            rows = queries.records(connection, context.actor(), kind, unit=unit, period=period)
        if rows:
            st.dataframe(queries.shown(kind, rows, here), hide_index=True)
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
head = edges.head("unit")
period, beside = pickers.filters(head)
unit = pickers.unit(period, place=beside) if period is not None else None
if period is not None and unit is not None:
    cards.cards(CARDS, unit, period, "unit")
    if comparison.crosses(period.previous(), period) and unit == CITY:
        st.caption(comparison.AREA_CHANGED(here))
    metric = pickers.metric(list(METRICS), "on_time")
    course(unit, metric, period)
    trace.behind(unit, metric, period)
    records_of(unit, period)
    kin(unit, period)
