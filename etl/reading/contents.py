"""What a file is by its first bytes, whatever its name says: a picture, a paper, an archive, a web page."""

import codecs
import re

from etl.errors import UnreadableError
from etl.text import Text

HEAD = 4096  # bytes that tell; chosen: a web page's first tag stands behind comments of its program


def _picture(name: str) -> Text:
    return Text(f"ảnh {name}", f"a {name} picture")


_PDF = Text("tệp PDF", "a PDF file")
_ARCHIVE = Text("tệp nén", "a compressed archive")
WORD = Text("văn bản Word", "a Word document")
SLIDES = Text("bài trình chiếu PowerPoint", "a PowerPoint presentation")
ZIP = Text("tệp nén .zip", "a .zip archive")
# By their first bytes, as the programs that open them tell them. `RIFF` and `ftyp` have a length before or behind.
_SIGNATURES: tuple[tuple[re.Pattern[bytes], Text], ...] = tuple(
    (re.compile(pattern, re.DOTALL), what)
    for pattern, what in (
        (rb"\x89PNG", _picture("PNG")),
        (rb"\xff\xd8\xff", _picture("JPEG")),
        (rb"GIF8[79]a", _picture("GIF")),
        (rb"BM.{4}\0\0\0\0", _picture("BMP")),
        (rb"II\*\0|MM\0\*", _picture("TIFF")),
        (rb"RIFF.{4}WEBP", _picture("WebP")),
        (rb"\0\0\0.ftyp(?:hei[cfx]|mif1|avif)", _picture("HEIC")),
        (rb"%PDF-", _PDF),
        (rb"PK\x03\x04|PK\x05\x06", ZIP),
        (rb"\x1f\x8b|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", _ARCHIVE),
        (rb"\{\\rtf", WORD),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Text("tệp Office cũ", "an old Office file")),
    )
)
# A page that a program saved may begin with any of these; `<?xml` may stand before, and comments.
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|meta|title|style|body|div|table|center|font)"
    r"[\s>/])",
    re.IGNORECASE | re.DOTALL,
)


def what_else(head: bytes) -> Text | None:
    """Return what a file is that is no text, in words, or None where its first bytes do not tell."""
    return next((what for pattern, what in _SIGNATURES if pattern.match(head)), None)


def is_page(head: bytes) -> bool:
    """Tell whether a file is a web page."""
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if utf_16 else "utf-8-sig", "replace")
    return _PAGE.match(text) is not None


def refusal_of(what: Text) -> Text:
    """Return the sentence for a file that is something else than a table."""
    return Text(
        f"Đây là {what.vi}, không phải bảng số liệu. Hãy gửi tệp Excel (.xlsx) hoặc CSV có bảng ấy.",
        f"This is {what.en} and not an Excel or CSV file. Send the table itself, as .xlsx or CSV.",
    )


def refuse_what_is_no_table(head: bytes) -> None:
    """Raise UnreadableError (`not_text`) with what the file is, where its first bytes say that it is no text."""
    if (what := what_else(head)) is not None:
        raise UnreadableError("not_text", refusal_of(what))
