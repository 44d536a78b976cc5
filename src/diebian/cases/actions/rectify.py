"""整改反馈: the unit says what it did, with photographs of before and after."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from diebian.base.models import Photo
from diebian.cases import clock_rules
from diebian.cases.actions import moves
from diebian.cases.actions.clocks import drop_waiting, run_again
from diebian.cases.actions.parts import require_no_open_part
from diebian.cases.models import Case, CasePhoto, Rectification
from diebian.cases.problems import AfterPhotoMissing, MeasureMissing
from diebian.cases.terms import Act, CaseState, PhotoStage
from diebian.people import guards
from diebian.people.models import User
from diebian.people.terms import Permission


@transaction.atomic
def rectify_case(
    *,
    case: Case,
    measure: str,
    after: Sequence[Photo],
    by: User,
    at: datetime,
    before: Sequence[Photo] = (),
    responsible_person: str = "",
) -> Case:
    """Answer a case: the measure taken and at least one photograph of the result; it then waits for verification.

    Raises ``MeasureMissing``, ``AfterPhotoMissing``, ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_RECTIFY, campaign=case.campaign, at=at, unit_ids=moves.units_of(case))
    if not measure.strip():
        raise MeasureMissing
    if not after:
        raise AfterPhotoMissing
    case = moves.locked(case)
    counted = moves.tally_key(case)
    moves.require_possible(case, Act.RECTIFY)
    require_no_open_part(case)
    clock = _settle_clock(case, at)
    case.round += 1
    case.rectified_at = at
    case.responsible_person = responsible_person or case.responsible_person
    data = {
        "measure": measure.strip(),
        "round": case.round,
        "responsible_person": responsible_person,
        "before": [photo.original.sha256 for photo in before],
        "after": [photo.original.sha256 for photo in after],
        **clock,
    }
    moves.move(case, Act.RECTIFY, by=by, at=at, data=data, before=counted)
    _keep(case, measure.strip(), before, after, by, at)
    return case


def _settle_clock(case: Case, at: datetime) -> dict[str, object]:
    """What was asked about the clock falls away; one that stood runs again first, so that the answer is in time."""
    drop_waiting(case, at)
    if CaseState(case.state) not in clock_rules.HALTED:
        return {}
    return {"deadline": run_again(case, at).as_data()}


def _keep(
    case: Case, measure: str, before: Sequence[Photo], after: Sequence[Photo], by: User, at: datetime
) -> None:
    assert case.due_at is not None  # noqa: S101  # the database holds it for every case with a unit
    Rectification.objects.create(
        case=case,
        round=case.round,
        measure=measure,
        responsible_person=case.responsible_person,
        rectified_by=by,
        rectified_at=at,
        due_at=case.due_at,
    )
    CasePhoto.objects.bulk_create(
        [CasePhoto(case=case, photo=photo, stage=PhotoStage.BEFORE, round=case.round) for photo in before]
        + [CasePhoto(case=case, photo=photo, stage=PhotoStage.AFTER, round=case.round) for photo in after]
    )
