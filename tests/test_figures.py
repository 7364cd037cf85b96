"""Every metric against the oracle, on both databases, for both calendars; and the rollup against a rebuild."""

import datetime as dt
import random
from typing import Any

import oracle
import pytest
import random_records
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import local_actor
from etl.database import MeasureRow, NilReportRow, UploadRow, now, writing
from etl.figures import rollup
from etl.figures.query import figures, total
from etl.figures.rows import rows_of
from etl.periods import parse_period
from etl.records import KINDS
from etl.reference import END_OF_TIME, UNITS

FIRST, LAST = dt.date(2023, 6, 1), dt.date(2026, 6, 30)
ORACLE_UNITS = [
    {
        "code": u.code,
        "kind": u.kind,
        "parent": u.parent,
        "valid_from": u.first,
        "valid_to": None if u.last == END_OF_TIME else u.last,
    }
    for u in UNITS
    if len(u.code) < 4 or u.code in ("11311", "11329", "11914", "11948")
]
PERIODS = ["2024-Q1", "2024-Q4", "2025-Q2", "2025-Q3", "2024-02", "2025-12b", "2024-H1", "2025", "2026-Q2"]


def store(connection: Connection, records: dict[str, list[dict[str, Any]]], nil: list[dict[str, Any]]) -> None:
    values = dict.fromkeys(("read", "new", "changed", "same", "refused", "left_out"), 0)
    values |= {
        "loaded_at": now(),
        "account": "test",
        "act": "load",
        "kind": "",
        "file": "",
        "file_hash": "",
        "state": "",
    }
    for number in range(1, len(nil) + 2):
        connection.execute(sa.insert(UploadRow).values(number=number, **values))
    for number, row in enumerate(nil, start=2):
        connection.execute(
            sa.insert(NilReportRow).values(
                upload=number, unit=row["unit"], kind=row["kind"], first=row["start"], last=row["end"]
            )
        )
    for name, rows in records.items():
        kind = KINDS[name]
        made = []
        for number, row in enumerate(rows):
            span = random_records.span_on(ORACLE_UNITS, row["unit"], row[kind.about.placed_by])
            made.append(
                {field: row.get(field) for field in kind.columns()}
                | {"key": f"{number}", "unit_from": span["valid_from"], "derived": "", "upload": 1, "line": number}
            )
        if made:
            connection.execute(sa.insert(kind.__table__), made)
    rollup.rebuild(connection)


def plain(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [
        (r.unit, r.metric, r.numerator, r.denominator, None if r.value is None else float(r.value), r.state)
        for r in rows
    ]


@pytest.mark.parametrize("seed", range(6))
def test_every_metric_equals_the_oracle(engine: Engine, seed: int) -> None:
    records = random_records.record_set(seed, ORACLE_UNITS, FIRST, LAST, 250)
    nil = random_records.nil_report_set(seed, ORACLE_UNITS, FIRST, LAST, 8)
    chance = random.Random(seed)
    codes = {u["code"] for u in ORACLE_UNITS}
    with writing(engine) as connection:
        store(connection, records, nil)
    with engine.connect() as connection:
        for code in PERIODS:
            for calendar in ("calendar", "reporting"):
                period = parse_period(code, calendar)
                assert oracle.period(code, calendar) == (period.start, period.end)
                for as_of in (LAST, chance.choice(random_records.days_named(records)), period.end):
                    if not period.start <= as_of <= LAST:
                        continue
                    listed = [
                        u["code"]
                        for u in sorted(ORACLE_UNITS, key=lambda u: (u["code"] == "31", u["code"]))
                        if u["valid_from"] <= period.end and (u["valid_to"] or END_OF_TIME) >= period.start
                    ]
                    units = list(dict.fromkeys(listed))
                    got = plain(figures(connection, local_actor(), period, units=units, as_of=as_of))
                    wanted = plain(oracle.figures(records, ORACLE_UNITS, nil, period.start, period.end, as_of))
                    assert got == wanted, f"{code} {calendar} {as_of}"
                    assert {row[0] for row in got} <= codes
                    together = plain(total(connection, local_actor(), period, as_of=as_of))
                    wanted = plain(oracle.total(records, ORACLE_UNITS, nil, period.start, period.end, as_of))
                    assert [row[1:] for row in together] == [row[1:] for row in wanted], (
                        f"total {code} {calendar} {as_of}"
                    )


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_the_sum_of_its_rows(engine: Engine, seed: int) -> None:
    with writing(engine) as connection:
        store(connection, random_records.record_set(seed, ORACLE_UNITS, FIRST, LAST, 200), [])
    with engine.connect() as connection:
        for code, calendar in (("2025-Q2", "reporting"), ("2025-12b", "calendar"), ("2025", "calendar")):
            period = parse_period(code, calendar)
            units = [unit["code"] for unit in ORACLE_UNITS if unit["valid_from"] <= period.end][:8]
            every = figures(connection, local_actor(), period, units=list(dict.fromkeys(units)), as_of=LAST)
            for figure in every + total(connection, local_actor(), period, as_of=LAST):
                rows = rows_of(connection, local_actor(), figure.metric, figure.unit, period, LAST)
                assert sum(row.numerator for row in rows) == pytest.approx(figure.numerator or 0)
                assert sum(row.denominator for row in rows) == pytest.approx(figure.denominator or 0)


def test_refreshed_cells_equal_a_rebuild(engine: Engine) -> None:
    records = random_records.record_set(77, ORACLE_UNITS, FIRST, LAST, 150)
    question = KINDS["question"].__table__
    with writing(engine) as connection:
        store(connection, records, [])
        cells: dict[str, set[int]] = {}
        for row in connection.execute(sa.select(question).limit(60)).all():
            rollup.touch(cells, KINDS["question"], dict(row._mapping))
            connection.execute(sa.delete(question).where(question.c.key == row.key))
        rollup.refresh(connection, cells)
        table = MeasureRow.__table__
        kept = sorted(map(tuple, connection.execute(sa.select(table))))
        rollup.rebuild(connection)
        assert kept == sorted(map(tuple, connection.execute(sa.select(table))))
