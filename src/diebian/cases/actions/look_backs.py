"""回头看: the office asks somebody to look at closed cases again; what has relapsed goes back to its unit."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from diebian.base.actions import NewEvent, record_event, record_events
from diebian.base.models import Photo
from diebian.base.problems import NotAllowed
from diebian.cases.actions import moves
from diebian.cases.actions.close import reopen_case, require_other_hands
from diebian.cases.actions.photos import hang, hashes
from diebian.cases.models import Case, LookBack
from diebian.cases.problems import (
    AnswerPhotoMissing,
    CaseCannotMove,
    LookBackAnswered,
    LookBackOfAnother,
    LookBackTooEarly,
    LookBackWaits,
    NoLeadUnit,
    VerifierOfFixingUnit,
    WrongInspector,
)
from diebian.cases.queries import proposed_deadline
from diebian.cases.terms import CaseState, Deadline, LookBackResult, PhotoStage
from diebian.lib.worktime import SHANGHAI
from diebian.people import guards
from diebian.people.models import User
from diebian.people.terms import Permission


@transaction.atomic
def ask_look_backs(
    *, cases: Sequence[Case], inspector: User, due_on: date, demand: str = "", by: User, at: datetime
) -> list[LookBack]:
    """Ask ``inspector`` to look at these closed cases again by ``due_on``: all of them or none.

    Raises ``NotAllowed``, ``WrongInspector``, ``CaseCannotMove``, ``NoLeadUnit``, ``LookBackWaits``, ``LookBackTooEarly``.
    """
    if due_on < at.astimezone(SHANGHAI).date():
        raise LookBackTooEarly(due=due_on.isoformat())
    asked = [
        LookBack(
            campaign=case.campaign,
            case=_to_be_asked(case, inspector, by, at),
            inspector=inspector,
            due_on=due_on,
            demand=demand.strip()[:200],
            asked_at=at,
            asked_by=by,
        )
        for case in sorted(cases, key=lambda case: case.pk)
    ]
    kept = LookBack.objects.bulk_create(asked)
    record_events([NewEvent("look_back.asked", "look_back", one.pk, by, at, _asked(one)) for one in kept])
    return kept


def _to_be_asked(case: Case, inspector: User, by: User, at: datetime) -> Case:
    """The case, locked: who asks may ask, and who is asked may answer."""
    guards.require(
        by, Permission.CASE_LOOK_BACK, campaign=case.campaign, at=at, unit_ids=moves.units_of(case)
    )
    case = moves.locked(case)
    _require_closed(case)
    if case.lead_unit_id is None:  # settled on the spot: nobody to give it back to
        raise NoLeadUnit
    try:
        require_other_hands(case, inspector, at)
    except (NotAllowed, VerifierOfFixingUnit):
        raise WrongInspector(inspector=inspector) from None
    if case.look_backs.filter(looked_at=None).exists():
        raise LookBackWaits(number=case)
    return case


def _require_closed(case: Case) -> None:
    if case.state != CaseState.CLOSED:
        raise CaseCannotMove(number=case, state=case.get_state_display(), act=_("回头看"))


def _asked(asked: LookBack) -> dict[str, object]:
    return {
        "case_id": asked.case_id,
        "inspector_id": asked.inspector_id,
        "inspector": str(asked.inspector),
        "due_on": asked.due_on.isoformat(),
        "demand": asked.demand,
    }


@transaction.atomic
def answer_look_back(
    *,
    look_back: LookBack,
    result: LookBackResult,
    note: str = "",
    photos: Sequence[Photo] = (),
    deadline: Deadline | None = None,
    by: User,
    at: datetime,
) -> LookBack:
    """What was found: it held, or it relapsed (in words and with a photograph), and then the case goes back to its unit.

    Without ``deadline`` the unit gets what a case given out now would get. Raises ``LookBackOfAnother``, ``NotAllowed``,
    ``VerifierOfFixingUnit``, ``LookBackAnswered``, ``CaseCannotMove``, ``AnswerPhotoMissing``, and as ``reopen_case``.
    """
    if by.pk != look_back.inspector_id:
        raise LookBackOfAnother
    case = moves.locked(look_back.case)
    require_other_hands(case, by, at)
    found = LookBack.objects.select_for_update(of=("self",)).get(pk=look_back.pk)
    if found.looked_at is not None:
        raise LookBackAnswered(number=case)
    _require_closed(case)
    has_relapsed = result == LookBackResult.RELAPSED
    if has_relapsed:
        note = moves.require_reason(note)
        if not photos:
            raise AnswerPhotoMissing
    _keep(found, case, result, note.strip(), photos, by, at)
    if has_relapsed:
        reopen_case(case=case, reason=note, deadline=deadline or _deadline(case, at), by=by, at=at)
    return found


def _deadline(case: Case, at: datetime) -> Deadline:
    return proposed_deadline(case.campaign, category_code=case.category_code, level=case.level, at=at)


def _keep(
    found: LookBack,
    case: Case,
    result: LookBackResult,
    note: str,
    photos: Sequence[Photo],
    by: User,
    at: datetime,
) -> None:
    found.result, found.note, found.looked_at, found.looked_by = result, note, at, by
    found.save()
    found.photos.set(hang(case, photos, stage=PhotoStage.CHECK, round_=case.round))
    record_event(
        verb="look_back.answered",
        subject_kind="look_back",
        subject_id=found.pk,
        by=by,
        at=at,
        data={"case_id": case.pk, "result": result.value, "note": note, "photos": hashes(photos)},
    )
