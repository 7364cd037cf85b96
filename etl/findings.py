"""Faults in data as values: where, what was there, why it will not do, what to write instead; in both languages."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from etl.text import Text

Level = Literal["error", "warning"]
LONGEST_VALUE = 80
MOST_LINES = 50  # lines listed for one finding; the rest is counted
MOST_FINDINGS = 1_000  # different findings kept for one file

# Every sentence stands alone: the place (sheet, line, column) is put before it by whoever shows it.
MESSAGES: dict[str, Text] = {
    # the file
    "no_rows": Text(
        "Tệp không có dòng số liệu nào dưới dòng tiêu đề. Hãy điền ít nhất một dòng rồi nạp lại.",
        "The file has no rows below its header. Fill in at least one row and load it again.",
    ),
    "no_header": Text(
        "Không tìm thấy dòng tiêu đề. Hãy ghi tên cột ở dòng đầu, như trong tệp mẫu.",
        "No header row was found. Put the columns' names in the first row, as in the template.",
    ),
    "unknown_kind": Text(
        "Không nhận ra đây là loại bản ghi nào ({kinds}). Hãy chọn loại, hoặc dùng tên cột của tệp mẫu.",
        "It is not clear which kind of record this is ({kinds}). Choose the kind, or use the template's column names.",
    ),
    "missing_column": Text(
        "Thiếu cột bắt buộc “{label}”. Hãy thêm cột này, ví dụ giá trị: {example}.",
        "The required column “{label}” is missing. Add it; a value looks like: {example}.",
    ),
    "unknown_column": Text(
        "Không nhận ra cột “{column}”.{guess} Hãy đổi tên cột, ghép cột này với một cột đã biết, hoặc chọn bỏ qua.",
        "The column “{column}” is not recognised.{guess} Rename it, map it to a known column, or choose to leave it out.",
    ),
    "ambiguous_column": Text(
        'Cột “{column}” có thể là {labels}. Hãy chọn một trong các cột đó (dòng lệnh: --map "{column}={first}"), hoặc chọn bỏ qua.',
        'The column “{column}” can be {labels}. Choose one of them (command line: --map "{column}={first}"), or leave it out.',
    ),
    "share_left_out": Text(
        "Cột “{column}” là tỷ lệ nên không nạp: tỷ lệ được tính từ các số đếm.",
        "The column “{column}” holds shares and is not loaded: shares are computed from the counts.",
    ),
    "column_left_out": Text(
        "Cột “{column}” không thuộc bản ghi {kind} nên không nạp.",
        "The column “{column}” is no part of a {kind} and is not loaded.",
    ),
    "duplicate_column": Text(
        "Hai cột “{column}” và “{other}” cùng là “{label}”. Hãy giữ một cột.",
        "The columns “{column}” and “{other}” both mean “{label}”. Keep one of them.",
    ),
    "misplaced_row": Text(
        "Dòng này có số ô không khớp với tiêu đề nên không biết ô nào thuộc cột nào. {why}",
        "This row does not fit the header, so it is not clear which cell belongs to which column. {why}",
    ),
    "total_differs": Text(
        "Dòng tổng ghi {value}, nhưng các dòng phía trên cộng lại là {ours}. Dòng tổng không được nạp; hãy xem có thiếu dòng nào không.",
        "The total says {value}, but the rows above add up to {ours}. Totals are not loaded; see whether a row is missing.",
    ),
    "several_sheets": Text(
        "Tệp có nhiều trang tính có bảng số liệu: {sheets}. Hãy chọn trang tính cần nạp.",
        "Several sheets hold a table: {sheets}. Choose the sheets to load.",
    ),
    "guessed_encoding": Text(
        "Bảng mã được đoán là {name}: “{before}” → “{after}”. Nếu chữ đã đúng, hãy xác nhận; nếu chưa, hãy chọn bảng mã khác.",
        "The encoding is guessed to be {name}: “{before}” → “{after}”. Confirm it if the text is right, else choose another.",
    ),
    # a cell
    "required": Text(
        "Ô bắt buộc “{label}” để trống. Hãy ghi {expected}.", "The required cell “{label}” is empty. Write {expected}."
    ),
    "unknown_unit": Text(
        "“{value}” không phải là tên hay mã của đơn vị nào.{guess} Hãy ghi {expected}.",
        "“{value}” is no unit's name or code.{guess} Write {expected}.",
    ),
    "not_a_council": Text(
        "“{value}”: UBND là cơ quan chịu giám sát, không phải hội đồng. Có phải HĐND của {unit} không? Nếu phải, hãy ghi "
        "“{unit}”.",
        "“{value}” is a People's Committee, which is watched over and is no council. Is it the People's Council of {unit}? "
        "If so, write “{unit}”.",
    ),
    "unit_ended": Text(
        "{unit} đã kết thúc ngày {last}, trước ngày {day} của bản ghi. {instead}",
        "{unit} ended on {last}, before the record's date {day}. {instead}",
    ),
    "unit_not_yet": Text(
        "{unit} chỉ có từ ngày {first}, sau ngày {day} của bản ghi. {instead}",
        "{unit} exists only from {first}, after the record's date {day}. {instead}",
    ),
    "ambiguous_unit": Text(
        "“{value}” có thể là {units}. Hãy ghi tên đầy đủ có dấu, hoặc mã.",
        "“{value}” can mean {units}. Write the full name with its accents, or the code.",
    ),
    "not_a_day": Text("“{value}” không phải là ngày. Hãy ghi {expected}.", "“{value}” is no date. Write {expected}."),
    "no_such_day": Text(
        "Không có ngày “{value}” trong lịch (ngày đứng trước tháng). Hãy ghi {expected}.",
        "There is no day “{value}” in the calendar (day before month). Write {expected}.",
    ),
    "day_too_early": Text(
        "Ngày “{value}” quá xa: số liệu chỉ nhận từ {earliest}. Hãy kiểm tra năm.",
        "The date “{value}” is too far back: records begin on {earliest}. Check the year.",
    ),
    "range_end_differs": Text(
        "“{value}” kết thúc ngày {left}, nhưng “{label}” ghi {right}. Hãy giữ một ngày.",
        "“{value}” ends on {left}, but “{label}” says {right}. Keep one of them.",
    ),
    "day_in_future": Text(
        "Ngày “{value}” ở sau hôm nay ({today}). Hãy kiểm tra lại; việc chưa diễn ra thì để trống.",
        "The date “{value}” lies after today ({today}). Check it; leave what has not happened yet empty.",
    ),
    "day_too_far": Text(
        "Ngày “{value}” quá xa trong tương lai. Hãy kiểm tra năm.",
        "The date “{value}” is too far ahead. Check the year.",
    ),
    "not_a_count": Text(
        "“{value}” không phải là số đếm. Hãy ghi {expected}.", "“{value}” is no count. Write {expected}."
    ),
    "share_for_count": Text(
        "Ở đây không ghi tỷ lệ (như “{value}”). Hãy ghi {expected}; nếu cả cột là tỷ lệ, hãy bỏ qua cột.",
        "No share belongs here (such as “{value}”). Write {expected}, or leave the column out if all of it is a share.",
    ),
    "column_of_shares": Text(
        "Cả cột “{column}” có vẻ là tỷ lệ (ví dụ “{value}”), không phải “{label}”, nên cả bảng chưa được nạp. "
        "Hãy bỏ qua cột này, hoặc ghi số vào thay.",
        "The whole column “{column}” looks like shares (for example “{value}”), not like “{label}”; nothing of the table is "
        "loaded. Leave the column out, or put the numbers in its place.",
    ),
    "share_differs": Text(
        "“{value}”: {part} trên {whole} không phải là {share}. Hãy kiểm tra các số này.",
        "“{value}”: {part} of {whole} is not {share}. Check these numbers.",
    ),
    "share_of_counts_differs": Text(
        "Tỷ lệ “{value}” không khớp với {part} trên {whole} ({ours}). Tỷ lệ không được nạp; hãy kiểm tra hai số này.",
        "The share “{value}” is not that of {part} in {whole} ({ours}). Shares are not loaded; check the two counts.",
    ),
    "not_an_ordinal": Text(
        "“{value}” không cho biết số thứ tự. Hãy ghi {expected}.",
        "“{value}” does not say which number it is. Write {expected}.",
    ),
    "cells_differ": Text(
        "“{value}” ở cột “{label}” nói rằng “{other}” là {left}, nhưng cột “{there}” ghi {right}. Hãy giữ một.",
        "“{value}” in the column “{label}” says that “{other}” is {left}, but the column “{there}” says {right}. Keep one.",
    ),
    "not_half_steps": Text(
        "“{value}” không dùng được. Hãy ghi {expected}.", "“{value}” will not do. Write {expected}."
    ),
    "number_too_small": Text(
        "“{value}” nhỏ hơn {minimum}. Hãy kiểm tra lại.", "“{value}” is less than {minimum}. Check it."
    ),
    "number_too_large": Text(
        "“{value}” lớn hơn mức có thể ({maximum}). Hãy kiểm tra lại.",
        "“{value}” is more than can be ({maximum}). Check it.",
    ),
    "not_a_choice": Text(
        "“{value}” không có trong danh sách của cột “{label}”.{guess} Hãy ghi một trong: {expected}.",
        "“{value}” is not in the list of “{label}”.{guess} Write one of: {expected}.",
    ),
    "two_choices": Text(
        "“{value}” ở cột “{label}” có thể là {meant}. Hãy ghi đúng một lựa chọn.",
        "“{value}” in the column “{label}” can mean {meant}. Write the one that is meant.",
    ),
    "means_choice": Text(
        "Cột “{column}” có thể là “{label}” hoặc “{other}”: ô nào cũng ghi như “{value}”. Hãy chọn cột này là gì trên trang "
        'nạp, hoặc ghi --map "{column}={other_name}" (nếu đúng là “{label}” thì --map "{column}={name}").',
        "The column “{column}” can be “{label}” or “{other}”: every cell is like “{value}”. Choose on the upload page what "
        'it is, or write --map "{column}={other_name}" (if it is “{label}” indeed, --map "{column}={name}").',
    ),
    "not_yes_or_no": Text(
        "“{value}” không phải là có hay không. Hãy ghi {expected}.",
        "“{value}” is neither yes nor no. Write {expected}.",
    ),
    "unknown_term": Text(
        "“{value}” không phải là nhiệm kỳ. Hãy ghi {expected}.", "“{value}” is no term. Write {expected}."
    ),
    "text_too_long": Text(
        "Ô này dài quá {longest} ký tự. Hãy rút ngắn.", "This cell is longer than {longest} characters. Shorten it."
    ),
    "forbidden_character": Text(
        "Ô này có ký tự điều khiển không nhìn thấy được ({character}). Hãy gõ lại ô.",
        "This cell holds an invisible control character ({character}). Type the cell again.",
    ),
    "digits_lost": Text(
        "“{value}”: bảng tính đã làm mất chữ số của mã này (chỉ giữ 15 chữ số). Hãy định dạng ô là Văn bản rồi gõ lại mã.",
        "“{value}”: the spreadsheet has lost digits of this code (it keeps 15). Format the cell as Text and type the code "
        "again.",
    ),
    "digits_may_be_lost": Text(
        "Mã “{value}” có hơn 15 chữ số và kết thúc bằng số 0: bảng tính có thể đã làm mất chữ số. Hãy so với bản giấy.",
        "The code “{value}” has more than 15 digits and ends in zeros: a spreadsheet may have lost digits. Compare it with "
        "the paper.",
    ),
    "stray_quote": Text(
        "“{label}” ghi {value}, có dấu ngoặc kép thừa; đã đọc là {read}.",
        "“{label}” says {value}, with a stray quotation mark; it was read as {read}.",
    ),
    "example_mark": Text(
        "Ô này còn chữ của dòng ví dụ trong tệp mẫu nhưng dòng đã ghi số liệu khác, nên dòng được nạp và chữ ấy bị bỏ.",
        "This cell still has the words of the template's example row, but the row says something else: the row is loaded "
        "and those words are left out.",
    ),
    "example_half": Text(
        "Dòng ví dụ của tệp mẫu mới được sửa một phần. Nếu là số liệu thật, hãy xóa chữ ở ô này; nếu không, hãy xóa dòng.",
        "The template's example row was written over only in part. If it is a record, clear this cell; if not, delete the "
        "row.",
    ),
    "error_cell": Text(
        "Ô này mang lỗi của bảng tính ({value}). Hãy sửa công thức hoặc gõ giá trị.",
        "This cell holds a spreadsheet error ({value}). Mend the formula or type the value.",
    ),
    "formula_without_result": Text(
        "Ô này là công thức chưa có kết quả ({value}). Hãy mở tệp bằng Excel, lưu lại rồi nạp lại; hoặc gõ thẳng giá trị.",
        "This cell is a formula without a result yet ({value}). Open the file in Excel, save it and load it again; or type "
        "the value.",
    ),
    "no_term": Text(
        "Không biết nhiệm kỳ nào cho ngày “{value}”. Hãy ghi cột Nhiệm kỳ, hoặc kiểm tra ngày.",
        "No term is known for the date “{value}”. Fill in the column Term, or check the date.",
    ),
    # between cells
    "not_at_most": Text(
        "{smaller} ({left}) lớn hơn {larger} ({right}). Hãy kiểm tra các số này.",
        "{smaller} ({left}) is more than {larger} ({right}). Check these numbers.",
    ),
    "not_before": Text(
        "{larger} ({right}) sớm hơn {smaller} ({left}). Hãy kiểm tra hai ngày này.",
        "{larger} ({right}) is earlier than {smaller} ({left}). Check these two dates.",
    ),
    "needs": Text(
        "Có “{label}” nhưng không có “{other}”, nên ô này không được tính vào con số nào.",
        "“{label}” is given without “{other}”, so it enters no figure.",
    ),
    "needs_not": Text(
        "Có “{label}” trong khi “{other}” là “{state}”. Hãy kiểm tra lại.",
        "“{label}” is given while “{other}” is “{state}”. Check it.",
    ),
    # between rows
    "duplicate_row": Text(
        "Dòng này lặp lại dòng {first}, nên chỉ tính một lần.", "This row repeats row {first}; it counts once."
    ),
    "conflicting_row": Text(
        "Dòng {first} và dòng {second} nói về cùng một bản ghi ({record}) nhưng khác nhau. Hãy giữ dòng đúng.",
        "Rows {first} and {second} are about the same record ({record}) but differ. Keep the right one.",
    ),
    "rows_disagree": Text(
        "Các dòng của cùng một {kind} phải giống nhau ở “{label}”, nhưng có: {values}. Hãy sửa cho thống nhất.",
        "All rows of one {kind} must agree on “{label}”, but there are: {values}. Make them the same.",
    ),
    "nothing_to_continue": Text(
        "“{label}” ghi “Có” nhưng lần đầu của {kind} này chưa được nạp, nên chưa được tính vào con số nào.",
        "“{label}” says yes, but the {kind} that it continues was never loaded, so it enters no figure yet.",
    ),
    "names_nothing": Text(
        "“{label}” ghi “{value}” nhưng không có {kind} nào có “{target}” này, nên mối liên hệ ấy chưa được tính.",
        "“{label}” says “{value}”, but no stored {kind} has this “{target}”, so the reference does not count.",
    ),
}


@dataclass(slots=True)
class Finding:
    """One fault, with every line on which it occurs. `line` 0 is the file as a whole."""

    code: str
    level: Level
    text: Text
    sheet: str | None = None
    column: str = ""  # the header as it stands in the file
    field_name: str = ""
    value: str = ""
    every: "array[int]" = field(default_factory=lambda: array("L"))  # all its lines, in the order found
    letter: str = ""  # of the column, in a sheet

    @property
    def lines(self) -> list[int]:
        """Return the first of its lines."""
        return self.every[:MOST_LINES].tolist()

    @property
    def count(self) -> int:
        return len(self.every)

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the command line prints it."""
        return {
            "code": self.code,
            "level": self.level,
            "sheet": self.sheet,
            "line": self.lines[0] if self.lines else None,
            "lines": self.lines,
            "rows": self.count,
            "column": self.column or None,
            "cell": f"{self.letter}{self.lines[0]}" if self.letter and self.lines else None,
            "field": self.field_name or None,
            "value": self.value,
            "message": {"vi": self.text.vi, "en": self.text.en},
        }

    @property
    def place(self) -> Text:
        """Return where the fault is, in words."""
        if not self.lines:
            return (
                Text("Cả tệp", "The file")
                if not self.column
                else Text(f"Cột “{self.column}”", f"Column “{self.column}”")
            )
        shown = ", ".join(f"{self.letter}{line}" for line in self.lines[:8])
        more = self.count - min(len(self.lines), 8)
        if self.letter:
            return Text(
                f"{self.sheet}: Ô {shown}" + (f" và {more} ô nữa" if more > 0 else "") + f" (cột “{self.column}”)",
                f"{self.sheet}: {'Cell' if self.count == 1 else 'Cells'} {shown}"
                + (f" and {more} more" if more > 0 else "")
                + f" (column “{self.column}”)",
            )
        column = Text(f", cột “{self.column}”", f", column “{self.column}”") if self.column else Text("", "")
        sheet = f"{self.sheet}: " if self.sheet else ""
        return Text(
            f"{sheet}Dòng {shown}" + (f" và {more} dòng nữa" if more > 0 else "") + column.vi,
            f"{sheet}{'Row' if self.count == 1 else 'Rows'} {shown}"
            + (f" and {more} more" if more > 0 else "")
            + column.en,
        )


class Findings:
    """Collects findings; the same fault with the same value in many rows is one finding with its lines."""

    def __init__(self, sheet: str | None = None) -> None:
        self.sheet = sheet
        self.letters: dict[str, str] = {}  # of the columns by their headers, where the file is a sheet
        self.errors = 0
        self.dropped = 0
        self._findings: dict[tuple[object, ...], Finding] = {}

    def __iter__(self) -> Iterator[Finding]:
        yield from sorted(self._findings.values(), key=lambda f: (f.level != "error", f.lines[:1] or [0]))

    def __len__(self) -> int:
        return len(self._findings)

    def add(
        self,
        code: str,
        line: int | None = None,
        *,
        level: Level = "error",
        message: str = "",
        column: str = "",
        field: str = "",
        value: str = "",
        **words: object,
    ) -> None:
        """Add a fault. `message` names the sentence where it is not the code's own; `words` fill it."""
        short = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
        self.errors += level == "error"
        key = (code, message, field, column, short, *words.values())  # the sentence is made once for many rows
        finding = self._findings.get(key)
        if finding is None:
            if len(self._findings) >= MOST_FINDINGS:
                self.dropped += 1
                return
            text = MESSAGES[message or code].filled(value=short, column=column, **words)
            finding = self._findings[key] = Finding(
                code, level, text, self.sheet, column, field, short, letter=self.letters.get(column, "")
            )
        if line is not None:
            finding.every.append(line)
