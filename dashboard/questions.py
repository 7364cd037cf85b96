"""Questions on their way: asked, answered, promised, checked, kept; how long they wait, and who lets them wait."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.statistics import KaplanMeier, kaplan_meier
from etl.accounts import Actor
from etl.declare.measures import Metric
from etl.figures.query import Figure, rounded
from etl.figures.rows import Traced
from etl.periods import Period
from etl.records.question import Question
from etl.reference import CITY, unit_as_of
from etl.spreadsheet import escaped
from etl.text import Language, fold, vietnamese_order

QuestionRow = Mapping[str, Any]
STEPS = ("asked", "answered", "promised", "checked", "kept")


def asked_in(
    connection: Connection, actor: Actor, unit: str | None, period: Period, last: dt.date
) -> list[QuestionRow]:
    """Return the questions first asked in a period by a unit, or by all units below the city."""
    return _rows(connection, unit, Question.asked_date.between(period.start, min(period.end, last)))


def open_on(connection: Connection, actor: Actor, unit: str | None, day: dt.date) -> list[QuestionRow]:
    """Return the questions asked by a day and not answered by then, the longest waiting first."""
    late = sa.or_(Question.answered_date.is_(None), Question.answered_date > day)
    return _rows(connection, unit, sa.and_(Question.asked_date <= day, late))


def question(connection: Connection, actor: Actor, key: str) -> QuestionRow | None:
    """Return the stored question of a key."""
    table = Question.__table__
    row = connection.execute(sa.select(table).where(table.c.key == key)).first()
    return None if row is None else dict(row._mapping)


def promises_past(connection: Connection, actor: Actor, unit: str | None, day: dt.date) -> list[QuestionRow]:
    """Return the questions whose promise was due by a day and is not known to be kept by then, the oldest due first.

    Unchecked is not kept, as in the metric.
    """
    unknown = sa.or_(
        Question.follow_up_date.is_(None),
        Question.follow_up_date > day,
        Question.follow_up_result.is_distinct_from("kept"),
    )
    rows = _rows(connection, unit, sa.and_(Question.commitment_due <= day, unknown))
    return sorted(rows, key=lambda row: (row["commitment_due"], row["key"]))


def _rows(connection: Connection, unit: str | None, condition: Any) -> list[QuestionRow]:
    table = Question.__table__
    query = sa.select(table).where(condition, Question.is_first())
    query = query.order_by(table.c.asked_date, table.c.key)
    query = query.where(table.c.unit == unit if unit is not None else table.c.unit != CITY)
    return [dict(row._mapping) for row in connection.execute(query)]


def path(rows: Iterable[QuestionRow], day: dt.date) -> dict[str, int]:
    """Return how many questions had come to each of the STEPS by a day; a step counts with all those before it."""
    counts: Counter[str] = Counter()
    for row in rows:
        for step, there in zip(STEPS, _reached(row, day), strict=True):
            if not there:
                break
            counts[step] += 1
    return {step: counts[step] for step in STEPS}


def _reached(row: QuestionRow, day: dt.date) -> tuple[bool, ...]:
    checked = _by(row["follow_up_date"], day)
    promised = bool(row["commitment"] or row["commitment_due"])
    return True, _by(row["answered_date"], day), promised, checked, checked and row["follow_up_result"] == "kept"


def checked_by(row: QuestionRow, day: dt.date) -> bool:
    """Tell whether somebody had looked by a day whether a promise was kept."""
    return _by(row["follow_up_date"], day)


AGES = (7, 20, 60, 180)  # days, the upper ends of the classes of age; the last class has none


def ages(rows: Iterable[QuestionRow], day: dt.date) -> list[tuple[int, int]]:
    """Return how many open questions of each class of age are within their time and how many are overdue on a day."""
    counts = [[0, 0] for _ in range(len(AGES) + 1)]
    for row in rows:
        waited = (day - row["asked_date"]).days
        counts[sum(waited > end for end in AGES)][is_overdue(row, day)] += 1
    return [(within, late) for within, late in counts]


class Reminder(NamedTuple):
    """One thing to remind an office of: an answer that is overdue, or a promise past its date."""

    respondent: str
    row: QuestionRow
    what: str  # answer, check, promise
    due: dt.date
    days: int


def reminders(waiting: Iterable[QuestionRow], promises: Iterable[QuestionRow], day: dt.date) -> list[Reminder]:
    """Return what to remind each office of, by office, the longest overdue first.

    A promise that nobody has checked is to be checked (`check`); one that was checked and is not kept stays a `promise`.
    """
    late = [("answer", row, row["answer_due"]) for row in waiting if is_overdue(row, day)]
    late += [("promise" if checked_by(row, day) else "check", row, row["commitment_due"]) for row in promises]
    listed = [Reminder(row["respondent"], row, what, due, (day - due).days) for what, row, due in late]
    return sorted(
        listed, key=lambda reminder: (vietnamese_order(reminder.respondent), -reminder.days, reminder.row["key"])
    )


def _by(date: dt.date | None, day: dt.date) -> bool:
    return date is not None and date <= day


def waiting(rows: Sequence[QuestionRow], day: dt.date) -> KaplanMeier | None:
    """Return the curve of those still waiting, the unanswered counted as waiting until the day; None without rows."""
    if not rows:
        return None
    ends = [row["answered_date"] if _by(row["answered_date"], day) else None for row in rows]
    waits = [((end or day) - row["asked_date"]).days for row, end in zip(rows, ends, strict=True)]
    return kaplan_meier(waits, [end is not None for end in ends])


class Waiting(NamedTuple):
    """An office that has to answer: its open questions, how many of them are past their date, the longest wait."""

    respondent: str
    open: int
    overdue: int
    longest: int


def by_respondent(rows: Iterable[QuestionRow], day: dt.date) -> list[Waiting]:
    """Return the offices with open questions, those with the most overdue ones first. Offices, never persons."""
    groups: dict[str, list[QuestionRow]] = {}
    for row in rows:
        groups.setdefault(row["respondent"], []).append(row)
    offices = [
        Waiting(name, len(of), sum(is_overdue(row, day) for row in of), max((day - r["asked_date"]).days for r in of))
        for name, of in groups.items()
    ]
    return sorted(offices, key=lambda office: (-office.overdue, -office.open, vietnamese_order(office.respondent)))


def is_overdue(row: QuestionRow, day: dt.date) -> bool:
    """Tell whether the answer's date had passed on a day."""
    return row["answer_due"] is not None and row["answer_due"] <= day


_SEARCHED = ("code", "asker", "asker_group", "respondent", "topic", "summary", "commitment")


def search(rows: Iterable[QuestionRow], words: str, language: Language) -> list[QuestionRow]:
    """Return the questions that hold all words, accents aside, in what a reader sees of them, the unit's name included."""
    wanted = fold(words).split()
    return [row for row in rows if all(word in text for text in [_text(row, language)] for word in wanted)]


def _text(row: QuestionRow, language: Language) -> str:
    columns = Question.columns()
    given = [columns[name].type.show(row[name], language) for name in _SEARCHED if row[name] is not None]
    return fold(" ".join([unit_as_of(row["unit"], row["asked_date"]).name, *given]))


def timeline(row: QuestionRow) -> list[tuple[dt.date, str]]:
    """Return what happened to a question and what is due, as (day, name of the field), in order of days."""
    names = ("asked_date", "answer_due", "answered_date", "commitment_due", "follow_up_date")
    return sorted(((row[name], name) for name in names if row[name] is not None), key=lambda pair: pair[0])


def link_file(row: QuestionRow, earlier: str) -> bytes:
    """Return the file of one row that says which earlier question (its code) a question asks again.

    It is loaded like any file: checked, with an upload of its own, and taken back like one.
    """
    columns = Question.columns()
    names = [name for name, field in columns.items() if field.required or name in Question.about.natural_key]
    made = "~"  # begins a code that was made from the row, and is made again
    names = [name for name in names if name in columns and not str(row[name]).startswith(made)]
    names += [name for name in ("asker",) if name not in names]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([columns[name].text.vi for name in [*names, "asked_again_of"]])
    writer.writerow([escaped(str("" if value is None else value)) for value in [*map(row.get, names), earlier]])
    return out.getvalue().encode()


def grouped(rows: Iterable[Traced], metric: Metric, period: Period, field: str) -> list[Figure]:
    """Return a share of questions by respondent or topic (`field`), from the rows behind the whole figure.

    The group's name stands where a figure has its unit; a group with nothing due is left out. Offices, never persons.
    """
    sums: dict[str, list[float]] = {}
    for traced in rows:
        both = sums.setdefault(str(traced.row[field]), [0, 0])
        both[0] += traced.numerator
        both[1] += traced.denominator
    return [
        Figure(name, period.code, metric.id, int(above), int(below), rounded(Decimal(int(above)) / int(below)), "value")
        for name, (above, below) in sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
        if below
    ]
