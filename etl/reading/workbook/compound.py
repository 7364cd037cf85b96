"""The container of old Office files: a small file system whose streams are chains of sectors."""

from struct import error as StructError
from struct import unpack_from

from etl.reading.workbook.parts import RefusedError

_LAST = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_SMALL = 4096  # shorter streams live inside the root's stream, in sectors of 64 bytes


class Compound:
    """Finds streams by name; a chain that runs in a circle or out of the file is refused."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (StructError, IndexError) as error:
            raise RefusedError("workbook_damaged", f"container: {error}") from error

    def _open(self) -> None:
        data = self._data
        (shift,) = unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise RefusedError("workbook_damaged", "sector size")
        self._size = 1 << shift
        directory, _, _, small_table, _, more, _ = unpack_from("<7I", data, 48)
        self._table = self._sector_table(more)
        entries = self._chain(directory)
        self._small_table = _numbers(self._chain(small_table)) if small_table < _LAST else ()
        self._streams: dict[str, tuple[int, int]] = {}
        self._small = b""
        for position in range(0, len(entries) - 127, 128):
            length, entry_type = unpack_from("<HB", entries, position + 64)
            name = entries[position : position + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            start, size = unpack_from("<II", entries, position + 116)
            if entry_type == 5:
                self._small = self._chain(start)[:size] if size else b""
            elif entry_type:
                self._streams.setdefault(name, (start, size))

    def _sector_table(self, more: int) -> tuple[int, ...]:
        """Gather the table that says of each sector which comes next; its own sectors are listed in the header."""
        sectors = list(unpack_from("<109I", self._data, 76))
        seen = 0
        while more < _LAST:
            seen += 1
            numbers = _numbers(self._sector(more))
            sectors.extend(numbers[:-1])
            more = numbers[-1]
            if seen * self._size > len(self._data):
                raise RefusedError("workbook_damaged", "container: circle")
        used = [sector for sector in sectors if sector < _LAST]
        if len(used) * self._size > len(self._data):
            raise RefusedError("workbook_damaged", "container: table")
        return _numbers(b"".join(map(self._sector, used)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(self._table, start)))

    def names(self) -> set[str]:
        return set(self._streams)

    def stream(self, name: str) -> bytes:
        start, size = self._streams[name]
        try:
            if size >= _SMALL:
                content = self._chain(start)[:size]
            else:
                small = self._small
                content = b"".join(small[at * 64 : at * 64 + 64] for at in _follow(self._small_table, start))[:size]
        except IndexError as error:
            raise RefusedError("workbook_damaged", "container: chain") from error
        if len(content) < size:
            raise RefusedError("workbook_damaged", "container: cut off")
        return content


def _numbers(data: bytes) -> tuple[int, ...]:
    return unpack_from(f"<{len(data) // 4}I", data)


def _follow(table: tuple[int, ...], sector: int) -> list[int]:
    chain = []
    while sector < _LAST:
        chain.append(sector)
        if len(chain) > len(table):
            raise RefusedError("workbook_damaged", "container: circle")
        sector = table[sector]
    return chain
