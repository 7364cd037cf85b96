"""Workbooks of every kind staff send, and of every kind nobody should."""

import base64
import io
import random
import resource
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import UnreadableError
from etl.reading.table import UNCOMPUTED
from etl.reading.workbook.sheets import Sheet, is_workbook, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def made(write: Callable[[Any, Any], object], **options: Any) -> bytes:
    """Return a workbook that `write(workbook, first sheet)` filled, made by xlsxwriter."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        write(book, book.add_worksheet("Chất vấn"))
    return file.getvalue()


def parts_of(rows: str, namespace: str = MAIN, **more: str) -> dict[str, str]:
    """Return the parts of a workbook by hand: `rows` is what stands in sheetData."""
    office = namespace.replace("spreadsheetml/main", "officeDocument/relationships").replace(
        "spreadsheetml/2006/main", "officeDocument/2006/relationships"
    )
    relation = f'<Relationship Id="%s" Type="{office}/%s" Target="%s"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    inner = relation % ("rId1", "worksheet", "worksheets/sheet1.xml") + relation % ("s", "sharedStrings", "strings.xml")
    parts = {
        "_rels/.rels": relations % (relation % ("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations % inner,
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{office}"><sheets>'
        '<sheet name="Biểu 1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/strings.xml": f'<sst xmlns="{namespace}"><si><t>không</t></si><si><t>một</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return parts | {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in more.items()}


def zipped(parts: dict[str, str] | list[tuple[str, str]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items() if isinstance(parts, dict) else parts:
            package.writestr(name, text)
    return file.getvalue()


def texts(sheet: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in sheet.rows]


def pairs(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in sheet.rows]


def codes(sheet: Sheet) -> set[str]:
    return {decision.code for decision in sheet.decisions}


def said(sheet: Sheet, code: str) -> str:
    return next(decision.text.en for decision in sheet.decisions if decision.code == code)


def refused(data: bytes, code: str, **options: int) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read_workbook(data, **options)
    assert caught.value.code == code
    assert caught.value.text.vi and caught.value.text.en
    assert "Error" not in caught.value.text.en and "XML:" not in caught.value.text.en
    return caught.value


# Values


def test_values_become_the_text_people_mean() -> None:
    def write(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        hour, hours = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
        percent, unit = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": '#,##0 "ngày"'})
        sheet.write_row(0, 0, [28, 2.5, -3, 1234567890123, 0.1 + 0.2, 1e-7, 1e21, True, False])
        sheet.write_datetime(1, 0, datetime(2024, 3, 25), day)
        sheet.write_datetime(1, 1, datetime(2024, 3, 25, 8, 30), moment)
        sheet.write_datetime(1, 2, clock(8, 30), hour)
        sheet.write_number(1, 3, 1.5, hours)
        sheet.write_number(1, 4, 0.391, percent)
        sheet.write_number(1, 5, 45, unit)
        sheet.write_number(1, 6, 0, day)
        for column, text in enumerate(
            ["007", "25/03/2024", "1.234", "39,1%", " hai  cách ", "dòng\nhai", "Quận".encode().decode()]
        ):
            sheet.write_string(2, column, text)

    (sheet,) = read_workbook(made(write))
    assert texts(sheet)[0] == ["28", "2.5", "-3", "1234567890123", "0.3", "0.0000001", "1" + "0" * 21, "TRUE", "FALSE"]
    assert texts(sheet)[1] == ["2024-03-25", "2024-03-25T08:30", "08:30", "36:00", "39.1%", "45", "0", "", ""]
    assert texts(sheet)[2] == ["007", "25/03/2024", "1.234", "39,1%", " hai  cách ", "dòng\nhai", "Quận", "", ""]
    assert not sheet.decisions


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("d/m/yy", "2024-03-25"),
        ("mmm-yy", "2024-03-25"),
        ("[$-42A]dd mmmm yyyy", "2024-03-25"),
        ('"ngày" dd "tháng" mm "năm" yyyy', "2024-03-25"),
        (r"dd\.mm\.yyyy;@", "2024-03-25"),
        ("General", "45376"),
        ("0%", "4537600%"),
        ('0 "%"', "45376"),
        ('0 "days"', "45376"),
        ("[Red]#,##0", "45376"),
        ("0.00E+00", "45376"),
        (r"#,##0\ \d", "45376"),
        ("_(* #,##0_);_(* (#,##0)", "45376"),
    ],
)
def test_what_a_number_format_shows(form: str, shown: str) -> None:
    (sheet,) = read_workbook(made(lambda book, sheet: sheet.write(0, 0, 45376, book.add_format({"num_format": form}))))
    assert texts(sheet) == [[shown]]


def test_dates_that_count_from_1904() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_datetime(0, 0, datetime(2024, 3, 25, 8, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))

    (sheet,) = read_workbook(made(write, date_1904=True))
    assert texts(sheet) == [["2024-03-25T08:30"]]
    assert codes(sheet) == {"dates_1904"}


def test_the_day_that_never_was_and_days_before_it() -> None:
    def write(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [1, 59, 60, 61, -5, 2958466], day)

    (sheet,) = read_workbook(made(write))
    assert texts(sheet) == [["1900-01-01", "1900-02-28", "60", "1900-03-01", "-5", "2958466"]]


def test_text_is_nfc_and_escapes_are_undone() -> None:
    rows = (
        '<row><c t="inlineStr"><is><t>Qua\u0323\u0302n</t></is></c>'
        '<c t="inlineStr"><is><r><t>Lê </t></r><r><t>Chân</t></r><rPh><t>đọc</t></rPh></is></c>'
        '<c t="str"><v>a_x000A_b_x005F_c_x0000_</v></c></row>'
    )
    (sheet,) = read_workbook(zipped(parts_of(rows)))
    assert texts(sheet) == [["Quận", "Lê Chân", "a\nb_c_x0000_"]]


def test_stored_numbers_that_are_no_numbers_stay_as_written() -> None:
    rows = "<row>" + "".join(
        f"<c><v>{value}</v></c>" for value in ["1_000", "nan", "007", "１２", "1e3", "12.000000000000002"]
    )
    (sheet,) = read_workbook(zipped(parts_of(rows + "</row>")))
    assert texts(sheet) == [["1_000", "nan", "7", "１２", "1000", "12"]]


# Shape


def test_sheets_hidden_empty_and_charts() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write(4, 2, "x")
        hidden = book.add_worksheet("Ẩn")
        hidden.write(0, 0, "y")
        hidden.hide()
        book.add_worksheet("Trống")
        secret = book.add_worksheet("Rất ẩn")
        secret.very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Ẩn'!$A$1:$A$1"})
        book.add_chartsheet("Hình").set_chart(chart)

    sheets = read_workbook(made(write))
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [
        ("Chất vấn", False), ("Ẩn", True), ("Trống", False), ("Rất ẩn", True)
    ]  # fmt: skip
    assert pairs(sheets[0]) == [(5, ("", "", "x"))]
    assert codes(sheets[1]) == {"hidden_sheet"}
    assert sheets[2].rows == []


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    def write(_: Any, sheet: Any) -> None:
        for line in range(4):
            sheet.write_row(line, 0, [line, "b", "c"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(90, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("F:XFD", None, None, {"hidden": True})

    (sheet,) = read_workbook(made(write))
    assert texts(sheet)[2] == ["2", "b", "c"]
    assert said(sheet, "hidden_rows") == "1 hidden rows were read too: 3."
    assert said(sheet, "hidden_columns") == "Hidden columns were read too: B."


def test_merged_cells_are_filled_in_header_and_data() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:E1", "BÁO CÁO")
        sheet.merge_range("A2:A3", "Đơn vị")
        sheet.merge_range("B2:D2", "Số câu hỏi")
        sheet.write_row("B3", ["trả lời", "đang giải quyết", "chưa"])
        sheet.merge_range("A4:A6", "Quận Hồng Bàng")
        sheet.write("B4", 1)
        sheet.write("B6", 3)
        sheet.merge_range("A7:A99", "Quận Lê Chân")
        sheet.write("B7", 4)

    (sheet,) = read_workbook(made(write))
    assert [(row.line, list(row.cells)) for row in sheet.rows] == [
        (1, ["BÁO CÁO", "", "", ""]),
        (2, ["Đơn vị", "Số câu hỏi", "Số câu hỏi", "Số câu hỏi"]),
        (3, ["Đơn vị", "trả lời", "đang giải quyết", "chưa"]),
        (4, ["Quận Hồng Bàng", "1", "", ""]),
        (5, ["", "", "", ""]),
        (6, ["Quận Hồng Bàng", "3", "", ""]),
        (7, ["Quận Lê Chân", "4", "", ""]),
    ]
    assert said(sheet, "merged_filled") == "The text of merged cells was filled into 4 cells, for example A2:A3."
    assert (2, 1, 2, 3) in sheet.merged


def test_formulas_count_with_their_stored_value() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>B1*2</f><v>56</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>D1</f><v>chữ</v></c><c r="D1" t="b"><f>TRUE()</f><v>1</v></c></row>'
    )
    (sheet,) = read_workbook(zipped(parts_of(rows)))
    assert texts(sheet) == [["56", "", "chữ", "TRUE"]]
    assert said(sheet, "formula_values") == "The stored results of 4 formula cells were used (the first one: A1)."


def test_formulas_nobody_computed_are_not_blanks_or_zeros() -> None:
    book = openpyxl.Workbook()
    book.active.append([1, "=A1*2"])
    file = io.BytesIO()
    book.save(file)
    (sheet,) = read_workbook(file.getvalue())
    assert texts(sheet) == [["1", f"{UNCOMPUTED}A1*2"]] and not codes(sheet)

    (sheet,) = read_workbook(made(lambda book, sheet: sheet.write_formula(0, 0, "=1+1")))  # writes a 0
    assert "formulas_not_computed" in codes(sheet)
    assert next(iter(sheet.decisions)).guessed


def test_error_cells_are_kept() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_formula("B2", "=NA()", None, "#N/A")
        sheet.write_formula("AA3", "=#REF!", None, "#REF!")

    (sheet,) = read_workbook(made(write))
    assert [(row.line, [cell for cell in row.cells if cell]) for row in sheet.rows] == [(2, ["#N/A"]), (3, ["#REF!"])]


def test_empty_cells_at_the_end_are_left_out_and_blank_rows_inside_are_one() -> None:
    def write(book: Any, sheet: Any) -> None:
        grey = book.add_format({"bg_color": "#cccccc"})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(9, 0, ["c", "d"])
        for line in range(50):
            for column in range(30):
                if not (line in (0, 9) and column < 2):
                    sheet.write_blank(line, column, None, grey)

    (sheet,) = read_workbook(made(write))
    assert pairs(sheet) == [(1, ("a", "b")), (2, ("", "")), (10, ("c", "d"))]


def test_far_cells_neither_crash_nor_hide_the_rows() -> None:
    def write(_: Any, sheet: Any) -> None:
        for line in range(4):
            sheet.write_row(line, 0, ["a", line])
        sheet.write("XFD1048576", "xa")
        sheet.write("C1048570", "dưới")

    (sheet,) = read_workbook(made(write))
    assert [(row.line, row.cells[0]) for row in sheet.rows[:4]] == [(line, "a") for line in range(1, 5)]
    assert pairs(sheet)[-1] == (1048570, ("", "", "dưới"))
    assert said(sheet, "far_cells") == "1 cells far away from the table were not read: XFD1048576 (xa)."


def test_a_false_dimension_hides_nothing() -> None:
    data = io.BytesIO(made(lambda book, sheet: [sheet.write_row(line, 0, ["x", line]) for line in range(4)]))
    with zipfile.ZipFile(data) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    sheet_xml = parts["xl/worksheets/sheet1.xml"]
    assert '<dimension ref="A1:B4"/>' in sheet_xml
    for lie in ("A1", "A1:XFD1048576", "nonsense"):
        parts["xl/worksheets/sheet1.xml"] = sheet_xml.replace("A1:B4", lie)
        assert len(read_workbook(zipped(parts))[0].rows) == 4


def test_rows_and_cells_without_numbers_and_out_of_order() -> None:
    rows = '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="7"><c r="C7"><v>c</v></c><c r="A7"><v>a</v></c></row>'
    rows += '<row><c r="B9"><v>b</v></c></row><row r="3"><c><v>8</v></c></row>'
    (sheet,) = read_workbook(zipped(parts_of(rows)))
    full = [(row.line, row.cells) for row in sheet.rows if any(row.cells)]
    assert full == [(1, ("1", "", "3")), (3, ("8", "", "")), (7, ("a", "", "c")), (9, ("", "b", ""))]


def test_strict_form_prefixes_and_other_encodings() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="d"><v>2024-03-25T00:00:00</v></c></row>'
    (sheet,) = read_workbook(zipped(parts_of(rows, STRICT)))
    assert texts(sheet) == [["một", "2024-03-25"]]
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert texts(read_workbook(zipped(parts_of("", xl__worksheets__sheet1_xml=prefixed)))[0]) == [["5"]]
    bare = "<worksheet><sheetData><row><c><v>6</v></c></row></sheetData></worksheet>"
    assert texts(read_workbook(zipped(parts_of("", xl__worksheets__sheet1_xml=bare)))[0]) == [["6"]]
    parts: dict[str, Any] = parts_of("")
    wide = f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData><row><c><v>7</v></c></row>'
    parts["xl/worksheets/sheet1.xml"] = (wide + "</sheetData></worksheet>").encode("utf-16")
    assert texts(read_workbook(zipped(parts))[0]) == [["7"]]


_CELL = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20),
)


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "TRUE", False: "FALSE"}[value]
    return value.isoformat() if isinstance(value, date) else unicodedata.normalize("NFC", str(value))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(_CELL, min_size=1, max_size=6), max_size=8))
def test_any_table_reads_back(table: list[list[Any]]) -> None:
    def write(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(table):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, datetime.combine(value, clock()), day)
                elif isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif value is not None:
                    sheet.write(line, column, value)

    (sheet,) = read_workbook(made(write))
    found = {(row.line - 1, at): text for row in sheet.rows for at, text in enumerate(row.cells) if text}
    assert found == {(i, j): _as_text(v) for i, row in enumerate(table) for j, v in enumerate(row) if v is not None}


# Hostile and broken files


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not an Excel"),
        (b"%PDF-1.7\n", "not an Excel"),
        (b'<?xml version="1.0"?><Workbook/>', "XML file"),
        (b"don vi;so\n1;2\n", "not an Excel"),
    ],
)
def test_other_files_under_the_name_of_a_workbook(data: bytes, hint: str) -> None:
    assert not is_workbook(data)
    assert hint in refused(data, "not_a_workbook").text.en


def test_other_zips() -> None:
    assert "Word" in refused(zipped({"word/document.xml": "<w/>"}), "not_a_workbook").text.en
    assert "PowerPoint" in refused(zipped({"ppt/presentation.xml": "<w/>"}), "not_a_workbook").text.en
    assert ".xlsb" in refused(zipped({"xl/workbook.bin": "x"}), "not_a_workbook").text.en
    refused(zipped({}) or b"PK\x05\x06" + bytes(18), "not_a_workbook")


def test_truncated_and_altered_bytes() -> None:
    data = made(lambda book, sheet: [sheet.write_row(line, 0, ["x", line]) for line in range(200)])
    for cut in (10, 300, len(data) // 2, len(data) - 10):
        refused(data[:cut], "workbook_damaged")
    broken = parts_of('<row r="1"><c r="A1"><v>1</v></c>')  # never closed
    refused(zipped(broken), "workbook_damaged")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>1.0</v></c></row>',
        '<row r="1"><c r="A1" s="9"><v>45000</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 150 + '</row><row><c r="EA2"><v>1</v></c><c r="EA2"><v>2</v></c></row>',
        "</sheetData><sheetData><row><c><v>1</v></c></row>",
        "<x><row><c><v>1</v></c></row></x>",
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
    ],
)
def test_what_could_be_read_as_wrong_text_is_refused(rows: str) -> None:
    refused(zipped(parts_of(rows)), "workbook_damaged")


def test_two_parts_of_one_name() -> None:
    parts = list(parts_of("<row><c><v>1</v></c></row>").items())
    for name in ("xl/worksheets/sheet1.xml", "XL/worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"):
        with pytest.warns(UserWarning) if name in dict(parts) else pytest.MonkeyPatch.context():
            data = zipped([*parts, (name, "<worksheet/>")])
        refused(data, "workbook_damaged")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/strings.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_a_dtd_and_its_entities_are_refused(part: str) -> None:
    parts = parts_of('<row><c t="s"><v>0</v></c></row>')
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    parts[part] = "<?xml version='1.0'?><!-- " + "x" * 70000 + " -->" + laughs + parts[part]
    refused(zipped(parts), "workbook_damaged")


def test_limits_of_parts_and_unpacked_size() -> None:
    parts = parts_of("<row><c><v>1</v></c></row>")
    assert read_workbook(zipped(parts | {f"xl/media/{i}.png": "x" for i in range(100)}))
    refused(zipped(parts | {f"xl/media/{i}.png": "x" for i in range(200)}), "workbook_too_large")
    refused(zipped(parts_of(" " * 70_000_000)), "workbook_too_large")
    refused(zipped(parts_of("<row/>" * 2_000_000)), "workbook_damaged")
    small = parts_of("<row><c><v>1</v></c></row>" * 10_000)
    refused(zipped(small), "workbook_too_large", limit_bytes=100_000)
    assert len(read_workbook(zipped(small))[0].rows) == 10_000


def test_a_size_that_the_zip_lies_about_is_counted_all_the_same() -> None:
    parts = parts_of("<row><c><v>1</v></c></row>" * 40_000)
    data = bytearray(zipped(parts))
    true = struct.pack("<I", len(parts["xl/worksheets/sheet1.xml"].encode()))
    assert true in data
    refused(bytes(data).replace(true, struct.pack("<I", 1000)), "workbook_damaged")


def test_one_text_used_often_does_not_grow_without_end() -> None:
    rows = '<row><c t="s"><v>0</v></c></row>' * 20_000
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>'
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(zipped(parts_of(rows, xl__strings_xml=strings)), "workbook_too_large")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_many_wide_rows_and_merges_over_everything_end_soon() -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"
    refused(zipped(parts_of(wide + "<row><c><v>1</v></c></row>" * 300_000)), "workbook_too_large")
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/>' + '<mergeCell ref="A1:J90000"/>' * 5_000 + "</mergeCells>"
    rows = "<row><c><v>1</v></c><c/><c/><c/><c/><c/><c/><c/><c/><c><v>1</v></c></row>" * 10_000
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merges}</worksheet>'
    refused(zipped(parts_of("", xl__worksheets__sheet1_xml=sheet)), "workbook_too_large")


def test_deep_nesting_ends_in_a_sentence() -> None:
    deep = f'<worksheet xmlns="{MAIN}"><sheetData>' + "<a>" * 8_000_000
    refused(zipped(parts_of("", xl__worksheets__sheet1_xml=deep)), "workbook_damaged")


def test_macros_are_refused() -> None:
    refused(zipped(parts_of("<row/>") | {"xl/vbaProject.bin": "x"}), "workbook_has_macros")
    parts = parts_of("<row/>")
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace('/worksheet"', '/xlMacrosheet"')
    refused(zipped(parts), "workbook_has_macros")


def test_links_out_of_the_file_are_not_followed() -> None:
    parts = parts_of("<row/>")
    outside = parts["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    refused(zipped(parts | {"xl/_rels/workbook.xml.rels": outside}), "workbook_damaged")
    external = parts["xl/_rels/workbook.xml.rels"].replace("/>", ' TargetMode="External"/>', 1)
    refused(zipped(parts | {"xl/_rels/workbook.xml.rels": external}), "workbook_damaged")


def test_an_encrypted_zip_part() -> None:
    data = bytearray(zipped(parts_of("<row/>")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    refused(bytes(data), "workbook_encrypted")


# Web pages


def test_hostile_pages() -> None:
    refused(b"<html><body>" + b"<table><tr><td>" * 50, "workbook_damaged")
    refused(b"<table><tr>" + b"<td colspan=16384>1" * 2000, "workbook_too_large")
    refused(b"<html>" + b"<p>x" * 1000, "not_a_workbook")
    (sheet,) = read_workbook(b"<table>" + b"<tr><td rowspan=1048576>1" * 200 + b"</table>")
    assert len(sheet.rows) == 200


# .ods


def ods(rows: str, **more: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<o:document-content xmlns:o="{space}office:1.0" xmlns:t="{space}table:1.0" xmlns:p="{space}text:1.0" '
        f'xmlns:s="{space}style:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<o:automatic-styles><s:style s:name="h" s:family="table"><s:table-properties t:display="false"/></s:style>'
        f'</o:automatic-styles><o:body><o:spreadsheet><t:table t:name="Biểu">{rows}</t:table>'
        '<t:table t:name="Ẩn" t:style-name="h"/></o:spreadsheet></o:body></o:document-content>'
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content} | more)


def test_ods_values() -> None:
    cells = (
        '<t:table-cell o:value-type="string"><p:p>Quận<p:s p:c="2"/>Lê <p:span>Chân</p:span></p:p><p:p>hai</p:p>'
        "<o:annotation><p:p>ghi chú</p:p></o:annotation></t:table-cell>"
        '<t:table-cell o:value-type="date" o:date-value="2024-03-25"><p:p>25/3</p:p></t:table-cell>'
        '<t:table-cell o:value-type="date" o:date-value="2024-03-25T08:30:00"/>'
        '<t:table-cell o:value-type="time" o:time-value="PT08H30M00S"/>'
        '<t:table-cell o:value-type="percentage" o:value="0.391"><p:p>39,1%</p:p></t:table-cell>'
        '<t:table-cell o:value-type="float" o:value="28"/>'
        '<t:table-cell o:value-type="boolean" o:boolean-value="true"/>'
        '<t:table-cell t:formula="of:=NA()" o:value-type="string" o:string-value="" calcext:value-type="error">'
        "<p:p>#N/A</p:p></t:table-cell>"
        '<t:table-cell t:formula="of:=1+1"/>'
    )
    first, hidden = read_workbook(ods(f"<t:table-row>{cells}</t:table-row>"))
    assert texts(first) == [
        [
            "Quận  Lê Chân\nhai",
            "2024-03-25",
            "2024-03-25T08:30",
            "08:30",
            "39.1%",
            "28",
            "TRUE",
            "#N/A",
            f"{UNCOMPUTED}1+1",
        ]
    ]
    assert hidden.hidden and hidden.rows == []


def test_ods_repeats_groups_merges_and_hidden_ones() -> None:
    one = '<t:table-cell o:value-type="float" o:value="1"/>'
    (sheet, _) = read_workbook(
        ods(
            '<t:table-column/><t:table-column t:number-columns-repeated="2" t:visibility="collapse"/>'
            f"<t:table-header-rows><t:table-row>{one}{one}{one}</t:table-row></t:table-header-rows>"
            '<t:table-row><t:table-cell t:number-rows-spanned="2" o:value-type="string"><p:p>gộp</p:p></t:table-cell>'
            '<t:table-cell t:number-columns-repeated="2" o:value-type="float" o:value="2"/></t:table-row>'
            f'<t:table-row t:visibility="collapse"><t:covered-table-cell/>{one}</t:table-row>'
            f'<t:table-row-group><t:table-row t:number-rows-repeated="3">{one}</t:table-row></t:table-row-group>'
            '<t:table-row t:number-rows-repeated="1048569"><t:table-cell t:number-columns-repeated="16384"/>'
            "</t:table-row>"
        )
    )
    assert [(row.line, "|".join(row.cells)) for row in sheet.rows] == [
        (1, "1|1|1"), (2, "gộp|2|2"), (3, "gộp|1|"), (4, "1||"), (5, "1||"), (6, "1||")
    ]  # fmt: skip
    assert codes(sheet) == {"merged_filled", "hidden_rows", "hidden_columns"}


def test_ods_hostile() -> None:
    cell = '<t:table-cell o:value-type="float" o:value="1" t:number-columns-repeated="16384"/>'
    refused(ods(f'<t:table-row t:number-rows-repeated="1048576">{cell}</t:table-row>'), "workbook_too_large")
    refused(ods(f"<t:table-row>{cell}{cell}</t:table-row>"), "workbook_damaged")
    refused(ods('<t:table-row t:number-rows-repeated="-1"/>'), "workbook_damaged")
    refused(ods("", **{"Basic/Standard/Module1.xml": "x"}), "workbook_has_macros")
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    refused(ods("", **{"META-INF/manifest.xml": manifest}), "workbook_encrypted")
    refused(zipped({"content.xml": "<a><body><text/></body></a>"}), "not_a_workbook")


# .xls


def record(kind: int, form: str = "", *values: Any, tail: bytes = b"") -> bytes:
    body = struct.pack("<" + form, *values) + tail
    return struct.pack("<HH", kind, len(body)) + body


def text8(text: str, size: str = "H") -> bytes:
    return struct.pack(f"<{size}B", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le")


def compound(stream: bytes, name: str = "Workbook", extra: str = "") -> bytes:
    """Return an old Office container with one stream of 4,096 bytes or more."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(name: str, kind: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + b"\xff" * 12
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, len(stream))
    directory += entry(extra, 1, 0, 0) if extra else b""
    header = (
        OLE
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    )
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    return header + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + stream


def xls(cells: bytes, globals_: bytes = b"", strings: bytes = b"", hidden: int = 0) -> bytes:
    bof, eof = record(0x809, "HHHHII", 0x600, 5, 0, 0, 0, 0), record(0xA)
    styles = record(0x41E, "H", 164, tail=text8("dd/mm/yyyy hh:mm")) + b"".join(
        record(0xE0, "HH", 0, form, tail=bytes(16)) for form in (0, 14, 164, 10)
    )
    name = text8("Biểu", "B")
    length = len(bof + globals_ + styles + strings + eof) + len(record(0x85, "IBB", 0, 0, 0, tail=name))
    sheet = record(0x85, "IBB", length, hidden, 0, tail=name)
    return compound(bof + globals_ + styles + sheet + strings + eof + bof + cells + eof)


def test_xls_values() -> None:
    shared = text8("Quận Hồng Bàng") + text8("dài" * 10) + struct.pack("<HB", 5, 0) + b"plain"
    cut = shared[:40]
    rest = b"\x01" + shared[40:]  # the text goes on in the next record, which states the width of characters again
    strings = record(0xFC, "II", 3, 3, tail=cut) + record(0x3C, tail=rest)
    number = struct.pack("<d", 45376 + 8.5 / 24)
    packed = [(0, (28 << 2) | 2), (3, ((391 << 2) | 3) & 0xFFFFFFFF), (0, ((-5 & 0x3FFFFFFF) << 2) | 2)]
    cells = (
        record(0x208, "HHHHHHHH", 1, 0, 9, 0, 0, 0, 0x20, 0)
        + record(0x7D, "HHHHH", 2, 2, 0, 0, 1)
        + b"".join(record(0xFD, "HHHI", 0, at, 0, at) for at in range(3))
        + record(0x203, "HHH", 1, 0, 2, tail=number)
        + record(0x203, "HHH", 1, 1, 1, tail=struct.pack("<d", 45376))
        + record(0xBD, "HH", 1, 2, tail=b"".join(struct.pack("<HI", *rk) for rk in packed) + struct.pack("<H", 4))
        + record(0x205, "HHHBB", 1, 5, 0, 1, 0)
        + record(0x205, "HHHBB", 1, 6, 0, 42, 1)
        + record(0x6, "HHH", 2, 0, 0, tail=b"\0\0\0\0\0\0\xff\xff" + bytes(8))
        + record(0x207, tail=text8("kết quả"))
        + record(0x6, "HHH", 2, 1, 0, tail=b"\2\0\7\0\0\0\xff\xff" + bytes(8))
        + record(0x6, "HHH", 2, 2, 0, tail=struct.pack("<d", 2.5) + bytes(8))
        + record(0x204, "HHH", 2, 3, 0, tail=text8("007"))
        + record(0xE5, "HHHHH", 1, 2, 3, 3, 3)
        + record(0x203, "HHH", 3, 0, 0, tail=struct.pack("<d", 1))
    )
    (sheet,) = read_workbook(xls(cells, strings=strings, hidden=1))
    assert texts(sheet) == [
        ["Quận Hồng Bàng", "dài" * 10, "plain", "", "", "", ""],
        ["2024-03-25T08:30", "2024-03-25", "28", "391%", "-5", "TRUE", "#N/A"],
        ["kết quả", "#DIV/0!", "2.5", "007", "", "", ""],
        ["1", "", "", "007", "", "", ""],
    ]
    assert sheet.hidden
    assert codes(sheet) == {
        "formula_values",
        "merged_filled",
        "hidden_rows",
        "hidden_columns",
        "hidden_sheet",
    }


def test_xls_hostile_and_old() -> None:
    good = record(0x203, "HHH", 0, 0, 0, tail=struct.pack("<d", 1))
    assert texts(read_workbook(xls(good))[0]) == [["1"]]
    far = record(0x203, "HHH", 65535, 255, 0, tail=struct.pack("<d", 9))
    (sheet,) = read_workbook(xls(good + far))
    assert texts(sheet) == [["1"]] and "IV65536 (9)" in said(sheet, "far_cells")
    refused(xls(record(0xFD, "HHHI", 0, 0, 0, 7)), "workbook_damaged")  # a shared text that is not there
    refused(xls(good + good), "workbook_damaged")
    refused(xls(good)[:2000], "workbook_damaged")
    refused(xls(good, globals_=record(0x2F, "H", 1)), "workbook_encrypted")
    refused(compound(b"x" * 5000, "EncryptedPackage"), "workbook_encrypted")
    assert "Word" in refused(compound(b"x" * 5000, "WordDocument"), "not_a_workbook").text.en
    refused(compound(b"x" * 5000, extra="_VBA_PROJECT_CUR"), "workbook_has_macros")
    assert "Excel 95" in refused(compound(b"x" * 5000, "Book"), "not_a_workbook").text.en
    circle = bytearray(xls(good))
    circle[512 + 12 : 512 + 16] = struct.pack("<I", 2)
    refused(bytes(circle), "workbook_damaged")
    refused(OLE, "workbook_damaged")


# Made by LibreOffice 7.4: a date, a moment, a percentage, a number, an error cell; dates count from 1904.
LIBREOFFICE_XLS = """
c-rk)U2IfU5T0}Q?(W@E+HGko7PziRX=zJaG|~ElU0P6x)go<?7!q6B?T_@&QjLv&i^z+Spy9z65^Yl8LB+pBA2hLj(nO6lh8T<_g+!ylht+5Z#&-
Q??z!8gY?E$L6QQ%2JLk;3=ggclKWENPe3dgf@^0Z-ngw@~ho<8J@+I*UFyMBAM26-~$K!FA9bbh16-
;T$HZ);BFOY5S2U^;;8JaG_)dxGMAHN|A(H80h9i(AO2MXXZ$@9%;%=A3Jn=dTNU$}hE-<-
!iz*O<i`JUr{2{0456qp6fc8&nb0p<di0rP<Q;uA#I0ha@>2NnWX09OK60d3$7T8|qwWn6=Hk?t3RmMrF-e;ooAtmyO7M@zq8lZ)-
o!Xw@>$Hgzs0e8~?`$k=BPh04}f?Cm`Rk03ZaMF!vDLM*n7QHRpkL9^hyblnjP__2xT}D`RKP1o9#3Qrh`Js&YPWT((hu@2rzpR76uj;6kdZ?TBAP;uqi$
eO0<Lf#3f}=xik~jR-mAtjhOd91FyEoDo8Eoyb&1^cxan{~m+1pz=46w}tI?mxW!`dC{>bj%1*ER!mf(=qtQB^c4Q8!9|#6w9DJ{Dp=3l{$G^Wz(7^68r6
k7Dmq?Q@y)eQY*=-5mV#Iryb>@B=CN1fLOo%-
Q_obMQ}G#y?`96QwxQVALZtC+ZWL8#RS4i~5D;MZNJBiJ*hX?Tvg?kcF7(qGL8!5Kn;i(My<K;Ww@<AW_pHMd#^ZJ~3iDM5-^wCj)EY-
XN0k7FrVHnEnKjY0-X#6UZ7<VLZcR{~C18APZ-ag)_#wfMe({YLWBGFZoLa)rjg7bw0Nt<AKh}VVrLDf3|r^HPHn-gaG{1MmlJuuWb*hdivJxMuJce(&O}
&%|o}+H=vzp)zTz!D~{;2Xu@<(!8R)&IO7NTni_mmIw>`HNlMMcQrocwoP=^@*+ERVzHa6DbGH`OJR<xk&CFQDW}$MmA8*FZQW;Su&*$Y^_ozJ}ycguT7U
MfR7=ElNPHLAV=KZN=T~d1lsWAYpNX%tGTDe-D={qpqGFjtNMa_6)(KE7aQZHKBdZk$oA$NtA5!CHGC*i4V;i*}?DJdtM0)li;p{Ei(L-xt-dC>DDdM0{i
qUS}=t9wf3WKEtmGGs;hRC>}N4>aY~70}M+=H~kz`yuRbJSb6KFRVPX#&^2L8NqW8ingoJ^NJRJDX*L*`^i>ZyZC;g?ff#f)iGnt(w@tjLD^W9sA9%Sgdd
0nQ`BGvWym-l!%Mi^$fXZ_&Ot_WmzagCC1>%j06-_)zSBycNV#=i#sX?bg$m1);na{p%Q5Ge^XeY1+3xRd8|>fL-
!T;0@?=}2Cv^L5>zi8lM0$E6ve&iU9UawIQoAbGhZYFaaT4>Un3pCGzV_S2hOXcnuUJ%8{QhaS%hTFj`F*vnZ^L@;>UEvFOV_&Xy51eoj{ftMQ@e7zN{@5
lvi5uBhufbzqmtX{=+7ME)R(7@R;&mfc@_GXUp%>)U49mCx306@>={hbb-
S+X8A3^GHnfgz?ayo8G%&C;GPtk1zwgquvZrmhxuOa{i*WV9KY9Nb|C^OVQjKAs4C`d|5Tp;%UR2zy$KJH{&xN-
d`tBM}<6b@Cck@IY<n|)Q8=%9Z3zF|ix`WSW49DWOM4oCuITBg0{W2gw-
TVJ)eOH%T2{oeX>BX;AY`+a&&>=Qq&JgY^{ou?EC0f2Wjs3p~_+~=>W=Log9U|g^>FHCwfc39Ul7FrL|MNEqn=#=
"""


def test_xls_from_another_program() -> None:
    data = zlib.decompress(base64.b85decode("".join(LIBREOFFICE_XLS.split())))
    (sheet,) = read_workbook(data)
    assert texts(sheet)[0] == ["Đơn vị", "Ngày", "Lúc", "Tỷ lệ", "Số", "Lỗi"]
    assert texts(sheet)[1] == ["Quận Hồng Bàng", "2024-03-25", "2024-03-25T08:30", "39.1%", "28", "#DIV/0!"]
    assert codes(sheet) == {"formula_values", "dates_1904"}


# All of them


def test_altered_bytes_end_in_sheets_or_a_sentence() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Đơn vị", 1, 2.5, True])
        sheet.merge_range("A3:A4", "gộp")

    chance = random.Random(3)
    good = record(0x203, "HHH", 0, 0, 0, tail=struct.pack("<d", 1)) + record(0x204, "HHH", 2, 3, 0, tail=text8("007"))
    sources = [
        made(write),
        ods("<t:table-row><t:table-cell o:value-type='float' o:value='1'/></t:table-row>"),
        xls(good),
    ]
    for number in range(90):
        data = bytearray(sources[number % 3])
        used = len(data) if number % 3 < 2 else 3000
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(8, used)] = chance.randrange(256)
        try:
            assert all(
                isinstance(cell, str)
                for sheet in read_workbook(bytes(data))
                for row in sheet.rows
                for cell in row.cells
            )
        except UnreadableError as error:
            assert error.code.startswith(("workbook_", "not_a_workbook"))
