"""The cadence, the turns and the parts of conferences, from real and invented rows."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from dashboard import briefings
from etl.accounts import local_actor
from etl.loading.load import load
from etl.reading.open import open_files
from etl.reference import CITY, units_in

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2022-03-25", "2022-09-25"),
        ("2023-08-31", "2024-02-29"),
        ("2022-08-31", "2023-02-28"),
        ("2024-12-15", "2025-06-15"),
    ],
)
def test_six_months_later(day: str, later: str) -> None:
    assert briefings.months_later(dt.date.fromisoformat(day)) == dt.date.fromisoformat(later)


def test_the_first_conference_of_the_city(sqlite_engine: Engine) -> None:
    load(sqlite_engine, ACTOR, open_files([ROOT / "data" / "public" / "briefing.csv"]))
    with sqlite_engine.connect() as connection:
        (first,) = briefings.conferences(connection, ACTOR)
    assert (first.number, first.date, first.host, first.late) == (1, dt.date(2022, 3, 25), CITY, None)
    assert first.attended == 16  # fifteen districts and the city
    following = briefings.next_one([first], dt.date(2022, 9, 25))
    assert following == briefings.Next(dt.date(2022, 9, 25), "303", None, 0)
    late = briefings.next_one([first], dt.date(2022, 10, 5))
    assert late is not None and late.overdue == 10
    assert briefings.next_one([], dt.date(2022, 10, 5)) is None


def test_turns_and_parts_agree_with_the_rows(demo: Engine) -> None:
    with demo.connect() as connection:
        known = briefings.conferences(connection, ACTOR)
        rows = connection.exec_driver_sql(
            "select count(*), sum(attended), sum(spoke) from briefing where level='city'"
        ).one()
    assert [one.date for one in known] == sorted(one.date for one in known)
    parts = [one.part_of(row["unit"]) for one in known for row in one.rows]
    assert (len(parts), sum(part != "absent" for part in parts)) == (rows[0], rows[1])
    assert parts.count("spoke") == rows[2] and known[0].part_of("nowhere") is None
    day = dt.date(2024, 12, 31)
    turns = briefings.ledger(known, day)
    assert {turn.unit for turn in turns} == set(units_in(day, day)) - {CITY}
    assert sum(turn.hosted for turn in turns) == sum(one.host in {turn.unit for turn in turns} for one in known)
    never = [turn.last is None for turn in turns]
    assert never == sorted(never, reverse=True)
    for before, after in itertools.pairwise(known):
        assert after.late == (after.date - briefings.months_later(before.date)).days
