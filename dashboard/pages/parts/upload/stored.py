"""The last step of an upload: the receipt, which takes the place of the steps that led to it."""

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts import address
from dashboard.pages.parts.upload import history, moved, preview
from dashboard.words import pages as say
from dashboard.words import uploads as many
from etl.loading import waiting
from etl.loading.acts import uploads
from etl.loading.receipt import COUNTS, Receipt
from etl.reference import spans

_KEPT, _FORM = "receipt", "upload form"  # the form's number: a new one is empty
_MOST_UNITS = 3  # to whose pages the receipt leads
Stored = list[tuple[waiting.Pending, list[Receipt]]]


def keep(stored: Stored) -> None:
    """Keep what a load came to, and draw the page anew with it."""
    st.session_state[_KEPT] = stored
    st.rerun()


def show() -> bool:
    """Draw the receipt of what was just loaded and tell that it was done; False where there is none, or it is undone."""
    stored: Stored = st.session_state.get(_KEPT, [])
    if not stored or [file.id for file, _receipts in stored] != st.query_params.get_all("pending"):
        return False
    receipts = [receipt for _file, of_file in stored for receipt in of_file]
    numbers = [receipt.upload for receipt in receipts if receipt.upload]
    with context.engine().connect() as connection:
        live = [upload.number for upload in uploads(connection, context.actor(), numbers) if upload.state == "stored"]
    if not live:
        _begin_again()
        return False
    _draw(stored, receipts, live)
    return True


def _draw(stored: Stored, receipts: list[Receipt], live: list[int]) -> None:
    here = context.language()
    numbers = ", ".join(map(str, sorted(live)))
    st.success(widgets.escaped(say.STORED.filled(upload=numbers)(here)))
    with st.container(key="receipt"):
        for column, name in zip(st.columns(len(COUNTS)), COUNTS, strict=True):
            column.metric(say.COUNTS[name](here), sum(receipt.count(name) for receipt in receipts))
        for file, of_file in stored:
            preview.refused(file, of_file)
        moves = [move for receipt in receipts for move in receipt.moved]
        st.caption(widgets.escaped(say.MOVED(here) if moves else many.NO_FIGURES(here)))
        moved.show(moves)
        with st.container(horizontal=True):
            for code in sorted({code for receipt in receipts for code in receipt.units})[:_MOST_UNITS]:
                address.link("unit", widgets.escaped(spans(code)[-1].name), unit=code)
        with st.container(horizontal=True):
            st.button(many.NEXT_FILE(here), type="primary", on_click=_begin_again)
            if st.button(many.TAKE_BACK(here)):
                history.ask(*live)


def _begin_again() -> None:
    """Give the form back, with nothing in it."""
    for name in (_KEPT, "pending", "preview"):
        st.session_state.pop(name, None)
    st.session_state[_FORM] = st.session_state.get(_FORM, 0) + 1
    st.query_params.pop("pending", None)


def form_key() -> str:
    """Return the key of the form's field for files."""
    return f"file {number}" if (number := st.session_state.get(_FORM, 0)) else "file"
