"""Questions on their way, counted from real rows; a link to an earlier question is loaded like a file."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from dashboard import questions
from etl.accounts import local_actor
from etl.figures.query import TOTAL, figures, total
from etl.figures.rows import rows_of
from etl.loading.load import load
from etl.loading.undo import undo
from etl.metrics import METRICS
from etl.periods import parse_period
from etl.reading.open import open_tables
from etl.records.question import Question
from etl.reference import CITY, units_in
from etl.similar import similar
from etl.text import Language, vietnamese_order
from etl.upgrade import opened

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
QUARTER = parse_period("2024-Q4", "calendar")
DAY = dt.date(2025, 3, 1)


def test_the_path_agrees_with_the_figures(demo: Engine) -> None:
    with demo.connect() as connection:
        for unit in [None, *units_in(QUARTER.start, QUARTER.end)]:
            rows = questions.asked_in(connection, ACTOR, unit, QUARTER, DAY)
            waiting = questions.open_on(connection, ACTOR, unit, QUARTER.end)
            if unit is None:
                known = {f.metric: f for f in total(connection, ACTOR, QUARTER, as_of=DAY) if f.unit == TOTAL}
            else:
                known = {f.metric: f for f in figures(connection, ACTOR, QUARTER, units=[unit], as_of=DAY)}
            counts = questions.path(rows, DAY)
            assert counts["asked"] == known["questions"].numerator
            assert counts["answered"] == (known["answer_rate"].numerator or 0)
            assert len(waiting) == known["open"].numerator
            overdue = sum(questions.is_overdue(row, QUARTER.end) for row in waiting)
            assert overdue == known["overdue"].numerator
            groups = questions.by_respondent(waiting, QUARTER.end)
            assert sum(group.open for group in groups) == len(waiting)
            assert sum(group.overdue for group in groups) == overdue
            curve = questions.waiting(rows, DAY)
            if curve is not None and known["days_to_answer"].value is not None:
                assert curve.median == known["days_to_answer"].value


def test_each_step_counts_with_those_before_it() -> None:
    empty: dict[str, Any] = dict.fromkeys(Question.columns())
    checked = empty | {"follow_up_date": DAY, "follow_up_result": "kept", "commitment": "sửa đường"}
    kept = checked | {"answered_date": DAY}
    late = kept | {"follow_up_date": DAY + dt.timedelta(days=1)}
    assert list(questions.path([empty], DAY).values()) == [1, 0, 0, 0, 0]
    assert list(questions.path([checked], DAY).values()) == [1, 0, 0, 0, 0]
    assert list(questions.path([kept, late], DAY).values()) == [2, 2, 2, 1, 1]
    assert questions.waiting([], DAY) is None


def test_words_are_found_without_accents(demo: Engine) -> None:
    with demo.connect() as connection:
        rows = questions.asked_in(connection, ACTOR, None, QUARTER, DAY)
    assert rows and all(row["unit"] != CITY for row in rows)
    with_words = questions.search(rows, "TIEN DO", "vi")
    assert with_words and with_words == questions.search(rows, "tiến độ", "vi")
    assert questions.search(rows, "không-có-từ-này", "vi") == []
    assert questions.search(rows, "", "vi") == list(rows)


@pytest.mark.parametrize(
    ("words", "language", "field", "value"),
    [
        ("giao thong", "vi", "topic", "transport"),
        ("transport", "en", "topic", "transport"),
        ("Lê Chân", "vi", "unit", "305"),
        ("le chan", "en", "unit", "305"),
    ],
)
def test_topics_and_units_are_searched_by_their_names(
    demo: Engine, words: str, language: Language, field: str, value: str
) -> None:
    with demo.connect() as connection:
        rows = questions.asked_in(connection, ACTOR, None, QUARTER, DAY)
    expected = [row["key"] for row in rows if row[field] == value]
    assert expected and set(expected) <= {row["key"] for row in questions.search(rows, words, language)}
    other = "en" if language == "vi" else "vi"
    assert field == "unit" or not set(expected) <= {row["key"] for row in questions.search(rows, words, other)}


@pytest.mark.parametrize("field", ["respondent", "asker", "asker_group", "code"])
def test_who_asked_and_who_answers_are_searched(demo: Engine, field: str) -> None:
    with demo.connect() as connection:
        rows = questions.asked_in(connection, ACTOR, None, QUARTER, DAY)
    row = next(row for row in rows if row[field])
    assert row in questions.search(rows, row[field].upper(), "vi")


@pytest.mark.parametrize("text", ["Đường hỏng", "- Đề nghị", "'=1+1"])
def test_a_link_changes_nothing_else(text: str, tmp_path: Path) -> None:
    made = opened(f"sqlite:///{tmp_path / 'link.db'}")
    values = {"unit": "303", "asked_date": dt.date(2024, 7, 18), "respondent": text, "topic": "health", "summary": text}
    file = questions.link_file({**dict.fromkeys(Question.columns()), **values, "code": text}, "")
    (first,) = load(made, ACTOR, open_tables("first.csv", file))
    assert {name: first.changes[0].after[name] for name in values} == values
    made.dispose()


def test_a_link_to_an_earlier_question_is_an_upload_and_can_be_undone(demo_copy: Engine) -> None:
    with demo_copy.connect() as connection:
        every = questions.asked_in(connection, ACTOR, None, parse_period("2024", "calendar"), DAY)
        plain = [row for row in every if not row["asked_again_of"]]
        row, offer = next(
            (row, offers[0]) for row in plain if (offers := similar(connection, ACTOR, row["key"], "unit"))
        )
    (receipt,) = load(demo_copy, ACTOR, open_tables("link.csv", questions.link_file(row, offer.code)))
    assert (receipt.count("changed"), receipt.count("new")) == (1, 0)
    query = sa.select(Question.__table__).where(Question.key == row["key"])
    with demo_copy.connect() as connection:
        now = dict(connection.execute(query).one()._mapping)
        assert now["asked_again_of"] == offer.code
        changed = {name for name in now if now[name] != row[name]}
        assert changed == {"asked_again_of", "upload", "sheet", "line"} - {n for n in ("sheet",) if now[n] == row[n]}
        assert offer.key not in {one.key for one in similar(connection, ACTOR, row["key"], "unit")}
    assert receipt.upload is not None
    undo(demo_copy, ACTOR, receipt.upload)
    with demo_copy.connect() as connection:
        assert connection.execute(query).one()._mapping["asked_again_of"] is None


def test_the_story_is_in_order_of_days(demo: Engine) -> None:
    with demo.connect() as connection:
        for row in questions.asked_in(connection, ACTOR, None, QUARTER, DAY):
            days = [day for day, _name in questions.timeline(row)]
            assert days == sorted(days) and days[0] == row["asked_date"]


@pytest.mark.parametrize("field", ["respondent", "topic"])
@pytest.mark.parametrize(
    "name", [name for name, metric in METRICS.items() if metric.is_share and metric.kinds == {"question"}]
)
def test_groups_add_up_to_the_figure(demo: Engine, name: str, field: str) -> None:
    with demo.connect() as connection:
        (whole,) = [f for f in total(connection, ACTOR, QUARTER, metrics=[name], as_of=DAY) if f.unit == TOTAL]
        rows = rows_of(connection, ACTOR, name, TOTAL, QUARTER, DAY)
    found = questions.grouped(rows, METRICS[name], QUARTER, field)
    assert len(found) > 1 and len({one.unit for one in found}) == len(found)
    assert sum(one.numerator or 0 for one in found) == whole.numerator
    assert sum(one.denominator or 0 for one in found) == whole.denominator


def test_ages_and_reminders_hold_every_question_once(demo: Engine) -> None:
    day = QUARTER.end
    with demo.connect() as connection:
        waiting = questions.open_on(connection, ACTOR, None, day)
        promises = questions.promises_past(connection, ACTOR, None, day)
        every = connection.execute(sa.select(Question.__table__)).mappings().all()
    assert sum(map(sum, questions.ages(waiting, day))) == len(waiting)
    assert sum(late for _within, late in questions.ages(waiting, day)) == sum(
        questions.is_overdue(row, day) for row in waiting
    )
    expected = {
        row["key"]
        for row in every
        if not row["carried_over"]
        and row["unit"] != CITY
        and row["commitment_due"] is not None
        and row["commitment_due"] <= day
        and not (
            row["follow_up_date"] is not None and row["follow_up_date"] <= day and row["follow_up_result"] == "kept"
        )
    }
    assert {row["key"] for row in promises} == expected and len(promises) > 50
    found = questions.reminders(waiting, promises, day)
    assert [one.respondent for one in found] == sorted((one.respondent for one in found), key=vietnamese_order)
    assert {one.row["key"] for one in found if one.what != "answer"} == expected
    assert all(one.days >= 0 and one.due <= day for one in found)
    checked = {one.row["key"] for one in found if one.what == "promise"}
    assert checked and all(
        row["follow_up_date"] is not None and row["follow_up_date"] <= day for row in every if row["key"] in checked
    )


@pytest.mark.parametrize(("days", "place"), [(0, 0), (7, 0), (8, 1), (20, 1), (21, 2), (60, 2), (180, 3), (181, 4)])
def test_classes_of_age_include_their_upper_end(days: int, place: int) -> None:
    row = {"asked_date": DAY - dt.timedelta(days=days), "answer_due": None}
    counts = questions.ages([row], DAY)
    assert [number for number, (within, _late) in enumerate(counts) if within] == [place]
