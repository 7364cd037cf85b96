"""Figures: metrics of units over periods, each with numerator, denominator, value and state. The only reader of measures."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.accounts import Actor
from etl.database import MeasureRow, NilReportRow
from etl.declare.measures import Flows, Metric
from etl.errors import MisuseError
from etl.figures import rollup
from etl.figures.waits import median_wait, together, waits_of
from etl.metrics import MEASURES, METRICS, REPORTED, measure_of
from etl.periods import FIRST_DAY, Period, half_month_days, half_month_of, today
from etl.reference import CITY, spans, units_in
from etl.text import Text

State = Literal["value", "nothing_due", "not_recorded", "not_reported", "no_unit"]
TOTAL = "total"

STATES: dict[State, Text] = {
    "value": Text("có số liệu", "value"),
    "nothing_due": Text("chưa đến hạn", "nothing due"),
    "not_recorded": Text("không ghi", "not recorded"),
    "not_reported": Text("chưa báo cáo", "not reported"),
    "no_unit": Text("không có đơn vị", "no such unit then"),
}


class Figure(NamedTuple):
    """One metric of one unit in one period; `value` is a fraction to four decimals, None unless the state is value."""

    unit: str
    period: str
    metric: str
    numerator: float | int | None
    denominator: float | int | None
    value: Decimal | None
    state: State


Sums = dict[tuple[str, str], float]  # (unit, measure) -> sum


def last_day(as_of: dt.date | None = None) -> dt.date:
    """Return the as-of date: the day asked for, which must be over, or yesterday."""
    yesterday = today() - dt.timedelta(days=1)
    if as_of is not None and as_of > yesterday:
        raise MisuseError(
            Text(
                f"Ngày chốt số liệu {as_of} chưa qua; muộn nhất là {yesterday}.",
                f"The as-of date {as_of} is not over yet; the latest is {yesterday}.",
            )
        )
    return as_of or yesterday


def figures(
    connection: Connection,
    actor: Actor,
    period: Period,
    *,
    units: Sequence[str] | None = None,
    metrics: Iterable[str] | None = None,
    as_of: dt.date | None = None,
) -> list[Figure]:
    """Return the figures of units (default: all that existed in the period, the city last) in the metrics' order.

    Raises MisuseError where the period starts after the as-of date.
    """
    return _Query(connection, period, units, metrics, as_of).figures()


def total(
    connection: Connection,
    actor: Actor,
    period: Period,
    *,
    metrics: Iterable[str] | None = None,
    as_of: dt.date | None = None,
) -> list[Figure]:
    """Return the figures of the units below the city taken together: sums over the units whose state is value."""
    return _Query(connection, period, None, metrics, as_of).total()


def figures_and_total(connection: Connection, actor: Actor, period: Period) -> list[Figure]:
    """Return what `figures` and `total` do, of all units and metrics, from one look at the sums."""
    query = _Query(connection, period, None, None, None)
    return query.figures() + query.total()


def reports(
    connection: Connection, actor: Actor, period: Period, *, as_of: dt.date | None = None
) -> dict[str, dict[str, int]]:
    """Return what each unit of a period has reported: how many records of each kind.

    0 is the statement that there were none (a nil report); a kind that was not reported is not there.
    """
    return _Query(connection, period, None, (), as_of).reports()


class _Names(NamedTuple):
    """The names under which a query keeps the sums of a metric's parts."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    candidates: tuple[str, ...]
    telling: tuple[str, ...]


@cache
def _names(metric: Metric) -> _Names:
    def named(flows: Flows, before: str = "") -> tuple[str, ...]:
        return tuple(before + measure_of(flow) for flow in flows)

    numerator = named(metric.numerator, _STOCK if metric.stock else "")
    return _Names(numerator, named(metric.denominator), named(metric.candidates), named(metric.telling))


_STOCK = "stock "  # before a measure's name: its sum from the beginning, beside that within the period
_REPORTED = {kind: (measure_of(flow),) for kind, flow in REPORTED.items()}


class _Query:
    """One call's inputs and the sums that answer it."""

    def __init__(
        self,
        connection: Connection,
        period: Period,
        units: Sequence[str] | None,
        metrics: Iterable[str] | None,
        as_of: dt.date | None,
    ) -> None:
        self.connection, self.period, self.as_of = connection, period, last_day(as_of)
        if period.start > self.as_of:
            raise MisuseError(
                Text(
                    f"Kỳ {period.code} bắt đầu ngày {period.start}, sau ngày chốt số liệu {self.as_of}.",
                    f"The period {period.code} starts on {period.start}, after the as-of date {self.as_of}.",
                )
            )
        self.metrics = [METRICS[name] for name in METRICS if metrics is None or name in set(metrics)]
        present = units_in(period.start, period.end)
        self.units = list(units) if units is not None else present
        for unit in self.units:
            if not spans(unit):
                raise MisuseError(Text(f"Không có đơn vị mã {unit}.", f"There is no unit with code {unit}."))
        self.ends = {u: min(period.end, self.as_of, spans(u)[-1].last) for u in self.units if u in present}
        self.sums = self._all_sums()
        self.waits = {
            metric.id: waits_of(connection, metric.wait, period.start, self.ends, self.as_of)
            for metric in self.metrics
            if metric.wait is not None
        }
        self.nil = self._nil_reports()

    # --- sums -------------------------------------------------------------------------------------------------

    def _all_sums(self) -> Sums:
        names = {measure_of(flow) for metric in self.metrics for flow in metric.flows if not metric.stock}
        names |= {name for listed in _REPORTED.values() for name in listed}
        stocks = {measure_of(flow) for metric in self.metrics for flow in metric.flows if metric.stock}
        sums = self._sums(names, self.period.start)
        # A stock is summed from the beginning; its flows may also be asked for within the period, so they are kept apart.
        sums.update({(unit, _STOCK + name): value for (unit, name), value in self._sums(stocks, FIRST_DAY).items()})
        return sums

    def _sums(self, names: Iterable[str], first: dt.date) -> Sums:
        listed = sorted(names)
        sums: Sums = defaultdict(float)
        if not listed:
            return sums
        settled = self._settled()
        groups: dict[tuple[dt.date, bool], list[str]] = defaultdict(list)
        for unit, end in self.ends.items():
            groups[end, unit in settled].append(unit)
        for (end, stored), units in groups.items():
            for part in self._parts(listed, units, first, end, stored):
                for key, value in part.items():
                    sums[key] += value
        return sums

    def _parts(self, names: list[str], units: list[str], first: dt.date, last: dt.date, stored: bool) -> list[Sums]:
        """Split [first, last] into whole half-months, taken from the measures, and partial ones, from the records."""
        low = half_month_of(first) + (first != half_month_days(half_month_of(first))[0] if first > FIRST_DAY else 0)
        high = half_month_of(last) - (last != half_month_days(half_month_of(last))[1])
        if not stored or low > high:
            return [rollup.sums(self.connection, names, units, first, last, self.as_of)]
        parts = [self._stored(names, units, low, high)]
        day = dt.timedelta(days=1)
        if first > FIRST_DAY and first < half_month_days(low)[0]:
            parts.append(rollup.sums(self.connection, names, units, first, half_month_days(low)[0] - day, self.as_of))
        if last > half_month_days(high)[1]:
            parts.append(rollup.sums(self.connection, names, units, half_month_days(high)[1] + day, last, self.as_of))
        return parts

    def _stored(self, names: list[str], units: list[str], low: int, high: int) -> Sums:
        query = (
            sa.select(MeasureRow.unit, MeasureRow.measure, sa.func.sum(MeasureRow.value))
            .where(MeasureRow.half_month.between(low, high), MeasureRow.unit.in_(units), MeasureRow.measure.in_(names))
            .group_by(MeasureRow.unit, MeasureRow.measure)
        )
        return {(unit, name): value for unit, name, value in self.connection.execute(query)}

    def _settled(self) -> set[str]:
        """Return the units for which nothing is stored that was not yet known on the as-of date."""
        late: set[str] = set()
        for column in {flow.known_by for flow in MEASURES.values() if flow.known_by is not None}:
            late |= set(self.connection.scalars(sa.select(column.class_.unit).where(column > self.as_of).distinct()))
        return self.ends.keys() - late

    def _nil_reports(self) -> set[tuple[str, str]]:
        query = sa.select(NilReportRow.unit, NilReportRow.kind, NilReportRow.first).where(
            NilReportRow.last >= self.period.start
        )
        return {
            (u, kind) for u, kind, first in self.connection.execute(query) if u in self.ends and first <= self.ends[u]
        }

    # --- figures ----------------------------------------------------------------------------------------------

    @cached_property
    def _figures(self) -> list[Figure]:
        return [self._figure(unit, metric) for unit in self.units for metric in self.metrics]

    def figures(self) -> list[Figure]:
        return self._figures

    def _sum(self, unit: str, names: tuple[str, ...]) -> float | int:
        value = 0.0
        for name in names:
            value += self.sums.get((unit, name), 0)
        return int(value) if value == int(value) else value

    def _figure(self, unit: str, metric: Metric) -> Figure:
        if unit not in self.ends:
            return Figure(unit, self.period.code, metric.id, None, None, None, "no_unit")
        names = _names(metric)
        numerator = self._sum(unit, names.numerator)
        denominator = self._sum(unit, names.denominator) if names.denominator else None
        state = self._state(unit, metric, numerator, denominator)
        value = self._value(metric, numerator, denominator, [unit]) if state == "value" else None
        return Figure(unit, self.period.code, metric.id, numerator, denominator, value, state)

    def _state(self, unit: str, metric: Metric, numerator: float, denominator: float | None) -> State:
        if not numerator and not denominator and self._reported[unit].isdisjoint(metric.kinds):
            return "not_reported"
        names = _names(metric)
        if names.candidates and self._sum(unit, names.candidates) and not self._sum(unit, names.telling):
            return "not_recorded"
        return "nothing_due" if metric.denominator and not denominator else "value"

    @cached_property
    def _reported(self) -> dict[str, set[str]]:
        """Return the kinds that each unit has reported."""
        return {
            unit: {kind for kind, name in _REPORTED.items() if self._sum(unit, name) or (unit, kind) in self.nil}
            for unit in self.ends
        }

    def _value(
        self, metric: Metric, numerator: float, denominator: float | None, units: Iterable[str]
    ) -> Decimal | None:
        if metric.wait is not None:
            waits = self.waits[metric.id]
            median = median_wait(*together(waits[unit] for unit in units if unit in waits))
            return None if median is None else Decimal(median)
        number = Decimal(str(numerator))
        return rounded(number / Decimal(str(denominator)) if metric.denominator else number)

    def total(self) -> list[Figure]:
        parts: dict[str, list[Figure]] = {metric.id: [] for metric in self.metrics}
        for figure in self._figures:
            if figure.unit in self.ends and figure.unit != CITY:
                parts[figure.metric].append(figure)
        return [self._total(metric, parts[metric.id]) for metric in self.metrics]

    def _total(self, metric: Metric, parts: list[Figure]) -> Figure:
        valued = [part for part in parts if part.state == "value"]
        state: State = next(
            (s for s in ("value", "not_recorded", "nothing_due", "not_reported") if any(p.state == s for p in parts)),
            "no_unit",
        )
        if state == "no_unit":
            return Figure(TOTAL, self.period.code, metric.id, None, None, None, state)
        numerator = sum(part.numerator or 0 for part in valued)
        denominator = sum(part.denominator or 0 for part in valued) if metric.denominator else None
        units = [part.unit for part in valued]
        value = self._value(metric, numerator, denominator, units) if state == "value" else None
        return Figure(TOTAL, self.period.code, metric.id, numerator, denominator, value, state)

    def reports(self) -> dict[str, dict[str, int]]:
        return {
            unit: {kind: int(self._sum(unit, _REPORTED[kind])) for kind in REPORTED if kind in kinds}
            for unit, kinds in self._reported.items()
        }


def rounded(number: Decimal) -> Decimal:
    """Round to four decimals, halves away from zero, without trailing zeros."""
    value = number.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
