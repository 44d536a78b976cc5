"""工作台: what each person meets first: his numbers, what is to be done next, and where to go on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diebian.cases import queries
from diebian.cases.queries import NEWEST, SOONEST, CaseFilter, visible_cases
from diebian.cases.terms import CaseState
from diebian.people.queries import reach
from diebian.people.rules import Reach
from diebian.people.terms import Permission
from diebian.web.case_rows import Row, case_rows
from diebian.web.figures import Figure
from diebian.web.guards import Here, signed_in

SHOWN = 8
Word = str | Promise
P, S = Permission, CaseState


@dataclass(frozen=True)
class Pile:
    """Cases that wait for this person: the first few, and the address of all."""

    title: Word
    address: str
    rows: list[Row]
    nothing: Word


# What waits for whom: (what one needs, its title, the state or clock in the address, what stands there when none waits).
WAITING = (
    (P.CASE_DISPATCH, _("等待交办"), "state", S.REGISTERED, _("没有等待交办的案件。")),
    (P.CASE_DISPATCH, _("被退回，须重新交办"), "state", S.RETURNED, _("没有被退回的案件。")),
    (P.CASE_ACCEPT, _("等待接收"), "state", S.DISPATCHED, _("没有等待接收的案件。")),
    (P.CASE_RECTIFY, _("返工：核查不合格"), "state", S.REWORK, _("没有返工的案件。")),
    (P.CASE_VERIFY, _("等待核查"), "state", S.RECTIFIED, _("没有等待核查的案件。")),
    (P.CASE_VIEW, _("已逾期"), "clock", "late", _("没有逾期的案件。")),
    (P.CASE_VIEW, _("24 小时内到期"), "clock", "soon", _("24 小时内没有案件到期。")),
)


@signed_in
def desk(request: HttpRequest, here: Here) -> HttpResponse:
    """The desk of the person who asks; a person without cases is told where his pages are."""
    within = reach(here.user, here.campaign, P.CASE_VIEW, at=here.at)
    names = {"here": here, "sees_cases": bool(within), "may_see_all": here.may(P.DASHBOARD_VIEW)}
    if within:
        names |= {"figures": figures(here, within), "piles": piles(here, within)}
    return render(request, "desk/desk.html", names)


def figures(here: Here, within: Reach) -> list[Figure]:
    """How many cases stand where; each number opens its rows."""
    counts = queries.visible_counts_by_state(here.campaign, within)
    late = queries.late_count(here.campaign, within, at=here.at)
    soon = queries.due_soon_count(here.campaign, within, at=here.at)
    total = sum(counts.values()) - counts[S.CANCELLED]
    return [
        Figure(_("未销号"), total - counts[S.CLOSED], of=total, address=rows("state", "open")),
        Figure(
            _("已逾期"),
            late,
            address=rows("clock", "late"),
            tone="late" if late else "",
            icon="alert-triangle",
        ),
        Figure(
            _("即将到期"), soon, address=rows("clock", "soon"), tone="due-soon" if soon else "", icon="clock"
        ),
        Figure(S.REGISTERED.label, counts[S.REGISTERED], address=rows("state", S.REGISTERED)),
        Figure(S.RECTIFIED.label, counts[S.RECTIFIED], address=rows("state", S.RECTIFIED)),
        Figure(S.REWORK.label, counts[S.REWORK], address=rows("state", S.REWORK)),
        Figure(
            S.CLOSED.label, counts[S.CLOSED], of=total, address=rows("state", S.CLOSED), icon="circle-check"
        ),
    ]


def piles(here: Here, within: Reach) -> list[Pile]:
    """What waits for this person by what he may do; the clocks come last and concern everybody."""
    return [
        _pile(here, within, title, (name, word), nothing)
        for needed, title, name, word, nothing in WAITING
        if here.may(needed)
    ]


def _pile(here: Here, within: Reach, title: Word, asked: tuple[str, str], nothing: Word) -> Pile:
    name, word = asked
    wanted = CaseFilter(states=(word,)) if name == "state" else _by_clock(word)
    cases = queries.narrowed(visible_cases(here.campaign, within), wanted, at=here.at)
    order = SOONEST if name == "clock" else NEWEST
    page = queries.case_page(cases, order=order, size=SHOWN)
    return Pile(title, rows(name, word), case_rows(page.rows, at=here.at), nothing)


def _by_clock(word: str) -> CaseFilter:
    return CaseFilter(is_late=True) if word == "late" else CaseFilter(is_due_soon=True)


def rows(name: str, word: str) -> str:
    """The address of the ledger narrowed to one word."""
    return f"{reverse('cases:list')}?{urlencode({name: word})}"
