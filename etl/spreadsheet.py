"""Cells that no spreadsheet takes for a formula, and their way back: the one escape of every file that goes out."""

import re

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Apostrophes that stand there already are counted, so that a text which itself begins so gets one more.
_BEGINS = re.compile(f"'*[{re.escape(''.join(DANGEROUS))}]")


def escaped(text: str) -> str:
    """Return a text for a cell: with one apostrophe before it where it begins as a formula does."""
    return f"'{text}" if _BEGINS.match(text) else text


def unescaped(text: str) -> str:
    """Return the text for which a cell stands: without the apostrophe that `escaped` puts before it."""
    return text[1:] if text[:1] == "'" and _BEGINS.match(text) else text
