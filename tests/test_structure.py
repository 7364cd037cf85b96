"""The arrows between the folders, and what is declared once."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from etl.declare.measures import count, volume
from etl.errors import MisuseError
from etl.findings import MESSAGES, Findings
from etl.loading.check import Checker
from etl.metrics import MEASURES, METRICS
from etl.periods import GRAINS, Calendar, Grain, half_month_days, half_month_of, parse_period, period_of, quarter_of
from etl.reading.columns import map_columns
from etl.reading.table import Row
from etl.records import KINDS
from etl.records.session import CouncilSession
from etl.reference import CITY, GROUPS, UNITS, resolve, spans, successors, term_of, units_in
from etl.text import Text, vietnamese_order

ROOT = Path(__file__).parent.parent
MAY_IMPORT_STREAMLIT = (
    "dashboard/pages",
    "dashboard/context.py",
    "dashboard/widgets.py",
    "dashboard/web",
    "streamlit_app.py",
)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "etl").rglob("*.py")), ids=lambda path: path.name)
def test_etl_knows_neither_pages_nor_charts(path: Path) -> None:
    assert not imports(path) & {"streamlit", "plotly", "dashboard", "streamlit_app", "pandas"}


@pytest.mark.parametrize("path", sorted((ROOT / "dashboard").rglob("*.py")), ids=lambda path: path.name)
def test_only_pages_and_widgets_know_streamlit(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    if not name.startswith(MAY_IMPORT_STREAMLIT):
        assert "streamlit" not in imports(path)
    assert "streamlit_app" not in imports(path)


def test_there_is_no_python_in_data() -> None:
    assert not list((ROOT / "data").rglob("*.py"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_examples_are_valid_and_headers_unique(kind: type) -> None:
    findings = Findings()
    columns = kind.columns().values()
    header = tuple(column.text.en for column in columns)
    assert kind.headers()
    mapping = map_columns(header, None, findings)
    assert mapping is not None and mapping.kind is kind
    checker = Checker(kind, mapping, header, findings)
    row = checker.row(Row(2, tuple(column.example for column in columns)))
    checker.rules(checker.whole(row.values, 2), 2)
    assert list(findings) == []


def test_every_text_is_there_in_both_languages() -> None:
    texts = [*MESSAGES.values()]
    texts += [text for metric in METRICS.values() for text in (metric.name, metric.short, metric.definition)]
    texts += [column.text for kind in KINDS.values() for column in kind.columns().values()]
    assert all(text.vi.strip() and text.en.strip() for text in texts)
    assert len(MEASURES) < sum(len(metric.flows) for metric in METRICS.values()), "equal flows are stored once"


def test_no_message_speaks_of_one_kind_by_name() -> None:
    words = {word.lower() for kind in KINDS.values() for text in (kind.about.text, kind.about.plural) for word in text}
    for code, text in MESSAGES.items():
        for sentence in text:
            assert not [word for word in [*words, "hội nghị", "phiếu", "conference"] if word in sentence.lower()], code


def test_a_place_that_there_is_not_stops_a_metrics_declaration() -> None:
    word = Text("a", "a")
    words = {"name": word, "short": word, "definition": word, "measured_in": word}
    with pytest.raises(ValueError, match="overveiw"):
        volume(count(CouncilSession.start_date), **words, stands_in=("overview", "overveiw"))


def test_the_city_and_the_groups_of_like_units_stand_in_the_reference_data() -> None:
    assert {unit.name for unit in UNITS if unit.code == CITY} == {"Thành phố Hải Phòng"}
    assert {unit.group for unit in UNITS if unit.code != CITY} == set(GROUPS)
    assert [unit.group for unit in spans(CITY)] == [""]
    assert {unit.name for unit in UNITS if unit.group == "island"} == {"Huyện Cát Hải", "Huyện Bạch Long Vĩ"}
    assert [unit.group for unit in (*spans("311"), *spans("312"))] == ["rural", "urban"] * 2


def test_units_by_counts_and_spans() -> None:
    day = dt.date(2025, 7, 1)
    now = [unit for unit in UNITS if unit.exists_on(day) and unit.kind != "city"]
    kinds = [unit.kind for unit in now]
    assert (len(now), kinds.count("commune"), kinds.count("ward"), kinds.count("special_zone")) == (114, 67, 45, 2)
    for date, urban, rural, city in ((dt.date(2024, 12, 31), 7, 8, 0), (dt.date(2025, 1, 1), 8, 6, 1)):
        kinds = [unit.kind for unit in UNITS if unit.exists_on(date)]
        counts = (kinds.count("urban_district"), kinds.count("rural_district"), kinds.count("city_district"))
        assert counts == (urban, rural, city)
    assert [unit.name for unit in spans("311")] == ["Huyện Thủy Nguyên", "Thành phố Thủy Nguyên"]
    assert all(spans(code) for unit in UNITS for code, _extent in successors(unit.code))
    assert units_in(day, day)[-1] == "31"


@pytest.mark.parametrize(
    ("text", "day", "name"),
    [
        ("Q. Hồng Bàng", "2024-03-01", "Quận Hồng Bàng"),
        ("TT HĐND Q.Hồng Bàng", "2024-03-01", "Quận Hồng Bàng"),
        ("Hồng Bàng (quận)", "2024-03-01", "Quận Hồng Bàng"),
        ("hong bang", "2025-08-01", "Phường Hồng Bàng"),
        ("Thuỷ Nguyên", "2024-12-31", "Huyện Thủy Nguyên"),
        ("Thuỷ Nguyên", "2025-01-01", "Thành phố Thủy Nguyên"),
        ("Cẩm Giang", "2025-08-01", "Xã Cẩm Giang"),
        ("HĐND thành phố", "2025-08-01", "Thành phố Hải Phòng"),
    ],
)
def test_a_unit_is_resolved_by_name_and_day(text: str, day: str, name: str) -> None:
    assert [unit.name for unit in resolve(text, dt.date.fromisoformat(day)).fitting] == [name]


def test_where_two_units_are_possible_none_is_chosen() -> None:
    assert len(resolve("cam giang", dt.date(2025, 8, 1)).fitting) == 2
    assert resolve("Quận Hồng Bàng", dt.date(2025, 8, 1)).fitting == ()


@pytest.mark.parametrize(
    ("day", "calendar", "code"),
    [
        ("2022-03-25", "calendar", "2022-Q1"),
        ("2022-03-25", "reporting", "2022-Q2"),
        ("2022-03-14", "reporting", "2022-Q1"),
        ("2022-03-15", "reporting", "2022-Q2"),
        ("2024-12-30", "calendar", "2024-Q4"),
        ("2024-12-30", "reporting", "2025-Q1"),
        ("2024-12-06", "reporting", "2024-Q4"),
    ],
)
def test_days_fall_in_the_quarters_of_both_calendars(day: str, calendar: str, code: str) -> None:
    found = quarter_of(dt.date.fromisoformat(day), calendar)  # type: ignore[arg-type]
    assert found.code == code and found.start <= dt.date.fromisoformat(day) <= found.end


@pytest.mark.parametrize("code", ["2024-Q4", "2024-H1", "2024-01", "2024-01a", "2024", "2021-2026"])
@pytest.mark.parametrize("calendar", ["calendar", "reporting"])
def test_the_period_before_ends_the_day_before(code: str, calendar: str) -> None:
    period = parse_period(code, calendar)  # type: ignore[arg-type]
    assert period.previous().end == period.start - dt.timedelta(days=1)
    assert period.name.vi and period.name.en and period.days.vi


def test_half_months_cover_every_day() -> None:
    day = dt.date(2023, 12, 1)
    while day < dt.date(2025, 3, 1):
        first, last = half_month_days(half_month_of(day))
        assert first <= day <= last and last.day in (14, 28, 29, 30, 31)
        day += dt.timedelta(days=1)


@pytest.mark.parametrize("code", ["2024-Q5", "2024-13", "Q4", "", "2024-H0", "2024-02c"])
def test_what_is_no_period_is_misuse(code: str) -> None:
    with pytest.raises(MisuseError):
        parse_period(code)


def test_terms() -> None:
    assert [term_of(dt.date(*day)) for day in ((2021, 6, 29), (2026, 3, 14), (2026, 3, 15))] == [
        "2021-2026",
        "2021-2026",
        "2026-2031",
    ]


@pytest.mark.parametrize("calendar", ["calendar", "reporting"])
@pytest.mark.parametrize("grain", GRAINS)
def test_every_day_lies_in_its_period_and_the_periods_follow_each_other(grain: Grain, calendar: Calendar) -> None:
    for number in range(0, 1500, 3):
        day = dt.date(2023, 1, 1) + dt.timedelta(days=number)
        period = period_of(day, grain, calendar)
        assert period.start <= day <= period.end
        assert parse_period(period.code, calendar) == period
        assert period.previous().end == period.start - dt.timedelta(days=1)


def test_names_are_sorted_as_a_vietnamese_dictionary_does() -> None:
    names = [
        "An Dương",
        "An Thi",
        "Ăn Mòn",
        "Ân Thi",
        "Ba Đình",
        "Dĩ An",
        "Đan Phượng",
        "Đống Đa",
        "Ma",
        "Mà",
        "Mả",
        "Mã",
    ]
    names += ["Má", "Mạ", "Mai", "Ông Đình", "Ở Đợ", "Thủy", "Thuỷ Nguyên", "Ủy ban", "Ưng Hòa", "Vĩnh Bảo"]
    names_turned = [*reversed(names)]
    assert sorted(names_turned, key=vietnamese_order) == names
    assert vietnamese_order("Đống Đa")[:2] == vietnamese_order("\u0110o\u0302\u0301ng Đa")[:2], "NFC and NFD"


@pytest.mark.parametrize("name", ["pages", "figures", "uploads"])
def test_every_word_is_bound_once_and_used(name: str) -> None:
    """A name that is bound twice silently puts other words on a page."""
    body = ast.parse((ROOT / "dashboard" / "words" / f"{name}.py").read_text(encoding="utf-8")).body
    targets = [node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None) for node in body]
    bound = [target.id for target in targets if isinstance(target, ast.Name)]
    assert len(bound) == len(set(bound)) > 20
    files = [*(ROOT / "dashboard").rglob("*.py"), ROOT / "streamlit_app.py"]
    used = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    }
    assert set(bound) <= used
