"""Questions of one unit: asked, answered, promised, checked, asked again, carried over."""

import datetime as dt
import math
from collections import Counter

from etl.demo.units import Invented, Ways, existing, is_then, words, working_day
from etl.periods import half_month_days, half_month_of, quarter, quarter_of

_QUIET = 1.0  # fewer questions a quarter than this: a quarter without any is no surprise
_QUIET_SEASON = 0.12  # how much rarer a quarter without questions is where a regular session falls into it
_NEVER = 0.2  # share of the late answers that never come


class Questions:
    """Makes the questions of one unit, one council after the other: no subject is used twice before all were."""

    def __init__(self, ways: Ways) -> None:
        self.ways, self.rng = ways, ways.rng
        self._subjects: list[dict[str, str]] = []
        self._summaries: set[str] = set()
        self._numbers: Counter[str] = Counter()
        self._voters = self.rng.uniform(0.35, 0.65)
        self._delegates = [self._delegate() for _ in range(14)]

    def asked_in(self, first: dt.date, last: dt.date, sessions: list[Invented]) -> list[Invented]:
        rows: list[Invented] = []
        sittings = [row for row in sessions[1:] if self.ways.reports(row["start_date"])]
        for period in (quarter(year, number) for year in range(first.year, last.year + 1) for number in (1, 2, 3, 4)):
            start, end = max(period.start, sessions[0]["start_date"]), min(period.end, last)
            if start > end or not self.ways.reports(end):
                continue
            days, usual = (end - start).days + 1, self.ways.number("questions", start)
            here = [row for row in sittings if start <= row["start_date"] <= end]
            regular = any(row["kind"] == "regular" for row in here)
            if self._is_quiet(start, regular):
                continue
            season = 1.4 if regular else 0.6
            count = usual * season * self.rng.uniform(0.75, 1.25) * days / 91
            number = max(int(count + self.rng.random()), int(usual > _QUIET and days > 60))
            rows += self._numbered([self._question(start, end, here) for _ in range(number)])
        if "code" in self.ways.text("blank", first).split():
            return rows  # without its code no question is known again
        unhappy = [row for row in rows if row["satisfied"] is False and self.rng.random() < 0.45]
        rows += self._numbered([again for row in unhappy if (again := self._again(row, sittings))])
        return [*rows, *self._carried(rows, sittings)]

    def _is_quiet(self, day: dt.date, regular: bool) -> bool:
        """Say whether nobody asks anything in a quarter, as happens in small councils between regular sessions."""
        chance = self.ways.text("quiet", day)
        return bool(chance) and self.rng.random() < float(chance) * (_QUIET_SEASON if regular else 1)

    def _delegate(self) -> dict[str, str]:
        number = self.rng.randint(1, 6)
        group = self.rng.choice([f"Tổ đại biểu số {number}"] * 4 + ["Ban Pháp chế", "Ban Kinh tế - Xã hội"])
        if self.rng.random() < 0.2:
            return {"asker": f"Đại biểu tổ số {number}", "asker_group": f"Tổ đại biểu số {number}"}
        initials = ".".join(self.rng.choice(letters) for letters in ("NTPLVĐHB", "TVMĐHN", "ABCDHLNQSTY"))
        return {"asker": f"Đại biểu {initials}.", "asker_group": group}

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
            form = "written" if not sittings or rng.random() < self.ways.number("written", start) else "floor"
        if form == "floor" or (form == "written" and sittings and rng.random() < 0.5):
            session = max(rng.choices(sittings, k=2), key=lambda row: row["kind"] == "regular")
        # One hearing in a quarter, halfway; what is asked between sessions may come on any day.
        days = (end - start).days // 2 if form == "explanation" else rng.randint(0, (end - start).days)
        asked = session["start_date"] if session else max(start, working_day(start + dt.timedelta(days=days), -1))
        subject, summary = self._subject(asked)
        office = rng.choice(self._offices(subject["asks"] or subject["topic"], asked))
        row: Invented = {"unit": self.ways.code, "session_no": session and session["session_no"], "carried_over": False}
        row |= {"asked_date": asked, "form": form, "topic": subject["topic"], "summary": summary}
        row |= rng.choice(self._delegates)
        row["respondent"] = office["office"].format(level=self.ways.level(asked))
        rest = 1 - self._voters
        weights = (self._voters, rest * 0.4, rest * 0.2, rest * 0.4)
        row["origin"] = rng.choices(("voters", "oversight", "press", "delegate"), weights)[0]
        self._answer(row, float(office["diligence"]))
        if row["answered_date"]:
            self._promise(row, subject["commitment"])
        return row

    def _offices(self, whom: str, day: dt.date) -> list[dict[str, str]]:
        unit_kind = existing(self.ways.code, day).kind
        offices = (row for row in words("respondents") if is_then(row, day))
        return [row for row in offices if whom in row["answers"].split() and unit_kind in row["kinds"].split()]

    def _subject(self, day: dt.date) -> tuple[dict[str, str], str]:
        """Return a subject that fits the unit, not asked before until all were, and its text with a place."""
        areas = ["any", *self.ways.text("tags", day).split()]
        fitting = [row for row in self._subjects if row["area"] in areas and is_then(row, day)]
        if not fitting:
            self._subjects = self.rng.sample(words("questions"), len(words("questions")))
            fitting = [row for row in self._subjects if row["area"] in areas and is_then(row, day)]
        self._subjects.remove(fitting[0])
        summary = ""
        for _ in range(8):  # another place, where the same was asked before
            place, road = (self.rng.choice(self.ways.text(name, day).split(";")) for name in ("places", "roads"))
            summary = fitting[0]["summary"].format(place=place, road=road, level=self.ways.level(day))
            if summary not in self._summaries:
                break
        self._summaries.add(summary)
        return fitting[0], summary

    def _answer(self, row: Invented, diligence: float) -> None:
        """Answer at once, on time, late or never, by the unit's ways on that day and the office's."""
        rng, asked, usual, allowed = self.rng, row["asked_date"], self.ways.number("on_time", row["asked_date"]), 20
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
            answered = working_day(asked + dt.timedelta(days=wait if good else late), -1 if good else 1)
            if max(asked, answered) <= self.ways.end and (good or rng.random() > _NEVER):
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
        checked = working_day(max(answered, due + dt.timedelta(days=int(rng.triangular(-10, 60, 15)))))
        if rng.random() < self.ways.number("checked", due) and checked <= self.ways.end:
            other = "in_progress" if rng.random() < 0.6 else "not_kept"
            row["follow_up_result"] = "kept" if rng.random() < self.ways.number("kept", due) else other
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
