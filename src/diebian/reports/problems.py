"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class ReportEmpty(Problem):
    number = "400.60"
    message = _("请写明看到了什么问题")


class ReportWithoutPlace(Problem):
    number = "400.61"
    message = _("请写明问题在哪里")
    hint = _("如“解放中路与塔北路交叉口西南角”。")


class TooManyPhotos(Problem):
    number = "400.62"
    message = _("最多附 %(limit)s 张照片")


class NotAPhone(Problem):
    number = "400.63"
    message = _("“%(phone)s”不是电话号码")
    hint = _("可以不填电话。")


class ReasonMissing(Problem):
    number = "400.64"
    message = _("不予立案必须说明理由")
    hint = _("举报人凭编号查询时会看到这条理由。")


class ReportDecided(Problem):
    number = "409.60"
    message = _("举报 %(report)s 现为“%(state)s”，不能再次处理")


class CannotMerge(Problem):
    number = "409.61"
    message = _("举报 %(report)s 不能并入 %(into)s")
    hint = _("只能并入同一次行动中待核实或属实的另一条举报。")
