"""重拍: what a unit or an inspector is asked to photograph again, and handing it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from diebian.base.photos import keep
from diebian.base.problems import NotAllowed, Problem
from diebian.cases import actions, flags
from diebian.cases.models import Case, EvidenceFlag
from diebian.cases.problems import RetakeNotWanted
from diebian.people.terms import Permission
from diebian.web.evidence import place_in_case
from diebian.web.figures import Figure
from diebian.web.guards import Here, needs
from diebian.web.held import HeldPhotos
from diebian.web.photo_forms import RetakeForm


@dataclass(frozen=True)
class Wanted:
    """A photograph that is to be taken again: its row, and where it hangs in words."""

    row: Mapping[str, Any]
    stage: str


@require_safe
@needs(Permission.CASE_VIEW)
def list_(request: HttpRequest, here: Here) -> HttpResponse:
    """What this person is asked to photograph again, the newest first."""
    page = flags.retake_page(_open(here), after=request.GET.get("after", ""))
    return render(request, "cases/retakes.html", {"page": page, "wanted": _wanted(page.rows)})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_VIEW)
def hand_in(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Hand in a photograph taken again. Sent twice, it is told that it is done. Raises ``NotFound``."""
    flag = flags.retake_for(here.user, here.campaign, pk, at=here.at)
    if request.method != "POST":
        return _shown(request, flag, RetakeForm())
    held = HeldPhotos(request, form=f"retake-{pk}", at=here.at)
    form = RetakeForm(request.POST, request.FILES, held=held)
    if not form.is_valid():
        return _again(request, flag, form, status=400)
    try:
        _take(flag, form, here)
    except NotAllowed:
        raise
    except RetakeNotWanted as problem:
        messages.warning(request, f"{problem} {problem.next_step}")
    except Problem as problem:
        form.add_error(None, f"{problem} {problem.next_step}".strip())
        return _again(request, flag, form, status=problem.status)
    else:
        held.release()
        messages.success(request, _("重拍的照片已交，与原照片并存"))
    return redirect("cases:show", number=flag.case_photo.case.number)


def _take(flag: EvidenceFlag, form: RetakeForm, here: Here) -> None:
    """Photographs are read before the transaction, and kept in it: a refusal leaves none behind."""
    photos = form.photos("again")
    with transaction.atomic():
        taken = [keep(photo, at=here.at) for photo in photos]
        actions.hand_in_retake(flag=flag, photos=taken, by=here.user, at=here.at)


def _again(request: HttpRequest, flag: EvidenceFlag, form: RetakeForm, *, status: int) -> HttpResponse:
    form.refuse()
    return _shown(request, flag, form, status=status)


def _shown(request: HttpRequest, flag: EvidenceFlag, form: RetakeForm, *, status: int = 200) -> HttpResponse:
    hung = flag.case_photo
    names = {
        "flag": flag,
        "form": form,
        "case": hung.case,
        "stage": place_in_case(hung.stage, hung.round),
    }
    return render(request, "cases/retake.html", names, status=status)


def retakes_of(case: Case, here: Here) -> list[Wanted]:
    """What this person is asked to photograph again of one case."""
    return _wanted(flags.retake_page(_open(here).filter(case_photo__case=case)).rows)


def retake_figure(here: Here) -> Figure:
    """How many photographs this person is asked to take again."""
    count = _open(here).count()
    tone, icon = ("late", "camera") if count else ("", "")
    address = reverse("cases:retakes")
    return Figure(_("照片待重拍"), count, unit=_("张"), address=address, tone=tone, icon=icon)


def _open(here: Here) -> Any:
    return flags.open_retakes(here.campaign, user=here.user, at=here.at)


def _wanted(rows: Any) -> list[Wanted]:
    return [Wanted(row, place_in_case(row["case_photo__stage"], row["case_photo__round"])) for row in rows]
