"""The quarterly summary as it will print, and its files."""

import importlib
from functools import partial

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts import edges, pickers
from dashboard.summary.build import Block, Summary, build
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.database import reading
from etl.periods import Period, today

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
here = context.language()


def block(part: Block) -> None:
    for section in part.sections:
        st.subheader(widgets.escaped(section.title))
        st.dataframe(
            [
                {
                    words.METRIC(here): row.name,
                    words.VALUE(here): row.value,
                    words.NUMERATOR(here): row.numerator,
                    words.DENOMINATOR(here): row.denominator,
                    words.BEFORE(here): row.previous,
                    words.CHANGE(here): row.change,
                }
                for row in section.rows
            ],
            hide_index=True,
            height="content",
        )


def summary_of(period: Period, unit: str | None) -> Summary:
    """Return the summary, kept until something else is asked for or the records or the day change."""
    key = (context.version(), today(), period, unit, here)
    if st.session_state.get("summary", (None,))[0] != key:
        with reading(context.engine()) as connection:
            made = build(connection, context.actor(), period, unit=unit, language=here, data_set=context.data_set())
        st.session_state["summary"] = (key, made)
    return st.session_state["summary"][1]


head = edges.head("summary")
period, beside = pickers.filters(head)
if period is not None:
    unit = pickers.unit(period, everyone=say.ALL_UNITS, place=beside)
    made = summary_of(period, unit)
    name = f"{period.code}-{period.calendar}-{unit or 'all'}-{here}-{context.version()}"
    for column, form in zip(st.columns(len(say.FORMATS)), say.FORMATS, strict=True):
        render = importlib.import_module(f"dashboard.summary.{form}").render
        column.download_button(
            say.FORMATS[form], partial(render, made), f"{name}.{form}", MIME[form], on_click="ignore", width="stretch"
        )
    st.header(widgets.escaped(made.title))
    for line in made.subtitle:
        st.caption(widgets.escaped(line))
    st.subheader(words.STANDING_OUT(here))
    st.markdown("\n".join(f"- {widgets.escaped(sentence)}" for sentence in made.findings))
    block(made.main)
    if made.units:
        st.subheader(words.BY_UNIT(here))
        listed = [*made.units, *([made.city] if made.city else [])]
        st.dataframe(
            [
                {words.UNIT(here): part.name} | {row.metric.short(here): row.value for row in part.key_rows()}
                for part in listed
            ],
            hide_index=True,
        )
    for note in made.notes:
        st.caption(widgets.escaped(note))
