"""What a text means among a list of choices, by the words in it: all of them must be known, and mean one choice."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from etl.text import fold

LONGEST_SENSE = 120  # characters; a longer text is a sentence and no choice
_YEAR = re.compile(r"(?<=\bnam) 20\d\d\b", re.A)  # `giữa năm 2026`


@dataclass(frozen=True)
class Senses:
    """Phrases with the choices that each can mean, and words that say nothing among them."""

    phrases: Mapping[str, frozenset[str]]
    fillers: frozenset[str]

    @staticmethod
    def of(phrases: Iterable[tuple[str, str]], fillers: Iterable[str]) -> "Senses":
        """Return the senses of (phrase, choice) pairs; a phrase that stands in several can mean each of them."""
        meanings: dict[str, set[str]] = {}
        for phrase, key in phrases:
            meanings.setdefault(fold(phrase), set()).add(key)
        return Senses({phrase: frozenset(keys) for phrase, keys in meanings.items()}, frozenset(map(fold, fillers)))

    @cached_property
    def _longest(self) -> int:
        return max(len(phrase.split()) for phrase in (*self.phrases, *self.fillers, ""))

    def mean(self, text: str) -> frozenset[str]:
        """Return the choices that a text can mean; none where a word in it is not known.

        Long phrases go before short ones (`phiên giải trình` before `phiên`). Where several say something, the choices
        that fit all are meant, and where none does, each of them may be.
        """
        if len(text) > LONGEST_SENSE or "?" in text:
            return frozenset()
        found = self._read(tuple(_YEAR.sub("", fold(text)).split()))
        if not found:
            return frozenset()
        return frozenset.intersection(*found) or frozenset.union(*found)

    def _read(self, words: tuple[str, ...]) -> list[frozenset[str]] | None:
        """Return what the phrases of a text mean, one after the other, or None where they do not make up all of it."""
        # For each place where a phrase can begin what the words from there on mean, in as few phrases as can be: the
        # longer ones are meant.
        behind: dict[int, list[frozenset[str]] | None] = {len(words): []}
        for start in range(len(words) - 1, -1, -1):
            behind[start] = None
            for length in range(min(self._longest, len(words) - start), 0, -1):
                phrase, rest = " ".join(words[start : start + length]), behind[start + length]
                if rest is not None and (phrase in self.phrases or phrase in self.fillers):
                    meant = [self.phrases[phrase], *rest] if phrase in self.phrases else rest
                    if (best := behind[start]) is None or len(meant) < len(best):
                        behind[start] = meant
        return behind[0]
