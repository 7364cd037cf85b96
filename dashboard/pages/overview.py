"""How are the councils doing this quarter, and where must one look?"""

import streamlit as st

from dashboard import comparison, formats, widgets, words
from dashboard import page_words as say
from dashboard.charts.matrix import matrix
from dashboard.charts.style import CONFIG
from etl.figures import TOTAL
from etl.measures import Metric
from etl.metrics import METRICS
from etl.records import KINDS
from etl.reference import CITY
from etl.text import Text

CARDS = ["sessions", "attendance", "questions", "on_time", "kept", "paperless"]
COLUMNS = [
    "attendance",
    "documents_on_time",
    "on_time",
    "answer_rate",
    "followed_up",
    "kept",
    "paperless",
    "completeness",
]

here = widgets.language()


def fields_of(metric: Metric) -> str:
    """Return the labels of the fields without which a record says nothing about a metric."""
    kinds = [KINDS[kind].columns() for kind in metric.kinds]
    return ", ".join(
        columns[field.key].text(here) for field in metric.fields for columns in kinds if field.key in columns
    )


st.title(say.PAGES["overview"](here))
if period := widgets.period_picker():
    now, before = widgets.figures_of(period), widgets.figures_of(period.previous())
    names = widgets.unit_names(period)
    below = {code: name for code, name in names.items() if code != CITY}
    kinds = ("sessions", "questions", "briefings")
    silent = [name for code, name in below.items() if all(now[code, m].state == "not_reported" for m in kinds)]
    on_time, kept = now[TOTAL, "on_time"], now[TOTAL, "kept"]
    st.write(
        say.SENTENCE.filled(
            period=period.name,
            units=len(below),
            reported=len(below) - len(silent),
            on_time=formats.show(on_time, METRICS["on_time"], here),
            on_time_parts=formats.fraction(on_time) or "–",
            kept=formats.show(kept, METRICS["kept"], here),
            kept_parts=formats.fraction(kept) or "–",
        )(here)
    )
    widgets.cards(CARDS, TOTAL, now, before, period.previous())
    if comparison.crosses(period.previous(), period):
        st.caption(comparison.AREA_CHANGED(here))
    st.subheader(say.MATRIX(here))
    short = widgets.unit_names(period, short=True)
    shown = {code: short[code] for code, name in below.items() if name not in silent} | {CITY: say.CITY_APART(here)}
    listed = [now[code, metric] for code in shown for metric in COLUMNS]
    st.plotly_chart(matrix(shown, COLUMNS, listed, here), config=CONFIG, key="matrix", theme=None)
    st.caption(say.MATRIX_CAPTION(here))
    with st.expander(say.AS_TABLE(here)):
        st.dataframe(
            [
                {say.UNIT(here): name}
                | {METRICS[m].short(here): formats.show(now[code, m], METRICS[m], here) for m in COLUMNS}
                for code, name in shown.items()
            ],
            hide_index=True,
        )
    st.subheader(words.STANDING_OUT(here))
    if widgets.comparable():
        found = comparison.standing_out(METRICS.values(), now, {code: Text(name, name) for code, name in below.items()})
        st.write(found.text(here))
        st.markdown("\n".join(f"- {widgets.escaped(said.text(here))}" for said in found.said))
    left, right = st.columns(2)
    left.subheader(say.WHO_REPORTED(here))
    left.write(say.REPORTED.filled(count=len(below) - len(silent), units=len(below))(here))
    if silent:
        with left.expander(say.NOT_YET.filled(count=len(silent))(here)):
            st.text(", ".join(silent))
    with left.expander(say.REPORTED_WHAT(here)):
        st.dataframe(
            [
                {say.UNIT(here): name}
                | {
                    METRICS[m].name(here): formats.show(now[code, m], METRICS[m], here)
                    for m in ("sessions", "questions")
                }
                | {METRICS["briefings"].name(here): formats.fraction(now[code, "briefings"]) or "–"}
                for code, name in names.items()
                if name not in silent
            ],
            hide_index=True,
        )
    missing = [
        {
            say.UNIT(here): names[code],
            words.METRIC(here): METRICS[m].name(here),
            say.FIELDS(here): fields_of(METRICS[m]),
        }
        for (code, m), figure in now.items()
        if code in names and figure.state == "not_recorded"
    ]
    with left.expander(say.MISSING_FIELDS.filled(count=len(missing))(here)):
        st.caption(say.MISSING_HELP(here))
        if missing:
            st.dataframe(missing, hide_index=True)
    right.subheader(say.ATTENTION(here))
    late = [(name, now[code, "overdue"].numerator or 0) for code, name in names.items()]
    late = sorted((pair for pair in late if pair[1]), key=lambda pair: -pair[1])
    right.caption(say.OVERDUE(here) if late else say.NONE_OVERDUE(here))
    if late:
        right.dataframe([{say.UNIT(here): name, say.OVERDUE(here): count} for name, count in late], hide_index=True)
