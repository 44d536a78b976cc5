"""检查: a visit that was made, with what was found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diebian.base import photos
from diebian.base.actions import record_event
from diebian.base.rows import insert_row, insert_rows
from diebian.inspections import queries, rules
from diebian.inspections.actions.answers import keep_latest
from diebian.inspections.actions.sent import Detail, NewVisit
from diebian.inspections.models import Finding, FindingPhoto, Observation, Visit
from diebian.inspections.problems import (
    FindingAtNothing,
    FindingWithoutDescription,
    NothingObserved,
    PlaceElsewhere,
    PlanWithdrawn,
    UnknownItem,
    VisitNotYours,
    VisitTaken,
    WrongAnswer,
)
from diebian.inspections.terms import Answer, Progress
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission
from diebian.places.models import Place
from diebian.standards.models import CheckItem
from diebian.standards.ready import MergedList
from diebian.standards.terms import Result


@dataclass(frozen=True)
class KeptFinding:
    """A fault that was kept, with its photographs."""

    finding: Finding
    photos: Sequence[FindingPhoto]


class Recorded(NamedTuple):
    """What ``record_visit`` came to. ``findings`` are those just kept: none of a visit that was here already."""

    visit: Visit
    is_new: bool
    findings: Sequence[KeptFinding] = ()


def record_visit(*, campaign: Campaign, new: NewVisit, by: User, at: datetime) -> Recorded:
    """Keep a visit with its observations, findings and photographs.

    Sent again under the same ``client_id`` it gives the visit kept before. Raises ``NotAllowed``,
    ``PlaceElsewhere``, ``NothingObserved``, ``UnknownItem``, ``WrongAnswer``, ``FindingWithoutDescription``,
    ``FindingAtNothing``, ``VisitNotYours``, ``VisitTaken``, ``PlanWithdrawn``.
    """
    inspector = _inspector(campaign, new, by, at)
    if kept := queries.visit_by_client_id(new.client_id):
        return Recorded(_own(kept, inspector), is_new=False)
    try:
        with transaction.atomic():
            return _record(campaign, new, by, at)
    except IntegrityError:  # sent twice at the same moment: the other one was first
        kept = queries.visit_by_client_id(new.client_id)
        if kept is None:
            raise
        return Recorded(_own(kept, inspector), is_new=False)


def _inspector(campaign: Campaign, new: NewVisit, by: User, at: datetime) -> User:
    """Who made the visit. Whoever brings in another's must be of those who plan them. Raises ``NotAllowed``."""
    if new.inspector is None or new.inspector == by:
        guards.require_any(by, Permission.VISIT_SUBMIT, campaign=campaign, at=at)
        return by
    guards.require(by, Permission.VISIT_PLAN, campaign=campaign, at=at)
    return new.inspector


def _own(visit: Visit, by: User) -> Visit:
    if visit.inspector_id != by.pk:
        raise VisitNotYours
    return visit


def _record(campaign: Campaign, new: NewVisit, by: User, at: datetime) -> Recorded:
    require_place(campaign, new.place)
    # An edition that came into force since the visit began changes nothing of it.
    answered = [answer.item_id for answer in new.answers]
    merged = queries.list_answered(new.place, at=min(new.started_at, at), item_ids=answered)
    lines = merged.lines
    observed = _observed(merged, new.answers)
    faults = _details(observed, merged.items, new)
    if not observed and not faults:
        raise NothingObserved
    visit = _visit(campaign, new, by, at)
    _count(visit, rules.progress(queries.asked(lines), observed), observed, faults)
    _save(visit)
    kept = _keep_observations(visit, observed, merged.items)
    keep_latest(visit, kept.values(), keys=merged.keys)
    findings = _keep_findings(visit, faults, kept, at)
    record_event(
        verb="visit.submitted",
        subject_kind="visit",
        subject_id=visit.pk,
        by=by,
        at=at,
        data=_told(visit, observed, findings),
    )
    return Recorded(visit, is_new=True, findings=findings)


def _save(visit: Visit) -> None:
    """Insert a visit that nobody had planned, or fill in the plan."""
    if visit._state.adding:
        insert_row(visit)
    else:
        visit.save()


def require_place(campaign: Campaign, place: Place) -> None:
    """Raises ``PlaceElsewhere`` for a place of another campaign."""
    if place.campaign_id != campaign.pk:
        raise PlaceElsewhere(place=place.name)


def _observed(merged: MergedList, answers: Sequence[Answer]) -> list[rules.Observed]:
    """The answers judged. Raises ``UnknownItem``, ``WrongAnswer``."""
    asked = queries.asked(merged.lines)
    given = {answer.item_id: answer for answer in answers}
    if given.keys() - rules.known_items(asked):
        raise UnknownItem
    items = merged.items
    for pk, answer in given.items():
        try:
            rules.judge(items[pk].rule, answer)
        except rules.AnswerFault as fault:
            raise WrongAnswer(item=items[pk].text, answer=str(fault)) from fault
    return rules.observe(asked, given, merged.links)


Fault = tuple[int | None, Detail]


def _details(
    observed: Sequence[rules.Observed], items: Mapping[int, CheckItem], new: NewVisit
) -> list[Fault]:
    """Every fault with what is told of it, those of the list first.

    Raises ``FindingWithoutDescription``, ``FindingAtNothing``.
    """
    one_by_one = _by_item(new.further)
    faults: list[Fault] = []
    for item in rules.faults(observed):
        given = one_by_one.pop(item.item_id, None) or [new.details.get(item.item_id, Detail())]
        faults += [(item.item_id, _filled(detail, items[item.item_id], item.note)) for detail in given]
    return faults + _others(one_by_one, observed, items)


def _by_item(further: Sequence[Detail]) -> dict[int | None, list[Detail]]:
    found: dict[int | None, list[Detail]] = {}
    for detail in further:
        found.setdefault(detail.item_id, []).append(detail)
    return found


def _others(
    told: Mapping[int | None, list[Detail]],
    observed: Sequence[rules.Observed],
    items: Mapping[int, CheckItem],
) -> list[Fault]:
    """Faults outside the list, and those at items that bear so many (two butts where three are allowed)."""
    passed = {item.item_id: item for item in observed if item.judgement.result == Result.PASSED}
    faults: list[Fault] = []
    for item_id, details in told.items():
        if item_id is None:
            faults += [(None, _described(detail)) for detail in details]
        elif item_id in passed:
            faults += [(item_id, _filled(detail, items[item_id], "")) for detail in details]
        else:
            raise FindingAtNothing(item=items[item_id].text if item_id in items else item_id)
    return faults


def _described(detail: Detail) -> Detail:
    if not detail.description.strip():
        raise FindingWithoutDescription
    return detail


def _filled(given: Detail, item: CheckItem, note: str) -> Detail:
    """What the inspector did not write follows from the item."""
    told = given.description.strip() or note.strip() or _("不符合：%(item)s") % {"item": item.text}
    return replace(given, description=told, category_code=given.category_code or item.category_code)


def _visit(campaign: Campaign, new: NewVisit, by: User, at: datetime) -> Visit:
    inspector = new.inspector or by
    planned = _planned(new.planned, inspector) if new.planned else None
    visit = planned or Visit(campaign=campaign, kind=new.kind, inspector=inspector)
    visit.place = new.place
    visit.supervision_unit = new.supervision_unit or visit.supervision_unit
    visit.client_id, visit.body_sha256 = new.client_id, new.body_sha256
    # A phone's clock may run ahead; nothing begins after it was submitted.
    visit.started_at = min(new.started_at, at)
    visit.submitted_at = at
    visit.finished_at = new.finished_at
    if new.position:
        visit.latitude, visit.longitude = new.position.latitude, new.position.longitude
        visit.accuracy_m, visit.located_at = new.position.accuracy_m, new.position.at
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


def _keep_observations(
    visit: Visit, observed: Sequence[rules.Observed], items: Mapping[int, CheckItem]
) -> dict[int, Observation]:
    rows = [
        Observation(
            visit=visit,
            check_item=items[item.item_id],
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
    visit: Visit, faults: Sequence[Fault], observed: Mapping[int, Observation], at: datetime
) -> list[KeptFinding]:
    rows = [
        Finding(
            visit=visit,
            observation=observed[item_id] if item_id is not None else None,
            description=detail.description.strip(),
            category_code=detail.category_code,
            level=detail.level,
            is_fixed_on_spot=detail.is_fixed_on_spot,
            position=position,
        )
        for position, (item_id, detail) in enumerate(faults, start=1)
    ]
    findings = [
        KeptFinding(finding, list(_photos(finding, detail, at)))
        for finding, (_item, detail) in zip(Finding.objects.bulk_create(rows), faults, strict=True)
    ]
    insert_rows([photo for kept in findings for photo in kept.photos])
    return findings


def _photos(finding: Finding, detail: Detail, at: datetime) -> Iterator[FindingPhoto]:
    for photo in detail.photos:
        yield FindingPhoto(finding=finding, photo=photos.keep(photo, at=at))
    for sent in detail.evidence:
        claim = sent.claim
        yield FindingPhoto(
            finding=finding,
            photo=sent.photo,
            stage=claim.stage,
            source=claim.source or "",
            taken_at=claim.taken_at,
            latitude=claim.latitude,
            longitude=claim.longitude,
            accuracy_m=claim.accuracy_m,
        )


def _told(
    visit: Visit, observed: Sequence[rules.Observed], findings: Sequence[KeptFinding]
) -> dict[str, Any]:
    return {
        "place_id": visit.place_id,
        "kind": visit.kind,
        "inspector_id": visit.inspector_id,
        "client_id": str(visit.client_id),
        "body_sha256": visit.body_sha256,
        "observed": [[item.item_id, item.judgement.result.value] for item in observed if not item.is_derived],
        "findings": [kept.finding.description for kept in findings],
        "photos": [hung.photo.original.sha256 for kept in findings for hung in kept.photos],
    }
