"""The words of the audit: what was done and to what. A test looks that every verb in the code has one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diebian.cases.terms import ACT_LABELS
from diebian.reports.terms import ReportState

VERBS: dict[str, str | Promise] = {
    "answer.kept": _("留存未采用的任务答复"),
    "answer.settled": _("裁定任务答复"),
    "answer.taken": _("收到任务答复"),
    "bulletin.issued": _("印发公文"),
    "calendar.loaded": _("载入国家日历"),
    "calendar.set": _("修改日历"),
    "campaign.archived": _("归档行动"),
    "campaign.changed": _("修改行动"),
    "campaign.created": _("建立行动"),
    "edition.adopted": _("启用标准"),
    "edition.dropped": _("停用标准"),
    "edition.loaded": _("载入标准"),
    "evidence.flagged": _("给出照片提示"),
    "evidence.looked_at": _("查看照片提示"),
    "evidence.retaken": _("重拍照片"),
    "key.created": _("建立接口密钥"),
    "key.revoked": _("停用接口密钥"),
    "ledger.exported": _("导出台账"),
    "ledger.imported": _("导入台账"),
    "look_back.answered": _("回头看结果"),
    "look_back.asked": _("安排回头看"),
    "milestone.reached": _("完成节点"),
    "milestone.set": _("设置节点"),
    "person.registered": _("登记人员"),
    "place.acceptance_recorded": _("记录验收"),
    "place.changed": _("修改点位"),
    "place.registered": _("登记点位"),
    "place_type.loaded": _("载入点位类型"),
    "places.imported": _("导入点位"),
    "post.appointed": _("任职"),
    "post.ended": _("免去任职"),
    "report.imported": _("导入举报"),
    "rival.kept": _("留存重复提交的检查"),
    "rival.settled": _("裁定重复提交的检查"),
    "ruleset.loaded": _("载入计分规则"),
    "scores.reckoned": _("计算得分"),
    "special_task.created": _("建立专项任务"),
    "unit.alias_added": _("增加单位别名"),
    "unit.changed": _("修改单位"),
    "unit.created": _("建立单位"),
    "user.enabled": _("启用用户"),
    "user.created": _("建立用户"),
    "user.disabled": _("停用用户"),
    "user.grant_ended": _("终止授权"),
    "user.granted": _("授权"),
    "user.password_changed": _("修改密码"),
    "user.password_reset": _("重置密码"),
    "visit.planned": _("安排检查"),
    "visit.submitted": _("提交检查"),
    "visit.withdrawn": _("撤回检查安排"),
    "week.frozen": _("封账"),
}
VERBS |= {f"case.{act}": label for act, label in ACT_LABELS.items()}
VERBS |= {f"report.{state}": state.label for state in ReportState}

SUBJECTS: dict[str, str | Promise] = {
    "bulletin": _("公文"),
    "calendar": _("日历"),
    "calendar_day": _("日历"),
    "campaign": _("行动"),
    "case": _("案件"),
    "edition": _("标准"),
    "evidence_flag": _("照片提示"),
    "look_back": _("回头看"),
    "milestone": _("节点"),
    "person": _("人员"),
    "place": _("点位"),
    "place_type": _("点位类型"),
    "report": _("举报"),
    "rival_visit": _("重复提交的检查"),
    "ruleset": _("计分规则"),
    "score_run": _("计分"),
    "special_task": _("专项任务"),
    "task_answer": _("任务答复"),
    "unit": _("单位"),
    "user": _("用户"),
    "visit": _("检查"),
    "week": _("考核周"),
}


def verb_word(verb: str) -> str:
    """What was done, in the reader's language; a verb of a later version as it is kept."""
    return str(VERBS.get(verb, verb))


def subject_word(kind: str) -> str:
    """To what it was done."""
    return str(SUBJECTS.get(kind, kind))
