"""重复提交: two different bodies of what should be one visit. Both are kept; a person says what becomes of the second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from diebian.base.actions import record_event
from diebian.base.models import Photo
from diebian.inspections.models import RivalVisit, Visit
from diebian.inspections.problems import RivalSettled, SettlementReasonMissing
from diebian.inspections.terms import Settlement
from diebian.people import guards
from diebian.people.models import User
from diebian.people.terms import Permission


@dataclass(frozen=True, kw_only=True)
class SecondBody:
    """What was sent the second time, whole, with its photographs."""

    client_id: UUID
    body: Mapping[str, Any]
    body_sha256: str
    sent_by: User
    photos: Sequence[Photo] = ()


@transaction.atomic
def keep_rival(*, first: Visit, second: SecondBody, by: User, at: datetime) -> RivalVisit:
    """Keep a second body beside the visit that came first; sent again it is the same one."""
    rival, is_new = RivalVisit.objects.get_or_create(
        client_id=second.client_id,
        body_sha256=second.body_sha256,
        defaults={
            "campaign": first.campaign,
            "first": first,
            "sent_by": second.sent_by,
            "body": dict(second.body),
            "received_at": at,
        },
    )
    if is_new:
        rival.photos.set(second.photos)
        _record("rival.kept", rival, {"first_id": first.pk, "body_sha256": second.body_sha256}, by=by, at=at)
    return rival


@transaction.atomic
def settle_rival(
    *, rival: RivalVisit, reason: str, by: User, at: datetime, recorded_as: Visit | None = None
) -> RivalVisit:
    """裁定: the second body was recorded as a visit of its own, or is set aside; it stays to be read.

    Raises ``NotAllowed``, ``SettlementReasonMissing``, ``RivalSettled``.
    """
    locked = lock_rival(rival=rival, reason=reason, by=by, at=at)
    locked.settlement = Settlement.RECORDED if recorded_as else Settlement.DISCARDED
    locked.recorded_as = recorded_as
    locked.reason = reason.strip()[:200]
    locked.settled_at, locked.settled_by = at, by
    locked.save()
    told = {"settlement": str(locked.settlement), "reason": locked.reason}
    _record("rival.settled", locked, told | {"recorded_as": recorded_as and recorded_as.pk}, by=by, at=at)
    return locked


def lock_rival(*, rival: RivalVisit, reason: str, by: User, at: datetime) -> RivalVisit:
    """The rival, to be settled by ``by`` and nobody else. Raises as ``settle_rival``."""
    guards.require(by, Permission.VISIT_PLAN, campaign=rival.campaign, at=at)
    if not reason.strip():
        raise SettlementReasonMissing
    locked = RivalVisit.objects.select_for_update(of=("self",)).get(pk=rival.pk)
    if locked.settlement:
        raise RivalSettled
    return locked


def _record(verb: str, rival: RivalVisit, data: Mapping[str, Any], *, by: User, at: datetime) -> None:
    record_event(verb=verb, subject_kind="rival_visit", subject_id=rival.pk, by=by, at=at, data=data)
