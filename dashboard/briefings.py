"""Briefing conferences: their cadence of six months, whose turn it is to host, who came and spoke, what was proposed."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from etl.accounts import Actor
from etl.records.briefing import Briefing
from etl.reference import CITY, units_in

MONTHS = 6  # between two conferences, as the first one asked for in March 2022

BriefingRow = Mapping[str, Any]
Part = Literal["absent", "came", "spoke"]


class Conference(NamedTuple):
    """One conference of the city with its units; `late`: days after its due date, None for the first."""

    number: int
    date: dt.date
    host: str
    topic: str
    rows: tuple[BriefingRow, ...]
    late: int | None

    @property
    def due(self) -> dt.date | None:
        """Return the day by which it was to meet; None for the first."""
        return None if self.late is None else self.date - dt.timedelta(days=self.late)

    @property
    def attended(self) -> int:
        """Return how many units came."""
        return sum(bool(row["attended"]) for row in self.rows)

    def total(self, field: str) -> int | None:
        """Return the sum of a field over the units that give it; None where none does."""
        given = [row[field] for row in self.rows if row[field] is not None]
        return sum(given) if given else None

    def part_of(self, unit: str) -> Part | None:
        """Return what a unit did there; None where no row tells."""
        row = next((row for row in self.rows if row["unit"] == unit), None)
        if row is None:
            return None
        return "absent" if not row["attended"] else "spoke" if row["spoke"] else "came"


def months_later(day: dt.date, months: int = MONTHS) -> dt.date:
    """Return the same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def conferences(connection: Connection, actor: Actor) -> list[Conference]:
    """Return the conferences of the city's level, the first one first."""
    table = Briefing.__table__
    query = sa.select(table).where(table.c.level == "city").order_by(table.c.date, table.c.conference_no, table.c.unit)
    groups: dict[tuple[dt.date, int], list[BriefingRow]] = {}
    for row in connection.execute(query).mappings():
        groups.setdefault((row["date"], row["conference_no"]), []).append(dict(row))
    found: list[Conference] = []
    for (date, number), rows in groups.items():
        late = (date - months_later(found[-1].date)).days if found else None
        topic = next((str(row["topic"]) for row in rows if row["topic"]), "")
        found.append(Conference(number, date, rows[0]["host_unit"], topic, tuple(rows), late))
    return found


class Turn(NamedTuple):
    """A unit that exists now: how often it hosted, and when last."""

    unit: str
    hosted: int
    last: dt.date | None


def ledger(known: Sequence[Conference], today: dt.date) -> list[Turn]:
    """Return whose turn it is: the units of today below the city, those who never hosted first, then the longest ago."""
    turns = []
    for unit in units_in(today, today):
        if unit == CITY:
            continue
        dates = [conference.date for conference in known if conference.host == unit]
        turns.append(Turn(unit, len(dates), max(dates, default=None)))
    return sorted(turns, key=lambda turn: (turn.last is not None, turn.last or today, turn.unit))


class Next(NamedTuple):
    """The next conference: by when it is due, who registered to host it and when it is called for, where that is known."""

    due: dt.date
    host: str | None
    date: dt.date | None
    overdue: int  # days; 0 while it is not


def next_one(known: Sequence[Conference], today: dt.date) -> Next | None:
    """Return what is known of the conference after the last; None before the first."""
    if not known:
        return None
    last = known[-1]
    host = next((row["next_host"] for row in last.rows if row["next_host"]), None)
    date = next((row["next_date"] for row in last.rows if row["next_date"]), None)
    due = months_later(last.date)
    return Next(due, host, date, max((today - due).days, 0))
