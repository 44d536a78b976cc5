"""检查: choose a place, mark its check list, submit once; the visits made."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diebian.base.paging import Page
from diebian.base.problems import Invalid, Problem
from diebian.cases.queries import cases_of_visit
from diebian.flows.submit_visit import submit_visit
from diebian.inspections import queries
from diebian.inspections.actions import NewVisit
from diebian.inspections.coverage import gaps_to_mark
from diebian.inspections.models import Finding, FindingPhoto, Visit
from diebian.inspections.queries import VisitFilter
from diebian.inspections.rules import known_items, plan_state
from diebian.inspections.terms import PlanState, VisitKind
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import reach, units_of
from diebian.people.rules import Reach
from diebian.people.terms import Permission, UnitKind
from diebian.places import queries as places
from diebian.places.models import Place
from diebian.places.queries import PlaceFilter
from diebian.standards import queries as standards
from diebian.standards.terms import Level
from diebian.web import check_form, photos
from diebian.web.evidence import hints_of_visit, unchecked_of_visit
from diebian.web.guards import Here, needs
from diebian.web.held import HeldPhotos

SHOWN_PLANS = 50
ANY = ("", _("全部"))


class VisitFilters(forms.Form):
    """The filters of the list of visits."""

    kind = forms.ChoiceField(label=_("检查方式"), required=False, choices=[ANY, *VisitKind.choices])
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    faulty = forms.BooleanField(label=_("只看有问题的"), required=False)

    def wanted(self) -> VisitFilter:
        """What was chosen; a field that makes no sense narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return VisitFilter(
            kind=chosen.get("kind", ""),
            submitted_from=chosen.get("since"),
            submitted_until=chosen.get("until"),
            only_with_findings=chosen.get("faulty", False),
        )


class PlaceChoice(forms.Form):
    """How an inspector finds the place he stands at."""

    q = forms.CharField(label=_("查找"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    place_type = forms.ChoiceField(label=_("类型"), required=False)
    subdistrict = forms.ChoiceField(label=_("街道"), required=False)
    only_required = forms.BooleanField(label=_("只看必检点位"), required=False)

    def __init__(self, data: QueryDict, *, here: Here) -> None:
        super().__init__(data)
        kinds = [(kind.code, str(kind)) for kind in places.place_types()]
        units = units_of(here.campaign, UnitKind.SUBDISTRICT)
        self.fields["place_type"] = forms.ChoiceField(label=_("类型"), required=False, choices=[ANY, *kinds])
        self.fields["subdistrict"] = forms.ChoiceField(
            label=_("街道"), required=False, choices=[ANY, *((str(u.pk), u.short_name) for u in units)]
        )

    def wanted(self) -> PlaceFilter:
        """What was chosen; a field that makes no sense narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return PlaceFilter(
            words=chosen.get("q", ""),
            place_type=chosen.get("place_type", ""),
            subdistrict_id=int(chosen["subdistrict"]) if chosen.get("subdistrict") else None,
            only_required=chosen.get("only_required", False),
        )


@require_safe
@needs(Permission.VISIT_VIEW)
def visits(request: HttpRequest, here: Here) -> HttpResponse:
    """Visits still to be made, and those made, newest first."""
    looking = queries.viewer(here.user, here.campaign, at=here.at)
    seen = queries.visible_visits(here.campaign, looking)
    filters = VisitFilters(request.GET)
    page = queries.visit_page(seen, filters.wanted(), after=request.GET.get("after", ""))
    today = here.at.astimezone(SHANGHAI).date()
    found = queries.planned_visits(seen, first=here.user)[:SHOWN_PLANS]
    plans = [(plan, _state(plan, today)) for plan in found]
    names = {
        "page": page,
        "filters": filters,
        "mine": [(plan, state) for plan, state in plans if plan.inspector_id == here.user.pk],
        "others": [(plan, state) for plan, state in plans if plan.inspector_id != here.user.pk],
        "may_submit": here.may(Permission.VISIT_SUBMIT),
        "may_plan": here.may(Permission.VISIT_PLAN),
        "has_rivals": here.may(Permission.VISIT_PLAN) and queries.has_rivals(here.campaign),
        "kinds": dict(VisitKind.choices),
    }
    return render(request, "inspections/list.html", names)


def _state(plan: Visit, today: date) -> PlanState:
    return plan_state(
        submitted_at=plan.submitted_at,
        withdrawn_at=plan.withdrawn_at,
        planned_until=plan.planned_until,
        today=today,
    )


@require_safe
@needs(Permission.VISIT_SUBMIT)
def choose(request: HttpRequest, here: Here) -> HttpResponse:
    """The place to check: by words, type, sub-district."""
    filters = PlaceChoice(request.GET, here=here)
    page = places.place_page(
        campaign=here.campaign,
        reach=_place_reach(here),
        by=filters.wanted(),
        after=request.GET.get("after", ""),
    )
    return render(request, "inspections/choose.html", {"filters": filters, "page": page})


class Position(forms.Form):
    """Where the browser stands, in degrees WGS-84."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)


@require_POST
@needs(Permission.VISIT_SUBMIT)
def near(request: HttpRequest, here: Here) -> HttpResponse:
    """The same choice, nearest first. Not an address to keep: where an inspector stood is written nowhere."""
    filters, position = PlaceChoice(request.GET, here=here), Position(request.POST)
    if not position.is_valid():
        raise Invalid(field=_("位置"), reason=_("没有取得有效的经纬度"))
    rows = places.nearest(
        campaign=here.campaign,
        reach=_place_reach(here),
        by=filters.wanted(),
        latitude=position.cleaned_data["latitude"],
        longitude=position.cleaned_data["longitude"],
    )
    names = {"filters": filters, "page": Page(rows, next="", previous=""), "is_near": True}
    return render(request, "inspections/choose.html", names)


def _place_reach(here: Here) -> Reach:
    return reach(here.user, here.campaign, Permission.PLACE_VIEW, at=here.at)


def _place(here: Here, pk: int) -> Place:
    """A place within reach. Raises ``NotFound`` for any other."""
    found = places.places(campaign=here.campaign, reach=_place_reach(here)).filter(pk=pk).first()
    return places.place_with_chain(found.pk if found else 0)


@needs(Permission.VISIT_SUBMIT)
def check(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A place's check list to be marked; once submitted, the receipt."""
    place = _place(here, pk)
    held = HeldPhotos(request, form=f"check-{place.pk}", at=here.at)
    if request.method != "POST":
        return _form(request, here, place, held)
    try:
        new = _new_visit(request, here, place, held)
        receipt = submit_visit(campaign=here.campaign, new=new, by=here.user, at=here.at)
    except Problem as problem:
        held.keep(held.sent())
        return _form(request, here, place, held, problem=problem)
    held.release()
    return redirect("inspections:visit", receipt.visit.pk)


def _new_visit(request: HttpRequest, here: Here, place: Place, held: HeldPhotos) -> NewVisit:
    started_at = min(check_form.started_in(request.POST, at=here.at), here.at)
    lines = queries.check_lines(place, at=started_at)
    asked = queries.items_by_id(lines)
    known = [asked[pk] for pk in known_items(queries.asked(lines))]
    answers, details = check_form.answers_in(request, known, held)
    kind = request.POST.get("kind", "")
    return NewVisit(
        place=place,
        client_id=check_form.client_id_in(request.POST),
        started_at=started_at,
        kind=VisitKind(kind) if kind in VisitKind.values else VisitKind.OPEN,
        supervision_unit=queries.supervision_group(here.user, here.campaign, at=here.at),
        answers=answers,
        details=details,
        further=check_form.further_in(request, held),
        note=request.POST.get("note", ""),
        planned=_plan(request, here, place),
    )


def _plan(request: HttpRequest, here: Here, place: Place) -> Visit | None:
    """The inspector's own plan for this place, if there is one and it is meant."""
    given = request.POST.get("planned") or request.GET.get("planned") or ""
    if not given.isdecimal():
        return None
    looking = queries.viewer(here.user, here.campaign, at=here.at)
    seen = queries.visible_visits(here.campaign, looking)
    return seen.filter(pk=int(given), place=place, inspector=here.user, submitted_at=None).first()


def _form(
    request: HttpRequest, here: Here, place: Place, held: HeldPhotos, *, problem: Problem | None = None
) -> HttpResponse:
    sent = request.POST
    day = here.at.astimezone(SHANGHAI).date()
    names: dict[str, Any] = {
        "place": place,
        "lines": check_form.form_lines(
            queries.check_lines(place, at=here.at), sent, gaps=gaps_to_mark(place, at=here.at)
        ),
        "further": check_form.further_given(sent),
        "categories": standards.category_tree(here.campaign, on=day),
        "levels": Level.choices,
        "kinds": VisitKind.choices,
        "kind": sent.get("kind", VisitKind.OPEN),
        "note": sent.get("note", ""),
        "client_id": sent.get("client_id") or check_form.new_client_id(),
        "started_at": sent.get("started_at") or here.at.isoformat(),
        "planned": _plan(request, here, place),
        "problem": problem,
        "held": held,
    }
    return render(request, "inspections/check.html", names, status=problem.status if problem else 200)


def _tile(hung: FindingPhoto, finding: Finding, unchecked: Collection[int]) -> dict[str, Any]:
    note = _("尚未比对") if hung.photo_id in unchecked else ""
    return photos.tile(hung.photo, finding.description[:30]) | {"note": note}


@require_safe
@needs(Permission.VISIT_VIEW)
def visit(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The receipt of a visit: what was found, and the cases opened."""
    looking = queries.viewer(here.user, here.campaign, at=here.at)
    found = queries.visit_in(queries.visible_visits(here.campaign, looking), pk)
    cases = cases_of_visit(found)
    by_finding = {case.finding_id: case for case in cases}
    hints, unchecked = hints_of_visit(found, here), unchecked_of_visit(found, here)
    findings = [
        (
            finding,
            case := by_finding.get(finding.pk),
            [_tile(hung, finding, unchecked) for hung in finding.photos.all()],
            hints.get(case.pk, []) if case else [],
        )
        for finding in queries.findings_of(found)
    ]
    names = {
        "visit": found,
        "findings": findings,
        "observations": queries.observations_of(found),
        "fixed": sum(case.is_fixed_on_spot for case in cases),
        "open_cases": sum(not case.is_fixed_on_spot for case in cases),
        "may_submit": here.may(Permission.VISIT_SUBMIT),
        "may_view_cases": here.may(Permission.CASE_VIEW),
    }
    return render(request, "inspections/visit.html", names)
