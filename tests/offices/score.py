"""Reads office files through the program's own door, loads them, and compares what is stored with what was meant.

Each file is read as it comes; what a careful reader would have asked back, too (`Extra.asked`), is answered "leave out",
and nothing else. Then once more with every column said by hand, which tells how well values alone are understood.
"""

import shutil
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from etl.accounts import local_actor
from etl.database import connect, reading
from etl.errors import CouncilError
from etl.findings import Finding
from etl.loading.load import load
from etl.loading.receipt import Receipt
from etl.loading.steps import checker_of
from etl.reading.mapped import Reading
from etl.reading.open import open_files
from etl.records import KINDS
from etl.upgrade import opened

from .files import Column, OfficeFile, office_file
from .wordings import ASK, Part

Outcome = Literal["right", "wrong", "asked", "read", "waiting"]
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "asked", "read", "waiting")
_FOUND = Reading(guess="accept")


@dataclass
class Score:
    """What became of the cells of files.

    right: stored as meant, or asked where a careful reader would ask. wrong: stored as something else, lost or left
    out, and no word about it; also where that would come to be stored once the rest of its row is mended. asked: not
    stored, or not as meant, with a finding about that cell or column. read: understood as meant, and its row is held up
    by another cell. waiting: not looked at, because something about the header or the file is asked.
    """

    files: int = 0
    refused: int = 0  # as a whole: not one row is stored
    whole: int = 0  # every cell and column right
    cells: Counter[Outcome] = field(default_factory=Counter)
    extras: Counter[Outcome] = field(default_factory=Counter)  # columns that are no field
    misread: int = 0  # columns taken for another field, without a word, in whatever file
    strays: int = 0  # rows stored that are none
    failures: dict[tuple[str, ...], tuple[int, str]] = field(default_factory=dict)  # what, how often, an example
    crashes: list[str] = field(default_factory=list)

    @property
    def silent(self) -> int:
        """Return how much went wrong without a word: cells, columns, rows."""
        return self.cells["wrong"] + self.extras["wrong"] + self.misread + self.strays

    @property
    def right(self) -> float:
        """Return the share of the cells that are right."""
        return self.cells["right"] / max(self.cells.total(), 1)

    @property
    def understood(self) -> float:
        """Return the share of the cells that are right, or would be if the rest of their row were mended."""
        return (self.cells["right"] + self.cells["read"]) / max(self.cells.total(), 1)

    def fail(self, *what: str, file: str, count: int = 1) -> None:
        before, example = self.failures.get(what, (0, file))
        self.failures[what] = before + count, example

    def add(self, other: "Score") -> None:
        self.files += other.files
        self.refused += other.refused
        self.whole += other.whole
        self.cells += other.cells
        self.extras += other.extras
        self.misread += other.misread
        self.strays += other.strays
        self.crashes += other.crashes
        for what, (count, example) in other.failures.items():
            self.fail(*what, file=example, count=count)


@dataclass
class Attempt:
    """What the program made of a file: its receipts, the stored records, and the rows as understood, by line."""

    receipts: list[Receipt]
    stored: dict[int, dict[str, Any]]
    refusal: str = ""
    understood: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        return [finding for receipt in self.receipts for finding in receipt.findings]


class Door:
    """Loads one file at a time into a fresh database."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._template = folder, folder / "empty.db"
        opened(f"sqlite:///{self._template}").dispose()

    def attempt(self, file: OfficeFile, how: Reading) -> Attempt:
        path = self._folder / file.name
        path.write_bytes(file.content)
        database = shutil.copy(self._template, self._folder / "copy.db")
        engine = connect(f"sqlite:///{database}")
        try:
            receipts = load(engine, local_actor(), open_files([path], how), accept_good_rows=True)
            table = KINDS[file.kind].__table__
            with reading(engine) as connection:
                rows = connection.execute(sa.select(table)).mappings().all()
            attempt = Attempt(receipts, {row["line"]: dict(row) for row in rows})
            for mapped in open_files([path], how):
                checker = checker_of(mapped)
                for checked in checker.rows(mapped.table) if checker else ():
                    attempt.understood[checked.line] = checked.values
            return attempt
        except CouncilError as error:
            return Attempt([], {}, str(error))
        finally:
            engine.dispose()
            path.unlink()


@contextmanager
def door() -> Iterator[Door]:
    """Give a door with a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="offices-") as folder:
        yield Door(Path(folder))


def score_file(door: Door, file: OfficeFile) -> Score:
    """Score a file as it comes, its justified questions answered."""
    first = door.attempt(file, _FOUND)
    to_leave = [
        header
        for column, header in zip(file.columns, _headers(first, file), strict=False)
        if column.extra and column.extra.asked and _about_column(first, header)
    ]
    attempt = first
    if to_leave:
        attempt = door.attempt(file, Reading(guess="accept", left_out=tuple(to_leave)))
    score = Score(files=1)
    _score_extras(score, file, first)
    _score_cells(score, file, attempt)
    return _closed(score, file, attempt)


def score_by_hand(door: Door, file: OfficeFile) -> Score:
    """Score the values of a file in which somebody has said of every column what it is."""
    headers = _headers(door.attempt(file, _FOUND), file)
    pairs = list(zip(file.columns, headers, strict=False))
    how = Reading(
        kind=file.kind,
        chosen={header: column.fields[0] for column, header in pairs if len(column.fields) == 1},
        left_out=tuple(header for column, header in pairs if len(column.fields) != 1),
        guess="accept",
    )
    attempt, score = door.attempt(file, how), Score(files=1)
    _score_cells(score, file, attempt, [column for column in file.columns if len(column.fields) == 1])
    return _closed(score, file, attempt)


def score_files(seeds: Iterable[int], part: Part, *, by_hand: bool = False) -> Score:
    """Score the files of these seeds."""
    total = Score()
    with door() as way:
        for seed in seeds:
            file = office_file(seed, part)
            try:
                if by_hand and not _can_be_said(file):
                    continue
                total.add(score_by_hand(way, file) if by_hand else score_file(way, file))
            except Exception as crash:
                total.crashes.append(f"{file.name}: {type(crash).__name__}: {crash}")
    return total


def _can_be_said(file: OfficeFile) -> bool:
    """Tell whether a person can say of each required field which column it is: not where two stand in one."""
    declared = KINDS[file.kind].columns()
    return not any(
        len(column.fields) > 1 and any(declared[name].required for name in column.fields) for column in file.columns
    )


def _closed(score: Score, file: OfficeFile, attempt: Attempt) -> Score:
    score.refused = int(not attempt.stored)
    if attempt.receipts and not _headers(attempt, file):
        width = len(attempt.receipts[0].header)
        score.fail("the file", "its columns were not found", f"{width} for {len(file.columns)}", file=file.name)
    if attempt.refusal:
        score.fail("the file", attempt.refusal[:150], file=file.name)
    for finding in attempt.findings:
        if not finding.column and finding.level == "error":
            score.fail("the file", finding.code, finding.text.en[:150], file=file.name)
    score.whole = int(score.cells.total() == score.cells["right"] and not score.silent)
    score.whole = int(score.whole and score.extras.total() == score.extras["right"])
    return score


# Where the program speaks of something ------------------------------------------------------------------------------


def _headers(attempt: Attempt, file: OfficeFile) -> list[str]:
    """Return the names of the columns as the program has them; none where it saw other columns than the file has."""
    for receipt in attempt.receipts:
        header = list(receipt.header)
        while len(header) > len(file.columns) and not header[-1].strip():
            header.pop()
        if len(header) == len(file.columns):
            return header
    return []


def _mapped(attempt: Attempt) -> list[str | None]:
    return next((list(receipt.mapped) for receipt in attempt.receipts if receipt.mapped), [])


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _about_column(attempt: Attempt, header: str) -> list[Finding]:
    """Return the findings about a column as a whole: those that speak of no row of data."""
    if not header:
        return []
    name, found = _plain(header), []
    for finding in attempt.findings:
        said = name in (_plain(finding.column), _plain(finding.value)) or f"“{name}”" in _plain(finding.text.vi)
        if said and (finding.code in _OF_COLUMNS or not any(finding.every)):
            found.append(finding)
    return found


_OF_COLUMNS = {"unknown_column", "duplicate_column"}


def _is_mentioned(attempt: Attempt, header: str) -> bool:
    name = _plain(header)
    texts = [decision.text for receipt in attempt.receipts for decision in receipt.decisions]
    said = any(name in _plain(text.vi) or name in _plain(text.en) for text in texts)
    return said or any(name == _plain(finding.column) for finding in attempt.findings)


# Columns that are no field -------------------------------------------------------------------------------------------


def _score_extras(score: Score, file: OfficeFile, attempt: Attempt) -> None:
    headers, mapped = _headers(attempt, file), _mapped(attempt)
    for number, column in enumerate(file.columns):
        if column.fields:
            continue
        if number >= len(headers):
            score.extras["wrong" if attempt.stored else "waiting"] += 1
            continue
        taken = mapped[number] if number < len(mapped) else None
        about = _about_column(attempt, headers[number])
        said = "counts rows" if column.is_numbering else column.wording
        if taken and not about:
            score.extras["wrong"] += 1
            score.fail("wrong", f"the column “{said}” is no field", f"taken for {taken}", file=file.name)
        elif about:
            expected = bool(column.extra and column.extra.asked)
            score.extras["right" if expected else "asked"] += 1
            if not expected:
                score.fail("asked", f"the column “{said}” can be left out", "", file=file.name)
        elif column.is_numbering or _is_mentioned(attempt, headers[number]) or not any(c.text for c in column.cells):
            score.extras["right"] += 1
        elif not attempt.stored:
            score.extras["waiting"] += 1
        else:
            score.extras["wrong"] += 1
            score.fail("wrong", f"the column “{said}” is no field", "dropped without a word", file=file.name)


# Cells -----------------------------------------------------------------------------------------------------------------


def _score_cells(score: Score, file: OfficeFile, attempt: Attempt, columns: list[Column] | None = None) -> None:
    headers, mapped = _headers(attempt, file), _mapped(attempt)
    spoken = _spoken_of(attempt)
    for number, column in enumerate(file.columns):
        if not column.fields or (columns is not None and column not in columns):
            continue
        header = headers[number] if number < len(headers) else ""
        about = _about_column(attempt, header)
        taken = mapped[number] if headers and number < len(mapped) else None
        if taken and taken not in column.fields and not about:
            score.misread += 1
            score.fail(
                "wrong", f"the column “{column.wording}” is {column.fields}", f"taken for {taken}", file=file.name
            )
        if about:
            said = about[0].code + (f", taken for {taken}" if taken else "")
            score.fail("asked", f"the column “{column.wording}” is {' and '.join(column.fields)}", said, file=file.name)
        for row, line in enumerate(file.lines):
            finding = about[0] if about else spoken[_plain(header)].get(line) or spoken[""].get(line)
            _score_cell(score, file, column, row, attempt.stored.get(line), finding, attempt)
    given = {name for column in file.columns for name in column.fields}
    _score_strays(score, file, attempt, given)


def _spoken_of(attempt: Attempt) -> dict[str, dict[int, Finding]]:
    """Return the findings about cells by header and line; those about rows as a whole under no header."""
    spoken: dict[str, dict[int, Finding]] = defaultdict(dict)
    for finding in attempt.findings:
        for line in finding.every:
            spoken[_plain(finding.column)].setdefault(line, finding)
    return spoken


def _score_cell(
    score: Score,
    file: OfficeFile,
    column: Column,
    row: int,
    stored: dict[str, Any] | None,
    finding: Finding | None,
    attempt: Attempt,
) -> None:
    cell, line = column.cells[row], file.lines[row]
    got = tuple(_stored_value(stored, name) for name in column.fields) if stored else None
    if ASK in cell.means:
        outcome: Outcome = "right" if finding else "wrong" if stored else "waiting"
    elif got is not None:
        outcome = "right" if all(map(_same, got, cell.means)) else "asked" if finding else "wrong"
    elif finding:
        outcome = "asked"
    else:
        seen = attempt.understood.get(line, {})
        got = tuple(seen.get(name) for name in column.fields)
        pairs = list(zip(got, cell.means, strict=True))
        # Nothing understood is no mistake of a refused row: a unit, say, is not looked up where the date is at fault.
        if any(value is not None and not _same(value, meant) for value, meant in pairs) or _is_lost(attempt, line):
            outcome = "wrong"
        elif set(column.fields) <= set(seen) and all(_same(*pair) for pair in pairs):
            outcome = "read"
        else:
            outcome = "waiting"
    score.cells[outcome] += 1
    if outcome in ("wrong", "asked") and not (outcome == "asked" and finding and finding.code in _OF_COLUMNS):
        how = cell.how or cell.text
        said = (
            finding.code
            if finding and outcome == "asked"
            else f"taken for {got}"
            if got and any(v is not None for v in got)
            else "lost"
        )
        meant = "/".join(map(str, cell.means)) if cell.how != cell.text or ASK in cell.means else "…"
        what = f"{'/'.join(column.fields)} written “{how}”"
        if outcome == "wrong":
            what += f" (here “{cell.text[:60]}” for {meant})"
        score.fail(outcome, what, said, file=f"{file.name} line {line}")


def _stored_value(stored: dict[str, Any], name: str) -> Any:
    """Return what the file gave a field: what the program derived by itself is not of the file."""
    derived = str(stored.get("derived") or "").replace(",", " ").split()
    return None if name in derived else stored[name]


def _same(got: Any, meant: Any) -> bool:
    if isinstance(meant, str) and isinstance(got, str):
        return _plain(got) == _plain(meant)
    if isinstance(meant, bool) or meant is None or got is None:
        return got is meant or (isinstance(meant, bool) and got == meant and got is not None)
    return bool(got == meant)


def _is_lost(attempt: Attempt, line: int) -> bool:
    """Tell whether a row of data was left out although its table was loaded and nobody refused the row."""
    if not attempt.receipts or not attempt.stored:
        return False
    return all(line not in receipt.refused_lines for receipt in attempt.receipts)


def _score_strays(score: Score, file: OfficeFile, attempt: Attempt, given: set[str]) -> None:
    """Count rows that are stored and are none, and values in fields of which the file has no column."""
    for line, stored in attempt.stored.items():
        if line not in file.lines:
            score.strays += 1
            score.fail("wrong", "a row that is no data", "stored", file=f"{file.name} line {line}")
            continue
        for name in KINDS[file.kind].columns():
            if name not in given and (value := _stored_value(stored, name)) not in (None, ""):
                score.strays += 1
                score.fail("wrong", f"{name}, of which there is no column", f"stored {value}", file=file.name)
