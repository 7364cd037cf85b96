"""A unit's part in a briefing conference (hội nghị giao ban); one row for each unit that takes part."""

import datetime as dt
from typing import ClassVar

from sqlalchemy.orm import Mapped

from etl.declare import ideas as of
from etl.declare.fields import AtMost, Derived, Kind, Needs, Record, column, table_args
from etl.declare.ideas import means
from etl.declare.values import Choice, Day, Nth, OneOf, UnitRef, Whole, Words, YesNo
from etl.text import Text

LEVELS = (
    Choice(
        "city",
        Text("Cấp thành phố", "City"),
        ("Thành phố", "Thành phố với quận, huyện", "Thành phố - quận, huyện"),
        "TP; toàn thành phố; "
        + "; ".join(
            f"thành phố với {each}{places}"
            for each in ("", "các ")
            for places in ("quận, huyện", "xã, phường", "phường, xã", "xã, phường, đặc khu", "phường, xã, đặc khu")
        ),
    ),
    Choice(
        "regional",
        Text("Liên tỉnh", "Regional"),
        ("Khu vực", "Vùng"),
        "cụm tỉnh; các tỉnh; các tỉnh, thành phố; các tỉnh trong vùng; vùng duyên hải",
    ),
    Choice(
        "unit",
        Text("Cấp đơn vị", "Unit"),
        ("Quận, huyện", "Cấp quận, huyện", "Cấp xã", "Đơn vị"),
        "quận; huyện; phường; xã; đặc khu; xã, phường; phường, xã; phường, xã, đặc khu; cơ sở",
    ),
)
_LEVEL_WORDS = ("cấp", "hội nghị", "giao ban", "tổ chức", "do", "toàn", "với các")
_CONFERENCES = ("hội nghị giao ban", "hội nghị", "giao ban", "HNGB", "HN")
_PEOPLE = ("người", "đại biểu", "ĐB", "đồng chí", "đ/c", "vị", "people")
_PROPOSALS = ("kiến nghị", "đề xuất", "kiến nghị, đề xuất", "KN", "ý kiến", "proposals")

_ABOUT = Kind(
    name="briefing",
    position=3,
    text=Text("Hội nghị giao ban", "Briefing conference"),
    plural=Text("Hội nghị giao ban", "Briefing conferences"),
    natural_key=("level", "conference_no", "term", "unit"),
    placed_by="date",
    title=("conference_no", "topic"),
    ideas=(of.CONFERENCE, of.RESULT),
    agree=(("level", "conference_no", "term"), ("date", "host_unit", "topic")),
    rules=(
        AtMost("more_accepted_than_proposed", ("proposals_accepted",), "proposals"),
        Needs("spoke_but_absent", "spoke", "attended", unless=False),
        Needs("proposed_but_absent", "proposals", "attended", unless=False),
    ),
)


class Briefing(Record):
    """One unit at one conference."""

    __tablename__ = "briefing"
    about: ClassVar[Kind] = _ABOUT

    conference_no: Mapped[int] = column(
        Nth(maximum=100, of=_CONFERENCES, beside=(("level", OneOf(LEVELS, _LEVEL_WORDS)),)),
        Text("Hội nghị lần thứ", "Conference no."),
        required=True,
        means=(
            means(of.CONFERENCE, also=(of.ORDINAL, of.SESSION)),
            means(of.ORDINAL),
        ),
        example="3",
    )
    date: Mapped[dt.date] = column(
        Day(),
        Text("Ngày hội nghị", "Date"),
        required=True,
        means=(means(of.TIME, also=(of.HELD, of.START)),),
        example="29/03/2024",
    )
    level: Mapped[str] = column(
        OneOf(LEVELS, _LEVEL_WORDS),
        Text("Cấp hội nghị", "Level"),
        means=(means(of.LEVEL, also=(of.HELD,)),),
        example="Cấp thành phố",
        empty=Derived(lambda row: "city", Text("cấp thành phố", "the city's conference with its units")),
    )
    host_unit: Mapped[str] = column(
        UnitRef(),
        Text("Đơn vị đăng cai", "Host"),
        required=True,
        means=(
            means(of.HOST, also=(of.PLACE, of.HELD)),
            means(of.PRESIDING, of.PLACE, also=(of.HELD,)),
            means(of.PLACE, of.HELD),
        ),
        example="Quận Lê Chân",
    )
    topic: Mapped[str | None] = column(
        Words(longest=1000),
        Text("Chủ đề", "Topic"),
        means=(
            means(of.TOPIC),
            means(of.CONTENT),
        ),
        example="Nâng cao chất lượng giám sát sau chất vấn",
    )
    unit: Mapped[str] = column(
        UnitRef(),
        Text("Đơn vị", "Unit"),
        required=True,
        help=Text("Đơn vị mà dòng này nói đến", "The unit that this row is about"),
        aliases=("Đơn vị tham dự",),
        means=(
            means(of.PLACE, also=(of.PRESENT,)),
            means(of.COUNCIL),
        ),
        example="Quận Hồng Bàng",
    )
    attended: Mapped[bool] = column(
        YesNo(
            of=("tham dự", "dự", "có mặt", "dự họp", "tham gia"),
            no=("vắng", "vắng mặt", "vắng có phép", "vắng có lý do", "vắng không phép"),
        ),
        Text("Tham dự", "Attended"),
        required=True,
        means=(means(of.PRESENT, also=(of.PLACE,)),),
        example="Có",
    )
    delegates: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PEOPLE),
        Text("Số người dự", "People sent"),
        means=(
            means(of.DELEGATE, also=(of.PRESENT, of.TOTAL, of.SENT)),
            means(of.COUNT, of.PRESENT),
        ),
        example="3",
    )
    spoke: Mapped[bool | None] = column(
        YesNo(of=("phát biểu", "tham luận", "ý kiến", "phát biểu ý kiến")),
        Text("Có phát biểu", "Spoke"),
        expected=True,
        means=(means(of.SPEAKING, also=(of.DEGREE,)),),
        example="Có",
    )
    speaker: Mapped[str | None] = column(
        Words(longest=300),
        Text("Người phát biểu", "Speaker"),
        means=(
            means(of.SPEAKING, of.DELEGATE, also=(of.DEGREE,)),
            means(of.SPEAKER, also=(of.SPEAKING, of.DEGREE, of.DELEGATE)),
        ),
        example="Phó Chủ tịch HĐND",
    )
    speech_title: Mapped[str | None] = column(
        Words(longest=1000),
        Text("Nội dung phát biểu", "Speech"),
        aliases=("Tên tham luận", "Tham luận về"),
        means=(
            means(of.SPEAKING, of.CONTENT, also=(of.DEGREE,)),
            means(of.SPEAKING, of.TOPIC),
        ),
        example="Kinh nghiệm theo dõi lời hứa",
    )
    topic_proposed: Mapped[str | None] = column(
        Words(longest=1000),
        Text("Chủ đề đề xuất", "Topic proposed"),
        help=Text("Chủ đề đơn vị đề xuất cho hội nghị sau", "What the unit proposes for a later conference"),
        means=(means(of.TOPIC, of.PROPOSAL, also=(of.NEXT, of.PLACE, of.CONTENT, of.CONFERENCE)),),
        example="Kỳ họp không giấy tờ",
    )
    proposals: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PROPOSALS),
        Text("Số kiến nghị", "Proposals"),
        expected=True,
        means=(means(of.PROPOSAL, also=(of.TOTAL, of.DEGREE, of.PLACE, of.DELEGATE)),),
        example="2",
    )
    proposals_accepted: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PROPOSALS, out_of="proposals"),
        Text("Số kiến nghị được tiếp thu", "Proposals accepted"),
        means=(means(of.ACCEPTED, also=(of.PROPOSAL, of.TOTAL, of.DEGREE)),),
        example="1",
    )
    proposal_text: Mapped[str | None] = column(
        Words(),
        Text("Nội dung kiến nghị", "What was proposed"),
        means=(means(of.PROPOSAL, of.CONTENT, also=(of.DEGREE, of.PLACE)), means(of.PROPOSAL)),
        example="Ban hành mẫu biểu theo dõi lời hứa dùng chung",
    )
    proposals_done: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PROPOSALS),
        Text("Kiến nghị đã thực hiện", "Proposals done"),
        help=Text("Hội nghị sau xác nhận đã thực hiện", "What the next conference found done"),
        means=(means(of.PROPOSAL, of.DOING, also=(of.TOTAL, of.DEGREE, of.CHECK)),),
        example="1",
    )
    next_host: Mapped[str | None] = column(
        UnitRef(),
        Text("Đơn vị đăng cai lần sau", "Next host"),
        means=(means(of.HOST, of.NEXT, also=(of.PLACE, of.PLANNED, of.HELD)),),
        example="Quận Ngô Quyền",
    )
    next_date: Mapped[dt.date | None] = column(
        Day(future=True),
        Text("Ngày hội nghị lần sau", "Next date"),
        aliases=("Ngày dự kiến lần sau",),
        means=(means(of.TIME, of.NEXT, also=(of.HELD, of.PLANNED)),),
        example="27/09/2024",
    )

    __table_args__ = table_args(_ABOUT, "date")
