"""What people fill in about cases. The forms check shapes; what may be done is decided by the actions."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diebian.cases.mark_rules import MarkRefused, read_marks
from diebian.cases.queries import CaseFilter
from diebian.cases.terms import CaseSource, CaseState, Deadline, Mark
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, Unit
from diebian.people.queries import units_of
from diebian.people.terms import UnitKind
from diebian.standards.terms import Level
from diebian.web.quick_fields import QuickChoice, QuickInput, QuickSelectMultiple, offer

ANSWERING = (
    UnitKind.DEPARTMENT,
    UnitKind.SUBDISTRICT,
    UnitKind.COMMUNITY,
    UnitKind.VILLAGE,
    UnitKind.WORKING_GROUP,
)
CLOCKS = [("", _("全部")), ("late", _("逾期")), ("soon", _("即将到期")), ("undispatched", _("超时未交办"))]


def unit_choices(campaign: Campaign) -> list[tuple[str, str]]:
    """The units that can answer for a case, in official order."""
    return [(str(pk), name) for pk, name in units_of(campaign, *ANSWERING).values_list("pk", "short_name")]


class CaseFilters(forms.Form):
    """The filters of the ledger, all from the address."""

    q = forms.CharField(label=_("检索"), required=False, widget=QuickInput(attrs={"type": "search"}))
    state = QuickChoice(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("open", _("未销号")), *CaseState.choices],
    )
    source = QuickChoice(
        label=_("问题来源"),
        required=False,
        choices=[("", _("全部")), *CaseSource.choices],
    )
    unit = QuickChoice(label=_("牵头单位"), required=False)
    clock = QuickChoice(label=_("时限"), required=False, choices=CLOCKS)
    # Set by links of other pages: the rows behind a figure.
    category = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    task = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = forms.DateField(required=False, widget=forms.HiddenInput)
    until = forms.DateField(required=False, widget=forms.HiddenInput)
    due_since = forms.DateField(required=False, widget=forms.HiddenInput)
    due_until = forms.DateField(required=False, widget=forms.HiddenInput)
    came = forms.CharField(required=False, widget=forms.HiddenInput)
    area = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, units: list[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self.fields["unit"], [("", _("全部")), *units])

    def wanted(self) -> CaseFilter:
        """What is asked for; a word that means nothing is left out."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state", "")
        return CaseFilter(
            words=given.get("q", ""),
            states=(state,) if state in CaseState.values else (),
            is_open=True if state == "open" else None,
            source=given.get("source", ""),
            unit_ids=(int(given["unit"]),) if given.get("unit") else (),
            is_late=given.get("clock") == "late",
            is_due_soon=given.get("clock") == "soon",
            is_undispatched_late=given.get("clock") == "undispatched",
            category_code=given.get("category", ""),
            place_id=given.get("place"),
            special_task_id=given.get("task"),
            registered_from=given.get("since"),
            registered_until=given.get("until"),
            due_from=given.get("due_since"),
            due_until=given.get("due_until"),
            came_to=given.get("came", ""),
            area_id=given.get("area"),
        )


class NewCaseForm(forms.Form):
    """登记案件 by hand."""

    description = forms.CharField(
        label=_("存在问题"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place_text = forms.CharField(label=_("地点"), max_length=200, required=False)
    source = QuickChoice(label=_("问题来源"), choices=CaseSource.choices)
    source_number = forms.CharField(label=_("来源编号"), max_length=60, required=False)
    category_code = QuickChoice(label=_("类别"), required=False)
    level = QuickChoice(label=_("整改分类"), choices=Level.choices, initial=Level.LIMITED, required=False)
    demand = forms.CharField(
        label=_("整改要求"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, categories: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(data, **values)
        self.offer(categories)

    def offer(self, categories: list[tuple[str, str]]) -> None:
        """The categories to choose from."""
        offer(self.fields["category_code"], [("", _("未分类")), *categories])


class DispatchForm(forms.Form):
    """交办: one lead unit, helpers, and a day if the standard one does not fit."""

    lead_unit = QuickChoice(label=_("牵头单位"))
    helpers = forms.MultipleChoiceField(
        label=_("配合单位"), required=False, widget=QuickSelectMultiple(attrs={"size": 5})
    )
    due_on = forms.DateField(
        label=_("整改截止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填则按该类别的规定时限和工作日历计算"),
    )

    def __init__(
        self, data: Any = None, *, campaign: Campaign, units: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__(data)
        choices = unit_choices(campaign) if units is None else units
        offer(self.fields["lead_unit"], [("", "—"), *choices])
        offer(self.fields["helpers"], choices)

    @property
    def lead(self) -> Unit:
        """The lead unit chosen."""
        return Unit.objects.get(pk=self.cleaned_data["lead_unit"])

    @property
    def helping(self) -> list[Unit]:
        """The helping units chosen, in official order."""
        chosen = Unit.objects.filter(pk__in=self.cleaned_data["helpers"])
        return list(chosen.order_by("official_order", "id"))

    def own_deadline(self) -> Deadline | None:
        """The close of the day a person set, or None."""
        return day_deadline(self.cleaned_data.get("due_on"))


def day_deadline(day: Any) -> Deadline | None:
    """Six in the evening of a day that a person set."""
    if day is None:
        return None
    return Deadline(due_at=datetime.combine(day, time(18), SHANGHAI), basis=str(_("人工指定")))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class SendBackForm(ReasonForm):
    """Why an answer is not good enough, and where on its photographs: ``{CasePhoto: marks}``, drawn by the script."""

    marks = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_marks(self) -> dict[int, list[Mark]]:
        """The marks, each as the rule allows it."""
        try:
            return read_marks(self.cleaned_data["marks"])
        except MarkRefused as refused:
            raise forms.ValidationError(refused.fault.label, code=refused.fault.value) from refused


class NoteForm(forms.Form):
    """A remark that may be left out."""

    note = forms.CharField(
        label=_("核查说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PartForm(forms.Form):
    """分派配合任务: who helps, with what, by when."""

    unit = QuickChoice(label=_("配合单位"))
    task = forms.CharField(label=_("分工"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = forms.DateField(label=_("完成日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data)
        offer(self.fields["unit"], [("", "—"), *unit_choices(campaign)])

    @property
    def helping(self) -> Unit:
        """The unit chosen."""
        return Unit.objects.get(pk=self.cleaned_data["unit"])


class ExtensionForm(ReasonForm):
    """申请延期: why, and until when."""

    until = forms.DateField(label=_("延期至"), widget=forms.DateInput(attrs={"type": "date"}))


class PauseForm(ReasonForm):
    """申请暂停计时: why, and when to look at it again."""

    until = forms.DateField(label=_("复核日期"), widget=forms.DateInput(attrs={"type": "date"}))


class ParkingForm(PauseForm):
    """申请挂账: also what is lacking."""

    means = forms.CharField(
        label=_("所缺条件"),
        max_length=200,
        help_text=_("例如：需财政资金到位、列入改造计划、待其他单位批复"),
    )


class ReopenForm(ReasonForm):
    """重启: why, and by when."""

    due_on = forms.DateField(
        label=_("整改截止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填则按该类别的规定时限和工作日历计算"),
    )
