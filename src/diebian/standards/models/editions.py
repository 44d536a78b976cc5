"""Frameworks, their editions, and which edition a campaign works to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diebian.people.models import Campaign
from diebian.standards.models.written_once import Sourced
from diebian.standards.terms import PackKind


class Framework(models.Model):
    """A standard as such, whatever its edition: 全国文明城市, 国家卫生城市, 数字化城市管理 …"""

    code = models.CharField(_("代码"), max_length=60, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=PackKind.choices)
    name = models.CharField(_("名称"), max_length=100)
    english = models.CharField(_("英文名称"), max_length=200)
    is_local = models.BooleanField(_("地方标准"), default=False)

    class Meta:
        verbose_name = _("标准体系")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PackKind.values), name="framework_kind_known")
        ]

    def __str__(self) -> str:
        return self.name


class Edition(Sourced):
    """One edition of a framework as it was loaded. ``sources`` spells out the keys that its rows name."""

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="editions", verbose_name=_("标准体系")
    )
    label = models.CharField(_("版本号"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年份"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    sources = models.JSONField(_("来源目录"), default=dict)
    content_sha256 = models.CharField(_("内容哈希"), max_length=64)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("标准版本")
        constraints = [models.UniqueConstraint(fields=["framework", "label"], name="edition_label_once")]

    def __str__(self) -> str:
        return f"{self.framework} {self.label}"

    def spelled(self, source: str) -> list[str]:
        """The titles behind the keys that a row of this edition names as its source (``W12,W13``)."""
        return [self.sources.get(key.strip(), key.strip()) for key in source.split(",")]


class Adoption(models.Model):
    """A campaign works to an edition from a day on, until ``dropped_on`` (that day no more)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+", verbose_name=_("标准体系"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="adoptions", verbose_name=_("标准版本"))
    adopted_on = models.DateField(_("采用日期"))
    dropped_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("标准采用")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "framework"], condition=Q(dropped_on=None), name="one_edition_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | Q(dropped_on__gte=F("adopted_on")),
                name="adoption_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.adopted_on}"
