"""回头看: the office asks for another look at a closed case; whoever was asked answers, from the street or here."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diebian.base.photos import take_in
from diebian.base.problems import NotAllowed, Problem
from diebian.cases import actions
from diebian.cases import look_backs as queries
from diebian.cases.look_backs import LATE, WAITING, LookBackFilter
from diebian.cases.models import Case, LookBack
from diebian.cases.naming import Naming, naming
from diebian.cases.queries import visible_cases
from diebian.cases.terms import CaseState, LookBackResult
from diebian.inspections.queries import inspectors
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import User
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs
from diebian.web.marks import Shown, shown
from diebian.web.photo_forms import Photos, PhotosField

STATES = [
    ("", gettext_lazy("全部")),
    (WAITING, gettext_lazy("待回头看")),
    (LATE, gettext_lazy("超期未看")),
    *LookBackResult.choices,
]


class AskForm(forms.Form):
    """Who looks again, and by when."""

    inspector = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("检查人"))
    due_on = forms.DateField(label=gettext_lazy("完成期限"), widget=forms.DateInput(attrs={"type": "date"}))
    demand = forms.CharField(label=gettext_lazy("要求"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, here: Here) -> None:
        super().__init__(data)
        chosen = self.fields["inspector"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101  # as declared above
        people = [user.pk for user in inspectors(here.campaign, at=here.at)]
        chosen.queryset = User.objects.filter(pk__in=people).order_by("display_name", "pk")


class AnswerForm(forms.Form):
    """What was found."""

    result = forms.ChoiceField(
        label=gettext_lazy("结果"), choices=LookBackResult.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("说明（已反弹时必填）"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photos = PhotosField(
        label=gettext_lazy("照片（已反弹时必填）"),
        required=False,
        widget=Photos(attrs={"multiple": True, "accept": "image/*"}),
    )


class Filters(forms.Form):
    """The filter of the list."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)
    own = forms.BooleanField(label=gettext_lazy("安排给我的"), required=False)

    def wanted(self, here: Here) -> LookBackFilter:
        """What is asked for; a word that means nothing is left out."""
        self.is_valid()
        own = here.user if self.cleaned_data.get("own") else None
        return LookBackFilter(self.cleaned_data.get("state", ""), own)


@dataclass(frozen=True)
class Seen:
    """A look-back on the page of its case: who looks, the photographs, and the form for whoever was asked."""

    look_back: LookBack
    who: str
    photos: list[Shown]
    form: AnswerForm | None


@require_safe
@needs(Permission.CASE_VERIFY)
def list_(request: HttpRequest, here: Here) -> HttpResponse:
    """What was asked for, newest first, with what came of it."""
    filters = Filters(request.GET)
    found = queries.look_backs_in(here.campaign, filters.wanted(here), at=here.at)
    page = queries.look_back_page(found, after=request.GET.get("after", ""))
    cases = [row["case_id"] for row in page.rows]
    named = naming(cases, campaign=here.campaign, user=here.user, at=here.at)
    page = replace(page, rows=named.in_rows(page.rows, "inspector", case="case_id"))
    names = {"page": page, "filters": filters, "today": here.at.astimezone(SHANGHAI).date()}
    return render(request, "cases/look_backs.html", names)


@require_POST
@needs(Permission.CASE_LOOK_BACK)
def ask(request: HttpRequest, here: Here) -> HttpResponse:
    """Ask for another look at the cases named: all or none."""
    form = AskForm(request.POST, here=here)
    numbers = [int(number) for number in request.POST.getlist("case") if number.isdecimal()]
    visible = visible_cases(here.campaign, here.reach).select_related("campaign")
    cases = list(visible.filter(number__in=numbers).order_by("number"))
    if not form.is_valid() or not cases:
        messages.error(request, _("请选择案件、检查人和完成期限"))
    else:
        _ask(request, here, cases, form.cleaned_data)
    return redirect("cases:show", number=cases[0].number) if len(cases) == 1 else redirect("cases:look_backs")


def _ask(request: HttpRequest, here: Here, cases: list[Case], given: dict[str, Any]) -> None:
    try:
        asked = actions.ask_look_backs(cases=cases, **given, by=here.user, at=here.at)
    except NotAllowed:
        raise
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        messages.success(request, _("已安排回头看 %(count)s 件") % {"count": len(asked)})


@require_POST
@needs(Permission.CASE_VERIFY)
def answer(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What whoever was asked has found. A refusal is told on the case's page and changes nothing."""
    asked, form = queries.look_back_in(here.campaign, pk), AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选择回头看的结果"))
    else:
        _answer(request, here, asked, form.cleaned_data)
    return redirect("cases:show", number=asked.case.number)


def _answer(request: HttpRequest, here: Here, asked: LookBack, given: dict[str, Any]) -> None:
    result = LookBackResult(given["result"])
    try:
        actions.answer_look_back(
            look_back=asked,
            result=result,
            note=given["note"],
            photos=[take_in(one.read(), name=one.name, at=here.at) for one in given["photos"]],
            by=here.user,
            at=here.at,
        )
    except NotAllowed:
        raise
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        messages.success(request, f"{_('回头看')} · {result.label}")


def seen_again(case: Case, here: Here, named: Naming) -> list[Seen]:
    """The look-backs of a case for its page. Those still to be made are for those who verify."""
    found = queries.look_backs_of(case, with_waiting=here.may(Permission.CASE_VERIFY))
    return [
        Seen(
            one,
            named.told(case.pk, one.inspector_id, str(one.inspector)),
            [shown(photo) for photo in one.photos.all()],
            AnswerForm() if one.looked_at is None and one.inspector_id == here.user.pk else None,
        )
        for one in found
    ]


def photos_of(seen: list[Seen]) -> list[int]:
    """The photographs that are shown with the look-backs."""
    return [photo.hung.pk for one in seen for photo in one.photos]


def ask_form(case: Case, here: Here, seen: list[Seen]) -> AskForm | None:
    """The form to ask for another look, where one may be asked for."""
    if case.state != CaseState.CLOSED or case.lead_unit_id is None or not here.may(Permission.CASE_LOOK_BACK):
        return None
    return None if any(one.look_back.looked_at is None for one in seen) else AskForm(here=here)
