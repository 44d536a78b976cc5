"""The words of papers: kinds, and what a weekly notice says before it is worded. Scores are integers in hundredths."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BulletinKind(TextChoices):
    """Which kind of paper."""

    WEEKLY_NOTICE = "weekly_notice", _("周通报")


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A unit's line: its standing, and the numerators and denominators of its rates."""

    unit: str
    score_e2: int | None
    rank: int | None
    is_tied: bool
    due: int
    on_time: int
    rework: int
    is_commended: bool
    is_criticised: bool


@dataclass(frozen=True, kw_only=True)
class NoticeGroup:
    """A group's table in the order of ranks."""

    name: str
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, kw_only=True)
class WeeklyNotice:
    """Everything a weekly notice says. ``found`` is (source, cases); each case of the week is counted once."""

    issuer: str
    area: str
    number: int
    starts_on: date
    ends_on: date
    cutoff_at: datetime
    rules_name: str
    found: tuple[tuple[str, int], ...]
    due: int
    on_time: int
    rework: int
    repeated: int
    groups: tuple[NoticeGroup, ...]
    is_demo: bool
