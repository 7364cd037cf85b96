"""Files as they come: opened, read as tables, and mapped to a kind, ready to be checked or loaded."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from etl.errors import MisuseError, UnreadableError
from etl.findings import Findings
from etl.reading.columns import ColumnMap, column_letter, field_of, is_known, kind_named, map_columns, recognise
from etl.reading.delimited import told
from etl.reading.encoding import undone
from etl.reading.layout import find_table
from etl.reading.table import Decision, Row, Table
from etl.reading.text_tables import text_table
from etl.reading.workbook.sheets import Sheet, is_workbook, read_workbook
from etl.text import Text, fold

_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Reading:
    """What a user has said about how a file is to be read; nothing said means that it is found out.

    `chosen` maps headers to fields, `left_out` names headers not to load, `sheets` those to read. `guess`: what an
    encoding that was only guessed is: refused until somebody has looked, a warning, or accepted. `edits` are cells
    that were mended after reading, by sheet ("" in a text file), line and column from 0.
    """

    kind: str | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    guess: Literal["refuse", "warn", "accept"] = "refuse"
    edits: Mapping[tuple[str, int, int], str] = field(default_factory=dict)


AS_FOUND = Reading()


@dataclass
class MappedTable:
    """One table of one file, mapped to a kind, ready to be loaded. A header that is not `sound` lets nothing in."""

    file: str
    file_hash: str
    table: Table
    mapping: ColumnMap | None
    findings: Findings
    sound: bool = True


def read_tables(name: str, content: bytes | Path, reading: Reading = AS_FOUND) -> list[Table]:
    """Return the tables of a file that are to be read; what follows a table in its rows is its `following`.

    Raises UnreadableError with a sentence where there is none.
    """
    stream: BinaryIO = io.BytesIO(content) if isinstance(content, bytes) else _opened(content)
    head = stream.read(16)
    stream.seek(0)
    if is_workbook(head) or (name.lower().endswith(_WORKBOOK_ENDINGS) and not head.isascii()):
        return _sheet_tables(stream.read(), reading)
    return [text_table(stream, stream.seek(0, io.SEEK_END), reading.encoding)]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise MisuseError(
            Text(
                f"Không mở được tệp {path.name}: {error.strerror}.",
                f"Cannot open the file {path.name}: {error.strerror}.",
            )
        ) from None


def _sheet_tables(data: bytes, reading: Reading) -> list[Table]:
    """Return the tables of the sheets that are wanted; with no wish, of those that look like a kind of record."""
    sheets = [sheet for sheet in read_workbook(data) if any(any(row.cells) for row in sheet.rows)]
    found = undone((cell for sheet in sheets for row in sheet.rows for cell in row.cells), reading.encoding)
    if found is not None:
        sheets = [
            replace(sheet, rows=[Row(row.line, tuple(map(found[1], row.cells))) for row in sheet.rows])
            for sheet in sheets
        ]
    tables = _chosen_tables(sheets, reading.sheets)
    if found is not None:
        for table in tables:
            table.encoding = found[0]
            table.decisions.append(told(found[0]))
    return tables


def _chosen_tables(sheets: list[Sheet], wanted: tuple[str, ...]) -> list[Table]:
    if wanted:
        missing = [name for name in wanted if fold(name) not in {fold(sheet.name) for sheet in sheets}]
        if missing:
            listed = ", ".join(f"“{sheet.name}”" for sheet in sheets)
            raise UnreadableError(
                "no_such_sheet",
                Text(
                    f"Tệp không có trang tính “{missing[0]}” có số liệu. Các trang tính: {listed}.",
                    f"The workbook has no sheet “{missing[0]}” with data. Its sheets: {listed}.",
                ),
            )
        return [_sheet_table(sheet) for sheet in sheets if fold(sheet.name) in set(map(fold, wanted))]
    if not sheets:
        raise UnreadableError(
            "empty_file", Text("Tệp không có trang tính nào có số liệu.", "The workbook has no sheet with data.")
        )
    tables = [(sheet, _sheet_table(sheet)) for sheet in sheets]
    shown = [pair for pair in tables if not pair[0].hidden] or tables
    fitting = [pair for pair in shown if _is_record_table(pair[1])]
    read = [table for _sheet, table in fitting] or [max(shown, key=lambda pair: pair[1].known)[1]]
    others = [sheet.name for sheet, table in tables if table not in read]
    if others:
        listed = ", ".join(f"“{name}”" for name in others)
        words = Text(f"Không đọc các trang tính khác: {listed}.", f"Other sheets are not read: {listed}.")
        read[0].decisions.append(Decision("other_sheets", words, True))
    return read


def _is_record_table(table: Table) -> bool:
    """Tell whether most of a table's columns are those of one kind of record."""
    kind = recognise(table.parts)
    names = [parts for parts in table.parts if parts]
    return kind is not None and sum(field_of(kind, parts) is not None for parts in names) * 2 > len(names) > 2


def _sheet_table(sheet: Sheet) -> Table:
    table = find_table(iter(sheet.rows), is_known, sheet.name)
    table.decisions.insert(0, Decision("sheet", Text(f"Trang tính “{sheet.name}”.", f"Sheet “{sheet.name}”.")))
    table.decisions += sheet.decisions
    return table


def file_hash(content: bytes | Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    if isinstance(content, bytes):
        return sha256(content).hexdigest()
    digest = sha256()
    with _opened(content) as stream:
        while chunk := stream.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def open_sources(name: str, content: bytes | Path, reading: Reading = AS_FOUND) -> Iterator[MappedTable]:
    """Yield a file's tables mapped to their kinds (recognised where the reading names none).

    What is wrong with a header is in its source's findings. A table that follows another in the same rows comes once
    the one before has been walked. Raises UnreadableError where the file is no table, MisuseError where a kind, field
    or header that the reading names does not exist.
    """
    tables = read_tables(name, content, reading)
    digest = file_hash(content)
    if reading.edits:  # what was mended is another file: a confirmation must not fit the old one
        digest = sha256(f"{digest} {sorted(reading.edits.items())}".encode()).hexdigest()
    _check_words(tables, reading)
    for number, first in enumerate(tables):
        table: Table | None = first
        while table is not None:
            source = _source(name, digest, table, reading)
            if number == 0 and table is first and len(tables) > 1 and not reading.sheets:
                sheets = ", ".join(f"“{table.sheet}”" for table in tables)
                source.findings.add("several_sheets", sheets=sheets)
            source.sound = not source.findings.errors
            yield source
            table = table.following


def _source(name: str, digest: str, table: Table, reading: Reading) -> MappedTable:
    if reading.edits:
        table.rows = _mended(table.rows, table, reading.edits)
    findings = Findings(table.sheet)
    if table.sheet is not None:
        findings.letters = {one.strip() or column_letter(n): column_letter(n) for n, one in enumerate(table.header)}
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
    )
    return MappedTable(name, digest, table, mapping, findings)


def _mended(rows: Iterator[Row], table: Table, edits: Mapping[tuple[str, int, int], str]) -> Iterator[Row]:
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


def _check_words(tables: list[Table], reading: Reading) -> None:
    known = {fold(name) for table in tables for name in table.header}
    known |= {fold(column_letter(number)) for table in tables for number in range(len(table.header))}
    for header in [*reading.chosen, *reading.left_out]:
        if fold(header) not in known:
            raise MisuseError(Text(f"Tệp không có cột “{header}”.", f"The file has no column “{header}”."))


def open_files(paths: Iterable[Path], reading: Reading = AS_FOUND) -> Iterator[MappedTable]:
    """Yield the tables of several files, one file after the other."""
    return chain.from_iterable(open_sources(path.name, path, reading) for path in paths)
