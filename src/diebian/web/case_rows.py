"""The rows of the ledger, made ready once: words, looks and addresses, so that the template only prints them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from diebian.cases.rules import WITH_UNIT, is_due_soon, is_late
from diebian.cases.terms import CaseSource, CaseState
from diebian.web.looks import LOOKS, Look, look_of, remaining

SOURCES = {source.value: source for source in CaseSource}


@dataclass(frozen=True)
class Row:
    """One line of the ledger as it is shown."""

    id: int
    number: str
    address: str
    description: str
    place: str
    source: str
    unit: str
    registered: str
    look: Look
    due: str
    left: str
    clock: Look


def case_rows(rows: Iterable[Mapping[str, Any]], *, at: datetime) -> list[Row]:
    """Rows of ``cases.queries.case_page`` made ready to print."""
    return [_row(row, at) for row in rows]


def _row(row: Mapping[str, Any], at: datetime) -> Row:
    state = CaseState(row["state"])
    due_at = row["due_at"]
    return Row(
        id=row["id"],
        number=f"{row['number']:06d}",
        address=f"/cases/{row['number']}/",
        description=row["description"],
        place=row["place_text"],
        source=str(SOURCES[row["source"]].label),
        unit=row["lead_unit__short_name"] or "",
        registered=f"{localtime(row['registered_at']):%m-%d}",
        look=look_of(state),
        due=f"{localtime(due_at):%m-%d %H:%M}" if due_at else "",
        left=remaining(due_at, at=at) if due_at and state in WITH_UNIT else "",
        clock=_clock(state, due_at, at),
    )


def _clock(state: CaseState, due_at: datetime | None, at: datetime) -> Look:
    if is_late(state, due_at, at):
        return LOOKS["late"]
    if is_due_soon(state, due_at, at):
        return LOOKS["due_soon"]
    return Look("", "", "clock")
