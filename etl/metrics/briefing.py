"""What briefing conferences tell."""

from etl.declare.measures import count, given, ratio, total, volume
from etl.records.briefing import Briefing as B
from etl.text import Text

_CITY_ROWS = count(B.date, B.level == "city")
_BOTH = given(B.proposals, B.proposals_accepted)

briefings = ratio(
    count(B.date, B.level == "city", B.attended.is_(True)),
    _CITY_ROWS,
    name=Text("Tham dự hội nghị giao ban", "Briefing attendance"),
    short=Text("Dự giao ban", "Briefings"),
    definition=Text(
        "Lần tham dự / lần được ghi trong hội nghị giao ban cấp thành phố.",
        "Conferences attended / conferences recorded, at the city's level.",
    ),
    better="higher",
    stands_in=("table",),
)
speeches = volume(
    count(B.date, B.spoke.is_(True)),
    name=Text("Phát biểu tại giao ban", "Speeches at briefings"),
    short=Text("Phát biểu", "Speeches"),
    definition=Text("Số lần phát biểu tại hội nghị giao ban.", "Times the unit spoke at a conference."),
    measured_in=Text("lượt", "speeches"),
    placed=count(B.date),
    fields=(B.spoke,),
)
proposals_accepted = ratio(
    total(B.proposals_accepted, B.date, _BOTH),
    total(B.proposals, B.date, _BOTH),
    name=Text("Kiến nghị được tiếp thu", "Proposals accepted"),
    short=Text("Kiến nghị tiếp thu", "Accepted"),
    definition=Text(
        "Kiến nghị được tiếp thu / kiến nghị đã nêu, chỉ tính dòng ghi cả hai số.",
        "Proposals accepted / proposals made, over rows that have both.",
    ),
    better="higher",
    placed=count(B.date),
    fields=(B.proposals, B.proposals_accepted),
)
