"""Named reads of rates: how many cases due in a period came to what, by unit, area, category, source or special task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from diebian.cases.models import Case
from diebian.cases.rate_rules import Counts, Outcome
from diebian.cases.terms import CaseState
from diebian.lib.worktime import SHANGHAI

# An answer stands while nobody has refused it.
ANSWERED = Q(state__in=[CaseState.RECTIFIED, CaseState.CLOSED], rectified_at__isnull=False)
# In nobody's hands, or with a clock that stands by approval: nothing is due.
NOT_DUE = (
    CaseState.REGISTERED,
    CaseState.RETURNED,
    CaseState.CANCELLED,
    CaseState.PAUSED,
    CaseState.PARKED,
)


class Dimension(StrEnum):
    """What the cases are grouped by."""

    UNIT = "unit"
    AREA = "area"
    CATEGORY = "category"
    SOURCE = "source"
    TASK = "task"


FIELDS: Mapping[Dimension, str] = {
    Dimension.UNIT: "lead_unit_id",
    Dimension.AREA: "place__subdistrict_id",
    Dimension.CATEGORY: "category_code",
    Dimension.SOURCE: "source",
    Dimension.TASK: "special_task_id",
}


@dataclass(frozen=True)
class Period:
    """Days, both included, in the campaign's zone."""

    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From the first midnight until before the one after the last day."""
        start = datetime.combine(self.first, time.min, tzinfo=SHANGHAI)
        return start, datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=SHANGHAI)


def due_in(cases: QuerySet[Case], period: Period) -> QuerySet[Case]:
    """Those of ``cases`` that are due in the period and lie, or lay, with a unit."""
    start, end = period.bounds
    return cases.filter(due_at__gte=start, due_at__lt=end).exclude(state__in=NOT_DUE)


def came_to(outcome: Outcome, *, as_of: datetime) -> Q:
    """The condition of ``rate_rules.outcome`` on a case."""
    due = Q(due_at__lte=as_of)
    return {
        Outcome.NOT_YET_DUE: ~due,
        Outcome.ON_TIME: due & ANSWERED & Q(rectified_at__lte=F("due_at")),
        Outcome.CLOSED_LATE: due & ANSWERED & Q(rectified_at__gt=F("due_at")),
        Outcome.OPEN_LATE: due & ~ANSWERED,
    }[outcome]


def conditions(as_of: datetime) -> dict[str, Q]:
    """Field of ``rate_rules.Counts`` → which of the cases due in the period it counts."""
    due, closed = Q(due_at__lte=as_of), Q(state=CaseState.CLOSED)
    return {outcome.value: came_to(outcome, as_of=as_of) for outcome in Outcome} | {
        "closed": due & closed,
        "closed_on_time": came_to(Outcome.ON_TIME, as_of=as_of) & closed,
        "reworked": due & Q(rework_count__gt=0),
        "extended": due & Q(extended_count__gt=0),
        "handled": due & ANSWERED,
        "due": due,
    }


def _columns(as_of: datetime) -> dict[str, Count]:
    told = conditions(as_of)
    return {name: Count("id", filter=told[name]) for name in Counts.__dataclass_fields__}


def counts_by(
    cases: QuerySet[Case], period: Period, dimension: Dimension, *, as_of: datetime
) -> dict[Any, Counts]:
    """Key (unit's id, category's code …; None or "" where a case has none) → its counts. One query."""
    field = FIELDS[dimension]
    rows = due_in(cases, period).values(field).annotate(**_columns(as_of)).order_by(field)
    return {row.pop(field): Counts(**row) for row in rows}
