"""What is said about a workbook: why it is not read, and what the reader decided by itself."""

from typing import Any

from etl.reading.contents import SLIDES, WORD, ZIP, refusal_of
from etl.reading.table import Decision
from etl.text import Text

_SHOWN = 5

_REFUSALS = {
    "not_a_workbook": Text(
        "Đây không phải tệp Excel (.xlsx, .xls) hay .ods. Hãy mở tệp bằng Excel và lưu lại dạng .xlsx.",
        "This is not an Excel (.xlsx, .xls) or .ods file. Open it in Excel and save it as .xlsx.",
    ),
    "workbook_encrypted": Text(
        "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại.",
        "The file has a password and cannot be read. Remove it (File > Info > Protect Workbook) and send it again.",
    ),
    "workbook_damaged": Text(
        "Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
        "The file is damaged or was not uploaded completely. Open it in Excel, save it as .xlsx and send it again.",
    ),
    "workbook_too_large": Text(
        "Tệp quá lớn để đọc. Hãy chép các dòng số liệu sang một tệp mới, chia nhỏ nếu cần, rồi gửi lại.",
        "The file is too large to read. Copy the rows of data to a new file, in parts if need be, and send it again.",
    ),
    "workbook_has_macros": Text(
        "Tệp có macro nên không nhận. Hãy lưu lại dạng .xlsx (không có macro) rồi gửi lại.",
        "The file contains macros and is not accepted. Save it as .xlsx (without macros) and send it again.",
    ),
}
# What a file turned out to be instead, where that helps the sender.
_INSTEAD = {
    "empty": Text("Tệp trống, không có nội dung.", "The file is empty."),
    "page": Text(
        "Đây là trang web, trong đó không có bảng nào. Hãy mở bằng Excel, xem có bảng số liệu không và lưu lại dạng .xlsx.",
        "This is a web page without a table in it. Open it in Excel, see whether it has the data, and save it as .xlsx.",
    ),
    "xml": Text(
        "Đây là tệp XML, không phải tệp Excel. Hãy mở bằng Excel và lưu lại dạng .xlsx.",
        "This is an XML file and not an Excel file. Open it in Excel and save it as .xlsx.",
    ),
    "old": Text(
        "Tệp Excel 95 hoặc cũ hơn không đọc được. Hãy mở bằng Excel và lưu lại dạng .xlsx.",
        "A file of Excel 95 or older cannot be read. Open it in Excel and save it as .xlsx.",
    ),
    "text": Text(
        "Đây là tệp văn bản, không phải bảng tính. Hãy chép bảng sang Excel và lưu lại dạng .xlsx.",
        "This is a text document and not a workbook. Copy the table to Excel and save it as .xlsx.",
    ),
    "word": refusal_of(WORD),
    "slides": refusal_of(SLIDES),
    "zip": refusal_of(ZIP),
    "binary": Text(
        "Tệp .xlsb không đọc được. Hãy mở bằng Excel và lưu lại dạng .xlsx.",
        "A .xlsb file cannot be read. Open it in Excel and save it as .xlsx.",
    ),
}


def refusal(code: str, detail: str) -> Text:
    """Return the sentence for a workbook that is not read."""
    if code == "not_a_workbook" and detail in _INSTEAD:
        return _INSTEAD[detail]
    return _REFUSALS[code]


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def decisions_about(facts: dict[str, Any]) -> list[Decision]:
    """Say what was decided about one sheet, from the child's facts; long lists come as (count, some of them)."""
    decisions = [
        _listed("far_cells", facts["far"], _FAR, guessed=True),
        _formulas(facts),
        _merged(facts),
        _listed("hidden_rows", facts["hidden_rows"], _HIDDEN_ROWS),
        _listed("hidden_columns", facts["hidden_columns"], _HIDDEN_COLUMNS),
        Decision("dates_1904", _DATES_1904) if facts["dates_1904"] else None,
        Decision("hidden_sheet", _HIDDEN_SHEET) if facts["hidden"] else None,
        Decision("web_page", _PAGE) if facts["page"] else None,
    ]
    return [decision for decision in decisions if decision]


_FAR = Text(
    "{count} ô nằm rất xa bảng nên không đọc: {shown}.", "{count} cells far away from the table were not read: {shown}."
)
_FORMULAS = Text(
    "Đã dùng kết quả đã lưu của {count} ô công thức (ô đầu tiên: {shown}).",
    "The stored results of {count} formula cells were used (the first one: {shown}).",
)
_UNCOMPUTED = Text(
    "{count} ô công thức (ô đầu tiên: {shown}) có thể chưa được tính. Hãy mở tệp bằng Excel, lưu lại rồi gửi lại.",
    "{count} formula cells (the first one: {shown}) may never have been computed. Open the file in Excel, save it and "
    "send it again.",
)
_MERGED = Text(
    "Đã điền nội dung của ô gộp vào {count} ô, ví dụ {shown}.",
    "The text of merged cells was filled into {count} cells, for example {shown}.",
)
_HIDDEN_ROWS = Text("Đã đọc cả {count} dòng bị ẩn: {shown}.", "{count} hidden rows were read too: {shown}.")
_HIDDEN_COLUMNS = Text("Đã đọc cả các cột bị ẩn: {shown}.", "Hidden columns were read too: {shown}.")
_DATES_1904 = Text(
    "Ngày trong tệp đếm từ năm 1904 (Excel cho Mac) và đã được đổi đúng.",
    "Dates in this file count from 1904 (Excel for Mac) and were converted accordingly.",
)
_PAGE = Text(
    "Tệp là trang web (HTML), không phải tệp Excel; đã đọc bảng trong trang.",
    "The file is a web page (HTML) and no Excel file; the table in it was read.",
)
_HIDDEN_SHEET = Text("Trang tính này bị ẩn.", "This sheet is hidden.")


def _listed(code: str, cells: tuple[int, list[Any]], text: Text, guessed: bool = False) -> Decision | None:
    count, some = cells
    if not count:
        return None
    names = [_span(*item) if code == "hidden_columns" else _cell(item) for item in some[:_SHOWN]]
    shown = ", ".join(names) + (", …" if count > len(names) else "")
    return Decision(code, text.filled(count=count, shown=shown), guessed)


def _cell(item: int | list[Any]) -> str:
    """Name a row, a cell, or a cell with what it holds."""
    if isinstance(item, int):
        return str(item)
    line, column, *rest = item
    return f"{letters(column)}{line}" + "".join(f" ({value[:40]})" for value in rest)


def _span(first: int, last: int) -> str:
    return letters(first) if first == last else f"{letters(first)}:{letters(last)}"


def _formulas(facts: dict[str, Any]) -> Decision | None:
    # Formulas without a result say so where they stand: each is a finding, or in a row that is left out anyway.
    count, some = facts["formulas"]
    if not count:
        return None
    values = {"count": count, "shown": _cell(some[0])}
    if facts["uncomputed"]:
        return Decision("formulas_not_computed", _UNCOMPUTED.filled(**values), guessed=True)
    return Decision("formula_values", _FORMULAS.filled(**values))


def _merged(facts: dict[str, Any]) -> Decision | None:
    if not facts["filled"]:
        return None
    top, left, bottom, right = facts["filled_first"]
    shown = f"{letters(left)}{top}:{letters(right)}{bottom}"
    return Decision("merged_filled", _MERGED.filled(count=facts["filled"], shown=shown))
