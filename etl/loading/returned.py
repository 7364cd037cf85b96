"""What goes back to the sender: the refused rows as a file, or the whole file with its faults marked in place."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from etl.findings import Findings
from etl.reading.columns import HANDED_BACK
from etl.reading.mapped import Reading
from etl.reading.open import OpenedFile
from etl.reading.table import Row
from etl.spreadsheet import escaped
from etl.text import Language, Text, clean

Faults = dict[int, list[tuple[str, str]]]  # by line: the column's header ("" for the row) and the sentence
_KEPT_LAYOUT = 4 * 1024 * 1024  # bytes up to which a workbook keeps its own look; a larger one is written anew
_FILL = "FFF0C98A"


def faults_by_line(findings: Iterable[Findings], language: Language) -> dict[str, Faults]:
    """Return the faults of each sheet ("" for a text file) by line."""
    by_sheet: dict[str, Faults] = {}
    for of_table in findings:
        faults = by_sheet.setdefault(of_table.sheet or "", {})
        for finding in of_table:
            for line in finding.every:
                faults.setdefault(line, []).append((finding.column, finding.text(language)))
    return by_sheet


def sentences(faults: list[tuple[str, str]]) -> str:
    """Return faults of one row as one text."""
    return "; ".join(f"{column}: {words}" if column else words for column, words in faults)


def faulty_rows(
    opened: OpenedFile, reading: Reading, findings: Iterable[Findings], most: int = 200
) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Return for each table its header and the first rows on which something is wrong, as they stand in the file."""
    tables = []
    for mapped, of_table in zip(opened.tables(reading), findings, strict=False):
        lines = {line for finding in of_table if finding.level == "error" for line in finding.every}
        tables.append((mapped.table.header, [row for row in mapped.table.rows if row.line in lines][:most]))
    return tables


def refused_rows(
    opened: OpenedFile,
    reading: Reading,
    findings: Iterable[Findings],
    refused: Iterable[Collection[int]],
    language: Language,
) -> bytes:
    """Return the refused rows as CSV (UTF-8 with its mark), each with its line and what to mend.

    `findings` and `refused` (lines) are those of the file's tables, in their order. The file can be mended and loaded:
    the two columns that are added are known and left out.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    added = [HANDED_BACK[name](language) for name in ("line", "faults")]
    for mapped, of_table, lines in zip(opened.tables(reading), findings, map(set, refused), strict=False):
        faults = faults_by_line([of_table], language)[of_table.sheet or ""]
        header = mapped.table.header
        writer.writerow([*header, *added])
        for row in mapped.table.rows:
            if row.line in lines:
                cells = [*map(escaped, row.cells), *[""] * (len(header) - len(row.cells))]
                writer.writerow([*cells, row.line, sentences(faults.get(row.line, []))])
    return out.getvalue().encode("utf-8-sig")


def marked_name(opened: OpenedFile, language: Language) -> str:
    """Return the name of a file's marked copy."""
    stem = opened.name.rpartition(".")[0] or opened.name
    label = Text("co-loi-danh-dau", "faults-marked")(language)
    return f"{stem}-{label}.{'csv' if opened.is_text else 'xlsx'}"


def marked(opened: OpenedFile, findings: Iterable[Findings], language: Language) -> bytes:
    """Return a file with its faults in place: marked cells, or a last column in a text file.

    A text file comes back in Unicode with its own separator, whatever its encoding was.
    """
    faults = faults_by_line(findings, language)
    if opened.is_text:
        return _marked_text(opened, faults.get("", {}), language)
    content = opened.content
    named = opened.name.lower().endswith(".xlsx")  # an old workbook or a web page may be named so, too
    if isinstance(content, bytes) and named and content.startswith(b"PK") and len(content) <= _KEPT_LAYOUT:
        return _marked_workbook(content, dict(opened.sheets()), faults)
    return _written_anew(opened, faults)


def _marked_text(opened: OpenedFile, faults: Faults, language: Language) -> bytes:
    tables = [mapped.table for mapped in opened.tables()]
    rows = sorted((row for table in tables for row in table.every_row()), key=lambda row: row.line)
    width = max((len(row.cells) for row in rows), default=0)
    headers = {table.header_line for table in tables}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=tables[0].separator)
    for row in rows:
        last = HANDED_BACK["faults"](language) if row.line in headers else sentences(faults.get(row.line, []))
        writer.writerow([*map(escaped, row.cells), *[""] * (width - len(row.cells)), last])
    name = tables[0].encoding.name
    return out.getvalue().encode(name if name.startswith("utf-16") else "utf-8-sig")


def _columns(faults: Faults, rows: Iterable[Row]) -> Iterator[tuple[int, int, str]]:
    """Yield line, column from 0 and sentence of each fault; a fault of a row goes to its first cell."""
    names: dict[str, int] = {}
    for row in rows:
        if row.line in faults:
            for column, words in faults[row.line]:
                yield row.line, names.get(column, 0), words
        else:
            for number, cell in enumerate(row.cells):
                names.setdefault(" ".join(clean(cell).split()), number)


def _marked_workbook(content: bytes, rows: dict[str, Iterable[Row]], faults: dict[str, Faults]) -> bytes:
    """Return the workbook with its own look; the hidden cells of a merged one cannot be marked."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, of_sheet in faults.items():
        if name not in book.sheetnames or name not in rows:
            continue
        for line, column, words in _columns(of_sheet, rows[name]):
            cell = book[name].cell(line, column + 1)
            if isinstance(cell, openpyxl.cell.cell.MergedCell):
                continue
            cell.fill = PatternFill("solid", start_color=_FILL)
            before = f"{cell.comment.text}\n" if cell.comment else ""
            cell.comment = Comment(before + words, "", height=120, width=320)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written_anew(opened: OpenedFile, faults: dict[str, Faults]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    mark = book.add_format({"bg_color": f"#{_FILL[2:]}"})
    for (name, rows), (_name, again) in zip(opened.sheets(), opened.sheets(), strict=True):
        page = book.add_worksheet(name[:31])
        where: dict[tuple[int, int], str] = {}
        for line, column, words in _columns(faults.get(name, {}), again):
            where[line, column] = "\n".join(filter(None, (where.get((line, column)), words)))
        for row in rows:
            for column, text in enumerate(row.cells):
                sentence = where.get((row.line, column))
                if text or sentence:
                    page.write_string(row.line - 1, column, text, mark if sentence else None)
                if sentence:
                    page.write_comment(row.line - 1, column, sentence, {"x_scale": 3, "y_scale": 2})
    book.close()
    return out.getvalue()
