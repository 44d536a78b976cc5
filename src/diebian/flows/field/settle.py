"""裁定重复提交: the office reads both bodies and says what becomes of the second. The first is never touched."""

from datetime import datetime

from django.db import transaction

from diebian.flows.field.visits import record_rival
from diebian.inspections.actions import lock_rival, settle_rival
from diebian.inspections.models import RivalVisit
from diebian.inspections.terms import Settlement
from diebian.people.models import User


@transaction.atomic
def settle(*, rival: RivalVisit, settlement: Settlement, reason: str, by: User, at: datetime) -> RivalVisit:
    """Record the second body as a further visit with cases of its own, or set it aside with a reason.

    Raises as ``inspections.actions.settle_rival`` and ``submit_visit``; then nothing has changed.
    """
    locked = lock_rival(rival=rival, reason=reason, by=by, at=at)
    recorded = record_rival(locked, by=by, at=at).visit if settlement == Settlement.RECORDED else None
    return settle_rival(rival=locked, reason=reason, by=by, at=at, recorded_as=recorded)
