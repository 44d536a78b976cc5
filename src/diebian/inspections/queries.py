"""Named reads: the check list as rules need it, visits that a person may see, one visit with all it holds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When

from diebian.base.models import Photo
from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.base.rows import read_rows
from diebian.inspections.models import Finding, FindingPhoto, Observation, RivalVisit, Visit
from diebian.inspections.rules import Asked
from diebian.inspections.terms import VisitKind
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, Grant, Unit, User
from diebian.people.queries import held_roles, policy, reach, units_of
from diebian.people.rules import Reach
from diebian.people.terms import Permission, UnitKind
from diebian.places.models import Place
from diebian.standards import ready
from diebian.standards.models import CheckItem
from diebian.standards.queries import editions_asked, merged_list
from diebian.standards.ready import CheckLine, MergedList

GROUPS = (UnitKind.JOINT_SUPERVISION, UnitKind.SPECIAL_SUPERVISION)
NEWEST = ("-submitted_at", "-id")
ROW = (
    "id", "kind", "submitted_at", "place_id", "place__name", "place__number", "place__place_type__name",
    "inspector_id", "inspector__display_name", "supervision_unit__short_name",
    "asked_count", "answered_count", "failed_count", "finding_count",
)  # fmt: skip

NEWEST_RIVAL = ("-received_at", "-id")
RIVAL = (
    "id", "received_at", "first_id", "first__place__name", "sent_by__display_name", "settlement", "settled_at", "reason",
)  # fmt: skip
NEWEST_PLAN = ("-planned_at", "-id")
PLAN = (
    "id", "kind", "planned_at", "planned_for", "planned_until", "plan_note", "submitted_at", "withdrawn_at",
    "withdraw_reason", "place_id", "place__name", "place__place_type__name", "inspector__display_name",
    "planned_by__display_name",
)  # fmt: skip


@dataclass(frozen=True)
class Viewer:
    """Who looks: everything or his own and his group's; planned secret visits of others only with ``sees_secrets``."""

    user_id: int
    group_ids: frozenset[int]
    sees_all: bool
    sees_secrets: bool


@dataclass(frozen=True)
class VisitFilter:
    """What a list of visits is narrowed to; an empty value narrows nothing."""

    kind: str = ""
    place_id: int | None = None
    submitted_from: date | None = None
    submitted_until: date | None = None
    only_with_findings: bool = False


def viewer(user: User, campaign: Campaign, *, at: datetime) -> Viewer:
    """What ``user`` may see of visits now."""
    groups = {held.unit_id for held in held_roles(user, campaign, at=at) if held.unit_id is not None}
    return Viewer(
        user_id=user.pk,
        group_ids=frozenset(groups),
        sees_all=_reach(user, campaign, Permission.VISIT_VIEW, at).everything,
        sees_secrets=_reach(user, campaign, Permission.VISIT_PLAN, at).everything,
    )


def _reach(user: User, campaign: Campaign, permission: Permission, at: datetime) -> Reach:
    return reach(user, campaign, permission, at=at)


def visible_visits(campaign: Campaign, looking: Viewer) -> QuerySet[Visit]:
    """The visits that a person may see, in no order yet. A planned secret visit is its group's and the office's alone."""
    visits = Visit.objects.filter(campaign=campaign)
    if not looking.sees_all:
        return visits.filter(_own(looking))
    if looking.sees_secrets:
        return visits
    return visits.filter(_own(looking) | Q(submitted_at__isnull=False) | ~Q(kind=VisitKind.SECRET))


def _own(looking: Viewer) -> Q:
    return Q(inspector=looking.user_id) | Q(supervision_unit__in=list(looking.group_ids))


def hidden_plans(campaign: Campaign, looking: Viewer) -> QuerySet[Visit]:
    """Secret visits not yet made, of whatever campaign, that a person must not learn of; in no order.

    Those that are no ``visible_visits``, told without these: every sync asks this, and they are many, the plans few.
    """
    plans = Visit.objects.filter(kind=VisitKind.SECRET, submitted_at=None)
    sees_theirs = looking.sees_all and looking.sees_secrets
    return plans.exclude(Q(campaign=campaign) if sees_theirs else Q(campaign=campaign) & _own(looking))


def visit_page(visits: QuerySet[Visit], wanted: VisitFilter, *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``ROW``) of visits made, newest first."""
    conditions = {
        "kind": wanted.kind,
        "place": wanted.place_id,
        "submitted_at__date__gte": wanted.submitted_from,
        "submitted_at__date__lte": wanted.submitted_until,
        "finding_count__gt": 0 if wanted.only_with_findings else None,
    }
    chosen = {name: value for name, value in conditions.items() if value not in ("", None)}
    made = visits.filter(submitted_at__isnull=False, **chosen)
    return page(made.values(*ROW), order=NEWEST, after=after, size=size)


def planned_visits(visits: QuerySet[Visit], *, first: User | None = None) -> QuerySet[Visit]:
    """Visits still to be made: those of ``first`` before the others, then by day, the oldest plan first."""
    whose = Case(When(inspector=first, then=0), default=1) if first else Value(0)
    return (
        visits.filter(submitted_at=None, withdrawn_at=None)
        .select_related("place__place_type", "inspector")
        .order_by(whose, F("planned_for").asc(nulls_last=True), "planned_at", "place_id", "id")
    )


def plan_page(visits: QuerySet[Visit], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``PLAN``) of everything that was planned, newest plan first, whatever became of it."""
    planned = visits.filter(planned_at__isnull=False)
    return page(planned.values(*PLAN), order=NEWEST_PLAN, after=after, size=size)


def plans_of_key(campaign: Campaign, key: str) -> list[Visit]:
    """The plans that were sent under this key."""
    return list(Visit.objects.filter(campaign=campaign, plan_key=key).exclude(plan_key="").order_by("pk"))


def plan_to_carry_out(pk: int | None, *, place: Place, inspector: User) -> Visit | None:
    """The inspector's own plan for that place, carried out already or not; None for one that was taken back."""
    if pk is None:
        return None
    plans = Visit.objects.filter(planned_at__isnull=False, withdrawn_at=None, inspector=inspector)
    return plans.filter(pk=pk, place=place).select_related("campaign").order_by("pk").first()


def supervision_group(user: User, campaign: Campaign, *, at: datetime) -> Unit | None:
    """The supervision group that an inspector belongs to."""
    held = [role.unit_id for role in held_roles(user, campaign, at=at) if role.unit_id is not None]
    if not held:
        return None
    return units_of(campaign, *GROUPS).filter(pk__in=held).first()


def rival_page(campaign: Campaign, *, is_settled: bool, after: str = "", size: int = 50) -> Page:
    """One page of rows (``RIVAL``) of bodies that came second, newest first."""
    found = RivalVisit.objects.filter(campaign=campaign)
    found = found.exclude(settlement="") if is_settled else found.filter(settlement="")
    return page(found.values(*RIVAL), order=NEWEST_RIVAL, after=after, size=size)


def has_rivals(campaign: Campaign) -> bool:
    """Whether any body waits for a person to settle it."""
    return RivalVisit.objects.filter(campaign=campaign, settlement="").exists()


def rival(campaign: Campaign, pk: int) -> RivalVisit:
    """One body that came second, with the visit that came first. Raises ``NotFound``."""
    related = (
        "campaign",
        "first__place__place_type",
        "first__inspector",
        "sent_by",
        "recorded_as",
        "settled_by",
    )
    found = (
        RivalVisit.objects.filter(campaign=campaign, pk=pk).select_related(*related).order_by("pk").first()
    )
    if found is None:
        raise NotFound(what=RivalVisit._meta.verbose_name)
    return found


def rival_shows_photo(campaign: Campaign, photo: Photo) -> bool:
    """Whether the photograph came with a body that came second."""
    return RivalVisit.objects.filter(campaign=campaign, photos=photo).exists()


def inspectors(campaign: Campaign, *, at: datetime) -> list[User]:
    """Everybody who may submit visits now, by name. One query."""
    day = at.astimezone(SHANGHAI).date()
    roles = [role for role, rights in policy().items() if Permission.VISIT_SUBMIT in rights]
    now = Q(granted_from=None) | Q(granted_from__lte=day)
    valid = Grant.objects.filter(now, campaign=campaign, role__in=roles)
    valid = valid.filter(Q(granted_until=None) | Q(granted_until__gt=day))
    users = User.objects.filter(pk__in=valid.values("user"), is_active=True)
    return list(users.order_by("display_name", "pk"))


def visit_in(visits: QuerySet[Visit], pk: int) -> Visit:
    """One of ``visits`` with its place and people. Raises ``NotFound``."""
    related = ("campaign", "place__place_type", "inspector", "supervision_unit")
    found = visits.filter(pk=pk).select_related(*related).order_by("pk").first()
    if found is None:
        raise NotFound(what=Visit._meta.verbose_name)
    return found


def visit_by_client_id(client_id: UUID) -> Visit | None:
    """The visit that was sent under this id."""
    return next(iter(read_rows(Visit, "client_id = %s", [client_id])), None)


def visits_to(place: Place, visits: QuerySet[Visit], *, limit: int = 10) -> list[Visit]:
    """The newest visits made to a place."""
    made = visits.filter(place=place, submitted_at__isnull=False).select_related("inspector")
    return list(made.order_by(*NEWEST)[:limit])


def observations_of(visit: Visit) -> list[Observation]:
    """Every item of a visit with its standard, in the order it was asked."""
    rows = Observation.objects.filter(visit=visit).select_related("check_item__edition__framework")
    return list(rows.order_by("id"))


def findings_of(visit: Visit) -> list[Finding]:
    """The faults of a visit with their photographs."""
    pictures = Prefetch("photos", FindingPhoto.objects.select_related("photo").order_by("id"))
    rows = Finding.objects.filter(visit=visit).select_related("observation__check_item")
    return list(rows.prefetch_related(pictures).order_by("position", "id"))


def shows_photo(visits: QuerySet[Visit], photo: Photo) -> bool:
    """Whether the photograph hangs on one of ``visits``."""
    return FindingPhoto.objects.filter(photo=photo, finding__visit__in=visits).exists()


def is_of_secret_visit_beyond(visits: QuerySet[Visit], photo: Photo) -> bool:
    """Whether the photograph was taken at a secret visit that is none of ``visits``."""
    secret = FindingPhoto.objects.filter(photo=photo, finding__visit__kind=VisitKind.SECRET)
    return secret.exclude(finding__visit__in=visits.values("pk")).exists()


def check_lines(place: Place, *, at: datetime) -> list[CheckLine]:
    """The check list of a place today, from all standards in force. Place types without items give an empty list."""
    return list(list_at(place, at=at).lines)


def list_at(place: Place, *, at: datetime) -> MergedList:
    """The same list with the links of the crosswalk between its items."""
    return merged_list(place.campaign, place.place_type.code, on=at.astimezone(SHANGHAI).date())


def list_answered(place: Place, *, at: datetime, item_ids: Collection[int]) -> MergedList:
    """The list that a visit answered: that of the day it began, or the earlier one that its phone still held."""
    found = list_at(place, at=at)
    if found.items.keys() >= set(item_ids):
        return found
    day = at.astimezone(SHANGHAI).date()
    return ready.merged_list(editions_asked(place.campaign, on=day, item_ids=item_ids), place.place_type.code)


def asked(lines: Iterable[CheckLine]) -> tuple[Asked, ...]:
    """The list as rules need it."""
    return tuple(
        Asked(
            item_id=line.item.pk,
            rule=line.item.rule,
            also=tuple((item.pk, item.rule) for item in line.also),
            if_failed=asked(line.if_failed),
        )
        for line in lines
    )


def items_by_id(lines: Sequence[CheckLine]) -> dict[int, CheckItem]:
    """Every item in the list, at any depth, counterparts included."""
    found: dict[int, CheckItem] = {}
    for line in lines:
        found |= {item.pk: item for item in (line.item, *line.also)} | items_by_id(line.if_failed)
    return found
