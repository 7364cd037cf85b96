"""Tables as CSV files: what a page shows, and records as a file that loads back. No text is ever a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dashboard import queries
from etl.declare.fields import Record
from etl.spreadsheet import escaped
from etl.text import Language


def table(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return rows under their names, in UTF-8 with a byte-order mark, by which Excel knows the encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([escaped(name) for name in rows[0]] if rows else [])
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def records_file(kind: type[Record], rows: Sequence[dict[str, Any]], language: Language) -> bytes:
    """Return records as a file that loads back as what is stored.

    A value that was derived is left empty, for a value that stands in a file is one that somebody gave.
    """
    return table(queries.given(kind, rows, language))


def cell(value: object) -> str:
    """Return what a cell holds: a plain number, or a text that no spreadsheet takes for a formula."""
    if isinstance(value, int | float | Decimal):
        return number_cell(value)
    return "" if value is None else escaped(str(value))


def number_cell(value: Decimal | float | None) -> str:
    """Return a plain number with a decimal point and without trailing zeros, or nothing."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
