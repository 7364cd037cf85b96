"""Many returns in one go: each file an upload in a transaction of its own, all under one group's number.

A file with a fault hinders no other: good ones are loaded, bad ones are handed back in one zip with their faults marked.
Between two files it can be stopped at any time: what is loaded stays, and loading all again finds it the same.
"""

import csv
import io
import logging
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Literal

from sqlalchemy.engine import Engine

from etl.accounts import Actor
from etl.database import new_group, writing
from etl.errors import ConflictError, MisuseError, UnreadableError
from etl.findings import Finding
from etl.loading.load import load
from etl.loading.preview import preview
from etl.loading.receipt import Receipt
from etl.loading.returned import marked, marked_name, refused_rows
from etl.reading.bundle import BundledFile, unused
from etl.reading.mapped import AS_FOUND, Reading
from etl.reading.open import OpenedFile
from etl.spreadsheet import escaped
from etl.text import Language, Text

_log = logging.getLogger(__name__)

State = Literal["good", "loaded", "partly", "same", "handed_back", "aside"]
STATES: dict[State, Text] = {
    "good": Text("sẽ nạp", "would be loaded"),
    "loaded": Text("đã nạp", "loaded"),
    "partly": Text("đã nạp các dòng đúng", "good rows loaded"),
    "same": Text("như đã lưu", "same as stored"),
    "handed_back": Text("trả lại", "handed back"),
    "aside": Text("để riêng", "set aside"),
}
TABLE_OF_FINDINGS = Text("cac-loi.csv", "findings.csv")
_REFUSED = Text("dong-bi-tu-choi", "refused-rows")
_COLUMNS = {
    "file": Text("Tệp", "File"),
    "sheet": Text("Trang tính", "Sheet"),
    "line": Text("Dòng", "Row"),
    "column": Text("Cột", "Column"),
    "level": Text("Mức", "Level"),
    "value": Text("Đang là", "What stands there"),
    "message": Text("Điều cần sửa", "What to mend"),
}
_LEVELS = {"error": Text("Lỗi", "Error"), "warning": Text("Lưu ý", "Warning")}


@dataclass
class Returned:
    """What became of one file, or would: a receipt for each of its tables, or why it is none (`code` of that fault)."""

    file: str
    state: State
    receipts: list[Receipt] = field(default_factory=list)
    why: Text | None = None
    code: str = ""
    reading: Reading = AS_FOUND  # how it was read: its marks are of that reading

    @property
    def is_handed_back(self) -> bool:
        """Tell whether something of it goes back to the sender."""
        return self.state in ("handed_back", "partly")

    @property
    def findings(self) -> list[Finding]:
        return [finding for receipt in self.receipts for finding in receipt.findings]

    @property
    def units(self) -> list[str]:
        """Return the codes of the units that its rows are about."""
        return sorted({unit for receipt in self.receipts for unit in receipt.units})

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(receipt.kind for receipt in self.receipts if receipt.kind))

    @property
    def uploads(self) -> list[int]:
        return [receipt.upload for receipt in self.receipts if receipt.upload]

    def count(self, name: str) -> int:
        return sum(receipt.count(name) for receipt in self.receipts)


@dataclass
class Returns:
    """Many files that are loaded, or only looked at, one after the other. `group`: the number their uploads share.

    `tokens`: by file those of its preview that is being confirmed. `headers`: which of the reading some file had.
    `remembered`: how a file of its shape was read before, which goes before the reading of all.
    """

    engine: Engine
    actor: Actor
    reading: Reading = AS_FOUND
    accept_good_rows: bool = False
    dry_run: bool = False
    tokens: Mapping[str, Collection[str]] = field(default_factory=dict)
    remembered: Callable[[OpenedFile], Reading | None] = lambda _opened: None
    group: int | None = None
    headers: set[str] = field(default_factory=set)

    def each(self, files: Iterable[BundledFile]) -> Iterator[Returned]:
        """Take the files one by one; whoever stops asking stops between two of them."""
        return map(self.take, files)

    def take(self, file: BundledFile) -> Returned:
        """Load one file, or only look at it; raises where the database fails, never where the file is bad."""
        if file.aside is not None:
            return Returned(file.name, "aside", why=file.aside)
        try:
            opened = OpenedFile(file.name, file.content(), self.reading.encoding)
            return self._loaded(opened)
        except UnreadableError as error:
            return Returned(file.name, "handed_back", why=error.text, code=error.code)
        except ConflictError as error:  # what a preview showed is no longer so
            return Returned(file.name, "handed_back", why=error.text, code="changed_since")

    def _loaded(self, opened: OpenedFile) -> Returned:
        reading = self.remembered(opened) or opened.fitting(self.reading)
        self.headers |= {*reading.chosen, *reading.left_out}
        tables = opened.tables(reading)
        if self.dry_run:
            receipts = preview(self.engine, self.actor, tables, with_figures=False)
        else:
            if self.group is None:
                with writing(self.engine) as connection:
                    self.group = new_group(connection)
            receipts = load(
                self.engine,
                self.actor,
                tables,
                accept_good_rows=self.accept_good_rows,
                tokens=tuple(self.tokens.get(opened.name, ())),
                group=self.group,
            )
        return Returned(opened.name, self._state(receipts), receipts, reading=reading)

    def _state(self, receipts: list[Receipt]) -> State:
        writes = any(receipt.writes for receipt in receipts)
        if any(receipt.findings.errors for receipt in receipts):
            is_kept = self.accept_good_rows and all(receipt.sound for receipt in receipts)
            return (
                "partly"
                if is_kept and any(receipt.writes or receipt.count("same") for receipt in receipts)
                else ("handed_back")
            )
        if not writes:
            return "same"
        return "good" if self.dry_run else "loaded"


class HandBack:
    """The zip of what goes back: marked copies, refused rows, files that could not be read, and a table of all findings."""

    def __init__(self, out: IO[bytes], language: Language, reading: Reading = AS_FOUND) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._language, self._reading = language, reading
        self._taken = {TABLE_OF_FINDINGS(language)}
        self._table = io.StringIO()
        self._rows = csv.writer(self._table)
        self._rows.writerow(words(language) for words in _COLUMNS.values())
        self.count = 0

    def add(self, file: BundledFile, returned: Returned) -> None:
        """Put a file in that is handed back, as a whole or in part."""
        if not returned.is_handed_back:
            return
        self.count += 1
        self._rows.writerows(self._findings(returned))
        name, content = self._copy(file, returned)
        self._zip.writestr(unused(name, self._taken), content)

    def close(self) -> None:
        """Write the table of findings and the end of the zip."""
        self._zip.writestr(TABLE_OF_FINDINGS(self._language), self._table.getvalue().encode("utf-8-sig"))
        self._zip.close()

    def _findings(self, returned: Returned) -> Iterator[list[object]]:
        here, name = self._language, escaped(returned.file)
        if returned.why is not None:
            yield [name, "", "", "", _LEVELS["error"](here), "", returned.why(here)]
        for finding in returned.findings:
            level, words = _LEVELS[finding.level](here), finding.text(here)
            about = [escaped(finding.column), level, escaped(finding.value), escaped(words)]
            for line in finding.every or [""]:
                yield [name, escaped(finding.sheet or ""), line, *about]

    def _copy(self, file: BundledFile, returned: Returned) -> tuple[str, bytes]:
        """Return name and content of what goes back: as it came, where no marked copy can be made of it."""
        if not returned.receipts:
            return file.name, self._as_it_came(file)
        try:
            opened = OpenedFile(file.name, file.content(), self._reading.encoding)
            findings = [receipt.findings for receipt in returned.receipts]
            if returned.state == "handed_back":
                return marked_name(opened, self._language), marked(opened, findings, self._language)
            lines = [receipt.refused_lines for receipt in returned.receipts]
            name = PurePosixPath(file.name)
            return (
                name.with_name(f"{name.stem}-{_REFUSED(self._language)}.csv").as_posix(),
                refused_rows(opened, returned.reading, findings, lines, self._language),
            )
        except Exception:  # a marked copy is a kindness: that one cannot be made must not keep the others back
            _log.exception("no marked copy of %s", file.name)
            return file.name, self._as_it_came(file)

    def _as_it_came(self, file: BundledFile) -> bytes:
        try:
            return file.bytes()
        except UnreadableError:
            return b""  # it cannot even be unpacked: its name and the table of findings say so


def handed_back(
    pairs: Iterable[tuple[BundledFile, Returned]], language: Language, reading: Reading = AS_FOUND
) -> bytes:
    """Return the zip of what goes back of these files."""
    out = io.BytesIO()
    back = HandBack(out, language, reading)
    for file, returned in pairs:
        back.add(file, returned)
    back.close()
    return out.getvalue()


def require_headers(returns: Returns) -> None:
    """Raise MisuseError where the reading names a header that none of the files taken had."""
    for header in [*returns.reading.chosen, *returns.reading.left_out]:
        if header not in returns.headers:
            raise MisuseError(Text(f"Không tệp nào có cột “{header}”.", f"No file has a column “{header}”."))
