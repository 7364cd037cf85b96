"""The demonstration data: committed as made, the same for a seed, and valid by every rule of the records."""

import datetime as dt
import itertools
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard.comparison import standing_out
from etl import demo
from etl.accounts import local_actor
from etl.database import NilReportRow
from etl.declare.values import Day
from etl.demo.units import DEMO, words
from etl.figures.query import figures
from etl.findings import Findings
from etl.loading.check import Checker
from etl.loading.load import load
from etl.metrics import METRICS
from etl.periods import parse_period, quarter_of
from etl.reading.columns import map_columns
from etl.reading.open import open_files
from etl.reading.table import Row
from etl.records import KINDS
from etl.records.question import TOPICS
from etl.reference import CITY, REORGANISED, resolve, term_of, unit_on, units_in
from etl.text import Text

WHOLE = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")  # quarters of today's units that are over

Rows = dict[str, list[dict[str, str]]]


@cache
def made(seed: int) -> Rows:
    return demo.generate(seed)


def own_day(kind: str, row: dict[str, str]) -> dt.date:
    return Day().parse(row[KINDS[kind].about.placed_by])


def code_of(kind: str, row: dict[str, str]) -> str:
    return resolve(row["unit"], own_day(kind, row)).fitting[0].code


@pytest.mark.parametrize("kind", [*KINDS, demo.NIL])
def test_committed_files_are_what_seed_1_makes(kind: str, tmp_path: Path) -> None:
    files = {path.stem: path for path in demo.write(tmp_path, 1)}
    assert files[kind].read_bytes() == (demo.DEMO / f"{kind}.csv").read_bytes()


def test_another_seed_makes_other_rows() -> None:
    assert all(made(1)[kind] != made(2)[kind] for kind in [*KINDS, demo.NIL])


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_passes_every_check(kind: str, seed: int) -> None:
    rows, findings = made(seed)[kind], Findings()
    header = tuple(rows[0])
    mapping = map_columns(header, KINDS[kind], findings)
    assert mapping is not None
    checker = Checker(KINDS[kind], mapping, header, findings, today=demo.LAST_DAY)
    keys = []
    for line, row in enumerate(rows, 2):
        checked = checker.row(Row(line, tuple(row.values())))
        whole = checker.whole(checked.values, line)
        checker.rules(whole, line)
        if not whole.get("carried_over"):
            keys.append(whole["key"])
    assert [finding.text.vi for finding in findings] == []
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", KINDS)
def test_every_unit_existed_on_the_day_of_its_row(kind: str) -> None:
    for row in made(1)[kind]:
        for name in ("unit", "host_unit", "next_host"):
            if row.get(name):
                assert len(resolve(row[name], own_day(kind, row)).fitting) == 1, row


def test_every_topic_is_asked_about() -> None:
    assert {row["topic"] for row in made(1)["question"]} == {topic.text.vi for topic in TOPICS}


def test_questions_name_stored_ones() -> None:
    rows = made(1)["question"]
    first = {(code_of("question", row), row["code"]) for row in rows if row["carried_over"] != "Có"}
    again = [row for row in rows if row["asked_again_of"]]
    carried = [row for row in rows if row["carried_over"] == "Có"]
    assert again and carried
    assert all((code_of("question", row), row["asked_again_of"]) in first for row in again)
    assert all((code_of("question", row), row["code"]) in first for row in carried)


def codes_on(day: dt.date) -> set[str]:
    return {code for code in units_in(day, day) if code != CITY}


def records_of(quarter: str) -> set[str]:
    """Return the units that have a record in a quarter."""
    return {
        code_of(kind, row) for kind in KINDS for row in made(1)[kind] if quarter_of(own_day(kind, row)).code == quarter
    }


def test_all_old_districts_and_every_unit_of_today_take_part() -> None:
    districts, today = codes_on(dt.date(2024, 12, 31)), codes_on(demo.LAST_DAY)
    assert (len(districts), len(today)) == (15, 114)
    assert {code_of("session", row) for row in made(1)["session"]} == districts | today | {CITY}
    assert len({code_of("question", row) for row in made(1)["question"]}) >= 15 + 112


def test_the_numbers_are_those_of_councils_of_communes() -> None:
    asked: Counter[tuple[str, str]] = Counter()
    for row in made(1)["question"]:
        asked[code_of("question", row), quarter_of(own_day("question", row)).code] += 1
    assert sum(asked.values()) <= 4000
    today = codes_on(demo.LAST_DAY)
    usual = [asked[code, quarter] for code in today for quarter in WHOLE]
    assert sum(1 <= number <= 8 for number in usual) > 10 * sum(number > 8 for number in usual) > 0
    assert sum(number == 0 for number in usual) > len(usual) / 4, "many quarters without a question"
    assert all(asked[CITY, quarter] > sum(asked[code, quarter] for code in today) / len(today) for quarter in WHOLE)
    seats = {int(row["delegates_total"]) for row in made(1)["session"] if code_of("session", row) in today}
    assert seats <= set(range(15, 31)) and len(seats) > 5


def test_after_the_election_sessions_are_counted_anew() -> None:
    first: dict[str, tuple[dt.date, str]] = {}
    for row in made(1)["session"]:
        if term_of(own_day("session", row)) == "2026-2031":
            first.setdefault(code_of("session", row), (own_day("session", row), row["session_no"]))
    opened = [day for day, number in first.values() if number == "1"]
    assert len(opened) > 100 and all(dt.date(2026, 3, 23) <= day <= dt.date(2026, 4, 15) for day in opened)


def test_some_do_not_report_but_most_do() -> None:
    today = codes_on(demo.LAST_DAY)
    silent = {quarter: today - records_of(quarter) - {row["unit"] for row in stated(quarter)} for quarter in WHOLE}
    assert all(silent.values()), "in each whole quarter somebody is missing"
    assert len(today - silent[WHOLE[-1]]) >= 0.5 * len(today)
    assert len(today - set.union(*silent.values())) > 0.5 * len(today), "most never miss one"
    assert records_of(quarter_of(demo.LAST_DAY).code), "some have told of the running quarter already"
    assert any("nhận ngày" in row["note"] for row in made(1)["session"]), "some reported late"


def stated(quarter: str) -> list[dict[str, str]]:
    return [row for row in made(1)[demo.NIL] if row["quarter"] == quarter]


def test_who_states_to_have_had_none_reported_and_has_none() -> None:
    assert {row["kind"] for row in made(1)[demo.NIL]} == {"session", "question"}
    for row in made(1)[demo.NIL]:
        end = parse_period(row["quarter"]).end
        there = {
            code_of(row["kind"], one)
            for one in made(1)[row["kind"]]
            if quarter_of(own_day(row["kind"], one)).code == row["quarter"]
        }
        assert row["unit"] not in there and unit_on(row["unit"], end) and REORGANISED <= end <= demo.LAST_DAY


def test_in_every_conference_of_today_are_all_units_that_report() -> None:
    parts: dict[str, set[str]] = {}
    for row in made(1)["briefing"]:
        if own_day("briefing", row) >= REORGANISED:
            parts.setdefault(row["date"], set()).add(code_of("briefing", row))
    for date, units in parts.items():
        quarter = quarter_of(Day().parse(date)).code
        silent = {row["code"] for row in words("returns") if (row["quarter"], row["received"]) == (quarter, "")}
        assert units == codes_on(demo.LAST_DAY) - silent | {CITY}
    days = sorted(Day().parse(day) for day in parts)
    assert len(days) >= 3
    assert all(150 < (later - day).days < 215 for day, later in itertools.pairwise(days)), "every six months"


def test_a_quarter_that_nobody_reported_has_no_row() -> None:
    missing = {(row["code"], row["quarter"]) for row in words("returns") if not row["received"]}
    assert len(missing) > 20
    for kind in KINDS:
        assert not missing & {(code_of(kind, row), quarter_of(own_day(kind, row)).code) for row in made(1)[kind]}
    assert not missing & {(row["unit"], row["quarter"]) for row in made(1)[demo.NIL]}


def test_every_row_is_marked_as_invented() -> None:
    assert {row["source"] for kind in KINDS for row in made(1)[kind]} == {demo.SOURCE}


def test_of_the_units_of_today_some_differ_and_most_do_not(demo: Engine) -> None:
    names = {code: Text(code, code) for code in codes_on(dt.date(2026, 9, 30))}
    with demo.connect() as connection:
        known = figures(
            connection, local_actor(), parse_period(WHOLE[-1]), units=list(names), as_of=dt.date(2026, 11, 24)
        )
    found = standing_out(
        [METRICS["on_time"], METRICS["documents_on_time"], METRICS["attendance"]],
        {(one.unit, one.metric): one for one in known},
        names,
    )
    differing = [said for said in found.said if said.claim == "differs"]
    assert 1 <= len(differing) <= 6 and len(found.said) < 0.1 * found.compared and found.compared > 200


def test_a_database_that_begins_with_them_holds_what_units_state(demo: Engine) -> None:
    with demo.connect() as connection:
        stored = connection.execute(sa.select(NilReportRow.unit, NilReportRow.kind, NilReportRow.first)).all()
    wanted = {(row["unit"], row["kind"], parse_period(row["quarter"]).start) for row in made(1)["nil"]}
    assert len(stored) == len(wanted) > 100 and set(map(tuple, stored)) == wanted


def test_to_begin_twice_changes_nothing(demo_copy: Engine) -> None:
    for receipt in load(demo_copy, local_actor(), open_files([DEMO / f"{kind}.csv" for kind in KINDS])):
        assert receipt.count("same") == receipt.count("read") > 0
