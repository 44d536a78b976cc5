"""What a file is by its content, whatever its name says; and whether its archive may be opened at all."""

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from diebian.lib.tables.limits import Limits
from diebian.lib.tables.refusals import RefusalCode, refuse


class Kind(StrEnum):
    """The forms that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Nature:
    """What a file was found to be."""

    kind: Kind
    has_unsaved_formulas: bool = False
    """Formulas whose results were not saved: such cells read as empty, and people must be told."""


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    (b"%PDF", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG", "png"), (b"GIF8", "gif"), (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"MZ", "program"), (b"\x7fELF", "program"),
    (b"SQLite format 3", "sqlite"), (b"PAR1", "parquet"), (b"{\\rtf", "rtf"), (b"RIFF", "media"),
)  # fmt: skip
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(!doctype\s+html|html|table|head|meta|style|body)", re.IGNORECASE | re.DOTALL
)


def nature_of(file: BinaryIO, *, limits: Limits) -> Nature:
    """Tell the kind from the content; raises `TableRefused` for everything that is not a table we read."""
    size = file.seek(0, 2)
    if size > limits.file_bytes:
        raise refuse(RefusalCode.FILE_TOO_LARGE, bytes=size, limit=limits.file_bytes)
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise refuse(RefusalCode.EMPTY)
    if head.startswith(b"PK\x03\x04"):
        return _nature_of_archive(file, size=size, limits=limits)
    if head.startswith(_OLE):
        return Nature(_kind_of_compound(file))
    return Nature(_kind_of_text(head))


def _kind_of_text(head: bytes) -> Kind:
    for magic, kind in _OTHER_KINDS:
        if head.startswith(magic):
            raise refuse(RefusalCode.NOT_A_TABLE, kind=kind)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.CSV  # UTF-16, as Excel's "Unicode text" is
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MARKUP.match(start):
        raise refuse(RefusalCode.HTML_DISGUISED)
    if start.startswith((b"<?xml", b"<!DOCTYPE", b"<Workbook")):
        raise refuse(RefusalCode.XML_DISGUISED)
    if b"\x00" in head:
        raise refuse(RefusalCode.NOT_A_TABLE, kind="binary")
    return Kind.CSV


# --- zip -------------------------------------------------------------------------------------------

_END = b"PK\x05\x06"
_OTHER_ARCHIVES = (
    ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx"),
    ("content.xml", "ods"), ("AndroidManifest.xml", "apk"),
)  # fmt: skip
_WORKBOOKS = {"xlsb", "ods"}


def _nature_of_archive(file: BinaryIO, *, size: int, limits: Limits) -> Nature:
    _one_archive_only(file, size=size)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _members_allowed(members, limits=limits)
            kind = _kind_of_members({member.filename for member in members})
            has_unsaved = _inflate_and_look(archive, members, limits=limits)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        OSError,
        EOFError,
        struct.error,
        ValueError,
    ) as error:
        raise refuse(RefusalCode.ARCHIVE_DAMAGED, detail=str(error)[:200]) from error
    return Nature(kind, has_unsaved)


def _one_archive_only(file: BinaryIO, *, size: int) -> None:
    """The directory must end where the file ends, once: two readers then see the same members."""
    tail_start = max(0, size - 66_000)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise refuse(RefusalCode.ARCHIVE_DAMAGED, detail="no end of directory")
    _, _, _, _, length, offset, comment = struct.unpack("<4H2IH", tail[at + 4 : at + 22])
    is_zip64 = offset == 0xFFFFFFFF or length == 0xFFFFFFFF
    ends_here = at + 22 + comment == len(tail)
    starts_right = is_zip64 or offset + length == tail_start + at
    if tail.count(_END) != 1 or not ends_here or not starts_right or is_zip64:
        raise refuse(RefusalCode.ARCHIVE_POLYGLOT)


def _members_allowed(members: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    if len(members) > limits.members:
        raise refuse(RefusalCode.ARCHIVE_TOO_MANY_MEMBERS, members=len(members), limit=limits.members)
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) != len(names):
        raise refuse(RefusalCode.ARCHIVE_POLYGLOT)
    for member in members:
        if member.flag_bits & 0x1:
            raise refuse(RefusalCode.ENCRYPTED)
        if _leaves_the_archive(member.filename):
            raise refuse(RefusalCode.ARCHIVE_PATH, member=member.filename[:100])


def _leaves_the_archive(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0] or "\x00" in name


def _kind_of_members(names: set[str]) -> Kind:
    for name, kind in _OTHER_ARCHIVES:
        if name in names:
            code = RefusalCode.UNSUPPORTED_WORKBOOK if kind in _WORKBOOKS else RefusalCode.NOT_A_TABLE
            raise refuse(code, kind=kind)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise refuse(RefusalCode.NOT_A_TABLE, kind="zip")
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise refuse(RefusalCode.HAS_MACROS)
    return Kind.XLSX


def _inflate_and_look(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, limits: Limits) -> bool:
    """Count what the XML parts really inflate to (headers may lie), refuse document type declarations, and
    tell whether a formula was saved without its result."""
    total, has_unsaved = 0, False
    for member in members:
        if not _is_read_by_parser(member.filename):
            continue
        size = 0
        for position, chunk in enumerate(_chunks(archive, member)):
            size += len(chunk)
            if total + size > limits.inflated_bytes:
                raise refuse(RefusalCode.ARCHIVE_TOO_LARGE_INSIDE, limit=limits.inflated_bytes)
            if size > limits.ratio_floor_bytes and size > limits.ratio * max(1, member.compress_size):
                raise refuse(RefusalCode.ARCHIVE_RATIO, member=member.filename[:100], limit=limits.ratio)
            _no_declarations(chunk, member=member.filename, is_first=position == 0)
            has_unsaved = has_unsaved or _UNSAVED_FORMULA.search(chunk) is not None
        total += size
    return has_unsaved


_UNSAVED_FORMULA = re.compile(rb"</f>(?:<v></v>|<v ?/>|</c>)")


def _is_read_by_parser(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in pieces that overlap by 16 bytes, so that no word is cut in two."""
    with archive.open(member) as stream:
        overlap = b""
        while piece := stream.read(1 << 18):
            yield overlap + piece
            overlap = piece[-16:]


def _no_declarations(chunk: bytes, *, member: str, is_first: bool) -> None:
    if is_first and (chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in chunk[:64]):
        raise refuse(RefusalCode.XML_ENCODING, member=member[:100])
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        raise refuse(RefusalCode.XML_DECLARES_ENTITIES, member=member[:100])


# --- OLE compound files (.xls and its disguises) ---------------------------------------------------


def _kind_of_compound(file: BinaryIO) -> Kind:
    names = _compound_names(file)
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise refuse(RefusalCode.ENCRYPTED)
    if "_VBA_PROJECT_CUR" in names or "_VBA_PROJECT" in names:
        raise refuse(RefusalCode.HAS_MACROS)
    if "Workbook" in names or "Book" in names:
        return Kind.XLS
    known = (("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("__properties_version1.0", "msg"))
    raise refuse(RefusalCode.NOT_A_TABLE, kind=next((kind for name, kind in known if name in names), "ole"))


def _compound_names(file: BinaryIO) -> set[str]:
    """Names of the streams and folders: every 128-byte slot that has the shape of a directory entry.

    The chain of sectors is not followed: a broken chain must not hide a macro from this look.
    """
    file.seek(512)
    names: set[str] = set()
    while block := file.read(1 << 16):
        for at in range(0, len(block) - 127, 128):
            length = block[at + 64] | block[at + 65] << 8
            if (
                4 <= length <= 64
                and length % 2 == 0
                and block[at + 66] in (1, 2, 5)
                and block[at + 67] in (0, 1)
            ):
                names.add(block[at : at + length - 2].decode("utf-16-le", "replace"))
    return names
