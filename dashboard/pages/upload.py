"""Load files: what was understood, what is wrong, what would change; confirm, and take it back."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import streamlit as st

from dashboard import context, widgets
from dashboard.pages.parts import edges
from dashboard.pages.parts.upload import faults, history, opened, preview, returns, stored, understood
from dashboard.words import pages as say
from etl.documents import Format, template
from etl.errors import CouncilError, UnreadableError
from etl.loading import waiting
from etl.loading.load import load
from etl.loading.preview import preview as preview_tables
from etl.loading.receipt import Receipt
from etl.loading.waiting import Pending
from etl.reading.mapped import AS_FOUND, MappedTable
from etl.records import KINDS

here = context.language()
LARGEST = 20 * 1024 * 1024
OTHER_ENCODING = ("unknown_encoding", "bad_bytes", "garbled_text")


def templates() -> None:
    with st.expander(say.TEMPLATES(here)):
        for name, kind in KINDS.items():
            left, *rest = st.columns([3, 1, 1])
            left.write(kind.about.text(here))
            forms: tuple[Format, ...] = ("xlsx", "csv")
            for column, form in zip(rest, forms, strict=True):
                file = f"{name}-{here}.{form}"
                data = partial(template, kind, here, form)
                column.download_button(say.FORMATS[form], data, file, key=f"template {file}", on_click="ignore")


def files_waiting() -> list[Pending]:
    """Keep what was dropped, and return the files that wait, also those of an address that was come back to."""
    chosen = st.file_uploader(say.CHOOSE_FILE(here), key=stored.form_key(), accept_multiple_files=True) or []
    if returns.show(chosen):
        return []
    kept: dict[str, str] = st.session_state.setdefault("pending", {})
    for file in chosen:
        if file.size > LARGEST:
            st.error(widgets.escaped(f"{file.name}: {say.TOO_LARGE(here)}"))
        elif file.file_id not in kept:
            kept[file.file_id] = keep(file.name, file.getvalue())
    ids = [kept[file.file_id] for file in chosen if file.file_id in kept]
    if not chosen and not kept:
        ids = st.query_params.get_all("pending")
    if ids:
        st.query_params["pending"] = ids
    else:
        st.query_params.pop("pending", None)
    with context.engine().connect() as connection:
        return waiting.kept(connection, context.actor(), ids)


def keep(name: str, content: bytes) -> str:
    """Keep a file and return its id; it is read as a file of its shape was read the last time."""
    number = waiting.keep(context.engine(), context.actor(), name, content)
    try:
        header = opened.opened(Pending(number, name, AS_FOUND), content).first_table().header
    except UnreadableError:
        return number  # what is wrong with it is told when it is looked at
    with context.engine().connect() as connection:
        before = waiting.remembered(connection, context.actor(), header)
    if before is not None:
        waiting.say(context.engine(), context.actor(), number, before)
    return number


def readable(files: list[Pending]) -> list[Pending]:
    """Return the files that are tables; say of each other why it is none, and offer an encoding where that may help."""
    good = []
    for file in files:
        try:
            opened.opened(file).first_table(file.reading)
            good.append(file)
        except UnreadableError as error:
            st.error(widgets.escaped(f"{file.file}: {error.text(here)}"))
            if error.code in OTHER_ENCODING:
                understood.choose_encoding(file)
    return good


def looked_at(files: list[Pending]) -> list[list[Receipt]]:
    """Return for each file the receipts of a preview; kept until files or records change."""
    key = (context.version(), *((file.id, waiting.as_text(file.reading)) for file in files))
    if st.session_state.get("preview", (None,))[0] != key:
        st.session_state["preview"] = (key, by_file(files, preview_tables))
    receipts: list[list[Receipt]] = st.session_state["preview"][1]
    return receipts


def by_file(files: list[Pending], act: Callable[..., list[Receipt]], **how: Any) -> list[list[Receipt]]:
    """Preview or load all tables of all files in one go, with a bar where it takes long; return each file's receipts."""
    counts: list[int] = []

    def tables(file: Pending) -> Iterator[MappedTable]:
        counts.append(0)
        for table in opened.opened(file).tables(file.reading):
            counts[-1] += 1
            yield table

    with opened.bar(sum(opened.opened(file).size for file in files)) as progress:
        every = chain.from_iterable(map(tables, files))
        receipts = iter(act(context.engine(), context.actor(), every, progress=progress, **how))
    return [[next(receipts) for _table in range(count)] for count in counts]


def steps(files: list[Pending]) -> None:
    if not (good := readable(files)):
        return
    receipts_of = looked_at(good)
    st.subheader(say.UNDERSTOOD(here))
    for file, receipts in zip(good, receipts_of, strict=True):
        st.text(file.file)
        understood.show(file, receipts)
    st.subheader(say.FINDINGS(here))
    for file, receipts in zip(good, receipts_of, strict=True):
        if len(good) > 1:
            st.text(file.file)
        faults.show(file, receipts)
    confirm(good, receipts_of)


def confirm(files: list[Pending], receipts_of: list[list[Receipt]]) -> None:
    every = [receipt for receipts in receipts_of for receipt in receipts]
    broken = any(receipt.findings.errors for receipt in every)
    if not any(receipt.writes or receipt.count("refused") for receipt in every):
        st.info(say.BROKEN(here) if broken else say.NOTHING_NEW(here))
        return
    st.subheader(say.PREVIEW(here))
    preview.show(every)
    if broken:
        st.error(say.BROKEN(here))
    if not all(receipt.sound for receipt in every) or not any(receipt.writes for receipt in every):
        return
    label = say.CONFIRM_GOOD if broken else say.CONFIRM
    if st.button(label(here), type="secondary" if broken else "primary"):
        tokens = tuple(receipt.token for receipt in every)
        done = by_file(files, load, accept_good_rows=broken, tokens=tokens)
        for file, receipts in zip(files, done, strict=True):
            for receipt in receipts:
                waiting.remember(context.engine(), context.actor(), receipt.header, file.reading)
        stored.keep(list(zip(files, done, strict=True)))


edges.head("upload")
if stored.show():
    with st.expander(say.HISTORY(here)):
        history.show()
else:
    templates()
    try:
        if files := files_waiting():
            steps(files)
    except CouncilError as error:
        st.error(widgets.escaped(error.text(here)))
    history.show()
    history.nothing_to_report()
