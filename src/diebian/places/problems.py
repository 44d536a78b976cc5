"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class UnknownDivision(Problem):
    number = "404.20"
    message = _("没有区划代码“%(code)s”")
    hint = _("请使用国家统计局统计用区划代码（截至 2023-06-30），2、4、6、9 或 12 位数字。")


class NotADistrict(Problem):
    number = "400.20"
    message = _("%(name)s（%(code)s）下设区县，请选择其中一个区、县或不设区县的市")


class SearchTooWide(Problem):
    number = "400.21"
    message = _("检索街道和社区须先选定省以下的区划")


class PlaceNumberTaken(Problem):
    number = "409.20"
    message = _("点位编号“%(number)s”已被使用")


class PlaceWithoutUnit(Problem):
    number = "400.22"
    message = _("点位“%(name)s”没有责任单位")
    hint = _("请填写责任单位，或填写所在街道、社区。")


class OfAnotherCampaign(Problem):
    number = "400.23"
    message = _("“%(name)s”不属于这次攻坚行动")


class NotOfThatKind(Problem):
    number = "400.24"
    message = _("“%(unit)s”不是%(kind)s")


class CommunityElsewhere(Problem):
    number = "400.25"
    message = _("“%(community)s”不归“%(subdistrict)s”管理")


class WrongPosition(Problem):
    """The base of what can be wrong with a position."""

    number = "400.26"
    message = _("经度 %(longitude)s、纬度 %(latitude)s 不是坐标")


class SwappedPosition(WrongPosition):
    number = "400.27"
    message = _("经度 %(longitude)s、纬度 %(latitude)s：经度和纬度填反了")


class PositionOutside(WrongPosition):
    number = "400.28"
    message = _("经度 %(longitude)s、纬度 %(latitude)s 不在中国境内")


class AcceptanceCannotMove(Problem):
    number = "409.21"
    message = _("点位“%(place)s”现为“%(now)s”，不能改为“%(then)s”")
    hint = _("次序：未验收、达标、提档升级；撤销后可重新验收达标。")


class ReasonMissing(Problem):
    number = "400.29"
    message = _("撤销或恢复验收必须说明理由")
