"""Tables as files: what the page Records gives out loads back as it was, and no cell is a formula."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard import queries, tables
from etl.accounts import local_actor
from etl.loading.load import load
from etl.loading.preview import preview
from etl.periods import Period, parse_period
from etl.reading.open import open_files, open_tables
from etl.records import KINDS
from etl.text import LANGUAGES, Language
from etl.upgrade import opened

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
# What staff write that is hard to give back: what was left to be derived, half days, thousands, lines and quotes in a
# cell, units that changed their kind, questions without a code, asked again, and carried over from an earlier file.
HARD: dict[str, str] = {
    "session": """\
Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc,Ngày bế mạc,Số ngày họp,Tài liệu gửi đại biểu,Ghi chú
311,20,Thường lệ,30/12/2024,,,,một ngày
311,21,Thường lệ,02/01/2025,04/01/2025,"2,5",1.000,"hai dòng
và ""ngoặc"" kép"
Bạch Long Vĩ,3,Chuyên đề,"18, 19 và sáng 20/7/2024",,,,12°
31,17,Chuyên đề,03/07/2025,03/07/2025,1,1000,'
""",
    "question": """\
Đơn vị,Số phiếu chất vấn,Ngày chất vấn,Hình thức chất vấn,Người chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Hạn trả lời,Ngày trả lời,Chuyển từ kỳ trước
Quận Lê Chân,,18/07/2024,Bằng văn bản,Đại biểu A,"Sở ""X"", Phòng Y",Giao thông,"Đường
hỏng; chờ sửa",,,
Quận Lê Chân,,18/07/2024,Bằng văn bản,,Phòng Y,Giao thông,Đường hỏng lâu,07/08/2024,01/08/2024,
Quận Lê Chân,CV-1,18/07/2024,,,Phòng Z,Y tế,Trạm y tế,,,
Quận Lê Chân,CV-9,18/07/2024,Bằng văn bản,,Phòng Z,Y tế,Trạm y tế xã,,,x
Quận Lê Chân,CV-1,18/07/2024,,,Phòng Z,Y tế,Trạm y tế,,05/08/2024,x
""",
    "briefing": """\
Hội nghị lần thứ,Ngày hội nghị,Đơn vị đăng cai,Chủ đề,Đơn vị,Tham dự,Đơn vị đăng cai lần sau,Ngày hội nghị lần sau
3,29/03/2024,Lê Chân,Giám sát,303,Có,Huyện Thủy Nguyên,27/09/2024
3,29/03/2024,Lê Chân,Giám sát,Thủy Nguyên,Không,,
""",
}
FORMULAS = ("=1+1", "+ thêm", "- Đề nghị", "@ai", "'=1", "''- x", "＝1", "-5", "'Tên'")


@pytest.fixture(scope="module", params=["demo", "public", "hard"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = opened(f"sqlite:///{tmp_path_factory.mktemp('tables') / 'records.db'}")
    if request.param == "hard":
        for kind, text in HARD.items():
            (receipt,) = load(made, ACTOR, open_tables(f"{kind}.csv", text.encode()))
            assert receipt.stored, [str(finding.text) for finding in receipt.findings]
    else:
        load(made, ACTOR, open_files([ROOT / "data" / request.param / f"{kind}.csv" for kind in KINDS]))
    yield made
    made.dispose()


def loaded_back(engine: Engine, kind: str, unit: str | None, period: Period | None, language: Language) -> int:
    """Give out what the page would, look at it as a file, and return how many rows it has: all the same."""
    with engine.connect() as connection:
        rows = queries.records(connection, ACTOR, KINDS[kind], unit=unit, period=period)
    if not rows:
        return 0
    content = tables.records_file(KINDS[kind], rows, language)
    (receipt,) = preview(engine, ACTOR, open_tables(f"{kind}.csv", content), with_figures=False)
    assert [finding.text.en for finding in receipt.findings if finding.level == "error"] == []
    changed = [(change.outcome, change.fields, change.before, change.after) for change in receipt.changes]
    assert changed == [] and receipt.count("left_out") == 0
    assert receipt.count("same") == receipt.count("read") == len(rows)
    return len(rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_records_load_back_as_the_same(engine: Engine, kind: str, language: Language) -> None:
    assert loaded_back(engine, kind, None, None, language)
    units = dict.fromkeys(row for row in _units(engine, kind))
    assert sum(loaded_back(engine, kind, unit, None, language) for unit in list(units)[:4]) > 0
    periods = [
        parse_period("2024-Q3"),
        parse_period("2025-Q1", "reporting"),
        parse_period("2022"),
        parse_period("2024-07b"),
    ]
    for period in periods:
        loaded_back(engine, kind, None, period, language)
        loaded_back(engine, kind, next(iter(units)), period, language)


def _units(engine: Engine, kind: str) -> list[str]:
    table = KINDS[kind].__table__
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(table.c.unit).distinct().order_by(table.c.unit)))


@pytest.mark.parametrize("text", FORMULAS)
def test_texts_like_formulas_load_back_as_the_same(text: str, tmp_path: Path) -> None:
    made = opened(f"sqlite:///{tmp_path / 'records.db'}")
    written = io.StringIO()
    names = ("Đơn vị", "Kỳ họp thứ", "Loại kỳ họp", "Ngày khai mạc", "Nguồn", "Ghi chú")
    csv.writer(written).writerows([names, ("303", "5", "Thường lệ", "17/07/2024", text, f"a {text}")])
    load(made, ACTOR, open_tables("ky-hop.csv", written.getvalue().encode()))
    assert loaded_back(made, "session", None, None, "vi") == 1
    made.dispose()


def test_a_table_has_texts_and_numbers() -> None:
    content = tables.table([{"Tên": "=1", "Ngày": 12, "+": Decimal("1.50")}, {"Tên": "-5", "Ngày": None, "+": 0.5}])
    assert content.decode("utf-8-sig").split("\r\n") == ["Tên,Ngày,'+", "'=1,12,1.5", "'-5,,0.5", ""]
    assert tables.table([]).startswith(b"\xef\xbb\xbf")


def test_texts_are_never_formulas_and_numbers_stay_plain() -> None:
    texts = ["=1+1", "+1", "-1", "@a", "\ta", "\ra", "a=1", ""]
    assert [tables.cell(text) for text in texts] == ["'=1+1", "'+1", "'-1", "'@a", "'\ta", "'\ra", "a=1", ""]
    assert tables.cell(Decimal("-0.2500")) == "-0.25"
    assert [tables.cell(number) for number in (None, 100, 26.5, Decimal("0.5"))] == ["", "100", "26.5", "0.5"]
