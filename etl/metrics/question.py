"""What questions tell: asked, answered, promised, checked, kept. A carried-over row is in none of them."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from etl.declare.measures import count, later_of, ratio, stock, volume, wait
from etl.metrics.session import sessions
from etl.records.question import Question as Q
from etl.text import Text

_QUESTIONS = Text("chất vấn", "questions")
_FIRST = Q.is_first()
_ASKED = count(Q.asked_date, _FIRST)
_ANSWERED = count(Q.answered_date, _FIRST)
_DUE = count(Q.answer_due, _FIRST)
_PROMISED = count(Q.commitment_due, _FIRST)
_earlier = aliased(Q)
_NAMES_A_STORED_ONE = (
    sa.exists().where(_earlier.unit == Q.unit, _earlier.code == Q.asked_again_of, _earlier.key != Q.key).correlate(Q)
)

questions = volume(
    _ASKED,
    name=Text("Số chất vấn", "Questions asked"),
    short=Text("Chất vấn", "Questions"),
    definition=Text(
        "Chất vấn nêu trong kỳ; chất vấn chuyển từ kỳ trước không tính lại.",
        "Questions asked in the period; those carried over are not counted again.",
    ),
    measured_in=_QUESTIONS,
    stands_in=("overview", "unit", "table"),
)
questions_per_session = ratio(
    _ASKED,
    sessions.numerator,
    name=Text("Chất vấn mỗi kỳ họp", "Questions per session"),
    short=Text("Chất vấn/kỳ họp", "Per session"),
    definition=Text("Số chất vấn / số kỳ họp.", "Questions asked / sessions held."),
    measured_in=Text("chất vấn/kỳ họp", "questions a session"),
    better="neither",
)
asked_again = ratio(
    count(Q.asked_date, _FIRST, _NAMES_A_STORED_ONE),
    _ASKED,
    name=Text("Tái chất vấn", "Questions asked again"),
    short=Text("Tái chất vấn", "Asked again"),
    definition=Text(
        "Chất vấn nêu lại vì câu trả lời chưa thỏa đáng / chất vấn nêu trong kỳ.",
        "Questions put anew because the answer did not satisfy / questions asked.",
    ),
    better="lower",
)
voter_origin = ratio(
    count(Q.asked_date, _FIRST, Q.origin == "voters"),
    count(Q.asked_date, _FIRST, Q.origin.is_not(None)),
    name=Text("Chất vấn từ kiến nghị cử tri", "Questions from voters"),
    short=Text("Từ cử tri", "From voters"),
    definition=Text(
        "Chất vấn xuất phát từ kiến nghị cử tri / chất vấn có ghi nguồn gốc.",
        "Questions that come from voters / questions that have an origin.",
    ),
    better="higher",
    placed=_ASKED,
    fields=(Q.origin,),
)
answered = volume(
    _ANSWERED,
    name=Text("Số trả lời", "Answers given"),
    short=Text("Trả lời", "Answers"),
    definition=Text("Chất vấn được trả lời trong kỳ.", "Questions answered in the period."),
    measured_in=Text("trả lời", "answers"),
)
on_time = ratio(
    count(Q.answer_due, _FIRST, Q.answered_date <= Q.answer_due),
    _DUE,
    name=Text("Trả lời đúng hạn", "Answered on time"),
    short=Text("Trả lời đúng hạn", "On time"),
    definition=Text(
        "Chất vấn trả lời trong hạn / chất vấn đến hạn trả lời trong kỳ.",
        "Questions answered by their due date / questions whose answer fell due in the period.",
    ),
    better="higher",
    caveat=Text(
        "Hạn trống được suy ra theo quy định về hình thức chất vấn; chất vấn không có hạn thì không tính.",
        "An empty due date is derived by the rule for the form; questions without one are not counted.",
    ),
    law=Text(
        "Luật 87/2015/QH13: trả lời bằng văn bản trong 20 ngày", "Law 87/2015/QH13: written answers within 20 days"
    ),
    stands_in=("overview", "unit", "matrix", "table"),
)
answer_rate = ratio(
    count(Q.asked_date, _FIRST, known_by=Q.answered_date),
    _ASKED,
    name=Text("Đã trả lời đến nay", "Answered so far"),
    short=Text("Đã trả lời", "Answered"),
    definition=Text(
        "Trong số chất vấn nêu trong kỳ, số đã được trả lời đến ngày chốt số liệu / chất vấn nêu trong kỳ.",
        "Of the questions asked in the period, those answered by the as-of date / questions asked.",
    ),
    better="higher",
    caveat=Text("Đã trả lời không có nghĩa là đã giải quyết.", "Answered does not mean done."),
    stands_in=("unit", "matrix", "table"),
)
days_to_answer = wait(
    Q.asked_date,
    Q.answered_date,
    _FIRST,
    name=Text("Số ngày chờ trả lời", "Days to answer"),
    short=Text("Ngày chờ", "Days to answer"),
    definition=Text(
        "Trung vị Kaplan-Meier số ngày từ khi nêu đến khi được trả lời, tính cả chất vấn còn chờ.",
        "Kaplan-Meier median of the days from question to answer; those still waiting are counted.",
    ),
    caveat=Text("Trống khi quá nửa số chất vấn còn chờ.", "Empty while more than half are still waiting."),
)
satisfied = ratio(
    count(Q.answered_date, _FIRST, Q.satisfied.is_(True)),
    count(Q.answered_date, _FIRST, Q.satisfied.is_not(None)),
    name=Text("Người hỏi hài lòng", "Askers satisfied"),
    short=Text("Hài lòng", "Satisfied"),
    definition=Text(
        "Người hỏi hài lòng / trả lời có ghi ý kiến người hỏi, theo ngày trả lời.",
        "Askers satisfied / answers for which the asker said so or not, by date answered.",
    ),
    better="higher",
    placed=_ANSWERED,
    fields=(Q.satisfied,),
)
open = stock(
    _ASKED - _ANSWERED,
    name=Text("Chất vấn chưa trả lời", "Open questions"),
    short=Text("Chưa trả lời", "Open"),
    definition=Text(
        "Chất vấn đã nêu mà chưa được trả lời vào cuối kỳ.",
        "Questions asked and not answered at the end of the period.",
    ),
    measured_in=_QUESTIONS,
    stands_in=("unit",),
)
overdue = stock(
    _DUE - count(later_of(Q.answer_due, Q.answered_date), _FIRST, record=Q),
    name=Text("Chất vấn quá hạn", "Overdue questions"),
    short=Text("Quá hạn", "Overdue"),
    definition=Text(
        "Chất vấn đã đến hạn mà chưa được trả lời vào cuối kỳ.",
        "Questions whose answer was due and not given at the end of the period.",
    ),
    measured_in=_QUESTIONS,
)
commitments = volume(
    _PROMISED,
    name=Text("Lời hứa đến hạn", "Commitments due"),
    short=Text("Lời hứa", "Commitments"),
    definition=Text("Lời hứa có hạn thực hiện trong kỳ.", "Promises whose due date lies in the period."),
    measured_in=Text("lời hứa", "commitments"),
)
followed_up = ratio(
    count(Q.commitment_due, _FIRST, known_by=Q.follow_up_date),
    _PROMISED,
    name=Text("Lời hứa đã kiểm tra", "Commitments checked"),
    short=Text("Đã kiểm tra", "Checked"),
    definition=Text(
        "Lời hứa đã được kiểm tra đến ngày chốt số liệu / lời hứa đến hạn trong kỳ.",
        "Promises checked by the as-of date / promises due in the period.",
    ),
    better="higher",
    stands_in=("matrix",),
)
kept = ratio(
    count(Q.commitment_due, _FIRST, Q.follow_up_result == "kept", known_by=Q.follow_up_date),
    _PROMISED,
    name=Text("Lời hứa đã thực hiện", "Commitments kept"),
    short=Text("Lời hứa đã làm", "Kept"),
    definition=Text(
        "Lời hứa được kiểm tra và đã thực hiện / lời hứa đến hạn trong kỳ; chưa kiểm tra là chưa thực hiện.",
        "Promises checked and kept / promises due in the period; unchecked is not kept.",
    ),
    better="higher",
    stands_in=("overview", "unit", "matrix", "table"),
)
