"""What only all rows of a file together tell: groups that must agree, and references that name no record."""

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.loading.check import Checker
from etl.loading.compare import Compared, TypedRow, table_of

_MOST_PAIRS = 400  # asked for at once


class Between:
    """Gathers what the rows of one table write, as far as a look at all of them needs it.

    `is_written`: the rows are stored as they come; else what refers to a row of the same file is looked up here.
    """

    def __init__(self, checker: Checker, *, is_written: bool) -> None:
        self.checker, self.kind, self._is_written = checker, checker.kind, is_written
        self.groups: dict[tuple[Any, ...], dict[str, tuple[int, TypedRow]]] = {}
        self._references: list[tuple[int, TypedRow]] = []
        self._targets: dict[int, set[int]] = {}  # hash of (unit, code) -> hashes of the keys: a large file has many

    def note(self, row: Compared) -> None:
        """Take in a row that is new or changed."""
        about, after = self.kind.about, row.after
        if about.agree is not None:
            self.groups.setdefault(self._group(after), {})[after["key"]] = (row.line, after)
        if about.refers is not None and about.refers[0] in self.checker.given:
            name, target = about.refers
            if after[name] is not None:
                self._references.append((row.line, {key: after[key] for key in ("unit", "key", name)}))
            if not self._is_written:
                self._targets.setdefault(hash((after["unit"], after[target])), set()).add(hash(after["key"]))

    def _group(self, row: TypedRow) -> tuple[Any, ...]:
        # The key's own parts hold what is not a column, such as the term of a date.
        parts = dict(zip(self.kind.about.natural_key, row["key"].split("|"), strict=False))
        return tuple(row.get(name, parts.get(name)) for name in self.kind.about.agree[0])  # type: ignore[index]

    def disagreements(self, connection: Connection) -> list[str]:
        """Report groups whose rows must agree and do not (a conference's date, host, topic); return the rows' keys."""
        bad: list[str] = []
        for group, own in self.groups.items():
            rows = {row["key"]: row for row in self._stored_group(connection, group)}
            rows |= {key: row for key, (_line, row) in own.items()}
            for name in self.kind.about.agree[1]:  # type: ignore[index]
                column_type = self.kind.columns()[name].type
                values = sorted({column_type.show(row[name], "vi") for row in rows.values() if row[name] is not None})
                if len(values) < 2:
                    continue
                bad += rows
                words = self._words(name, values=" / ".join(values))
                for line, _row in own.values():
                    self.checker.findings.add("rows_disagree", line, **words)
        return bad

    def _words(self, name: str, **words: Any) -> dict[str, Any]:
        """Return what fills a sentence about a field of this kind."""
        label = self.kind.columns()[name].text
        return {"field": name, "column": label.vi, "label": label, "kind": self.kind.about.text.inside(), **words}

    def _stored_group(self, connection: Connection, group: tuple[Any, ...]) -> Iterator[TypedRow]:
        table = table_of(self.kind)
        shared = dict(zip(self.kind.about.agree[0], group, strict=True))  # type: ignore[index]
        plain = [table.c[name] == value for name, value in shared.items() if name in table.c]
        for stored in connection.execute(sa.select(table).where(*plain)).mappings():
            if self._group(row := dict(stored)) == group:
                yield row

    def warn_of_dangling(self, connection: Connection, left: Collection[str]) -> None:
        """Warn of references that name no record, stored or in this file; they enter no figure. `left`: keys not loaded."""
        if self.kind.about.refers is None:
            return
        name, target = self.kind.about.refers
        references = [(line, row) for line, row in self._references if row["key"] not in left]
        gone = set(map(hash, left))
        keys = self._keys_of(connection, {(row["unit"], row[name]) for _line, row in references})
        for line, row in references:
            pair = (row["unit"], row[name])
            others = keys.get(pair, set()) - {row["key"]}
            here = self._targets.get(hash(pair), set()) - {hash(row["key"])} - gone
            if not others and not here:
                words = self._words(name, value=row[name], target=self.kind.columns()[target].text)
                self.checker.findings.add("names_nothing", line, level="warning", **words)

    def _keys_of(self, connection: Connection, pairs: set[tuple[Any, Any]]) -> dict[tuple[Any, Any], set[str]]:
        """Return the keys of the stored records that these pairs of unit and code name."""
        table, keys = table_of(self.kind), dict[tuple[Any, Any], set[str]]()
        target = table.c[self.kind.about.refers[1]]  # type: ignore[index]
        listed = sorted(pairs)
        for start in range(0, len(listed), _MOST_PAIRS):
            query = sa.select(table.c.unit, target, table.c.key).where(
                sa.tuple_(table.c.unit, target).in_(listed[start : start + _MOST_PAIRS])
            )
            for unit, code, key in connection.execute(query):
                keys.setdefault((unit, code), set()).add(key)
        return keys
