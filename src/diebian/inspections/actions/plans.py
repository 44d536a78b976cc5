"""安排检查: who visits which places in which days. A plan is carried out, or withdrawn with a reason; never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from diebian.base.actions import NewEvent, record_events
from diebian.inspections import queries
from diebian.inspections.actions.visits import require_place
from diebian.inspections.models import Visit
from diebian.inspections.problems import (
    InspectorMayNot,
    NoPlaces,
    PlanKeyTaken,
    PlanReasonMissing,
    VisitTaken,
    WrongDays,
)
from diebian.inspections.terms import VisitKind
from diebian.people import guards
from diebian.people.models import Campaign, Unit, User
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.places.models import Place


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """One inspector's task: these places, on these days (None: at any time). ``key``: sent twice it is one plan."""

    places: Sequence[Place]
    inspector: User
    kind: VisitKind = VisitKind.OPEN
    supervision_unit: Unit | None = None
    planned_for: date | None = None
    planned_until: date | None = None
    note: str = ""
    key: str = ""


def plan_visits(*, campaign: Campaign, new: NewPlan, by: User, at: datetime) -> list[Visit]:
    """Give an inspector places to visit, all or none; sent again (same ``key``) it gives the plans made before.

    Raises ``NotAllowed``, ``NoPlaces``, ``PlaceElsewhere``, ``InspectorMayNot``, ``WrongDays``, and ``PlanKeyTaken``
    when something else was planned under that key: a form gone back to and changed must not be taken for the old one.
    """
    guards.require(by, Permission.VISIT_PLAN, campaign=campaign, at=at)
    if made := _made_before(campaign, new):
        return made
    _check(campaign, new, at)
    try:
        with transaction.atomic():
            return _planned(campaign, new, by, at)
    except IntegrityError:  # sent twice at the same moment: the other one was first
        if made := _made_before(campaign, new):
            return made
        raise


def _made_before(campaign: Campaign, new: NewPlan) -> list[Visit]:
    """The plans of that key, if any. Raises ``PlanKeyTaken``."""
    made = queries.plans_of_key(campaign, new.key)
    asked = {(place.pk, *_terms(new, new.inspector.pk, new.note.strip()[:200])) for place in new.places}
    if made and asked != {(plan.place_id, *_terms(plan, plan.inspector_id, plan.plan_note)) for plan in made}:
        raise PlanKeyTaken
    return made


def _terms(plan: NewPlan | Visit, inspector_id: int, note: str) -> tuple[object, ...]:
    return inspector_id, str(plan.kind), plan.planned_for, plan.planned_until, note


def plan_visit(
    *,
    campaign: Campaign,
    place: Place,
    inspector: User,
    by: User,
    at: datetime,
    kind: VisitKind = VisitKind.OPEN,
    supervision_unit: Unit | None = None,
) -> Visit:
    """Give an inspector one place to visit. Raises as ``plan_visits``."""
    new = NewPlan(places=[place], inspector=inspector, kind=kind, supervision_unit=supervision_unit)
    return plan_visits(campaign=campaign, new=new, by=by, at=at)[0]


def _check(campaign: Campaign, new: NewPlan, at: datetime) -> None:
    if not new.places:
        raise NoPlaces
    for place in new.places:
        require_place(campaign, place)
    if not reach(new.inspector, campaign, Permission.VISIT_SUBMIT, at=at):
        raise InspectorMayNot(inspector=str(new.inspector))
    if new.planned_for and new.planned_until and new.planned_until < new.planned_for:
        raise WrongDays


def _planned(campaign: Campaign, new: NewPlan, by: User, at: datetime) -> list[Visit]:
    plans = [
        Visit.objects.create(
            campaign=campaign,
            place=place,
            kind=new.kind,
            inspector=new.inspector,
            supervision_unit=new.supervision_unit,
            planned_at=at,
            planned_by=by,
            planned_for=new.planned_for,
            planned_until=new.planned_until,
            plan_note=new.note.strip()[:200],
            plan_key=new.key,
        )
        for place in dict.fromkeys(new.places)
    ]
    record_events([NewEvent("visit.planned", "visit", plan.pk, by, at, _told(plan)) for plan in plans])
    return plans


def _told(plan: Visit) -> dict[str, object]:
    return {
        "place_id": plan.place_id,
        "kind": VisitKind(plan.kind).value,
        "inspector_id": plan.inspector_id,
        "planned_for": plan.planned_for and plan.planned_for.isoformat(),
        "planned_until": plan.planned_until and plan.planned_until.isoformat(),
    }


@transaction.atomic
def withdraw_plan(*, plan: Visit, reason: str, by: User, at: datetime) -> Visit:
    """撤回安排: the place need not be visited after all; the plan stays to be read.

    Raises ``NotAllowed``, ``PlanReasonMissing``, ``VisitTaken`` when it was carried out meanwhile.
    """
    guards.require(by, Permission.VISIT_PLAN, campaign=plan.campaign, at=at)
    if not reason.strip():
        raise PlanReasonMissing
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.submitted_at is not None:
        raise VisitTaken
    if locked.withdrawn_at is None:
        locked.withdrawn_at, locked.withdrawn_by = at, by
        locked.withdraw_reason = reason.strip()[:200]
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        told = {"reason": locked.withdraw_reason}
        record_events([NewEvent("visit.withdrawn", "visit", locked.pk, by, at, told)])
    return locked
