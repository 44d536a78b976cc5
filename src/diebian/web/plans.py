"""安排检查: give an inspector places to visit; what became of each plan; take one back."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from diebian.base.problems import Problem
from diebian.inspections import actions, queries
from diebian.inspections.models import Visit
from diebian.inspections.rules import plan_state
from diebian.inspections.terms import PlanState, VisitKind
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import User
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.places import queries as places
from diebian.places.models import Place
from diebian.web.guards import Here, needs
from diebian.web.inspections import PlaceChoice

ASSIGNED = [(value, label) for value, label in VisitKind.choices if value != VisitKind.SELF]
DAY = {"type": "date"}


class PlanForm(forms.Form):
    """Who, how, when; the places are ticked beside it."""

    inspector = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("检查人"))
    kind = forms.ChoiceField(label=gettext_lazy("检查方式"), choices=ASSIGNED)
    planned_for = forms.DateField(
        label=gettext_lazy("检查日期"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    planned_until = forms.DateField(
        label=gettext_lazy("完成期限"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    note = forms.CharField(label=gettext_lazy("安排说明"), required=False, max_length=200)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, here: Here) -> None:
        super().__init__(data, initial={"key": secrets.token_hex(16)})
        people = queries.inspectors(here.campaign, at=here.at)
        chosen = self.fields["inspector"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101  # as declared above
        chosen.queryset = User.objects.filter(pk__in=[user.pk for user in people]).order_by(
            "display_name", "pk"
        )


class WithdrawForm(forms.Form):
    """Why a plan is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("撤回原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


@needs(Permission.VISIT_PLAN)
def plan(request: HttpRequest, here: Here) -> HttpResponse:
    """Tick places, choose the inspector and the days; all in one submit."""
    form, problem = PlanForm(request.POST or None, here=here), None
    if request.method == "POST" and form.is_valid():
        try:
            made = _planned(request, here, form)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已安排 %(count)s 个点位") % {"count": len(made)})
            return redirect("inspections:plans")
    return _form(request, here, form, problem)


def _planned(request: HttpRequest, here: Here, form: PlanForm) -> list[Visit]:
    given = form.cleaned_data
    inspector: User = given["inspector"]
    new = actions.NewPlan(
        places=_ticked(request, here),
        inspector=inspector,
        kind=VisitKind(given["kind"]),
        supervision_unit=queries.supervision_group(inspector, here.campaign, at=here.at),
        planned_for=given["planned_for"],
        planned_until=given["planned_until"],
        note=given["note"],
        key=given["key"],
    )
    return actions.plan_visits(campaign=here.campaign, new=new, by=here.user, at=here.at)


def _ticked(request: HttpRequest, here: Here) -> list[Place]:
    keys = [int(key) for key in request.POST.getlist("place") if key.isdecimal()]
    seen = reach(here.user, here.campaign, Permission.PLACE_VIEW, at=here.at)
    return list(places.places(campaign=here.campaign, reach=seen).filter(pk__in=keys))


def _form(request: HttpRequest, here: Here, form: PlanForm, problem: Problem | None) -> HttpResponse:
    filters = PlaceChoice(request.GET, here=here)
    page = places.place_page(
        campaign=here.campaign,
        reach=reach(here.user, here.campaign, Permission.PLACE_VIEW, at=here.at),
        by=filters.wanted(),
        after=request.GET.get("after", ""),
    )
    names = {
        "form": form,
        "filters": filters,
        "page": page,
        "problem": problem,
        "ticked": set(request.POST.getlist("place")),
    }
    is_refused = problem is not None or form.errors
    return render(request, "inspections/plan.html", names, status=400 if is_refused else 200)


@require_safe
@needs(Permission.VISIT_PLAN)
def plans(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything that was planned, newest first: still to do, done, taken back."""
    looking = queries.viewer(here.user, here.campaign, at=here.at)
    page = queries.plan_page(
        queries.visible_visits(here.campaign, looking), after=request.GET.get("after", "")
    )
    today = here.at.astimezone(SHANGHAI).date()
    rows = [row | {"state": _state(row, today)} for row in page.rows]
    return render(request, "inspections/plans.html", {"page": replace(page, rows=rows)})


def _state(row: dict[str, Any], today: date) -> PlanState:
    facts = ("submitted_at", "withdrawn_at", "planned_until")
    return plan_state(**{fact: row[fact] for fact in facts}, today=today)


@needs(Permission.VISIT_PLAN)
def withdraw(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Take a plan back, saying why."""
    looking = queries.viewer(here.user, here.campaign, at=here.at)
    found = queries.visit_in(queries.visible_visits(here.campaign, looking), pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_plan(plan=found, reason=form.cleaned_data["reason"], by=here.user, at=here.at)
        messages.success(request, _("已撤回对“%(place)s”的检查安排") % {"place": found.place.name})
        return redirect("inspections:plans")
    names = {"form": form, "plan": found}
    return render(request, "inspections/withdraw.html", names, status=400 if form.errors else 200)
