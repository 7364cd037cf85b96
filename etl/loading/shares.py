"""Columns of shares that a file has beside its counts: held against them, and never stored."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.declare.fields import Record
from etl.declare.values import Value, Whole, is_rounded
from etl.reading.columns import ColumnMap

_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*%?", re.A)


@dataclass(frozen=True)
class ShareColumn:
    """A column of the share that one count is of another; both are in the file."""

    number: int
    part: str
    whole: str

    def differs(self, cells: Sequence[str], values: Mapping[str, Value]) -> tuple[str, float] | None:
        """Return what a row's share says and what it should say in per cent; None where it holds or cannot be read."""
        text = cells[self.number].strip() if self.number < len(cells) else ""
        part, whole, match = values.get(self.part), values.get(self.whole), _SHARE.fullmatch(text)
        if match is None or not part or not whole:
            return None
        ours = part / whole
        if any(is_rounded(match[1], ours * scale) for scale in (100, 1)):  # per cent, or a fraction (`0,93`)
            return None
        return text, round(ours * 100, 1)


def share_columns(kind: type[Record], mapping: ColumnMap) -> Iterator[ShareColumn]:
    """Yield the columns of shares whose two counts the file has."""
    for number, part in mapping.shares.items():
        declared = kind.columns()[part].type
        whole = declared.out_of if isinstance(declared, Whole) else None
        if whole and {part, whole} <= set(mapping.fields):
            yield ShareColumn(number, part, whole)
