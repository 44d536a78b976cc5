"""台账导入: the rows of an agreed ledger enter as cases, in one transaction; those with a unit and a time are given out.

The same rules hold as for single cases: the one table of transitions, one lead and N helpers, a deadline that has
not passed. What a ledger says of progress is kept as said; only a verification closes a case.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from diebian.base.actions import NewEvent, record_events
from diebian.base.rows import insert_rows, update_rows
from diebian.cases.actions import moves
from diebian.cases.actions.dispatch import check_dispatch, dispatch_data
from diebian.cases.actions.register import NewCase, register_cases
from diebian.cases.models import Case, CaseHelper, ImportedRow, ImportMapping
from diebian.cases.terms import Act, CaseSource, Deadline
from diebian.people import guards
from diebian.people.models import Campaign, Unit, User
from diebian.people.terms import Permission

BATCH = 1000
Cell = str | int | float | bool | dict[str, str] | None
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class GivenTo:
    """To whom the ledger gives a case, and by when."""

    lead_unit: Unit
    helpers: tuple[Unit, ...] = ()
    deadline: Deadline


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One row: the case it makes, to whom it goes (None: only registered), and the row itself."""

    new: NewCase
    given_to: GivenTo | None
    sheet: str
    row_number: int
    cells: Sequence[Cell]


@transaction.atomic
def remember_mapping(
    *,
    campaign: Campaign,
    fingerprint: str,
    title: str,
    headings: Sequence[str],
    columns: Mapping[str, int],
    source: CaseSource,
    by: User,
    at: datetime,
) -> ImportMapping:
    """Keep what the columns of a form mean, replacing what was kept for the same headings. Raises ``NotAllowed``."""
    guards.require(by, Permission.LEDGER_IMPORT, campaign=campaign, at=at)
    told = {
        "title": title[:200],
        "headings": list(headings),
        "columns": dict(columns),
        "source": source,
        "remembered_by": by,
        "remembered_at": at,
    }
    mapping, _ = ImportMapping.objects.update_or_create(
        campaign=campaign, fingerprint=fingerprint, defaults=told
    )
    return mapping


@transaction.atomic
def register_ledger(
    *,
    campaign: Campaign,
    mapping: ImportMapping,
    lines: Sequence[LedgerLine],
    by: User,
    at: datetime,
    progress: Progress | None = None,
) -> list[Case]:
    """Enter all lines as cases, or none. ``progress`` hears (done, of how many) and may raise to stop everything.

    Raises ``NotAllowed``, ``DescriptionMissing``, ``DeadlinePassed``, ``HelperIsLead``, ``UnitOfOtherCampaign``.
    """
    guards.require(by, Permission.LEDGER_IMPORT, campaign=campaign, at=at)
    guards.require(by, Permission.CASE_DISPATCH, campaign=campaign, at=at)
    steps = _Steps(progress, total=2 * len(lines))
    cases = register_cases(
        campaign=campaign, new=[line.new for line in lines], by=by, at=at, progress=steps.first
    )
    pairs = iter(zip(cases, lines, strict=True))
    while batch := list(islice(pairs, BATCH)):
        _keep_rows(batch, mapping)
        _give_out([(case, line.given_to) for case, line in batch if line.given_to], by, at)
        steps.second(len(batch))
    return cases


class _Steps:
    """One count over two passes: registering, then giving out."""

    def __init__(self, progress: Progress | None, *, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def first(self, done: int, _: int) -> None:
        self._tell(done)

    def second(self, more: int) -> None:
        self._tell(self._done + more)

    def _tell(self, done: int) -> None:
        self._done = done
        if self._progress:
            self._progress(done, self._total)


def _keep_rows(batch: Sequence[tuple[Case, LedgerLine]], mapping: ImportMapping) -> None:
    insert_rows(
        [
            ImportedRow(
                case=case,
                mapping=mapping,
                sheet=line.sheet[:100],
                row_number=line.row_number,
                cells=list(line.cells),
            )
            for case, line in batch
        ]
    )


def _give_out(batch: Sequence[tuple[Case, GivenTo]], by: User, at: datetime) -> None:
    before = moves.tallies_of(case for case, _ in batch)
    events = list(_dispatched(batch, by, at))
    cases = [case for case, _ in batch]
    update_rows(cases, names=DISPATCH_FIELDS)
    insert_rows([CaseHelper(case=case, unit=unit) for case, given in batch for unit in given.helpers])
    moves.count({key: -count for key, count in before.items()})
    moves.count(
        moves.tallies_of(cases), days=Counter(moves.day_key(case, Act.DISPATCH, at) for case in cases)
    )
    record_events(events)


DISPATCH_FIELDS = (
    "lead_unit",
    "dispatched_at",
    "due_at",
    "deadline",
    "state",
    "is_open",
    "is_with_unit",
)


def _dispatched(batch: Sequence[tuple[Case, GivenTo]], by: User, at: datetime) -> Iterator[NewEvent]:
    """Put each case with its unit, in memory, and say what the event tells. Raises as ``dispatch_case``."""
    for case, given in batch:
        check_dispatch(case, given.lead_unit, given.helpers, given.deadline, at)
        case.lead_unit = given.lead_unit
        case.dispatched_at = at
        case.due_at, case.deadline = given.deadline.due_at, given.deadline.as_data()
        moves.put_in_next_state(case, Act.DISPATCH)
        data = dispatch_data(given.lead_unit, given.helpers, given.deadline)
        yield NewEvent(f"case.{Act.DISPATCH}", "case", case.pk, by, at, data)
