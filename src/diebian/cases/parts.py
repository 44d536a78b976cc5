"""Named reads of 分工: those of one case, and what waits for a helping unit."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.cases.models import Case, CasePart
from diebian.people.models import Campaign

SOONEST = ("due_at", "id")
ROW = (
    "id", "task", "state", "given_at", "due_at", "note", "unit_id", "unit__short_name", "case__number", "case__place_text",
    "case__lead_unit__short_name",
)  # fmt: skip


def parts_of(case: Case) -> list[CasePart]:
    """The parts of a case, those still to be done first, with their people and photographs."""
    found = case.parts.select_related("unit", "given_by", "answered_by").prefetch_related("photos")
    return list(found.order_by("-is_open", "-id"))


def open_parts(campaign: Campaign, unit_ids: Collection[int] | None = None) -> QuerySet[CasePart]:
    """Parts still to be done: all, or those of some units."""
    parts = CasePart.objects.filter(campaign=campaign, is_open=True)
    return parts if unit_ids is None else parts.filter(unit__in=unit_ids)


def part_page(parts: QuerySet[CasePart], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``ROW``), the first due first."""
    return page(parts.values(*ROW), order=SOONEST, after=after, size=size)


def first_parts(parts: QuerySet[CasePart], *, limit: int) -> list[dict[str, Any]]:
    """The first due of these parts (``ROW``)."""
    return [dict(row) for row in parts.values(*ROW).order_by(*SOONEST)[:limit]]


def late_parts(parts: QuerySet[CasePart], *, at: datetime) -> QuerySet[CasePart]:
    """Those whose time is up."""
    return parts.filter(due_at__lt=at)


def part_in(campaign: Campaign, pk: int) -> CasePart:
    """One part with its case. Raises ``NotFound``."""
    related = ("case__campaign", "unit", "campaign")
    found = CasePart.objects.filter(campaign=campaign, pk=pk).select_related(*related).order_by("pk").first()
    if found is None:
        raise NotFound(what=CasePart._meta.verbose_name)
    return found
