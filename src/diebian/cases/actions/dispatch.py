"""交办, 接收, 退回: the office gives a case to one lead unit and N helpers; the unit takes it, or says why not."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from diebian.cases.actions import moves
from diebian.cases.actions.clocks import drop_waiting
from diebian.cases.actions.parts import drop_parts
from diebian.cases.models import Case, CaseHelper
from diebian.cases.problems import DeadlinePassed, HelperIsLead, UnitOfOtherCampaign
from diebian.cases.terms import Act, Deadline
from diebian.people import guards
from diebian.people.models import Unit, User
from diebian.people.terms import Permission


@transaction.atomic
def dispatch_case(
    *, case: Case, lead_unit: Unit, helpers: Sequence[Unit] = (), deadline: Deadline, by: User, at: datetime
) -> Case:
    """Give a case to ``lead_unit`` (accountable) and ``helpers``, to be put right by ``deadline``.

    Raises ``CaseCannotMove``, ``HelperIsLead``, ``UnitOfOtherCampaign``, ``DeadlinePassed``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_DISPATCH, campaign=case.campaign, at=at)
    case = moves.locked(case)
    check_dispatch(case, lead_unit, helpers, deadline, at)
    before = moves.tally_key(case)
    case.lead_unit = lead_unit
    case.dispatched_at, case.accepted_at = at, None
    case.due_at, case.deadline = deadline.due_at, deadline.as_data()
    drop_parts(case)
    _set_helpers(case, helpers)
    data = dispatch_data(lead_unit, helpers, deadline)
    moves.move(case, Act.DISPATCH, by=by, at=at, data=data, before=before)
    return case


@transaction.atomic
def dispatch_cases(
    *, cases: Sequence[Case], lead_unit: Unit, deadline: Deadline, by: User, at: datetime
) -> list[Case]:
    """Give several cases to one unit: all or none. Raises as ``dispatch_case``."""
    return [dispatch_case(case=case, lead_unit=lead_unit, deadline=deadline, by=by, at=at) for case in cases]


def check_dispatch(
    case: Case, lead_unit: Unit, helpers: Sequence[Unit], deadline: Deadline, at: datetime
) -> None:
    """Whether a case may go to these units by then. Raises ``UnitOfOtherCampaign``, ``HelperIsLead``, ``DeadlinePassed``."""
    for unit in (lead_unit, *helpers):
        if unit.campaign_id != case.campaign_id:
            raise UnitOfOtherCampaign(unit=unit.name)
    if lead_unit in helpers:
        raise HelperIsLead(unit=lead_unit.name)
    if deadline.due_at < at:
        raise DeadlinePassed(due=moves.local(deadline.due_at))


def dispatch_data(lead_unit: Unit, helpers: Sequence[Unit], deadline: Deadline) -> dict[str, object]:
    """What the event of a dispatch tells."""
    return {
        "lead_unit_id": lead_unit.pk,
        "lead_unit": lead_unit.name,
        "helper_ids": [unit.pk for unit in helpers],
        "helpers": moves.names(helpers),
        "deadline": deadline.as_data(),
    }


def _set_helpers(case: Case, helpers: Sequence[Unit]) -> None:
    case.helpers.all().delete()
    CaseHelper.objects.bulk_create(CaseHelper(case=case, unit=unit) for unit in helpers)


@transaction.atomic
def accept_case(*, case: Case, by: User, at: datetime) -> Case:
    """The lead unit takes the case. Raises ``CaseCannotMove``, ``NotAllowed``."""
    guards.require(by, Permission.CASE_ACCEPT, campaign=case.campaign, at=at, unit_ids=[case.lead_unit_id])
    case = moves.locked(case)
    before = moves.tally_key(case)
    case.accepted_at = at
    moves.move(case, Act.ACCEPT, by=by, at=at, data={}, before=before)
    return case


@transaction.atomic
def return_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """The lead unit gives the case back to the office: not ours, and why. The clock stands until it is given anew.

    Raises ``ReasonMissing``, ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_RETURN, campaign=case.campaign, at=at, unit_ids=[case.lead_unit_id])
    reason = moves.require_reason(reason)
    case = moves.locked(case)
    before = moves.tally_key(case)
    case.returned_count += 1
    drop_waiting(case, at)
    drop_parts(case)
    moves.move(case, Act.RETURN, by=by, at=at, data={"reason": reason}, before=before)
    return case
