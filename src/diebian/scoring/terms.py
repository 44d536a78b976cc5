"""The words of scoring: facts that clauses count, clauses, lines and scores. Points are integers in hundredths."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FactKind(TextChoices):
    """What can be counted for or against a unit in a week."""

    FOUND_CITY = "found_city", _("市级督查发现问题")
    FOUND_DISTRICT = "found_district", _("区级督查发现问题")
    FOUND_PUBLIC = "found_public", _("群众举报、媒体曝光问题")
    REPEATED = "repeated", _("同一点位同类问题反复出现")
    LATE = "late", _("应整改而未按期整改")
    REWORK = "rework", _("核查不合格返工")
    REOPENED = "reopened", _("销号后反弹重启")
    ON_TIME = "on_time", _("按期整改")


@dataclass(frozen=True)
class Clause:
    """One clause of a rule set: each fact of its kind takes (or, as a bonus, gives) ``points_e2``, at most ``cap_e2``."""

    number: str
    text: str
    fact: str
    points_e2: int
    is_bonus: bool = False
    # What a fact fixed on the spot is worth; the same as ``points_e2`` where the clause does not say.
    on_spot_e2: int | None = None
    cap_e2: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Rules:
    """A rule set as published: the score begins at ``base_e2`` and never falls below 0."""

    code: str
    version: str
    name: str
    effective_from: date
    base_e2: int
    clauses: tuple[Clause, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Fact:
    """Something counted: ``quantity`` times, for ``unit_id``; ``is_on_spot`` where it was fixed while the finder stood there."""

    unit_id: int
    kind: str
    case_id: int | None
    quantity: int = 1
    is_on_spot: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a unit's account: ``points_e2`` below zero is a deduction. A cap gives its relief as a line of its own."""

    unit_id: int
    clause: str
    case_id: int | None
    points_e2: int


@dataclass(frozen=True)
class Tally:
    """What a unit had in a week: the numerators and denominators of its rates."""

    unit_id: int
    found: int = 0
    due: int = 0
    on_time: int = 0
    rework: int = 0

    @property
    def has_data(self) -> bool:
        """Whether there was anything to judge: nothing found and nothing due is 无数据, not 100."""
        return bool(self.found or self.due or self.rework)
