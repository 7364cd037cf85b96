"""Folders and zips of files: what is listed, what is set aside, and what is refused before it can do harm."""

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from etl.errors import MisuseError, UnreadableError
from etl.reading import bundle as bundles
from etl.reading.bundle import archive, bundle, packed, unused


def zipped(*names: str, content: bytes = b"a,b\n1,2\n") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return out.getvalue()


def refused(content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        archive(content)
    assert not caught.value.text.vi.isascii() and caught.value.text.en.isascii()
    return caught.value


@pytest.mark.parametrize(
    "name",
    ["../out.csv", "a/../../out.csv", "/etc/out.csv", "C:/out.csv", "C:\\out.csv", "..\\out.csv", "a\\..\\..\\b.csv"],
)
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert refused(zipped("good.csv", name)).code == "bundle_leads_out"
    assert len(archive(zipped("good.csv", "a..b/c..csv"))) == 2, "two dots within a name lead nowhere"


def test_what_is_set_aside_is_named_and_said_why() -> None:
    names = [
        "a.csv",
        "b/ký họp.XLSX",
        "ảnh.jpg",
        "báo cáo.docx",
        "Thumbs.db",
        "b/~$ký họp.xlsx",
        "__MACOSX/._a.csv",
        "x",
    ]
    listed = {file.name: file.aside for file in archive(zipped(*names, "folder/"))}
    assert list(listed) == names
    assert [name for name, why in listed.items() if why is None] == ["a.csv", "b/ký họp.XLSX"]
    assert all(why.vi and why.en for why in listed.values() if why)


def test_a_zip_in_the_zip_is_not_read_and_not_lost() -> None:
    (file,) = archive(zipped("inner.zip", content=zipped("a.csv")))
    assert file.aside is None and file.bytes() == zipped("a.csv")
    with pytest.raises(UnreadableError, match="Unpack"):
        file.content()


def flagless(name: bytes, flags: int = 0) -> bytes:
    """Return a zip whose one member has a name of these very bytes, without saying in what they are written."""
    out = zipped("n" * len(name))
    out = out.replace(b"n" * len(name), name)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = out.index(sign) + at
        out = out[:place] + struct.pack("<H", flags) + out[place + 2 :]
    return out


@pytest.mark.parametrize(
    ("written", "flags", "name"),
    [
        ("Kỳ họp Quận Đồ Sơn.csv".encode(), 0, "Kỳ họp Quận Đồ Sơn.csv"),
        ("Kỳ họp Quận Đồ Sơn.csv".encode(), 0x800, "Kỳ họp Quận Đồ Sơn.csv"),
        ("Ky\u0300 ho\u0323p.csv".encode(), 0x800, "Kỳ họp.csv"),
        ("café.csv".encode("cp437"), 0, "café.csv"),
    ],
)
def test_names_come_in_utf_8_or_cp437(written: bytes, flags: int, name: str) -> None:
    (file,) = archive(flagless(written, flags))
    assert file.name == name
    assert file.bytes() == b"a,b\n1,2\n"


def test_bombs_and_bundles_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(*[f"{number}.csv" for number in range(21)], content=bytes(10 << 20))
    assert len(bomb) < 1 << 20
    assert refused(bomb).code == "bundle_too_large"
    assert refused(zipped(*[f"{number}.csv" for number in range(1001)])).code == "bundle_too_many"
    assert len(archive(zipped(*[f"{number}.csv" for number in range(1000)]))) == 1000
    assert refused(zipped("a.csv") + bytes(bundles.MOST_PACKED)).code == "bundle_too_large"
    many = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 12 << 20, 0, 0)
    assert refused(many).code == "bundle_too_many"


def test_a_member_that_says_less_than_it_holds_gives_no_more_than_it_says() -> None:
    content = zipped("a.csv", content=b"x" * 100_000)
    size = struct.pack("<I", 100_000)
    lying = content.replace(size, struct.pack("<I", 10))
    (file,) = archive(lying)
    with pytest.raises(UnreadableError):
        file.content()


@pytest.mark.parametrize("content", [b"", b"PK", b"a,b\n1,2\n", zipped("a.csv")[:-10]], ids=range(4))
def test_what_is_no_zip_is_said(content: bytes) -> None:
    assert refused(content).code in ("bundle_damaged", "bundle_too_many")


def test_a_damaged_member_hinders_no_other() -> None:
    content = bytearray(zipped("a.csv", "b.csv", content=os.urandom(5000)))
    content[200:260] = bytes(60)
    first, second = archive(bytes(content))
    with pytest.raises(UnreadableError):
        first.content()
    assert len(second.bytes()) == 5000


def test_passwords_links_and_names_that_come_twice() -> None:
    assert refused(flagless(b"a.csv", 1)).code == "bundle_encrypted"
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped("a.csv", "a.csv")
    assert refused(twice).code == "bundle_names_twice"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    (file,) = archive(out.getvalue())
    assert file.aside is not None


def test_a_folder_is_listed_with_what_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.csv").write_text("a,b\n")
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    (tmp_path / "outside.csv").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    files = bundle(tmp_path)
    assert {file.name: file.aside is None for file in files} == {"a.xlsx": True, "b/x.csv": True, "outside.csv": False}
    assert files[1].content() == tmp_path / "b" / "x.csv" and files[1].bytes() == b"a,b\n"
    monkeypatch.setattr(bundles, "MOST_FILES", 2)
    with pytest.raises(UnreadableError):
        bundle(tmp_path)
    with pytest.raises(MisuseError):
        bundle(tmp_path / "none")


def test_files_packed_together_keep_their_names_apart() -> None:
    files = archive(packed([("kỳ họp.csv", b"1"), ("Kỳ họp.csv", b"2"), ("a/b.csv", b"3")]))
    assert [(file.name, file.bytes()) for file in files] == [
        ("kỳ họp.csv", b"1"),
        ("Kỳ họp (2).csv", b"2"),
        ("a/b.csv", b"3"),
    ]
    taken: set[str] = set()
    assert [unused("a.csv", taken), unused("A.csv", taken), unused("a.csv", taken)] == [
        "a.csv",
        "A (2).csv",
        "a (3).csv",
    ]
