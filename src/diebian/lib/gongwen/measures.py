"""What GB/T 9704-2012 asks of the page, as numbers and as a table of named styles.

Units: twips (1/20 point) unless the name says otherwise. The standard's own figures are in the comments.
"""

from dataclasses import dataclass
from typing import Literal

TWIPS_PER_MM = 1440 / 25.4


def twips(millimetres: float) -> int:
    """Millimetres in twips, to the nearest."""
    return round(millimetres * TWIPS_PER_MM)


# 5.1, 5.2.1: A4; 天头 37 mm, 订口 28 mm, 版心 156 mm x 225 mm, which leaves 26 mm right and 35 mm below.
PAGE_WIDTH, PAGE_HEIGHT = twips(210), twips(297)
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = twips(37), twips(35), twips(28), twips(26)
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT

# 5.2.3: 22 lines of 28 characters fill the block. 225 mm / 22 = 28.99 pt; 28.95 pt keeps the 22nd line on the page.
LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28
LINE = 579
SIZE_3 = 32  # 3号 = 16 pt, in half-points
# 156 mm / 28 = 15.79 pt, a little less than the 16 pt of a 3号 character, so body text is set 0.25 pt tighter.
# Not by a character grid: LibreOffice reads a negative ``charSpace`` as a wide one (seen in 7.4).
TIGHTER = -5

# 7.5: the number's dash is 7 mm below the block; half a 4号 line (14 pt) below the dash ends the footer.
FOOTER_FROM_EDGE = MARGIN_BOTTOM - twips(7) - 140
HEADER_FROM_EDGE = twips(20)

HEAD_SPACE = twips(35)  # 7.2.4: the mark's upper edge 35 mm below the upper edge of the block
RULE_SPACE_POINTS = 11  # 7.2.7: the red rule 4 mm (11.3 pt) below the document number
RED = "E60000"  # 红色 Y80 M80 in print; screens and office printers get this red
MARK_WIDEST, MARK_NARROWEST = 100, 44  # the issuer's mark between 50 pt and 22 pt, in half-points

# Widths of lines in 1/8 point. 7.4.1: first and last rule of the imprint 0.35 mm, those between 0.25 mm.
RED_RULE, THICK_RULE, THIN_RULE, TABLE_RULE = 16, 8, 6, 4

# Named as every office in China names them; none of them may be shipped, the reader's own machine has them.
TITLE_FONT, BODY_FONT, KAI_FONT, HEI_FONT, SONG_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "楷体_GB2312",
    "黑体",
    "宋体",
)


@dataclass(frozen=True, kw_only=True)
class Style:
    """A named paragraph style. ``size`` in half-points, ``line`` in twips (0: as high as the text)."""

    key: str
    name: str
    font: str = BODY_FONT
    size: int = SIZE_3
    align: Literal["both", "left", "center", "right"] = "both"
    line: int = LINE
    first_line_characters: int = 0
    left_characters: int = 0
    right_characters: int = 0
    colour: str = ""
    outline_level: int | None = None
    keep_with_next: bool = False


STYLES = (
    Style(key="Body", name="公文正文", first_line_characters=2),
    Style(key="CornerMark", name="公文份号密级紧急程度", font=HEI_FONT, align="left"),
    Style(key="IssuerMark", name="公文发文机关标志", font=TITLE_FONT, align="center", line=0, colour=RED),
    Style(key="DocumentNumber", name="公文发文字号", align="center"),
    Style(key="PaperTitle", name="公文标题", font=TITLE_FONT, size=44, align="center", line=695),
    Style(key="Addressee", name="公文主送机关", align="left"),
    Style(
        key="HeadingFirst",
        name="公文一级标题",
        font=HEI_FONT,
        first_line_characters=2,
        outline_level=0,
        keep_with_next=True,
    ),
    Style(
        key="HeadingSecond",
        name="公文二级标题",
        font=KAI_FONT,
        first_line_characters=2,
        outline_level=1,
        keep_with_next=True,
    ),
    Style(key="HeadingThird", name="公文三级标题", first_line_characters=2, outline_level=2),
    Style(key="HeadingFourth", name="公文四级标题", first_line_characters=2, outline_level=3),
    Style(key="TableCaption", name="公文表题", font=HEI_FONT, size=28, align="center", keep_with_next=True),
    Style(key="TableHead", name="公文表头", font=HEI_FONT, size=24, align="center", line=360),
    Style(key="TableCell", name="公文表文", size=24, align="left", line=360),
    Style(key="TableNote", name="公文表注", size=24, align="left", line=400),
    Style(key="AttachmentList", name="公文附件说明", align="left", left_characters=5),
    Style(key="AttachmentMark", name="公文附件标志", font=HEI_FONT, align="left"),
    Style(key="SignOff", name="公文署名日期", align="right"),
    Style(key="Note", name="公文附注", align="left", left_characters=2),
    Style(key="Imprint", name="公文版记", size=28, align="left", left_characters=1, right_characters=1),
    Style(
        key="PageNumberOdd",
        name="公文单页码",
        font=SONG_FONT,
        size=28,
        align="right",
        line=280,
        right_characters=1,
    ),
    Style(
        key="PageNumberEven",
        name="公文双页码",
        font=SONG_FONT,
        size=28,
        align="left",
        line=280,
        left_characters=1,
    ),
    Style(key="DemoMark", name="演示标记", font=HEI_FONT, size=24, align="center", line=280, colour="595959"),
)

HEADING_STYLES = {1: "HeadingFirst", 2: "HeadingSecond", 3: "HeadingThird", 4: "HeadingFourth"}
