"""Doing something with a case: one address for each act, all in the same way: form, action, back to the case."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from diebian.base.models import Photo
from diebian.base.photos import take_in
from diebian.base.problems import NotAllowed, NotFound, Problem
from diebian.cases import actions
from diebian.cases.models import Case
from diebian.flows.dispatch import dispatch, reopen
from diebian.people.terms import Permission
from diebian.web.case_forms import DispatchForm, day_deadline
from diebian.web.case_offers import BY_WORD, made
from diebian.web.cases import visible_case
from diebian.web.guards import Here, needs
from diebian.web.marks import tool_for

Doing = Callable[[Case, Mapping[str, Any], Any, Here], object]


@require_POST
@needs(Permission.CASE_VIEW)
def act(request: HttpRequest, here: Here, number: int, word: str) -> HttpResponse:
    """Do what ``word`` says with the case; a refusal is told on the case's page and changes nothing."""
    kind = BY_WORD.get(word)
    if kind is None:
        raise NotFound(what=word)
    case = visible_case(here, number)
    form = made(kind, request.POST, here, request.FILES)
    if form is not None and not form.is_valid():
        names = {"case": case, "kind": kind, "form": form, "tool": tool_for(case) if kind.has_marks else None}
        return render(request, "cases/act.html", names, status=400)
    try:
        DOINGS[word](case, form.cleaned_data if form else {}, form, here)
    except NotAllowed:
        raise
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        messages.success(request, f"{case} · {kind.button}")
    return redirect("cases:show", number=number)


def _dispatch(case: Case, _given: Mapping[str, Any], form: DispatchForm, here: Here) -> None:
    dispatch(
        cases=[case],
        lead_unit=form.lead,
        helpers=form.helping,
        deadline=form.own_deadline(),
        by=here.user,
        at=here.at,
    )


def _rectify(case: Case, given: Mapping[str, Any], _form: Any, here: Here) -> None:
    actions.rectify_case(
        case=case,
        measure=given["measure"],
        responsible_person=given["responsible_person"],
        before=_photos(given["before"], here),
        after=_photos(given["after"], here),
        by=here.user,
        at=here.at,
    )


def _photos(uploads: list[Any], here: Here) -> list[Photo]:
    return [take_in(upload.read(), name=upload.name, at=here.at) for upload in uploads]


def _reopen(case: Case, given: Mapping[str, Any], _form: Any, here: Here) -> None:
    reopen(
        case=case, reason=given["reason"], deadline=day_deadline(given["due_on"]), by=here.user, at=here.at
    )


DOINGS: dict[str, Doing] = {
    "dispatch": _dispatch,
    "accept": lambda case, _given, _form, here: actions.accept_case(case=case, by=here.user, at=here.at),
    "rectify": _rectify,
    "verify": lambda case, given, _form, here: actions.verify_case(
        case=case, note=given["note"], by=here.user, at=here.at
    ),
    "send-back": lambda case, given, _form, here: actions.send_back(
        case=case, reason=given["reason"], marks=given["marks"], by=here.user, at=here.at
    ),
    "return": lambda case, given, _form, here: actions.return_case(
        case=case, reason=given["reason"], by=here.user, at=here.at
    ),
    "reopen": _reopen,
    "cancel": lambda case, given, _form, here: actions.cancel_case(
        case=case, reason=given["reason"], by=here.user, at=here.at
    ),
}
assert set(DOINGS) == set(BY_WORD)  # noqa: S101  # every act offered can be done
