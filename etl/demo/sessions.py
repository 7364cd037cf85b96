"""Sessions of one council after the other."""

import datetime as dt
import math
from collections.abc import Iterator

from etl.demo.units import Invented, Ways, working_day
from etl.reference import CITY, TERMS, spans

_FIRST_DAY = dt.date(2021, 6, 21)
_SAME_COUNCIL = frozenset({"311"})  # its council went on when its kind changed; that of 312 started anew


def councils(ways: Ways) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the first and last day of each council of a unit."""
    lives = [(unit.first, unit.last) for unit in spans(ways.code)]
    if ways.code in _SAME_COUNCIL:
        lives = [(lives[0][0], lives[-1][1])]
    for first, last in lives:
        for term in TERMS:
            begins, ends = max(first, term.first, _FIRST_DAY), min(last, term.last, ways.end)
            if begins < ends:
                yield begins, ends


def sessions(ways: Ways, first: dt.date, last: dt.date) -> list[Invented]:
    """Return the sessions of the council of [first, last], the inaugural one first."""
    rng = ways.rng
    # After an election the first session takes some days to come; a new unit's council meets at once.
    wait = rng.randint(8, 24) if first.month == 3 else rng.randint(1, 7) if first.day != 1 else 0
    days = [(working_day(first + dt.timedelta(days=wait)), "inaugural")]
    for year in range(first.year, last.year + 1):
        for month in (3, 4, 5, 6, 7, 9, 10, 11, 12):
            kind = "regular" if month in (7, 12) else rng.choice(["thematic"] * 14 + ["urgent"])
            day = working_day(dt.date(year, month, rng.randint(10, 25)))
            held = kind == "regular" or rng.random() < ways.number("thematic", max(day, first))
            if held and days[0][0] + dt.timedelta(days=7) < day <= last - dt.timedelta(days=3):
                days.append((day, kind))
    return [_session(ways, number, day, kind) for number, (day, kind) in enumerate(days, 1)]


def _session(ways: Ways, number: int, day: dt.date, kind: str) -> Invented:
    rng, city, long = ways.rng, ways.code == CITY, kind == "regular"
    length = rng.choice([2, 2.5, 2.5, 3] if city else [1, 1, 1.5, 2]) if long else rng.choice([0.5, 1])
    while (end := day + dt.timedelta(days=math.ceil(length) - 1)).weekday() > 4:
        day -= dt.timedelta(days=1)
    row: Invented = {"unit": ways.code, "session_no": number, "kind": kind, "start_date": day, "end_date": end}
    row["days"] = length if length % 1 else None
    total = int(ways.number("seats", day))
    absent = ways.many(total, 1 - ways.number("attendance", day))
    row.update(delegates_total=total, delegates_present=total - absent, delegates_excused=ways.many(absent, 0.75))
    passed = rng.randint(*{"regular": (18, 32) if city else (7, 16), "inaugural": (6, 9)}.get(kind, (2, 7)))
    reports = rng.randint(14, 26) if long else rng.randint(0, 4)
    row.update(resolutions_passed=passed, resolutions_normative=ways.many(passed, 0.3 if city else 0.1))
    papers = passed * 2 + reports + rng.randint(1, 6)
    row.update(reports_reviewed=reports, documents_total=papers)
    row["documents_on_time"] = ways.many(papers, ways.number("papers", day))
    adopted = dt.date.fromisoformat(ways.text("paperless", day) or "9999-01-01")
    row["paperless"] = day + dt.timedelta(days=rng.randint(-60, 60)) >= adopted
    row["broadcast"] = rng.random() < ways.number("broadcast", day) * (1 if long else 0.4)
    return row
