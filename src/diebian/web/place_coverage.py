"""标准覆盖: every item of one place with its newest answer, the failed ones first; and all places by type."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diebian.base.problems import NotFound
from diebian.inspections import queries
from diebian.inspections.coverage import Coverage, coverage_of
from diebian.inspections.overview import overview
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs
from diebian.web.places import may_see_coverage, place_in_reach

# How old an answer may be, in days; 0: as old as the campaign.
AGES = (0, 30, 14, 7)


@require_safe
@needs(Permission.PLACE_VIEW)
def coverage(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The rows behind the figures of a place. ``days`` in the address: how old an answer may be."""
    place = place_in_reach(here, pk)
    if not may_see_coverage(here):
        raise NotFound(what=_("标准覆盖"))
    days = days_in(request)
    found = coverage_of(place, at=here.at, seen_from=_seen_from(here, days))
    names = {
        "place": place,
        "coverage": found,
        "days": days,
        "tabs": _tabs(reverse("places:coverage", args=[pk]), days),
        "seen": _seen(here, found),
    }
    return render(request, "places/coverage.html", names)


@require_safe
@needs(Permission.PLACE_VIEW)
def over_all(request: HttpRequest, here: Here) -> HttpResponse:
    """All places by type and standard, for those who see every place."""
    if not (here.reach.everything and may_see_coverage(here)):
        raise NotFound(what=_("标准覆盖"))
    days = days_in(request)
    names = {
        "found": overview(here.campaign, at=here.at, seen_from=_seen_from(here, days)),
        "tabs": _tabs(reverse("places:overview"), days),
        "as_of": here.at,
    }
    return render(request, "places/overview.html", names)


def days_in(request: HttpRequest) -> int:
    """The age that was chosen; anything else is the whole campaign."""
    given = request.GET.get("days", "")
    return int(given) if given in {str(days) for days in AGES} else 0


def _seen_from(here: Here, days: int) -> datetime | None:
    return here.at - timedelta(days=days) if days else None


def _tabs(address: str, current: int) -> list[tuple[str, str, bool]]:
    return [
        (
            _("最近 %(days)s 天") % {"days": days} if days else _("整个行动"),
            f"{address}?days={days}",
            days == current,
        )
        for days in AGES
    ]


def _seen(here: Here, found: Coverage) -> set[int]:
    """The visits behind the rows that this person may open."""
    named = {row.answer["visit_id"] for standard in found.standards for row in standard.rows if row.answer}
    looking = queries.viewer(here.user, here.campaign, at=here.at)
    visits = queries.visible_visits(here.campaign, looking).filter(pk__in=named)
    return set(visits.order_by("pk").values_list("pk", flat=True))
