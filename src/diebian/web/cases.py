"""台账: the list, a case's page, registering one by hand, giving several to a unit, the ledger as a workbook."""

import secrets
import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diebian.base.problems import NotFound, Problem
from diebian.cases import actions, queries
from diebian.cases.clocks import requests_of
from diebian.cases.models import Case
from diebian.cases.naming import naming
from diebian.cases.queries import NEWEST, SOONEST, visible_cases
from diebian.cases.terms import CaseState
from diebian.flows.dispatch import dispatch
from diebian.flows.export_ledger import export_ledger
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import posts_in
from diebian.people.terms import Permission
from diebian.standards.queries import categories
from diebian.web.case_forms import CaseFilters, DispatchForm, NewCaseForm, unit_choices
from diebian.web.case_offers import offers_for
from diebian.web.case_parts import parts_of
from diebian.web.case_rounds import answers_of
from diebian.web.case_rows import case_rows, table_rows
from diebian.web.clocks import DecideForm, told
from diebian.web.evidence import hints_of
from diebian.web.guards import Here, needs
from diebian.web.kept_answers import kept_of
from diebian.web.look_backs import ask_form, photos_of, seen_again
from diebian.web.retakes import retakes_of
from diebian.web.story import case_story

ON_BOARD = 30


@needs(Permission.CASE_VIEW)
def list_(request: HttpRequest, here: Here) -> HttpResponse:
    """The cases within the person's reach, narrowed by the address, a page at a time."""
    units = unit_choices(here.campaign)
    filters = CaseFilters(request.GET, units=units)
    wanted = filters.wanted()
    order = SOONEST if wanted.is_late or wanted.is_due_soon else NEWEST
    cases = queries.narrowed(visible_cases(here.campaign, here.reach), wanted, at=here.at)
    page = queries.case_page(cases, order=order, after=request.GET.get("after", ""))
    may_dispatch = here.may(Permission.CASE_DISPATCH)
    rows = table_rows(case_rows(page.rows, at=here.at), with_boxes=may_dispatch)
    names = {"filters": filters, "page": page, "rows": rows, "may_dispatch": may_dispatch, "here": here}
    names["may_verify"] = here.may(Permission.CASE_VERIFY)
    if may_dispatch:
        names["dispatch"] = DispatchForm(campaign=here.campaign, units=units)
    return render(request, "cases/list.html", names)


@needs(Permission.CASE_VIEW)
def board(request: HttpRequest, here: Here) -> HttpResponse:
    """The open cases by state, the newest of each; the number of all comes from the kept tallies."""
    counts = queries.counts_by_state(here.campaign, here.reach)
    visible = visible_cases(here.campaign, here.reach)
    columns = []
    for state in (
        CaseState.REGISTERED,
        CaseState.DISPATCHED,
        CaseState.ACCEPTED,
        CaseState.RECTIFIED,
        CaseState.REWORK,
        CaseState.RETURNED,
        CaseState.PAUSED,
        CaseState.PARKED,
    ):
        page = queries.case_page(visible.filter(state=state), size=ON_BOARD)
        columns.append((state, counts[state], case_rows(page.rows, at=here.at)))
    return render(request, "cases/board.html", {"columns": columns, "limit": ON_BOARD})


@needs(Permission.CASE_VIEW)
def show(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One case: its facts, people, clock, photographs and story, and what this person may do now."""
    case = visible_case(here, number)
    units = [case.lead_unit, *(helper.unit for helper in case.helpers.select_related("unit").order_by("id"))]
    named = naming([case.pk], campaign=here.campaign, user=here.user, at=here.at)
    look_backs = seen_again(case, here, named)
    names = {
        "case": case,
        "helpers": units[1:],
        "posts": posts_in([unit for unit in units if unit], on=here.at.astimezone(SHANGHAI).date()),
        "answers": answers_of(case, named, elsewhere=photos_of(look_backs)),
        "tells_checks": here.may(Permission.CASE_VERIFY),
        "hints": hints_of(case, here),
        "kept": kept_of(case, here, named),
        "look_backs": look_backs,
        "ask": ask_form(case, here, look_backs),
        "retakes": retakes_of(case, here),
        "story": case_story(queries.story_of(case), named),
        "helping": parts_of(case, here),
        "asked": told(requests_of(case)),
        "decide": DecideForm() if here.may(Permission.CASE_CLOCK) else None,
        "offers": offers_for(case, here),
        "runs": case.is_with_unit,
        "at": here.at,
    }
    return render(request, "cases/show.html", names)


def visible_case(here: Here, number: int) -> Case:
    """The case if it is within reach; raises ``NotFound`` otherwise, as if it were not there."""
    case = queries.case_by_number(visible_cases(here.campaign, here.reach), number)
    if case is None:
        raise NotFound(what=_("案件 %(number)s") % {"number": number})
    return case


@needs(Permission.CASE_REGISTER)
def register(request: HttpRequest, here: Here) -> HttpResponse:
    """登记: one fault by hand. Sent twice, it is registered once."""
    if request.method == "POST":
        form = NewCaseForm(
            request.POST, categories=known_category(here, request.POST.get("category_code", ""))
        )
        if form.is_valid():
            new = actions.NewCase(**form.cleaned_data)
            case = actions.register_case(campaign=here.campaign, new=new, by=here.user, at=here.at)
            messages.success(request, _("已登记案件 %(number)s") % {"number": case})
            return redirect("cases:show", number=case.number)
        form.offer(category_choices(here))
    else:
        form = NewCaseForm(categories=category_choices(here), initial={"client_key": secrets.token_hex(16)})
    return render(request, "cases/register.html", {"form": form})


def category_choices(here: Here) -> list[tuple[str, str]]:
    """The categories in force, for a drop-down."""
    day = here.at.astimezone(SHANGHAI).date()
    rows = categories(here.campaign, on=day).values_list("code", "name")
    return [(code, f"{code} {name}") for code, name in rows]


def known_category(here: Here, code: str) -> list[tuple[str, str]]:
    """The one category sent, if it is in force: a form that is right needs no list of all."""
    if not code:
        return []
    day = here.at.astimezone(SHANGHAI).date()
    return [(code, code)] if categories(here.campaign, on=day).filter(code=code).exists() else []


@require_POST
@needs(Permission.CASE_DISPATCH)
def dispatch_several(request: HttpRequest, here: Here) -> HttpResponse:
    """Give the ticked cases to one unit: all or none."""
    form = DispatchForm(request.POST, campaign=here.campaign)
    numbers = [int(number) for number in request.POST.getlist("case") if number.isdigit()]
    if not form.is_valid() or not numbers:
        messages.error(request, _("请勾选案件并选择牵头单位"))
        return redirect("cases:list")
    visible = visible_cases(here.campaign, here.reach)
    cases = list(visible.filter(number__in=numbers).select_related("campaign").order_by("number"))
    try:
        dispatch(
            cases=cases,
            lead_unit=form.lead,
            helpers=form.helping,
            deadline=form.own_deadline(),
            by=here.user,
            at=here.at,
        )
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        messages.success(request, _("已交办 %(count)s 件") % {"count": len(cases)})
    return redirect("cases:list")


@needs(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The ledger as a workbook, in the standard form."""
    target = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  # the response closes it
    export_ledger(target, campaign=here.campaign, by=here.user, at=here.at)
    target.seek(0)
    name = _("台账-%(day)s.xlsx") % {"day": f"{here.at.astimezone(SHANGHAI):%Y%m%d}"}
    return FileResponse(target, as_attachment=True, filename=name)
