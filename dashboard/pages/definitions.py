"""What every figure and every column means, from the declarations."""

import streamlit as st

from dashboard import page_words as say
from dashboard import widgets
from etl.documents import dictionary_rows
from etl.figures import STATES
from etl.metrics import METRICS
from etl.records import KINDS

here = widgets.language()
st.title(say.PAGES["definitions"](here))
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
st.subheader(say.DICTIONARY(here))
for kind in KINDS.values():
    st.markdown(f"#### {kind.about.text(here)}")
    names = ("", say.FIELD(here), say.MESSAGE(here), say.IF_EMPTY(here), say.EXAMPLE(here))
    st.dataframe(
        [dict(zip(names[1:], row[1:], strict=True)) for row in dictionary_rows(kind, here)],
        hide_index=True,
        height="content",
    )
