"""A session of a council (kỳ họp)."""

import datetime as dt
from typing import ClassVar

from sqlalchemy.orm import Mapped

from etl.declare import ideas as of
from etl.declare.fields import AtMost, Derived, Kind, Record, Values, column, table_args
from etl.declare.ideas import means
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
        "TL; sáu tháng đầu năm; 6 tháng đầu năm; 6 tháng cuối năm; sáu tháng cuối năm",
    ),
    Choice("thematic", Text("Chuyên đề", "Thematic"), ("Kỳ họp chuyên đề",), "CĐ; không thường lệ"),
    Choice(
        "urgent",
        Text("Đột xuất", "Urgent"),
        ("Bất thường", "Đột xuất/bất thường", "Extraordinary"),
        "BT; phát sinh; phát sinh đột xuất; giải quyết công việc phát sinh đột xuất; khẩn cấp; không thường lệ",
    ),
)
# Words that say nothing of a session's kind.
SESSION_WORDS = ("kỳ họp", "kì họp", "KH", "họp", "kỳ", "loại", "phiên họp", "là", "để", "năm", "session")
SESSION_NAMES = ("kỳ họp", "kì họp", "kỳ", "kì", "KH")  # what a number of a session stands behind
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
    ideas=(of.SESSION, of.RESULT),
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
        means=(
            means(of.PLACE),
            means(of.COUNCIL),
        ),
        example="Quận Hồng Bàng",
    )
    session_no: Mapped[int] = column(
        Nth(maximum=200, of=SESSION_NAMES, beside=(("kind", OneOf(SESSION_KINDS, SESSION_WORDS)),)),
        Text("Kỳ họp thứ", "Session no."),
        required=True,
        help=Text("Đếm liên tục từ đầu nhiệm kỳ", "Counted from the start of the term"),
        means=(
            means(of.SESSION, also=(of.ORDINAL,)),
            means(of.ORDINAL, also=(of.HELD,)),
            means(of.SESSION, of.ORDINAL, also=(of.KIND, of.HELD)),
        ),
        example="3",
    )
    term: Mapped[str] = column(
        TermRef(tuple(term.term for term in TERMS)),
        Text("Nhiệm kỳ", "Term"),
        help=Text("Nhiệm kỳ của hội đồng", "The council's term of office"),
        means=(means(of.TERM),),
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
        means=(means(of.KIND, also=(of.HELD,)), means(of.SORT, also=(of.KIND, of.TOPIC, of.HELD))),
        example="Thường lệ",
    )
    start_date: Mapped[dt.date] = column(
        Day(range_to="end_date", days_to="days"),
        Text("Ngày khai mạc", "First day"),
        required=True,
        means=(
            means(of.TIME, also=(of.HELD, of.START)),
            means(of.START, also=(of.TIME, of.HELD)),
            means(of.START, of.END, also=(of.TIME, of.HELD)),
        ),
        example="17/07/2024",
    )
    end_date: Mapped[dt.date | None] = column(
        Day(),
        Text("Ngày bế mạc", "Last day"),
        means=(means(of.END, also=(of.TIME, of.HELD)),),
        example="19/07/2024",
        empty=Derived(lambda row: row["start_date"], Text("họp một ngày", "the session took one day")),
    )
    days: Mapped[float | None] = column(
        HalfSteps(maximum=30),  # no session lasts longer; a share of a hundred is more
        Text("Số ngày họp", "Days in session"),
        help=Text("Có thể là nửa ngày: 2,5", "May have half days: 2.5"),
        means=(
            means(of.DURATION, also=(of.HELD, of.DAYS, of.TIME)),
            means(of.TIME, of.DAYS, also=(of.HELD,)),
        ),
        example="2,5",
        empty=Derived(_days, Text("từ ngày khai mạc đến ngày bế mạc", "from the first to the last day")),
    )
    delegates_total: Mapped[int | None] = column(
        Whole(minimum=1, maximum=1000, of=DELEGATES),
        Text("Tổng số đại biểu", "Delegates in all"),
        expected=True,
        means=(
            means(of.DELEGATE, also=(of.TOTAL,)),
            means(of.ELECTED, also=(of.DELEGATE, of.TOTAL, of.PRESENT, of.RESULT)),
            means(of.PRESENT, of.TOTAL, also=(of.DELEGATE, of.RESULT)),
        ),
        example="35",
    )
    delegates_present: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(DELEGATES, *_PRESENT), out_of="delegates_total"),
        Text("Đại biểu có mặt", "Delegates present"),
        expected=True,
        help=Text("Để trống nếu không ghi; trống không có nghĩa là vắng", "Empty if not recorded; empty is not absent"),
        means=(
            means(of.PRESENT, also=(of.DELEGATE, of.RESULT)),
            means(of.PRESENT, of.TOTAL, also=(of.DELEGATE, of.RESULT)),
        ),
        example="33",
    )
    delegates_excused: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(DELEGATES, *_EXCUSED)),
        Text("Vắng có lý do", "Excused absences"),
        means=(means(of.EXCUSED, also=(of.ABSENT, of.DELEGATE, of.TOTAL)),),
        example="2",
    )
    resolutions_passed: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(_RESOLUTIONS, "được thông qua", "thông qua")),
        Text("Nghị quyết thông qua", "Resolutions passed"),
        expected=True,
        means=(means(of.RESOLUTION, also=(of.PASSED, of.TOTAL, of.RESULT)),),
        example="12",
    )
    resolutions_normative: Mapped[int | None] = column(
        Whole(
            maximum=1000,
            of=_and(_RESOLUTIONS, "quy phạm", "quy phạm pháp luật", "QPPL"),
            out_of="resolutions_passed",
        ),
        Text("Nghị quyết quy phạm pháp luật", "Normative resolutions"),
        means=(means(of.NORMATIVE, also=(of.RESOLUTION, of.PASSED, of.TOTAL, of.RESULT)),),
        example="4",
    )
    reports_reviewed: Mapped[int | None] = column(
        Whole(maximum=1000, of=("báo cáo", "BC", "reports")),
        Text("Báo cáo được xem xét", "Reports reviewed"),
        means=(means(of.REPORT, also=(of.REVIEWED, of.TOTAL, of.SENT)),),
        example="18",
    )
    documents_total: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PAPERS),  # 33.333 is a third of a hundred before it is so many papers
        Text("Tài liệu gửi đại biểu", "Papers sent"),
        expected=True,
        means=(means(of.DOCUMENT, also=(of.SENT, of.TOTAL, of.DELEGATE, of.REVIEWED)),),
        example="30",
    )
    documents_on_time: Mapped[int | None] = column(
        Whole(maximum=1000, of=_and(_PAPERS, "đúng hạn", "gửi đúng hạn"), out_of="documents_total"),
        Text("Tài liệu gửi đúng hạn", "Papers sent on time"),
        expected=True,
        help=Text("Gửi trước thời hạn luật định", "Sent by the legal deadline"),
        means=(means(of.ON_TIME, also=(of.DOCUMENT, of.SENT, of.TOTAL, of.DELEGATE, of.REVIEWED)),),
        example="27",
    )
    paperless: Mapped[bool | None] = column(
        YesNo(of=("không giấy tờ", "không giấy", "họp không giấy", "họp không giấy tờ"), no=("họp giấy", "bằng giấy")),
        Text("Kỳ họp không giấy tờ", "Paperless"),
        expected=True,
        aliases=("Kỳ họp số (không giấy)",),
        means=(means(of.PAPERLESS, also=(of.HELD, of.KIND, of.COUNT, of.DOING, of.DOCUMENT, of.DELEGATE)),),
        example="Có",
    )
    broadcast: Mapped[bool | None] = column(
        YesNo(
            of=(
                "truyền hình",
                "truyền trực tiếp",
                "truyền hình trực tiếp",
                "phát trực tiếp",
                "phát thanh trực tiếp",
                "THTT",
            )
        ),
        Text("Truyền trực tiếp", "Broadcast live"),
        expected=True,
        help=Text("Truyền hình, phát thanh hoặc trực tuyến", "By television, radio or online"),
        means=(means(of.BROADCAST, also=(of.HELD, of.KIND, of.DOING)),),
        example="Có",
    )

    __table_args__ = table_args(_ABOUT, "start_date")
