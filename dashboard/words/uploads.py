"""Words for many files at once, and for what an undo will do."""

from etl.text import Text

MANY = Text("Nhiều tệp trong một đợt", "Many files in one go")
MANY_HELP = Text(
    "Mỗi tệp là một lần nạp riêng; tệp có lỗi không cản tệp đúng. Cả đợt có thể hoàn tác cùng lúc.",
    "Each file is an upload of its own; a faulty one does not hinder the others. All of it can be undone together.",
)
TOO_MUCH = Text(
    "Tổng dung lượng các tệp vượt quá 20 MB. Hãy nén lại, chia nhỏ, hoặc nạp bằng dòng lệnh.",
    "The files together are larger than 20 MB. Pack them, split them, or use the command line.",
)
LOOKING = Text("Đang đọc và kiểm tra {done}/{count}: {file}", "Reading and checking {done}/{count}: {file}")
LOADING = Text("Đang nạp {done}/{count}: {file}", "Loading {done}/{count}: {file}")
STOP = Text("Dừng", "Stop")
GO_ON = Text("Làm tiếp {count} tệp còn lại", "Go on with the {count} files left")
STOPPED = Text(
    "Đã dừng sau {done}/{count} tệp. Những gì đã nạp vẫn được giữ.",
    "Stopped after {done} of {count} files. What is loaded stays.",
)
SUMMARY = Text("{count} tệp: {states}.", "{count} files: {states}.")
UNITS = Text("Đơn vị", "Units")
TO_MEND = Text("Điều cần sửa", "What to mend")
AND_MORE = Text("{first} (và {count} điều khác)", "{first} (and {count} more)")
LOAD_GOOD = Text("Nạp {count} tệp đúng", "Load the {count} good files")
GOOD_ROWS_TOO = Text("Nạp cả các dòng đúng của {count} tệp có lỗi", "Load the good rows of {count} faulty files, too")
NOTHING_GOOD = Text("Không có tệp nào để nạp.", "There is no file to load.")
LOADED = Text(
    "Đã nạp {files} tệp trong đợt {group}: {new} bản ghi mới, {changed} thay đổi.",
    "{files} files loaded in group {group}: {new} new records, {changed} changed.",
)
NOTHING_NEW = Text("Không có gì mới so với số liệu đã lưu.", "Nothing is new.")
NONE_LOADED = Text("Không tệp nào được nạp.", "No file was loaded.")
HANDED_BACK = Text("Tải {count} tệp trả lại, có đánh dấu lỗi", "Download the {count} files handed back, faults marked")
BUNDLE = Text("nhieu-tep", "files")
HANDED_BACK_FILE = Text("tra-lai", "handed-back")

GROUP = Text("Đợt {group}: {count} lần nạp", "Group {group}: {count} uploads")
UNDONE_UPLOAD = Text("hoàn tác lần nạp {upload}", "undo of upload {upload}")
UNDONE_GROUP = Text("Đợt {group}: hoàn tác {count} lần nạp", "Group {group}: undo of {count} uploads")
PARTLY = Text("một phần đang dùng", "partly in use")
WHAT_UNDO_DOES = Text("Hoàn tác sẽ làm gì", "What the undo will do")
MORE_UPLOADS = Text("và {count} lần nạp khác cùng đợt", "and {count} more uploads of the group")
NEXT_FILE = Text("Nạp tệp khác", "Load another file")
TAKE_BACK = Text("Hoàn tác lần nạp này…", "Take this upload back…")
UNDO_COUNTS: dict[str, Text] = {
    "removed": Text("bỏ {count} bản ghi", "{count} records are taken out"),
    "changed": Text("{count} bản ghi trở về như trước", "{count} records are put back as they were"),
    "restored": Text("khôi phục {count} bản ghi đã bị bỏ", "{count} records that were taken out come back"),
}
UNDO_NOTHING = Text("không bản ghi nào đổi", "no record changes")
UNDO_FIGURES = Text("{count} con số sẽ đổi", "{count} figures will change")
NO_FIGURES = Text("Không con số nào đổi.", "No figure changes.")
UNDO_ENDS = Text("Việc hoàn tác cũng có thể hoàn tác.", "The undo can itself be undone.")
UNDO_SURE = Text("Đồng ý, hoàn tác", "Yes, undo")
UNDONE_MANY = Text("Đã hoàn tác {count} lần nạp.", "{count} uploads are undone.")
