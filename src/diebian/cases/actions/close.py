"""核查销号, 退回返工, 重启, 作废: how a case ends, and how it comes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction

from diebian.base.models import Photo
from diebian.cases import rules
from diebian.cases.actions import marks as drawn
from diebian.cases.actions import moves
from diebian.cases.actions.photos import hang, hashes
from diebian.cases.models import Case, Verification
from diebian.cases.problems import DeadlinePassed, NoLeadUnit, VerifierOfFixingUnit
from diebian.cases.terms import Act, Deadline, PhotoStage
from diebian.people import guards
from diebian.people.models import User
from diebian.people.queries import held_roles
from diebian.people.terms import Permission

NO_MARKS: Mapping[int, Any] = MappingProxyType({})


@transaction.atomic
def verify_case(*, case: Case, by: User, at: datetime, note: str = "", photos: Sequence[Photo] = ()) -> Case:
    """核查合格: somebody who is not of the fixing unit finds it put right; the case is closed.

    ``photos`` are what he took himself.

    Raises ``VerifierOfFixingUnit``, ``CaseCannotMove``, ``NotAllowed``.
    """
    case = _to_be_verified(case, by, at)
    before = moves.tally_key(case)
    case.closed_at = at
    data = {"note": note.strip(), "round": case.round, **_told(photos)}
    moves.move(case, Act.PASS, by=by, at=at, data=data, before=before)
    _keep(case, is_passed=True, reason=note.strip(), by=by, at=at, photos=photos)
    return case


@transaction.atomic
def send_back(
    *,
    case: Case,
    reason: str,
    by: User,
    at: datetime,
    marks: Mapping[int, Any] = NO_MARKS,
    photos: Sequence[Photo] = (),
) -> Case:
    """核查不合格: back to the unit, with the reason; the deadline stays as it was.

    ``photos`` are what the verifier took himself. ``marks`` shows on the photographs what is still wrong: key of a ``CasePhoto`` of this case → its marks, each a
    ``Mark`` or a mapping with the same fields.

    Raises ``ReasonMissing``, ``MarksRefused``, ``MarkedPhotoElsewhere``, ``VerifierOfFixingUnit``, ``CaseCannotMove``,
    ``NotAllowed``.
    """
    reason = moves.require_reason(reason)
    case = _to_be_verified(case, by, at)
    marked = drawn.checked(case, marks)
    before = moves.tally_key(case)
    case.rework_count += 1
    data = {"reason": reason, "round": case.round, **drawn.told(marked), **_told(photos)}
    moves.move(case, Act.FAIL, by=by, at=at, data=data, before=before)
    drawn.keep(marked, _keep(case, is_passed=False, reason=reason, by=by, at=at, photos=photos))
    return case


def _to_be_verified(case: Case, by: User, at: datetime) -> Case:
    case = moves.locked(case)
    require_other_hands(case, by, at)
    return case


def require_other_hands(case: Case, by: User, at: datetime) -> None:
    """Whoever judges a case may verify it, did not put it right, and is of no unit that had to.

    Raises ``NotAllowed``, ``VerifierOfFixingUnit``.
    """
    units = moves.units_of(case)
    guards.require(by, Permission.CASE_VERIFY, campaign=case.campaign, at=at, unit_ids=units)
    answer = case.rectifications.order_by("-round").values_list("rectified_by_id", flat=True).first()
    own = {role.unit_id for role in held_roles(by, case.campaign, at=at) if role.unit_id}
    if not rules.may_verify(
        verifier_id=by.pk, verifier_unit_ids=own, rectified_by_id=answer or 0, fixing_unit_ids=units
    ):
        raise VerifierOfFixingUnit


def _told(photos: Sequence[Photo]) -> dict[str, Any]:
    return {"photos": hashes(photos)} if photos else {}


def _keep(
    case: Case, *, is_passed: bool, reason: str, by: User, at: datetime, photos: Sequence[Photo]
) -> Verification:
    hang(case, photos, stage=PhotoStage.CHECK, round_=case.round)
    return Verification.objects.create(
        case=case, round=case.round, is_passed=is_passed, reason=reason, verified_by=by, verified_at=at
    )


@transaction.atomic
def reopen_case(*, case: Case, reason: str, deadline: Deadline, by: User, at: datetime) -> Case:
    """The fault is back, or never went: a closed case returns to its unit with a new deadline.

    Raises ``ReasonMissing``, ``DeadlinePassed``, ``NoLeadUnit``, ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_REOPEN, campaign=case.campaign, at=at, unit_ids=moves.units_of(case))
    reason = moves.require_reason(reason)
    if deadline.due_at < at:
        raise DeadlinePassed(due=moves.local(deadline.due_at))
    case = moves.locked(case)
    if case.lead_unit_id is None:  # settled on the spot: nobody to give it back to
        raise NoLeadUnit
    before = moves.tally_key(case)
    case.reopened_count += 1
    case.closed_at = None
    case.due_at, case.deadline = deadline.due_at, deadline.as_data()
    data = {"reason": reason, "deadline": deadline.as_data()}
    moves.move(case, Act.REOPEN, by=by, at=at, data=data, before=before)
    return case


@transaction.atomic
def cancel_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """作废: a case that should not be one (no fault, entered twice), with the reason. Raises as ``return_case``."""
    guards.require(by, Permission.CASE_CANCEL, campaign=case.campaign, at=at)
    reason = moves.require_reason(reason)
    case = moves.locked(case)
    before = moves.tally_key(case)
    moves.move(case, Act.CANCEL, by=by, at=at, data={"reason": reason}, before=before)
    return case
