"""One table held against the records, step by step: its rows checked, compared, counted, and looked at together."""

import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.errors import ConflictError
from etl.findings import Findings
from etl.loading.between import Between
from etl.loading.check import Checked, Checker
from etl.loading.compare import Compared, Comparer, table_of
from etl.loading.receipt import Receipt
from etl.reading.mapped import MappedTable
from etl.text import Text

BATCH = 500
MOST_SHOWN = 200  # changes kept for the preview; all are counted
_IN_MEMORY = 16 << 20  # bytes of checked rows; more of them wait in a file
_COUNTED_AS = {"repeated": "left_out"}

Progress = Callable[[float], object]


class HeldRows:
    """Checked rows that can be walked again, however many they are: in memory first, then in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (lives as long as this object)
        weakref.finalize(self, self._file.close)

    def through(self, rows: Iterable[Checked]) -> Iterator[Checked]:
        """Yield rows while holding them, batch by batch."""
        waiting = iter(rows)
        while batch := list(islice(waiting, BATCH)):
            pickle.dump([(row.line, row.values, row.refused) for row in batch], self._file, protocol=5)
            yield from batch

    def __iter__(self) -> Iterator[Checked]:
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            for held in pickle.load(self._file):  # noqa: S301 (our own bytes, in a file without a name)
                yield Checked(*held)


class CheckedTable:
    """A table whose rows have been checked by themselves and wait to be compared.

    Reading and checking a large file takes longer than writing it: nobody is to wait for that behind a lock.
    """

    def __init__(self, table: MappedTable, progress: Progress) -> None:
        self.table = table
        self.checker = checker_of(table)
        self.rows = HeldRows()
        rows = self.checker.rows(table.table) if self.checker else iter(())
        for number, _row in enumerate(self.rows.through(rows)):
            if number % BATCH == 0:
                progress(min(table.table.done(), 1.0))


def checker_of(table: MappedTable) -> Checker | None:
    """Return what checks the rows of a table, or None where its kind is not known."""
    if table.mapping is None:
        return None
    return Checker(table.mapping.kind, table.mapping, table.table.header, table.findings, settled=table.settled)


@dataclass
class Steps:
    """The steps of one table. Here they only look: what is new, changed, the same, and what is wrong. Nothing is written.

    `each` is told what becomes of every row.
    """

    connection: Connection
    table: MappedTable
    checker: Checker | None
    rows: Iterable[Checked]
    progress: Progress = lambda _part: None
    each: Callable[[Compared], object] = lambda _row: None
    is_written = False

    def __post_init__(self) -> None:
        mapping, table = self.table.mapping, self.table.table
        kind = mapping.kind.about.name if mapping else None
        self.receipt = Receipt(self.table.file, kind, self.table.findings, table.decisions, sound=self.table.sound)
        self.receipt.header, self.receipt.mapped = table.header, mapping.fields if mapping else []
        self.receipt.samples = table.samples
        self._digest = sha256(self.table.file_hash.encode())

    @property
    def findings(self) -> Findings:
        return self.table.findings

    def run(self, token: str | None = None) -> Receipt:
        """Go through the steps; raises ConflictError where `token` is of a preview that showed something else."""
        if self.checker is None:
            return self.receipt
        if not self.table.sound:
            self._refuse_all()
            return self.receipt
        self.kind = self.checker.kind
        self.begin()
        self.comparer = Comparer(self.connection, self.checker, self.is_empty())
        self.between = Between(self.checker, is_written=self.is_written)
        self._walk()
        self.receipt.sound = self.checker.sound  # what only all rows tell
        self.receipt.token = self._digest.hexdigest()[:16]
        if token not in (None, self.receipt.token):
            raise ConflictError(
                Text(
                    "Tệp hoặc số liệu liên quan đã thay đổi sau khi xem trước. Hãy xem trước lại rồi xác nhận.",
                    "The file or the records it is about have changed since the preview. Preview again, then confirm.",
                )
            )
        self.settle({*self.comparer.conflicts, *self.between.disagreements(self.connection)})
        self._count_aside()
        if self.receipt.count("read") == self.receipt.count("left_out"):  # none, or only totals and the example
            self.findings.add("no_rows")
        self.finish()
        return self.receipt

    def _refuse_all(self) -> None:
        """Take the rows under a header that is not sound, so that one upload shows every fault; none is loaded."""
        for checked in self.rows:
            self.receipt.counts.update(("read", "refused"))
            self.receipt.refused_lines.append(checked.line)
        self._count_aside()

    def _count_aside(self) -> None:
        self.receipt.aside = self.table.table.aside
        left_out = self.table.table.left_out
        self.receipt.counts["left_out"] += left_out
        self.receipt.counts["read"] += left_out

    def _walk(self) -> None:
        continuing: list[Checked] = []
        rows = self._plain(continuing)
        while batch := list(islice(rows, BATCH)):
            self.take(list(self.comparer.batch(batch)))
            self.progress(min(self.table.table.done(), 1.0))
        # What continues an earlier record comes last: its first asking may stand further down in the same file.
        self._find_first_askings(continuing)
        for checked in continuing:
            self.take([self.comparer.continuing(checked)])

    def _plain(self, continuing: list[Checked]) -> Iterator[Checked]:
        for checked in self._held():
            self.receipt.counts["read"] += 1
            if self.comparer.continues(checked):
                continuing.append(checked)
            else:
                yield checked

    def _held(self) -> Iterable[Checked]:
        """Return the rows; where later ones may continue earlier ones that are nowhere stored, they are held."""
        flag = self.kind.about.continues
        if self.is_written or not flag or flag[0] not in self.comparer.checker.given:
            return self.rows
        self._again = HeldRows()
        return self._again.through(self.rows)

    def _find_first_askings(self, continuing: list[Checked]) -> None:
        """Give the comparer the rows of this file that others continue: which they are, is known only after all."""
        if self.is_written or not continuing or not self.receipt.writes:
            return
        comparer, checker = self.comparer, self.comparer.checker
        wanted = {comparer.identity(checker.whole(row.values, row.line)) for row in continuing}
        for checked in self._again:
            if checked.refused or comparer.continues(checked) or not comparer.may_be(checked, wanted):
                continue
            row = checker.whole(checked.values, checked.line)
            if comparer.identity(row) in wanted and comparer.seen.get(row["key"], (0, 0))[0] == checked.line:
                comparer.first_askings[row["key"]] = row

    def take(self, compared: list[Compared]) -> None:
        """Count what becomes of rows and note what later steps need of them."""
        for row in compared:
            self.each(row)
            if "unit" in row.after:
                self.receipt.units.add(str(row.after["unit"]))
            self.receipt.counts[_COUNTED_AS.get(row.outcome, row.outcome)] += 1
            if row.outcome == "refused":
                self.receipt.refused_lines.append(row.line)
            elif row.writes:
                self.note(row)
        self._digest.update("\x1e".join(map(_shown, compared)).encode())

    def note(self, row: Compared) -> None:
        """Keep what is needed of a row that is new or changed."""
        if len(self.receipt.changes) < MOST_SHOWN:
            self.receipt.changes.append(row)
        self.between.note(row)
        if row.after["key"] in self.comparer.first_askings:
            self.comparer.first_askings[row.after["key"]] = row.after

    def begin(self) -> None:
        """Before the first row."""

    def is_empty(self) -> bool:
        """Tell whether nothing is stored of the kind."""
        return self.connection.execute(sa.select(table_of(self.kind).c.key).limit(1)).first() is None

    def settle(self, bad: set[str]) -> None:
        """After the last row: records of which rows contradict each other."""

    def finish(self) -> None:
        """At the end."""
        self.between.warn_of_dangling(self.connection, ())


def _shown(row: Compared) -> str:
    """Return what a preview shows of a row, as text: a confirmation holds while it is the same."""
    was = [row.before[name] for name in row.fields] if row.before else ""
    return f"{row.line}\x1f{row.outcome}\x1f{row.after.get('key')}\x1f{was}"
