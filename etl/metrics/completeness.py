"""How complete the records themselves are."""

from typing import Any

import sqlalchemy as sa

from etl.declare.measures import filled, ratio, total
from etl.records.briefing import Briefing as B
from etl.records.question import Question as Q
from etl.records.session import CouncilSession as S
from etl.text import Text

_SESSION = (
    S.delegates_total,
    S.delegates_present,
    S.resolutions_passed,
    S.documents_total,
    S.documents_on_time,
    S.paperless,
    S.broadcast,
)
_QUESTION = (Q.form, Q.origin, Q.answer_due)
_BRIEFING = (B.spoke, B.proposals)
_FIRST = Q.carried_over.is_not(True)


def _number(fields: tuple[Any, ...]) -> sa.ColumnElement[Any]:
    return sa.literal_column(str(len(fields)))


completeness = ratio(
    (
        total(filled(*_SESSION), S.start_date),
        total(filled(*_QUESTION), Q.asked_date, _FIRST),
        total(filled(*_BRIEFING), B.date),
    ),
    (
        total(_number(_SESSION), S.start_date),
        total(_number(_QUESTION), Q.asked_date, _FIRST),
        total(_number(_BRIEFING), B.date),
    ),
    name=Text("Mức đầy đủ của số liệu", "Data completeness"),
    short=Text("Đầy đủ", "Complete"),
    definition=Text(
        "Ô đã ghi / ô cần ghi trong các bản ghi của kỳ (kỳ họp: 7 ô, chất vấn: 3 ô, giao ban: 2 ô).",
        "Fields filled / fields expected in the period's records (session: 7, question: 3, briefing: 2).",
    ),
    better="higher",
)
