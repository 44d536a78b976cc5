"""交办: cases go to a unit, each by the deadline that its category and level call for, or by the day a person set."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from diebian.cases import actions
from diebian.cases.models import Case
from diebian.cases.queries import proposed_deadline
from diebian.cases.terms import Deadline
from diebian.people.models import Unit, User


@transaction.atomic
def dispatch(
    *,
    cases: Sequence[Case],
    lead_unit: Unit,
    helpers: Sequence[Unit] = (),
    deadline: Deadline | None = None,
    by: User,
    at: datetime,
) -> list[Case]:
    """Give every case to ``lead_unit`` and ``helpers``, all or none; without ``deadline`` each gets its own.

    Raises what ``cases.actions.dispatch_case`` and ``cases.queries.proposed_deadline`` raise.
    """
    return [
        actions.dispatch_case(
            case=case,
            lead_unit=lead_unit,
            helpers=helpers,
            deadline=deadline or deadline_of(case, at=at),
            by=by,
            at=at,
        )
        for case in cases
    ]


def deadline_of(case: Case, *, at: datetime) -> Deadline:
    """The deadline a case would get now. Raises ``NoDeadline``."""
    return proposed_deadline(case.campaign, category_code=case.category_code, level=case.level, at=at)


def reopen(*, case: Case, reason: str, deadline: Deadline | None = None, by: User, at: datetime) -> Case:
    """重启: back to its unit, with a new deadline. Raises what ``cases.actions.reopen_case`` raises."""
    return actions.reopen_case(
        case=case, reason=reason, deadline=deadline or deadline_of(case, at=at), by=by, at=at
    )
