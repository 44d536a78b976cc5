"""检查: a visit that was made, with what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diebian.base import photos
from diebian.base.actions import record_event
from diebian.base.photos import PreparedPhoto
from diebian.inspections import queries, rules
from diebian.inspections.models import Finding, FindingPhoto, Observation, Visit
from diebian.inspections.problems import (
    FindingWithoutDescription,
    NothingObserved,
    PlaceElsewhere,
    PlanWithdrawn,
    UnknownItem,
    VisitNotYours,
    VisitTaken,
    WrongAnswer,
)
from diebian.inspections.terms import Answer, Progress, VisitKind
from diebian.people import guards
from diebian.people.models import Campaign, Unit, User
from diebian.people.terms import Permission
from diebian.places.models import Place
from diebian.standards.models import CheckItem
from diebian.standards.queries import CheckLine
from diebian.standards.terms import Level


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What is told of a fault besides the mark at its item."""

    description: str = ""
    category_code: str = ""
    level: Level = Level.LIMITED
    is_fixed_on_spot: bool = False
    photos: Sequence[PreparedPhoto] = ()


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit as it comes from the street: answers, details of failed items by item, faults outside the list."""

    place: Place
    client_id: UUID
    started_at: datetime
    kind: VisitKind = VisitKind.OPEN
    supervision_unit: Unit | None = None
    answers: Sequence[Answer] = ()
    details: Mapping[int, Detail] = field(default_factory=dict)
    further: Sequence[Detail] = ()
    note: str = ""
    planned: Visit | None = None


def record_visit(*, campaign: Campaign, new: NewVisit, by: User, at: datetime) -> tuple[Visit, bool]:
    """Keep a visit with its observations, findings and photographs; (visit, whether it is new).

    Sent again under the same ``client_id`` it gives the visit kept before. Raises ``NotAllowed``,
    ``PlaceElsewhere``, ``NothingObserved``, ``UnknownItem``, ``WrongAnswer``, ``FindingWithoutDescription``,
    ``VisitNotYours``, ``VisitTaken``, ``PlanWithdrawn``.
    """
    guards.require_any(by, Permission.VISIT_SUBMIT, campaign=campaign, at=at)
    if kept := queries.visit_by_client_id(new.client_id):
        return _own(kept, by), False
    try:
        with transaction.atomic():
            return _record(campaign, new, by, at), True
    except IntegrityError:  # sent twice at the same moment: the other one was first
        kept = queries.visit_by_client_id(new.client_id)
        if kept is None:
            raise
        return _own(kept, by), False


def _own(visit: Visit, by: User) -> Visit:
    if visit.inspector_id != by.pk:
        raise VisitNotYours
    return visit


def _record(campaign: Campaign, new: NewVisit, by: User, at: datetime) -> Visit:
    require_place(campaign, new.place)
    lines = queries.check_lines(new.place, at=at)
    observed = _observed(lines, new.answers)
    faults = _details(rules.faults(observed), queries.items_by_id(lines), new)
    if not observed and not faults:
        raise NothingObserved
    visit = _visit(campaign, new, by, at)
    _count(visit, rules.progress(queries.asked(lines), observed), observed, faults)
    visit.save()
    kept = _keep_observations(visit, observed)
    findings = _keep_findings(visit, faults, kept, at)
    record_event(
        verb="visit.submitted",
        subject_kind="visit",
        subject_id=visit.pk,
        by=by,
        at=at,
        data=_told(visit, observed, findings),
    )
    return visit


def require_place(campaign: Campaign, place: Place) -> None:
    """Raises ``PlaceElsewhere`` for a place of another campaign."""
    if place.campaign_id != campaign.pk:
        raise PlaceElsewhere(place=place.name)


def _observed(lines: Sequence[CheckLine], answers: Sequence[Answer]) -> list[rules.Observed]:
    """The answers judged. Raises ``UnknownItem``, ``WrongAnswer``."""
    asked = queries.asked(lines)
    given = {answer.item_id: answer for answer in answers}
    if given.keys() - rules.known_items(asked):
        raise UnknownItem
    items = queries.items_by_id(lines)
    for pk, answer in given.items():
        try:
            rules.judge(items[pk].rule, answer)
        except rules.AnswerFault as fault:
            raise WrongAnswer(item=items[pk].text, answer=str(fault)) from fault
    return rules.observe(asked, given)


Fault = tuple[int | None, Detail]


def _details(failed: Sequence[rules.Observed], items: Mapping[int, CheckItem], new: NewVisit) -> list[Fault]:
    """Every fault with what is told of it, those of the list first. Raises ``FindingWithoutDescription``."""
    faults: list[Fault] = []
    for item in failed:
        given = new.details.get(item.item_id, Detail())
        faults.append((item.item_id, _filled(given, items[item.item_id], item.note)))
    for detail in new.further:
        if not detail.description.strip():
            raise FindingWithoutDescription
        faults.append((None, detail))
    return faults


def _filled(given: Detail, item: CheckItem, note: str) -> Detail:
    """What the inspector did not write follows from the item."""
    told = given.description.strip() or note.strip() or _("不符合：%(item)s") % {"item": item.text}
    return Detail(
        description=told,
        category_code=given.category_code or item.category_code,
        level=given.level,
        is_fixed_on_spot=given.is_fixed_on_spot,
        photos=given.photos,
    )


def _visit(campaign: Campaign, new: NewVisit, by: User, at: datetime) -> Visit:
    visit = (
        _planned(new.planned, by) if new.planned else Visit(campaign=campaign, kind=new.kind, inspector=by)
    )
    visit.place = new.place
    visit.supervision_unit = new.supervision_unit or visit.supervision_unit
    visit.client_id = new.client_id
    # A phone's clock may run ahead; nothing begins after it was submitted.
    visit.started_at = min(new.started_at, at)
    visit.submitted_at = at
    visit.note = new.note.strip()[:500]
    return visit


def _planned(visit: Visit, by: User) -> Visit:
    """The plan that this visit carries out, locked. Raises ``VisitNotYours``, ``VisitTaken``, ``PlanWithdrawn``."""
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if locked.submitted_at is not None:
        raise VisitTaken
    if locked.withdrawn_at is not None:
        raise PlanWithdrawn
    return _own(locked, by)


def _count(visit: Visit, done: Progress, observed: Sequence[rules.Observed], faults: Sequence[Fault]) -> None:
    visit.asked_count, visit.answered_count = done.asked, done.answered
    visit.failed_count = len(rules.faults(observed))
    visit.finding_count = len(faults)


def _keep_observations(visit: Visit, observed: Sequence[rules.Observed]) -> dict[int, Observation]:
    rows = [
        Observation(
            visit=visit,
            check_item_id=item.item_id,
            result=item.judgement.result,
            fault_count=item.judgement.fault_count,
            deducted_e2=item.judgement.deducted_e2,
            is_derived=item.is_derived,
            note=item.note.strip()[:500],
        )
        for item in observed
    ]
    return {row.check_item_id: row for row in Observation.objects.bulk_create(rows)}


def _keep_findings(
    visit: Visit, faults: Sequence[Fault], kept: Mapping[int, Observation], at: datetime
) -> list[Finding]:
    rows = [
        Finding(
            visit=visit,
            observation=kept[item_id] if item_id is not None else None,
            description=detail.description.strip(),
            category_code=detail.category_code,
            level=detail.level,
            is_fixed_on_spot=detail.is_fixed_on_spot,
            position=position,
        )
        for position, (item_id, detail) in enumerate(faults, start=1)
    ]
    findings = Finding.objects.bulk_create(rows)
    FindingPhoto.objects.bulk_create(
        FindingPhoto(finding=finding, photo=photos.keep(photo, at=at))
        for finding, (_item, detail) in zip(findings, faults, strict=True)
        for photo in detail.photos
    )
    return findings


def _told(visit: Visit, observed: Sequence[rules.Observed], findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "place_id": visit.place_id,
        "kind": visit.kind,
        "client_id": str(visit.client_id),
        "observed": [[item.item_id, item.judgement.result.value] for item in observed if not item.is_derived],
        "findings": [finding.description for finding in findings],
        "photos": [
            photo.original.sha256
            for finding in queries.findings_of(visit)
            for photo in (hung.photo for hung in finding.photos.all())
        ],
    }
