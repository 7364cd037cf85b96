"""The encoding of a text file, found from its bytes: UTF-8 or UTF-16, else the file is refused with a sentence."""

import codecs
import io
from typing import BinaryIO, NamedTuple, TextIO

from etl.errors import MisuseError, UnreadableError
from etl.text import Text

SAMPLE = 64 * 1024
_CHUNK = 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LABELS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}
ENCODINGS = tuple(_LABELS)


class Encoding(NamedTuple):
    """What was decided: a stable name, words for people, whether it was guessed, and then a line before and after."""

    name: str
    label: Text
    guessed: bool = False
    before: str = ""
    after: str = ""


def find_encoding(stream: BinaryIO, name: str | None = None) -> Encoding:
    """Return the encoding of a file; raises UnreadableError for what is no text, MisuseError for an unknown name."""
    if name is not None and name not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        raise MisuseError(
            Text(f"Không biết bảng mã “{name}”. Các bảng mã: {known}.", f"Unknown encoding “{name}”. Known: {known}.")
        )
    found = name or _found(stream)
    return Encoding(found, Text(_LABELS[found], _LABELS[found]))


def open_text(stream: BinaryIO, encoding: Encoding) -> TextIO:
    """Return the text of a file, its line ends as they are."""
    name = "utf-8-sig" if encoding.name == "utf-8" else encoding.name
    return io.TextIOWrapper(stream, encoding=name, newline="")


def _found(stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(SAMPLE)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:  # half of the bytes of plain text in UTF-16 are zero
        guess = "utf-16-le" if odd > even else "utf-16-be"
        text = head[: len(head) // 2 * 2].decode(guess, errors="replace")
        if "\n" in text or "\r" in text or text.isprintable():
            return guess
    if b"\x00" in head:
        raise _not_text()
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _not_text() from None
    return "utf-8"


def _not_text() -> UnreadableError:
    return UnreadableError(
        "not_text",
        Text(
            "Tệp này không phải là văn bản CSV ở bảng mã Unicode. Trong Excel hãy lưu lại thành “CSV UTF-8” hoặc .xlsx.",
            "This file is no CSV text in Unicode. In Excel, save it as “CSV UTF-8” or as .xlsx.",
        ),
    )
