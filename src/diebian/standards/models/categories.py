"""Categories of urban management and their time limits."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diebian.standards.models.editions import Edition
from diebian.standards.models.written_once import Sourced
from diebian.standards.terms import CategoryKind, Level, Stage, TimeUnit


class Category(Sourced):
    """A category of urban management: an event or a component (GB/T 30428.2), or a local extension."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="categories", verbose_name=_("标准版本")
    )
    code = models.CharField(_("代码"), max_length=30)
    parent_code = models.CharField(_("上级代码"), max_length=30, blank=True)
    name = models.CharField(_("名称"), max_length=100)
    english = models.CharField(_("英文名称"), max_length=200)
    kind = models.CharField(_("类型"), max_length=20, choices=CategoryKind.choices)
    is_local = models.BooleanField(_("地方扩展"), default=False)
    position = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("问题分类")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="category_code_once"),
            models.CheckConstraint(condition=Q(kind__in=CategoryKind.values), name="category_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TimeLimit(Sourced):
    """How long a stage of a case may take. Of the variants of a stage (停工, 拆除 …) one is the main one."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="limits", verbose_name=_("问题分类"))
    limit_set = models.CharField(_("时限组"), max_length=60)
    level = models.CharField(_("整改类别"), max_length=20, choices=Level.choices, blank=True)
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    variant = models.CharField(_("情形代码"), max_length=40, blank=True)
    is_main = models.BooleanField(_("主要情形"), default=True)
    amount = models.PositiveIntegerField(_("时限"))
    unit = models.CharField(_("时限单位"), max_length=20, choices=TimeUnit.choices)
    condition = models.CharField(_("适用情形"), max_length=100, blank=True)
    reason = models.CharField(_("取值理由"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("处置时限")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "limit_set", "level", "stage", "variant"], name="time_limit_once"
            ),
            models.UniqueConstraint(
                fields=["category", "limit_set", "level", "stage"],
                condition=Q(is_main=True),
                name="one_main_time_limit",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="time_limit_positive"),
            models.CheckConstraint(condition=Q(unit__in=TimeUnit.values), name="time_limit_unit_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="time_limit_stage_known"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.stage}: {self.amount} {self.get_unit_display()}"
