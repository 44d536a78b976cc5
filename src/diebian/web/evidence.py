"""提示: what was seen about photographs, in words, for those who verify; and what they make of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diebian.base.problems import NotAllowed, Problem
from diebian.cases import actions, flags
from diebian.cases.evidence_rules import retaker
from diebian.cases.models import Case
from diebian.cases.naming import naming
from diebian.cases.queries import visible_cases
from diebian.cases.terms import FlagDecision, FlagKind, PhotoStage
from diebian.inspections.models import Visit
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs

WAITING, TO_RETAKE = "waiting", "retake"
REASONS = {
    "future": gettext_lazy("照片时间晚于收到时间，拍摄设备的时钟可能不准"),
    "before_campaign": gettext_lazy("照片时间早于攻坚行动开始"),
    "before_visit": gettext_lazy("照片时间比检查开始早两小时以上"),
    "clocks_differ": gettext_lazy("照片自带的时间与手机上报的时间相差一小时以上"),
}


@dataclass(frozen=True)
class Line:
    """A sentence of what was seen; ``address`` opens what it speaks of."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Hint:
    """A hint as it is shown: its row, its name, what was seen, and how it was decided."""

    row: Mapping[str, Any]
    name: str
    stage: str
    lines: Sequence[Line]
    decision: str
    retaker: str = ""

    @property
    def is_retake_wanted(self) -> bool:
        """Whether a photograph taken again is still waited for."""
        return self.row["decision"] == FlagDecision.RETAKE and self.row["retaken_at"] is None


class LookForm(forms.Form):
    """What a person makes of a hint."""

    decision = forms.ChoiceField(choices=FlagDecision.choices)
    note = forms.CharField(max_length=500, required=False)


class FlagFilters(forms.Form):
    """The filter of the list of hints."""

    state = forms.ChoiceField(
        label=gettext_lazy("处理"),
        required=False,
        choices=[
            ("", gettext_lazy("全部")),
            (WAITING, gettext_lazy("待查看")),
            (TO_RETAKE, gettext_lazy("待重拍")),
        ],
    )


@require_safe
@needs(Permission.CASE_VERIFY)
def list_(request: HttpRequest, here: Here) -> HttpResponse:
    """The hints of the campaign, the newest first, a page at a time."""
    filters = FlagFilters(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    found = (
        flags.wanted_retakes(here.campaign)
        if state == TO_RETAKE
        else flags.flags_in(here.campaign, only_waiting=state == WAITING)
    )
    page = flags.flag_page(found, after=request.GET.get("after", ""))
    names = {
        "page": page,
        "filters": filters,
        "hints": hints(page.rows, here),
        "unchecked": flags.unchecked_count(here.campaign),
    }
    return render(request, "cases/flags.html", names)


@require_POST
@needs(Permission.CASE_VERIFY)
def look(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Decide one hint; a refusal is told on the case's page and changes nothing."""
    flag, form = flags.flag_in(here.campaign, pk), LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择处理意见；说明不超过 500 字"))
    else:
        decision = FlagDecision(form.cleaned_data["decision"])
        try:
            actions.look_at_flag(
                flag=flag, decision=decision, note=form.cleaned_data["note"], by=here.user, at=here.at
            )
        except NotAllowed:
            raise
        except Problem as problem:
            messages.error(request, f"{problem} {problem.next_step}")
        else:
            messages.success(request, f"{flag} · {decision.label}")
    return redirect("cases:show", number=flag.case_photo.case.number)


def hints_of(case: Case, here: Here) -> list[Hint]:
    """The hints of a case for those who verify; for everybody else there are none."""
    return hints(flags.flags_of(case), here) if here.may(Permission.CASE_VERIFY) else []


def hints_of_visit(visit: Visit, here: Here) -> dict[int, list[Hint]]:
    """Case → the hints about the photographs of a visit, for those who verify."""
    found: dict[int, list[Hint]] = defaultdict(list)
    rows = flags.flags_of_visit(visit) if here.may(Permission.CASE_VERIFY) else []
    for hint in hints(rows, here) if rows else []:
        found[hint.row["case_photo__case_id"]].append(hint)
    return found


def unchecked_of_visit(visit: Visit, here: Here) -> set[int]:
    """The photographs of a visit that were not looked over yet, for those who verify."""
    return flags.unchecked_of_visit(visit) if here.may(Permission.CASE_VERIFY) else set()


def hints(rows: Sequence[dict[str, Any]], here: Here) -> list[Hint]:
    """Rows of hints in words. Other cases are named only to those who may see them."""
    seen = reach(here.user, here.campaign, Permission.CASE_VIEW, at=here.at)
    numbers = flags.numbers_in(visible_cases(here.campaign, seen), rows)
    cases = {row["case_photo__case_id"] for row in rows if row["looked_by_id"]}
    named = naming(cases, campaign=here.campaign, user=here.user, at=here.at)
    return [
        Hint(
            row=row,
            name=str(FlagKind(row["kind"]).label),
            stage=place_in_case(row["case_photo__stage"], row["case_photo__round"]),
            lines=list(_lines(row["kind"], row["facts"], numbers)),
            decision=str(FlagDecision(row["decision"]).label) if row["decision"] else "",
            retaker=_retaker(row),
        )
        for row in named.in_rows(rows, "looked_by", case="case_photo__case_id")
    ]


def _retaker(row: Mapping[str, Any]) -> str:
    """Who would take it again; "" where nobody can be asked."""
    is_of_visit = row["case_photo__case__finding_id"] is not None
    who = retaker(stage=row["case_photo__stage"], round_=row["case_photo__round"], is_of_visit=is_of_visit)
    return str(who.label) if who else ""


def _lines(kind: str, facts: Mapping[str, Any], numbers: Mapping[int, int]) -> Iterator[Line]:
    if kind == FlagKind.EARLY:
        days = {"taken": _moment(facts["taken_at"]), "registered": _moment(facts["registered_at"])}
        yield Line(_("拍摄于 %(taken)s，问题登记于 %(registered)s") % days)
    elif kind == FlagKind.FAR:
        yield Line(_("距点位约 %(distance_m)s 米，可解释的误差为 %(allowed_m)s 米") % facts)
    elif kind == FlagKind.TIME:
        yield Line(_("照片时间 %(taken)s") % {"taken": _moment(facts["taken_at"])})
        yield from (Line(str(REASONS[reason])) for reason in facts["reasons"])
    else:
        yield from (_use(use, numbers) for use in facts["uses"])
        if (more := facts["count"] - len(facts["uses"])) > 0:
            yield Line(_("另有 %(count)s 处") % {"count": more})


def _use(use: Mapping[str, Any], numbers: Mapping[int, int]) -> Line:
    number = numbers.get(use["case_id"])
    if number is None:
        return Line(_("您无权查看的另一案件"))
    mirrored = f"（{_('左右镜像')}）" if use.get("is_mirrored") else ""
    text = f"{_('案件')} {number:06d} · {place_in_case(use['stage'], use['round'])}{mirrored}"
    return Line(text, reverse("cases:show", args=[number]))


def place_in_case(stage: str, round_: int) -> str:
    """整改后（第 2 次): where in its case a photograph hangs."""
    label = str(PhotoStage(stage).label)
    return f"{label} · {_('第 %(round)s 次整改') % {'round': round_}}" if round_ else label


def _moment(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
