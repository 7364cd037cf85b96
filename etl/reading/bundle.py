"""Many files as one: a folder or a zip of them, listed within limits. Nothing is ever unpacked onto the disk.

What is no table is named and set aside; what hides tables that are not read (a zip in the zip) is a fault of that file.
"""

import io
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal

from etl.errors import MisuseError, UnreadableError
from etl.text import Text

MOST_FILES = 1_000
MOST_PACKED = 20 << 20  # bytes of a zip
MOST_UNPACKED = 200 << 20  # bytes of all files
# Of a zip's own table of contents: a thousand long names have room, and a hostile one is refused before it is read.
_MOST_CONTENTS = 1 << 20
_CONTENTS_AT = 12  # of the record that ends a zip: where the length of its table of contents stands

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".html", ".htm")
_PACKED = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")

_NO_TABLE = Text(
    "không phải bảng (CSV, Excel, OpenDocument, trang web) nên để riêng",
    "no table (CSV, Excel, OpenDocument, web page), so set aside",
)
_OF_A_PROGRAM = Text("tệp phụ của máy nên để riêng", "a file that programs keep for themselves, so set aside")
_A_LINK = Text("là đường dẫn đến nơi khác nên để riêng", "a link to somewhere else, so set aside")
_NESTED = Text(
    "Tệp nén nằm bên trong không được đọc. Hãy giải nén nó rồi nạp lại.",
    "A packed file inside is not read. Unpack it, then load what is in it.",
)


@dataclass(frozen=True)
class BundledFile:
    """One file of many: its name with its folders, why it is `aside`, and the way to its bytes (a path is read late)."""

    name: str
    open: Callable[[], bytes | Path]
    aside: Text | None = None

    @property
    def is_packed(self) -> bool:
        """Tell whether it is a packed file itself."""
        return self.name.lower().endswith(_PACKED)

    def content(self) -> bytes | Path:
        """Return what `OpenedFile` takes; raises UnreadableError where it cannot be unpacked, or is packed itself."""
        if self.is_packed:
            raise UnreadableError("packed_inside", _NESTED)
        return self.open()

    def bytes(self) -> bytes:
        """Return the file as it came; raises UnreadableError where it cannot be unpacked."""
        content = self.open()
        return content if isinstance(content, bytes) else content.read_bytes()


def bundle(path: Path) -> list[BundledFile]:
    """Return the files of a folder or zip; MisuseError where it is neither, UnreadableError where it is beyond limits."""
    if path.is_dir():
        return folder(path)
    try:
        with path.open("rb") as file:
            return archive(file.read(MOST_PACKED + 1))
    except OSError as error:
        raise MisuseError(
            Text(
                f"Không mở được {path.name}: {error.strerror}.",
                f"Cannot open {path.name}: {error.strerror}.",
            )
        ) from None


def folder(path: Path) -> list[BundledFile]:
    """Return the files of a folder and of those in it, by name."""
    found, size = list[BundledFile](), 0
    for file in _walk(path):
        name = unicodedata.normalize("NFC", file.relative_to(path).as_posix())
        size += file.lstat().st_size
        found.append(BundledFile(name, partial(Path, file), _A_LINK if file.is_symlink() else _aside(name)))
        _require_within(len(found), size)
    return sorted(found, key=lambda one: one.name)


def _walk(path: Path) -> Iterator[Path]:
    for at, _folders, names in os.walk(path):
        yield from (Path(at) / name for name in names)


def archive(content: bytes) -> list[BundledFile]:
    """Return the files of a zip, in its order; raises UnreadableError with a sentence where it is refused."""
    if len(content) > MOST_PACKED:
        raise _refused("bundle_too_large", f"lớn hơn {MOST_PACKED >> 20} MB", f"is larger than {MOST_PACKED >> 20} MB")
    _require_short_contents(content)
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise _refused("bundle_damaged", "hỏng hoặc không phải tệp zip", "is damaged or no zip file") from None
    members = [member for member in opened.infolist() if not member.is_dir()]
    _require_within(len(members), sum(member.file_size for member in members))
    names = [_name(member) for member in members]
    if any(map(_leads_out, names)):
        raise _refused("bundle_leads_out", "có tên tệp dẫn ra ngoài tệp zip", "has names that lead out of it")
    if len({name.casefold() for name in names}) < len(names):
        raise _refused("bundle_names_twice", "có hai tệp cùng tên", "has two files of the same name")
    if any(member.flag_bits & 1 for member in members):
        raise _refused("bundle_encrypted", "có mật khẩu", "has a password")
    return [
        BundledFile(name, partial(_unpacked, opened, member), _A_LINK if _is_link(member) else _aside(name))
        for name, member in zip(names, members, strict=True)
    ]


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as one zip; of those with the same name later ones get a number."""
    out, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(unused(name, taken), content)
    return out.getvalue()


def unused(name: str, taken: set[str]) -> str:
    """Return a name that no file in a zip has yet, and note it as taken."""
    path = PurePosixPath(name.replace("\\", "/"))
    number, free = 1, path
    while free.as_posix().casefold() in taken:
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    taken.add(free.as_posix().casefold())
    return free.as_posix()


def _require_within(count: int, size: int) -> None:
    if count > MOST_FILES:
        raise _refused("bundle_too_many", f"có hơn {MOST_FILES} tệp", f"has more than {MOST_FILES} files")
    if size > MOST_UNPACKED:
        limit = MOST_UNPACKED >> 20
        raise _refused(
            "bundle_too_large", f"chứa hơn {limit} MB khi giải nén", f"holds more than {limit} MB when unpacked"
        )


def _refused(
    code: Literal[
        "bundle_too_large", "bundle_too_many", "bundle_damaged", "bundle_leads_out", "bundle_names_twice",
        "bundle_encrypted",
    ],
    vi: str,
    en: str,
) -> UnreadableError:  # fmt: skip
    return UnreadableError(
        code,
        Text(
            f"Thư mục hoặc tệp zip này {vi}; không đọc gì và không lưu gì.",
            f"This folder or zip file {en}; nothing was read and nothing stored.",
        ),
    )


def _require_short_contents(content: bytes) -> None:
    """Refuse a zip whose table of contents is beyond reason, before Python makes an object of each entry."""
    at = content.rfind(zipfile.stringEndArchive)  # type: ignore[attr-defined]
    size = int.from_bytes(content[at + _CONTENTS_AT : at + _CONTENTS_AT + 4], "little")
    if at >= 0 and size > _MOST_CONTENTS:
        raise _refused("bundle_too_many", f"có hơn {MOST_FILES} tệp", f"has more than {MOST_FILES} files")


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name in Unicode: many programs write UTF-8 without saying so, and Python reads it as cp437."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            name = member.filename
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return not name or name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _aside(name: str) -> Text | None:
    *folders, own = name.lower().split("/")
    if own.startswith(("~$", ".")) or own in _OF_SYSTEMS or "__macosx" in folders:
        return _OF_A_PROGRAM
    return None if own.endswith((*_TABLES, *_PACKED)) else _NO_TABLE


def _unpacked(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes: never more than it says to have, which was added up before."""
    damaged = UnreadableError(
        "damaged_in_bundle",
        Text(
            "Tệp không giải nén được. Hãy nén lại hoặc gửi tệp riêng.",
            "The file cannot be unpacked. Pack it again, or send it by itself.",
        ),
    )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged
    try:
        with opened.open(member) as stream:
            return stream.read(member.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise damaged from None
