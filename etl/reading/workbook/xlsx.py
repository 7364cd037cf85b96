"""Reads the parts of an .xlsx workbook, in the usual and in the strict form, cell by cell."""

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from etl.reading.table import UNCOMPUTED
from etl.reading.workbook.parts import MAX_COLUMN, MAX_LINE, Grid, Package, Range, RefusedError, growing, local, named
from etl.reading.workbook.values import BUILT_IN, iso_text, plain, shown_text, type_of_format

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"


def read_xlsx(package: Package) -> Iterator[Grid]:
    """Yield the sheets of a workbook in their order, each finished."""
    book_part = _related(package, "", "officeDocument")
    if book_part is None or not book_part.lower().endswith(".xml"):
        raise RefusedError("not_a_workbook", _instead(package))
    book = package.tree(book_part)
    if local(book.tag) != "workbook":
        raise RefusedError("not_a_workbook", _instead(package))
    settings = {local(child.tag): child.attrib for child in book}
    strings_part, styles_part = (
        _related(package, book_part, relation_type) for relation_type in ("sharedStrings", "styles")
    )
    reader = _SheetReader(
        strings=list(_shared_strings(package, strings_part)) if strings_part else [],
        style_types=_style_types(package.tree(styles_part)) if styles_part else [""],
        base_1904=_is_true(settings.get("workbookPr", {}).get("date1904")),
    )
    relations = _relations(package, book_part)
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        relation_type, target = relations.get(named(sheet.attrib, "id"), ("", ""))
        if "macrosheet" in relation_type.lower():
            raise RefusedError("workbook_has_macros")
        if not relation_type:
            raise RefusedError("workbook_damaged", f"no part for sheet {sheet.get('name', '')[:40]}")
        if relation_type != "worksheet":  # charts and dialogs hold no cells
            continue
        grid = Grid(sheet.get("name", ""), hidden=sheet.get("state", "visible") != "visible")
        grid.uncomputed = _is_true(settings.get("calcPr", {}).get("fullCalcOnLoad"))
        reader.read(package, target, grid)
        yield grid


def _instead(package: Package) -> str:
    """Say what a package is that is no workbook."""
    known = {"xl/workbook.bin": "binary", "word/document.xml": "word", "ppt/presentation.xml": "slides"}
    return next((word for part, word in known.items() if part in package), "zip")


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part points to: id -> (last word of the type, name of the part)."""
    folder, name = posixpath.split(part)
    relations_part = posixpath.join(folder, "_rels", name + ".rels")
    if relations_part not in package:
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in package.tree(relations_part)
        if relation.get("TargetMode") != "External"
    }


def _related(package: Package, part: str, wanted: str) -> str | None:
    return next(
        (target for relation_type, target in _relations(package, part).values() if relation_type == wanted), None
    )


def _shared_strings(package: Package, part: str) -> Iterator[str]:
    for root, complete in growing(package.chunks(part)):
        ready = root[:] if complete else root[:-1]
        for item in ready:
            yield _rich_text(item)
        del root[: len(ready)]


def _rich_text(item: Element) -> str:
    """Join the runs of a text; the phonetic reading beside it is left out."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return _unescaped(item[0].text or "")
    parts = []
    for child in item:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts.extend(run.text or "" for run in child if local(run.tag) == "t")
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Undo the `_x000D_` form of characters; what would become unprintable or half a character stays as written."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: _character(match) or match[0], text)
    return plain(text)


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n\r" else ""


def _style_types(styles: Element) -> list[str]:
    """Return for each cell style whether its numbers are dates, times or shares."""
    custom = {
        format_.get("numFmtId"): type_of_format(format_.get("formatCode", ""))
        for format_ in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    style_types = []
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        identifier = style.get("numFmtId", "0")
        built_in = BUILT_IN.get(int(identifier), "") if identifier.isdecimal() else ""
        style_types.append(custom.get(identifier, built_in))
    return style_types or [""]


def _row_number(row: Element) -> str:
    """Return the row number a row's first cell names, for rows that have none themselves."""
    reference = row[0].get("r", "") if len(row) else ""
    return reference[len(reference.rstrip(_DIGITS)) :]


def _number_of(digits: str) -> int:
    """Return the number of a row or column, from 1."""
    if not (digits.isascii() and digits.isdecimal() and 1 <= int(digits[:9]) <= MAX_LINE):
        raise RefusedError("workbook_damaged", f"row or column {digits[:20]!r}")
    return int(digits[:9])


def _typed(cell_type: str, value: str) -> str:
    """Return the text of a cell that is a truth value, an error, a date or a text of its own."""
    if cell_type == "b":
        return {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}.get(value, value)
    if cell_type == "e":
        return value
    return iso_text(value) if cell_type == "d" else _unescaped(value)


class _SheetReader:
    """Reads worksheets that share one workbook's strings and styles."""

    def __init__(self, strings: list[str], style_types: list[str], base_1904: bool) -> None:
        self._strings, self._base_1904 = strings, base_1904
        self._style_types = {str(number): date_type for number, date_type in enumerate(style_types)}
        self._numbers: dict[tuple[str, str], str] = {}
        self._columns: dict[str, int] = {}
        self._next: dict[int, str] = {}  # column -> letters of the one after it

    def read(self, package: Package, part: str, grid: Grid) -> None:
        line = 0
        document = None
        self._numbers.clear()
        for document, complete in growing(package.chunks(part)):
            self._value_tag = document.tag.rpartition("}")[0] + "}v"  # compared first: most cells hold nothing else
            data = document.find("{*}sheetData")
            if data is None:
                continue
            ready = data[:] if complete else data[:-1]
            for row in ready:
                if local(row.tag) != "row":
                    raise RefusedError("workbook_damaged", f"{grid.name}: {row.tag[:40]} among rows")
                line = self._read_row(row, line, grid)
            del data[: len(ready)]
        if document is None or local(document.tag) != "worksheet" or len(document.findall("{*}sheetData")) > 1:
            raise RefusedError("workbook_damaged", part)
        for cell in document.iterfind("{*}mergeCells/{*}mergeCell"):
            grid.merge(*self._range(cell.get("ref", "")))
        grid.hidden_columns = [
            (_number_of(column.get("min", "")) - 1, min(_number_of(column.get("max", "")), MAX_COLUMN) - 1)
            for column in document.iterfind("{*}cols/{*}col")
            if _is_true(column.get("hidden"))
        ]
        grid.finish()

    def _read_row(self, row: Element, line: int, grid: Grid) -> int:
        """Read one row and return its number; rows and cells without a number follow the one before."""
        digits = row.get("r") or _row_number(row)
        line = _number_of(digits or str(line + 1))
        cells: list[tuple[int, str]] = []
        column, ordered, following = -1, True, self._next.get
        for cell in row[:]:
            reference = cell.get("r")
            if reference is None or reference == following(column, "?") + digits:
                column += 1
            else:
                before, column = column, self._column_of(reference, digits, grid)
                ordered = ordered and column > before
            only = cell[0] if len(cell) == 1 else None
            if only is not None and only.tag == self._value_tag:
                text = self._value(cell, only.text, line, grid)
            else:
                text = self._any_text(cell, line, column, grid)
            if text:
                cells.append((column, text))
        grid.put_row(line, cells if ordered else sorted(cells))
        if row.get("hidden") in ("1", "true"):
            grid.hidden_rows.append(line)
        return line

    def _any_text(self, cell: Element, line: int, column: int, grid: Grid) -> str:
        """Return the text of a cell that holds more than a value, or something else, or nothing."""
        if not len(cell):
            return ""
        value, formula, text = None, None, ""
        for child in cell:
            name = local(child.tag)
            if name == "v":
                value = child.text or ""
            elif name == "f":
                formula = UNCOMPUTED + (child.text or "")
            elif name == "is":
                text = _rich_text(child)
        if formula is not None:
            # A text formula may well give an empty text; any other without a value was never computed.
            if not value and (value is None or cell.get("t") != "str"):
                return formula
            grid.formulas.add((line, column))
        return self._value(cell, value, line, grid) if value else text

    def _value(self, cell: Element, value: str | None, line: int, grid: Grid) -> str:
        if not value:
            return ""
        cell_type = cell.get("t", "n")
        if cell_type == "n":
            style = cell.get("s", "0")
            text = self._numbers.get((value, style))
            return text if text is not None else self._number(value, style, grid)
        return self._shared(value, line, grid) if cell_type == "s" else _typed(cell_type, value)

    def _shared(self, value: str, line: int, grid: Grid) -> str:
        if not (value.isdecimal() and value.isascii() and int(value) < len(self._strings)):
            raise RefusedError("workbook_damaged", f"{grid.name}: row {line}: shared string {value[:20]}")
        return self._strings[int(value)]

    def _number(self, value: str, style: str, grid: Grid) -> str:
        date_type = self._style_types.get(style)
        if date_type is None:
            raise RefusedError("workbook_damaged", f"{grid.name}: style {style[:20]}")
        if self._base_1904 and date_type == "date":
            grid.dates_1904 = True
        text = shown_text(value, date_type, self._base_1904)
        if len(self._numbers) < 100_000:
            self._numbers[value, style] = text
        return text

    def _column_of(self, reference: str, digits: str, grid: Grid) -> int:
        letters = reference.rstrip(_DIGITS)
        if digits and reference != letters + digits:
            raise RefusedError("workbook_damaged", f"{grid.name}: {reference[:20]} in row {digits}")
        number = self._columns.get(letters)
        return self._column(letters) if number is None else number

    def _column(self, letters: str) -> int:
        number = 0
        for letter in letters:
            if not "A" <= letter <= "Z":
                raise RefusedError("workbook_damaged", f"column {letters[:20]}")
            number = number * 26 + ord(letter) - 64
        if not 1 <= number <= MAX_COLUMN:
            raise RefusedError("workbook_damaged", f"column {letters[:20]}")
        self._columns[letters] = number - 1
        self._next[number - 2] = letters
        return number - 1

    def _range(self, reference: str) -> Range:
        start, _, end = reference.replace("$", "").partition(":")
        corners = []
        for corner in (start, end or start):
            letters = corner.rstrip(_DIGITS)
            digits = corner[len(letters) :]
            corners.append((_number_of(digits), self._column(letters)))
        (top, left), (bottom, right) = corners
        return top, left, bottom, right
