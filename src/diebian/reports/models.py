"""Reports of citizens and their photographs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diebian.base.models import Photo
from diebian.people.models import Campaign, User
from diebian.reports.rules import FollowCode
from diebian.reports.terms import ReportSource, ReportState, Topic


class Report(models.Model):
    """What somebody saw and told. It becomes a case only when it was verified."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    number = models.PositiveIntegerField(_("编号"))
    # Known to the sender alone; with the number it opens the page on which the report is followed.
    token = models.CharField(max_length=12)
    # Chosen by the sender's page: the same report sent twice is one report.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    source = models.CharField(_("来源"), max_length=10, choices=ReportSource.choices)
    source_number = models.CharField(_("来源编号"), max_length=60, blank=True)
    topic = models.CharField(_("问题类型"), max_length=20, choices=Topic.choices, blank=True)
    subject = models.CharField(_("标题"), max_length=100)
    body = models.TextField(_("内容"))
    place_text = models.CharField(_("地点"), max_length=200, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    category_code = models.CharField(_("类别"), max_length=20, blank=True)
    reporter_name = models.CharField(_("举报人"), max_length=60, blank=True)
    reporter_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ReportState.choices, default=ReportState.RECEIVED
    )
    reported_at = models.DateTimeField(_("举报时间"))
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核实人")
    )
    verified_at = models.DateTimeField(_("核实时间"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入")
    )

    class Meta:
        verbose_name = _("群众举报")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="report_number_once"),
            models.UniqueConstraint(
                fields=["campaign", "source", "source_number"],
                condition=~Q(source_number=""),
                name="report_source_number_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state="received", verified_at=None)
                | (~Q(state="received") & Q(verified_at__isnull=False)),
                name="report_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="report_rejected_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="report_merged_into_something",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="report_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="report_position_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-number"], name="report_newest"),
            models.Index(fields=["campaign", "state", "-number"], name="report_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number:06d}"

    @property
    def code(self) -> str:
        """What the sender follows it by. Shown to the sender alone."""
        return str(FollowCode(self.number, self.token))


class ReportPhoto(models.Model):
    """A photograph that came with a report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="photos", verbose_name=_("群众举报"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("照片"))

    class Meta:
        verbose_name = _("举报照片")
        constraints = [models.UniqueConstraint(fields=["report", "photo"], name="report_photo_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.photo_id}"
