"""What sessions tell."""

from etl.declare.measures import count, given, ratio, total, volume
from etl.records.session import CouncilSession as S
from etl.text import Text

_HELD = count(S.start_date)
_BOTH_PRESENT = given(S.delegates_total, S.delegates_present)
_BOTH_DOCUMENTS = given(S.documents_total, S.documents_on_time)
_ALL_THREE = given(S.delegates_total, S.delegates_present, S.delegates_excused)

sessions = volume(
    _HELD,
    name=Text("Số kỳ họp", "Sessions held"),
    short=Text("Kỳ họp", "Sessions"),
    definition=Text("Số kỳ họp khai mạc trong kỳ.", "Sessions whose first day lies in the period."),
    measured_in=Text("kỳ họp", "sessions"),
    caveat=Text(
        "Nhiều kỳ họp không có nghĩa là tốt hơn: phần lớn là kỳ họp chuyên đề.",
        "More sessions are not better: most of them are thematic.",
    ),
    stands_in=("overview", "unit", "sessions", "table"),
)
thematic_share = ratio(
    count(S.start_date, S.kind.in_(("thematic", "urgent"))),
    _HELD,
    name=Text("Tỷ lệ kỳ họp chuyên đề", "Thematic sessions"),
    short=Text("Chuyên đề", "Thematic"),
    definition=Text(
        "Kỳ họp chuyên đề hoặc đột xuất / số kỳ họp, theo ngày khai mạc.",
        "Thematic or urgent sessions / sessions, by first day.",
    ),
    better="neither",
)
session_days = volume(
    total(S.days, S.start_date, S.days.is_not(None)),
    name=Text("Số ngày họp", "Days in session"),
    short=Text("Ngày họp", "Days"),
    definition=Text("Tổng số ngày họp, theo ngày khai mạc.", "Sum of the days in session, by first day."),
    measured_in=Text("ngày", "days"),
    placed=_HELD,
    fields=(S.days,),
)
attendance = ratio(
    total(S.delegates_present, S.start_date, _BOTH_PRESENT),
    total(S.delegates_total, S.start_date, _BOTH_PRESENT),
    name=Text("Tỷ lệ đại biểu dự họp", "Attendance"),
    short=Text("Dự họp", "Attendance"),
    definition=Text(
        "Tổng đại biểu có mặt / tổng số đại biểu, chỉ tính kỳ họp ghi cả hai số.",
        "Delegates present / delegates in all, over sessions that give both.",
    ),
    better="higher",
    placed=_HELD,
    fields=(S.delegates_total, S.delegates_present),
    stands_in=("overview", "unit", "sessions", "matrix", "table"),
)
excused = ratio(
    total(S.delegates_excused, S.start_date, _ALL_THREE),
    total(S.delegates_total - S.delegates_present, S.start_date, _ALL_THREE),
    name=Text("Tỷ lệ vắng có lý do", "Excused absences"),
    short=Text("Vắng có lý do", "Excused"),
    definition=Text(
        "Đại biểu vắng có lý do / đại biểu vắng, chỉ tính kỳ họp ghi đủ ba số.",
        "Excused absences / absences, over sessions that give total, present and excused.",
    ),
    better="neither",
    placed=_HELD,
    fields=(S.delegates_total, S.delegates_present, S.delegates_excused),
)
resolutions = volume(
    total(S.resolutions_passed, S.start_date, S.resolutions_passed.is_not(None)),
    name=Text("Nghị quyết thông qua", "Resolutions passed"),
    short=Text("Nghị quyết", "Resolutions"),
    definition=Text(
        "Tổng số nghị quyết được thông qua, theo ngày khai mạc.", "Sum of resolutions passed, by first day."
    ),
    measured_in=Text("nghị quyết", "resolutions"),
    placed=_HELD,
    fields=(S.resolutions_passed,),
    stands_in=("sessions",),
)
documents_on_time = ratio(
    total(S.documents_on_time, S.start_date, _BOTH_DOCUMENTS),
    total(S.documents_total, S.start_date, _BOTH_DOCUMENTS),
    name=Text("Tài liệu gửi đúng hạn", "Papers on time"),
    short=Text("Tài liệu đúng hạn", "Papers on time"),
    definition=Text(
        "Tài liệu gửi đại biểu đúng hạn / tài liệu gửi đại biểu, chỉ tính kỳ họp ghi cả hai số.",
        "Papers sent by the legal deadline / papers sent, over sessions that give both.",
    ),
    better="higher",
    placed=_HELD,
    fields=(S.documents_total, S.documents_on_time),
    stands_in=("unit", "sessions", "matrix", "table"),
)
paperless = ratio(
    count(S.start_date, S.paperless.is_(True)),
    count(S.start_date, S.paperless.is_not(None)),
    name=Text("Kỳ họp không giấy tờ", "Paperless sessions"),
    short=Text("Không giấy tờ", "Paperless"),
    definition=Text(
        "Kỳ họp không giấy tờ / kỳ họp có ghi điều này.", "Paperless sessions / sessions that say whether they were."
    ),
    better="higher",
    placed=_HELD,
    fields=(S.paperless,),
    stands_in=("overview", "sessions", "matrix"),
)
broadcast = ratio(
    count(S.start_date, S.broadcast.is_(True)),
    count(S.start_date, S.broadcast.is_not(None)),
    name=Text("Kỳ họp truyền trực tiếp", "Sessions broadcast"),
    short=Text("Truyền trực tiếp", "Broadcast"),
    definition=Text(
        "Kỳ họp truyền trực tiếp / kỳ họp có ghi điều này.",
        "Sessions shown live / sessions that say whether they were.",
    ),
    better="higher",
    placed=_HELD,
    fields=(S.broadcast,),
    stands_in=("sessions",),
)
