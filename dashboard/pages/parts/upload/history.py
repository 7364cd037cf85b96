"""What was loaded before, taken back with one click; and the statement that there was nothing to report."""

import datetime as dt

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts import pickers
from dashboard.words import pages as say
from etl.errors import CouncilError
from etl.loading.acts import report_nil, uploads
from etl.loading.undo import undo
from etl.periods import VIETNAM
from etl.records import KINDS


def show() -> None:
    """List the uploads, the latest first, and offer to undo one."""
    here = context.language()
    st.subheader(say.HISTORY(here))
    with context.engine().connect() as connection:
        known = uploads(connection, context.actor())
    if not known:
        st.caption(say.NO_ROWS(here))
        return
    st.dataframe(
        [
            {
                say.NUMBER(here): upload.number,
                say.WHEN(here): upload.loaded_at.replace(tzinfo=dt.UTC).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M"),
                say.WHO(here): upload.account,
                say.FILE(here): upload.file or say.ACTS[upload.act](here),
                say.KIND(here): KINDS[upload.kind].about.text(here) if upload.kind in KINDS else upload.kind,
                **{say.COUNTS[name](here): getattr(upload, name) for name in ("new", "changed", "same", "refused")},
                say.STATE(here): say.UPLOAD_STATES[upload.state](here),
            }
            for upload in known
        ],
        hide_index=True,
    )
    live = [upload.number for upload in known if upload.state == "stored"]
    if live:
        left, right = st.columns([1, 3], vertical_alignment="bottom")
        number = left.selectbox(say.UNDO_WHICH(here), live, key="undo number")
        if right.button(say.UNDO(here)):
            try:
                undo(context.engine(), context.actor(), number)
                st.success(widgets.escaped(say.UNDONE.filled(upload=number)(here)))
            except CouncilError as error:
                st.error(widgets.escaped(error.text(here)))


def nothing_to_report() -> None:
    """Let a unit state that it had nothing of a kind in a quarter."""
    here = context.language()
    with st.expander(say.NIL(here)):
        st.caption(say.NIL_HELP(here))
        if (period := pickers.period(st.container(horizontal=True), st)[0]) is not None:
            unit = pickers.unit(period)
            kind = st.selectbox(
                say.KIND(here), list(KINDS), format_func=lambda key: KINDS[key].about.text(here), key=f"nil kind {here}"
            )
            if st.button(say.NIL(here)) and unit:
                try:
                    report_nil(context.engine(), context.actor(), KINDS[kind], unit, period)
                    st.success(say.NIL_DONE(here))
                except CouncilError as error:
                    st.error(widgets.escaped(error.text(here)))
