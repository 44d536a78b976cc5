"""Closing weeks: who may, when, in which order, and that nothing changes afterwards."""

from datetime import date, timedelta

import pytest
from django.db.models import Model

from diebian.base.problems import NotAllowed
from diebian.base.queries import events_of
from diebian.people.models import Unit
from diebian.ranking import actions, queries
from diebian.ranking.models import RankingRow, Week
from diebian.ranking.problems import (
    EarlierWeekOpen,
    RunOfOtherWeek,
    WeekAlreadyFrozen,
    WeekNotInCampaign,
    WeekNotOver,
)
from tests.cast import make_campaign


def rows(week: Week) -> list[tuple[object, ...]]:
    fields = ("unit__short_name", "score_e2", "rank", "is_tied", "consequence", "previous_rank")
    return list(RankingRow.objects.filter(week=week).order_by("id").values_list(*fields))


def test_closing_a_week_freezes_the_table_of_every_group(weeks, cast):
    week = weeks.close(1, 东方红街道=9700, 焦东街道=9850, 城管局=None)
    assert (week.starts_on, week.ends_on) == (date(2017, 7, 25), date(2017, 7, 31))
    assert (week.frozen_by, week.frozen_at) == (cast.zhao, weeks.after(1))
    assert rows(week) == [
        ("焦东街道", 9850, 1, False, "none", None),
        ("东方红街道", 9700, 2, False, "none", None),
        ("城管局", None, None, False, "none", None),
    ]


def test_the_first_and_the_last_of_five_streets_are_flagged(weeks):
    weeks.add_streets()
    week = weeks.close(1, 东方红街道=9700, 焦东街道=9850, 新华街道=9400, 焦南街道=9300, 光亚街道=9600)
    assert [row[4] for row in rows(week)[:5]] == ["commend", "commend", "none", "criticise", "criticise"]


def test_the_next_week_remembers_the_ranks_before(weeks):
    weeks.close(1, 东方红街道=9700, 焦东街道=9850)
    week = weeks.close(2, 东方红街道=9900, 焦东街道=9900)
    assert [(row[0], row[2], row[3], row[5]) for row in rows(week)[:2]] == [
        ("东方红街道", 1, True, 2),
        ("焦东街道", 1, True, 1),
    ]


def test_a_rank_in_another_group_is_no_rank_before(weeks, cast):
    weeks.close(1, 东方红街道=9700)
    Unit.objects.filter(pk=cast.chen_unit.pk).update(ranking_group="重点街道")
    week = weeks.close(2, 东方红街道=9900)
    assert rows(week)[0] == ("东方红街道", 9900, 1, False, "none", None)


def test_units_that_were_not_there_on_the_last_day_are_not_ranked(weeks, cast):
    Unit.objects.filter(pk=cast.chen_unit.pk).update(valid_from=date(2017, 8, 1))
    Unit.objects.filter(pk=cast.wu_unit.pk).update(valid_until=date(2017, 7, 31))
    assert [row[0] for row in rows(weeks.close(1))] == ["城管局"]
    assert [row[0] for row in rows(weeks.close(2))] == ["东方红街道", "城管局"]


def test_the_audit_keeps_a_digest_of_the_rows(weeks, cast):
    week = weeks.close(1, 东方红街道=9700, 焦东街道=9850)
    (event,) = events_of(subject_kind="week", subject_id=week.pk)
    assert (event.verb, event.by_id) == ("week.frozen", cast.zhao.pk)
    assert event.data == {
        "number": 1,
        "run_id": week.run_id,
        "rows": 3,
        "digest": queries.digest_of(week),
    }


@pytest.mark.parametrize("name", ["chen", "lin", "zhou", "wu", "admin"])
def test_only_the_office_closes_weeks(weeks, cast, name):
    with pytest.raises(NotAllowed):
        actions.freeze_ranking(
            campaign=cast.campaign, number=1, run=weeks.run(1), by=getattr(cast, name), at=weeks.after(1)
        )
    assert not Week.objects.exists()


def freeze(weeks, number, *, run_of=None, at=None):
    """Close by the office, with the wrong run or at the wrong time where a test says so."""
    return actions.freeze_ranking(
        campaign=weeks.cast.campaign,
        number=number,
        run=weeks.run(run_of or number),
        by=weeks.cast.zhao,
        at=at or weeks.after(number),
    )


@pytest.mark.parametrize("number", [0, 9])
def test_a_week_outside_the_campaign_cannot_be_closed(weeks, number):
    with pytest.raises(WeekNotInCampaign):
        freeze(weeks, number, run_of=1, at=weeks.after(8))


def test_a_week_cannot_be_closed_before_its_cutoff(weeks):
    cutoff = weeks.span(1)[1]
    with pytest.raises(WeekNotOver, match="2017-07-31 18:00"):
        freeze(weeks, 1, at=cutoff - timedelta(seconds=1))
    assert freeze(weeks, 1, at=cutoff).frozen_at == cutoff


def test_a_week_is_closed_once(weeks):
    weeks.close(1)
    with pytest.raises(WeekAlreadyFrozen):
        freeze(weeks, 1)
    assert Week.objects.count() == 1


def test_weeks_are_closed_in_order(weeks):
    with pytest.raises(EarlierWeekOpen, match="第1周"):
        freeze(weeks, 2)


def test_the_scores_of_another_week_are_refused(weeks):
    with pytest.raises(RunOfOtherWeek):
        freeze(weeks, 1, run_of=2)


def test_the_scores_of_another_campaign_are_refused(weeks, cast):
    run = weeks.run(1)
    other = make_campaign(cast.system, code="410802", name="另一行动")
    with pytest.raises(RunOfOtherWeek):
        actions.freeze_ranking(campaign=other, number=1, run=run, by=cast.system, at=weeks.after(1))


@pytest.mark.parametrize("model", [Week, RankingRow])
def test_what_is_frozen_is_never_changed_or_deleted(weeks, model: type[Model]):
    weeks.close(1, 东方红街道=9700)
    row = model.objects.order_by("pk").first()
    for change in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(pk=row.pk),
    ):
        with pytest.raises(TypeError, match="closed week"):
            change()
