"""Typed rows against what is stored, by natural key: new, changed (old → new), same, repeated or in conflict."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.declare.fields import Record
from etl.declare.values import Value
from etl.loading.check import Checked, Checker
from etl.reference import unit_as_of

Outcome = Literal["new", "changed", "same", "refused", "repeated"]
TypedRow = dict[str, Value]


@dataclass(slots=True)
class Compared:
    """What a row of the file means for the records. `fields`: the names of the fields that change."""

    line: int
    outcome: Outcome
    after: TypedRow
    before: TypedRow | None = None
    fields: tuple[str, ...] = ()


def table_of(kind: type[Record]) -> sa.Table:
    """Return the kind's table."""
    return kind.__table__  # type: ignore[return-value]


def stored_rows(connection: Connection, kind: type[Record], keys: Iterable[str]) -> dict[str, TypedRow]:
    """Return the stored rows of these keys, by key."""
    table = table_of(kind)
    found = connection.execute(sa.select(table).where(table.c.key.in_(list(keys))))
    return {row.key: dict(row._mapping) for row in found}


@dataclass
class Comparer:
    """Compares the rows of one file. Rows are handed in batches; what a batch changes must be written before the next."""

    connection: Connection
    checker: Checker
    seen: dict[str, int] = field(default_factory=dict)  # key -> line of its first row in this file
    conflicts: dict[str, int] = field(default_factory=dict)  # key -> line, where two rows of the file contradict

    def __post_init__(self) -> None:
        self.kind = self.checker.kind
        self._absent = [name for name in self.kind.columns() if name not in self.checker.given]
        self._compared = [*self.kind.columns(), "derived"]

    def batch(self, rows: list[Checked]) -> Iterator[Compared]:
        """Yield the outcome of each row, in the order given."""
        whole = [None if row.refused else self._whole(row) for row in rows]
        stored = stored_rows(self.connection, self.kind, [row["key"] for row in whole if row])
        for checked, row in zip(rows, whole, strict=True):
            if row is None:
                yield Compared(checked.line, "refused", {})
                continue
            compared = self._compare(checked, row, stored)
            if compared.outcome in ("new", "changed"):
                stored[compared.after["key"]] = compared.after
            yield compared

    def _whole(self, checked: Checked) -> TypedRow | None:
        before = self.checker.findings.errors
        row = self.checker.whole(checked.values, checked.line)
        return row if self.checker.findings.errors == before else None

    def _compare(self, checked: Checked, row: TypedRow, stored: dict[str, TypedRow]) -> Compared:
        before = stored.get(row["key"])
        if before is not None and self._absent:
            row = self.checker.whole(self._merged(before, checked), checked.line)
        if not self.checker.rules(row, checked.line):
            return Compared(checked.line, "refused", row)
        compared = self._outcome(checked.line, row, before)
        first = self.seen.setdefault(row["key"], checked.line)
        if first == checked.line:
            return compared
        self.repeated(self.checker, checked.line, first, same=compared.outcome == "same", row=row)
        if compared.outcome == "same":
            return Compared(checked.line, "repeated", row)
        self.conflicts[row["key"]] = first
        return Compared(checked.line, "refused", row)

    @staticmethod
    def repeated(checker: Checker, line: int, first: int, *, same: bool, row: TypedRow) -> None:
        """Report a row whose record stood in the file before: equal rows count once, different ones are an error."""
        if same:
            checker.findings.add("duplicate_row", line, level="warning", first=first)
        else:
            record = title(checker.kind, row)
            checker.findings.add("conflicting_row", line, first=first, second=line, record=record, value=record)

    def _merged(self, before: TypedRow, checked: Checked) -> TypedRow:
        """A column that the file does not have leaves what is stored; what was derived is derived anew."""
        derived = before["derived"].split()
        absent = [name for name in self._absent if name not in checked.values]
        kept = {name: None if name in derived else before[name] for name in absent}
        return {**checked.values, **kept, "unit_from": checked.values["unit_from"]}

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
            self.checker.findings.add("nothing_to_continue", checked.line, level="warning", value=title(self.kind, row))
            return self._compare(checked, row, stored_rows(self.connection, self.kind, [row["key"]]))
        after = {**before, **{name: checked.values[name] for name in later if name in checked.values}}
        if not self.checker.rules(after, checked.line):
            return Compared(checked.line, "refused", after)
        return self._outcome(checked.line, after, before)

    def _first_asking(self, row: TypedRow, flag: str) -> TypedRow | None:
        table = table_of(self.kind)
        identity = self.kind.about.natural_key[-1]
        query = (
            sa.select(table)
            .where(table.c.unit == row["unit"], table.c[identity] == row[identity], table.c[flag].is_not(True))
            .order_by((table.c.key == row["key"]).desc(), table.c[self.kind.about.placed_by].desc())
        )
        found = self.connection.execute(query).first()
        return dict(found._mapping) if found else None


def title(kind: type[Record], row: TypedRow) -> str:
    """Return words by which a reader knows the record."""
    columns = kind.columns()
    parts = [columns[name].type.show(row[name], "vi") for name in kind.about.title if row.get(name) is not None]
    return ", ".join([unit_as_of(row["unit"], row[kind.about.placed_by]).name, *parts])


def disagreements(connection: Connection, checker: Checker, groups: set[tuple[Any, ...]]) -> list[str]:
    """Report groups whose rows must agree and do not (a conference's date, host, topic); return the rows' keys."""
    rule = checker.kind.about.agree
    if rule is None or not groups:
        return []
    table = table_of(checker.kind)
    by, fields = rule
    plain = [name for name in by if name in table.c]
    bad: list[str] = []
    for group in groups:
        known = dict(zip(by, group, strict=True))
        rows = [
            dict(row._mapping)
            for row in connection.execute(sa.select(table).where(*(table.c[name] == known[name] for name in plain)))
            if group_of(checker.kind, dict(row._mapping)) == group
        ]
        for name in fields:
            column = checker.kind.columns()[name]
            values = sorted({column.type.show(row[name], "vi") for row in rows if row[name] is not None})
            if len(values) > 1:
                bad += [row["key"] for row in rows]
                for row in rows:
                    if row["upload"] == max(other["upload"] for other in rows):
                        checker.findings.add(
                            "rows_disagree",
                            row["line"],
                            field=name,
                            column=column.text.vi,
                            label=column.text,
                            values=" / ".join(values),
                        )
    return bad


def group_of(kind: type[Record], row: TypedRow) -> tuple[Any, ...] | None:
    """Return the group whose rows must agree, to which a row belongs."""
    rule = kind.about.agree
    if rule is None:
        return None
    # The key's own parts hold what is not a column, such as the term of a date.
    parts = dict(zip(kind.about.natural_key, row["key"].split("|"), strict=False))
    return tuple(row.get(name, parts.get(name)) for name in rule[0])
