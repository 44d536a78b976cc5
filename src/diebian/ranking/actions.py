"""Closing a week: its table is reckoned, flagged and frozen."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from diebian.base.actions import lock_writes, record_event
from diebian.lib.worktime import SHANGHAI
from diebian.people import guards
from diebian.people.models import Campaign, Unit, User
from diebian.people.terms import Permission
from diebian.ranking import queries, rules
from diebian.ranking.models import RankingRow, Week
from diebian.ranking.problems import (
    EarlierWeekOpen,
    RunOfOtherWeek,
    WeekAlreadyFrozen,
    WeekNotInCampaign,
    WeekNotOver,
)
from diebian.scoring.models import ScoreRun, UnitScore


@transaction.atomic
def freeze_ranking(*, campaign: Campaign, number: int, run: ScoreRun, by: User, at: datetime) -> Week:
    """Close a week: write it with the rows of every group, from the scores of ``run``; nothing changes them afterwards.

    Ranked are the units that have a group on the week's last day; one without a score in the run has no data.
    Raises ``NotAllowed``, ``WeekNotInCampaign``, ``WeekAlreadyFrozen``, ``EarlierWeekOpen``, ``WeekNotOver``,
    ``RunOfOtherWeek``.
    """
    guards.require(by, Permission.WEEK_CLOSE, campaign=campaign, at=at)
    week = _new_week(campaign, number)
    # Two who close the same week at once: the second waits here and is then told that it is closed.
    lock_writes()
    _require_turn(week, at=at)
    _require_run(week, run)
    week.run, week.frozen_by, week.frozen_at = run, by, at
    week.save()
    rows = RankingRow.objects.bulk_create(_rows(week), batch_size=500)
    data = {
        "number": number,
        "run_id": run.pk,
        "rows": len(rows),
        "digest": rules.digest(queries.content_of(rows)),
    }
    record_event(verb="week.frozen", subject_kind="week", subject_id=week.pk, by=by, at=at, data=data)
    return week


def _new_week(campaign: Campaign, number: int) -> Week:
    try:
        starts_on, ends_on = rules.week_of(number, start_on=campaign.start_on, end_on=campaign.end_on)
    except rules.NoSuchWeek:
        raise WeekNotInCampaign(week=number) from None
    cutoff_at = rules.cutoff(ends_on)
    return Week(campaign=campaign, number=number, starts_on=starts_on, ends_on=ends_on, cutoff_at=cutoff_at)


def _require_turn(week: Week, *, at: datetime) -> None:
    expected = rules.next_week(queries.frozen_numbers(week.campaign))
    if week.number < expected:
        raise WeekAlreadyFrozen(week=week.number)
    if week.number > expected:
        raise EarlierWeekOpen(open=expected)
    if at < week.cutoff_at:
        cutoff = f"{week.cutoff_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        raise WeekNotOver(week=week.number, cutoff=cutoff)


def _require_run(week: Week, run: ScoreRun) -> None:
    if (run.campaign_id, run.cutoff_at) != (week.campaign_id, week.cutoff_at):
        raise RunOfOtherWeek(week=week.number)


def _rows(week: Week) -> Iterator[RankingRow]:
    groups: dict[str, list[Unit]] = {}
    for unit in queries.ranked_units(week.campaign, on=week.ends_on):
        groups.setdefault(unit.ranking_group, []).append(unit)
    scores = dict(UnitScore.objects.filter(run=week.run_id).order_by("id").values_list("unit_id", "score_e2"))
    before = queries.previous_ranks(week.campaign, week.number)
    for group, units in groups.items():
        yield from _rows_of(week, group, units, scores=scores, before=before)


def _rows_of(
    week: Week,
    group: str,
    units: list[Unit],
    *,
    scores: dict[int, int | None],
    before: dict[tuple[str, int], int | None],
) -> Iterator[RankingRow]:
    standings = rules.ranked([(unit.pk, unit.official_order, scores.get(unit.pk)) for unit in units])
    flags = rules.consequences(standings, rule=queries.consequence_rules().get(group))
    for standing in standings:
        yield RankingRow(
            week=week,
            ranking_group=group,
            unit_id=standing.unit_id,
            score_e2=standing.score_e2,
            rank=standing.rank,
            is_tied=standing.is_tied,
            consequence=flags[standing.unit_id],
            previous_rank=before.get((group, standing.unit_id)),
        )
