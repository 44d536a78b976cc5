"""Doing something with a case: one address for each act, all in the same way: form, action, back to the case."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from diebian.base.photos import keep
from diebian.base.problems import NotAllowed, NotFound, Problem
from diebian.cases import actions
from diebian.cases.models import Case
from diebian.cases.terms import ClockAsk
from diebian.flows.dispatch import dispatch, reopen
from diebian.people.terms import Permission
from diebian.web.case_forms import DispatchForm, PartForm, day_deadline
from diebian.web.case_offers import BY_WORD, Kind, made
from diebian.web.cases import visible_case
from diebian.web.guards import Here, needs
from diebian.web.held import HeldPhotos
from diebian.web.marks import tool_for
from diebian.web.photo_forms import RectifyForm

Doing = Callable[[Case, Mapping[str, Any], Any, Here], object]


@require_POST
@needs(Permission.CASE_VIEW)
def act(request: HttpRequest, here: Here, number: int, word: str) -> HttpResponse:
    """Do what ``word`` says with the case; a refusal is told on the case's page and changes nothing."""
    kind = BY_WORD.get(word)
    if kind is None:
        raise NotFound(what=word)
    case = visible_case(here, number)
    held = HeldPhotos(request, form=f"{word}-{case.pk}", at=here.at)
    form = made(kind, request.POST, here, request.FILES, held=held)
    if form is not None and not form.is_valid():
        return _again(request, case, kind, form, status=400)
    try:
        DOINGS[word](case, form.cleaned_data if form else {}, form, here)
    except NotAllowed:
        raise
    except Problem as problem:
        if isinstance(form, RectifyForm):  # it would cost the photographs to begin anew
            form.add_error(None, f"{problem} {problem.next_step}".strip())
            return _again(request, case, kind, form, status=problem.status)
        messages.error(request, f"{problem} {problem.next_step}")
    else:
        held.release()
        messages.success(request, f"{case} · {kind.button}")
    return redirect("cases:show", number=number)


def _again(request: HttpRequest, case: Case, kind: Kind, form: Form, *, status: int) -> HttpResponse:
    """The form once more, with what was filled in, drawn and chosen."""
    if isinstance(form, RectifyForm):
        form.refuse()
    names = {"case": case, "kind": kind, "form": form, "tool": tool_for(case) if kind.has_marks else None}
    return render(request, "cases/act.html", names, status=status)


def _dispatch(case: Case, _given: Mapping[str, Any], form: DispatchForm, here: Here) -> None:
    dispatch(
        cases=[case],
        lead_unit=form.lead,
        helpers=form.helping,
        deadline=form.own_deadline(),
        by=here.user,
        at=here.at,
    )


def _rectify(case: Case, given: Mapping[str, Any], form: RectifyForm, here: Here) -> None:
    """Photographs are read before the transaction, and kept in it: a refusal leaves none behind."""
    before, after = form.photos("before"), form.photos("after")
    with transaction.atomic():
        actions.rectify_case(
            case=case,
            measure=given["measure"],
            responsible_person=given["responsible_person"],
            before=[keep(photo, at=here.at) for photo in before],
            after=[keep(photo, at=here.at) for photo in after],
            by=here.user,
            at=here.at,
        )


def _give_part(case: Case, given: Mapping[str, Any], form: PartForm, here: Here) -> None:
    day = day_deadline(given["due_on"])
    assert day is not None  # noqa: S101  # the form asks for it
    actions.give_part(
        case=case, unit=form.helping, task=given["task"], due_at=day.due_at, by=here.user, at=here.at
    )


def _reopen(case: Case, given: Mapping[str, Any], _form: Any, here: Here) -> None:
    reopen(
        case=case, reason=given["reason"], deadline=day_deadline(given["due_on"]), by=here.user, at=here.at
    )


def _asks(kind: ClockAsk) -> Doing:
    def ask(case: Case, given: Mapping[str, Any], _form: Any, here: Here) -> None:
        new = actions.NewAsk(
            kind=kind, reason=given["reason"], until=given["until"], means=given.get("means", "")
        )
        actions.ask_clock(case=case, ask=new, by=here.user, at=here.at)

    return ask


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
    "give-part": _give_part,
    "ask-extension": _asks(ClockAsk.EXTENSION),
    "ask-pause": _asks(ClockAsk.PAUSE),
    "ask-parking": _asks(ClockAsk.PARKING),
    "resume": lambda case, given, _form, here: actions.resume_case(
        case=case, reason=given["reason"], by=here.user, at=here.at
    ),
    "reopen": _reopen,
    "cancel": lambda case, given, _form, here: actions.cancel_case(
        case=case, reason=given["reason"], by=here.user, at=here.at
    ),
}
assert set(DOINGS) == set(BY_WORD)  # noqa: S101  # every act offered can be done
