"""The rows of the ledger, made ready once: words, looks and addresses.

The table's fifty rows are written here and not in a template: as a template they took more time than the rest of the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from diebian.cases.rules import WITH_UNIT, is_due_soon, is_late
from diebian.cases.terms import CaseSource, CaseState
from diebian.lib.worktime import SHANGHAI
from diebian.web.looks import LOOKS, Look, look_of, remaining

BOX = '<td class="tick"><input class="form-check-input" type="checkbox" name="case" value="{0}" data-row aria-label="{0}"></td>'
ICON = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'


@dataclass(frozen=True)
class Row:
    """One line of the ledger as it is shown."""

    id: int
    state: CaseState
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
    sources = {source.value: str(source.label) for source in CaseSource}
    return [_row(row, at, sources) for row in rows]


def _row(row: Mapping[str, Any], at: datetime, sources: Mapping[str, str]) -> Row:
    state = CaseState(row["state"])
    due_at = row["due_at"]
    return Row(
        id=row["id"],
        state=state,
        number=f"{row['number']:06d}",
        address=f"/cases/{row['number']}/",
        description=row["description"],
        place=row["place_text"],
        source=sources[row["source"]],
        unit=row["lead_unit__short_name"] or "",
        registered=f"{row['registered_at'].astimezone(SHANGHAI):%m-%d}",
        look=look_of(state),
        due=f"{due_at.astimezone(SHANGHAI):%m-%d %H:%M}" if due_at else "",
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
    marks = {state: _mark(look_of(state), icons) for state in CaseState}
    lines = (_line(row, marks[row.state], icons, with_boxes=with_boxes) for row in rows)
    return mark_safe("".join(lines))  # noqa: S308  # _line has escaped what people wrote


def _line(row: Row, mark: str, icons: str, *, with_boxes: bool) -> str:
    """One row. Numbers, moments and our own words hold nothing to escape; what people wrote is escaped."""
    return f"""<tr>{BOX.format(row.number) if with_boxes else ""}<td class="nowrap"><a href="{row.address}">{row.number}</a></td>
<td>{mark}</td>
<td class="wide"><a class="clip" href="{row.address}">{escape(row.description)}</a></td>
<td class="middling">{escape(row.place)}</td>
<td class="nowrap">{escape(row.unit)}</td>
<td class="nowrap">{escape(row.source)}</td>
<td class="nowrap">{row.registered}</td>
<td class="nowrap">{_due_cell(row, icons)}</td></tr>
"""


def _mark(look: Look, icons: str) -> str:
    """A state's badge: written once for all rows in that state."""
    word = escape(str(look.word))
    return f'<span class="state state-{look.tone}">{ICON.format(icons, look.icon)}{word}</span>'


def _due_cell(row: Row, icons: str) -> str:
    if not row.left:
        return row.due
    icon = ICON.format(icons, row.clock.icon)
    return f'<span class="due tone-{row.clock.tone}">{icon}<span>{row.due} · {escape(row.left)}</span></span>'
