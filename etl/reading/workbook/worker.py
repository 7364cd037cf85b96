"""Runs in a process of its own: limits itself, reads a workbook from stdin, writes its sheets to stdout as JSON lines.

A hostile file can make a parser eat all memory or abort; here only this process dies, and the parent says so.
Lines: {"sheet": facts}, then [[line, cells], ...] in batches, at last {"end": true}; or {"refused": code, "detail": …}.
"""

import gc
import json
import sys
from collections.abc import Iterator

from etl.reading import child
from etl.reading.contents import HEAD, is_page
from etl.reading.workbook.parts import SHOWN, Grid, Package, RefusedError

CPU_SECONDS = 30
_BATCH = 500
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def main() -> None:
    child.limit(CPU_SECONDS)
    gc.disable()  # the process is short and its trees have no cycles
    limit = int(sys.argv[1])
    try:
        left = limit
        for grid in _grids(limit):
            left = _write(grid, left)
        _line({"end": True})
    except RefusedError as refused:
        _line({"refused": refused.code, "detail": refused.detail})
    except MemoryError:
        _line({"refused": "workbook_too_large", "detail": "memory"})


def _grids(limit: int) -> Iterator[Grid]:
    file = sys.stdin.buffer
    head = file.read(HEAD)
    if head.startswith(_OLE):
        from etl.reading.workbook.xls import read_xls

        return read_xls(head + file.read())
    if is_page(head):
        from etl.reading.workbook.page import read_page

        return read_page(head + file.read(limit), limit)
    package = Package(file, limit)
    names = package.names()
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names):
        raise RefusedError("workbook_has_macros")
    if "content.xml" in package:
        from etl.reading.workbook.ods import read_ods

        return read_ods(package)
    from etl.reading.workbook.xlsx import read_xlsx

    return read_xlsx(package)


def _write(grid: Grid, left: int) -> int:
    """Write one finished sheet; one text used in many cells must not grow into more than `left` characters."""
    facts = {name: getattr(grid, name) for name in Grid.__slots__ if name != "rows"}
    for name in ("hidden_rows", "hidden_columns", "far"):
        facts[name] = (len(facts[name]), facts[name][:SHOWN])
    facts["formulas"] = (grid.formulas.count, grid.formulas.first)
    _line({"sheet": facts})
    batch: list[tuple[int, list[str]]] = []
    for line, row in grid.rows.items():
        left -= sum(map(len, row))
        if left < 0:
            raise RefusedError("workbook_too_large", "text")
        batch.append((line, row))
        if len(batch) == _BATCH:
            _line(batch)
            batch = []
    if batch:
        _line(batch)
    return left


def _line(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
