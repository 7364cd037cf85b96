"""What was done to the records before, taken back once somebody has seen what that does; and nil reports."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import streamlit as st

from dashboard import context, formats, widgets
from dashboard.pages.parts import pickers
from dashboard.pages.parts.upload import moved
from dashboard.words import pages as say
from dashboard.words import uploads as many
from etl.errors import CouncilError
from etl.loading.acts import report_nil, uploads
from etl.loading.undo import foreseen, undo
from etl.periods import VIETNAM
from etl.records import KINDS
from etl.text import Language, Text

_SAID = "undo said"  # what the last undo ended in, told once the page is drawn anew
_MOST_NAMED = 5  # uploads of a group that the dialog names; all are counted


class Entry(NamedTuple):
    """What was done in one go: one upload, or those of a group, the latest first."""

    uploads: tuple[Any, ...]

    @property
    def number(self) -> int:
        return int(self.uploads[0].number)

    @property
    def live(self) -> list[int]:
        """Return the numbers of those that can be undone."""
        return [upload.number for upload in self.uploads if upload.state == "stored"]

    def state(self, here: Language) -> str:
        states = {upload.state for upload in self.uploads}
        return many.PARTLY(here) if len(states) > 1 else say.UPLOAD_STATES[states.pop()](here)

    def name(self, here: Language) -> str:
        """Return what it is called: the file, the act, or the group."""
        first, count = self.uploads[0], len(self.uploads)
        if count > 1:
            words = many.UNDONE_GROUP if first.undoes else many.GROUP
            return words.filled(group=first.group_number, count=count)(here)
        if first.undoes:
            return many.UNDONE_UPLOAD.filled(upload=first.undoes)(here)
        return first.file or say.ACTS[first.act](here)

    def kinds(self, here: Language) -> str:
        names = dict.fromkeys(upload.kind for upload in self.uploads)
        return ", ".join(KINDS[name].about.text(here) if name in KINDS else name for name in names)

    def count(self, name: str) -> int:
        return sum(getattr(upload, name) for upload in self.uploads)


def entries(known: Sequence[Any]) -> list[Entry]:
    """Return uploads (the latest first) as entries: those of a group are one, at the place of its latest."""
    places: dict[Any, int] = {}
    for upload in known:
        places.setdefault(_together(upload), -upload.number)
    ordered = sorted(known, key=lambda upload: (places[_together(upload)], -upload.number))
    return [Entry(tuple(of_one)) for _key, of_one in groupby(ordered, _together)]


def _together(upload: Any) -> tuple[int | None, int | None]:
    return (upload.group_number, None) if upload.group_number else (None, upload.number)


def show() -> None:
    """List what was done, the latest first, and offer to undo one entry."""
    here = context.language()
    st.subheader(say.HISTORY(here))
    if said := st.session_state.pop(_SAID, None):
        is_done, text = said
        (st.success if is_done else st.error)(widgets.escaped(text(here)))
    with context.engine().connect() as connection:
        known = entries(uploads(connection, context.actor()))
    if not known:
        st.caption(say.NO_ROWS(here))
        return
    st.dataframe(
        [
            {
                say.NUMBER(here): entry.number,
                say.WHEN(here): _moment(entry.uploads[0]),
                say.WHO(here): entry.uploads[0].account,
                say.FILE(here): entry.name(here),
                say.KIND(here): entry.kinds(here),
                **{say.COUNTS[name](here): entry.count(name) for name in ("new", "changed", "same", "refused")},
                say.STATE(here): entry.state(here),
            }
            for entry in known
        ],
        hide_index=True,
    )
    live = {entry.number: entry for entry in known if entry.live}
    if live:
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        number = left.selectbox(
            say.UNDO_WHICH(here),
            list(live),
            format_func=lambda one: f"{one}: {live[one].name(here)}" if one in live else str(one),
            key=f"undo number {next(iter(live))}",  # whatever was done last is offered first
        )
        if right.button(say.UNDO(here)):
            ask(*live[number].live)


def _moment(upload: Any) -> str:
    return str(upload.loaded_at.replace(tzinfo=dt.UTC).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M"))


def ask(*numbers: int) -> None:
    """Open a dialog that says what undoing these uploads together will do, and does it on a second click."""
    st.dialog(many.WHAT_UNDO_DOES(context.language()), width="large")(_dialog)(numbers)


def _dialog(numbers: tuple[int, ...]) -> None:
    here = context.language()
    if _SAID in st.session_state:  # it is done, or could not be: the page is drawn anew and says so
        st.rerun()
    try:
        shown = foreseen(context.engine(), context.actor(), *numbers)
    except CouncilError as error:
        st.error(widgets.escaped(error.text(here)))
        return
    named = shown.uploads[:_MOST_NAMED]
    st.text("\n".join(f"{one.number}: {Entry((one,)).name(here)} · {_moment(one)} · {one.account}" for one in named))
    if (more := len(shown.uploads) - _MOST_NAMED) > 0:
        st.caption(widgets.escaped(many.MORE_UPLOADS.filled(count=more)(here)))
    counts = [
        words.filled(count=formats.number(shown.counts[name], here))(here)
        for name, words in many.UNDO_COUNTS.items()
        if shown.counts[name]
    ]
    said = ", ".join(counts) or many.UNDO_NOTHING(here)
    st.markdown(f"**{widgets.escaped(said[0].upper() + said[1:])}.**")
    if shown.moved:
        st.caption(many.UNDO_FIGURES.filled(count=len(shown.moved))(here))
        moved.show(shown.moved)
    else:
        st.caption(many.NO_FIGURES(here))
    st.caption(many.UNDO_ENDS(here))
    st.button(many.UNDO_SURE(here), type="primary", on_click=_undo, args=(numbers,))


def _undo(numbers: tuple[int, ...]) -> None:
    try:
        undo(context.engine(), context.actor(), *numbers)
    except CouncilError as error:
        st.session_state[_SAID] = (False, error.text)
        return
    one: Text = say.UNDONE.filled(upload=numbers[0])
    st.session_state[_SAID] = (True, one if len(numbers) == 1 else many.UNDONE_MANY.filled(count=len(numbers)))


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
