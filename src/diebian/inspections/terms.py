"""The words of this room: kinds of visits, how soon a fault can be put right, an answer given on site."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VisitKind(TextChoices):
    OPEN = "open", _("明查")
    SECRET = "secret", _("暗访")
    SELF = "self", _("自查")


class PlanState(TextChoices):
    """What became of a visit that was planned."""

    WAITING = "plan_waiting", _("待检查")
    LATE = "plan_late", _("逾期未检查")
    DONE = "plan_done", _("已检查")
    WITHDRAWN = "plan_withdrawn", _("已撤回")


class EvidenceStage(TextChoices):
    BEFORE = "before", _("整改前")
    AFTER = "after", _("整改后")


class EvidenceSource(TextChoices):
    CAMERA = "camera", _("现场拍摄")
    GALLERY = "gallery", _("相册选取")


class Settlement(TextChoices):
    """What the office made of a second, different body."""

    RECORDED = "recorded", _("另记为一次检查")
    DISCARDED = "discarded", _("不予采用")


@dataclass(frozen=True)
class Position:
    """Where the phone said it was, in degrees WGS-84, how exactly in metres, and when."""

    latitude: float
    longitude: float
    accuracy_m: int
    at: datetime


@dataclass(frozen=True)
class Claim:
    """What the phone says of a photograph. Claimed, not proved: what the file itself says is read on the server."""

    stage: EvidenceStage = EvidenceStage.BEFORE
    source: EvidenceSource | None = None
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: int | None = None


@dataclass(frozen=True)
class Answer:
    """What the inspector marked at one check item.

    ``mark`` is passed, failed or not_applicable; at a graded item the code of a grade. A counted item takes
    ``counted`` instead, with what it is counted over (``extent`` in the threshold's unit, ``total`` looked at).
    """

    item_id: int
    mark: str = ""
    counted: int | None = None
    extent: int = 0
    total: int = 0
    note: str = ""


@dataclass(frozen=True)
class Progress:
    """How much of a check list was answered."""

    answered: int
    asked: int
