"""The rows of the ledger, made ready once: words, looks and addresses.

The table's fifty rows are written here and not in a template: as a template they took more time than the rest of the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from diebian.cases.rules import WITH_UNIT, is_due_soon, is_late
from diebian.cases.terms import CaseSource, CaseState
from diebian.web.looks import LOOKS, Look, look_of, remaining

LINE = """<tr>{}<td class="nowrap"><a href="{}">{}</a></td>
<td>{}</td>
<td class="wide"><a class="clip" href="{}">{}</a></td>
<td class="middling">{}</td>
<td class="nowrap">{}</td>
<td class="nowrap">{}</td>
<td class="nowrap">{}</td>
<td class="nowrap">{}</td></tr>
"""
BOX = (
    '<td class="tick"><input class="form-check-input" type="checkbox" name="case" value="{0}" data-row'
    ' aria-label="{0}"></td>'
)
STATE = '<span class="state state-{}">{}{}</span>'
CLOCK = '<span class="due tone-{}">{}<span>{} · {}</span></span>'
ICON = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
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


def table_rows(rows: Iterable[Row], *, with_boxes: bool) -> SafeString:
    """The rows as the body of the ledger's table; ``with_boxes`` to tick them. Every text is escaped."""
    icons = static("build/icons.svg")
    return format_html_join("", LINE, (_cells(row, icons, with_boxes) for row in rows))


def _cells(row: Row, icons: str, with_boxes: bool) -> tuple[str, ...]:
    return (
        format_html(BOX, row.number) if with_boxes else mark_safe(""),  # an empty text
        row.address,
        row.number,
        format_html(STATE, row.look.tone, format_html(ICON, icons, row.look.icon), row.look.word),
        row.address,
        row.description,
        row.place,
        row.unit,
        row.source,
        row.registered,
        _due_cell(row, icons),
    )


def _due_cell(row: Row, icons: str) -> str:
    if not row.left:
        return row.due
    return format_html(CLOCK, row.clock.tone, format_html(ICON, icons, row.clock.icon), row.due, row.left)
