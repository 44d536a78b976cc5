"""处置率, 按期处置率, 返工率 …: the rates of the field, each with its numerator and denominator. Pure.

“应…数” are the cases **due** in the period, not those registered in it (the commonest mistake). Definitions: the indicators
of a running 数字城管 (shared vocabulary of GB/T 30428 systems); where a source leaves the denominator open, it is said here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class Outcome(StrEnum):
    """What a case that is due in the period has come to by the as-of time. Every one is exactly one of these."""

    ON_TIME = "on_time"
    CLOSED_LATE = "closed_late"  # answered, but after its deadline
    OPEN_LATE = "open_late"
    NOT_YET_DUE = "not_yet_due"


class Measure(StrEnum):
    """A rate by its field name."""

    HANDLED = "handled"  # 处置率
    ON_TIME = "on_time"  # 按期处置率
    CLOSED = "closed"  # 结案率
    CLOSED_ON_TIME = "closed_on_time"  # 按期结案率
    REWORK = "rework"  # 返工率
    WAITING_LATE = "waiting_late"  # 超期待处置率
    EXTENDED = "extended"  # 延期率


def outcome(*, answered_at: datetime | None, due_at: datetime, as_of: datetime) -> Outcome:
    """``answered_at``: when the answer that stands came in; None where there is none or it was refused."""
    if due_at > as_of:
        return Outcome.NOT_YET_DUE
    if answered_at is None or answered_at > as_of:
        return Outcome.OPEN_LATE
    return Outcome.ON_TIME if answered_at <= due_at else Outcome.CLOSED_LATE


@dataclass(frozen=True)
class Counts:
    """Cases due in the period. ``closed`` … ``extended`` are of those that are due by the as-of time."""

    on_time: int = 0
    closed_late: int = 0
    open_late: int = 0
    not_yet_due: int = 0
    closed: int = 0
    closed_on_time: int = 0
    reworked: int = 0
    extended: int = 0

    @property
    def all(self) -> int:
        """Every case due in the period, each once."""
        return self.on_time + self.closed_late + self.open_late + self.not_yet_due

    @property
    def due(self) -> int:
        """应处置数, 应结案数: those whose deadline has come."""
        return self.all - self.not_yet_due

    @property
    def handled(self) -> int:
        """处置数: answered, in time or not."""
        return self.on_time + self.closed_late

    def __add__(self, other: "Counts") -> "Counts":
        names = Counts.__dataclass_fields__
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})


NUMERATORS: Mapping[Measure, str] = {
    Measure.HANDLED: "handled",
    Measure.ON_TIME: "on_time",
    Measure.CLOSED: "closed",
    Measure.CLOSED_ON_TIME: "closed_on_time",
    Measure.REWORK: "reworked",
    Measure.WAITING_LATE: "open_late",
    Measure.EXTENDED: "extended",
}
# Of these the less the better.
UNWANTED = frozenset({Measure.REWORK, Measure.WAITING_LATE, Measure.EXTENDED})


@dataclass(frozen=True)
class Rate:
    """A numerator of a denominator; of nothing there is no rate (无数据), never 0 or 100."""

    numerator: int
    denominator: int

    @property
    def pair(self) -> tuple[int, int]:
        """(numerator, denominator)."""
        return self.numerator, self.denominator

    @property
    def value(self) -> Fraction | None:
        """Between 0 and 1."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def rate(counts: Counts, measure: Measure) -> Rate:
    """The rate; every denominator is 应处置数 (应结案数), the cases due."""
    return Rate(getattr(counts, NUMERATORS[measure]), counts.due)


def total(parts: Iterable[Counts]) -> Counts:
    """The sum: a case belongs to one part, so nothing is counted twice."""
    return sum(parts, Counts())
