"""Makes the .docx: python-docx carries the package, everything visible is ours."""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from diebian.lib.gongwen.content import Paper
from diebian.lib.gongwen.markup import field_run, font, indent, paragraph, text_run, w
from diebian.lib.gongwen.measures import (
    BODY_FONT,
    FOOTER_FROM_EDGE,
    HEADER_FROM_EDGE,
    LINE,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SIZE_3,
    STYLES,
    TIGHTER,
    Style,
)
from diebian.lib.gongwen.parts import attachments, body, head, imprint, sign_off

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DEMO_MARK = "演示数据　非正式公文"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# What python-docx's own template brings along and a paper does not need.
UNUSED = {"thumbnail", "stylesWithEffects", "customXml", "numbering", "webSettings", "theme"}


def paper_as_docx(paper: Paper) -> bytes:
    """``paper`` as a .docx. The same paper gives the same bytes on every machine."""
    document = docx.Document()
    _drop_unused(document)
    _set_properties(document, paper)
    _replace_children(document.styles.element, _styles())
    _set_settings(document)
    _set_page(document, paper)
    parts = [*head(paper), *body(paper.blocks), *sign_off(paper), *attachments(paper)]
    if paper.imprint:
        parts += imprint(paper.imprint)
    for number, element in enumerate(_parsed("".join(parts))):
        document.element.body.insert(number, element)
    return _packed(document)


def _parsed(markup: str) -> list[Any]:
    return list(parse_xml(f"<w:body {nsdecls('w')}>{markup}</w:body>"))


def _replace_children(element: Any, markup: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in _parsed(markup):
        element.append(child)


def _drop_unused(document: Document) -> None:
    for relations in (document.part.package.rels, document.part.rels):
        for key in [
            key for key, relation in relations.items() if relation.reltype.rsplit("/", 1)[-1] in UNUSED
        ]:
            del relations[key]


def _set_properties(document: Document, paper: Paper) -> None:
    """The file's own title, author and date: those of the paper, never of the machine."""
    signed_at = datetime.combine(paper.signed_on, time(), tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author = "".join(paper.title), paper.signed_by
    properties.last_modified_by, properties.language = paper.signed_by, "zh-CN"
    properties.subject, properties.comments, properties.keywords = paper.number, "", ""
    properties.created = properties.modified = signed_at
    properties.revision = 1


def _styles() -> str:
    language = w("lang", val="zh-CN", eastAsia="zh-CN", bidi="ar-SA")
    size = w("sz", val=SIZE_3) + w("szCs", val=SIZE_3)
    defaults = w(
        "docDefaults",
        w("rPrDefault", w("rPr", font(BODY_FONT), size, language)),
        w("pPrDefault"),
    )
    # No automatic space between Chinese and digits: it would break the grid of 28 characters.
    plain = w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        w("pPr", w("widowControl", val=0), w("autoSpaceDE", val=0), w("autoSpaceDN", val=0)),
        w("rPr", font(BODY_FONT), size),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    return defaults + plain + "".join(_style(style) for style in STYLES)


def _style(style: Style) -> str:
    line = w("spacing", before=0, after=0, line=style.line or 240, lineRule="exact" if style.line else "auto")
    shape = [
        w("keepNext") if style.keep_with_next else "",
        w("snapToGrid", val=0),
        line,
        indent(
            first_line=style.first_line_characters, left=style.left_characters, right=style.right_characters
        ),
        w("jc", val=style.align),
        "" if style.outline_level is None else w("outlineLvl", val=style.outline_level),
    ]
    colour = w("color", val=style.colour) if style.colour else ""
    tighter = w("spacing", val=TIGHTER) if style.size == SIZE_3 else ""
    look = [font(style.font), colour, tighter, w("sz", val=style.size), w("szCs", val=style.size)]
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        w("pPr", *shape),
        w("rPr", *look),
        type="paragraph",
        customStyle=1,
        styleId=style.key,
    )


def _set_settings(document: Document) -> None:
    """Odd and even pages apart, and a Chinese document: the template's own settings are a Japanese Word's."""
    mode = "http://schemas.microsoft.com/office/word"
    _replace_children(
        document.settings.element,
        w("zoom", percent=100)
        + w("evenAndOddHeaders")
        + w("defaultTabStop", val=420)
        + w("characterSpacingControl", val="compressPunctuation")
        + w("compat", w("useFELayout"), w("compatSetting", name="compatibilityMode", uri=mode, val=15))
        + w("themeFontLang", val="zh-CN", eastAsia="zh-CN"),
    )


def _set_page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    dash = "—"
    number = text_run(f"{dash} ") + field_run("PAGE") + text_run(f" {dash}")
    _fill(section.footer, paragraph("PageNumberOdd", number))
    _fill(section.even_page_footer, paragraph("PageNumberEven", number))
    mark = paragraph("DemoMark", text_run(DEMO_MARK) if paper.is_demo else "")
    _fill(section.header, mark)
    _fill(section.even_page_header, mark)
    properties = document.element.body.sectPr
    for child in [
        child for child in properties if not child.tag.endswith(("headerReference", "footerReference"))
    ]:
        properties.remove(child)
    for child in _parsed(_page_measures()):
        properties.append(child)


def _fill(place: Any, markup: str) -> None:
    place.is_linked_to_previous = False
    _replace_children(place._element, markup)


def _page_measures() -> str:
    return (
        w("pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT)
        + w(
            "pgMar",
            top=MARGIN_TOP,
            right=MARGIN_RIGHT,
            bottom=MARGIN_BOTTOM,
            left=MARGIN_LEFT,
            header=HEADER_FROM_EDGE,
            footer=FOOTER_FROM_EDGE,
            gutter=0,
        )
        + w("docGrid", type="lines", linePitch=LINE)
    )


def _packed(document: Document) -> bytes:
    """The package with sorted members, no times and no compression (compressors differ between machines)."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.create_system, member.external_attr = 0, 0
            target.writestr(member, source.read(name), zipfile.ZIP_STORED)
    return packed.getvalue()
