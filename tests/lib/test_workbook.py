"""What is written can be read back, prints as it should and holds no live formula."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diebian.lib.tables import clean_text, read_book
from diebian.lib.workbook import Column, defused, sheet_name, write_workbook

COLUMNS = [Column("序号", 4), Column("问题", 30), Column("时限", 8)]


def written(rows, **options) -> bytes:
    out = io.BytesIO()
    assert write_workbook(out, sheet="台账", columns=COLUMNS, rows=rows, **options) == len(rows)
    return out.getvalue()


def test_the_page_is_made_for_printing():
    sheet = openpyxl.load_workbook(
        io.BytesIO(written([[1, "甲", None]], title="整改台账", note="导出时间"))
    ).active
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.auto_filter.ref == "A3:C4"
    assert sheet.column_dimensions["B"].width > 60
    assert [sheet["A1"].value, sheet["A2"].value, sheet["B3"].value] == ["整改台账", "导出时间", "问题"]


def test_kinds_of_cells_come_back():
    rows = [[1, "甲", date(2017, 7, 25)], [2.5, None, datetime(2017, 7, 25, 18, 30)], [True, "", None]]
    (sheet,) = read_book(written(rows)).sheets
    assert [row.cells for row in sheet.rows[1:]] == [
        (1, "甲", date(2017, 7, 25)),
        (2.5, None, datetime(2017, 7, 25, 18, 30)),
        ("是",),
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1", "{=1}", "http://x"]
)
def test_text_is_never_a_formula(text: str):
    sheet = openpyxl.load_workbook(io.BytesIO(written([[1, text, None]]))).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == (text, "s") or sheet["B2"].data_type == "inlineStr"
    assert sheet["B2"].quotePrefix is (text[0] in "=+-@＝") or not sheet["B2"].quotePrefix
    assert sheet["B2"].hyperlink is None


def test_text_for_csv_is_defused_and_read_back():
    for text in ("=1+1", "+1", "-1", "@x", "＝1"):
        assert defused(text) == "'" + text
        assert read_book(f"甲,乙\n1,{defused(text)}".encode()).sheets[0].rows[1].cells[1] == clean_text(text)
    assert defused("甲=1") == "甲=1"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30), min_size=1, max_size=10)
)
def test_any_text_comes_back(texts: list[str]):
    (sheet,) = read_book(written([[1, text, None] for text in texts])).sheets
    assert [row.cells[1] if len(row.cells) > 1 else None for row in sheet.rows[1:]] == [
        clean_text(text) or None for text in texts
    ]


def test_sheet_names_are_made_acceptable():
    assert sheet_name("市/区[交办]") == "市·区·交办·"
    assert sheet_name("'") == "台账"
    assert len(sheet_name("长" * 40)) == 31
