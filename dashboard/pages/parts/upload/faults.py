"""The second step of an upload: what is wrong, mended in the table or in a copy of the file with the faults marked."""

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts.upload.opened import opened
from dashboard.pages.parts.upload.understood import changed
from dashboard.words import pages as say
from etl.loading import returned, waiting
from etl.loading.receipt import Receipt
from etl.reading.columns import column_letter
from etl.text import Language

MOST_LISTED = 60
MOST_SHOWN = 200


def show(file: waiting.Pending, receipts: list[Receipt]) -> None:
    """List the findings of a file, errors first, and offer the ways of mending them."""
    here = context.language()
    findings = [(receipt, finding) for receipt in receipts for finding in receipt.findings]
    if not findings:
        st.success(say.NO_FINDINGS(here))
        return
    for _receipt, finding in findings[:MOST_LISTED]:
        if finding.code == "guessed_encoding":
            continue  # it is asked about above
        mark = ":red-badge" if finding.level == "error" else ":orange-badge"
        level = say.LEVEL[finding.level](here)
        place, text = widgets.escaped(finding.place(here)), widgets.escaped(finding.text(here))
        st.markdown(f"{mark}[{level}] **{place}** — {text}")
    more = max(len(findings) - MOST_LISTED, 0) + sum(receipt.findings.dropped for receipt in receipts)
    if more:
        st.caption(widgets.escaped(say.MORE_FINDINGS.filled(count=more)(here)))
    if any(receipt.findings.errors for receipt in receipts):
        _mend(file, receipts, here)
        _marked(file, receipts, here)


def _mend(file: waiting.Pending, receipts: list[Receipt], here: Language) -> None:
    """Show the faulty rows as a table that can be written in; an edit is checked like an upload."""
    faulty = returned.faulty_rows(opened(file), file.reading, [receipt.findings for receipt in receipts], MOST_SHOWN)
    for number, ((header, rows), receipt) in enumerate(zip(faulty, receipts, strict=False)):
        if not rows:
            continue
        sheet = receipt.findings.sheet or ""
        names = [name.strip() or column_letter(place) for place, name in enumerate(header)]
        reasons = returned.faults_by_line([receipt.findings], here)[sheet]
        shown = [
            {
                say.LINE(here): row.line,
                say.NO_DATA(here): False,
                say.FAULTS(here): returned.sentences(reasons.get(row.line, [])),
                **{name: (row.cells[place] if place < len(row.cells) else "") for place, name in enumerate(names)},
            }
            for row in rows
        ]
        with st.expander(say.MEND(here), expanded=True), st.form(f"mend {file.id} {number}"):
            st.caption(say.MEND_HELP(here))
            edited = st.data_editor(
                shown,
                hide_index=True,
                disabled=[say.LINE(here), say.FAULTS(here)],
                column_config={
                    say.LINE(here): st.column_config.NumberColumn(width=60, pinned=True),
                    say.NO_DATA(here): st.column_config.CheckboxColumn(width=80, help=say.NO_DATA_HELP(here)),
                    say.FAULTS(here): st.column_config.TextColumn(width=220, pinned=True),
                    **{name: st.column_config.TextColumn(width=130) for name in names},
                },
                key=f"rows {file.id} {number} {len(file.reading.edits)} {len(file.reading.rows_left_out)}",
            )
            if st.form_submit_button(say.CHECK_AGAIN(here)):
                _keep(file, sheet, names, shown, edited, here)


def _keep(
    file: waiting.Pending, sheet: str, names: list[str], shown: list[dict], edited: list[dict], here: Language
) -> None:
    edits, left_out = dict(file.reading.edits), set(file.reading.rows_left_out)
    for before, after in zip(shown, edited, strict=False):
        line = before[say.LINE(here)]
        if after[say.NO_DATA(here)]:
            left_out.add((sheet, line))
            continue
        if all((after[name] or "") == (before[name] or "") for name in names):
            continue
        for place, name in enumerate(names):  # the whole row, so that one that did not fit gets all its cells
            edits[sheet, line, place] = str(after[name] or "")
    if edits != dict(file.reading.edits) or left_out != file.reading.rows_left_out:
        changed(file, edits=edits, rows_left_out=frozenset(left_out))


def _marked(file: waiting.Pending, receipts: list[Receipt], here: Language) -> None:
    findings = [receipt.findings for receipt in receipts]
    book = opened(file)
    st.download_button(
        say.MARKED_COPY(here),
        lambda: returned.marked(book, findings, here),
        returned.marked_name(book, here),
        key=f"marked {file.id}",
        on_click="ignore",
    )
