"""The first step of an upload: what was understood of a file, and where the reader may say otherwise."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import context, widgets
from dashboard.words import pages as say
from etl.loading import waiting
from etl.loading.receipt import Receipt
from etl.reading.columns import column_letter
from etl.reading.encoding import ENCODINGS
from etl.records import KINDS

_ASKED = ("unknown_column", "ambiguous_column", "duplicate_column")
_SAMPLES = 3  # texts of a column that are shown beside its name


def show(file: waiting.Pending, receipts: list[Receipt]) -> None:
    """Draw the step for one file and its tables; what the reader changes is kept with the file."""
    here = context.language()
    for number, receipt in enumerate(receipts):
        kind = KINDS[receipt.kind].about.text(here) if receipt.kind else say.NOT_RECOGNISED(here)
        st.markdown(f"**{widgets.escaped(kind)}**")
        asked = any(finding.code == "guessed_encoding" for finding in receipt.findings)
        told = [one.text(here) for one in receipt.decisions if not (asked and one.code == "encoding")]
        st.caption(widgets.escaped(" ".join(told)))
        if number == 0:
            _sheets(file, receipts)
            _encoding(file, receipt)
        if receipt.kind:
            _columns(file, receipt, number)
        _aside(receipt)
    _kind(file, receipts)


def changed(file: waiting.Pending, **values: Any) -> None:
    """Keep what the reader said and draw the page anew."""
    waiting.say(context.engine(), context.actor(), file.id, replace(file.reading, **values))
    st.rerun()


def _kind(file: waiting.Pending, receipts: list[Receipt]) -> None:
    here = context.language()
    if all(receipt.kind for receipt in receipts) and not file.reading.kind:
        return
    kinds = ["", *KINDS]
    chosen = st.selectbox(
        say.KIND(here),
        kinds,
        index=kinds.index(file.reading.kind or ""),
        format_func=lambda key: KINDS[key].about.text(here) if key else say.BY_HEADERS(here),
        key=f"kind {here} {file.id}",
    )
    if chosen != (file.reading.kind or ""):
        changed(file, kind=chosen or None)


def _sheets(file: waiting.Pending, receipts: list[Receipt]) -> None:
    here = context.language()
    asked = any(finding.code == "several_sheets" for receipt in receipts for finding in receipt.findings)
    if not asked and not file.reading.sheets:
        return
    read = [receipt.findings.sheet for receipt in receipts if receipt.findings.sheet]
    offered = list(dict.fromkeys([*file.reading.sheets, *read]))
    chosen = st.multiselect(
        say.SHEETS(here),
        offered,
        default=list(file.reading.sheets),
        placeholder=say.CHOOSE(here),
        key=f"sheets {here} {file.id}",
    )
    if tuple(chosen) != file.reading.sheets:
        changed(file, sheets=tuple(chosen))


def _encoding(file: waiting.Pending, receipt: Receipt) -> None:
    """Show a guessed encoding before and after, to be confirmed or replaced."""
    here = context.language()
    guessed = next((finding for finding in receipt.findings if finding.code == "guessed_encoding"), None)
    if guessed is None:
        if file.reading.encoding:
            choose_encoding(file)
        return
    st.warning(widgets.escaped(guessed.text(here)))
    if st.button(say.TEXT_IS_RIGHT(here), key=f"right {file.id}"):
        changed(file, guess="accept")
    choose_encoding(file)


def choose_encoding(file: waiting.Pending) -> None:
    """Let the reader say in which encoding a text file is."""
    here = context.language()
    chosen = st.selectbox(
        say.ENCODING(here),
        [None, *ENCODINGS],
        index=list(ENCODINGS).index(file.reading.encoding) + 1 if file.reading.encoding else 0,
        format_func=lambda name: ENCODINGS[name](here) if name else say.AS_FOUND(here),
        key=f"encoding {here} {file.id}",
    )
    if chosen != file.reading.encoding:
        changed(file, encoding=chosen)


def _columns(file: waiting.Pending, receipt: Receipt, number: int) -> None:
    """Show which column is which field, as a table in which the reader can say otherwise."""
    here = context.language()
    fields = KINDS[receipt.kind or ""].columns()
    labels = {name: field.text(here) for name, field in fields.items()}
    names = {label: name for name, label in labels.items()}
    nothing, choose = say.MAP_CHOICES["-"](here), say.MAP_CHOICES[""](here)
    unknown = {finding.column for finding in receipt.findings if finding.code in _ASKED}
    headers = [header.strip() or column_letter(place) for place, header in enumerate(receipt.header)]
    samples = receipt.samples or ((),) * len(headers)
    rows = [
        {
            say.COLUMN(here): header,
            say.SAMPLES(here): " · ".join(texts[:_SAMPLES]),
            say.FIELD(here): labels[field] if field else choose if header in unknown else nothing,
        }
        for header, field, texts in zip(headers, receipt.mapped, samples, strict=True)
    ]
    rows.sort(key=lambda row: row[say.FIELD(here)] != choose)  # what is to be said comes first
    with st.expander(say.MAPPING(here), expanded=bool(unknown)):
        edited = st.data_editor(
            rows,
            hide_index=True,
            disabled=[say.COLUMN(here), say.SAMPLES(here)],
            column_config={
                say.FIELD(here): st.column_config.SelectboxColumn(options=[choose, nothing, *names], width="large"),
            },
            key=f"columns {here} {file.id} {number} {len(file.reading.chosen)} {len(file.reading.left_out)}",
        )
    chosen, left_out = dict(file.reading.chosen), list(file.reading.left_out)
    for before, after in zip(rows, edited, strict=True):
        header, said = after[say.COLUMN(here)], after[say.FIELD(here)]
        if said in (before[say.FIELD(here)], choose, None):
            continue
        chosen.pop(header, None)
        left_out = [name for name in left_out if name != header]
        if said == nothing:
            left_out.append(header)
        elif said in names:
            chosen[header] = names[said]
    if chosen != dict(file.reading.chosen) or tuple(left_out) != file.reading.left_out:
        changed(file, chosen=chosen, left_out=tuple(left_out))


def _aside(receipt: Receipt) -> None:
    here = context.language()
    if not receipt.aside:
        return
    with st.expander(say.NOT_LOADED.filled(count=len(receipt.aside))(here)):
        st.dataframe(
            [
                {
                    say.LINE(here): aside.row.line,
                    say.WHAT(here): aside.text(here),
                    say.WAS(here): " | ".join(cell for cell in aside.row.cells if cell.strip())[:200],
                }
                for aside in receipt.aside[:500]
            ],
            hide_index=True,
        )
