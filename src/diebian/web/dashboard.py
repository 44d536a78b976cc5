"""总览: the campaign at a glance: how far the clock is, what stands where, who is late, how the days went."""

from collections import Counter
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diebian.cases import queries
from diebian.cases.terms import Act, CaseSource, CaseState
from diebian.lib.worktime import SHANGHAI
from diebian.people.terms import Permission
from diebian.ranking.queries import tables_of, weeks_of
from diebian.web.charts import Chart, Series
from diebian.web.desk import figures, rows
from diebian.web.guards import Here, needs

MOST_LATE = 10
ENDED = (CaseState.CLOSED, CaseState.CANCELLED)


@needs(Permission.DASHBOARD_VIEW)
def dashboard(request: HttpRequest, here: Here) -> HttpResponse:
    """The whole campaign as of now; every number opens its rows."""
    week = weeks_of(here.campaign).order_by("-number").first()
    names = {
        "here": here,
        "figures": figures(here, here.reach),
        "trend": trend(here),
        "sources": by_source(here),
        "late_units": late_units(here),
        "week": week,
        "tables": tables_of(week) if week else [],
    }
    return render(request, "dashboard/dashboard.html", names)


def trend(here: Here) -> Chart:
    """How many came in and how many were closed on each day so far, and how many were left open."""
    days = _days(here)
    acts = queries.acts_by_day(here.campaign, since=days[0], until=days[-1])
    came = [acts.get((day, Act.REGISTER), 0) + acts.get((day, Act.REOPEN), 0) for day in days]
    went = [sum(acts.get((day, act), 0) for act in (Act.PASS, Act.SETTLE, Act.CANCEL)) for day in days]
    left, open_now = [], 0
    for more, less in zip(came, went, strict=True):
        open_now += more - less
        left.append(open_now)
    series = [
        Series(_("登记与重启"), came, tone="plain"),
        Series(_("销号与作废"), went, tone="verified"),
        Series(_("日末未销号"), left, tone="campaign"),
    ]
    labels = [f"{day.month}-{day.day}" for day in days]
    return Chart("trend", "line", _("每日登记与销号"), _("日期"), labels, series, unit=_("件"))


def _days(here: Here) -> list[date]:
    """The campaign's days until today, at least its first one."""
    today = here.at.astimezone(SHANGHAI).date()
    first = here.campaign.start_on
    last = max(first, min(today, here.campaign.end_on))
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def by_source(here: Here) -> list[dict[str, object]]:
    """Each source with how many are open and how many were closed."""
    counts = queries.counts_by_source(here.campaign, here.reach)
    found = []
    for source in CaseSource:
        states = counts.get(source, {})
        total = sum(count for state, count in states.items() if state != CaseState.CANCELLED)
        if total:
            closed = states.get(CaseState.CLOSED, 0)
            found.append(
                {
                    "word": source.label,
                    "address": rows("source", source),
                    "total": total,
                    "closed": closed,
                    "open": total - closed,
                    "rate": (closed, total),
                }
            )
    return found


def late_units(here: Here) -> list[dict[str, object]]:
    """The units with the most late cases now."""
    names = queries.units_with_names(here.campaign)
    late = Counter(queries.late_by_unit(here.campaign, here.reach, at=here.at))
    return [
        {"name": names[unit], "count": count, "address": f"{rows('clock', 'late')}&unit={unit}"}
        for unit, count in late.most_common(MOST_LATE)
    ]
