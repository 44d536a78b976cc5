"""The columns of ledgers and the headings offices give them. Pure data, in the order of the standard form."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "serial": ("序号", "顺序号", "行号"),
    "our_number": ("案件编号", "本系统编号"),
    "number": ("编号", "任务编号", "交办编号", "来源编号", "问题编号", "台账编号", "任务号", "问题序号", "工单编号"),
    "source": ("问题来源", "来源", "任务来源", "来源渠道", "交办来源"),
    "place": ("点位", "地点", "点位名称", "具体点位", "问题点位", "问题地点", "位置", "具体位置", "地址", "点位地址", "所在位置"),
    "problem": ("存在问题", "问题描述", "问题", "存在问题描述", "问题内容", "具体问题", "任务内容", "问题清单", "主要问题"),
    "category": ("类别", "问题类别", "问题类型", "类型", "分类"),
    "demand": ("整改要求", "工作要求", "整改标准", "整改目标"),
    "measure": ("整改措施", "整改内容", "措施", "处理措施", "工作措施"),
    "task": ("专项任务", "攻坚任务", "攻坚行动"),
    "group": ("工作组", "专项工作组", "责任工作组"),
    "lead": ("牵头单位", "主办单位", "牵头部门"),
    "unit": ("责任单位", "整改单位", "整改责任单位", "承办单位", "责任部门", "责任主体", "办理单位", "主体责任单位"),
    "helpers": ("配合单位", "协办单位", "协助单位", "配合部门"),
    "leader": ("责任领导", "分管领导", "包联领导", "包保领导", "县级责任领导", "责任县级领导"),
    "person": ("责任人", "具体责任人", "整改责任人", "联系人", "负责人", "经办人"),
    "handed_on": ("交办时间", "交办日期", "下发时间", "派发时间", "发现时间", "检查时间", "检查日期", "登记时间"),
    "due": ("整改时限", "完成时限", "整改期限", "办结时限", "时限", "限期", "要求完成时间", "整改截止时间", "截止日期", "期限"),
    "progress": ("完成情况", "整改情况", "整改进展", "办理情况", "进展情况", "完成进度", "整改结果", "状态", "是否完成", "整改完成情况"),
    "finished_on": ("完成时间", "完成日期", "整改完成时间", "实际完成时间", "办结时间"),
    "verifier": ("核查人", "复查人", "验收人"),
    "closed_on": ("销号日期", "销号时间", "验收时间", "核查时间"),
    "note": ("备注",),
}  # fmt: skip

REQUIRED = ("problem",)
FILLED_BY_US = frozenset(
    {"our_number", "progress", "finished_on", "verifier", "closed_on", "serial", "measure"}
)
"""What an export fills in from the case: never read as a difference when such a file comes back."""

DAYS = frozenset({"handed_on", "due"})
"""Columns whose cells are compared as days: 2017/7/25 is 2017-07-25."""

LABELS: Mapping[str, str | Promise] = {
    "serial": _("序号"),
    "our_number": _("案件编号"),
    "number": _("来源编号"),
    "source": _("问题来源"),
    "place": _("点位"),
    "problem": _("存在问题"),
    "category": _("类别"),
    "demand": _("整改要求"),
    "measure": _("整改措施"),
    "task": _("专项任务"),
    "group": _("工作组"),
    "lead": _("牵头单位"),
    "unit": _("责任单位"),
    "helpers": _("配合单位"),
    "leader": _("责任领导"),
    "person": _("责任人"),
    "handed_on": _("交办时间"),
    "due": _("整改时限"),
    "progress": _("完成情况"),
    "finished_on": _("完成时间"),
    "verifier": _("核查人"),
    "closed_on": _("销号日期"),
    "note": _("备注"),
}
