"""Every figure is the sum of the very rows that are shown for it."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.errors import MisuseError
from etl.figures.query import TOTAL, figures, total
from etl.figures.rows import rows_of
from etl.metrics import METRICS
from etl.periods import Period, parse_period

ROOT = Path(__file__).parent.parent
ACTOR = local_actor()


def differences(
    engine: Engine, period: Period, as_of: dt.date, units: list[str] | None = None
) -> tuple[list[str], int]:
    """Return the figures that are not the sum of their rows, and how many were compared."""
    wrong, compared = [], 0
    with engine.connect() as connection:
        every = figures(connection, ACTOR, period, as_of=as_of) + total(connection, ACTOR, period, as_of=as_of)
        for figure in every:
            if units is not None and figure.unit not in units:
                continue
            rows = rows_of(connection, ACTOR, figure.metric, figure.unit, period, as_of)
            compared += 1
            for place, there in (("numerator", figure.numerator), ("denominator", figure.denominator)):
                if there is None:
                    continue
                if abs(sum(getattr(row, place) for row in rows) - there) > 1e-6:
                    wrong.append(f"{figure.unit} {figure.metric} {place} {there}")
            assert all(row.row["upload"] and row.row["line"] for row in rows)
    return wrong, compared


@pytest.mark.parametrize(
    ("code", "calendar"),
    [
        ("2024-Q4", "calendar"),
        ("2024-Q4", "reporting"),
        ("2024-12b", "calendar"),
        ("2023", "reporting"),
        ("2025-H1", "calendar"),
    ],
)
def test_every_figure_of_the_districts_is_the_sum_of_its_rows(demo: Engine, code: str, calendar: str) -> None:
    period = parse_period(code, calendar)  # type: ignore[arg-type]
    wrong, compared = differences(demo, period, dt.date(2025, 9, 1))
    assert not wrong
    assert compared == 17 * len(METRICS)  # 15 districts, the city, and all together


def test_so_are_those_over_the_reorganisation_and_of_new_units(demo: Engine) -> None:
    units = ["31", TOTAL, "303", "317"]
    for code in ("2025-Q3", "2026-Q1", "2021-2026"):
        wrong, compared = differences(demo, parse_period(code), dt.date(2026, 8, 1), units)
        assert not wrong and compared >= 2 * len(METRICS)


def test_what_there_is_not(demo: Engine) -> None:
    with demo.connect() as connection:
        for metric, unit in (("nothing", "303"), ("sessions", "999")):
            with pytest.raises(MisuseError):
                rows_of(connection, ACTOR, metric, unit, parse_period("2024-Q4"))
        assert rows_of(connection, ACTOR, "sessions", "303", parse_period("2026-Q1")) == []
