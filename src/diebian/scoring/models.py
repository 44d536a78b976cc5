"""Rule sets as published, and runs as reckoned. Nothing here is ever changed or deleted."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from diebian.cases.models import Case
from diebian.people.models import Campaign, Unit
from diebian.scoring.terms import FactKind


class Kept(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is never deleted")


class RuleSet(Kept):
    """A version of the published rules, by the hash of its content."""

    code = models.CharField(_("代码"), max_length=40)
    version = models.CharField(_("版本"), max_length=40)
    name = models.CharField(_("名称"), max_length=100)
    effective_from = models.DateField(_("生效日期"))
    base_e2 = models.PositiveIntegerField(_("基础分（百分之一分）"))
    content_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("计分规则")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="ruleset_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Clause(Kept):
    """One clause of a rule set."""

    ruleset = models.ForeignKey(RuleSet, models.PROTECT, related_name="clauses", verbose_name=_("计分规则"))
    number = models.CharField(_("条款"), max_length=20)
    text = models.TextField(_("内容"))
    fact = models.CharField(_("计分事项"), max_length=30, choices=FactKind.choices)
    sign = models.SmallIntegerField(_("加减"))
    points_e2 = models.PositiveIntegerField(_("分值（百分之一分）"))
    on_spot_e2 = models.PositiveIntegerField(_("现场整改分值（百分之一分）"))
    cap_e2 = models.PositiveIntegerField(_("上限（百分之一分）"), null=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("计分条款")
        constraints = [
            models.UniqueConstraint(fields=["ruleset", "number"], name="clause_number_once"),
            models.UniqueConstraint(fields=["ruleset", "fact"], name="clause_fact_once"),
            models.CheckConstraint(condition=models.Q(sign__in=[-1, 1]), name="clause_sign_known"),
        ]

    def __str__(self) -> str:
        return self.number


class ScoreRun(Kept):
    """One reckoning: which campaign, which span of time, which rules, from which facts."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    ruleset = models.ForeignKey(RuleSet, models.PROTECT, related_name="runs", verbose_name=_("计分规则"))
    starts_at = models.DateTimeField(_("起"))
    cutoff_at = models.DateTimeField(_("截止"))
    reckoned_at = models.DateTimeField(_("计算时间"))
    # Over all facts in order: the same input gives the same hash, and so the same scores.
    input_sha256 = models.CharField(max_length=64)
    engine = models.CharField(_("计算引擎"), max_length=60)

    class Meta:
        verbose_name = _("计分")

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} – {self.cutoff_at:%Y-%m-%d}"


class ScoreFact(Kept):
    """One thing counted in a run."""

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="facts", verbose_name=_("计分"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("案件"))
    kind = models.CharField(_("计分事项"), max_length=30, choices=FactKind.choices)
    quantity = models.PositiveIntegerField(_("数量"))
    is_on_spot = models.BooleanField(_("现场整改"))

    class Meta:
        verbose_name = _("计分事实")
        indexes = [models.Index(fields=["run", "unit", "kind"], name="fact_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.kind}"


class ScoreLine(Kept):
    """One line of a unit's account; without a case it is the relief of a clause's cap."""

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="lines", verbose_name=_("计分"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="lines", verbose_name=_("计分条款"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("案件"))
    points_e2 = models.IntegerField(_("得分（百分之一分）"))

    class Meta:
        verbose_name = _("计分明细")
        indexes = [models.Index(fields=["run", "unit", "id"], name="line_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.clause} {self.points_e2}"


class UnitScore(Kept):
    """What a unit came to; ``score_e2`` is empty where there was nothing to judge (无数据)."""

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="scores", verbose_name=_("计分"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    score_e2 = models.PositiveIntegerField(_("得分（百分之一分）"), null=True)
    found_count = models.PositiveIntegerField(_("发现问题"))
    due_count = models.PositiveIntegerField(_("应整改"))
    on_time_count = models.PositiveIntegerField(_("按期整改"))
    rework_count = models.PositiveIntegerField(_("返工"))

    class Meta:
        verbose_name = _("单位得分")
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="unit_score_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.score_e2}"
