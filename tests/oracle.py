"""Every metric a second time, from the records alone and in plain Python, to hold the program's figures against.

It reads like the definitions and shares nothing with the program: no database, no measures, no half-months. All
arithmetic is exact. Where the program and this file differ, one of them does not do what the definitions say.
"""

import calendar as months
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

CITY = "31"
TOTAL = "total"

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]


class Figure(NamedTuple):
    unit: str
    metric: str
    numerator: int | Decimal | None
    denominator: int | Decimal | None
    value: Decimal | None
    state: str


class Part(NamedTuple):
    """What one unit's records say for one metric, before it is a figure."""

    metric: str
    kind: str  # the kind of record the metric lives on; "any" for completeness
    numerator: Fraction
    denominator: Fraction | None  # None for counts, sums and stocks
    missing: bool = False  # records could enter, but none gives the field
    waiting: Sequence[Row] = ()  # days_to_answer only: the questions its median is computed from


# --- periods -----------------------------------------------------------------------------------------------------


def period(text: str, calendar: str) -> tuple[date, date]:
    """First and last day of 2024, 2024-H2, 2024-Q4, 2024-12, 2024-12a or 2024-12b."""
    found = re.fullmatch(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])([ab])?))?", text)
    if found is None or calendar not in ("calendar", "reporting"):
        raise ValueError(f"not a period: {text} in {calendar}")
    year = int(found[1])
    half, quarter, month = (int(part) if part else None for part in found.group(2, 3, 4))
    if found[5] == "a":
        return date(year, month, 1), date(year, month, 14)
    if found[5] == "b":
        return date(year, month, 15), _last_day(year, month)
    if half:
        first_month, last_month = 6 * half - 5, 6 * half
    elif quarter:
        first_month, last_month = 3 * quarter - 2, 3 * quarter
    elif month:
        first_month, last_month = month, month
    else:
        first_month, last_month = 1, 12
    if calendar == "calendar":
        return date(year, first_month, 1), _last_day(year, last_month)
    month_before = date(year, first_month, 1) - timedelta(days=1)
    return month_before.replace(day=15), date(year, last_month, 14)


def _last_day(year: int, month: int) -> date:
    return date(year, month, months.monthrange(year, month)[1])


# --- units -------------------------------------------------------------------------------------------------------


def _codes(units: Iterable[Row], start: date, end: date) -> list[str]:
    """The units that existed on some day of the period, by code, the city last."""
    codes = {
        unit["code"]
        for unit in units
        if unit["valid_from"] <= end and (unit["valid_to"] is None or unit["valid_to"] >= start)
    }
    return sorted(codes, key=lambda code: (code == CITY, code))


def _last_day_counted(units: Iterable[Row], code: str, end: date, as_of: date) -> date:
    """E: the end of the period, the as-of date or the unit's own end, whichever comes first."""
    ends = [unit["valid_to"] for unit in units if unit["code"] == code]
    return min(end, as_of) if None in ends else min(end, as_of, max(ends))


# --- the metrics -------------------------------------------------------------------------------------------------


def _giving(rows: Sequence[Row], *fields: str) -> list[Row]:
    return [row for row in rows if all(row[field] is not None for field in fields)]


def _sum(rows: Sequence[Row], field: str) -> Fraction:
    return sum((Fraction(row[field]) for row in rows if row[field] is not None), Fraction(0))


def _count(rows: Sequence[Row]) -> Fraction:
    return Fraction(len(rows))


def _none_gives(rows: Sequence[Row], *fields: str) -> bool:
    return bool(rows) and not _giving(rows, *fields)


def _parts(records: Records, code: str, start: date, end: date, as_of: date) -> list[Part]:
    """Every metric of one unit. `end` is E: nothing dated after it is placed in the period."""

    def placed(rows: Sequence[Row], field: str) -> list[Row]:
        return [row for row in rows if row[field] is not None and start <= row[field] <= end]

    all_sessions, stored_questions, all_briefings = (
        [row for row in records[kind] if row["unit"] == code] for kind in ("session", "question", "briefing")
    )
    all_questions = [row for row in stored_questions if row["carried_over"] is not True]

    sessions = placed(all_sessions, "start_date")
    asked = placed(all_questions, "asked_date")
    answered = placed(all_questions, "answered_date")
    due = placed(all_questions, "answer_due")
    promised = placed(all_questions, "commitment_due")
    briefings = placed(all_briefings, "date")
    city_briefings = [row for row in briefings if row["level"] == "city"]

    def by(row: Row, field: str, day: date) -> bool:
        return row[field] is not None and row[field] <= day

    attendance = _giving(sessions, "delegates_present", "delegates_total")
    excused = _giving(sessions, "delegates_excused", "delegates_present", "delegates_total")
    documents = _giving(sessions, "documents_on_time", "documents_total")
    proposals = _giving(briefings, "proposals_accepted", "proposals")
    asked_again = [
        row
        for row in asked
        if row["asked_again_of"] is not None
        and any(other is not row and other["code"] == row["asked_again_of"] for other in stored_questions)
    ]
    open_questions = [row for row in all_questions if by(row, "asked_date", end) and not by(row, "answered_date", end)]
    overdue = [row for row in all_questions if by(row, "answer_due", end) and not by(row, "answered_date", end)]
    followed_up = [row for row in promised if by(row, "follow_up_date", as_of)]

    expected = {
        "session": (
            "delegates_total",
            "delegates_present",
            "resolutions_passed",
            "documents_total",
            "documents_on_time",
            "paperless",
            "broadcast",
        ),
        "question": ("form", "origin", "answer_due"),
        "briefing": ("spoke", "proposals"),
    }
    cells = [
        row[field]
        for kind, rows in (("session", sessions), ("question", asked), ("briefing", briefings))
        for row in rows
        for field in expected[kind]
    ]

    return [
        Part("sessions", "session", _count(sessions), None),
        Part(
            "thematic_share",
            "session",
            _count([row for row in sessions if row["kind"] in ("thematic", "urgent")]),
            _count(sessions),
        ),
        Part("session_days", "session", _sum(sessions, "days"), None),
        Part(
            "attendance",
            "session",
            _sum(attendance, "delegates_present"),
            _sum(attendance, "delegates_total"),
            _none_gives(sessions, "delegates_present", "delegates_total"),
        ),
        Part(
            "excused",
            "session",
            _sum(excused, "delegates_excused"),
            _sum(excused, "delegates_total") - _sum(excused, "delegates_present"),
            _none_gives(sessions, "delegates_excused", "delegates_present", "delegates_total"),
        ),
        Part(
            "resolutions",
            "session",
            _sum(sessions, "resolutions_passed"),
            None,
            _none_gives(sessions, "resolutions_passed"),
        ),
        Part(
            "documents_on_time",
            "session",
            _sum(documents, "documents_on_time"),
            _sum(documents, "documents_total"),
            _none_gives(sessions, "documents_on_time", "documents_total"),
        ),
        Part(
            "paperless",
            "session",
            _count([row for row in sessions if row["paperless"] is True]),
            _count(_giving(sessions, "paperless")),
            _none_gives(sessions, "paperless"),
        ),
        Part(
            "broadcast",
            "session",
            _count([row for row in sessions if row["broadcast"] is True]),
            _count(_giving(sessions, "broadcast")),
            _none_gives(sessions, "broadcast"),
        ),
        Part("questions", "question", _count(asked), None),
        Part("questions_per_session", "question", _count(asked), _count(sessions)),
        Part("asked_again", "question", _count(asked_again), _count(asked)),
        Part(
            "voter_origin",
            "question",
            _count([row for row in asked if row["origin"] == "voters"]),
            _count(_giving(asked, "origin")),
            _none_gives(asked, "origin"),
        ),
        Part("answered", "question", _count(answered), None),
        Part(
            "on_time",
            "question",
            _count([row for row in due if by(row, "answered_date", row["answer_due"])]),
            _count(due),
        ),
        Part(
            "answer_rate",
            "question",
            _count([row for row in asked if by(row, "answered_date", as_of)]),
            _count(asked),
        ),
        Part(
            "days_to_answer",
            "question",
            _count([row for row in asked if by(row, "answered_date", as_of)]),
            _count(asked),
            waiting=asked,
        ),
        Part(
            "satisfied",
            "question",
            _count([row for row in answered if row["satisfied"] is True]),
            _count(_giving(answered, "satisfied")),
            _none_gives(answered, "satisfied"),
        ),
        Part("open", "question", _count(open_questions), None),
        Part("overdue", "question", _count(overdue), None),
        Part("commitments", "question", _count(promised), None),
        Part("followed_up", "question", _count(followed_up), _count(promised)),
        Part(
            "kept",
            "question",
            _count([row for row in followed_up if row["follow_up_result"] == "kept"]),
            _count(promised),
        ),
        Part(
            "briefings",
            "briefing",
            _count([row for row in city_briefings if row["attended"] is True]),
            _count(city_briefings),
        ),
        Part(
            "speeches",
            "briefing",
            _count([row for row in briefings if row["spoke"] is True]),
            None,
            _none_gives(briefings, "spoke"),
        ),
        Part(
            "proposals_accepted",
            "briefing",
            _sum(proposals, "proposals_accepted"),
            _sum(proposals, "proposals"),
            _none_gives(briefings, "proposals_accepted", "proposals"),
        ),
        Part("completeness", "any", Fraction(sum(cell is not None for cell in cells)), Fraction(len(cells))),
    ]


def median_wait(questions: Sequence[Row], as_of: date) -> int | None:
    """Kaplan-Meier: the smallest wait by which at least half were answered; None if more than half still wait."""
    waits = [
        ((row["answered_date"] - row["asked_date"]).days, True)
        if row["answered_date"] is not None and row["answered_date"] <= as_of
        else ((as_of - row["asked_date"]).days, False)
        for row in questions
    ]
    still_waiting = Fraction(1)
    for day in sorted({wait for wait, was_answered in waits if was_answered}):
        # Answers come before censorings: who is censored on this day was still waiting when it began.
        at_risk = sum(wait >= day for wait, _ in waits)
        answers = sum(wait == day and was_answered for wait, was_answered in waits)
        still_waiting *= 1 - Fraction(answers, at_risk)
        if still_waiting <= Fraction(1, 2):
            return day
    return None


# --- figures -----------------------------------------------------------------------------------------------------


def figures(
    records: Records, units: Sequence[Row], nil_reports: Iterable[Row], start: date, end: date, as_of: date
) -> list[Figure]:
    """One line per metric for each unit that existed on some day of the period."""
    return [
        _figure(code, part, state, as_of)
        for code, lines in _by_unit(records, units, list(nil_reports), start, end, as_of)
        for part, state in lines
    ]


def total(
    records: Records, units: Sequence[Row], nil_reports: Iterable[Row], start: date, end: date, as_of: date
) -> list[Figure]:
    """The units below the city as one: sums over those whose state is value, the median from all their records."""
    below = [lines for code, lines in _by_unit(records, units, list(nil_reports), start, end, as_of) if code != CITY]
    shape = _parts({"session": [], "question": [], "briefing": []}, TOTAL, start, end, as_of)
    result = []
    for position, empty in enumerate(shape):
        of_units = [lines[position] for lines in below]
        valued = [part for part, state in of_units if state == "value"]
        if valued:
            state = "value"
            part = empty._replace(
                numerator=sum((part.numerator for part in valued), Fraction(0)),
                denominator=(
                    None if empty.denominator is None else sum((part.denominator or Fraction(0)) for part in valued)
                ),
                waiting=[row for part in valued for row in part.waiting],
            )
        else:
            states = {state for _, state in of_units}
            order = ("not_recorded", "nothing_due", "not_reported")
            state = next((candidate for candidate in order if candidate in states), "no_unit")
            part = empty
        result.append(_figure(TOTAL, part, state, as_of))
    return result


def _by_unit(
    records: Records, units: Sequence[Row], nil_reports: Sequence[Row], start: date, end: date, as_of: date
) -> list[tuple[str, list[tuple[Part, str]]]]:
    if start > as_of:
        raise ValueError("a period that starts after the as-of date has no figures")
    result = []
    for code in _codes(units, start, end):
        last = _last_day_counted(units, code, end, as_of)
        reported = _kinds_reported(records, nil_reports, code, start, last)
        parts = _parts(records, code, start, last, as_of)
        result.append((code, [(part, _state(part, reported)) for part in parts]))
    return result


def _kinds_reported(records: Records, nil_reports: Sequence[Row], code: str, start: date, last: date) -> set[str]:
    """The kinds with a record in the period (carried-over rows too) or an account that there was none."""
    own_date = {"session": "start_date", "question": "asked_date", "briefing": "date"}
    kinds = {
        kind
        for kind, field in own_date.items()
        for row in records[kind]
        if row["unit"] == code and start <= row[field] <= last
    }
    kinds |= {
        nil["kind"] for nil in nil_reports if nil["unit"] == code and nil["start"] <= last and nil["end"] >= start
    }
    return kinds | {"any"} if kinds else kinds


def _state(part: Part, reported: set[str]) -> str:
    if part.numerator == 0 and not part.denominator and part.kind not in reported:
        return "not_reported"
    if part.missing:
        return "not_recorded"
    if part.denominator == 0:
        return "nothing_due"
    return "value"


def _figure(unit: str, part: Part, state: str, as_of: date) -> Figure:
    if state == "no_unit":
        return Figure(unit, part.metric, None, None, None, state)
    value: Fraction | int | None = None
    if state == "value":
        if part.metric == "days_to_answer":
            value = median_wait(part.waiting, as_of)
        elif part.denominator is None:
            value = part.numerator
        else:
            value = part.numerator / part.denominator
    return Figure(
        unit,
        part.metric,
        _number(part.numerator),
        None if part.denominator is None else _number(part.denominator),
        None if value is None else rounded(Fraction(value)),
        state,
    )


def rounded(value: Fraction) -> Decimal:
    """To four decimals, halves away from zero. No figure is negative, but the rule holds for both signs."""
    steps = int(abs(value) * 10_000 + Fraction(1, 2))
    return Decimal(-steps if value < 0 else steps).scaleb(-4)


def _number(value: Fraction) -> int | Decimal:
    return value.numerator if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)
