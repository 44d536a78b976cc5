"""Find the table in a sheet: its header among title rows, its columns by their names, its end among totals.

Nothing is thrown away silently: every row that is not data is listed with the reason.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from diebian.lib.tables.books import Book, Row, Sheet
from diebian.lib.tables.refusals import RefusalCode, refuse
from diebian.lib.tables.values import Cell, as_text, squeezed

Columns = Mapping[str, Sequence[str]]
"""What is looked for: key → the headings it may have, the usual one first."""

HEADER_WITHIN_ROWS = 40


class SkipReason(StrEnum):
    """Why a row is not data."""

    TITLE = "title"
    HEADER = "header"
    REPEATED_HEADER = "repeated_header"
    TOTAL = "total"
    NOTE = "note"
    SECTION = "section"
    ONLY_A_NUMBER = "only_a_number"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row of the sheet that was not taken as data."""

    row: int
    reason: SkipReason
    text: str


@dataclass(slots=True)
class Table:
    """The rows of data under a header; `columns` says where each key was found."""

    sheet: str
    title: str
    headings: tuple[str, ...]
    columns: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for every file with these headings in this order (SHA-256, hexadecimal)."""
        plain = "\x1f".join(plain_heading(heading) for heading in self.headings)
        return hashlib.sha256(plain.encode()).hexdigest()

    def cell(self, row: Row, key: str) -> Cell:
        """The cell of a row under a key; None when the column is not in this table."""
        return row.cell(self.columns.get(key))

    def text(self, row: Row, key: str) -> str:
        """The same as a person reads it."""
        return as_text(self.cell(row, key))

    def missing(self, required: Sequence[str]) -> list[str]:
        """Keys that no column was found for."""
        return [key for key in required if key not in self.columns]


def find_tables(book: Book, columns: Columns, *, sheet: str | None = None) -> list[Table]:
    """The table of every visible sheet that has one (or of the sheet named), in the order of the sheets.

    Raises `TableRefused` with `no_sheet` or `no_header` when there is none.
    """
    if sheet is not None and sheet not in {candidate.name for candidate in book.sheets}:
        raise refuse(RefusalCode.NO_SHEET, sheet=sheet)
    chosen = [
        candidate
        for candidate in book.sheets
        if (candidate.name == sheet if sheet is not None else not candidate.is_hidden)
    ]
    tables = [table for candidate in chosen if (table := find_table(candidate, columns)) is not None]
    if not tables:
        raise refuse(RefusalCode.NO_HEADER, wanted="、".join(names[0] for names in columns.values()))
    return tables


def find_table(sheet: Sheet, columns: Columns) -> Table | None:
    """The table of one sheet: the row (or two rows) that names most of the columns looked for; None without two."""
    best: tuple[int, int, int, _Header] | None = None
    for index, header in _candidates(sheet.rows[:HEADER_WITHIN_ROWS], columns):
        rank = (len(header.columns), -index, header.height)
        if best is None or rank > best[:3]:
            best = (*rank, header)
    if best is None or best[0] < min(2, len(columns)):
        return None
    return _table_under(sheet, header=best[3], at=-best[1])


# --- the header ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Header:
    height: int
    headings: tuple[str, ...]
    columns: dict[str, int]


def _candidates(rows: Sequence[Row], columns: Columns) -> Iterator[tuple[int, _Header]]:
    for index, row in enumerate(rows):
        single = tuple(_heading_text(cell) for cell in row.cells)
        one = _Header(1, single, match_columns(single, columns))
        below = rows[index + 1] if index + 1 < len(rows) else None
        # A title or note over the head is not its upper row: that one names columns itself.
        names_columns = len(one.columns) >= min(2, len(columns))
        if below is not None and names_columns and _could_be_second_row(row, below):
            joined = _joined(row, below)
            two = _Header(2, joined, match_columns(joined, columns))
            continues = _repeats_above(row, below) or len(two.columns) > len(one.columns)
            yield index, two if continues and len(two.columns) >= len(one.columns) else one
        else:
            yield index, one


def _heading_text(cell: Cell) -> str:
    return squeezed(as_text(cell))


def _could_be_second_row(row: Row, below: Row) -> bool:
    """Headings are short texts, and a row over a second header row has a cell that spans columns or rows."""
    texts = [cell for cell in below.cells if cell is not None]
    if not all(isinstance(cell, str) and len(cell) <= 20 for cell in texts):
        return False
    spans_columns = any(
        left is not None and left == right for left, right in zip(row.cells, row.cells[1:], strict=False)
    )
    return spans_columns or _repeats_above(row, below) or len(texts) < len(row.cells)


def _repeats_above(row: Row, below: Row) -> bool:
    same = sum(cell is not None and cell == row.cell(index) for index, cell in enumerate(below.cells))
    return same * 2 >= sum(cell is not None for cell in below.cells)


def _joined(row: Row, below: Row) -> tuple[str, ...]:
    width = max(len(row.cells), len(below.cells))
    pairs = ((_heading_text(row.cell(index)), _heading_text(below.cell(index))) for index in range(width))
    return tuple(
        upper if upper == lower or not lower else f"{upper}/{lower}" if upper else lower
        for upper, lower in pairs
    )


_BRACKETED = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_DECORATION = re.compile(r"[\s*＊:：的、,，.。/／\\_-]")


@lru_cache(maxsize=4096)
def plain_heading(heading: str) -> str:
    """A heading without brackets, signs and 的: how headings are compared."""
    return _DECORATION.sub("", _BRACKETED.sub("", squeezed(heading))).lower() or squeezed(heading).lower()


def match_columns(headings: Sequence[str], columns: Columns) -> dict[str, int]:
    """Key → position. An equal heading wins; else the longest name the heading ends with.

    Chinese puts the head of a compound last: 整改责任单位 is a 责任单位, 责任单位负责人 is a 负责人.
    """
    wanted = [
        (key, plain_heading(name), order)
        for key, names in columns.items()
        for order, name in enumerate(names)
    ]
    found: dict[str, int] = {}
    for matches in (_equal, _ends_with):
        taken = set(found.values())
        choices = sorted(
            (-len(name), order, position, key)
            for position, heading in enumerate(headings)
            if heading and position not in taken
            for key, name, order in wanted
            if key not in found and matches(heading, name)
        )
        for _, _, position, key in choices:
            if key not in found and position not in taken:
                found[key] = position
                taken.add(position)
    return found


def _equal(heading: str, name: str) -> bool:
    return name in (plain_heading(heading), plain_heading(heading.rpartition("/")[2]))


def _ends_with(heading: str, name: str) -> bool:
    plain = plain_heading(heading)
    return len(name) >= 2 and plain.endswith(name) and len(plain) <= len(name) + 8


# --- the rows --------------------------------------------------------------------------------------

_TOTAL = re.compile(r"(?:本页|本表|全区|全市)?(?:合计|总计|小计|共计|总数|累计)(?:[:：（(\d].*)?")
_NOTE = re.compile(
    r"(?:备注|注|说明|填表说明|填报人|填表人|制表人?|制表单位|填报单位|填表单位|审核人?|负责人签字|联系人|联系电话|填报时间|填表时间|制表时间|打印时间|单位(?:[(（]盖章[)）])|签字|签章)[:：].*"
)
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]).{1,40}")


def _table_under(sheet: Sheet, *, header: _Header, at: int) -> Table:
    first_data = at + header.height
    title_rows = sheet.rows[:at]
    table = Table(
        sheet=sheet.name,
        title=_row_text(title_rows[0]) if title_rows else "",
        headings=header.headings,
        columns=header.columns,
        skipped=[Skipped(row.number, SkipReason.TITLE, _row_text(row)) for row in title_rows],
    )
    table.skipped += [
        Skipped(row.number, SkipReason.HEADER, _row_text(row)) for row in sheet.rows[at:first_data]
    ]
    header_cells = [_distinct(row) for row in sheet.rows[at:first_data]]
    for row in sheet.rows[first_data:]:
        reason = _not_data(row, header_cells=header_cells)
        if reason is None:
            table.rows.append(row)
        else:
            table.skipped.append(Skipped(row.number, reason, _row_text(row)))
    return table


def _not_data(row: Row, *, header_cells: list[list[str]]) -> SkipReason | None:
    first = _heading_text(next(cell for cell in row.cells if cell is not None))
    if _TOTAL.fullmatch(first):
        return SkipReason.TOTAL
    if not _could_be_no_data(row, first, header_cells):  # nearly every row ends here
        return None
    distinct = _distinct(row)
    if len(distinct) <= 4 and _NOTE.fullmatch(first):
        return SkipReason.NOTE
    if len(distinct) == 1:
        return _lonely(row, first)
    return SkipReason.REPEATED_HEADER if distinct in header_cells else None


def _could_be_no_data(row: Row, first: str, header_cells: list[list[str]]) -> bool:
    is_alone = len(set(row.cells) - {None}) == 1
    return is_alone or any(cells[0] == first for cells in header_cells) or _NOTE.fullmatch(first) is not None


def _lonely(row: Row, text: str) -> SkipReason | None:
    """A row with one value only: a running number, the heading of a section, or data with one cell."""
    if text.isdigit():
        return SkipReason.ONLY_A_NUMBER
    is_at_the_start = row.cell(0) is not None
    return (
        SkipReason.SECTION if is_at_the_start and (_SECTION.fullmatch(text) or len(row.cells) > 1) else None
    )


def _distinct(row: Row) -> list[str]:
    """The different texts of a row in order: a merged cell counts once."""
    texts: list[str] = []
    for cell in row.cells:
        text = _heading_text(cell)
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return texts


def _row_text(row: Row) -> str:
    return " ".join(_distinct(row))[:200]
