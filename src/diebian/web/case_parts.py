"""分工: what each helping unit is to do for a case; its answer, and the office's decision when it does not want it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diebian.base.photos import keep
from diebian.base.problems import NotAllowed, NotFound, Problem
from diebian.cases import actions, parts
from diebian.cases.models import Case, CasePart
from diebian.cases.rules import AT_HOME
from diebian.cases.terms import PartState
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.web.case_forms import ReasonForm
from diebian.web.guards import Here, needs
from diebian.web.held import HeldPhotos
from diebian.web.photo_forms import PartAnswerForm

ANSWER, RETURN, KEEP, DROP = "answer", "return", "keep", "drop"
WORDS = {
    ANSWER: _("反馈配合任务"),
    RETURN: _("退回配合任务"),
    KEEP: _("维持配合任务"),
    DROP: _("免除配合任务"),
}
NEEDS = {
    ANSWER: Permission.CASE_RECTIFY,
    RETURN: Permission.CASE_RETURN,
    KEEP: Permission.CASE_DISPATCH,
    DROP: Permission.CASE_DISPATCH,
}
# State → what may be done, the expected one first.
OFFERED = {PartState.OPEN: (ANSWER, RETURN, DROP), PartState.RETURNED: (KEEP, DROP, ANSWER)}
DECIDING: dict[str, Callable[..., object]] = {
    RETURN: actions.return_part,
    KEEP: actions.keep_part,
    DROP: actions.drop_part,
}


@require_safe
@needs(Permission.CASE_VIEW)
def list_(request: HttpRequest, here: Here) -> HttpResponse:
    """The open parts within the person's reach, the first due first, a page at a time."""
    units = None if here.reach.everything else here.reach.unit_ids
    page = parts.part_page(parts.open_parts(here.campaign, units), after=request.GET.get("after", ""))
    return render(request, "cases/parts.html", {"page": page, "at": here.at})


def parts_of(case: Case, here: Here) -> list[dict[str, Any]]:
    """The parts of a case, each with what this person may do with it now."""
    return [
        {
            "part": part,
            "acts": [
                {"word": word, "button": WORDS[word], "form": _form(word, part, None, None, None)}
                for word in _offered(part, case, here)
            ],
        }
        for part in parts.parts_of(case)
    ]


def _offered(part: CasePart, case: Case, here: Here) -> list[str]:
    if case.state not in AT_HOME:
        return []
    return [
        word
        for word in OFFERED.get(PartState(part.state), ())
        if reach(here.user, here.campaign, NEEDS[word], at=here.at).covers([part.unit_id])
    ]


def _form(word: str, part: CasePart, data: Any, files: Any, held: HeldPhotos | None) -> Form:
    prefix = None if data is not None else f"{word}-{part.pk}"
    return (
        PartAnswerForm(data, files, held=held)
        if word == ANSWER
        else ReasonForm(data, auto_id=f"id_{prefix}_%s")
    )


@require_POST
@needs(Permission.CASE_VIEW)
def act(request: HttpRequest, here: Here, pk: int, word: str) -> HttpResponse:
    """Do what ``word`` says with the part; a refusal shows the form again and changes nothing."""
    part = parts.part_in(here.campaign, pk)
    if word not in WORDS or not here.reach.covers([part.unit_id, part.case.lead_unit_id]):
        raise NotFound(what=CasePart._meta.verbose_name)
    held = HeldPhotos(request, form=f"part-{part.pk}", at=here.at)
    form = _form(word, part, request.POST, request.FILES, held)
    if not form.is_valid():
        return _again(request, part, word, form, status=400)
    try:
        _do(word, part, form, here)
    except NotAllowed:
        raise
    except Problem as problem:
        form.add_error(None, f"{problem} {problem.next_step}".strip())
        return _again(request, part, word, form, status=problem.status)
    held.release()
    messages.success(request, f"{part.unit} · {WORDS[word]}")
    return redirect("cases:show", number=part.case.number)


@transaction.atomic
def _do(word: str, part: CasePart, form: Form, here: Here) -> None:
    given = form.cleaned_data
    if isinstance(form, PartAnswerForm):
        photos = [keep(photo, at=here.at) for photo in form.photos("after")]
        actions.answer_part(part=part, measure=given["measure"], photos=photos, by=here.user, at=here.at)
    else:
        DECIDING[word](part=part, reason=given["reason"], by=here.user, at=here.at)


def _again(request: HttpRequest, part: CasePart, word: str, form: Form, *, status: int) -> HttpResponse:
    if isinstance(form, PartAnswerForm):
        form.refuse()
    names = {"part": part, "word": word, "button": WORDS[word], "form": form}
    return render(request, "cases/part.html", names, status=status)
