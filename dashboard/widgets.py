"""What pages share on the screen: texts, charts, captions, the band, the language switch, the look."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import formats, queries
from dashboard.charts.style import CONFIG
from dashboard.context import ask, is_comparable, language
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.database import database_failed, is_database_failure
from etl.errors import CouncilError
from etl.periods import Period
from etl.text import Text

_log = logging.getLogger(__name__)
_LOOK = Path(__file__).with_name("look.css")


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&=])")
# Streamlit draws these as arrows, signs and pictures even where Markdown was told not to: they are kept apart.
_DRAWN = re.compile(r"(?<=[<>~-])(?=[-=>])|(?<=:)(?=material/|streamlit:)")
_APART = "\u2060"  # a word joiner: nobody sees it, and reading a file takes it away


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it stands (an address is a link); for sentences that quote users."""
    return _MARKDOWN.sub(r"\\\1", _DRAWN.sub(_APART, text))


@contextmanager
def guarded() -> Iterator[None]:
    """Say what stopped the drawing, where something did: in words where there are any, else with a number.

    Under the number the log tells why; nothing else goes to the browser.
    """
    try:
        yield
    except Exception as error:
        number = secrets.token_hex(4)
        _log.exception("page failed, error %s", number)
        st.error(escaped(_reason(error, number)(language())))


def _reason(error: Exception, number: str) -> Text:
    if isinstance(error, CouncilError):
        return error.text
    return database_failed(error).text if is_database_failure(error) else say.FAILED.filled(number=number)


def fragment(draw: Callable[..., None]) -> Callable[..., None]:
    """Make of a function a part of the page that is drawn again by itself, and says by itself what stopped it."""

    @st.fragment
    @wraps(draw)
    def part(*about: Any, **more: Any) -> None:
        with guarded():
            draw(*about, **more)

    return part


def comparable() -> bool:
    """Tell whether the records can be compared, and say so where they cannot."""
    if is_comparable():
        return True
    st.info(words.NO_COMPARISON(language()))
    return False


def chart(figure: Any, key: str, alt: str, caption: str = "", *, clickable: bool = False, place: Any = st) -> Any:
    """Draw a chart with its text for those who do not see it, and its caption; return what the clicked mark stands for."""
    chosen = place.plotly_chart(
        figure,
        config=CONFIG,
        key=key,
        theme=None,
        alt=alt,
        on_select="rerun" if clickable else "ignore",
        selection_mode="points",
    )
    if caption:
        place.caption(caption)
    points = chosen.selection.points if clickable else []
    return points[0].get("customdata") if points else None


def source(period: Period, count: int | None = None) -> str:
    """Return the end of a caption: how many there are, of which period, from which uploads."""
    here = language()
    last, uploads = ask(queries.loaded)
    day = formats.day(last, here) if last else "–"
    loaded = say.SOURCE.filled(uploads=formats.number(uploads, here), day=day)(here)
    if count is None:
        return loaded
    return f"n = {formats.number(count, here)} · {period.name(here)} ({period.days(here)}) · {loaded}"


def look() -> None:
    """Give the page its look: colours, sizes of type, the frame."""
    st.html(_LOOK)
