"""Templates: made for today, understood when they come back; the example row is never a record, what replaces it is."""

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.declare import examples
from etl.declare.fields import Record
from etl.declare.values import Day, HalfSteps, OneOf, UnitRef, Whole, Words, YesNo
from etl.documents import Format, dictionary, template
from etl.findings import Findings
from etl.loading.check import Checker
from etl.loading.load import load
from etl.loading.preview import check
from etl.loading.receipt import Receipt
from etl.periods import today
from etl.reading.columns import map_columns
from etl.reading.open import open_tables
from etl.reading.table import Row
from etl.records import KINDS
from etl.reference import UNITS, resolve
from etl.text import LANGUAGES, Language

FORMS: tuple[Format, ...] = ("csv", "xlsx")
every = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
in_both = pytest.mark.parametrize("language", LANGUAGES)
as_both = pytest.mark.parametrize("form", FORMS)


def book_of(kind: type[Record], language: Language) -> Any:
    return openpyxl.load_workbook(io.BytesIO(template(kind, language, "xlsx")))


def written(content: bytes, form: Format, changed: dict[int, str], more: list[str] | None = None) -> bytes:
    """Return a template whose example row was written over here and there, from column 0, and has a row below."""
    if form == "xlsx":
        book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
        for number, text in changed.items():
            book.worksheets[0].cell(2, number + 1).value = text or None
        if more:
            book.worksheets[0].append(more)
        book.save(out)
        return out.getvalue()
    header, example = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    text = io.StringIO()
    row = [changed.get(number, cell) for number, cell in enumerate(example)]
    csv.writer(text).writerows([header, row, *([more] if more else [])])
    return text.getvalue().encode("utf-8-sig")


def checked(engine: Engine, content: bytes, form: Format) -> Receipt:
    (receipt,) = check(engine, local_actor(), lambda: open_tables(f"mau.{form}", content))
    return receipt


def real(kind: type[Record]) -> list[str]:
    """A record that was typed over the example: numbers, names and days are others, choices may be the same."""
    cells = []
    for column in kind.columns().values():
        value = column.type.parse(column.example) if column.example else None
        if isinstance(column.type, Day) and value:
            cells.append((value - dt.timedelta(days=3)).strftime("%d/%m/%Y"))
        elif isinstance(column.type, Whole | HalfSteps) and value:
            cells.append(column.type.show(2 * value, "vi"))
        elif isinstance(column.type, Words) and value:
            cells.append("Ghi lại")
        else:
            cells.append("Phường Lê Chân" if isinstance(column.type, UnitRef) else column.example)
    return cells


@every
@in_both
@as_both
def test_the_example_row_left_as_it_was_is_no_record(
    engine: Engine, kind: type[Record], language: Language, form: Format
) -> None:
    content = template(kind, language, form)
    receipt = checked(engine, content, form)
    assert receipt.kind == kind.about.name
    assert (receipt.count("read"), receipt.count("left_out"), receipt.count("new")) == (1, 1, 0)
    assert [aside.text.vi for aside in receipt.aside] == ["dòng ví dụ của tệp mẫu"]
    assert [finding.code for finding in receipt.findings] == ["no_rows"]
    record = [column.example for column in kind.columns().values()]
    filled = written(content, form, {}, record)
    (loaded,) = load(engine, local_actor(), open_tables(f"mau.{form}", filled))
    assert (loaded.count("new"), loaded.count("left_out"), loaded.findings.errors) == (1, 1, 0)


@every
@in_both
@as_both
def test_a_record_typed_over_the_example_row_is_loaded(
    sqlite_engine: Engine, kind: type[Record], language: Language, form: Format
) -> None:
    content = template(kind, language, form)
    names, cells = list(kind.columns()), real(kind)
    over = {number: text for number, text in enumerate(cells) if names[number] != "note"}
    receipt = checked(sqlite_engine, written(content, form, over), form)
    assert [(f.code, f.level) for f in receipt.findings] == [("example_mark", "warning")]
    assert receipt.count("new") == 1 and receipt.changes[0].after["note"] is None
    cleared = checked(sqlite_engine, written(content, form, over | {len(names) - 1: ""}), form)
    assert not list(cleared.findings) and cleared.count("new") == 1


@every
def test_an_example_row_written_over_in_part_is_asked_about(sqlite_engine: Engine, kind: type[Record]) -> None:
    place = list(kind.columns()).index("unit")
    content = written(template(kind, "vi", "xlsx"), "xlsx", {place: "Phường Lê Chân"})
    receipt = checked(sqlite_engine, content, "xlsx")
    assert [(f.code, f.level) for f in receipt.findings] == [("example_half", "error")]


@every
def test_an_example_of_another_year_and_language_is_known_again(kind: type[Record]) -> None:
    columns = kind.columns()
    for day in (dt.date(2027, 3, 1), dt.date(2031, 12, 31)):
        old = examples.as_of(columns, kind.about.placed_by, day)
        for language in LANGUAGES:
            cells = {name: examples.shown(column, language) for name, column in old.items() if name != "note"}
            assert examples.changed(columns, cells) == 0


@every
@pytest.mark.parametrize("day", [dt.date(2024, 8, 1), dt.date(2025, 7, 1), dt.date(2026, 2, 28), dt.date(2030, 1, 1)])
def test_the_examples_of_any_day_are_a_record_of_it(kind: type[Record], day: dt.date) -> None:
    columns = examples.as_of(kind.columns(), kind.about.placed_by, day)
    findings = Findings()
    header = tuple(column.text.vi for column in columns.values())
    mapping = map_columns(header, kind, findings)
    assert mapping is not None
    checker = Checker(kind, mapping, header, findings, today=day)
    row = checker.row(Row(2, tuple(column.example for column in columns.values())))
    checker.rules(checker.whole(row.values, 2), 2)
    assert list(findings) == []
    own = row.values[kind.about.placed_by]
    assert day - dt.timedelta(days=3 * 365) < own <= day


def test_no_example_names_a_unit_that_there_is_no_more() -> None:
    ended = {unit.name for unit in UNITS if not unit.exists_on(today())}
    shown = [column.example for kind in KINDS.values() for column in kind.columns().values()]
    shown += [text for kind in KINDS.values() for column in kind.columns().values() for text in column.type.expected]
    shown.append(dictionary())
    for language in LANGUAGES:
        for kind in KINDS.values():
            book = book_of(kind, language)
            shown += [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not [name for name in ended for text in shown if name in text]


@pytest.mark.parametrize("day", [dt.date(2024, 7, 17), dt.date(2026, 7, 17)])
def test_a_message_names_a_unit_of_the_records_own_day(sqlite_engine: Engine, day: dt.date) -> None:
    head = "Đơn vị,Kỳ họp thứ,Loại kỳ họp,Ngày khai mạc\n"
    for unit in ("", "Xứ Lạ"):
        receipt = checked(sqlite_engine, f"{head}{unit},1,Thường lệ,{day:%d/%m/%Y}\n".encode(), "csv")
        (finding,) = receipt.findings
        named = finding.text.vi.rpartition("ví dụ ")[2].partition(" hoặc")[0]
        assert resolve(named, day).fitting, finding.text.vi


@every
@in_both
def test_a_workbook_marks_what_is_required_and_offers_lists(kind: type[Record], language: Language) -> None:
    book = book_of(kind, language)
    table, explains, lists = book.worksheets
    columns = list(kind.columns().values())
    for number, column in enumerate(columns, start=1):
        head, example = table.cell(1, number), table.cell(2, number)
        assert str(head.value).endswith(" *") == column.required
        assert str(head.value).removesuffix(" *") == column.text(language)
        assert example.font.italic and example.fill.start_color.rgb != "00000000"
    offered: dict[int, list[str]] = {}
    for rule in table.data_validations.dataValidation:
        name, _, area = rule.formula1.replace("$", "").rpartition("!")
        assert name.strip("'") == lists.title and lists.sheet_state == "hidden"
        cells = [str(row[0].value) for row in lists[area]]
        for span in rule.sqref.ranges:
            assert (span.min_row, span.max_row > 1000) == (2, True)
            offered[span.min_col] = cells
    for number, column in enumerate(columns, start=1):
        if isinstance(column.type, UnitRef):
            there = {unit.name for unit in UNITS if unit.exists_on(today())}
            assert set(offered.pop(number)) == there
        elif isinstance(column.type, OneOf):
            assert offered.pop(number) == [choice.text(language) for choice in column.type.choices]
        elif isinstance(column.type, YesNo):
            assert len(offered.pop(number)) == 2
    assert not offered
    rows = list(explains.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows[: len(columns)]] == [column.text(language) for column in columns]
    for row, column in zip(rows, columns, strict=False):
        assert row[2] == ({"vi": "Có", "en": "Yes"} if column.required else {"vi": "Không", "en": "No"})[language]
        assert row[1] and row[3] == column.type.expected(language)
