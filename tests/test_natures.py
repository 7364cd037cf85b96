"""Columns and cells that say something else than their field: each is a finding, none is stored without a word."""

import csv
import io
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.declare.fields import Record
from etl.declare.values import HalfSteps, Nth, Whole, Words, is_rounded
from etl.loading.check import Checker
from etl.loading.load import load
from etl.loading.preview import check, preview
from etl.loading.receipt import Receipt
from etl.reading.mapped import Reading
from etl.reading.open import open_tables
from etl.records import KINDS

NUMBERS = [
    (kind, name)
    for kind in KINDS.values()
    for name, column in kind.columns().items()
    if isinstance(column.type, Whole | HalfSteps)
]
IDENTIFYING = [
    (kind, name)
    for kind in KINDS.values()
    for name, column in kind.columns().items()
    if isinstance(column.type, Words) and column.type.identifies
]
WRONG = {
    "per cent": ("93%", "87%", "100%"),
    "per cent with decimals": ("93,3%", "87.5 %", "100,0%"),
    "parts of one": ("0,93", "0.875", "1"),
    "of a hundred": ("93,3", "87.25", "100"),
    "rounded to three digits": ("93.333", "33.333", "66.667"),
    "money": ("93 triệu", "87 tỷ đồng", "12.000 đ"),
    "hours": ("16 giờ", "8h30", "24 h"),
    "days of the calendar": ("25/03/2024", "26/03/2024", "27/03/2024"),
    "words": ("đầy đủ", "nhiều", "ít"),
}


def file_of(kind: type[Record], changed: dict[str, tuple[str, ...]], without: tuple[str, ...] = ()) -> bytes:
    """Three rows of examples, some columns of which are others; each row is a record of its own."""
    columns = {name: column for name, column in kind.columns().items() if name not in without}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.text.vi for column in columns.values())
    for number in range(3):
        own = {"session_no": str(number + 1), "conference_no": str(number + 1), "code": f"CV-{number + 1}"}
        row = {name: own.get(name, column.example) for name, column in columns.items()}
        writer.writerow({**row, **{name: cells[number] for name, cells in changed.items()}}.values())
    return out.getvalue().encode("utf-8-sig")


def checked(engine: Engine, content: bytes, reading: Reading | None = None, name: str = "a.csv") -> Receipt:
    (receipt,) = check(engine, local_actor(), lambda: open_tables(name, content, reading or Reading()))
    return receipt


def codes(receipt: Receipt) -> set[str]:
    return {finding.code for finding in receipt.findings}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_rows_that_are_planted_in_are_sound(sqlite_engine: Engine, kind: type[Record]) -> None:
    receipt = checked(sqlite_engine, file_of(kind, {}))
    assert not receipt.findings.errors and receipt.count("new") == 3


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(("kind", "name"), NUMBERS, ids=[f"{kind.about.name} {name}" for kind, name in NUMBERS])
def test_a_column_of_another_unit_is_never_stored(
    sqlite_engine: Engine, kind: type[Record], name: str, wrong: str
) -> None:
    content = file_of(kind, {name: WRONG[wrong]})
    receipt = checked(sqlite_engine, content)
    found = [finding for finding in receipt.findings if finding.field_name == name and finding.level == "error"]
    assert found, "the column is told"
    for finding in found:
        assert "{" not in finding.text.vi + finding.text.en
    (loaded,) = load(sqlite_engine, local_actor(), open_tables("a.csv", content), accept_good_rows=True)
    assert not loaded.stored, "not even the row in which the share is a whole number"


@pytest.mark.parametrize(("kind", "name"), NUMBERS, ids=[f"{kind.about.name} {name}" for kind, name in NUMBERS])
def test_a_column_that_a_workbook_shows_in_per_cent_is_never_stored(
    sqlite_engine: Engine, kind: type[Record], name: str
) -> None:
    """All of it one: without the format nobody could tell the share from a count."""
    rows = list(csv.reader(io.StringIO(file_of(kind, {}).decode("utf-8-sig"))))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        place = list(kind.columns()).index(name)
        for line, cells in enumerate(rows):
            for number, cell in enumerate(cells):
                if line and number == place:
                    sheet.write_number(line, number, 1, percent)
                else:
                    sheet.write_string(line, number, cell)
    receipt = checked(sqlite_engine, out.getvalue(), name="a.xlsx")
    assert [f for f in receipt.findings if f.field_name == name and f.level == "error"]


COUNTS = [(kind, name) for kind, name in NUMBERS if type(kind.columns()[name].type) is Whole]


@pytest.mark.parametrize(("kind", "name"), COUNTS, ids=[f"{kind.about.name} {name}" for kind, name in COUNTS])
def test_shares_in_a_column_of_counts_are_one_finding(sqlite_engine: Engine, kind: type[Record], name: str) -> None:
    receipt = checked(sqlite_engine, file_of(kind, {name: ("93%", "0,875", "1")}))
    (share,) = [finding for finding in receipt.findings if finding.code == "share_for_count"]
    assert (share.value, share.count) == ("93%", 2) and "tỷ lệ" in share.text.vi
    (column,) = [finding for finding in receipt.findings if finding.code == "column_of_shares"]
    assert column.count == 0 and kind.columns()[name].text.vi in column.text.vi
    assert not receipt.sound


def test_one_share_among_counts_is_its_own_cell_only(sqlite_engine: Engine) -> None:
    receipt = checked(sqlite_engine, file_of(KINDS["session"], {"reports_reviewed": ("93%", "18", "20")}))
    assert codes(receipt) == {"share_for_count"} and receipt.sound


PAIRS = [(kind, name) for kind, name in COUNTS if kind.columns()[name].type.out_of]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "name"), PAIRS, ids=[name for _kind, name in PAIRS])
def test_two_counts_in_one_cell(engine: Engine, kind: type[Record], name: str) -> None:
    other = kind.columns()[name].type.out_of  # type: ignore[attr-defined]
    pair = {name: ("28/30", "27/30", "26 / 30")}
    (receipt,) = load(engine, local_actor(), open_tables("a.csv", file_of(kind, pair, (other,))))
    assert receipt.stored, list(receipt.findings)
    rows = [(change.after[name], change.after[other]) for change in receipt.changes]
    assert rows == [(28, 30), (27, 30), (26, 30)]
    both = checked(engine, file_of(kind, {**pair, other: ("30", "30", "30")}))
    assert "cells_differ" not in codes(both)
    differing = checked(engine, file_of(kind, {**pair, other: ("30", "31", "30")}))
    (finding,) = [finding for finding in differing.findings if finding.code == "cells_differ"]
    labels = kind.columns()[name].text.vi, kind.columns()[other].text.vi
    assert finding.lines == [3] and all(label in finding.text.vi for label in labels) and "31" in finding.text.vi
    too_many = checked(engine, file_of(kind, {name: ("31/30", "1/30", "1/30")}, (other,)))
    assert too_many.findings.errors, "the rule between the two holds for them, too"


def test_what_a_number_says_in_brackets_must_agree(sqlite_engine: Engine) -> None:
    kind = KINDS["session"]
    numbers = ("Kỳ họp thứ 1 (thường lệ)", "Kỳ họp thứ 2 (chuyên đề)", "Kỳ họp thứ 3, nhiệm kỳ 2016-2021")
    receipt = checked(sqlite_engine, file_of(kind, {"session_no": numbers}))
    assert [(f.code, f.lines) for f in receipt.findings] == [("cells_differ", [3]), ("cells_differ", [4])]


@pytest.mark.parametrize(("kind", "name"), IDENTIFYING, ids=[f"{kind.about.name} {name}" for kind, name in IDENTIFYING])
@pytest.mark.parametrize("written", ['"{}', '{}"', '"{}"', "“{}”", "“{}", "'{}'"])
def test_quotation_marks_make_no_other_record(
    sqlite_engine: Engine, kind: type[Record], name: str, written: str
) -> None:
    receipt = checked(sqlite_engine, file_of(kind, {name: (written.format("AB-7"), "AB-8", "AB-9")}))
    assert receipt.changes[0].after[name] == "AB-7"
    if written == "'{}'" and "stray_quote" not in codes(receipt):
        return  # the file's own quotation mark: the reader has taken it off
    (finding,) = [finding for finding in receipt.findings if finding.code == "stray_quote"]
    assert finding.level == "warning" and finding.lines == [2]


def test_a_code_with_a_stray_mark_is_the_same_record(engine: Engine) -> None:
    kind = KINDS["question"]
    good = file_of(kind, {"code": ("CV-01", "CV-02", "CV-03")})
    assert load(engine, local_actor(), open_tables("a.csv", good))[0].count("new") == 3
    bad = file_of(kind, {"code": ('"CV-01', "CV-02", "CV-03")})
    assert checked(engine, bad).count("same") == 3


def test_marks_inside_a_name_stay(sqlite_engine: Engine) -> None:
    names = ('Công ty "An Bình"', "Sở “Xây dựng” Hải Phòng", '"An" và "Bình"')
    receipt = checked(sqlite_engine, file_of(KINDS["question"], {"respondent": names}))
    assert "stray_quote" not in codes(receipt)
    assert tuple(change.after["respondent"] for change in receipt.changes) == names


@pytest.mark.parametrize(("kind", "name"), IDENTIFYING, ids=[f"{kind.about.name} {name}" for kind, name in IDENTIFYING])
def test_a_code_that_lost_digits_is_refused(sqlite_engine: Engine, kind: type[Record], name: str) -> None:
    lost = ("1,23457E+19", "1.23457e+19", "2E+15")
    receipt = checked(sqlite_engine, file_of(kind, {name: lost}))
    found = [finding for finding in receipt.findings if finding.code == "digits_lost"]
    assert [(finding.level, finding.field_name) for finding in found] == [("error", name)] * 3
    assert receipt.count("refused") == 3
    kept = checked(sqlite_engine, file_of(kind, {name: ("12345678901234567890", "123456789012345", "E+19")}))
    assert not codes(kept) & {"digits_lost", "digits_may_be_lost"}


def test_a_number_of_which_a_workbook_kept_fifteen_digits_is_told(sqlite_engine: Engine) -> None:
    rows = list(csv.reader(io.StringIO(file_of(KINDS["question"], {}).decode("utf-8-sig"))))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            sheet.write_row(line, 0, cells)
        sheet.write_number(1, rows[0].index("Số phiếu chất vấn"), 1.2345678901234567e19)
    receipt = checked(sqlite_engine, out.getvalue(), name="a.xlsx")
    assert [(f.code, f.level) for f in receipt.findings if "digits" in f.code] == [("digits_may_be_lost", "warning")]


CONFUSED: list[tuple[type[Record], str, str]] = [
    (kind, name, other) for kind in KINDS.values() for name, other in kind.about.confused
]


@pytest.mark.parametrize(("kind", "name", "other"), CONFUSED, ids=[name for _kind, name, _other in CONFUSED])
def test_a_column_of_choices_under_the_name_of_a_text_is_asked_about(
    engine: Engine, kind: type[Record], name: str, other: str
) -> None:
    columns: dict[str, Any] = kind.columns()
    words = [choice.text.vi for choice in columns[other].type.choices]
    planted = {name: (words[0], words[1], words[0])}
    content = file_of(kind, planted, (other,))
    receipt = checked(engine, content)
    (finding,) = [finding for finding in receipt.findings if finding.code == "means_choice"]
    header = columns[name].text.vi
    assert header in finding.text.vi and columns[other].text.vi in finding.text.vi
    assert f'--map "{header}={other}"' in finding.text.vi and f'--map "{header}={name}"' in finding.text.vi
    (loaded,) = load(engine, local_actor(), open_tables("a.csv", content), accept_good_rows=True)
    assert not loaded.stored, "asked about, not stored as what it may not be"
    (shown,) = preview(engine, local_actor(), open_tables("a.csv", content))
    assert codes(shown) == codes(receipt) and not shown.sound
    for field in (name, other):
        said = Reading(chosen={header: field})
        (stored,) = load(engine, local_actor(), open_tables("a.csv", content, said))
        assert stored.writes and [change.after[field] is None for change in stored.changes] == [False] * 3
    mixed = file_of(kind, {name: (words[0], "Biên bản kỳ họp số 3", words[0])}, (other,))
    assert "means_choice" not in codes(checked(engine, mixed))
    assert "means_choice" not in codes(checked(engine, file_of(kind, planted))), "the other column is there"


def test_numbers_of_records_are_no_counts() -> None:
    assert {name for kind, name in NUMBERS if isinstance(kind.columns()[name].type, Nth)} == {
        "session_no",
        "conference_no",
    }


# --- columns of shares beside their counts

SHARES = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Tổng số đại biểu,Đại biểu có mặt,{header}\nQuận Lê Chân,9,Thường lệ,10/07/2024,28,26,{share}\n"


def about_shares(header: str, share: str) -> list[tuple[str, int | None]]:
    text = SHARES.format(header=header, share=f'"{share}"')
    (table,) = open_tables("a.csv", text.encode())
    assert table.mapping is not None and table.mapping.fields[-1] is None
    checker = Checker(table.mapping.kind, table.mapping, table.table.header, table.findings)
    assert [(row.values["delegates_total"], row.values["delegates_present"]) for row in checker.rows(table.table)] == [
        (28, 26)
    ]
    return [(finding.code, *finding.lines) for finding in table.findings if finding.code == "share_of_counts_differs"]


@pytest.mark.parametrize("share", ["92,86", "92.9%", "93", "92", "0,93", "0.9286", "92,8 %", "", "-", "đạt"])
def test_a_share_that_holds_or_says_nothing_is_not_spoken_of(share: str) -> None:
    assert about_shares("Tỷ lệ đại biểu có mặt (%)", share) == []


@pytest.mark.parametrize("share", ["94", "95", "92,7", "0,95", "9,29%", "100"])
def test_a_share_that_is_not_that_of_its_counts_is_told_with_its_row(share: str) -> None:
    assert about_shares("Tỷ lệ đại biểu có mặt (%)", share) == [("share_of_counts_differs", 2)]


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(17, 80, "21,3"), (7, 80, "8,8"), (1867, 2000, "93,4"), (2, 3, "66")]
)
def test_a_share_rounded_up_from_its_very_middle_holds(part: int, whole: int, share: str) -> None:
    assert is_rounded(share, part / whole * 100)
    assert Whole(of=("người",), out_of="all").parse_all(f"{part}/{whole} ({share}%)") == (part, {"all": whole})


def test_a_share_of_nobody_knows_what_is_left_out() -> None:
    assert about_shares("Tỷ lệ (%)", "12") == []
