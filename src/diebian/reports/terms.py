"""The words of this room: states of a report, where it came from, the ten topics a citizen picks from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    RECEIVED = "received", _("待核实")
    VERIFIED = "verified", _("属实")
    REJECTED = "rejected", _("不属实")
    MERGED = "merged", _("已合并")


class ReportSource(TextChoices):
    WEB = "web", _("网页举报")
    IMPORT = "import", _("热线转入")


class Topic(TextChoices):
    """The ten that 文明海淀 offered its citizens (domain 3.2)."""

    POLLUTION = "pollution", _("环境污染")
    ROAD = "road", _("道路破损")
    FACILITY = "facility", _("设施破损")
    PARKING = "parking", _("占道停车")
    TRADING = "trading", _("占道经营")
    FRONTAGE = "frontage", _("门前三包")
    TACTILE_PAVING = "tactile_paving", _("占用盲道")
    BARBECUE = "barbecue", _("露天烧烤")
    WATER = "water", _("水体污染")
    ADVERTISING = "advertising", _("公益广告")


# What the office's form proposes for a topic (GB/T 30428.2 and its local class); whoever verifies decides.
CATEGORIES = {
    Topic.POLLUTION: "E0102",
    Topic.ROAD: "E0110",
    Topic.FACILITY: "C01",
    Topic.PARKING: "E0505",
    Topic.TRADING: "E0504",
    Topic.FRONTAGE: "E0603",
    Topic.TACTILE_PAVING: "E0602",
    Topic.BARBECUE: "E0510",
    Topic.WATER: "E0105",
    Topic.ADVERTISING: "E0601",
}
