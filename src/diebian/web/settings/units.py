"""Units in their tree, their other names, and who holds which post."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diebian.base.problems import NotFound
from diebian.lib.worktime import SHANGHAI
from diebian.people import actions
from diebian.people.models import Post, Unit
from diebian.people.queries import posts_in, units_of
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs
from diebian.web.settings.sheets import Act, FormCard, Row, Table, sheet
from diebian.web.templatetags.parts import day


class UnitForm(forms.Form):
    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=40)
    parent = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("管理单位"), required=False)
    ranking_group = forms.CharField(
        label=gettext_lazy("考核组别"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("同组单位一起排名，空为不参加排名"),
    )

    def __init__(self, data: object, *, unit: Unit) -> None:
        known = {name: getattr(unit, name) for name in ("short_name", "parent", "ranking_group")}
        super().__init__(data, initial=known)  # type: ignore[arg-type]  # POST or nothing
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # as declared above
        field.queryset = units_of(unit.campaign).exclude(pk=unit.pk)


class AliasForm(forms.Form):
    alias = forms.CharField(
        label=gettext_lazy("别名"), max_length=100, help_text=gettext_lazy("台账中对本单位的其他叫法")
    )


class PostForm(forms.Form):
    person_name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=30, required=False)
    title = forms.CharField(label=gettext_lazy("职务"), max_length=50)
    held_from = forms.DateField(label=gettext_lazy("任职起"), widget=forms.DateInput(attrs={"type": "date"}))


@require_safe
@needs(Permission.UNIT_MANAGE)
def units(request: HttpRequest, here: Here) -> HttpResponse:
    """All units in official order."""
    rows = [
        Row(
            [
                unit.name,
                unit.short_name,
                unit.get_kind_display(),
                unit.parent or "–",
                unit.ranking_group or "–",
            ],
            _of(unit),
        )
        for unit in units_of(here.campaign).select_related("parent")
    ]
    columns = [_("全称"), _("简称"), _("类型"), _("管理单位"), _("考核组别")]
    return sheet(request, title=_("单位与任职"), tables=[Table(columns, rows)])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.UNIT_MANAGE)
def unit(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One unit: who administers it, its other names, its people. Each form says which it is."""
    shown = _unit(here, pk)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    chosen = {
        "unit": UnitForm(request.POST if sent == "unit" else None, unit=shown),
        "alias": AliasForm(request.POST if sent == "alias" else None),
        "post": PostForm(request.POST if sent == "post" else None),
    }
    if sent in chosen and chosen[sent].is_valid():
        _carry_out(sent, shown, chosen[sent].cleaned_data, here)
        messages.success(request, _("已保存"))
        return redirect(_of(shown))
    return _page(request, here, shown, chosen)


def _page(request: HttpRequest, here: Here, shown: Unit, chosen: dict[str, forms.Form]) -> HttpResponse:
    today = here.at.astimezone(SHANGHAI).date()
    posts = [
        Row(
            [post.person.name, post.title, post.person.phone or "–", day(post.held_from)],
            acts=[
                Act(_("离任"), reverse("settings:end_post", args=[post.pk]), question=_("确定结束这一任职？"))
            ],
        )
        for post in posts_in([shown], on=today)
    ]
    names = [Row([alias.name]) for alias in shown.aliases.order_by("id")]
    tables = [
        Table([_("姓名"), _("职务"), _("电话"), _("任职起"), _("操作")], posts, _("任职")),
        Table([_("别名")], names, _("别名")),
    ]
    words = {"unit": _("修改"), "alias": _("新增别名"), "post": _("新增任职")}
    cards = [FormCard(words[name], form, _("保存")) for name, form in chosen.items()]
    for name, form in chosen.items():
        form.fields["form"] = forms.CharField(widget=forms.HiddenInput, initial=name, required=False)
    crumbs = [(_("单位与任职"), reverse("settings:units"))]
    return sheet(request, title=shown.name, tables=tables, cards=cards, crumbs=crumbs)


def _carry_out(name: str, shown: Unit, data: dict[str, object], here: Here) -> None:
    if name == "unit":
        actions.change_unit(unit=shown, by=here.user, at=here.at, **data)  # type: ignore[arg-type]  # as UnitForm cleaned it
    elif name == "alias":
        actions.add_unit_alias(unit=shown, name=str(data["alias"]), by=here.user, at=here.at)
    else:
        person = actions.register_person(
            campaign=here.campaign,
            name=str(data["person_name"]),
            phone=str(data["phone"]),
            by=here.user,
            at=here.at,
        )
        actions.appoint(
            unit=shown,
            person=person,
            title=str(data["title"]),
            held_from=data["held_from"],  # type: ignore[arg-type]  # a date, as PostForm cleaned it
            by=here.user,
            at=here.at,
        )


@require_POST
@needs(Permission.UNIT_MANAGE)
def end_post(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """From today on the post is no longer held."""
    post = (
        Post.objects.filter(unit__campaign=here.campaign, pk=pk).select_related("unit").order_by("pk").first()
    )
    if post is None:
        raise NotFound(what=_("任职"))
    actions.end_post(post=post, until=here.at.astimezone(SHANGHAI).date(), by=here.user, at=here.at)
    return redirect(_of(post.unit))


def _unit(here: Here, pk: int) -> Unit:
    found = units_of(here.campaign).select_related("campaign", "parent").filter(pk=pk).first()
    if found is None:
        raise NotFound(what=_("单位"))
    return found


def _of(unit: Unit) -> str:
    return reverse("settings:unit", args=[unit.pk])
