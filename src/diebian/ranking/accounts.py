"""How a unit's score of a closed week adds up, clause by clause, and the cases behind each of its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from diebian.ranking.models import Week
from diebian.scoring.models import Clause, ScoreFact, ScoreLine
from diebian.scoring.queries import account_of
from diebian.scoring.rules import FOUND
from diebian.scoring.terms import FactKind

# The numbers of a table → the facts that each of them counts.
COUNTED: Mapping[str, frozenset[str]] = {
    "found": frozenset(FOUND.values()),
    "due": frozenset({FactKind.ON_TIME, FactKind.LATE}),
    "on_time": frozenset({FactKind.ON_TIME}),
    "rework": frozenset({FactKind.REWORK, FactKind.REOPENED}),
}


@dataclass
class ClauseSum:
    """One clause's lines, what its cap gave back, and what it came to; hundredths, below zero for a deduction."""

    clause: Clause
    lines: list[ScoreLine] = field(default_factory=list)
    relief_e2: int = 0

    @property
    def total_e2(self) -> int:
        """The lines together, less what lies beyond the cap."""
        return sum(line.points_e2 for line in self.lines) + self.relief_e2


@dataclass(frozen=True)
class Account:
    """Base, sums of the clauses, and what lifts the score to zero; together they are the score."""

    base_e2: int
    sums: tuple[ClauseSum, ...]

    @property
    def floor_e2(self) -> int:
        """What was given back because no score falls below zero."""
        return max(0, -self._whole_e2)

    @property
    def score_e2(self) -> int:
        """The score that the lines come to."""
        return max(0, self._whole_e2)

    @property
    def _whole_e2(self) -> int:
        return self.base_e2 + sum(found.total_e2 for found in self.sums)


def account(week: Week, unit_id: int) -> Account:
    """A unit's account of a week. Clauses that counted nothing are left out."""
    sums: dict[int, ClauseSum] = {}
    for line in account_of(week.run, unit_id):
        found = sums.setdefault(line.clause_id, ClauseSum(line.clause))
        if line.case_id is None:
            found.relief_e2 += line.points_e2
        else:
            found.lines.append(line)
    return Account(base_e2=week.run.ruleset.base_e2, sums=tuple(sums.values()))


def facts_behind(week: Week, unit_id: int, counted: str) -> QuerySet[ScoreFact]:
    """The rows behind a number of the table (a key of ``COUNTED``), by case."""
    facts = ScoreFact.objects.filter(run=week.run_id, unit=unit_id, kind__in=COUNTED[counted])
    return facts.select_related("case").order_by("case__number", "kind", "id")
