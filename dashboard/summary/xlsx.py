"""The summary as a workbook: numbers are numbers, and no text is ever a formula or a link."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from dashboard import formats
from dashboard.summary.build import Block, MetricRow, Summary
from dashboard.words import figures as words
from etl.declare.measures import Metric
from etl.figures.query import Figure
from etl.text import Text

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SHARE, _RATIO, _COUNT = "0.00%", "#,##0.00", "#,##0.##"


def render(summary: Summary) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": summary.title})
        _Book(book, summary).write()
    return out.getvalue()


class _Book:
    def __init__(self, book: Any, summary: Summary) -> None:
        self.book, self.summary, self.said = book, summary, summary.said
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.band = book.add_format({"bold": True, "bg_color": "#FFF2CC"})
        self.head = book.add_format(
            {
                "bold": True,
                "bg_color": "#E8E8E8",
                "border": 1,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
            }
        )
        self.text = book.add_format({"border": 1, "valign": "top"})
        self.wrapped = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        self.word = book.add_format({"border": 1, "align": "right", "valign": "top"})
        self.numbers: dict[str, Any] = {}

    def write(self) -> None:
        self._summary()
        if self.summary.units:
            self._units()
        self._sources()
        self._definitions()

    # --- sheets -----------------------------------------------------------------------------------------------

    def _summary(self) -> None:
        columns: tuple[Text, ...] = (words.SECTION, words.METRIC, words.VALUE, words.NUMERATOR, words.DENOMINATOR)
        columns += (words.BEFORE, words.CHANGE, words.STATE)
        sheet, line = self._sheet(words.SUMMARY, (28, 30, 14, 12, 12, 14, 16, 18))
        sheet.write_string(line, 0, self.summary.main.name, self.bold)
        line = self._header(sheet, line + 1, columns)
        for section in self.summary.main.sections:
            for row in section.rows:
                sheet.write_string(line, 0, section.title, self.text)
                sheet.write_string(line, 1, row.name, self.text)
                self._value(sheet, line, 2, row.metric, row.figure, row.value)
                self._number(sheet, line, 3, row.figure.numerator if row.numerator else None, _COUNT)
                self._number(sheet, line, 4, row.figure.denominator if row.denominator else None, _COUNT)
                self._value(sheet, line, 5, row.metric, row.before, row.previous)
                self._change(sheet, line, 6, row)
                sheet.write_string(line, 7, row.state, self.text)
                line += 1
        line += 1
        sheet.write_string(line, 0, self.summary.said(words.STANDING_OUT), self.bold)
        for note in [*self.summary.findings, *self.summary.notes]:
            line += 1
            sheet.merge_range(line, 0, line, 7, "", self.wrapped)
            sheet.write_string(line, 0, note, self.wrapped)
            sheet.set_row(line, 15 * (1 + len(note) // 130))

    def _units(self) -> None:
        summary = self.summary
        sheet, line = self._sheet(words.UNITS, (30, *[15] * len(summary.main.key_rows())))
        line = self._unit_rows(sheet, line, summary.units, freeze=True) + 1
        if summary.city:
            sheet.write_string(line, 0, self.said(words.CITY_COUNCIL), self.bold)
            sheet.write_string(line + 1, 0, self.said(words.CITY_APART))
            self._unit_rows(sheet, line + 2, [summary.city])

    def _unit_rows(self, sheet: Any, line: int, blocks: Sequence[Block], *, freeze: bool = False) -> int:
        columns = (words.UNIT, *(row.metric.short for row in blocks[0].key_rows()))
        line = self._header(sheet, line, columns, freeze=freeze)
        for block in blocks:
            sheet.write_string(line, 0, block.name, self.text)
            for place, row in enumerate(block.key_rows(), 1):
                self._value(sheet, line, place, row.metric, row.figure, row.value)
            line += 1
        return line

    def _sources(self) -> None:
        sheet, top = self._sheet(words.SOURCES, (10, 60, 24, 26))
        first = self._header(sheet, top, (words.UPLOAD, words.FILE, words.ACCOUNT, words.LOADED_AT))
        for line, source in enumerate(self.summary.sources, first):
            sheet.write_number(line, 0, source.number, self.text)
            for place, text in enumerate((source.file, source.account, source.loaded_at), 1):
                sheet.write_string(line, place, text, self.wrapped)

    def _definitions(self) -> None:
        sheet, top = self._sheet(words.DEFINITIONS, (32, 100))
        first = self._header(sheet, top, (words.METRIC, words.DEFINITION))
        for line, definition in enumerate(self.summary.definitions, first):
            sheet.write_string(line, 0, definition.name, self.text)
            sheet.write_string(line, 1, definition.text, self.wrapped)
            sheet.set_row(line, 15 * (1 + len(definition.text) // 95))

    # --- parts ------------------------------------------------------------------------------------------------

    def _sheet(self, name: Text, widths: Sequence[float]) -> tuple[Any, int]:
        """Add a sheet that begins with the title; return it and its first free line."""
        sheet = self.book.add_worksheet(self.said(name))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, self.summary.title, self.title)
        lines = [*self.summary.subtitle]
        for line, text in enumerate(lines, 1):
            sheet.write_string(line, 0, text)
        line = len(lines) + 1
        if self.summary.band:
            sheet.write_string(line, 0, self.summary.band, self.band)
            for place in range(1, len(widths)):
                sheet.write_blank(line, place, None, self.band)
            line += 1
        return sheet, line + 1

    def _header(self, sheet: Any, line: int, columns: Sequence[Any], *, freeze: bool = True) -> int:
        for place, column in enumerate(columns):
            sheet.write_string(line, place, self.said(column), self.head)
        if freeze:
            sheet.freeze_panes(line + 1, 0)
            sheet.repeat_rows(line)
        return line + 1

    def _value(self, sheet: Any, line: int, place: int, metric: Metric, figure: Figure | None, text: str) -> None:
        if figure is None or figure.value is None:
            sheet.write_string(line, place, text, self.word)
        else:
            form = _SHARE if metric.is_share else _RATIO if metric.is_ratio else _COUNT
            self._number(sheet, line, place, figure.value, form)

    def _change(self, sheet: Any, line: int, place: int, row: MetricRow) -> None:
        by = formats.difference(row.figure, row.before, row.metric)
        shown = "0.0" if row.metric.is_ratio else "#,##0.##"
        unit = f'" {self.said(words.POINTS)}"' if row.metric.is_share else ""
        self._number(sheet, line, place, by, f"+{shown}{unit};-{shown}{unit};0{unit}")

    def _number(self, sheet: Any, line: int, place: int, value: Any, form: str) -> None:
        # Excel would show 5 as `5.` in a format with optional decimals.
        if form.count("#,##0.##") and value is not None and value == int(value):
            form = form.replace("#,##0.##", "#,##0")
        if form not in self.numbers:
            self.numbers[form] = self.book.add_format({"border": 1, "num_format": form, "valign": "top"})
        if value is None:
            sheet.write_blank(line, place, None, self.text)
        else:
            sheet.write_number(line, place, float(value), self.numbers[form])
