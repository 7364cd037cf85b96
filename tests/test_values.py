"""Every form in which staff write dates, numbers, choices and yes or no: read right, or refused with a sentence."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.declare.values import (
    EARLIEST_DAY,
    LARGEST_COUNT,
    Day,
    Fault,
    HalfSteps,
    Nth,
    OneOf,
    TermRef,
    UnitRef,
    ValueType,
    Whole,
    Words,
    YesNo,
    is_empty,
)
from etl.findings import MESSAGES
from etl.records import KINDS
from etl.records.question import FORMS, ORIGINS, RESULTS, TOPICS
from etl.records.session import SESSION_KINDS, SESSION_NAMES, SESSION_WORDS
from etl.reference import TERMS
from etl.text import LANGUAGES, Text, clean, fold, spelled, spellings

DAY, SPAN, COUNT, HALVES, YES_NO = Day(), Day(range_to="end_date"), Whole(), HalfSteps(), YesNo()
NTH = Nth(maximum=200, of=SESSION_NAMES, beside=(("kind", OneOf(SESSION_KINDS, SESSION_WORDS)),))
PRESENT = Whole(maximum=1000, of=("đại biểu", "ĐB", "người", "đ/c", "đại biểu có mặt"), out_of="delegates_total")
TERM = TermRef(tuple(term.term for term in TERMS))
MARCH = dt.date(2022, 3, 25)


def read(kind: ValueType, raw: str) -> Any:
    """Return what a cell becomes, as the checking of a row has it: None for nothing, a fault's code for a fault."""
    text = " ".join(clean(raw).split())
    if is_empty(text, kind):
        return None
    try:
        if isinstance(kind, Day) and kind.range_to and (both := kind.parse_range(text)):
            return f"{both.first} {both.last} {both.days:g}"
        return kind.parse(text)
    except Fault as fault:
        said = MESSAGES[fault.code].filled(value="V", column="C", label=Text("C", "C"), **fault.values)
        assert "{" not in said.vi + said.en and "None" not in said.vi + said.en
        return fault.code


@pytest.mark.parametrize(
    "text",
    [
        "25/03/2022",
        "25/3/22",
        "25-3-2022",
        "25-03-22",
        "2022-03-25",
        "2022/3/25",
        "2022.03.25",
        "25.03.2022",
        "25.3.22",
        "25 / 03 / 2022",
        "25 . 3 . 2022",
        "25 - 03 - 2022",
        " 25/03/2022 ",
        "\u00a025/03/2022\u200b",
        "25/03/2022.",
        "ngày 25/3/2022",
        "Ngày 25-3-2022",
        "ngày 25 tháng 3 năm 2022",
        "Ngày 25 tháng 03 năm 2022",
        "NGÀY 25 THÁNG 3 NĂM 2022",
        "ngay 25 thang 3 nam 2022",
        "25 tháng 3, 2022",
        "25 tháng 3 2022",
        "25 tháng 3 năm 2022.",
        "25 tháng 3, năm 2022",
        "ngày 25 tháng 3/2022",
        "25 tháng ba năm 2022",
        "thứ sáu, 25/03/2022",
        "Thứ Sáu 25/03/2022",
        "Thứ 6, ngày 25/3/2022",
        "T6, 25/3/2022",
        "25/3/2022 (thứ sáu)",
        "25/03/2022, thứ sáu",
        "thứ sáu, ngày 25 tháng 3 năm 2022",
        "Friday, 25/03/2022",
        "Friday, March 25, 2022",
        "25 March 2022",
        "25-Mar-22",
        "25-Mar-2022",
        "25-Thg3-22",
        "25/03/2022 00:00:00",
        "25/03/2022 00:00",
        "25/3/2022 8:30 SA",
        "25/3/2022 08:30 PM",
        "2022-03-25 00:00:00",
        "2022-03-25T08:30",
        "2022-03-25T00:00:00.000",
        "8h00 ngày 25/3/2022",
        "8h ngày 25/3/2022",
        "8 giờ 30 phút ngày 25/3/2022",
        "8g30, ngày 25 tháng 3 năm 2022",
        "lúc 8h00 ngày 25/3/2022",
        "vào hồi 14 giờ 00 phút, thứ sáu, ngày 25 tháng 3 năm 2022",
        "8h00-11h30 ngày 25/3/2022",
        "từ 8h00 đến 11h30 ngày 25/3/2022",
        "25/3/2022, 8h00",
        "Thứ sáu, sáng 25/3/2022",
        "sáng 25/3/2022",
        "sáng thứ sáu, 25/3/2022",
        "buổi chiều ngày 25/3/2022",
        "sáng và chiều 25/3/2022",
        "25/3/2022 - 25/3/2022",
        "44645",
        "44645.0",
        "44645,5",
        "44645.354166667",
    ],
)
def test_one_day(text: str) -> None:
    assert read(DAY, text) == MARCH == read(SPAN, text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/03/2022", "2022-03-05"),  # 5 March, never 3 May
        ("5/3/22", "2022-03-05"),
        ("05.03.2022", "2022-03-05"),
        ("01/02/03", "2003-02-01"),
        ("29/02/2024", "2024-02-29"),
        ("31/12/99", "not_a_day"),  # which century?
        ("25/03/95", "not_a_day"),
        ("25/03/1995", "1995-03-25"),
        ("ngày 25 tháng năm năm 2022", "2022-05-25"),
        ("ngày 1 tháng mười hai năm 2022", "2022-12-01"),
        ("1990-01-01", "1990-01-01"),
        ("2100-12-31", "2100-12-31"),
        ("32874", "1990-01-01"),
        # refused
        ("03/25/2022", "no_such_day"),
        ("2022-25-03", "no_such_day"),
        ("March 32, 2022", "no_such_day"),
        ("31/02/2024", "no_such_day"),
        ("29/02/2023", "no_such_day"),
        ("00/03/2022", "no_such_day"),
        ("25/00/2022", "no_such_day"),
        ("25/03/0000", "no_such_day"),
        ("0000-01-01", "no_such_day"),
        ("thứ hai, 25/03/2022", "no_such_day"),  # it was a Friday
        ("Thứ 5, ngày 25 tháng 3 năm 2022", "no_such_day"),
        ("25/03/2022, chủ nhật", "no_such_day"),
        ("25/03/0022", "day_too_early"),
        ("25/03/1922", "day_too_early"),
        ("31/12/1989", "day_too_early"),
        ("25/03/9999", "day_too_far"),
        ("9999-12-31", "day_too_far"),
        ("25/03/2202", "day_too_far"),
        ("25/03/202", "not_a_day"),
        ("25/03/20222", "not_a_day"),
        ("25/03", "not_a_day"),
        ("03/2022", "not_a_day"),
        ("22/03 tháng 19", "not_a_day"),
        ("2022/12 08:30/22", "not_a_day"),
        ("tháng 3/2022", "not_a_day"),
        ("ngày 25 tháng 3", "not_a_day"),
        ("ngày 25 tháng năm 2022", "not_a_day"),  # a form whose month was left out, not May
        ("ngày tháng 3 năm 2022", "not_a_day"),
        ("ngày … tháng … năm 2022", "not_a_day"),
        ("2022", "not_a_day"),
        ("20220325", "not_a_day"),
        ("25032022", "not_a_day"),
        ("44.645", "not_a_day"),
        ("12345", "not_a_day"),
        ("99999", "not_a_day"),
        ("446450", "not_a_day"),
        ("5-7/12", "not_a_day"),  # the 5th to the 7th of December, of no year; not July 2012
        ("8-10/12", "not_a_day"),
        ("18-20/07", "not_a_day"),
        ("5/7-12", "not_a_day"),
        ("25/03-2022", "not_a_day"),
        ("18.20/7/2022", "not_a_day"),
        ("25/03/2022 99:99", "not_a_day"),
        ("25/03/2022 25:00", "not_a_day"),
        ("2022-03-24T17:00:00Z", "not_a_day"),  # another day in Hải Phòng
        ("2022-03-24T17:00:00.000Z", "not_a_day"),
        ("2022-03-24 17:00:00-05:00", "not_a_day"),
        ("2022-03-24 17:00:00+07", "not_a_day"),
        ("-25/03/2022", "not_a_day"),
        ("trước 25/03/2022", "not_a_day"),
        ("trước ngày 25 tháng 3 năm 2022", "not_a_day"),
        ("khoảng 25/03/2022", "not_a_day"),
        ("25/03/2022?", "not_a_day"),
        ("đến 25/03/2022", "not_a_day"),
        ("25/03/2022 -", "not_a_day"),
        ("25/03/2022 và", "not_a_day"),
        ("18/7/2022 20/7/2022", "not_a_day"),
        ("Quý I/2022", "not_a_day"),
        ("hôm nay", "not_a_day"),
        ("x", "not_a_day"),
        ("chưa trả lời", "not_a_day"),
        ("२५/०३/२०२२", "not_a_day"),
        ("٢٥/٠٣/٢٠٢٢", "not_a_day"),
        ("２５/０３/２０２２", "not_a_day"),
        ("²5/03/2022", "not_a_day"),
        ("ngày ２５ tháng 3 năm 2022", "not_a_day"),
        ("1" * 5000, "not_a_day"),
        ("ngày " * 5000 + "25/3/2022", "not_a_day"),
        ("NULL", "not_a_day"),
        # several days where the column takes one
        ("18-20/7/2022", "not_a_day"),
        ("18 và 19/7/2022", "not_a_day"),
        # nothing
        ("", None),
        ("-", None),
        ("…", None),
        ("N/A", None),
        ("không có số liệu", None),
    ],
)
def test_other_days(text: str, day: str | None) -> None:
    found = read(DAY, text)
    assert (found.isoformat() if isinstance(found, dt.date) else found) == day


@pytest.mark.parametrize(
    ("text", "first_last_days"),
    [
        ("18-20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18 - 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18–20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18-20/07/22", "2022-07-18 2022-07-20 3"),
        ("18-20.7.2022", "2022-07-18 2022-07-20 3"),
        ("18/7-20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18.7 - 20.7.2022", "2022-07-18 2022-07-20 3"),
        ("18/7/2022 - 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18-07-2022 - 20-07-2022", "2022-07-18 2022-07-20 3"),
        ("2022-07-18 - 2022-07-20", "2022-07-18 2022-07-20 3"),
        ("2022-07-18 đến 2022-07-20", "2022-07-18 2022-07-20 3"),
        ("30/11-2/12/2022", "2022-11-30 2022-12-02 3"),
        ("30/11 - 02/12/2022", "2022-11-30 2022-12-02 3"),
        ("30/12/2022-02/01/2023", "2022-12-30 2023-01-02 4"),
        ("30/12 - 2/1/2023", "2022-12-30 2023-01-02 4"),
        ("30/12-2/1/23", "2022-12-30 2023-01-02 4"),
        ("18, 19 và 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18, 19, 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18; 19; 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18 và 19/7/2022", "2022-07-18 2022-07-19 2"),
        ("18 & 19/7/2022", "2022-07-18 2022-07-19 2"),
        ("31/7 và 1/8/2022", "2022-07-31 2022-08-01 2"),
        ("18/7/2022, 19/7/2022", "2022-07-18 2022-07-19 2"),
        ("các ngày 18, 19 và 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("trong các ngày 18, 19, và 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ 18 đến 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("Từ 18 tới 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("tu 18 den 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ ngày 18/7 đến ngày 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ ngày 18 đến ngày 20 tháng 7 năm 2022", "2022-07-18 2022-07-20 3"),
        ("ngày 18-20 tháng 7 năm 2022", "2022-07-18 2022-07-20 3"),
        ("18-19, 20-21/7/2022", "2022-07-18 2022-07-21 4"),
        ("18, 19-20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ 18/7 đến hết ngày 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("ngày 18 và 19 tháng 7 năm 2022", "2022-07-18 2022-07-19 2"),
        ("từ ngày 30 tháng 11 đến ngày 2 tháng 12 năm 2022", "2022-11-30 2022-12-02 3"),
        ("từ thứ hai 18/7 đến thứ tư 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("thứ hai, 18/7/2022 - thứ tư, 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ 8h00 ngày 18/7/2022 đến 17h00 ngày 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ 8h00 ngày 18 đến 11h30 ngày 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ 18/7 đến 11h30 ngày 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("18, 19 và sáng 20/7/2022", "2022-07-18 2022-07-20 2.5"),
        ("18, 19 và buổi sáng ngày 20/7/2022", "2022-07-18 2022-07-20 2.5"),
        ("18, 19, sáng 20/7/2022", "2022-07-18 2022-07-20 2.5"),
        ("chiều 18, 19 và sáng 20/7/2022", "2022-07-18 2022-07-20 2"),
        ("từ 18 đến sáng 20/7/2022", "2022-07-18 2022-07-20 2.5"),
        ("từ chiều 18 đến 20/7/2022", "2022-07-18 2022-07-20 2.5"),
        ("từ sáng 18 đến chiều 20/7/2022", "2022-07-18 2022-07-20 3"),
        ("từ tối 18 tới sáng 20/7/2022", "2022-07-18 2022-07-20 2"),
        ("18-20/7/2022 (sáng)", "2022-07-18 2022-07-20 2.5"),
        # refused
        ("20-18/7/2022", "not_a_day"),
        ("30-2/12/2022", "not_a_day"),
        ("20/7/2022 - 18/7/2022", "not_a_day"),
        ("5/7 - 3/2/2022", "not_a_day"),
        ("18 và 20/7/2022", "not_a_day"),  # 19 is left out: two days, not three
        ("18, 20, 22/7/2022", "not_a_day"),
        ("19, 18/7/2022", "not_a_day"),
        ("18/7/2022 - 20", "not_a_day"),
        ("18-20/7", "not_a_day"),
        ("18/20/7/2022", "not_a_day"),
        ("18-20-7-2022", "not_a_day"),
        ("8-10-07-2022", "not_a_day"),
        ("18 20/7/2022", "not_a_day"),
        (", 19 và 20/7/2022", "not_a_day"),  # what stood before the comma is lost
        (".7 - 20.7.2022", "not_a_day"),
        ("ngày và 19/7/2022", "not_a_day"),
        ("các ngày , 19 và 20/7/2022", "not_a_day"),
        ("8-11h30 ngày 25/3/2022", "not_a_day"),  # from the 8th, or from eight o'clock?
        ("từ 8 đến 11h30 ngày 25/3/2022", "not_a_day"),
        ("8 - từ 11h30 ngày 25/3/2022", "not_a_day"),
        ("07-18 - 2022-07-20", "not_a_day"),
        ("17-18-19/7/2022", "not_a_day"),
        ("từ 18 đến 20 hoặc 21/7/2022", "not_a_day"),
        ("07/18-07/20/2022", "no_such_day"),
        ("30-31/2/2022", "no_such_day"),
        ("31/6-2/7/2022", "no_such_day"),
        ("thứ hai 19/7 đến thứ tư 20/7/2022", "no_such_day"),
        ("1-2/7/1950", "day_too_early"),
        ("18-20/7/95", "not_a_day"),
        ("18-20/7/9999", "day_too_far"),
        ("१८-२०/7/2022", "not_a_day"),
    ],
)
def test_several_days(text: str, first_last_days: str) -> None:
    assert read(SPAN, text) == first_last_days


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("28", 28),
        ("0", 0),
        ("028", 28),
        ("+28", 28),
        ("100000", 100_000),
        ("100.000", 100_000),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("12 345", 12345),
        ("1.000", 1000),
        ("12.0", 12),
        ("12,0", 12),
        ("12.00", 12),
        ("12,00", 12),
        ("1.234,0", 1234),
        # refused
        ("1,234", "not_a_count"),
        ("1,000", "not_a_count"),  # a thousand, or one
        ("12,000", "not_a_count"),
        ("1,234.0", "not_a_count"),
        ("12,5", "share_for_count"),
        ("12.5", "share_for_count"),
        ("1.23", "share_for_count"),
        ("1.2345", "share_for_count"),
        ("0.001", "share_for_count"),
        ("0.123", "share_for_count"),
        ("1.234.5", "not_a_count"),
        ("1.234 567", "not_a_count"),
        ("1'234", "not_a_count"),
        ("85,5%", "share_for_count"),
        ("85%", "share_for_count"),
        ("28 đại biểu", "not_a_count"),
        ("28/30", "not_a_count"),
        ("28-30", "not_a_count"),
        ("khoảng 28", "not_a_count"),
        ("28?", "not_a_count"),
        ("28°", "not_a_count"),
        ("(28)", "not_a_count"),
        ("1e3", "not_a_count"),
        ("1_000", "not_a_count"),
        ("0x1F", "not_a_count"),
        ("l2", "not_a_count"),
        ("1 O", "not_a_count"),
        ("०", "not_a_count"),
        ("٢٨", "not_a_count"),
        ("２８", "not_a_count"),
        ("²", "not_a_count"),
        ("½", "not_a_count"),
        ("XII", "not_a_count"),
        ("không", "not_a_count"),  # none, or not known
        ("NULL", "not_a_count"),
        ("nan", "not_a_count"),
        ("inf", "not_a_count"),
        ("true", "not_a_count"),
        ("25/03/2022", "not_a_count"),
        ("−5", "not_a_count"),
        ("-0", "not_a_count"),
        ("-5", "number_too_small"),
        ("100001", "number_too_large"),
        ("1.234.567", "number_too_large"),
        ("9" * 20, "number_too_large"),
        ("9" * 10_000, "number_too_large"),
        ("1" + ".000" * 5_000, "not_a_count"),
        ("+" + "9" * 10_000, "not_a_count"),
        # nothing
        ("", None),
        (" ", None),
        ("\u200b", None),
        ("-", None),
        ("--", None),
        ("–", None),
        ("…", None),
        ("...", None),
        ("x", None),
        ("X", None),
        ("N/A", None),
        ("n/a", None),
        ("không có số liệu", None),
        ("Khong co so lieu", None),
        ("Chưa có số liệu", None),
    ],
)
def test_counts(text: str, number: int | str | None) -> None:
    assert read(COUNT, text) == number


def test_counts_have_limits() -> None:
    assert read(Whole(minimum=1), "0") == "number_too_small"
    assert read(Whole(maximum=200), "1.000") == "number_too_large"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("2,50", 2.5),
        ("2", 2),
        ("02", 2),
        ("2,0", 2),
        ("0,5", 0.5),
        ("2,5 ngày", 2.5),
        ("3 ngày", 3),
        ("3 ngay", 3),
        ("2 ngày rưỡi", 2.5),
        ("2 NGÀY RƯỠI", 2.5),
        ("2 rưỡi", 2.5),
        ("nửa ngày", 0.5),
        ("1/2 ngày", 0.5),
        ("½", 0.5),
        ("02 ngày", 2),
        ("02 ngày rưỡi", 2.5),
        ("2,5ngày", 2.5),
        ("(2,5 ngày)", 2.5),
        ("2 1/2 ngày", 2.5),
        ("một ngày", 1),
        ("hai ngày rưỡi", 2.5),
        ("Nửa ngày", 0.5),
        ("1 buổi", "not_half_steps"),
        ("12 1/2", "not_half_steps"),
        ("16 giờ", "not_half_steps"),
        ("93%", "share_for_count"),
        ("0,93", "share_for_count"),
        ("2½", 2.5),
        ("2½ ngày", 2.5),
        ("x", None),
        ("-", None),
        ("2,3", "not_half_steps"),
        ("2,25", "not_half_steps"),
        ("1.000", "not_half_steps"),
        ("2.500", "not_half_steps"),
        ("1/2", "not_half_steps"),
        ("2,5 buổi", "not_half_steps"),
        ("2,5 ngày rưỡi", "not_half_steps"),
        ("2-3", "not_half_steps"),
        ("-2", "not_half_steps"),
        ("2e0", "not_half_steps"),
        ("२", "not_half_steps"),
        ("２", "not_half_steps"),
        ("nan", "not_half_steps"),
        ("9" * 5000, "not_half_steps"),
        ("0", "number_too_small"),
        ("367", "number_too_large"),
    ],
)
def test_half_days(text: str, number: float | str | None) -> None:
    assert read(HALVES, text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("28 ĐB", 28),
        ("28ĐB", 28),
        ("28 đb", 28),
        ("28 đại biểu", 28),
        ("28 dai bieu", 28),
        ("28 ĐẠI BIỂU", 28),
        ("28 đại biểu có mặt", 28),
        ("08 đ/c", 8),
        ("1.234 người", "number_too_large"),
        ("28/30", 28),
        ("28 / 30", 28),
        ("28/30 ĐB", 28),
        ("28 ĐB/30 ĐB", 28),
        ("28 trên tổng số 30 đại biểu", 28),
        ("28/30 (93,3%)", 28),
        ("28/30 đại biểu, đạt 93,33%", 28),
        ("28/30 (93%)", 28),
        ("28/30 (94%)", "share_differs"),
        ("28/30 (39%)", "share_differs"),
        ("0/0 (0%)", "share_differs"),
        ("28/30/2024", "not_a_count"),
        ("28/30 nghị quyết", "not_a_count"),
        ("28 nghị quyết", "not_a_count"),
        ("28 đại biểu vắng", "not_a_count"),
        ("khoảng 28 đại biểu", "not_a_count"),
        ("28-30 đại biểu", "not_a_count"),
        ("28 (93,3%)", "share_for_count"),
        ("93% đại biểu", "share_for_count"),
        ("२८ đại biểu", "not_a_count"),
    ],
)
def test_counts_with_what_is_counted(text: str, number: int | str) -> None:
    assert read(PRESENT, text) == number


def test_two_counts_are_asked_only_where_two_are_declared() -> None:
    assert PRESENT.parse_all("28/30 ĐB") == (28, {"delegates_total": 30})
    assert PRESENT.parse_all("28") == (28, {})
    assert read(Whole(of=("đại biểu",)), "28/30 đại biểu") == "not_a_count"


ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ONES = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def spoken(number: int) -> set[str]:
    """The ways in which Vietnamese says the number of a session, written down here again."""
    ten, one = divmod(number, 10)
    if not ten:
        return {ONES[one]} | {1: {"nhất"}, 2: {"nhì"}, 4: {"tư"}, 7: {"bẩy"}}.get(one, set())
    ways = {ONES[one]} | {4: {"tư"}, 5: {"lăm"}, 1: {"mốt"} if ten > 1 else set()}.get(one, set())
    ways -= {"năm"}  # `mười năm` is ten years
    return {f"mười {way}".strip() if ten == 1 else f"{ONES[ten]} mươi {way}".strip() for way in ways}


@pytest.mark.parametrize("number", range(1, 61))
def test_every_number_of_a_session_in_every_spelling(number: int) -> None:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX")[number // 10]
    words = spoken(number) | {
        str(number),
        f"{number:02}",
        tens + ROMAN[number % 10],
        (tens + ROMAN[number % 10]).lower(),
    }
    frames = ("thứ {}", "Kỳ họp thứ {}", "Kỳ thứ {}", "kì họp thứ {}", "Lần thứ {}", "Khóa XVI, kỳ {}", "kỳ họp {}")
    frames += ("Kỳ họp thứ {} (chuyên đề)", "Kỳ họp thứ {}, HĐND thành phố khóa XVI", "Kỳ họp thứ: {}.")
    for word in words:
        for frame in frames:
            text = frame.format(word)
            for written in (text, text.upper(), fold(text) if "(" not in text else text.casefold()):
                assert read(NTH, written) == number, written


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18", 18),
        ("18.0", 18),
        ("XVIII", 18),
        ("Kỳ họp thứ 29 (Kỳ họp thường lệ giữa năm 2026)", 29),
        ("Kỳ họp thứ 18 (mười tám)", 18),
        ("Kỳ họp thứ nhất, nhiệm kỳ 2026-2031", 1),
        ("thứ 3 (chuyên đề)", 3),
        # two meanings, or none
        ("Kỳ họp chuyên đề thứ 3", "not_an_ordinal"),  # the third of them, or the third session?
        ("Kỳ họp thứ 3 năm 2026", "not_an_ordinal"),
        ("thứ năm 2026", "not_an_ordinal"),
        ("Kỳ họp thứ mười năm", "not_an_ordinal"),
        ("Phiên họp thứ 3", "not_an_ordinal"),
        ("Hội nghị lần thứ 3", "not_an_ordinal"),
        ("3/2026", "not_an_ordinal"),
        ("3-4", "not_an_ordinal"),
        ("thứ 3 và 4", "not_an_ordinal"),
        ("thứ 3 (4)", "not_an_ordinal"),
        ("thứ 3 (dự kiến)", "not_an_ordinal"),
        ("thứ IIX", "not_an_ordinal"),
        ("thứ IIII", "not_an_ordinal"),
        ("năm", "not_an_ordinal"),
        ("ba", "not_an_ordinal"),
        ("X", "not_an_ordinal"),
        ("v", "not_an_ordinal"),
        ("xii", "not_an_ordinal"),
        ("-3", "not_an_ordinal"),
        ("3?", "not_an_ordinal"),
        ("thứ -3", "not_an_ordinal"),
        ("thứ 3,5", "not_an_ordinal"),
        ("93%", "share_for_count"),
        ("0,93", "share_for_count"),
        ("thứ", "not_an_ordinal"),
        ("thứ từ", "not_an_ordinal"),  # not `tư`
        ("thứ 0", "number_too_small"),
        ("thứ 300", "number_too_large"),
        ("-", None),
    ],
)
def test_numbers_of_sessions(text: str, number: int | str | None) -> None:
    assert read(NTH, text) == number


def test_what_a_number_says_of_other_fields() -> None:
    assert NTH.parse_all("Kỳ họp thứ 3 (chuyên đề)") == (3, {"kind": "thematic"})
    assert NTH.parse_all("Kỳ họp thứ 3, nhiệm kỳ 2021 - 2026") == (3, {"term": "2021-2026"})
    assert NTH.parse_all("Kỳ họp thứ 3") == (3, {})


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (
            ["có", "Có", "CÓ", "co", "yes", "x", "X", "1", "đúng", "Đúng", "dung", "true", "TRUE", "Y", "y", "C", "c"],
            True,
        ),
        (["✓", "✔", "☑", "[x]", "(x)", "v", "có.", "đã"], True),
        (["không", "Không", "KHÔNG", "khong", "no", "0", "sai", "false", "FALSE", "N", "n", "K", "k", "☐"], False),
        (["chưa", "ko", "Không đạt", "Chưa đạt"], False),
        (["Đạt", "Rồi", "Có rồi", "Có (toàn bộ)", "Có, toàn bộ"], True),
        (["có một phần", "Có (một phần)", "cô", "đất", "không đất", "Toàn bộ không", "chưa rồi"], "not_yes_or_no"),
        (["", "-", "…", "N/A", "không có số liệu", "Không có số liệu"], None),
        (
            ["có?", "x?", "?", "2", "-1", "1%", "1/0", "có/không", "10", "✗", "✘", "o", "+", "không có", "１"],
            "not_yes_or_no",
        ),
        (["một phần", "x x", "có, không", "NULL", "1 0", "१"], "not_yes_or_no"),
    ],
)
def test_yes_or_no(texts: list[str], said: bool | str | None) -> None:
    assert {text: read(YES_NO, text) for text in texts} == dict.fromkeys(texts, said)


def test_what_is_said_yes_to_answers_for_itself() -> None:
    satisfied = YesNo(of=("hài lòng", "thỏa đáng"), no=("bức xúc",))
    for text in ("Hài lòng", "Có hài lòng", "Thoả đáng", "hai long", "Hài lòng hoàn toàn"):
        assert read(satisfied, text) is True, text
    for text in ("Không hài lòng", "Chưa thoả đáng", "Bức xúc", "khong hai long"):
        assert read(satisfied, text) is False, text
    for text in ("Không hẳn hài lòng", "hài lòng một phần", "hài lòng?", "không hài lòng, có"):
        assert read(satisfied, text) == "not_yes_or_no", text


@pytest.mark.parametrize(
    ("choices", "text", "key"),
    [
        (SESSION_KINDS, "Thường lệ", "regular"),
        (SESSION_KINDS, "thường lệ", "regular"),
        (SESSION_KINDS, "THƯỜNG LỆ", "regular"),
        (SESSION_KINDS, "thuong le", "regular"),
        (SESSION_KINDS, "Regular", "regular"),
        (SESSION_KINDS, "regular", "regular"),
        (SESSION_KINDS, "Kỳ họp thường lệ", "regular"),
        (SESSION_KINDS, "Đột xuất / bất thường", "urgent"),
        (SESSION_KINDS, "Ðột xuất", "urgent"),  # Ð as some fonts write it
        (SESSION_KINDS, "Chuyên\u00a0đề", "thematic"),
        (SESSION_KINDS, "chuye\u0302n đe\u0302\u0300", "thematic"),
        (SESSION_KINDS, "Thường lệ?", "not_a_choice"),
        (SESSION_KINDS, "Th??ng l?", "not_a_choice"),
        (SESSION_KINDS, "thường", "not_a_choice"),
        (SESSION_KINDS, "không thường lệ", "two_choices"),
        (SESSION_KINDS, "Thường lệ, chuyên đề", "two_choices"),
        (SESSION_KINDS, "x", "not_a_choice"),
        (SESSION_KINDS, "1", "not_a_choice"),
        (SESSION_KINDS, "?", "not_a_choice"),
        (SESSION_KINDS, "-", None),
        (SESSION_KINDS, "N/A", None),
        (TOPICS, "Văn hoá - xã hội", "culture_society"),
        (TOPICS, "văn hóa – xã hội", "culture_society"),
        (TOPICS, "land_planning", "land_planning"),
        (TOPICS, "Đất đai", "land_planning"),
        (TOPICS, "Khác", "other"),
        (RESULTS, "Chưa thực hiện", "not_kept"),
        (RESULTS, "Đã thực hiện", "kept"),
        (FORMS, "Bằng văn bản", "written"),
    ],
)
def test_choices(choices: Any, text: str, key: str | None) -> None:
    assert read(OneOf(choices), text) == key


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2021-2026", "2021-2026"),
        ("2021 - 2026", "2021-2026"),
        ("2021–2026", "2021-2026"),
        ("2021/2026", "2021-2026"),
        ("Nhiệm kỳ 2021-2026", "2021-2026"),
        ("NK 2021 – 2026", "2021-2026"),
        ("-", None),
        ("2021-26", "2021-2026"),
        ("NK 2021/26", "2021-2026"),
        ("2021-27", "unknown_term"),
        ("2021", "unknown_term"),
        ("2022-2027", "unknown_term"),
        ("XVI", "unknown_term"),
        ("Khóa XVI", "unknown_term"),  # which years that is differs between councils
        ("Khóa XVI, nhiệm kỳ 2021-2026", "2021-2026"),
        ("Khoá XVI (2021 - 2026)", "2021-2026"),
        ("nhiệm kỳ 2021-2026 (khóa XVI)", "2021-2026"),
        ("2021-2026, 2026-2031", "unknown_term"),
        ("２０２１-2026", "unknown_term"),
    ],
)
def test_terms(text: str, term: str | None) -> None:
    assert read(TERM, text) == term


def fields_of_choices() -> list[tuple[str, OneOf]]:
    return [
        (f"{kind.about.name} {name}", column.type)
        for kind in KINDS.values()
        for name, column in kind.columns().items()
        if isinstance(column.type, OneOf)
    ]


FIELDS_OF_CHOICES = dict(fields_of_choices())


@pytest.mark.parametrize(
    ("field", "text", "key"),
    [
        ("question form", "tại kỳ họp", "floor"),
        ("question form", "Chất vấn trực tiếp tại kỳ họp", "floor"),
        ("question form", "trả lời tại phiên giải trình", "explanation"),
        ("question form", "TRẢ LỜI BẰNG VĂN BẢN", "written"),
        ("question form", "gửi phiếu chất vấn", "written"),
        ("question form", "phiên chất vấn", "two_choices"),
        ("question form", "phiên chất vấn tại kỳ họp", "floor"),
        ("question form", "bằng văn bản tại kỳ họp", "two_choices"),
        ("question form", "không trả lời bằng văn bản", "not_a_choice"),
        ("question form", "trả lời", "not_a_choice"),
        ("question answer_form", "trả lời bằng văn bản", "written"),
        ("question answer_form", "tại phiên giải trình", "not_a_choice"),
        ("question topic", "Giáo dục & đào tạo", "education"),
        ("question topic", "lĩnh vực giao thông vận tải", "transport"),
        ("question topic", "Trật tự an toàn giao thông", "transport"),
        ("question topic", "Văn hoá, thể thao và du lịch", "culture_society"),
        ("question topic", "Nông nghiệp và Môi trường", "two_choices"),
        ("question topic", "Kinh tế - xã hội", "two_choices"),
        ("question topic", "xây dựng Đảng", "not_a_choice"),
        ("question origin", "Kiến nghị của cử tri", "voters"),
        ("question origin", "qua tiếp xúc cử tri", "voters"),
        ("question origin", "đại biểu và cử tri", "two_choices"),
        ("question follow_up_result", "Đã thực hiện xong", "kept"),
        ("question follow_up_result", "Đã thực hiện một phần", "two_choices"),
        ("question follow_up_result", "chưa hoàn thành", "two_choices"),
        ("session kind", "Kỳ họp thường lệ giữa năm 2026", "regular"),
        ("session kind", "Kỳ họp không thường lệ", "two_choices"),
        ("session kind", "bất thường", "urgent"),
        ("briefing level", "Thành phố với các xã, phường, đặc khu", "city"),
        ("briefing level", "Hội nghị cấp xã", "unit"),
    ],
)
def test_choices_by_the_sense_of_their_words(field: str, text: str, key: str) -> None:
    assert read(FIELDS_OF_CHOICES[field], text) == key


@pytest.mark.parametrize("choices", FIELDS_OF_CHOICES.values(), ids=FIELDS_OF_CHOICES)
def test_every_wording_means_the_choices_where_it_is_declared(choices: OneOf) -> None:
    declared: dict[str, set[str]] = {}
    for choice in choices.choices:
        for phrase in (*choice.text, *choice.aliases, *choice.phrases):
            declared.setdefault(fold(phrase), set()).add(choice.key)
    for phrase, keys in declared.items():
        for text in (phrase, phrase.upper(), f"{choices.fillers[0]} {phrase}", f"({phrase})"):
            found = read(choices, text)
            assert found == next(iter(keys)) if len(keys) == 1 else found == "two_choices", text


@given(st.data())
def test_a_choice_beside_a_word_that_nobody_declared_is_never_taken(data: st.DataObject) -> None:
    choices = data.draw(st.sampled_from(list(FIELDS_OF_CHOICES.values())))
    known = sorted({*choices.senses.phrases, *choices.senses.fillers})
    words = {word for phrase in known for word in phrase.split()}
    stranger = data.draw(st.text("aăâbcdđeghiklmnoôơpqrstuưvxyàáảãạ0123456789", min_size=1, max_size=8).filter(fold))
    if fold(stranger) in words or fold(stranger).isdigit():
        return
    parts = [data.draw(st.sampled_from(known)), stranger]
    assert read(choices, " ".join(data.draw(st.permutations(parts)))) == "not_a_choice"


@given(st.text(max_size=30))
def test_random_text_is_no_yes_no_number_and_no_choice(text: str) -> None:
    """What is read is one of the wordings that are declared, and nothing else."""
    if isinstance(said := read(YES_NO, text), bool):
        assert spelled(text) in {form for word in YES_NO._answers for form in spellings(word)} or len(clean(text)) < 4
    if isinstance(read(NTH, text), int):
        assert any(character.isdigit() or character in "IVXLCivxlc" for character in text) or spelled(text)
        assert said is None or not isinstance(said, bool) or text.strip().isdigit()
    for choices in (OneOf(FORMS), OneOf(ORIGINS), OneOf(TOPICS)):
        if read(choices, text) in {choice.key for choice in choices.choices}:
            assert set(fold(text).split()) <= {word for phrase in choices.senses.phrases for word in phrase.split()}


def test_a_misspelt_choice_with_one_possible_reading_is_asked_about() -> None:
    forms = OneOf(FORMS)
    assert forms.near("Bằng văn bảm") == "written"
    assert forms.near("xyz") is None
    with pytest.raises(Fault) as caught:
        forms.parse("Bằng văn bảm")
    assert "Có phải là “Bằng văn bản”?" in caught.value.values["guess"].vi


@pytest.mark.parametrize("text", ["-", "…", "N/A", "(trống)", "chưa có", "không có", "không có số liệu"])
def test_in_a_text_marks_of_nothing_say_nothing(text: str) -> None:
    assert read(Words(), text) is None
    assert read(Words(), f"{text} Sở Y tế") == f"{text} Sở Y tế"


@pytest.mark.parametrize("text", ["chưa có", "(trống)", "trống"])
def test_what_is_not_there_yet_is_no_count_and_no_day(text: str) -> None:
    assert read(Whole(), text) is None and read(Day(), text) is None and read(HalfSteps(), text) is None


def test_a_count_may_name_in_brackets_what_it_counts() -> None:
    assert read(Whole(of=("người",)), "28 (người)") == 28
    assert read(Whole(of=("người",)), "28 (tỉnh)") == "not_a_count"


@pytest.mark.parametrize("text", ["x", "NULL", "nan", "007", "không"])
def test_in_a_text_other_marks_are_text(text: str) -> None:
    assert read(Words(), text) == text


@pytest.mark.parametrize("hidden", ["a\x00b", "a\ud800b", "a\u202eb", "a\u2066b", "a\u200fb", "a\x1bb"])
def test_hidden_characters_are_refused_in_texts(hidden: str) -> None:
    assert read(Words(), hidden) == "forbidden_character"


days = st.dates(EARLIEST_DAY, dt.date(2100, 12, 31))


@given(days)
def test_a_day_shown_is_read_back(day: dt.date) -> None:
    for kind in (DAY, SPAN):
        for language in LANGUAGES:
            assert read(kind, kind.show(day, language)) == day


@given(days)
def test_a_day_means_the_same_in_every_form(day: dt.date) -> None:
    weekday = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")[day.weekday()]
    long = f"ngày {day.day} tháng {day.month} năm {day.year}"
    serial = (day - dt.date(1899, 12, 30)).days
    for text in (
        long,
        fold(long),
        f"{weekday}, {long}",
        f"{day:%d.%m.%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f"{serial}",
    ):
        assert read(DAY, text) == day


@given(days, st.integers(1, 40))
@example(dt.date(2022, 12, 30), 3)
@example(dt.date(2022, 11, 30), 2)
def test_a_range_is_its_first_and_last_day(first: dt.date, more: int) -> None:
    last = min(first + dt.timedelta(days=more), dt.date(2100, 12, 31))
    whole = [f"{first:%d/%m/%Y}-{last:%d/%m/%Y}", f"từ ngày {first:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}"]
    if first.year == last.year or (first.month, last.month) == (12, 1):
        whole.append(f"{first.day}/{first.month} - {last.day}/{last.month}/{last.year}")
    if (first.year, first.month) == (last.year, last.month):
        whole.append(f"{first.day}-{last.day}/{last.month}/{last.year}")
    if first < last:
        for text in whole:
            assert read(SPAN, text) == f"{first} {last} {(last - first).days + 1}"


@given(st.integers(0, LARGEST_COUNT))
def test_a_count_shown_is_read_back(number: int) -> None:
    assert all(read(COUNT, COUNT.show(number, language)) == number for language in LANGUAGES)
    assert read(COUNT, f"{number:,}".replace(",", " ")) == number
    assert read(COUNT, f"{number:,}") == (number if number < 1000 else "not_a_count")


@given(st.integers(1, 732))
def test_half_days_shown_are_read_back(halves: int) -> None:
    assert all(read(HALVES, HALVES.show(halves / 2, language)) == halves / 2 for language in LANGUAGES)


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("0123456789/-., tháng năm đến và thứ sáu", max_size=40))
def test_any_text_is_a_value_or_a_fault(text: str) -> None:
    for kind in (DAY, SPAN, COUNT, HALVES, YES_NO, TERM, Words(), OneOf(TOPICS)):
        found = read(kind, text)
        if kind is COUNT and isinstance(found, int):
            assert 0 <= found <= LARGEST_COUNT
        if isinstance(found, dt.date):
            assert str(found.day) in text or str(found.day).zfill(2) in text or text.strip()[:5].isdigit()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_choice_shown_is_read_back(kind: Any) -> None:
    for column in kind.columns().values():
        if isinstance(column.type, OneOf):
            for choice in column.type.choices:
                for text in (choice.key, *choice.text, *choice.aliases):
                    for written in (text, text.upper(), text.lower(), fold(text)):
                        assert read(column.type, written) == choice.key
        if isinstance(column.type, YesNo):
            for said in (True, False):
                assert all(read(column.type, column.type.show(said, language)) is said for language in LANGUAGES)
        if not isinstance(column.type, UnitRef | Words) and column.example:
            assert column.type.parse(column.example) is not None
