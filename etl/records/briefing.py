"""A unit's part in a briefing conference (hội nghị giao ban); one row for each unit that takes part."""

import datetime as dt
from typing import ClassVar

from sqlalchemy.orm import Mapped

from etl.declare.fields import AtMost, Derived, Kind, Needs, Record, column, table_args
from etl.declare.values import Choice, Day, Nth, OneOf, UnitRef, Whole, Words, YesNo
from etl.text import Text

LEVELS = (
    Choice(
        "city",
        Text("Cấp thành phố", "City"),
        ("Thành phố", "Thành phố với quận, huyện", "Thành phố - quận, huyện"),
        "; ".join(
            f"thành phố với {each}{places}"
            for each in ("", "các ")
            for places in ("quận, huyện", "xã, phường", "phường, xã", "xã, phường, đặc khu", "phường, xã, đặc khu")
        ),
    ),
    Choice("regional", Text("Liên tỉnh", "Regional"), ("Khu vực", "Vùng"), "cụm tỉnh; các tỉnh; các tỉnh, thành phố"),
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
        aliases=("Lần thứ", "Hội nghị lần", "Hội nghị giao ban lần thứ", "Số hội nghị", "Conference number"),
        example="3",
    )
    date: Mapped[dt.date] = column(
        Day(),
        Text("Ngày hội nghị", "Date"),
        required=True,
        aliases=("Ngày tổ chức", "Ngày họp giao ban", "Thời gian", "Ngày", "Conference date"),
        example="29/03/2024",
    )
    level: Mapped[str] = column(
        OneOf(LEVELS, _LEVEL_WORDS),
        Text("Cấp hội nghị", "Level"),
        aliases=("Cấp",),
        example="Cấp thành phố",
        empty=Derived(lambda row: "city", Text("cấp thành phố", "the city's conference with its units")),
    )
    host_unit: Mapped[str] = column(
        UnitRef(),
        Text("Đơn vị đăng cai", "Host"),
        required=True,
        aliases=("Đăng cai", "Đơn vị chủ trì", "Nơi tổ chức", "Host unit"),
        example="Quận Lê Chân",
    )
    topic: Mapped[str | None] = column(
        Words(longest=1000),
        Text("Chủ đề", "Topic"),
        aliases=("Chuyên đề", "Nội dung", "Chủ đề hội nghị"),
        example="Nâng cao chất lượng giám sát sau chất vấn",
    )
    unit: Mapped[str] = column(
        UnitRef(),
        Text("Đơn vị", "Unit"),
        required=True,
        help=Text("Đơn vị mà dòng này nói đến", "The unit that this row is about"),
        aliases=("Đơn vị tham dự", "Tên đơn vị", "Quận/huyện", "Quận huyện", "Mã đơn vị", "Unit code", "District"),
        example="Quận Hồng Bàng",
    )
    attended: Mapped[bool] = column(
        YesNo(
            of=("tham dự", "dự", "có mặt", "dự họp", "tham gia"),
            no=("vắng", "vắng mặt", "vắng có phép", "vắng có lý do", "vắng không phép"),
        ),
        Text("Tham dự", "Attended"),
        required=True,
        aliases=("Có tham dự", "Dự họp", "Có mặt"),
        example="Có",
    )
    delegates: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PEOPLE),
        Text("Số người dự", "People sent"),
        aliases=("Số đại biểu dự", "Số đại biểu", "Delegates"),
        example="3",
    )
    spoke: Mapped[bool | None] = column(
        YesNo(of=("phát biểu", "tham luận", "ý kiến", "phát biểu ý kiến")),
        Text("Có phát biểu", "Spoke"),
        expected=True,
        aliases=("Phát biểu", "Tham luận"),
        example="Có",
    )
    speaker: Mapped[str | None] = column(
        Words(longest=300), Text("Người phát biểu", "Speaker"), example="Phó Chủ tịch HĐND"
    )
    speech_title: Mapped[str | None] = column(
        Words(longest=1000),
        Text("Nội dung phát biểu", "Speech"),
        aliases=("Tên tham luận", "Speech title"),
        example="Kinh nghiệm theo dõi lời hứa",
    )
    topic_proposed: Mapped[str | None] = column(
        Words(longest=1000),
        Text("Chủ đề đề xuất", "Topic proposed"),
        help=Text("Chủ đề đơn vị đề xuất cho hội nghị sau", "What the unit proposes for a later conference"),
        aliases=("Đề xuất chủ đề",),
        example="Kỳ họp không giấy tờ",
    )
    proposals: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PROPOSALS),
        Text("Số kiến nghị", "Proposals"),
        expected=True,
        aliases=("Kiến nghị", "Số đề xuất", "Số kiến nghị, đề xuất"),
        example="2",
    )
    proposals_accepted: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PROPOSALS, out_of="proposals"),
        Text("Số kiến nghị được tiếp thu", "Proposals accepted"),
        aliases=("Kiến nghị được tiếp thu", "Được tiếp thu", "Số đề xuất được chấp nhận"),
        example="1",
    )
    proposal_text: Mapped[str | None] = column(
        Words(),
        Text("Nội dung kiến nghị", "What was proposed"),
        aliases=("Proposal text",),
        example="Ban hành mẫu biểu theo dõi lời hứa dùng chung",
    )
    proposals_done: Mapped[int | None] = column(
        Whole(maximum=1000, of=_PROPOSALS),
        Text("Kiến nghị đã thực hiện", "Proposals done"),
        help=Text("Hội nghị sau xác nhận đã thực hiện", "What the next conference found done"),
        aliases=("Số kiến nghị đã thực hiện",),
        example="1",
    )
    next_host: Mapped[str | None] = column(
        UnitRef(),
        Text("Đơn vị đăng cai lần sau", "Next host"),
        aliases=("Đăng cai lần sau", "Đơn vị đăng cai tiếp theo"),
        example="Quận Ngô Quyền",
    )
    next_date: Mapped[dt.date | None] = column(
        Day(future=True),
        Text("Ngày hội nghị lần sau", "Next date"),
        aliases=("Thời gian lần sau", "Ngày dự kiến lần sau"),
        example="27/09/2024",
    )

    __table_args__ = table_args(_ABOUT, "date")
