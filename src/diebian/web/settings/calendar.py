"""The working calendar: the days of a year that differ from Monday to Friday, and pasting a notice."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from diebian.lib.worktime import SHANGHAI
from diebian.people import actions
from diebian.people.models import CalendarDay
from diebian.people.problems import CalendarUnreadable
from diebian.people.queries import calendar_years
from diebian.people.rules import DayLineFault, parse_days
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs
from diebian.web.settings.sheets import FormCard, Row, Table, sheet


class DaysForm(forms.Form):
    days = forms.CharField(
        label=gettext_lazy("放假与调休"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "2027-01-01 休 元旦"}),
        help_text=gettext_lazy("每行一天：日期、“休”或“班”、说明。与周一至周五上班相同的日子不必写。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.USER_MANAGE)
def calendar(request: HttpRequest, here: Here) -> HttpResponse:
    """One year's days; pasted days are added or changed, all of them or none."""
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = _write(form.cleaned_data["days"], here)
        messages.success(request, _("已更新 %(days)s 天") % {"days": changed})
        return redirect("settings:calendar")
    years, now = calendar_years(), here.at.astimezone(SHANGHAI).year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else now
    rows = [_row(row) for row in CalendarDay.objects.filter(day__year=year).order_by("day")]
    others = [Row([other], f"{reverse('settings:calendar')}?year={other}") for other in sorted(years | {now})]
    tables = [
        Table([_("日期"), _("是否上班"), _("说明")], rows, str(year)),
        Table([_("年份")], others, _("其他年份")),
    ]
    missing = (
        "" if now in years else _("%(year)s 年的放假安排尚未录入，时限将只按周一至周五计算。") % {"year": now}
    )
    card = FormCard(_("粘贴放假安排"), form, _("更新日历"))
    return sheet(request, title=_("工作日历"), tables=tables, cards=[card], note=missing)


def _row(row: CalendarDay) -> Row:
    return Row([row.day.isoformat(), _("上班") if row.is_working else _("休息"), row.note])


def _write(text: str, here: Here) -> int:
    try:
        days = parse_days(text)
    except DayLineFault as fault:
        raise CalendarUnreadable(line=fault.line, text=fault.text) from fault
    return actions.set_calendar_days(days=days, by=here.user, at=here.at)
