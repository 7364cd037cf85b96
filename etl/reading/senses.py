"""What a column's name may mean in a kind of record: by its exact name, else by the ideas that its words say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from etl.declare.fields import Field, Record
from etl.declare.ideas import (
    ANYWHERE,
    BROADCAST,
    CONTENT,
    COUNT,
    HOST,
    NORMATIVE,
    OTHER_COUNTS,
    PAPERLESS,
    PROMISE,
    RESOLUTION,
    RESULT,
    SATISFIED,
    SHARE,
    Idea,
    Meaning,
    meaning,
)
from etl.declare.values import Day, Fault, HalfSteps, UnitRef, Whole, Words, is_empty
from etl.records import KINDS
from etl.reference import resolve
from etl.text import clean, fold

Parts = tuple[str, ...]  # a column's name from top to bottom; more than one where the header takes several rows

NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "order"})
_EXACT = 10  # surer than any number of ideas


class Sense(NamedTuple):
    """A field that a name may mean; `strength`: how much of the field's own the name says, 10 for its exact name."""

    field: str
    strength: int


def accepted_headers() -> frozenset[str]:
    """Return every exact header that some kind accepts, folded, and those of numbering columns."""
    return frozenset(header for kind in KINDS.values() for header in kind.headers()) | NUMBERING


@lru_cache(8192)
def senses(kind: type[Record], parts: Parts) -> tuple[Sense, ...]:
    """Return the fields that a column's name fits best, several where they fit alike; none where it fits no field.

    All rows of a name are read together; one alone only where the others add nothing that could turn its meaning.
    """
    if name := _exact(kind, parts):
        return (Sense(name, _EXACT),)
    if found := _by_ideas(kind, _meaning(parts)):
        return found
    if len(parts) < 2:
        return ()
    if found := _alone(kind, parts[-1], _meaning(parts[:-1])):
        return found
    below = _meaning(parts[1:])
    return _alone(kind, parts[0], below) if all(word & ANYWHERE for word in below.words) else ()


def guesses(kind: type[Record], parts: Parts) -> tuple[Sense, ...]:
    """Return what a name would mean without its words that nobody knows: to be asked about, never taken."""
    said = _meaning(parts)
    return _by_ideas(kind, Meaning(said.words)) if said.unknown and said.words else ()


def is_share(parts: Parts) -> bool:
    """Tell whether a column holds shares of something."""
    return _meaning(parts).says([SHARE])


def is_not_kept(kind: type[Record], parts: Parts) -> bool:
    """Tell whether a column is known to hold what no field of the kind does."""
    said = _meaning(parts)
    if said.unknown:
        return False
    return said.says(OTHER_COUNTS) or any(known.fits(said, _anywhere(kind)) for known in kind.about.not_kept)


def share_of(kind: type[Record], parts: Parts) -> str | None:
    """Return the field of which a column of shares is the share, or None where its name does not tell."""
    said = _meaning(parts)
    counted = _by_ideas(kind, Meaning(frozenset(word for word in said.words if SHARE not in word), said.unknown))
    return counted[0].field if len(counted) == 1 else None


def fits(field: Field, samples: Sequence[str]) -> bool:
    """Tell whether what stands in a column is this field's: half of it, because of cells that are to be mended."""
    said = [text for text in map(clean, samples) if not is_empty(text, field.type)]
    return bool(said) and sum(_parses(field, text) for text in said) * 2 >= len(said)


def _parses(field: Field, text: str) -> bool:
    if isinstance(field.type, UnitRef):
        return bool(resolve(text, None).fitting)
    try:
        field.type.parse(text)
    except Fault as fault:
        # A day that is not in the calendar, a count that is too large: of the right sort, and to be mended.
        return fault.code not in _OF_ANOTHER_SORT
    return True


_OF_ANOTHER_SORT = frozenset(
    {"not_a_day", "not_a_count", "not_half_steps", "not_a_choice", "not_yes_or_no", "unknown_term"}
)


def narrowed(kind: type[Record], found: Iterable[Sense], samples: Sequence[str]) -> tuple[Sense, ...]:
    """Return those of several senses that a column's cells allow.

    What has one sense needs no such proof, unless it is to be a number or day and no cell of several is one.
    """
    several, columns = tuple(found), kind.columns()
    if not several or several[0].strength == _EXACT or not any(samples):
        return several
    if len(several) == 1:
        texts = len(samples) >= _ENOUGH and isinstance(columns[several[0].field].type, _SURE)
        return () if texts and not any(_parses(columns[several[0].field], clean(text)) for text in samples) else several
    # Where a date or a choice can be read, that is what it is.
    if strict := [
        s for s in several if not isinstance(columns[s.field].type, Words) and fits(columns[s.field], samples)
    ]:
        return tuple(strict)
    # Any text is text, if it is no number or date. That a choice cannot be read tells nothing: it may be written otherwise.
    left = [s for s in several if not isinstance(columns[s.field].type, _SURE)]
    return tuple(left) if all(isinstance(columns[s.field].type, Words) for s in left) and left else several


_ENOUGH = 3  # cells; chosen: one or two may all be slips
_SURE = (Whole, HalfSteps, Day)  # what cannot be read as one of these is none


def _exact(kind: type[Record], parts: Parts) -> str | None:
    """Return the field of which this is the exact name, as it stands or without brackets that say nothing."""
    headers = kind.headers()
    whole = " ".join(parts)
    if (name := headers.get(fold(whole))) and not is_share((whole,)):
        return name
    plain = re.sub(r"\([^)]*\)|\*", " ", whole)
    brackets = Meaning(frozenset())
    for inside in re.findall(r"\([^)]*\)", whole):
        brackets |= meaning(inside)
    if all(word & ANYWHERE for word in brackets.words) and (name := headers.get(fold(plain))):
        return name
    if len(parts) < 2:
        return None
    return _in_any_order(kind).get(tuple(sorted(fold(whole).split())))


@cache
def _in_any_order(kind: type[Record]) -> Mapping[Parts, str]:
    """Return the fields by the words of their exact names in any order, where those words mean one field only."""
    fields: dict[Parts, set[str]] = {}
    for header, name in kind.headers().items():
        fields.setdefault(tuple(sorted(header.split())), set()).add(name)
    return {words: next(iter(names)) for words, names in fields.items() if len(names) == 1}


def _meaning(parts: Parts) -> Meaning:
    said = Meaning(frozenset())
    for part in parts:
        said |= meaning(part)
    return said


def _anywhere(kind: type[Record]) -> frozenset[Idea]:
    return ANYWHERE | frozenset(kind.about.ideas)


def _by_ideas(kind: type[Record], said: Meaning) -> tuple[Sense, ...]:
    if said.unknown or not said.words:
        return ()
    best: dict[str, int] = {}
    for field in kind.columns().values():
        anywhere = _anywhere(kind) | ({COUNT} if isinstance(field.type, Whole | HalfSteps) else frozenset())
        strengths = [len(one.needed) for one in field.means if one.fits(said, anywhere)]
        if strengths:
            best[field.name] = max(strengths)
    most = max(best.values(), default=0)
    return tuple(Sense(name, strength) for name, strength in best.items() if strength == most)


# `Kết quả kỳ họp | Số nghị quyết`: says of which columns the group is, and nothing of what is in them.
_INTRODUCING = frozenset({RESULT, CONTENT})


# What these say does not change under another group's name: `Đại biểu | Số nghị quyết`.
_SPECIFIC = frozenset({RESOLUTION, NORMATIVE, PAPERLESS, BROADCAST, SATISFIED, PROMISE, HOST})


def _alone(kind: type[Record], part: str, others: Meaning) -> tuple[Sense, ...]:
    """Return what one row of a name means by itself, where the other rows only say what the table is about."""
    if others.says([SHARE, *OTHER_COUNTS]):
        return ()
    exact = _exact(kind, (part,))
    found = (Sense(exact, _EXACT),) if exact else _by_ideas(kind, meaning(part))
    # `Lãnh đạo | Có mặt`: a name of one idea takes its sense from what stands above it, and that is not known.
    own = [word for word in meaning(part).words if not word & (ANYWHERE | {COUNT})]
    about = _anywhere(kind) | _INTRODUCING
    told = not others.unknown and all(word & about for word in others.words)
    kept = bool(own) and not others.unknown and all(word & _SPECIFIC for word in own)
    return found if told or kept or len(own) > 1 else ()
