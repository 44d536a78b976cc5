"""The campaign itself, its special tasks and milestones."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from diebian.base.problems import NotFound
from diebian.people import actions
from diebian.people.models import Milestone, SpecialTask, Unit
from diebian.people.queries import units_of
from diebian.people.terms import Permission, UnitKind
from diebian.web.guards import Here, needs
from diebian.web.settings.sheets import Act, FormCard, Row, Table, sheet
from diebian.web.templatetags.parts import day, moment

SUPERVISION = (UnitKind.SPECIAL_SUPERVISION, UnitKind.JOINT_SUPERVISION)


class CampaignForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    slogan = forms.CharField(label=gettext_lazy("口号"), max_length=100, required=False)
    dispatch_working_hours = forms.IntegerField(
        label=gettext_lazy("派遣时限（工作时）"),
        help_text=gettext_lazy("登记后应在多少工作时内交办"),
        min_value=1,
        max_value=80,
    )


class TaskForm(forms.Form):
    number = forms.IntegerField(label=gettext_lazy("序号"), min_value=1, max_value=999)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("牵头单位"))
    helpers = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=gettext_lazy("配合单位"), required=False
    )
    supervision_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("专项督导组"), required=False
    )
    plan = forms.CharField(
        label=gettext_lazy("工作方案"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(self, data: object, *, here: Here) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # POST or nothing
        every, groups = units_of(here.campaign), units_of(here.campaign, *SUPERVISION)
        for name, units in (("lead_unit", every), ("helpers", every), ("supervision_unit", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # as declared above
            field.queryset = units


class MilestoneForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    due_on = forms.DateField(label=gettext_lazy("节点日期"), widget=forms.DateInput(attrs={"type": "date"}))
    special_task = forms.ModelChoiceField(
        SpecialTask.objects.none(), label=gettext_lazy("专项任务"), required=False
    )

    def __init__(self, data: object, *, here: Here) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # POST or nothing
        field = self.fields["special_task"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # as declared above
        field.queryset = SpecialTask.objects.filter(campaign=here.campaign).order_by("number")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CAMPAIGN_MANAGE)
def campaign(request: HttpRequest, here: Here) -> HttpResponse:
    """Name, slogan, time to dispatch."""
    known = {name: getattr(here.campaign, name) for name in CampaignForm.base_fields}
    form = CampaignForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.change_campaign(campaign=here.campaign, by=here.user, at=here.at, **form.cleaned_data)
        messages.success(request, _("已保存"))
        return redirect("settings:campaign")
    span = Row([here.campaign.division_name, day(here.campaign.start_on), day(here.campaign.end_on)])
    table = Table([_("区划名称"), _("开始日期"), _("结束日期")], [span])
    card = FormCard(_("修改"), form, _("保存"))
    return sheet(request, title=_("攻坚行动"), tables=[table], cards=[card])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CAMPAIGN_MANAGE)
def tasks(request: HttpRequest, here: Here) -> HttpResponse:
    """Special tasks: one lead, N helpers, a supervision group."""
    form = TaskForm(request.POST or None, here=here)
    found = SpecialTask.objects.filter(campaign=here.campaign).order_by("number")
    if request.method == "POST" and form.is_valid():
        if found.filter(number=form.cleaned_data["number"]).exists():
            form.add_error("number", _("这个序号已被使用"))
        else:
            actions.create_special_task(campaign=here.campaign, by=here.user, at=here.at, **form.cleaned_data)
            messages.success(request, _("已保存"))
            return redirect("settings:tasks")
    rows = [
        Row(
            [
                task.number,
                task,
                task.lead_unit,
                "、".join(map(str, task.helpers.all())),
                task.supervision_unit or "–",
            ]
        )
        for task in found.select_related("lead_unit", "supervision_unit").prefetch_related("helpers__unit")
    ]
    columns = [_("序号"), _("名称"), _("牵头单位"), _("配合单位"), _("专项督导组")]
    card = FormCard(_("新增专项任务"), form, _("新增"))
    return sheet(request, title=_("专项任务"), tables=[Table(columns, rows)], cards=[card])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CAMPAIGN_MANAGE)
def milestones(request: HttpRequest, here: Here) -> HttpResponse:
    """Milestones of the campaign and its tasks."""
    form = MilestoneForm(request.POST or None, here=here)
    if request.method == "POST" and form.is_valid():
        actions.set_milestone(campaign=here.campaign, by=here.user, at=here.at, **form.cleaned_data)
        messages.success(request, _("已保存"))
        return redirect("settings:milestones")
    found = Milestone.objects.filter(campaign=here.campaign).select_related("special_task")
    rows = [_milestone_row(milestone) for milestone in found.order_by("due_on", "id")]
    columns = [_("名称"), _("节点日期"), _("专项任务"), _("完成时间"), _("操作")]
    card = FormCard(_("新增时间节点"), form, _("新增"))
    return sheet(request, title=_("时间节点"), tables=[Table(columns, rows)], cards=[card])


def _milestone_row(milestone: Milestone) -> Row:
    reached = (
        [] if milestone.reached_at else [Act(_("已完成"), reverse("settings:reach", args=[milestone.pk]))]
    )
    cells = [milestone, day(milestone.due_on), milestone.special_task or "–", moment(milestone.reached_at)]
    return Row(cells, acts=reached)


@require_POST
@needs(Permission.CAMPAIGN_MANAGE)
def reach(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A milestone has been reached."""
    milestone = Milestone.objects.filter(campaign=here.campaign, pk=pk).order_by("pk").first()
    if milestone is None:
        raise NotFound(what=_("时间节点"))
    actions.reach_milestone(milestone=milestone, by=here.user, at=here.at)
    return redirect("settings:milestones")
