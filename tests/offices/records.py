"""Invented records, true to the rules between fields, for office files: what the author of a file had in mind."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from .wordings import CHOICES, Unit, without_accents

Record = dict[str, Any]
_UNITS = Path(__file__).parents[2] / "data" / "reference" / "units.csv"
_NEW_TERM = dt.date(2026, 3, 15)  # on which the term 2026-2031 began
_LAST = dt.date(2026, 10, 20)

_FAMILY = ("Nguyễn", "Trần", "Phạm", "Đỗ", "Vũ", "Bùi", "Hoàng", "Lê", "Đặng", "Đào")
_MIDDLE = ("Văn", "Thị", "Đức", "Thị Thu", "Quang", "Minh", "Hữu", "Thị Hồng")
_GIVEN = ("Bình", "Lan", "Hùng", "Hà", "Minh", "Thắng", "Hương", "Tuấn", "Nga", "Dũng", "Oanh", "Sơn")
_RESPONDENTS = (
    "Chủ tịch UBND",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    "Phòng Văn hóa - Xã hội",
    "Công an phường",
    "Trưởng phòng Kinh tế",
    "Sở Xây dựng",
    "Giám đốc Sở Nông nghiệp và Môi trường",
    "Trung tâm Phục vụ hành chính công",
    "Ban Quản lý dự án",
    "Phó Chủ tịch UBND phụ trách văn xã",
)
_GROUPS = ("Tổ số 1", "Tổ đại biểu số 3", "Tổ 5", "Ban Pháp chế", "Ban Kinh tế - Ngân sách", "Tổ số 2")
_MATTERS = (
    ("tiến độ sửa chữa đường", "Sửa xong mặt đường"),
    ("việc thu gom rác ở các ngõ", "Bố trí thêm xe thu gom"),
    ("thiếu lớp học mầm non", "Xây thêm bốn phòng học"),
    ("cấp giấy chứng nhận chậm", "Giải quyết dứt điểm hồ sơ tồn"),
    ("nước sạch cho khu tái định cư", "Đấu nối nước sạch"),
    ("chợ tạm lấn chiếm vỉa hè", "Giải tỏa chợ tạm"),
    ("trạm y tế xuống cấp", "Sửa chữa trạm y tế"),
    ("đèn chiếu sáng hỏng", "Thay toàn bộ đèn hỏng"),
    ("hồ sơ chờ quá hạn ở bộ phận một cửa", "Công khai hồ sơ quá hạn hằng tuần"),
    ("chế độ cho người có công", "Chi trả đủ trước hạn"),
)
_PLACES = ("khu 1", "khu 2", "thôn Đông", "thôn Đoài", "tổ 7", "tổ 12", "phố Chợ", "xóm Mới", "đường 5", "ngõ 38")
_THEMES = (
    "Nâng cao chất lượng kỳ họp",
    "Đổi mới hoạt động chất vấn",
    "Giám sát việc thực hiện lời hứa",
    "Tiếp xúc cử tri theo chuyên đề",
    "Kỳ họp không giấy tờ",
)
_SOURCES = ("Báo cáo số 45/BC-HĐND", "Biên bản kỳ họp", "Công văn 12/HĐND-VP", "Thông báo 08/TB-HĐND")
_NOTES = ("Đã gửi bản giấy", "Bổ sung sau", "Họp cùng phiên chất vấn", "Theo báo cáo tháng")


def _units() -> list[Unit]:
    with _UNITS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "city"]
    names = [without_accents(row["short_name"]) + row["valid_to"] for row in rows]
    # One whose name without accents is another's, too, would be a question for a reason of its own.
    return [row for row, name in zip(rows, names, strict=True) if names.count(name) == 1]


UNITS = _units()


def term_of(day: dt.date) -> str:
    """Return the term of a day, as it is stored."""
    return "2026-2031" if day >= _NEW_TERM else "2021-2026"


@dataclass
class Invention:
    """Makes the records of one file. `old`: from the years of districts."""

    random: Random
    kind: str
    rows: int
    old: bool
    units: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        day = self.day(dt.date(2024, 1, 5), dt.date(2024, 12, 20)) if self.old else dt.date(2026, 8, 1)
        iso = day.isoformat()
        standing = [
            row for row in UNITS if row["valid_from"] <= iso and (not row["valid_to"] or iso <= row["valid_to"])
        ]
        self.units = self.random.sample(standing, min(self.rows, len(standing)))
        if self.kind != "briefing" and self._yes(0.4):  # a file of one or two councils
            self.units = self.random.choices(self.units[:2], k=self.rows)
        self.units.sort(key=lambda row: row["kind"], reverse=True)
        self.rows = len(self.units)
        self._numbers = self.random.sample(range(2, 17), self.rows)

    def records(self) -> list[Record]:
        """Return the records; a unit stands there as its row of the list of units."""
        make = {"session": self._session, "question": self._question, "briefing": self._briefing}[self.kind]
        made = [make(number) for number in range(self.rows)]
        if self.kind == "briefing":
            self._agree(made)
        return made

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(self.random.randint(0, max((last - first).days, 0)))

    def _any_day(self) -> dt.date:
        if self.old:
            return self.day(dt.date(2024, 1, 5), dt.date(2024, 12, 20))
        return self.day(dt.date(2025, 7, 10), dt.date(2026, 8, 30))

    def _person(self) -> str:
        return " ".join(map(self.random.choice, (_FAMILY, _MIDDLE, _GIVEN)))

    def _yes(self, odds: float = 0.5) -> bool:
        return self.random.random() < odds

    def _common(self, number: int) -> Record:
        return {
            "unit": self.units[number],
            "source": self.random.choice(_SOURCES),
            "note": self.random.choice(_NOTES),
        }

    def _session(self, number: int) -> Record:
        random = self.random
        kind = random.choices(("regular", "thematic", "urgent"), (5, 4, 2))[0]
        if number == 0 and self._yes(0.3):
            kind = "inaugural"
        start = self._any_day()
        days = random.choice((0.5, 1, 1.5, 2, 2.5, 3))
        total = random.randint(20, 45)
        absent = random.randint(0, 5)
        passed, papers = random.randint(1, 30), random.randint(5, 90)
        return self._common(number) | {
            "session_no": 1 if kind == "inaugural" else self._numbers[number],
            "term": term_of(start),
            "kind": kind,
            "start_date": start,
            "end_date": start + dt.timedelta(max(0, int(days + 0.5) - 1)),
            "days": days,
            "delegates_total": total,
            "delegates_present": total - absent,
            "delegates_excused": random.randint(0, absent),
            "resolutions_passed": passed,
            "resolutions_normative": random.randint(0, passed),
            "reports_reviewed": random.randint(0, 25),
            "documents_total": papers,
            "documents_on_time": random.randint(papers // 2, papers),
            "paperless": self._yes(),
            "broadcast": self._yes(),
        }

    def _question(self, number: int) -> Record:
        random = self.random
        asked = self._any_day()
        due, answered = asked + dt.timedelta(20), asked + dt.timedelta(random.randint(0, 30))
        promised = answered + dt.timedelta(random.randint(20, 90))
        matter, promise = random.choice(_MATTERS)
        return self._common(number) | {
            "code": f"{random.choice(('CV', 'PCV', 'Q'))}-{number + 1:02}/{asked.year}",
            "session_no": random.randint(2, 16),
            "asked_date": asked,
            "form": random.choice(list(CHOICES["form"])),
            "asker": self._person(),
            "asker_group": random.choice(_GROUPS),
            "respondent": random.choice(_RESPONDENTS),
            "topic": random.choice(list(CHOICES["topic"])),
            "summary": f"Đề nghị cho biết về {matter} tại {random.choice(_PLACES)} ({number + 1})",
            "origin": random.choice(list(CHOICES["origin"])),
            "carried_over": self._yes(0.2),
            "asked_again_of": f"CV-{number:02}/{asked.year}" if self._yes(0.2) else None,
            "answer_due": due,
            "answered_date": answered,
            "answer_form": random.choice(list(CHOICES["answer_form"])),
            "satisfied": self._yes(0.7),
            "commitment": f"{promise} tại {random.choice(_PLACES)}",
            "commitment_due": promised,
            "follow_up_date": min(promised + dt.timedelta(random.randint(0, 20)), _LAST),
            "follow_up_result": random.choice(list(CHOICES["follow_up_result"])),
        }

    def _briefing(self, number: int) -> Record:
        random = self.random
        attended = self._yes(0.8)
        spoke = attended and self._yes()
        proposals = random.randint(0, 8) if attended else 0
        accepted = random.randint(0, proposals)
        return self._common(number) | {
            "attended": attended,
            "delegates": random.randint(1, 6) if attended else 0,
            "spoke": spoke,
            "speaker": self._person() if spoke else None,
            "speech_title": f"{random.choice(_THEMES)} ở cơ sở" if spoke else None,
            "topic_proposed": random.choice(_THEMES),
            "proposals": proposals,
            "proposals_accepted": accepted,
            "proposal_text": f"Đề nghị hướng dẫn về {random.choice(_MATTERS)[0]}" if proposals else None,
            "proposals_done": random.randint(0, accepted),
        }

    def _agree(self, made: list[Record]) -> None:
        """All rows of one conference say the same of it."""
        day = self._any_day()
        of_all = {
            "conference_no": self.random.randint(1, 9),
            "date": day,
            "level": self.random.choices(("city", "regional", "unit"), (6, 1, 1))[0],
            "host_unit": self.random.choice(self.units),
            "topic": self.random.choice(_THEMES),
            "next_host": self.random.choice(self.units),
            "next_date": day + dt.timedelta(180),
        }
        for record in made:
            record.update(of_all)
