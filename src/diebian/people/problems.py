"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class UnitCircle(Problem):
    number = "409.10"
    message = _("“%(unit)s”不能由其下级“%(parent)s”管理")


class UnitNameTaken(Problem):
    number = "409.11"
    message = _("已有单位名为“%(name)s”")


class UsernameTaken(Problem):
    number = "409.12"
    message = _("用户名“%(username)s”已被使用")


class WeakPassword(Problem):
    number = "400.10"
    message = _("密码不符合要求：%(reasons)s")


class WrongDates(Problem):
    number = "400.11"
    message = _("结束日期 %(end)s 早于开始日期 %(start)s")


class CampaignExists(Problem):
    number = "409.13"
    message = _("已有同一区划、同一开始日期的攻坚行动：%(name)s")
    hint = _("如需重新建立，请先将原行动归档。")


class LastAdministrator(Problem):
    number = "409.14"
    message = _("不能停用最后一名系统管理员")


class UnitElsewhere(Problem):
    number = "409.15"
    message = _("“%(unit)s”不属于“%(campaign)s”")


class CalendarUnreadable(Problem):
    number = "400.12"
    message = _("第 %(line)s 行不能识别：%(text)s")
    hint = _("每行一天：日期、“休”或“班”、说明，如“2027-01-01 休 元旦”。")
