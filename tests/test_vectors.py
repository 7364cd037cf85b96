"""Cases from the field, each with its known answer."""

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.figures.query import Figure, figures
from etl.loading.load import load
from etl.periods import Calendar, parse_period, quarter_of
from etl.reading.mapped import Reading
from etl.reading.open import open_files, open_tables
from etl.records import KINDS
from etl.reference import due_rule, spans, unit_as_of, unit_on
from tests.legacy import cp1258, tcvn3, vni

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


def figure(engine: Engine, metric: str, unit: str, code: str, as_of: str, calendar: Calendar = "calendar") -> Figure:
    with engine.connect() as connection:
        period = parse_period(code, calendar)
        day = dt.date.fromisoformat(as_of)
        return figures(connection, ACTOR, period, units=[unit], metrics=[metric], as_of=day)[0]


def header(fields: str) -> str:
    return ",".join(KINDS["question"].columns()[name].text.vi for name in fields.split()) + "\n"


def test_the_first_briefing_conference_with_its_fifteen_districts(engine: Engine) -> None:
    load(engine, ACTOR, open_files([ROOT / "data" / "public" / "briefing.csv"]))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select unit, host_unit, conference_no from briefing where date = '2022-03-25' and unit <> '31'"
        ).all()
    assert len({row.unit for row in rows}) == 15
    assert {(row.host_unit, row.conference_no) for row in rows} == {("31", 1)}


def test_session_22_lies_in_another_quarter_and_year_of_the_reporting_calendar(engine: Engine) -> None:
    day = dt.date(2024, 12, 30)
    assert (quarter_of(day).code, quarter_of(day, "reporting").code) == ("2024-Q4", "2025-Q1")
    text = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\nThành phố Hải Phòng,22,Chuyên đề,30/12/2024\n"
    load(engine, ACTOR, open_tables("s.csv", text.encode()))
    assert figure(engine, "thematic_share", "31", "2024-Q4", "2025-04-01").value == 1
    assert figure(engine, "sessions", "31", "2024-Q4", "2025-04-01", "reporting").numerator == 0
    assert figure(engine, "sessions", "31", "2025-Q1", "2025-04-01", "reporting").numerator == 1
    assert figure(engine, "sessions", "31", "2024", "2025-04-01", "reporting").numerator == 0


def test_code_311_is_a_district_a_city_and_then_nothing() -> None:
    assert unit_as_of("311", dt.date(2024, 12, 31)).kind == "rural_district"
    assert unit_as_of("311", dt.date(2025, 1, 1)).kind == "city_district"
    assert unit_on("311", dt.date(2025, 7, 1)) is None and spans("311")[-1].last == dt.date(2025, 6, 30)


@pytest.mark.parametrize(("answered", "on_time"), [("07/08/2022", 1), ("08/08/2022", 0)])
def test_a_written_answer_is_due_on_the_twentieth_day(engine: Engine, answered: str, on_time: int) -> None:
    rule = due_rule("written", "district", dt.date(2022, 7, 18))
    assert rule is not None and rule.due_on(dt.date(2022, 7, 18)) == dt.date(2022, 8, 7)
    text = (
        "Đơn vị,Ngày chất vấn,Hình thức chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Ngày trả lời\n"
        f"Quận Lê Chân,18/07/2022,Bằng văn bản,UBND quận,Giao thông,Sửa đường,{answered}\n"
    )
    load(engine, ACTOR, open_tables("q.csv", text.encode()))
    found = figure(engine, "on_time", "305", "2022-Q3", "2022-12-31")
    assert (found.numerator, found.denominator) == (on_time, 1)


def test_answered_is_not_done(engine: Engine) -> None:
    """115 of 115 answered, 45 promises kept: 100 % and 39.1 %."""
    head = header(
        "unit code asked_date respondent topic summary answered_date commitment commitment_due follow_up_date follow_up_result"
    )
    rows = [
        f"Quận Lê Chân,CV-{n},01/07/2022,UBND quận,Giao thông,Việc {n},10/07/2022,Sẽ làm,15/08/2022,"
        + ("20/08/2022,Đã thực hiện" if n < 45 else ",")
        for n in range(115)
    ]
    (receipt,) = load(engine, ACTOR, open_tables("q.csv", (head + "\n".join(rows) + "\n").encode()))
    assert receipt.count("new") == 115, [finding.text.en for finding in receipt.findings]
    assert figure(engine, "answer_rate", "305", "2022-Q3", "2022-12-31").value == 1
    kept = figure(engine, "kept", "305", "2022-Q3", "2022-12-31")
    assert (kept.numerator, kept.denominator, str(kept.value)) == (45, 115, "0.3913")


def test_what_is_carried_over_is_counted_once(engine: Engine) -> None:
    head = header("unit code asked_date respondent topic summary carried_over")
    rows = [
        f"Quận Lê Chân,CV-{n},{'20/05/2022' if n < 14 else '10/07/2022'},UBND quận,Giao thông,Việc {n},{'có' if n < 14 else 'không'}"
        for n in range(71)
    ]
    (receipt,) = load(engine, ACTOR, open_tables("q.csv", (head + "\n".join(rows) + "\n").encode()))
    assert receipt.count("new") == 71, [finding.text.en for finding in receipt.findings]
    assert figure(engine, "questions", "305", "2022", "2022-12-31").numerator == 57


UNITS = ["Hồng Bàng", "Ngô Quyền", "Lê Chân", "Hải An", "Kiến An", "Đồ Sơn", "Dương Kinh"]
HEADER = ["STT", "Đơn vị", "Kỳ họp thứ", "Loại kỳ họp", "Ngày khai mạc", "Tổng số đại biểu"]
ROWS = [
    [str(n + 1), f"quận {UNITS[n % 7]}", str(n // 7 + 3), "Thường lệ", f"{10 + n}/07/2024", str(30 + n)]
    for n in range(15)
]


def table(separator: str = ",", around: bool = False) -> str:
    above = [["BÁO CÁO", *[""] * 5], ["Kết quả các kỳ họp", *[""] * 5], [""] * 6] if around else []
    below = (
        [["", "Tổng cộng", "", "", "", str(sum(30 + n for n in range(15)))], ["Nơi nhận:", *[""] * 5]] if around else []
    )
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([*above, HEADER, *ROWS, *below])
    return out.getvalue()


FORMS: dict[str, Callable[[], bytes]] = {
    "utf-8-sig": lambda: table().encode("utf-8-sig"),
    "utf-16 tab": lambda: table("\t").encode("utf-16"),
    "cp1258": lambda: cp1258(table()),
    "tcvn3": lambda: tcvn3(table()),
    "vni": lambda: vni(table()),
    "nfd": lambda: unicodedata.normalize("NFD", table()).encode(),
    "crlf and titles": lambda: table(";", around=True).replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_fifteen_rows_in_every_form_change_nothing(engine: Engine, form: str) -> None:
    (first,) = load(engine, ACTOR, open_tables("a.csv", table().encode()))
    assert first.count("new") == 15
    (again,) = load(engine, ACTOR, open_tables("b.csv", FORMS[form](), Reading(guess="accept")))
    assert (again.count("same"), again.count("new"), again.count("changed"), again.upload) == (15, 0, 0, None)
    assert not again.findings.errors and not [f for f in again.findings if f.code == "total_differs"]
