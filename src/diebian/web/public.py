"""公众: what everybody may see and do without an account. Nothing personal is shown on any of these pages."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diebian.base import clock
from diebian.base.problems import Invalid, NotFound, Problem
from diebian.cases.models import Case
from diebian.cases.queries import case_of_report
from diebian.cases.terms import CaseState
from diebian.reports import actions, queries
from diebian.reports.actions import NewReport
from diebian.reports.models import Report
from diebian.reports.rules import MAX_PHOTOS, read_code
from diebian.reports.terms import ReportState, Topic
from diebian.web.guards import campaign_of, public
from diebian.web.held import HeldPhotos
from diebian.web.limits import limited

TRAP = "website"  # a field that people do not see
# What became of a report, in the words of the street.
OF_REPORT: dict[str, str | Promise] = {
    ReportState.RECEIVED: _("已收到，正在现场核实"),
    ReportState.REJECTED: _("经核实，未予立案"),
}
OF_CASE: dict[str, str | Promise] = {
    CaseState.REGISTERED: _("情况属实，正在交办"),
    CaseState.RETURNED: _("情况属实，正在交办"),
    CaseState.DISPATCHED: _("已交责任单位办理"),
    CaseState.ACCEPTED: _("责任单位正在整改"),
    CaseState.REWORK: _("整改未达标，正在返工"),
    CaseState.PAUSED: _("责任单位正在整改，因客观原因暂缓"),
    CaseState.PARKED: _("已列入长期整改，条件具备后办理"),
    CaseState.RECTIFIED: _("已整改，等待核查"),
    CaseState.CLOSED: _("已办结"),
    CaseState.CANCELLED: _("已了结"),
}


class ReportForm(forms.Form):
    """What a citizen tells: topic, what, where; telephone only if he likes."""

    topic = forms.ChoiceField(label=_("什么问题"), choices=Topic.choices, widget=forms.RadioSelect)
    place_text = forms.CharField(
        label=_("在哪里"), max_length=200, help_text=_("如：解放中路与塔北路交叉口西南角")
    )
    body = forms.CharField(label=_("看到了什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    reporter_name = forms.CharField(label=_("称呼（可不填）"), max_length=60, required=False)
    reporter_phone = forms.CharField(
        label=_("电话（可不填）"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("只用于核实这条举报，不对外公开"),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)


class FollowForm(forms.Form):
    """The code of a report."""

    code = forms.CharField(label=_("查询码"), max_length=40, help_text=_("如：000012-K7M2Q9XW"))


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """The public's first page: report a problem, follow one's report."""
    campaign_of(request)
    return render(request, "public/home.html", {"form": FollowForm()})


@never_cache
@public
@limited("report", "10/h", method=("POST",))
def report(request: HttpRequest) -> HttpResponse:
    """Report a problem in four taps; once sent, its page under its own code."""
    held = HeldPhotos(request, form="report", at=clock.now())
    if request.method != "POST":
        return _report_form(request, ReportForm(initial={"client_id": uuid4(), **_first(request)}), held)
    form, status = ReportForm(request.POST), 400
    if form.is_valid():
        try:
            kept = _receive(request, form.cleaned_data, held)
        except Problem as problem:
            form.add_error(None, f"{problem} {problem.next_step}".strip())
            status = problem.status
        else:
            held.release()
            return redirect(f"{reverse('public:followed', args=[kept.code])}?sent=1")
    if not request.POST.get(TRAP):
        held.keep(["photos"])
    return held.dressed(_report_form(request, form, held, status=status))


def _first(request: HttpRequest) -> dict[str, str]:
    """A topic chosen on the page before."""
    topic = request.GET.get("topic", "")
    return {"topic": topic} if topic in Topic.values else {}


def _receive(request: HttpRequest, told: dict[str, Any], held: HeldPhotos) -> Report:
    """Raises what ``receive_report`` raises, ``FileRefused``, ``HeldPhotoGone``, and ``Invalid`` for who fills in what no
    one sees.
    """
    if request.POST.get(TRAP):
        raise Invalid(field=_("表单"), reason=_("未能提交，请重新填写"))
    client_id: UUID = told["client_id"]
    new = NewReport(
        topic=Topic(told["topic"]),
        body=told["body"],
        place_text=told["place_text"],
        client_id=client_id,
        reporter_name=told["reporter_name"],
        reporter_phone=told["reporter_phone"],
        photos=held.photos("photos"),
    )
    return actions.receive_report(campaign=campaign_of(request), new=new, at=clock.now())[0]


def _report_form(
    request: HttpRequest, form: ReportForm, held: HeldPhotos, *, status: int = 200
) -> HttpResponse:
    names = {"form": form, "max_photos": MAX_PHOTOS, "held": held.offered("photos"), "lost": held.told_lost()}
    return render(request, "public/report.html", names, status=status)


@require_safe
@never_cache
@public
@limited("follow", "60/h")
def follow(request: HttpRequest) -> HttpResponse:
    """From the code typed in to the report's page. Wrong numbers and wrong tokens look the same."""
    form = FollowForm(request.GET or None)
    if form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if queries.followed(campaign_of(request), code):
            return redirect("public:followed", str(code))
        form.add_error("code", _("没有这个查询码，请核对后再试。"))
    return render(request, "public/follow.html", {"form": form}, status=404 if form.errors else 200)


@require_safe
@never_cache
@public
@limited("follow", "60/h")
def followed(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a report. Raises ``NotFound``."""
    found = queries.followed(campaign_of(request), read_code(code))
    if found is None:
        raise NotFound(what=Report._meta.verbose_name)
    shown = found.merged_into or found
    case = case_of_report(shown)
    names = {
        "report": found,
        "shown": shown,
        "case": case,
        "answer": answer_in_words(shown, case),
        "is_sent": "sent" in request.GET,
    }
    response = render(request, "public/followed.html", names)
    # The address holds the code: no search engine keeps it, no other site is told of it.
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def answer_in_words(report: Report, case: Case | None) -> str | Promise:
    """Where a report stands, said plainly."""
    return OF_CASE[case.state] if case else OF_REPORT[report.state]
