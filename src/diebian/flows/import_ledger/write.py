"""Write what the check has found to be new: all rows or only the good ones, in one transaction."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from diebian.base.actions import record_event
from diebian.base.problems import ChangedMeanwhile
from diebian.cases.actions import LedgerLine, register_ledger, remember_mapping
from diebian.cases.models import ImportMapping
from diebian.cases.terms import CaseSource
from diebian.flows.import_ledger.check import check_ledger
from diebian.flows.import_ledger.mapping import read_ledger
from diebian.flows.import_ledger.problems import ImportCancelled, RowsRefused
from diebian.flows.import_ledger.terms import CheckedRow, Fate, ImportResult, LedgerCheck
from diebian.lib.tables import Cell, Source
from diebian.people.models import Campaign, User

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


def import_ledger(
    source_file: Source,
    *,
    file_name: str,
    campaign: Campaign,
    by: User,
    at: datetime,
    source: CaseSource | None = None,
    corrections: Mapping[str, str] | None = None,
    sheet: str | None = None,
    is_partial: bool = False,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> tuple[LedgerCheck, ImportResult]:
    """Read, map, check and write a ledger. Raises what the steps raise; then nothing has been written."""
    ledger = read_ledger(
        source_file,
        file_name=file_name,
        campaign=campaign,
        source=source,
        corrections=corrections,
        sheet=sheet,
    )
    check = check_ledger(ledger=ledger, campaign=campaign, by=by, at=at)
    result = write_ledger(
        check=check, by=by, at=at, is_partial=is_partial, progress=progress, is_cancelled=is_cancelled
    )
    return check, result


@transaction.atomic
def write_ledger(
    *,
    check: LedgerCheck,
    by: User,
    at: datetime,
    is_partial: bool = False,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> ImportResult:
    """Make cases of the new rows and remember the mapping. Rows known before change nothing.

    With refused rows nothing is written unless ``is_partial``. Between the check and the writing another import may
    have come: the database holds each imported row once, so the second one is stopped as a whole.
    Raises ``ChangedMeanwhile``, ``RowsRefused``, ``ImportCancelled``, ``NotAllowed`` and what ``register_ledger`` raises.
    """
    counts = check.counts
    if counts[Fate.REFUSED] and not is_partial:
        raise RowsRefused(refused=counts[Fate.REFUSED])
    mapping = _remember(check, by, at)
    new = check.of_fate(Fate.NEW)
    try:
        cases = register_ledger(
            campaign=check.campaign,
            mapping=mapping,
            lines=[_line(row) for row in new],
            by=by,
            at=at,
            progress=_watched(progress, is_cancelled),
        )
    except IntegrityError as error:  # another import of the same rows came between the check and the writing
        raise ChangedMeanwhile from error
    result = ImportResult(
        counts=counts,
        registered=len(cases),
        given_out=sum(row.given_to is not None for row in new),
        first_number=cases[0].number if cases else None,
        last_number=cases[-1].number if cases else None,
    )
    _record(check, mapping, result, by, at)
    return result


def _remember(check: LedgerCheck, by: User, at: datetime) -> ImportMapping:
    form = check.ledger.form
    return remember_mapping(
        campaign=check.campaign,
        fingerprint=form.fingerprint,
        title=form.title,
        headings=form.headings,
        columns=check.ledger.columns,
        source=check.ledger.source,
        by=by,
        at=at,
    )


def _line(row: CheckedRow) -> LedgerLine:
    if row.new is None:  # only new rows come here
        raise ValueError(row.row_number)
    cells = [_kept(cell) for cell in row.row.cells]
    return LedgerLine(
        new=row.new, given_to=row.given_to, sheet=row.sheet, row_number=row.row_number, cells=cells
    )


def _kept(cell: Cell) -> Any:
    """The cell as JSON keeps it."""
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    return {"on": cell.isoformat()} if isinstance(cell, date) else cell


def _watched(progress: Progress | None, is_cancelled: IsCancelled | None) -> Progress:
    def tell(done: int, total: int) -> None:
        if is_cancelled is not None and is_cancelled():
            raise ImportCancelled
        if progress is not None:
            progress(done, total)

    return tell


def _record(check: LedgerCheck, mapping: ImportMapping, result: ImportResult, by: User, at: datetime) -> None:
    if result.registered:
        data = {
            "file_name": check.ledger.file_name,
            "mapping_id": mapping.pk,
            "counts": {str(fate): count for fate, count in result.counts.items()},
            "numbers": [result.first_number, result.last_number],
        }
        record_event(
            verb="ledger.imported",
            subject_kind="campaign",
            subject_id=check.campaign.pk,
            by=by,
            at=at,
            data=data,
        )
