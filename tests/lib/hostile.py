"""Files that attack or mislead a reader, made on the spot."""

import io
import struct
import zipfile
from collections.abc import Mapping

import openpyxl
import xlwt


def workbook(rows, *, merges=(), title: str = "表一") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("旧表")
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(index, column, value)
    return saved(book)


def with_members(
    content: bytes, members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The archive again with members added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for item in old.infolist():
            if item.filename not in members:
                new.writestr(item, old.read(item.filename))
        for name, data in members.items():
            new.writestr(name, data)
    return out.getvalue()


def replaced_in_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(name)
    assert old in sheet
    return with_members(content, {name: sheet.replace(old, new, 1)})


def bomb(*, megabytes: int) -> bytes:
    """A few kilobytes that inflate to a sheet of spaces."""
    return with_members(workbook([["a", "b"]]), {"xl/worksheets/sheet1.xml": b" " * (megabytes << 20)})


def compound(*names: str) -> bytes:
    """An OLE file with a directory of these names and nothing else."""
    entries = b""
    for name in names:
        raw = name.encode("utf-16-le") + b"\0\0"
        entries += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), 2, 1) + bytes(60)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries.ljust(512, b"\0")
