"""分工: what each of the N is to do for a case, by when, and its answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diebian.base.models import Photo
from diebian.cases.models.ledger import Case
from diebian.cases.terms import PartState
from diebian.people.models import Campaign, Unit, User


class CasePart(models.Model):
    """One helping unit's part of a case, with a clock of its own. Never deleted: a part given anew is a new row."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="parts", verbose_name=_("案件"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("配合单位"))
    task = models.CharField(_("分工"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, choices=PartState.choices, default=PartState.OPEN)
    is_open = models.BooleanField(_("未办结"), default=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("分派人"))
    given_at = models.DateTimeField(_("分派时间"))
    due_at = models.DateTimeField(_("完成时限"))
    measure = models.TextField(_("办理情况"), blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("反馈人")
    )
    answered_at = models.DateTimeField(_("反馈时间"), null=True, blank=True)
    # Why it came back, was dropped, or is to be done again.
    note = models.CharField(_("说明"), max_length=500, blank=True)
    photos = models.ManyToManyField(Photo, related_name="+", verbose_name=_("照片"))

    class Meta:
        verbose_name = _("配合分工")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(is_open=True), name="one_open_part_per_unit"
            ),
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="part_state_known"),
            models.CheckConstraint(
                condition=Q(is_open=Q(state__in=["open", "returned"])), name="part_open_agrees_with_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="part_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], condition=Q(is_open=True), name="part_unit_clock"),
            models.Index(
                fields=["campaign", "due_at", "id"], condition=Q(is_open=True), name="part_running_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.unit}"
