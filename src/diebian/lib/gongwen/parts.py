"""The parts of a paper as markup: head, body, tables, attachments, sign-off, imprint."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from diebian.lib.gongwen.content import Attachment, Block, Column, Heading, Imprint, Paper, Paragraph, Table
from diebian.lib.gongwen.markup import font_run, indent, paragraph, text_run, w
from diebian.lib.gongwen.measures import (
    BODY_FONT,
    HEAD_SPACE,
    HEADING_STYLES,
    LINE,
    MARK_NARROWEST,
    MARK_WIDEST,
    RED,
    RED_RULE,
    RULE_SPACE_POINTS,
    TABLE_RULE,
    TEXT_WIDTH,
    THICK_RULE,
    THIN_RULE,
)
from diebian.lib.gongwen.numbering import numbered
from diebian.lib.gongwen.wording import full_width, sign_off_indents, spelled_date

EMPTY_LINE = paragraph("Addressee")


def head(paper: Paper) -> Iterator[str]:
    """版头 (7.2): marks top left, the issuer's red mark, the document number over the red rule."""
    for mark in paper.corner_marks:
        yield paragraph("CornerMark", text_run(mark))
    yield _space(HEAD_SPACE - LINE * len(paper.corner_marks))
    yield paragraph("IssuerMark", text_run(paper.issuer_mark, properties=_mark_size(paper.issuer_mark)))
    yield EMPTY_LINE * 2
    rule = w("pBdr", w("bottom", val="single", sz=RED_RULE, space=RULE_SPACE_POINTS, color=RED))
    yield paragraph("DocumentNumber", text_run(paper.number), properties=rule)
    yield EMPTY_LINE * 2
    yield from (paragraph("PaperTitle", text_run(line)) for line in paper.title)
    yield EMPTY_LINE
    if paper.addressees:
        yield paragraph("Addressee", text_run("、".join(paper.addressees) + "："))


def _space(height: int) -> str:
    return paragraph("Addressee", properties=w("spacing", line=height, lineRule="exact"))


def _mark_size(mark: str) -> str:
    """As large as fits on one line, and condensed when even the smallest does not fit."""
    fitting = int(TEXT_WIDTH / 10 / full_width(mark))
    size = max(MARK_NARROWEST, min(MARK_WIDEST, fitting))
    condensed = w("w", val=fitting * 100 // size) if fitting < size else ""
    return condensed + w("sz", val=size) + w("szCs", val=size)


def body(blocks: Iterable[Block]) -> Iterator[str]:
    """正文 (7.3.3): paragraphs, numbered headings, tables."""
    for label, block in numbered(blocks):
        match block:
            case Paragraph(text=text):
                yield paragraph("Body", text_run(text))
            case Heading():
                yield _heading(block, label=label)
            case _:
                yield from _table(block)


def _heading(heading: Heading, *, label: str) -> str:
    run_on = font_run(heading.run_on, name=BODY_FONT) if heading.run_on else ""
    return paragraph(HEADING_STYLES[heading.level], text_run(label + heading.text), run_on)


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield paragraph("TableCaption", text_run(table.caption))
    widths = _widths(table.columns)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w(
        "tblBorders", *(w(side, val="single", sz=TABLE_RULE, space=0, color="000000") for side in sides)
    )
    look = w(
        "tblPr",
        w("tblW", w=TEXT_WIDTH, type="dxa"),
        w("jc", val="center"),
        borders,
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=57, type="dxa"), w("right", w=57, type="dxa")),
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    yield w("tbl", look, grid, _table_head(table.columns, widths=widths), *_table_rows(table, widths=widths))
    yield paragraph("TableNote", text_run(table.note) if table.note else "")


def _widths(columns: tuple[Column, ...]) -> list[int]:
    """Shares as twips that add up to the width of the block exactly."""
    whole = sum(column.share for column in columns)
    edges = [0, *(TEXT_WIDTH * part // whole for part in accumulate(column.share for column in columns))]
    return [right - left for left, right in zip(edges, edges[1:], strict=False)]


def _table_head(columns: tuple[Column, ...], *, widths: list[int]) -> str:
    cells = (
        _cell(column.title, style="TableHead", width=width)
        for column, width in zip(columns, widths, strict=True)
    )
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _table_rows(table: Table, *, widths: list[int]) -> Iterator[str]:
    for row in table.rows:
        cells = (
            _cell(text, style="TableCell", width=width, properties=w("jc", val=column.align))
            for text, column, width in zip(row, table.columns, widths, strict=True)
        )
        yield w("tr", w("trPr", w("cantSplit")), *cells)


def _cell(text: str, *, style: str, width: int, properties: str = "") -> str:
    look = w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center"))
    return w("tc", look, paragraph(style, text_run(text), properties=properties))


def sign_off(paper: Paper) -> Iterator[str]:
    """附件说明, 署名, 成文日期, 附注 (7.3.4 to 7.3.6), placed for a seal over name and date."""
    if paper.attachments:
        yield EMPTY_LINE
        yield from _attachment_list(paper.attachments)
    day = spelled_date(paper.signed_on)
    place = sign_off_indents(office=paper.signed_by, day=day)
    yield EMPTY_LINE * 2
    office_place = w("keepNext") + indent(right=place.office)
    yield paragraph("SignOff", text_run(paper.signed_by), properties=office_place)
    yield paragraph("SignOff", text_run(day), properties=indent(right=place.day))
    if paper.note:
        yield paragraph("Note", font_run(f"（{paper.note}）", name=BODY_FONT))


def _attachment_list(attachments: tuple[Attachment, ...]) -> Iterator[str]:
    """附件：1. …, the later ones under the first one's number, no full stop."""
    for number, attachment in enumerate(attachments, start=1):
        label = f"{number}. " if len(attachments) > 1 else ""
        first = number == 1
        place = indent(left=2) if first else ""
        yield paragraph(
            "AttachmentList",
            text_run(f"{'附件：' if first else ''}{label}{attachment.title}"),
            properties=place,
        )


def attachments(paper: Paper) -> Iterator[str]:
    """附件 (7.3.7): each on a new page, 附件 with its number in 黑体, the title on the third line."""
    for number, attachment in enumerate(paper.attachments, start=1):
        label = f"附件{number}" if len(paper.attachments) > 1 else "附件"
        yield paragraph("AttachmentMark", text_run(label), properties=w("pageBreakBefore"))
        yield EMPTY_LINE
        yield paragraph("PaperTitle", text_run(attachment.title))
        yield EMPTY_LINE
        yield from body(attachment.blocks)


def imprint(content: Imprint) -> Iterator[str]:
    """版记 (7.4): a table at the foot of the last page, closed by thick rules, a thin one between."""
    foot = w(
        "tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="margin",
        horzAnchor="margin",
        tblpXSpec="center",
        tblpYSpec="bottom",
    )
    thick = {"val": "single", "sz": THICK_RULE, "space": 0, "color": "000000"}
    borders = w(
        "tblBorders", w("top", **thick), w("bottom", **thick), w("insideH", **(thick | {"sz": THIN_RULE}))
    )
    fixed = w("tblLayout", type="fixed")
    no_margins = w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa"))
    look = w("tblPr", foot, w("tblW", w=TEXT_WIDTH, type="dxa"), borders, fixed, no_margins)
    rows = (
        w("tr", w("tc", w("tcPr", w("tcW", w=TEXT_WIDTH, type="dxa")), line))
        for line in _imprint_lines(content)
    )
    yield w("tbl", look, w("tblGrid", w("gridCol", w=TEXT_WIDTH)), *rows)
    # A table that floats needs a paragraph to stand by; this one is a point high.
    yield _space(20)


def _imprint_lines(content: Imprint) -> Iterator[str]:
    if content.copies_to:
        yield paragraph("Imprint", text_run("抄送：" + "、".join(content.copies_to) + "。"))
    edge = w("tabs", w("tab", val="right", pos=TEXT_WIDTH - 280))
    printed = text_run(f"{spelled_date(content.printed_on)}印发")
    yield paragraph("Imprint", text_run(content.printed_by), w("r", w("tab")), printed, properties=edge)
