"""Visits, what was observed item by item, the faults found, and their photographs."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diebian.base.keys import drawn_key
from diebian.base.models import Photo
from diebian.inspections.terms import EvidenceSource, EvidenceStage, Settlement, VisitKind
from diebian.people.models import Campaign, Unit, User
from diebian.places.models import Place
from diebian.standards.models import CheckItem
from diebian.standards.terms import Level, Result


class Visit(models.Model):
    """One check of one place: planned (not yet submitted) or made. A secret one is secret until it is submitted."""

    # Drawn: it stands in addresses, on phones and in the audit, and a plan has it before anybody may know of it.
    id = models.BigIntegerField(primary_key=True, default=drawn_key, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("点位"))
    kind = models.CharField(_("检查方式"), max_length=10, choices=VisitKind.choices, default=VisitKind.OPEN)
    inspector = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("检查人"))
    supervision_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("督导组")
    )
    planned_at = models.DateTimeField(_("安排时间"), null=True, blank=True)
    planned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("安排人")
    )
    planned_for = models.DateField(_("检查日期"), null=True, blank=True)
    planned_until = models.DateField(_("完成期限"), null=True, blank=True)
    plan_note = models.CharField(_("安排说明"), max_length=200, blank=True)
    # Chosen by the sender: the same plan sent twice is one plan.
    plan_key = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤回人")
    )
    withdraw_reason = models.CharField(_("撤回原因"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    # Claimed by the phone: when it was finished there, where it stood (WGS-84) and when it knew that.
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("定位精度（米）"), null=True, blank=True)
    located_at = models.DateTimeField(_("定位时间"), null=True, blank=True)
    # Chosen by the sender: the same visit sent twice is one visit. The hash tells whether it is the same.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    asked_count = models.PositiveSmallIntegerField(_("应查条目"), default=0)
    answered_count = models.PositiveSmallIntegerField(_("已查条目"), default=0)
    failed_count = models.PositiveSmallIntegerField(_("不符合条目"), default=0)
    finding_count = models.PositiveSmallIntegerField(_("问题数"), default=0)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("检查")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="visit_kind_known"),
            models.CheckConstraint(
                condition=Q(planned_at__isnull=False) | Q(submitted_at__isnull=False),
                name="visit_planned_or_made",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(client_id__isnull=False), name="visit_made_has_client_id"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(withdrawn_at=None), name="visit_made_or_withdrawn"
            ),
            models.UniqueConstraint(
                fields=["campaign", "plan_key", "place"], condition=~Q(plan_key=""), name="visit_planned_once"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-submitted_at", "-id"], name="visit_newest"),
            models.Index(fields=["place", "-submitted_at", "-id"], name="visit_by_place"),
            models.Index(fields=["inspector", "submitted_at", "id"], name="visit_by_inspector"),
            models.Index(
                fields=["campaign", "-planned_at", "-id"],
                condition=Q(planned_at__isnull=False),
                name="visit_by_plan",
            ),
            models.Index(
                fields=["id"], condition=Q(kind="secret", submitted_at=None), name="visit_still_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()}"

    @property
    def answered_at(self) -> datetime:
        """When the place was looked at: when the inspector finished, never later than it was submitted."""
        if self.submitted_at is None:
            raise ValueError("Nothing was answered yet")
        return min(self.finished_at or self.submitted_at, self.submitted_at)


class Observation(models.Model):
    """What one check item came to. Points are hundredths."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="observations", verbose_name=_("检查"))
    check_item = models.ForeignKey(CheckItem, models.PROTECT, related_name="+", verbose_name=_("检查条目"))
    result = models.CharField(_("结果"), max_length=20, choices=Result.choices)
    fault_count = models.PositiveIntegerField(_("问题处数"), default=0)
    deducted_e2 = models.PositiveIntegerField(_("扣分（百分之一分）"), default=0)
    # Follows from the answer at an equal or wider item of another standard.
    is_derived = models.BooleanField(_("由对照得出"), default=False)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("检查结果")
        constraints = [
            models.UniqueConstraint(fields=["visit", "check_item"], name="observation_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="observation_result_known"),
            models.CheckConstraint(
                condition=Q(result="failed", fault_count__gt=0)
                | (~Q(result="failed") & Q(fault_count=0, deducted_e2=0)),
                name="observation_faults_agree_with_result",
            ),
        ]
        indexes = [models.Index(fields=["check_item", "result"], name="observation_by_item")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.check_item_id} {self.result}"


class LatestAnswer(models.Model):
    """The newest answer at one place to what one item asks, in whatever edition it stands; kept when a visit is."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("点位"))
    item_key = models.CharField(_("条目标识"), max_length=64)
    check_item = models.ForeignKey(CheckItem, models.PROTECT, related_name="+", verbose_name=_("检查条目"))
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", verbose_name=_("检查"))
    result = models.CharField(_("结果"), max_length=20, choices=Result.choices)
    is_derived = models.BooleanField(_("由对照得出"))
    answered_at = models.DateTimeField(_("检查时间"))

    class Meta:
        verbose_name = _("最近结果")
        constraints = [
            models.UniqueConstraint(fields=["place", "item_key"], name="latest_answer_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="latest_answer_result_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.check_item_id} {self.result}"


class Finding(models.Model):
    """One fault that was seen: at a check item, or outside any list."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings", verbose_name=_("检查"))
    observation = models.ForeignKey(
        Observation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("检查结果"),
    )
    description = models.TextField(_("存在问题"))
    category_code = models.CharField(_("类别"), max_length=20, blank=True)
    level = models.CharField(_("整改分类"), max_length=20, choices=Level.choices, default=Level.LIMITED)
    is_fixed_on_spot = models.BooleanField(_("现场整改"), default=False)
    position = models.PositiveSmallIntegerField(_("序号"))

    class Meta:
        verbose_name = _("检查发现")
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="finding_position_once"),
            models.CheckConstraint(condition=~Q(description=""), name="finding_is_described"),
        ]

    def __str__(self) -> str:
        return self.description[:40]


class FindingPhoto(models.Model):
    """A photograph of a fault as it was found, or put right at once, with what the phone claimed of it."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="photos", verbose_name=_("检查发现"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("照片"))
    stage = models.CharField(
        _("阶段"), max_length=10, choices=EvidenceStage.choices, default=EvidenceStage.BEFORE
    )
    source = models.CharField(_("照片来源"), max_length=10, choices=EvidenceSource.choices, blank=True)
    taken_at = models.DateTimeField(_("拍摄时间"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("定位精度（米）"), null=True, blank=True)

    class Meta:
        verbose_name = _("检查照片")
        constraints = [
            models.UniqueConstraint(fields=["finding", "photo"], name="finding_photo_once"),
            models.CheckConstraint(
                condition=Q(stage__in=EvidenceStage.values), name="finding_photo_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["", *EvidenceSource.values]), name="finding_photo_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.photo_id}"


class RivalVisit(models.Model):
    """A second body for what was kept already: under the same ``client_id``, or for the same plan. A person settles it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    first = models.ForeignKey(Visit, models.PROTECT, related_name="rivals", verbose_name=_("先收到的检查"))
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("检查人"))
    client_id = models.UUIDField()
    body = models.JSONField(_("内容"))
    body_sha256 = models.CharField(max_length=64)
    photos = models.ManyToManyField(Photo, related_name="+", verbose_name=_("照片"))
    received_at = models.DateTimeField(_("接收时间"))
    settlement = models.CharField(_("裁定"), max_length=10, choices=Settlement.choices, blank=True)
    reason = models.CharField(_("裁定理由"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("裁定人")
    )
    recorded_as = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("另记的检查")
    )

    class Meta:
        verbose_name = _("重复提交")
        constraints = [
            models.UniqueConstraint(fields=["client_id", "body_sha256"], name="rival_once"),
            models.CheckConstraint(
                condition=Q(settlement="", settled_at=None, recorded_as=None)
                | Q(settlement="recorded", settled_at__isnull=False, recorded_as__isnull=False)
                | Q(settlement="discarded", settled_at__isnull=False, recorded_as=None),
                name="rival_settled_once",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-received_at", "-id"], name="rival_newest")]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.body_sha256[:12]}"
