"""Files as they come: opened, read as tables, and mapped to a kind, ready to be checked or loaded."""

import io
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from etl.delimited import Delimited
from etl.errors import MisuseError, UnreadableError
from etl.findings import Findings
from etl.load import Source
from etl.mapping import kind_named, known_headers, map_columns
from etl.regions import find_table
from etl.table import Decision, Table
from etl.text import Text, fold
from etl.workbook import is_workbook, read_workbook

_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


def read_table(name: str, content: bytes | Path, sheet: str | None = None) -> Table:
    """Return the table of a file; raises UnreadableError with a sentence where there is none."""
    stream: BinaryIO = io.BytesIO(content) if isinstance(content, bytes) else _opened(content)
    head = stream.read(16)
    stream.seek(0)
    if name.lower().endswith(_WORKBOOK_ENDINGS) or is_workbook(head):
        return _sheet_table(stream.read(), sheet)
    delimited = Delimited(stream)
    table = find_table(delimited.rows(), known_headers())
    table.decisions[:0] = delimited.decisions
    table.size = delimited.size
    return table


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


def _sheet_table(data: bytes, wanted: str | None) -> Table:
    sheets = [sheet for sheet in read_workbook(data) if any(any(row.cells) for row in sheet.rows)]
    if wanted is not None:
        sheets = [sheet for sheet in sheets if fold(sheet.name) == fold(wanted)]
    if not sheets:
        raise UnreadableError(
            "empty_file", Text("Tệp không có trang tính nào có số liệu.", "The workbook has no sheet with data.")
        )
    known = known_headers()
    tables = [find_table(iter(sheet.rows), known, sheet.name) for sheet in sheets]
    scores = [sum(fold(name) in known for name in table.header) for table in tables]
    best = max(range(len(tables)), key=lambda number: (not sheets[number].hidden, scores[number], -number))
    table = tables[best]
    table.decisions += [Decision("sheet", Text(f"Trang tính “{table.sheet}”.", f"Sheet “{table.sheet}”."))]
    table.decisions += sheets[best].decisions
    others = [sheet.name for number, sheet in enumerate(sheets) if number != best]
    if others:
        listed = ", ".join(f"“{name}”" for name in others)
        table.decisions.append(
            Decision(
                "other_sheets",
                Text(f"Không đọc các trang tính khác: {listed}.", f"Other sheets are not read: {listed}."),
                True,
            )
        )
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


def open_sources(
    name: str,
    content: bytes | Path,
    *,
    kind: str | None = None,
    chosen: Mapping[str, str] | None = None,
    left_out: Iterable[str] = (),
    sheet: str | None = None,
) -> Source:
    """Return a file's table mapped to a kind (recognised where None); what is wrong with the header is in its findings.

    Raises UnreadableError where the file is no table, MisuseError where kind, field or header do not exist.
    """
    table = read_table(name, content, sheet)
    findings = Findings(table.sheet)
    known = {fold(header) for header in table.header}
    for header in [*(chosen or {}), *left_out]:
        if fold(header) not in known:
            raise MisuseError(Text(f"Tệp không có cột “{header}”.", f"The file has no column “{header}”."))
    mapping = map_columns(table.header, kind_named(kind) if kind else None, findings, chosen=chosen, left_out=left_out)
    return Source(name, file_hash(content), table, mapping, findings)
