"""The words of this room: kinds of units, roles, permissions, scopes."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    SUPERIOR = "superior", _("上级")
    HEADQUARTERS = "headquarters", _("指挥部")
    OFFICE = "office", _("指挥部办公室")
    WORKING_GROUP = "working_group", _("专项工作组")
    JOINT_SUPERVISION = "joint_supervision", _("联合督导组")
    SPECIAL_SUPERVISION = "special_supervision", _("专项督导组")
    DEPARTMENT = "department", _("区直单位")
    SUBDISTRICT = "subdistrict", _("街道")
    COMMUNITY = "community", _("社区")
    VILLAGE = "village", _("村")


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("系统管理员")
    OFFICE = "office", _("指挥部办公室")
    LEADER = "leader", _("领导")
    WORKING_GROUP = "working_group", _("工作组")
    SUPERVISION = "supervision", _("督导组")
    UNIT = "unit", _("责任单位")
    CITIZEN = "citizen", _("市民")


class Permission(TextChoices):
    """Everything that a person may be allowed. ``policy.yaml`` says which role has which, and how far it reaches."""

    CAMPAIGN_MANAGE = "campaign.manage", _("管理攻坚行动")
    UNIT_MANAGE = "unit.manage", _("管理单位与任职")
    USER_MANAGE = "user.manage", _("管理用户与授权")
    AUDIT_VIEW = "audit.view", _("查看操作记录")
    STANDARD_VIEW = "standard.view", _("查看测评标准")
    STANDARD_LOAD = "standard.load", _("载入测评标准")
    PLACE_VIEW = "place.view", _("查看点位")
    PLACE_MANAGE = "place.manage", _("管理点位")
    PLACE_ACCEPT = "place.accept", _("点位验收")
    VISIT_SUBMIT = "visit.submit", _("提交检查")
    VISIT_VIEW = "visit.view", _("查看检查")
    VISIT_PLAN = "visit.plan", _("安排检查")
    REPORT_VIEW = "report.view", _("查看群众举报")
    REPORT_VERIFY = "report.verify", _("核实群众举报")
    CASE_VIEW = "case.view", _("查看案件")
    CASE_REGISTER = "case.register", _("登记案件")
    CASE_DISPATCH = "case.dispatch", _("交办案件")
    CASE_ACCEPT = "case.accept", _("接收案件")
    CASE_RETURN = "case.return", _("退回案件")
    CASE_RECTIFY = "case.rectify", _("反馈整改")
    CASE_VERIFY = "case.verify", _("核查案件")
    CASE_LOOK_BACK = "case.look_back", _("安排回头看")
    CASE_REOPEN = "case.reopen", _("重启案件")
    CASE_CLOCK = "case.clock", _("审批时限")
    CASE_CANCEL = "case.cancel", _("作废案件")
    LEDGER_IMPORT = "ledger.import", _("导入台账")
    LEDGER_EXPORT = "ledger.export", _("导出台账")
    SCORE_VIEW = "score.view", _("查看考核得分")
    RANKING_VIEW = "ranking.view", _("查看排名")
    WEEK_CLOSE = "week.close", _("周考核封账")
    BULLETIN_VIEW = "bulletin.view", _("查看公文")
    BULLETIN_ISSUE = "bulletin.issue", _("印发公文")
    DASHBOARD_VIEW = "dashboard.view", _("查看总览")


class Scope(StrEnum):
    """How far a permission reaches, widest first."""

    ALL = "all"  # everything in the campaign
    SUBTREE = "subtree"  # the unit of the grant and all units that it administers
    OWN = "own"  # what this person made
