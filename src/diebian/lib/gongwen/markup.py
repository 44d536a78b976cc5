"""WordprocessingML as text: one function for elements, one for runs, one for indents that every reader understands."""

import re
from fractions import Fraction
from xml.sax.saxutils import escape, quoteattr

from diebian.lib.gongwen.measures import SIZE_3

NOT_PRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile("[ \t\r\n\x85\u2028\u2029]+")
TWIPS_PER_CHARACTER = SIZE_3 * 10


def w(tag: str, *children: str, **attributes: object) -> str:
    """The element ``w:tag``; children are markup already, attributes are escaped here, None leaves one out."""
    given = "".join(
        f" w:{name}={quoteattr(str(value))}" for name, value in attributes.items() if value is not None
    )
    return f"<w:{tag}{given}>{''.join(children)}</w:{tag}>" if children else f"<w:{tag}{given}/>"


def printable(text: str) -> str:
    """``text`` on one line, without the characters that XML cannot hold. Full-width blanks stay."""
    return BREAKS.sub(" ", NOT_PRINTED.sub("", text))


def text_run(text: str, *, properties: str = "") -> str:
    """A run of plain text; ``hint`` keeps “” and … in the Chinese font."""
    look = w("rPr", w("rFonts", hint="eastAsia"), properties)
    return w("r", look, f'<w:t xml:space="preserve">{escape(printable(text))}</w:t>')


def font(name: str) -> str:
    """One font for Chinese and Latin alike: the standard asks for 仿宋 throughout, digits included."""
    return w("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def font_run(text: str, *, name: str) -> str:
    """A run in another font than its paragraph's."""
    return w("r", w("rPr", font(name)), f'<w:t xml:space="preserve">{escape(printable(text))}</w:t>')


def field_run(instruction: str) -> str:
    """A field that the reader's program fills in, such as PAGE."""
    return (
        w("r", w("fldChar", fldCharType="begin"))
        + w("r", f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>')
        + w("r", w("fldChar", fldCharType="separate"))
        + w("r", "<w:t>1</w:t>")
        + w("r", w("fldChar", fldCharType="end"))
    )


def indent(*, first_line: int = 0, left: Fraction | int = 0, right: Fraction | int = 0) -> str:
    """Indents in characters. Both spellings are written: Word reads ``…Chars``, LibreOffice draws only the twips."""
    wanted = {"firstLine": Fraction(first_line), "left": Fraction(left), "right": Fraction(right)}
    attributes: dict[str, int] = {}
    for name, characters in wanted.items():
        if characters:
            attributes[f"{name}Chars"] = round(characters * 100)
            attributes[name] = round(characters * TWIPS_PER_CHARACTER)
    return w("ind", **attributes) if attributes else ""


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    """A paragraph of a named style; ``properties`` are further children of ``w:pPr``, in the schema's order."""
    return w("p", w("pPr", w("pStyle", val=style), properties), *runs)
