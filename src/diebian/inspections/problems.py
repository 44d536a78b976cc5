"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class NothingObserved(Problem):
    number = "400.50"
    message = _("没有填写任何检查结果，也没有记录问题")
    hint = _("请至少标注一个条目，或记录一个问题，然后提交。")


class WrongAnswer(Problem):
    number = "400.51"
    message = _("条目“%(item)s”的填写有误：%(answer)s")


class UnknownItem(Problem):
    number = "400.52"
    message = _("检查清单在填写期间有变化：有条目已不在清单中")
    hint = _("请重新打开检查页面；照片和说明请先保存。")


class FindingWithoutDescription(Problem):
    number = "400.53"
    message = _("清单以外的问题须写明是什么问题")


class PlaceElsewhere(Problem):
    number = "400.54"
    message = _("点位“%(place)s”不属于这次攻坚行动")


class VisitNotYours(Problem):
    number = "403.50"
    message = _("这次检查由他人负责")


class VisitTaken(Problem):
    number = "409.50"
    message = _("这次检查已经提交，不能更改")


class NoPlaces(Problem):
    number = "400.55"
    message = _("请至少勾选一个点位")


class InspectorMayNot(Problem):
    number = "400.56"
    message = _("“%(inspector)s”没有提交检查的权限")
    hint = _("请选择督导组或指挥部办公室的人员，或先在“设置”中授权。")


class WrongDays(Problem):
    number = "400.57"
    message = _("截止日期早于开始日期")


class PlanReasonMissing(Problem):
    number = "400.58"
    message = _("请写明撤回安排的原因")


class PlanWithdrawn(Problem):
    number = "409.51"
    message = _("这次检查的安排已经撤回")
    hint = _("确需检查的，请从“开始检查”选择该点位。")


class FindingAtNothing(Problem):
    number = "400.59"
    message = _("条目“%(item)s”没有检查结果或不适用，却附有问题")
    hint = _("请标注该条目的检查结果，或移除所附的问题。")


class RivalKept(Problem):
    number = "409.52"
    message = _("这次检查已收到另一份内容，两份都已保存，由指挥部办公室裁定")

    @property
    def fields(self) -> dict[str, str]:
        """Which one it is."""
        return {"rival": str(self.details["rival"])}


class RivalSettled(Problem):
    number = "409.53"
    message = _("这份重复提交已经裁定")


class SettlementReasonMissing(Problem):
    number = "400.60"
    message = _("请写明裁定的理由")


class PlanKeyTaken(Problem):
    number = "409.54"
    message = _("这份表单已经提交过，内容与这次不同")
    hint = _("请查看“检查安排”，再重新打开“安排检查”填写。")
