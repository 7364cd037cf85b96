"""How offices write a value, and what a careful reader takes it for: a typed value, nothing, or a question (`ASK`).

A `Writing` is one way of writing the values of a type; a column of a file keeps to one, as a clerk does. Choices and
yes/no are lists of words. What everybody writes (`EVERYDAY`) is in both parts; everything else is in one.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

Part = Literal["seen", "held"]
PARTS: tuple[Part, ...] = ("seen", "held")


class _Ask:
    """What a careful reader does not decide alone."""

    def __repr__(self) -> str:
        return "ASK"


ASK: Final = _Ask()


def folded(text: str) -> str:
    """Return the letters and digits of a wording, without accents and capitals: variants of it stay in one part."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if sign.isalnum() or sign in "%✓")


def part_of(*wording: str) -> Part:
    """Return the part a wording belongs to; of a header of two rows, of both names together."""
    digest = hashlib.sha256("|".join(map(folded, wording)).encode()).digest()
    return "held" if digest[0] % 3 == 0 else "seen"


def of_part(words: tuple[str, ...], part: Part) -> tuple[str, ...]:
    """Return the words of one part, all of them where it has none."""
    return tuple(word for word in words if part_of(word) == part) or words


def of_language(words: tuple[str, ...], *, english: bool) -> tuple[str, ...]:
    """Return the English words, which come last and need no accents, or the others; all where there is none."""
    others = len(words)
    while others and words[others - 1].isascii():
        others -= 1
    return (words[others:] if english else words[:others]) or words


@dataclass(frozen=True)
class Writing:
    """One way of writing a value. `name` tells it from the others and is what is reported.

    `reads` is what a careful reader takes the text for, given the value meant; `can` tells which values are written so.
    """

    name: str
    write: Callable[[Any], str]
    everyday: bool = False
    english: bool = False
    reads: Callable[[Any], Any] = lambda value: value
    can: Callable[[Any], bool] = lambda _value: True


def _asks(_value: Any) -> Any:
    return ASK


def asks(writing: Writing) -> bool:
    """Tell whether a careful reader would ask back about what is written so."""
    return writing.reads is _asks


# Numbers -----------------------------------------------------------------------------------------------------------

_PLAIN = Writing("28", str, everyday=True)
_PADDED = Writing("08", lambda value: f"{value:02}")
_SPACED = Writing("28 and a space", lambda value: f" {value} ")


def _counted(*words: str) -> tuple[Writing, ...]:
    return tuple(Writing(f"28 {word}", lambda value, word=word: f"{value} {word}") for word in words)


def _counted_padded(*words: str) -> tuple[Writing, ...]:
    return tuple(Writing(f"08 {word}", lambda value, word=word: f"{value:02} {word}") for word in words)


_PEOPLE = (
    _PLAIN,
    _PADDED,
    _SPACED,
    *_counted("ĐB", "đại biểu", "người", "đ/c", "vị", "đồng chí"),
    *_counted_padded("đại biểu", "người"),
    Writing("28ĐB", lambda value: f"{value}ĐB"),
    Writing("28 (người)", lambda value: f"{value} (người)"),
)
_THINGS = (_PLAIN, _PADDED, _SPACED)

NUMBERS: dict[str, tuple[Writing, ...]] = {
    "delegates_total": _PEOPLE,
    "delegates_present": (*_PEOPLE, Writing("khoảng 28", lambda value: f"khoảng {value}", reads=_asks)),
    "delegates_excused": _PEOPLE,
    "delegates": _PEOPLE,
    "resolutions_passed": (*_THINGS, *_counted("NQ", "nghị quyết"), *_counted_padded("nghị quyết", "NQ")),
    "resolutions_normative": (*_THINGS, *_counted("NQ", "nghị quyết", "văn bản"), *_counted_padded("nghị quyết")),
    "reports_reviewed": (*_THINGS, *_counted("BC", "báo cáo"), *_counted_padded("báo cáo", "BC")),
    "documents_total": (*_THINGS, *_counted("tài liệu", "văn bản", "TL", "bản"), *_counted_padded("tài liệu")),
    "documents_on_time": (*_THINGS, *_counted("tài liệu", "văn bản", "TL"), *_counted_padded("văn bản")),
    "proposals": (*_THINGS, *_counted("kiến nghị", "KN", "ý kiến", "đề xuất"), *_counted_padded("kiến nghị")),
    "proposals_accepted": (*_THINGS, *_counted("kiến nghị", "KN", "đề xuất"), *_counted_padded("kiến nghị")),
    "proposals_done": (*_THINGS, *_counted("kiến nghị", "KN")),
}

_ORDINALS = (
    *("không", "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"),
    *("mười một", "mười hai", "mười ba", "mười bốn", "mười lăm", "mười sáu", "mười bảy", "mười tám", "mười chín"),
    *("hai mươi", "hai mươi mốt", "hai mươi hai", "hai mươi ba", "hai mươi tư", "hai mươi lăm"),
)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


def ordinal(number: int) -> str:
    """Return a number in words as it follows “thứ”: nhất, hai, ba, tư, …"""
    return "nhất" if number == 1 else _ORDINALS[number]


def _titled(number: int) -> str:
    return ordinal(number).title()


def _is_small(number: int) -> bool:
    return number < len(_ORDINALS)


def _has_roman(number: int) -> bool:
    return number < len(_ROMAN)


NUMBERS["session_no"] = (
    _PLAIN,
    _PADDED,
    Writing("thứ 3", lambda n: f"thứ {n}"),
    Writing("Thứ 3", lambda n: f"Thứ {n}"),
    Writing("Kỳ họp thứ 3", lambda n: f"Kỳ họp thứ {n}"),
    Writing("Kỳ 3", lambda n: f"Kỳ {n}"),
    Writing("Kỳ họp số 3", lambda n: f"Kỳ họp số {n}"),
    Writing("Kỳ họp lần thứ 3", lambda n: f"Kỳ họp lần thứ {n}"),
    Writing("KH thứ 3", lambda n: f"KH thứ {n}"),
    Writing("KH 03", lambda n: f"KH {n:02}"),
    Writing("Lần thứ 3", lambda n: f"Lần thứ {n}"),
    Writing("Kỳ họp thứ ba", lambda n: f"Kỳ họp thứ {ordinal(n)}", can=_is_small),
    Writing("Kỳ họp thứ Ba", lambda n: f"Kỳ họp thứ {_titled(n)}", can=_is_small),
    Writing("Kỳ thứ ba", lambda n: f"Kỳ thứ {ordinal(n)}", can=_is_small),
    Writing("thứ ba", lambda n: f"thứ {ordinal(n)}", can=_is_small),
    Writing("Thứ Ba", lambda n: f"Thứ {_titled(n)}", can=_is_small),
    Writing("KỲ HỌP THỨ BA", lambda n: f"Kỳ họp thứ {ordinal(n)}".upper(), can=_is_small),
    Writing("Kỳ họp thứ III", lambda n: f"Kỳ họp thứ {_ROMAN[n]}", can=_has_roman),
    Writing("III", lambda n: _ROMAN[n], can=_has_roman),
    Writing("Kỳ họp thứ ba (thứ 3)", lambda n: f"Kỳ họp thứ {ordinal(n)} (thứ {n})", can=_is_small),
    Writing("Kỳ họp thứ 3, HĐND khóa XVI", lambda n: f"Kỳ họp thứ {n}, HĐND khóa XVI"),
    Writing("Khóa XVI, kỳ 5", lambda n: f"Khóa XVI, kỳ {n}"),
    Writing("Kỳ họp thứ 3 và 4", lambda n: f"Kỳ họp thứ {n} và {n + 1}", reads=_asks),
    Writing("Session 3", lambda n: f"Session {n}", english=True),
)
NUMBERS["conference_no"] = (
    _PLAIN,
    _PADDED,
    Writing("thứ 2", lambda n: f"thứ {n}"),
    Writing("Lần 2", lambda n: f"Lần {n}"),
    Writing("Lần thứ 2", lambda n: f"Lần thứ {n}"),
    Writing("lần thứ hai", lambda n: f"lần thứ {ordinal(n)}", can=_is_small),
    Writing("Lần thứ Hai", lambda n: f"Lần thứ {_titled(n)}", can=_is_small),
    Writing("Hội nghị lần thứ Nhất", lambda n: f"Hội nghị lần thứ {_titled(n)}", can=_is_small),
    Writing("Hội nghị giao ban lần thứ 2", lambda n: f"Hội nghị giao ban lần thứ {n}"),
    Writing("Giao ban lần 2", lambda n: f"Giao ban lần {n}"),
    Writing("HN lần 2", lambda n: f"HN lần {n}"),
    Writing("HNGB lần thứ 2", lambda n: f"HNGB lần thứ {n}"),
    Writing("thứ hai", lambda n: f"thứ {ordinal(n)}", can=_is_small),
    Writing("II", lambda n: _ROMAN[n], can=_has_roman),
    Writing("lần thứ II", lambda n: f"lần thứ {_ROMAN[n]}", can=_has_roman),
    Writing("Conference 2", lambda n: f"Conference {n}", english=True),
)


def _comma(days: float) -> str:
    return f"{days:g}".replace(".", ",")


def _is_whole(days: float) -> bool:
    return days == int(days)


DAYS: tuple[Writing, ...] = (
    Writing("2,5", _comma, everyday=True),
    Writing("2.5", lambda days: f"{days:g}"),
    Writing("2,5 ngày", lambda days: f"{_comma(days)} ngày"),
    Writing("02 ngày", lambda days: f"{int(days):02} ngày", can=_is_whole),
    Writing("2,5 (ngày)", lambda days: f"{_comma(days)} (ngày)"),
    Writing(
        "2 ngày rưỡi / nửa ngày",
        lambda days: f"{int(days)} ngày rưỡi" if days > 1 else "nửa ngày",
        can=lambda days: not _is_whole(days),
    ),
    Writing("1/2 ngày", lambda _days: "1/2 ngày", can=lambda days: days == 0.5),
    Writing("2.5 days", lambda days: f"{days:g} days", english=True),
    Writing("5 buổi", lambda days: f"{int(days * 2)} buổi", reads=_asks),
)

# Dates -------------------------------------------------------------------------------------------------------------


def _official(day: dt.date) -> str:
    """Write a day as official papers do: a leading zero for days below 10 and for January and February."""
    return (
        f"{day.day:02} tháng {day.month:02} năm {day.year}"
        if day.month < 3
        else (f"{day.day:02} tháng {day.month} năm {day.year}")
    )


DATES: tuple[Writing, ...] = (
    Writing("05/03/2026", lambda day: f"{day:%d/%m/%Y}", everyday=True),
    Writing("a date cell", lambda day: day.isoformat(), everyday=True),  # in a workbook a real date
    Writing("5/3/2026", lambda day: f"{day.day}/{day.month}/{day.year}"),
    Writing("05/3/2026", lambda day: f"{day.day:02}/{day.month}/{day.year}"),
    Writing("5/3/26", lambda day: f"{day.day}/{day.month}/{day:%y}"),
    Writing("05/03/26", lambda day: f"{day:%d/%m/%y}"),
    Writing("05-03-2026", lambda day: f"{day:%d-%m-%Y}"),
    Writing("5-3-2026", lambda day: f"{day.day}-{day.month}-{day.year}"),
    Writing("05.03.2026", lambda day: f"{day:%d.%m.%Y}"),
    Writing("5.3.2026", lambda day: f"{day.day}.{day.month}.{day.year}"),
    Writing("2026-03-05", lambda day: day.isoformat()),
    Writing("2026/03/05", lambda day: f"{day:%Y/%m/%d}"),
    Writing("ngày 05 tháng 3 năm 2026", lambda day: f"ngày {_official(day)}"),
    Writing("Ngày 05 tháng 3 năm 2026", lambda day: f"Ngày {_official(day)}"),
    Writing("05 tháng 3 năm 2026", _official),
    Writing("ngày 5/3/2026", lambda day: f"ngày {day.day}/{day.month}/{day.year}"),
    Writing("Ngày 05/03/2026", lambda day: f"Ngày {day:%d/%m/%Y}"),
    Writing("05 / 03 / 2026", lambda day: f"{day:%d / %m / %Y}"),
    Writing("05/03/2026 08:00", lambda day: f"{day:%d/%m/%Y} 08:00"),
    Writing("8h00 ngày 05/3/2026", lambda day: f"8h00 ngày {day.day:02}/{day.month}/{day.year}"),
    Writing("08 giờ 00, ngày 05/3/2026", lambda day: f"08 giờ 00, ngày {day.day:02}/{day.month}/{day.year}"),
    Writing("sáng 05/3/2026", lambda day: f"sáng {day.day:02}/{day.month}/{day.year}"),
    Writing("Sáng ngày 05/3/2026", lambda day: f"Sáng ngày {day.day:02}/{day.month}/{day.year}"),
    Writing("Thứ Năm, 05/03/2026", lambda day: f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"),
    Writing("5 March 2026", lambda day: f"{day.day} {MONTHS[day.month]} {day.year}", english=True),
    Writing("tháng 3/2026", lambda day: f"tháng {day.month}/{day.year}", reads=_asks),
    Writing("05/3", lambda day: f"{day.day:02}/{day.month}", reads=_asks),
    Writing("Quý I/2026", lambda day: f"Quý {_ROMAN[(day.month + 2) // 3]}/{day.year}", reads=_asks),
    Writing("đầu tháng 3/2026", lambda day: f"đầu tháng {day.month}/{day.year}", reads=_asks),
)
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
MONTHS = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# What stands in a cell that has no value yet, beside nothing at all.
EMPTY: tuple[str, ...] = ("-", "…", "...", "–", "chưa có", "Chưa có", "không có", "Không có", "N/A", "- ", "(trống)")
EMPTY_DATE: tuple[str, ...] = (
    "-",
    "…",
    "chưa có",
    "Chưa trả lời",
    "chưa",
    "Chưa",
    "không có",
    "…/…/2026",
    "Đang chờ",
    "N/A",
)

# Terms -------------------------------------------------------------------------------------------------------------

TERMS: tuple[Writing, ...] = (
    Writing("2021-2026", str, everyday=True),
    Writing("2021 - 2026", lambda term: term.replace("-", " - ")),
    Writing("2021–2026", lambda term: term.replace("-", "–")),
    Writing("Nhiệm kỳ 2021-2026", lambda term: f"Nhiệm kỳ {term}"),
    Writing("nhiệm kỳ 2021 - 2026", lambda term: f"nhiệm kỳ {term.replace('-', ' - ')}"),
    Writing("NK 2021-2026", lambda term: f"NK {term}"),
    Writing("2021/2026", lambda term: term.replace("-", "/")),
    Writing("HĐND nhiệm kỳ 2021-2026", lambda term: f"HĐND nhiệm kỳ {term}"),
    Writing("khóa 2021-2026", lambda term: f"khóa {term}"),
    Writing("Term 2021-2026", lambda term: f"Term {term}", english=True),
    Writing("2021-26", lambda term: f"{term[:5]}{term[-2:]}"),
)

# Units: (kind, name of the unit without its kind) -> text --------------------------------------------------------------

_KINDS = {
    "ward": "phường",
    "commune": "xã",
    "special_zone": "đặc khu",
    "urban_district": "quận",
    "rural_district": "huyện",
    "city_district": "thành phố",
}
_SHORT = {
    "ward": "P",
    "commune": "X",
    "special_zone": "ĐK",
    "urban_district": "Q",
    "rural_district": "H",
    "city_district": "TP",
}

Unit = dict[str, str]  # a row of the list of units


def _kind(unit: Unit) -> str:
    return _KINDS[unit["kind"]]


def _name(unit: Unit) -> str:
    return unit["short_name"]


def without_accents(text: str) -> str:
    """Return a text as it is typed where nobody can write accents."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


UNITS: tuple[Writing, ...] = (
    Writing("Phường X", lambda unit: unit["name"], everyday=True),
    Writing("X", _name, everyday=True),
    Writing("phường X", lambda unit: f"{_kind(unit)} {_name(unit)}"),
    Writing("PHƯỜNG X", lambda unit: unit["name"].upper()),
    Writing("P. X", lambda unit: f"{_SHORT[unit['kind']]}. {_name(unit)}"),
    Writing("P.X", lambda unit: f"{_SHORT[unit['kind']]}.{_name(unit)}"),
    Writing("P X", lambda unit: f"{_SHORT[unit['kind']]} {_name(unit)}"),
    Writing("HĐND phường X", lambda unit: f"HĐND {_kind(unit)} {_name(unit)}"),
    Writing("HĐND P. X", lambda unit: f"HĐND {_SHORT[unit['kind']]}. {_name(unit)}"),
    Writing("HĐND P.X", lambda unit: f"HĐND {_SHORT[unit['kind']]}.{_name(unit)}"),
    Writing("Hội đồng nhân dân phường X", lambda unit: f"Hội đồng nhân dân {_kind(unit)} {_name(unit)}"),
    Writing("Thường trực HĐND phường X", lambda unit: f"Thường trực HĐND {_kind(unit)} {_name(unit)}"),
    Writing("TT HĐND phường X", lambda unit: f"TT HĐND {_kind(unit)} {_name(unit)}"),
    Writing("TTHĐND phường X", lambda unit: f"TTHĐND {_kind(unit)} {_name(unit)}"),
    Writing("TT. HĐND P.X", lambda unit: f"TT. HĐND {_SHORT[unit['kind']]}.{_name(unit)}"),
    Writing("Văn phòng HĐND phường X", lambda unit: f"Văn phòng HĐND {_kind(unit)} {_name(unit)}"),
    Writing("X (phường)", lambda unit: f"{_name(unit)} ({_kind(unit)})"),
    Writing("Phường X - TP Hải Phòng", lambda unit: f"{unit['name']} - TP Hải Phòng"),
    Writing("phường X, thành phố Hải Phòng", lambda unit: f"{_kind(unit)} {_name(unit)}, thành phố Hải Phòng"),
    Writing("Phuong X", lambda unit: without_accents(unit["name"])),
    Writing("11311", lambda unit: unit["code"]),
    Writing("11311 - Phường X", lambda unit: f"{unit['code']} - {unit['name']}"),
    Writing("UBND phường X", lambda unit: f"UBND {_kind(unit)} {_name(unit)}", reads=_asks),
    Writing("HĐND - UBND phường X", lambda unit: f"HĐND - UBND {_kind(unit)} {_name(unit)}", reads=_asks),
    Writing("Đảng ủy phường X", lambda unit: f"Đảng ủy {_kind(unit)} {_name(unit)}", reads=_asks),
)

# Yes and no --------------------------------------------------------------------------------------------------------

YesNo = tuple[str, str]
_ANY_YES_NO: tuple[YesNo, ...] = (
    ("Có", "Không"),
    ("có", "không"),
    ("CÓ", "KHÔNG"),
    ("Có", "không"),
    ("x", ""),
    ("X", ""),
    ("✓", ""),
    ("√", ""),
    ("v", ""),
    ("Co", "Khong"),
    ("Đúng", "Sai"),
    ("Yes", "No"),
    ("Y", "N"),
    ("1", "0"),
    ("true", "false"),
    ("C", "K"),
)
YES_NO: dict[str, tuple[YesNo, ...]] = {
    "paperless": (
        *_ANY_YES_NO,
        ("Đã thực hiện", "Chưa thực hiện"),
        ("Có thực hiện", "Không thực hiện"),
        ("Đạt", "Chưa đạt"),
    ),
    "broadcast": (*_ANY_YES_NO, ("Có phát", "Không phát"), ("Có truyền hình", "Không truyền hình"), ("Có", "Chưa")),
    "carried_over": (
        *_ANY_YES_NO,
        ("Chuyển tiếp", "Mới"),
        ("Kỳ trước chuyển sang", "Phát sinh mới"),
        ("Có", "Câu hỏi mới"),
    ),
    "satisfied": (
        *_ANY_YES_NO,
        ("Hài lòng", "Không hài lòng"),
        ("Hài lòng", "Chưa hài lòng"),
        ("Đồng ý", "Không đồng ý"),
        ("Đồng ý", "Chưa đồng ý"),
        ("Thỏa đáng", "Chưa thỏa đáng"),
        ("Đạt", "Không đạt"),
        ("Đạt yêu cầu", "Chưa đạt yêu cầu"),
        ("Nhất trí", "Chưa nhất trí"),
        ("Rất hài lòng", "Chưa hài lòng"),
    ),
    "attended": (
        *_ANY_YES_NO,
        ("Có mặt", "Vắng"),
        ("Có dự", "Không dự"),
        ("Dự", "Vắng mặt"),
        ("Tham dự", "Không tham dự"),
        ("Có mặt", "Vắng mặt"),
        ("Đã dự", "Vắng"),
        ("Đủ", "Vắng"),
        ("Tham gia", "Không tham gia"),
        ("Dự đầy đủ", "Vắng có lý do"),
    ),
    "spoke": (
        *_ANY_YES_NO,
        ("Có phát biểu", "Không phát biểu"),
        ("Phát biểu", "Không"),
        ("Có tham luận", "Không tham luận"),
        ("Đã phát biểu", "Chưa phát biểu"),
    ),
}
# Words in a column of yes and no that are neither.
YES_NO_ASK: dict[str, tuple[str, ...]] = {
    "paperless": ("Một phần", "Kết hợp giấy và điện tử", "Thí điểm"),
    "broadcast": ("Phát lại", "Phiên khai mạc", "Một phần"),
    "satisfied": ("Cơ bản hài lòng", "Một phần", "Không ý kiến", "Chưa có ý kiến"),
    "attended": ("Dự trực tuyến một buổi", "Ủy quyền", "Cử cấp phó dự"),
    "spoke": ("Gửi văn bản", "Đăng ký nhưng chưa đến lượt"),
    "carried_over": ("Chưa rõ", "Một phần"),
}

# Choices -----------------------------------------------------------------------------------------------------------

CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": {
        "inaugural": (
            "Kỳ họp thứ nhất",
            "Kỳ họp đầu tiên",
            "Thứ nhất",
            "Kỳ thứ nhất",
            "Họp thứ nhất (đầu nhiệm kỳ)",
            "Kỳ họp đầu nhiệm kỳ",
        ),
        "regular": (
            "Thường lệ",
            "Kỳ họp thường lệ",
            "Thường lệ giữa năm",
            "Thường lệ cuối năm",
            "Thường kỳ",
            "Định kỳ",
            "thường lệ",
            "THƯỜNG LỆ",
            "Thường lệ (giữa năm)",
            "Kỳ họp thường lệ cuối năm",
            "Giữa năm",
            "Cuối năm",
            "KH thường lệ",
            "TL",
            "Họp thường lệ",
            "Regular",
            "Ordinary",
        ),
        "thematic": (
            "Chuyên đề",
            "Kỳ họp chuyên đề",
            "chuyên đề",
            "CHUYÊN ĐỀ",
            "KH chuyên đề",
            "Họp chuyên đề",
            "CĐ",
            "Chuyên đề (lần 2)",
            "Chuyên đề lần thứ 2",
            "Theo chuyên đề",
            "Thematic",
        ),
        "urgent": (
            "Đột xuất",
            "Bất thường",
            "Kỳ họp bất thường",
            "Kỳ họp đột xuất",
            "Giải quyết công việc phát sinh đột xuất",
            "Phát sinh đột xuất",
            "Họp đột xuất",
            "KH bất thường",
            "Giải quyết việc đột xuất",
            "Extraordinary",
            "Urgent",
        ),
    },
    "form": {
        "floor": (
            "tại kỳ họp",
            "Tại kỳ họp",
            "Trực tiếp tại kỳ họp",
            "Chất vấn trực tiếp tại kỳ họp",
            "Chất vấn tại kỳ họp",
            "Tại hội trường",
            "Trực tiếp tại hội trường",
            "Trực tiếp",
            "Hỏi trực tiếp tại kỳ họp",
            "Tại phiên chất vấn của kỳ họp",
            "Chất vấn trực tiếp",
            "TT tại kỳ họp",
            "On the floor",
            "At the session",
        ),
        "written": (
            "bằng văn bản",
            "Bằng văn bản",
            "VB",
            "Văn bản",
            "Phiếu chất vấn",
            "Gửi phiếu chất vấn",
            "Bằng phiếu chất vấn",
            "Qua phiếu",
            "Bằng phiếu",
            "Chất vấn bằng văn bản",
            "Gửi văn bản",
            "Written",
            "In writing",
        ),
        "explanation": (
            "Phiên giải trình",
            "Tại phiên giải trình",
            "Giải trình",
            "phiên giải trình",
            "Tại phiên họp giải trình",
            "Phiên giải trình của Thường trực HĐND",
            "Explanation session",
        ),
        "committee": (
            "Phiên họp Thường trực",
            "Tại phiên họp Thường trực HĐND",
            "Phiên họp TT HĐND",
            "Tại phiên họp TTHĐND",
            "Phiên họp thường kỳ của Thường trực HĐND",
            "Phiên họp của Thường trực HĐND",
            "Chất vấn tại phiên họp Thường trực",
            "Thường trực HĐND",
            "Standing Committee meeting",
        ),
    },
    "answer_form": {
        "floor": (
            "Trực tiếp",
            "Trả lời trực tiếp",
            "tại kỳ họp",
            "Tại kỳ họp",
            "Trực tiếp tại kỳ họp",
            "trả lời trực tiếp",
            "Trả lời tại kỳ họp",
            "Trả lời trực tiếp tại kỳ họp",
            "Tại hội trường",
            "Trả lời tại hội trường",
            "TL trực tiếp",
            "Trực tiếp tại hội trường",
            "At the session",
        ),
        "written": (
            "bằng văn bản",
            "Bằng văn bản",
            "Văn bản",
            "Trả lời bằng văn bản",
            "VB",
            "Công văn",
            "Bằng công văn",
            "Có văn bản trả lời",
            "TL bằng VB",
            "Gửi văn bản trả lời",
            "In writing",
        ),
    },
    "origin": {
        "voters": (
            "Kiến nghị cử tri",
            "Cử tri",
            "Cử tri kiến nghị",
            "Ý kiến cử tri",
            "Ý kiến, kiến nghị của cử tri",
            "Qua tiếp xúc cử tri",
            "Tiếp xúc cử tri",
            "TXCT",
            "Qua TXCT",
            "Cử tri phản ánh",
            "Phản ánh của cử tri",
            "KNCT",
            "Voters",
        ),
        "oversight": (
            "Giám sát",
            "Qua giám sát",
            "Kết quả giám sát",
            "Giám sát của HĐND",
            "Hoạt động giám sát",
            "Qua giám sát, khảo sát",
            "Giám sát chuyên đề",
            "Từ giám sát",
            "Oversight",
        ),
        "press": (
            "Báo chí",
            "Báo chí phản ánh",
            "Qua báo chí",
            "Báo, đài",
            "Báo đài phản ánh",
            "Phản ánh của báo chí",
            "Phương tiện truyền thông",
            "Thông tin báo chí",
            "Press",
        ),
        "delegate": (
            "Đại biểu",
            "Đại biểu nêu",
            "ĐB",
            "Đại biểu tự nghiên cứu",
            "Đại biểu phát hiện",
            "Ý kiến đại biểu",
            "ĐB đề xuất",
            "Đại biểu HĐND",
            "Delegate",
        ),
    },
    "follow_up_result": {
        "kept": (
            "Đã thực hiện",
            "Hoàn thành",
            "Đã hoàn thành",
            "Đã thực hiện xong",
            "Đã xong",
            "Đã giải quyết xong",
            "Thực hiện xong",
            "Đã giải quyết",
            "Đã thực hiện đúng lời hứa",
            "Thực hiện tốt",
            "Kept",
            "Done",
        ),
        "in_progress": (
            "Đang thực hiện",
            "Đang triển khai",
            "Đang giải quyết",
            "Đang xử lý",
            "Đang trong quá trình thực hiện",
            "Đang tiếp tục thực hiện",
            "Chưa xong, đang làm",
            "Đang triển khai thực hiện",
            "In progress",
        ),
        "not_kept": (
            "Chưa thực hiện",
            "Không thực hiện",
            "Chưa giải quyết",
            "Chưa thực hiện lời hứa",
            "Chưa triển khai",
            "Không giữ lời hứa",
            "Chưa làm",
            "Not kept",
        ),
    },
    "level": {
        "city": ("Thành phố", "Cấp thành phố", "TP", "Toàn thành phố", "thành phố", "Cấp TP", "HĐND thành phố", "City"),
        "regional": (
            "Liên tỉnh",
            "Khu vực",
            "Vùng",
            "Liên tỉnh, thành phố",
            "Các tỉnh trong vùng",
            "Khu vực các tỉnh",
            "Regional",
        ),
        "unit": ("Đơn vị", "Cấp đơn vị", "Tại đơn vị", "Nội bộ đơn vị", "Cấp cơ sở", "Unit"),
    },
    "topic": {
        "economy_budget": (
            "Kinh tế - Ngân sách",
            "KT-NS",
            "Kinh tế, ngân sách",
            "Tài chính - Ngân sách",
            "Ngân sách",
            "Kinh tế",
            "Thu chi ngân sách",
            "Economy and budget",
        ),
        "land_planning": (
            "Đất đai",
            "Đất đai, quy hoạch",
            "Quản lý đất đai",
            "Quy hoạch",
            "Quy hoạch - đất đai",
            "Cấp giấy chứng nhận QSDĐ",
            "Đất đai - Quy hoạch",
            "Giải phóng mặt bằng",
            "Land",
        ),
        "construction_urban": (
            "Xây dựng - đô thị",
            "Xây dựng",
            "Đô thị",
            "Quản lý đô thị",
            "Trật tự xây dựng",
            "Trật tự đô thị",
            "Xây dựng, quản lý đô thị",
            "Chỉnh trang đô thị",
        ),
        "transport": (
            "Giao thông",
            "Giao thông vận tải",
            "GTVT",
            "Hạ tầng giao thông",
            "Đường giao thông",
            "Giao thông nông thôn",
            "Vận tải",
            "Transport",
        ),
        "environment": (
            "Môi trường",
            "Rác thải",
            "Vệ sinh môi trường",
            "Ô nhiễm môi trường",
            "Bảo vệ môi trường",
            "VSMT",
            "Môi trường, rác thải",
            "Environment",
        ),
        "agriculture_rural": (
            "Nông nghiệp",
            "Nông nghiệp - nông thôn",
            "Nông thôn mới",
            "NTM",
            "NN&PTNT",
            "Nông nghiệp và PTNT",
            "Thủy lợi",
            "Nông nghiệp, nông thôn",
        ),
        "education": (
            "Giáo dục",
            "Giáo dục và Đào tạo",
            "GD-ĐT",
            "GD&ĐT",
            "Giáo dục - đào tạo",
            "Trường học",
            "Giáo dục, đào tạo",
            "Education",
        ),
        "health": (
            "Y tế",
            "Lĩnh vực y tế",
            "Khám chữa bệnh",
            "Y tế, dân số",
            "Chăm sóc sức khỏe",
            "Y tế - sức khỏe",
            "Ngành Y tế",
            "Health",
        ),
        "culture_society": (
            "Văn hóa - Xã hội",
            "VH-XH",
            "Văn hóa, xã hội",
            "Văn hóa",
            "Văn hóa - thể thao",
            "Văn hóa, thể thao",
            "Văn xã",
        ),
        "labour_welfare": (
            "Lao động - Thương binh và Xã hội",
            "LĐTBXH",
            "LĐ-TB&XH",
            "An sinh xã hội",
            "Chính sách người có công",
            "Lao động, việc làm",
            "Người có công",
            "Lao động - an sinh",
        ),
        "justice_administration": (
            "Pháp chế",
            "Tư pháp",
            "Tư pháp - hành chính",
            "Tư pháp, hành chính",
            "Nội vụ",
            "Hộ tịch",
            "Tư pháp - hộ tịch",
            "Hành chính - tư pháp",
        ),
        "security_order": (
            "An ninh trật tự",
            "ANTT",
            "An ninh - trật tự",
            "An ninh, trật tự",
            "An ninh quốc phòng",
            "Quốc phòng - an ninh",
            "Trật tự an toàn xã hội",
            "Security",
        ),
        "reform_digital": (
            "Cải cách hành chính",
            "CCHC",
            "Chuyển đổi số",
            "CCHC, chuyển đổi số",
            "Cải cách hành chính - chuyển đổi số",
            "Chuyển đổi số - CCHC",
            "CĐS",
        ),
        "other": ("Khác", "Lĩnh vực khác", "Vấn đề khác", "Nội dung khác", "Các lĩnh vực khác", "khác", "Other"),
    },
}
# Words in a column of choices that mean several of them, or none.
CHOICE_ASK: dict[str, tuple[str, ...]] = {
    "kind": ("Không thường lệ", "Chuyên đề/đột xuất", "Kỳ họp tổng kết nhiệm kỳ", "Thường lệ và chuyên đề"),
    "form": ("Giữa hai kỳ họp", "Trực tiếp và bằng văn bản", "Qua điện thoại", "Trực tuyến"),
    "answer_form": ("Trực tiếp và bằng văn bản", "Trả lời tại phiên giải trình", "Qua điện thoại", "Chuyển kỳ sau"),
    "origin": ("Cử tri và báo chí", "Đơn thư", "Nhiều nguồn", "Qua mạng xã hội"),
    "follow_up_result": ("Quá hạn", "Một phần", "Chuyển kỳ sau", "Cơ bản"),
    "level": ("Cụm thi đua", "Liên phường", "Cấp trên"),
    "topic": ("Đất đai, xây dựng", "Tài nguyên và Môi trường", "Giao thông, môi trường", "Giáo dục - y tế"),
}

# Columns that hold two fields at once ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Joint:
    """One column with the values of two fields: its names, and how the two are written together."""

    kind: str
    fields: tuple[str, str]
    names: tuple[str, ...]
    writings: tuple[Writing, ...]


def _fraction(between: str) -> Writing:
    return Writing(f"28{between}30", lambda pair, between=between: f"{pair[0]}{between}{pair[1]}")


_FRACTIONS = (
    _fraction("/"),
    _fraction(" / "),
    Writing("28/30 ĐB", lambda pair: f"{pair[0]}/{pair[1]} ĐB"),
    Writing("28/30 đại biểu", lambda pair: f"{pair[0]}/{pair[1]} đại biểu"),
    Writing("28 trên tổng số 30", lambda pair: f"{pair[0]} trên tổng số {pair[1]}"),
)


def _short_span(pair: tuple[dt.date, dt.date]) -> bool:
    return pair[0] < pair[1] and pair[0].month == pair[1].month


_SPANS = (
    Writing(
        "18-20/7/2026", lambda pair: f"{pair[0].day}-{pair[1].day}/{pair[1].month}/{pair[1].year}", can=_short_span
    ),
    Writing(
        "từ 18 đến 20/7/2026",
        lambda pair: f"từ {pair[0].day} đến {pair[1].day}/{pair[1].month}/{pair[1].year}",
        can=_short_span,
    ),
    Writing("18/07/2026 - 20/07/2026", lambda pair: f"{pair[0]:%d/%m/%Y} - {pair[1]:%d/%m/%Y}"),
    Writing(
        "từ ngày 18/7/2026 đến ngày 20/7/2026",
        lambda pair: (
            f"từ ngày {pair[0].day}/{pair[0].month}/{pair[0].year} đến ngày {pair[1].day}/{pair[1].month}/{pair[1].year}"
        ),
    ),
    Writing(
        "từ ngày 18 đến ngày 20/7/2026",
        lambda pair: f"từ ngày {pair[0].day} đến ngày {pair[1].day}/{pair[1].month}/{pair[1].year}",
        can=_short_span,
    ),
    Writing(
        "18/7-20/7/2026", lambda pair: f"{pair[0].day}/{pair[0].month}-{pair[1].day}/{pair[1].month}/{pair[1].year}"
    ),
    Writing(
        "18→20/7/2026", lambda pair: f"{pair[0].day}→{pair[1].day}/{pair[1].month}/{pair[1].year}", can=_short_span
    ),
)

JOINTS: tuple[Joint, ...] = (
    Joint(
        "session",
        ("delegates_present", "delegates_total"),
        (
            "Đại biểu có mặt/Tổng số",
            "Có mặt/Tổng số đại biểu",
            "Số ĐB dự/tổng số ĐB",
            "ĐB có mặt trên tổng số",
            "Số đại biểu dự họp/tổng số đại biểu",
            "Số đại biểu có mặt",
            "Đại biểu dự họp",
            "Delegates present/total",
        ),
        _FRACTIONS,
    ),
    Joint(
        "session",
        ("documents_on_time", "documents_total"),
        (
            "Tài liệu đúng hạn/Tổng số",
            "Số tài liệu gửi đúng hạn/tổng số tài liệu",
            "TL đúng hạn/tổng số TL",
            "Tài liệu gửi đúng hạn trên tổng số",
            "Papers on time/total",
        ),
        _FRACTIONS[:2],
    ),
    Joint(
        "session",
        ("start_date", "end_date"),
        (
            "Thời gian họp",
            "Thời gian tổ chức",
            "Ngày họp",
            "Thời gian tiến hành kỳ họp",
            "Thời gian (từ ngày… đến ngày…)",
            "Ngày tổ chức",
            "Từ ngày - đến ngày",
            "Dates of session",
        ),
        _SPANS,
    ),
    Joint(
        "briefing",
        ("proposals_accepted", "proposals"),
        (
            "Số kiến nghị được tiếp thu/tổng số",
            "Kiến nghị tiếp thu/Tổng số kiến nghị",
            "KN tiếp thu/tổng KN",
            "Tiếp thu trên tổng số kiến nghị",
        ),
        _FRACTIONS[:2],
    ),
)
