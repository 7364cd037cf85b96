"""One unit's quarter against its own past."""

import streamlit as st

from dashboard import comparison, queries, widgets, words
from dashboard import page_words as say
from dashboard.charts.series import series
from dashboard.charts.style import CONFIG
from dashboard.comparison import Said
from dashboard.statistics import Xmr
from etl.errors import MisuseError
from etl.figures import TOTAL
from etl.metrics import METRICS
from etl.records import KINDS
from etl.reference import CITY
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
QUARTERS = 16


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
    return [one for one in said if one is not None]


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
if period := widgets.period_picker():
    unit = widgets.unit_picker(period)
    now, before = widgets.figures_of(period), widgets.figures_of(period.previous())
    widgets.cards(CARDS, unit, now, before, period.previous())
    metric = widgets.metric_picker(list(METRICS), "on_time").id
    periods = [period]
    while len(periods) < QUARTERS:
        try:
            periods.insert(0, periods[0].previous())
        except MisuseError:  # before the first term that is known
            break
    known = [(past, widgets.figures_of(past).get((unit, metric))) for past in periods]
    known = [(past, figure) for past, figure in known if figure is not None]
    st.subheader(say.SERIES.filled(metric=METRICS[metric].name)(here))
    past_periods, past_figures = [past for past, _ in known], [figure for _, figure in known]
    xmr = comparison.chart_of(METRICS[metric], past_figures, past_periods, whole=unit == CITY)
    chart = series(past_periods, past_figures, METRICS[metric], xmr, here)
    st.plotly_chart(chart, config=CONFIG, key="series", theme=None)
    if widgets.comparable():
        st.markdown("\n".join(f"- {widgets.escaped(said.text(here))}" for said in sentences(unit, metric, xmr)))
    st.caption(METRICS[metric].definition(here) + ("" if xmr.short else f" {say.XMR(here)}"))
    behind(unit, metric)
    for name, title in (("session", say.SESSIONS), ("question", say.OPEN_QUESTIONS)):
        st.subheader(title(here))
        with widgets.engine().connect() as connection:
            rows = queries.records(connection, widgets.actor(), KINDS[name], unit=unit, period=period)
        if rows:
            st.dataframe(queries.shown(KINDS[name], rows, here), hide_index=True)
            st.caption(say.DERIVED(here))
        else:
            st.caption(say.NO_ROWS(here))
