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
COUNCIL = idea("HĐND | hội đồng nhân dân | hội đồng | thường trực HĐND | TT HĐND | people's council | council")
FILLER = idea(
    "các | những | của | và | ở | tại | về | theo | cho | đã | được | bị | có | là | do | khi | với | bởi | "
    "đối với | trong | trong đó | trong kỳ | gồm | bao gồm | cụ thể | thực tế | tên | thông tin | thông tin chung | "
    "nếu có | chi tiết | ghi rõ | bắt buộc | không bắt buộc | cột | mục | dd mm yyyy | dd mm yy | yyyy mm dd | "
    "có không | c k | x | đvt | đơn vị tính | công tác | tình hình chung | hoạt động | số liệu | chung | chính | "
    "tại đơn vị | trên | việc | nhân dân | of | the | a | an | in | at | by | for | and | was | were | is | has | "
    "on | name | if any | required | optional | yes no | y n | it | be | been | are"
)
# Said of numbers only: `Số chất vấn` is how many, and no question.
COUNT = idea("số | số lượng | con số | number | no | number of | count | how many | SL")

# --- what turns a count into something else: never ours, whatever stands beside it

SHARE = idea(
    "tỷ lệ | tỉ lệ | tỷ lệ phần trăm | phần trăm | % | tỷ trọng | tỉ trọng | percent | percentage | pct | rate | "
    "share | ratio | proportion"
)
EARLIER = idea(
    "cùng kỳ | kỳ trước | năm trước | quý trước | so với | tăng giảm | tăng | giảm | lũy kế | luỹ kế | cộng dồn | "
    "previous | last year | change | cumulative | year to date"
)
PLANNED = idea("kế hoạch | dự kiến | chỉ tiêu | dự thảo | đăng ký | planned | draft | target | expected")
NOT_DONE = idea("chưa | không | còn lại | chưa được | not | un | without | remaining")
LATE = idea("chậm | trễ | muộn | quá hạn | chậm hạn | trễ hạn | không đúng hạn | late | overdue | delayed")
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
    "ông/bà | họ tên | họ và tên | delegate | delegates | deputy | deputies | member | members | people | person"
)
TOTAL = idea(
    "tổng | tổng số | tổng cộng | cộng | tất cả | toàn bộ | theo danh sách | theo DS | được bầu | đương nhiệm | "
    "triệu tập | được triệu tập | hiện có | biên chế | theo biên chế | có đến | total | in all | all | elected"
)
PRESENT = idea(
    "có mặt | dự | tham dự | tham gia | dự họp | dự kỳ họp | hiện diện | có dự | đến dự | đi dự | cử dự | present | "
    "attended | attending | attendance | attend | participated | participants | took part | sent"
)
ABSENT = idea("vắng | vắng mặt | nghỉ | không dự | không có mặt | absent | absence | absences | absentees")
EXCUSED = idea(
    "có lý do | có lí do | có phép | phép | xin phép | xin vắng | CP | CLD | lý do | được phép | excused | "
    "with leave | authorised | with reason"
)
GROUP = idea("tổ | tổ đại biểu | tổ ĐB | nhóm | ban | ban HĐND | ban của HĐND | group | committee")
OFFICE = idea(
    "cơ quan | sở | ngành | sở ngành | sở/ngành | ban ngành | sở, ban, ngành | phòng ban | cơ quan chuyên môn | "
    "thủ trưởng | office | agency | department | body | institution"
)
PLACE = idea(
    "đơn vị | địa phương | địa bàn | quận | huyện | quận/huyện | quận, huyện | xã | phường | xã/phường | "
    "xã, phường | phường/xã | phường, xã | xã, phường, đặc khu | phường, xã, đặc khu | đặc khu | cấp xã | nơi | "
    "nơi báo cáo | thành phố | đơn vị báo cáo | đơn vị hành chính | ĐVHC | mã đơn vị | unit | unit code | "
    "district | commune | ward | locality | area | local council"
)

# --- meetings

SESSION = idea("kỳ họp | kì họp | kỳ | kì | phiên họp | khóa họp | session | sessions | sitting | meeting")
CONFERENCE = idea(
    "hội nghị | HN | giao ban | hội nghị giao ban | HNGB | HN giao ban | cuộc giao ban | cuộc họp giao ban | "
    "họp giao ban | conference | briefing | briefing conference"
)
ORDINAL = idea("thứ | lần | lần thứ | số thứ tự | kỳ thứ | number | no. | ordinal | thứ mấy | đợt")
TERM = idea("nhiệm kỳ | nhiệm kì | NK | khóa | khoá | term | tenure")
KIND = idea("loại | loại hình | hình thức | tính chất | thể loại | phân loại | type | kind | form | category")
LEVEL = idea("cấp | level | tier")
HELD = idea("họp | tổ chức | diễn ra | tiến hành | held | hold | took place | takes place")

# --- time

TIME = idea(
    "ngày | thời gian | thời điểm | lúc | hôm | ngày tháng | ngày tháng năm | ngày, tháng | ngày giờ | date | "
    "when | day | time"
)
START = idea("khai mạc | bắt đầu | mở đầu | từ | opening | opened | opens | first | start | began | begin | from")
END = idea("bế mạc | kết thúc | đến | tới | closing | closed | last | end | ended | finish | until | date to")
DURATION = idea(
    "số ngày | số ngày họp | tổng số ngày | tổng số ngày họp | thời lượng | số buổi | ngày họp thực tế | duration | "
    "days | number of days | length"
)
DAYS = idea("(ngày) | (days)")
DUE = idea(
    "hạn | thời hạn | hạn chót | hạn cuối | kỳ hạn | đến hạn | phải | chậm nhất | trước ngày | hẹn | due | "
    "deadline | time limit | by when"
)
NEXT = idea("lần sau | kỳ sau | tiếp theo | kế tiếp | lần tới | kỳ tới | next | following")
LATEST = idea("gần nhất | lần cuối | mới nhất | sau cùng | latest | most recent")

# --- papers

RESOLUTION = idea("nghị quyết | NQ | resolution | resolutions")
PASSED = idea("thông qua | ban hành | biểu quyết thông qua | quyết nghị | passed | adopted | approved")
NORMATIVE = idea(
    "quy phạm pháp luật | quy phạm | QPPL | VBQPPL | văn bản QPPL | văn bản quy phạm | văn bản quy phạm pháp luật | "
    "normative | legal"
)
REPORT = idea("báo cáo | BC | báo cáo tờ trình | report | reports")
REVIEWED = idea("xem xét | thẩm tra | trình | trình kỳ họp | cho ý kiến | reviewed | examined | considered")
DOCUMENT = idea(
    "tài liệu | TL | hồ sơ | văn bản | hồ sơ, tài liệu | tài liệu kỳ họp | document | documents | paper | papers"
)
SENT = idea("gửi | gửi đến | gửi tới | gửi đại biểu | phát hành | cung cấp | chuyển | sent | delivered")
ON_TIME = idea(
    "đúng hạn | kịp thời | kịp hạn | đúng thời hạn | trước hạn | đúng quy định | đảm bảo thời hạn | "
    "bảo đảm thời hạn | trong hạn | đúng thời gian | đúng thời gian quy định | on time | in time | timely | "
    "by the deadline"
)
PAPERLESS = idea(
    "không giấy | không giấy tờ | không dùng giấy | không sử dụng giấy | phi giấy tờ | paperless | no paper"
)
BROADCAST = idea(
    "truyền hình | truyền hình trực tiếp | trực tiếp | truyền trực tiếp | phát trực tiếp | phát thanh | phát sóng | "
    "phát thanh truyền hình | PTTH | tường thuật | tường thuật trực tiếp | livestream | live | broadcast | "
    "televised"
)

# --- questions and what becomes of them

QUESTION = idea("chất vấn | CV | câu hỏi | câu hỏi chất vấn | phiếu chất vấn | phiếu | question | questions")
CODE = idea(
    "mã | mã số | số hiệu | ký hiệu | số phiếu | số phiếu chất vấn | số CV | phiếu số | số ký hiệu | mã phiếu | "
    "code | id | reference"
)
ASKING = idea("hỏi | nêu | đặt | nêu câu hỏi | đặt câu hỏi | gửi câu hỏi | asked | asking | ask | asks | put | raised")
ASKER = idea("người hỏi | người chất vấn | đại biểu chất vấn | đại biểu hỏi | ĐB chất vấn | ĐB hỏi | asker | asked by")
ASKED_OF = idea(
    "bị chất vấn | được chất vấn | bị hỏi | được hỏi | người được hỏi | người bị chất vấn | hỏi ai | respondent | "
    "đối tượng chất vấn | asked of | addressed to | addressee | to whom | put to"
)
ANSWER = idea(
    "trả lời | TL | TLCV | trả lời chất vấn | giải trình | phản hồi | hồi âm | answer | answered | reply | response"
)
RESPONSIBLE = idea("chịu trách nhiệm | trách nhiệm | phụ trách | giải quyết | xử lý | responsible | in charge")
TOPIC = idea(
    "lĩnh vực | chủ đề | chuyên đề | nhóm vấn đề | nhóm lĩnh vực | nhóm nội dung | mảng | topic | field | subject | "
    "area of concern | theme | sector"
)
CONTENT = idea(
    "nội dung | tóm tắt | nội dung tóm tắt | tóm tắt nội dung | vấn đề | trích yếu | nội dung chính | "
    "nội dung cụ thể | summary | content | text | issue | what | title"
)
ORIGIN = idea(
    "nguồn gốc | xuất phát | xuất phát từ | xuất xứ | nguồn phát sinh | nguồn chất vấn | nguồn kiến nghị | căn cứ | "
    "cơ sở | nguồn vấn đề | origin | origin of the issue | arose from | comes from | came from"
)
CARRIED = idea(
    "chuyển từ kỳ trước | kỳ trước chuyển sang | chuyển sang | tồn | tồn đọng | tồn kỳ trước | chuyển tiếp | "
    "chuyển kỳ | chuyển từ kỳ họp trước | kỳ họp trước chuyển sang | từ kỳ trước | carried over | brought forward"
)
AGAIN = idea(
    "tái chất vấn | chất vấn lại | hỏi lại | tái | lại | nhắc lại | lần trước | asked again | again | repeat of"
)
SATISFIED = idea(
    "hài lòng | thỏa đáng | thoả đáng | thỏa mãn | thoả mãn | đồng ý | nhất trí | đạt yêu cầu | đồng tình | "
    "satisfied | satisfaction | satisfactory | content with | agrees"
)
DEGREE = idea("mức độ | mức | sự | ý kiến | đánh giá | degree")
PROMISE = idea(
    "lời hứa | hứa | cam kết | lời hứa, cam kết | lời hứa cam kết | cam kết, lời hứa | nội dung cam kết | "
    "nội dung hứa | promise | promised | commitment | commitments | pledge | undertaking"
)
DOING = idea("thực hiện | hoàn thành | giải quyết xong | khắc phục | làm | carried out | done | completion | complete")
CHECK = idea(
    "kiểm tra | rà soát | giám sát | giám sát lại | theo dõi | kiểm tra lại | đối chiếu | đôn đốc | hậu chất vấn | "
    "giám sát sau chất vấn | sau chất vấn | tái giám sát | check | checked | follow-up | follow up | verified"
)
RESULT = idea(
    "kết quả | KQ | tình hình | tình trạng | trạng thái | tiến độ | mức độ | hiện trạng | result | outcome | "
    "status | progress | state"
)

# --- conferences

HOST = idea("đăng cai | chủ trì | chủ nhà | nơi tổ chức | địa điểm tổ chức | host | hosted | hosting | hosted by")
SPEAKING = idea("phát biểu | tham luận | có ý kiến | trình bày | spoke | speaks | speaking | presentation | speaker")
PROPOSAL = idea(
    "kiến nghị | đề xuất | đề nghị | kiến nghị, đề xuất | đề xuất, kiến nghị | proposal | proposals | proposed"
)
ACCEPTED = idea("tiếp thu | được tiếp thu | chấp nhận | được chấp nhận | ghi nhận | chấp thuận | accepted | taken up")

# --- what other offices keep beside our fields; such a column is left out, and said

VENUE = idea("địa điểm | địa chỉ | hội trường | phòng họp | venue | place | address")
CHAIR = idea("chủ tọa | chủ toạ | người chủ trì | thư ký | đoàn thư ký | chair | chairman | secretary")
CLERK = idea(
    "người lập | người lập biểu | người nhập | cán bộ theo dõi | người theo dõi | ký tên | chữ ký | xác nhận | "
    "người phụ trách biểu | prepared by | entered by | signature | clerk"
)
CONTACT = idea("điện thoại | số điện thoại | SĐT | ĐT | email | thư điện tử | phone | telephone | contact")
MONEY = idea("kinh phí | chi phí | số tiền | triệu đồng | đồng | cost | budget spent | expenses")
VOTERS = idea("cử tri | lượt cử tri | điểm tiếp xúc | tiếp xúc cử tri | TXCT | voters")
TURNS = idea(
    "lượt | lượt ý kiến | lượt phát biểu | ý kiến thảo luận | ý kiến phát biểu | thảo luận | turns | discussion"
)
AGENDA = idea("chương trình | chương trình nghị sự | agenda | programme")
NOTE = idea("ghi chú | chú thích | diễn giải | lưu ý | note | notes | remark | remarks | comment | comments")

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


@lru_cache(8192)
def meaning(header: str) -> Meaning:
    """Return what a header says."""
    written = _WORD.findall(header)
    keys = [_key(word) for word in written]
    words: set[frozenset[Idea]] = set()
    unknown: list[str] = []
    place = 0
    while place < len(keys):
        length, ideas = _phrase(keys[place : place + _LONGEST])
        if length:
            words.add(ideas)
        elif not _NUMBERS.fullmatch(written[place]):
            unknown.append(written[place])
        place += length or 1
    return Meaning(frozenset(words), tuple(unknown))


def _phrase(keys: list[tuple[str, str]]) -> tuple[int, frozenset[Idea]]:
    """Return how many of these words are the longest known phrase from the first on, and what it may stand for."""
    for length in range(len(keys), 0, -1):
        said: set[Idea] = set()
        for accents, ideas in _phrases().get(tuple(key[0] for key in keys[:length]), ()):
            # Without accents a word may be any; with them it must be the one.
            if all(not mine[1] or mine[1] == theirs for mine, theirs in zip(keys[:length], accents, strict=True)):
                said |= ideas
        if said:
            return length, frozenset(said)
    return 0, frozenset()


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
