"""另一份答复（未采用）: answers from the street that came too late, beside their case; whoever verifies it settles them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diebian.base.problems import NotAllowed, Problem
from diebian.cases import actions, tasks
from diebian.cases.models import Case, TaskAnswer
from diebian.cases.naming import Naming
from diebian.cases.terms import AnswerSettlement
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.web import photos
from diebian.web.guards import Here, needs


class SettleForm(forms.Form):
    """What becomes of a kept answer, and why."""

    settlement = forms.ChoiceField(choices=AnswerSettlement.choices)
    reason = forms.CharField(max_length=200, required=False)


@dataclass(frozen=True)
class Kept:
    """A kept answer on the page of its case: who gave it, with its photographs; whether this person may settle it."""

    answer: TaskAnswer
    who: str
    settler: str
    photos: list[dict[str, Any]]
    may_settle: bool


def kept_of(case: Case, here: Here, named: Naming) -> list[Kept]:
    """The answers kept beside a case: all for those who verify, his own for everybody else."""
    within = reach(here.user, here.campaign, Permission.CASE_VERIFY, at=here.at)
    return [
        Kept(
            one,
            named.told(case.pk, one.sent_by_id, str(one.sent_by)),
            named.told(case.pk, one.settled_by_id, str(one.settled_by)) if one.settled_by else "",
            [photos.tile(hung.photo, str(hung.get_stage_display())) for hung in one.photos.all()],
            may_settle=bool(within) and one.waits,
        )
        for one in tasks.kept_answers(case, user=here.user, within=within)
    ]


@require_POST
@needs(Permission.CASE_VERIFY)
def settle(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Take a kept answer after all, or set it aside. A refusal is told on the case's page and changes nothing."""
    answer, form = tasks.kept_answer(here.campaign, pk), SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择是否采用；理由不超过 200 字"))
        return redirect("cases:show", number=answer.case.number)
    settlement = AnswerSettlement(form.cleaned_data["settlement"])
    try:
        actions.settle_answer(
            answer=answer, settlement=settlement, reason=form.cleaned_data["reason"], by=here.user, at=here.at
        )
    except NotAllowed:
        raise
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        messages.success(request, f"{_('任务答复')} · {settlement.label}")
    return redirect("cases:show", number=answer.case.number)
