"""Why a file is refused: a code and named details. The words for people are made by the caller."""

from dataclasses import dataclass, field
from enum import StrEnum


class RefusalCode(StrEnum):
    """Each reason has its own code, so that each can have its own advice."""

    EMPTY = "empty"
    FILE_TOO_LARGE = "file_too_large"  # bytes, limit
    NOT_A_TABLE = "not_a_table"  # kind: what the content is instead
    HTML_DISGUISED = "html_disguised"  # a web page named .xls, as many old systems export
    XML_DISGUISED = "xml_disguised"  # an "XML Spreadsheet 2003" or other XML named .xls
    UNSUPPORTED_WORKBOOK = "unsupported_workbook"  # kind: xlsb, ods …
    ENCRYPTED = "encrypted"
    HAS_MACROS = "has_macros"
    UNKNOWN_ENCODING = "unknown_encoding"
    ARCHIVE_DAMAGED = "archive_damaged"
    ARCHIVE_POLYGLOT = "archive_polyglot"  # two archives, or an archive inside another file's clothes
    ARCHIVE_PATH = "archive_path"  # member: a path that leaves the archive
    ARCHIVE_TOO_MANY_MEMBERS = "archive_too_many_members"  # members, limit
    ARCHIVE_TOO_LARGE_INSIDE = "archive_too_large_inside"  # limit
    ARCHIVE_RATIO = "archive_ratio"  # member, limit
    XML_DECLARES_ENTITIES = "xml_declares_entities"  # member
    XML_ENCODING = "xml_encoding"  # member: XML that is not UTF-8 hides its text from our check
    TOO_MANY_ROWS = "too_many_rows"  # limit
    TOO_MANY_COLUMNS = "too_many_columns"  # sheet, row, limit
    TOO_MANY_CELLS = "too_many_cells"  # limit
    CELL_TOO_LONG = "cell_too_long"  # sheet, row, limit
    TOO_MANY_MERGES = "too_many_merges"  # sheet, limit
    OUT_OF_MEMORY = "out_of_memory"
    OUT_OF_TIME = "out_of_time"
    DAMAGED = "damaged"  # detail: the parser's words
    NO_SHEET = "no_sheet"  # sheet
    NO_HEADER = "no_header"  # wanted: the columns looked for


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason with what is needed to phrase it."""

    code: RefusalCode
    details: dict[str, str | int] = field(default_factory=dict)


class TableRefused(Exception):
    """The file cannot or must not be read; `refusal` says why. Nothing has been changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code.value, refusal.details)
        self.refusal = refusal


def refuse(code: RefusalCode, **details: str | int) -> TableRefused:
    """The exception for a reason: `raise refuse(RefusalCode.EMPTY)`."""
    return TableRefused(Refusal(code, details))
