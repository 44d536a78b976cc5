"""Closed weeks and their tables. Nothing here is ever changed or deleted."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diebian.people.models import Campaign, Unit, User
from diebian.ranking.terms import Consequence
from diebian.scoring.models import ScoreRun


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows may be added and read; ``update`` and ``delete`` are refused."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("A closed week is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("A closed week is never deleted")


class Frozen(models.Model):
    """A row that is written once."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A closed week is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A closed week is never deleted")


class Week(Frozen):
    """A week of the campaign, closed: its days, its cut-off, and the reckoning its table stands on."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    number = models.PositiveSmallIntegerField(_("周次"))
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))
    cutoff_at = models.DateTimeField(_("截止时间"))
    frozen_at = models.DateTimeField(_("封账时间"))
    frozen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("封账人"))
    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="+", verbose_name=_("计分"))

    class Meta:
        verbose_name = _("考核周")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="week_number_once"),
            models.UniqueConstraint(fields=["run"], name="week_run_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="week_number_from_one"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="week_ends_after_start"),
            models.CheckConstraint(
                condition=Q(frozen_at__gte=F("cutoff_at")), name="week_frozen_after_cutoff"
            ),
        ]

    def __str__(self) -> str:
        return str(_("第%(number)s周")) % {"number": self.number}


class RankingRow(Frozen):
    """Where a unit stood in its group in a closed week; without data (无数据) there is neither score nor rank."""

    week = models.ForeignKey(Week, models.PROTECT, related_name="rows", verbose_name=_("考核周"))
    ranking_group = models.CharField(_("考核组别"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    score_e2 = models.PositiveIntegerField(_("得分（百分之一分）"), null=True)
    rank = models.PositiveSmallIntegerField(_("名次"), null=True)
    is_tied = models.BooleanField(_("并列"))
    consequence = models.CharField(_("通报"), max_length=20, choices=Consequence.choices)
    # The rank in the same group a week before; empty in week 1, without data, or in another group.
    previous_rank = models.PositiveSmallIntegerField(_("上周名次"), null=True)

    class Meta:
        verbose_name = _("排名")
        constraints = [
            models.UniqueConstraint(fields=["week", "unit"], name="ranking_row_once"),
            models.CheckConstraint(
                condition=Q(score_e2=None, rank=None, is_tied=False, consequence=Consequence.NONE)
                | Q(score_e2__isnull=False, rank__gte=1),
                name="ranked_with_score_only",
            ),
            models.CheckConstraint(condition=Q(consequence__in=Consequence.values), name="consequence_known"),
        ]
        indexes = [models.Index(fields=["unit", "week"], name="ranking_of_unit")]

    def __str__(self) -> str:
        return f"{self.week} {self.unit} {self.rank or ''}".rstrip()
