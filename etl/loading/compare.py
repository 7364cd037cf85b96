"""Typed rows against what is stored, by natural key: new, changed (old → new), same, repeated or in conflict.

Nothing is written here. What later rows of the same file must know of earlier ones is in `seen` and `InFile`, so that
the outcome is the same whether the rows are written as they come (a load) or never (a check).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.declare.fields import Record
from etl.declare.values import Value
from etl.loading.check import Checked, Checker
from etl.reference import unit_as_of

Outcome = Literal["new", "changed", "same", "refused", "repeated"]
TypedRow = dict[str, Value]
_MOST_KEYS = 500  # asked for at once


@dataclass(slots=True)
class Compared:
    """What a row of the file means for the records. `fields`: the names of the fields that change."""

    line: int
    outcome: Outcome
    after: TypedRow
    before: TypedRow | None = None
    fields: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        return self.outcome in ("new", "changed")

    @property
    def is_loaded(self) -> bool:
        """Tell whether the record is stored as this row says, now or before."""
        return self.outcome in ("new", "changed", "same")


def table_of(kind: type[Record]) -> sa.Table:
    """Return the kind's table."""
    return kind.__table__  # type: ignore[return-value]


def stored_rows(connection: Connection, kind: type[Record], keys: Iterable[str]) -> dict[str, TypedRow]:
    """Return the stored rows of these keys, by key."""
    table, listed = table_of(kind), list(keys)
    stored: dict[str, TypedRow] = {}
    for start in range(0, len(listed), _MOST_KEYS):
        query = sa.select(table).where(table.c.key.in_(listed[start : start + _MOST_KEYS]))
        stored.update((row.key, dict(row._mapping)) for row in connection.execute(query))
    return stored


@dataclass
class Comparer:
    """Compares the rows of one table of a file with what is stored, in batches.

    `first_askings` are rows of this very file that rows which continue an earlier record may mean, by key: a load finds
    them stored and needs none.
    """

    connection: Connection
    checker: Checker
    is_empty: bool = False  # nothing is stored of this kind before the first row
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)  # key -> line of its first row, hash of what it says
    conflicts: dict[str, int] = field(default_factory=dict)  # key -> line, where two rows of the file contradict
    first_askings: dict[str, TypedRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kind = self.checker.kind
        self._absent = [name for name in self.kind.columns() if name not in self.checker.given]
        self._compared = [*self.kind.columns(), "derived"]
        self._says = itemgetter(*self._compared)

    def batch(self, rows: list[Checked]) -> Iterator[Compared]:
        """Yield the outcome of each row, in the order given."""
        whole = [None if row.refused else self._whole(row) for row in rows]
        stored = self._stored([row["key"] for row in whole if row])
        for checked, row in zip(rows, whole, strict=True):
            yield Compared(checked.line, "refused", {}) if row is None else self._compare(checked, row, stored)

    def _stored(self, keys: list[Any]) -> dict[str, TypedRow]:
        # A first load has nothing to be compared with; what it writes itself is in `seen`.
        return {} if self.is_empty else stored_rows(self.connection, self.kind, keys)

    def _whole(self, checked: Checked) -> TypedRow | None:
        before = self.checker.findings.errors
        row = self.checker.whole(checked.values, checked.line)
        return row if self.checker.findings.errors == before else None

    def _compare(self, checked: Checked, row: TypedRow, stored: dict[str, TypedRow]) -> Compared:
        before = stored.get(row["key"])
        if before is not None and self._absent:
            row = self.merged(before, checked)
        if not self.checker.rules(row, checked.line):
            return Compared(checked.line, "refused", row)
        says = hash(self._says(row))
        first, earlier = self.seen.setdefault(row["key"], (checked.line, says))
        if first == checked.line:
            return self._outcome(checked.line, row, before)
        self._repeated(checked.line, first, row, same=earlier == says)
        if earlier == says:
            return Compared(checked.line, "repeated", row)
        self.conflicts[row["key"]] = first
        return Compared(checked.line, "refused", row)

    def _repeated(self, line: int, first: int, row: TypedRow, *, same: bool) -> None:
        """Report a row whose record stood in the file before: equal rows count once, different ones are an error."""
        if same:
            self.checker.findings.add("duplicate_row", line, level="warning", first=first)
        else:
            record = title(self.kind, row)
            self.checker.findings.add("conflicting_row", line, first=first, second=line, record=record, value=record)

    def merged(self, before: TypedRow, checked: Checked) -> TypedRow:
        """Return the whole row: a column that the file does not have leaves what is stored; what was derived is so anew."""
        derived = before["derived"].split()
        absent = [name for name in self._absent if name not in checked.values]
        kept = {name: None if name in derived else before[name] for name in absent}
        values = {**checked.values, **kept, "unit_from": checked.values["unit_from"]}
        return self.checker.whole(values, checked.line)

    def _outcome(self, line: int, row: TypedRow, before: TypedRow | None) -> Compared:
        if before is None:
            return Compared(line, "new", row)
        fields = tuple(name for name in self._compared if before[name] != row[name])
        return Compared(line, "changed" if fields else "same", row, before, fields)

    # --- rows that continue an earlier record --------------------------------------------------------------------

    def continues(self, checked: Checked) -> bool:
        """Tell whether a row updates a record that was first stored by another row (a carried-over question)."""
        rule = self.kind.about.continues
        return bool(rule and not checked.refused and checked.values.get(rule[0]))

    def continuing(self, checked: Checked) -> Compared:
        """Compare a row that continues an earlier record: only the fields that may come later are updated."""
        flag, later = self.kind.about.continues  # type: ignore[misc]
        row = self._whole(checked)
        if row is None:
            return Compared(checked.line, "refused", {})
        before = self._first_asking(row, flag)
        if before is None:
            words: dict[str, Any] = {
                "label": self.kind.columns()[flag].text,
                "kind": self.kind.about.text.inside(),
                "value": title(self.kind, row),
            }
            self.checker.findings.add("nothing_to_continue", checked.line, level="warning", **words)
            return self._compare(checked, row, stored_rows(self.connection, self.kind, [row["key"]]))
        after = {**before, **{name: checked.values[name] for name in later if name in checked.values}}
        if not self.checker.rules(after, checked.line):
            return Compared(checked.line, "refused", after)
        return self._outcome(checked.line, after, before)

    def identity(self, row: TypedRow) -> tuple[Value, Value]:
        """Return what a row that continues a record has in common with its first asking."""
        return row["unit"], row[self.kind.about.natural_key[-1]]

    def may_be(self, checked: Checked, wanted: set[tuple[Value, Value]]) -> bool:
        """Tell whether a row can have one of these identities; one that is derived is known only from the whole row."""
        given = checked.values.get(self.kind.about.natural_key[-1])
        return given is None or (checked.values["unit"], given) in wanted

    def _first_asking(self, row: TypedRow, flag: str) -> TypedRow | None:
        table = table_of(self.kind)
        identity, placed_by = self.kind.about.natural_key[-1], self.kind.about.placed_by
        query = sa.select(table).where(
            table.c.unit == row["unit"], table.c[identity] == row[identity], table.c[flag].is_not(True)
        )
        rows = {stored.key: dict(stored._mapping) for stored in self.connection.execute(query)}
        rows |= {
            key: other
            for key, other in self.first_askings.items()
            if self.identity(other) == self.identity(row) and not other[flag]
        }
        latest = dt.date.max.toordinal
        return min(
            rows.values(),
            key=lambda other: (other["key"] != row["key"], latest() - other[placed_by].toordinal(), other["key"]),
            default=None,
        )


def title(kind: type[Record], row: TypedRow) -> str:
    """Return words by which a reader knows the record."""
    columns = kind.columns()
    parts = [columns[name].type.show(row[name], "vi") for name in kind.about.title if row.get(name) is not None]
    return ", ".join([unit_as_of(row["unit"], row[kind.about.placed_by]).name, *parts])
