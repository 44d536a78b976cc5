"""时限申请: what units asked about their deadlines, and what was decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diebian.cases.models.ledger import Case
from diebian.cases.terms import ClockAnswer, ClockAsk
from diebian.people.models import Campaign, User


class ClockRequest(models.Model):
    """时限申请: a unit asks for more time, or that the clock stand; somebody else decides. Kept for good."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_requests", verbose_name=_("案件"))
    kind = models.CharField(_("申请事项"), max_length=10, choices=ClockAsk.choices)
    reason = models.TextField(_("原因"))
    # 挂账: what is lacking, money or a plan or another's decision.
    means = models.CharField(_("所缺条件"), max_length=200, blank=True)
    # The last day asked for: of an extension, or when a clock that stands is looked at again (复核日期).
    until = models.DateField(_("申请至"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))
    answer = models.CharField(_("审批结果"), max_length=10, choices=ClockAnswer.choices, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    note = models.CharField(_("审批意见"), max_length=500, blank=True)
    granted_until = models.DateField(_("批准至"), null=True, blank=True)
    due_before = models.DateTimeField(_("原整改时限"))
    # Of a clock that stands: what was left of it, in its own time.
    left_seconds = models.PositiveIntegerField(null=True, blank=True)
    left_is_working = models.BooleanField(default=True)
    ended_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("时限申请")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answer=""), name="one_clock_request_waits_per_case"
            ),
            models.CheckConstraint(condition=Q(kind__in=ClockAsk.values), name="clock_request_kind_known"),
            models.CheckConstraint(
                condition=Q(answer="", decided_at=None) | (~Q(answer="") & Q(decided_at__isnull=False)),
                name="clock_request_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="clock_request_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(kind="parking") | ~Q(means=""), name="parking_says_what_is_lacking"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], condition=Q(answer=""), name="clock_request_waiting"),
            models.Index(fields=["campaign", "-id"], name="clock_request_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"
