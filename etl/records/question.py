"""A question put to an office that the council watches over (chất vấn), and what became of it."""

import datetime as dt
from hashlib import sha256
from typing import ClassVar

from sqlalchemy.orm import Mapped

from etl.declare import ideas as of
from etl.declare.fields import AtMost, Derived, Kind, Needs, Record, Values, column, table_args
from etl.declare.ideas import means
from etl.declare.values import Choice, Day, Nth, OneOf, UnitRef, Words, YesNo
from etl.records.session import SESSION_KINDS, SESSION_NAMES, SESSION_WORDS
from etl.reference import due_rule, unit_on
from etl.text import Text, fold

FORMS = (
    Choice(
        "floor",
        Text("Tại kỳ họp", "At the session"),
        ("Trực tiếp", "Trực tiếp tại kỳ họp", "Tại hội trường"),
        "TT; kỳ họp; kì họp; KH; on the floor; hội trường; phiên chất vấn; phiên họp toàn thể; bằng lời; bằng miệng; miệng",
    ),
    Choice(
        "written",
        Text("Bằng văn bản", "In writing"),
        ("Văn bản", "Phiếu chất vấn"),
        "VB; CV; phiếu; công văn; văn bản trả lời; văn bản giấy; phiếu ghi",
    ),
    Choice(
        "explanation",
        Text("Phiên giải trình", "Explanation session"),
        ("Giải trình",),
        "phiên họp giải trình; phiên giải trình Thường trực; phiên giải trình của Thường trực; hội nghị giải trình",
    ),
    Choice(
        "committee",
        Text("Phiên họp Thường trực", "Standing Committee meeting"),
        ("Thường trực", "Tại phiên họp Thường trực HĐND", "Phiên họp Thường trực HĐND"),
        # The Standing Committee holds such sittings, too: alone it can mean either.
        "TT; TT HĐND; TTHĐND; phiên họp của Thường trực; phiên chất vấn; phiên họp TT HĐND",
    ),
)
_FORM_WORDS = (
    "trả lời",
    "TL",
    "hỏi",
    "có",
    "chất vấn",
    "hình thức",
    "tại",
    "bằng",
    "ở",
    "qua",
    "theo",
    "gửi",
    "được",
    "do",
    "của",
    "HĐND",
)
TOPICS = (
    Choice(
        "economy_budget",
        Text("Kinh tế - ngân sách", "Economy and budget"),
        ("Kinh tế", "Ngân sách", "Đầu tư công"),
        "KTNS; KT-NS; kinh tế và ngân sách; tài chính; tài chính - ngân sách; kế hoạch - tài chính; đầu tư; vốn đầu tư công; thuế; thu ngân "
        "sách; chi ngân sách; thu, chi ngân sách; giải ngân; công thương; thương mại; công nghiệp; tiểu thủ "
        "công nghiệp; doanh nghiệp; chợ; giá cả",
    ),
    Choice(
        "land_planning",
        Text("Đất đai - quy hoạch", "Land and planning"),
        ("Đất đai", "Quy hoạch"),
        "địa chính; đất; đất công; giải phóng mặt bằng; GPMB; bồi thường giải phóng mặt bằng; thu hồi đất; "
        "giao đất; đấu giá đất; cấp giấy chứng nhận quyền sử dụng đất; quy hoạch sử dụng đất; bồi thường, hỗ "
        "trợ, tái định cư; tái định cư",
    ),
    Choice(
        "construction_urban",
        Text("Xây dựng - đô thị", "Construction and urban affairs"),
        ("Xây dựng", "Đô thị"),
        "trật tự xây dựng; trật tự đô thị; trật tự xây dựng đô thị; xây dựng cơ bản; chỉnh trang đô thị; nhà "
        "ở; nhà ở xã hội; hạ tầng; hạ tầng đô thị; hạ tầng kỹ thuật; chiếu sáng; cây xanh; thoát nước; cấp "
        "thoát nước; cấp nước; nước sạch; chung cư",
    ),
    Choice(
        "transport",
        Text("Giao thông", "Transport"),
        ("Giao thông vận tải",),
        "GTVT; an toàn giao thông; trật tự an toàn giao thông; ATGT; đường bộ; cầu đường; vận tải; hạ tầng "
        "giao thông; giao thông đô thị; giao thông nông thôn; xe buýt; bến bãi; bãi đỗ xe",
    ),
    Choice(
        "environment",
        Text("Môi trường", "Environment"),
        ("Tài nguyên môi trường",),
        "bảo vệ môi trường; TN&MT; tài nguyên; TNMT; vệ sinh môi trường; ô nhiễm; ô nhiễm môi trường; rác thải; nước thải; rác thải "
        "sinh hoạt; xử lý rác thải; nước sạch; khí thải; biến đổi khí hậu; khoáng sản",
    ),
    Choice(
        "agriculture_rural",
        Text("Nông nghiệp - nông thôn", "Agriculture and rural affairs"),
        ("Nông nghiệp", "Nông thôn"),
        "NNPTNT; nông nghiệp và PTNT; NN và PTNT; NN&PTNT; phát triển nông thôn; nông thôn mới; xây dựng nông thôn mới; NTM; thủy lợi; đê điều; phòng chống thiên tai; thủy sản; chăn "
        "nuôi; trồng trọt; lâm nghiệp; OCOP; hợp tác xã; giao thông nông thôn",
    ),
    Choice(
        "education",
        Text("Giáo dục", "Education"),
        ("Giáo dục - đào tạo", "Giáo dục và đào tạo"),
        "GDĐT; GD ĐT; trường học; trường lớp; mầm non; dạy thêm học thêm; tuyển sinh; đào tạo",
    ),
    Choice(
        "health",
        Text("Y tế", "Health"),
        (),
        "khám chữa bệnh; bệnh viện; trạm y tế; an toàn thực phẩm; vệ sinh an toàn thực phẩm; ATTP; dân số; "
        "phòng chống dịch; dịch bệnh; bảo hiểm y tế; BHYT",
    ),
    Choice(
        "culture_society",
        Text("Văn hóa - xã hội", "Culture and society"),
        ("Văn hóa", "Văn hóa thể thao"),
        "văn xã; VHXH; thể thao; thể dục thể thao; TDTT; du lịch; văn hóa, thể thao và du lịch; di tích; lễ "
        "hội; di sản; gia đình; văn hóa thông tin; thông tin truyền thông; xã hội",
    ),
    Choice(
        "labour_welfare",
        Text("Lao động - an sinh", "Labour and welfare"),
        ("Lao động", "An sinh xã hội", "Chính sách xã hội"),
        "an sinh; việc làm; LĐTBXH; LĐ-TB&XH; LĐTB&XH; lao động, thương binh và xã hội; người có công; giảm nghèo; bảo trợ xã "
        "hội; bảo hiểm xã hội; BHXH; BHYT; bảo hiểm y tế; trẻ em; chính sách người có công",
    ),
    Choice(
        "justice_administration",
        Text("Tư pháp - nội chính", "Justice and administration"),
        ("Tư pháp", "Nội chính", "Pháp chế"),
        "hành chính; hành chính - tư pháp; tư pháp - hành chính; nội vụ; tổ chức bộ máy; cán bộ; công chức; tổ chức cán bộ; khiếu nại, tố cáo; thanh tra; tiếp công "
        "dân; giải quyết khiếu nại, tố cáo; thi hành án; hộ tịch; phòng chống tham nhũng",
    ),
    Choice(
        "security_order",
        Text("An ninh - trật tự", "Security and order"),
        ("An ninh", "An ninh trật tự", "Trật tự an toàn xã hội"),
        "ANTT; quốc phòng; quốc phòng - an ninh; QPAN; quân sự; ma túy; tội phạm; trật tự; phòng cháy chữa "
        "cháy; PCCC; tệ nạn xã hội; an ninh trật tự, an toàn xã hội; phòng chống ma túy",
    ),
    Choice(
        "reform_digital",
        Text("Cải cách - chuyển đổi số", "Reform and digital change"),
        ("Cải cách hành chính", "Chuyển đổi số"),
        "CĐS; CCHC; CCHC, CĐS; thủ tục hành chính; dịch vụ công; dịch vụ công trực tuyến; công nghệ thông tin; CNTT; khoa học "
        "công nghệ; đổi mới sáng tạo; chính quyền số",
    ),
    Choice("other", Text("Khác", "Other"), ("Chưa phân loại", "Khác / chưa phân loại", "Lĩnh vực khác")),
)
_TOPIC_WORDS = ("lĩnh vực", "về", "và", "công tác", "quản lý", "vấn đề", "ngành", "các", "nhóm", "thuộc")
ORIGINS = (
    Choice(
        "voters",
        Text("Kiến nghị cử tri", "Voters"),
        ("Cử tri", "Tiếp xúc cử tri"),
        "ý kiến cử tri; phản ánh của cử tri; TXCT; hội nghị tiếp xúc cử tri; cử tri kiến nghị; cử tri phản ánh",
    ),
    Choice(
        "oversight",
        Text("Giám sát", "Oversight"),
        ("Qua giám sát", "Hoạt động giám sát"),
        "kết quả giám sát; đoàn giám sát; giám sát chuyên đề; khảo sát; giám sát, khảo sát",
    ),
    Choice(
        "press",
        Text("Báo chí", "Press"),
        ("Dư luận", "Báo chí, dư luận"),
        "báo đài; truyền thông; phương tiện truyền thông; dư luận xã hội; mạng xã hội; phản ánh của báo chí",
    ),
    Choice(
        "delegate",
        Text("Đại biểu", "Delegate"),
        ("Đại biểu tự nêu", "Đại biểu nêu"),
        "ĐB; đại biểu HĐND; cá nhân đại biểu; tự nêu; đại biểu phát hiện; đại biểu tự phát hiện",
    ),
)
_ORIGIN_WORDS = (
    "HĐND",
    "thông tin",
    "từ",
    "qua",
    "của",
    "nguồn",
    "xuất phát",
    "do",
    "theo",
    "hoạt động",
    "và",
    "các",
    "kiến nghị",
    "ý kiến",
    "phản ánh",
)
RESULTS = (
    Choice(
        "kept",
        Text("Đã thực hiện", "Kept"),
        ("Hoàn thành", "Đã hoàn thành", "Đã làm"),
        "đã thực hiện xong; đã thực hiện đầy đủ; đã thực hiện đúng hạn; thực hiện xong; đã làm xong; xong; đã "
        "xong; đã giải quyết; đã giải quyết xong; giải quyết xong; đã khắc phục; đã khắc phục xong; đã triển "
        "khai; thực hiện một phần; đã thực hiện một phần",
    ),
    Choice(
        "in_progress",
        Text("Đang thực hiện", "In progress"),
        ("Đang làm", "Đang triển khai"),
        # What is begun or done in part is in progress to some, kept or not kept to others.
        "đang giải quyết; đang xử lý; đang tiến hành; đang khắc phục; đang trong quá trình thực hiện; đã "
        "triển khai; thực hiện một phần; đã thực hiện một phần; chưa hoàn thành; chưa xong",
    ),
    Choice(
        "not_kept",
        Text("Chưa thực hiện", "Not kept"),
        ("Không thực hiện", "Chưa làm"),
        "chưa giải quyết; chưa triển khai; chưa khắc phục; không giải quyết; chưa thực hiện lời hứa; chưa "
        "hoàn thành; chưa xong",
    ),
)
_RESULT_WORDS = ("lời hứa", "cam kết", "kết quả", "hiện")

# Who asks and who answers may be named with what they ask, answer and promise.
_PERSONS = (of.DELEGATE, of.ASKER, of.OFFICE, of.PLACE)
_LATER = (
    "answered_date",
    "answer_form",
    "satisfied",
    "commitment",
    "commitment_due",
    "follow_up_date",
    "follow_up_result",
)
_ABOUT = Kind(
    name="question",
    position=2,
    text=Text("Chất vấn", "Question"),
    plural=Text("Chất vấn", "Questions"),
    natural_key=("unit", "unit_from", "term", "code"),
    placed_by="asked_date",
    title=("summary", "respondent"),
    ideas=(of.QUESTION,),
    not_kept=(means(of.ANSWER, of.CONTENT),),
    continues=("carried_over", _LATER),
    refers=("asked_again_of", "code"),
    settled_by="answered_date",
    confused=(("source", "origin"), ("commitment", "follow_up_result")),
    rules=(
        AtMost("due_before_asked", ("asked_date",), "answer_due"),
        AtMost("answered_before_asked", ("asked_date",), "answered_date"),
        Needs("satisfied_unanswered", "satisfied", "answered_date"),
        Needs("answer_form_unanswered", "answer_form", "answered_date"),
        Needs("result_without_date", "follow_up_result", "follow_up_date"),
    ),
)


def _code(row: Values) -> str:
    """The same question gives the same code on every load, so that loading it twice changes nothing."""
    parts = (row["unit"], row["asked_date"], row.get("asker"), row["respondent"], fold(row["summary"]))
    return "~" + sha256("\x1f".join(str(part or "") for part in parts).encode()).hexdigest()[:12]


def _due(row: Values) -> dt.date | None:
    unit = unit_on(row["unit"], row["asked_date"])
    rule = unit and due_rule(row.get("form"), unit.level, row["asked_date"])
    return rule.due_on(row["asked_date"]) if rule else None


class Question(Record):
    """One question of one council: asked, answered, promised, checked."""

    __tablename__ = "question"
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
    code: Mapped[str] = column(
        Words(longest=100, identifies=True),
        Text("Số phiếu chất vấn", "Question code"),
        help=Text("Mã để nhận ra chất vấn ở lần nạp sau", "The code by which a later file finds the question again"),
        means=(means(of.CODE, also=(of.DOCUMENT,)),),
        example="CV-03-01",
        empty=Derived(
            _code,
            Text(
                "tự lập từ đơn vị, ngày, người hỏi, cơ quan trả lời và nội dung",
                "derived from unit, date, asker, respondent and summary",
            ),
        ),
    )
    session_no: Mapped[int | None] = column(
        Nth(maximum=200, of=SESSION_NAMES, beside=(("kind", OneOf(SESSION_KINDS, SESSION_WORDS)),)),
        Text("Kỳ họp thứ", "Session no."),
        help=Text("Để trống nếu chất vấn giữa hai kỳ họp", "Empty if asked between sessions"),
        means=(means(of.SESSION, also=(of.ORDINAL, of.ARISING, of.ASKING)),),
        example="3",
    )
    asked_date: Mapped[dt.date] = column(
        Day(),
        Text("Ngày chất vấn", "Date asked"),
        required=True,
        aliases=("Asked",),
        means=(
            means(of.TIME, also=(of.ASKING, of.SENT, of.CONTENT, *_PERSONS)),
            means(of.TIME, of.HELD),
        ),
        example="18/07/2024",
    )
    form: Mapped[str | None] = column(
        OneOf(FORMS, _FORM_WORDS),
        Text("Hình thức chất vấn", "Form of question"),
        expected=True,
        means=(means(of.KIND, also=(of.ASKING, of.DOING, *_PERSONS)),),
        example="Bằng văn bản",
    )
    asker: Mapped[str | None] = column(
        Words(longest=300, identifies=True),
        Text("Người chất vấn", "Asker"),
        help=Text("Đại biểu nêu chất vấn", "The delegate who asked"),
        means=(
            means(of.ASKER, also=(of.DELEGATE,)),
            means(of.DELEGATE, also=(of.ASKING,)),
        ),
        example="Đại biểu A",
    )
    asker_group: Mapped[str | None] = column(
        Words(longest=300),
        Text("Tổ đại biểu / Ban", "Delegate group or committee"),
        means=(means(of.GROUP, also=(of.DELEGATE, of.ASKING, of.ASKER, of.COUNT)),),
        example="Tổ số 1",
    )
    respondent: Mapped[str] = column(
        Words(longest=300, identifies=True),
        Text("Cơ quan trả lời", "Respondent"),
        required=True,
        means=(
            means(of.ASKED_OF, also=(of.OFFICE, of.PLACE, of.DELEGATE, of.ANSWER)),
            means(of.OFFICE, also=(of.ANSWER, of.RESPONSIBLE)),
            means(of.PLACE, of.ANSWER, also=(of.RESPONSIBLE, of.OFFICE)),
            means(of.DELEGATE, of.ANSWER, also=(of.RESPONSIBLE,)),
            means(of.RESPONSIBLE, of.ANSWER),
            means(of.PLACE, of.RESPONSIBLE),
            means(of.DELEGATE, of.RESPONSIBLE),
        ),
        example="Phòng Kinh tế, Hạ tầng và Đô thị",
    )
    topic: Mapped[str] = column(
        OneOf(TOPICS, _TOPIC_WORDS),
        Text("Lĩnh vực", "Topic"),
        required=True,
        means=(means(of.TOPIC, also=(of.CONTENT, of.ASKING, *_PERSONS)),),
        example="Giao thông",
    )
    summary: Mapped[str] = column(
        Words(),
        Text("Nội dung chất vấn", "Summary"),
        required=True,
        means=(
            means(of.CONTENT, also=(of.ASKING, of.DEGREE, *_PERSONS)),
            means(of.QUESTION, also=(of.DEGREE,)),
        ),
        example="Tiến độ sửa chữa đường Nguyễn Văn Linh đoạn qua địa bàn",
    )
    origin: Mapped[str | None] = column(
        OneOf(ORIGINS, _ORIGIN_WORDS),
        Text("Nguồn gốc vấn đề", "Origin"),
        expected=True,
        help=Text("Vấn đề do đâu mà có", "Where the issue came from"),
        means=(means(of.ORIGIN, also=(of.CONTENT, of.ASKING, of.ARISING)),),
        example="Kiến nghị cử tri",
    )
    carried_over: Mapped[bool | None] = column(
        YesNo(
            of=("chuyển", "tồn", "chuyển tiếp", "chuyển kỳ", "chuyển từ kỳ trước", "kỳ trước chuyển sang"),
            no=("mới", "câu hỏi mới", "chất vấn mới", "phát sinh mới"),
        ),
        Text("Chuyển từ kỳ trước", "Carried over"),
        help=Text(
            "Có: chất vấn đã ghi ở kỳ trước, chỉ cập nhật trả lời, lời hứa và kết quả giám sát",
            "Yes: asked at an earlier session; only answer, commitment and follow-up are updated",
        ),
        means=(means(of.CARRIED, also=(of.SESSION,)),),
        example="Không",
    )
    asked_again_of: Mapped[str | None] = column(
        Words(longest=100, identifies=True),
        Text("Tái chất vấn của phiếu số", "Asked again of"),
        help=Text("Số phiếu của lần hỏi trước", "The code of the earlier question"),
        aliases=("Số phiếu chất vấn trước",),
        means=(means(of.AGAIN, also=(of.CODE, of.COUNT, of.ASKING)),),
        example="",
    )
    answer_due: Mapped[dt.date | None] = column(
        Day(future=True),
        Text("Hạn trả lời", "Answer due"),
        expected=True,
        means=(means(of.DUE, also=(of.ANSWER, of.TIME, of.RESULT, of.SENT, of.DOCUMENT, *_PERSONS)),),
        example="",
        empty=Derived(
            _due,
            Text("theo quy định về thời hạn của hình thức chất vấn", "by the rule in force for the form of question"),
        ),
    )
    answered_date: Mapped[dt.date | None] = column(
        Day(),
        Text("Ngày trả lời", "Date answered"),
        means=(
            means(of.TIME, of.ANSWER, also=(of.DOCUMENT, of.SENT, of.RESULT, *_PERSONS)),
            means(of.ANSWER),
        ),
        example="05/08/2024",
    )
    answer_form: Mapped[str | None] = column(
        OneOf(FORMS[:2], _FORM_WORDS),
        Text("Hình thức trả lời", "Form of answer"),
        means=(
            means(of.KIND, of.ANSWER, also=(of.RESULT, of.DOCUMENT, *_PERSONS)),
            means(of.WAY, of.ANSWER, also=(of.DOCUMENT,)),
            means(of.ANSWER),
        ),
        example="Bằng văn bản",
    )
    satisfied: Mapped[bool | None] = column(
        YesNo(of=("rất hài lòng", "hài lòng", "đồng ý", "nhất trí", "thỏa đáng", "đồng tình")),
        Text("Người hỏi hài lòng", "Asker satisfied"),
        means=(
            means(of.SATISFIED, also=(of.ANSWER, of.DEGREE, of.RESULT, of.CONTENT, *_PERSONS)),
            means(of.DEGREE, of.DELEGATE, also=(of.ANSWER,)),
            means(of.DEGREE, of.ASKER, also=(of.ANSWER,)),
        ),
        example="Có",
    )
    commitment: Mapped[str | None] = column(
        Words(),
        Text("Lời hứa", "Commitment"),
        help=Text("Cơ quan trả lời hứa làm gì", "What the respondent promised"),
        means=(
            means(of.PROMISE, also=(of.CONTENT, of.ANSWER, of.SESSION, *_PERSONS)),
            means(of.PROMISE, of.CONTENT, also=(of.CHECK, of.ANSWER, *_PERSONS)),
        ),
        example="Sửa xong mặt đường trong quý IV",
    )
    commitment_due: Mapped[dt.date | None] = column(
        Day(future=True),
        Text("Hạn thực hiện lời hứa", "Commitment due"),
        means=(
            means(of.PROMISE, of.DUE, also=(of.TIME, of.DOING, of.CHECK, of.CONTENT, of.ANSWER, *_PERSONS)),
            means(of.DUE, of.DOING, also=(of.TIME,)),
            means(of.PROMISE, of.DOING, of.TIME),
        ),
        example="31/12/2024",
    )
    follow_up_date: Mapped[dt.date | None] = column(
        Day(),
        Text("Ngày kiểm tra lời hứa", "Date checked"),
        help=Text("Lần kiểm tra gần nhất", "The last check of the promise"),
        means=(
            means(of.TIME, of.CHECK, also=(of.PROMISE, of.LATEST, of.DOING, of.RESULT, of.CONTENT)),
            means(of.CHECK, also=(of.PROMISE, of.DOING)),
        ),
        example="15/01/2025",
    )
    follow_up_result: Mapped[str | None] = column(
        OneOf(RESULTS, _RESULT_WORDS),
        Text("Kết quả thực hiện lời hứa", "Result of the check"),
        means=(
            means(of.RESULT, also=(of.CHECK, of.PROMISE, of.DOING)),
            means(of.DOING, also=(of.PROMISE, of.CHECK)),
            means(of.RESULT, of.PROMISE, also=(of.CHECK, of.DOING, of.ANSWER, of.LATEST, *_PERSONS)),
            means(of.CHECK, also=(of.PROMISE,)),
        ),
        example="Đã thực hiện",
    )

    __table_args__ = table_args(
        _ABOUT, "asked_date", "answer_due", "answered_date", "commitment_due", "follow_up_date", "code"
    )
