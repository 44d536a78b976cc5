"""1+N: each helping unit has its own part, clock and answer. The lead's clock is never touched by a part, nor the other way."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from diebian.base.actions import record_event
from diebian.base.models import Photo
from diebian.cases import rules
from diebian.cases.actions import moves
from diebian.cases.models import Case, CaseHelper, CasePart
from diebian.cases.problems import (
    AfterPhotoMissing,
    DeadlinePassed,
    HelperIsLead,
    MeasureMissing,
    PartCannotMove,
    PartGivenAlready,
    PartsOpen,
    PartTaskMissing,
    UnitOfOtherCampaign,
)
from diebian.cases.terms import ACT_LABELS, Act, PartState
from diebian.people import guards
from diebian.people.models import Unit, User
from diebian.people.terms import Permission


@transaction.atomic
def give_part(*, case: Case, unit: Unit, task: str, due_at: datetime, by: User, at: datetime) -> CasePart:
    """The office says what one of the N is to do, and by when; the unit helps from now on.

    Raises ``PartTaskMissing``, ``HelperIsLead``, ``UnitOfOtherCampaign``, ``DeadlinePassed``, ``PartGivenAlready``,
    ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_DISPATCH, campaign=case.campaign, at=at)
    if not task.strip():
        raise PartTaskMissing
    case = moves.locked(case)
    moves.require_possible(case, Act.GIVE_PART)
    _require_helper(case, unit, due_at, at)
    CaseHelper.objects.get_or_create(case=case, unit=unit)
    part = CasePart.objects.create(
        campaign=case.campaign,
        case=case,
        unit=unit,
        task=task.strip()[:500],
        given_by=by,
        given_at=at,
        due_at=due_at,
    )
    _record(part, Act.GIVE_PART, by, at, task=part.task)
    return part


def _require_helper(case: Case, unit: Unit, due_at: datetime, at: datetime) -> None:
    if unit.campaign_id != case.campaign_id:
        raise UnitOfOtherCampaign(unit=unit.name)
    if unit.pk == case.lead_unit_id:
        raise HelperIsLead(unit=unit.name)
    if due_at < at:
        raise DeadlinePassed(due=moves.local(due_at))
    if case.parts.filter(unit=unit, is_open=True).exists():
        raise PartGivenAlready(unit=unit.name)


@transaction.atomic
def answer_part(*, part: CasePart, measure: str, photos: Sequence[Photo], by: User, at: datetime) -> CasePart:
    """The helping unit has done its part: what it did, with a photograph.

    Raises ``MeasureMissing``, ``AfterPhotoMissing``, ``PartCannotMove``, ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_RECTIFY, campaign=part.campaign, at=at, unit_ids=[part.unit_id])
    if not measure.strip():
        raise MeasureMissing
    if not photos:
        raise AfterPhotoMissing
    part = _moving(part, Act.ANSWER_PART)
    part.measure, part.answered_by, part.answered_at = measure.strip(), by, at
    part.photos.add(*photos)
    shown = [photo.original.sha256 for photo in photos]
    return _keep(part, Act.ANSWER_PART, by, at, measure=part.measure, photos=shown)


@transaction.atomic
def return_part(*, part: CasePart, reason: str, by: User, at: datetime) -> CasePart:
    """The helping unit says that this is not its part, and why; its clock runs on until the office decides.

    Raises ``ReasonMissing``, ``PartCannotMove``, ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_RETURN, campaign=part.campaign, at=at, unit_ids=[part.unit_id])
    part.note = moves.require_reason(reason)[:500]
    return _keep(_moving(part, Act.RETURN_PART), Act.RETURN_PART, by, at, reason=part.note)


@transaction.atomic
def keep_part(*, part: CasePart, reason: str, by: User, at: datetime) -> CasePart:
    """The office decides that the part stays with its unit. Raises as ``return_part``."""
    return _decided(part, Act.KEEP_PART, reason, by, at)


@transaction.atomic
def drop_part(*, part: CasePart, reason: str, by: User, at: datetime) -> CasePart:
    """The office takes the part away: the unit need not answer. Raises as ``return_part``."""
    return _decided(part, Act.DROP_PART, reason, by, at)


def _decided(part: CasePart, act: Act, reason: str, by: User, at: datetime) -> CasePart:
    guards.require(by, Permission.CASE_DISPATCH, campaign=part.campaign, at=at)
    part.note = moves.require_reason(reason)[:500]
    return _keep(_moving(part, act), act, by, at, reason=part.note)


def _moving(part: CasePart, act: Act) -> CasePart:
    """The part as it is now, its case locked, in the state after ``act``; its note as it was given.

    Raises ``PartCannotMove``, ``CaseCannotMove``.
    """
    case = moves.locked(part.case)
    moves.require_possible(case, act)
    now = CasePart.objects.select_for_update(of=("self",)).select_related("unit", "campaign").get(pk=part.pk)
    state = rules.next_part_state(PartState(now.state), act)
    if state is None:
        raise PartCannotMove(unit=now.unit.name, state=now.get_state_display(), act=ACT_LABELS[act])
    now.case, now.note = case, part.note
    now.state, now.is_open = state, rules.is_part_open(state)
    return now


def _keep(part: CasePart, act: Act, by: User, at: datetime, **told: object) -> CasePart:
    part.save()
    _record(part, act, by, at, **told)
    return part


def _record(part: CasePart, act: Act, by: User, at: datetime, **told: object) -> None:
    data = {
        "part_id": part.pk,
        "unit_id": part.unit_id,
        "unit": part.unit.name,
        "part_due_at": part.due_at.isoformat(),
        **told,
    }
    record_event(verb=f"case.{act}", subject_kind="case", subject_id=part.case_id, by=by, at=at, data=data)


def require_no_open_part(case: Case) -> None:
    """The lead does not finish before the parts. Raises ``PartsOpen``."""
    names = case.parts.filter(is_open=True).order_by("id").values_list("unit__short_name", flat=True)
    if names:
        raise PartsOpen(units="、".join(names))


def drop_parts(case: Case) -> None:
    """A case that leaves its units' hands takes its open parts with it; that event itself tells it."""
    case.parts.filter(is_open=True).update(state=PartState.DROPPED, is_open=False)
