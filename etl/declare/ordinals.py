"""Which number of a row of sessions or conferences a text names: `18`, `Kỳ họp thứ ba`, `thứ XII`, `Khóa XVI, kỳ 5`."""

import re
from functools import cache
from typing import NamedTuple

from etl.reference import UNIT_KINDS
from etl.text import fold, spelled, spellings

LONGEST_ORDINAL = 150  # characters; a longer text names no number
_ONES = {
    **{"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9},
    **{"lăm": 5, "nhăm": 5},
}
_TENS = {"hai": 20, "ba": 30, "bốn": 40, "năm": 50, "sáu": 60, "bảy": 70, "bẩy": 70, "tám": 80, "chín": 90}


def _spoken() -> dict[str, int]:
    """Return every number to 99 as it is spoken after `thứ`, spelled with and without accents.

    `năm` is five alone and `lăm` behind ten: `mười năm` is ten years, or a slip, and is not here.
    """
    words = {word: number for word, number in _ONES.items() if word not in ("lăm", "nhăm")}
    words |= {"nhất": 1, "nhì": 2, "năm": 5, "mười": 10, "mười một": 11}
    words |= {f"mười {word}": 10 + number for word, number in _ONES.items()}
    for ten, tens in _TENS.items():
        for written in ("mươi", "mười"):
            words[f"{ten} {written}"] = tens
            words |= {f"{ten} {written} {word}": tens + number for word, number in (*_ONES.items(), ("mốt", 1))}
    return {form: number for word, number in words.items() for form in spellings(word)}


_SPOKEN = _spoken()
_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,2})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.A)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_TERM = r"(?:khóa|khoá|khoa)(?: (?:thứ|thu))? (?:[ivxlc]{1,6}|\d{1,2})\b"
_YEARS = r"(?:nhiệm kỳ|nhiệm kì|nhiem ky|nk) (?P<years{0}>\d{{4}} ?[-–] ?\d{{4}})"
_KINDS = "|".join({form for kind in UNIT_KINDS.values() for form in (kind.vi.casefold(), fold(kind.vi))} | {"tp"})
_COUNCIL = rf"(?:(?:của|cua) )?(?:hđnd|hdnd|hội đồng nhân dân|hoi dong nhan dan)(?: (?:{_KINDS}))?"
_BRACKET = re.compile(r"\(([^()]*)\)")


class Ordinal(NamedTuple):
    """What a text says: the number, and what stood beside it: the years of a term, words in brackets."""

    number: int
    years: str = ""
    aside: tuple[str, ...] = ()


def read_ordinal(text: str, of: tuple[str, ...]) -> Ordinal | None:
    """Return the number that a text names, or None. `of`: what is counted, as staff call it (`kỳ họp`).

    One word or letter is a number only behind a word that says so: `năm` alone is a year, too. The number behind a
    narrower word (`Kỳ họp chuyên đề thứ 3`) counts something else and is none.
    """
    if len(text) > LONGEST_ORDINAL:
        return None
    asides = tuple(aside.strip() for aside in _BRACKET.findall(text))
    main = " ".join(_BRACKET.sub(" ", text).split())
    match = _pattern(of).fullmatch(main.casefold())
    if match is None:
        return None
    marked = any(match[name] for name in ("own", "time", "nth"))
    number = _number(match["number"], marked=marked, capitals=main.isupper())
    if number is None:
        return None
    years = next((re.sub(" ?[-–] ?", "-", match[name]) for name in ("years1", "years2") if match[name]), "")
    plain = {aside: re.sub(r"^(?:lần )?(?:thứ|thu|số|so) ", "", aside.casefold()) for aside in asides}
    repeated = (aside for aside in asides if _number(plain[aside], marked=True, capitals=True) == number)
    said = set(repeated)
    return Ordinal(number, years, tuple(aside for aside in asides if aside not in said))


@cache
def _pattern(of: tuple[str, ...]) -> re.Pattern[str]:
    forms = sorted({form for word in of for form in (word.casefold(), fold(word))}, key=len, reverse=True)
    own = "|".join(map(re.escape, forms))
    behind = rf"(?: ?[,;–-]? ?(?:{_TERM}|{_YEARS.format(2)}|{_COUNCIL}))*"
    return re.compile(
        rf"(?:{_TERM} ?[,;–-]? ?)?(?:{_YEARS.format(1)} ?[,;–-]? ?)?(?:(?P<own>{own})[ .:]*)?"
        rf"(?:(?P<time>lần|lan)[ .:]*)?(?:(?P<nth>thứ|thu|số|so)[ .:]*)?(?P<number>[^\W_]+(?: [^\W_]+){{0,2}}?){behind}\.?"
    )


def _number(text: str, *, marked: bool, capitals: bool) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 4 else None
    # Alone `X` and `V` are ticks, and small letters are words.
    if _ROMAN.fullmatch(text) and (marked or (capitals and (len(text) > 1 or text == "i"))):
        values = [_ROMAN_VALUES[letter] for letter in text]
        return sum(-here if here < after else here for here, after in zip(values, [*values[1:], 0], strict=True))
    return _SPOKEN.get(spelled(text)) if marked or " " in text else None
