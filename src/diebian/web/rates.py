"""指标: the rates of the field over a period, by unit, area, category, source or special task; each figure opens its rows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from diebian.cases.queries import units_with_names, visible_cases
from diebian.cases.rate_rules import NUMERATORS, UNWANTED, Counts, Measure, Rate, rate, total
from diebian.cases.rates import Dimension, Period, counts_by
from diebian.cases.terms import CaseSource
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import SpecialTask
from diebian.people.terms import Permission
from diebian.standards.queries import categories
from diebian.web.case_figures import cases_at
from diebian.web.guards import Here, needs

MEASURES: dict[Measure, str | Promise] = {
    Measure.HANDLED: gettext_lazy("处置率"),
    Measure.ON_TIME: gettext_lazy("按期处置率"),
    Measure.CLOSED: gettext_lazy("结案率"),
    Measure.CLOSED_ON_TIME: gettext_lazy("按期结案率"),
    Measure.REWORK: gettext_lazy("返工率"),
    Measure.WAITING_LATE: gettext_lazy("超期待处置率"),
    Measure.EXTENDED: gettext_lazy("延期率"),
}
DIMENSIONS: dict[Dimension, str | Promise] = {
    Dimension.UNIT: gettext_lazy("牵头单位"),
    Dimension.AREA: gettext_lazy("区域"),
    Dimension.CATEGORY: gettext_lazy("类别"),
    Dimension.SOURCE: gettext_lazy("问题来源"),
    Dimension.TASK: gettext_lazy("专项任务"),
}
# Dimension → the word of the ledger's address that narrows it.
WORDS = {
    Dimension.UNIT: "unit",
    Dimension.AREA: "area",
    Dimension.CATEGORY: "category",
    Dimension.SOURCE: "source",
    Dimension.TASK: "task",
}
LONGEST = timedelta(days=366)


class RateFilters(forms.Form):
    """By what, and which days."""

    by = forms.ChoiceField(
        label=gettext_lazy("分组"),
        required=False,
        choices=[(one.value, name) for one, name in DIMENSIONS.items()],
    )
    since = forms.DateField(
        label=gettext_lazy("到期日自"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("到期日至"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def wanted(self, here: Here) -> tuple[Dimension, Period]:
        """What is asked for: by default the campaign so far, by unit. Never longer than a year."""
        self.is_valid()
        given = self.cleaned_data
        last = given.get("until") or here.at.astimezone(SHANGHAI).date()
        first = max(given.get("since") or here.campaign.start_on, last - LONGEST)
        return Dimension(given.get("by") or Dimension.UNIT), Period(min(first, last), last)


@dataclass(frozen=True)
class Cell:
    """A rate with the addresses of its numerator's and denominator's rows."""

    rate: Rate
    above: str
    below: str
    is_unwanted: bool


@dataclass(frozen=True)
class Line:
    """One unit, area …: its cases due and its rates."""

    name: str
    due: int
    due_at: str
    cells: list[Cell]


@require_safe
@needs(Permission.CASE_VIEW)
def show(request: HttpRequest, here: Here) -> HttpResponse:
    """The table, with the sum of all as its last line."""
    filters = RateFilters(request.GET)
    dimension, period = filters.wanted(here)
    cases = visible_cases(here.campaign, here.reach)
    found = counts_by(cases, period, dimension, as_of=here.at)
    names = _names(dimension, here)
    lines = [
        _line(
            names.get(key, str(key)) if key not in (None, "") else _("（未填）"),
            counts,
            period,
            {WORDS[dimension]: key},
        )
        for key, counts in sorted(found.items(), key=lambda item: _order(names, item[0]))
    ]
    whole = total(found.values())
    shown = {
        "filters": filters,
        "lines": lines,
        "whole": _line(_("合计"), whole, period, {}) if lines else None,
        "measures": MEASURES.values(),
        "dimension": DIMENSIONS[dimension],
        "period": period,
        "not_yet_due": whole.not_yet_due,
        "at": here.at,
    }
    return render(request, "cases/rates.html", shown)


def _order(names: dict[Any, str], key: Any) -> tuple[int, str]:
    """In the order of the names (official order), the unnamed last."""
    places = {one: place for place, one in enumerate(names)}
    return places.get(key, len(places)), str(key or "\uffff")


def _names(dimension: Dimension, here: Here) -> dict[Any, str]:
    match dimension:
        case Dimension.UNIT | Dimension.AREA:
            return units_with_names(here.campaign)
        case Dimension.SOURCE:
            return {one.value: str(one.label) for one in CaseSource}
        case Dimension.TASK:
            return _titles(SpecialTask.objects.filter(campaign=here.campaign).order_by("number", "id"))
    day = here.at.astimezone(SHANGHAI).date()
    return dict(categories(here.campaign, on=day).values_list("code", "name"))


def _titles(rows: QuerySet[Any]) -> dict[Any, str]:
    return {row.pk: str(row) for row in rows}


def _line(name: str, counts: Counts, period: Period, narrow: dict[str, Any]) -> Line:
    """A line without a key of its own (nothing filled in) opens no rows: the ledger has no such filter."""
    opens = None not in narrow.values() and "" not in narrow.values()
    days = {"due_since": period.first, "due_until": period.last}

    def at(came: str) -> str:
        return cases_at(**narrow, **days, came=came) if opens else ""

    cells = [
        Cell(rate(counts, measure), at(NUMERATORS[measure]), at("due"), measure in UNWANTED)
        for measure in MEASURES
    ]
    return Line(name, counts.due, at("due"), cells)
