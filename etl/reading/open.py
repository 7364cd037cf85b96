"""Files as they come: opened once, their tables mapped to kinds as often as somebody wants to walk over them."""

import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import file_digest, sha256
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from etl.errors import MisuseError, UnreadableError
from etl.reading.columns import is_column_name, known_columns, recognise
from etl.reading.contents import HEAD
from etl.reading.delimited import encoding_decision
from etl.reading.encoding import undone
from etl.reading.layout import find_table
from etl.reading.mapped import AS_FOUND, MappedTable, Reading, check_words, fitting, mapped
from etl.reading.table import Decision, KeptRows, Row, Table
from etl.reading.text_tables import LARGE, text_table
from etl.reading.workbook.sheets import is_workbook, read_workbook
from etl.text import Text, fold

_log = logging.getLogger(__name__)
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
_NO_WORKBOOK = Text(
    "Tên tệp là của Excel nhưng bên trong là văn bản; đã đọc như tệp CSV.",
    "The file is named like an Excel file but is text inside; it was read as CSV.",
)

Progress = Callable[[float], object]


@dataclass
class _Sheet:
    """A sheet as read (of a text file: the file); `table` is its first table, `rows` all its rows where it has a name."""

    name: str | None
    hidden: bool
    table: Table
    rows: KeptRows | None = None

    def keep(self, progress: Progress) -> None:
        """Walk over the tables and keep their rows, so that they can be walked again."""
        table: Table | None = self.table
        while table is not None and not isinstance(table.rows, KeptRows):
            table.rows = KeptRows(table.rows, partial(_tell, progress, table.done))
            table = table.following


def _tell(progress: Progress, done: Callable[[], float]) -> None:
    progress(done())


class OpenedFile:
    """A file read once: check, preview, the rows to mend, the marked copy and the refused rows all walk over it.

    Its rows are kept in memory; a large file on disk (the command line's) is opened anew for each walk instead.
    `encoding`: as somebody named it. `hash`: of the bytes. Raises UnreadableError with a sentence where it is no table.
    """

    def __init__(
        self, name: str, content: bytes | Path, encoding: str | None = None, progress: Progress = lambda _part: None
    ) -> None:
        self.name, self.content, self.encoding, self._progress = name, content, encoding, progress
        self._sheets: list[_Sheet] | None = None
        if isinstance(content, bytes) or self.size <= LARGE:
            self._sheets = self._read()
            if self._sheets[:1] and self._sheets[0].name is None:
                self._sheets[0].keep(progress)

    @cached_property
    def hash(self) -> str:
        """Return the SHA-256 of the bytes."""
        stream: Any = self._stream()
        with stream:
            return file_digest(stream, "sha256").hexdigest()

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.content) if isinstance(self.content, bytes) else _size(self.content)

    @property
    def is_text(self) -> bool:
        """Tell whether it is a text file; else it is a workbook."""
        return not self._sheets or self._sheets[0].name is None

    def _stream(self) -> BinaryIO:
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else _stream_of(self.content)

    def _read(self) -> list[_Sheet]:
        _log.info("reading %s", self.name)
        stream = self._stream()
        head = stream.read(HEAD)
        stream.seek(0)
        if is_workbook(head):
            with stream:
                return _sheets_of(stream.read(), self.encoding)
        table = text_table(stream, stream.seek(0, io.SEEK_END), self.encoding)
        if self.name.lower().endswith(
            _WORKBOOK_ENDINGS
        ):  # programs write text under such names, Unicode from Excel, too
            table.decisions.append(Decision("text_named_workbook", _NO_WORKBOOK))
        return [_Sheet(None, False, table)]

    def tables(self, reading: Reading = AS_FOUND) -> Iterator[MappedTable]:
        """Yield the tables mapped to their kinds (recognised where the reading names none), ready for one more walk.

        What is wrong with a header is in its table's findings. A table that follows another in the same rows comes
        once the one before has been walked. Raises UnreadableError where the file is no table, MisuseError where a
        kind, field or header that the reading names does not exist.
        """
        sheets = self._wanted(reading)
        digest = self.hash
        if changes := reading.changes():  # what was mended is another file: a confirmation must not fit the old one
            digest = sha256(f"{digest} {changes}".encode()).hexdigest()
        check_words([table for table, _again in sheets], reading)
        for first, again in sheets:
            table: Table | None = first
            while table is not None:
                made = mapped(self.name, digest, again(table), reading)
                if table is sheets[0][0] and len(sheets) > 1 and not reading.sheets:
                    made.findings.add(
                        "several_sheets", sheets=", ".join(f"“{table.sheet}”" for table, _again in sheets)
                    )
                made.sound = not made.findings.errors
                yield made
                table = table.following

    def _wanted(self, reading: Reading) -> list[tuple[Table, Callable[[Table], Table]]]:
        """Return the first tables of the sheets to read, each with what makes it ready for a walk."""
        if self._sheets is None:
            return [(sheet.table, lambda table: table) for sheet in _chosen(self._read(), reading.sheets)[0]]
        sheets, decision = _chosen(self._sheets, reading.sheets)
        for sheet in sheets:
            sheet.keep(self._progress)
        return [
            (sheet.table, partial(_again, decision=decision if number == 0 else None))
            for number, sheet in enumerate(sheets)
        ]

    def fitting(self, reading: Reading) -> Reading:
        """Return what of a reading that was said of many files is about the headers of this one."""
        return fitting([table for table, _again in self._wanted(reading)], reading)

    def first_table(self, reading: Reading = AS_FOUND) -> Table:
        """Return the first table that is to be read, for one walk."""
        table, again = self._wanted(reading)[0]
        return again(table)

    def sheets(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Yield name and all rows of each sheet of a workbook, those that are not loaded, too."""
        for sheet in self._sheets or []:
            if sheet.name is not None and sheet.rows is not None:
                yield sheet.name, sheet.rows.walk()


def _again(table: Table, decision: Decision | None = None) -> Table:
    """Return a kept table for one more walk."""
    made = replace(table, decisions=[*table.decisions, *([decision] if decision else [])], aside=list(table.aside))
    walked = 0.0

    def progress(part: float) -> None:
        nonlocal walked
        walked = part

    assert isinstance(table.rows, KeptRows)
    made.rows, made.done = table.rows.walk(progress), lambda: walked
    return made


def _size(path: Path) -> int:
    with _stream_of(path) as stream:
        return stream.seek(0, io.SEEK_END)


def _stream_of(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise MisuseError(
            Text(
                f"Không mở được tệp {path.name}: {error.strerror}.",
                f"Cannot open the file {path.name}: {error.strerror}.",
            )
        ) from None


def _sheets_of(data: bytes, encoding: str | None) -> list[_Sheet]:
    """Return the sheets of a workbook that hold something; legacy letters in their cells become Unicode."""
    sheets = [sheet for sheet in read_workbook(data) if any(any(row.cells) for row in sheet.rows)]
    legacy = undone((cell for sheet in sheets for row in sheet.rows for cell in row.cells), encoding)
    made = []
    for sheet in sheets:
        if legacy is not None:
            sheet = replace(sheet, rows=[Row(row.line, tuple(map(legacy[1], row.cells))) for row in sheet.rows])
        table = find_table(iter(sheet.rows), is_column_name, sheet.name, merged=sheet.merged_across())
        table.decisions.insert(0, Decision("sheet", Text(f"Trang tính “{sheet.name}”.", f"Sheet “{sheet.name}”.")))
        table.decisions += sheet.decisions
        if legacy is not None:
            table.encoding = legacy[0]
            table.decisions.append(encoding_decision(legacy[0]))
        made.append(_Sheet(sheet.name, sheet.hidden, table, KeptRows(sheet.rows)))
    return made


def _chosen(sheets: list[_Sheet], wanted: tuple[str, ...]) -> tuple[list[_Sheet], Decision | None]:
    """Return the sheets that are wanted, or with no wish those that look like a kind of record; and what that left out."""
    if wanted:
        named = {fold(sheet.name or "") for sheet in sheets}
        if missing := [name for name in wanted if fold(name) not in named]:
            listed = ", ".join(f"“{sheet.name}”" for sheet in sheets)
            raise UnreadableError(
                "no_such_sheet",
                Text(
                    f"Tệp không có trang tính “{missing[0]}” có số liệu. Các trang tính: {listed}.",
                    f"The workbook has no sheet “{missing[0]}” with data. Its sheets: {listed}.",
                ),
            )
        return [sheet for sheet in sheets if fold(sheet.name or "") in set(map(fold, wanted))], None
    if not sheets:
        raise UnreadableError(
            "empty_file", Text("Tệp không có trang tính nào có số liệu.", "The workbook has no sheet with data.")
        )
    shown = [sheet for sheet in sheets if not sheet.hidden] or sheets
    fitting = [sheet for sheet in shown if _is_record_table(sheet.table)]
    read = fitting or [max(shown, key=lambda sheet: sheet.table.recognised)]
    others = ", ".join(f"“{sheet.name}”" for sheet in sheets if sheet not in read)
    words = Text(f"Không đọc các trang tính khác: {others}.", f"Other sheets are not read: {others}.")
    return read, Decision("other_sheets", words, True) if others else None


def _is_record_table(table: Table) -> bool:
    """Tell whether most of a table's columns are those of one kind of record."""
    kind = recognise(table.parts, table.samples)
    named = sum(map(bool, table.parts))
    return kind is not None and known_columns(kind, table.parts) * 2 > named > 2


def open_tables(name: str, content: bytes | Path, reading: Reading = AS_FOUND) -> Iterator[MappedTable]:
    """Yield the tables of a file that is opened for this one walk."""
    yield from OpenedFile(name, content, reading.encoding).tables(reading)


def open_files(paths: Iterable[Path], reading: Reading = AS_FOUND) -> Iterator[MappedTable]:
    """Yield the tables of several files, one file after the other."""
    return chain.from_iterable(open_tables(path.name, path, reading) for path in paths)
