"""One unit's quarter against its own past."""

import streamlit as st

from dashboard import comparison, formats, queries, widgets, words
from dashboard import page_words as say
from dashboard.charts.series import series
from dashboard.comparison import Said
from dashboard.statistics import Xmr
from etl.errors import MisuseError
from etl.figures import TOTAL, Figure
from etl.measures import Metric
from etl.metrics import METRICS
from etl.periods import period_of
from etl.records import KINDS
from etl.reference import CITY, GROUPS, group_of, predecessors, spans, successors, unit_as_of
from etl.trace import rows_of
from etl.undo import uploads

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


def sentences(unit: str, name: str, xmr: Xmr) -> list[Said]:
    """Say what can be said of one metric: its course, the periods before, the other units."""
    metric = METRICS[name]
    said = [comparison.course(metric, xmr)]
    for find in (period.previous, period.year_before):
        try:
            earlier = find()
        except MisuseError:  # before the first period that is known
            continue
        figure = widgets.figures_of(earlier).get((unit, name))
        said.append(comparison.change(metric, now[unit, name], figure, earlier))
    others = [figure for (code, of), figure in now.items() if of == name and code not in (CITY, TOTAL)]
    if unit != CITY:
        peers = comparison.peers(metric, others)
        said.append(comparison.against(metric, now[unit, name], peers))
        if peers is not None and peers.note is not None:
            said.append(Said(peers.note, "none"))
        said.append(like_units(unit, metric, others))
    return [one for one in said if one is not None]


def like_units(unit: str, metric: Metric, others: list[Figure]) -> Said | None:
    """Hold the unit against those of its group (urban, rural, islands; wards, communes)."""
    group = group_of(unit_as_of(unit, period.end))
    like = [one for one in others if group_of(unit_as_of(one.unit, period.end)) == group]
    if group is None or len(like) == len(others) or sum(one.state == "value" for one in like) <= MOST_LIKE:
        return None
    name = say.AMONG.filled(metric=metric.name, group=GROUPS[group])
    return comparison.against(metric, now[unit, metric.id], comparison.peers(metric, like), name)


def kin(unit: str) -> None:
    """Lead to the units that took its area over, or whose area it took, whole or in part."""
    for title, found in ((say.SUCCESSORS, successors(unit)), (say.PREDECESSORS, predecessors(unit))):
        if not found:
            continue
        st.markdown(f"**{title(here)}**")
        with st.container(horizontal=True):
            for code, extent in found:
                end = (
                    min(period.end, spans(code)[-1].last)
                    if spans(code)[0].first <= period.end
                    else spans(code)[0].first
                )
                when = period_of(max(min(end, spans(code)[-1].last), spans(code)[0].first), "quarter", period.calendar)
                label = f"{unit_as_of(code, when.end).name} ({say.EXTENTS[extent](here)})"
                widgets.link("unit", label, unit=code, period=when.code, calendar=period.calendar)
    if successors(unit) or predecessors(unit):
        st.caption(say.KIN_HELP(here))


def behind(unit: str, name: str) -> None:
    """List exactly the records behind the figure: what each adds, and the upload and line it comes from."""
    with widgets.engine().connect() as connection:
        rows = rows_of(connection, widgets.actor(), name, unit, period)
        files = {upload.number: upload.file for upload in uploads(connection, widgets.actor())}
    with st.expander(say.BEHIND.filled(count=len(rows))(here)):
        st.dataframe(
            [
                {
                    say.RECORD(here): f"{one.kind.about.text(here)}: {queries.title(one.kind, one.row, here)}",
                    words.NUMERATOR(here): one.numerator,
                    words.DENOMINATOR(here): one.denominator if METRICS[name].denominator else None,
                    words.UPLOAD(here): one.row["upload"],
                    words.FILE(here): files.get(one.row["upload"], ""),
                    say.LINE(here): one.row["line"],
                }
                for one in rows
            ],
            hide_index=True,
        )


here = widgets.language()
st.title(say.PAGES["unit"](here))
period, beside = widgets.filters(3)
if period is not None:
    unit = widgets.unit_picker(period, place=beside[0])
    now = widgets.figures_of(period)
    widgets.cards(CARDS, unit, period, "unit")
    if comparison.crosses(period.previous(), period) and unit == CITY:
        st.caption(comparison.AREA_CHANGED(here))
    metric = widgets.metric_picker(list(METRICS), "on_time")
    st.subheader(say.SERIES.filled(metric=metric.name)(here))
    known = [(past, widgets.figures_of(past).get((unit, metric.id))) for past in comparison.latest(period, PERIODS)]
    told = [(past, figure) for past, figure in known if figure is not None]
    past_periods, past_figures = [past for past, _ in told], [figure for _, figure in told]
    xmr = comparison.chart_of(metric, past_figures, past_periods, whole=unit == CITY)
    listed = [f"{past.name(here)} {formats.show(figure, metric, here)}" for past, figure in told]
    widgets.chart(
        series(past_periods, past_figures, metric, xmr, here),
        "series",
        f"{metric.name(here)}: {'; '.join(listed)}",
        " ".join(
            filter(
                None, (metric.definition(here), "" if xmr.short else say.XMR(here), widgets.source(period, len(told)))
            )
        ),
    )
    if widgets.comparable():
        st.markdown("\n".join(f"- {widgets.escaped(said.text(here))}" for said in sentences(unit, metric.id, xmr)))
    with st.expander(say.AS_TABLE(here)):
        st.dataframe(
            [
                {
                    say.PERIOD(here): past.name(here),
                    words.VALUE(here): formats.show(figure, metric, here),
                    say.PARTS(here): formats.fraction(figure),
                }
                for past, figure in reversed(told)
            ],
            hide_index=True,
        )
    behind(unit, metric.id)
    for name, title in (("session", say.SESSIONS), ("question", say.OPEN_QUESTIONS), ("briefing", say.BRIEFINGS_OF)):
        st.subheader(title(here))
        with widgets.engine().connect() as connection:
            rows = queries.records(connection, widgets.actor(), KINDS[name], unit=unit, period=period)
        if rows:
            st.dataframe(queries.shown(KINDS[name], rows, here), hide_index=True)
            st.caption(say.DERIVED(here))
        else:
            st.caption(say.NO_ROWS(here))
    kin(unit)
