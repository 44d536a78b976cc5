"""群众举报 as the office and the supervision groups work on them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from diebian.base.problems import NotFound
from diebian.cases.queries import case_of_report
from diebian.flows import verify_report as flow
from diebian.lib.worktime import SHANGHAI
from diebian.people.terms import Permission
from diebian.reports import actions, queries, rules
from diebian.reports.models import Report
from diebian.reports.queries import ReportFilter
from diebian.reports.terms import ReportSource, ReportState, Topic
from diebian.standards.queries import category_tree
from diebian.standards.terms import Level
from diebian.web import photos
from diebian.web.guards import Here, needs

ANY = ("", gettext_lazy("全部"))


class ReportFilters(forms.Form):
    """The filters of the list of reports."""

    q = forms.CharField(
        label=gettext_lazy("查找"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=[ANY, *ReportState.choices])
    topic = forms.ChoiceField(label=gettext_lazy("问题类型"), required=False, choices=[ANY, *Topic.choices])
    source = forms.ChoiceField(
        label=gettext_lazy("来源"), required=False, choices=[ANY, *ReportSource.choices]
    )

    def wanted(self) -> ReportFilter:
        """What was chosen; a field that makes no sense narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return ReportFilter(
            words=chosen.get("q", ""),
            state=chosen.get("state", ""),
            topic=chosen.get("topic", ""),
            source=chosen.get("source", ""),
        )


@require_safe
@needs(Permission.REPORT_VIEW)
def reports(request: HttpRequest, here: Here) -> HttpResponse:
    """All reports, newest first."""
    filters = ReportFilters(request.GET)
    found = queries.narrowed(queries.reports(here.campaign), filters.wanted())
    page = queries.report_page(found, after=request.GET.get("after", ""))
    names = {"page": page, "filters": filters, "topics": dict(Topic.choices)}
    return render(request, "reports/list.html", names)


@require_safe
@needs(Permission.REPORT_VIEW)
def report(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One report: what was told, by whom (masked but for those who verify), what may be done."""
    found = queries.report_numbered(here.campaign, number)
    may_verify = here.may(Permission.REPORT_VERIFY)
    day = here.at.astimezone(SHANGHAI).date()
    names = {
        "report": found,
        "contact": _contact(found, is_open=may_verify),
        "photos": [photos.tile(photo, found.subject) for photo in queries.photos_of(found)],
        "merged": queries.merged_reports(found),
        "case": case_of_report(found),
        "may_decide": may_verify and rules.may_decide(ReportState(found.state)),
        "categories": category_tree(here.campaign, on=day),
        "levels": Level.choices,
    }
    return render(request, "reports/report.html", names)


def _contact(report: Report, *, is_open: bool) -> str:
    """Who sent it: whole for those who have to call, masked for all others."""
    name, phone = report.reporter_name, report.reporter_phone
    if not is_open:
        name, phone = rules.masked_name(name), rules.masked_phone(phone)
    return " ".join(part for part in (name, phone) if part)


@require_POST
@needs(Permission.REPORT_VERIFY)
def verify(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """属实: it becomes a case."""
    level = request.POST.get("level", "")
    seen = flow.Verified(
        description=request.POST.get("description", ""),
        category_code=request.POST.get("category", "")[:20],
        level=Level(level) if level in Level.values else Level.LIMITED,
    )
    found = queries.report_numbered(here.campaign, number)
    case = flow.verify_report(report=found, seen=seen, by=here.user, at=here.at)
    messages.success(request, _("举报属实，已立案：%(case)s") % {"case": case})
    return redirect("reports:report", number)


@require_POST
@needs(Permission.REPORT_VERIFY)
def reject(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """不属实 or not ours, with the reason."""
    found = queries.report_numbered(here.campaign, number)
    reason = request.POST.get("reason", "")
    actions.reject_report(report=found, reason=reason, by=here.user, at=here.at)
    messages.success(request, _("已记录：不予立案"))
    return redirect("reports:report", number)


@require_POST
@needs(Permission.REPORT_VERIFY)
def merge(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The same as an earlier report."""
    found = queries.report_numbered(here.campaign, number)
    into = request.POST.get("into", "").strip()
    if not (into.isascii() and into.isdigit() and len(into) <= 9):
        raise NotFound(what=Report._meta.verbose_name)
    target = queries.report_numbered(here.campaign, int(into))
    actions.merge_report(report=found, into=target, by=here.user, at=here.at)
    messages.success(request, _("已并入举报 %(report)s") % {"report": target})
    return redirect("reports:report", number)
