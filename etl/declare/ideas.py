"""What the words in a column's name mean: ideas, each with the words that offices use for it.

A field says by which ideas it is known (`means`); the names that it accepts are all that can be composed of their words,
in any order. Words stand as they are written: where a header has accents they must agree (`sở` is no `số`), where it
has none they are compared without.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.text import fold


@dataclass(frozen=True, eq=False)
class Idea:
    """One idea and its words; phrases are tried before the words in them."""

    words: tuple[str, ...]


def idea(words: str) -> Idea:
    """Declare an idea by its words, parted by `|`."""
    made = Idea(tuple(words.split(" | ")))
    _IDEAS.append(made)
    return made


_IDEAS: list[Idea] = []

# --- words that say nothing: what a header is about does not change with them

# They may stand in any header; the council is an idea of its own because its name alone means the unit.
COUNCIL = idea(
    "HĐND | hội đồng nhân dân | hội đồng | thường trực HĐND | TT HĐND | people's council | council | TTHĐND | "
    "HĐND các cấp | HĐND cấp xã"
)
FILLER = idea(
    "các | những | của | và | ở | tại | về | theo | cho | đã | được | bị | có | là | do | khi | với | bởi | "
    "đối với | trong | trong đó | trong kỳ | gồm | bao gồm | cụ thể | thực tế | tên | thông tin | thông tin chung | "
    "nếu có | chi tiết | ghi rõ | bắt buộc | không bắt buộc | cột | mục | dd mm yyyy | dd mm yy | yyyy mm dd | "
    "có không | c k | x | đvt | đơn vị tính | công tác | tình hình chung | hoạt động | số liệu | chung | chính | "
    "trên | việc | nhân dân | of | the | a | an | in | at | by | for | and | was | were | is | has | on | name | "
    "if any | required | optional | yes no | y n | it | be | been | are | thuộc | hay không | hay | hoặc | mấy | "
    "nào | như thế nào | gì | này | cấp mình | một | một số | từng | mỗi | with | whether | did | to be | which | "
    "xong | chứa | có tính | mang tính | tính | nếu | sinh hoạt | to | trước kỳ họp | theo quy định | quy định | "
    "bằng | hay chưa | tại hội nghị | tại kỳ họp này | kỳ này | trong quý | trong năm | trong kỳ báo cáo | "
    "đơn vị mình | cả | nhất định | sẽ | nên | việc này | thì | mà | ra | vào | từ phía | phía | liên quan | "
    "liên quan đến | cho biết | nêu rõ | kèm | kèm theo | của từng | per | from each | each | any | as | that | "
    "this | their | its | by the | actually | trong nhiệm kỳ | luật định | phần | khác | ứng dụng | thành phần | "
    "trao đổi | trao đổi chính"
)
# Said of numbers only: `Số chất vấn` is how many, and no question.
COUNT = idea(
    "số | số lượng | con số | number | no | number of | count | how many | SL | số đầu | lượng | bao nhiêu | "
    "số lượt | quantity | figure | no of | nos"
)

# --- what turns a count into something else: none of ours, unless a field says so

SHARE = idea(
    "tỷ lệ | tỉ lệ | tỷ lệ phần trăm | phần trăm | % | tỷ trọng | tỉ trọng | percent | percentage | pct | rate | "
    "share | ratio | proportion"
)
EARLIER = idea(
    "cùng kỳ | kỳ trước | năm trước | quý trước | so với | tăng giảm | tăng | giảm | lũy kế | luỹ kế | cộng dồn | "
    "previous | last year | change | cumulative | year to date"
)
PLANNED = idea(
    "kế hoạch | dự kiến | chỉ tiêu | dự thảo | đăng ký | planned | draft | target | expected | theo kế hoạch | "
    "phấn đấu | dự tính | ước | to be held"
)
NOT_DONE = idea("chưa | không | còn lại | chưa được | not | un | without | remaining")
LATE = idea(
    "chậm | trễ | muộn | quá hạn | chậm hạn | trễ hạn | không đúng hạn | late | overdue | delayed | sau hạn | "
    "chậm trễ | không kịp thời | sau thời hạn | quá thời hạn | past due"
)
INDIVIDUAL = idea("cá biệt | hành chính | hành chính cá biệt | individual | administrative")
UNEXCUSED = idea(
    "không phép | không có phép | không lý do | không có lý do | không lí do | KP | KLD | unexcused | "
    "without leave | unauthorised"
)
GUESTS = idea("khách mời | khách | UBND | ủy ban nhân dân | uỷ ban nhân dân | cử tri dự | guests | invited")
GENDER = idea("nữ | nam | nam nữ | tuổi | dân tộc | đảng viên | female | male")

# --- who, and how many of them

DELEGATE = idea(
    "đại biểu | ĐB | ĐBHĐND | ĐB HĐND | đại biểu HĐND | đồng chí | đ/c | người | thành viên | vị | ông bà | "
    "ông/bà | họ tên | họ và tên | delegate | delegates | deputy | deputies | member | members | people | person | "
    "cán bộ | đại diện | ĐBQH | các đại biểu | họ và tên đại biểu | tên đại biểu | cá nhân"
)
TOTAL = idea(
    "tổng | tổng số | tổng cộng | cộng | tất cả | toàn bộ | theo danh sách | theo DS | total | in all | all | TS | "
    "tổng cộng số"
)
ELECTED = idea(
    "được bầu | đã bầu | bầu | đương nhiệm | triệu tập | được triệu tập | biên chế | theo biên chế | hiện có | "
    "có đến | elected | summoned | in office | theo luật | có theo quyết định | đại biểu hiện có | "
    "số đại biểu hiện có | tổng số đại biểu hiện có | thực có | có quyền dự họp | phải có mặt | phải dự | cần dự | "
    "TSĐB | TS ĐB"
)
PRESENT = idea(
    "có mặt | dự | tham dự | tham gia | dự họp | dự kỳ họp | hiện diện | có dự | đến dự | đi dự | cử dự | present | "
    "attended | attending | attendance | attend | participated | participants | took part | sent | điểm danh | "
    "đã dự | có tham dự | có tham gia | thực dự | dự thực tế | có mặt thực tế | tham dự kỳ họp | tham gia kỳ họp | "
    "tham gia họp | đi họp | turned up | taking part | in attendance"
)
ABSENT = idea(
    "vắng | vắng mặt | nghỉ | không dự | không có mặt | absent | absence | absences | absentees | vắng họp | "
    "vắng dự | không tham dự | không tham gia | missing"
)
EXCUSED = idea(
    "có lý do | có lí do | có phép | phép | xin phép | xin vắng | CP | CLD | lý do | được phép | excused | "
    "with leave | authorised | with reason | xin nghỉ | nghỉ phép | vắng phép | có báo cáo | có xin phép | "
    "vì lý do chính đáng | lý do chính đáng | với lý do | apologies"
)
GROUP = idea(
    "tổ | tổ đại biểu | tổ ĐB | nhóm | ban | ban HĐND | ban của HĐND | group | committee | tổ ĐBHĐND | "
    "tổ đại biểu HĐND | nhóm đại biểu | tổ công tác | thuộc tổ | thuộc ban | delegation"
)
OFFICE = idea(
    "cơ quan | sở | ngành | sở ngành | sở/ngành | ban ngành | sở, ban, ngành | phòng ban | cơ quan chuyên môn | "
    "thủ trưởng | office | agency | department | body | institution | cơ quan, đơn vị | cơ quan đơn vị | "
    "cơ quan/đơn vị | sở, ngành | sở, ban ngành | các sở ngành | cơ quan chức năng | UBND và các ngành | "
    "phòng chuyên môn | phòng, ban | ban, ngành | cơ quan, cá nhân | tổ chức, cá nhân | authority | ministry"
)
PLACE = idea(
    "đơn vị | địa phương | địa bàn | quận | huyện | quận/huyện | quận, huyện | xã | phường | xã/phường | "
    "xã, phường | phường/xã | phường, xã | xã, phường, đặc khu | phường, xã, đặc khu | đặc khu | cấp xã | nơi | "
    "nơi báo cáo | thành phố | đơn vị báo cáo | đơn vị hành chính | ĐVHC | mã đơn vị | unit | unit code | "
    "district | commune | ward | locality | area | local council | phường xã | xã phường | huyện quận | "
    "huyện, quận | tên địa phương | đơn vị cấp xã | đơn vị cơ sở | cơ sở | cấp huyện | cấp quận | municipality | "
    "local authority | name of unit | tên xã | tên phường | tên quận | thị trấn"
)

# --- meetings

SESSION = idea(
    "kỳ họp | kì họp | kỳ | kì | phiên họp | khóa họp | session | sessions | sitting | meeting | KH | phiên | "
    "buổi họp HĐND | phiên kỳ họp | cuộc họp | cuộc họp HĐND | kỳ họp HĐND"
)
CONFERENCE = idea(
    "hội nghị | HN | giao ban | hội nghị giao ban | HNGB | HN giao ban | cuộc giao ban | cuộc họp giao ban | "
    "họp giao ban | conference | briefing | briefing conference | cuộc hội nghị | phiên giao ban | buổi giao ban | "
    "hội nghị GB | GB | HN GB | phiên họp giao ban"
)
ORDINAL = idea(
    "thứ | lần | lần thứ | số thứ tự | kỳ thứ | number | no. | ordinal | thứ mấy | đợt | thứ tự | sequence | ord"
)
TERM = idea(
    "nhiệm kỳ | nhiệm kì | NK | khóa | khoá | term | tenure | N kỳ | nhiệm kỳ khóa | khóa HĐND | khoá HĐND | "
    "nhiệm kỳ HĐND | council term | mandate"
)
KIND = idea(
    "loại | loại hình | hình thức | tính chất | thể loại | phân loại | type | kind | form | category | HT | "
    "cách thức | phương thức | dạng | loại hình kỳ họp | kiểu | nhóm loại"
)
WAY = idea(
    "bằng văn bản | trực tiếp | bằng văn bản hay trực tiếp | trực tiếp hay bằng văn bản | bằng miệng | in writing | "
    "orally | oral or written | written or oral"
)
SORT = idea(
    "thường lệ | bất thường | đột xuất | thường kỳ | không thường kỳ | thường lệ chuyên đề | ordinary | "
    "extraordinary | regular"
)
LEVEL = idea("cấp | level | tier | phạm vi | quy mô")
HELD = idea("họp | tổ chức | diễn ra | tiến hành | held | hold | took place | takes place | làm việc")

# --- time

TIME = idea(
    "ngày | thời gian | thời điểm | lúc | hôm | ngày tháng | ngày tháng năm | ngày, tháng | ngày giờ | date | "
    "when | day | time"
)
START = idea(
    "khai mạc | bắt đầu | mở đầu | từ | opening | opened | opens | first | start | began | begin | from | KM | "
    "ngày đầu | mở | khởi đầu | bắt đầu họp | opening day | beginning"
)
END = idea(
    "bế mạc | kết thúc | đến | tới | closing | closed | last | end | ended | finish | until | date to | BM | "
    "ngày cuối | đóng | kết thúc họp | tới ngày | hết | finished | concluded | closing day | to date | cuối cùng | "
    "cuối"
)
DURATION = idea(
    "số ngày | số ngày họp | tổng số ngày | tổng số ngày họp | thời lượng | ngày họp thực tế | duration | days | "
    "number of days | length | kéo dài | duration days | số ngày làm việc | số ngày kỳ họp | thời gian kéo dài | "
    "độ dài | bao nhiêu ngày | mấy ngày | days in session | session days | how long | số ngày diễn ra | "
    "length in days"
)
DAYS = idea("(ngày) | (days)")
DUE = idea(
    "hạn | thời hạn | hạn chót | hạn cuối | kỳ hạn | đến hạn | phải | chậm nhất | trước ngày | hẹn | due | "
    "deadline | time limit | by when | phải trả lời trước | trả lời trước ngày | hạn định | hạn trả | "
    "thời hạn cuối | thời hạn phải | ngày hạn | ngày đến hạn | hạn phải | hạn cuối cùng | muộn nhất | phải xong | "
    "phải hoàn thành | target date | time limit for | to be answered by | required by | answer by | complete by"
)
NEXT = idea(
    "lần sau | kỳ sau | tiếp theo | kế tiếp | lần tới | kỳ tới | next | following | sau | tới | lần kế tiếp | "
    "kỳ tiếp theo | lần tiếp theo | hội nghị sau | upcoming | coming"
)
LATEST = idea(
    "gần nhất | lần cuối | mới nhất | sau cùng | latest | most recent | gần đây | mới đây | lần gần nhất | "
    "cuối cùng | last"
)

# --- papers

RESOLUTION = idea("nghị quyết | NQ | resolution | resolutions | nghị quyết HĐND | nghị quyết của HĐND")
PASSED = idea(
    "thông qua | ban hành | biểu quyết thông qua | quyết nghị | passed | adopted | approved | được ban hành | "
    "đã ban hành | được thông qua | biểu quyết | thông qua tại kỳ họp | issued | enacted | carried | ký ban hành | "
    "tán thành"
)
NORMATIVE = idea(
    "quy phạm pháp luật | quy phạm | QPPL | VBQPPL | văn bản QPPL | văn bản quy phạm | văn bản quy phạm pháp luật | "
    "normative | legal | NQQPPL | NQ QPPL"
)
REPORT = idea("báo cáo | BC | báo cáo tờ trình | report | reports | báo cáo, tờ trình | báo cáo, đề án")
REVIEWED = idea(
    "xem xét | thẩm tra | trình | trình kỳ họp | cho ý kiến | reviewed | examined | considered | "
    "thảo luận, xem xét | xem xét, thảo luận | được xem xét | trình bày tại kỳ họp | được trình | nghe | heard | "
    "discussed | trình HĐND"
)
DOCUMENT = idea(
    "tài liệu | TL | hồ sơ | văn bản | hồ sơ, tài liệu | tài liệu kỳ họp | document | documents | paper | papers | "
    "giấy tờ tài liệu | tài liệu, văn bản | văn bản, tài liệu | tài liệu họp | hồ sơ kỳ họp | bộ tài liệu | files | "
    "materials"
)
SENT = idea(
    "gửi | gửi đến | gửi tới | gửi đại biểu | phát hành | cung cấp | chuyển | sent | delivered | đã gửi | "
    "được gửi | phát | gửi trước | gửi cho | đã phát hành | cấp phát | chuyển đến | distributed | circulated | "
    "issued to | provided"
)
ON_TIME = idea(
    "đúng hạn | kịp thời | kịp hạn | đúng thời hạn | trước hạn | đúng quy định | đảm bảo thời hạn | "
    "bảo đảm thời hạn | trong hạn | đúng thời gian | đúng thời gian quy định | on time | in time | timely | "
    "by the deadline | đúng tiến độ | đúng thời hạn quy định | đúng thời gian luật định | đúng hạn định | "
    "bảo đảm thời gian | đảm bảo thời gian | theo đúng thời hạn | đúng kỳ hạn | sớm và đúng hạn | trước thời hạn | "
    "within the deadline | within deadline | by deadline | in due time | punctual"
)
PAPERLESS = idea(
    "không giấy | không giấy tờ | không dùng giấy | không sử dụng giấy | phi giấy tờ | paperless | no paper | "
    "điện tử | không giấy tờ hoàn toàn | không dùng tài liệu giấy | không in giấy | không tài liệu giấy | "
    "họp không giấy | kỳ họp không giấy | kỳ họp không giấy tờ | phòng họp không giấy | phòng họp không giấy tờ | "
    "sử dụng tài liệu điện tử | tài liệu điện tử thay giấy | paper-free | paper free | electronic papers"
)
BROADCAST = idea(
    "truyền hình | truyền hình trực tiếp | trực tiếp | truyền trực tiếp | phát trực tiếp | phát thanh | phát sóng | "
    "phát thanh truyền hình | PTTH | tường thuật | tường thuật trực tiếp | livestream | live | broadcast | "
    "televised | phát trực tuyến | trực tuyến | THTT | TTTH | phát sóng trực tiếp | truyền thanh | "
    "truyền thanh trực tiếp | truyền thanh, truyền hình | phát thanh, truyền hình | truyền hình, phát thanh | "
    "trực tiếp trên sóng | phát trên đài | phát trên mạng | trực tiếp truyền hình | shown live | streamed | aired | "
    "webcast | đài | đài truyền hình | đài TH | đài phát thanh"
)

# --- questions and what becomes of them

QUESTION = idea("chất vấn | CV | câu hỏi | câu hỏi chất vấn | phiếu chất vấn | phiếu | question | questions")
CODE = idea(
    "mã | mã số | số hiệu | ký hiệu | số phiếu | số phiếu chất vấn | số CV | phiếu số | số ký hiệu | mã phiếu | "
    "code | id | reference | phiếu chất vấn số | CV số | slip number | question number | question no"
)
ASKING = idea(
    "hỏi | nêu | đặt | nêu câu hỏi | đặt câu hỏi | gửi câu hỏi | asked | asking | ask | asks | put | raised | "
    "phát biểu chất vấn | đưa ra | chất vấn của | nêu ra | gửi chất vấn | đăng ký chất vấn | tabled | submitted | "
    "lodged | posed"
)
ASKER = idea(
    "người hỏi | người chất vấn | đại biểu chất vấn | đại biểu hỏi | ĐB chất vấn | ĐB hỏi | asker | asked by | "
    "đại biểu nêu chất vấn | ĐB nêu chất vấn | người đặt câu hỏi | người nêu | người nêu chất vấn | "
    "đại biểu đặt câu hỏi | chủ thể chất vấn | tác giả chất vấn | questioner | who asked | asking delegate | "
    "người có chất vấn"
)
ASKED_OF = idea(
    "bị chất vấn | được chất vấn | bị hỏi | được hỏi | người được hỏi | người bị chất vấn | hỏi ai | respondent | "
    "đối tượng chất vấn | asked of | addressed to | addressee | to whom | put to | người được chất vấn | "
    "cơ quan bị chất vấn | đơn vị bị chất vấn | cơ quan được chất vấn | đơn vị được chất vấn | chất vấn ai | "
    "chất vấn đối với | chất vấn tới | gửi tới cơ quan | đối tượng bị chất vấn | person asked | office asked | "
    "questioned | directed at | directed to"
)
ANSWER = idea(
    "trả lời | TL | TLCV | trả lời chất vấn | giải trình | phản hồi | hồi âm | answer | answered | reply | "
    "response | answering | giải đáp | phúc đáp | tiếp thu giải trình | giải trình làm rõ | trả lời câu hỏi | "
    "hồi đáp | trả lời CV | replied | responded | responding | answering office | trả lời phiếu chất vấn"
)
RESPONSIBLE = idea(
    "chịu trách nhiệm | trách nhiệm | phụ trách | giải quyết | xử lý | responsible | in charge | phân công | "
    "được phân công | được giao | chủ trì giải quyết | chủ trì trả lời | có trách nhiệm | đầu mối | tham mưu | "
    "thụ lý | tiếp nhận xử lý | trả lời chính"
)
TOPIC = idea(
    "lĩnh vực | chủ đề | chuyên đề | nhóm vấn đề | nhóm lĩnh vực | nhóm nội dung | mảng | topic | field | subject | "
    "area of concern | theme | sector | L vực | lĩnh vực quản lý | đề tài | nhóm ngành | chuyên mục | loại vấn đề | "
    "nhóm chủ đề | phân loại lĩnh vực | phạm vi lĩnh vực | thuộc nhóm vấn đề | mảng công tác | chủ điểm | "
    "policy area | domain | category of issue"
)
CONTENT = idea(
    "nội dung | tóm tắt | nội dung tóm tắt | tóm tắt nội dung | vấn đề | trích yếu | nội dung chính | "
    "nội dung cụ thể | summary | content | text | issue | what | title | nội dung câu hỏi | nội dung vấn đề | "
    "tên bài | tiêu đề | bài | tên đề tài | nội dung chi tiết | câu hỏi cụ thể | vấn đề nêu | vấn đề được nêu | "
    "tóm lược | mô tả | nội dung cần trả lời | nội dung nêu | details | description | wording | about | gist | "
    "substance"
)
ORIGIN = idea(
    "nguồn gốc | xuất phát | xuất phát từ | xuất xứ | nguồn phát sinh | nguồn chất vấn | nguồn kiến nghị | căn cứ | "
    "cơ sở | nguồn vấn đề | origin | origin of the issue | arose from | comes from | came from | nguồn thông tin | "
    "do đâu | từ đâu | cơ sở chất vấn | source of the issue | từ nguồn | nguồn phản ánh | xuất phát điểm | "
    "bắt nguồn từ | khởi nguồn | nguồn tiếp nhận | nguồn của vấn đề | lý do chất vấn | nguồn ý kiến | "
    "nguyên nhân chất vấn | basis of the question | raised by | where from | grounds"
)
ARISING = idea("phát sinh")
CARRIED = idea(
    "chuyển từ kỳ trước | kỳ trước chuyển sang | chuyển sang | tồn | tồn đọng | tồn kỳ trước | chuyển tiếp | "
    "chuyển kỳ | chuyển từ kỳ họp trước | kỳ họp trước chuyển sang | từ kỳ trước | carried over | brought forward | "
    "chuyển tiếp từ kỳ họp trước | từ kỳ họp trước | kỳ họp trước | kỳ trước | câu hỏi cũ | "
    "chuyển tiếp từ kỳ trước | chuyển từ kỳ họp trước sang | kỳ trước chuyển qua | kỳ trước sang | "
    "tồn từ kỳ trước | chưa trả lời kỳ trước | câu hỏi tồn | chất vấn tồn | chuyển kỳ sau | chuyển từ trước | "
    "còn tồn | held over | left over | from earlier session | from the previous session | pending from before"
)
AGAIN = idea(
    "tái chất vấn | chất vấn lại | hỏi lại | tái | lại | nhắc lại | lần trước | asked again | again | repeat of | "
    "phiếu gốc | phiếu trước | câu hỏi gốc | hỏi tiếp | truy vấn | truy vấn lại | chất vấn tiếp | chất vấn lần 2 | "
    "chất vấn lần hai | nhắc lại câu hỏi | re-asked | re-question | repeated from | repeats | earlier question"
)
SATISFIED = idea(
    "hài lòng | thỏa đáng | thoả đáng | thỏa mãn | thoả mãn | đồng ý | nhất trí | đạt yêu cầu | đồng tình | "
    "satisfied | satisfaction | satisfactory | content with | agrees | có hài lòng | vừa lòng | "
    "chấp thuận câu trả lời | đồng ý với trả lời | đồng ý với câu trả lời | đánh giá hài lòng | mức hài lòng | "
    "pleased | accepts the answer"
)
DEGREE = idea("mức độ | mức | sự | ý kiến | đánh giá | degree")
PROMISE = idea(
    "lời hứa | hứa | cam kết | lời hứa, cam kết | lời hứa cam kết | cam kết, lời hứa | promise | promised | "
    "commitment | commitments | pledge | undertaking | đã hứa | lời cam kết | cam kết thực hiện | hứa thực hiện | "
    "hứa giải quyết | cam kết giải quyết | nhiệm vụ cam kết | việc cam kết | việc đã hứa | vow | assurance | "
    "promises"
)
DOING = idea(
    "thực hiện | hoàn thành | giải quyết xong | khắc phục | làm | carried out | done | completion | complete | "
    "thực thi | triển khai | triển khai thực hiện | tổ chức thực hiện | chuyển biến | đáp ứng | "
    "giải quyết dứt điểm | implementation | implemented | fulfilled | fulfilment | delivered | kept | completed | "
    "giải quyết | đã giải quyết"
)
CHECK = idea(
    "kiểm tra | rà soát | giám sát | giám sát lại | theo dõi | kiểm tra lại | đối chiếu | đôn đốc | hậu chất vấn | "
    "giám sát sau chất vấn | sau chất vấn | tái giám sát | check | checked | follow-up | follow up | verified | "
    "theo dõi, đôn đốc | kiểm tra, giám sát | giám sát, kiểm tra | tái kiểm tra | kiểm chứng | xác minh | "
    "phúc tra | kiểm tra thực hiện | giám sát thực hiện | giám sát việc thực hiện | theo dõi thực hiện | "
    "thẩm định | monitoring | monitored | inspection | inspected | review of | last check | supervision"
)
RESULT = idea(
    "kết quả | KQ | tình hình | tình trạng | trạng thái | tiến độ | mức độ | hiện trạng | result | outcome | "
    "status | progress | state | kết luận | đánh giá kết quả | mức độ hoàn thành | hiện tại | findings | finding | "
    "how far"
)

# --- conferences

HOST = idea(
    "đăng cai | chủ nhà | nơi tổ chức | địa điểm tổ chức | host | hosted | hosting | hosted by | nơi đăng cai | "
    "đăng cai tổ chức | địa điểm đăng cai | chủ nhà hội nghị | đơn vị chủ nhà | địa phương chủ nhà | hosting unit | "
    "venue unit | nơi diễn ra"
)
PRESIDING = idea("chủ trì | phụ trách tổ chức | chịu trách nhiệm tổ chức")
SPEAKING = idea(
    "phát biểu | tham luận | có ý kiến | trình bày | spoke | speaks | speaking | presentation | speaker | "
    "phát biểu tham luận | tham luận, phát biểu | phát biểu ý kiến | có phát biểu | phát biểu thảo luận | "
    "gave a speech | took the floor | of speech"
)
SPEAKER = idea(
    "báo cáo viên | diễn giả | người phát biểu | người trình bày | người báo cáo | đại diện phát biểu | "
    "đại biểu phát biểu | speaker | presenter | người tham luận | người trình bày tham luận | người đọc tham luận | "
    "đại biểu tham luận | diễn giả chính | who spoke | speaker's name"
)
PROPOSAL = idea(
    "kiến nghị | đề xuất | đề nghị | kiến nghị, đề xuất | đề xuất, kiến nghị | proposal | proposals | proposed | "
    "KN | KNĐX | đề xuất kiến nghị | kiến nghị đề xuất | ý kiến đề xuất | ý kiến kiến nghị | nêu kiến nghị | "
    "đề đạt | suggestion | suggestions | recommendation | recommendations | petitions"
)
ACCEPTED = idea(
    "tiếp thu | được tiếp thu | chấp nhận | được chấp nhận | ghi nhận | chấp thuận | accepted | taken up | đồng ý | "
    "được đồng ý | giải quyết được | được chấp thuận | đã tiếp thu | được ghi nhận | được thống nhất | thống nhất | "
    "đồng thuận | approved | agreed to | taken on board"
)

# --- what other offices keep beside our fields; such a column is left out, and said

VENUE = idea(
    "địa điểm | địa chỉ | hội trường | phòng họp | venue | place | address | nơi họp | địa điểm họp | "
    "nơi tiếp xúc | hội trường họp"
)
CHAIR = idea(
    "chủ tọa | chủ toạ | người chủ trì | thư ký | đoàn thư ký | chair | chairman | secretary | chủ trì | "
    "người điều hành | điều hành | người chủ tọa | chủ tọa kỳ họp | chủ trì kỳ họp | thư ký kỳ họp | presided by"
)
CLERK = idea(
    "người lập | người lập biểu | người nhập | cán bộ theo dõi | người theo dõi | ký tên | chữ ký | xác nhận | "
    "người phụ trách biểu | prepared by | entered by | signature | clerk | cán bộ phụ trách | chuyên viên | "
    "chuyên viên theo dõi | người cập nhật | cán bộ nhập liệu | người kiểm tra biểu | người duyệt | "
    "người phê duyệt | ký | ký nhận | ký duyệt | người liên hệ | contact person | data entry"
)
CONTACT = idea(
    "điện thoại | số điện thoại | SĐT | ĐT | email | thư điện tử | phone | telephone | contact | số ĐT | "
    "số di động | di động | zalo | hòm thư | liên hệ | mobile | tel"
)
MONEY = idea(
    "kinh phí | chi phí | số tiền | triệu đồng | đồng | cost | budget spent | expenses | dự toán | quyết toán | "
    "triệu đ | kinh phí tổ chức | VNĐ | VND | expenditure"
)
VOTERS = idea("cử tri | lượt cử tri | điểm tiếp xúc | tiếp xúc cử tri | TXCT | voters")
TURNS = idea(
    "lượt | lượt ý kiến | lượt phát biểu | ý kiến thảo luận | ý kiến phát biểu | thảo luận | turns | discussion"
)
AGENDA = idea("chương trình | chương trình nghị sự | agenda | programme")
NOTE = idea(
    "ghi chú | chú thích | diễn giải | lưu ý | note | notes | remark | remarks | comment | comments | G chú | "
    "nhận xét | diễn giải thêm | thông tin thêm | ý kiến khác | ghi chú thêm | chú giải | nội dung khác | "
    "thông tin khác | additional information | other notes"
)
SOURCE = idea(
    "nguồn trích dẫn | link | đường dẫn | minh chứng | nguồn số liệu | nguồn tài liệu | tài liệu minh chứng | "
    "văn bản căn cứ | căn cứ | tài liệu căn cứ | trích dẫn | dẫn chứng | nguồn thông tin | nguồn tin | "
    "địa chỉ nguồn | tài liệu kèm theo | văn bản kèm theo | URL | source | citation | evidence | "
    "số ký hiệu văn bản | số, ký hiệu văn bản | số hiệu văn bản | nguồn dẫn | tài liệu tham khảo | căn cứ pháp lý | "
    "hồ sơ lưu | văn bản liên quan | địa chỉ web | trang web | website | where recorded | reference document | "
    "nguồn trích"
)

# These make of a count another one: where no field says so, the column is none of ours.
OTHER_COUNTS = frozenset(
    {
        EARLIER,
        PLANNED,
        NOT_DONE,
        LATE,
        INDIVIDUAL,
        UNEXCUSED,
        GUESTS,
        GENDER,
        ABSENT,
        VENUE,
        CHAIR,
        CLERK,
        CONTACT,
        MONEY,
    }
    | {TURNS, AGENDA, VOTERS}
)
ANYWHERE = frozenset({COUNCIL, FILLER})


@dataclass(frozen=True)
class Means:
    """One way to name a field: all of `needed` must be said, `also` may be."""

    needed: frozenset[Idea]
    also: frozenset[Idea]

    def fits(self, said: "Meaning", anywhere: frozenset[Idea]) -> bool:
        """Tell whether a header says this and nothing else; `anywhere`: what may be said of any field of its kind."""
        allowed = self.needed | self.also | anywhere
        if len(said.words) < len(self.needed) or not all(word & allowed for word in said.words):
            return False
        return all(any(one in word for word in said.words) for one in self.needed)


def means(*needed: Idea, also: Iterable[Idea] = ()) -> Means:
    """Declare one way to name a field."""
    return Means(frozenset(needed), frozenset(also))


@dataclass(frozen=True)
class Meaning:
    """What a header says: for each phrase the ideas that it may stand for, and the words that nobody knows."""

    words: frozenset[frozenset[Idea]]
    unknown: tuple[str, ...] = ()

    def __or__(self, other: "Meaning") -> "Meaning":
        return Meaning(self.words | other.words, self.unknown + other.unknown)

    def says(self, ideas: Iterable[Idea]) -> bool:
        """Tell whether one of the ideas is among what is said."""
        return any(word & frozenset(ideas) for word in self.words)


# `(ngày)`, `%`: units of measure; other signs only part words.
_WORD = re.compile(r"\(\s*(?:ngày|ngay|days)\s*\)|%|[^\W_]+", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,2}")
_LONGEST = 6  # words in a phrase
_LONGEST_NAME = 200  # characters; chosen: forms have names of a sentence, and cells of whole paragraphs


@lru_cache(8192)
def meaning(header: str) -> Meaning:
    """Return what a header says; a text longer than any name says nothing that is known."""
    if len(header) > _LONGEST_NAME:
        return Meaning(frozenset(), (header[:_LONGEST_NAME],))
    written = _WORD.findall(header)
    keys = [_key(word) for word in written]
    if len(keys) > 2 and keys[-1][0] == "khong" and "co" in {key[0] for key in keys}:
        keys.pop()  # `Đơn vị có dự không`: asks for yes or no, and denies nothing
    # Of all ways to part the words into phrases the one with the fewest that nobody knows, then with the longest phrases.
    best: list[tuple[int, int, tuple[frozenset[Idea], ...], tuple[str, ...]]] = [(0, 0, (), ())]
    for end in range(1, len(keys) + 1):
        ways = []
        for start in range(max(0, end - _LONGEST), end):
            lost, phrases, said, unknown = best[start]
            if ideas := _phrase(keys[start:end]):
                ways.append((lost, phrases + 1, (*said, ideas), unknown))
        lost, phrases, said, unknown = best[end - 1]
        if _NUMBERS.fullmatch(written[end - 1]):
            ways.append((lost, phrases + 1, said, unknown))
        ways.append((lost + 1, phrases + 1, said, (*unknown, written[end - 1])))
        best.append(min(ways, key=lambda way: way[:2]))
    return Meaning(frozenset(best[-1][2]), best[-1][3])


def _phrase(keys: list[tuple[str, str]]) -> frozenset[Idea]:
    """Return the ideas that these words together may stand for; none where they are no known phrase."""
    said: set[Idea] = set()
    for accents, ideas in _phrases().get(tuple(key[0] for key in keys), ()):
        # Without accents a word may be any; with them it must be the one.
        if all(not mine[1] or mine[1] == theirs for mine, theirs in zip(keys, accents, strict=True)):
            said |= ideas
    return frozenset(said)


def _key(word: str) -> tuple[str, str]:
    """Return a word without accents, and its accents wherever on it they stand (`thủy`, `thuỷ`)."""
    if word.startswith("("):
        return re.sub(r"\s", "", fold(word)) + "()", ""
    parts = unicodedata.normalize("NFD", word.casefold())
    accents = sorted(letter for letter in parts if unicodedata.combining(letter) or letter == "đ")
    return "%" if word == "%" else fold(word), "".join(accents)


@cache
def _phrases() -> dict[tuple[str, ...], list[tuple[tuple[str, ...], set[Idea]]]]:
    """Return the phrases by their words without accents, each with its accents and the ideas that it may stand for."""
    phrases: dict[tuple[str, ...], dict[tuple[str, ...], set[Idea]]] = {}
    for one in _IDEAS:
        for phrase in one.words:
            keys = [_key(word) for word in _WORD.findall(phrase)]
            forms = phrases.setdefault(tuple(key[0] for key in keys), {})
            forms.setdefault(tuple(key[1] for key in keys), set()).add(one)
    return {plain: list(forms.items()) for plain, forms in phrases.items()}
