"""Named reads of 提示: those of one case, those that wait for a person, the cases that their facts speak of."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.cases.models import Case, CasePhoto, EvidenceFlag
from diebian.people.models import Campaign

NEWEST = ("-id",)
ROW = (
    "id", "kind", "facts", "raised_at", "looked_at", "decision", "note", "looked_by_id", "looked_by__display_name",
    "case_photo__stage", "case_photo__round", "case_photo__photo_id", "case_photo__case_id",
    "case_photo__case__number", "case_photo__case__place_text",
)  # fmt: skip


def flags_in(campaign: Campaign, *, only_waiting: bool = False) -> QuerySet[EvidenceFlag]:
    """The hints of a campaign, in no order yet."""
    flags = EvidenceFlag.objects.filter(campaign=campaign)
    return flags.filter(looked_at=None) if only_waiting else flags


def flag_page(flags: QuerySet[EvidenceFlag], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``ROW``), the newest first."""
    return page(flags.values(*ROW), order=NEWEST, after=after, size=size)


def flags_of(case: Case) -> list[dict[str, Any]]:
    """The hints of one case (``ROW``), those that wait first, then the newest."""
    rows = EvidenceFlag.objects.filter(case_photo__case=case).values(*ROW).order_by("-id")
    return sorted(rows, key=lambda row: row["looked_at"] is not None)


def waiting_count(campaign: Campaign) -> int:
    """How many hints nobody has looked at: as many rows as there is work."""
    return flags_in(campaign, only_waiting=True).count()


def unchecked_count(campaign: Campaign) -> int:
    """How many photographs of cases wait to be looked over: a few, or those of some seconds."""
    return CasePhoto.objects.filter(checked_at=None, case__campaign=campaign).count()


def flag_in(campaign: Campaign, pk: int) -> EvidenceFlag:
    """One hint with its case. Raises ``NotFound``."""
    found = (
        flags_in(campaign).filter(pk=pk).select_related("campaign", "case_photo__case").order_by("pk").first()
    )
    if found is None:
        raise NotFound(what=EvidenceFlag._meta.verbose_name)
    return found


def numbers_in(cases: QuerySet[Case], rows: Iterable[dict[str, Any]]) -> dict[int, int]:
    """Key → number of those of ``cases`` that the facts of ``rows`` speak of."""
    ids = {use["case_id"] for row in rows for use in row["facts"].get("uses", ())}
    found = cases.filter(pk__in=ids).order_by("pk") if ids else cases.none()
    return dict(found.values_list("pk", "number"))
