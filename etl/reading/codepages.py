"""Which encodings staff's files come in, and how the text of each is read, whole lines at a time.

An encoding is a codec for the bytes and, where an earlier program took letters for others, what undoes that.
"""

import codecs
import io
import unicodedata
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple, TextIO

from etl.reading.vietnamese import from_tcvn3, from_vni
from etl.text import Text

_CHUNK = 1024 * 1024

# A Western Windows code page in which every byte is a letter, as programs read bytes that they do not understand.
WESTERN = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_BYTES = {ord(character): byte for byte, character in enumerate(WESTERN)}


def _western(text: str) -> bytes:
    """Return the bytes that a program read as Western letters; raises UnicodeEncodeError where there are others."""
    return text.translate(_BYTES).encode("latin-1")


def _reread(text: str) -> str:
    return _western(text).decode("utf-8").removeprefix("\ufeff")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _latin(undo: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: undo(_western(text).decode("latin-1"))


class Way(NamedTuple):
    """One encoding: words for people, the codec of its bytes, and what undoes what an earlier program did."""

    label: Text
    codec: str
    undo: Callable[[str], str] | None = None

    def text(self, data: bytes, errors: str = "strict") -> str:
        """Return the text of whole lines; raises UnicodeError."""
        text = data.decode(self.codec, errors)
        return text if self.undo is None else self.undo(text)


def _same(label: str) -> Text:
    return Text(label, label)


WAYS = {
    "utf-8": Way(_same("UTF-8"), "utf-8-sig"),
    "utf-16": Way(_same("UTF-16"), "utf-16"),
    "utf-16-le": Way(_same("UTF-16 LE"), "utf-16-le"),
    "utf-16-be": Way(_same("UTF-16 BE"), "utf-16-be"),
    "cp1258": Way(_same("Windows-1258"), "cp1258", _composed),
    "tcvn3": Way(_same("TCVN3 (ABC)"), "latin-1", from_tcvn3),
    "vni": Way(_same("VNI"), "latin-1", from_vni),
    "cp1252": Way(_same("Windows-1252"), "cp1252"),
    "utf-8-twice": Way(Text("UTF-8 đã bị đọc sai một lần", "UTF-8 that was misread once"), "utf-8-sig", _reread),
    "tcvn3-in-utf-8": Way(
        Text("TCVN3 (ABC) lưu thành UTF-8", "TCVN3 (ABC) saved as UTF-8"), "utf-8-sig", _latin(from_tcvn3)
    ),
    "vni-in-utf-8": Way(Text("VNI lưu thành UTF-8", "VNI saved as UTF-8"), "utf-8-sig", _latin(from_vni)),
}


def texts(stream: BinaryIO, way: Way) -> Iterator[str]:
    """Yield the text of a file piece by piece, whole lines where something is undone; raises UnicodeError."""
    # Python's utf-8-sig takes a byte-order mark that breaks off at the end of a file for nothing at all.
    decoder = codecs.getincrementaldecoder(way.codec.removesuffix("-sig"))()
    stream.seek(len(codecs.BOM_UTF8) if way.codec == "utf-8-sig" and _has_mark(stream) else 0)
    rest = ""
    while True:
        chunk = stream.read(_CHUNK)
        text = rest + decoder.decode(chunk, final=not chunk)
        if way.undo is not None:
            end = max(text.rfind("\n"), text.rfind("\r")) + 1 if chunk else len(text)
            text, rest = way.undo(text[:end]), text[end:]
        yield text
        if not chunk:
            return


def _has_mark(stream: BinaryIO) -> bool:
    stream.seek(0)
    return stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


class _Recoded(io.RawIOBase):
    """A file as it would be in UTF-8."""

    def __init__(self, stream: BinaryIO, way: Way) -> None:
        self._texts = texts(stream, way)
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        while not self._waiting:
            text = next(self._texts, None)
            if text is None:
                return 0
            self._waiting = text.encode()
        count = min(len(buffer), len(self._waiting))
        buffer[:count], self._waiting = self._waiting[:count], self._waiting[count:]
        return count


def open_text(stream: BinaryIO, name: str) -> TextIO:
    """Return the text of a file, its line ends as they are."""
    way = WAYS[name]
    if way.undo is None:
        return io.TextIOWrapper(stream, encoding=way.codec, newline="")
    return io.TextIOWrapper(io.BufferedReader(_Recoded(stream, way), _CHUNK), encoding="utf-8", newline="")
