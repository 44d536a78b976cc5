"""Accounts: made with a random password shown once, switched off and on, and the roles they hold."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from diebian.base.problems import NotFound
from diebian.lib.worktime import SHANGHAI
from diebian.people import actions
from diebian.people.models import Grant, Unit, User
from diebian.people.queries import units_of
from diebian.people.terms import Permission, Role
from diebian.web.guards import Here, needs
from diebian.web.settings.sheets import Act, FormCard, Row, Table, sheet
from diebian.web.templatetags.parts import day, moment


class UserForm(forms.Form):
    username = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label=gettext_lazy("用户名"),
        max_length=60,
        help_text=gettext_lazy("字母、数字、点、横线"),
    )
    display_name = forms.CharField(label=gettext_lazy("显示名"), max_length=60)


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("单位"),
        required=False,
        help_text=gettext_lazy("空为整个攻坚行动"),
    )
    granted_until = forms.DateField(
        label=gettext_lazy("终止日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: object, *, here: Here) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # POST or nothing
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # as declared above
        field.queryset = units_of(here.campaign)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.USER_MANAGE)
def users(request: HttpRequest, here: Here) -> HttpResponse:
    """All accounts; a new one gets a random password, shown on the answer to this request and never again."""
    form, secret = UserForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        secret = actions.random_password()
        made = actions.create_user(
            password=secret, must_change_password=True, by=here.user, at=here.at, **form.cleaned_data
        )
        return _user_page(request, here, made, GrantForm(None, here=here), secret=secret)
    found = User.objects.filter(is_system=False).order_by("username")
    rows = [
        Row([user.username, user.display_name, _state(user), moment(user.last_login)], _of(user))
        for user in found
    ]
    columns = [_("用户名"), _("显示名"), _("状态"), _("最近登录")]
    card = FormCard(_("新增用户"), form, _("新增"))
    return sheet(request, title=_("用户与授权"), tables=[Table(columns, rows)], cards=[card])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.USER_MANAGE)
def user(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One account and its roles in this campaign."""
    shown, form = _user(pk), GrantForm(request.POST or None, here=here)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.grant_role(
            user=shown,
            campaign=here.campaign,
            role=Role(data["role"]),
            unit=data["unit"],
            granted_until=data["granted_until"],
            by=here.user,
            at=here.at,
        )
        messages.success(request, _("已保存"))
        return redirect(_of(shown))
    return _user_page(request, here, shown, form)


def _user_page(
    request: HttpRequest, here: Here, shown: User, form: GrantForm, *, secret: str = ""
) -> HttpResponse:
    grants = Grant.objects.filter(user=shown, campaign=here.campaign).select_related("unit").order_by("id")
    today = here.at.astimezone(SHANGHAI).date()
    rows = [
        _grant_row(grant, is_over=bool(grant.granted_until and grant.granted_until <= today))
        for grant in grants
    ]
    columns = [_("角色"), _("单位"), _("起始日期"), _("终止日期"), _("操作")]
    switch = _("停用") if shown.is_active else _("启用")
    acts = [
        Act(
            switch,
            reverse("settings:switch_user", args=[shown.pk]),
            {"on": "" if shown.is_active else "1"},
            _("确定？"),
        ),
        Act(
            _("重置密码"),
            reverse("settings:reset_user", args=[shown.pk]),
            question=_("原密码立即失效，确定？"),
        ),
    ]
    card = FormCard(_("授予角色"), form, _("授予"), _of(shown))
    return sheet(
        request,
        title=shown.label,
        tables=[Table(columns, rows, _("角色"))],
        cards=[card],
        acts=acts,
        crumbs=[(_("用户与授权"), reverse("settings:users"))],
        note=_state(shown),
        secret=secret,
    )


def _grant_row(grant: Grant, *, is_over: bool) -> Row:
    end = Act(_("结束"), reverse("settings:end_grant", args=[grant.pk]), question=_("确定结束这一角色？"))
    cells = [grant.get_role_display(), grant.unit or "–", day(grant.granted_from), day(grant.granted_until)]
    return Row(cells, acts=[] if is_over else [end])


@require_POST
@needs(Permission.USER_MANAGE)
def switch_user(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Switch an account off or on; off ends its sessions at once."""
    shown = _user(pk)
    actions.set_user_active(user=shown, is_active=bool(request.POST.get("on")), by=here.user, at=here.at)
    return redirect(_of(shown))


@require_POST
@needs(Permission.USER_MANAGE)
def reset_user(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A new random password, shown on this answer and never again."""
    shown = _user(pk)
    secret = actions.reset_password(user=shown, by=here.user, at=here.at)
    return _user_page(request, here, shown, GrantForm(None, here=here), secret=secret)


@require_POST
@needs(Permission.USER_MANAGE)
def end_grant(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """From today on the role is no longer held."""
    grant = Grant.objects.filter(campaign=here.campaign, pk=pk).select_related("user").order_by("pk").first()
    if grant is None:
        raise NotFound(what=_("授权"))
    actions.end_grant(grant=grant, until=here.at.astimezone(SHANGHAI).date(), by=here.user, at=here.at)
    return redirect(_of(grant.user))


def _user(pk: int) -> User:
    found = User.objects.filter(is_system=False, pk=pk).order_by("pk").first()
    if found is None:
        raise NotFound(what=_("用户"))
    return found


def _state(user: User) -> str:
    if not user.is_active:
        return _("已停用")
    return _("须修改密码") if user.must_change_password else _("启用")


def _of(user: User) -> str:
    return reverse("settings:user", args=[user.pk])
