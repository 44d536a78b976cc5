"""Named reads of 时限申请: those of one case, those that wait for a decision, halts whose day of review has come."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.cases.models import Case, ClockRequest
from diebian.cases.terms import ClockAnswer
from diebian.people.models import Campaign

NEWEST = ("-id",)
ROW = (
    "id", "kind", "reason", "means", "until", "asked_at", "asked_by__display_name", "answer", "note", "granted_until",
    "decided_at", "decided_by__display_name", "due_before", "ended_at", "left_seconds",
    "case__number", "case__place_text", "case__description", "case__lead_unit__short_name",
)  # fmt: skip


def requests_in(campaign: Campaign) -> QuerySet[ClockRequest]:
    """All requests of a campaign, in no order yet."""
    return ClockRequest.objects.filter(campaign=campaign)


def waiting(requests: QuerySet[ClockRequest]) -> QuerySet[ClockRequest]:
    """Those that nobody has decided."""
    return requests.filter(answer="")


def standing(requests: QuerySet[ClockRequest]) -> QuerySet[ClockRequest]:
    """Approved halts that have not ended: the clocks that stand now (挂账、暂停)."""
    return requests.filter(answer=ClockAnswer.GRANTED, left_seconds__isnull=False, ended_at=None)


def to_review(requests: QuerySet[ClockRequest], *, on: date) -> QuerySet[ClockRequest]:
    """Standing clocks whose day of review has come (复核日期)."""
    return standing(requests).filter(granted_until__lte=on)


def request_page(requests: QuerySet[ClockRequest], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``ROW``), the newest first."""
    return page(requests.values(*ROW), order=NEWEST, after=after, size=size)


def requests_of(case: Case) -> list[dict[str, Any]]:
    """The requests of one case (``ROW``), the newest first."""
    return [dict(row) for row in ClockRequest.objects.filter(case=case).values(*ROW).order_by(*NEWEST)]


def request_in(campaign: Campaign, pk: int) -> ClockRequest:
    """One request with its case. Raises ``NotFound``."""
    found = requests_in(campaign).filter(pk=pk).select_related("case__campaign").order_by("pk").first()
    if found is None:
        raise NotFound(what=ClockRequest._meta.verbose_name)
    return found
