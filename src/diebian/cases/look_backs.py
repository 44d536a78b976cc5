"""Named reads of 回头看: those of one case, the list with what became of each, one to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.cases.models import Case, CasePhoto, LookBack
from diebian.cases.terms import LookBackResult
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, User

NEWEST = ("-id",)
WAITING, LATE = "waiting", "late"
ROW = (
    "id", "due_on", "asked_at", "looked_at", "result", "note", "inspector_id", "inspector__display_name", "case_id",
    "case__number", "case__place_text", "case__description", "case__state", "case__lead_unit__short_name",
)  # fmt: skip


@dataclass(frozen=True)
class LookBackFilter:
    """What the list is narrowed to: ``waiting``, ``late`` or a result; those of one inspector."""

    state: str = ""
    inspector: User | None = None


def look_backs_in(campaign: Campaign, wanted: LookBackFilter, *, at: datetime) -> QuerySet[LookBack]:
    """The look-backs of a campaign that ``wanted`` names, in no order yet."""
    found = LookBack.objects.filter(campaign=campaign, **_conditions(wanted.state, at))
    return found.filter(inspector=wanted.inspector) if wanted.inspector else found


def _conditions(state: str, at: datetime) -> Mapping[str, Any]:
    if state == WAITING:
        return {"looked_at": None}
    if state == LATE:
        return {"looked_at": None, "due_on__lt": at.astimezone(SHANGHAI).date()}
    return {"result": state} if state in LookBackResult.values else {}


def look_back_page(look_backs: QuerySet[LookBack], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``ROW``), the newest first."""
    return page(look_backs.values(*ROW), order=NEWEST, after=after, size=size)


def look_backs_of(case: Case, *, with_waiting: bool) -> list[LookBack]:
    """The look-backs of a case with their photographs, the newest first; those still to be made are not announced."""
    shown = Prefetch("photos", CasePhoto.objects.select_related("photo__display").order_by("id"))
    found = LookBack.objects.filter(case=case).select_related("inspector", "asked_by").prefetch_related(shown)
    if not with_waiting:
        found = found.filter(looked_at__isnull=False)
    return list(found.order_by("-id"))


def look_back_in(campaign: Campaign, pk: int) -> LookBack:
    """One with its case. Raises ``NotFound``."""
    rows = LookBack.objects.filter(campaign=campaign, pk=pk).select_related("case__campaign", "inspector")
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound(what=LookBack._meta.verbose_name)
    return found
