"""Load a table into the records: one transaction that locks, compares, writes, keeps old versions, refreshes measures.

A preview is the same transaction rolled back, so that what is shown is what will happen.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import UploadRow, VersionRow, data_version, new_upload, now, raise_data_version, writing
from etl.declare.fields import Record
from etl.errors import ConflictError, UnansweredError
from etl.figures import rollup
from etl.figures.query import Figure
from etl.findings import Findings
from etl.loading.check import Checked, Checker
from etl.loading.compare import Compared, Comparer, disagreements, group_of, table_of
from etl.loading.preview import Missing, Moved, figures_now, missing, moved
from etl.loading.stored import require_stored
from etl.loading.versions import as_json, put_back
from etl.periods import Period, quarter_of
from etl.reading.open import MappedTable
from etl.reading.table import Aside, Decision
from etl.text import Text

BATCH = 500
MOST_SHOWN = 200  # changes kept for the preview; all are counted

Progress = Callable[[float], None]


@dataclass
class Receipt:
    """What a load did, or would do. The counts add up: read = new + changed + same + refused + left_out."""

    file: str
    kind: str | None
    findings: Findings
    decisions: list[Decision] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[Compared] = field(default_factory=list)
    refused_lines: list[int] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    header: tuple[str, ...] = ()
    mapped: list[str | None] = field(default_factory=list)  # for each column of the file its field
    upload: int | None = None
    stored: bool = False
    sound: bool = True
    token: str = ""

    def count(self, name: str) -> int:
        return self.counts[name]


COUNTS = ("read", "new", "changed", "same", "refused", "left_out")
_COUNTED_AS = {"repeated": "left_out"}


class _RolledBack(Exception):
    """Ends a transaction whose result was only to be looked at."""


def load(
    engine: Engine,
    actor: Actor,
    sources: Iterable[MappedTable],
    *,
    dry_run: bool = False,
    accept_good_rows: bool = False,
    tokens: Sequence[str] = (),
    with_figures: bool = False,
    progress: Progress = lambda _part: None,
) -> list[Receipt]:
    """Load tables in one transaction: all of them, or none where one has an error (`accept_good_rows` loads the rest).

    `tokens`: of the preview that is being confirmed, one a table; ConflictError where file or records have changed.
    """
    receipts: list[Receipt] = []
    start, hashes = now(), set[str]()
    try:
        with writing(engine) as connection:
            for number, source in enumerate(sources):
                hashes.add(source.file_hash)
                token = tokens[number] if number < len(tokens) else None
                receipts.append(
                    _Load(connection, engine, actor, source, accept_good_rows, with_figures, progress).run(token)
                )
            refused = any(r.findings.errors and not (accept_good_rows and r.sound) for r in receipts)
            if dry_run or refused or not any(r.count("new") + r.count("changed") for r in receipts):
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


def confirm_token(source_hash: str, version: int) -> str:
    """Return the token of a preview: it changes when the file or the records do."""
    return sha256(f"{source_hash} {version}".encode()).hexdigest()[:16]


class _Load:
    """One table on its way into the records, inside a transaction."""

    def __init__(
        self,
        connection: Connection,
        engine: Engine,
        actor: Actor,
        source: MappedTable,
        accept_good_rows: bool,
        with_figures: bool,
        progress: Progress,
    ) -> None:
        self.connection, self.engine, self.actor, self.source = connection, engine, actor, source
        self.accept_good_rows, self.with_figures, self.progress = accept_good_rows, with_figures, progress
        self.cells: dict[str, set[int]] = {}
        self.groups: set[tuple[Any, ...]] = set()
        self.receipt = Receipt(
            source.file,
            source.mapping.kind.about.name if source.mapping else None,
            source.findings,
            source.table.decisions,
            header=source.table.header,
            mapped=source.mapping.fields if source.mapping else [],
        )
        self.quarters: set[tuple[str, Period]] = set()

    def run(self, token: str | None) -> Receipt:
        expected = confirm_token(self.source.file_hash, data_version(self.connection))
        if token is not None and token != expected:
            raise ConflictError(
                Text(
                    "Tệp hoặc số liệu đã thay đổi sau khi xem trước. Hãy xem trước lại rồi xác nhận.",
                    "The file or the records have changed since the preview. Preview again, then confirm.",
                )
            )
        self.receipt.token = expected
        self.receipt.sound = self.source.sound
        if self.source.mapping is None:
            return self.receipt
        self.kind = self.source.mapping.kind
        self.table = table_of(self.kind)
        self.checker = Checker(self.kind, self.source.mapping, self.source.table.header, self.source.findings)
        if not self.source.sound:
            self._look()
            return self.receipt
        self.comparer = Comparer(self.connection, self.checker)
        self.number = self._begin()
        self._rows()
        self._settle_conflicts()
        self._finish()
        return self.receipt

    def _look(self) -> None:
        """Check the rows under a header that is not sound, so that one upload shows every fault; none is loaded."""
        for checked in self.checker.rows(self.source.table):
            self.receipt.counts.update(("read", "refused"))
            self.receipt.refused_lines.append(checked.line)
        self._count_aside()

    def _begin(self) -> int:
        values = {
            "loaded_at": now(),
            "account": self.actor.account,
            "act": "load",
            "kind": self.kind.about.name,
            "file": self.source.file,
            "file_hash": self.source.file_hash,
            "state": "stored",
            **dict.fromkeys(COUNTS, 0),
        }
        return new_upload(self.connection, values)

    def _rows(self) -> None:
        continuing: list[Checked] = []
        rows = self._plain(continuing)
        while batch := list(islice(rows, BATCH)):
            self._write(list(self.comparer.batch(batch)))
            self.progress(min(self.source.table.done(), 1.0))
        # What continues an earlier record comes last: its first asking may stand further down in the same file.
        for checked in continuing:
            self._write([self.comparer.continuing(checked)])

    def _plain(self, continuing: list[Checked]) -> Iterator[Checked]:
        for checked in self.checker.rows(self.source.table):
            self.receipt.counts["read"] += 1
            if self.comparer.continues(checked):
                continuing.append(checked)
            else:
                yield checked

    def _write(self, compared: list[Compared]) -> None:
        for row in compared:
            self.receipt.counts[_COUNTED_AS.get(row.outcome, row.outcome)] += 1
            if self.with_figures and row.outcome in ("new", "changed", "same"):
                self.quarters.add((row.after["unit"], quarter_of(row.after[self.kind.about.placed_by])))
            if row.outcome == "refused":
                self.receipt.refused_lines.append(row.line)
            elif row.outcome in ("new", "changed"):
                self._note(row)
        self._insert([row for row in compared if row.outcome == "new"])
        self._update([row for row in compared if row.outcome == "changed"])

    def _note(self, row: Compared) -> None:
        if len(self.receipt.changes) < MOST_SHOWN:
            self.receipt.changes.append(row)
        for values in (row.before, row.after):
            if values is not None:
                rollup.touch(self.cells, self.kind, values)
        if (group := group_of(self.kind, row.after)) is not None:
            self.groups.add(group)

    def _system(self, row: Compared) -> dict[str, Any]:
        return {"upload": self.number, "sheet": self.source.table.sheet, "line": row.line}

    def _insert(self, rows: list[Compared]) -> None:
        if rows:
            self.connection.execute(sa.insert(self.table), [{**row.after, **self._system(row)} for row in rows])
            for row in rows:
                row.after.update(self._system(row))

    def _update(self, rows: list[Compared]) -> None:
        if not rows:
            return
        # A row that this very upload wrote before has its version already, or needs none.
        kept = [row for row in rows if row.before and row.before["upload"] != self.number]
        if kept:
            self.connection.execute(
                sa.insert(VersionRow),
                [
                    {
                        "upload": self.number,
                        "kind": self.kind.about.name,
                        "key": row.after["key"],
                        "before": as_json(row.before or {}),
                        "before_upload": (row.before or {})["upload"],
                        "withdrawn": False,
                    }
                    for row in kept
                ],
            )
        names = [column.name for column in self.table.c if column.name != "key"]
        statement = (
            sa.update(self.table)
            .where(self.table.c.key == sa.bindparam("this_key"))
            .values({name: sa.bindparam(f"new_{name}") for name in names})
        )
        for row in rows:
            row.after.update(self._system(row))
        self.connection.execute(
            statement,
            [{"this_key": row.after["key"], **{f"new_{name}": row.after[name] for name in names}} for row in rows],
        )

    def _settle_conflicts(self) -> None:
        """Of rows that contradict each other none is loaded; the ones already written are put back."""
        bad = set(self.comparer.conflicts) | set(disagreements(self.connection, self.checker, self.groups))
        if not (bad and self.accept_good_rows):
            return
        for key, outcome in put_back(self.connection, self.kind, self.number, bad):
            self.receipt.counts[outcome] -= 1
            self.receipt.counts["refused"] += 1
            self.receipt.changes = [row for row in self.receipt.changes if row.after["key"] != key]

    def _finish(self) -> None:
        self._count_aside()
        if not self.receipt.count("read"):
            self.source.findings.add("no_rows")
        self._dangling()
        if self.cells:  # before the figures are taken: what refers to these rows moves with them
            touch_referring(self.connection, self.kind, self.cells, lambda named: named.c.upload == self.number)
        before: list[Figure] = figures_now(self.engine, self.actor, self.cells) if self.with_figures else []
        rollup.refresh(self.connection, self.cells)
        if self.with_figures:
            self.receipt.moved = moved(self.connection, self.actor, self.cells, before)
            self.receipt.missing = missing(self.connection, self.kind, self.quarters, self.comparer.seen)
        decided = json.dumps([list(decision.text) for decision in self.source.table.decisions], ensure_ascii=False)
        counts = {name: self.receipt.count(name) for name in COUNTS}
        self.connection.execute(
            sa.update(UploadRow).where(UploadRow.number == self.number).values(decided=decided, **counts)
        )
        if self.receipt.count("new") + self.receipt.count("changed"):
            self.receipt.upload = self.number
        else:
            self.connection.execute(sa.delete(UploadRow).where(UploadRow.number == self.number))

    def _count_aside(self) -> None:
        self.receipt.aside = self.source.table.aside
        aside = self.source.table.left_out
        self.receipt.counts["left_out"] += aside
        self.receipt.counts["read"] += aside

    def _dangling(self) -> None:
        """Warn of references that name no stored record; they enter no figure."""
        if self.kind.about.refers is None:
            return
        name, target = self.kind.about.refers
        this, other = self.table, self.table.alias()
        query = sa.select(this.c.line, this.c[name]).where(
            this.c.upload == self.number,
            this.c[name].is_not(None),
            ~sa.exists().where(other.c.unit == this.c.unit, other.c[target] == this.c[name], other.c.key != this.c.key),
        )
        column = self.kind.columns()[name]
        for line, value in self.connection.execute(query):
            self.source.findings.add(
                "names_nothing",
                line,
                level="warning",
                field=name,
                column=column.text.vi,
                label=column.text,
                value=value,
            )


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
