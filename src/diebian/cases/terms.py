"""The words of a case: its states, what can be done to it, where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    REGISTERED = "registered", _("待交办")
    DISPATCHED = "dispatched", _("待接收")
    ACCEPTED = "accepted", _("整改中")
    RECTIFIED = "rectified", _("待核查")
    REWORK = "rework", _("返工")
    RETURNED = "returned", _("已退回")
    PAUSED = "paused", _("暂停计时")
    PARKED = "parked", _("挂账")
    CLOSED = "closed", _("已销号")
    CANCELLED = "cancelled", _("已作废")


class CaseSource(TextChoices):
    """Who found it (来源). Handed-down ones keep the superior's number."""

    CITY_TASK = "city_task", _("市级交办")
    DISTRICT_TASK = "district_task", _("区级交办")
    SUPERVISION = "supervision", _("督导检查")
    REPORT = "report", _("群众举报")
    SELF_FOUND = "self_found", _("单位自查")
    MEDIA = "media", _("媒体监督")


class Act(StrEnum):
    """What can be done to a case; the event's verb is ``case.`` and this word."""

    REGISTER = "registered"
    SETTLE = "settled_on_spot"
    DISPATCH = "dispatched"
    ACCEPT = "accepted"
    RETURN = "returned"
    RECTIFY = "rectified"
    PASS = "closed"  # noqa: S105  # a word, not a password
    FAIL = "sent_back"
    REOPEN = "reopened"
    CANCEL = "cancelled"
    # Of the clock alone: asked by the unit, decided by somebody else.
    ASK_CLOCK = "clock_asked"
    REFUSE_CLOCK = "clock_refused"
    EXTEND = "extended"
    PAUSE = "paused"
    PARK = "parked"
    RESUME = "resumed"
    # Of one helping unit's part; the case itself stays where it is.
    GIVE_PART = "part_given"
    ANSWER_PART = "part_answered"
    RETURN_PART = "part_returned"
    KEEP_PART = "part_kept"
    DROP_PART = "part_dropped"


ACT_LABELS = {
    Act.REGISTER: _("登记"),
    Act.SETTLE: _("现场整改"),
    Act.DISPATCH: _("交办"),
    Act.ACCEPT: _("接收"),
    Act.RETURN: _("退回"),
    Act.RECTIFY: _("反馈整改"),
    Act.PASS: _("核查销号"),
    Act.FAIL: _("退回返工"),
    Act.REOPEN: _("重启"),
    Act.CANCEL: _("作废"),
    Act.ASK_CLOCK: _("时限申请"),
    Act.REFUSE_CLOCK: _("不批准时限申请"),
    Act.EXTEND: _("批准延期"),
    Act.PAUSE: _("批准暂停计时"),
    Act.PARK: _("批准挂账"),
    Act.RESUME: _("恢复计时"),
    Act.GIVE_PART: _("分派配合任务"),
    Act.ANSWER_PART: _("反馈配合任务"),
    Act.RETURN_PART: _("退回配合任务"),
    Act.KEEP_PART: _("维持配合任务"),
    Act.DROP_PART: _("免除配合任务"),
}


class PartState(TextChoices):
    """What became of a helping unit's part."""

    OPEN = "open", _("待办")
    RETURNED = "returned", _("已退回，待裁定")
    ANSWERED = "answered", _("已办")
    DROPPED = "dropped", _("已免除")


class ClockAsk(TextChoices):
    """What a unit asks for when it cannot keep the deadline."""

    EXTENSION = "extension", _("延期")
    PAUSE = "pause", _("暂停计时")
    PARKING = "parking", _("挂账")


class ClockAnswer(TextChoices):
    """What became of it. Dropped: the case moved on before anybody decided."""

    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("不批准")
    DROPPED = "dropped", _("不再需要")


class PhotoStage(TextChoices):
    BEFORE = "before", _("整改前")
    AFTER = "after", _("整改后")
    CHECK = "check", _("复查")  # by whoever verified or looked back, not by the unit


class LookBackResult(TextChoices):
    """What was found when a closed case was looked at again."""

    HELD = "held", _("未反弹")
    RELAPSED = "relapsed", _("已反弹")


class TaskKind(TextChoices):
    """What a person in the street is asked to do about a case."""

    VERIFY = "verify", _("核查整改")
    LOOK_BACK = "look_back", _("回头看")
    RECTIFY = "rectify", _("反馈整改")
    RETURNED = "returned", _("返工")
    RETAKE = "retake", _("重拍照片")


class AnswerResult(TextChoices):
    """What the answer to a task says: a judgement, or that it was done."""

    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")
    DONE = "done", _("已办")


class AnswerOutcome(TextChoices):
    """What became of an answer when it arrived."""

    TAKEN = "taken", _("已采用")
    KEPT = "kept", _("未采用")  # the case had moved: kept beside it for a person to settle


class AnswerSettlement(TextChoices):
    """What a person made of an answer that was kept."""

    ADOPTED = "adopted", _("采用")
    SET_ASIDE = "set_aside", _("不采用")


class FlagKind(TextChoices):
    """What made a photograph worth a second look. A hint for a person (提示), never a verdict."""

    SAME = "same", _("与另一处所用照片相同")
    ALIKE = "alike", _("与另一处所用照片几乎相同")
    EARLY = "early", _("拍摄早于问题登记")
    FAR = "far", _("拍摄位置偏离点位")
    TIME = "time", _("拍摄时间不合常理")


class FlagDecision(TextChoices):
    FINE = "fine", _("已看过，无碍")
    RETAKE = "retake", _("要求重拍")


class Retaker(TextChoices):
    """Who takes a photograph again: the unit what it handed in, the inspector what he found."""

    UNIT = "unit", _("责任单位")
    INSPECTOR = "inspector", _("检查人")


class MarkShape(TextChoices):
    """What is drawn on a photograph to show what is still wrong."""

    CIRCLE = "circle", _("圆圈")
    BOX = "box", _("方框")
    ARROW = "arrow", _("箭头")


class MarkFault(TextChoices):
    """Why a mark is not taken."""

    UNREADABLE = "unreadable", _("标注内容无法识别")
    OUTSIDE = "outside", _("标注超出照片范围")
    TOO_SMALL = "too_small", _("标注过小，看不清")
    TOO_MANY = "too_many", _("标注过多（每张照片不超过 20 处）")
    TEXT_TOO_LONG = "text_too_long", _("标注文字超过 60 字")


@dataclass(frozen=True)
class Mark:
    """One mark, in fractions of the upright picture.

    A circle is the ellipse in the box ``x, y, w, h``; an arrow points from ``(x, y)`` to ``(x + w, y + h)``, where ``w``
    and ``h`` may be negative.
    """

    shape: MarkShape
    x: float
    y: float
    w: float
    h: float
    text: str = ""

    def as_data(self) -> dict[str, str | float]:
        """Plain values for the row, the event and the phone."""
        return {
            "shape": self.shape.value,
            "x": self.x,
            "y": self.y,
            "w": self.w,
            "h": self.h,
            "text": self.text,
        }


@dataclass(frozen=True)
class Deadline:
    """By when a case is to be put right, and how that was reckoned, for people to check.

    ``amount`` and ``unit`` ("working_day" …) are empty when a person or a paper set the day itself.
    """

    due_at: datetime
    basis: str
    amount: int | None = None
    unit: str = ""

    def as_data(self) -> dict[str, object]:
        """Plain values for the event and the row."""
        return {
            "due_at": self.due_at.isoformat(),
            "basis": self.basis,
            "amount": self.amount,
            "unit": self.unit,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Deadline":
        """Read back what ``as_data`` wrote."""
        return cls(
            due_at=datetime.fromisoformat(data["due_at"]),
            basis=data["basis"],
            amount=data["amount"],
            unit=data["unit"],
        )


@dataclass(frozen=True)
class Life:
    """What a case has become, as its events alone tell it."""

    state: CaseState | None = None
    lead_unit_id: int | None = None
    helper_ids: frozenset[int] = field(default_factory=frozenset)
    due_at: datetime | None = None
    round: int = 0
    returned_count: int = 0
    rework_count: int = 0
    reopened_count: int = 0
    extended_count: int = 0
