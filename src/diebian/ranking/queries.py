"""Named reads: closed weeks, the week that is next, a week's tables, a unit's way through the weeks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from diebian.lib import strict_yaml
from diebian.people.models import Campaign, Unit
from diebian.ranking import rules
from diebian.ranking.models import RankingRow, Week
from diebian.ranking.terms import Consequence, ConsequenceRule
from diebian.scoring.models import UnitScore

CONSEQUENCES = Path(__file__).with_name("data") / "consequences.yaml"
FROZEN = (
    "ranking_group",
    "unit_id",
    "score_e2",
    "rank",
    "is_tied",
    "consequence",
    "previous_rank",
)


@dataclass(frozen=True)
class OpenWeek:
    """The week that is to be closed next, and whether its time has come."""

    number: int
    starts_on: date
    ends_on: date
    cutoff_at: datetime
    may_close: bool


@dataclass(frozen=True)
class TableRow:
    """A unit's line in a week's table, with the numerators and denominators behind its score."""

    unit_id: int
    name: str
    score_e2: int | None
    rank: int | None
    is_tied: bool
    consequence: Consequence
    previous_rank: int | None
    found: int
    due: int
    on_time: int
    rework: int

    @property
    def change(self) -> int | None:
        """Places won (above zero) or lost against the week before; None where either week has no rank."""
        if self.rank is None or self.previous_rank is None:
            return None
        return self.previous_rank - self.rank

    @property
    def lost(self) -> int:
        """How many places were lost; 0 where none were."""
        return max(0, -(self.change or 0))


@dataclass(frozen=True)
class GroupTable:
    """One group's table, in the order of ranks, with the rule by which it was flagged."""

    group: str
    rows: tuple[TableRow, ...]
    rule: ConsequenceRule | None


@cache
def consequence_rules() -> dict[str, ConsequenceRule]:
    """Group → how many are commended and criticised, as published."""
    return rules.parse_consequences(strict_yaml.read(CONSEQUENCES.read_bytes()))


def weeks_of(campaign: Campaign) -> QuerySet[Week]:
    """The closed weeks of a campaign, newest first."""
    return (
        Week.objects.filter(campaign=campaign).select_related("run__ruleset", "frozen_by").order_by("-number")
    )


def week_by_number(campaign: Campaign, number: int) -> Week | None:
    """One closed week."""
    return weeks_of(campaign).filter(number=number).first()


def frozen_numbers(campaign: Campaign) -> list[int]:
    """The numbers of the closed weeks, in order."""
    return list(Week.objects.filter(campaign=campaign).order_by("number").values_list("number", flat=True))


def open_week(campaign: Campaign, *, at: datetime) -> OpenWeek | None:
    """The week that is to be closed next; None when all are closed."""
    number = rules.next_week(frozen_numbers(campaign))
    span = {"start_on": campaign.start_on, "end_on": campaign.end_on}
    if number > rules.last_week(**span):
        return None
    starts_on, ends_on = rules.week_of(number, **span)
    cutoff_at = rules.cutoff(ends_on)
    return OpenWeek(number, starts_on, ends_on, cutoff_at, may_close=at >= cutoff_at)


def ranked_units(campaign: Campaign, *, on: date) -> QuerySet[Unit]:
    """The units that are ranked on that day: those with a group, in official order."""
    return (
        Unit.objects.filter(campaign=campaign)
        .exclude(ranking_group="")
        .filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on))
        .order_by("official_order", "id")
    )


def tables_of(week: Week) -> list[GroupTable]:
    """A week's tables, groups in the official order of their first unit."""
    counts = {score.unit_id: score for score in UnitScore.objects.filter(run=week.run_id).order_by("id")}
    groups: dict[str, list[TableRow]] = {}
    for row in _rows(week):
        groups.setdefault(row.ranking_group, []).append(_table_row(row, counts.get(row.unit_id)))
    return [
        GroupTable(group, tuple(found), consequence_rules().get(group)) for group, found in groups.items()
    ]


def _rows(week: Week) -> QuerySet[RankingRow]:
    """Rows as they were frozen: written group by group, each in the order of its ranks."""
    return RankingRow.objects.filter(week=week).select_related("unit").order_by("id")


def _table_row(row: RankingRow, score: UnitScore | None) -> TableRow:
    return TableRow(
        unit_id=row.unit_id,
        name=str(row.unit),
        score_e2=row.score_e2,
        rank=row.rank,
        is_tied=row.is_tied,
        consequence=Consequence(row.consequence),
        previous_rank=row.previous_rank,
        found=score.found_count if score else 0,
        due=score.due_count if score else 0,
        on_time=score.on_time_count if score else 0,
        rework=score.rework_count if score else 0,
    )


def previous_ranks(campaign: Campaign, number: int) -> dict[tuple[str, int], int | None]:
    """(group, unit) → rank in the week before ``number``."""
    rows = RankingRow.objects.filter(week__campaign=campaign, week__number=number - 1).order_by("id")
    return {(row.ranking_group, row.unit_id): row.rank for row in rows}


def history_of(unit: Unit) -> QuerySet[RankingRow]:
    """How a unit stood from week to week, oldest first."""
    return RankingRow.objects.filter(unit=unit).select_related("week").order_by("week__number", "id")


def flagged_by_week(campaign: Campaign) -> dict[int, list[RankingRow]]:
    """Week → its commended and criticised units, each group's in the order of its table."""
    rows = RankingRow.objects.filter(week__campaign=campaign).exclude(consequence=Consequence.NONE)
    found: dict[int, list[RankingRow]] = {}
    for row in rows.select_related("unit").order_by("id"):
        found.setdefault(row.week_id, []).append(row)
    return found


def counts_of(week: Week, unit_id: int) -> UnitScore | None:
    """The numerators and denominators behind a unit's score; None where it was not reckoned."""
    return UnitScore.objects.filter(run=week.run_id, unit=unit_id).order_by("id").first()


def row_of(week: Week, unit_id: int) -> RankingRow | None:
    """A unit's row in a week."""
    return RankingRow.objects.filter(week=week, unit=unit_id).select_related("unit").order_by("id").first()


def digest_of(week: Week) -> str:
    """The digest of the rows as they lie in the database; equals the one of ``week.frozen``, or a row was changed."""
    return rules.digest(content_of(_rows(week)))


def content_of(rows: Iterable[RankingRow]) -> list[dict[str, Any]]:
    """What a week's digest covers of each row."""
    return [{name: getattr(row, name) for name in FROZEN} for row in rows]
