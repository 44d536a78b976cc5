"""Cases with their helpers, rectifications, verifications and photographs; the tallies kept on every write."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diebian.base.models import Photo
from diebian.cases.terms import (
    CaseSource,
    CaseState,
    FlagDecision,
    FlagKind,
    PhotoStage,
)
from diebian.inspections.models import Finding
from diebian.people.models import Campaign, SpecialTask, Unit, User
from diebian.places.models import Place
from diebian.reports.models import Report
from diebian.standards.models import CheckItem
from diebian.standards.terms import Level


class Case(models.Model):
    """One fault that must be put right: a line of the ledger. Moves only by ``cases.actions``."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    number = models.PositiveIntegerField(_("编号"))
    source = models.CharField(_("问题来源"), max_length=20, choices=CaseSource.choices)
    source_number = models.CharField(_("来源编号"), max_length=60, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("点位")
    )
    place_text = models.CharField(_("地点"), max_length=200, blank=True)
    description = models.TextField(_("存在问题"))
    demand = models.TextField(_("整改要求"), blank=True)
    category_code = models.CharField(_("类别"), max_length=20, blank=True)
    level = models.CharField(_("整改分类"), max_length=20, choices=Level.choices, default=Level.LIMITED)
    check_item = models.ForeignKey(
        CheckItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("测评条目")
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("检查发现")
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("群众举报")
    )
    special_task = models.ForeignKey(
        SpecialTask, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("专项任务")
    )
    working_group = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作组")
    )
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头单位")
    )
    responsible_person = models.CharField(_("责任人"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=CaseState.choices)
    is_open = models.BooleanField(_("未销号"), default=True)
    is_with_unit = models.BooleanField(_("单位整改中"), default=False)
    is_fixed_on_spot = models.BooleanField(_("现场整改"), default=False)
    registered_at = models.DateTimeField(_("登记时间"))
    dispatch_due_at = models.DateTimeField(_("派遣时限"))
    dispatched_at = models.DateTimeField(_("交办时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("接收时间"), null=True, blank=True)
    rectified_at = models.DateTimeField(_("整改反馈时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("销号时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("整改时限"), null=True, blank=True)
    deadline = models.JSONField(_("时限依据"), default=dict, blank=True)
    round = models.PositiveSmallIntegerField(_("整改次数"), default=0)
    returned_count = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    rework_count = models.PositiveSmallIntegerField(_("返工次数"), default=0)
    reopened_count = models.PositiveSmallIntegerField(_("重启次数"), default=0)
    extended_count = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    # What a ledger said of progress when it was imported; said, not verified.
    reported_progress = models.CharField(_("台账所填完成情况"), max_length=200, blank=True)
    import_digest = models.CharField(max_length=64, blank=True)
    # Chosen by whoever sends the request: sent again after a lost answer, it finds the case it made.
    client_key = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("案件")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["campaign", "import_digest"],
                condition=~Q(import_digest=""),
                name="case_imported_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "client_key"], condition=~Q(client_key=""), name="case_request_once"
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(finding__isnull=False), name="case_finding_once"
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(report__isnull=False), name="case_report_once"
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(is_open=~Q(state__in=["closed", "cancelled"])), name="case_open_agrees_with_state"
            ),
            models.CheckConstraint(
                condition=Q(is_with_unit=Q(state__in=["dispatched", "accepted", "rework"])),
                name="case_with_unit_agrees_with_state",
            ),
            models.CheckConstraint(
                condition=Q(is_with_unit=False) | (Q(lead_unit__isnull=False) & Q(due_at__isnull=False)),
                name="case_with_unit_has_unit_and_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="case_closed_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "-number"], name="case_by_state"),
            models.Index(fields=["campaign", "source", "-number"], name="case_by_source"),
            models.Index(fields=["campaign", "registered_at"], name="case_by_registration"),
            models.Index(fields=["lead_unit", "-number"], name="case_by_unit"),
            models.Index(fields=["lead_unit", "state", "-number"], name="case_by_unit_state"),
            models.Index(fields=["place", "-number"], name="case_by_place"),
            models.Index(
                fields=["campaign", "due_at", "id"], condition=Q(is_with_unit=True), name="case_running_clock"
            ),
            models.Index(
                fields=["campaign", "dispatch_due_at", "id"],
                condition=Q(state__in=["registered", "returned"]),
                name="case_to_dispatch",
            ),
            models.Index(
                fields=["lead_unit", "due_at", "id"], condition=Q(is_with_unit=True), name="case_unit_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:06d}"


class CaseHelper(models.Model):
    """One of the N: a unit that helps the lead unit, with its part."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="helpers", verbose_name=_("案件"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    part = models.CharField(_("职责"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("配合单位")
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="case_helper_once")]
        indexes = [models.Index(fields=["unit", "case"], name="helper_by_unit")]

    def __str__(self) -> str:
        return str(self.unit)


class Rectification(models.Model):
    """One answer of the unit: what was done. A later round is a new row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rectifications", verbose_name=_("案件"))
    round = models.PositiveSmallIntegerField(_("次数"))
    measure = models.TextField(_("整改措施"))
    responsible_person = models.CharField(_("责任人"), max_length=60, blank=True)
    rectified_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("反馈人"))
    rectified_at = models.DateTimeField(_("整改反馈时间"))
    due_at = models.DateTimeField(_("整改时限"))

    class Meta:
        verbose_name = _("整改")
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="rectification_round_once")]

    def __str__(self) -> str:
        return f"{self.case} · {self.round}"


class Verification(models.Model):
    """Somebody else's look at one answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="verifications", verbose_name=_("案件"))
    round = models.PositiveSmallIntegerField(_("次数"))
    is_passed = models.BooleanField(_("合格"))
    reason = models.TextField(_("说明"), blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("核查人"))
    verified_at = models.DateTimeField(_("核查时间"))

    class Meta:
        verbose_name = _("核查")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="verification_round_once"),
            models.CheckConstraint(
                condition=Q(is_passed=True) | ~Q(reason=""), name="failed_verification_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.round}"


class CasePhoto(models.Model):
    """A photograph before (round 0) or after a round of rectification."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="photos", verbose_name=_("案件"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("照片"))
    stage = models.CharField(_("阶段"), max_length=10, choices=PhotoStage.choices)
    round = models.PositiveSmallIntegerField(_("次数"), default=0)
    # When it was last compared with others and its time and place looked at; empty: still to be done.
    checked_at = models.DateTimeField(_("比对时间"), null=True, blank=True)
    # The photograph that somebody asked to have taken again (要求重拍); this one hangs beside it.
    retakes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="retaken_as", verbose_name=_("重拍自")
    )

    class Meta:
        verbose_name = _("案件照片")
        constraints = [
            models.UniqueConstraint(fields=["case", "photo", "stage", "round"], name="case_photo_once")
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(checked_at=None), name="case_photo_unchecked"),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_stage_display()}"


class PhotoMark(models.Model):
    """What a verifier drew on one photograph when he sent the case back: where, and in words, what is still wrong."""

    case_photo = models.ForeignKey(
        CasePhoto, models.PROTECT, related_name="marks", verbose_name=_("案件照片")
    )
    verification = models.ForeignKey(
        Verification, models.PROTECT, related_name="marks", verbose_name=_("核查")
    )
    # A list of ``terms.Mark`` as data, checked by ``mark_rules`` and never empty.
    marks = models.JSONField(_("标注"))

    class Meta:
        verbose_name = _("照片标注")
        constraints = [
            models.UniqueConstraint(fields=["case_photo", "verification"], name="photo_marked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_photo} · {len(self.marks)}"


class EvidenceFlag(models.Model):
    """提示: something about a photograph that a person should look at, with the facts; and what he decided."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    case_photo = models.ForeignKey(
        CasePhoto, models.PROTECT, related_name="flags", verbose_name=_("案件照片")
    )
    kind = models.CharField(_("提示"), max_length=10, choices=FlagKind.choices)
    # What was seen when it was raised: numbers and instants, for people to check.
    facts = models.JSONField(_("依据"), default=dict)
    raised_at = models.DateTimeField(_("提示时间"))
    looked_at = models.DateTimeField(_("查看时间"), null=True, blank=True)
    looked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("查看人")
    )
    decision = models.CharField(_("处理"), max_length=10, choices=FlagDecision.choices, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    # When a photograph taken again was handed in, for one decided as 要求重拍.
    retaken_at = models.DateTimeField(_("重拍时间"), null=True, blank=True)
    retaken_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("重拍人")
    )

    class Meta:
        verbose_name = _("照片提示")
        constraints = [
            models.UniqueConstraint(fields=["case_photo", "kind"], name="evidence_flag_once"),
            models.CheckConstraint(
                condition=Q(looked_at=None, looked_by=None, decision="", note="")
                | Q(looked_at__isnull=False, looked_by__isnull=False, decision__in=FlagDecision.values),
                name="evidence_flag_looked_at_whole",
            ),
            models.CheckConstraint(
                condition=Q(retaken_at=None, retaken_by=None)
                | Q(retaken_at__isnull=False, retaken_by__isnull=False, decision=FlagDecision.RETAKE),
                name="evidence_flag_retaken_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="evidence_flag_newest"),
            models.Index(
                fields=["campaign", "-id"], condition=Q(looked_at=None), name="evidence_flag_waiting"
            ),
            models.Index(
                fields=["campaign", "-id"],
                condition=Q(decision=FlagDecision.RETAKE, retaken_at=None),
                name="evidence_flag_to_retake",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class CaseTally(models.Model):
    """How many cases of a unit and a source are in a state; moved by every act, so that no page counts rows."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", verbose_name=_("创建攻坚行动"))
    # 0 = not yet with any unit; a null would escape the unique constraint.
    unit_id = models.BigIntegerField(_("单位"), default=0)
    source = models.CharField(_("问题来源"), max_length=20)
    state = models.CharField(_("状态"), max_length=20)
    count = models.IntegerField(_("件数"), default=0)

    class Meta:
        verbose_name = _("台账计数")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit_id", "source", "state"], name="case_tally_once"
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="case_tally_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.source} {self.state}: {self.count}"


class CaseDay(models.Model):
    """How often an act happened on a day: the trend, kept on write."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", verbose_name=_("创建攻坚行动"))
    day = models.DateField(_("日期"))
    act = models.CharField(_("动作"), max_length=20)
    count = models.IntegerField(_("件数"), default=0)

    class Meta:
        verbose_name = _("每日计数")
        constraints = [models.UniqueConstraint(fields=["campaign", "day", "act"], name="case_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.act}: {self.count}"


class ImportMapping(models.Model):
    """What the columns of one form of ledger mean, as a person has agreed: found again by the form's headings.

    It lies in this room, not in ``base``: it says how rows become cases, and a case's export in the form it
    came in needs it for as long as the case lives.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    fingerprint = models.CharField(_("表头指纹"), max_length=64)
    title = models.CharField(_("表名"), max_length=200, blank=True)
    headings = models.JSONField(_("表头"), default=list)
    # Key of the flow (place, problem, due …) → position of the column.
    columns = models.JSONField(_("列对照"), default=dict)
    source = models.CharField(_("问题来源"), max_length=20, choices=CaseSource.choices)
    remembered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("确认人"))
    remembered_at = models.DateTimeField(_("确认时间"))

    class Meta:
        verbose_name = _("台账列对照")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "fingerprint"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.fingerprint[:12]


class ImportedRow(models.Model):
    """The row that a case came from, cell by cell as it was read: what is reported back in the same form."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="imported_row", verbose_name=_("案件"))
    mapping = models.ForeignKey(
        ImportMapping, models.PROTECT, related_name="rows", verbose_name=_("台账列对照")
    )
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    row_number = models.PositiveIntegerField(_("行号"))
    cells = models.JSONField(_("原文"), default=list)

    class Meta:
        verbose_name = _("台账原行")
        indexes = [
            models.Index(fields=["mapping", "sheet", "row_number", "id"], name="imported_row_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row_number}"
