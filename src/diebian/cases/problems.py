"""What can go wrong with a case."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class CaseCannotMove(Problem):
    number = "409.30"
    message = _("案件 %(number)s 现为“%(state)s”，不能%(act)s")
    hint = _("请刷新页面，查看案件的最新状态。")


class VerifierOfFixingUnit(Problem):
    number = "403.30"
    message = _("核查人不得出自整改单位，也不得是反馈整改的本人")
    hint = _("请由督导组或指挥部办公室的其他人员核查。")


class NoLeadUnit(Problem):
    number = "400.30"
    message = _("交办案件须指定一个牵头单位")


class HelperIsLead(Problem):
    number = "400.31"
    message = _("牵头单位“%(unit)s”不能同时是配合单位")


class NoDeadline(Problem):
    number = "400.32"
    message = _("没有适用的整改时限")
    hint = _("请填写整改截止时间，或在标准中补充该类别的时限。")


class DeadlinePassed(Problem):
    number = "400.33"
    message = _("整改截止时间 %(due)s 早于交办时间")


class ReasonMissing(Problem):
    number = "400.34"
    message = _("须说明原因")


class MeasureMissing(Problem):
    number = "400.35"
    message = _("须填写整改措施")


class AfterPhotoMissing(Problem):
    number = "400.36"
    message = _("须上传至少一张整改后的照片")


class DescriptionMissing(Problem):
    number = "400.37"
    message = _("须填写问题描述")


class UnitOfOtherCampaign(Problem):
    number = "400.38"
    message = _("单位“%(unit)s”不属于本次攻坚行动")


class FlagLookedAt(Problem):
    number = "409.31"
    message = _("这条提示已有人处理")
    hint = _("请刷新页面，查看处理结果。")


class MarksRefused(Problem):
    number = "400.39"
    message = _("照片标注不能接收：%(reason)s")
    hint = _("请修改标注后重新提交。")


class MarkedPhotoElsewhere(Problem):
    number = "400.40"
    message = _("所标注的照片不属于案件 %(number)s")
    hint = _("请刷新页面，在本案件的照片上重新标注。")


class AnswerDoesNotFit(Problem):
    number = "400.41"
    message = _("这样的结果不适用于“%(kind)s”任务")


class AnswerPhotoMissing(Problem):
    number = "400.42"
    message = _("须附至少一张现场照片")


class LookBackTooEarly(Problem):
    number = "400.43"
    message = _("完成期限 %(due)s 已经过去")


class WrongInspector(Problem):
    number = "400.44"
    message = _("不能请%(inspector)s回头看：须有核查权限，且不出自整改单位")


class LookBackOfAnother(Problem):
    number = "403.31"
    message = _("这次回头看安排给了别人")


class LookBackWaits(Problem):
    number = "409.32"
    message = _("案件 %(number)s 已安排回头看，尚未完成")
    hint = _("请等这一次完成后再安排。")


class LookBackAnswered(Problem):
    number = "409.33"
    message = _("案件 %(number)s 的这次回头看已有结果")


class AnswerOutOfRound(Problem):
    number = "409.34"
    message = _("案件 %(number)s 已是第 %(now)s 次整改，答复针对的是第 %(then)s 次")


class AnswerDiffers(Problem):
    number = "409.35"
    message = _("同一编号的答复已经收到，内容不同")
    hint = _("请重新填写后提交。")


class AnswerSettled(Problem):
    number = "409.36"
    message = _("这份答复已经裁定")
    hint = _("请刷新页面，查看裁定结果。")


class ClockRequestTooLate(Problem):
    number = "409.40"
    message = _("整改时限 %(due)s 已过，不能再申请延期、暂停或挂账")
    hint = _("延期等申请须在时限届满前提出；请尽快整改并反馈。")


class ClockRequestWaits(Problem):
    number = "409.41"
    message = _("案件 %(number)s 已有一项时限申请等待审批")


class ClockDecided(Problem):
    number = "409.42"
    message = _("这项时限申请已有结果：%(answer)s")
    hint = _("请刷新页面，查看审批结果。")


class ApproverIsConcerned(Problem):
    number = "403.32"
    message = _("审批人不得是申请人，也不得出自整改单位")
    hint = _("请由指挥部办公室的其他人员审批。")


class UntilTooEarly(Problem):
    number = "400.50"
    message = _("日期 %(until)s 须晚于 %(since)s")


class MeansMissing(Problem):
    number = "400.51"
    message = _("挂账须写明所缺条件（资金、规划或其他单位的决定）")


class PartTaskMissing(Problem):
    number = "400.52"
    message = _("须写明配合单位要做什么")


class PartGivenAlready(Problem):
    number = "409.43"
    message = _("“%(unit)s”已有一项未办结的配合任务")


class PartCannotMove(Problem):
    number = "409.44"
    message = _("“%(unit)s”的配合任务现为“%(state)s”，不能%(act)s")
    hint = _("请刷新页面，查看最新状态。")


class PartsOpen(Problem):
    number = "409.45"
    message = _("配合任务尚未办结：%(units)s")
    hint = _("请等配合单位反馈，或请指挥部办公室裁定、免除后再反馈整改。")


class NobodyToRetake(Problem):
    number = "409.60"
    message = _("这张照片由群众或核查人员提供，不能要求重拍")
    hint = _("请以其他方式核实，或退回返工并说明原因。")


class RetakeNotWanted(Problem):
    number = "409.61"
    message = _("这张照片没有待办的重拍要求")
    hint = _("请刷新页面，查看最新情况。")


class RetakeIsTheSame(Problem):
    number = "400.62"
    message = _("交来的是原来的照片，请重新拍摄")
