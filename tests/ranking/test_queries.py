"""What pages and papers read of closed weeks."""

from datetime import date

from django.db import connection

from diebian.ranking import queries
from diebian.ranking.models import RankingRow
from diebian.ranking.terms import Consequence


def test_weeks_come_newest_first(weeks, cast):
    weeks.close(1)
    second = weeks.close(2)
    assert [week.number for week in queries.weeks_of(cast.campaign)] == [2, 1]
    assert queries.week_by_number(cast.campaign, 2) == second
    assert queries.week_by_number(cast.campaign, 3) is None
    assert str(second) == "第2周"


def test_the_open_week_says_whether_its_time_has_come(weeks, cast, now):
    first = queries.open_week(cast.campaign, at=now)
    assert (first.number, first.ends_on, first.may_close) == (1, date(2017, 7, 31), True)
    weeks.close(1)
    second = queries.open_week(cast.campaign, at=now)
    assert (second.number, second.may_close) == (2, False)


def test_when_all_weeks_are_closed_none_is_open(weeks, cast):
    for number in range(1, 9):
        weeks.close(number)
    assert queries.open_week(cast.campaign, at=weeks.after(8)) is None


def test_tables_by_group_with_what_the_scores_stand_on(weeks):
    weeks.close(1, 东方红街道=9700, 焦东街道=9850)
    streets, departments = queries.tables_of(weeks.close(2, 东方红街道=9900, 焦东街道=9850))
    assert (streets.group, departments.group) == ("街道", "区直单位")
    assert streets.rule.commend == 2
    first, second = streets.rows
    assert (first.name, first.score_e2, first.rank, first.change) == ("东方红街道", 9900, 1, 1)
    assert (first.found, first.due, first.on_time, first.rework) == (3, 4, 2, 1)
    assert (second.change, second.consequence) == (-1, Consequence.NONE)
    (empty,) = departments.rows
    assert (empty.score_e2, empty.rank, empty.change, empty.due) == (None, None, None, 0)


def test_a_group_without_a_rule_is_shown_without_one(weeks, cast):
    cast.department.ranking_group = "园区及其他"
    cast.department.save()
    assert queries.tables_of(weeks.close(1))[1].rule is None


def test_reading_a_table_costs_the_same_for_few_and_for_many(weeks, django_assert_num_queries):
    first = weeks.close(1, 东方红街道=9700)
    weeks.add_streets()
    second = weeks.close(2, 东方红街道=9700, 新华街道=9000, 焦南街道=9100)
    for week in (first, second):
        with django_assert_num_queries(2):
            queries.tables_of(week)


def test_who_was_flagged_by_week(weeks, cast):
    weeks.add_streets()
    first = weeks.close(1, 东方红街道=9700, 焦东街道=9850, 新华街道=9400, 焦南街道=9300, 光亚街道=9600)
    weeks.close(2, 东方红街道=9700)
    found = queries.flagged_by_week(cast.campaign)
    assert {week: [str(row.unit) for row in rows] for week, rows in found.items()} == {
        first.pk: ["焦东街道", "东方红街道", "新华街道", "焦南街道"]
    }


def test_places_lost_and_won(weeks, cast):
    weeks.close(1, 东方红街道=9700, 焦东街道=9850)
    week = weeks.close(2, 东方红街道=9900, 焦东街道=9850)
    won, lost = queries.tables_of(week)[0].rows
    assert (won.change, won.lost) == (1, 0)
    assert (lost.change, lost.lost) == (-1, 1)
    assert queries.counts_of(week, cast.chen_unit.pk).due_count == 4
    assert queries.counts_of(week, cast.department.pk) is None


def test_a_units_way_through_the_weeks(weeks, cast):
    weeks.close(1, 东方红街道=9700, 焦东街道=9850)
    week = weeks.close(2, 东方红街道=9900)
    history = queries.history_of(cast.chen_unit)
    assert [(row.week.number, row.rank, row.previous_rank) for row in history] == [(1, 2, None), (2, 1, 2)]
    row = queries.row_of(week, cast.chen_unit.pk)
    assert str(row) == "第2周 东方红街道 1"
    assert str(queries.row_of(week, cast.wu_unit.pk)) == "第2周 焦东街道"
    assert queries.row_of(week, cast.office.pk) is None


def test_a_row_changed_behind_our_back_shows_in_the_digest(weeks):
    week = weeks.close(1, 东方红街道=9700, 焦东街道=9850)
    before = queries.digest_of(week)
    table = RankingRow._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET score_e2 = 9999 WHERE score_e2 = 9700")
    assert queries.digest_of(week) != before


def test_every_group_of_the_published_rule_says_its_source():
    found = queries.consequence_rules()
    assert {"街道", "区直单位", "社区", "村"} <= found.keys()
    assert found["社区"].criticise == found["村"].criticise == 0
