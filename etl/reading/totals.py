"""Totals that stand in a file, held against the sums of its own rows: a difference is told, and nothing is loaded."""

import re
from collections.abc import Sequence
from functools import lru_cache

_IN_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
# `12.0` or `12,00`, as spreadsheets write whole numbers. Three zeros behind a dot are thousands: these are tried first.
_WITH_ZEROS = re.compile(r"\d+[.,]0+")
_MOST_COLUMNS = 60  # chosen: forms have fewer; each costs time in every row
_LONGEST = 16  # characters; chosen, longer cells are no counts


def count_of(cell: str) -> int | None:
    """Return the whole number that a cell holds, or None."""
    return _count_of(cell) if len(cell) < _LONGEST else None


@lru_cache(8192)  # counts and dates come again and again
def _count_of(cell: str) -> int | None:
    text = cell.strip()
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 10 else None  # chosen: ten digits are a telephone number or a code
    if _IN_THOUSANDS.fullmatch(text):
        return int(re.sub("[. ]", "", text))
    return int(re.split("[.,]", text)[0]) if _WITH_ZEROS.fullmatch(text) else None


class Totals:
    """Sums of the columns of whole numbers: over all rows so far, and since the last total or group."""

    def __init__(self, width: int) -> None:
        self._all = [0] * min(width, _MOST_COLUMNS)
        self._part = list(self._all)

    def add(self, cells: Sequence[str]) -> None:
        """Add one row of data."""
        both = self._all, self._part
        for number, cell in enumerate(cells[:_MOST_COLUMNS]):
            if "0" <= cell[:1] <= "9" and (value := count_of(cell)) is not None:
                for sums in both:
                    sums[number] += value

    def begin_group(self) -> None:
        """Begin the sums of a part of the table anew."""
        self._part = [0] * len(self._part)

    def differences(self, cells: Sequence[str]) -> list[tuple[int, str, int]]:
        """Return column, what the total says and our sum, for each number that neither whole nor part adds up to."""
        # A total may be of the part since the last one (`Cộng khối quận`) or of all rows (`Tổng cộng`): one must agree. Of
        # a difference the part's sum is told, or the whole one where the part is empty.
        differing = [
            (number, cell.strip(), self._part[number] if self._part[number] else self._all[number])
            for number, cell in enumerate(cells[: len(self._all)])
            if (value := count_of(cell)) is not None and value not in (self._all[number], self._part[number])
        ]
        self.begin_group()
        return differing
