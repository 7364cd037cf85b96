"""The address of a page and what was chosen: links mean the same in both languages, back undoes one choice."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn
from urllib.parse import urlencode

import segno
import streamlit as st

from dashboard.context import language
from dashboard.words import pages as say


def arrive(page: str) -> None:
    """Note on which page the reader is: what a new page's address does not say stays as it was chosen before."""
    st.session_state["now"] = {}
    st.session_state["arrived"] = st.session_state.get("page") != page
    if st.session_state["arrived"]:  # the last page's choices are no longer what this one's address has to say
        for key in [key for key in st.session_state if str(key).startswith("address ")]:
            del st.session_state[key]
    st.session_state["page"] = page


def choice(
    name: str,
    label: str,
    options: Sequence[str],
    words: Callable[[str], str],
    *,
    first: str | None = None,
    place: Any = st,
    **look: Any,
) -> str:
    """Let the reader choose one of the options, which are codes; `first` where nothing was chosen.

    The choice stands in the address by its code, so that a link means the same in both languages, and it is kept
    from page to page. An option that the address names, by a link or by the browser's way back, goes before.
    """
    usual = options[0] if first is None else first
    kept, seen, key = f"chosen {name}", f"address {name}", _key(name)
    asked, arrived = st.query_params.get(name), st.session_state.get("arrived", True)
    moved = asked != st.session_state.get(seen) and (asked is not None or not arrived)
    if moved:
        st.session_state[kept] = asked
    if moved or arrived or st.session_state.get(key) not in options:
        wanted = st.session_state.get(kept)
        st.session_state[key] = wanted if wanted in options else usual
    chosen: str = place.selectbox(label, options, format_func=words, key=key, **look)
    st.session_state["now"][name] = chosen
    st.session_state[kept] = None if chosen == usual else chosen
    # What is usual need not be said, but an address that says it stays as it is: it would be one more step back.
    st.session_state[seen] = None if chosen == usual != asked else chosen
    return chosen


def choose(name: str, code: str) -> None:
    """Choose an option of this page before the page is drawn again, as its own box would; for buttons."""
    st.session_state[_key(name)] = code


def _key(name: str) -> str:
    # A key of its own on each page: a run that was interrupted on the way must not leave another page's state behind.
    # And in each language: what a box shows is a word, which the other language does not have.
    return f"{st.session_state['page']} {language()} {name}"


def remember(name: str, value: str) -> None:
    """Add to the link to this page what the address says beside the choices."""
    st.session_state["now"][name] = value


def kept() -> dict[str, str]:
    """Return what the reader has chosen so far, as an address says it."""
    return {name: value for name, value in _stored("chosen ").items() if value is not None}


def _stored(prefix: str) -> dict[str, Any]:
    return {
        str(key).removeprefix(prefix): value for key, value in st.session_state.items() if str(key).startswith(prefix)
    }


def show() -> None:
    """Bring the address in line with what this page's choices are, all at once: one step back undoes one choice."""
    st.session_state["arrived"] = False  # what is drawn again by itself (a fragment) is no new page
    chosen = _stored("address ")
    there = st.query_params.to_dict()
    wanted = {name: value for name, value in (there | chosen).items() if value is not None}
    if wanted != there:
        st.query_params.from_dict(wanted)


def go(page: str, **choices: str) -> NoReturn:
    """Open a page with choices, as a link to it would."""
    st.switch_page(file(page), query_params=choices)


def carried() -> dict[str, str]:
    """Return what links to other pages carry along: the choices, and the language where the address names it."""
    return kept() | ({"lang": language()} if "lang" in st.query_params else {})


def link(page: str, label: str, **choices: str) -> None:
    """Draw a link to a page with choices."""
    if page == st.session_state["page"]:  # a link to its own page would leave the browser's address as it is
        st.button(label, type="tertiary", key=f"to {sorted(choices.items())}", on_click=_jump, args=(choices,))
    else:
        st.page_link(file(page), label=label, query_params=choices)


def _jump(choices: dict[str, str]) -> None:
    language_too = {"lang": st.query_params["lang"]} if "lang" in st.query_params else {}
    st.query_params.from_dict(choices | language_too)


def file(page: str) -> str:
    """Return the file that draws a page."""
    return f"dashboard/pages/{page}.py"


def share() -> None:
    """Offer the address of what is shown, whole, and as a picture for a phone."""
    here = language()
    choices = {"lang": here} | st.session_state.get("now", {})
    address = f"{(st.context.url or '').split('?')[0]}?{urlencode(choices)}"
    with st.popover(say.SHARE(here), type="tertiary"):
        st.caption(say.SHARE_HELP(here))
        st.code(address, language=None, wrap_lines=True)
        # The ground stays white in the dark, too: a phone reads dark on light.
        drawn = segno.make(address, error="m").svg_inline(scale=4, border=3, light="#ffffff", dark="#1d2733")
        st.image(drawn, width=240, alt="QR")
