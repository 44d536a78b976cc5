"""导出台账: reported back in the form it came in, states filled in; or in the standard form. Streamed row by row.

The columns stand in the order of the file that was imported, and every cell that we do not answer for is given back
as it was. Imported again, such a file changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diebian.base.actions import record_event
from diebian.cases import rules
from diebian.cases.models import Case, CaseHelper, ImportMapping, Rectification, Verification
from diebian.cases.naming import Naming, naming
from diebian.cases.queries import visible_cases
from diebian.cases.terms import CaseSource, CaseState
from diebian.flows.import_ledger.columns import LABELS
from diebian.lib.tables import Cell
from diebian.lib.workbook import Column, write_workbook
from diebian.lib.worktime import SHANGHAI
from diebian.people.guards import require_any
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission

BATCH = 1000
STANDARD_FORM = (
    "serial", "our_number", "source", "number", "place", "problem", "category", "demand", "measure", "unit", "helpers",
    "person", "handed_on", "due", "progress", "finished_on", "verifier", "closed_on",
)  # fmt: skip
FILLED = ("progress", "measure", "finished_on", "verifier", "closed_on")
"""Cells of an imported form that we answer for. Those without a column are put behind the last one."""
MUST_BE_TOLD = ("progress", "closed_on")
WIDTHS = {
    "serial": 4,
    "place": 14,
    "problem": 24,
    "measure": 20,
    "demand": 16,
    "unit": 12,
    "helpers": 12,
    "number": 10,
}
USUAL_WIDTH = 9


def export_ledger(
    target: Path | BinaryIO,
    *,
    campaign: Campaign,
    by: User,
    at: datetime,
    mapping: ImportMapping | None = None,
    source: CaseSource | None = None,
) -> int:
    """Write the cases within the person's reach and return how many: those of one imported form in that form, or all in
    the standard form; of one source, where it is named. Records that it was done. Raises ``NotAllowed``.
    """
    reach = require_any(by, Permission.LEDGER_EXPORT, campaign=campaign, at=at)
    cases = visible_cases(campaign, reach)
    if source:
        cases = cases.filter(source=source)
    form = _SameForm(mapping, at) if mapping else _StandardForm(at)
    count = write_workbook(
        target,
        sheet=str(CaseSource(source).label) if source else _("整改台账"),
        title=form.title or _("%(campaign)s整改台账") % {"campaign": campaign.name},
        note=_("导出时间：%(at)s　　%(by)s")
        % {"at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "by": by.label},
        columns=form.columns,
        rows=_rows(form.narrowed(cases), form.cells, partial(naming, campaign=campaign, user=by, at=at)),
    )
    _record(campaign, mapping, source, count, by, at)
    return count


def forms_of(campaign: Campaign) -> QuerySet[ImportMapping]:
    """The forms in which ledgers came, the latest first: what an export may be asked for."""
    return ImportMapping.objects.filter(campaign=campaign).order_by("-remembered_at", "-id")


def _record(
    campaign: Campaign, mapping: ImportMapping | None, source: str | None, count: int, by: User, at: datetime
) -> None:
    data = {"mapping_id": mapping.pk if mapping else None, "source": source or "", "count": count}
    with transaction.atomic():  # only here: a long export must not hold up those who write
        record_event(
            verb="ledger.exported", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
        )


# --- rows ------------------------------------------------------------------------------------------

Answer = dict[str, Any]
CASE = (
    "id", "number", "source", "source_number", "place_text", "description", "category_code", "demand", "state", "is_with_unit",
    "lead_unit__short_name", "responsible_person", "reported_progress", "dispatched_at", "registered_at", "due_at", "rectified_at",
    "closed_at", "imported_row__cells", "imported_row__row_number",
)  # fmt: skip


def _rows(
    cases: QuerySet[Case],
    cells: Callable[[int, Answer], Sequence[Cell]],
    named: Callable[[list[int]], Naming],
) -> Iterator[Sequence[Cell]]:
    """The cells of every case; what belongs to many cases is read a batch at a time."""
    rows = iter(cases.values(*CASE).iterator(chunk_size=BATCH))
    serial = 0
    while batch := list(islice(rows, BATCH)):
        for answer in _with_what_was_done(batch, named([answer["id"] for answer in batch])):
            serial += 1
            yield cells(serial, answer)


def _with_what_was_done(batch: Sequence[Answer], named: Naming) -> Iterable[Answer]:
    ids = [answer["id"] for answer in batch]
    helpers: dict[int, list[str]] = {}
    for case_id, name in (
        CaseHelper.objects.filter(case__in=ids).order_by("id").values_list("case_id", "unit__short_name")
    ):
        helpers.setdefault(case_id, []).append(name)
    measures = dict(
        Rectification.objects.filter(case__in=ids).order_by("round").values_list("case_id", "measure")
    )
    passed = Verification.objects.filter(case__in=ids, is_passed=True).order_by("round")
    verifiers = {
        case_id: named.told(case_id, user_id, name)
        for case_id, user_id, name in passed.values_list(
            "case_id", "verified_by_id", "verified_by__display_name"
        )
    }
    for answer in batch:
        key = answer["id"]
        yield answer | {
            "helpers": helpers.get(key, []),
            "measure": measures.get(key, ""),
            "verifier": verifiers.get(key, ""),
        }


def _day(instant: datetime | None) -> date | None:
    return instant.astimezone(SHANGHAI).date() if instant else None


def _filled(answer: Answer, *, at: datetime) -> dict[str, Cell]:
    """What we answer for; empty where there is nothing to answer yet."""
    is_closed = answer["state"] == CaseState.CLOSED
    return {
        "progress": _progress(answer, at=at),
        "measure": answer["measure"],
        "finished_on": _day(answer["rectified_at"]),
        "verifier": answer["verifier"] if is_closed else "",
        "closed_on": _day(answer["closed_at"]) if is_closed else None,
    }


def _progress(answer: Answer, *, at: datetime) -> str:
    state = CaseState(answer["state"])
    late = rules.is_late(state, answer["due_at"], at)
    return _("%(state)s（逾期）") % {"state": state.label} if late else str(state.label)


# --- the two forms ---------------------------------------------------------------------------------


class _SameForm:
    """The form the rows came in, in its order, with a column behind for what it had none for."""

    def __init__(self, mapping: ImportMapping, at: datetime) -> None:
        self._mapping, self._at = mapping, at
        self.title = mapping.title
        self._positions = {key: index for key, index in mapping.columns.items() if key in FILLED}
        width = len(mapping.headings)
        added = [key for key in MUST_BE_TOLD if key not in self._positions]
        self._positions |= {key: width + place for place, key in enumerate(added)}
        self._width = width + len(added)
        self.columns = [
            *(Column(heading, self._room(index)) for index, heading in enumerate(mapping.headings)),
            *(Column(str(LABELS[key]), USUAL_WIDTH) for key in added),
        ]

    def _room(self, index: int) -> int:
        key = next((key for key, position in self._mapping.columns.items() if position == index), "")
        return WIDTHS.get(key, USUAL_WIDTH)

    def narrowed(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The rows of this form in the order in which they stood."""
        order = ("imported_row__sheet", "imported_row__row_number", "id")
        return cases.filter(imported_row__mapping=self._mapping).order_by(*order)

    def cells(self, serial: int, answer: Answer) -> Sequence[Cell]:
        """The row as it came, with what we answer for. An empty answer leaves the cell as it was."""
        cells = [_cell(cell) for cell in answer["imported_row__cells"]]
        cells += [None] * (self._width - len(cells))
        for key, told in _filled(answer, at=self._at).items():
            if told and key in self._positions:
                cells[self._positions[key]] = told
        return cells[: self._width]


def _cell(kept: Any) -> Cell:
    """A kept cell; days are kept as {"on": …}, instants as {"at": …}."""
    if isinstance(kept, dict):
        return date.fromisoformat(kept["on"]) if "on" in kept else datetime.fromisoformat(kept["at"])
    return kept  # type: ignore[no-any-return]  # JSON's own kinds


class _StandardForm:
    """The ledger as research shows offices keep it; any import reads it back."""

    title = ""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self.columns = [Column(str(LABELS[key]), WIDTHS.get(key, USUAL_WIDTH)) for key in STANDARD_FORM]

    def narrowed(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """All cases in the order of their numbers."""
        return cases.order_by("number", "id")

    def cells(self, serial: int, answer: Answer) -> Sequence[Cell]:
        """One case."""
        told: Mapping[str, Cell] = {
            "serial": serial,
            "our_number": f"{answer['number']:06d}",
            "source": str(CaseSource(answer["source"]).label),
            "number": answer["source_number"],
            "place": answer["place_text"],
            "problem": answer["description"],
            "category": answer["category_code"],
            "demand": answer["demand"],
            "unit": answer["lead_unit__short_name"] or "",
            "helpers": "、".join(answer["helpers"]),
            "person": answer["responsible_person"],
            "handed_on": _day(answer["dispatched_at"]),
            "due": _day(answer["due_at"]),
            **_filled(answer, at=self._at),
        }
        return [told[key] for key in STANDARD_FORM]
