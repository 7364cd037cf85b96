"""Words in both languages, and the forms in which texts are compared."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

# Characters that staff cannot see and programs leave behind: zero-width marks, BOM, soft hyphen.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u3000"), " ")
_ODD = re.compile("[" + "".join(map(chr, [*_INVISIBLE, *_SPACES])) + "]")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_NO_WORD = re.compile(r"[\W_]+")
_D_STROKE = str.maketrans("đĐðÐ", "dDdD")


class Text(NamedTuple):
    """One text in Vietnamese and English; both are required, so a missing translation fails at import."""

    vi: str
    en: str

    def __call__(self, language: Language) -> str:
        return self.en if language == "en" else self.vi

    def inside(self) -> "Text":
        """Return the words as they stand inside a sentence: an abbreviation such as HĐND keeps its capitals."""
        return Text(*(text if text[:2].isupper() else text[:1].lower() + text[1:] for text in self))

    def filled(self, **values: object) -> "Text":
        """Put values into the `{names}` of both texts; a value that is itself a Text goes in by language."""
        return Text(
            *(
                text.format(
                    **{name: value(language) if isinstance(value, Text) else value for name, value in values.items()}
                )
                for language, text in zip(LANGUAGES, self, strict=True)
            )
        )


# What a language writes before decimals and between thousands.
SEPARATORS: dict[Language, str] = {"vi": ",.", "en": ".,"}
_AS_WRITTEN = {language: str.maketrans(SEPARATORS["en"], signs) for language, signs in SEPARATORS.items()}


def separated(number: str, language: Language) -> str:
    """Return a number in figures (`1,234.5`) as the language writes it."""
    return number.translate(_AS_WRITTEN[language])


def thousands(number: int) -> Text:
    """Return a whole number as each language writes it."""
    return Text(*(separated(f"{number:,}", language) for language in LANGUAGES))


def joined(texts: Iterable[Text], separator: str = ", ") -> Text:
    """Join texts, each language by itself."""
    both = list(texts)
    return Text(separator.join(text.vi for text in both), separator.join(text.en for text in both))


def clean(raw: str) -> str:
    """Return the text in NFC without invisible characters, outer spaces or odd spaces; line ends become `\\n`."""
    if raw.isascii():
        text = raw.strip()
    else:
        text = unicodedata.normalize("NFC", raw)
        if _ODD.search(text) is not None:  # seldom, and a search is ten times as fast
            text = text.translate(_INVISIBLE).translate(_SPACES)
        text = text.strip()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def fold(text: str) -> str:
    """Return the accent-free, lower-case key of a text: letters and digits, single spaces.

    `Thủy` and `Thuỷ`, NFC and NFD, `Đ` and `Ð` fold to the same key.
    """
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFD", text.translate(_INVISIBLE)).translate(_D_STROKE))
    return _NO_WORD.sub(" ", text.casefold()).strip()


_TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORDS = re.compile(r"\w+")


def spelled(text: str) -> str:
    """Return the words of a text with their accents, lower-case, each tone at its syllable's end, single spaces.

    `Thủy` and `Thuỷ` are spelled alike, `Thuy` is not: where `fold` would take one word for another, this does not.
    """
    words = _WORDS.findall(unicodedata.normalize("NFC", text).casefold().replace("ð", "đ"))
    parts = [sorted(unicodedata.normalize("NFD", word), key=_TONE_MARKS.__contains__) for word in words]
    return " ".join("".join(part) for part in parts)


def spellings(word: str) -> frozenset[str]:
    """Return the two ways in which a word is spelled: with all its accents, and without any."""
    return frozenset({spelled(word), fold(word)})


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: number for number, letter in enumerate(_LETTERS, 100)}
_TONES = {tone: number for number, tone in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}  # huyền hỏi ngã sắc nặng


def vietnamese_order(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return the key by which names are sorted as a Vietnamese dictionary does: a ă â b … d đ e ê; tones only part equals."""
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text).casefold():
        parts = unicodedata.normalize("NFD", letter)
        tone = next((_TONES[part] for part in parts if part in _TONES), 0)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_PLACES.get(bare, min(ord(bare[0]), 99) if bare[0].isascii() else 1000 + ord(bare[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones), text
