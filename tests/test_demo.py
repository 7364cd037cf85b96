"""The demonstration data: committed as made, the same for a seed, and valid by every rule of the records."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from etl import demo
from etl.declare.values import Day
from etl.findings import Findings
from etl.loading.check import Checker
from etl.periods import quarter_of
from etl.reading.columns import map_columns
from etl.reading.table import Row
from etl.records import KINDS
from etl.records.question import TOPICS
from etl.reference import CITY, resolve, units_in

Rows = dict[str, list[dict[str, str]]]


@cache
def made(seed: int) -> Rows:
    return demo.generate(seed)


def own_day(kind: str, row: dict[str, str]) -> dt.date:
    return Day().parse(row[KINDS[kind].about.placed_by])


def code_of(kind: str, row: dict[str, str]) -> str:
    return resolve(row["unit"], own_day(kind, row)).fitting[0].code


@pytest.mark.parametrize("kind", KINDS)
def test_committed_files_are_what_seed_1_makes(kind: str, tmp_path: Path) -> None:
    files = {path.stem: path for path in demo.write(tmp_path, 1)}
    assert files[kind].read_bytes() == (demo.DEMO / f"{kind}.csv").read_bytes()


def test_another_seed_makes_other_rows() -> None:
    assert all(made(1)[kind] != made(2)[kind] for kind in KINDS)


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


def test_all_old_districts_and_a_dozen_new_units_take_part() -> None:
    names = {row["unit"] for row in made(1)["session"]}
    districts = [code for code in units_in(demo.LAST_DAY.replace(2021), demo.LAST_DAY.replace(2021)) if code != CITY]
    assert len(districts) == 15
    assert sum(name.startswith(("Quận", "Huyện", "Thành phố Thủy")) for name in names) == 15 + 2
    assert sum(name.startswith(("Phường", "Xã", "Đặc khu")) for name in names) >= 12


def test_a_quarter_that_nobody_reported_has_no_row() -> None:
    units = {row["code"]: row["quarter"] for row in demo._words("unreported")}
    for kind, rows in made(1).items():
        for row in rows:
            assert units.get(code_of(kind, row)) != quarter_of(own_day(kind, row)).code, row


def test_every_row_is_marked_as_invented() -> None:
    assert {row["source"] for rows in made(1).values() for row in rows} == {demo.SOURCE}
