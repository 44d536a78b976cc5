"""工作台: what each person meets first. One section for each role he holds; every number opens its rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from diebian.cases import clocks, parts, queries
from diebian.cases.flags import unchecked_count, waiting_count
from diebian.cases.queries import SOONEST, CaseFilter, visible_cases
from diebian.cases.terms import CaseSource, CaseState
from diebian.inspections.queries import VisitFilter, viewer, visible_visits, visit_page
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import reach
from diebian.people.rules import HeldRole, Reach
from diebian.people.terms import Permission, Role
from diebian.ranking.queries import open_week
from diebian.reports.queries import reports
from diebian.reports.terms import ReportState
from diebian.web.case_figures import case_figure, cases_at, last_standing, unit_lines
from diebian.web.case_rows import Row, case_rows
from diebian.web.figures import Figure
from diebian.web.guards import Here, roles_of, signed_in
from diebian.web.retakes import retake_figure

SHOWN = 6
EVERYTHING = Reach(everything=True)
OLDEST = ("number",)


@signed_in
def desk(request: HttpRequest, here: Here) -> HttpResponse:
    """The desk of the person who asks: the sections of his roles, each once."""
    held = roles_of(request)
    parts: dict[str, Any] = {
        section: build(here, held)
        for section, (roles, build) in SECTIONS.items()
        if any(one.role in roles for one in held)
    }
    return render(request, "desk/desk.html", {"here": here, "parts": parts})


def office(here: Here, held: list[HeldRole]) -> dict[str, Any]:
    """The office: what came in, what waits for it, the oldest undispatched, the late ones, the week to close."""
    everything = visible_cases(here.campaign, EVERYTHING)
    waiting = everything.filter(state__in=[CaseState.REGISTERED, CaseState.RETURNED])
    week = open_week(here.campaign, at=here.at)
    return {
        "figures": _office_figures(here),
        "arrived": _arrived(here),
        "waiting": _first(here, waiting),
        "late": _late(here, everything),
        "week": week if week and week.may_close else None,
    }


def _office_figures(here: Here) -> list[Figure]:
    counts = queries.counts_by_state(here.campaign, EVERYTHING)
    overdue = CaseFilter(is_undispatched_late=True)
    cases = visible_cases(here.campaign, EVERYTHING)
    return [
        case_figure(_("待交办"), counts[CaseState.REGISTERED], look="registered", state="registered"),
        case_figure(
            _("超时未交办"),
            queries.narrowed(cases, overdue, at=here.at).count(),
            look="late",
            note=_("含已退回"),
            clock="undispatched",
        ),
        *_clock_figures(here, EVERYTHING),
        case_figure(_("待核查"), counts[CaseState.RECTIFIED], look="rectified", state="rectified"),
        case_figure(
            _("已退回"), counts[CaseState.RETURNED], look="returned", note=_("等待裁定"), state="returned"
        ),
        *_request_figures(here),
        _flag_figure(here),
        _report_figure(here),
    ]


def _request_figures(here: Here) -> list[Figure]:
    """Requests about deadlines that wait; and standing clocks whose day of review has come."""
    requests, today = clocks.requests_in(here.campaign), here.at.astimezone(SHANGHAI).date()
    found = {
        "waiting": (_("时限申请待审批"), clocks.waiting(requests).count()),
        "review": (_("挂账、暂停到期复核"), clocks.to_review(requests, on=today).count()),
    }
    return [
        Figure(
            name,
            count,
            unit=_("件"),
            address=f"{reverse('cases:clocks')}?state={word}",
            tone="due-soon" if count else "",
            icon="hourglass" if count else "",
        )
        for word, (name, count) in found.items()
    ]


def _flag_figure(here: Here) -> Figure:
    """How many hints about photographs nobody has looked at."""
    waiting = waiting_count(here.campaign)
    tone, icon = ("due-soon", "hourglass") if waiting else ("", "")
    address = f"{reverse('cases:flags')}?state=waiting"
    unchecked = unchecked_count(here.campaign)
    note = _("%(count)s 张照片尚未比对") % {"count": unchecked} if unchecked else ""
    return Figure(
        _("照片提示待查看"), waiting, unit=_("条"), address=address, tone=tone, icon=icon, note=note
    )


def _clock_figures(here: Here, within: Reach) -> list[Figure]:
    late = queries.late_count(here.campaign, within, at=here.at)
    soon = queries.due_soon_count(here.campaign, within, at=here.at)
    return [
        case_figure(_("逾期"), late, look="late", clock="late"),
        case_figure(_("即将到期"), soon, look="due_soon", note=_("24 小时内"), clock="soon"),
    ]


def _report_figure(here: Here) -> Figure:
    waiting = reports(here.campaign).filter(state=ReportState.RECEIVED).count()
    address = f"{reverse('reports:list')}?state={ReportState.RECEIVED.value}"
    tone, icon = ("due-soon", "hourglass") if waiting else ("", "")
    return Figure(_("举报待核实"), waiting, unit=_("件"), address=address, tone=tone, icon=icon)


def _arrived(here: Here) -> list[tuple[str, int, str]]:
    """(source, how many since yesterday's midnight, address of the rows), only sources with any."""
    yesterday = localtime(here.at).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    found = queries.registered_since(here.campaign, yesterday)
    since = yesterday.date().isoformat()
    return [
        (str(source.label), found[source.value], cases_at(source=source.value, since=since))
        for source in CaseSource
        if source.value in found
    ]


def _first(here: Here, cases: Any) -> list[Row]:
    """The oldest few of ``cases``."""
    return case_rows(queries.case_page(cases, order=OLDEST, size=SHOWN).rows, at=here.at)


def _late(here: Here, cases: Any) -> list[Row]:
    """The few of ``cases`` that have been late for longest."""
    late = queries.narrowed(cases, CaseFilter(is_late=True), at=here.at)
    return case_rows(queries.case_page(late, order=SOONEST, size=SHOWN).rows, at=here.at)


def leader(here: Here, held: list[HeldRole]) -> dict[str, Any]:
    """A leader: each unit's work, the ranking as last closed, and the units that need him."""
    standing = last_standing(here.campaign, EVERYTHING)
    lines = unit_lines(
        queries.units_with_names(here.campaign),
        queries.counts_by_unit(here.campaign, EVERYTHING),
        queries.clocks_by_unit(here.campaign, at=here.at),
        standing,
    )
    return {"lines": lines, "needy": [line for line in lines if line.late][:3], "standing": standing}


def unit(here: Here, held: list[HeldRole]) -> dict[str, Any]:
    """A responsible unit or working group: what is late, due, sent back, to be accepted; its last score."""
    cases, only = _own_cases(here, held)
    counts = queries.open_counts(cases)
    clocks = {
        word: queries.narrowed(cases, wanted, at=here.at).count()
        for word, wanted in (
            ("late", CaseFilter(is_late=True)),
            ("soon", CaseFilter(is_due_soon=True)),
        )
    }
    return {
        "figures": [
            case_figure(_("逾期"), clocks["late"], look="late", clock="late", **only),
            case_figure(
                _("即将到期"), clocks["soon"], look="due_soon", note=_("24 小时内"), clock="soon", **only
            ),
            case_figure(_("返工"), counts[CaseState.REWORK], look="rework", state="rework", **only),
            case_figure(
                _("待接收"), counts[CaseState.DISPATCHED], look="dispatched", state="dispatched", **only
            ),
            case_figure(_("整改中"), counts[CaseState.ACCEPTED], look="accepted", state="accepted", **only),
            _part_figure(here, held),
            retake_figure(here),
        ],
        "due": case_rows(queries.case_page(cases, order=SOONEST, size=SHOWN).rows, at=here.at),
        "due_at": cases_at(state="open", **only),
        "rework": queries.sent_back(cases, limit=SHOWN),
        "new": _first(here, cases.filter(state=CaseState.DISPATCHED)),
        "score": _own_score(here, held),
    }


def _part_figure(here: Here, held: list[HeldRole]) -> Figure:
    """What his units are to do for cases that others lead."""
    own = {unit for one in held if one.role in ANSWERING for unit in one.unit_ids}
    waiting = parts.open_parts(here.campaign, own)
    late = parts.late_parts(waiting, at=here.at).count()
    note = _("逾期 %(count)s 项") % {"count": late} if late else ""
    tone, icon = ("late", "alert-triangle") if late else ("", "")
    return Figure(
        _("配合任务"),
        waiting.count(),
        unit=_("项"),
        note=note,
        address=reverse("cases:parts"),
        tone=tone,
        icon=icon,
    )


def _own_cases(here: Here, held: list[HeldRole]) -> tuple[Any, dict[str, Any]]:
    """What the ledger shows this person, and the filter of its address.

    One who also sees everything has his own unit's cases here.
    """
    seen = reach(here.user, here.campaign, Permission.CASE_VIEW, at=here.at)
    cases = visible_cases(here.campaign, seen)
    own = next((one.unit_id for one in held if one.role in ANSWERING and one.unit_id), None)
    if not seen.everything or own is None:
        return cases, {}
    return cases.filter(lead_unit=own), {"unit": own}


def _own_score(here: Here, held: list[HeldRole]) -> dict[str, Any] | None:
    """The line of his unit in the last closed week; None before the first week or outside the ranking."""
    standing = last_standing(here.campaign, Reach())
    own = next((one.unit_id for one in held if one.role in ANSWERING and one.unit_id), None)
    row = standing.row_of(own) if standing else None
    return {"week": standing.week, "row": row} if standing and row else None


def supervision(here: Here, held: list[HeldRole]) -> dict[str, Any]:
    """A supervision group: what is to be verified now, where to start a check, his recent visits."""
    cases = visible_cases(
        here.campaign, reach(here.user, here.campaign, Permission.CASE_VIEW, at=here.at)
    ).filter(state=CaseState.RECTIFIED)
    seen = visible_visits(here.campaign, viewer(here.user, here.campaign, at=here.at))
    own = visit_page(seen.filter(inspector=here.user), VisitFilter(), size=SHOWN)
    return {
        "figures": [
            case_figure(_("待核查"), cases.count(), look="rectified", state="rectified"),
            _flag_figure(here),
            retake_figure(here),
            _report_figure(here),
        ],
        "verify": _first(here, cases),
        "visits": own.rows,
    }


ANSWERING = (Role.UNIT, Role.WORKING_GROUP)
SECTIONS: dict[str, tuple[tuple[Role, ...], Callable[[Here, list[HeldRole]], dict[str, Any]]]] = {
    "office": ((Role.OFFICE,), office),
    "leader": ((Role.LEADER,), leader),
    "unit": (ANSWERING, unit),
    "supervision": ((Role.SUPERVISION,), supervision),
}
