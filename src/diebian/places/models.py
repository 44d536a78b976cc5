"""Types of places, places with their owner chain, and the history of their acceptance."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diebian.people.models import Campaign, Person, Unit, User
from diebian.places.terms import Acceptance, Certainty, DatumChoice


class PlaceType(models.Model):
    """A type of places, kept from ``data/place_types.yaml``; the same in every campaign."""

    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=80)
    source = models.CharField(_("来源"), max_length=40)
    certainty = models.CharField(_("可信度"), max_length=1, choices=Certainty.choices)
    is_local = models.BooleanField(_("本地类型"), default=False)
    icon = models.CharField(_("图标"), max_length=40)
    colour = models.CharField(_("颜色"), max_length=20)
    official_order = models.PositiveSmallIntegerField(_("排序"))

    class Meta:
        verbose_name = _("点位类型")
        constraints = [
            models.CheckConstraint(
                condition=Q(certainty__in=Certainty.values), name="place_type_certainty_known"
            )
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Place(models.Model):
    """点位: a place that is checked, with its chain of responsibility. Positions are WGS-84 degrees."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    number = models.CharField(_("编号"), max_length=30)
    name = models.CharField(_("名称"), max_length=100)
    place_type = models.ForeignKey(
        PlaceType, models.PROTECT, related_name="places", verbose_name=_("点位类型")
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)
    division_code = models.CharField(_("区划代码"), max_length=12, blank=True)
    subdistrict = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("街道")
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("社区（村）")
    )
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头单位")
    )
    keeper = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("点位长")
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("包联领导")
    )
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    input_datum = models.CharField(_("录入坐标系"), max_length=10, choices=DatumChoice.choices, blank=True)
    acceptance_state = models.CharField(
        _("验收状态"), max_length=20, choices=Acceptance.choices, default=Acceptance.NOT_ACCEPTED
    )
    is_required_check = models.BooleanField(_("必检点位"), default=False)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("点位")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="place_number_once"),
            models.CheckConstraint(
                condition=Q(acceptance_state__in=Acceptance.values), name="place_acceptance_known"
            ),
            models.CheckConstraint(
                # A comparison with nothing is "unknown", which a database lets pass: say that both are there.
                condition=Q(longitude=None, latitude=None, input_datum="")
                | Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(72, 138),
                    latitude__range=(0, 56),
                    input_datum__in=DatumChoice.values,
                ),
                name="place_position_whole_and_in_china",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "place_type", "number"], name="place_by_type"),
            models.Index(fields=["campaign", "subdistrict", "number"], name="place_by_subdistrict"),
            models.Index(fields=["campaign", "acceptance_state", "number"], name="place_by_acceptance"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_ids(self) -> frozenset[int]:
        """Every unit that has a duty here: whoever reaches one of them reaches the place."""
        ids = (self.subdistrict_id, self.community_id, self.responsible_unit_id, self.lead_unit_id)
        return frozenset(pk for pk in ids if pk is not None)


class AcceptanceRecord(models.Model):
    """One step in the acceptance of a place. Written once."""

    place = models.ForeignKey(
        Place, models.PROTECT, related_name="acceptance_records", verbose_name=_("点位")
    )
    previous_state = models.CharField(_("原状态"), max_length=20, choices=Acceptance.choices)
    state = models.CharField(_("验收状态"), max_length=20, choices=Acceptance.choices)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("验收人"))
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("验收记录")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=Acceptance.values, previous_state__in=Acceptance.values)
                & ~Q(state=F("previous_state")),
                name="acceptance_is_a_step",
            )
        ]
        indexes = [models.Index(fields=["place", "at", "id"], name="acceptance_history")]

    def __str__(self) -> str:
        return f"{self.place} {self.get_state_display()}"
