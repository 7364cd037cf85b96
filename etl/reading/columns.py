"""Which kind a file holds and which of its columns is which field; shown to the user, who can correct it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache

from etl.declare.fields import Record
from etl.errors import MisuseError
from etl.findings import Findings
from etl.records import KINDS
from etl.text import Text, fold, joined

_NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "order"})
# Columns that this program itself adds when it hands rows back: their file is read again without a word about them.
HANDED_BACK = {
    "line": Text("Dòng trong tệp đã nạp", "Row in the file loaded"),
    "faults": Text("Lỗi cần sửa", "Faults to mend"),
}
_OWN = frozenset(fold(name) for text in HANDED_BACK.values() for name in text)


def accepted_headers() -> frozenset[str]:
    """Return every header that some kind accepts, folded, and those of numbering columns."""
    return frozenset(header for kind in KINDS.values() for header in kind.headers()) | _NUMBERING


@dataclass
class ColumnMap:
    """For each column of the file the field it holds, or None where it is left out or not recognised."""

    kind: type[Record]
    fields: list[str | None]
    left_out: list[str] = field(default_factory=list)  # headers not loaded: numbering columns and explicit choices


Parts = tuple[str, ...]  # a column's name from top to bottom; more than one where the header takes several rows


@lru_cache(4096)
def _candidates(parts: Parts) -> tuple[str, ...]:
    """Return the forms under which a header may be known: whole, without brackets, and its rows by themselves."""
    header = " ".join(parts)
    plain = re.sub(r"\([^)]*\)|\*", " ", header)
    alone = reversed(parts) if len(parts) > 1 else ()
    return tuple(key for key in dict.fromkeys(map(fold, (header, plain, *alone))) if key)


@cache
def _by_words(kind: type[Record]) -> dict[tuple[str, ...], str]:
    """Return the fields by the words of their headers in any order, where those words mean one field only."""
    fields: dict[tuple[str, ...], set[str]] = {}
    for header, name in kind.headers().items():
        fields.setdefault(tuple(sorted(header.split())), set()).add(name)
    return {words: next(iter(names)) for words, names in fields.items() if len(names) == 1}


def field_of(kind: type[Record], parts: Parts) -> str | None:
    """Return the field that a header names, or None."""
    forms = _candidates(parts)
    if (name := next((kind.headers()[key] for key in forms if key in kind.headers()), None)) or len(parts) < 2:
        return name
    return next(
        (_by_words(kind)[words] for key in forms if (words := tuple(sorted(key.split()))) in _by_words(kind)), None
    )


@lru_cache(8192)
def is_column_name(parts: Parts) -> bool:
    """Tell whether some kind has a column of this name, or it numbers the rows."""
    return _is_numbering(parts[-1]) or any(field_of(kind, parts) for kind in KINDS.values())


def _is_numbering(header: str) -> bool:
    return fold(header) in _NUMBERING or fold(header) in _OWN or header.strip() in ("#", "№")


def recognise(header: Iterable[Parts]) -> type[Record] | None:
    """Return the kind that most of a file's headers belong to, or None where two fit alike or none does."""
    names = [parts for parts in header if any(parts)]
    scores = sorted(
        (
            (
                sum(field_of(kind, name) is not None for name in names)
                - 2 * len(_missing(kind, (field_of(kind, name) for name in names))),
                sum(field_of(kind, name) is not None for name in names),
                key,
            )
            for key, kind in KINDS.items()
        ),
        reverse=True,
    )
    best = scores[0]
    if best[1] == 0 or (len(scores) > 1 and scores[1][:2] == best[:2]):
        return None
    return KINDS[best[2]]


def _missing(kind: type[Record], fields: Iterable[str | None]) -> list[str]:
    given = set(fields)
    return [name for name, column in kind.columns().items() if column.required and name not in given]


def kind_named(name: str) -> type[Record]:
    """Return the kind of a name; raises MisuseError with the known names."""
    if name not in KINDS:
        names = ", ".join(KINDS)
        raise MisuseError(
            Text(f"Không có loại “{name}”. Các loại: {names}.", f"There is no kind “{name}”. Kinds: {names}.")
        )
    return KINDS[name]


def map_columns(
    header: tuple[str, ...],
    kind: type[Record] | None,
    findings: Findings,
    *,
    chosen: Mapping[str, str] | None = None,
    left_out: Iterable[str] = (),
    parts: tuple[Parts, ...] = (),
    blank: frozenset[int] = frozenset(),
) -> ColumnMap | None:
    """Map a header to the fields of a kind (recognised where None); faults go to `findings`.

    `chosen` maps headers to fields by the user's word and `left_out` names headers not to load; both are compared
    folded. `parts` are the names by rows where the header has several, `blank` the columns that hold nothing.
    Returns None where the kind cannot be told.
    """
    rows = parts or tuple((name,) for name in header)
    kind = kind or recognise(rows)
    if kind is None:
        findings.add("unknown_kind", kinds=joined(k.about.text for k in KINDS.values()))
        return None
    words = {fold(name): target for name, target in (chosen or {}).items()}
    skipped = {fold(name) for name in left_out}
    mapping = ColumnMap(kind, [])
    first: dict[str, str] = {}
    for number, name in enumerate(header):
        shown = name.strip() or column_letter(number)
        target = _target(kind, shown, rows[number] or (shown,), words, skipped)
        if target is not None and target in first:
            label = kind.columns()[target].text
            findings.add("duplicate_column", column=shown, field=target, other=first[target], label=label)
            target = None
        elif target is not None:
            first[target] = shown
        elif number in blank:
            pass
        elif fold(shown) in skipped or _is_numbering(shown):
            mapping.left_out.append(shown)
        else:
            findings.add("unknown_column", column=shown, guess=_guess(kind, shown))
        mapping.fields.append(target)
    for name in _missing(kind, mapping.fields):
        column = kind.columns()[name]
        findings.add("missing_column", field=name, label=column.text, example=column.example)
    return mapping


def _target(kind: type[Record], header: str, parts: Parts, chosen: Mapping[str, str], skipped: set[str]) -> str | None:
    key = fold(header)
    if key in skipped:
        return None
    if key not in chosen:
        return None if _is_numbering(header) else field_of(kind, parts)
    if chosen[key] not in kind.columns():
        names = ", ".join(kind.columns())
        raise MisuseError(
            Text(
                f"Không có cột “{chosen[key]}”. Các cột: {names}.",
                f"There is no field “{chosen[key]}”. Fields: {names}.",
            )
        )
    return chosen[key]


def _guess(kind: type[Record], header: str) -> Text:
    close = get_close_matches(fold(header), list(kind.headers()), n=1, cutoff=0.75)
    if not close:
        return Text("", "")
    label = kind.columns()[kind.headers()[close[0]]].text
    return Text(f" Có phải là “{label.vi}”?", f" Is it “{label.en}”?")


def column_letter(number: int) -> str:
    """Return a column's letter as spreadsheets show it, from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
