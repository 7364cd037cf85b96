"""Reads an .ods workbook. It says of every cell what it is, but writes repeated cells and rows once, with a number."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from etl.reading.table import UNCOMPUTED
from etl.reading.workbook.parts import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_LINE,
    Grid,
    Package,
    RefusedError,
    growing,
    local,
    named,
)
from etl.reading.workbook.values import clock_text, iso_text, number_text, percent_text, plain

_DURATION = re.compile(r"PT(\d+)H(\d\d?)M(\d\d?)(?:[.,]\d+)?S")
_GROUPS = ("table-header-rows", "table-row-group", "table-rows")
_COLUMN_GROUPS = ("table-header-columns", "table-column-group", "table-columns")


def read_ods(package: Package) -> Iterator[Grid]:
    """Yield the sheets of a workbook in their order, each finished."""
    manifest = "META-INF/manifest.xml"
    if manifest in package and any(local(item.tag) == "encryption-data" for item in package.tree(manifest).iter()):
        raise RefusedError("workbook_encrypted")
    reader: _TableReader | None = None
    body = None
    for root, complete in growing(package.chunks("content.xml")):
        body = root.find("{*}body/{*}spreadsheet")
        tables = [] if body is None else body.findall("{*}table")
        for table in tables:
            if reader is None or reader.table is not table:
                reader = _TableReader(table, _is_hidden(root, table))
            if complete or table is not body[-1]:  # type: ignore[index]  # a table that has a next one is whole
                yield reader.finish()
                body.remove(table)  # type: ignore[union-attr]
            else:
                reader.take(table, complete=False)
    if body is None:
        raise RefusedError("not_a_workbook", "text")


def _is_hidden(root: Element, table: Element) -> bool:
    name = named(table.attrib, "style-name")
    for style in root.iterfind("{*}automatic-styles/{*}style"):
        if named(style.attrib, "name") == name and named(style.attrib, "family") == "table":
            return any(named(child.attrib, "display") == "false" for child in style)
    return False


class _TableReader:
    """Reads one sheet's rows as they arrive and deletes them from the tree."""

    def __init__(self, table: Element, hidden: bool) -> None:
        self.table = table
        self._grid = Grid(named(table.attrib, "name"), hidden)
        self._line = 1
        self._cells = 0

    def finish(self) -> Grid:
        self._hidden_columns(self.table, 0)
        self.take(self.table, complete=True)
        self._grid.finish()
        return self._grid

    def take(self, parent: Element, complete: bool) -> None:
        ready = parent[:] if complete else parent[:-1]
        for child in ready:
            name = local(child.tag)
            if name == "table-row":
                self._read_row(child)
            elif name in _GROUPS:
                self.take(child, complete=True)
            else:
                continue
            parent.remove(child)

    def _hidden_columns(self, parent: Element, column: int) -> int:
        for child in parent:
            name = local(child.tag)
            if name in _COLUMN_GROUPS:
                column = self._hidden_columns(child, column)
            elif name == "table-column":
                repeated = _repeated(child, "columns", MAX_COLUMN)
                if named(child.attrib, "visibility") in ("collapse", "filter"):
                    self._grid.hidden_columns.append((column, min(column + repeated, MAX_COLUMN) - 1))
                column += repeated
        return column

    def _read_row(self, row: Element) -> None:
        repeated = _repeated(row, "rows", MAX_LINE)
        cells: list[tuple[int, str]] = []
        column = 0
        for cell in row:
            if local(cell.tag) not in ("table-cell", "covered-table-cell"):
                continue
            times = _repeated(cell, "columns", MAX_COLUMN)
            text = self._text(cell, column)
            if text:
                if column + times > MAX_COLUMN:
                    raise RefusedError("workbook_damaged", f"{self._grid.name}: row {self._line} is too wide")
                cells.extend((column + step, text) for step in range(times))
            column += times
        self._put(row, cells, repeated)

    def _put(self, row: Element, cells: list[tuple[int, str]], repeated: int) -> None:
        hidden = named(row.attrib, "visibility") in ("collapse", "filter")
        self._cells += len(cells) * repeated
        if self._cells > MAX_CELLS:
            raise RefusedError("workbook_too_large", self._grid.name)
        if cells:
            if self._line + repeated - 1 > MAX_LINE:
                raise RefusedError("workbook_damaged", f"{self._grid.name}: more than {MAX_LINE} rows")
            for line in range(self._line, self._line + repeated):
                self._grid.put_row(line, cells)
                if hidden:
                    self._grid.hidden_rows.append(line)
        self._line += repeated

    def _text(self, cell: Element, column: int) -> str:
        if not cell.attrib and not len(cell):
            return ""
        facts = {local(key): value for key, value in cell.attrib.items() if "calcext" not in key}
        if "number-rows-spanned" in facts or "number-columns-spanned" in facts:
            down, right = _span(facts, "rows"), _span(facts, "columns")
            self._grid.merge(self._line, column, self._line + down - 1, column + right - 1)
        value_type = facts.get("value-type", "")
        is_error = "error" in cell.attrib.values() and any("calcext" in key for key in cell.attrib)
        if "formula" in facts:
            if not value_type:
                return UNCOMPUTED + facts["formula"].partition("=")[2]
            self._grid.formulas.add((self._line, column))
        if is_error:
            return _paragraphs(cell) or "#ERROR!"
        return _value(value_type, facts, cell)


def _value(value_type: str, facts: dict[str, str], cell: Element) -> str:
    if value_type == "percentage":
        return percent_text(facts.get("value", ""))
    if value_type in ("float", "currency"):
        return number_text(facts.get("value", ""))
    if value_type == "date":
        return iso_text(facts.get("date-value", ""))
    if value_type == "boolean":
        return facts.get("boolean-value", "").upper()
    if value_type == "time" and (match := _DURATION.fullmatch(facts.get("time-value", ""))):
        hours, minutes, seconds = map(int, match.groups())
        return clock_text(hours * 3600 + minutes * 60 + seconds)
    text = facts.get("string-value")
    return plain(text) if text is not None else _paragraphs(cell)


def _paragraphs(cell: Element) -> str:
    return plain("\n".join(_content(child) for child in cell if local(child.tag) == "p"))


def _content(element: Element) -> str:
    """Return the text of a paragraph; comments and the reading beside ruby text are not part of it."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name == "s":
            parts.append(" " * min(int(named(child.attrib, "c") or 1), 1000))
        elif name in ("tab", "line-break"):
            parts.append("\t" if name == "tab" else "\n")
        elif name not in ("annotation", "ruby-text"):
            parts.append(_content(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _repeated(element: Element, what: str, most: int) -> int:
    return _count(named(element.attrib, f"number-{what}-repeated"), most)


def _span(facts: dict[str, str], what: str) -> int:
    return _count(facts.get(f"number-{what}-spanned", ""), MAX_LINE)


def _count(digits: str, most: int) -> int:
    if not digits:
        return 1
    if not (digits.isascii() and digits.isdecimal() and int(digits[:12]) >= 1):
        raise RefusedError("workbook_damaged", f"count {digits[:20]}")
    return min(int(digits[:12]), most)
