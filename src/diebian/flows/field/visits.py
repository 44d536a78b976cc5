"""A visit comes from a phone: its photographs are here already, it is kept once, and what differs is kept beside it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from diebian.base.models import Photo
from diebian.base.problems import Invalid
from diebian.cases.queries import cases_of_visit
from diebian.flows.field.sent import body_hash, claim_of, once
from diebian.flows.field.sent import photographs as arrived
from diebian.flows.field.shapes import FindingIn, PhotoIn, VisitIn
from diebian.flows.submit_visit import Receipt, submit_visit
from diebian.inspections import queries
from diebian.inspections.actions import Detail, Evidence, NewVisit, SecondBody, keep_rival
from diebian.inspections.models import RivalVisit, Visit
from diebian.inspections.problems import PlanWithdrawn, RivalKept, VisitNotYours, VisitTaken
from diebian.inspections.terms import Answer, Position
from diebian.people.models import Campaign, User
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.places import queries as places
from diebian.places.models import Place


@dataclass(frozen=True)
class Sent:
    """A visit as it was sent: read, and as it stood. ``inspector`` made it; ``by`` brings it in, mostly the same."""

    visit: VisitIn
    body: Mapping[str, Any]
    inspector: User
    by: User

    @property
    def sha256(self) -> str:
        return body_hash(self.body)

    @property
    def hashes(self) -> list[str]:
        """The photographs it names, once each."""
        return once(photo.sha256 for finding in self.visit.findings for photo in finding.photos)


def receive_visit(*, campaign: Campaign, sent: Sent, at: datetime) -> Receipt:
    """Keep the visit and open its cases; sent again it gives the same receipt.

    Raises ``FilesMissing`` (nothing is kept), ``RivalKept`` (another body is here already, both are kept), ``Invalid``,
    and as ``submit_visit``.
    """
    kept = queries.visit_by_client_id(sent.visit.client_id)
    if kept is not None:
        return _again(kept, sent, at)
    photos = photographs(sent)
    place = _place(campaign, sent, at)
    plan = queries.plan_to_carry_out(sent.visit.assignment_id, place=place, inspector=sent.inspector)
    if plan is not None and plan.submitted_at is not None:
        raise _rival(plan, sent, photos, at)
    new = new_visit(place, sent, photos, at, plan=plan)
    try:
        receipt = submit_visit(campaign=campaign, new=new, by=sent.by, at=at)
    except PlanWithdrawn:  # taken back at this moment: he was there all the same
        receipt = submit_visit(campaign=campaign, new=replace(new, planned=None), by=sent.by, at=at)
    except VisitTaken:
        assert plan is not None  # noqa: S101  # only a plan can be taken
        raise _rival(plan, sent, photos, at) from None
    if receipt.visit.body_sha256 != sent.sha256:  # two phones at the same moment
        raise _rival(receipt.visit, sent, photos, at)
    return receipt


def _again(kept: Visit, sent: Sent, at: datetime) -> Receipt:
    if kept.inspector_id != sent.inspector.pk:
        raise VisitNotYours
    if kept.body_sha256 == sent.sha256:
        return Receipt(kept, cases_of_visit(kept), is_new=False)
    raise _rival(kept, sent, photographs(sent), at)


def _rival(first: Visit, sent: Sent, photos: Mapping[str, Photo], at: datetime) -> RivalKept:
    second = SecondBody(
        client_id=sent.visit.client_id,
        body=sent.body,
        body_sha256=sent.sha256,
        sent_by=sent.inspector,
        photos=list(photos.values()),
    )
    return RivalKept(rival=keep_rival(first=first, second=second, by=sent.by, at=at).pk)


def photographs(sent: Sent) -> dict[str, Photo]:
    """The photographs that the visit names, by hash. Raises ``FilesMissing``."""
    return arrived(sender=sent.inspector, hashes=sent.hashes)


def _place(campaign: Campaign, sent: Sent, at: datetime) -> Place:
    """Raises ``Invalid`` for a place that is not within the inspector's reach: sending it again would not help."""
    seen = reach(sent.inspector, campaign, Permission.PLACE_VIEW, at=at)
    found = places.place_within(campaign, seen, sent.visit.place_id)
    if found is None:
        raise Invalid(field=_("点位"), reason=_("没有这个点位，或不在您的范围内"))
    return found


def new_visit(
    place: Place,
    sent: Sent,
    photos: Mapping[str, Photo],
    at: datetime,
    *,
    plan: Visit | None = None,
    client_id: UUID | None = None,
) -> NewVisit:
    """What was sent, as the room ``inspections`` takes it. Raises ``Invalid``."""
    told = sent.visit
    position = told.position
    return NewVisit(
        place=place,
        client_id=client_id or told.client_id,
        started_at=told.started_at,
        finished_at=told.finished_at,
        position=Position(**position.model_dump()) if position else None,
        kind=told.kind,
        supervision_unit=queries.supervision_group(sent.inspector, place.campaign, at=at),
        answers=_answers(told),
        further=[_detail(finding, photos) for finding in sorted(told.findings, key=_order)],
        note=told.note,
        planned=plan,
        body_sha256=sent.sha256,
        inspector=sent.inspector,
    )


def _order(finding: FindingIn) -> int:
    return finding.position


def _answers(told: VisitIn) -> list[Answer]:
    """Raises ``Invalid`` where one item was answered twice."""
    answers = [
        Answer(
            item_id=seen.check_item_id,
            mark=seen.result,
            counted=seen.counted,
            extent=seen.extent,
            total=seen.total,
            note=seen.note,
        )
        for seen in told.observations
    ]
    if len({answer.item_id for answer in answers}) < len(answers):
        raise Invalid(field=_("检查结果"), reason=_("同一条目填写了两次"))
    return answers


def _detail(finding: FindingIn, photos: Mapping[str, Photo]) -> Detail:
    shown: dict[str, PhotoIn] = {}
    for photo in finding.photos:
        shown.setdefault(photo.sha256, photo)  # the same one twice is one
    return Detail(
        description=finding.description,
        category_code=finding.category_code,
        level=finding.level,
        is_fixed_on_spot=finding.is_fixed_on_spot,
        evidence=[Evidence(photos[sha256], claim_of(photo)) for sha256, photo in shown.items()],
        item_id=finding.check_item_id,
    )


def record_rival(rival: RivalVisit, *, by: User, at: datetime) -> Receipt:
    """The second body as a visit of its own, under an id made from both. Raises as ``submit_visit``."""
    sent = Sent(VisitIn.model_validate(rival.body), rival.body, rival.sent_by, by)
    place = _place(rival.campaign, sent, at)
    new = new_visit(place, sent, photographs(sent), at, client_id=rival_id(rival))
    return submit_visit(campaign=rival.campaign, new=new, by=by, at=at)


def rival_id(rival: RivalVisit) -> UUID:
    """Always the same one for the same body."""
    return UUID(hashlib.sha256(f"{rival.client_id}{rival.body_sha256}".encode()).hexdigest()[:32], version=4)
