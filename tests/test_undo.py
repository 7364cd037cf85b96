"""Undo, withdrawal and nil reports: what is stored afterwards equals what was stored before, measures included."""

import datetime as dt
import random
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from etl import reference
from etl.accounts import local_actor
from etl.database import MeasureRow, NilReportRow, StateRow, UploadRow, VersionRow, writing
from etl.declare.fields import Base
from etl.errors import ConflictError, MisuseError
from etl.figures.query import figures
from etl.figures.rollup import is_current, rebuild
from etl.loading.acts import follow_rules, report_nil, report_nils, uploads, withdraw
from etl.loading.load import load
from etl.loading.preview import preview
from etl.loading.undo import foreseen, in_force, undo
from etl.loading.versions import history
from etl.periods import parse_period
from etl.reading.open import open_files, open_tables
from etl.records import KINDS
from etl.records.question import Question

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()
HEADER = "unit,code,asked_date,form,respondent,topic,summary,answered_date,asked_again_of\n"


def snapshot(engine: Engine) -> dict[str, Any]:
    """Return what is stored; uploads and versions are its history, which an undo adds to."""
    left_out = {UploadRow.__table__, StateRow.__table__, VersionRow.__table__}
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
            if table not in left_out
        }


def load_text(engine: Engine, text: str) -> int:
    (receipt,) = load(engine, ACTOR, open_tables("file.csv", text.encode()))
    assert receipt.stored, [finding.text.en for finding in receipt.findings]
    assert receipt.upload is not None
    return receipt.upload


def random_file(chance: random.Random) -> str:
    lines = []
    for code in chance.sample(range(12), 5):
        asked = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(5) * 20 + code)
        answered = chance.choice(["", str(asked + dt.timedelta(days=chance.randrange(40)))])
        again = chance.choice(["", "", f"CV-{chance.randrange(12)}"])
        lines.append(f"303,CV-{code},{asked},written,Phòng A,transport,Đường {code},{answered},{again}")
    return HEADER + "\n".join(lines) + "\n"


def assert_measures_equal_a_rebuild(engine: Engine) -> None:
    table = MeasureRow.__table__
    with writing(engine) as connection:
        kept = sorted(map(tuple, connection.execute(sa.select(table))))
        rebuild(connection)
        assert kept == sorted(map(tuple, connection.execute(sa.select(table))))


def rows_by_key(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return {row.key: row for row in connection.execute(sa.select(Question.__table__))}


def states(engine: Engine) -> dict[int, str]:
    with engine.connect() as connection:
        return {upload.number: upload.state for upload in uploads(connection, ACTOR)}


def act_at_random(engine: Engine, chance: random.Random) -> None:
    """Load a file, now and then withdraw a record: what can be undone."""
    keys = sorted(rows_by_key(engine))
    if keys and chance.random() < 0.3:
        withdraw(engine, ACTOR, Question, chance.sample(keys, min(len(keys), 2)))
    else:
        load(engine, ACTOR, open_tables("file.csv", random_file(chance).encode()))


@pytest.mark.parametrize("seed", range(4))
def test_any_act_is_undone_exactly_or_refused_whatever_was_done_and_undone_since(engine: Engine, seed: int) -> None:
    chance, done = random.Random(seed), {"undone": 0, "refused": 0}
    wrote: dict[int, dict[str, tuple[Any, Any]]] = {}  # by act: key -> its row before and after
    for _ in range(28):
        before, known = rows_by_key(engine), states(engine)
        live = [number for number, state in known.items() if state == "stored"]
        if not live or chance.random() < 0.4:
            act_at_random(engine, chance)
        else:
            number = chance.choice(live)
            try:
                shown = foreseen(engine, ACTOR, number)
                (by,) = undo(engine, ACTOR, number)
            except ConflictError:
                done["refused"] += 1
                assert (rows_by_key(engine), states(engine)) == (before, known)
                later = [other for other in live if other > number and wrote[other].keys() & wrote[number].keys()]
                assert later, "what nothing later touched can be undone"
                continue
            done["undone"] += 1
            expected = {key: row for key, row in before.items() if key not in wrote[number]}
            expected |= {key: was for key, (was, _is) in wrote[number].items() if was is not None}
            assert rows_by_key(engine) == expected
            assert all(before.get(key) == now for key, (_was, now) in wrote[number].items()), "nothing later is lost"
            assert shown.counts.total() == len(wrote[number])
            assert states(engine)[number] == "undone" and states(engine)[by] == "stored"
        after, fresh = rows_by_key(engine), states(engine).keys() - known.keys()
        changed = {
            key: (before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)
        }
        wrote |= dict.fromkeys(fresh, changed)
        assert_measures_equal_a_rebuild(engine)
    assert done["undone"] > 1 and done["refused"], done


@pytest.mark.parametrize("seed", range(3))
def test_an_undo_that_is_undone_leaves_what_the_load_left(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        load(engine, ACTOR, open_tables("file.csv", random_file(chance).encode()))
    loaded, history_then = snapshot(engine), histories(engine)
    last = max(states(engine))
    (back,) = undo(engine, ACTOR, last)
    assert snapshot(engine) != loaded
    (again,) = undo(engine, ACTOR, back)
    assert snapshot(engine) == loaded
    assert states(engine) == {**dict.fromkeys(range(1, last + 1), "stored"), back: "undone", again: "stored"}
    for key, versions in histories(engine).items():
        then = history_then.get(key, [])
        assert versions[: len(then)] == then, "what was kept stays"
        assert all(number in (back, again) for number, _row in versions[len(then) :])
    with pytest.raises(MisuseError):
        undo(engine, ACTOR, back)
    undo(engine, ACTOR, again)
    assert states(engine)[last] == "undone" and states(engine)[back] == "stored"


def histories(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        keys = connection.scalars(sa.select(VersionRow.key).distinct())
        return {key: history(connection, Question, key) for key in list(keys)}


def test_what_an_undo_says_beforehand_is_what_it_does(engine: Engine) -> None:
    load_text(engine, HEADER + "303,CV-1,2024-02-01,written,Phòng A,transport,Đường,,\n")
    number = load_text(
        engine,
        HEADER
        + "303,CV-1,2024-02-01,written,Phòng A,transport,Đường,2024-02-05,\n"
        + "304,CV-2,2024-05-01,written,Phòng A,transport,Cầu,,CV-1\n",
    )
    removed: Any = {"removed": 1, "changed": 1}
    for counts in (removed, {"restored": 1, "changed": 1}, removed):  # undone, that undone, and that again
        number = assert_said_and_done(engine, number, counts)


def assert_said_and_done(engine: Engine, number: int, counts: dict[str, int]) -> int:
    before, known = snapshot(engine), states(engine)
    shown = foreseen(engine, ACTOR, number)
    assert (snapshot(engine), states(engine)) == (before, known), "to look changes nothing"
    assert shown.counts == counts
    assert [upload.number for upload in shown.uploads] == [number]
    periods = {move.period: parse_period(move.period) for move in shown.moved}
    assert set(periods) == {"2024-Q1", "2024-Q2"}

    def values() -> dict[tuple[str, str, str], Any]:
        with engine.connect() as connection:
            return {
                (one.unit, one.period, one.metric): (one.value, one.state)
                for period in periods.values()
                for one in figures(connection, ACTOR, period)
            }

    was = values()
    (by,) = undo(engine, ACTOR, number)
    now = values()
    moves = {(move.unit, move.period, move.metric): move for move in shown.moved}
    touched = {("303", "2024-Q1"), ("304", "2024-Q2")}
    assert moves.keys() == {key for key in was if was[key] != now[key] and key[:2] in touched}
    for key, move in moves.items():
        assert ((move.before, move.before_state), (move.after, move.after_state)) == (was[key], now[key])
    return by


def test_uploads_undone_together_are_undone_all_or_none_and_redone_together(engine: Engine) -> None:
    first = load_text(engine, HEADER + "303,CV-1,2024-02-01,written,Phòng A,transport,Đường,,\n")
    second = load_text(engine, HEADER + "303,CV-1,2024-02-01,written,Phòng A,transport,Đường,2024-02-05,\n")
    other = load_text(engine, HEADER + "304,CV-1,2024-02-01,written,Phòng A,transport,Cầu,,\n")
    loaded = snapshot(engine)
    touching = load_text(engine, HEADER + "304,CV-1,2024-02-01,written,Phòng A,transport,Cầu khác,,\n")
    before = snapshot(engine)
    with pytest.raises(ConflictError, match=rf"\({touching}\)"):
        undo(engine, ACTOR, first, second, other)
    assert snapshot(engine) == before
    undo(engine, ACTOR, touching)
    assert foreseen(engine, ACTOR, first, second, other).counts["removed"] == 2
    acts = undo(engine, ACTOR, first, second, other)
    assert len(acts) == 3 and not rows_by_key(engine)
    with engine.connect() as connection:
        (group,) = {upload.group_number for upload in uploads(connection, ACTOR, acts)}
        assert in_force(connection, ACTOR, group) == acts
    undo(engine, ACTOR, *acts)
    assert snapshot(engine) == loaded
    assert_measures_equal_a_rebuild(engine)
    with engine.connect() as connection, pytest.raises(MisuseError):
        in_force(connection, ACTOR, group)


def test_an_undo_does_not_lose_what_came_anew_from_another_file(engine: Engine) -> None:
    text = HEADER + "303,CV-1,2024-02-01,written,Phòng A,transport,Đường,,\n"
    load_text(engine, text)
    (key,) = rows_by_key(engine)
    gone = withdraw(engine, ACTOR, Question, [key])
    anew = load_text(engine, text)
    with pytest.raises(ConflictError, match=rf"\({anew}\)"):
        undo(engine, ACTOR, gone)
    assert rows_by_key(engine)[key].upload == anew


@pytest.mark.parametrize("seed", range(8))
def test_any_loads_undone_in_turn_leave_what_was_there(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    states, uploads = [snapshot(engine)], []
    for _ in range(6):
        (receipt,) = load(engine, ACTOR, open_tables("file.csv", random_file(chance).encode()))
        if receipt.upload:
            uploads.append(receipt.upload)
            states.append(snapshot(engine))
        assert_measures_equal_a_rebuild(engine)
    while uploads:
        states.pop()
        undo(engine, ACTOR, uploads.pop())
        assert snapshot(engine) == states[-1]


def test_a_withdrawal_is_kept_and_undone(engine: Engine) -> None:
    load_text(engine, random_file(random.Random(3)))
    before = snapshot(engine)
    with engine.connect() as connection:
        key = connection.scalar(sa.select(KINDS["question"].key))
    number = withdraw(engine, ACTOR, KINDS["question"], [key])
    assert len(snapshot(engine)["question"]) == len(before["question"]) - 1
    assert_measures_equal_a_rebuild(engine)
    with pytest.raises(ConflictError):
        undo(engine, ACTOR, 1)
    undo(engine, ACTOR, number)
    assert snapshot(engine) == before
    with pytest.raises(MisuseError):
        undo(engine, ACTOR, number)


def test_a_nil_report_tells_not_reported_from_none(engine: Engine) -> None:
    period = parse_period("2024-Q1")

    def state() -> str:
        with engine.connect() as connection:
            return figures(connection, ACTOR, period, units=["303"], metrics=["questions"])[0].state

    assert state() == "not_reported"
    number = report_nil(engine, ACTOR, KINDS["question"], "303", period)
    assert state() == "value"
    assert {(move.before_state, move.after_state) for move in foreseen(engine, ACTOR, number).moved} >= {
        ("value", "not_reported")
    }
    (back,) = undo(engine, ACTOR, number)
    assert state() == "not_reported"
    (again,) = undo(engine, ACTOR, back)
    assert state() == "value"
    undo(engine, ACTOR, again)
    assert state() == "not_reported"
    load_text(engine, HEADER + "303,CV-1,2024-02-01,written,Phòng A,transport,Đường,,\n")
    with pytest.raises(MisuseError):
        report_nil(engine, ACTOR, KINDS["question"], "303", period)


def test_of_many_statements_all_are_stored_or_none(engine: Engine) -> None:
    first, second = parse_period("2024-Q3"), parse_period("2024-Q4")
    kind = KINDS["question"]
    with pytest.raises(MisuseError):
        report_nils(engine, ACTOR, [(kind, "303", first), (kind, "999", first)])
    with engine.connect() as connection:
        assert uploads(connection, ACTOR) == []
    numbers = report_nils(
        engine, ACTOR, [(kind, "303", first), (kind, "303", second), (KINDS["session"], "304", first)]
    )
    with engine.connect() as connection:
        groups = {upload.group_number for upload in uploads(connection, ACTOR, numbers)}
    assert len(groups) == 1 and None not in groups, "one entry of the history"
    undo(engine, ACTOR, numbers[1])
    alone = report_nil(engine, ACTOR, kind, "305", first)
    undo(engine, ACTOR, alone)
    with engine.connect() as connection:
        assert [upload.group_number for upload in uploads(connection, ACTOR, [alone])] == [None]
        left = connection.execute(sa.select(NilReportRow.upload).order_by(NilReportRow.upload)).scalars().all()
        assert left == [numbers[0], numbers[2]] and len(set(numbers)) == 3


def test_an_error_stores_nothing_of_any_file(engine: Engine) -> None:
    before = snapshot(engine)
    good = open_tables("good.csv", random_file(random.Random(1)).encode())
    bad = open_tables("bad.csv", (HEADER + "303,CV-1,31/02/2024,written,A,transport,B,,\n").encode())
    load(engine, ACTOR, chain(good, bad))
    assert snapshot(engine) == before


def test_a_confirmation_holds_while_what_the_preview_showed_is_so(engine: Engine) -> None:
    content = random_file(random.Random(1)).encode()
    (shown,) = preview(engine, ACTOR, open_tables("a.csv", content))
    assert shown.moved and not shown.stored and not shown.upload
    load_text(engine, HEADER + "304,CV-99,2024-02-01,written,Phòng A,transport,Đường khác,,\n")
    (stored,) = load(engine, ACTOR, open_tables("a.csv", content), tokens=[shown.token])
    assert stored.stored and stored.counts == shown.counts, "what others load meanwhile does not hinder it"
    (again,) = preview(engine, ACTOR, open_tables("a.csv", content))
    undo(engine, ACTOR, stored.upload)
    with pytest.raises(ConflictError):
        load(engine, ACTOR, open_tables("a.csv", content), tokens=[again.token])


def test_the_public_records_give_the_figures_of_their_files(engine: Engine) -> None:
    paths = [ROOT / "data" / "public" / f"{kind}.csv" for kind in KINDS]
    receipts = load(engine, ACTOR, open_files(paths))
    assert [receipt.count("new") for receipt in receipts] == [25, 6, 16]
    assert not any(receipt.findings.errors for receipt in receipts)
    for code, calendar, attended in (
        ("2022-Q1", "calendar", 1),
        ("2022-Q2", "calendar", 0),
        ("2022-Q1", "reporting", 0),
        ("2022-Q2", "reporting", 1),
    ):
        with engine.connect() as connection:
            period = parse_period(code, calendar)  # type: ignore[arg-type]
            found = figures(connection, ACTOR, period, metrics=["briefings"])
        assert len(found) == 16
        assert {figure.numerator for figure in found} == {attended}
    for code, calendar, held in (
        ("2024-Q4", "calendar", 2),
        ("2024-Q4", "reporting", 1),
        ("2025-Q1", "reporting", 2),
    ):
        with engine.connect() as connection:
            period = parse_period(code, calendar)  # type: ignore[arg-type]
            (figure,) = figures(connection, ACTOR, period, units=["31"], metrics=["sessions"])
        assert figure.numerator == held, code


def test_a_holiday_added_later_moves_open_due_dates_and_is_undone(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sqlite_engine
    head = "Đơn vị,Số phiếu chất vấn,Ngày chất vấn,Hình thức chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn,Hạn trả lời,Ngày trả lời\n"
    rows = [
        "Quận Lê Chân,CV-1,01/07/2024,Bằng văn bản,Phòng QLĐT,Giao thông,Sửa đường,,",  # open, derived
        "Quận Lê Chân,CV-2,01/07/2024,Bằng văn bản,Phòng QLĐT,Giao thông,Thoát nước,,10/07/2024",  # answered
        "Quận Lê Chân,CV-3,01/07/2024,Bằng văn bản,Phòng QLĐT,Giao thông,Chiếu sáng,30/07/2024,",  # the file's own
    ]
    load(engine, ACTOR, open_tables("q.csv", (head + "\n".join(rows) + "\n").encode()))

    def due() -> dict[str, dt.date]:
        with engine.connect() as connection:
            return {row.code: row.answer_due for row in connection.execute(sa.select(Question.__table__))}

    before = due()
    assert before == {"CV-1": dt.date(2024, 7, 21), "CV-2": dt.date(2024, 7, 21), "CV-3": dt.date(2024, 7, 30)}
    assert follow_rules(engine, ACTOR) == []
    working = tuple(replace(rule, counting="working") for rule in reference.DUE_RULES)
    monkeypatch.setattr(reference, "DUE_RULES", working)
    (number,) = follow_rules(engine, ACTOR)
    assert due() == before | {"CV-1": dt.date(2024, 7, 29)}
    monkeypatch.setattr(reference, "HOLIDAYS", reference.HOLIDAYS | {dt.date(2024, 7, 15)})
    (later,) = follow_rules(engine, ACTOR)
    assert due() == before | {"CV-1": dt.date(2024, 7, 30)}
    with engine.connect() as connection:
        assert [(upload.act, upload.changed) for upload in uploads(connection, ACTOR)][:2] == [("rules", 1)] * 2
        assert [version["answer_due"] for _n, version in history(connection, Question, row_key(connection, "CV-1"))] == [
            dt.date(2024, 7, 21), dt.date(2024, 7, 29)
        ]  # fmt: skip
        assert is_current(connection)
    undo(engine, ACTOR, later)
    undo(engine, ACTOR, number)
    assert due() == before


def row_key(connection: sa.Connection, code: str) -> str:
    return connection.execute(sa.select(Question.key).where(Question.code == code)).scalar_one()


@pytest.mark.parametrize(
    ("asked", "days", "counting", "due"),
    [
        (dt.date(2024, 7, 1), 20, "calendar", dt.date(2024, 7, 21)),
        (dt.date(2024, 2, 10), 20, "calendar", dt.date(2024, 3, 1)),  # a leap year
        (dt.date(2024, 7, 5), 1, "working", dt.date(2024, 7, 8)),  # over a weekend
        (dt.date(2024, 4, 26), 2, "working", dt.date(2024, 5, 2)),  # over a weekend, 30/4 and 1/5
        (dt.date(2024, 12, 31), 1, "working", dt.date(2025, 1, 2)),
    ],
)
def test_days_are_counted_as_the_rule_says(asked: dt.date, days: int, counting: Any, due: dt.date) -> None:
    rule = replace(reference.DUE_RULES[0], days=days, counting=counting)
    assert rule.due_on(asked) == due
