"""点位: the register as list and map, one place with its people and its story, acceptance."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diebian.base.problems import Invalid, NotFound
from diebian.cases import queries as cases
from diebian.cases.queries import CaseFilter
from diebian.inspections import queries as inspections
from diebian.inspections.coverage import coverage_of
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import reach, units_of
from diebian.people.terms import Permission, UnitKind
from diebian.places import actions, queries
from diebian.places.models import Place
from diebian.places.queries import PlaceFilter
from diebian.places.rules import may_become, needs_reason
from diebian.places.terms import Acceptance
from diebian.web.guards import Here, needs
from diebian.web.looks import Look, look_of
from diebian.web.maps import PlaceMap, Point

ANY = ("", gettext_lazy("全部"))


class PlaceFilters(forms.Form):
    """The filters of list and map."""

    q = forms.CharField(
        label=gettext_lazy("查找"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    place_type = forms.ChoiceField(label=gettext_lazy("类型"), required=False)
    subdistrict = forms.ChoiceField(label=gettext_lazy("街道"), required=False)
    acceptance = forms.ChoiceField(
        label=gettext_lazy("验收状态"), required=False, choices=[ANY, *Acceptance.choices]
    )
    only_required = forms.BooleanField(label=gettext_lazy("只看必检点位"), required=False)

    def __init__(self, data: QueryDict, *, here: Here) -> None:
        super().__init__(data)
        kinds = [(kind.code, str(kind)) for kind in queries.place_types()]
        units = [(str(u.pk), u.short_name) for u in units_of(here.campaign, UnitKind.SUBDISTRICT)]
        for name, choices in (("place_type", kinds), ("subdistrict", units)):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ANY, *choices])

    def wanted(self) -> PlaceFilter:
        """What was chosen; a field that makes no sense narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return PlaceFilter(
            words=chosen.get("q", ""),
            place_type=chosen.get("place_type", ""),
            subdistrict_id=int(chosen["subdistrict"]) if chosen.get("subdistrict") else None,
            acceptance=chosen.get("acceptance", ""),
            only_required=chosen.get("only_required", False),
        )


def acceptance_look(state: str) -> Look:
    """How a state of acceptance looks; a case's 已接收 has the same key as 达标, so it is named here."""
    if state == Acceptance.ACCEPTED:
        return Look(Acceptance.ACCEPTED.label, "verified", "circle-check")
    return replace(look_of(state), word=Acceptance(state).label)


def _tabs(request: HttpRequest, current: str) -> list[tuple[str, str, bool]]:
    query = request.GET.copy()
    query.pop("after", None)
    tail = f"?{query.urlencode()}" if query else ""
    views = ((_("列表"), "places:list"), (_("地图"), "places:map"))
    return [(word, reverse(name) + tail, name == current) for word, name in views]


@require_safe
@needs(Permission.PLACE_VIEW)
def places(request: HttpRequest, here: Here) -> HttpResponse:
    """The register as a list."""
    filters = PlaceFilters(request.GET, here=here)
    page = queries.place_page(
        campaign=here.campaign,
        reach=here.reach,
        by=filters.wanted(),
        after=request.GET.get("after", ""),
    )
    rows = [row | {"look": acceptance_look(row["acceptance_state"])} for row in page.rows]
    names = {
        "page": replace(page, rows=rows),
        "filters": filters,
        "tabs": _tabs(request, "places:list"),
        "may_manage": here.may(Permission.PLACE_MANAGE),
        "may_see_coverage": here.reach.everything and may_see_coverage(here),
    }
    return render(request, "places/list.html", names)


@require_safe
@needs(Permission.PLACE_VIEW)
def on_map(request: HttpRequest, here: Here) -> HttpResponse:
    """The same places on the map, with the equal list beside it."""
    filters = PlaceFilters(request.GET, here=here)
    found = queries.place_map(campaign=here.campaign, reach=here.reach, by=filters.wanted())
    names = {
        "map": PlaceMap(key="places", title=_("点位"), points=map_points(found)),
        "is_cut": found.is_cut,
        "filters": filters,
        "tabs": _tabs(request, "places:map"),
    }
    return render(request, "places/map.html", names)


def map_points(found: queries.PlaceMap) -> list[Point]:
    """The places of a map and its equal list, ready to draw."""
    return [_point(row, acceptance_look(row["acceptance_state"])) for row in found.rows]


def _point(row: Mapping[str, Any], look: Look) -> Point:
    return Point(
        id=row["id"],
        name=row["name"],
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        state=look.word,
        tone=look.tone,
        icon=look.icon,
        address_of_page=reverse("places:place", args=[row["id"]]),
    )


def place_in_reach(here: Here, pk: int) -> Place:
    """A place within reach. Raises ``NotFound`` for any other."""
    place = queries.place_with_chain(pk)
    if place.campaign_id != here.campaign.pk or not here.reach.covers(place.unit_ids):
        raise NotFound(what=Place._meta.verbose_name)
    return place


def may_see_coverage(here: Here) -> bool:
    """Those who look at places, and those who see every visit; what others know of visits they know by their cases."""
    return (
        here.may(Permission.VISIT_SUBMIT) or inspections.viewer(here.user, here.campaign, at=here.at).sees_all
    )


@require_safe
@needs(Permission.PLACE_VIEW)
def place(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One place: facts, people, open cases, visits, acceptance."""
    found = place_in_reach(here, pk)
    day = here.at.astimezone(SHANGHAI).date()
    now = Acceptance(found.acceptance_state)
    may_accept = reach(here.user, here.campaign, Permission.PLACE_ACCEPT, at=here.at).covers(found.unit_ids)
    looking = inspections.viewer(here.user, here.campaign, at=here.at)
    seen = inspections.visible_visits(here.campaign, looking)
    steps = [state for state in Acceptance if may_become(now, state)]
    names = {
        "place": found,
        "look": acceptance_look(now),
        "chain": queries.chain_of_people(found, on=day),
        "history": queries.acceptance_history(found),
        "steps": [(state, needs_reason(now, state)) for state in steps] if may_accept else [],
        "cases": _open_cases(here, found),
        "visits": inspections.visits_to(found, seen),
        "may_check": here.may(Permission.VISIT_SUBMIT),
        "may_see_visits": here.may(Permission.VISIT_VIEW),
        "coverage": coverage_of(found, at=here.at) if may_see_coverage(here) else None,
    }
    return render(request, "places/place.html", names)


def _open_cases(here: Here, found: Place) -> list[dict[str, object]]:
    """The newest open cases of the place that this person may see."""
    visible = cases.visible_cases(
        here.campaign, reach(here.user, here.campaign, Permission.CASE_VIEW, at=here.at)
    )
    wanted = CaseFilter(place_id=found.pk, is_open=True)
    return cases.case_page(cases.narrowed(visible, wanted, at=here.at), size=20).rows


@require_POST
@needs(Permission.PLACE_ACCEPT)
def accept(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Record a step of acceptance."""
    state = request.POST.get("state", "")
    if state not in Acceptance.values:
        raise Invalid(field=_("验收状态"), reason=_("请选择一项"))
    found = place_in_reach(here, pk)
    actions.record_acceptance(
        place=found,
        state=Acceptance(state),
        by=here.user,
        at=here.at,
        note=request.POST.get("note", "")[:500],
    )
    messages.success(request, _("已记录：%(state)s") % {"state": Acceptance(state).label})
    return redirect("places:place", pk)
