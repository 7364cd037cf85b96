"""The second computation of the metrics, itself held against examples worked by hand."""

from collections import Counter
from collections.abc import Callable, Sequence
from csv import DictReader
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from oracle import Figure, figures, median_wait, period, rounded, total
from random_records import CITY, OWN_DATE, days_named, nil_report_set, record_set, span_on, term_of

D = date.fromisoformat
METRICS = [
    "sessions",
    "thematic_share",
    "session_days",
    "attendance",
    "excused",
    "resolutions",
    "documents_on_time",
    "paperless",
    "broadcast",
    "questions",
    "questions_per_session",
    "asked_again",
    "voter_origin",
    "answered",
    "on_time",
    "answer_rate",
    "days_to_answer",
    "satisfied",
    "open",
    "overdue",
    "commitments",
    "followed_up",
    "kept",
    "briefings",
    "speeches",
    "proposals_accepted",
    "completeness",
]


def unit(code: str, first: str = "2021-01-01", last: str | None = None, kind: str = "ward") -> dict[str, Any]:
    return {"code": code, "kind": kind, "parent": "31", "valid_from": D(first), "valid_to": D(last) if last else None}


UNITS = [
    unit("31", kind="city"),
    unit("303", last="2025-06-30", kind="urban_district"),
    unit("311", last="2024-12-31", kind="rural_district"),
    unit("311", "2025-01-01", "2025-06-30", kind="city_district"),
    unit("11311", "2025-07-01"),
]

FIELDS = {
    "session": "unit session_no term kind start_date end_date days delegates_total delegates_present delegates_excused "
    "resolutions_passed resolutions_normative reports_reviewed documents_total documents_on_time paperless broadcast "
    "source note",
    "question": "unit code term session_no asked_date form asker asker_group respondent topic summary origin "
    "carried_over asked_again_of answer_due answered_date answer_form satisfied commitment commitment_due "
    "follow_up_date follow_up_result source note",
    "briefing": "conference_no term date level host_unit topic unit attended delegates spoke speaker speech_title "
    "topic_proposed proposals proposals_accepted proposal_text proposals_done next_host next_date source note",
}
USUAL: dict[str, dict[str, Any]] = {
    "session": {"unit": "303", "kind": "regular", "days": 1},
    "question": {"unit": "303"},
    "briefing": {"unit": "303", "level": "city", "attended": True},
}


def row(kind: str, day: str, /, **fields: Any) -> dict[str, Any]:
    """A record with all its fields; days may be given as text."""
    given = {OWN_DATE[kind]: day, **USUAL[kind], **fields}
    unknown = set(given) - set(FIELDS[kind].split())
    assert not unknown, unknown
    return {
        name: D(value) if isinstance(value, str) and name in DATES else value
        for name in FIELDS[kind].split()
        for value in [given.get(name)]
    }


DATES = {
    "start_date",
    "end_date",
    "asked_date",
    "answer_due",
    "answered_date",
    "commitment_due",
    "follow_up_date",
    "date",
    "next_date",
}


def session(day: str, **fields: Any) -> dict[str, Any]:
    return row("session", day, **fields)


def question(day: str, **fields: Any) -> dict[str, Any]:
    return row("question", day, **fields)


def briefing(day: str, **fields: Any) -> dict[str, Any]:
    return row("briefing", day, **fields)


def stored(*rows: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        "session": [one for one in rows if "start_date" in one],
        "question": [one for one in rows if "asked_date" in one],
        "briefing": [one for one in rows if "attended" in one],
    }


def ask(
    *rows: dict[str, Any],
    unit: str = "303",
    of: str = "2024-Q4",
    by: str = "calendar",
    as_of: str = "2026-12-31",
    nil: Sequence[tuple[str, str, str, str]] = (),
    units: Sequence[dict[str, Any]] = UNITS,
) -> Callable[[str], tuple[Any, ...]]:
    """A look-up of (numerator, denominator, value, state) by metric, of one unit or of "total"."""
    nils = [{"unit": who, "kind": kind, "start": D(start), "end": D(end)} for who, kind, start, end in nil]
    count = total if unit == "total" else figures
    lines = count(stored(*rows), units, nils, *period(of, by), D(as_of))
    found: dict[str, Figure] = {line.metric: line for line in lines if line.unit == unit}
    return lambda metric: tuple(found[metric][2:])


def test_periods_in_both_calendars() -> None:
    def days(text: str, calendar: str = "calendar") -> str:
        return "/".join(day.isoformat() for day in period(text, calendar))

    assert days("2024") == "2024-01-01/2024-12-31"
    assert days("2024-H2") == "2024-07-01/2024-12-31"
    assert days("2024-Q4") == "2024-10-01/2024-12-31"
    assert days("2024-02") == "2024-02-01/2024-02-29"
    assert days("2024-02b") == days("2024-02b", "reporting") == "2024-02-15/2024-02-29"
    assert days("2024-12a") == days("2024-12a", "reporting") == "2024-12-01/2024-12-14"
    assert days("2024", "reporting") == "2023-12-15/2024-12-14"
    assert days("2024-H1", "reporting") == "2023-12-15/2024-06-14"
    assert days("2024-H2", "reporting") == "2024-06-15/2024-12-14"
    quarters = [days(f"2024-Q{quarter}", "reporting") for quarter in (1, 2, 3, 4)]
    assert quarters == [
        "2023-12-15/2024-03-14",
        "2024-03-15/2024-06-14",
        "2024-06-15/2024-09-14",
        "2024-09-15/2024-12-14",
    ]
    assert days("2024-03", "reporting") == "2024-02-15/2024-03-14"
    assert days("2024-01", "reporting") == "2023-12-15/2024-01-14"
    for wrong in ("2024-Q5", "2024-13", "2024-0", "2024-H2a", "24", "2024-12c"):
        with pytest.raises(ValueError):
            period(wrong, "calendar")


def test_a_period_that_has_not_begun_by_the_as_of_date_is_refused() -> None:
    with pytest.raises(ValueError):
        ask(as_of="2024-09-30")
    assert ask(as_of="2024-10-01")("sessions") == (0, None, None, "not_reported")


def test_the_same_day_lies_in_different_quarters_of_the_two_calendars() -> None:
    conference = briefing("2022-03-25")
    assert ask(conference, of="2022-Q1")("briefings") == (1, 1, 1, "value")
    assert ask(conference, of="2022-Q1", by="reporting")("briefings")[3] == "not_reported"
    assert ask(conference, of="2022-Q2", by="reporting")("briefings") == (1, 1, 1, "value")
    # The city's session 22: another quarter and another year.
    city = session("2024-12-30", unit="31", kind="thematic")
    assert ask(city, unit="31", of="2024-Q4")("thematic_share") == (1, 1, 1, "value")
    assert ask(city, unit="31", of="2024", by="reporting")("sessions")[3] == "not_reported"
    assert ask(city, unit="31", of="2025-Q1", by="reporting")("sessions") == (1, None, 1, "value")
    ended_6_december = session("2024-12-06", unit="31")
    assert ask(ended_6_december, unit="31", of="2024-Q4", by="reporting")("sessions")[0] == 1


def test_units_are_listed_when_they_existed_on_a_day_of_the_period_the_city_last() -> None:
    def codes(of: str) -> list[str]:
        lines = figures(stored(), UNITS, [], *period(of, "calendar"), D("2026-12-31"))
        assert [line.metric for line in lines] == METRICS * (len(lines) // len(METRICS))
        return [line.unit for line in lines[:: len(METRICS)]]

    assert codes("2024-12") == ["303", "311", "31"]
    assert codes("2025") == ["11311", "303", "311", "31"]  # 311 is one line across its two spans; codes sort as text
    assert codes("2025-06b") == ["303", "311", "31"]
    assert codes("2025-07a") == ["11311", "31"]
    assert codes("2020") == []


def test_a_written_answer_on_day_twenty_is_on_time_and_on_day_twenty_one_late() -> None:
    asked = {"form": "written", "answer_due": "2022-08-07"}
    on_time = question("2022-07-18", answered_date="2022-08-07", **asked)
    late = question("2022-07-18", answered_date="2022-08-08", **asked)
    assert ask(on_time, of="2022-Q3")("on_time") == (1, 1, 1, "value")
    assert ask(late, of="2022-Q3")("on_time") == (0, 1, 0, "value")
    assert ask(on_time, late, late, of="2022-Q3")("on_time") == (1, 3, Decimal("0.3333"), "value")
    # It is placed by the day it was due: in July nothing was due yet, in August nothing was asked.
    assert ask(late, of="2022-07")("on_time") == (0, 0, None, "nothing_due")
    assert ask(late, of="2022-08")("on_time") == (0, 1, 0, "value")
    # Due on the 7th, answered on the 8th: overdue on the 7th only.
    overdue = [ask(late, of="2022-Q3", as_of=f"2022-08-0{day}")("overdue")[0] for day in (6, 7, 8)]
    assert overdue == [0, 1, 0]


def test_seventy_one_on_the_list_of_which_fourteen_carried_over_are_fifty_seven_questions() -> None:
    new = [question("2024-11-05", form="floor", origin="voters") for _ in range(57)]
    carried = [question("2024-11-05", carried_over=True, answered_date="2024-11-06") for _ in range(14)]
    look = ask(*new, *carried)
    assert look("questions") == (57, None, 57, "value")
    assert look("answered") == (0, None, 0, "value")
    assert look("answer_rate") == (0, 57, 0, "value")
    assert look("open") == (57, None, 57, "value")
    assert look("completeness") == (114, 171, Decimal("0.6667"), "value")  # form and origin of three fields
    # Carried-over rows alone: the unit has reported, and no metric counts them.
    alone = ask(*carried)
    assert alone("questions") == (0, None, 0, "value")
    assert alone("answer_rate") == (0, 0, None, "nothing_due")
    assert alone("completeness") == (0, 0, None, "nothing_due")


def test_answered_is_not_resolved() -> None:
    """115 petitions, 115 answered, 45 resolved: 100 % and 39.1 %, never one rate."""
    rows = [
        question(
            "2024-10-05",
            answered_date="2024-10-25",
            commitment_due="2024-12-01",
            follow_up_date="2024-12-20",
            follow_up_result="kept" if number < 45 else "in_progress",
        )
        for number in range(115)
    ]
    look = ask(*rows)
    assert look("answer_rate") == (115, 115, 1, "value")
    assert look("followed_up") == (115, 115, 1, "value")
    assert look("kept") == (45, 115, Decimal("0.3913"), "value")
    # By the day before the check none is known to be kept: unchecked is not kept.
    before = ask(*rows, as_of="2024-12-19")
    assert before("commitments") == (115, None, 115, "value")
    assert before("followed_up") == before("kept") == (0, 115, 0, "value")


def test_a_commitment_is_followed_up_by_the_as_of_date_even_after_the_period_and_the_unit() -> None:
    promised = question("2025-04-01", commitment_due="2025-06-30", follow_up_date="2025-09-01", follow_up_result="kept")
    too_late = question("2025-04-01", commitment_due="2025-07-01")  # falls due after the unit's end
    undated = question("2025-04-01", commitment_due="2025-06-01", follow_up_result="kept")  # checked on no day
    look = ask(promised, too_late, undated, of="2025-Q2")
    assert look("commitments") == (2, None, 2, "value")
    assert look("followed_up") == look("kept") == (1, 2, Decimal("0.5"), "value")
    assert ask(promised, of="2025-Q2", as_of="2025-08-31")("kept") == (0, 1, 0, "value")
    assert ask(promised, too_late, undated, of="2025")("commitments")[0] == 2


def test_days_to_answer_by_hand() -> None:
    # Asked on 1 October and seen on 31 October (censored at 30). Waits (+ = waiting still): 0 5 5 5+ 10 12+ 20 30+.
    first = D("2024-10-01")

    def waiting(asked: int, answered: int | None) -> dict[str, Any]:
        day = first + timedelta(days=asked)
        return question(
            day.isoformat(), answered_date=None if answered is None else (day + timedelta(days=answered)).isoformat()
        )

    rows = [
        waiting(0, 0),
        waiting(0, 5),
        waiting(20, 5),
        waiting(25, None),  # 5+
        waiting(0, 10),
        waiting(18, None),  # 12+
        waiting(3, 20),
        waiting(0, None),  # 30+
    ]
    # S: day 0 7/8; day 5 7/8 x 5/7 = 5/8 (the one censored on day 5 is still at risk); day 10 5/8 x 3/4 = 15/32.
    look = ask(*rows, as_of="2024-10-31")
    assert look("days_to_answer") == (5, 8, 10, "value")
    # One quick answer fewer: day 5 5/7, day 10 5/7 x 3/4 = 15/28, above a half; day 20 15/28 x 1/2 = 15/56.
    assert ask(*rows[1:], as_of="2024-10-31")("days_to_answer") == (4, 7, 20, "value")
    # Exactly a half is enough: 1 - 1/2.
    assert median_wait([waiting(0, 3), waiting(0, 4)], D("2024-10-31")) == 3
    # An answer after the as-of date is not known: three of three wait, more than half.
    assert ask(*rows[6:], waiting(20, 15), as_of="2024-10-21")("days_to_answer") == (0, 3, None, "value")
    # Censored before an answer comes: one of the two at risk on day 20, S = 1/2 though one in three was answered.
    assert ask(*rows[5:], as_of="2024-10-31")("days_to_answer") == (1, 3, 20, "value")
    assert ask()("days_to_answer") == (0, 0, None, "not_reported")
    assert ask(nil=[("303", "question", "2024-10-01", "2024-12-31")])("days_to_answer") == (0, 0, None, "nothing_due")


def test_the_total_s_median_comes_from_all_records_and_not_from_the_units_medians() -> None:
    quick = [question("2024-10-01", answered_date="2024-10-02") for _ in range(3)]
    slow = [question("2024-10-01", answered_date="2024-10-11", unit="311") for _ in range(2)]
    city = [question("2024-10-01", answered_date="2024-12-01", unit="31") for _ in range(9)]
    assert ask(*quick, *slow, *city, unit="total")("days_to_answer") == (5, 5, 1, "value")
    slower = [question("2024-10-01", answered_date="2024-10-11", unit="311") for _ in range(4)]
    assert ask(*quick, *slower, unit="total")("days_to_answer") == (7, 7, 10, "value")
    assert ask(*quick, *slow, *city, unit="total")("questions") == (5, None, 5, "value")
    assert ask(*quick, *slow, *city, unit="31")("questions") == (9, None, 9, "value")


def test_open_and_overdue_are_running_totals_of_flows() -> None:
    rows = [
        question("2022-03-01", answer_due="2022-03-21"),  # open since years
        question("2024-10-10", answer_due="2024-10-30", answered_date="2024-10-30"),
        question("2024-10-10", answer_due="2024-10-30", answered_date="2024-11-15"),
        question("2024-12-20", answer_due="2025-01-09", answered_date="2025-01-20"),
        question("2024-12-31"),  # no day it is due
        question("2025-01-01", answer_due="2025-01-01"),  # asked after the period
        question("2023-05-05", carried_over=True, answer_due="2023-05-06"),
    ]

    def stocks(of: str, **more: Any) -> tuple[Any, Any]:
        look = ask(*rows, of=of, **more)
        return look("open")[0], look("overdue")[0]

    assert stocks("2022") == (1, 1)
    assert stocks("2024-10") == (2, 2)
    assert stocks("2024-Q4", as_of="2024-10-29") == (3, 1)
    assert stocks("2024-11") == (1, 1)
    assert stocks("2024-Q4") == (3, 1)
    assert stocks("2025-01") == (3, 2)
    # A quarter in which nothing was asked: a stock is a value where it is not nought.
    assert ask(*rows, of="2023-Q1")("open") == (1, None, 1, "value")
    assert ask(*rows, of="2023-Q1")("questions") == (0, None, None, "not_reported")
    assert ask(*rows, of="2021-Q1")("open") == (0, None, None, "not_reported")
    for day in days_named(stored(*rows)):
        if day.year > 2024:
            continue
        # overdue(E) = #(due <= E) - #(max(due, answered) <= E), the other way of writing it
        dated = [one for one in rows if one["answer_due"] and not one["carried_over"]]
        closed = [max(one["answer_due"], one["answered_date"]) for one in dated if one["answered_date"]]
        expected = sum(one["answer_due"] <= day for one in dated) - sum(one <= day for one in closed)
        assert ask(*rows, of=str(day.year), as_of=day.isoformat())("overdue")[0] == expected


def test_a_unit_counts_to_its_own_end_and_what_is_seen_by_the_as_of_date_runs_on() -> None:
    asked = question("2025-06-20", answer_due="2025-07-10", answered_date="2025-07-05")
    look = ask(asked, of="2025")
    assert look("questions") == (1, None, 1, "value")
    assert look("answered") == (0, None, 0, "value")  # answered after the unit's end
    assert look("on_time") == (0, 0, None, "nothing_due")  # due after the unit's end
    assert look("open") == (1, None, 1, "value")
    assert look("answer_rate") == (1, 1, 1, "value")
    assert look("days_to_answer") == (1, 1, 15, "value")
    # Across a change of kind a code goes on.
    both = ask(session("2024-12-31", unit="311"), session("2025-01-01", unit="311"), unit="311", of="2025-Q1")
    assert both("sessions") == (1, None, 1, "value")
    assert ask(session("2025-06-30", unit="311", days=2.5), unit="311", of="2025")("session_days") == (
        Decimal("2.5"),
        None,
        Decimal("2.5"),
        "value",
    )


def test_sums_of_sessions_and_what_is_not_recorded() -> None:
    look = ask(
        session("2024-10-01", delegates_total=30, delegates_present=27, delegates_excused=1, resolutions_passed=0),
        session("2024-11-14", delegates_total=30, delegates_present=30, paperless=False, kind="urgent"),
        session("2024-12-31", delegates_total=29, days=2.5, documents_on_time=3),
        session("2025-01-01", delegates_total=30, delegates_present=1, broadcast=True),  # outside
    )
    assert look("sessions") == (3, None, 3, "value")
    assert look("thematic_share") == (1, 3, Decimal("0.3333"), "value")
    assert look("session_days") == (Decimal("4.5"), None, Decimal("4.5"), "value")
    assert look("attendance") == (57, 60, Decimal("0.95"), "value")
    assert look("excused") == (1, 3, Decimal("0.3333"), "value")
    assert look("resolutions") == (0, None, 0, "value")
    assert look("documents_on_time") == (0, 0, None, "not_recorded")  # none has both
    assert look("paperless") == (0, 1, 0, "value")
    assert look("broadcast") == (0, 0, None, "not_recorded")
    assert look("completeness") == (8, 21, Decimal("0.3810"), "value")  # 3 + 3 + 2 filled; no and 0 are filled
    # All came: nobody's absence could be excused.
    full = session("2024-10-01", delegates_total=30, delegates_present=30, delegates_excused=0, documents_total=0)
    assert ask(full)("excused") == (0, 0, None, "nothing_due")
    assert ask(full)("resolutions") == (0, None, None, "not_recorded")


def test_questions_asked_again_and_their_origin() -> None:
    look = ask(
        question("2024-01-10", code="A"),
        question("2024-10-10", code="B", asked_again_of="A", origin="voters"),
        question("2024-10-11", code="C", asked_again_of="nowhere", origin="press"),
        question("2024-10-12", code="D", asked_again_of="D"),  # names itself: no stored question before it
        question("2024-10-13", code="E", asked_again_of="X"),  # another council's
        question("2024-10-14", code="X", unit="311"),
        question("2024-10-15", code="F", carried_over=True),
        question("2024-10-16", code="G", asked_again_of="F"),  # a stored row, though itself counted nowhere
        session("2024-10-10"),
        session("2024-10-17"),
    )
    assert look("questions") == (5, None, 5, "value")
    assert look("asked_again") == (2, 5, Decimal("0.4"), "value")
    assert look("voter_origin") == (1, 2, Decimal("0.5"), "value")
    assert look("questions_per_session") == (5, 2, Decimal("2.5"), "value")
    assert ask(question("2024-10-10"))("questions_per_session") == (1, 0, None, "nothing_due")
    assert ask(question("2024-10-10"))("voter_origin") == (0, 0, None, "not_recorded")


def test_satisfied_is_placed_by_the_day_of_the_answer() -> None:
    look = ask(
        question("2024-09-01", answered_date="2024-10-01", satisfied=True),
        question("2024-10-02", answered_date="2024-10-03", satisfied=False),
        question("2024-10-02", answered_date="2024-10-03"),
        question("2024-10-02", satisfied=True),  # of no answer: in no figure
        question("2024-10-02", answered_date="2025-01-01", satisfied=True),
    )
    assert look("answered") == (3, None, 3, "value")
    assert look("satisfied") == (1, 2, Decimal("0.5"), "value")
    assert look("answer_rate") == (3, 4, Decimal("0.75"), "value")
    silent = question("2024-10-02", answered_date="2024-10-03")
    assert ask(silent)("satisfied") == (0, 0, None, "not_recorded")
    assert ask(question("2024-10-02", satisfied=True))("satisfied") == (0, 0, None, "nothing_due")
    # Answered in the quarter, asked before it: there is something to say about answers, nothing was reported as asked.
    before = ask(question("2024-09-01", answered_date="2024-10-01"))
    assert before("answered") == (1, None, 1, "value")
    assert before("satisfied") == (0, 0, None, "not_reported")
    assert before("answer_rate") == (0, 0, None, "not_reported")


def test_briefings() -> None:
    look = ask(
        briefing("2024-10-01", spoke=True, proposals=3, proposals_accepted=1),
        briefing("2024-11-01", attended=False, spoke=True, proposals=2),
        briefing("2024-12-01", level="regional", attended=False, proposals=1, proposals_accepted=1),
    )
    assert look("briefings") == (1, 2, Decimal("0.5"), "value")  # the city's conferences only
    assert look("speeches") == (2, None, 2, "value")  # every level, and what was said of an absent unit
    assert look("proposals_accepted") == (2, 4, Decimal("0.5"), "value")
    assert look("completeness") == (5, 6, Decimal("0.8333"), "value")
    regional = ask(briefing("2024-12-01", level="regional"))
    assert regional("briefings") == (0, 0, None, "nothing_due")
    assert regional("speeches") == (0, None, None, "not_recorded")
    assert regional("proposals_accepted") == (0, 0, None, "not_recorded")
    assert ask(briefing("2024-12-01", proposals=0, proposals_accepted=0))("proposals_accepted")[3] == "nothing_due"


def test_reported_is_told_kind_by_kind_and_a_unit_can_say_that_it_had_none() -> None:
    look = ask(session("2024-10-01"))
    assert look("questions") == look("open") == (0, None, None, "not_reported")
    assert look("asked_again") == (0, 0, None, "not_reported")
    assert look("questions_per_session") == (0, 1, 0, "value")  # not both nought
    assert look("briefings") == (0, 0, None, "not_reported")
    assert look("completeness")[3] == "value"
    # One day of the account in the period is enough, and only up to E.
    touching = [("303", "question", "2024-09-01", "2024-10-01"), ("311", "session", "2024-10-01", "2024-12-31")]
    nil = ask(nil=touching)
    for metric in ("questions", "answered", "open", "overdue", "commitments"):
        assert nil(metric) == (0, None, 0, "value")
    for metric in ("asked_again", "voter_origin", "on_time", "answer_rate", "satisfied", "kept", "completeness"):
        assert nil(metric) == (0, 0, None, "nothing_due")
    assert nil("sessions") == (0, None, None, "not_reported")
    # Questions per session lives on questions, not on sessions.
    assert nil("questions_per_session") == (0, 0, None, "nothing_due")
    assert ask(nil=touching, unit="311")("questions_per_session") == (0, 0, None, "not_reported")
    later = [("303", "session", "2024-12-02", "2024-12-31")]
    assert ask(nil=later)("resolutions") == (0, None, 0, "value")
    assert ask(nil=later, as_of="2024-12-02")("resolutions") == (0, None, 0, "value")
    assert ask(nil=later, as_of="2024-12-01")("resolutions") == (0, None, None, "not_reported")


def test_the_total_takes_the_units_that_have_a_value() -> None:
    good = session("2024-10-01", delegates_total=10, delegates_present=9)
    other = session("2024-10-01", delegates_total=20, delegates_present=3, unit="311")
    bare = session("2024-10-02", unit="311")
    city = session("2024-10-01", delegates_total=99, delegates_present=1, unit="31")

    def attendance(*rows: dict[str, Any], **more: Any) -> tuple[Any, ...]:
        return ask(*rows, unit="total", **more)("attendance")

    assert attendance(good, other, city) == (12, 30, Decimal("0.4"), "value")
    assert attendance(good, bare, city) == (9, 10, Decimal("0.9"), "value")
    assert attendance(bare, city) == (0, 0, None, "not_recorded")
    assert attendance(city, nil=[("303", "session", "2024-10-05", "2024-10-05")]) == (0, 0, None, "nothing_due")
    assert attendance(city) == (0, 0, None, "not_reported")
    assert attendance(city, of="2020") == (None, None, None, "no_unit")
    assert ask(city, unit="total")("sessions") == (0, None, None, "not_reported")
    assert ask(city, unit="total", of="2020")("sessions") == (None, None, None, "no_unit")


def test_halves_are_rounded_away_from_nought() -> None:
    assert rounded(Fraction(1, 20_000)) == Decimal("0.0001")
    assert rounded(Fraction(3, 20_000)) == Decimal("0.0002")
    assert rounded(Fraction(-1, 20_000)) == Decimal("-0.0001")
    assert rounded(Fraction(2, 3)) == Decimal("0.6667")
    many = [session("2024-10-01", documents_total=32_000, documents_on_time=16_002)]  # 0.5000625
    assert ask(*many)("documents_on_time")[2] == Decimal("0.5001")
    half = [session("2024-10-01", documents_total=160, documents_on_time=1)]  # 0.00625 exactly
    assert ask(*half)("documents_on_time")[2] == Decimal("0.0063")


# --- the random records ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_units() -> list[dict[str, Any]]:
    with Path(__file__).parents[1].joinpath("data/reference/units.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                "code": line["code"],
                "kind": line["kind"],
                "parent": line["parent"] or None,
                "valid_from": D(line["valid_from"]),
                "valid_to": D(line["valid_to"]) if line["valid_to"] else None,
            }
            for line in DictReader(file)
        ]


def sets(units: list[dict[str, Any]]) -> list[dict[str, list[dict[str, Any]]]]:
    ends = ("2025-06-30", "2026-03-20", "2024-02-29")
    return [record_set(seed, units, D("2021-01-01"), D(ends[seed % 3]), 40 + 7 * seed) for seed in range(40)]


def test_random_records_are_valid_and_the_same_for_a_seed(real_units: list[dict[str, Any]]) -> None:
    first, last = D("2023-11-01"), D("2026-03-20")
    assert record_set(5, real_units, first, last, 90) == record_set(5, real_units, first, last, 90)
    assert record_set(5, real_units, first, last, 90) != record_set(6, real_units, first, last, 90)
    for number, records in enumerate(sets(real_units)):
        today = D(("2025-06-30", "2026-03-20", "2024-02-29")[number % 3])
        keys: Counter[tuple[Any, ...]] = Counter()
        for kind, rows in records.items():
            for one in rows:
                assert set(one) == set(FIELDS[kind].split())
                day = one[OWN_DATE[kind]]
                span = span_on(real_units, one["unit"], day)
                assert span is not None and D("2021-01-01") <= day <= today
                assert one["term"] == term_of(day)
                for field, value in one.items():
                    future = field in ("answer_due", "commitment_due", "next_date")
                    assert future or not isinstance(value, date) or value <= today
                number_field = {"session": "session_no", "question": "code", "briefing": "conference_no"}[kind]
                group = one["level"] if kind == "briefing" else span["valid_from"]
                keys[kind, one["unit"], group, one["term"], one[number_field]] += 1
        assert not keys or max(keys.values()) == 1
        for one in records["session"]:
            total_of = one["delegates_total"]
            taken = (one["delegates_present"] or 0) + (one["delegates_excused"] or 0)
            assert total_of is None or (total_of >= 1 and taken <= total_of)
            for less, more in (
                ("resolutions_normative", "resolutions_passed"),
                ("documents_on_time", "documents_total"),
            ):
                assert None in (one[less], one[more]) or one[less] <= one[more]
            assert one["start_date"] <= one["end_date"] and one["days"] % 0.5 == 0 and one["days"] > 0
        for one in records["question"]:
            for field in ("answer_due", "answered_date"):
                assert one[field] is None or one[field] >= one["asked_date"]
            assert one["form"] != "written" or one["answer_due"] is not None
        shared: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for one in records["briefing"]:
            conference = (one["level"], one["conference_no"], one["term"])
            said = (one["date"], one["host_unit"], one["topic"])
            assert shared.setdefault(conference, said) == said
            assert (
                None in (one["proposals"], one["proposals_accepted"]) or one["proposals_accepted"] <= one["proposals"]
            )


def test_random_records_hit_their_corners(real_units: list[dict[str, Any]]) -> None:
    every = sets(real_units)
    rows = [one for records in every for kind in records for one in records[kind]]
    own = Counter(day for records in every for kind in records for day in (r[OWN_DATE[kind]] for r in records[kind]))
    for day in ("2024-02-29", "2024-12-31", "2025-01-01", "2024-12-14", "2024-12-15", "2025-06-30", "2025-07-01"):
        assert own[D(day)], day
    questions = [one for one in rows if "asked_date" in one]
    codes = [{(one["unit"], one["code"]) for one in records["question"]} for records in every]
    again = [
        (one["unit"], one["asked_again_of"]) in known
        for records, known in zip(every, codes, strict=True)
        for one in records["question"]
        if one["asked_again_of"] is not None
    ]
    corners = {
        "carried over": any(one["carried_over"] for one in questions),
        "asked again": any(again) and not all(again),
        "on the day": any(one["answered_date"] == one["answer_due"] is not None for one in questions),
        "late": any(
            one["answered_date"] and one["answer_due"] and one["answered_date"] > one["answer_due"] for one in questions
        ),
        "of no answer": any(one["satisfied"] is not None and one["answered_date"] is None for one in questions),
        "of no check": any(one["follow_up_result"] and one["follow_up_date"] is None for one in questions),
        "regional": any(one.get("level") == "regional" for one in rows),
        "absent and spoke": any(one.get("attended") is False and one["spoke"] for one in rows),
        "empty kind": any(not records[kind] for records in every for kind in records),
        "city": any(one["unit"] == CITY for one in rows),
        "both spans": any(
            {("312", s) for s in (False, True)} <= {(o["unit"], o["asked_date"].year > 2024) for o in r["question"]}
            for r in every
        ),
        "after the end": any(
            one["answered_date"] and not span_on(real_units, one["unit"], one["answered_date"]) for one in questions
        ),
    }
    assert [name for name, hit in corners.items() if not hit] == []


def test_the_oracle_s_own_sums_hold_on_random_records(real_units: list[dict[str, Any]]) -> None:
    """Counts add over half-months and over units; every state and every metric has a value somewhere."""
    seen: set[tuple[str, str]] = set()
    additive = ("sessions", "session_days", "questions", "answered", "commitments")
    for seed, records in enumerate(sets(real_units)):
        nils = nil_report_set(seed, real_units, D("2021-01-01"), D("2026-03-20"), 12)
        as_of = D("2026-03-20")
        lines = figures(records, real_units, nils, *period("2024-Q4", "reporting"), as_of)
        seen |= {(line.metric, line.state) for line in lines}
        halves = [
            {(line.unit, line.metric): line.numerator or 0 for line in figures(records, real_units, nils, *days, as_of)}
            for days in (period(f"2024-{half}", "calendar") for half in ("09b", "10a", "10b", "11a", "11b", "12a"))
        ]
        for line in lines:
            assert (line.value is None) or line.state == "value"
            assert line.value is not None or line.state != "value" or line.metric == "days_to_answer"
            if line.metric in additive:
                assert line.numerator == sum(half[line.unit, line.metric] for half in halves)
        whole = {line.metric: line for line in total(records, real_units, nils, *period("2024-Q4", "reporting"), as_of)}
        for metric in METRICS:
            below = [line for line in lines if line.metric == metric and line.unit != CITY and line.state == "value"]
            assert (whole[metric].state == "value") == bool(below)
            if below:
                assert whole[metric].numerator == sum(line.numerator for line in below)
    assert {metric for metric, state in seen if state == "value"} == set(METRICS)
    assert {state for _, state in seen} == {"value", "nothing_due", "not_recorded", "not_reported"}


def test_half_months_meet_without_a_gap() -> None:
    halves = [period(f"2024-{month:02d}{half}", "calendar") for month in range(1, 13) for half in "ab"]
    assert all(earlier[1] + timedelta(days=1) == later[0] for earlier, later in pairwise(halves))
