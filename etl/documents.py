"""Templates and the data dictionary, made from the declarations."""

import csv
import io
from collections.abc import Mapping
from typing import Any, Literal

from etl.declare import examples
from etl.declare.fields import Field, Record
from etl.declare.values import OneOf, UnitRef, YesNo
from etl.metrics import METRICS
from etl.periods import today
from etl.reading.columns import column_letter
from etl.records import KINDS
from etl.reference import UNITS
from etl.text import Language, Text, vietnamese_order

Format = Literal["csv", "xlsx"]
_ROWS_WITH_LISTS = 2_000
_REQUIRED = " *"  # behind the name of a column that must be filled; the reader takes it off

_LISTS = Text("Danh mục", "Lists")
_HELP = Text("Hướng dẫn", "Help")


def template(kind: type[Record], language: Language, form: Format) -> bytes:
    """Return a table with the kind's headers and one row that shows how it is filled in, known when it comes back.

    As a workbook with lists to choose from and a sheet that explains every column.
    """
    if form == "csv":
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(_headers(kind, language))
        writer.writerow(example_row(kind, language))
        return text.getvalue().encode("utf-8-sig")
    return _workbook(kind, language)


def example_row(kind: type[Record], language: Language) -> list[str]:
    """Return the cells of the row that shows how a table of a kind is filled in; its note says that it is an example."""
    columns = kind.columns()
    shown = {name: examples.shown(column, language) for name, column in columns.items()}
    return [*(shown | {examples.MARKED: examples.MARK(language)}).values()]


def _headers(kind: type[Record], language: Language) -> list[str]:
    return [column.text(language) + (_REQUIRED if column.required else "") for column in kind.columns().values()]


def _workbook(kind: type[Record], language: Language) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as book:
        look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#c9d2dc"}
        head = {
            required: book.add_format({**look, "bg_color": "#dfe8f2" if required else "#f2f4f6"})
            for required in (True, False)
        }
        sheet = book.add_worksheet(kind.about.text(language)[:31])
        _help_sheet(book, kind, language, head[True])
        lists = _lists_sheet(book, kind, language)
        _table_sheet(book, sheet, kind, language, head, lists)
    return data.getvalue()


def _table_sheet(
    book: Any, sheet: Any, kind: type[Record], language: Language, head: Mapping[bool, Any], lists: Mapping[str, str]
) -> None:
    text = book.add_format({"num_format": "@"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#5b6b7b", "bg_color": "#fff6dd"})
    headers, cells = _headers(kind, language), example_row(kind, language)
    for number, (name, column) in enumerate(kind.columns().items()):
        sheet.write_string(0, number, headers[number], head[column.required])
        # Text cells keep codes and dates as they are typed; otherwise Excel turns 05/03 into a day of its own.
        sheet.set_column(number, number, max(12, len(headers[number]) + 2, min(len(cells[number]) + 2, 32)), text)
        if cells[number]:
            sheet.write_string(1, number, cells[number], example)
        else:
            sheet.write_blank(1, number, None, example)
        if name in lists:
            # A warning only: records of past years name units that are not in the list of today's.
            rule = {"validate": "list", "source": lists[name], "error_type": "warning"}
            sheet.data_validation(1, number, _ROWS_WITH_LISTS, number, rule)
    sheet.freeze_panes(1, 0)


def _help_sheet(book: Any, kind: type[Record], language: Language, head: Any) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_HELP(language))
    for number, width in enumerate((30, 44, 12, 44, 34, 30)):
        sheet.set_column(number, number, width, wrap)
    for row, cells in enumerate(_help(kind, language)):
        for number, cell in enumerate(cells):
            sheet.write_string(row, number, cell, head if row == 0 else wrap)
    sheet.freeze_panes(1, 0)


def _lists_sheet(book: Any, kind: type[Record], language: Language) -> dict[str, str]:
    """Write the lists from which cells are chosen; return where each field's stands.

    The sheet is hidden and has no header: a table of names and choices would be read as records.
    """
    sheet = book.add_worksheet(_LISTS(language))
    sheet.hide()
    places: dict[tuple[str, ...], str] = {}
    fields: dict[str, str] = {}
    for name, column in kind.columns().items():
        if not (choices := tuple(_choices(column, language))):
            continue
        if choices not in places:
            letter = column_letter(len(places))
            sheet.write_column(f"{letter}1", choices)
            places[choices] = f"='{_LISTS(language)}'!${letter}$1:${letter}${len(choices)}"
        fields[name] = places[choices]
    return fields


def _choices(column: Field, language: Language) -> list[str]:
    """Return what a cell can be chosen from; units are those of today, in Vietnamese order."""
    if isinstance(column.type, OneOf):
        return [choice.text(language) for choice in column.type.choices]
    if isinstance(column.type, YesNo):
        return [column.type.show(True, language), column.type.show(False, language)]
    if isinstance(column.type, UnitRef):
        there = [unit.name for unit in UNITS if unit.exists_on(today())]
        return sorted(there, key=vietnamese_order)
    return []


def _help(kind: type[Record], language: Language) -> list[tuple[str, ...]]:
    """Return the sheet that explains: column, meaning, whether it must be filled, what is allowed, if empty, example."""
    head = (
        Text("Cột", "Column"),
        Text("Ý nghĩa", "Meaning"),
        Text("Bắt buộc", "Required"),
        Text("Ghi gì", "What to write"),
        Text("Nếu để trống", "If empty"),
        Text("Ví dụ", "Example"),
    )
    required = {True: Text("Có", "Yes"), False: Text("Không", "No")}
    rows = [tuple(text(language) for text in head)]
    for column in kind.columns().values():
        meaning = column.help(language) or column.text(language)
        cells = (column.type.expected(language), _if_empty(column, language), examples.shown(column, language))
        rows.append((column.text(language), meaning, required[column.required](language), *cells))
    mark = Text(
        "Dòng 2 của bảng là dòng ví dụ: để nguyên thì không được nạp, ghi đè lên thì được nạp.",
        "Row 2 of the table is an example: left as it is, it is not loaded; written over, it is.",
    )
    return [*rows, ("",), (mark(language),)]


def _if_empty(column: Field, language: Language) -> str:
    if column.required:
        return Text("bắt buộc", "required")(language)
    return (column.empty.text if column.empty is not None else Text("không ghi nhận", "not recorded"))(language)


def dictionary_rows(kind: type[Record], language: Language) -> list[tuple[str, ...]]:
    """Return (field name, label, what to write, what empty means, example) of each field."""
    rows: list[tuple[str, ...]] = []
    for column in kind.columns().values():
        what = ". ".join(part for part in (column.help(language), column.type.expected(language)) if part)
        empty, example = _if_empty(column, language), examples.shown(column, language)
        rows.append((column.name, column.text(language) + (_REQUIRED if column.required else ""), what, empty, example))
    return rows


def dictionary() -> str:
    """Return the data dictionary as Markdown in both languages."""
    lines = ["# Từ điển số liệu / Data dictionary", ""]
    for kind in KINDS.values():
        lines += [f"## {kind.about.text.vi} / {kind.about.text.en} (`{kind.about.name}`)", ""]
        lines += [
            "| field | Tên cột / label | Ghi gì / what to write | Để trống / empty | Ví dụ / example |",
            "| --- | --- | --- | --- | --- |",
        ]
        both = zip(dictionary_rows(kind, "vi"), dictionary_rows(kind, "en"), strict=True)
        lines += [
            f"| `{vi[0]}` | {vi[1]} / {en[1]} | {vi[2]} / {en[2]} | {vi[3]} / {en[3]} | {vi[4]} |" for vi, en in both
        ]
        lines.append("")
    lines += ["## Chỉ tiêu / Metrics", "", "| metric | Tên / name | Định nghĩa / definition |", "| --- | --- | --- |"]
    lines += [
        f"| `{metric.id}` | {metric.name.vi} / {metric.name.en} | {metric.definition.vi} / {metric.definition.en} |"
        for metric in METRICS.values()
    ]
    return "\n".join(lines) + "\n"
