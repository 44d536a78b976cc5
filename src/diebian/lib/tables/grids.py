"""From a checked file to rows of cells: .xlsx and .xls by calamine, text by the csv module.

Runs inside the bounded child (`child.py`). Rows keep the number they have in the sheet; merged cells are
filled from their top-left corner; empty rows are left out; cells are cleaned.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import python_calamine

from diebian.lib.tables.kinds import Kind
from diebian.lib.tables.limits import Limits
from diebian.lib.tables.refusals import RefusalCode, refuse
from diebian.lib.tables.values import Cell, clean_text

NumberedRow = tuple[int, list[Cell]]
Grid = tuple[str, bool, Iterable[NumberedRow]]  # name of the sheet, whether hidden, its rows
Merge = tuple[tuple[int, int], tuple[int, int]]


def read_grids(file: BinaryIO, *, kind: Kind, limits: Limits) -> Iterator[Grid]:
    """Every work sheet in its order; raises `TableRefused` when a limit is passed or the file is damaged."""
    budget = _Budget(limits)
    if kind is Kind.CSV:
        file.seek(0)
        yield "", False, _text_rows(file.read(), budget=budget)
        return
    file.seek(0)
    try:
        book = python_calamine.load_workbook(file)
        for sheet in book.sheets_metadata:
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet:
                is_hidden = sheet.visible is not python_calamine.SheetVisibleEnum.Visible
                yield sheet.name, is_hidden, _sheet_rows(book.get_sheet_by_name(sheet.name), budget=budget)
    except python_calamine.PasswordError as error:
        raise refuse(RefusalCode.ENCRYPTED) from error
    except python_calamine.CalamineError as error:
        raise refuse(RefusalCode.DAMAGED, detail=str(error)[:200]) from error


class _Budget:
    """Counts what has been read, and refuses what is too much."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.rows, self.cells = limits, 0, 0

    def spend(self, cells: list[Cell], *, sheet: str, row: int) -> None:
        self.rows += 1
        self.cells += len(cells)
        if self.rows > self.limits.rows:
            raise refuse(RefusalCode.TOO_MANY_ROWS, limit=self.limits.rows)
        if self.cells > self.limits.cells:
            raise refuse(RefusalCode.TOO_MANY_CELLS, limit=self.limits.cells)
        if len(cells) > self.limits.columns:
            raise refuse(RefusalCode.TOO_MANY_COLUMNS, sheet=sheet, row=row, limit=self.limits.columns)

    def cell(self, value: object, *, sheet: str, row: int) -> Cell:
        cleaned = _clean(value)
        if isinstance(cleaned, str) and len(cleaned) > self.limits.cell_characters:
            raise refuse(RefusalCode.CELL_TOO_LONG, sheet=sheet, row=row, limit=self.limits.cell_characters)
        return cleaned


def _clean(value: object) -> Cell:
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, bool | int | datetime | date):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value) if isinstance(value, timedelta) else None


def _trimmed(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


# --- workbooks -------------------------------------------------------------------------------------


def _sheet_rows(sheet: Any, *, budget: _Budget) -> Iterator[NumberedRow]:
    if sheet.start is None or sheet.end is None:
        return
    merges = _Merges(
        sheet.merged_cell_ranges or [], sheet=sheet.name, last_row=sheet.end[0], limits=budget.limits
    )
    first_column = sheet.start[1]
    for index, values in enumerate(sheet.iter_rows()):
        number = index + 1
        cells: list[Cell] = [None] * first_column
        cells += [budget.cell(value, sheet=sheet.name, row=number) for value in values]
        merges.fill(index, cells)
        if _trimmed(cells):
            budget.spend(cells, sheet=sheet.name, row=number)
            yield number, cells


class _Merges:
    """Merged ranges, opened at their first row and closed after their last."""

    def __init__(self, ranges: list[Merge], *, sheet: str, last_row: int, limits: Limits) -> None:
        if len(ranges) > limits.merges:
            raise refuse(RefusalCode.TOO_MANY_MERGES, sheet=sheet, limit=limits.merges)
        self._starting: dict[int, list[Merge]] = defaultdict(list)
        for merge in ranges:
            self._starting[merge[0][0]].append(merge)
        self._open: list[tuple[int, int, int, Cell]] = []  # last row, first column, last column, value
        self._last_row, self._columns = last_row, limits.columns

    def fill(self, row: int, cells: list[Cell]) -> None:
        """Put the top-left value of every range that covers this row into its cells."""
        self._open = [merge for merge in self._open if merge[0] >= row]
        for (_, left), (bottom, right) in self._starting.pop(row, ()):
            value = cells[left] if left < len(cells) else None
            if value is not None:
                self._open.append((min(bottom, self._last_row), left, min(right, self._columns - 1), value))
        for _, left, right, value in self._open:
            if right >= len(cells):
                cells.extend([None] * (right + 1 - len(cells)))
            for column in range(left, right + 1):
                if cells[column] is None:
                    cells[column] = value


# --- text ------------------------------------------------------------------------------------------

_DELIMITERS = ",\t;|"


def _text_rows(content: bytes, *, budget: _Budget) -> Iterator[NumberedRow]:
    text = decoded(content)
    delimiter, text, skipped = _delimiter_of(text)
    csv.field_size_limit(budget.limits.cell_characters * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for index, values in enumerate(reader, start=1 + skipped):
            cells = _trimmed([budget.cell(_unquoted(value), sheet="", row=index) for value in values])
            if cells:
                budget.spend(cells, sheet="", row=index)
                yield index, cells
    except csv.Error as error:
        raise refuse(RefusalCode.DAMAGED, detail=str(error)[:200]) from error


def decoded(content: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 with BOM, else GB18030, which holds GBK and GB2312.

    No statistics: text that is valid UTF-8 by accident in GBK does not happen beyond a few characters, and
    a guess by frequency would read the same file differently after one more row.
    """
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
        raise refuse(RefusalCode.NOT_A_TABLE, kind="binary")
    raise refuse(RefusalCode.UNKNOWN_ENCODING)


def _delimiter_of(text: str) -> tuple[str, str, int]:
    """The delimiter, the text without Excel's `sep=` line, and how many lines that took."""
    if text.startswith("sep=") and len(text) > 4:
        line, _, rest = text.partition("\n")
        return line[4], rest, 1
    sample = text[:20_000]
    return max(_DELIMITERS, key=lambda candidate: _regularity(sample, candidate)), text, 0


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    """(rows that have the commonest number of columns above one, that number)."""
    counts: dict[int, int] = defaultdict(int)
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if len(row) > 1:
                counts[len(row)] += 1
    except csv.Error:
        return 0, 0
    return max(((rows, columns) for columns, rows in counts.items()), default=(0, 0))


def _unquoted(value: str) -> str:
    """Take back the apostrophe by which an export defused a formula."""
    return value[1:] if len(value) > 1 and value[0] == "'" and value[1] in "=+-@＝＋－＠" else value
