"""Named reads of the ledger: what a person may see, lists by filter, counts without counting, a case's story."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from diebian.base.models import Event, Photo
from diebian.base.paging import Page, page
from diebian.base.queries import events_of
from diebian.base.search import matching_ids
from diebian.cases import rules
from diebian.cases.models import Case, CaseDay, CaseHelper, CaseTally, Verification
from diebian.cases.problems import NoDeadline
from diebian.cases.rates import Period, conditions, due_in
from diebian.cases.terms import CaseState, Deadline, Life
from diebian.inspections.models import Visit
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, Unit
from diebian.people.queries import working_calendar
from diebian.people.rules import Reach
from diebian.reports.models import Report
from diebian.standards.queries import time_limit
from diebian.standards.terms import Stage

ALL_EVENTS = "E"
NEWEST = ("-number",)
SOONEST = ("due_at", "id")
ROW = (
    "id",
    "number",
    "source",
    "source_number",
    "place_text",
    "description",
    "category_code",
    "level",
    "state",
    "is_with_unit",
    "lead_unit_id",
    "lead_unit__short_name",
    "registered_at",
    "due_at",
    "rectified_at",
    "closed_at",
    "round",
    "rework_count",
)


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to; every field is one word of the address."""

    words: str = ""
    states: tuple[str, ...] = ()
    source: str = ""
    category_code: str = ""
    level: str = ""
    unit_ids: tuple[int, ...] = field(default_factory=tuple)
    special_task_id: int | None = None
    place_id: int | None = None
    is_late: bool = False
    is_due_soon: bool = False
    is_undispatched_late: bool = False
    is_open: bool | None = None
    registered_from: date | None = None
    registered_until: date | None = None
    due_from: date | None = None
    due_until: date | None = None
    # The rows behind a rate: a key of ``rates.conditions``.
    came_to: str = ""
    area_id: int | None = None


def visible_cases(campaign: Campaign, reach: Reach) -> QuerySet[Case]:
    """The cases within a person's reach: all, or those where one of his units leads or helps."""
    cases = Case.objects.filter(campaign=campaign)
    if reach.everything:
        return cases
    units = list(reach.unit_ids)
    helped = CaseHelper.objects.filter(case=OuterRef("pk"), unit__in=units)
    return cases.filter(Q(lead_unit__in=units) | Exists(helped))


def narrowed(cases: QuerySet[Case], wanted: CaseFilter, *, at: datetime) -> QuerySet[Case]:
    """The cases that ``wanted`` names, in no order yet."""
    cases = cases.filter(**_plain_conditions(wanted))
    if wanted.unit_ids:
        cases = cases.filter(lead_unit__in=wanted.unit_ids)
    if wanted.is_late:
        cases = cases.filter(is_with_unit=True, due_at__lt=at)
    if wanted.is_due_soon:
        cases = cases.filter(is_with_unit=True, due_at__range=(at, at + rules.DUE_SOON))
    if wanted.is_undispatched_late:
        cases = cases.filter(state__in=["registered", "returned"], dispatch_due_at__lt=at)
    cases = _behind_a_rate(cases, wanted, at)
    if (found := matching_ids("case", wanted.words)) is not None:
        cases = cases.filter(pk__in=found)
    return cases


def _behind_a_rate(cases: QuerySet[Case], wanted: CaseFilter, at: datetime) -> QuerySet[Case]:
    if wanted.due_from is None or wanted.due_until is None:
        return cases
    cases = due_in(cases, Period(wanted.due_from, wanted.due_until))
    condition = conditions(at).get(wanted.came_to)
    return cases if condition is None else cases.filter(condition)


def _plain_conditions(wanted: CaseFilter) -> Mapping[str, Any]:
    conditions = {
        "state__in": wanted.states,
        "source": wanted.source,
        "category_code": wanted.category_code,
        "level": wanted.level,
        "special_task_id": wanted.special_task_id,
        "place_id": wanted.place_id,
        "place__subdistrict_id": wanted.area_id,
        "registered_at__date__gte": wanted.registered_from,
        "registered_at__date__lte": wanted.registered_until,
    }
    chosen = {name: value for name, value in conditions.items() if value}
    return chosen if wanted.is_open is None else {**chosen, "is_open": wanted.is_open}


def case_page(
    cases: QuerySet[Case], *, order: tuple[str, ...] = NEWEST, after: str = "", size: int = 50
) -> Page:
    """One page of rows (``ROW``) of ``cases``; ``SOONEST`` shows only those with a running clock."""
    if order == SOONEST:
        cases = cases.filter(is_with_unit=True)
    return page(cases.values(*ROW), order=order, after=after, size=size)


def case_by_number(cases: QuerySet[Case], number: int) -> Case | None:
    """One case with what its page shows."""
    return (
        cases.filter(number=number)
        .select_related("campaign", "lead_unit", "special_task", "working_group")
        .order_by("pk")
        .first()
    )


def proposed_deadline(campaign: Campaign, *, category_code: str, level: str, at: datetime) -> Deadline:
    """By when a case given to a unit at ``at`` is to be put right: the limit in force for its category and level.

    A case without a category follows the limits common to all events. Raises ``NoDeadline`` when nothing fits.
    """
    day = at.astimezone(SHANGHAI).date()
    limit = time_limit(campaign, category_code or ALL_EVENTS, stage=Stage.HANDLING, on=day, level=level)
    if limit is None:
        raise NoDeadline
    calendar = working_calendar(campaign, at=at)
    return rules.deadline(
        at,
        amount=limit.amount,
        unit=limit.unit,
        source=f"{limit.category_code} {limit.source}",
        calendar=calendar,
    )


def story_of(case: Case) -> list[Event]:
    """Everything that happened to the case, oldest first."""
    return events_of(subject_kind="case", subject_id=case.pk)


def life_told_by_events(case: Case) -> Life:
    """What the case has become by its events alone; equals the row, or the row was tampered with."""
    return rules.replay((event.verb, event.data) for event in story_of(case))


def counts_by_state(campaign: Campaign, reach: Reach) -> dict[CaseState, int]:
    """How many cases are in each state, from the kept tallies; zero where there are none."""
    rows = _tallies(campaign, reach).values_list("state").annotate(total=Sum("count")).order_by("state")
    found = dict(rows)
    return {state: found.get(state, 0) for state in CaseState}


def counts_by_source(campaign: Campaign, reach: Reach) -> dict[str, dict[str, int]]:
    """Source → state → how many, from the kept tallies."""
    rows = _tallies(campaign, reach).values_list("source", "state").annotate(total=Sum("count"))
    found: dict[str, dict[str, int]] = {}
    for source, state, total in rows.order_by("source", "state"):
        found.setdefault(source, {})[state] = total
    return found


def counts_by_unit(campaign: Campaign, reach: Reach) -> dict[int, dict[str, int]]:
    """Lead unit → state → how many; unit 0 holds what no unit has yet."""
    rows = _tallies(campaign, reach).values_list("unit_id", "state").annotate(total=Sum("count"))
    found: dict[int, dict[str, int]] = {}
    for unit_id, state, total in rows.order_by("unit_id", "state"):
        found.setdefault(unit_id, {})[state] = total
    return found


def _tallies(campaign: Campaign, reach: Reach) -> QuerySet[CaseTally]:
    tallies = CaseTally.objects.filter(campaign=campaign)
    return tallies if reach.everything else tallies.filter(unit_id__in=reach.unit_ids)


def acts_by_day(campaign: Campaign, *, since: date, until: date) -> dict[tuple[date, str], int]:
    """(day, act) → how often, for the trend; ``until`` included."""
    rows = CaseDay.objects.filter(campaign=campaign, day__range=(since, until)).order_by("day", "act")
    return {(row.day, row.act): row.count for row in rows}


def late_count(campaign: Campaign, reach: Reach, *, at: datetime) -> int:
    """How many are late now: reads only cases whose clock runs, whatever the history."""
    return narrowed(visible_cases(campaign, reach), CaseFilter(is_late=True), at=at).count()


def due_soon_count(campaign: Campaign, reach: Reach, *, at: datetime) -> int:
    """How many fall due within a day."""
    return narrowed(visible_cases(campaign, reach), CaseFilter(is_due_soon=True), at=at).count()


@dataclass(frozen=True)
class Clocks:
    """How many cases of a unit are late, and how many fall due within a day."""

    late: int = 0
    soon: int = 0


def clocks_by_unit(campaign: Campaign, *, at: datetime) -> dict[int, Clocks]:
    """Lead unit → its running clocks that need it; units without such a case are left out."""
    running = Case.objects.filter(campaign=campaign, is_with_unit=True, due_at__lte=at + rules.DUE_SOON)
    rows = running.values_list("lead_unit_id").annotate(
        late=Count("id", filter=Q(due_at__lt=at)), soon=Count("id", filter=Q(due_at__gte=at))
    )
    return {unit_id: Clocks(late, soon) for unit_id, late, soon in rows.order_by("lead_unit_id")}


def open_counts(cases: QuerySet[Case]) -> dict[CaseState, int]:
    """How many of ``cases`` are in each state that is not yet an end: as long as the work, not as the history."""
    rows = cases.filter(is_open=True).values_list("state").annotate(total=Count("id")).order_by("state")
    found = dict(rows)
    return {state: found.get(state, 0) for state in CaseState}


def sent_back(cases: QuerySet[Case], *, limit: int) -> list[dict[str, Any]]:
    """The first due of ``cases`` that failed their verification or were reopened, with what was said of it."""
    said = Verification.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), is_passed=False).values(
        "reason"
    )
    rows = cases.filter(state=CaseState.REWORK).values(*ROW).annotate(reason=Subquery(said))
    return [dict(row) for row in rows.order_by(*SOONEST)[:limit]]


def registered_since(campaign: Campaign, since: datetime) -> dict[str, int]:
    """Source → how many cases came in from ``since`` on."""
    fresh = Case.objects.filter(campaign=campaign, registered_at__gte=since)
    return dict(fresh.values_list("source").annotate(total=Count("id")).order_by("source"))


def units_with_names(campaign: Campaign) -> dict[int, str]:
    """Unit → short name, for lists and charts."""
    return dict(
        Unit.objects.filter(campaign=campaign)
        .order_by("official_order", "id")
        .values_list("id", "short_name")
    )


def cases_of_visit(visit: Visit) -> list[Case]:
    """The cases opened from a visit's findings, in the order they were found."""
    found = Case.objects.filter(finding__visit=visit).select_related("lead_unit", "finding")
    return list(found.order_by("finding__position", "id"))


def case_of_report(report: Report) -> Case | None:
    """The case made of a citizen's report."""
    return Case.objects.filter(report=report).select_related("lead_unit").order_by("id").first()


def shows_photo(cases: QuerySet[Case], photo: Photo) -> bool:
    """Whether the photograph hangs on one of ``cases``."""
    return cases.filter(Q(photos__photo=photo) | Q(parts__photos=photo)).exists()
