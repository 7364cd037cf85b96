"""What a load would do, without a lock: the load's own steps on session-temporary tables, or only a look.

A preview writes into temporary tables that have the names of the real ones and so stand before them: what it shows is
what the same steps do later, and nobody who loads or drops a file meanwhile waits for it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import MeasureRow, NilReportRow, UploadRow, VersionRow, reading
from etl.declare.fields import Record
from etl.loading.check import Checked, Checker
from etl.loading.compare import Compared, table_of
from etl.loading.impact import figures_of, missing, moved
from etl.loading.load import Load
from etl.loading.receipt import Receipt
from etl.loading.steps import Progress, Steps, checker_of
from etl.periods import Period, quarter_of
from etl.reading.mapped import MappedTable

Tables = Callable[[], Iterable[MappedTable]]  # opens the tables for one more walk
Each = Callable[
    [int, type[Record] | None, Compared], object
]  # told the table's number, its kind, and what becomes of a row


def preview(
    engine: Engine,
    actor: Actor,
    tables: Iterable[MappedTable],
    *,
    with_figures: bool = True,
    each: Each = lambda _number, _kind, _row: None,
    progress: Progress = lambda _part: None,
) -> list[Receipt]:
    """Return what loading these tables would do, each with the token that a load takes as its confirmation."""
    receipts = []
    with reading(engine) as connection:
        scratch = Scratch(connection)
        for number, table in enumerate(tables):
            steps = Preview(connection, table, *_checked(table), progress=progress, actor=actor)
            steps.scratch, steps.with_figures = scratch, with_figures
            steps.each = partial(each, number, table.mapping.kind if table.mapping else None)
            receipts.append(steps.run())
            receipts[-1].upload = None
    return receipts


def check(
    engine: Engine,
    actor: Actor,
    tables: Tables,
    *,
    each: Each = lambda _number, _kind, _row: None,
    progress: Progress = lambda _part: None,
) -> list[Receipt]:
    """Return what loading these tables would find and count, with as little work as that takes: nothing is written."""
    receipts: list[Receipt] = []
    with reading(engine) as connection:
        for number, table in enumerate(tables()):
            kind = table.mapping.kind if table.mapping else None
            if kind is not None and kind.about.name in {receipt.kind for receipt in receipts}:
                # What the earlier table would store counts for this one: only the steps that write know it.
                rest = lambda at, of, row, first=number: each(at, of, row) if at >= first else None  # noqa: E731
                return preview(engine, actor, tables(), with_figures=False, each=rest, progress=progress)
            steps = Steps(connection, table, *_checked(table), progress=progress)
            steps.each = partial(each, number, kind)
            receipts.append(steps.run())
    return receipts


def _checked(table: MappedTable) -> tuple[Checker | None, Iterator[Checked]]:
    checker = checker_of(table)
    return checker, checker.rows(table.table) if checker else iter(())


class Scratch:
    """Temporary tables in the place of the real ones: they hold what is stored of the units that the rows are about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._real = str(connection.dialect.default_schema_name)
        self._made: dict[str, sa.Table] = {}
        self._behind: dict[str, sa.Table] = {}  # the real ones, by their full names
        self._units: set[tuple[str, str]] = set()
        uploads, *others = (cast(sa.Table, row.__table__) for row in (UploadRow, VersionRow, MeasureRow))
        for table in (uploads, *others):
            self._make(table)
        last = sa.select(sa.func.max(self._stored(uploads).c.number)).scalar_subquery()
        self._copy(uploads, lambda stored: stored.c.number == last)

    def put_before(self, kind: type[Record]) -> None:
        """Put a temporary table before a kind's own. Where rows must agree with those of other units, all are in it."""
        table = table_of(kind)
        if table.name not in self._made:
            self._make(table)
            if kind.about.agree is not None:
                self._copy(table, lambda _stored: sa.true())

    def take_in(self, kind: type[Record], unit: str) -> None:
        """Copy what is stored of a unit, once."""
        for table in (table_of(kind), cast(sa.Table, MeasureRow.__table__)):
            if (table.name, unit) in self._units or (table.name == kind.about.name and kind.about.agree is not None):
                continue
            self._units.add((table.name, unit))
            self._copy(table, lambda stored: stored.c.unit == unit)

    def take_in_upload(self, kind: type[Record] | None, number: int) -> None:
        """Copy what is needed to take an upload back: its versions, and what is stored of the units it is about."""
        self._copy(cast(sa.Table, VersionRow.__table__), lambda stored: stored.c.upload == number)
        if kind is None:
            return
        self.put_before(kind)
        stored, versions = self._stored(table_of(kind)), self._stored(cast(sa.Table, VersionRow.__table__))
        kept = sa.select(versions.c.before).where(versions.c.upload == number, versions.c.kind == kind.about.name)
        units = {json.loads(before)["unit"] for before in self._connection.scalars(kept) if before}
        # An undo that brought records back has no earlier rows, and what it brought names the upload it came from.
        there = sa.select(versions.c.key).where(versions.c.upload == number, versions.c.kind == kind.about.name)
        wrote = sa.or_(stored.c.upload == number, stored.c.key.in_(there))
        units |= set(self._connection.scalars(sa.select(stored.c.unit).where(wrote).distinct()))
        for unit in sorted(units):
            self.take_in(kind, unit)

    def take_in_nil_reports(self) -> None:
        """Put a copy of the nil reports before the real ones."""
        table = cast(sa.Table, NilReportRow.__table__)
        self._make(table)
        self._copy(table, lambda _stored: sa.true())

    def is_empty(self, kind: type[Record]) -> bool:
        """Tell whether nothing is stored of a kind."""
        return self._connection.execute(sa.select(self._stored(table_of(kind)).c.key).limit(1)).first() is None

    @contextmanager
    def out_of_the_way(self) -> Iterator[None]:
        """Let the same connection, and so the same state of the database, see the real tables for a while."""
        self._connection.execution_options(schema_translate_map={None: self._real})
        yield
        self._connection.execution_options(schema_translate_map={})

    def _stored(self, table: sa.Table) -> sa.Table:
        if table.name not in self._behind:
            self._behind[table.name] = table.to_metadata(sa.MetaData(), schema=self._real)
        return self._behind[table.name]

    def _make(self, table: sa.Table) -> None:
        made = table.to_metadata(sa.MetaData())
        made._prefixes = ["TEMPORARY"]  # as Table(prefixes=…) would set it
        self._connection.execute(sa.schema.CreateTable(made, include_foreign_key_constraints=[]))
        for index in made.indexes:
            self._connection.execute(sa.schema.CreateIndex(index))
        self._made[table.name] = made

    def _copy(self, table: sa.Table, which: Callable[[sa.Table], Any]) -> None:
        stored = self._stored(table)
        rows = sa.select(stored).where(which(stored))
        self._connection.execute(sa.insert(table).from_select(stored.c.keys(), rows))


class Preview(Load):
    """The steps of a load on temporary tables, and which figures they would move."""

    scratch: Scratch
    with_figures: bool

    def begin(self) -> None:
        self.quarters: set[tuple[str, Period]] = set()
        self.scratch.put_before(self.kind)
        self.rows = self._taken_in(self.rows)
        super().begin()

    def is_empty(self) -> bool:
        return self.scratch.is_empty(self.kind)

    def _taken_in(self, rows: Iterable[Checked]) -> Iterator[Checked]:
        for checked in rows:
            if unit := checked.values.get("unit"):
                self.scratch.take_in(self.kind, unit)
            yield checked

    def take(self, compared: list[Compared]) -> None:
        super().take(compared)
        if self.with_figures:
            own = self.kind.about.placed_by
            self.quarters |= {(row.after["unit"], quarter_of(row.after[own])) for row in compared if row.is_loaded}

    def refresh(self) -> None:
        if not self.with_figures:
            super().refresh()
            return
        with self.scratch.out_of_the_way():
            before = figures_of(self.connection, self.actor, self.cells)
        super().refresh()
        self.receipt.moved = moved(self.connection, self.actor, self.cells, before)
        self.receipt.missing = missing(self.connection, self.kind, self.quarters, self.comparer.seen)
