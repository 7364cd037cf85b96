"""A session of a council (kỳ họp)."""

import datetime as dt
from typing import ClassVar

from sqlalchemy.orm import Mapped

from etl.declare.fields import AtMost, Derived, Kind, Record, Values, column, table_args
from etl.declare.values import Choice, Day, HalfSteps, Nth, OneOf, TermRef, UnitRef, Whole, YesNo
from etl.reference import TERMS, term_of
from etl.text import Text

SESSION_KINDS = (
    Choice(
        "inaugural",
        Text("Thứ nhất", "Inaugural"),
        ("Thành lập", "Kỳ họp thứ nhất", "Khai mạc nhiệm kỳ"),
        "thứ 1; lần thứ nhất; đầu nhiệm kỳ; đầu tiên; kiện toàn đầu nhiệm kỳ",
    ),
    Choice(
        "regular",
        Text("Thường lệ", "Regular"),
        (
            "Kỳ họp thường lệ",
            "Định kỳ",
            "Thường kỳ",
            "Thường lệ giữa năm",
            "Thường lệ cuối năm",
            "Giữa năm",
            "Cuối năm",
        ),
        "sáu tháng đầu năm; 6 tháng đầu năm; 6 tháng cuối năm; sáu tháng cuối năm",
    ),
    Choice("thematic", Text("Chuyên đề", "Thematic"), ("Kỳ họp chuyên đề",), "không thường lệ"),
    Choice(
        "urgent",
        Text("Đột xuất", "Urgent"),
        ("Bất thường", "Đột xuất/bất thường", "Extraordinary"),
        "phát sinh đột xuất; giải quyết công việc phát sinh đột xuất; khẩn cấp; không thường lệ",
    ),
)
# Words that say nothing of a session's kind.
SESSION_WORDS = ("kỳ họp", "kì họp", "họp", "kỳ", "loại", "phiên họp", "là", "để", "năm", "session")
SESSION_NAMES = ("kỳ họp", "kì họp", "kỳ", "kì")  # what a number of a session stands behind
DELEGATES = ("đại biểu", "ĐB", "đại biểu HĐND", "ĐB HĐND", "người", "vị", "vị đại biểu", "đồng chí", "đ/c", "delegates")
_PRESENT = ("có mặt", "dự", "tham dự", "dự họp", "tham gia", "present")
_EXCUSED = ("vắng", "vắng mặt", "vắng có phép", "vắng có lý do", "có lý do", "có phép", "excused")
_RESOLUTIONS = ("nghị quyết", "NQ", "resolutions")
_PAPERS = ("tài liệu", "TL", "văn bản", "VB", "bộ", "bộ tài liệu", "hồ sơ", "papers")


def _and(things: tuple[str, ...], *more: str) -> tuple[str, ...]:
    """Return words for what is counted, alone and with words behind them: `đại biểu`, `có mặt`, `đại biểu có mặt`."""
    return (*things, *more, *(f"{thing} {word}" for thing in things for word in more))


_ABOUT = Kind(
    name="session",
    position=1,
    text=Text("Kỳ họp", "Session"),
    plural=Text("Kỳ họp", "Sessions"),
    natural_key=("unit", "unit_from", "term", "session_no"),
    placed_by="start_date",
    title=("session_no", "kind"),
    rules=(
        AtMost("end_before_start", ("start_date",), "end_date"),
        AtMost("more_present_than_total", ("delegates_present", "delegates_excused"), "delegates_total"),
        AtMost("more_normative_than_passed", ("resolutions_normative",), "resolutions_passed"),
        AtMost("more_on_time_than_total", ("documents_on_time",), "documents_total"),
    ),
)


def _days(row: Values) -> float | None:
    return float((row["end_date"] - row["start_date"]).days + 1) if row.get("end_date") else None


class CouncilSession(Record):
    """One session of one council; its number runs through the term across all kinds."""

    __tablename__ = "session"
    about: ClassVar[Kind] = _ABOUT

    unit: Mapped[str] = column(
        UnitRef(),
        Text("Đơn vị", "Unit"),
        required=True,
        help=Text("Hội đồng của đơn vị nào", "Whose council it is"),
        aliases=("Tên đơn vị", "Địa phương", "HĐND", "Quận/huyện", "Quận huyện", "Mã đơn vị", "Unit code", "District"),
        example="Quận Hồng Bàng",
    )
    session_no: Mapped[int] = column(
        Nth(maximum=200, of=SESSION_NAMES, beside=(("kind", OneOf(SESSION_KINDS, SESSION_WORDS)),)),
        Text("Kỳ họp thứ", "Session no."),
        required=True,
        help=Text("Đếm liên tục từ đầu nhiệm kỳ", "Counted from the start of the term"),
        aliases=("Số kỳ họp", "Kỳ họp số", "Kỳ họp", "Kỳ thứ", "Số thứ tự kỳ họp", "Session number"),
        example="3",
    )
    term: Mapped[str] = column(
        TermRef(tuple(term.term for term in TERMS)),
        Text("Nhiệm kỳ", "Term"),
        help=Text("Nhiệm kỳ của hội đồng", "The council's term of office"),
        aliases=("Khóa",),
        example="2021-2026",
        empty=Derived(
            lambda row: term_of(row["start_date"]),
            Text("nhiệm kỳ có ngày khai mạc", "the term in which the first day falls"),
        ),
    )
    kind: Mapped[str] = column(
        OneOf(SESSION_KINDS, SESSION_WORDS),
        Text("Loại kỳ họp", "Kind of session"),
        required=True,
        aliases=("Loại", "Hình thức kỳ họp", "Tính chất kỳ họp", "Session kind"),
        example="Thường lệ",
    )
    start_date: Mapped[dt.date] = column(
        Day(range_to="end_date", days_to="days"),
        Text("Ngày khai mạc", "First day"),
        required=True,
        aliases=("Ngày họp", "Từ ngày", "Ngày bắt đầu", "Thời gian", "Ngày tổ chức", "Opening date", "Date"),
        example="17/07/2024",
    )
    end_date: Mapped[dt.date | None] = column(
        Day(),
        Text("Ngày bế mạc", "Last day"),
        aliases=("Đến ngày", "Ngày kết thúc", "Closing date"),
        example="19/07/2024",
        empty=Derived(lambda row: row["start_date"], Text("họp một ngày", "the session took one day")),
    )
    days: Mapped[float | None] = column(
        HalfSteps(maximum=30),  # no session lasts longer; a share of a hundred is more
        Text("Số ngày họp", "Days in session"),
        help=Text("Có thể là nửa ngày: 2,5", "May have half days: 2.5"),
        aliases=("Số ngày", "Thời lượng", "Thời lượng (ngày)", "Duration"),
        example="2,5",
        empty=Derived(_days, Text("từ ngày khai mạc đến ngày bế mạc", "from the first to the last day")),
    )
    delegates_total: Mapped[int | None] = column(
        Whole(minimum=1, maximum=1000, of=DELEGATES),
        Text("Tổng số đại biểu", "Delegates in all"),
        expected=True,
        aliases=("Số đại biểu", "Tổng đại biểu", "Tổng số đại biểu HĐND", "Delegates"),
        example="35",
    )
    delegates_present: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(DELEGATES, *_PRESENT), out_of="delegates_total"),
        Text("Đại biểu có mặt", "Delegates present"),
        expected=True,
        help=Text("Để trống nếu không ghi; trống không có nghĩa là vắng", "Empty if not recorded; empty is not absent"),
        aliases=("Có mặt", "Số đại biểu có mặt", "Đại biểu dự họp", "Số đại biểu dự họp", "Present"),
        example="33",
    )
    delegates_excused: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(DELEGATES, *_EXCUSED)),
        Text("Vắng có lý do", "Excused absences"),
        aliases=("Vắng có phép", "Đại biểu vắng có lý do", "Số đại biểu vắng có lý do", "Excused"),
        example="2",
    )
    resolutions_passed: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(_RESOLUTIONS, "được thông qua", "thông qua")),
        Text("Nghị quyết thông qua", "Resolutions passed"),
        expected=True,
        aliases=(
            "Số nghị quyết",
            "Số nghị quyết thông qua",
            "Số nghị quyết được thông qua",
            "Nghị quyết",
            "Resolutions",
        ),
        example="12",
    )
    resolutions_normative: Mapped[int | None] = column(
        Whole(
            maximum=1000,
            of=_and(_RESOLUTIONS, "quy phạm", "quy phạm pháp luật", "QPPL"),
            out_of="resolutions_passed",
        ),
        Text("Nghị quyết quy phạm pháp luật", "Normative resolutions"),
        aliases=("NQ QPPL", "Nghị quyết QPPL", "Số nghị quyết quy phạm", "Trong đó: quy phạm pháp luật", "Normative"),
        example="4",
    )
    reports_reviewed: Mapped[int | None] = column(
        Whole(maximum=1000, of=("báo cáo", "BC", "reports")),
        Text("Báo cáo được xem xét", "Reports reviewed"),
        aliases=("Số báo cáo", "Số báo cáo xem xét", "Báo cáo xem xét", "Reports"),
        example="18",
    )
    documents_total: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PAPERS),  # 33.333 is a third of a hundred before it is so many papers
        Text("Tài liệu gửi đại biểu", "Papers sent"),
        expected=True,
        aliases=("Số tài liệu", "Tổng số tài liệu", "Tài liệu", "Documents"),
        example="30",
    )
    documents_on_time: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(_PAPERS, "đúng hạn", "gửi đúng hạn"), out_of="documents_total"),
        Text("Tài liệu gửi đúng hạn", "Papers sent on time"),
        expected=True,
        help=Text("Gửi trước thời hạn luật định", "Sent by the legal deadline"),
        aliases=("Tài liệu đúng hạn", "Số tài liệu đúng hạn", "Số tài liệu gửi đúng hạn", "Documents on time"),
        example="27",
    )
    paperless: Mapped[bool | None] = column(
        YesNo(of=("không giấy tờ", "không giấy", "họp không giấy", "họp không giấy tờ"), no=("họp giấy", "bằng giấy")),
        Text("Kỳ họp không giấy tờ", "Paperless"),
        expected=True,
        aliases=("Không giấy tờ", "Không giấy", "Họp không giấy", "Kỳ họp số (không giấy)", "Paperless session"),
        example="Có",
    )
    broadcast: Mapped[bool | None] = column(
        YesNo(of=("truyền trực tiếp", "truyền hình trực tiếp", "phát trực tiếp", "phát thanh trực tiếp", "THTT")),
        Text("Truyền trực tiếp", "Broadcast live"),
        expected=True,
        help=Text("Truyền hình, phát thanh hoặc trực tuyến", "By television, radio or online"),
        aliases=("Truyền hình trực tiếp", "Phát trực tiếp", "Phát thanh truyền hình trực tiếp", "Broadcast"),
        example="Có",
    )

    __table_args__ = table_args(_ABOUT, "start_date")
