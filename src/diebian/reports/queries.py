"""Named reads: reports by state and words, one report with its photographs, a report by the code of its sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from diebian.base.models import Photo
from diebian.base.paging import Page, page
from diebian.base.problems import NotFound
from diebian.base.search import matching_ids
from diebian.people.models import Campaign
from diebian.reports.models import Report
from diebian.reports.rules import FollowCode, is_right_token
from diebian.reports.terms import ReportSource

SEARCH_KIND = "report"
LOOK_UP_AT_ONCE = 500
NEWEST = ("-number", "-id")
# No contact data: a list has no need of them.
ROW = (
    "id", "number", "source", "source_number", "topic", "subject", "place_text", "category_code", "state",
    "reported_at", "verified_at", "reason", "merged_into__number",
)  # fmt: skip


@dataclass(frozen=True)
class ReportFilter:
    """What a list of reports is narrowed to; an empty value narrows nothing."""

    words: str = ""
    state: str = ""
    topic: str = ""
    source: str = ""
    reported_from: date | None = None
    reported_until: date | None = None


def reports(campaign: Campaign) -> QuerySet[Report]:
    """The campaign's reports, in no order yet."""
    return Report.objects.filter(campaign=campaign)


def narrowed(found: QuerySet[Report], wanted: ReportFilter) -> QuerySet[Report]:
    """Those of ``found`` that the filter lets through. Words are looked for in number, text and place, not in names."""
    conditions = {
        "state": wanted.state,
        "topic": wanted.topic,
        "source": wanted.source,
        "reported_at__date__gte": wanted.reported_from,
        "reported_at__date__lte": wanted.reported_until,
    }
    found = found.filter(**{name: value for name, value in conditions.items() if value})
    matching = matching_ids(SEARCH_KIND, wanted.words)
    return found if matching is None else found.filter(pk__in=matching)


def report_page(found: QuerySet[Report], *, after: str = "", size: int = 50) -> Page:
    """One page of rows (``ROW``), newest first. One query."""
    return page(found.values(*ROW), order=NEWEST, after=after, size=size)


def report_numbered(campaign: Campaign, number: int) -> Report:
    """One report with what its page shows. Raises ``NotFound``."""
    found = _one(reports(campaign).filter(number=number))
    if found is None:
        raise NotFound(what=Report._meta.verbose_name)
    return found


def followed(campaign: Campaign, code: FollowCode | None) -> Report | None:
    """The report whose sender knows ``code``; a wrong number and a wrong token look the same."""
    if code is None:
        return None
    found = _one(reports(campaign).filter(number=code.number))
    return found if found and is_right_token(code.token, found.token) else None


def _one(found: QuerySet[Report]) -> Report | None:
    return found.select_related("campaign", "verified_by", "merged_into").order_by("pk").first()


def photos_of(report: Report) -> list[Photo]:
    """The photographs that came with it."""
    return [hung.photo for hung in report.photos.select_related("photo").order_by("id")]


def merged_reports(report: Report) -> list[dict[str, Any]]:
    """What was merged into this report, oldest first."""
    return [
        dict(row) for row in report.merged.order_by("number", "id").values("number", "subject", "reported_at")
    ]


def shows_photo(found: QuerySet[Report], photo: Photo) -> bool:
    """Whether the photograph hangs on one of these reports."""
    return found.filter(photos__photo=photo).exists()


def known_source_numbers(campaign: Campaign, numbers: Sequence[str]) -> set[str]:
    """Which of these numbers of another platform were imported before."""
    known: set[str] = set()
    imported = reports(campaign).filter(source=ReportSource.IMPORT)
    for start in range(0, len(numbers), LOOK_UP_AT_ONCE):
        some = numbers[start : start + LOOK_UP_AT_ONCE]
        known.update(
            imported.filter(source_number__in=some).order_by("id").values_list("source_number", flat=True)
        )
    return known
