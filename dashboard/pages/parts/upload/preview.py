"""The third step of an upload: what would change, confirmed with one click; then the receipt."""

import streamlit as st

from dashboard import context, formats, queries
from dashboard.pages.parts.upload import moved
from dashboard.pages.parts.upload.opened import opened
from dashboard.words import pages as say
from etl.loading import returned, waiting
from etl.loading.receipt import COUNTS, Receipt
from etl.records import KINDS
from etl.reference import spans


def show(receipts: list[Receipt]) -> None:
    """Draw counts that add up, each change old → new, what the file does not have, and the figures that would move."""
    here = context.language()
    for column, name in zip(st.columns(len(COUNTS)), COUNTS, strict=True):
        column.metric(say.COUNTS[name](here), sum(receipt.count(name) for receipt in receipts))
    for receipt in receipts:
        if receipt.kind:
            _changes(receipt)
            _missing(receipt)
            _moved(receipt)


def _changes(receipt: Receipt) -> None:
    here, kind = context.language(), KINDS[receipt.kind or ""]
    cells = [
        {
            say.RECORD(here): queries.title(kind, change.after, here),
            say.FIELD(here): kind.columns()[name].text(here),
            say.BEFORE(here): queries.text_of(kind, change.before, name, here),
            say.AFTER(here): queries.text_of(kind, change.after, name, here),
        }
        for change in receipt.changes
        for name in change.fields
        if change.before and name in kind.columns()
    ]
    if cells:
        st.caption(say.CHANGES(here))
        st.dataframe(cells, hide_index=True)


def _missing(receipt: Receipt) -> None:
    here = context.language()
    if not receipt.missing:
        return
    st.caption(say.MISSING.filled(count=len(receipt.missing))(here))
    with st.expander(say.MISSING_LIST(here)):
        st.dataframe(
            [
                {
                    say.RECORD(here): row.key,
                    say.UNIT(here): spans(row.unit)[-1].name,
                    say.DAY(here): formats.day(row.day, here),
                    say.UPLOAD(here): row.upload,
                }
                for row in receipt.missing
            ],
            hide_index=True,
        )


def _moved(receipt: Receipt) -> None:
    here = context.language()
    if not receipt.moved:
        return
    st.caption(say.MOVED(here))
    moved.show(receipt.moved)


def refused(file: waiting.Pending, receipts: list[Receipt]) -> None:
    """Offer the rows that were not loaded as a file, each with its reasons."""
    here = context.language()
    lines = [receipt.refused_lines for receipt in receipts]
    if any(lines):
        findings, book = [receipt.findings for receipt in receipts], opened(file)
        name = f"{file.file.rpartition('.')[0] or file.file}-{say.REFUSED_FILE(here)}.csv"
        st.download_button(
            say.REFUSED_ROWS(here),
            lambda: returned.refused_rows(book, file.reading, findings, lines, here),
            name,
            key=f"refused {file.id}",
            on_click="ignore",
        )
