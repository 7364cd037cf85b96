"""Units as staff write them, on a day: the one that is meant, or a question, or nothing; never a guess."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import reference
from etl.findings import MESSAGES
from etl.loading.units import unit_fault
from etl.reference import _KIND_WORDS, CITY, LONGEST_UNIT, UNITS, Unit, resolve
from etl.text import Text, fold

DISTRICTS, AN_DUONG, COMMUNES = dt.date(2024, 3, 1), dt.date(2025, 2, 1), dt.date(2025, 8, 1)


def codes(text: str, day: dt.date | None) -> list[str]:
    return sorted({unit.code for unit in resolve(text, day).fitting})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("303", "303"),
        ("303.0", "303"),
        ("303,0", "303"),
        (" 303 ", "303"),
        ("'303", "303"),
        ("Quận Hồng Bàng", "303"),
        ("quận hồng bàng", "303"),
        ("QUẬN HỒNG BÀNG", "303"),
        ("Hồng Bàng", "303"),
        ("HỒNG BÀNG", "303"),
        ("Quan Hong Bang", "303"),
        ("hong bang", "303"),
        ("Q. Hồng Bàng", "303"),
        ("Q.Hồng Bàng", "303"),
        ("Q Hồng Bàng", "303"),
        ("q.hồng bàng", "303"),
        ("Quận\u00a0Hồng  Bàng", "303"),
        ("Quận Hồng\u200b Bàng", "303"),
        (" Quận  Hồng Bàng\n", "303"),
        (unicodedata.normalize("NFD", "Quận Hồng Bàng"), "303"),
        ("HĐND quận Hồng Bàng", "303"),
        ("HÐND quận Hồng Bàng", "303"),
        ("HDND quan Hong Bang", "303"),
        ("HĐND Hồng Bàng", "303"),
        ("HĐND Q. Hồng Bàng", "303"),
        ("TT HĐND Q.Hồng Bàng", "303"),
        ("TT. HĐND quận Hồng Bàng", "303"),
        ("TT quận Hồng Bàng", "303"),
        ("Thường trực HĐND quận Hồng Bàng", "303"),
        ("Thường trực Hội đồng nhân dân quận Hồng Bàng", "303"),
        ("Hội đồng nhân dân quận Hồng Bàng", "303"),
        ("Văn phòng HĐND và UBND quận Hồng Bàng", "303"),
        ("VP HĐND-UBND Q. Hồng Bàng", "303"),
        ("Hồng Bàng (quận)", "303"),
        ("Hồng Bàng - quận", "303"),
        ("Quận Hồng Bàng (quận)", "303"),
        ("Quận Hồng Bàng (303)", "303"),
        ("303 - Quận Hồng Bàng", "303"),
        ("Hồng Bàng (303)", "303"),
        ("quận Hồng Bàng, thành phố Hải Phòng", "303"),
        ("quận Hồng Bàng, TP. Hải Phòng", "303"),
        ("Quận Hồng Bàng thuộc thành phố Hải Phòng", "303"),
        ("Hồng Bàng - Hải Phòng", "303"),
        ("Hồng Bàng, Hải Phòng", "303"),
        ("HĐND quận Hồng Bàng (TP Hải Phòng)", "303"),
        ("Hong Bang District", "303"),
        ("Hong Bang District, Hai Phong City", "303"),
        ("Huyện Thủy Nguyên", "311"),
        ("Huyện Thuỷ Nguyên", "311"),
        ("H. Thuỷ Nguyên", "311"),
        ("Thuy Nguyen", "311"),
        ("311", "311"),
        ("Huyện Kiến Thuỵ", "314"),
        ("Huyện đảo Bạch Long Vĩ", "318"),
        ("Bạch Long Vỹ", "318"),
        ("Bạch-Long-Vĩ", "318"),
        ("huyện đảo Cát Hải", "317"),
        ("Ðồ Sơn", "308"),
        ("31", CITY),
        ("Hải Phòng", CITY),
        ("Thành phố Hải Phòng", CITY),
        ("TP Hải Phòng", CITY),
        ("TP. Hải Phòng", CITY),
        ("TP.Hải Phòng", CITY),
        ("Tp Hải Phòng", CITY),
        ("HĐND thành phố", CITY),
        ("HĐND TP", CITY),
        ("HĐND thành phố Hải Phòng", CITY),
        ("Thường trực HĐND thành phố", CITY),
        ("Thành phố", CITY),
        ("Hai Phong City", CITY),
        # refused
        ("UBND quận Hồng Bàng", None),  # the People's Committee is no council
        ("Ủy ban nhân dân quận Hồng Bàng", None),
        ("Văn phòng UBND quận Hồng Bàng", None),
        ("HĐND và UBND quận Hồng Bàng", None),
        ("Quận ủy Hồng Bàng", None),
        ("huyện Hồng Bàng", None),
        ("thành phố Hồng Bàng", None),
        ("Hồng Bàng (huyện)", None),
        ("Huyện Hồng Bàng (303)", None),
        ("Hồng Bàng (304)", None),
        ("303 304", None),
        ("303, 304", None),
        ("Quận Hải Phòng", None),
        ("TT An Dương", None),  # thị trấn, a township
        ("TT. Cát Hải", None),
        ("Thị trấn An Lão", None),
        ("thị xã Hồng Bàng", None),
        ("Thành phố Hải Dương", None),
        ("quận Hồng Bàng, Hà Nội", None),
        ("Hồng Bàng, Lê Chân", None),
        ("Các quận, huyện", None),
        ("Hồng", None),
        ("Hồng Bàn", None),
        ("H?ng Bàng", None),
        ("HĐND", None),
        ("Thường trực HĐND", None),
        ("Quận", None),
        ("quận, thành phố Hải Phòng", None),
        ("303.5", None),
        ("-303", None),
        ("0303", None),
        ("00303", None),
        ("3030", None),
        ("३०३", None),
        ("３０３", None),
        ("1. Quận Hồng Bàng", None),
        ("", None),
        ("?", None),
        ("Tổng cộng", None),
    ],
)
def test_before_the_reform(text: str, code: str | None) -> None:
    assert codes(text, DISTRICTS) == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        # a name that lives on
        ("Hồng Bàng", DISTRICTS, "303"),
        ("Hồng Bàng", COMMUNES, "11311"),
        ("phường Hồng Bàng", COMMUNES, "11311"),
        ("P. Hồng Bàng", COMMUNES, "11311"),
        ("P.Hồng Bàng", COMMUNES, "11311"),
        ("HĐND phường Hồng Bàng", COMMUNES, "11311"),
        ("phường Hồng Bàng, thành phố Hải Phòng", COMMUNES, "11311"),
        ("11311", COMMUNES, "11311"),
        ("11311.0", COMMUNES, "11311"),
        ("xã Hồng Bàng", COMMUNES, None),
        ("quận Hồng Bàng", COMMUNES, None),
        ("phường Hồng Bàng", DISTRICTS, None),
        ("303", COMMUNES, None),
        ("11311", DISTRICTS, None),
        ("Hồng Bàng", dt.date(2020, 12, 31), None),
        ("Hồng Bàng", dt.date(2025, 6, 30), "303"),
        ("Hồng Bàng", dt.date(2025, 7, 1), "11311"),
        ("An Lão", COMMUNES, "11629"),
        ("X. An Lão", COMMUNES, "11629"),
        ("Đặc khu Cát Hải", COMMUNES, "11914"),
        ("ĐK Cát Hải", COMMUNES, "11914"),
        ("Cát Hải", COMMUNES, "11914"),
        ("huyện Cát Hải", COMMUNES, None),
        # a kind that changed
        ("Thủy Nguyên", DISTRICTS, "311"),
        ("Thành phố Thủy Nguyên", AN_DUONG, "311"),
        ("TP. Thủy Nguyên", AN_DUONG, "311"),
        ("TP Thuỷ Nguyên", AN_DUONG, "311"),
        ("TP.Thuỷ Nguyên, TP Hải Phòng", AN_DUONG, "311"),
        ("HĐND thành phố Thủy Nguyên", AN_DUONG, "311"),
        ("HĐND thành phố", AN_DUONG, CITY),
        ("Thành phố Thủy Nguyên", DISTRICTS, None),
        ("huyện Thủy Nguyên", AN_DUONG, None),
        ("huyện Thủy Nguyên", dt.date(2024, 12, 31), "311"),
        ("huyện Thủy Nguyên", dt.date(2025, 1, 1), None),
        ("quận An Dương", AN_DUONG, "312"),
        ("huyện An Dương", AN_DUONG, None),
        ("An Dương (312)", AN_DUONG, "312"),
        ("phường Hoà Bình", COMMUNES, "11533"),
        ("Phường Hòa Bình", COMMUNES, "11533"),
        ("Tứ Kì", COMMUNES, "11074"),
        ("Lạc Phượng", COMMUNES, "11140"),  # its name ends in what may be "phường"
        ("xã Lạc Phượng", COMMUNES, "11140"),
        ("lac phuong (xa)", COMMUNES, "11140"),
        ("phường Lạc Phượng", COMMUNES, None),
        # two that fold to one key
        ("Cẩm Giang", COMMUNES, "10888"),
        ("Cẩm Giàng", COMMUNES, "10903"),
        ("xã Cẩm Giàng", COMMUNES, "10903"),
        ("XÃ CẨM GIÀNG", COMMUNES, "10903"),
        (unicodedata.normalize("NFD", "xã Cẩm Giàng"), COMMUNES, "10903"),
        ("HĐND xã Cẩm Giang, TP Hải Phòng", COMMUNES, "10888"),
        ("Cam Giang (10903)", COMMUNES, "10903"),
        ("Xã Cẩm Giang (10888)", COMMUNES, "10888"),
        ("10903", COMMUNES, "10903"),
        ("Cẩm Giang", DISTRICTS, None),
        ("huyện Cẩm Giàng", COMMUNES, None),
    ],
)
def test_by_day(text: str, day: dt.date, code: str | None) -> None:
    assert codes(text, day) == ([code] if code else [])


@pytest.mark.parametrize(
    "text", ["cam giang", "Cam Giang", "CAM GIANG", "xa Cam Giang", "Cẩm Giảng", "Cam Giàng", "Cẫm Giang"]
)
def test_where_two_are_possible_a_human_is_asked(text: str) -> None:
    assert codes(text, COMMUNES) == ["10888", "10903"]


def test_what_did_not_exist_that_day_is_named() -> None:
    assert {unit.name for unit in resolve("Quận Hồng Bàng", COMMUNES).others} == {"Quận Hồng Bàng"}
    assert {unit.name for unit in resolve("303", COMMUNES).others} == {"Quận Hồng Bàng"}
    assert {unit.name for unit in resolve("huyện An Dương", AN_DUONG).others} == {"Huyện An Dương"}
    assert resolve("huyện Hồng Bàng", COMMUNES) == reference.Resolved((), ())


def test_a_code_that_lost_its_leading_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    known = UNITS[1]
    zeros = Unit("00454", "Xã A", "A", "commune", CITY, known.first, known.last)
    monkeypatch.setattr(reference, "UNITS", (*UNITS, zeros))
    monkeypatch.setattr(reference, "_by_code", reference._by_code.__wrapped__)
    assert [unit.code for text in ("00454", "454", "454.0", "0454") for unit in reference._bearers(text)] == [
        "00454"
    ] * 3


FORMS = ("HĐND {}", "TT HĐND {}", "TTHĐND {}", "Thường trực HĐND {}", "Thường trực Hội đồng nhân dân {}", "{}")
NOW = [unit for unit in UNITS if unit.exists_on(COMMUNES) and unit.code != CITY]


@pytest.mark.parametrize("unit", NOW, ids=lambda unit: unit.name)
def test_every_present_unit_as_offices_write_it(unit: Unit) -> None:
    short = {"ward": ("P. ", "P."), "commune": ("X. ", "X."), "special_zone": ("ĐK ", "ĐK. ")}[unit.kind]
    names = [unit.name, unit.name.upper(), *(f"{before}{unit.short_name}" for before in short)]
    names.append(f"{unit.short_name} ({reference.UNIT_KINDS[unit.kind].vi.lower()})")
    for form in FORMS:
        for name in names:
            assert codes(form.format(name), COMMUNES) == [unit.code], form.format(name)


@pytest.mark.parametrize("unit", NOW, ids=lambda unit: unit.name)
@pytest.mark.parametrize("form", ["UBND {}", "Ủy ban nhân dân {}", "Chủ tịch UBND {}", "HĐND và UBND {}"])
def test_a_committee_is_asked_about_and_never_taken_for_its_council(unit: Unit, form: str) -> None:
    text = form.format(unit.name)
    found = resolve(text, COMMUNES)
    assert not found.fitting
    code, words = unit_fault(text, COMMUNES, found, Text("tên", "a name"))
    assert (code, words) == ("not_a_council", {"unit": unit.name})
    said = MESSAGES[code].filled(value=text, **words)
    assert text in said.vi and f"HĐND của {unit.name} không?" in said.vi and unit.name in said.en


def test_no_name_holds_digits() -> None:
    assert not any(character.isdigit() for unit in UNITS for character in unit.name)


def spellings(unit: Unit) -> list[str]:
    """Return ways to write a unit that say neither its code nor, all of them, its kind."""
    there = [unit.name, unit.short_name, f"HĐND {unit.name}", f"{unit.name}, thành phố Hải Phòng"]
    return [form for text in there for form in (text, fold(text), text.upper(), unicodedata.normalize("NFD", text))]


any_day = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.name} {unit.first}")
def test_every_unit_is_found_on_every_day_of_its_span(unit: Unit) -> None:
    last = min(unit.last, dt.date(2026, 12, 31))
    for day in (unit.first, unit.first + (last - unit.first) // 2, last):
        assert (
            codes(unit.code, day)
            == codes(f"{unit.code}.0", day)
            == codes(f"{unit.name} ({unit.code})", day)
            == [unit.code]
        )
        assert codes(unit.name, day) == [unit.code]
        for text in spellings(unit):
            found = resolve(text, day).fitting
            assert unit in found
            assert len({fold(each.short_name) for each in found}) == 1
            assert all(each.exists_on(day) for each in found)


@given(st.sampled_from(UNITS), any_day, st.data())
def test_nothing_is_found_that_did_not_exist_that_day(unit: Unit, day: dt.date, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([unit.code, *spellings(unit)]))
    known = resolve(text, day)
    assert all(each.exists_on(day) for each in known.fitting)
    assert (unit in known.fitting) == unit.exists_on(day)
    assert not set(known.fitting) & set(known.others)


@given(st.sampled_from(UNITS), any_day, st.sampled_from(sorted(_KIND_WORDS)))
def test_a_kind_that_is_written_is_the_kind_that_is_found(unit: Unit, day: dt.date, word: str) -> None:
    for text in (f"{word} {unit.short_name}", f"{unit.short_name} ({word})", f"HĐND {word}. {unit.short_name}"):
        assert all(each.kind in _KIND_WORDS[word] for each in resolve(text, day).fitting)


@given(st.text(max_size=60) | st.text("hồng bàngquận TP.-()0123", max_size=30), any_day)
def test_any_text_is_a_unit_or_nothing(text: str, day: dt.date) -> None:
    assert all(unit.exists_on(day) for unit in resolve(text, day).fitting)


def test_long_texts_name_nothing_and_are_not_kept() -> None:
    kept = reference._resolve.cache_info().currsize
    assert resolve("Quận Hồng Bàng" + " " * LONGEST_UNIT, DISTRICTS) == reference.Resolved((), ())
    assert reference._resolve.cache_info().currsize == kept
