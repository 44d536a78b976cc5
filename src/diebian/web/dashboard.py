"""总览: the campaign on one page. Read from kept tallies and from what is running, so it costs the same in week 1 and in year 3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diebian.cases import queries
from diebian.cases.terms import Act, CaseSource, CaseState
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign
from diebian.people.queries import reach
from diebian.people.rules import day_of_campaign
from diebian.people.terms import Permission
from diebian.places.queries import PlaceFilter, place_map
from diebian.web.case_figures import case_figure, cases_at, last_standing, unit_lines
from diebian.web.charts import Chart, Series
from diebian.web.figures import Figure
from diebian.web.guards import Here, needs
from diebian.web.maps import PlaceMap
from diebian.web.places import map_points

CAME = (Act.REGISTER, Act.REOPEN)
WENT = (Act.PASS, Act.SETTLE, Act.CANCEL)
PLACES = 500  # places on the small map; the page of places holds them all


@dataclass(frozen=True)
class LedgerLine:
    """One source (or all): a number and the address of its rows for each state, and in sum."""

    word: str
    cells: list[tuple[int, str]]
    total: int
    address: str


@needs(Permission.DASHBOARD_VIEW)
def dashboard(request: HttpRequest, here: Here) -> HttpResponse:
    """The campaign now: days left, the ledger, the units, the trend, the ranking, the places."""
    accountable = reach(here.user, here.campaign, Permission.SCORE_VIEW, at=here.at)
    standing = last_standing(here.campaign, accountable)
    counts = queries.counts_by_source(here.campaign, here.reach)
    clocks = queries.clocks_by_unit(here.campaign, at=here.at)
    by_unit = queries.counts_by_unit(here.campaign, here.reach)
    found = place_map(campaign=here.campaign, reach=here.reach, by=PlaceFilter(), limit=PLACES)
    names = {
        "here": here,
        "figures": _figures(here, counts, late=sum(clock.late for clock in clocks.values())),
        "states": list(CaseState),
        "ledger": ledger_lines(counts),
        "lines": unit_lines(queries.units_with_names(here.campaign), by_unit, clocks, standing),
        "chart": trend(here.campaign, today=here.at.astimezone(SHANGHAI).date()),
        "standing": standing,
        "map": PlaceMap(key="places", title=_("点位"), points=map_points(found)),
        "is_cut": found.is_cut,
        "limit": PLACES,
    }
    return render(request, "dashboard/dashboard.html", names)


def _figures(here: Here, counts: Mapping[str, Mapping[str, int]], *, late: int) -> list[Figure]:
    today = here.at.astimezone(SHANGHAI).date()
    day, days = day_of_campaign(today, start_on=here.campaign.start_on, end_on=here.campaign.end_on)
    total = sum(sum(by_state.values()) for by_state in counts.values())
    closed = sum(by_state.get(CaseState.CLOSED, 0) for by_state in counts.values())
    cancelled = sum(by_state.get(CaseState.CANCELLED, 0) for by_state in counts.values())
    return [
        Figure(_("距结束"), max(days - day, 0), unit=_("天"), note=_("共 %(days)s 天") % {"days": days}),
        case_figure(_("累计登记"), total),
        case_figure(_("未销号"), total - closed - cancelled, state="open"),
        case_figure(_("已销号"), closed, look="closed", state="closed"),
        case_figure(_("逾期"), late, look="late", clock="late"),
    ]


def ledger_lines(counts: Mapping[str, Mapping[str, int]]) -> list[LedgerLine]:
    """Sources that have cases, in the order of their terms, then all of them together."""
    lines = [
        _line(str(source.label), counts[source.value], source=source.value)
        for source in CaseSource
        if source.value in counts
    ]
    everything = {
        state.value: sum(by_state.get(state, 0) for by_state in counts.values()) for state in CaseState
    }
    return [*lines, _line(_("合计"), everything)] if lines else []


def _line(word: str, by_state: Mapping[str, int], **only: str) -> LedgerLine:
    cells = [(by_state.get(state, 0), cases_at(**only, state=state.value)) for state in CaseState]
    return LedgerLine(word, cells, sum(by_state.values()), cases_at(**only))


def trend(campaign: Campaign, *, today: date) -> Chart | None:
    """What came in and what ended on each day of the campaign so far, and how many were left open; None without any.

    One row a day and act is read, however many cases there are.
    """
    until = max(campaign.start_on, min(today, campaign.end_on))
    acts = queries.acts_by_day(campaign, since=campaign.start_on, until=until)
    if not acts:
        return None
    days = [
        campaign.start_on + timedelta(days=count) for count in range((until - campaign.start_on).days + 1)
    ]
    came, went = _per_day(acts, days, CAME), _per_day(acts, days, WENT)
    left = list(accumulate(more - less for more, less in zip(came, went, strict=True)))
    return Chart(
        key="trend",
        kind="line",
        title=_("每日登记与销号"),
        label_name=_("日期"),
        labels=[f"{day:%m-%d}" for day in days],
        unit=_("件"),
        series=[
            Series(_("登记与重启"), came, tone="plain"),
            Series(_("销号与作废"), went, tone="verified"),
            Series(_("日末未销号"), left, tone="campaign"),
        ],
    )


def _per_day(acts: Mapping[tuple[date, str], int], days: Iterable[date], which: Iterable[Act]) -> list[int]:
    wanted = list(which)
    return [sum(acts.get((day, act.value), 0) for act in wanted) for day in days]
