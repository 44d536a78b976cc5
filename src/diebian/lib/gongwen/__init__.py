"""Official papers (公文) in the form of GB/T 9704-2012, as editable .docx files.

`content` says what a paper holds, `wording` how numbers and dates are spelled in it, `measures` what the standard
asks of the page, `writer` makes the file, `data` keeps the paper as JSON.

Why python-docx and no docxtpl template: a paper has any number of headings, tables and attachments in any order,
which a template can only hold as loops inside a binary file that nobody can review. Here the page is a table of
measures (`measures.STYLES`) beside the standard's own words, and the result is an ordinary .docx with named styles.

The same paper gives the same bytes, so a stored paper can be made again and compared.
"""

from diebian.lib.gongwen.content import (
    Attachment,
    Block,
    Column,
    Heading,
    Imprint,
    Paper,
    Paragraph,
    Table,
)
from diebian.lib.gongwen.data import paper_from_data, paper_to_data
from diebian.lib.gongwen.numbering import numbered
from diebian.lib.gongwen.wording import document_number, heading_label, spelled_date
from diebian.lib.gongwen.writer import DOCX, paper_as_docx

__all__ = [
    "DOCX",
    "Attachment",
    "Block",
    "Column",
    "Heading",
    "Imprint",
    "Paper",
    "Paragraph",
    "Table",
    "document_number",
    "heading_label",
    "numbered",
    "paper_as_docx",
    "paper_from_data",
    "paper_to_data",
    "spelled_date",
]
