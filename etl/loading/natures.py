"""What only the cells of a column together tell: that they are shares, or choices, and not what the column's name says."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from etl.declare.fields import Record, Values
from etl.declare.values import Fault, HalfSteps, OneOf, Value, Whole

_ENDS_OF_SHARES = {0, 1, 100}  # what a share looks like where it is nothing or all
Told = tuple[str, str, str, dict[str, Any]]  # code of the finding, field, a cell, what fills the sentence


class Natures:
    """Looks at the columns of one table while its rows go by. `settled`: fields of which somebody has named the column."""

    def __init__(self, kind: type[Record], given: Collection[str], settled: Collection[str]) -> None:
        self.kind = kind
        self._shares: dict[str, tuple[str, int]] = {}  # field: its first share, and how many were seen
        self._rows = 0
        columns = kind.columns()
        self._choices: dict[str, tuple[str, OneOf, str]] = {
            name: (other, column_type, "")
            for name, other in kind.about.confused
            if name in given
            and name not in settled
            and other not in given
            and isinstance(column_type := columns[other].type, OneOf)
        }

    def share(self, name: str, text: str) -> str:
        """Take in a cell that looks like a share; return the column's first, by which all of them are one finding."""
        first, count = self._shares.get(name, (text, 0))
        self._shares[name] = first, count + 1
        return first

    def see(self, values: Values) -> None:
        """Take in the values of one row."""
        self._rows += 1
        if not self._choices:
            return
        for name, (other, choices, first) in list(self._choices.items()):
            if (text := values.get(name)) is None:
                continue
            if _is_choice(choices, text):
                self._choices[name] = other, choices, first or text
            else:
                del self._choices[name]

    def told(self, plain: Mapping[str, Iterable[Value]]) -> Iterator[Told]:
        """Yield what is wrong with whole columns. `plain` are the different values that were read, by field."""
        columns = self.kind.columns()
        for name, (first, count) in self._shares.items():
            column_type = columns[name].type
            others = set(plain.get(name, ()))
            if isinstance(column_type, Whole | HalfSteps) and (2 * count >= self._rows or others <= _ENDS_OF_SHARES):
                yield "column_of_shares", name, first, {"label": columns[name].text}
        for name, (other, _type, cell) in self._choices.items():
            if cell:
                words = {"label": columns[name].text, "other": columns[other].text, "name": name, "other_name": other}
                yield "means_choice", name, cell, words


def _is_choice(choices: OneOf, text: str) -> bool:
    try:
        choices.parse(text)
    except Fault:
        return False
    return True
