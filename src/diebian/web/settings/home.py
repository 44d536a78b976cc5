"""The way into 设置: what this person may open, each with a word on what it is for."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from diebian.people.terms import Permission
from diebian.web.guards import Here, signed_in
from diebian.web.settings.sheets import Row, Table, sheet

PAGES = (
    ("campaign", gettext_lazy("攻坚行动"), gettext_lazy("名称、口号、派遣时限"), Permission.CAMPAIGN_MANAGE),
    (
        "tasks",
        gettext_lazy("专项任务"),
        gettext_lazy("牵头单位、配合单位、专项督导组"),
        Permission.CAMPAIGN_MANAGE,
    ),
    ("milestones", gettext_lazy("时间节点"), gettext_lazy("到期日与完成情况"), Permission.CAMPAIGN_MANAGE),
    (
        "units",
        gettext_lazy("单位与任职"),
        gettext_lazy("管理关系、别名、考核组别、任职"),
        Permission.UNIT_MANAGE,
    ),
    ("users", gettext_lazy("用户与授权"), gettext_lazy("账号、密码、角色"), Permission.USER_MANAGE),
    ("calendar", gettext_lazy("工作日历"), gettext_lazy("节假日与调休上班日"), Permission.USER_MANAGE),
    (
        "audit",
        gettext_lazy("操作记录"),
        gettext_lazy("谁在何时做了什么，记录是否完整"),
        Permission.AUDIT_VIEW,
    ),
)


@require_safe
@signed_in
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """The list of pages; a person without any of them is told whom to ask."""
    rows = [
        Row([word, text], reverse(f"settings:{name}"))
        for name, word, text, permission in PAGES
        if here.may(permission)
    ]
    note = "" if rows else _("您没有可以设置的内容；如需修改，请联系系统管理员。")
    return sheet(request, title=_("设置"), tables=[Table([_("页面"), _("内容")], rows)], note=note)
