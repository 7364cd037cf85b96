"""What every figure and every column means, from the declarations."""

import streamlit as st

from dashboard import context, formats
from dashboard.pages.parts import edges
from dashboard.words import pages as say
from etl.documents import dictionary_rows
from etl.figures.query import STATES
from etl.metrics import METRICS
from etl.records import KINDS
from etl.reference import DUE_RULES, END_OF_TIME

here = context.language()
edges.head("definitions")
st.subheader(say.METRICS(here))
st.dataframe(
    [
        {
            say.METRIC(here): metric.name(here),
            say.DEFINITION(here): " ".join(
                filter(None, (metric.definition(here), metric.caveat(here), metric.law(here)))
            ),
            say.MEASURED(here): metric.measured_in(here),
            say.BETTER(here): say.DIRECTIONS[metric.better](here),
        }
        for metric in METRICS.values()
    ],
    hide_index=True,
    row_height=70,
    height="content",
)
st.subheader(say.STATES(here))
for state, text in STATES.items():
    if state != "value":
        st.markdown(f"- **{text(here)}**: {say.STATE_MEANS[state](here)}")
st.subheader(say.METHODS(here))
st.markdown("\n".join(f"- **{name(here)}**: {text(here)}" for name, text in say.METHOD_NOTES))
st.subheader(say.DEADLINES(here))
form = KINDS["question"].columns()["form"].type
st.dataframe(
    [
        {
            say.FORM(here): form.show(rule.form, here),
            say.IN_FORCE(here): " – ".join(
                formats.day(day, here) if day != END_OF_TIME else "" for day in (rule.first, rule.last)
            ),
            say.DAYS(here): f"{rule.days} {say.COUNTING[rule.counting](here)}",
            say.LAW(here): rule.law,
            say.VERIFIED(here): say.VERIFIED_STATES[rule.verified](here),
        }
        for rule in DUE_RULES
    ],
    hide_index=True,
    row_height=70,
    height="content",
)
st.caption(say.DEADLINES_HELP(here))
st.subheader(say.DICTIONARY(here))
for kind in KINDS.values():
    st.markdown(f"#### {kind.about.text(here)}")
    names = ("", say.FIELD(here), say.MESSAGE(here), say.IF_EMPTY(here), say.EXAMPLE(here))
    st.dataframe(
        [dict(zip(names[1:], row[1:], strict=True)) for row in dictionary_rows(kind, here)],
        hide_index=True,
        height="content",
    )
