"""Decide the fate of every row against the file itself and against the ledger as it is. Writes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from diebian.cases.models import Case
from diebian.flows.import_ledger.columns import COLUMNS, DAYS, FILLED_BY_US
from diebian.flows.import_ledger.rows import Context, identity, read_row
from diebian.flows.import_ledger.terms import CheckedRow, Fate, Ledger, LedgerCheck, Reason, ReasonCode
from diebian.flows.import_ledger.units import UnitNames
from diebian.lib.tables import as_text, parse_number, squeezed
from diebian.people.guards import require
from diebian.people.models import Campaign, SpecialTask, User
from diebian.people.queries import units_by_name, working_calendar
from diebian.people.terms import Permission
from diebian.places.models import Place

LOOK_UP_AT_ONCE = 500


def check_ledger(*, ledger: Ledger, campaign: Campaign, by: User, at: datetime) -> LedgerCheck:
    """Every row's fate with all reasons. Raises ``NotAllowed``."""
    require(by, Permission.LEDGER_IMPORT, campaign=campaign, at=at)
    context = _context(ledger, campaign, at)
    rows = [
        read_row(row, sheet=table.sheet, context=context) for table in ledger.tables for row in table.rows
    ]
    _within_the_file(rows, context)
    _against_our_numbers(rows, campaign, context)
    _against_the_ledger(rows, campaign, context)
    return LedgerCheck(campaign=campaign, ledger=ledger, rows=rows, checked_at=at)


def _context(ledger: Ledger, campaign: Campaign, at: datetime) -> Context:
    tasks = SpecialTask.objects.filter(campaign=campaign).order_by("number")
    return Context(
        columns=ledger.columns,
        headings=ledger.form.headings,
        source=ledger.source,
        units=UnitNames(units_by_name(campaign)),
        tasks={squeezed(task.name): task for task in tasks},
        places=_places(campaign) if "place" in ledger.columns else {},
        near=campaign.start_on + (campaign.end_on - campaign.start_on) / 2,
        at=at,
        calendar=working_calendar(campaign, at=at),
    )


def _places(campaign: Campaign) -> dict[str, Place]:
    """Places by name; a name that two places bear names neither."""
    found: dict[str, Place | None] = {}
    for place in Place.objects.filter(campaign=campaign).order_by("id").iterator(2000):
        name = squeezed(place.name)
        found[name] = None if name in found else place
    return {name: place for name, place in found.items() if place is not None}


# --- within the file -------------------------------------------------------------------------------


def _within_the_file(rows: Sequence[CheckedRow], context: Context) -> None:
    """The first of two same rows counts; one number with two contents is refused: which one is meant?"""
    first: dict[str, CheckedRow] = {}
    for row in rows:
        if row.new is None:
            continue
        earlier = first.setdefault(row.new.import_digest, row)
        if earlier is row:
            continue
        if earlier.new is not None and _content(earlier) == _content(row):
            row.fate, row.same_as_row = Fate.DUPLICATE_IN_FILE, earlier.row_number
        else:
            row.fate = Fate.REFUSED
            told = {"text": row.new.source_number, "row": earlier.row_number}
            row.reasons.append(Reason(ReasonCode.NUMBER_TWICE, context.heading("number"), told))


def _content(row: CheckedRow) -> str:
    new = row.new
    if new is None:
        return ""
    return identity("", source=new.source, place=new.place_text, problem=new.description, handed_on=None)


# --- against the ledger ----------------------------------------------------------------------------


def _against_our_numbers(rows: Sequence[CheckedRow], campaign: Campaign, context: Context) -> None:
    """Rows that carry our own case number (from an export) are that case, when the case exists."""
    numbered: dict[int, CheckedRow] = {}
    for row in _still_new(rows):
        number = parse_number(context.cell(row.row, "our_number"))
        if number is not None and 0 < number < 2**31:
            numbered.setdefault(number, row)
    for case in _cases(campaign, "number__in", numbered):
        # Our own export: its other columns are our words, not those of the row that was imported.
        _same_case(numbered[case["number"]], case | {"imported_row__cells": None}, context)


def _against_the_ledger(rows: Sequence[CheckedRow], campaign: Campaign, context: Context) -> None:
    by_digest = {row.new.import_digest: row for row in _still_new(rows) if row.new}
    for case in _cases(campaign, "import_digest__in", by_digest):
        _same_case(by_digest[case["import_digest"]], case, context)


def _still_new(rows: Iterable[CheckedRow]) -> Iterator[CheckedRow]:
    return (row for row in rows if row.fate is Fate.NEW)


FIELDS = ("number", "import_digest", "place_text", "description", "source_number")
ROW_FIELDS = ("imported_row__cells", "imported_row__mapping__columns", "imported_row__mapping__headings")


def _cases(campaign: Campaign, lookup: str, wanted: Iterable[Any]) -> Iterator[dict[str, Any]]:
    keys = iter(wanted)
    while some := list(islice(keys, LOOK_UP_AT_ONCE)):
        found = Case.objects.filter(campaign=campaign, **{lookup: some}).order_by("pk")
        yield from found.values(*FIELDS, *ROW_FIELDS)


def _same_case(row: CheckedRow, case: dict[str, Any], context: Context) -> None:
    row.case_number = case["number"]
    differing = _differing(row, case, context)
    row.fate = Fate.DUPLICATE_OF_CASE if differing else Fate.UNCHANGED
    told = {"number": f"{case['number']:06d}"}
    row.remarks = [Reason(ReasonCode.CHANGED_SINCE, context.heading(key), told) for key in differing]


def _differing(row: CheckedRow, case: dict[str, Any], context: Context) -> list[str]:
    """Keys under which this row says something else than the row that the case came from (or the case itself)."""
    cells = case["imported_row__cells"]
    if cells is None:
        told = {"problem": case["description"], "place": case["place_text"]}
    else:
        columns = case["imported_row__mapping__columns"]
        told = {key: kept_text(cells, position) for key, position in columns.items()}
    mapped = (key for key in COLUMNS if key in context.columns and key in told and key not in FILLED_BY_US)
    return [key for key in mapped if not _says_the_same(key, context.text(row.row, key), told[key], context)]


def _says_the_same(key: str, text: str, kept: str, context: Context) -> bool:
    if squeezed(text) == squeezed(kept):
        return True
    day = context.day(text) if key in DAYS else None
    return day is not None and day == context.day(kept)


def kept_text(cells: Sequence[Any], position: int) -> str:
    """A cell of a kept row as text; days are kept as {"on": "2017-07-25"}."""
    cell = cells[position] if position < len(cells) else None
    if isinstance(cell, dict):
        return str(cell.get("on") or as_text(datetime.fromisoformat(cell["at"])))
    return as_text(cell).strip()
