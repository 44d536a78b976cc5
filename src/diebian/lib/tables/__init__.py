"""Tables as offices keep them: .xlsx, .xls and .csv read into rows, safely and with every oddity told.

    book = read_book(Path("台账.xls"))
    table = find_tables(book, {"place": ("点位", "地点"), "problem": ("存在问题", "问题描述")})[0]
    for row in table.rows:
        table.text(row, "problem"), parse_day(table.cell(row, "due"), near=campaign_middle)

A file that must not or cannot be read raises `TableRefused`, whose `refusal` has a code and named details.
"""

from diebian.lib.tables.books import Book, Row, Sheet, Source, read_book
from diebian.lib.tables.headers import (
    Columns,
    Skipped,
    SkipReason,
    Table,
    find_table,
    find_tables,
    match_columns,
    plain_heading,
)
from diebian.lib.tables.limits import LIMITS, Limits
from diebian.lib.tables.refusals import Refusal, RefusalCode, TableRefused
from diebian.lib.tables.values import (
    Cell,
    as_text,
    chinese_number,
    clean_text,
    parse_day,
    parse_days_allowed,
    parse_number,
    squeezed,
)

__all__ = [
    "LIMITS", "Book", "Cell", "Columns", "Limits", "Refusal", "RefusalCode", "Row", "Sheet", "SkipReason", "Skipped",
    "Source", "Table", "TableRefused", "as_text", "chinese_number", "clean_text", "find_table", "find_tables",
    "match_columns", "parse_day", "parse_days_allowed", "parse_number", "plain_heading", "read_book", "squeezed",
]  # fmt: skip
