"""The opened files of people who are looking at them: a page's rerun does not read a file again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import context
from dashboard.words import pages as say
from etl.errors import UnreadableError
from etl.loading import waiting
from etl.reading.open import OpenedFile
from etl.settings import settings

_SLOW = 512 * 1024  # bytes from which on a bar shows how far it is
_MOST = 16  # files of all who are looking; what is pushed out is read again


Progress = Callable[[float], object]


@st.cache_resource(max_entries=_MOST, ttl=waiting.KEPT, show_spinner=False)
def _opened(
    _file: waiting.Pending, _content: bytes | None, _progress: Progress, url: str, number: str, encoding: str | None
) -> OpenedFile | UnreadableError:
    if _content is None:
        with context.engine().connect() as connection:
            _content = waiting.content(connection, context.actor(), number)
    try:
        return OpenedFile(_file.file, _content, encoding, _progress)
    except UnreadableError as error:
        return error


def opened(file: waiting.Pending, content: bytes | None = None) -> OpenedFile:
    """Return a waiting file, opened; raises UnreadableError where it is no table. `content`: its bytes, if at hand."""
    with bar(len(content or b"")) as progress:
        book = _opened(file, content, progress, settings().database_url, file.id, file.reading.encoding)
    if isinstance(book, UnreadableError):
        raise book.with_traceback(None)
    return book


@contextmanager
def bar(size: int) -> Iterator[Progress]:
    """Show how far something is, where it is large."""
    if size <= _SLOW:
        yield lambda _part: None
        return
    words = say.READING(context.language())
    shown = st.progress(0.0, words)
    yield lambda part: shown.progress(min(part, 1.0), words)
    shown.empty()
