"""登记: a fault enters the ledger, one at a time or a whole imported list in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from diebian.base.actions import NewEvent, lock_writes, record_events
from diebian.base.models import Photo
from diebian.base.rows import insert_row, insert_rows
from diebian.base.search import index_documents
from diebian.cases.actions import moves
from diebian.cases.models import Case, CasePhoto
from diebian.cases.problems import DescriptionMissing
from diebian.cases.terms import Act, CaseSource, PhotoStage
from diebian.inspections.models import Finding
from diebian.people import guards
from diebian.people.models import Campaign, SpecialTask, Unit, User
from diebian.people.queries import working_calendar
from diebian.people.terms import Permission
from diebian.places.models import Place
from diebian.reports.models import Report
from diebian.standards.models import CheckItem
from diebian.standards.terms import Level

BATCH = 1000
LAST_NUMBER = "SELECT number FROM cases_case WHERE campaign_id = %s ORDER BY number DESC LIMIT 1"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What is known of a fault when it is registered; everything but the description may come later.

    ``measure_on_spot`` says what was done at once (自行处置): the finder saw it put right while he stood there.
    """

    description: str
    source: CaseSource
    source_number: str = ""
    place: Place | None = None
    place_text: str = ""
    demand: str = ""
    category_code: str = ""
    level: Level = Level.LIMITED
    check_item: CheckItem | None = None
    finding: Finding | None = None
    report: Report | None = None
    special_task: SpecialTask | None = None
    working_group: Unit | None = None
    responsible_person: str = ""
    reported_progress: str = ""
    import_digest: str = ""
    client_key: str = ""
    measure_on_spot: str = ""


ASKED_FOR_ROW = [name for name in NewCase.__dataclass_fields__ if name != "measure_on_spot"]


def register_case(*, campaign: Campaign, new: NewCase, by: User, at: datetime) -> Case:
    """Enter one fault as 待交办; a request sent again (same ``client_key``) gives the case it made before.

    Raises ``DescriptionMissing``, ``NotAllowed``.
    """
    try:
        return register_cases(campaign=campaign, new=[new], by=by, at=at)[0]
    except IntegrityError:
        made = Case.objects.filter(campaign=campaign, client_key=new.client_key).exclude(client_key="")
        if case := made.order_by("pk").first():
            return case
        raise


def register_cases(
    *, campaign: Campaign, new: Sequence[NewCase], by: User, at: datetime, progress: Progress | None = None
) -> list[Case]:
    """Enter many faults, all or none, numbered in order; those put right on the spot are counted and closed at once.

    ``progress`` hears (done, of how many) and may raise to stop. Raises as ``register_case``.
    """
    guards.require(by, Permission.CASE_REGISTER, campaign=campaign, at=at)
    if any(item.measure_on_spot for item in new):  # it closes the case: as good as a verification
        guards.require(by, Permission.CASE_VERIFY, campaign=campaign, at=at)
    if not all(item.description.strip() for item in new):
        raise DescriptionMissing
    # All that can be known before is reckoned before: others wait while the transaction is open.
    dispatch_due_at = _dispatch_due_at(campaign, at)
    with transaction.atomic():
        return _enter(campaign, new, by, at, dispatch_due_at, progress)


def _enter(
    campaign: Campaign,
    new: Sequence[NewCase],
    by: User,
    at: datetime,
    due_at: datetime,
    progress: Progress | None,
) -> list[Case]:
    lock_writes()
    first = _last_number(campaign) + 1
    cases: list[Case] = []
    for start in range(0, len(new), BATCH):
        batch = [
            _case(campaign, item, first + start + place, at, due_at)
            for place, item in enumerate(new[start : start + BATCH])
        ]
        cases += _save(batch, new[start : start + BATCH], by, at)
        if progress:
            progress(len(cases), len(new))
    return cases


def _last_number(campaign: Campaign) -> int:
    with connection.cursor() as cursor:
        cursor.execute(LAST_NUMBER, [campaign.pk])
        newest = cursor.fetchone()
    return newest[0] if newest else 0


def _dispatch_due_at(campaign: Campaign, at: datetime) -> datetime:
    """派遣时限: by when the office has to give it to a unit."""
    hours = campaign.dispatch_working_hours
    return working_calendar(campaign, at=at, hours=hours).after_working_minutes(at, hours * 60)


def _case(campaign: Campaign, new: NewCase, number: int, at: datetime, dispatch_due_at: datetime) -> Case:
    values = {name: getattr(new, name) for name in ASKED_FOR_ROW}
    case = Case(
        campaign=campaign,
        number=number,
        registered_at=at,
        dispatch_due_at=dispatch_due_at,
        state="",
        **values,
    )
    case.description = new.description.strip()
    case.place_text = new.place_text or (new.place.name if new.place else "")
    moves.put_in_next_state(case, Act.REGISTER)
    if new.measure_on_spot:
        case.is_fixed_on_spot, case.closed_at = True, at
        moves.put_in_next_state(case, Act.SETTLE)
    return case


def _save(batch: list[Case], new: Sequence[NewCase], by: User, at: datetime) -> list[Case]:
    saved = _inserted(batch)
    done = [act for case, item in zip(saved, new, strict=True) for act in _acts(case, item)]
    moves.count(moves.tallies_of(saved), days=Counter(moves.day_key(case, act, at) for case, act, _ in done))
    record_events([NewEvent(f"case.{act}", "case", case.pk, by, at, data) for case, act, data in done])
    index_documents("case", [(case.pk, searchable(case)) for case in saved])
    return saved


def _acts(case: Case, new: NewCase) -> list[tuple[Case, Act, dict[str, Any]]]:
    """What was done to a new case, in order, as its events tell it."""
    registered = (case, Act.REGISTER, _told(case))
    if not new.measure_on_spot:
        return [registered]
    return [registered, (case, Act.SETTLE, {"measure": new.measure_on_spot.strip()})]


def _inserted(batch: list[Case]) -> list[Case]:
    """The cases with their keys; many are written by one prepared statement and found again by their numbers."""
    if len(batch) == 1:
        insert_row(batch[0])
        return batch
    insert_rows(batch)
    numbers = (batch[0].number, batch[-1].number)
    written = Case.objects.filter(campaign=batch[0].campaign_id, number__range=numbers).order_by("number")
    for case, key in zip(batch, written.values_list("pk", flat=True), strict=True):
        case.pk = key
        case._state.adding, case._state.db = False, connection.alias
    return batch


def searchable(case: Case) -> str:
    """The words by which a case is found."""
    return f"{case.source_number} {case.place_text} {case.description}"


def _told(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "source": case.source,
        "source_number": case.source_number,
        "place_id": case.place_id,
        "place_text": case.place_text,
        "description": case.description,
        "category_code": case.category_code,
        "level": case.level,
        "check_item_id": case.check_item_id,
        "finding_id": case.finding_id,
        "report_id": case.report_id,
    }


@dataclass(frozen=True)
class FirstPhoto:
    """A photograph with which a fault was found, or put right at once."""

    case: Case
    photo: Photo
    stage: PhotoStage = PhotoStage.BEFORE


def keep_first_photos(*, hung: Sequence[FirstPhoto]) -> None:
    """Hang photographs on cases just registered (round 0).

    They are part of the registration: the event of the visit or report that brought them names them. They are looked
    over soon after, outside this transaction (``flows.look_over_photos``).
    """
    CasePhoto.objects.bulk_create(CasePhoto(case=one.case, photo=one.photo, stage=one.stage) for one in hung)
