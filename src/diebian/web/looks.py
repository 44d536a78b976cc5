"""How states look, everywhere the same: a word, a tone of ``frontend/src/theme/states.css`` and a shape.

Colour never stands alone: every tone has its own shape, and the word is always there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diebian.inspections.terms import PlanState

DUE_SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Look:
    """A word for people, a tone (new, plain, due-soon, late, verified, parked) and an icon."""

    word: str | Promise
    tone: str
    icon: str


LOOKS = {
    # cases
    "registered": Look(gettext_lazy("待交办"), "new", "circle-dashed"),
    "dispatched": Look(gettext_lazy("待接收"), "plain", "send"),
    "accepted": Look(gettext_lazy("整改中"), "plain", "circle-dot"),
    "rectified": Look(gettext_lazy("待核查"), "due-soon", "hourglass"),
    "closed": Look(gettext_lazy("已销号"), "verified", "circle-check"),
    "returned": Look(gettext_lazy("已退回"), "late", "arrow-back-up"),
    "rework": Look(gettext_lazy("返工"), "late", "refresh"),
    "paused": Look(gettext_lazy("暂停计时"), "parked", "player-pause"),
    "parked": Look(gettext_lazy("挂账"), "parked", "player-pause"),
    "cancelled": Look(gettext_lazy("已作废"), "parked", "ban"),
    # places
    "not_accepted": Look(gettext_lazy("未验收"), "new", "circle-dashed"),
    "upgraded": Look(gettext_lazy("提档升级"), "verified", "trophy"),
    "withdrawn": Look(gettext_lazy("撤销达标"), "late", "arrow-back-up"),
    # reports
    "received": Look(gettext_lazy("待核实"), "due-soon", "hourglass"),
    "verified": Look(gettext_lazy("属实"), "verified", "circle-check"),
    "rejected": Look(gettext_lazy("不属实"), "parked", "ban"),
    "merged": Look(gettext_lazy("已合并"), "parked", "link"),
    # planned visits
    PlanState.WAITING: Look(PlanState.WAITING.label, "plain", "circle-dot"),
    PlanState.LATE: Look(PlanState.LATE.label, "late", "alert-triangle"),
    PlanState.DONE: Look(PlanState.DONE.label, "verified", "circle-check"),
    PlanState.WITHDRAWN: Look(PlanState.WITHDRAWN.label, "parked", "ban"),
    # clocks
    "late": Look(gettext_lazy("逾期"), "late", "alert-triangle"),
    "due_soon": Look(gettext_lazy("即将到期"), "due-soon", "clock"),
}


def look_of(state: str) -> Look:
    """The look of a state; an unknown one shows its own name plainly rather than nothing."""
    return LOOKS.get(state, Look(state, "plain", "circle"))


def due_look(due_at: datetime | None, *, at: datetime) -> Look:
    """Late after the deadline, due soon in its last 24 hours, else plain."""
    if due_at is None:
        return Look("", "parked", "minus")
    if at > due_at:
        return LOOKS["late"]
    if due_at - at <= DUE_SOON:
        return LOOKS["due_soon"]
    return Look("", "", "clock")


def remaining(due_at: datetime, *, at: datetime) -> str:
    """How long from ``at`` to the deadline, in the two words a person needs: 剩 3 天, 逾期 5 小时."""
    is_late = at > due_at
    minutes = int(abs(due_at - at).total_seconds() // 60)
    if minutes >= 48 * 60:
        amount = _("%(count)s 天") % {"count": minutes // (24 * 60)}
    elif minutes >= 60:
        amount = _("%(count)s 小时") % {"count": minutes // 60}
    else:
        amount = _("%(count)s 分钟") % {"count": max(minutes, 1)}
    return (_("逾期 %(amount)s") if is_late else _("剩 %(amount)s")) % {"amount": amount}
