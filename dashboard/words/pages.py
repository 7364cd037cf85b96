"""The fixed words of the pages."""

from etl.reference import CITY, spans
from etl.text import Text

_city = spans(CITY)[-1]
COUNCIL = Text(f"Hội đồng nhân dân {_city.name[:1].lower()}{_city.name[1:]}", f"People's Council of {_city.short_name}")
PRODUCT = Text("Hoạt động Hội đồng nhân dân", "Council activity")
DATA = Text("Số liệu", "Data")
MENU = Text("Các trang", "Pages")
MORE = Text("Kỳ và lịch", "Periods")
EARLIER = Text("Kỳ trước", "Period before")
LATER = Text("Kỳ sau", "Period after")
FILTERS = Text("Lọc", "Filters")
PAGES: dict[str, Text] = {
    "overview": Text("Tổng quan", "Overview"),
    "unit": Text("Đơn vị", "Unit"),
    "compare": Text("So sánh", "Compare"),
    "questions": Text("Chất vấn", "Questions"),
    "briefings": Text("Giao ban", "Briefings"),
    "sessions": Text("Kỳ họp", "Sessions"),
    "index": Text("Chỉ số", "Index"),
    "summary": Text("Báo cáo quý", "Quarterly summary"),
    "records": Text("Bản ghi", "Records"),
    "upload": Text("Nạp số liệu", "Upload"),
    "definitions": Text("Định nghĩa", "Definitions"),
}
PERIOD = Text("Kỳ", "Period")
CALENDAR = Text("Lịch", "Calendar")
UNIT = Text("Đơn vị", "Unit")
ALL_UNITS = Text("Tất cả đơn vị", "All units")
METRIC = Text("Chỉ tiêu", "Metric")
KIND = Text("Loại bản ghi", "Kind of record")
EMPTY = Text(
    "Chưa có bản ghi nào. Hãy vào trang Nạp số liệu, tải tệp mẫu, điền và nạp.",
    "There are no records yet. Go to the page Upload, download a template, fill it in and load it.",
)
SENTENCE = Text(
    "{period}: {units} đơn vị, {reported} đã báo cáo. Trả lời chất vấn đúng hạn {on_time} ({on_time_parts}); lời hứa đã thực hiện {kept} ({kept_parts}).",
    "{period}: {units} units, {reported} have reported. Questions answered on time {on_time} ({on_time_parts}); commitments kept {kept} ({kept_parts}).",
)
AGAINST = Text("so với {period}", "against {period}")
MATRIX = Text("Đơn vị × chỉ tiêu", "Units × metrics")
MATRIX_CAPTION = Text(
    "Phần trăm của những gì đã đến hạn. Xanh: cao, vàng: thấp, theo chiều tốt của chỉ tiêu. Chữ thay cho số: không ghi, chưa đến hạn, chưa báo cáo là ba điều khác nhau.",
    "Per cent of what was due. Blue: high, amber: low, in the metric's good direction. Words stand where there is no number: not recorded, nothing due, not reported are three different things.",
)
AS_TABLE = Text("Xem dạng bảng", "As a table")
WHO_REPORTED = Text("Ai đã báo cáo", "Who has reported")
REPORTED_OF = Text("**{reported} trên {count}** đơn vị đã báo cáo", "**{reported} of {count}** units have reported")
WITH_RECORDS = Text("**{count}** đơn vị có số liệu trong kỳ", "**{count}** units have records of the period")
NOT_YET = Text("{count} đơn vị chưa báo cáo", "{count} units have not reported")
ATTENTION = Text("Cần chú ý", "What needs attention")
NONE_OVERDUE = Text("Không có chất vấn quá hạn.", "No question is overdue.")
CITY_APART = Text("Thành phố (riêng)", "City (apart)")
SERIES = Text("{metric} qua các kỳ", "{metric} over the periods")
RECORDS_OF = Text("{kind} của đơn vị trong kỳ", "{kind} of the unit in the period")
NO_ROWS = Text("Không có bản ghi nào.", "There are no records.")
ROWS = Text("{count} bản ghi", "{count} records")
LATEST_ROWS = Text(
    "Chỉ hiện {count} bản ghi mới nhất. Hãy chọn một đơn vị hoặc kỳ ngắn hơn.",
    "Only the latest {count} records are shown. Choose a unit or a shorter period.",
)
LOADS_BACK = Text(
    "Tệp tải về nạp lại được như cũ; ô suy ra (°) được để trống để lần nạp sau tự suy ra.",
    "The file loads back as it is; derived cells (°) are left empty in it and are derived again.",
)
DOWNLOAD = Text("Tải CSV", "Download CSV")
TRACE = Text("Bản ghi này từ đâu", "Where this record comes from")
CHOOSE_ROW = Text(
    "Chọn một dòng để xem nguồn và các phiên bản trước.", "Choose a row to see its source and earlier versions."
)
ORIGIN = Text("Lần nạp {upload}, tệp {file}, dòng {line}", "Upload {upload}, file {file}, row {line}")
VERSIONS = Text("Các phiên bản trước", "Earlier versions")
WITHDRAW = Text("Rút bản ghi này", "Withdraw this record")
SURE = Text("Tôi chắc chắn", "I am sure")
WITHDRAWN = Text("Đã rút; hoàn tác được ở trang Nạp số liệu.", "Withdrawn; it can be undone on the page Upload.")
TEMPLATES = Text("Tệp mẫu", "Templates")
CHOOSE_FILE = Text("Chọn tệp CSV hoặc Excel (tối đa 20 MB)", "Choose a CSV or Excel file (20 MB at most)")
UNDERSTOOD = Text("1. Đã hiểu", "1. Understood")
FINDINGS = Text("2. Lỗi và lưu ý", "2. Errors and warnings")
PREVIEW = Text("3. Xem trước", "3. Preview")
NO_FINDINGS = Text("Không có lỗi.", "No errors.")
BROKEN = Text(
    "Có lỗi nên chưa lưu gì. Hãy sửa ngay trong bảng ở trên, hoặc sửa tệp rồi chọn lại.",
    "There are errors, so nothing is stored yet. Mend them in the table above, or mend the file and choose it again.",
)
FAILED = Text(
    "Trang này gặp lỗi và dừng lại; số liệu đã lưu không bị ảnh hưởng. Hãy tải lại trang. Khi báo cho người quản trị, xin nêu mã {number}.",
    "This page failed and stopped; what is stored is not affected. Load the page again. Tell the administrator the number {number}.",
)
NOT_RECOGNISED = Text("Chưa biết là loại bản ghi nào", "The kind of record is not known yet")
SHEETS = Text("Trang tính cần nạp", "Sheets to load")
CHOOSE = Text("Chọn…", "Choose…")
ENCODING = Text("Bảng mã", "Encoding")
AS_FOUND = Text("như đã tìm ra", "as found")
TEXT_IS_RIGHT = Text("Chữ đã đúng", "The text is right")
NOT_LOADED = Text("{count} dòng không phải số liệu", "{count} rows that are no data")
LINE = Text("Dòng", "Row")
WHAT = Text("Là gì", "What it is")
FAULTS = Text("Lỗi", "Faults")
MORE_FINDINGS = Text("và {count} lỗi hoặc lưu ý khác", "and {count} more")
MEND = Text("Sửa ngay tại đây", "Mend them here")
NO_DATA = Text("Bỏ dòng", "Leave out")
NO_DATA_HELP = Text("Dòng này không phải số liệu", "This row is no data")
MEND_HELP = Text(
    "Sửa các ô rồi bấm Kiểm tra lại. Tệp của bạn không bị thay đổi.",
    "Change the cells, then check again. Your own file is not changed.",
)
CHECK_AGAIN = Text("Kiểm tra lại", "Check again")
MARKED_COPY = Text("Tải tệp có đánh dấu lỗi", "Download the file with its faults marked")
REFUSED_ROWS = Text("Tải các dòng bị từ chối kèm lý do", "Download the refused rows with reasons")
REFUSED_FILE = Text("dong-bi-tu-choi", "refused-rows")
READING = Text("Đang đọc và kiểm tra…", "Reading and checking…")
MISSING = Text(
    "{count} bản ghi đã lưu của cùng đơn vị và quý không có trong tệp. Chúng được giữ nguyên.",
    "{count} stored records of the same units and quarters are not in the file. They stay as they are.",
)
MISSING_LIST = Text("Các bản ghi ấy", "These records")
DAY = Text("Ngày", "Date")
UPLOAD = Text("Lần nạp", "Upload")
COUNTS: dict[str, Text] = {
    "read": Text("Đã đọc", "Read"),
    "new": Text("Mới", "New"),
    "changed": Text("Thay đổi", "Changed"),
    "same": Text("Như cũ", "Same"),
    "refused": Text("Từ chối", "Refused"),
    "left_out": Text("Bỏ qua", "Left out"),
}
CHANGES = Text("Thay đổi từng ô", "Changes cell by cell")
MOVED = Text("Con số sẽ đổi", "Figures that would move")
CONFIRM = Text("Xác nhận nạp", "Confirm and load")
CONFIRM_GOOD = Text("Chỉ nạp các dòng đúng", "Load the good rows only")
NOTHING_NEW = Text("Tệp không có gì mới so với số liệu đã lưu.", "The file brings nothing new.")
STORED = Text("Đã nạp: lần nạp số {upload}.", "Loaded: upload {upload}.")
HISTORY = Text("Các lần nạp", "Uploads")
UNDO = Text("Hoàn tác", "Undo")
UNDO_WHICH = Text("Hoàn tác lần nạp", "Upload to undo")
UNDONE = Text("Đã hoàn tác lần nạp {upload}.", "Upload {upload} is undone.")
NIL = Text("Báo không có", "Nothing to report")
NIL_HELP = Text(
    "Xác nhận đơn vị không có bản ghi nào của loại này trong kỳ.",
    "State that a unit had no record of this kind in the period.",
)
NIL_DONE = Text("Đã ghi nhận.", "Recorded.")
LEVEL: dict[str, Text] = {"error": Text("Lỗi", "Error"), "warning": Text("Lưu ý", "Warning")}
WAS = Text("Đang là", "What was there")
MESSAGE = Text("Giải thích", "What to do")
COLUMN = Text("Cột trong tệp", "Column in the file")
SAMPLES = Text("Trong cột ghi", "What stands in it")
FIELD = Text("Là cột", "Means")

BEFORE = Text("Trước", "Before")
AFTER = Text("Sau", "After")
RECORD = Text("Bản ghi", "Record")
DEFINITION = Text("Cách tính", "Definition")
MEASURED = Text("Đơn vị tính", "Measured in")
BETTER = Text("Chiều tốt", "Better")
DIRECTIONS: dict[str, Text] = {
    "higher": Text("cao hơn", "higher"),
    "lower": Text("thấp hơn", "lower"),
    "neither": Text("–", "–"),
}
STATES = Text("Khi không có con số", "Where there is no number")
DICTIONARY = Text("Từ điển số liệu", "Data dictionary")
METRICS = Text("Chỉ tiêu", "Metrics")
FORMATS: dict[str, str] = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}
BY_HEADERS = Text("Nhận theo tên cột", "Recognise by the headers")
MAP_CHOICES: dict[str, Text] = {"": Text("Chọn…", "Choose…"), "-": Text("Bỏ qua", "Leave out")}
MAPPING = Text("Các cột", "The columns")
TOO_LARGE = Text(
    "Tệp lớn hơn 20 MB. Hãy chia nhỏ, hoặc nạp bằng dòng lệnh.",
    "The file is larger than 20 MB. Split it, or use the command line.",
)
NUMBER = Text("Số", "No.")
WHEN = Text("Lúc", "When")
WHO = Text("Người nạp", "By")
FILE = Text("Tệp", "File")
STATE = Text("Tình trạng", "State")
UPLOAD_STATES: dict[str, Text] = {"stored": Text("đang dùng", "in use"), "undone": Text("đã hoàn tác", "undone")}
ACTS: dict[str, Text] = {
    "load": Text("nạp tệp", "file"),
    "withdraw": Text("rút bản ghi", "withdrawal"),
    "nil": Text("báo không có", "nothing to report"),
    "rules": Text("hạn trả lời theo quy định", "due dates by the rules"),
    "undo": Text("hoàn tác", "undo"),
}
IF_EMPTY = Text("Nếu để trống", "If empty")
EXAMPLE = Text("Ví dụ", "Example")
STATE_MEANS: dict[str, Text] = {
    "nothing_due": Text(
        "không có gì đến hạn hay thuộc mẫu số trong kỳ", "nothing fell due or belongs to the denominator"
    ),
    "not_recorded": Text(
        "có bản ghi nhưng không ghi cột cần cho chỉ tiêu", "there are records, but none gives the column"
    ),
    "not_reported": Text(
        "đơn vị chưa có bản ghi nào loại này trong kỳ", "the unit has no record of this kind in the period"
    ),
    "no_unit": Text("đơn vị không tồn tại trong kỳ", "the unit did not exist in the period"),
}
DERIVED = Text(
    "° : không ghi trong tệp, suy ra từ quy định hoặc từ các cột khác",
    "°: not in the file; derived by rule or from other columns",
)
XMR = Text(
    "Đường liền là mức trung bình của chính đơn vị, đường đứt là giới hạn của biến động thường thấy; hình thoi là tín hiệu.",
    "The solid line is the unit's own mean, the dashed ones the limits of its usual variation; diamonds are signals.",
)
WITHIN_CHANCE = Text("trong mức ngẫu nhiên", "within chance")
GROUP = Text("Nhóm đơn vị", "Group of units")
PARTS = Text("Tử số/mẫu số", "Numerator/denominator")
INTERVAL = Text("Khoảng tin cậy 95 %", "95% interval")
TOO_FEW = Text("Chưa đủ hai đơn vị có số liệu để so sánh.", "Fewer than two units have a figure to compare.")
DOTS = Text("Từng đơn vị và khoảng tin cậy 95 %", "Each unit with its 95% interval")
DOTS_HELP = Text(
    "Đường chấm là mức chung. Khoảng chồng lên nhau thì thứ tự không nói lên điều gì; hình thoi là đơn vị ngoài giới hạn.",
    "The dotted line is the rate of all. Where intervals overlap the order says nothing; diamonds are outside the limits.",
)
FUNNEL = Text("Biểu đồ phễu", "Funnel plot")
FUNNEL_HELP = Text(
    "Đơn vị có ít trường hợp dao động mạnh hơn, nên giới hạn rộng hơn. Ngoài đường đứt (95 %): nên xem lại; ngoài đường "
    "liền (99,8 %): khác hẳn mức chung.",
    "Units with few cases vary more, so the limits are wider. Outside the dashed line (95%): worth a look; outside the "
    "solid one (99.8%): different from the rate of all.",
)
PATH = Text("Từ câu hỏi đến việc làm", "From question to change")
STEPS: dict[str, Text] = {
    "asked": Text("Đã hỏi", "Asked"),
    "answered": Text("Đã trả lời", "Answered"),
    "promised": Text("Có lời hứa", "Promised"),
    "checked": Text("Đã kiểm tra lời hứa", "Promise checked"),
    "kept": Text("Đã thực hiện", "Kept"),
}
PATH_HELP = Text(
    "Chất vấn được nêu trong {period}, đã đi đến đâu tính đến hết ngày {day}. Không phải câu trả lời nào cũng cần lời hứa.",
    "Questions asked in {period}, and how far they had come by the end of {day}. Not every answer needs a promise.",
)
MEDIAN = Text(
    "Một nửa số chất vấn được trả lời trong {days} ngày (khoảng tin cậy 95 %: {low} – {high}); câu chưa trả lời được tính "
    "là còn chờ.",
    "Half of the questions were answered within {days} days (95% interval: {low} – {high}); the unanswered count as "
    "waiting.",
)
NO_MEDIAN = Text("Quá nửa số chất vấn còn chờ trả lời.", "More than half of the questions still wait for an answer.")
WAITING = Text("Còn chờ trả lời đến {day}", "Waiting for an answer on {day}")
OPEN = Text("Chưa trả lời", "Open")
PAST_DUE = Text("Quá hạn", "Overdue")
LONGEST = Text("Chờ lâu nhất (ngày)", "Longest wait (days)")
OPEN_LIST = Text("Danh sách {count} chất vấn chưa trả lời", "The {count} open questions")
FIND = Text("Tìm một chất vấn trong kỳ", "Find a question of the period")
FIND_WORDS = Text("Từ cần tìm, không cần dấu", "Words to find, with or without accents")
AHEAD = Text("chưa đến", "not yet")
ASKED_BEFORE = Text("Đã hỏi trước đây?", "Asked before?")
WHOLE_CITY = Text("Tìm ở mọi đơn vị", "Look in all units")
NONE_BEFORE = Text("Không có chất vấn nào trước đó hỏi gần như vậy.", "No earlier question asks much the same.")
ALIKE = Text("Giống ở: {words}", "Alike in: {words}")
IS_ASKED_AGAIN = Text("Đúng, đây là tái chất vấn", "Yes, it is asked again")
LINK_FILE = Text("tai-chat-van.csv", "asked-again.csv")
CHOOSE_QUESTION = Text("Chọn một chất vấn để xem diễn biến.", "Choose a question to see its story.")
FRAME_FROM = Text("từ {day}, bản {version}", "from {day}, version {version}")
FRAME_PARTS = Text("Các phần của khung", "Parts of the frame")
WEIGHT = Text("Trọng số", "Weight")
FLOOR = Text("Sàn (0 điểm)", "Floor (no points)")
TARGET = Text("Đích (đủ điểm)", "Target (all points)")
PLACE = Text("Thứ tự", "Place")
TIE = Text(" (ngang nhau)", " (tied)")
INDEX = Text("Chỉ số", "Index")
PARTS_COUNTED = Text("Số phần được tính", "Parts counted")
SURVIVES = Text("Giữ được thứ tự", "Order survives")
TRIED_PLACE = Text("Thứ tự theo khung thử", "Place by the trial frame")
TRIED_INDEX = Text("Chỉ số theo khung thử", "Index by the trial frame")
INDEX_HELP = Text(
    "“Giữ được thứ tự”: trong 1.000 lần đổi trọng số ngẫu nhiên ± 25 %, đơn vị vẫn đứng trên đơn vị liền sau bao nhiêu lần. "
    "Dưới 95 % thì coi là ngang nhau. Chỉ số chấm đơn vị, không chấm cá nhân.",
    "“Order survives”: of 1,000 random changes of the weights by ± 25%, how often the unit stays above the one after it. "
    "Below 95% they are tied. Units are scored, never persons.",
)
NOT_COUNTED = Text("không tính: {state}", "not counted: {state}")
WHY_LOST = Text("{value} ({parts}), đích {target}", "{value} ({parts}), target {target}")
LOST = Text("Điểm mất", "Points lost")
WHY = Text("Vì sao", "Why")
LOST_BY = Text("Điểm mất ở đâu", "Where points were lost")
NO_INDEX = Text(
    "{count} đơn vị chưa đủ {least} phần để có chỉ số", "{count} units have fewer than {least} parts and no index"
)
NO_FRAME = Text("Chưa có khung chấm điểm cho kỳ này.", "There is no scoring frame for this period.")
TRY_FRAME = Text("Thử một khung khác bên cạnh", "Try another frame beside it")
TRY_HELP = Text(
    "Khung thử chỉ hiện ở đây, không lưu. Khi được ban hành, hãy đặt tệp vào data/reference/frames.",
    "A trial frame is shown here only and is not stored. Once adopted, put its file into data/reference/frames.",
)
FRAME_FILE = Text("Tệp khung (TOML)", "Frame file (TOML)")
BEHIND = Text("Các bản ghi tạo nên con số này: {count}", "The records behind this figure: {count}")
GRAIN = Text("Độ dài kỳ", "Length of period")
REPORTED_WHAT = Text("Ai đã báo cáo gì", "Who has reported what")
MISSING_FIELDS = Text("Con số không tính được vì thiếu mục: {count}", "Figures missing for want of a field: {count}")
MISSING_HELP = Text(
    "Có bản ghi nhưng không bản ghi nào có mục cần tính. Hãy bổ sung rồi nạp lại tệp.",
    "There are records, but none gives the field. Add it and load the file again.",
)
FIELDS = Text("Mục còn thiếu", "Field missing")
BY_GROUP = Text("Theo cơ quan trả lời hoặc lĩnh vực", "By respondent or topic")
GROUP_BY = Text("Xếp theo", "Group by")
NONE_DIFFERS = Text("Không nhóm nào khác hẳn mức chung.", "No group differs from the rate of all.")
DEADLINES = Text("Thời hạn trả lời suy ra", "Derived deadlines")
DEADLINES_HELP = Text(
    "Chỉ dùng khi tệp không ghi hạn trả lời; hạn suy ra có dấu ° bên cạnh. Sửa trong data/reference/rules.csv.",
    "Used only where a file gives no date; a derived one is marked °. To be changed in data/reference/rules.csv.",
)
FORM = Text("Hình thức", "Form")
IN_FORCE = Text("Hiệu lực", "In force")
DAYS = Text("Thời hạn", "Deadline")
COUNTING: dict[str, Text] = {
    "calendar": Text("ngày", "calendar days"),
    "working": Text("ngày làm việc", "working days"),
}
LAW = Text("Căn cứ", "Law")
VERIFIED = Text("Đã kiểm chứng", "Verified")
VERIFIED_STATES: dict[str, Text] = {
    "yes": Text("rồi", "yes"),
    "partly": Text("một phần", "partly"),
    "no": Text("chưa", "no"),
}
LAST_ONE = Text("Hội nghị gần nhất: lần {number}, ngày {day}.", "The last conference: no. {number}, on {day}.")
NEXT_DUE = Text("Hội nghị tiếp theo đến hạn ngày {day}.", "The next one is due by {day}.")
NEXT_LATE = Text(
    "Hội nghị tiếp theo đến hạn ngày {day}, đã quá {days} ngày hoặc chưa được nạp.",
    "The next one was due by {day}, {days} days ago, or has not been loaded.",
)
NEXT_HOST = Text("Đơn vị đăng ký đăng cai: {host}.", "Registered to host it: {host}.")
SPEECHES = Text("Số phát biểu", "Speeches")
AFTER_DUE = Text("Chậm (ngày)", "Late (days)")
CADENCE_HELP = Text(
    "Hội nghị họp sáu tháng một lần; chậm tính từ ngày tròn sáu tháng sau hội nghị trước.",
    "The conference meets every six months; late counts from six months after the one before.",
)
WHOSE_TURN = Text("Đến lượt ai đăng cai", "Whose turn it is to host")
NEVER_HOSTED = Text(
    "{never} trên {units} đơn vị hiện nay chưa từng đăng cai.", "{never} of today's {units} units have never hosted."
)
HOSTED = Text("Số lần đăng cai", "Times hosted")
LAST_HOSTED = Text("Lần gần nhất", "Last time")
WHO_CAME = Text("Ai dự, ai phát biểu", "Who came, who spoke")
TOOK_PART: dict[str, Text] = {
    "absent": Text("vắng", "absent"),
    "came": Text("dự", "came"),
    "spoke": Text("dự, phát biểu", "came, spoke"),
}
PROPOSED = Text("Chủ đề và kiến nghị", "Topics and proposals")
LOOK_INTO = Text("Xem kỹ: {metric} →", "Look into: {metric} →")
LAST_LOAD = Text("nạp gần nhất {day}", "last load {day}")
HOW_COUNTED = Text("Số này tính thế nào", "How figures are computed")
SOURCE = Text("Nguồn: {uploads} lần nạp, gần nhất {day}", "Source: {uploads} uploads, the last on {day}")
CARD_ABOUT = Text("{days}. Số liệu đầy đủ {complete}. {source}.", "{days}. Data complete: {complete}. {source}.")
SHARE = Text("Liên kết, mã QR", "Link, QR code")
SHARE_HELP = Text("Mở đúng những gì đang xem.", "Opens what is shown here.")
MAP = Text("Bản đồ các đơn vị", "Map of the units")
MAP_HELP: dict[str, Text] = {
    "boundaries": Text(
        "Xanh: cao, vàng: thấp. Bấm vào một đơn vị để mở.", "Blue: high, amber: low. Click a unit to open it."
    ),
    "position": Text(
        "Mỗi ô là một đơn vị, xếp gần đúng vị trí. Xanh: cao, vàng: thấp, khung trống: chưa có số. Bấm để mở.",
        "A tile for each unit, roughly in its place. Blue: high, amber: low, empty frame: no number. Click to open.",
    ),
    "order": Text(
        "Mỗi ô là một đơn vị, xếp theo loại và tên, không theo vị trí. Khung trống: chưa có số. Bấm để mở.",
        "A tile for each unit, by kind and name, not by place. Empty frame: no number. Click to open.",
    ),
}
MATRIX_ALT = Text(
    "Bảng màu {units} đơn vị theo các chỉ tiêu: {metrics}. Bảng số ở ngay dưới.",
    "A heat table of {units} units by {metrics}. The numbers are in the table below.",
)
OVERDUE_ANSWERS = Text("{count} chất vấn quá hạn trả lời:", "{count} answers are overdue:")
PROMISES_PAST = Text(
    "{count} lời hứa đã quá hạn mà chưa thực hiện, trong đó {unchecked} chưa được kiểm tra.",
    "{count} promises are past their date and not kept; {unchecked} of them were never checked.",
)
NO_PROMISES_PAST = Text("Không có lời hứa nào quá hạn.", "No promise is past its date.")
SEE_FOLLOW_UP = Text("Chất vấn và lời hứa →", "Questions and promises →")
CALENDAR_OF_SESSIONS = Text("Lịch họp", "Calendar of sessions")
CALENDAR_ALT = Text("{count} kỳ họp của {units} hội đồng theo ngày.", "{count} sessions of {units} councils by day.")
CALENDAR_HELP = Text(
    "Mỗi dấu là ngày khai mạc một kỳ họp; bấm để xem.", "Each mark is the first day of a session; click to see it."
)
ADOPTION = Text("Kỳ họp không giấy tờ qua các kỳ", "Paperless sessions over the periods")
CONTENT = Text("Nội dung", "Content")
SUCCESSORS = Text("Địa bàn nay thuộc", "Its area now belongs to")
PREDECESSORS = Text("Địa bàn trước đây thuộc", "Its area belonged to")
EXTENTS: dict[str, Text] = {"whole": Text("toàn bộ", "whole"), "part": Text("một phần", "part")}
KIN_HELP = Text(
    "Chỉ để tìm đường: số liệu của đơn vị cũ không được cộng vào đơn vị mới.",
    "For finding one's way only: no figure of an old unit is carried over to a new one.",
)
MULTIPLES = Text("Từng đơn vị qua các kỳ", "Each unit over the periods")
MULTIPLES_HELP = Text(
    "Từ {first} đến {last}, cùng một thang từ 0 đến {top}; chấm cam là kỳ gần nhất có số. Bấm để mở.",
    "From {first} to {last}, one scale for all from 0 to {top}; the orange dot is the last period with a number. Click to open.",
)
MULTIPLES_ALT = Text(
    "{metric} của {units} đơn vị qua {periods} kỳ.", "{metric} of {units} units over {periods} periods."
)
AMONG = Text("{metric}, trong nhóm {group}", "{metric}, among the {group}")
AGE = Text("{low}–{high} ngày", "{low} to {high} days")
OLDER = Text("trên {low} ngày", "over {low} days")
IN_TIME = Text("Còn trong hạn hoặc không có hạn", "In time or without a date")
AGEING_HELP = Text(
    "Số ngày từ khi chất vấn của các câu chưa trả lời.",
    "Days since they were asked, of the questions not yet answered.",
)
REMINDERS = Text("Cần đôn đốc", "To be reminded of")
REMINDED: dict[str, Text] = {
    "answer": Text("Trả lời quá hạn", "Answer overdue"),
    "check": Text("Lời hứa đến hạn, chưa kiểm tra", "Promise due, never checked"),
    "promise": Text("Lời hứa đã kiểm tra, chưa thực hiện", "Promise checked, not kept"),
}
NOTHING_TO_REMIND = Text("Không có câu trả lời hay lời hứa nào quá hạn.", "No answer and no promise is past its date.")
DUE = Text("Hạn", "Due")
DAYS_LATE = Text("Quá hạn (ngày)", "Late (days)")
REMINDERS_FILE = Text("don-doc", "reminders")
REMINDERS_HELP = Text(
    "Tính đến hết ngày {day}, xếp theo cơ quan. Chọn một dòng để mở chất vấn; chép hoặc tải bảng để gửi.",
    "As of the end of {day}, by office. Choose a row to open its question; copy or download the table to send it.",
)
ALL_QUESTIONS = Text("Tất cả chất vấn", "All questions")
NO_SUCH_QUESTION = Text("Không còn chất vấn này trong số liệu.", "This question is not in the records any more.")
MET = Text("đã họp", "met")
DUE_THEN = Text("đến hạn", "due")
TODAY = Text("hôm nay", "today")
LINE_HELP = Text(
    "Chấm: hội nghị đã họp; vạch: ngày tròn sáu tháng sau hội nghị trước; đoạn cam: thời gian chậm.",
    "Dots: conferences held; ticks: six months after the one before; orange: how late.",
)
METHODS = Text("Cách so sánh", "How comparisons are made")
METHOD_NOTES: tuple[tuple[Text, Text], ...] = (
    (
        Text("Khoảng tin cậy 95 %", "95% interval"),
        Text(
            "khoảng Wilson của một tỷ lệ; mẫu số càng nhỏ khoảng càng rộng. Hai khoảng chồng lên nhau thì chưa nói được đơn vị nào cao hơn.",
            "Wilson's interval of a share; the smaller the denominator, the wider. Where two overlap neither can be called higher.",
        ),
    ),
    (
        Text("Khác hẳn, nên xem lại", "Differs, worth a look"),
        Text(
            "theo giới hạn nhị thức chính xác quanh mức chung: ngoài 99,8 % là khác hẳn, giữa 95 % và 99,8 % là nên xem lại. "
            "Khi các đơn vị khác nhau nhiều hơn mức ngẫu nhiên, giới hạn được nới và có ghi chú.",
            "by exact binomial limits about the rate of all: outside 99.8% differs, between 95% and 99.8% is worth a look. "
            "Where units differ more than chance makes them the limits are moved out, and that is said.",
        ),
    ),
    (
        Text("Tăng, giảm", "Rose, fell"),
        Text(
            "chỉ nói khi biểu đồ XmR của chính chuỗi có tín hiệu: một kỳ ngoài giới hạn, 8 kỳ liền cùng một phía của trung bình, "
            "hoặc 6 kỳ liền cùng chiều.",
            "said only where the series' own XmR chart has a signal: a period outside the limits, 8 running on one side of the "
            "mean, or 6 running in one direction.",
        ),
    ),
    (
        Text("So với kỳ trước", "Against the period before"),
        Text(
            "hiệu của hai tỷ lệ với khoảng 95 %; khoảng chứa số 0 thì là “trong mức ngẫu nhiên”.",
            "the difference of two shares with its 95% interval; where it holds 0 the change is “within chance”.",
        ),
    ),
    (
        Text("Thời gian chờ trả lời", "Time to answer"),
        Text(
            "đường Kaplan-Meier: câu chưa trả lời được tính là còn chờ, không bị bỏ ra.",
            "a Kaplan-Meier curve: the unanswered count as waiting and are not left out.",
        ),
    ),
)
SHEET = Text("Trang tính", "Sheet")
WHAT_CAME = Text(
    "Hội nghị lần {number} ({day}): {proposals} kiến nghị, {proposals_accepted} được tiếp thu, {proposals_done} đã làm.",
    "Conference no. {number} ({day}): {proposals} proposals, {proposals_accepted} accepted, {proposals_done} done.",
)
NO_NUMBERS = Text("Chưa kỳ nào có số cho chỉ tiêu này.", "No period has a number for this metric yet.")
