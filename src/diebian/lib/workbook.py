"""Write .xlsx for people: Chinese headings, column widths, frozen head, A4 landscape, no live formula.

Rows are written as they come (constant memory), so a table of 50,000 rows costs little more than one row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from diebian.lib.tables.values import Cell

LIVE_FIRST_CHARACTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Spreadsheets may take a text that begins so for a formula."""

_A4, _MILLIMETRES_PER_INCH = 9, 25.4
_LONGEST_TEXT = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and its width in Chinese characters."""

    heading: str
    characters: float = 10


def defused(text: str) -> str:
    """The text for a .csv: an apostrophe before what a spreadsheet could run. Reading takes it back."""
    return f"'{text}" if text.startswith(LIVE_FIRST_CHARACTERS) else text


def write_workbook(
    target: Path | BinaryIO,
    *,
    sheet: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    title: str = "",
    note: str = "",
) -> int:
    """Write one sheet and return the number of rows. Title above the head, note (who, when, which filter) under it.

    Text is always written as text; text that looks like a formula also carries Excel's own "text" mark, so
    that it stays text when someone edits the cell.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        paper = _Paper(book, sheet=sheet, columns=columns)
        paper.head(title=title, note=note)
        for row in rows:
            paper.row(row)
        return paper.finish()


class _Paper:
    """The sheet while it is written, row after row."""

    def __init__(self, book: Any, *, sheet: str, columns: Sequence[Column]) -> None:
        self._sheet = book.add_worksheet(sheet_name(sheet))
        self._columns = columns
        self._next = self._count = self._head_at = 0
        cell = {"font_name": "宋体", "font_size": 10, "border": 1, "valign": "vcenter", "text_wrap": True}
        self._text = book.add_format(cell)
        self._quoted = book.add_format(cell | {"quote_prefix": True})
        self._day = book.add_format(cell | {"num_format": "yyyy-mm-dd", "align": "center"})
        self._instant = book.add_format(cell | {"num_format": "yyyy-mm-dd hh:mm", "align": "center"})
        self._heading = book.add_format(cell | {"bold": True, "align": "center", "bg_color": "#E8EEF7"})
        self._title = book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        self._note = book.add_format({"font_name": "仿宋", "font_size": 10, "valign": "vcenter"})

    def head(self, *, title: str, note: str) -> None:
        """Title, note, headings; the page: A4 landscape, one page wide, the head on every page."""
        for text, style, height in ((title, self._title, 32), (note, self._note, 18)):
            if text:
                self._sheet.set_row(self._next, height)
                self._across(text, style)
        self._head_at = self._next
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, column.characters * 2 + 1)
        self._sheet.set_row(self._next, 28)
        for index, column in enumerate(self._columns):
            self._sheet.write_string(self._next, index, column.heading, self._heading)
        self._next += 1
        self._page()

    def _across(self, text: str, style: Any) -> None:
        if len(self._columns) > 1:
            self._sheet.merge_range(self._next, 0, self._next, len(self._columns) - 1, "", style)
        self._sheet.write_string(self._next, 0, text, style)
        self._next += 1

    def _page(self) -> None:
        self._sheet.freeze_panes(self._next, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._head_at)
        side, top = 12 / _MILLIMETRES_PER_INCH, 16 / _MILLIMETRES_PER_INCH
        self._sheet.set_margins(left=side, right=side, top=top, bottom=top)
        self._sheet.set_footer("&C第 &P 页 / 共 &N 页")

    def row(self, cells: Sequence[Cell]) -> None:
        """One row of data."""
        for index, cell in enumerate(cells):
            self._cell(index, cell)
        self._next += 1
        self._count += 1

    def _cell(self, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            self._sheet.write_blank(self._next, column, None, self._text)
        elif isinstance(cell, str):
            style = self._quoted if cell.startswith(LIVE_FIRST_CHARACTERS) else self._text
            self._sheet.write_string(self._next, column, cell[:_LONGEST_TEXT], style)
        elif isinstance(cell, bool):
            self._sheet.write_string(self._next, column, "是" if cell else "否", self._text)
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._next, column, cell.replace(tzinfo=None), self._instant)
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._next, column, cell, self._day)
        else:
            self._sheet.write_number(self._next, column, cell, self._text)

    def finish(self) -> int:
        """Filter arrows over the head; returns the number of rows written."""
        self._sheet.autofilter(self._head_at, 0, max(self._head_at, self._next - 1), len(self._columns) - 1)
        return self._count


def sheet_name(name: str) -> str:
    """A name that Excel accepts: at most 31 characters, none of []:*?/\\ and no apostrophe at the ends."""
    plain = (
        "".join("·" if character in "[]:*?/\\" else character for character in name)[:31].strip("'").strip()
    )
    return plain or "台账"
