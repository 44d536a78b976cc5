"""Rows, merged cells, encodings, headers and footers of ordinary and odd files."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from diebian.lib.tables import SkipReason, TableRefused, find_table, find_tables, match_columns, read_book
from tests.lib import hostile

COLUMNS = {
    "serial": ("序号",),
    "place": ("点位", "地点"),
    "problem": ("存在问题", "问题描述"),
    "unit": ("责任单位",),
    "person": ("责任人", "负责人"),
    "due": ("整改时限",),
}
HEAD = ["序号", "点位", "存在问题", "责任单位"]


def only_table(content: bytes):
    (table,) = find_tables(read_book(content), COLUMNS)
    return table


def test_cells_keep_their_kind_and_rows_their_number():
    book = read_book(
        hostile.workbook(
            [
                [],
                ["甲", 12, 12.5, date(2017, 7, 25), datetime(2017, 7, 25, 18), True, "=不是公式"],
                [None],
                [" ", "末"],
            ]
        )
    )
    (sheet,) = book.sheets
    assert [row.number for row in sheet.rows] == [2, 4]
    assert sheet.rows[0].cells == ("甲", 12, 12.5, date(2017, 7, 25), datetime(2017, 7, 25, 18), True)
    assert sheet.rows[1].cells == (None, "末")
    assert book.kind == "xlsx"
    assert book.has_unsaved_formulas


def test_old_workbooks_are_read():
    book = read_book(hostile.old_workbook([["点位", "数"], ["甲", 3]]))
    assert (book.kind, book.sheets[0].name) == ("xls", "旧表")
    assert [row.cells for row in book.sheets[0].rows] == [("点位", "数"), ("甲", 3)]


def test_saved_results_of_formulas_are_read():
    made = hostile.workbook([["甲", 1], ["乙", "=B1+1"]])
    cached = hostile.replaced_in_sheet(
        made, b"<v></v>" if b"<v></v>" in _sheet(made) else b"<v />", b"<v>2</v>"
    )
    book = read_book(cached)
    assert book.sheets[0].rows[1].cells == ("乙", 2)
    assert not book.has_unsaved_formulas


def _sheet(content: bytes) -> bytes:
    import zipfile

    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_every_encoding_and_delimiter(encoding: str, delimiter: str):
    lines = [["点位", "存在问题"], ["甲市场", "占道，乱停"], ["乙", '"多行\n文字"'], ["丙", "'=1+1"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    (sheet,) = read_book(content).sheets
    assert [row.cells for row in sheet.rows] == [
        ("点位", "存在问题"),
        ("甲市场", "占道，乱停"),
        ("乙", "多行\n文字"),
        ("丙", "=1+1"),
    ]
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4]


def test_the_separator_line_of_excel():
    (sheet,) = read_book("sep=;\n点位;问题,描述\n甲;乙".encode()).sheets
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("点位", "问题,描述")), (3, ("甲", "乙"))]


def test_every_way_to_hand_over_a_file(tmp_path: Path):
    content = "点位,问题\n甲,乙".encode("gbk")
    path = tmp_path / "台账.csv"
    path.write_bytes(content)
    with path.open("rb") as file:
        assert read_book(path) == read_book(content) == read_book(file) == read_book(io.BytesIO(content))


def test_merged_cells_are_filled_from_their_corner():
    book = read_book(
        hostile.workbook([["甲", "问题一"], [None, "问题二"], [None, "问题三"]], merges=["A1:A3"])
    )
    assert [row.cells[0] for row in book.sheets[0].rows] == ["甲"] * 3


def test_titles_totals_notes_and_sections_are_told():
    table = only_table(
        hostile.workbook(
            [
                ["整改台账（演示数据）"], ["填报单位：创建办", None, "2017年8月"], [], HEAD, ["一、街道"], [1, "甲", "问题", "东方红"], [2],
                HEAD, [3, "乙", "合计不清", "焦东"], ["合 计", None, 2], ["填表人：王某", None, "审核人：李某"],
            ],
            merges=["A1:D1", "A5:D5"],
        )
    )  # fmt: skip
    assert [row.number for row in table.rows] == [6, 9]
    assert table.title == "整改台账（演示数据）"
    assert [(item.row, item.reason) for item in table.skipped] == [
        (1, SkipReason.TITLE), (2, SkipReason.TITLE), (4, SkipReason.HEADER), (5, SkipReason.SECTION), (7, SkipReason.ONLY_A_NUMBER),
        (8, SkipReason.REPEATED_HEADER), (10, SkipReason.TOTAL), (11, SkipReason.NOTE),
    ]  # fmt: skip


def test_two_header_rows_are_joined():
    table = only_table(
        hostile.workbook(
            [
                ["台账"],
                ["序号", "点位", "存在问题", "整改情况", None],
                [None, None, None, "责任单位", "整改时限"],
                [1, "甲", "乙", "丙", "7月25日"],
            ],
            merges=["A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"],
        )
    )
    assert table.headings == ("序号", "点位", "存在问题", "整改情况/责任单位", "整改情况/整改时限")
    assert table.columns == {"serial": 0, "place": 1, "problem": 2, "unit": 3, "due": 4}
    assert [row.number for row in table.rows] == [4]


def test_a_note_over_the_head_is_not_its_upper_row():
    rows = [["填报单位：创建办"], HEAD, [1, "甲", "乙", "丙"]]
    for merges in ([], ["A1:D1"], ["A1:B1", "C1:D1"]):
        table = only_table(hostile.workbook(rows, merges=merges))
        assert table.headings == tuple(HEAD)
        assert [item.reason for item in table.skipped] == [SkipReason.TITLE, SkipReason.HEADER]


def test_headings_match_by_their_end_and_each_once():
    headings = [
        "序号",
        "检查点位（地址）",
        "存在的问题",
        "整改责任单位",
        "责任单位负责人",
        "整改时限（月日）",
    ]
    assert match_columns(headings, COLUMNS) == {
        "serial": 0,
        "place": 1,
        "problem": 2,
        "unit": 3,
        "person": 4,
        "due": 5,
    }
    assert match_columns(["责任单位", "责任单位"], COLUMNS) == {"unit": 0}


def test_the_fingerprint_forgets_spaces_and_brackets_but_not_order():
    def fingerprint(head: list[str]) -> str:
        return only_table(hostile.workbook([head, [1, "甲", "乙", "丙"]])).fingerprint

    assert fingerprint(HEAD) == fingerprint(["序 号", "点位\n", "存在的问题", "责任单位（盖章）"])
    assert fingerprint(HEAD) != fingerprint(HEAD[::-1])


def test_several_sheets_and_hidden_ones():
    book = openpyxl.Workbook()
    for name in ("街道甲", "街道乙", "说明", "隐藏"):
        sheet = book.create_sheet(name)
        sheet.append(HEAD if name != "说明" else ["本表由创建办填写"])
        sheet.append([1, name, "问题", "单位"])
    book["隐藏"].sheet_state = "hidden"
    read = read_book(hostile.saved(book))
    assert [table.sheet for table in find_tables(read, COLUMNS)] == ["街道甲", "街道乙"]
    assert [table.sheet for table in find_tables(read, COLUMNS, sheet="隐藏")] == ["隐藏"]
    with pytest.raises(TableRefused, match="no_sheet"):
        find_tables(read, COLUMNS, sheet="没有")


def test_no_header_is_told_with_what_was_looked_for():
    with pytest.raises(TableRefused) as caught:
        find_tables(read_book("甲,乙\n1,2".encode()), COLUMNS)
    assert caught.value.refusal.details == {"wanted": "序号、点位、存在问题、责任单位、责任人、整改时限"}


def test_cells_are_asked_for_by_key():
    table = only_table(hostile.workbook([HEAD, [1, "甲", "问题"]]))
    row = table.rows[0]
    assert (
        table.cell(row, "serial"),
        table.text(row, "serial"),
        table.text(row, "unit"),
        table.cell(row, "due"),
    ) == (1, "1", "", None)
    assert table.missing(["place", "due"]) == ["due"]
    assert find_table(read_book(hostile.workbook([["甲"]])).sheets[0], COLUMNS) is None
