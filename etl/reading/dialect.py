"""How a text file marks its cells: separator, quotation mark and escape, found from a sample of the text itself.

A dialect is the better the more rows it cuts into the same number of columns and the more cells then read as what
people write in tables: numbers, dates, times, short words (after van den Burg, Nazábal and Sutton, "Wrangling messy
CSV files by detecting row and type patterns", 2019).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.text import Text, fold

LONGEST_CELL = 1_000_000  # above this a quote was opened and never closed
_MOST_ROWS = 400  # looked at for each dialect; chosen
_MOST_CELLS = 3_000  # looked at for each dialect; chosen, so that a wide file takes no longer

# The first wins where two fit alike: what programs write most comes first.
SEPARATORS = {
    ",": Text("dấu phẩy", "commas"),
    ";": Text("dấu chấm phẩy", "semicolons"),
    "\t": Text("tab", "tabs"),
    "|": Text("dấu |", "the sign |"),
    ":": Text("dấu hai chấm", "colons"),
    " ": Text("dấu cách", "spaces"),
}
WEAK = frozenset(": ")  # stand inside texts and times as a rule; they separate only where nothing else does
_EVEN = 0.8  # of the rows that a weak one must cut alike; chosen: texts of a few words are cut alike by chance


@dataclass(frozen=True)
class Dialect:
    """Separator and quotation mark (one character each), and the escape: "" where a quotation mark is doubled."""

    separator: str = ","
    quote: str = '"'
    escape: str = ""
    spaced: bool = False  # a space after the separator belongs to it

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return a csv reader of this dialect over lines of text, which have been `doubled`."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote,
            skipinitialspace=self.spaced,
            strict=strict,
        )

    def doubled(self, line: str) -> str:
        """Return a line with the quotation marks inside its cells doubled, where the file escapes them otherwise."""
        if not self.escape or self.escape not in line:
            return line
        return re.sub(
            rf"(?<!{re.escape(self.escape)})((?:{re.escape(self.escape * 2)})*){re.escape(self.escape + self.quote)}",
            lambda match: match[1] + self.quote * 2,
            line,
        )

    @property
    def text(self) -> Text:
        """Say how the columns are separated."""
        words = SEPARATORS[self.separator]
        vi, en = f"Cột ngăn bằng {words.vi}", f"Columns are separated by {words.en}"
        if self.spaced:
            vi, en = vi + " và dấu cách", en + " and a space"
        if self.quote != '"':
            vi, en = vi + f", chữ đặt trong {self.quote}", en + f", texts are quoted with {self.quote}"
        if self.escape:
            vi, en = (
                vi + f", dấu ngoặc kép bên trong viết là {self.escape}{self.quote}",
                (en + f", quotation marks inside are written {self.escape}{self.quote}"),
            )
        return Text(vi + ".", en + ".")


def find_dialect(sample: str, headers: frozenset[str] = frozenset()) -> Dialect:
    """Return the dialect that fits a sample best; `headers` are known ones, folded: strong evidence where they appear."""
    csv.field_size_limit(LONGEST_CELL)
    best, best_score, only_strong = Dialect(), (0.0, 0.0), False
    for dialect in _candidates(sample):
        is_weak = dialect.separator in WEAK  # those come last
        if is_weak and only_strong:
            continue
        rows = _rows(sample, dialect)
        # Known headers count before all else: three of them in one row are no chance.
        score = (_header_score(rows, headers), _score(rows, dialect.separator))
        only_strong |= not is_weak and _makes_table(rows) and not _only_in_numbers(sample, dialect.separator)
        if score > best_score:
            best, best_score = dialect, score
    return _spaced(_escaped(best, sample), sample)


def _makes_table(rows: list[list[str]]) -> bool:
    """Tell whether most rows have one number of columns, two or more: then no space or colon separates them.

    Chosen: half of the rows, because titles, remarks and ragged rows may be many: in `Họ tên,Nơi ở` over names of two
    words each the space cuts every row into three, and more evenly than the comma.
    """
    widths = Counter(map(len, rows))
    return any(width > 1 and count * 2 >= len(rows) for width, count in widths.items())


def _only_in_numbers(sample: str, separator: str) -> bool:
    """Tell whether a comma may be that of decimals everywhere, as in `1,5 2,25`: then it has to win by its cells."""
    return separator == "," and re.search(r"(?<!\d),|,(?!\d)", sample) is None


def _candidates(sample: str) -> Iterator[Dialect]:
    for quote in _quotes(sample):
        for separator in SEPARATORS:
            if separator in sample:
                yield Dialect(separator, quote)
                # A quotation mark after the space opens a cell only if the space belongs to the separator.
                if separator not in " \t" and f"{separator} {quote}" in sample:
                    yield Dialect(separator, quote, spaced=True)


def _quotes(sample: str) -> list[str]:
    """Return the marks that may enclose cells: the apostrophe only where it stands at both ends of cells.

    Two apostrophes with nothing in them are a cell's own text.
    """
    edge = "".join(re.escape(separator) for separator in SEPARATORS if separator not in WEAK)
    single = len(re.findall(rf"(?:^|[{edge}])'(?=[^'\n]+'(?:[{edge}]|\r?$))", sample, re.MULTILINE))
    double = len(re.findall(rf'(?:^|[{edge}])"', sample, re.MULTILINE))
    return ["'"] if single > double else ['"']


def _rows(sample: str, dialect: Dialect) -> list[list[str]]:
    rows = []
    try:
        for row in dialect.reader(map(dialect.doubled, io.StringIO(sample, newline=""))):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _MOST_ROWS:
                break
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > 3 else rows  # the last one may be cut off


def _header_score(rows: list[list[str]], headers: frozenset[str]) -> float:
    """Return how surely some row is a header that the program knows: its known names, by their part of the row."""
    best = 0.0
    for row in rows[:40]:  # chosen: a header lies below titles, not further down
        names = len({fold(cell) for cell in row} & headers)  # `No` is a name, and stands in many rows: it counts once
        if names > 2:  # one or two may be words of a record, cut out by chance
            best = max(best, names * names / len(row))
    return best


def _score(rows: list[list[str]], separator: str) -> float:
    widths = Counter(len(row) for row in rows)
    if not widths or set(widths) == {1}:
        return 0.0
    # As in the paper: rows of one width score high, the more columns the better. Where few rows differ, all still count.
    pattern = sum(count * (width - 1) / width for width, count in widths.items()) / len(widths) / len(rows)
    usual = max(widths, key=lambda width: (widths[width], width))
    if separator in WEAK and widths[usual] < _EVEN * len(rows):
        return 0.0
    cells = [cell for row in rows if len(row) == usual for cell in row][:_MOST_CELLS]
    types = sum(_is_plain(cell) for cell in cells) / len(cells)
    # 0.1 (chosen): a table whose cells are all long texts has a dialect, too. A weak separator counts half (chosen).
    return pattern * (0.1 + types) * (0.5 if separator in WEAK else 1.0)


_PLAIN = re.compile(
    r"\s*(?:|[-+]?[$€£₫]?\s?\d[\d .,]*(?:e[-+]?\d+)?\s?[%₫]?"  # nothing, a number, money, a share
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?|\d{1,2}:\d\d(?::\d\d)?"  # date, time
    r"|https?://\S+|[^\s@]+@[^\s@]+\.\w+|n/?a|true|false|yes|no"
    r"|[^\W\d_][\w .,'’()/&+%#\"°–-]*)\s*",  # words
    re.IGNORECASE,
)


def _is_plain(cell: str) -> bool:
    return _PLAIN.fullmatch(cell) is not None


def _escaped(dialect: Dialect, sample: str) -> Dialect:
    """Return the dialect with a backslash as escape where the rows then fit better."""
    if "\\" + dialect.quote not in sample:
        return dialect
    escaped = Dialect(dialect.separator, dialect.quote, "\\", dialect.spaced)
    plain, other = (_evenness(_rows(sample, d)) for d in (dialect, escaped))
    if other == plain:  # written in the way of programs that double nothing
        return (
            escaped if dialect.quote * 2 not in sample.replace(dialect.quote * 2 + dialect.separator, "") else dialect
        )
    return escaped if other > plain else dialect


def _evenness(rows: list[list[str]]) -> float:
    widths = Counter(map(len, rows))
    return max(widths.values(), default=0) / max(len(rows), 1)


def _spaced(dialect: Dialect, sample: str) -> Dialect:
    """Return the dialect with the space after the separator as part of it, where nearly all separators have one."""
    if dialect.separator in (" ", "\t") or dialect.spaced:
        return dialect
    first = [cell for row in _rows(sample, dialect) for cell in row[1:] if cell.strip()]
    spaced = sum(cell.startswith(" ") for cell in first)
    if first and spaced >= 0.9 * len(first):  # chosen: nearly all; a cell or two may have lost its space
        return Dialect(dialect.separator, dialect.quote, dialect.escape, spaced=True)
    return dialect
