"""Invented records for trying the program out: believable councils, no real person, the same bytes for a seed.

What units are like, and when that changes, stands in data/demo/words/units.csv; subjects, offices, conferences and the
quarters that nobody reported stand beside it.
"""

import csv
import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from etl.declare.fields import Record
from etl.declare.values import UnitRef
from etl.periods import half_month_days, half_month_of, quarter, quarter_of
from etl.records import KINDS
from etl.reference import CITY, FOLDER, TERMS, Unit, spans, unit_on

DEMO = FOLDER.parent / "demo"
LAST_DAY = dt.date(2026, 9, 30)
SOURCE = "Số liệu minh họa"
_FIRST_DAY = dt.date(2021, 6, 21)
_SAME_COUNCIL = frozenset({"311"})  # its council went on when its kind changed; that of 312 started anew
_FIXED_HOLIDAYS = frozenset({(1, 1), (30, 4), (1, 5), (2, 9)})
_QUIET = 1.0  # fewer questions a quarter than this: a quarter without any is no surprise
_NEVER = 0.2  # share of the late answers that never come

Invented = dict[str, Any]


@cache
def _words(name: str) -> tuple[dict[str, str], ...]:
    with (DEMO / "words" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _is_then(row: dict[str, str], day: dt.date) -> bool:
    return (row["from"] or "0") <= day.isoformat() <= (row["to"] or "9")


def _working_day(day: dt.date, step: int = 1) -> dt.date:
    while day.weekday() > 4 or (day.day, day.month) in _FIXED_HOLIDAYS:
        day += dt.timedelta(days=step)
    return day


def _unit(code: str, day: dt.date) -> Unit:
    unit = unit_on(code, day)
    assert unit is not None, f"{code} did not exist on {day}"
    return unit


def generate(seed: int) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each kind by field name, written as staff would write them."""
    made: dict[str, list[Invented]] = {"session": [], "question": []}
    made["briefing"] = list(_briefings(Random(f"{seed}/briefing")))
    for code in dict.fromkeys(row["code"] for row in _words("units")):
        unit = _Maker(Random(f"{seed}/{code}"), code)
        made["session"] += unit.sessions
        made["question"] += unit.questions
    made["session"].sort(key=lambda row: (row["start_date"], row["unit"]))
    made["question"].sort(key=lambda row: (row["asked_date"], row["unit"], bool(row["carried_over"])))
    return {kind: [_shown(KINDS[kind], row) for row in rows] for kind, rows in made.items()}


def write(folder: Path, seed: int) -> list[Path]:
    """Write one CSV file for each kind, with the headers of the template; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for kind, rows in generate(seed).items():
        columns = KINDS[kind].columns()
        names = [name for name in columns if name == "note" or any(row[name] for row in rows)]
        files.append(folder / f"{kind}.csv")
        with files[-1].open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([columns[name].text.vi for name in names])
            writer.writerows([row[name] for name in names] for row in rows)
    return files


def _shown(kind: type[Record], row: Invented) -> dict[str, str]:
    own = row[kind.about.placed_by]
    texts = {}
    for name, column in kind.columns().items():
        value = row.get(name, SOURCE if name == "source" else None)
        if value is not None and isinstance(column.type, UnitRef):
            value = _unit(value, own).name
        texts[name] = "" if value is None else column.type.show(value, "vi")
    return texts


class _Maker:
    """Makes all records of one unit: its councils one after the other, their sessions, and what was asked there."""

    def __init__(self, rng: Random, code: str) -> None:
        self.rng, self.code = rng, code
        self._traits = sorted((row for row in _words("units") if row["code"] == code), key=lambda row: row["from"])
        self._end = min(LAST_DAY, spans(code)[-1].last)
        self._subjects: list[dict[str, str]] = []
        self._summaries: set[str] = set()
        self._numbers: Counter[str] = Counter()
        self._voters = rng.uniform(0.35, 0.65)
        self._delegates = [self._delegate() for _ in range(14)]
        self.sessions: list[Invented] = []
        self.questions: list[Invented] = []
        for first, last in self._councils():
            sessions = self._sessions(first, last)
            self.questions += self._asked_in(first, last, sessions)
            self.sessions += [row for row in sessions if self._reports(row["start_date"])]
        for row in [*self.sessions, *self.questions]:
            row.update(dict.fromkeys(self._text("blank", row.get("start_date") or row["asked_date"]).split()))

    def _councils(self) -> Iterator[tuple[dt.date, dt.date]]:
        lives = [(unit.first, unit.last) for unit in spans(self.code)]
        if self.code in _SAME_COUNCIL:
            lives = [(lives[0][0], lives[-1][1])]
        for first, last in lives:
            for term in TERMS:
                begins, ends = max(first, term.first, _FIRST_DAY), min(last, term.last, LAST_DAY)
                if begins < ends:
                    yield begins, ends

    def _text(self, name: str, day: dt.date) -> str:
        """Return what is true of the unit on a day: the last row of its traits that says it."""
        values = [row[name] for row in self._traits if row["from"] <= day.isoformat()]
        return next(filter(None, reversed(values)), "")

    def _number(self, name: str, day: dt.date) -> float:
        return float(self._text(name, day))

    def _reports(self, day: dt.date) -> bool:
        quarters = (row["quarter"] for row in _words("unreported") if row["code"] == self.code)
        return quarter_of(day).code not in quarters

    def _many(self, number: int, chance: float) -> int:
        return sum(self.rng.random() < chance for _ in range(number))

    def _delegate(self) -> dict[str, str]:
        number = self.rng.randint(1, 6)
        group = self.rng.choice([f"Tổ đại biểu số {number}"] * 4 + ["Ban Pháp chế", "Ban Kinh tế - Xã hội"])
        if self.rng.random() < 0.2:
            return {"asker": f"Đại biểu tổ số {number}", "asker_group": f"Tổ đại biểu số {number}"}
        initials = ".".join(self.rng.choice(letters) for letters in ("NTPLVĐHB", "TVMĐHN", "ABCDHLNQSTY"))
        return {"asker": f"Đại biểu {initials}.", "asker_group": group}

    def _sessions(self, first: dt.date, last: dt.date) -> list[Invented]:
        # After an election the first session takes some days to come; a new unit's council meets at once.
        wait = self.rng.randint(8, 24) if first.month == 3 else self.rng.randint(1, 7) if first.day != 1 else 0
        days = [(_working_day(first + dt.timedelta(days=wait)), "inaugural")]
        for year in range(first.year, last.year + 1):
            for month in (3, 4, 5, 6, 7, 9, 10, 11, 12):
                kind = "regular" if month in (7, 12) else self.rng.choice(["thematic"] * 14 + ["urgent"])
                day = _working_day(dt.date(year, month, self.rng.randint(10, 25)))
                held = kind == "regular" or self.rng.random() < self._number("thematic", max(day, first))
                if held and days[0][0] + dt.timedelta(days=7) < day <= last - dt.timedelta(days=3):
                    days.append((day, kind))
        return [self._session(number, day, kind) for number, (day, kind) in enumerate(days, 1)]

    def _session(self, number: int, day: dt.date, kind: str) -> Invented:
        rng, city, long = self.rng, self.code == CITY, kind == "regular"
        length = rng.choice([2, 2.5, 2.5, 3] if city else [1, 1, 1.5, 2]) if long else rng.choice([0.5, 1])
        while (end := day + dt.timedelta(days=math.ceil(length) - 1)).weekday() > 4:
            day -= dt.timedelta(days=1)
        row: Invented = {"unit": self.code, "session_no": number, "kind": kind, "start_date": day, "end_date": end}
        row["days"] = length if length % 1 else None
        total = int(self._number("seats", day))
        absent = self._many(total, 1 - self._number("attendance", day))
        row.update(delegates_total=total, delegates_present=total - absent, delegates_excused=self._many(absent, 0.75))
        passed = rng.randint(*{"regular": (18, 32) if city else (7, 16), "inaugural": (6, 9)}.get(kind, (2, 7)))
        reports = rng.randint(14, 26) if long else rng.randint(0, 4)
        row.update(resolutions_passed=passed, resolutions_normative=self._many(passed, 0.3 if city else 0.1))
        papers = passed * 2 + reports + rng.randint(1, 6)
        row.update(reports_reviewed=reports, documents_total=papers)
        row["documents_on_time"] = self._many(papers, self._number("papers", day))
        adopted = dt.date.fromisoformat(self._text("paperless", day) or "9999-01-01")
        row["paperless"] = day + dt.timedelta(days=rng.randint(-60, 60)) >= adopted
        row["broadcast"] = rng.random() < self._number("broadcast", day) * (1 if long else 0.4)
        return row

    def _asked_in(self, first: dt.date, last: dt.date, sessions: list[Invented]) -> list[Invented]:
        rows: list[Invented] = []
        sittings = [row for row in sessions[1:] if self._reports(row["start_date"])]
        for period in (quarter(year, number) for year in range(first.year, last.year + 1) for number in (1, 2, 3, 4)):
            start, end = max(period.start, sessions[0]["start_date"]), min(period.end, last)
            if start > end or not self._reports(end):
                continue
            days, usual = (end - start).days + 1, self._number("questions", start)
            here = [row for row in sittings if start <= row["start_date"] <= end]
            season = 1.4 if any(row["kind"] == "regular" for row in here) else 0.6
            count = usual * season * self.rng.uniform(0.75, 1.25) * days / 91
            number = max(int(count + self.rng.random()), int(usual > _QUIET and days > 60))
            rows += self._numbered([self._question(start, end, here) for _ in range(number)])
        if "code" in self._traits[0]["blank"]:
            return rows  # without its code no question is known again
        unhappy = [row for row in rows if row["satisfied"] is False and self.rng.random() < 0.45]
        rows += self._numbered([again for row in unhappy if (again := self._again(row, sittings))])
        return [*rows, *self._carried(rows, sittings)]

    def _numbered(self, rows: list[Invented]) -> list[Invented]:
        rows.sort(key=lambda row: row["asked_date"])
        for row in rows:
            month = f"{row['asked_date']:%Y-%m}"
            self._numbers[month] += 1
            row["code"] = f"CV-{month}-{self._numbers[month]:02}"
        return rows

    def _question(self, start: dt.date, end: dt.date, sittings: list[Invented]) -> Invented:
        rng, chance, session = self.rng, self.rng.random(), None
        form = "explanation" if chance < 0.07 else "committee" if chance < 0.12 else ""
        if not form:
            form = "written" if not sittings or rng.random() < self._number("written", start) else "floor"
        if form == "floor" or (form == "written" and sittings and rng.random() < 0.5):
            session = max(rng.choices(sittings, k=2), key=lambda row: row["kind"] == "regular")
        # One hearing in a quarter, halfway; what is asked between sessions may come on any day.
        days = (end - start).days // 2 if form == "explanation" else rng.randint(0, (end - start).days)
        asked = session["start_date"] if session else max(start, _working_day(start + dt.timedelta(days=days), -1))
        subject, summary = self._subject(asked)
        office = rng.choice(self._offices(subject["asks"] or subject["topic"], asked))
        row: Invented = {"unit": self.code, "session_no": session and session["session_no"], "carried_over": False}
        row |= {"asked_date": asked, "form": form, "topic": subject["topic"], "summary": summary}
        row |= rng.choice(self._delegates)
        row["respondent"] = office["office"].format(level=self._level(asked))
        rest = 1 - self._voters
        weights = (self._voters, rest * 0.4, rest * 0.2, rest * 0.4)
        row["origin"] = rng.choices(("voters", "oversight", "press", "delegate"), weights)[0]
        self._answer(row, float(office["diligence"]))
        if row["answered_date"]:
            self._promise(row, subject["commitment"])
        return row

    def _level(self, day: dt.date) -> str:
        unit = _unit(self.code, day)
        return unit.name.removesuffix(unit.short_name).strip().lower()

    def _offices(self, whom: str, day: dt.date) -> list[dict[str, str]]:
        unit_kind = _unit(self.code, day).kind
        offices = (row for row in _words("respondents") if _is_then(row, day))
        return [row for row in offices if whom in row["answers"].split() and unit_kind in row["kinds"].split()]

    def _subject(self, day: dt.date) -> tuple[dict[str, str], str]:
        """Return a subject that fits the unit, not asked before until all were, and its text with a place."""
        areas = ["any", *self._text("tags", day).split()]
        fitting = [row for row in self._subjects if row["area"] in areas and _is_then(row, day)]
        if not fitting:
            self._subjects = self.rng.sample(_words("questions"), len(_words("questions")))
            fitting = [row for row in self._subjects if row["area"] in areas and _is_then(row, day)]
        self._subjects.remove(fitting[0])
        summary = ""
        for _ in range(8):  # another place, where the same was asked before
            place, road = (self.rng.choice(self._text(name, day).split(";")) for name in ("places", "roads"))
            summary = fitting[0]["summary"].format(place=place, road=road, level=self._level(day))
            if summary not in self._summaries:
                break
        self._summaries.add(summary)
        return fitting[0], summary

    def _answer(self, row: Invented, diligence: float) -> None:
        """Answer at once, on time, late or never, by the unit's ways on that day and the office's."""
        rng, asked, usual, allowed = self.rng, row["asked_date"], self._number("on_time", row["asked_date"]), 20
        good = rng.random() < 1 / (1 + math.exp(-math.log(usual / (1 - usual)) - diligence))
        row.update(dict.fromkeys(("answer_due", "answered_date", "satisfied", "asked_again_of")))
        if rng.random() < {"floor": 0.88, "explanation": 0.65, "committee": 0.4}.get(row["form"], 0):
            good = True
            row.update(answered_date=asked, answer_form="floor")
        else:
            if row["form"] != "written" or rng.random() < 0.08:
                allowed = rng.choice([10, 15, 20])
                row["answer_due"] = asked + dt.timedelta(days=allowed)
            wait = min(int(rng.triangular(2, allowed + 1, allowed * 0.8)), allowed)
            late = allowed + 1 + int(rng.expovariate(1 / 14))
            answered = _working_day(asked + dt.timedelta(days=wait if good else late), -1 if good else 1)
            if max(asked, answered) <= self._end and (good or rng.random() > _NEVER):
                row.update(answered_date=max(asked, answered), answer_form="written")
        if row["answered_date"] and rng.random() < 0.75:
            row["satisfied"] = rng.random() < 0.5 + 0.4 * usual - (0 if good else 0.25)

    def _promise(self, row: Invented, words: str) -> None:
        rng, answered = self.rng, row["answered_date"]
        if rng.random() > 0.5:
            return
        row["commitment"] = words
        if rng.random() < 0.06:
            return  # a promise without a day
        later = answered + dt.timedelta(days=rng.randint(30, 210))
        month_end = half_month_days(half_month_of(later) | 1)[1]  # odd numbers are second halves
        row["commitment_due"] = due = quarter_of(later).end if rng.random() < 0.5 else month_end
        checked = _working_day(max(answered, due + dt.timedelta(days=int(rng.triangular(-10, 60, 15)))))
        if rng.random() < self._number("checked", due) and checked <= self._end:
            other = "in_progress" if rng.random() < 0.6 else "not_kept"
            row["follow_up_result"] = "kept" if rng.random() < self._number("kept", due) else other
            row["follow_up_date"] = checked

    def _again(self, row: Invented, sittings: list[Invented]) -> Invented | None:
        """Put a question anew at the next session, where the answer did not satisfy."""
        session = _next(row["answered_date"], sittings)
        if session is None:
            return None
        same = ("unit", "asker", "asker_group", "respondent", "topic", "origin", "carried_over")
        anew: Invented = {name: row[name] for name in same} | {"form": "floor", "session_no": session["session_no"]}
        anew["asked_date"] = session["start_date"]
        anew["summary"] = "Tái chất vấn: " + row["summary"][0].lower() + row["summary"][1:]
        self._answer(anew, 0.3)
        anew["asked_again_of"] = row["code"]
        return anew

    def _carried(self, rows: list[Invented], sittings: list[Invented]) -> list[Invented]:
        """List one question once more, at the session that came before its answer."""
        for row in rows if self.rng.random() < 0.6 else []:
            session = _next(row["asked_date"], sittings)
            if session and row["answered_date"] and row["answered_date"] > session["start_date"]:
                return [row | {"carried_over": True, "session_no": session["session_no"]}]
        return []


def _next(day: dt.date, sittings: list[Invented]) -> Invented | None:
    return next((row for row in sittings if row["start_date"] > day), None)


def _briefings(rng: Random) -> Iterator[Invented]:
    """Yield the rows of the conferences: each unit's part in each."""
    codes = list(dict.fromkeys(row["code"] for row in _words("units")))
    says: dict[str, list[str]] = {"speech": [], "topic": [], "proposal": []}
    for entry in _words("briefing"):
        says[entry["what"]].append(entry["words"])
    for held in _words("conferences"):
        day = dt.date.fromisoformat(held["date"])
        speeches = rng.sample(says["speech"] * 2, 20)
        for code in codes if held["level"] == "city" else [CITY]:
            unit = unit_on(code, day)
            if unit is None:
                continue
            row: Invented = {name: held[name] or None for name in ("level", "topic", "note", "next_host")}
            row.update(unit=code, conference_no=int(held["no"]), date=day, host_unit=held["host"])
            row["next_date"] = dt.date.fromisoformat(held["next_date"]) if held["next_date"] else None
            _take_part(rng, row, unit, says, speeches)
            if held["date"] < "2026-09":  # the last conference's proposals are still under way
                row["proposals_done"] = sum(rng.random() < 0.7 for _ in range(row["proposals_accepted"]))
            yield row


def _take_part(rng: Random, row: Invented, unit: Unit, says: dict[str, list[str]], speeches: list[str]) -> None:
    """Let a unit come to a conference or not, speak there and propose something."""
    leads = unit.code in (CITY, row["host_unit"])
    row["attended"] = leads or rng.random() < (0.55 if unit.short_name == "Bạch Long Vĩ" else 0.97)
    row["spoke"] = row["attended"] and (leads or rng.random() < 0.25)
    row["proposals"] = rng.choice([0, 0, 1, 1, 2, 3]) if row["attended"] else 0
    row["proposals_accepted"] = sum(rng.random() < 0.6 for _ in range(row["proposals"]))
    if row["attended"]:
        row["delegates"] = rng.randint(8, 14) if leads else rng.randint(2, 5)
        row["topic_proposed"] = rng.choice(says["topic"]) if rng.random() < 0.35 else None
    if row["spoke"]:
        office = "Chủ tịch" if leads else rng.choice(["Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch"])
        row["speaker"] = f"{office} HĐND {unit.name[0].lower()}{unit.name[1:]}"
        row["speech_title"] = speeches.pop()
    if row["proposals"]:
        row["proposal_text"] = "; ".join(rng.sample(says["proposal"], row["proposals"]))
