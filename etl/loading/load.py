"""Load tables into the records: read and checked before any lock; compared, written and counted inside one transaction."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import UploadRow, VersionRow, new_upload, now, raise_data_version, writing
from etl.declare.fields import Record
from etl.errors import UnansweredError
from etl.figures import rollup
from etl.loading.compare import Compared, table_of
from etl.loading.receipt import COUNTS, Receipt
from etl.loading.steps import CheckedTable, Progress, Steps
from etl.loading.stored import require_stored
from etl.loading.versions import as_json, put_back
from etl.reading.mapped import MappedTable


class _RolledBack(Exception):
    """Ends a transaction that is to store nothing."""


def load(
    engine: Engine,
    actor: Actor,
    tables: Iterable[MappedTable],
    *,
    accept_good_rows: bool = False,
    tokens: Sequence[str] = (),
    group: int | None = None,
    progress: Progress = lambda _part: None,
) -> list[Receipt]:
    """Load tables in one transaction: all of them, or none where one has an error (`accept_good_rows` loads the rest).

    `tokens`: of the preview that is being confirmed, one a table; ConflictError where it would show something else now.
    `group`: the number that uploads share which are to be undone together.
    """
    waiting = [CheckedTable(table, progress) for table in tables]
    receipts: list[Receipt] = []
    start, hashes = now(), {checked.table.file_hash for checked in waiting}
    try:
        with writing(engine) as connection:
            for number, checked in enumerate(waiting):
                steps = Load(connection, checked.table, checked.checker, checked.rows, actor=actor)
                steps.accept_good_rows, steps.group = accept_good_rows, group
                receipts.append(steps.run(tokens[number] if number < len(tokens) else None))
            refused = any(receipt.findings.errors and not (accept_good_rows and receipt.sound) for receipt in receipts)
            if refused or not any(receipt.writes for receipt in receipts):
                raise _RolledBack
            raise_data_version(connection)
    except _RolledBack:
        for receipt in receipts:
            receipt.upload = None
        return receipts
    except UnansweredError as unanswered:
        require_stored(engine, actor, hashes, start, unanswered)
    for receipt in receipts:
        receipt.stored = True
    return receipts


@dataclass
class Load(Steps):
    """The steps of one table that write: rows, the versions they replace, the measures they touch, the upload itself."""

    actor: Actor = field(kw_only=True)
    accept_good_rows: bool = False
    group: int | None = None
    is_written = True

    def begin(self) -> None:
        self.cells: dict[str, set[int]] = {}
        self._table = table_of(self.kind)
        values = {
            "loaded_at": now(),
            "account": self.actor.account,
            "act": "load",
            "kind": self.kind.about.name,
            "file": self.table.file,
            "file_hash": self.table.file_hash,
            "state": "stored",
            "group_number": self.group,
            **dict.fromkeys(COUNTS, 0),
        }
        self.number = new_upload(self.connection, values)

    def take(self, compared: list[Compared]) -> None:
        super().take(compared)
        self._insert([row for row in compared if row.outcome == "new"])
        self._update([row for row in compared if row.outcome == "changed"])

    def note(self, row: Compared) -> None:
        super().note(row)
        for values in (row.before, row.after):
            if values is not None:
                rollup.touch(self.cells, self.kind, values)

    def _system(self, row: Compared) -> dict[str, Any]:
        return {"upload": self.number, "sheet": self.table.table.sheet, "line": row.line}

    def _insert(self, rows: list[Compared]) -> None:
        if rows:
            self.connection.execute(sa.insert(self._table), [{**row.after, **self._system(row)} for row in rows])

    def _update(self, rows: list[Compared]) -> None:
        if not rows:
            return
        # A row that this very upload wrote before has its version already, or needs none.
        kept = [row for row in rows if row.before and row.before["upload"] != self.number]
        if kept:
            self.connection.execute(sa.insert(VersionRow), [self._version(row) for row in kept])
        names = [column.name for column in self._table.c if column.name != "key"]
        statement = (
            sa.update(self._table)
            .where(self._table.c.key == sa.bindparam("this_key"))
            .values({name: sa.bindparam(f"new_{name}") for name in names})
        )
        for row in rows:
            row.after.update(self._system(row))
        self.connection.execute(
            statement,
            [{"this_key": row.after["key"], **{f"new_{name}": row.after[name] for name in names}} for row in rows],
        )

    def _version(self, row: Compared) -> dict[str, Any]:
        before = row.before or {}
        return {
            "upload": self.number,
            "kind": self.kind.about.name,
            "key": row.after["key"],
            "before": as_json(before),
            "before_upload": before["upload"],
            "withdrawn": False,
        }

    def settle(self, bad: set[str]) -> None:
        """Of rows that contradict each other none is loaded; the ones already written are put back."""
        self._left = bad if self.accept_good_rows else set()
        if not self._left:
            return
        for key, outcome in put_back(self.connection, self.kind, self.number, self._left):
            self.receipt.counts[outcome] -= 1
            self.receipt.counts["refused"] += 1
            self.receipt.changes = [row for row in self.receipt.changes if row.after["key"] != key]

    def refresh(self) -> None:
        """Compute the touched measures anew."""
        rollup.refresh(self.connection, self.cells)

    def finish(self) -> None:
        self.between.warn_of_dangling(self.connection, self._left)
        if self.cells:
            touch_referring(self.connection, self.kind, self.cells, lambda named: named.c.upload == self.number)
        self.refresh()
        decided = json.dumps([list(decision.text) for decision in self.table.table.decisions], ensure_ascii=False)
        counts = {name: self.receipt.count(name) for name in COUNTS}
        this = UploadRow.number == self.number
        self.connection.execute(sa.update(UploadRow).where(this).values(decided=decided, **counts))
        if self.receipt.writes:
            self.receipt.upload = self.number
        else:
            self.connection.execute(sa.delete(UploadRow).where(this))


def touch_referring(
    connection: Connection, kind: type[Record], cells: dict[str, set[int]], of: Callable[[sa.FromClause], Any]
) -> None:
    """Add the cells of records that refer to others: a record changes the figures of those that name it, too.

    `of` gives the condition, on the table of the named records, that tells which of them come, change or go.
    """
    if kind.about.refers is None:
        return
    name, target = kind.about.refers
    this, other = table_of(kind), table_of(kind).alias()
    query = sa.select(this.c.unit, this.c[kind.about.placed_by]).where(
        this.c[name].is_not(None),
        sa.exists().where(other.c.unit == this.c.unit, other.c[target] == this.c[name], of(other)),
    )
    for unit, day in connection.execute(query):
        rollup.touch(cells, kind, {"unit": unit, kind.about.placed_by: day})
