"""Named reads of 提示: those of one case, those that wait for a person, what is to be photographed again, and by whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.cases.models import Case, CasePhoto, EvidenceFlag
from diebian.cases.queries import visible_cases
from diebian.cases.terms import CaseState, FlagDecision, PhotoStage
from diebian.inspections.models import Visit
from diebian.people.models import Campaign, User
from diebian.people.queries import reach
from diebian.people.terms import Permission

NEWEST = ("-id",)
ROW = (
    "id", "kind", "facts", "raised_at", "looked_at", "decision", "note", "looked_by_id", "looked_by__display_name",
    "case_photo__stage", "case_photo__round", "case_photo__photo_id", "case_photo__case_id",
    "case_photo__case__number", "case_photo__case__place_text", "retaken_at",
    "case_photo__case__finding_id",
)  # fmt: skip
# What those who take it again are told: what is wanted and why, not who asked nor who took it.
RETAKE_ROW = (
    "id", "kind", "note", "looked_at", "case_photo_id", "case_photo__photo_id", "case_photo__stage",
    "case_photo__round", "case_photo__case_id", "case_photo__case__number", "case_photo__case__description",
    "case_photo__case__place_text",
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


def flags_of_visit(visit: Visit) -> list[dict[str, Any]]:
    """The hints about the photographs of a visit (``ROW``), the newest first."""
    rows = EvidenceFlag.objects.filter(case_photo__case__finding__visit=visit, case_photo__round=0)
    return list(rows.values(*ROW).order_by("-id"))


def unchecked_of_visit(visit: Visit) -> set[int]:
    """The photographs of a visit that were not looked over yet."""
    hung = CasePhoto.objects.filter(case__finding__visit=visit, round=0, checked_at=None)
    return set(hung.order_by("pk").values_list("photo_id", flat=True))


def waiting_count(campaign: Campaign) -> int:
    """How many hints nobody has looked at: as many rows as there is work."""
    return flags_in(campaign, only_waiting=True).count()


def unchecked_count(campaign: Campaign) -> int:
    """How many photographs of cases wait to be looked over: a few, or those of some seconds."""
    return CasePhoto.objects.filter(checked_at=None, case__campaign=campaign).count()


def flag_in(campaign: Campaign, pk: int) -> EvidenceFlag:
    """One hint with its case. Raises ``NotFound``."""
    related = ("campaign", "case_photo__photo", "case_photo__case__finding__visit")
    found = flags_in(campaign).filter(pk=pk).select_related(*related).order_by("pk").first()
    if found is None:
        raise NotFound(what=EvidenceFlag._meta.verbose_name)
    return found


def numbers_in(cases: QuerySet[Case], rows: Iterable[dict[str, Any]]) -> dict[int, int]:
    """Key → number of those of ``cases`` that the facts of ``rows`` speak of."""
    ids = {use["case_id"] for row in rows for use in row["facts"].get("uses", ())}
    found = cases.filter(pk__in=ids).order_by("pk") if ids else cases.none()
    return dict(found.values_list("pk", "number"))


def wanted_retakes(campaign: Campaign) -> QuerySet[EvidenceFlag]:
    """要求重拍 of a campaign that nobody has answered yet, in no order; those of cancelled cases ask for nothing more."""
    wanted = EvidenceFlag.objects.filter(
        campaign=campaign, decision=FlagDecision.RETAKE, retaken_at__isnull=True
    )
    return wanted.exclude(case_photo__case__state=CaseState.CANCELLED)


def open_retakes(campaign: Campaign, *, user: User, at: datetime) -> QuerySet[EvidenceFlag]:
    """要求重拍 that this person may answer now, in no order (``evidence_rules.retaker`` in SQL).

    What his units handed in, and what he himself photographed when he found it. Show ``RETAKE_ROW`` of them: the unit
    must not learn who made a secret visit.
    """
    wanted = wanted_retakes(campaign).exclude(case_photo__stage=PhotoStage.CHECK)
    mine = Q(pk__in=[])
    if within := reach(user, campaign, Permission.CASE_RECTIFY, at=at):
        mine |= Q(case_photo__round__gt=0, case_photo__case__in=visible_cases(campaign, within).values("pk"))
    if reach(user, campaign, Permission.VISIT_SUBMIT, at=at):
        mine |= Q(case_photo__round=0, case_photo__case__finding__visit__inspector=user)
    return wanted.filter(mine)


def retake_for(user: User, campaign: Campaign, pk: int, *, at: datetime) -> EvidenceFlag:
    """One that this person may answer, or has answered. Raises ``NotFound``."""
    flag = flag_in(campaign, pk)
    if flag.retaken_by_id != user.pk and not open_retakes(campaign, user=user, at=at).filter(pk=pk).exists():
        raise NotFound(what=EvidenceFlag._meta.verbose_name)
    return flag


def retake_page(wanted: QuerySet[EvidenceFlag], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``RETAKE_ROW``), the newest first."""
    return page(wanted.values(*RETAKE_ROW), order=NEWEST, after=after, size=size)
