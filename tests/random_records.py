"""Random record sets that are valid and full of corners, for tests that hold two ways of counting against each other.

The same seed, units, days and size always give the same records. Every row carries all fields of its kind (None where
nothing is given) with derived values filled in, and natural keys are unique, so that the rows can be stored. Days lie
on or before `last` wherever a file could not give a later one, so `last` plays the part of the latest possible today.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
Unit = Mapping[str, Any]

CITY = "31"
DAY = timedelta(days=1)
MOST_SESSIONS, MOST_CONFERENCES = 200, 100  # of one council in a term; of one level in a term
OWN_DATE = {"session": "start_date", "question": "asked_date", "briefing": "date"}
TERMS = (
    ("2016-2021", date(2016, 5, 22), date(2021, 5, 22)),
    ("2021-2026", date(2021, 5, 23), date(2026, 3, 14)),
    ("2026-2031", date(2026, 3, 15), date(2031, 5, 31)),
)
TOPICS = (
    "economy_budget",
    "land_planning",
    "construction_urban",
    "transport",
    "environment",
    "agriculture_rural",
    "education",
    "health",
    "culture_society",
    "labour_welfare",
    "justice_administration",
    "security_order",
    "reform_digital",
    "other",
)


def term_of(day: date) -> str:
    return next(term for term, first, last in TERMS if first <= day <= last)


def span_on(units: Iterable[Unit], code: str, day: date) -> Unit | None:
    """The row of the units' table that a record of this code and day belongs to."""
    for unit in units:
        if unit["code"] == code and unit["valid_from"] <= day and (unit["valid_to"] is None or day <= unit["valid_to"]):
            return unit
    return None


def record_set(seed: int, units: Sequence[Unit], first: date, last: date, size: int) -> dict[str, list[Row]]:
    """About `size` records of the three kinds, dated from `first` to `last`, of a handful of the units."""
    rng = Random(seed)
    made = _Maker(rng, units, first, last)
    sessions, questions, briefings = size // 4, size // 2, size - size // 4 - size // 2
    # Now and then a whole kind is empty.
    for _ in range(sessions if rng.random() > 0.08 else 0):
        made.session()
    for _ in range(questions if rng.random() > 0.08 else 0):
        made.question()
    if rng.random() > 0.08:
        while len(made.records["briefing"]) < briefings and made.conference():
            pass
    made.ask_again()
    for rows in made.records.values():
        rng.shuffle(rows)
    return made.records


def nil_report_set(seed: int, units: Sequence[Unit], first: date, last: date, size: int) -> list[Row]:
    """Accounts that a unit had none of a kind on some days; short, long, and touching a border by one day."""
    rng = Random(seed * 7919 + 1)
    made = _Maker(rng, units, first, last)
    reports = []
    for _ in range(size):
        unit = rng.choice(made.active)
        start = made.day(max(first, unit["valid_from"]), min(last, unit["valid_to"] or last))
        end = min(last, start + rng.choice((0, 0, 13, 14, 30, 91, 364)) * DAY)
        kind = rng.choice(("session", "question", "briefing"))
        reports.append({"unit": unit["code"], "kind": kind, "start": start, "end": end})
    return reports


def days_named(records: Mapping[str, Sequence[Row]]) -> list[date]:
    """Every day that some record names: the as-of dates at which counts turn."""
    return sorted(
        {value for rows in records.values() for row in rows for value in row.values() if isinstance(value, date)}
    )


class _Maker:
    def __init__(self, rng: Random, units: Sequence[Unit], first: date, last: date) -> None:
        self.rng, self.units, self.first, self.last = rng, units, first, last
        self.records: dict[str, list[Row]] = {"session": [], "question": [], "briefing": []}
        self.numbers: Counter[tuple[Any, ...]] = Counter()
        there = [u for u in units if u["valid_from"] <= last and (u["valid_to"] is None or u["valid_to"] >= first)]
        if not there:
            raise ValueError("no unit exists in these days")
        # A code that lives through a change of its name is a corner that should not be rare; nor is the city.
        spans = Counter(u["code"] for u in there)
        chosen = {u["code"] for u in rng.sample(there, min(len(there), rng.randint(3, 9)))}
        chosen |= {code for code in sorted(spans) if spans[code] > 1 and rng.random() < 0.6}
        chosen |= {CITY} & set(spans)
        self.active = [u for u in there if u["code"] in chosen]
        # Some units never report one of the kinds.
        self.silent = {(u["code"], kind) for u in self.active for kind in OWN_DATE if rng.random() < 0.12}
        # The days on which something turns: ends of half-months, years, terms, units, and leap days.
        corners = {first, last, first + DAY, last - DAY}
        for year in range(first.year, last.year + 1):
            corners |= {date(year, 12, 31), date(year, 1, 1), date(year, 12, 14), date(year, 12, 15)}
            corners |= {date(year, 3, 1) - DAY, date(year, 3, 1)}
            corners |= {date(year, month, day) for month in range(1, 13) for day in (1, 14, 15)}
            corners |= {date(year, month, 1) - DAY for month in range(2, 13)}
        for unit in self.active:
            ended = unit["valid_to"]
            corners |= {unit["valid_from"], unit["valid_from"] + DAY}
            corners |= {ended, ended - DAY, ended + DAY} if ended else set()
        for _, begins, ends in TERMS:
            corners |= {begins, ends}
        self.corners = sorted(corners)

    # Small helpers ---------------------------------------------------------------------------------------------

    def chance(self, of_one: float) -> bool:
        return self.rng.random() < of_one

    def maybe(self, value: Any, missing: float = 0.25) -> Any:
        return None if self.chance(missing) else value

    def day(self, low: date, high: date) -> date:
        """A day from low to high, half the time one on which something turns."""
        if self.chance(0.5):
            near = [day for day in self.corners if low <= day <= high]
            if near:
                leap = [day for day in near if (day.month, day.day) == (2, 29)]
                return self.rng.choice(leap) if leap and self.chance(0.1) else self.rng.choice(near)
        return low + self.rng.randint(0, (high - low).days) * DAY

    def unit_and_day(self, kind: str) -> tuple[Unit, date] | None:
        speaking = [unit for unit in self.active if (unit["code"], kind) not in self.silent]
        if not speaking:
            return None
        unit = self.rng.choice(speaking)
        return unit, self.day(max(self.first, unit["valid_from"]), min(self.last, unit["valid_to"] or self.last))

    def next_number(self, *group: Any) -> int:
        self.numbers[group] += 1
        return self.numbers[group]

    def up_to(self, most: int) -> int:
        """0, everything, or something between: the ends are the corners."""
        return self.rng.choice((0, most, most, self.rng.randint(0, most), self.rng.randint(0, most)))

    def past(self, low: date, days: Sequence[int]) -> date | None:
        """A day that a file may already give: some days after low, but not after the last day."""
        found = low + self.rng.choice(days) * DAY
        return found if found <= self.last else None

    # Records ---------------------------------------------------------------------------------------------------

    def session(self) -> None:
        where = self.unit_and_day("session")
        if where is None:
            return
        rng, (unit, start) = self.rng, where
        term = term_of(start)
        number = self.next_number("session", unit["code"], unit["valid_from"], term)
        if number > MOST_SESSIONS:
            return
        end = min(self.last, start + rng.choice((0, 0, 0, 1, 2, 4)) * DAY)
        length = (end - start).days + 1
        given = rng.choice((0.0, 0.0, 0.2, 1.0))  # how much of a row is missing: nothing, something, everything
        members = rng.randint(1, 60)
        present = self.up_to(members)
        passed = self.up_to(30)
        documents = self.up_to(40)
        self.records["session"].append(
            {
                "unit": unit["code"],
                "session_no": number,
                "term": term,
                "kind": rng.choice(("inaugural", "regular", "regular", "thematic", "urgent")),
                "start_date": start,
                "end_date": end,
                "days": rng.choice((length, length, length - 0.5)),
                "delegates_total": self.maybe(members, given),
                "delegates_present": self.maybe(present, given),
                "delegates_excused": self.maybe(self.up_to(members - present), given),
                "resolutions_passed": self.maybe(passed, given),
                "resolutions_normative": self.maybe(self.up_to(passed), given),
                "reports_reviewed": self.maybe(self.up_to(20), given),
                "documents_total": self.maybe(documents, given),
                "documents_on_time": self.maybe(self.up_to(documents), given),
                "paperless": self.maybe(self.chance(0.5), given),
                "broadcast": self.maybe(self.chance(0.5), given),
                "source": self.maybe("https://example.org/ky-hop", 0.7),
                "note": self.maybe("ghi chú", 0.8),
            }
        )

    def question(self) -> None:
        where = self.unit_and_day("question")
        if where is None:
            return
        rng, (unit, asked) = self.rng, where
        code, term = unit["code"], term_of(asked)
        carried_over = rng.choice((None, False, False, False, True))
        if carried_over:
            # A carried-over row whose first asking is stored would be folded into it, so it has a code of its own.
            question_code = f"TON-{self.next_number('carried over', code)}"
        else:
            # Numbering starts anew with a span and a term: one code stands for two questions of one unit.
            question_code = f"CV-{self.next_number('question', code, unit['valid_from'], term):02d}"
        form = rng.choice(("floor", "written", "written", "written", "explanation", "committee", None))
        answer_due = asked + rng.choice((0, 1, 10, 14, 15, 20, 30, 45)) * DAY if self.chance(0.4) else None
        if answer_due is None and form == "written":
            answer_due = asked + 20 * DAY
        answered = None
        if self.chance(0.7):
            if answer_due is not None and self.chance(0.5):
                around = max(asked, answer_due + rng.choice((-3, -1, 0, 0, 1, 5)) * DAY)
                answered = around if around <= self.last else None
            else:
                answered = self.past(asked, (0, 0, 1, 7, 15, 40, 200, 400, 800))
        says = rng.choice((0.0, 0.0, 0.3, 1.0))
        satisfied = answer_form = None
        if answered is not None or self.chance(0.15):  # also where nothing was answered: a value that counts nowhere
            satisfied = self.maybe(self.chance(0.6), says)
            answer_form = self.maybe(rng.choice(("floor", "written")), says)
        promised = asked + rng.choice((0, 15, 30, 31, 90, 180, 365)) * DAY if self.chance(0.5) else None
        checked = None
        if self.chance(0.6):  # checked before, on or after the day it was promised for
            checked = self.past(rng.choice((asked, promised or asked)), (0, 0, 1, 10, 60, 300))
        result = None
        if checked is not None or self.chance(0.15):
            result = self.maybe(rng.choice(("kept", "kept", "in_progress", "not_kept")))
        self.records["question"].append(
            {
                "unit": code,
                "code": question_code,
                "term": term,
                "session_no": self.maybe(rng.randint(1, 30), 0.5),
                "asked_date": asked,
                "form": form,
                "asker": self.maybe("Đại biểu A", 0.5),
                "asker_group": self.maybe("Tổ số 1", 0.5),
                "respondent": rng.choice(("Phòng Quản lý đô thị", "Phòng Tài chính", "Công an")),
                "topic": rng.choice(TOPICS),
                "summary": f"Nội dung {question_code} của {code}, {term}",
                "origin": self.maybe(rng.choice(("voters", "oversight", "press", "delegate")), says),
                "carried_over": carried_over,
                "asked_again_of": None,
                "answer_due": answer_due,
                "answered_date": answered,
                "answer_form": answer_form,
                "satisfied": satisfied,
                "commitment": self.maybe("Hoàn thành việc sửa chữa", 0.5),
                "commitment_due": promised,
                "follow_up_date": checked,
                "follow_up_result": result,
                "source": self.maybe("https://example.org/chat-van", 0.7),
                "note": self.maybe("ghi chú", 0.8),
            }
        )

    def ask_again(self) -> None:
        """Some questions are put anew: of a stored one of the unit, of another unit's, of themselves, of none."""
        questions = self.records["question"]
        for row in questions:
            if not self.chance(0.25):
                continue
            own = [other["code"] for other in questions if other["unit"] == row["unit"] and other is not row]
            others = [other["code"] for other in questions if other["unit"] != row["unit"]]
            candidates = [own, own, own, others, [row["code"]], ["KHÔNG-CÓ-1"]]
            row["asked_again_of"] = self.rng.choice(self.rng.choice(candidates) or ["KHÔNG-CÓ-2"])

    def conference(self) -> bool:
        """One conference with all its rows; False when nobody reports any."""
        where = self.unit_and_day("briefing")
        if where is None:
            return False
        rng, (host, day) = self.rng, where
        level = rng.choice(("city", "city", "city", "regional", "unit"))
        there = sorted({u["code"] for u in self.active if span_on(self.units, u["code"], day)})
        present = [code for code in there if (code, "briefing") not in self.silent]
        rows = [host["code"]] if level == "unit" else rng.sample(present, rng.randint(1, len(present)))
        next_date = day + rng.choice((90, 180, 183)) * DAY if self.chance(0.6) else None
        still_there = [code for code in there if next_date and span_on(self.units, code, next_date)]
        number = self.next_number("conference", level, term_of(day))
        if number > MOST_CONFERENCES:
            return False
        shared = {
            "conference_no": number,
            "term": term_of(day),
            "date": day,
            "level": level,
            "host_unit": host["code"],
            "topic": self.maybe("Giám sát sau chất vấn"),
            "next_host": rng.choice(still_there) if still_there and self.chance(0.7) else None,
            "next_date": next_date,
        }
        says = rng.choice((0.0, 0.2, 0.5, 1.0))
        for code in rows:
            attended = self.chance(0.75)
            active = attended or self.chance(0.3)  # spoke or proposed without attending: a warning, and still a row
            proposals = self.up_to(6) if active else 0
            accepted = self.up_to(proposals)
            self.records["briefing"].append(
                {
                    **shared,
                    "unit": code,
                    "attended": attended,
                    "delegates": self.maybe(self.up_to(5)),
                    "spoke": self.maybe(active and self.chance(0.6), says),
                    "speaker": self.maybe("Phó Chủ tịch HĐND", 0.6),
                    "speech_title": self.maybe("Kinh nghiệm theo dõi lời hứa", 0.6),
                    "topic_proposed": self.maybe("Kỳ họp không giấy tờ", 0.6),
                    "proposals": self.maybe(proposals, says),
                    "proposals_accepted": self.maybe(accepted, says),
                    "proposal_text": self.maybe("Mẫu biểu dùng chung", 0.6),
                    "proposals_done": self.maybe(self.up_to(accepted), 0.6),
                    "source": self.maybe("https://example.org/giao-ban", 0.7),
                    "note": self.maybe("ghi chú", 0.8),
                }
            )
        return True
