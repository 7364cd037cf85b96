"""Every encoding that staff's files come in is found from the bytes, or the file is refused with a sentence."""

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import MisuseError, UnreadableError
from etl.reading.codepages import open_text
from etl.reading.encoding import ENCODINGS, find_encoding, undone
from etl.reading.mapped import Reading
from etl.reading.open import OpenedFile, open_tables
from etl.reading.vietnamese import is_syllable
from tests.legacy import cp1258, misread, tcvn3, vni

TEXT = """Đơn vị,Ngày chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn
Quận Lê Chân,18/07/2024,Phòng Quản lý đô thị,Giao thông,Sửa đường Tô Hiệu
Huyện Thủy Nguyên,19/07/2024,Phòng Tài nguyên,Môi trường,Xử lý rác thải ở chợ
"""
WRITERS: dict[str, Callable[[str], bytes]] = {
    "cp1258": cp1258,
    "tcvn3": tcvn3,
    "vni": vni,
    "utf-8-twice": lambda text: misread(text.encode()).encode(),
    "tcvn3-in-utf-8": lambda text: misread(tcvn3(text)).encode(),
    "vni-in-utf-8": lambda text: misread(vni(text)).encode(),
}


def found(data: bytes) -> tuple[str, str]:
    encoding = find_encoding(io.BytesIO(data))
    return encoding.name, open_text(io.BytesIO(data), encoding.name).read()


def refused(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        find_encoding(io.BytesIO(data))
    assert caught.value.text.vi and caught.value.text.en
    return caught.value


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_unicode_is_certain(codec: str, ends: str) -> None:
    text = TEXT.replace("\n", ends)
    data = text.encode(codec)
    assert found(data)[1] == text
    assert not find_encoding(io.BytesIO(data)).guessed
    big = (b"\xfe\xff" if codec == "utf-16" else b"") + text.encode("utf-16-be")
    assert found(big)[1] == text


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_what_is_not_certain_is_a_guess_shown_before_and_after(name: str, ends: str) -> None:
    text = TEXT.replace("\n", ends)
    data = WRITERS[name](text)
    assert found(data) == (name, text)
    guess = find_encoding(io.BytesIO(data))
    assert guess.guessed and guess.after.startswith("Đơn vị") and guess.before[:3] not in ("", "Đơn")


@pytest.mark.parametrize("name", WRITERS)
def test_the_records_of_the_city_come_back_from_every_encoding(name: str) -> None:
    for path in sorted((Path(__file__).parents[1] / "data").rglob("*.csv")):
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))[:60_000]
        text = "".join(c for c in text if c.isascii() or c.isalpha())  # the legacy ones have no typographic marks
        if text.isascii():
            continue
        try:
            data = WRITERS[name](text)
        except (UnicodeError, KeyError, ValueError):
            continue  # a letter of another language
        was, back = found(data)
        if name in ("tcvn3", "tcvn3-in-utf-8"):  # its capitals with tones are small letters
            text, back = text.lower(), back.lower()
        assert (was, back) == (name, text), path.name


MARKED = """Đơn vị,Ngày chất vấn,Cơ quan trả lời,Lĩnh vực,Nội dung chất vấn
Quận Lê Chân,18/07/2024,Phòng Quản lý đô thị,Giao thông,Dự án “đường Tô Hiệu” – giai đoạn 2…
Huyện Thủy Nguyên,19/07/2024,Phòng Tài nguyên,Môi trường,‘Rác thải’ ở chợ • kinh phí 2 €
"""


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "cp1258"])
def test_curly_marks_and_dashes_of_windows_come_back(name: str) -> None:
    """The fonts .VnTime and VNI-Times left the typographic marks of Windows where they are."""
    assert found(WRITERS[name](MARKED)) == (name, MARKED)


def test_marks_of_windows_in_the_cells_of_a_workbook_come_back() -> None:
    for write in (tcvn3, vni):
        cells = [misread(write(cell)) for cell in MARKED.replace("\n", ",").split(",")]
        legacy = undone(cells)
        assert legacy is not None
        assert ",".join(map(legacy[1], cells)) == MARKED.replace("\n", ",")


SYLLABLES = [word for word in TEXT.replace(",", " ").split() if is_syllable(word.lower()) and not word.isascii()]
WORDS = st.lists(
    st.sampled_from([*SYLLABLES, "kỳ", "họp", "của", "được", "phường", "nghị", "quyết"]), min_size=8, unique=True
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.sampled_from(sorted(WRITERS)), st.sampled_from(["\n", "\r\n"]))
def test_any_words_come_back_or_are_refused_never_others(words: list[str], name: str, end: str) -> None:
    text = end.join(map(str.lower, words)) + end
    try:
        assert found(WRITERS[name](text)) == (name, text)
    except UnreadableError as error:
        assert error.code in ("unknown_encoding", "garbled_text")


def test_a_letter_and_its_mark_are_never_read_apart() -> None:
    line = "Quận Hồng Bàng,Hội đồng nhân dân,đường phố chưa được sửa\n"
    for name in ("vni", "cp1258", "utf-8-twice"):
        times = 3 * 1024 * 1024 // len(line) // 2
        assert found(WRITERS[name](line) * times) == (name, line * times)


def test_text_of_the_west_is_a_guess() -> None:
    text = "Name,Price\nCafé,£3\nNaïve – “so”,€4\n"
    assert found(text.encode("cp1252")) == ("cp1252", text)
    assert find_encoding(io.BytesIO(text.encode("cp1252"))).guessed
    for other in ("Nom,Pays\nRené,Côte d'Ivoire\n", "Имя,Цена\nМосква,4\n", "Ngay,So\n1,2\n"):
        assert found(other.encode()) == ("utf-8", other)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Имя,Цена\nМосква,4\n".encode("koi8-r"), "unknown_encoding"),
        ("名前,東京\n日本,四\n".encode("shift-jis"), "unknown_encoding"),
        (cp1258("Lê Chân,1\n"), "unknown_encoding"),  # also valid words of TCVN3
        (TEXT.encode() + b"Qu\xe1n\n" + TEXT.encode(), "bad_bytes"),
        (TEXT.encode()[:-4] + b"\xe1\xbb", "bad_bytes"),
        (TEXT.encode() + misread("Quận Kiến An".encode()).encode(), "garbled_text"),
        (b"\xef", "unknown_encoding"),  # a mark that breaks off
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text"),
        (b"%PDF-1.4\nfoo", "not_text"),
        (b"PK\x03\x04abc", "not_text"),
        (bytes(range(1, 32)) * 9, "not_text"),
        (b"a,b\n1,\x002\n", "not_text"),
    ],
)
def test_what_fits_nothing_or_two_is_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_the_line_is_named() -> None:
    assert "4" in refused(TEXT.encode() + b"Qu\xe1n\n" + TEXT.encode()).text.en
    garbled = refused(TEXT.encode() + misread("\nQuận Kiến An".encode()).encode())
    assert "5" in garbled.text.en and "Quáº­n" in garbled.text.en
    far = refused(("a,b\n" * 1_000_000 + "đ\n" * 9).encode() + b"\xff\n")
    assert "1000010" in far.text.en


def test_a_user_may_name_the_encoding() -> None:
    assert find_encoding(io.BytesIO(cp1258("Lê Chân,1\n")), "cp1258").guessed is False
    with pytest.raises(MisuseError):
        find_encoding(io.BytesIO(b"a"), "utf-7")
    for name in ENCODINGS:
        try:
            find_encoding(io.BytesIO(TEXT.encode() + b"\x81\xff"), name)
        except UnreadableError as error:
            assert error.code in ("bad_bytes", "unknown_encoding")


def test_a_guess_must_be_confirmed_before_anything_is_loaded() -> None:
    data = tcvn3(TEXT)
    (source,) = open_tables("cau-hoi.csv", data)
    assert [finding.code for finding in source.findings] == ["guessed_encoding"] and not source.sound
    (source,) = open_tables("cau-hoi.csv", data, Reading(guess="accept"))
    assert source.sound and source.table.header[0] == "Đơn vị"
    (source,) = open_tables("cau-hoi.csv", data, Reading(encoding="tcvn3"))
    assert source.sound


@pytest.mark.parametrize("write", [tcvn3, vni])
def test_cells_typed_with_a_legacy_font(write: Callable[[str], bytes]) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Bieu 1")
        for line, row in enumerate(TEXT.splitlines()):
            for column, cell in enumerate(row.split(",")):
                sheet.write_string(line, column, write(cell).decode("latin-1"))
        sheet.write_row(
            3, 0, ["Quận Đồ Sơn", *(write(c).decode("latin-1") for c in TEXT.splitlines()[1].split(",")[1:])]
        )
    (source,) = open_tables("cau-hoi.xlsx", file.getvalue())
    assert [finding.code for finding in source.findings] == ["guessed_encoding"] and not source.sound
    table = OpenedFile("cau-hoi.xlsx", file.getvalue()).first_table()
    assert table.header == tuple(TEXT.splitlines()[0].split(","))
    assert [row.cells[0] for row in table.rows] == ["Quận Lê Chân", "Huyện Thủy Nguyên", "Quận Đồ Sơn"]
    as_is = OpenedFile("cau-hoi.xlsx", file.getvalue(), "utf-8").first_table()
    assert as_is.header[0] != "Đơn vị"
