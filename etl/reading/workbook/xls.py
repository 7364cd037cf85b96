"""Reads an .xls workbook of Excel 97 to 2003 (BIFF8), record by record.

Libraries for it drop error cells and know no hidden rows, so the few records that hold cells are read here.
"""

from collections.abc import Iterator
from struct import error as StructError
from struct import unpack_from

from etl.reading.workbook.compound import Compound
from etl.reading.workbook.parts import Grid, RefusedError
from etl.reading.workbook.values import BUILT_IN, plain, shown_text, type_of_format

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x002F, 0x0022, 0x041E, 0x00E0, 0x0085, 0x00FC
_ROW, _COLINFO, _MERGED = 0x0208, 0x007D, 0x00E5
_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK = 0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD
_BOOLERR, _FORMULA, _STRING = 0x0205, 0x0006, 0x0207
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

Record = tuple[int, list[bytes]]  # type; data, with one more piece for each CONTINUE record


def read_xls(data: bytes) -> Iterator[Grid]:
    """Yield the sheets of a workbook in their order, each finished."""
    compound = Compound(data)
    names = compound.names()
    if "encryptedpackage" in names:
        raise RefusedError("workbook_encrypted")
    if "_vba_project_cur" in names:
        raise RefusedError("workbook_has_macros")
    if "workbook" not in names:
        instead = {"book": "old", "worddocument": "word", "powerpoint document": "slides"}
        raise RefusedError(
            "not_a_workbook", next((word for name, word in instead.items() if name in names), "compound")
        )
    try:
        yield from _Book(compound.stream("workbook")).grids()
    except (StructError, IndexError, UnicodeDecodeError) as error:
        raise RefusedError("workbook_damaged", f"record: {error}") from error


def _records(data: bytes, position: int) -> Iterator[Record]:
    """Yield the records of one substream to its end, without those of charts inside."""
    depth = 0
    while True:
        record_type, length = unpack_from("<HH", data, position)
        pieces = [data[position + 4 : position + 4 + length]]
        position += 4 + length
        while record_type != _CONTINUE and data[position : position + 2] == b"\x3c\x00":
            (length,) = unpack_from("<H", data, position + 2)
            pieces.append(data[position + 4 : position + 4 + length])
            position += 4 + length
        depth += (record_type == _BOF) - (record_type == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield record_type, pieces


class _Strings:
    """Reads texts that may run on into CONTINUE records, where the width of characters is stated again."""

    def __init__(self, pieces: list[bytes], offset: int) -> None:
        self._pieces, self._number, self._offset = pieces, 0, offset

    def _skip(self, count: int) -> None:
        while count > 0:
            left = len(self._pieces[self._number]) - self._offset
            if count <= left:
                self._offset += count
                return
            count -= left
            self._number, self._offset = self._number + 1, 0

    def _take(self, form: str, size: int) -> int:
        if self._offset >= len(self._pieces[self._number]):
            self._number, self._offset = self._number + 1, 0
        (value,) = unpack_from(form, self._pieces[self._number], self._offset)
        self._offset += size
        return int(value)

    def next(self) -> str:
        count, flags = self._take("<H", 2), self._take("<B", 1)
        runs = self._take("<H", 2) if flags & 8 else 0
        extra = self._take("<I", 4) if flags & 4 else 0
        parts = []
        while count:
            wide = flags & 1
            piece = self._pieces[self._number]
            here = min(count, (len(piece) - self._offset) >> wide)
            end = self._offset + (here << wide)
            part = piece[self._offset : end]
            parts.append(part if wide else part.decode("latin-1").encode("utf-16-le"))
            self._offset, count = end, count - here
            if count:
                self._number, self._offset = self._number + 1, 0
                flags = self._take("<B", 1)
        self._skip(runs * 4 + extra)
        return plain(b"".join(parts).decode("utf-16-le", "replace"))


class _Book:
    """The workbook's own records: sheets, shared strings, styles; then each sheet's cells."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._base_1904 = False
        self._strings: list[str] = []
        self._sheets: list[tuple[int, str, bool]] = []
        formats: dict[int, str] = {}
        styles: list[int] = []
        if unpack_from("<HHH", data, 0)[::2] != (_BOF, 0x0600):
            raise RefusedError("not_a_workbook", "old")
        for record_type, pieces in _records(data, 0):
            body = pieces[0]
            if record_type == _FILEPASS:
                raise RefusedError("workbook_encrypted")
            if record_type == _DATEMODE:
                self._base_1904 = unpack_from("<H", body)[0] == 1
            elif record_type == _FORMAT:
                formats[unpack_from("<H", body)[0]] = _Strings(pieces, 2).next()
            elif record_type == _XF:
                styles.append(unpack_from("<H", body, 2)[0])
            elif record_type == _SST:
                texts = _Strings(pieces, 8)
                self._strings = [texts.next() for _ in range(unpack_from("<I", body, 4)[0])]
            elif record_type == _BOUNDSHEET:
                self._add_sheet(body)
        custom = {number: type_of_format(code) for number, code in formats.items()}
        self._style_types = [custom.get(number, BUILT_IN.get(number, "")) for number in styles]

    def _add_sheet(self, body: bytes) -> None:
        position, state, sheet_type, length, flags = unpack_from("<IBBBB", body)
        if sheet_type == 1:  # a sheet of Excel 4 macros
            raise RefusedError("workbook_has_macros")
        if sheet_type == 0:
            name = body[8 : 8 + (length << (flags & 1))].decode("utf-16-le" if flags & 1 else "latin-1")
            self._sheets.append((position, plain(name), state & 3 != 0))

    def grids(self) -> Iterator[Grid]:
        for position, name, hidden in self._sheets:
            grid = Grid(name, hidden)
            cells: dict[int, list[tuple[int, str]]] = {}
            last = (0, 0)
            for record_type, pieces in _records(self._data, position):
                if record_type == _STRING:  # the text of the formula just before
                    text = _Strings(pieces, 0).next()
                    texts = [(last[0], last[1], text)]
                else:
                    texts = list(self._cells(record_type, pieces, grid))
                for row, column, text in texts:
                    last = row, column
                    if text:
                        cells.setdefault(row, []).append((column, text))
            for row in sorted(cells):
                grid.put_row(row + 1, sorted(cells[row]))
            grid.finish()
            yield grid

    def _cells(self, record_type: int, pieces: list[bytes], grid: Grid) -> Iterator[tuple[int, int, str]]:
        body = pieces[0]
        if record_type == _MULRK:
            row, first = unpack_from("<HH", body)
            for step in range((len(body) - 6) // 6):
                style, packed = unpack_from("<HI", body, 4 + step * 6)
                yield row, first + step, self._number(_unpacked(packed), style, grid)
        elif record_type in (_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _BOOLERR, _FORMULA):
            row, column, style = unpack_from("<HHH", body)
            yield row, column, self._single(record_type, pieces, (row + 1, column), style, grid)
        elif record_type == _ROW and unpack_from("<H", body, 12)[0] & 0x20:
            grid.hidden_rows.append(unpack_from("<H", body)[0] + 1)
        elif record_type == _COLINFO and unpack_from("<H", body, 8)[0] & 1:
            first, last = unpack_from("<HH", body)
            grid.hidden_columns.append((first, min(last, 255)))
        elif record_type == _MERGED:
            for number in range(unpack_from("<H", body)[0]):
                top, bottom, left, right = unpack_from("<HHHH", body, 2 + number * 8)
                grid.merge(top + 1, left, bottom + 1, right)

    def _single(self, record_type: int, pieces: list[bytes], cell: tuple[int, int], style: int, grid: Grid) -> str:
        body = pieces[0]
        if record_type == _LABELSST:
            return self._strings[unpack_from("<I", body, 6)[0]]
        if record_type in (_LABEL, _RSTRING):
            return _Strings(pieces, 6).next()
        if record_type == _NUMBER:
            return self._number(unpack_from("<d", body, 6)[0], style, grid)
        if record_type == _RK:
            return self._number(_unpacked(unpack_from("<I", body, 6)[0]), style, grid)
        if record_type == _BOOLERR:
            return _logical(body[7] == 0, body[6])
        grid.formulas.add(cell)
        if body[12:14] != b"\xff\xff":
            return self._number(unpack_from("<d", body, 6)[0], style, grid)
        # 0: the text follows in a record of its own; 1: true or false; 2: an error; 3: an empty text.
        return _logical(body[6] == 1, body[8]) if body[6] in (1, 2) else ""

    def _number(self, value: float, style: int, grid: Grid) -> str:
        date_type = self._style_types[style]
        raw = repr(value)
        if date_type == "date" and self._base_1904:
            grid.dates_1904 = True
        return shown_text(raw, date_type, self._base_1904)


def _logical(is_truth: bool, value: int) -> str:
    if is_truth:
        return "TRUE" if value else "FALSE"
    return _ERRORS.get(value, "#ERROR!")


def _unpacked(packed: int) -> float:
    """Undo Excel's short form of a number: 30 bits of an integer or of a float's upper half, perhaps times 100."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        (value,) = unpack_from("<d", b"\0\0\0\0" + (packed & 0xFFFFFFFC).to_bytes(4, "little"))
    return value / 100 if packed & 1 else value
