"""Which kind a file holds and which of its columns is which field; shown to the user, who can correct it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from etl.declare.fields import Record
from etl.errors import MisuseError
from etl.findings import Findings
from etl.reading.senses import NUMBERING, Parts, Sense, guesses, is_not_kept, is_share, narrowed, senses, share_of
from etl.records import KINDS
from etl.text import Text, fold, joined

# Columns that this program itself adds when it hands rows back: their file is read again without a word about them.
HANDED_BACK = {
    "line": Text("Dòng trong tệp đã nạp", "Row in the file loaded"),
    "faults": Text("Lỗi cần sửa", "Faults to mend"),
}
_OWN = frozenset(fold(name) for text in HANDED_BACK.values() for name in text)


@dataclass
class ColumnMap:
    """For each column of the file the field it holds, or None where it is left out or not recognised."""

    kind: type[Record]
    fields: list[str | None]
    left_out: list[str] = field(default_factory=list)  # headers not loaded: numbering, known others, explicit choices
    shares: dict[int, str] = field(
        default_factory=dict
    )  # columns of shares, by number, and the count each is a share of


@lru_cache(8192)
def is_column_name(parts: Parts) -> bool:
    """Tell whether some kind has a column of this name, or it numbers the rows."""
    return _is_numbering(parts[-1]) or any(senses(kind, parts) for kind in KINDS.values())


def _is_numbering(header: str) -> bool:
    return fold(header) in NUMBERING or fold(header) in _OWN or header.strip() in ("#", "№")


def recognise(header: Iterable[Parts], samples: Sequence[Sequence[str]] = ()) -> type[Record] | None:
    """Return the kind that most of a file's columns belong to, or None where two fit alike or none does."""
    names = [parts if not parts or not _is_numbering(parts[-1]) else () for parts in header]
    scores = []
    for key, kind in KINDS.items():
        fields = {found[0].field for found in _assigned(kind, names, samples) if len(found) == 1}
        # One column may be any kind's (`Date`): what a kind cannot do without counts more than what it has beside that.
        scores.append((len(fields) - 2 * len(_missing(kind, fields)), len(fields), key))
    scores.sort(reverse=True)
    best = scores[0]
    if best[1] == 0 or (len(scores) > 1 and scores[1][:2] == best[:2]):
        return None
    return KINDS[best[2]]


def known_columns(kind: type[Record], header: Sequence[Parts]) -> int:
    """Count the columns of which the kind has the field."""
    return sum(len(found) == 1 for found in _assigned(kind, header, ()))


def _assigned(
    kind: type[Record], header: Sequence[Parts], samples: Sequence[Sequence[str]], taken: Iterable[str] = ()
) -> list[tuple[Sense, ...]]:
    """Return for each column the fields that it may be: one where it is told, several where somebody must say.

    A field that another column surely is leaves the choice of those that could be it, too.
    """
    found = [senses(kind, parts) if parts else () for parts in header]
    if samples:
        found = [narrowed(kind, one, cells) for one, cells in zip(found, samples, strict=True)]
    while True:
        sure = {one[0].field for one in found if len(one) == 1} | set(taken)
        fewer = [tuple(s for s in one if s.field not in sure) if len(one) > 1 else one for one in found]
        if fewer == found:
            return found
        found = fewer


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
    samples: Sequence[Sequence[str]] = (),
) -> ColumnMap | None:
    """Map a header to the fields of a kind (recognised where None); faults go to `findings`.

    `chosen` maps headers to fields by the user's word and `left_out` names headers not to load; both are compared
    folded. `parts` are the names by rows where the header has several, `blank` the columns that hold nothing, `samples`
    some cells of each column. Returns None where the kind cannot be told.
    """
    rows = parts or tuple((name,) for name in header)
    kind = kind or recognise(rows, samples)
    if kind is None:
        findings.add("unknown_kind", kinds=joined(k.about.text for k in KINDS.values()))
        return None
    said = _Said(kind, {fold(name): target for name, target in (chosen or {}).items()}, {fold(n) for n in left_out})
    shown = [name.strip() or column_letter(number) for number, name in enumerate(header)]
    own = [
        () if said.settles(name) or _is_numbering(name) else row or (name,)
        for name, row in zip(shown, rows, strict=True)
    ]
    found = _assigned(kind, own, samples, said.chosen.values())
    mapping = ColumnMap(kind, [])
    first: dict[str, str] = {}
    for number, name in enumerate(shown):
        target = said.field(name) or (found[number][0].field if len(found[number]) == 1 else None)
        if target is not None and target in first:
            label = kind.columns()[target].text
            findings.add("duplicate_column", column=name, field=target, other=first[target], label=label)
            target = None
        elif target is not None:
            first[target] = name
        elif number not in blank:
            _without_field(mapping, name, own[number], found[number], findings)
            if own[number] and is_share(own[number]) and (part := share_of(kind, own[number])):
                mapping.shares[number] = part
        mapping.fields.append(target)
    for name in _missing(kind, mapping.fields):
        column = kind.columns()[name]
        findings.add("missing_column", field=name, label=column.text, example=column.example)
    return mapping


@dataclass(frozen=True)
class _Said:
    """What the user has said about columns, by their folded headers."""

    kind: type[Record]
    chosen: Mapping[str, str]
    left_out: set[str]

    def settles(self, header: str) -> bool:
        return fold(header) in self.left_out or fold(header) in self.chosen

    def field(self, header: str) -> str | None:
        key = fold(header)
        if key in self.left_out or key not in self.chosen:
            return None
        if self.chosen[key] not in self.kind.columns():
            names = ", ".join(self.kind.columns())
            raise MisuseError(
                Text(
                    f"Không có cột “{self.chosen[key]}”. Các cột: {names}.",
                    f"There is no field “{self.chosen[key]}”. Fields: {names}.",
                )
            )
        return self.chosen[key]


def _without_field(mapping: ColumnMap, header: str, parts: Parts, found: tuple[Sense, ...], findings: Findings) -> None:
    """Say why a column is not loaded: nothing of a file is dropped in silence."""
    kind = mapping.kind
    if not parts:
        mapping.left_out.append(header)
    elif found:
        labels = joined((_named(kind, one.field) for one in found), " / ")
        findings.add("ambiguous_column", column=header, labels=labels, first=found[0].field)
    elif is_share(parts) or is_not_kept(kind, parts):
        code = "share_left_out" if is_share(parts) else "column_left_out"
        findings.add(code, level="warning", column=header, kind=kind.about.text.inside())
        mapping.left_out.append(header)
    else:
        findings.add("unknown_column", column=header, guess=_guess(kind, header, parts))


def _named(kind: type[Record], name: str) -> Text:
    label = kind.columns()[name].text
    return Text(f"“{label.vi}” ({name})", f"“{label.en}” ({name})")


def _guess(kind: type[Record], header: str, parts: Parts) -> Text:
    likely = [one.field for one in guesses(kind, parts)][:2]
    if not likely:
        close = get_close_matches(fold(header), list(kind.headers()), n=1, cutoff=0.75)
        likely = [kind.headers()[key] for key in close]
    if not likely:
        return Text("", "")
    labels = [kind.columns()[name].text for name in likely]
    vi, en = "” hay “".join(label.vi for label in labels), "” or “".join(label.en for label in labels)
    return Text(f" Có phải là “{vi}”?", f" Is it “{en}”?")


def column_letter(number: int) -> str:
    """Return a column's letter as spreadsheets show it, from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
