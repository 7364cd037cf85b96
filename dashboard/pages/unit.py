"""One unit's quarter against its own past."""

import streamlit as st

from dashboard import page_words as say
from dashboard import queries, widgets
from dashboard.charts.series import series
from dashboard.charts.style import CONFIG
from etl.metrics import METRICS
from etl.records import KINDS

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

here = widgets.language()
st.title(say.PAGES["unit"](here))
if period := widgets.period_picker():
    unit = widgets.unit_picker(period)
    now, before = widgets.figures_of(period), widgets.figures_of(period.previous())
    widgets.cards(CARDS, unit, now, before, period.previous())
    metric = st.selectbox(
        say.METRIC(here),
        list(METRICS),
        index=list(METRICS).index("on_time"),
        format_func=lambda name: METRICS[name].name(here),
        key="metric",
        bind="query-params",
    )
    periods = [period]
    while len(periods) < QUARTERS:
        periods.insert(0, periods[0].previous())
    known = [(past, widgets.figures_of(past).get((unit, metric))) for past in periods]
    known = [(past, figure) for past, figure in known if figure is not None]
    st.subheader(say.SERIES.filled(metric=METRICS[metric].name)(here))
    chart = series([past for past, _ in known], [figure for _, figure in known], METRICS[metric], here)
    st.plotly_chart(chart, config=CONFIG, key="series", theme=None)
    st.caption(METRICS[metric].definition(here))
    for name, title in (("session", say.SESSIONS), ("question", say.OPEN_QUESTIONS)):
        st.subheader(title(here))
        with widgets.engine().connect() as connection:
            rows = queries.records(connection, widgets.actor(), KINDS[name], unit=unit, period=period)
        if rows:
            st.dataframe(queries.shown(KINDS[name], rows, here), hide_index=True)
            st.caption(say.DERIVED(here))
        else:
            st.caption(say.NO_ROWS(here))
