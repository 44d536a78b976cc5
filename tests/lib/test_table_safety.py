"""Hostile and disguised files are refused, quickly, with a reason of their own."""

import io
import json
import time
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from diebian.lib.tables import LIMITS, Refusal, RefusalCode, Sheet, TableRefused, read_book
from tests.lib import hostile

PLAIN = [["序号", "点位"], [1, "甲"]]


def refusal(content: bytes, **limits: int) -> Refusal:
    began = time.monotonic()
    with pytest.raises(TableRefused) as caught:
        read_book(content, limits=replace(LIMITS, **limits))
    assert time.monotonic() - began < 20
    assert json.dumps(caught.value.refusal.details)
    return caught.value.refusal


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", RefusalCode.EMPTY, None),
        (b" \r\n ", RefusalCode.EMPTY, None),
        (b"%PDF-1.7 ...", RefusalCode.NOT_A_TABLE, "pdf"),
        (b"\xff\xd8\xff\xe0 JFIF", RefusalCode.NOT_A_TABLE, "jpeg"),
        (b"Rar!\x1a\x07", RefusalCode.NOT_A_TABLE, "rar"),
        (b"MZ\x90\x00", RefusalCode.NOT_A_TABLE, "program"),
        (b"abc\x00def", RefusalCode.NOT_A_TABLE, "binary"),
        (b"<html><table><tr><td>1</td></tr></table>", RefusalCode.HTML_DISGUISED, None),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", RefusalCode.HTML_DISGUISED, None),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            RefusalCode.XML_DISGUISED,
            None,
        ),
        (hostile.compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), RefusalCode.ENCRYPTED, None),
        (hostile.compound("Root Entry", "Workbook", "_VBA_PROJECT_CUR"), RefusalCode.HAS_MACROS, None),
        (hostile.compound("Root Entry", "WordDocument"), RefusalCode.NOT_A_TABLE, "doc"),
        (hostile.compound("Root Entry", "Something"), RefusalCode.NOT_A_TABLE, "ole"),
        (hostile.compound("Root Entry", "Workbook"), RefusalCode.DAMAGED, None),
        (b"\xff\xfe\x00", RefusalCode.UNKNOWN_ENCODING, None),
        ("点位,问题\n甲,乙".encode() + b"\n\xff\xff", RefusalCode.UNKNOWN_ENCODING, None),
    ],
)
def test_told_apart(content: bytes, code: RefusalCode, kind: str | None):
    told = refusal(content)
    assert told.code is code
    assert told.details.get("kind") == kind


def test_what_lies_in_the_archive_is_told():
    plain = hostile.workbook(PLAIN)
    assert refusal(hostile.with_members(plain, {"xl/vbaProject.bin": b"x"})).code is RefusalCode.HAS_MACROS
    assert refusal(hostile.with_members(plain, {"xl/workbook.bin": b"x"})).details == {"kind": "xlsb"}
    assert refusal(hostile.with_members(plain, {"word/document.xml": b"x"})).details == {"kind": "docx"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("台账.txt", "甲")
    assert refusal(out.getvalue()).details == {"kind": "zip"}


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml", "C:/evil.xml"])
def test_paths_that_leave_the_archive(name: str):
    assert (
        refusal(hostile.with_members(hostile.workbook(PLAIN), {name: b"<a/>"})).code
        is RefusalCode.ARCHIVE_PATH
    )


def test_bombs_are_counted_before_they_are_parsed():
    assert refusal(hostile.bomb(megabytes=40)).code is RefusalCode.ARCHIVE_RATIO
    assert (
        refusal(hostile.bomb(megabytes=40), ratio=100_000, inflated_bytes=20 << 20).code
        is RefusalCode.ARCHIVE_TOO_LARGE_INSIDE
    )
    many = hostile.with_members(
        hostile.workbook(PLAIN), {f"xl/media/{number}.png": b"" for number in range(60)}
    )
    assert refusal(many, members=50).code is RefusalCode.ARCHIVE_TOO_MANY_MEMBERS
    assert refusal(hostile.workbook(PLAIN), file_bytes=100).code is RefusalCode.FILE_TOO_LARGE


def test_photos_in_the_ledger_do_not_count_as_inflated():
    with_photo = hostile.with_members(hostile.workbook(PLAIN), {"xl/media/image1.jpeg": bytes(30 << 20)})
    assert len(read_book(with_photo, limits=replace(LIMITS, inflated_bytes=1 << 20)).sheets[0].rows) == 2


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b"<!DOCTYPE worksheet>",
    ],
)
def test_declared_entities_are_refused(declaration: bytes):
    attacked = hostile.replaced_in_sheet(hostile.workbook(PLAIN), b"<worksheet", declaration + b"<worksheet")
    assert refusal(attacked).code is RefusalCode.XML_DECLARES_ENTITIES


def test_entities_do_not_hide_in_another_encoding_or_behind_a_piece():
    plain = hostile.workbook(PLAIN)
    name = "xl/worksheets/sheet1.xml"
    assert (
        refusal(hostile.with_members(plain, {name: "<!DOCTYPE a><a/>".encode("utf-16")})).code
        is RefusalCode.XML_ENCODING
    )
    assert (
        refusal(hostile.with_members(plain, {name: "<!DOCTYPE a><a/>".encode("utf-16-be")})).code
        is RefusalCode.XML_ENCODING
    )
    late = b" " * ((1 << 18) - 4) + b"<!DOCTYPE a><a/>"
    assert refusal(hostile.with_members(plain, {name: late})).code is RefusalCode.XML_DECLARES_ENTITIES


def test_polyglots_are_refused():
    plain = hostile.workbook(PLAIN)
    assert refusal(plain + b"trailing").code is RefusalCode.ARCHIVE_POLYGLOT
    assert refusal(plain + hostile.workbook([["x", "y"]])).code is RefusalCode.ARCHIVE_POLYGLOT
    assert refusal(b"PK\x03\x04" + plain).code is RefusalCode.ARCHIVE_POLYGLOT
    assert refusal(b"GIF89a" + plain).details == {"kind": "gif"}
    assert refusal(plain[: len(plain) // 2]).code is RefusalCode.ARCHIVE_DAMAGED
    out = io.BytesIO(plain)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/workbook.xml", b"<a/>")
    assert refusal(out.getvalue()).code is RefusalCode.ARCHIVE_POLYGLOT


def test_an_encrypted_member_is_told():
    content = bytearray(hostile.workbook(PLAIN))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(bytes(content)).code is RefusalCode.ENCRYPTED


def test_a_workbook_that_the_parser_cannot_read():
    broken = hostile.with_members(hostile.workbook(PLAIN), {"xl/workbook.xml": b"<workbook><sheets><sheet"})
    assert refusal(broken).code is RefusalCode.DAMAGED


def test_counts_are_limited():
    rows = [["甲", "乙", "丙"]] * 10
    assert refusal(hostile.workbook(rows), rows=9).code is RefusalCode.TOO_MANY_ROWS
    assert refusal(hostile.workbook(rows), cells=29).code is RefusalCode.TOO_MANY_CELLS
    assert refusal(hostile.workbook(rows), columns=2).details == {"sheet": "表一", "row": 1, "limit": 2}
    assert refusal(hostile.workbook(rows), cell_characters=0).code is RefusalCode.CELL_TOO_LONG
    assert (
        refusal(hostile.workbook(PLAIN, merges=["A3:B3", "A4:B4"]), merges=1).code
        is RefusalCode.TOO_MANY_MERGES
    )
    assert refusal(b"a,b\n" * 10, rows=9).code is RefusalCode.TOO_MANY_ROWS


def test_a_cell_at_the_far_corner_cannot_fill_the_memory():
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["XFD1048576"] = "乙"
    assert refusal(hostile.saved(book)).code in {RefusalCode.OUT_OF_MEMORY, RefusalCode.TOO_MANY_COLUMNS}


def test_a_merge_over_the_whole_sheet_is_filled_only_where_there_are_rows():
    assert [len(row.cells) for row in merged_over("B1:XFD1048576").rows] == [1, 2]
    assert [len(row.cells) for row in merged_over("A1:XFD1048576").rows] == [LIMITS.columns, LIMITS.columns]


def merged_over(ranges: str) -> Sheet:
    plain = hostile.workbook([["甲"], [None, "乙"]])
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{ranges}"/></mergeCells>'.encode()
    return read_book(hostile.replaced_in_sheet(plain, b"</sheetData>", merge)).sheets[0]


def test_time_is_limited():
    assert refusal(hostile.workbook(PLAIN), wall_seconds=0).code is RefusalCode.OUT_OF_TIME


def test_memory_is_limited():
    rows = [["汉" * 2000] * 20] * 200
    assert refusal(hostile.workbook(rows), memory_bytes=48 << 20, ratio=10**9).code in {
        RefusalCode.OUT_OF_MEMORY,
        RefusalCode.DAMAGED,
    }


def test_no_secret_of_the_server_reaches_the_parser(monkeypatch):
    from diebian.lib.tables import books

    monkeypatch.setenv("DIEBIAN_SECRET_KEY", "secret")
    assert "DIEBIAN_SECRET_KEY" not in books._environment()
