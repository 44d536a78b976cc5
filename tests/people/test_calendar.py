"""The national calendar as shipped: holidays and make-up days of the years we know, and what a city has changed stays."""

from datetime import date, timedelta

import pytest

from diebian.base.problems import NotAllowed
from diebian.people import actions
from diebian.people.models import CalendarDay
from diebian.people.queries import calendar_years, working_calendar
from tests.cast import NOW


@pytest.fixture
def calendar(cast):
    actions.load_national_calendar(by=cast.admin, at=NOW)

    def at(year: int):
        return working_calendar(cast.campaign, at=NOW.replace(year=year))

    return at


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2017, 9, 30), True),  # a Saturday made up for the National Day
        (date(2017, 10, 2), False),  # a Monday
        (date(2017, 10, 8), False),
        (date(2017, 10, 9), True),
        (date(2017, 5, 27), True),  # a Saturday before 端午
        (date(2017, 5, 29), False),
        (date(2026, 2, 14), True),  # a Saturday before the Spring Festival
        (date(2026, 2, 16), False),  # 除夕, a Monday
        (date(2026, 2, 17), False),  # 正月初一
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # a Saturday after
        (date(2026, 3, 1), False),  # a plain Sunday
    ],
)
def test_days(calendar, day, is_worked):
    assert calendar(day.year).is_working_day(day) is is_worked


def test_only_days_that_differ_are_kept(calendar):
    rows = CalendarDay.objects.order_by("day")
    assert all(row.is_working != (row.day.weekday() < 5) for row in rows)
    assert calendar_years() == set(range(2016, 2027))
    assert all(row.note for row in rows)


def test_each_year_has_its_eleven_to_thirteen_holidays_and_the_week_of_the_nation(calendar):
    for year in calendar_years():
        week = [date(year, 10, 1) + timedelta(days=n) for n in range(3)]
        assert not any(calendar(year).is_working_day(day) for day in week), year


def test_loading_again_changes_nothing_and_a_citys_change_stays(cast, calendar):
    day = date(2017, 9, 30)
    actions.set_calendar_days(days=[(day, False, "本市休息")], by=cast.admin, at=NOW)
    assert actions.load_national_calendar(by=cast.admin, at=NOW) == 0
    assert CalendarDay.objects.get(day=day).note == "本市休息"
    with pytest.raises(NotAllowed):
        actions.load_national_calendar(by=cast.chen, at=NOW)
