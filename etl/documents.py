"""Templates and the data dictionary, made from the declarations."""

import csv
import io
from collections.abc import Mapping
from typing import Any, Literal

from etl.declare.fields import Field, Record
from etl.declare.values import OneOf, YesNo
from etl.metrics import METRICS
from etl.records import KINDS
from etl.text import Language, Text

Format = Literal["csv", "xlsx"]
_LONGEST_LIST = 250  # characters of a list of choices; Excel takes 255
_ROWS_WITH_LISTS = 2_000


def template(kind: type[Record], language: Language, form: Format) -> bytes:
    """Return an empty table with the kind's headers and, as a workbook, with lists, help and an example sheet."""
    headers = [column.text(language) for column in kind.columns().values()]
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerow(headers)
        return text.getvalue().encode("utf-8-sig")
    return _workbook(kind, language)


def _workbook(kind: type[Record], language: Language) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as book:
        look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#c9d2dc"}
        head = {
            required: book.add_format({**look, "bg_color": "#dfe8f2" if required else "#f2f4f6"})
            for required in (True, False)
        }
        _table_sheet(book, kind, language, head)
        _help_sheet(book, kind, language, head[True])
    return data.getvalue()


def _table_sheet(book: Any, kind: type[Record], language: Language, head: Mapping[bool, Any]) -> None:
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(kind.about.text(language)[:31])
    for number, column in enumerate(kind.columns().values()):
        sheet.write_string(0, number, column.text(language), head[column.required])
        # Text cells keep codes and dates as they are typed; otherwise Excel turns 05/03 into a day of its own.
        sheet.set_column(number, number, max(12, len(column.text(language)) + 2), text)
        choices = _choices(column, language)
        if choices and len(",".join(choices)) < _LONGEST_LIST:
            rule = {"validate": "list", "source": choices, "error_type": "warning"}
            sheet.data_validation(1, number, _ROWS_WITH_LISTS, number, rule)
    sheet.freeze_panes(1, 0)


def _help_sheet(book: Any, kind: type[Record], language: Language, head: Any) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(Text("Hướng dẫn", "Help")(language))
    sheet.set_column(0, 0, 32, wrap)
    sheet.set_column(1, 3, 48, wrap)
    for row, cells in enumerate(_help(kind, language)):
        for number, cell in enumerate(cells):
            sheet.write_string(row, number, cell, head if row == 0 else wrap)


def _choices(column: Field, language: Language) -> list[str]:
    if isinstance(column.type, OneOf):
        return [choice.text(language) for choice in column.type.choices]
    if isinstance(column.type, YesNo):
        return [column.type.show(True, language), column.type.show(False, language)]
    return []


def _help(kind: type[Record], language: Language) -> list[tuple[str, ...]]:
    rows = [
        tuple(
            text(language)
            for text in (
                Text("Cột", "Column"),
                Text("Ghi gì", "What to write"),
                Text("Nếu để trống", "If empty"),
                Text("Ví dụ", "Example"),
            )
        )
    ]
    return rows + [tuple(row[1:]) for row in dictionary_rows(kind, language)]


def dictionary_rows(kind: type[Record], language: Language) -> list[tuple[str, ...]]:
    """Return (field name, label, what to write, what empty means, example) of each field."""
    rows: list[tuple[str, ...]] = []
    for column in kind.columns().values():
        what = ". ".join(part for part in (column.help(language), column.type.expected(language)) if part)
        if column.required:
            empty = Text("bắt buộc", "required")(language)
        elif column.empty is not None:
            empty = column.empty.text(language)
        else:
            empty = Text("không ghi nhận", "not recorded")(language)
        rows.append(
            (column.name, column.text(language) + (" *" if column.required else ""), what, empty, column.example)
        )
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
