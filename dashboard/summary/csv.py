"""The summary as CSV: one row for each unit and metric, numbers plain."""

import csv
import io
from decimal import Decimal

from dashboard.summary.build import Block, MetricRow, Summary

HEADER = (
    "unit",
    "unit_name",
    "period",
    "calendar",
    "from",
    "to",
    "metric",
    "name",
    "numerator",
    "denominator",
    "value",
    "state",
    "previous_value",
    "change",
)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def render(summary: Summary) -> bytes:
    """Return the file, in UTF-8 with a byte-order mark, by which Excel knows the encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for block in (summary.main, *summary.units, *([summary.city] if summary.city else [])):
        writer.writerows(_line(summary, block, row) for row in block.rows)
    return out.getvalue().encode("utf-8-sig")


def _line(summary: Summary, block: Block, row: MetricRow) -> list[str]:
    figure, before = row.figure, row.before
    old = before.value if before else None
    by = figure.value - old if figure.value is not None and old is not None else None
    period = summary.period
    texts = (
        block.unit,
        block.name,
        period.code,
        period.calendar,
        str(period.start),
        str(period.end),
        figure.metric,
        row.name,
    )
    numbers = (figure.numerator, figure.denominator, figure.value)
    return [
        *(text_cell(text) for text in texts),
        *(number_cell(value) for value in numbers),
        text_cell(figure.state),
        number_cell(old),
        number_cell(by),
    ]


def text_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def number_cell(value: Decimal | float | None) -> str:
    """Return a plain number with a decimal point and without trailing zeros, or nothing."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def escaped_table(rows: list[dict[str, str]]) -> bytes:
    """Return rows of text as CSV for spreadsheets: what would be read as a formula gets an apostrophe."""
    text = io.StringIO()
    out = csv.DictWriter(text, list(rows[0]) if rows else [])
    out.writeheader()
    out.writerows({name: text_cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")
