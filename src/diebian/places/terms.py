"""The words of this room: levels of divisions, states of acceptance, links of a chain of responsibility."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DivisionLevel(TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("地级")
    COUNTY = "county", _("县级")
    TOWN = "town", _("乡级")
    VILLAGE = "village", _("村级")


class Certainty(TextChoices):
    """How sure we are of a fact from the field."""

    A = "A", _("一手来源")
    B = "B", _("二手来源")
    C = "C", _("推断")
    M = "M", _("凭记忆，待核实")


class DatumChoice(TextChoices):
    """In which datum a position was given; it is stored in WGS-84."""

    WGS84 = "wgs84", _("WGS-84 / CGCS2000（天地图、GPS）")
    GCJ02 = "gcj02", _("GCJ-02（高德、腾讯）")
    BD09 = "bd09", _("BD-09（百度）")


class Acceptance(TextChoices):
    """达标验收: where a place stands."""

    NOT_ACCEPTED = "not_accepted", _("未验收")
    ACCEPTED = "accepted", _("达标")
    UPGRADED = "upgraded", _("提档升级")
    WITHDRAWN = "withdrawn", _("撤销")


class Duty(TextChoices):
    """A link in the chain of responsibility, nearest to the place first."""

    KEEPER = "keeper", _("点位长")
    COMMUNITY = "community", _("社区（村）")
    SUBDISTRICT = "subdistrict", _("街道")
    RESPONSIBLE = "responsible_unit", _("责任单位")
    LEAD = "lead_unit", _("牵头单位")
    LEADER = "leader", _("包联领导")
