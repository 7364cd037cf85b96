"""The fixed words of pages and exports."""

from etl.text import Text

# Figures
POINTS = Text("điểm %", "points")
STILL_WAITING = Text("quá nửa còn chờ", "over half still waiting")

# What the records are
BANDS: dict[str, Text] = {
    "demo": Text("Số liệu minh họa, không phải số liệu thật", "Demonstration data, not real figures"),
    "public": Text("Tổng hợp từ báo chí, chưa đầy đủ", "Gathered from press reports, incomplete"),
}

# Summary
SUMMARY_TITLE = Text("Tổng hợp hoạt động Hội đồng nhân dân – {period}", "Summary of council activity – {period}")
SUMMARY_UNIT = Text("Đơn vị: {unit}", "Unit: {unit}")
SUMMARY_UNITS = Text("{city}: {count} đơn vị trực thuộc", "{city}: {count} units below the city")
SUMMARY_PERIOD = Text("{calendar}: {days}", "{calendar}: {days}")
SUMMARY_AS_OF = Text("Số liệu chốt hết ngày {day}", "Figures as of the end of {day}")
ALL_UNITS = Text("Toàn thành phố, cộng {count} đơn vị trực thuộc", "All {count} units below the city together")
REPORTED_UNITS = Text(
    "{reported} trên {count} đơn vị đã báo cáo trong kỳ.", "{reported} of {count} units have reported in the period."
)
BY_UNIT = Text("Theo từng đơn vị", "Unit by unit")
CITY_COUNCIL = Text("Hội đồng nhân dân thành phố", "The city's own council")
CITY_APART = Text("Tính riêng, không cộng vào tổng các đơn vị.", "Shown apart; it is not part of the units' total.")
EVERY_KIND = Text("Mọi loại bản ghi", "Every kind of record")
STANDING_OUT = Text("Điều đáng chú ý", "What stands out")
NO_COMPARISON = Text(
    "Bản ghi được tổng hợp từ báo chí, chưa đầy đủ, nên không so sánh các đơn vị hay các kỳ.",
    "The records were gathered from press reports and are incomplete, so neither units nor periods are compared.",
)
NOTHING_STANDS_OUT = Text(
    "Không có con số nào của kỳ này khác hẳn các đơn vị khác, kỳ trước hay chuỗi của chính đơn vị.",
    "No figure of this period differs from the other units, the period before or the unit's own series.",
)
SOURCES = Text("Nguồn số liệu", "Sources")
NO_SOURCES = Text("Chưa nạp tệp nào.", "No file has been loaded.")
DEFINITIONS = Text("Định nghĩa", "Definitions")
NOTES = Text("Ghi chú", "Notes")
SUMMARY = Text("Tổng hợp", "Summary")
UNITS = Text("Đơn vị", "Units")

# Column headers
METRIC = Text("Chỉ tiêu", "Metric")
VALUE = Text("Giá trị", "Value")
NUMERATOR = Text("Tử số", "Numerator")
DENOMINATOR = Text("Mẫu số", "Denominator")
BEFORE = Text("Kỳ trước", "Previous")
CHANGE = Text("Thay đổi", "Change")
STATE = Text("Tình trạng", "State")
SECTION = Text("Phần", "Section")
UNIT = Text("Đơn vị", "Unit")
UPLOAD = Text("Lần nạp", "Upload")
FILE = Text("Tệp", "File")
ACCOUNT = Text("Người nạp", "Loaded by")
LOADED_AT = Text("Thời điểm (giờ Việt Nam)", "Loaded at (Vietnam time)")
DEFINITION = Text("Cách tính", "Definition")

# What an upload without a file did
ACTS: dict[str, Text] = {
    "rules": Text("(hạn trả lời theo quy định mới)", "(due dates by the rules as they are now)"),
    "withdraw": Text("(rút bản ghi)", "(records withdrawn)"),
    "nil": Text("(báo không có)", "(nothing to report)"),
}

# Notes
NOTE_STATES = Text(
    "“Chưa báo cáo”: đơn vị chưa có bản ghi nào về nội dung này trong kỳ. “Không ghi”: có bản ghi nhưng để trống mục "
    "cần tính. “Chưa đến hạn”: mẫu số bằng 0. “Không có đơn vị”: đơn vị không tồn tại trong kỳ. Các trường hợp này "
    "không phải là số 0.",
    "“Not reported”: the unit has no record on the matter in the period. “Not recorded”: there are records, but they "
    "leave the fields empty. “Nothing due”: the denominator is 0. “No such unit then”: the unit did not exist in the "
    "period. None of these is a zero.",
)
NOTE_CHANGE = Text(
    "Kỳ trước: {period} ({days}). Thay đổi được tính từ số chưa làm tròn; với tỷ lệ, tính bằng điểm phần trăm.",
    "Previous period: {period} ({days}). Changes are computed before rounding; those of shares are percentage points.",
)
NOTE_TOTAL = Text(
    "Số chung của thành phố chỉ cộng các đơn vị có số liệu ở từng chỉ tiêu.",
    "The figures of all units together add up the units that have a value for each metric.",
)
NOTE_RUNNING = Text(
    "Kỳ chưa kết thúc: số liệu tính đến hết ngày {day}, nên chưa so sánh được với trọn kỳ trước.",
    "The period is not over: figures run to the end of {day} and do not yet compare with the whole previous period.",
)
