"""Waiting times with those still waiting counted: the waits of records, and their Kaplan-Meier median in exact arithmetic."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.declare.measures import Wait


class Waits(NamedTuple):
    """Days to the end of the waits that are over, and days waited so far where they are not."""

    over: list[int]
    going_on: list[int]


def waits_of(
    connection: Connection, wait: Wait, first: dt.date, ends: Mapping[str, dt.date], as_of: dt.date
) -> dict[str, Waits]:
    """Return the waits by unit that began from a day on to the unit's end (`ends`), as they stand on the as-of date."""
    flow = wait.over
    unit = flow.record.__table__.c.unit
    query = sa.select(unit, flow.placed_by, wait.ended).where(
        *flow.where, flow.placed_by.between(first, max(ends.values(), default=first)), unit.in_(list(ends))
    )
    waits: dict[str, Waits] = defaultdict(lambda: Waits([], []))
    for code, begun, ended in connection.execute(query):
        if begun > ends[code]:
            continue
        if ended is not None and ended <= as_of:
            waits[code].over.append((ended - begun).days)
        else:
            waits[code].going_on.append((as_of - begun).days)
    return waits


def together(waits: Iterable[Waits]) -> Waits:
    """Return the waits of several units as one."""
    listed = list(waits)
    return Waits([day for part in listed for day in part.over], [day for part in listed for day in part.going_on])


def median_wait(over: Sequence[int], going_on: Sequence[int]) -> int | None:
    """Return the smallest wait in days by which half are over, or None while more than half still wait.

    `going_on`: days waited so far (censored). On one day ends come before censorings. Kaplan & Meier (1958),
    product-limit estimate.
    """
    events, losses = Counter(over), Counter(going_on)
    at_risk, survival = len(over) + len(going_on), Fraction(1)
    for day in sorted(events.keys() | losses.keys()):
        if events[day]:
            survival *= 1 - Fraction(events[day], at_risk)
            if survival <= Fraction(1, 2):
                return day
        at_risk -= events[day] + losses[day]
    return None
