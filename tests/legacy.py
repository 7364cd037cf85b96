"""Text as the programs of former years wrote it: the opposite of what the reader undoes, made for tests only."""

import unicodedata

from etl.reading.codepages import WESTERN

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# The letters of TCVN 5712:1993 by their bytes, written down here again so that the tests do not share a mistake.
_TCVN3 = {
    "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB, "ơ": 0xAC, "ư": 0xAD, "đ": 0xAE,
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
    "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1,
    "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE,
    "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
_VNI_TONE = dict(zip(_TONES, "øùõûï", strict=True))
_VNI_HAT = {"": "â", **dict(zip(_TONES, "àáãåä", strict=True))}
_VNI_BREVE = {"": "ê", **dict(zip(_TONES, "èéüúë", strict=True))}
_VNI_HORN = {"o": "ô", "u": "ö"}
_VNI_ALONE = {"ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


def _parts(letter: str) -> tuple[str, str, str]:
    """Return base letter, hat/breve/horn and tone of a letter."""
    apart = unicodedata.normalize("NFD", letter)
    tone = next((sign for sign in apart if sign in _TONES), "")
    sign = next((sign for sign in apart if sign in "\u0302\u0306\u031b"), "")
    return apart[0], sign, tone


def cp1258(text: str) -> bytes:
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        base, sign, tone = _parts(letter)
        whole = unicodedata.normalize("NFC", base + sign) if tone else letter
        out += (whole + tone).encode("cp1258")
    return bytes(out)


def tcvn3(text: str) -> bytes:
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        number = _TCVN3.get(letter) or _TCVN3.get(letter.lower())
        out += bytes([number]) if number else letter.encode("cp1252")
    return bytes(out)


def _vni_letter(letter: str) -> str:
    low = letter.lower()
    if low in _VNI_ALONE:
        return _VNI_ALONE[low]
    base, sign, tone = _parts(low)
    if sign == "\u0302":
        return base + _VNI_HAT[tone]
    if sign == "\u0306":
        return base + _VNI_BREVE[tone]
    return (_VNI_HORN[base] if sign else base) + (_VNI_TONE[tone] if tone else "")


def vni(text: str) -> bytes:
    out = ""
    for letter in unicodedata.normalize("NFC", text):
        made = _vni_letter(letter) if letter.isalpha() and not letter.isascii() else letter
        out += made.upper() if letter.isupper() else made
    return out.encode("cp1252")


def misread(data: bytes) -> str:
    """Return the text of a program that takes every byte for a letter of Windows-1252."""
    return "".join(WESTERN[byte] for byte in data)
