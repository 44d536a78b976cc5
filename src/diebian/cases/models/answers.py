"""回头看, and what people in the street answered to the tasks they were given about cases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diebian.base.models import Photo
from diebian.cases.models.ledger import Case, CasePhoto
from diebian.cases.terms import AnswerOutcome, AnswerResult, AnswerSettlement, LookBackResult, TaskKind
from diebian.inspections.terms import EvidenceSource, EvidenceStage
from diebian.people.models import Campaign, User


class LookBack(models.Model):
    """回头看: somebody is asked to look at a closed case again by a day, and what he found."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="look_backs", verbose_name=_("案件"))
    inspector = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("检查人"))
    due_on = models.DateField(_("完成期限"))
    demand = models.CharField(_("要求"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("安排时间"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("安排人"))
    looked_at = models.DateTimeField(_("回头看时间"), null=True, blank=True)
    looked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("查看人")
    )
    result = models.CharField(_("结果"), max_length=10, choices=LookBackResult.choices, blank=True)
    note = models.TextField(_("说明"), blank=True)
    # They hang on the case as well (stage ``check``).
    photos = models.ManyToManyField(CasePhoto, related_name="+", verbose_name=_("照片"))

    class Meta:
        verbose_name = _("回头看")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(looked_at=None), name="look_back_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(looked_at=None, looked_by=None, result="", note="")
                | Q(looked_at__isnull=False, looked_by__isnull=False, result__in=LookBackResult.values),
                name="look_back_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(result="relapsed") | ~Q(note=""), name="look_back_relapse_is_described"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="look_back_newest"),
            models.Index(fields=["campaign", "due_on", "id"], name="look_back_by_day"),
            models.Index(fields=["inspector", "id"], condition=Q(looked_at=None), name="look_back_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.due_on}"


class TaskAnswer(models.Model):
    """What a person in the street answered to a task, as it was sent; done with the case at once, or kept beside it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="answers", verbose_name=_("案件"))
    kind = models.CharField(_("任务"), max_length=10, choices=TaskKind.choices)
    # The key of what was asked: of the case, the look-back or the hint.
    subject_id = models.BigIntegerField(_("对象编号"))
    # Chosen by the sender: the same answer sent twice is one answer. The hash tells whether it is the same.
    client_id = models.UUIDField(unique=True)
    body = models.JSONField(_("内容"))
    body_sha256 = models.CharField(max_length=64)
    result = models.CharField(_("结果"), max_length=10, choices=AnswerResult.choices)
    text = models.TextField(_("说明"), blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("答复人"))
    # Claimed by the phone.
    answered_at = models.DateTimeField(_("答复时间"))
    received_at = models.DateTimeField(_("接收时间"))
    outcome = models.CharField(_("处理"), max_length=10, choices=AnswerOutcome.choices)
    kept_why = models.CharField(_("未采用的原因"), max_length=200, blank=True)
    settlement = models.CharField(_("裁定"), max_length=10, choices=AnswerSettlement.choices, blank=True)
    settled_reason = models.CharField(_("裁定理由"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("裁定人")
    )

    class Meta:
        verbose_name = _("任务答复")
        constraints = [
            models.CheckConstraint(
                condition=Q(settlement="", settled_at=None, settled_by=None)
                | Q(
                    outcome="kept",
                    settlement__in=AnswerSettlement.values,
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
                name="task_answer_settled_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], condition=Q(outcome="kept"), name="task_answer_kept"),
            models.Index(
                fields=["campaign", "-id"],
                condition=Q(outcome="kept", settlement=""),
                name="task_answer_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case}"

    @property
    def waits(self) -> bool:
        """Whether it was kept and nobody has settled it yet."""
        return self.outcome == AnswerOutcome.KEPT and not self.settlement


class AnswerPhoto(models.Model):
    """A photograph that came with an answer, and what the phone claimed of it."""

    answer = models.ForeignKey(TaskAnswer, models.PROTECT, related_name="photos", verbose_name=_("任务答复"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("照片"))
    stage = models.CharField(_("阶段"), max_length=10, choices=EvidenceStage.choices)
    source = models.CharField(_("照片来源"), max_length=10, choices=EvidenceSource.choices)
    taken_at = models.DateTimeField(_("拍摄时间"))
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("定位精度（米）"), null=True, blank=True)

    class Meta:
        verbose_name = _("答复照片")
        constraints = [models.UniqueConstraint(fields=["answer", "photo"], name="answer_photo_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.photo_id}"
