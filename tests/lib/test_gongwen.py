"""Official papers: what the file says when it is read back, wording, and the same bytes for the same paper."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from diebian.lib.gongwen import (
    Attachment,
    Column,
    Heading,
    Imprint,
    Paper,
    Paragraph,
    Table,
    document_number,
    heading_label,
    paper_as_docx,
    paper_from_data,
    paper_to_data,
    spelled_date,
)
from diebian.lib.gongwen.wording import chinese_number, full_width, sign_off_indents

OFFICE = "焦作市山阳区四城联创指挥部办公室"
PAPER = Paper(
    issuer_mark="焦作市山阳区四城联创指挥部文件",
    number="焦山创指〔2017〕3号",
    title=("关于2017年第3周", "督查考核情况的通报"),
    addressees=("各街道办事处", "区直各有关单位"),
    blocks=(
        Paragraph(text="现将有关情况通报如下。"),
        Heading(text="督查情况"),
        Heading(text="市级督查。", level=2, run_on="发现问题3个。"),
        Heading(text="点位甲", level=3),
        Heading(text="问题一", level=4),
        Heading(text="区级督查。", level=2),
        Heading(text="排名"),
        Heading(text="街道组。", level=2),
        Table(
            caption="街道考核排名",
            columns=(Column(title="名次"), Column(title="单位", share=3, align="left")),
            rows=(("1", "甲街道"), ("2", "乙街道")),
            note="注：同分同名次。",
        ),
    ),
    signed_by=OFFICE,
    signed_on=date(2017, 9, 5),
    attachments=(
        Attachment(title="问题清单", blocks=(Paragraph(text="略。"),)),
        Attachment(title="评分细则", blocks=()),
    ),
    imprint=Imprint(copies_to=("区委办公室",), printed_by=OFFICE, printed_on=date(2017, 9, 6)),
    corner_marks=("特急",),
    note="此件公开发布",
    is_demo=True,
)


def opened(paper: Paper = PAPER) -> Any:
    return docx.Document(io.BytesIO(paper_as_docx(paper)))


def texts(paper: Paper = PAPER) -> list[str]:
    return [paragraph.text for paragraph in opened(paper).paragraphs if paragraph.text]


def style(key: str) -> Any:
    return next(item for item in opened().styles.element if item.get(qn("w:styleId")) == key)


def attribute(element: Any, path: str, name: str) -> str | None:
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn(name))


def test_page_has_the_margins_and_lines_of_the_standard() -> None:
    section = opened().sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert attribute(opened().element.body.sectPr, "w:docGrid", "w:linePitch") == "579"
    assert 22 * 579 <= 16838 - 2098 - 1984 < 22.1 * 579, "22 lines fill the block"
    assert 28 * (320 - 5) <= 8845 < 28.5 * (320 - 5), "28 characters fill a line"


@pytest.mark.parametrize(
    ("key", "font", "half_points"),
    [
        ("IssuerMark", "方正小标宋简体", "32"),
        ("PaperTitle", "方正小标宋简体", "44"),
        ("Body", "仿宋_GB2312", "32"),
        ("HeadingFirst", "黑体", "32"),
        ("HeadingSecond", "楷体_GB2312", "32"),
        ("HeadingThird", "仿宋_GB2312", "32"),
        ("Imprint", "仿宋_GB2312", "28"),
        ("PageNumberOdd", "宋体", "28"),
    ],
)
def test_each_part_has_its_font_and_size(key: str, font: str, half_points: str) -> None:
    assert attribute(style(key), "w:rPr/w:rFonts", "w:eastAsia") == font
    assert attribute(style(key), "w:rPr/w:sz", "w:val") == half_points


def test_body_is_indented_in_both_spellings_and_set_on_fixed_lines() -> None:
    body = style("Body")
    assert attribute(body, "w:pPr/w:ind", "w:firstLineChars") == "200"
    assert attribute(body, "w:pPr/w:ind", "w:firstLine") == "640"
    assert attribute(body, "w:pPr/w:spacing", "w:line") == "579"
    assert attribute(body, "w:pPr/w:spacing", "w:lineRule") == "exact"


def test_mark_is_red_and_the_rule_below_the_number_too() -> None:
    assert attribute(style("IssuerMark"), "w:rPr/w:color", "w:val") == "E60000"
    number = next(item for item in opened().paragraphs if item.text == PAPER.number)
    assert attribute(number._p, "w:pPr/w:pBdr/w:bottom", "w:color") == "E60000"


@pytest.mark.parametrize(
    ("mark", "size", "condensed"), [("文" * 4, "100", None), ("文" * 15, "58", None), ("文" * 30, "44", "65")]
)
def test_mark_fits_on_one_line(mark: str, size: str, condensed: str | None) -> None:
    line = next(item for item in opened(replace(PAPER, issuer_mark=mark)).paragraphs if item.text == mark)
    properties = line.runs[0]._r.rPr
    assert attribute(properties, "w:sz", "w:val") == size
    assert attribute(properties, "w:w", "w:val") == condensed


def test_headings_are_counted_level_by_level() -> None:
    assert [text for text in texts() if text[0] in "一二（1"] == [
        "一、督查情况",
        "（一）市级督查。发现问题3个。",
        "1.点位甲",
        "（1）问题一",
        "（二）区级督查。",
        "二、排名",
        "（一）街道组。",
        "（此件公开发布）",
    ]


def test_parts_stand_in_the_order_of_the_standard() -> None:
    found = texts()
    order = ["特急", PAPER.issuer_mark, PAPER.number, *PAPER.title, "各街道办事处、区直各有关单位："]
    assert found[: len(order)] == order
    tail = ["附件：1. 问题清单", "2. 评分细则", OFFICE, "2017年9月5日", "（此件公开发布）"]
    assert found[-8:] == [*tail, "附件1", "问题清单", "略。", "附件2", "评分细则"][-8:]


def test_table_head_is_repeated_and_rows_stay_whole() -> None:
    table = opened().tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["名次", "单位"],
        ["1", "甲街道"],
        ["2", "乙街道"],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert sum(int(cell.get(qn("w:w"))) for cell in table._tbl.tblGrid) == 8845


def test_imprint_has_thick_rules_outside_and_a_thin_one_between() -> None:
    table = opened().tables[-1]
    assert [row.cells[0].text for row in table.rows] == ["抄送：区委办公室。", f"{OFFICE}\t2017年9月6日印发"]
    look = table._tbl.tblPr
    sizes = [attribute(look, f"w:tblBorders/w:{side}", "w:sz") for side in ("top", "insideH", "bottom")]
    assert sizes == ["8", "6", "8"]
    assert attribute(look, "w:tblpPr", "w:tblpYSpec") == "bottom"


def test_page_numbers_stand_outside_and_demo_papers_say_so() -> None:
    section = opened().sections[0]
    assert opened().settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert [item._p.pPr.pStyle.val for item in (odd, even)] == ["PageNumberOdd", "PageNumberEven"]
    assert "PAGE" in odd._p.xml
    assert "演示数据" in section.header.paragraphs[0].text
    assert "演示数据" in section.even_page_header.paragraphs[0].text
    assert opened(replace(PAPER, is_demo=False)).sections[0].header.paragraphs[0].text == ""


def test_plain_paper_leaves_out_what_it_has_not() -> None:
    one = (Attachment(title="清单", blocks=()),)
    plain = replace(PAPER, corner_marks=(), note="", addressees=(), attachments=one, blocks=(), imprint=None)
    assert texts(plain)[-4:] == [OFFICE, "2017年9月5日", "附件", "清单"]
    assert "附件：清单" in texts(plain)
    bare = replace(plain, attachments=())
    assert not [text for text in texts(bare) if "附件" in text or "：" in text]
    without_copies = replace(bare, imprint=Imprint(printed_by=OFFICE, printed_on=date(2017, 9, 6)))
    assert len(opened(without_copies).tables[0].rows) == 1
    unnamed = replace(bare, blocks=(Table(columns=(Column(title="甲"),), rows=()),))
    assert [cell.text for cell in opened(unnamed).tables[0].rows[0].cells] == ["甲"]


def test_same_paper_same_bytes_and_nothing_of_the_machine() -> None:
    first, again = paper_as_docx(PAPER), paper_as_docx(replace(PAPER))
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert paper_as_docx(replace(PAPER, number="焦山创指〔2017〕4号")) != first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if "thumbnail" in name or "customXml" in name]
    properties = opened().core_properties
    assert (properties.author, properties.created.date()) == (OFFICE, date(2017, 9, 5))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_printed(text: str) -> None:
    paper = replace(PAPER, blocks=(Paragraph(text="甲" + text),), attachments=(), imprint=None)
    assert any(line.startswith("甲") for line in texts(paper))


def test_markup_in_a_text_is_text() -> None:
    text = "<w:p/> & “引号” ]]>"
    assert text in texts(replace(PAPER, blocks=(Paragraph(text=text),)))


@pytest.mark.parametrize("paper", [PAPER, replace(PAPER, imprint=None, attachments=())])
def test_paper_survives_json(paper: Paper) -> None:
    assert paper_from_data(json.loads(json.dumps(paper_to_data(paper)))) == paper


def test_row_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table(columns=(Column(title="甲"), Column(title="乙")), rows=(("1",),))


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (99, "九十九")],
)
def test_chinese_numbers(number: int, expected: str) -> None:
    assert chinese_number(number) == expected


@pytest.mark.parametrize("number", [0, 100])
def test_headings_end_at_ninety_nine(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 99"):
        heading_label(level=1, number=number)


def test_dates_and_numbers_have_no_leading_zeros() -> None:
    assert spelled_date(date(2017, 9, 5)) == "2017年9月5日"
    assert document_number(code="焦山创指", year=2017, number=1) == "焦山创指〔2017〕1号"


@pytest.mark.parametrize(("year", "number"), [(2017, 0), (17, 1)])
def test_impossible_document_numbers_are_refused(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no document number"):
        document_number(code="焦山创指", year=year, number=number)


@given(st.text("指挥部办公室", min_size=1, max_size=28), st.dates())
def test_office_and_date_share_one_centre_and_stay_on_the_page(office: str, day: date) -> None:
    spelled = spelled_date(day)
    place = sign_off_indents(office=office, day=spelled)
    assert place.office + full_width(office) / 2 == place.day + full_width(spelled) / 2
    assert place.office >= 0
    assert place.day >= Fraction(4)
