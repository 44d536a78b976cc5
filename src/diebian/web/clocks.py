"""时限申请: what units asked about their deadlines, and the decision of somebody else."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diebian.base.problems import NotAllowed, Problem
from diebian.cases import actions, clocks
from diebian.cases.models import ClockRequest
from diebian.cases.terms import ClockAnswer, ClockAsk
from diebian.lib.worktime import SHANGHAI
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs

WAITING, STANDING, REVIEW = "waiting", "standing", "review"


class ClockFilters(forms.Form):
    """Which requests."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[
            ("", gettext_lazy("全部")),
            (WAITING, gettext_lazy("待审批")),
            (STANDING, gettext_lazy("计时已停")),
            (REVIEW, gettext_lazy("到期复核")),
        ],
    )

    def narrowed(self, campaign: Any, at: datetime) -> QuerySet[ClockRequest]:
        """The requests asked for."""
        self.is_valid()
        requests = clocks.requests_in(campaign)
        match self.cleaned_data.get("state"):
            case "waiting":
                return clocks.waiting(requests)
            case "standing":
                return clocks.standing(requests)
            case "review":
                return clocks.to_review(requests, on=at.astimezone(SHANGHAI).date())
        return requests


class DecideForm(forms.Form):
    """批准 or not; another day than the one asked for may be set."""

    answer = forms.ChoiceField(
        label=gettext_lazy("审批结果"),
        choices=[
            (ClockAnswer.GRANTED, gettext_lazy("批准")),
            (ClockAnswer.REFUSED, gettext_lazy("不批准")),
        ],
    )
    until = forms.DateField(
        label=gettext_lazy("批准至"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("不填则按申请的日期"),
    )
    note = forms.CharField(
        label=gettext_lazy("审批意见"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("不批准须说明原因"),
    )


@require_safe
@needs(Permission.CASE_CLOCK)
def list_(request: HttpRequest, here: Here) -> HttpResponse:
    """The requests of the campaign, the newest first, a page at a time."""
    filters = ClockFilters(request.GET)
    page = clocks.request_page(filters.narrowed(here.campaign, here.at), after=request.GET.get("after", ""))
    return render(request, "cases/clocks.html", {"page": page, "filters": filters, "asked": told(page.rows)})


@require_POST
@needs(Permission.CASE_CLOCK)
def decide(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Approve or refuse; what cannot be done is told on the case's page and changes nothing."""
    asked, form = clocks.request_in(here.campaign, pk), DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择审批结果，日期按 2017-09-30 的格式填写"))
        return redirect("cases:show", number=asked.case.number)
    try:
        _decide(asked, form.cleaned_data, here)
    except NotAllowed:
        raise
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        label = ClockAnswer(form.cleaned_data["answer"]).label
        messages.success(request, f"{asked} · {label}")
    return redirect("cases:show", number=asked.case.number)


def _decide(asked: ClockRequest, given: dict[str, Any], here: Here) -> None:
    if given["answer"] == ClockAnswer.REFUSED:
        actions.refuse_clock(request=asked, reason=given["note"], by=here.user, at=here.at)
    else:
        actions.grant_clock(request=asked, until=given["until"], note=given["note"], by=here.user, at=here.at)


def told(rows: Any) -> list[dict[str, Any]]:
    """Rows with their words."""
    return [
        {
            "row": row,
            "name": ClockAsk(row["kind"]).label,
            "answer": ClockAnswer(row["answer"]).label if row["answer"] else "",
            "stands": row["answer"] == ClockAnswer.GRANTED
            and row["left_seconds"] is not None
            and row["ended_at"] is None,
        }
        for row in rows
    ]
