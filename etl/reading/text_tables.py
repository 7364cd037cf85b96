"""Tables of text files. A large file is read in a process of its own, which sends its rows while ours checks them.

The child writes JSON lines: {"table": facts}, then {"rows": …, "aside": …, "done": …} in batches, for each table in
turn; at last {"end": true}, or {"refused": code, "text": …} at any point.
"""

import gc
import io
import json
import logging
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from etl.errors import MisuseError, UnreadableError
from etl.reading import child
from etl.reading.columns import is_column_name
from etl.reading.delimited import Delimited
from etl.reading.encoding import Encoding
from etl.reading.layout import find_table
from etl.reading.senses import accepted_headers
from etl.reading.table import Aside, Decision, Row, Table
from etl.text import Text

LARGE = 2_000_000  # bytes; what is smaller is read before another process would have begun
CPU_SECONDS = 60
_BATCH = 500
_log = logging.getLogger(__name__)
_GAVE_UP = Text(
    "Không đọc được tệp này: nó cần quá nhiều bộ nhớ hoặc thời gian. Hãy kiểm tra tệp hoặc chia nhỏ rồi nạp lại.",
    "This file cannot be read: it takes too much memory or time. Check it, or split it, and load it again.",
)


def text_table(stream: BinaryIO, size: int, encoding: str | None) -> Table:
    """Return the table of a text file; a following one is known once its rows have been walked.

    Raises UnreadableError, then or while the rows are walked, and MisuseError for an unknown encoding.
    """
    return _Elsewhere(stream, encoding).table() if size > LARGE else _here(stream, encoding)


def _here(stream: BinaryIO, encoding: str | None) -> Table:
    delimited = Delimited(stream, encoding, accepted_headers())
    table = find_table(delimited.rows(), is_column_name, ragged=False)
    table.decisions[:0] = delimited.decisions
    table.encoding, table.separator = delimited.encoding, delimited.dialect.separator
    table.done = lambda: delimited.position / delimited.size
    return table


class _Elsewhere:
    """A file being read by another process, which ends with this object at the latest."""

    def __init__(self, stream: BinaryIO, encoding: str | None) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the child)
        stream.seek(0)
        with _on_disk(stream) as file:
            arguments = [encoding] if encoding is not None else []
            self._child = child.start("etl.reading.text_tables", *arguments, file=file, complaints=self._complaints)
        self._lines: IO[bytes] = cast(IO[bytes], self._child.stdout)
        self._part = 0.0
        weakref.finalize(self, _end, self._child, self._complaints)

    def table(self) -> Table:
        """Return the table that the child begins."""
        return self._made(self._message())

    def _made(self, message: dict[str, Any]) -> Table:
        facts = message["table"]
        table = Table(None, tuple(facts["header"]), facts["header_line"], ())
        table.parts = tuple(map(tuple, facts["parts"]))
        table.blank = frozenset(facts["blank"])
        table.samples = tuple(map(tuple, facts["samples"]))
        table.recognised, table.number, table.separator = facts["recognised"], facts["number"], facts["separator"]
        table.header_rows = [Row(line, tuple(cells)) for line, cells, _why in facts["header_rows"]]
        table.decisions = [Decision(code, Text(*words), guessed) for code, words, guessed in facts["decisions"]]
        if facts["encoding"] is not None:
            name, label, *rest = facts["encoding"]
            table.encoding = Encoding(name, Text(*label), *rest)
        table.aside += map(_aside, message["aside"])
        table.rows = self._rows(table)
        table.done = lambda: self._part
        return table

    def _rows(self, table: Table) -> Iterator[Row]:
        while True:
            message = self._message()
            if "rows" not in message:
                if "table" in message:
                    table.following = self._made(message)
                return
            table.aside += map(_aside, message["aside"])
            self._part = message["done"]
            for line, cells, why in message["rows"]:
                yield Row(line, tuple(cells), None if why is None else Text(*why))

    def _message(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            self._complaints.seek(0)
            complaint = self._complaints.read(4000).decode(errors="replace")
            _log.warning("reading a text file ended with %s: %s", self._child.wait(), complaint)
            raise UnreadableError("too_hard", _GAVE_UP)
        message: dict[str, Any] = json.loads(line)
        if "refused" in message:
            text = Text(*message["text"])
            raise UnreadableError(message["refused"], text) if message["refused"] else MisuseError(text)
        return message


def _on_disk(stream: BinaryIO) -> IO[bytes]:
    try:
        stream.fileno()
    except OSError:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
        shutil.copyfileobj(stream, file)
        file.seek(0)
        return file
    return stream


def _end(process: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> None:
    process.kill()
    cast(IO[bytes], process.stdout).close()
    complaints.close()
    process.wait()


def _aside(sent: list[Any]) -> Aside:
    line, cells, reason, words, differences = sent
    return Aside(Row(line, tuple(cells)), reason, Text(*words), tuple(map(tuple, differences)))


def main() -> None:
    """Read the file on stdin, within limits, and write its tables."""
    child.limit(CPU_SECONDS)
    gc.freeze()
    file = cast(BinaryIO, cast(io.BufferedReader, sys.stdin.buffer).raw)
    try:
        table: Table | None = _here(file, sys.argv[1] if len(sys.argv) > 1 else None)
        done = table.done if table else float
        while table is not None:
            _send_table(table, done)
            table = table.following
        _send({"end": True})
    except UnreadableError as error:
        _send({"refused": error.code, "text": error.text})
    except MisuseError as error:
        _send({"refused": "", "text": error.text})
    except MemoryError:
        _send({"refused": "too_hard", "text": _GAVE_UP})


def _send_table(table: Table, done: Any) -> None:
    facts = {
        name: getattr(table, name)
        for name in ("header", "header_line", "header_rows", "parts", "recognised", "number", "separator", "samples")
    }
    facts |= {"blank": sorted(table.blank), "decisions": table.decisions, "encoding": table.encoding}
    sent = len(table.aside)
    _send({"table": facts, "aside": [_sent(aside) for aside in table.aside]})
    batch: list[Row] = []
    for row in table.rows:
        batch.append(row)
        if len(batch) == _BATCH:
            _send({"rows": batch, "aside": [_sent(aside) for aside in table.aside[sent:]], "done": done()})
            batch, sent = [], len(table.aside)
    _send({"rows": batch, "aside": [_sent(aside) for aside in table.aside[sent:]], "done": done()})


def _sent(aside: Aside) -> tuple[Any, ...]:
    return aside.row.line, aside.row.cells, aside.reason, aside.text, aside.differences


def _send(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), check_circular=False) + "\n")
    if not (isinstance(value, dict) and "rows" in value):
        sys.stdout.flush()


if __name__ == "__main__":
    main()
