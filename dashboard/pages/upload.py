"""Load a file: what was understood, what is wrong, what would change; confirm, and take it back."""

import streamlit as st

from dashboard import formats, queries, widgets
from dashboard import page_words as say
from etl.documents import template
from etl.errors import CouncilError
from etl.figures import STATES
from etl.load import COUNTS, Receipt, Source, load
from etl.metrics import METRICS
from etl.periods import VIETNAM, parse_period
from etl.records import KINDS
from etl.reference import spans
from etl.sources import open_sources
from etl.undo import report_nil, undo, uploads

here = widgets.language()
LARGEST = 20 * 1024 * 1024


def templates() -> None:
    with st.expander(say.TEMPLATES(here)):
        for name, kind in KINDS.items():
            left, *rest = st.columns([3, 1, 1])
            left.write(kind.about.text(here))
            for column, form in zip(rest, ("xlsx", "csv"), strict=True):
                file = f"{name}-{here}.{form}"
                data = template(kind, here, form)
                column.download_button(say.FORMATS[form], data, file, key=f"template {file}", on_click="ignore")


def understood(name: str, content: bytes) -> Source:
    """Read the file and let the user say what its unknown columns are."""
    st.subheader(say.UNDERSTOOD(here))
    kinds = ["", *KINDS]
    kind = st.selectbox(
        say.KIND(here), kinds, format_func=lambda key: KINDS[key].about.text(here) if key else say.BY_HEADERS(here)
    )
    source = open_sources(name, content, kind=kind or None)
    st.caption(widgets.escaped(" ".join(decision.text(here) for decision in source.table.decisions)))
    if source.mapping is None:
        return source
    columns = source.mapping.kind.columns()
    st.caption(source.mapping.kind.about.text(here))
    chosen: dict[str, str] = {}
    left_out: list[str] = []
    unknown = [f.column for f in source.findings if f.code == "unknown_column"]
    for number, header in enumerate(unknown):
        st.text(f"{say.UNKNOWN(here)}: {header}")
        options = ["", "-", *columns]
        said = st.selectbox(
            say.FIELD(here),
            options,
            format_func=lambda key: columns[key].text(here) if key in columns else say.MAP_CHOICES[key](here),
            key=f"column {number}",
        )
        if said == "-":
            left_out.append(header)
        elif said in columns:
            chosen[header] = said
    with st.expander(say.MAPPING(here)):
        pairs = zip(source.table.header, source.mapping.fields, strict=True)
        st.dataframe(
            [
                {
                    say.COLUMN(here): header,
                    say.FIELD(here): columns[field].text(here) if field else say.MAP_CHOICES["-"](here),
                }
                for header, field in pairs
            ],
            hide_index=True,
        )
    # A table can be walked once, so it is opened again for the check, with what the user said.
    return open_sources(name, content, kind=kind or None, chosen=chosen, left_out=left_out)


def found(receipt: Receipt) -> None:
    st.subheader(say.FINDINGS(here))
    if not len(receipt.findings):
        st.success(say.NO_FINDINGS(here))
        return
    st.dataframe(
        [
            {
                say.KIND_OF_FINDING(here): say.LEVEL[finding.level](here),
                say.PLACE(here): finding.place(here),
                say.WAS(here): finding.value,
                say.MESSAGE(here): finding.text(here),
            }
            for finding in receipt.findings
        ],
        hide_index=True,
        row_height=60,
    )


def preview(receipt: Receipt) -> None:
    st.subheader(say.PREVIEW(here))
    for column, name in zip(st.columns(len(COUNTS)), COUNTS, strict=True):
        column.metric(say.COUNTS[name](here), receipt.count(name))
    kind = KINDS[receipt.kind] if receipt.kind else None
    cells = [
        {
            say.RECORD(here): change.after["key"],
            say.FIELD(here): kind.columns()[name].text(here),
            say.BEFORE(here): queries.text_of(kind, change.before, name, here),
            say.AFTER(here): queries.text_of(kind, change.after, name, here),
        }
        for change in receipt.changes
        for name in change.fields
        if kind and change.before and name in kind.columns()
    ]
    if cells:
        st.caption(say.CHANGES(here))
        st.dataframe(cells, hide_index=True)
    if receipt.moved:
        st.caption(say.MOVED(here))
        st.dataframe(
            [
                {
                    say.UNIT(here): spans(move.unit)[-1].name,
                    say.PERIOD(here): parse_period(move.period).name(here),
                    say.METRIC(here): METRICS[move.metric].name(here),
                    say.BEFORE(here): shown(move.metric, move.before, move.before_state),
                    say.AFTER(here): shown(move.metric, move.after, move.after_state),
                }
                for move in receipt.moved
            ],
            hide_index=True,
        )


def shown(metric: str, value: object, state: str) -> str:
    if value is None:
        return STATES[state](here)  # type: ignore[index]
    share = METRICS[metric].is_share
    return formats.number(float(str(value)) * (100 if share else 1), here, 1 if share else None) + (
        " %" if share else ""
    )


def file(name: str, content: bytes) -> None:
    if len(content) > LARGEST:
        st.error(say.TOO_LARGE(here))
        return
    source = understood(name, content)
    (receipt,) = load(widgets.engine(), widgets.actor(), [source], dry_run=True, with_figures=True)
    found(receipt)
    if receipt.kind is None or not (receipt.count("new") + receipt.count("changed") + receipt.count("refused")):
        st.info(say.BROKEN(here) if receipt.findings.errors else say.NOTHING_NEW(here))
        return
    preview(receipt)
    good_only = bool(receipt.findings.errors)
    if good_only:
        st.error(say.BROKEN(here))
    if receipt.count("new") + receipt.count("changed") and st.button(
        say.CONFIRM_GOOD(here) if good_only else say.CONFIRM(here), type="secondary" if good_only else "primary"
    ):
        again = understood_again(name, content, source)
        (done,) = load(widgets.engine(), widgets.actor(), [again], token=receipt.token, accept_good_rows=good_only)
        st.success(say.STORED.filled(upload=done.upload)(here))


def understood_again(name: str, content: bytes, source: Source) -> Source:
    """Open the file again with the same mapping, for the load itself."""
    mapping = source.mapping
    assert mapping is not None
    pairs = zip(source.table.header, mapping.fields, strict=True)
    chosen = {header: field for header, field in pairs if field and header.strip()}
    left_out = [header for header in mapping.left_out if header in source.table.header]
    return open_sources(name, content, kind=mapping.kind.about.name, chosen=chosen, left_out=left_out)


def history() -> None:
    st.subheader(say.HISTORY(here))
    with widgets.engine().connect() as connection:
        known = uploads(connection, widgets.actor())
    if not known:
        st.caption(say.NO_ROWS(here))
        return
    st.dataframe(
        [
            {
                say.NUMBER(here): upload.number,
                say.WHEN(here): upload.loaded_at.replace(tzinfo=widgets.UTC)
                .astimezone(VIETNAM)
                .strftime("%d/%m/%Y %H:%M"),
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
                undo(widgets.engine(), widgets.actor(), number)
                st.success(say.UNDONE.filled(upload=number)(here))
            except CouncilError as error:
                st.error(widgets.escaped(error.text(here)))


def nothing_to_report() -> None:
    with st.expander(say.NIL(here)):
        st.caption(say.NIL_HELP(here))
        if period := widgets.period_picker():
            unit = widgets.unit_picker(period)
            kind = st.selectbox(
                say.KIND(here), list(KINDS), format_func=lambda key: KINDS[key].about.text(here), key="nil kind"
            )
            if st.button(say.NIL(here)) and unit:
                try:
                    report_nil(widgets.engine(), widgets.actor(), KINDS[kind], unit, period)
                    st.success(say.NIL_DONE(here))
                except CouncilError as error:
                    st.error(widgets.escaped(error.text(here)))


st.title(say.PAGES["upload"](here))
templates()
uploaded = st.file_uploader(say.CHOOSE_FILE(here), key="file")
if uploaded is not None:
    try:
        file(uploaded.name, uploaded.getvalue())
    except CouncilError as error:
        st.error(widgets.escaped(error.text(here)))
history()
nothing_to_report()
