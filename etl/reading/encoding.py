"""The encoding of a text, found from its bytes: Unicode, Windows, the legacy Vietnamese ones, or text garbled before.

An encoding is a codec for the bytes and, where an earlier program took letters for others, what to do with its text.
What is not certain from the bytes is a guess, shown before and after for a human to confirm; what fits two encodings,
or none, is refused. Unicode is certain when the whole file is valid.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import BinaryIO, NamedTuple

from etl.errors import MisuseError, UnreadableError
from etl.reading.codepages import WAYS, WESTERN, texts
from etl.reading.contents import refuse_what_is_no_table
from etl.reading.vietnamese import COMMON, is_syllable
from etl.text import Text

_CHUNK = 1024 * 1024
_SAMPLE = 64 * 1024  # of lines that hold more than ASCII; chosen: hundreds of rows
_SHOWN = 80  # characters of a guess before and after; chosen: a line on the screen
_CONTINUED = bytes(range(0x80, 0xC0))  # bytes inside a letter of UTF-8
# The share of words that must be Vietnamese syllables. Measured on all records of this project, five lines at a time: in
# the encoding that they were written in every word is one, in another of the three at most 0.44, as UTF-8 letters at
# most 0.50. The rest is room for foreign names and typing mistakes.
_SURE = 0.85
_NEAR = 0.1  # ways that are so close in this share are told apart by common words; chosen
# By so much a way must be better than the text as it stands. Chosen: well inside the measured distance from 0.50 to 1.
_FAR = 0.3
_FEWEST_WORDS = 3  # chosen: one or two words such as `Café` say nothing about a workbook or file in UTF-8
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

_AFTER_GARBLED = re.escape(WESTERN[0x80:0xC0])
# Vietnamese letters in UTF-8, read as Western ones: `ậ` as `áº­`, `đ` as `Ä‘`. Two such
# signs may meet by chance, so they are counted; three of them are a garbled letter even where they stand alone.
_GARBLED = re.compile(f"(?:á[º»]|[ÃÄÆ])[{_AFTER_GARBLED}]")
_GARBLED_WORD = re.compile(f"á[º»][{_AFTER_GARBLED}]")
_IN_CELLS = ("tcvn3-in-utf-8", "vni-in-utf-8", "utf-8-twice")
ENCODINGS = {name: way.label for name, way in WAYS.items()}


class Encoding(NamedTuple):
    """What was decided: a stable name, words for people, whether it was guessed, and then a line before and after."""

    name: str
    label: Text
    guessed: bool = False
    before: str = ""
    after: str = ""


def find_encoding(stream: BinaryIO, name: str | None = None) -> Encoding:
    """Return the encoding of a file; every byte of it has been read so once, so that reading it later cannot fail.

    Raises UnreadableError for what is no text (`not_text`), fits no encoding or two (`unknown_encoding`), is UTF-8 but
    for some bytes (`bad_bytes`) or for some words garbled before (`garbled_text`); MisuseError for an unknown name.
    """
    if name is not None:
        return _by_name(stream, name)
    stream.seek(0)
    head = stream.read(_SAMPLE)
    refuse_what_is_no_table(head)
    by_head = _unicode_by_head(head)
    if by_head is not None and by_head != "utf-8":
        return _by_name(stream, by_head)
    if by_head is None:
        _refuse_what_is_no_text(head)
    # UTF-8 before the legacy ones: those read nearly any bytes, UTF-8 only its own.
    try:
        garbled = _read_through(stream, "utf-8")
    except UnreadableError as bad:
        lines = _lines_with_letters(stream)
        if _is_utf8_but_for_some(lines):
            raise bad from None
        return _guessed(lines, stream, ("cp1258", "tcvn3", "vni"))
    lines = _lines_with_letters(stream)
    if not lines or _share(_decoded(lines, "utf-8")).valid >= _SURE:
        if garbled:
            raise _garbled(garbled)
        return Encoding("utf-8", WAYS["utf-8"].label)
    return _garbled_before(lines, stream, garbled)


def _by_name(stream: BinaryIO, name: str) -> Encoding:
    if name not in ENCODINGS:
        names = ", ".join(ENCODINGS)
        raise MisuseError(
            Text(f"Không biết bảng mã “{name}”. Các bảng mã: {names}.", f"Unknown encoding “{name}”. Known: {names}.")
        )
    _read_through(stream, name)
    return Encoding(name, WAYS[name].label)


def undone(cells: Iterable[str], name: str | None = None) -> tuple[Encoding, Callable[[str], str]] | None:
    """Return how the letters of a workbook's cells are to be read, where they stand for others; or None.

    Cells hold Unicode, but text typed with the fonts .VnTime or VNI-Times holds the letters of these. `name`: the
    encoding that a user has named, and then it is no guess.
    """
    if name is not None:
        in_cells = name if name in _IN_CELLS else f"{name}-in-utf-8"
        undo = WAYS[in_cells].undo if in_cells in _IN_CELLS else None
        return None if undo is None else (Encoding(in_cells, WAYS[in_cells].label), _where_it_fits(undo))
    sample: list[bytes] = []
    size = 0
    for text in cells:
        if not text.isascii() and size < _SAMPLE:
            sample.append(text.encode())
            size += len(text)
    if not sample or _share(_decoded(sample, "utf-8")).valid >= _SURE:
        return None
    guess = _better(sample, _IN_CELLS, _decoded_where_it_fits)
    if guess is None or (undo := WAYS[guess].undo) is None:
        return None
    fitting = _where_it_fits(undo)
    changed = next(cell for cell in sample if fitting(cell.decode()) != cell.decode())
    label = WAYS[guess.removesuffix("-in-utf-8")].label
    return _shown(guess, [changed], "utf-8", guess)._replace(label=label), fitting


def _where_it_fits(undo: Callable[[str], str]) -> Callable[[str], str]:
    def fitting(text: str) -> str:
        try:
            return text if text.isascii() else undo(text)
        except UnicodeError:  # a cell that was typed in Unicode
            return text

    return fitting


# Finding


def _unicode_by_head(head: bytes) -> str | None:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # Half of the bytes of plain text in UTF-16 are zero, all in even or all in odd places; in Vietnamese, whose letters
    # with two marks have no zero byte, fewer. Chosen: a quarter of either places. Other binary data has such zeros, too:
    # what it reads as must have line ends or be printable.
    if max(even, odd) > len(head) // 8:
        guess = "utf-16-le" if odd > even else "utf-16-be"
        text = head[: len(head) // 2 * 2].decode(guess, errors="replace")
        if "\n" in text or "\r" in text or text.isprintable():
            return guess
    return None


def _refuse_what_is_no_text(head: bytes) -> None:
    # One control character in fifty (chosen) is more than a text has by mistake; a zero byte is in no text at all.
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a" for byte in head)
    if b"\x00" in head or controls * 50 > len(head):
        raise UnreadableError(
            "not_text",
            Text(
                "Tệp này không phải tệp Excel, cũng không phải văn bản CSV. Hãy mở bằng chương trình đã tạo ra tệp và lưu "
                "lại dạng .xlsx.",
                "This is not an Excel file and no CSV text. Open it in the program that made it and save it as .xlsx.",
            ),
        )


def _read_through(stream: BinaryIO, name: str) -> tuple[int, str] | None:
    """Read a whole file; return the line and word of the first text that was garbled before, if it is Unicode.

    Raises UnreadableError with the line of the first byte that cannot be read.
    """
    line, garbled = 1, None
    try:
        for text in texts(stream, WAYS[name]):
            if garbled is None and (match := _GARBLED_WORD.search(text)) is not None:
                # The word, or of a long one twenty characters, and a few behind: enough to find the place again.
                start = max(*(text.rfind(mark, 0, match.start()) + 1 for mark in " \n\r,;"), match.start() - 20)
                garbled = (line + text.count("\n", 0, match.start()), text[start : match.end() + 10].split("\n")[0])
            line += text.count("\n") or text.count("\r")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line += before.count(b"\n") or before.count(b"\r")
        raise _bad_bytes(line, error.object[error.start], WAYS[name].label) from None
    except UnicodeError:
        raise _unknown() from None
    return garbled


def _lines_with_letters(stream: BinaryIO) -> list[bytes]:
    """Return the first lines that hold more than ASCII, each whole; of a line without end, its last part."""
    lines: list[bytes] = []
    size, rest, chunk = 0, b"", b"\n"
    stream.seek(0)
    while chunk and size < _SAMPLE:
        chunk = stream.read(_CHUNK)
        parts = re.split(rb"[\r\n]+", rest + chunk)
        rest = parts.pop() if chunk else b""
        if len(rest) > _SAMPLE:
            rest = rest[-_SAMPLE:].lstrip(_CONTINUED)  # from a whole letter on
        for part in parts:
            part = part.removeprefix(codecs.BOM_UTF8)
            if not part.isascii() and size < _SAMPLE:
                lines.append(part)
                size += len(part)
    return lines


def _is_utf8_but_for_some(lines: list[bytes]) -> bool:
    text = b"\n".join(lines).decode("utf-8", errors="replace")
    # Chosen: three good letters to a bad one, as in `Quận Lê Chân` with one byte of another encoding in it.
    bad = text.count("\ufffd")
    good = sum(not character.isascii() for character in text) - bad
    return good > 3 * bad


class _Share(NamedTuple):
    valid: float  # of the words with letters that are not ASCII: the part that are Vietnamese syllables
    words: int
    common: int


_TOKEN = re.compile(r"[^\s\d!-/:-@\[-`{-~“”‘’«»–—…•°]+")
_VOWEL = re.compile("[aeiouyăâêôơư]")


def _share(text: str) -> _Share:
    valid = words = common = 0
    for token in set(_TOKEN.findall(text)):
        if token.isascii() or len(token) < 2 or not any(map(str.isalpha, token)):
            continue  # one sign alone (£, ý) tells nothing
        low = token.lower()
        if token.isalpha() and not _VOWEL.search(unicodedata.normalize("NFD", low)):
            continue  # an abbreviation (HĐND)
        words += 1
        valid += is_syllable(low)
        common += low in COMMON
    return _Share(valid / words if words else 0.0, words, common)


def _decoded(lines: list[bytes], name: str) -> str:
    return unicodedata.normalize("NFC", WAYS[name].text(b"\n".join(lines)))


def _decoded_where_it_fits(cells: list[bytes], name: str) -> str:
    undo = WAYS[name].undo
    return "\n".join(_where_it_fits(undo)(cell.decode()) if undo else cell.decode() for cell in cells)


def _best(
    lines: list[bytes], names: tuple[str, ...], decoded: Callable[[list[bytes], str], str] = _decoded
) -> str | None:
    """Return the one way in which the words are Vietnamese, None where there is none; two are refused."""
    shares: dict[str, _Share] = {}
    for name in names:
        try:
            shares[name] = _share(decoded(lines, name))
        except UnicodeError:
            continue
    good = sorted((name for name in shares if shares[name].valid >= _SURE), key=lambda name: -shares[name].valid)
    if not good:
        return None
    near = [name for name in good if shares[name].valid > shares[good[0]].valid - _NEAR]
    near.sort(key=lambda name: -shares[name].common)
    # `Lê Chân` in Windows-1258 is words in TCVN3, too: twice as many common words, and two more, must speak for one.
    if len(near) > 1 and shares[near[0]].common < 2 * shares[near[1]].common + 2:
        raise _unknown()
    return near[0]


def _better(
    lines: list[bytes], names: tuple[str, ...], decoded: Callable[[list[bytes], str], str] = _decoded
) -> str | None:
    """Return the way in which Unicode text is far more Vietnamese than as it stands, None where there is none."""
    own = _share(_decoded(lines, "utf-8"))
    if own.words < _FEWEST_WORDS:
        return None
    try:
        best = _best(lines, names, decoded)
    except UnreadableError:
        return None
    better = best is not None and _share(decoded(lines, best)).valid > own.valid + _FAR
    return best if better else None


def _guessed(lines: list[bytes], stream: BinaryIO, names: tuple[str, ...]) -> Encoding:
    name = _best(lines, names)
    if name is None:
        if not _is_western(lines):
            raise _unknown()
        name = "cp1252"
    _read_through(stream, name)
    return _shown(name, lines, "cp1252", name)


def _is_western(lines: list[bytes]) -> bool:
    """Tell whether the text could be of Western Europe: accents are letters among many others, and punctuation."""
    try:
        text = b"\n".join(lines).decode("cp1252")
    except UnicodeDecodeError:
        return False
    tokens = [token for token in _TOKEN.findall(text) if not token.isascii() and any(map(str.isalpha, token))]
    # `Café` has one letter with an accent in four; words of Cyrillic or Japanese bytes have them throughout. Chosen: a
    # quarter of the words may be more than half of such letters.
    odd = sum(sum(not character.isascii() for character in token) * 2 > len(token) for token in tokens)
    return odd * 4 <= len(tokens) and not any(unicodedata.category(character) == "Cc" for character in "".join(tokens))


def _garbled_before(lines: list[bytes], stream: BinaryIO, garbled: tuple[int, str] | None) -> Encoding:
    """Return what UTF-8 text without Vietnamese words is: garbled before, legacy letters, or another language."""
    text = _decoded(lines, "utf-8")
    # A garbled letter is two or three signs, so a third of the signs is at most the number of letters. Chosen: a quarter
    # of these; dashes and quotation marks, which garble to other signs, are among them.
    if len(_GARBLED.findall(text)) * 4 > sum(not character.isascii() for character in text) // 3:
        try:
            _read_through(stream, "utf-8-twice")
        except UnreadableError:
            raise _garbled(garbled or (1, lines[0].decode(errors="ignore")[:_SHOWN])) from None
        return _shown("utf-8-twice", lines, "utf-8", "utf-8-twice")
    if garbled:
        raise _garbled(garbled)
    name = _better(lines, _IN_CELLS[:2])
    if name is None:
        return Encoding("utf-8", WAYS["utf-8"].label)
    _read_through(stream, name)
    return _shown(name, lines, "utf-8", name)


def _shown(name: str, lines: list[bytes], before: str, after: str) -> Encoding:
    """Return a guess with the first words of the file that it changes."""
    old = WAYS[before].text(lines[0], "replace")
    new = unicodedata.normalize("NFC", WAYS[after].text(lines[0]))
    return Encoding(name, WAYS[name].label, True, _first_words(old), _first_words(new))


def _first_words(line: str) -> str:
    """Return the cell of a line in which the first letter beyond ASCII stands, and what follows it."""
    first = next((number for number, character in enumerate(line) if not character.isascii()), 0)
    return line[max(line.rfind(mark, 0, first) for mark in ',;\t|"') + 1 :][:_SHOWN].strip()


def _unknown() -> UnreadableError:
    names = ", ".join(way.label.vi for way in WAYS.values()), ", ".join(way.label.en for way in WAYS.values())
    return UnreadableError(
        "unknown_encoding",
        Text(
            f"Không xác định được bảng mã của tệp. Hãy chọn một trong: {names[0]}; hoặc trong Excel lưu lại thành “CSV UTF-8”.",
            f"The encoding of the file cannot be told. Choose one of {names[1]}; or save it in Excel as “CSV UTF-8”.",
        ),
    )


def _bad_bytes(line: int, byte: int, label: Text) -> UnreadableError:
    return UnreadableError(
        "bad_bytes",
        Text(
            f"Dòng {line} có byte {byte:#04x} không đọc được bằng {label.vi}. Hãy mở tệp, sửa chữ ở dòng này và lưu lại.",
            f"Line {line} has the byte {byte:#04x}, which is not {label.en}. Open the file, mend that line and save it again.",
        ),
    )


def _garbled(where: tuple[int, str]) -> UnreadableError:
    line, words = where
    return UnreadableError(
        "garbled_text",
        Text(
            f"Dòng {line} có chữ đã bị chương trình khác làm hỏng: “{words}”. Hãy xuất lại tệp từ nguồn, bảng mã UTF-8.",
            f"Line {line} has text that another program has garbled: “{words}”. Export the file from its source again, as UTF-8.",
        ),
    )
