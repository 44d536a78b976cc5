"""周考核封账: a week is scored, ranked, frozen, and its notice issued. All of it or none; never twice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from diebian.bulletins.actions import issue_weekly_notice
from diebian.bulletins.models import Bulletin
from diebian.people.models import Campaign, User
from diebian.ranking import queries, rules
from diebian.ranking.actions import freeze_ranking
from diebian.ranking.models import Week
from diebian.ranking.problems import WeekNotInCampaign
from diebian.scoring.actions import store_run


@dataclass(frozen=True)
class ClosedWeek:
    """What closing a week leaves behind."""

    week: Week
    notice: Bulletin


@transaction.atomic
def close_week(*, campaign: Campaign, number: int, by: User, at: datetime) -> ClosedWeek:
    """Score every ranked unit over the week, freeze the ranking, issue the notice as an official paper.

    Raises ``WeekNotInCampaign``, ``WeekNotOver``, ``WeekAlreadyFrozen``, ``EarlierWeekOpen``, ``NoRuleSet``,
    ``NoIssuer``, ``NotAllowed``.
    """
    days = {"start_on": campaign.start_on, "end_on": campaign.end_on}
    try:
        _, ends_on = rules.week_of(number, **days)
    except rules.NoSuchWeek:
        raise WeekNotInCampaign(week=number) from None
    units = list(queries.ranked_units(campaign, on=ends_on))
    run = store_run(campaign=campaign, units=units, span=rules.span_of(number, **days), by=by, at=at)
    week = freeze_ranking(campaign=campaign, number=number, run=run, by=by, at=at)
    return ClosedWeek(week, issue_weekly_notice(week=week, by=by, at=at))
