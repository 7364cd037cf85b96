"""The language in which metrics are declared: additive flows over records, and the metrics built of them.

A flow is a sum over records, each placed on one day; flows add up over units and over time, so they are stored per
unit and half-month. A metric is a flow, a ratio of two, or a running total; nobody computes it anywhere else.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

import sqlalchemy as sa

from etl.declare.fields import Record
from etl.text import Text

Better = Literal["higher", "lower", "neither"]
# Where a metric stands apart, beside the lists that have every metric: a card on the page `overview`, `unit` or
# `sessions`; a column of the overview's `matrix`; a column of the summary's `table` of units. All in the metrics' order.
Stand = Literal["overview", "unit", "sessions", "matrix", "table"]

AS_OF: sa.BindParameter[dt.date] = sa.bindparam("as_of", type_=sa.Date)


@dataclass(frozen=True, eq=False)
class Flow:
    """Σ value over the records of `record` that meet `where`, each on the day `placed_by`.

    `known_by`: a date that must not lie after the as-of date for the record to count.
    """

    record: type[Record]
    placed_by: Any
    value: Any
    where: tuple[Any, ...] = ()
    known_by: Any = None

    @cached_property
    def entered(self) -> Any:
        """Return the SQL of what one record adds; the one formulation of this measure. Takes the parameter `as_of`."""
        conditions = [*self.where, *([] if self.known_by is None else [self.known_by <= AS_OF])]
        return sa.case((sa.and_(*conditions), self.value), else_=0) if conditions else self.value

    @cached_property
    def summed(self) -> Any:
        """Return the SQL sum over records."""
        return sa.func.coalesce(sa.func.sum(self.entered), 0)

    @cached_property
    def identity(self) -> str:
        """Return a text that two flows share exactly when they count the same thing."""
        compiled = self.summed.compile()
        values = {name: value for name, value in compiled.params.items() if name != AS_OF.key}
        return f"{self.record.about.name}: {self.placed_by}: {compiled}: {values}"

    def __neg__(self) -> "Flow":
        return Flow(self.record, self.placed_by, -self.value, self.where, self.known_by)

    def __add__(self, other: "Flow") -> "Flows":
        return (self, other)

    def __sub__(self, other: "Flow") -> "Flows":
        return (self, -other)


Flows = tuple[Flow, ...]


def count(by: Any, *where: Any, record: type[Record] | None = None, known_by: Any = None) -> Flow:
    """Count the records placed by the date `by` that meet every condition."""
    return total(sa.literal_column("1"), by, *where, record=record, known_by=known_by)


def total(value: Any, by: Any, *where: Any, record: type[Record] | None = None, known_by: Any = None) -> Flow:
    """Add up a number over the records placed by the date `by`; empty numbers must be kept out by a condition."""
    kind = record or by.class_
    return Flow(kind, by, value, (by.is_not(None), *where), known_by)


def given(*columns: Any) -> Any:
    """Return the condition that a record gives every one of these fields."""
    return sa.and_(*(column.is_not(None) for column in columns))


def filled(*columns: Any) -> Any:
    """Return the number of these fields that a record gives."""
    parts = [sa.case((column.is_not(None), 1), else_=0) for column in columns]
    return sum(parts[1:], parts[0])


def later_of(first: Any, second: Any) -> Any:
    """Return the later of two days, empty where either is."""
    return sa.case((first >= second, first), (first < second, second))


@dataclass(frozen=True, eq=False)
class Wait:
    """The days from the date that places the records of a flow to a later date of theirs; empty while they wait."""

    over: Flow
    ended: Any


@dataclass(frozen=True, eq=False)
class Metric:
    """What people read. `id` is the constant's name, given when the metrics are gathered.

    `fields`: columns without which a record says nothing about this metric; `placed`: all records that could enter,
    given or not (needed only with `fields`). A stock is a running total to the end of the period. With `wait` the value
    is the median of these waits, computed from the records.
    """

    name: Text
    short: Text
    definition: Text
    measured_in: Text
    better: Better
    numerator: Flows
    denominator: Flows = ()
    stock: bool = False
    placed: Flow | None = None
    fields: tuple[Any, ...] = ()
    wait: Wait | None = None
    stands_in: tuple[Stand, ...] = ()
    caveat: Text = Text("", "")
    law: Text = Text("", "")
    id: str = field(default="")

    def __post_init__(self) -> None:
        if wrong := set(self.stands_in).difference(get_args(Stand)):
            raise ValueError(f"{self.name.en}: there is no such place as {', '.join(wrong)}")

    @property
    def is_ratio(self) -> bool:
        return bool(self.denominator) and self.wait is None

    @property
    def is_share(self) -> bool:
        """Tell whether the ratio is a part of a whole, to be read as a percentage."""
        return self.is_ratio and self.measured_in.en == "%"

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the names of the record kinds that this metric is about."""
        return frozenset(flow.record.about.name for flow in self.numerator)

    @cached_property
    def candidates(self) -> Flows:
        """Return the count of records that could enter, whether or not they give the fields."""
        return (self.placed,) if self.placed else ()

    @cached_property
    def telling(self) -> Flows:
        """Return the count of those that give the fields."""
        if self.placed is None:
            return ()
        return (
            Flow(
                self.placed.record, self.placed.placed_by, self.placed.value, (*self.placed.where, given(*self.fields))
            ),
        )

    @property
    def flows(self) -> Flows:
        return (*self.numerator, *self.denominator, *self.candidates, *self.telling)


def as_flows(flow: Flow | Sequence[Flow]) -> Flows:
    """Return a flow or a sum of flows as a tuple."""
    return (flow,) if isinstance(flow, Flow) else tuple(flow)


def _metric(numerator: Any, denominator: Any, words: dict[str, Any]) -> Metric:
    return Metric(numerator=as_flows(numerator), denominator=as_flows(denominator), **words)


def volume(numerator: Flow, **words: Any) -> Metric:
    """Declare a count or a sum. With `fields` it is not recorded where no record gives them."""
    return _metric(numerator, (), {"better": "neither", **words})


def ratio(numerator: Any, denominator: Any, **words: Any) -> Metric:
    """Declare a ratio, kept as two numbers to the last step."""
    return _metric(numerator, denominator, {"measured_in": Text("%", "%"), **words})


def stock(flows: Sequence[Flow], **words: Any) -> Metric:
    """Declare a running total of flows in and out."""
    return _metric(flows, (), {"stock": True, "better": "lower", **words})


def wait(begun: Any, ended: Any, *where: Any, **words: Any) -> Metric:
    """Declare the median wait from one date to another, over the records that meet every condition.

    Its numbers are those whose wait is over by the as-of date, and all.
    """
    over = count(begun, *where)
    usual = {"measured_in": Text("ngày", "days"), "better": "lower"}
    return _metric(count(begun, *where, known_by=ended), over, {"wait": Wait(over, ended), **usual, **words})
