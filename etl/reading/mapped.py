"""Tables mapped to kinds of record, by what was found out and by what somebody has said about the file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from etl.errors import MisuseError
from etl.findings import Findings
from etl.reading.columns import ColumnMap, column_letter, kind_named, map_columns
from etl.reading.table import Aside, Row, Table
from etl.text import Text, fold


@dataclass(frozen=True)
class Reading:
    """What a user has said about how a file is to be read; nothing said means that it is found out.

    `chosen` maps headers to fields, `left_out` names headers not to load, `sheets` those to read. `guess`: what an
    encoding that was only guessed is: refused until somebody has looked, a warning, or accepted. `edits` are cells
    that were mended after reading, by sheet ("" in a text file), line and column from 0; `rows_left_out` are rows that
    are no data by somebody's word, by sheet and line.
    """

    kind: str | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    guess: Literal["refuse", "warn", "accept"] = "refuse"
    edits: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    rows_left_out: frozenset[tuple[str, int]] = frozenset()

    def changes(self) -> str:
        """Return what was changed in the file's rows after reading, as text; empty where nothing was."""
        both = sorted(self.edits.items()), sorted(self.rows_left_out)
        return str(both) if any(both) else ""


AS_FOUND = Reading()
_LEFT_OUT = Text("người nạp cho biết không phải số liệu", "no data, as said by who loads it")


@dataclass
class MappedTable:
    """One table of one file, mapped to a kind, ready to be loaded. A header that is not `sound` lets nothing in.

    `settled` are the fields of which somebody has said which column holds them.
    """

    file: str
    file_hash: str
    table: Table
    mapping: ColumnMap | None
    findings: Findings
    sound: bool = True
    settled: frozenset[str] = frozenset()


def mapped(name: str, digest: str, table: Table, reading: Reading) -> MappedTable:
    """Return a table with its columns mapped and its cells mended as the reading says; faults are in its findings."""
    if lines := {line for sheet, line in reading.rows_left_out if sheet == (table.sheet or "")}:
        table.rows = _without(table.rows, table, lines)
    if reading.edits:
        table.rows = _mended(table.rows, table, reading.edits)
    findings = Findings(table.sheet)
    if table.sheet is not None:
        findings.letters = {name.strip() or column_letter(n): column_letter(n) for n, name in enumerate(table.header)}
    guessed = table.encoding
    if guessed is not None and guessed.guessed and reading.encoding is None and reading.guess != "accept":
        words = {"name": guessed.label, "before": guessed.before, "after": guessed.after}
        findings.add("guessed_encoding", level="error" if reading.guess == "refuse" else "warning", **words)
    mapping = map_columns(
        table.header,
        kind_named(reading.kind) if reading.kind else None,
        findings,
        chosen=reading.chosen,
        left_out=reading.left_out,
        parts=table.parts,
        blank=table.blank,
        samples=table.samples,
    )
    return MappedTable(name, digest, table, mapping, findings, settled=frozenset(reading.chosen.values()))


def _without(rows: Iterable[Row], table: Table, lines: set[int]) -> Iterator[Row]:
    """Yield the rows without those that are no data by somebody's word; these are told beside the reader's own."""
    for row in rows:
        if row.line in lines:
            table.aside.append(Aside(row, "left_out", _LEFT_OUT))
        else:
            yield row


def _mended(rows: Iterable[Row], table: Table, edits: Mapping[tuple[str, int, int], str]) -> Iterator[Row]:
    """Yield the rows with the cells that were mended; a row that did not fit does, once all its cells are given."""
    by_line: dict[int, dict[int, str]] = {}
    for (sheet, line, column), text in edits.items():
        if sheet == (table.sheet or ""):
            by_line.setdefault(line, {})[column] = text
    width = len(table.header)
    for row in rows:
        mended = by_line.get(row.line)
        if mended is None:
            yield row
            continue
        cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
        changed = tuple(mended.get(number, cell) for number, cell in enumerate(cells))
        yield Row(row.line, changed, None if len(mended) >= width else row.why)


def check_words(tables: list[Table], reading: Reading) -> None:
    """Raise MisuseError where the reading names a header that no table has."""
    headers = _headers(tables)
    for header in [*reading.chosen, *reading.left_out]:
        if fold(header) not in headers:
            raise MisuseError(Text(f"Tệp không có cột “{header}”.", f"The file has no column “{header}”."))


def fitting(tables: list[Table], reading: Reading) -> Reading:
    """Return what of a reading is about these tables, where it was said of many files at once."""
    headers = _headers(tables)
    chosen = {header: name for header, name in reading.chosen.items() if fold(header) in headers}
    return replace(
        reading, chosen=chosen, left_out=tuple(header for header in reading.left_out if fold(header) in headers)
    )


def _headers(tables: list[Table]) -> set[str]:
    headers = {fold(name) for table in tables for name in table.header}
    return headers | {fold(column_letter(number)) for table in tables for number in range(len(table.header))}
