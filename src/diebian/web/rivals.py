"""检查 → 待裁定的重复提交: two bodies of what should be one visit; the office reads both and settles."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from diebian.base.models import Photo
from diebian.base.problems import Problem
from diebian.flows.field.settle import settle
from diebian.flows.field.shapes import VisitIn
from diebian.inspections import queries
from diebian.inspections.models import RivalVisit
from diebian.inspections.terms import Settlement
from diebian.people.terms import Permission
from diebian.standards.models import CheckItem
from diebian.standards.terms import Result
from diebian.web import photos
from diebian.web.guards import Here, needs


class SettleForm(forms.Form):
    """What becomes of the second body, and why."""

    settlement = forms.ChoiceField(
        label=gettext_lazy("裁定"), choices=Settlement.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("裁定理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_safe
@needs(Permission.VISIT_PLAN)
def rivals(request: HttpRequest, here: Here) -> HttpResponse:
    """What waits to be settled, newest first; or what was settled."""
    is_settled = request.GET.get("settled") == "yes"
    page = queries.rival_page(here.campaign, is_settled=is_settled, after=request.GET.get("after", ""))
    return render(request, "inspections/rivals.html", {"page": page, "is_settled": is_settled})


@needs(Permission.VISIT_PLAN)
def rival(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Both bodies side by side, and the settlement."""
    found = queries.rival(here.campaign, pk)
    form, problem = SettleForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            _settle(found, form, here)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("已裁定"))
            return redirect("inspections:rivals")
    names = _shown(found) | {"form": form, "problem": problem}
    return render(request, "inspections/rival.html", names, status=400 if problem or form.errors else 200)


def _settle(found: RivalVisit, form: SettleForm, here: Here) -> None:
    given = form.cleaned_data
    settle(
        rival=found,
        settlement=Settlement(given["settlement"]),
        reason=given["reason"],
        by=here.user,
        at=here.at,
    )


def _shown(found: RivalVisit) -> dict[str, Any]:
    told = VisitIn.model_validate(found.body)
    shown = {photo.original.sha256: photo for photo in found.photos.select_related("original").order_by("id")}
    keys = [seen.check_item_id for seen in told.observations]
    items = dict(CheckItem.objects.filter(pk__in=keys).order_by("id").values_list("id", "text"))
    return {
        "rival": found,
        "told": told,
        "findings": [
            (finding, [_tile(shown, sent.sha256, finding.description) for sent in finding.photos])
            for finding in told.findings
        ],
        "observations": [
            (
                items.get(seen.check_item_id, seen.check_item_id),
                _mark(seen.result, seen.counted),
                seen.note,
            )
            for seen in told.observations
        ],
        "first_findings": queries.findings_of(found.first),
        "first_observations": queries.observations_of(found.first),
    }


def _tile(shown: dict[str, Photo], sha256: str, description: str) -> dict[str, Any]:
    return photos.tile(shown[sha256], description[:30])


def _mark(result: str, counted: int | None) -> str:
    if counted is not None:
        return _("%(count)s 处") % {"count": counted}
    return str(Result(result).label) if result in Result.values else result
