"""The campaign, its calendar and milestones; units, persons and posts; users and their grants."""

from datetime import date, time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diebian.lib.worktime import OFFICE_HOURS, Span
from diebian.people.rules import HeldRole
from diebian.people.terms import Role, UnitKind


def office_hours() -> list[list[str]]:
    """Office hours as stored: [["08:30", "12:00"], ["14:30", "18:00"]]."""
    return [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in OFFICE_HOURS]


class Campaign(models.Model):
    name = models.CharField(_("名称"), max_length=100)
    slogan = models.CharField(_("口号"), max_length=100, blank=True)
    division_code = models.CharField(_("区划代码"), max_length=12)
    division_name = models.CharField(_("区划名称"), max_length=100)
    document_prefix = models.CharField(_("发文代字"), max_length=30, help_text=_("如“焦城创指”"))
    start_on = models.DateField(_("开始日期"))
    end_on = models.DateField(_("结束日期"))
    working_hours = models.JSONField(_("办公时间"), default=office_hours)
    dispatch_working_hours = models.PositiveSmallIntegerField(
        _("派遣时限（工作时）"), default=4, help_text=_("登记后应在多少工作时内交办")
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("创建攻坚行动")
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="campaign_ends_after_start"),
            models.UniqueConstraint(
                fields=["division_code", "start_on"], condition=Q(archived_at=None), name="campaign_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> tuple[Span, ...]:
        """Working hours as pairs of times."""
        return tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in self.working_hours)


class CalendarDay(models.Model):
    """A day that differs from Monday to Friday: a holiday, or a weekend day worked instead (调休)."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("是否上班"))
    note = models.CharField(_("说明"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("工作日历")

    def __str__(self) -> str:
        return f"{self.day} {self.note}"


class Unit(models.Model):
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="units", verbose_name=_("创建攻坚行动")
    )
    name = models.CharField(_("全称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40)
    kind = models.CharField(_("类型"), max_length=30, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="administered", verbose_name=_("管理单位")
    )
    belongs_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="belonging", verbose_name=_("行政隶属")
    )
    division_code = models.CharField(_("区划代码"), max_length=12, blank=True)
    official_order = models.PositiveIntegerField(_("排序"), default=0)
    ranking_group = models.CharField(_("考核组别"), max_length=40, blank=True)
    valid_from = models.DateField(_("起始日期"), null=True, blank=True)
    valid_until = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="unit_name_once"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gt=F("valid_from")),
                name="unit_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "official_order", "id"], name="unit_official_order")]

    def __str__(self) -> str:
        return self.short_name or self.name


class UnitAlias(models.Model):
    """Another name by which ledgers call a unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name=_("单位"))
    name = models.CharField(_("别名"), max_length=100)

    class Meta:
        verbose_name = _("单位别名")
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="persons", verbose_name=_("创建攻坚行动")
    )
    name = models.CharField(_("姓名"), max_length=50)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's office in a unit, with dates; one person may hold several."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("职务"), max_length=50)
    rank = models.PositiveSmallIntegerField(_("排序"), default=0)
    held_from = models.DateField(_("任职起"))
    held_until = models.DateField(_("任职止"), null=True, blank=True)

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.CheckConstraint(
                condition=Q(held_until=None) | Q(held_until__gt=F("held_from")), name="post_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.title}"


class SpecialTask(models.Model):
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="special_tasks", verbose_name=_("创建攻坚行动")
    )
    number = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("名称"), max_length=100)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="led_tasks", verbose_name=_("牵头单位"))
    supervision_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised_tasks",
        verbose_name=_("专项督导组"),
    )
    plan = models.TextField(_("工作方案"), blank=True)

    class Meta:
        verbose_name = _("专项任务")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="special_task_number_once")
        ]

    def __str__(self) -> str:
        return self.name


class SpecialTaskHelper(models.Model):
    task = models.ForeignKey(SpecialTask, models.CASCADE, related_name="helpers", verbose_name=_("专项任务"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="helped_tasks", verbose_name=_("单位"))

    class Meta:
        verbose_name = _("专项任务配合单位")
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="special_task_helper_once")]

    def __str__(self) -> str:
        return str(self.unit)


class Milestone(models.Model):
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="milestones", verbose_name=_("创建攻坚行动")
    )
    special_task = models.ForeignKey(
        SpecialTask,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("专项任务"),
    )
    name = models.CharField(_("名称"), max_length=100)
    due_on = models.DateField(_("节点日期"))
    reached_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("时间节点")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    pass


class User(AbstractBaseUser):
    """An account. What it may do is in its grants alone: there is no superuser."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    display_name = models.CharField(_("显示名"), max_length=60)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="users", verbose_name=_("人员")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    # The machine itself (commands on the server, schedules): no password, cannot sign in.
    is_system = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("建立时间"))

    # Roles already looked up, (campaign, day) → roles; None = look them up each time. See ``queries.held_roles``.
    roles_known: dict[tuple[int, date], list[HeldRole]] | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("用户")
        constraints = [
            models.UniqueConstraint(fields=["is_system"], condition=Q(is_system=True), name="one_system_user")
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def label(self) -> str:
        """How the audit names this user: the display name and the account."""
        return f"{self.display_name}（{self.username}）"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: grants and the policy table decide."""
        return False


class Grant(models.Model):
    """A role that a user holds in a campaign, at a unit or in all of it, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("用户"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="grants", verbose_name=_("创建攻坚行动")
    )
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("单位")
    )
    granted_from = models.DateField(_("起始日期"), null=True, blank=True)
    granted_until = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("授权")
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class ApiKey(models.Model):
    """With it another system acts as an account. Only the digest is kept; a key is revoked, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="keys", verbose_name=_("用户"))
    name = models.CharField(_("名称"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("建立时间"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("建立人"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口密钥")

    def __str__(self) -> str:
        return self.name
