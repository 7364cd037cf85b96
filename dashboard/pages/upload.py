"""Load files: what was understood, what is wrong, what would change; confirm, and take it back."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts.upload import faults, history, preview, understood
from dashboard.words import pages as say
from etl.documents import Format, template
from etl.errors import CouncilError, UnreadableError
from etl.loading import waiting
from etl.loading.load import Receipt, load
from etl.reading.open import MappedTable, open_sources, read_tables
from etl.records import KINDS

here = context.language()
LARGEST = 20 * 1024 * 1024
OTHER_ENCODING = ("unknown_encoding", "bad_bytes", "garbled_text")
SLOW = 512 * 1024  # bytes from which on a bar shows how far it is


def templates() -> None:
    with st.expander(say.TEMPLATES(here)):
        for name, kind in KINDS.items():
            left, *rest = st.columns([3, 1, 1])
            left.write(kind.about.text(here))
            forms: tuple[Format, ...] = ("xlsx", "csv")
            for column, form in zip(rest, forms, strict=True):
                file = f"{name}-{here}.{form}"
                data = template(kind, here, form)
                column.download_button(say.FORMATS[form], data, file, key=f"template {file}", on_click="ignore")


def files_waiting() -> list[waiting.Pending]:
    """Keep what was dropped, and return the files that wait, also those of an address that was come back to."""
    chosen = st.file_uploader(say.CHOOSE_FILE(here), key="file", accept_multiple_files=True) or []
    known: dict[str, str] = st.session_state.setdefault("pending", {})
    for file in chosen:
        if file.size > LARGEST:
            st.error(widgets.escaped(f"{file.name}: {say.TOO_LARGE(here)}"))
        elif file.file_id not in known:
            known[file.file_id] = kept(file.name, file.getvalue())
    ids = [known[file.file_id] for file in chosen if file.file_id in known]
    if not chosen and not known:
        ids = st.query_params.get_all("pending")
    if ids:
        st.query_params["pending"] = ids
    else:
        st.query_params.pop("pending", None)
    with context.engine().connect() as connection:
        return [waiting.kept(connection, context.actor(), number) for number in ids]


def kept(name: str, content: bytes) -> str:
    """Keep a file and return its id; it is read as a file of its shape was read the last time."""
    number = waiting.keep(context.engine(), context.actor(), name, content)
    try:
        header = read_tables(name, content)[0].header
    except CouncilError:
        return number  # what is wrong with it is told when it is looked at
    with context.engine().connect() as connection:
        before = waiting.remembered(connection, context.actor(), header)
    if before is not None:
        waiting.say(context.engine(), context.actor(), number, before)
    return number


def looked_at(files: list[waiting.Pending]) -> list[list[Receipt]] | None:
    """Return for each file the receipts of a load that was rolled back; kept until files or records change.

    None where a file cannot be read: then that has been said.
    """
    key = (context.version(), *((file.id, waiting.as_text(file.reading)) for file in files))
    if st.session_state.get("preview", (None,))[0] != key:
        if not _readable(files):
            return None
        st.session_state["preview"] = (key, _load(files, dry_run=True, with_figures=True))
    return st.session_state["preview"][1]


def _readable(files: list[waiting.Pending]) -> bool:
    """Say of each file that is no table why, and let the reader choose its encoding where that may help."""
    readable = True
    for file in files:
        try:
            read_tables(file.file, file.content, file.reading)
        except UnreadableError as error:
            readable = False
            st.error(widgets.escaped(f"{file.file}: {error.text(here)}"))
            if error.code in OTHER_ENCODING:
                understood.choose_encoding(file)
    return readable


def _load(files: list[waiting.Pending], **how: Any) -> list[list[Receipt]]:
    """Load all tables of all files in one transaction, with a bar where it takes long."""
    bar = st.progress(0.0, say.READING(here)) if sum(len(file.content) for file in files) > SLOW else None
    counts: list[int] = []

    def progress(part: float) -> None:
        if bar:
            bar.progress(part, say.READING(here))

    def opened(file: waiting.Pending) -> Iterator[MappedTable]:
        counts.append(0)
        for source in open_sources(file.file, file.content, file.reading):
            counts[-1] += 1
            yield source

    receipts = iter(
        load(
            context.engine(),
            context.actor(),
            chain.from_iterable(map(opened, files)),
            progress=progress,
            **how,
        )
    )
    if bar:
        bar.empty()
    return [[next(receipts) for _table in range(count)] for count in counts]


def steps(files: list[waiting.Pending]) -> None:
    found = looked_at(files)
    if found is None:
        return
    st.subheader(say.UNDERSTOOD(here))
    for file, receipts in zip(files, found, strict=True):
        st.text(file.file)
        understood.show(file, receipts)
    st.subheader(say.FINDINGS(here))
    for file, receipts in zip(files, found, strict=True):
        if len(files) > 1:
            st.text(file.file)
        faults.show(file, receipts)
    confirm(files, found)


def confirm(files: list[waiting.Pending], found: list[list[Receipt]]) -> None:
    every = [receipt for receipts in found for receipt in receipts]
    broken = any(receipt.findings.errors for receipt in every)
    if not any(receipt.count("new") + receipt.count("changed") + receipt.count("refused") for receipt in every):
        st.info(say.BROKEN(here) if broken else say.NOTHING_NEW(here))
        return
    st.subheader(say.PREVIEW(here))
    preview.show(every)
    if broken:
        st.error(say.BROKEN(here))
    if not all(receipt.sound for receipt in every) or not any(r.count("new") + r.count("changed") for r in every):
        return
    label = say.CONFIRM_GOOD if broken else say.CONFIRM
    if st.button(label(here), type="secondary" if broken else "primary"):
        done = _load(files, accept_good_rows=broken, tokens=tuple(receipt.token for receipt in every))
        for file, receipts in zip(files, done, strict=True):
            for receipt in receipts:
                waiting.remember(context.engine(), context.actor(), receipt.header, file.reading)
            preview.refused(file, receipts)
        numbers = ", ".join(str(receipt.upload) for receipts in done for receipt in receipts if receipt.upload)
        st.success(say.STORED.filled(upload=numbers)(here))


st.title(say.PAGES["upload"](here))
templates()
try:
    if files := files_waiting():
        steps(files)
except CouncilError as error:
    st.error(widgets.escaped(error.text(here)))
history.show()
history.nothing_to_report()
