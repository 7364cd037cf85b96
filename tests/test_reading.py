"""Files as staff send them: however they are written, the same rows come out, and what is not data is told."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.declare.values import Words, is_empty
from etl.errors import UnreadableError
from etl.findings import Findings
from etl.loading.check import Checker
from etl.reading import layout
from etl.reading.columns import is_column_name
from etl.reading.headers import Header, find_header
from etl.reading.layout import find_table
from etl.reading.mapped import MappedTable, Reading
from etl.reading.open import OpenedFile, open_tables
from etl.reading.table import Row, Table
from etl.text import clean

HEADER = ["STT", "Đơn vị", "Kỳ họp thứ", "Loại kỳ họp", "Ngày khai mạc", "Tổng số đại biểu", "Số nghị quyết", "Ghi chú"]
ROWS = [
    ["1", "Quận Hồng Bàng", "12", "Thường lệ", "15/07/2024", "30", "7", "Họp tại “nhà văn hóa”"],
    ["2", "Quận Ngô Quyền", "13", "Chuyên đề", "18/07/2024", "31", "3", ""],
    ["3", "Huyện An Lão", "11", "Thường lệ", "22/07/2024", "34", "9", 'Khu "A", lô 3'],
    ["4", "Huyện Vĩnh Bảo", "12", "Thường lệ", "23/07/2024", "35", "12", "Truyền hình trực tiếp"],
]
FIELDS = ("unit", "session_no", "kind", "start_date", "delegates_total", "resolutions_passed", "note")


def written(rows: Sequence[Sequence[str]], separator: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def sources(content: bytes | str, reading: Reading | None = None) -> Iterator[MappedTable]:
    data = content.encode() if isinstance(content, str) else content
    return open_tables("tệp.csv", data, reading or Reading(guess="warn"))


def understood(content: bytes | str, reading: Reading | None = None) -> tuple[list[tuple[Any, ...]], Findings, Table]:
    """Return the rows of the first table as values, its findings and the table."""
    source = next(sources(content, reading))
    assert source.mapping is not None, [finding.text.en for finding in source.findings]
    checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
    rows = [tuple(row.values.get(name) for name in FIELDS) for row in checker.rows(source.table) if not row.refused]
    return rows, source.findings, source.table


PLAIN = understood(written([HEADER, *ROWS]))[0]
TITLES = [
    ["HĐND THÀNH PHỐ HẢI PHÒNG", "", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", ""],
    ["THƯỜNG TRỰC", "", "", "", "", "Độc lập - Tự do - Hạnh phúc", "", ""],
    ["BÁO CÁO", "", "", "", "", "", "", ""],
    ["Tình hình các kỳ họp quý III năm 2024", "", "", "", "", "", "", ""],
    ["Biểu số 02", "", "", "", "", "", "", "Đơn vị tính: kỳ"],
    ["", "", "", "", "", "", "", ""],
]
NUMBERS = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"]
TOTAL = ["", "Tổng cộng", "", "", "", "130", "31", ""]
SIGNATURE = [
    ["", "", "", "", "", "", "", ""],
    ["Nơi nhận:", "", "", "", "", "TM. THƯỜNG TRỰC HĐND", "", ""],
    ["- Như trên;", "", "", "", "", "CHỦ TỊCH", "", ""],
    ["- Lưu: VT.", "", "", "", "", "", "", ""],
    ["", "", "", "", "", "Nguyễn Văn A", "", ""],
]


def test_the_plain_file_is_read() -> None:
    assert [row[0] for row in PLAIN] == ["303", "304", "313", "316"]
    assert PLAIN[2][-1] == 'Khu "A", lô 3'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_line_ends_separators_and_encodings(end: str, separator: str, encoding: str) -> None:
    rows, findings, _table = understood(written([HEADER, *ROWS], separator, end).encode(encoding))
    assert rows == PLAIN and not len(findings)


def test_nfd_text_and_characters_nobody_sees() -> None:
    import unicodedata

    text = written([HEADER, *ROWS])
    odd = unicodedata.normalize(
        "NFD", text.replace("Hồng Bàng", "Hồng\u00a0Bàng\u200b").replace("Thường", "\ufeffThường")
    )
    assert understood(odd)[0] == PLAIN


SHAPES = {
    "no line end at the end": written([HEADER, *ROWS]).rstrip("\n"),
    "blank lines at the end": written([HEADER, *ROWS]) + "\n\n\n",
    "mixed line ends": written([HEADER, *ROWS[:2]]) + written(ROWS[2:], end="\r\n"),
    "comma and space": "\n".join(
        ", ".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in [HEADER, *ROWS]
    ),
    "everything quoted": "\n".join(
        ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in [HEADER, *ROWS]
    ),
    "apostrophes as quotation marks": "\n".join(",".join(f"'{c}'" for c in row) for row in [HEADER, *ROWS]),
    "backslash before quotation marks": "\n".join(
        ",".join('"' + c.replace('"', '\\"') + '"' for c in row) for row in [HEADER, *ROWS]
    ),
    "quotation marks inside not doubled": "\n".join(",".join(f'"{c}"' for c in row) for row in [HEADER, *ROWS]),
    "title rows": written([*TITLES, HEADER, *ROWS]),
    "title rows of one cell": "BÁO CÁO\nQuý III, năm 2024\n\n" + written([HEADER, *ROWS]),
    "a row that numbers the columns": written([HEADER, NUMBERS, *ROWS]),
    "another numbering": written([HEADER, ["A", "B", "1", "2", "3", "4", "5", "6"], *ROWS]),
    "the header again": written([HEADER, *ROWS[:2], HEADER, *ROWS[2:]]),
    "a total": written([HEADER, *ROWS, TOTAL]),
    "a total in the first cell": written([HEADER, *ROWS, ["Tổng cộng:", "", *TOTAL[2:]]]),
    "groups with subtotals": written(
        [
            HEADER,
            ["I. Khối quận", "", "", "", "", "", "", ""],
            *ROWS[:2],
            ["", "Cộng khối quận", "", "", "", "61", "10", ""],
            ["II", "Khối huyện", "", "", "", "", "", ""],
            *ROWS[2:],
            ["", "Cộng khối huyện", "", "", "", "69", "21", ""],
            TOTAL,
        ]
    ),
    "signatures": written([HEADER, *ROWS, TOTAL, *SIGNATURE]),
    "notes below": written([HEADER, *ROWS, ["Ghi chú: số liệu đến 30/9", *[""] * 7], ["(*) chưa đầy đủ", *[""] * 7]]),
    "blank rows": written([HEADER, [""] * 8, *ROWS[:2], [""] * 8, [""] * 8, *ROWS[2:]]),
    "a blank column": written([[*row[:3], "", *row[3:]] for row in [HEADER, *ROWS]]),
    "blank columns at the right": written([[*row, "", "", ""] for row in [HEADER, *ROWS]]),
    "line breaks in the header": written([[name.replace(" ", "\n", 1) for name in HEADER], *ROWS]),
    "a header without accents": written(
        [
            [
                "STT",
                "don vi",
                "KY HOP THU",
                "loai ky hop",
                "ngay khai mac",
                "tong so dai bieu",
                "so nghi quyet",
                "ghi chu",
            ],
            *ROWS,
        ]
    ),
    "one line separated otherwise": written([HEADER, *ROWS[:2]]) + written(ROWS[2:3], ";") + written(ROWS[3:]),
    "everything at once": written(
        [*TITLES, HEADER, NUMBERS, *ROWS[:2], HEADER, *ROWS[2:], TOTAL, *SIGNATURE], ";", "\r\n"
    ),
}


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_every_shape_gives_the_same_rows(content: str) -> None:
    rows, findings, _table = understood(content)
    assert [finding.text.en for finding in findings] == []
    assert rows == PLAIN


def test_a_header_of_two_rows() -> None:
    upper = ["STT", "Đơn vị", "Kỳ họp", "", "Ngày khai mạc", "Đại biểu", "Kết quả", "Ghi chú"]
    lower = ["", "", "thứ", "Loại kỳ họp", "", "Tổng số đại biểu", "Số nghị quyết", ""]
    rows, findings, table = understood(written([*TITLES, upper, lower, NUMBERS, *ROWS]))
    assert rows == PLAIN and not len(findings)
    assert table.header[2] == "Kỳ họp thứ"


def test_what_is_no_data_is_told() -> None:
    rows, _findings, table = understood(SHAPES["groups with subtotals"])
    assert rows == PLAIN
    assert [aside.reason for aside in table.aside] == ["group", "total", "group", "total", "total"]
    assert [decision.code for decision in understood(SHAPES["title rows"])[2].decisions][-1] == "header"


@pytest.mark.parametrize("mark", ["TM. THƯỜNG TRỰC HĐND", "KT. CHỦ TỊCH", "TL. CHỦ TỊCH", "TM."])
def test_who_signs_is_no_data(mark: str) -> None:
    rows, _findings, table = understood(written([HEADER, *ROWS, [mark, *[""] * 7]]))
    assert rows == PLAIN and [aside.reason for aside in table.aside] == ["signature"]


def test_totals_are_held_against_the_rows() -> None:
    wrong = [*TOTAL[:5], "131", "31", ""]
    rows, findings, _table = understood(written([HEADER, *ROWS, wrong]))
    (found,) = findings
    assert rows == PLAIN
    assert (found.code, found.level, found.lines, found.value) == ("total_differs", "warning", [6], "131")
    assert "130" in found.text.en and found.column == "Tổng số đại biểu"


def test_a_unit_alone_in_its_row_is_no_group() -> None:
    _rows, findings, _table = understood(written([HEADER, *ROWS, ["", "Quận Kiến An", *[""] * 6]]))
    assert {finding.code for finding in findings} == {"required"}


BROKEN = {
    "a stray quotation mark": ('Hội trường "lớn', 'Hội trường "lớn'),
    "a cell that begins with one": ('"Hội trường lớn', '"Hội trường lớn'),
    "one quoted too early": ('"Hội" trường lớn', '"Hội" trường lớn'),
    "a cell of nothing but one": ('"', '"'),
}


@pytest.mark.parametrize(("raw", "meant"), BROKEN.values(), ids=BROKEN)
def test_a_stray_quotation_mark_takes_no_row_with_it(raw: str, meant: str) -> None:
    line = ",".join(ROWS[1][:-1]) + f",{raw}\n"
    rows, findings, _table = understood(written([HEADER, ROWS[0]]) + line + written(ROWS[2:]))
    assert rows == [PLAIN[0], (*PLAIN[1][:-1], meant), *PLAIN[2:]] and not len(findings)


def test_quotes_and_line_breaks_inside_cells() -> None:
    note = 'Dòng một\n"Dòng" hai, có dấu phẩy\nDòng ba'
    rows, _findings, _table = understood(written([HEADER, [*ROWS[0][:-1], note], *ROWS[1:]]))
    assert rows == [(*PLAIN[0][:-1], note), *PLAIN[1:]]


def test_a_quotation_mark_never_closed_in_a_long_file_costs_one_row() -> None:
    many = [[str(n), "303", str(n % 90 + 1), "Thường lệ", "15/07/2024", "30", "7", ""] for n in range(3000)]
    text = written([HEADER, *many]).split("\n")
    text[2900] = text[2900][:-1] + ',"mở mà không đóng'
    text[2900] = text[2900].replace(",,", ",")
    rows, findings, _table = understood("\n".join(text))
    assert len(rows) == 3000 and rows[2899][-1] == '"mở mà không đóng' and not findings.errors


@pytest.mark.parametrize("cells", [ROWS[1][:3] + ROWS[1][4:], [*ROWS[1][:3], "", *ROWS[1][3:-1], "thừa", "nữa"]])
def test_a_row_that_does_not_fit_is_a_finding_and_never_shifted(cells: list[str]) -> None:
    rows, findings, _table = understood(written([HEADER, ROWS[0], cells, *ROWS[2:]]))
    (found,) = findings
    assert (found.code, found.lines) == ("misplaced_row", [3])
    assert rows == [PLAIN[0], *PLAIN[2:]]


def test_a_file_without_a_header_is_told_and_can_be_mapped() -> None:
    source = next(sources(written(ROWS)))
    assert "no_header" in {decision.code for decision in source.table.decisions}
    chosen = dict(
        zip(
            "BCDEFGH",
            ("unit", "session_no", "kind", "start_date", "delegates_total", "resolutions_passed", "note"),
            strict=True,
        )
    )
    rows, findings, _table = understood(written(ROWS), Reading("session", chosen=chosen, left_out=("A",)))
    assert rows == PLAIN and not len(findings)


def test_two_tables_in_one_file_are_both_read() -> None:
    other = "Hội nghị lần thứ,Ngày hội nghị,Đơn vị đăng cai,Đơn vị,Tham dự\n1,25/03/2022,Thành phố Hải Phòng,Quận Hồng Bàng,Có\n"
    found = []
    for source in sources(written([HEADER, *ROWS]) + "\nCác hội nghị giao ban\n" + other):
        assert source.mapping is not None and not source.findings.errors
        checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
        found.append((source.mapping.kind.about.name, len([r for r in checker.rows(source.table) if not r.refused])))
    assert found == [("session", 4), ("briefing", 1)]


def test_columns_in_another_order_further_down() -> None:
    turned = [[*row[:1], *row[:0:-1]] for row in [HEADER, *ROWS[2:]]]
    rows = []
    for source in sources(written([HEADER, *ROWS[:2]]) + "\n" + written(turned)):
        assert source.mapping is not None
        checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
        rows += [tuple(row.values.get(name) for name in FIELDS) for row in checker.rows(source.table)]
    assert rows == PLAIN


def test_a_range_of_days_fills_end_and_length() -> None:
    text = 'Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\n303,12,Giữa năm,"18, 19 và sáng 20/7/2022"\n'
    source = next(sources(text))
    assert source.mapping is not None
    (row,) = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings).rows(source.table)
    assert (row.values["kind"], str(row.values["end_date"]), row.values["days"]) == ("regular", "2022-07-20", 2.5)


def test_a_range_and_another_last_day_are_asked_about() -> None:
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Ngày bế mạc\n303,12,Thường lệ,18-20/7/2022,21/7/2022\n"
    assert [finding.code for finding in understood(text)[1]] == ["range_end_differs"]


def test_unknown_tables_are_read_as_they_stand() -> None:
    text = "Date,Time,Qty,Code\n28/01/2018,00:15,2,MG-8769\n29/01/2018,00:30,0,RI-3895\n"
    table = OpenedFile("x.csv", text.encode()).first_table()
    assert table.header == ("Date", "Time", "Qty", "Code")
    assert [row.cells for row in table.rows] == [
        ("28/01/2018", "00:15", "2", "MG-8769"),
        ("29/01/2018", "00:30", "0", "RI-3895"),
    ]


cells = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs"), include_characters=" ,;\"'\n"
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    notes=st.lists(cells, min_size=4, max_size=4),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    titled=st.booleans(),
    numbered=st.booleans(),
    signed=st.booleans(),
)
def test_any_table_in_any_dialect_reads_back_equal(
    notes: list[str], separator: str, end: str, encoding: str, titled: bool, numbered: bool, signed: bool
) -> None:
    rows = [[*row[:-1], note] for row, note in zip(ROWS, notes, strict=True)]
    whole = [
        *(TITLES if titled else []),
        HEADER,
        *([NUMBERS] if numbered else []),
        *rows,
        *(SIGNATURE if signed else []),
    ]
    got, findings, _table = understood(codecs.encode(written(whole, separator, end), encoding))
    assert not findings.errors, [finding.text.en for finding in findings]
    said = [None if is_empty(clean(note), Words()) else clean(note) for note in notes]  # a dash or dot says nothing
    assert got == [(*row[:-1], note) for row, note in zip(PLAIN, said, strict=True)]


def test_a_sheet_with_merged_header_unit_and_total() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kỳ họp")
        sheet.merge_range("A1:G1", "BÁO CÁO KẾT QUẢ KỲ HỌP")
        for column, name in enumerate(HEADER[:5]):
            sheet.merge_range(3, column, 4, column, name)
        sheet.merge_range("F4:G4", "Đại biểu")  # a name that another kind knows
        sheet.write_row("F5", [HEADER[5], HEADER[6]])
        sheet.merge_range("B6:B7", "Quận Hồng Bàng")
        for line, number in ((5, "12"), (6, "13")):
            sheet.write_row(line, 2, [number, "Thường lệ", f"{line + 10}/07/2024", "30", 7])
        sheet.write_row(7, 1, ["Tổng cộng", "", "", "", 60, 14])
        book.add_worksheet("Ghi chú").write(0, 0, "lưu")
    (source,) = open_tables("biểu.xlsx", file.getvalue())
    assert source.mapping is not None and source.sound
    checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
    rows = [[checked.values[name] for name in FIELDS[:2]] for checked in checker.rows(source.table)]
    assert rows == [["303", 12], ["303", 13]]
    assert [finding.code for finding in source.findings] == []
    assert "total" in {aside.reason for aside in source.table.aside}


HEAD, GOOD = written([HEADER]), written([ROWS[0]])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEAD + GOOD * 3 + "\n" * 2_000_000, "too_large"),
        (HEAD + GOOD.replace("Thường lệ", "x" * 5_000_000), "too_large"),
        ("a," * 20_000 + "\n" + "1," * 20_000 + "\n", "too_large"),
        (HEAD + GOOD * 3 + ",Tổng cộng,,,,,,\n" * 60_000, "too_many_rows_aside"),
        (HEAD * 60_000, "too_many_rows_aside"),
        (HEAD + "x,y,z,31/02/2024\n" * 60_000, "too_many_faults"),
        ((HEAD + GOOD + HEAD.replace("Ghi chú", "Tổng số đại biểu")) * 200, "too_many_tables"),
        ("\ufeff" * 200_000, "empty_file"),
    ],
    ids=["rows", "line", "columns", "totals", "headers", "faults", "tables", "marks"],
)
def test_what_no_staff_would_send_ends_in_a_sentence(content: str, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        for source in sources(content):
            if source.mapping is not None:
                for _row in Checker(source.mapping.kind, source.mapping, source.table.header, source.findings).rows(
                    source.table
                ):
                    pass
    assert caught.value.code == code and caught.value.text.vi and caught.value.text.en


# What a file is, whatever its name says


def page(rows: Sequence[Sequence[str]], before: str = "", cell: str = "td") -> str:
    lines = "\n".join("<tr>" + "".join(f"<{cell}>{escape(text)}</{cell}>" for text in row) + "</tr>" for row in rows)
    return f"<html><head><title>Kỳ họp</title></head><body>{before}<table border=1>{lines}</table></body></html>"


PAGES = {
    "a web page named xls": page([HEADER, *ROWS]).encode(),
    "a page with a mark and comments": b"\xef\xbb\xbf\n<!-- saved -->\n<!DOCTYPE html>"
    + page([HEADER, *ROWS]).encode(),
    "a page in UTF-16": page([HEADER, *ROWS]).encode("utf-16"),
    "a page in old letters": page([HEADER, *ROWS]).encode("ascii", "xmlcharrefreplace"),
    "a page with titles and another table": page(
        [*TITLES, HEADER, NUMBERS, *ROWS, TOTAL], "<table><tr><td>Trang chủ<td>Văn bản</table>"
    ).encode(),
    "a page laid out by a table": f"<table><tr><td>Trái<td>{page([HEADER, *ROWS])}</table>".encode(),
    "a page that leaves out ends": page([HEADER, *ROWS]).replace("</td>", "").replace("</tr>", "").encode(),
}


@pytest.mark.parametrize("name", ["kỳ họp.xls", "kỳ họp.csv", "kỳ họp.xlsx"])
@pytest.mark.parametrize("content", PAGES.values(), ids=PAGES)
def test_the_table_of_a_web_page_is_read_and_said(content: bytes, name: str) -> None:
    (source,) = open_tables(name, content)
    assert source.mapping is not None
    checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
    assert [tuple(row.values.get(name) for name in FIELDS) for row in checker.rows(source.table)] == PLAIN
    assert not len(source.findings)
    assert "web_page" in {decision.code for decision in source.table.decisions}


def test_merged_cells_of_a_web_page() -> None:
    text = (
        "<table><tr><th rowspan=2>Đơn vị<th rowspan=2>Kỳ họp thứ<th rowspan=2>Ngày khai mạc<th colspan=2>Đại biểu</tr>"
        "<tr><th>Tổng số đại biểu<th>Số nghị<br>quyết</tr>"
        "<tr><td rowspan=2>Quận Hồng Bàng<td>12<td>15/07/2024<td>30<td>7</tr>"
        "<tr><td>13<td>16/07/2024<td>31<td>&nbsp;</tr></table>"
    )
    (source,) = open_tables("a.xls", text.encode())
    assert source.table.header[-1].endswith("Số nghị quyết")
    assert [row.cells for row in source.table.rows] == [
        ("Quận Hồng Bàng", "12", "15/07/2024", "30", "7"),
        ("Quận Hồng Bàng", "13", "16/07/2024", "31", ""),
    ]


@pytest.mark.parametrize("name", ["kỳ họp.xls", "kỳ họp.csv"])
def test_a_page_without_a_table_is_called_one(name: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        OpenedFile(name, "<!doctype html><html><body><p>Mời đăng nhập, quý vị</p></body></html>".encode())
    assert "trang web" in caught.value.text.vi and "web page" in caught.value.text.en


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "utf-8"])
def test_text_named_xls_is_read_and_said(encoding: str) -> None:
    (source,) = open_tables("kỳ họp.xls", written([HEADER, *ROWS], "\t").encode(encoding))
    assert source.mapping is not None and len(list(source.table.rows)) == 4
    assert "text_named_workbook" in {decision.code for decision in source.table.decisions}
    assert "text_named_workbook" not in {
        decision.code for decision in understood(written([HEADER, *ROWS]))[2].decisions
    }


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize("name", ["số liệu.csv", "số liệu.xlsx", "số liệu.xls"])
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), "ảnh PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "ảnh JPEG"),
        (b"BM\x36\x10\x0e\0\0\0\0\0" + bytes(300), "ảnh BMP"),
        (b"RIFF\x10\x20\0\0WEBPVP8 " + bytes(300), "ảnh WebP"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "PDF"),
        (b"{\\rtf1\\ansi bao cao}", "Word"),
        (archive("[Content_Types].xml", "word/document.xml"), "Word"),
        (archive("a.txt", "b.csv"), "tệp nén .zip"),
        (b"\x1f\x8b\x08" + bytes(range(200)), "tệp nén"),
    ],
)
def test_a_picture_is_called_a_picture(name: str, content: bytes, word: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        OpenedFile(name, content)
    assert word in caught.value.text.vi


# What stands below a table


LEFT = [
    ["NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)", "", "Trần Thị Bình"],
    ["Nơi nhận:", "- Như trên;", "- Lưu: VT, CTHĐND.", ""],
    ["Nơi nhận:\n- Như trên;\n- Lưu: VT", "", "", ""],
    ["Người tổng hợp", "(Đã ký)", "Lê Văn Tám", ""],
    ["", "", "", ""],
]
RIGHT = [
    ["Hải Phòng, ngày 05 tháng 10 năm 2026", "CHÁNH VĂN PHÒNG", "(Ký tên, đóng dấu)", "Nguyễn Văn A"],
    ["Lê Chân, ngày … tháng … năm 2024", "TM. THƯỜNG TRỰC HĐND", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Phạm Thị Cúc"],
    ["TM. THƯỜNG TRỰC HĐND", "CHỦ TỊCH", "", "Đỗ Văn Hùng"],
    ["Kiến An, ngày 05/10/2024", "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Vũ Thị Hà"],
]
NOTES = [
    [],
    ["Ghi chú: số liệu tính đến hết ngày 30/9/2024"],
    ["* Ghi chú:", "- Quận Hải An chưa báo cáo;", "- Số liệu lấy từ biên bản."],
]
BLOCKS = [
    *((left, right) for left in LEFT for right in RIGHT),
    (
        ["NGƯỜI LẬP BIỂU", "", "Trần Thị Bình"],
        ["TRƯỞNG PHÒNG", "", "Đỗ Văn Hùng"],
        ["CHÁNH VĂN PHÒNG", "", "Nguyễn Văn A"],
    ),
]
sparse_rows = st.lists(
    st.tuples(st.sampled_from(ROWS), st.sets(st.sampled_from([0, 5, 6, 7]))), min_size=1, max_size=6, unique_by=id
)


def below(block: Sequence[Sequence[str]], notes: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """Return the rows below a table: first and last column of each cell, and its text."""
    rows = [[(0, len(HEADER) - 1, note)] for note in notes]
    each = len(HEADER) // len(block)
    for line in range(max(map(len, block))):
        cells = [(n * each, (n + 1) * each - 1, side[line]) for n, side in enumerate(block) if line < len(side)]
        rows.append([cell for cell in cells if cell[2]])
    return rows


def records_of(source: MappedTable) -> list[tuple[Any, ...]]:
    assert source.mapping is not None
    checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
    rows = [tuple(row.values.get(name) for name in FIELDS) for row in checker.rows(source.table)]
    assert [finding.text.vi for finding in source.findings] == []
    return rows


@settings(max_examples=60, deadline=None)
@given(sparse_rows, st.sampled_from(BLOCKS), st.sampled_from(NOTES), st.integers(0, 2), st.booleans())
def test_exactly_the_records_come_out_above_any_signature(
    drawn: list[tuple[list[str], set[int]]], block: Sequence[Sequence[str]], notes: list[str], gap: int, in_sheet: bool
) -> None:
    rows = [["" if n in left_empty else cell for n, cell in enumerate(row)] for row, left_empty in drawn]
    under = below(block, notes)
    plain = records_of(next(sources(written([HEADER, *rows]))))
    assert len(plain) == len(rows)
    if in_sheet:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Biểu 1")
            for line, row in enumerate([HEADER, *rows]):
                sheet.write_row(line, 0, row)
            for line, cells in enumerate(under, len(rows) + 1 + gap):
                for first, last, text in cells:
                    sheet.merge_range(line, first, line, last, text)
        source = next(open_tables("biểu.xlsx", file.getvalue()))
    else:
        lines = [[next((t for at, _to, t in cells if at == n), "") for n in range(len(HEADER))] for cells in under]
        source = next(sources(written([HEADER, *rows, *[[""] * len(HEADER)] * gap, *lines])))
    assert records_of(source) == plain
    assert {aside.reason for aside in source.table.aside} <= {"signature", "footnote"}
    assert len(source.table.aside) == sum(map(bool, under))


@pytest.mark.parametrize("row", [["Chủ tịch UBND quận", "12"], ["Thường trực HĐND", "Quận Lê Chân"], ["Quận Lê Chân"]])
def test_a_record_of_a_cell_or_two_is_faulty_and_no_signature(row: list[str]) -> None:
    cells = ["", row[0], *row[1:], *[""] * (len(HEADER) - 1 - len(row))]
    _rows, findings, table = understood(written([HEADER, *ROWS, cells]))
    assert "required" in {finding.code for finding in findings} and not table.aside


def formulas(row: dict[int, str], total: dict[int, str]) -> bytes:
    """Return a workbook whose formulas have no result, as programs write it that do not compute."""
    file = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in [HEADER, *ROWS]:
        sheet.append(cells)
    for line, there in ((len(ROWS) + 2, {1: "Tổng cộng", **total}), (2, row)):
        for column, text in there.items():
            sheet.cell(line, column + 1, text)
    sheet.cell(len(ROWS) + 3, 1, "Người lập biểu")
    sheet.cell(len(ROWS) + 3, 7, "=UPPER(A1)")
    book.save(file)
    return file.getvalue()


def test_a_formula_without_a_result_is_a_finding_and_never_a_text() -> None:
    data = formulas({5: "=20+10", 7: '="Họp"&"tại"'}, {})
    (source,) = open_tables("biểu.xlsx", data)
    assert source.mapping is not None
    checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
    refused = [row.refused for row in checker.rows(source.table)]
    assert refused == [True, False, False, False]
    assert [(f.code, f.level, f.place.vi.split(" (")[0]) for f in source.findings] == [
        ("formula_without_result", "error", "Sheet: Ô F2"),
        ("formula_without_result", "error", "Sheet: Ô H2"),
    ]
    assert "=20+10" in next(iter(source.findings)).text.vi


def test_formulas_of_rows_that_are_left_out_are_not_spoken_of() -> None:
    (source,) = open_tables("biểu.xlsx", formulas({}, {5: "=SUM(F2:F5)", 6: "=SUM(G2:G5)"}))
    assert records_of(source) == PLAIN
    assert [aside.reason for aside in source.table.aside] == ["total", "signature"]
    assert not {"formula_values", "formulas_not_computed"} & {decision.code for decision in source.table.decisions}


@pytest.mark.parametrize("error", ["#REF!", "#ERROR!", "Err:508", "#CALC!"])
def test_an_error_of_a_spreadsheet_is_no_text(error: str) -> None:
    _rows, findings, _table = understood(written([HEADER, [*ROWS[0][:-1], error]]))
    assert [finding.code for finding in findings] == ["error_cell"]


@pytest.mark.parametrize("in_sheet", [False, True])
def test_a_row_is_left_out_by_a_users_word_and_told(in_sheet: bool) -> None:
    stray = ["5", "xem công văn 12", "", "", "", "", "", "hỏi lại"]
    name, content, sheet = "a.csv", written([HEADER, *ROWS, stray]).encode(), ""
    if in_sheet:
        file, sheet = io.BytesIO(), "Biểu 1"
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            page = book.add_worksheet(sheet)
            for line, cells in enumerate([HEADER, *ROWS, stray]):
                page.write_row(line, 0, cells)
        name, content = "a.xlsx", file.getvalue()
    opened = OpenedFile(name, content)
    said = Reading(rows_left_out=frozenset({(sheet, 6), ("another", 2)}))
    (before,) = opened.tables()
    for _walk in range(2):
        (source,) = opened.tables(said)
        assert source.file_hash != before.file_hash
        assert records_of(source) == PLAIN
        assert [(aside.row.line, aside.reason) for aside in source.table.aside] == [(6, "left_out")]
        assert source.table.left_out == 1
    assert len(list(before.table.rows)) == 5 and not before.table.aside


# Separators and headers of tables that the program does not know

SPACES_THAT_WON = {
    "two names of two words": "Họ tên,Nơi ở\nNguyễn An,Lê Chân\nTrần Bình,Kiến An\nĐỗ Cúc,Hải An\n",
    "answers that are headers elsewhere": "Body,Answer given\nHải An,No No No\nKiến An,No No Yes\n",
    "a title in two lines": "Report of spending\nSecond quarter 2024\nBody name,Amount paid,Supplier name\n"
    + "Parks Office,12,Green Ltd\nRoad Office,40,Stone Works Ltd\n",
    "ragged rows": "Name of body,Town,Note\nParks Office,Leeds,\nRoad Office,York\nWater Works Office,Hull,see below\n",
    "long texts": "Ref,Purpose of meeting\n1,Talks about schools and roads: a first look\n2,Talks about water (again)\n",
}


@pytest.mark.parametrize("text", SPACES_THAT_WON.values(), ids=SPACES_THAT_WON)
def test_a_space_never_wins_over_a_comma_that_makes_a_table(text: str) -> None:
    table = OpenedFile("a.csv", text.encode()).first_table()
    names = next(line for line in text.splitlines() if "," in line).split(",")
    assert (table.separator, list(table.header)) == (",", names)


@pytest.mark.parametrize(
    ("text", "separator", "header"),
    [
        ("Date Time Qty\n01/02/2024 00:15 2\n02/02/2024 00:30 4\n", " ", ("Date", "Time", "Qty")),
        ("T Cp S\n1,5 2,25 3\n2,5 4,75 4\n", " ", ("T", "Cp", "S")),
        ("Giờ,Số\n08:30,1\n09:15,2\n", ",", ("Giờ", "Số")),
        ("Mục:Số\nĐường:12\nNước:9\n", ":", ("Mục", "Số")),
        ("Tỷ lệ;Điểm\n1,5;2,5\n3,5;4,25\n", ";", ("Tỷ lệ", "Điểm")),
    ],
)
def test_weak_separators_win_where_nothing_else_does(text: str, separator: str, header: tuple[str, ...]) -> None:
    table = OpenedFile("a.csv", text.encode()).first_table()
    assert (table.separator, table.header) == (separator, header)


WIDE = "Quận,Năm,Số hồ sơ\n" + "Lê Chân,2023,12\nKiến An,2024,9\nHải An,2024,30\n"
NARROW = "Quận;Số\nLê Chân;12\nKiến An;9\nHải An;30\n"
WORDS = "Quận,Cơ quan,Lĩnh vực\nLê Chân,Phòng Giáo dục,Trường\nKiến An,Phòng Tư pháp,Hộ tịch\n"
TITLED = {
    "a title with a comma": ("Báo cáo quý III, năm 2024\n", WIDE),
    "a title with as many commas as the table": ("Báo cáo, quý III, năm 2024\nĐơn vị tính: hồ sơ\n", WIDE),
    "a title with more commas than the table": ("Báo cáo; quý III; năm 2024\n", NARROW),
    "two remarks with a colon": ("Nguồn: Sở Xây dựng\nNgày: 05/10/2024\n", NARROW),
    "a remark of as many words as columns": ("Đơn vị tính:\n", WIDE),
    "a remark of three words": ("Nguồn: Sở Xây\n", WORDS),
    "padded remarks over words": ("Nguồn: Sở Xây dựng,,\nNgày: 05/10/2024,,\n,,\n", WORDS),
    "a title with a comma over words": ("Báo cáo quý III, năm 2024\n", WORDS),
}


@pytest.mark.parametrize(("titles", "rest"), TITLED.values(), ids=TITLED)
def test_titles_are_not_taken_for_the_header(titles: str, rest: str) -> None:
    table = OpenedFile("a.csv", (titles + rest).encode()).first_table()
    first, *rows = rest.splitlines()
    separator = ";" if ";" in first else ","
    assert (table.separator, table.header) == (separator, tuple(first.split(separator)))
    assert [row.cells for row in table.rows] == [tuple(row.split(separator)) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "Tên,Nơi,\nLê Chân,xong,mới\nKiến An,chưa,cũ\n",  # the last column has no name
        "a,b,c\n,x,y\nu,v,w\n",
        "Quận,Số,Năm\nLê Chân,12\nKiến An,9\n",  # rows leave out empty cells
        "Data_x,Data_y\n897.5,-74.2,\n896.3,53.9,\n",  # rows end with a separator
        "Nhóm,Tên,Nơi\nA,,\nLê,Nguyễn An,Kiến An\nB,,\nVũ,Trần Bình,Lê Chân\n",  # a group's name below the header
    ],
)
def test_a_header_that_looks_like_a_title_stays_the_header(text: str) -> None:
    table = OpenedFile("a.csv", text.encode()).first_table()
    assert table.header_line == 1
    assert [name for name in table.header if name] == [name for name in text.splitlines()[0].split(",") if name]


def test_a_line_separated_by_spaces_is_read_and_a_sentence_is_not() -> None:
    names = "Date,Time,Qty,Code,Price,Kind,Name,Link,Note\n"
    row = '01/02/2024,00:15,2,MG-8769,12.5,A1,"Big box, red.",http://a.vn/1,ok\n'
    spaced = '02/02/2024 00:30 4 RI-3895 9.5 A2 "Small box, blue." http://a.vn/2 ok\n'
    table = OpenedFile("a.csv", (names + row * 3 + spaced + row).encode()).first_table()
    assert [len(cells.cells) for cells in table.rows] == [9] * 5
    text = names + row * 3 + "Period: 1 January 2013 to 31 March 2013\n" + row
    lines = [cells.cells[0] for cells in OpenedFile("a.csv", text.encode()).first_table().rows]
    assert lines[3] == "Period: 1 January 2013 to 31 March 2013"


def test_a_wide_table_costs_by_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def counted(raw: str) -> str:
        nonlocal calls
        calls += 1
        return clean(raw)

    monkeypatch.setattr(layout, "clean", counted)
    costs = []
    for width in (50, 500):
        rows = [[f"cột {number}" for number in range(width)], *([f"ô {line}"] * width for line in range(50))]
        calls = 0
        list(open_tables("a.csv", "\n".join(map(",".join, rows)).encode()))
        costs.append(calls)
    assert costs[1] < costs[0] * 12, "ten times the columns"


def header_of(*rows: Sequence[str]) -> Header:
    found = find_header([Row(line, tuple(cells)) for line, cells in enumerate(rows, 1)], is_column_name)
    assert found is not None
    return found


def test_a_group_over_cells_merged_downwards_belongs_to_the_header() -> None:
    groups = ["Đơn vị", "Ngày chất vấn", "Trả lời", "Trả lời"]
    found = header_of(groups, ["Đơn vị", "Ngày chất vấn", "Ngày", "Hình thức"], ["Xã A", "1/2/2026", "3/2/2026", "VB"])
    assert (found.first, found.depth, found.parts[2]) == (0, 2, ("Trả lời", "Ngày"))
    # One word that stands in both rows may be a title's.
    title = header_of(["Kỳ họp", "Báo cáo năm"], ["Kỳ họp", "Đơn vị"], ["1", "Quận Lê Chân"])
    assert (title.first, title.depth) == (1, 1)


def test_numbers_of_columns_are_no_part_of_a_header() -> None:
    names = ["Đơn vị", "Số phiếu", "Nội dung", ""]
    found = header_of(names, ["(1)", "(2)", "(3)", "(4)"], ["Xã A", "CV-1", "Đường hỏng", "x"])
    assert (found.first, found.depth) == (0, 1)


def test_samples_are_of_data_and_of_nothing_else() -> None:
    header = ["Đơn vị", "Ngày chất vấn", "Lĩnh vực", "Nội dung", "Cơ quan trả lời", "Ghi chú"]
    rows = [
        header,
        [f"({number})" for number in range(1, 7)],
        ["Xã A", "1/2/2026", "Y tế", "Trạm y tế", "Phòng Y tế", ""],
        ["", *["NGUYỄN VĂN A"] * 4, ""],
    ]
    table = find_table(iter([Row(line, tuple(cells)) for line, cells in enumerate(rows, 1)]), is_column_name)
    assert table.samples[1] == ("1/2/2026",) and table.samples[4] == ("Phòng Y tế",)
