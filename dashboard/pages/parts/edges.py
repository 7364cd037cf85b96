"""The edges of every page: title bar, strip, head row and foot."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from dashboard import formats, queries
from dashboard.context import ask, data_set, is_comparable, language
from dashboard.pages.parts import address
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.periods import Period
from etl.text import Language

MAIN = ("overview", "unit", "compare", "questions", "briefings", "sessions", "summary")  # in the bar itself
DATA = ("upload", "records", "index", "definitions")  # in the bar's last menu: for those who keep the records
_NAMES = {"vi": "Tiếng Việt", "en": "English"}


class Bar:
    """The title bar. It stands before the page is drawn, and its links follow what is chosen on the page."""

    def __init__(self, page: str, pages: Iterable[str]) -> None:
        """Draw the bar of a page; `pages` are those in force."""
        here, there = language(), "en" if language() == "vi" else "vi"
        in_force = set(pages)
        self._slots: list[tuple[str, Any]] = []
        with st.container(key="bar", horizontal=True, vertical_alignment="center", gap=None):
            with st.container(key="council", gap=None, width="content"):
                st.markdown(f"**{say.COUNCIL(here)}**")
                st.markdown(say.PRODUCT(here))
            with st.container(key="links", horizontal=True, gap=None, width="content"):
                self._links([name for name in MAIN if name in in_force], page, "present_page")
                with (
                    st.container(key="present_data" if page in DATA else "data", width="content"),
                    st.popover(say.DATA(here), type="tertiary", key=f"data {page}"),  # the next page's menu is closed
                ):
                    self._links([name for name in DATA if name in in_force], page, "present_in_data")
            with st.container(key="language", width="content"):
                st.button(_NAMES[there], type="tertiary", key="language_choice", on_click=_switch, args=(there,))
            with (
                st.container(key="menu", width="content"),
                st.popover(say.MENU(here), type="tertiary", key=f"menu {page}"),
            ):
                self._links([name for name in (*MAIN, *DATA) if name in in_force], page, "present_in_menu")
                st.button(_NAMES[there], type="tertiary", key="language_in_menu", on_click=_switch, args=(there,))
            _speak(here)
        self._choices: Mapping[str, str] | None = None
        self.draw()

    def _links(self, names: Sequence[str], present: str, key: str) -> None:
        for name in names:
            place = st.container(key=key, width="content") if name == present else st
            self._slots.append((name, place.empty()))

    def draw(self) -> None:
        """Draw the links to the pages, where what they carry along is not what they carry already."""
        choices = address.carried()
        if choices != self._choices:
            for name, slot in self._slots:
                slot.page_link(address.file(name), label=say.PAGES[name](language()), query_params=choices)
        self._choices = choices


def _speak(here: Language) -> None:
    # Streamlit's page says that it is English; a screen reader would read it so.
    st.html(f"<script>document.documentElement.lang = '{here}'</script>", width="content", unsafe_allow_javascript=True)


def _switch(chosen: str) -> None:
    st.session_state["language"] = chosen
    st.query_params["lang"] = chosen


def strip() -> None:
    """Say on every page when the records are not a council's own."""
    if text := words.BANDS.get(data_set()):
        with st.container(key="strip"):
            st.markdown(text(language()))


class Head(NamedTuple):
    """The places of a page's head row, from left to right behind its name."""

    controls: Any
    end: Any
    said: Any  # below the row, for what a phone hides behind a button


def head(page: str) -> Head:
    """Draw the head row with the page's name; return its places: one row of controls, and what was counted."""
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        st.title(say.PAGES[page](language()), anchor=False, width="content")
        row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "width": "content"}
        controls, end = st.container(key="controls", **row), st.container(key="reported", **row)
    st.session_state["period shown"] = None
    return Head(controls, end, st.container(key="said", **row))


def reported(place: Any, period: Period, units: int, silent: Sequence[str]) -> None:
    """Say how many units have reported, and name on request those that have not.

    Where records were gathered from reports, what is not there says nothing of a unit.
    """
    here = language()
    st.session_state["period shown"] = period  # the foot names it, too
    count = formats.number(units - len(silent), here)
    if not is_comparable():
        place.markdown(say.WITH_RECORDS.filled(count=count)(here), width="content")
        return
    of = formats.number(units, here)
    place.markdown(say.REPORTED_OF.filled(reported=count, count=of)(here), width="content")
    place.progress((units - len(silent)) / units if units else 0.0, width=110)
    if silent:
        with place.popover(say.NOT_YET.filled(count=formats.number(len(silent), here))(here), type="tertiary"):
            st.text(", ".join(silent))


def foot() -> None:
    """Draw the page's foot: the period, the last load, how figures are made, where they come from, the link."""
    here, period = language(), st.session_state.get("period shown")
    last, _uploads = ask(queries.loaded)
    parts = []
    if period is not None:
        parts.append(f"{period.name(here)} ({period.days(here)})")
    if last is not None:
        parts.append(say.LAST_LOAD.filled(day=formats.day(last, here))(here))
    with st.container(key="foot", horizontal=True, vertical_alignment="center"):
        if parts:
            st.markdown(" · ".join(parts), width="content")
        for name, label in (("definitions", say.HOW_COUNTED), ("upload", words.SOURCES)):
            if name != st.session_state["page"]:
                address.link(name, label(here), **address.carried())
        address.share()
