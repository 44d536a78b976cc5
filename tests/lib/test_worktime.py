"""Laws of working time, and the days of 2017 on which they are easy to get wrong."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.lib.worktime import SHANGHAI, NoWorkingTime, WorkingCalendar

EXCEPTIONS = {
    date(2017, 9, 30): True,
    **{date(2017, 10, day): False for day in (2, 3, 4, 5, 6)},
}
CALENDAR = WorkingCalendar(exceptions=EXCEPTIONS)
INSTANTS = st.datetimes(datetime(2017, 9, 1), datetime(2017, 10, 31)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)
MINUTES = st.integers(0, 5000)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2017, month, day, hour, minute, tzinfo=SHANGHAI)


@given(INSTANTS, MINUTES)
def test_counting_back_gives_the_minutes_that_were_added(start, minutes):
    assert CALENDAR.working_minutes(start, CALENDAR.after_working_minutes(start, minutes)) == minutes


@given(INSTANTS, MINUTES, MINUTES)
def test_two_steps_are_one_long_step(start, first, second):
    between = CALENDAR.after_working_minutes(start, first)
    assert CALENDAR.after_working_minutes(between, second) == CALENDAR.after_working_minutes(
        start, first + second
    ) or (second == 0)


@given(INSTANTS, INSTANTS, MINUTES)
def test_who_starts_later_is_never_due_earlier(one, other, minutes):
    first, second = sorted([one, other])
    assert CALENDAR.after_working_minutes(first, minutes) <= CALENDAR.after_working_minutes(second, minutes)


@given(INSTANTS, MINUTES, MINUTES)
def test_more_work_is_never_due_earlier(start, one, other):
    less, more = sorted([one, other])
    assert CALENDAR.after_working_minutes(start, less) <= CALENDAR.after_working_minutes(start, more)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_minutes_add_up_over_any_cut(one, two, three):
    first, second, third = sorted([one, two, three])
    whole = CALENDAR.working_minutes(first, third)
    assert whole == CALENDAR.working_minutes(first, second) + CALENDAR.working_minutes(second, third)


@given(INSTANTS, st.integers(1, 30))
def test_the_last_of_n_working_days_is_a_working_day_with_n_between(start, days):
    due = CALENDAR.after_working_days(start, days)
    assert CALENDAR.is_working_day(due.date())
    assert due.time() == time(18)
    between = [start.date() + timedelta(days=n + 1) for n in range((due.date() - start.date()).days)]
    assert sum(CALENDAR.is_working_day(day) for day in between) == days


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        (at(8, 2, 10), 60, at(8, 2, 11)),
        (at(8, 2, 11), 60, at(8, 2, 12)),  # the end of a span counts as reached
        (at(8, 2, 11, 30), 60, at(8, 2, 15)),  # over noon
        (at(8, 2, 13), 0, at(8, 2, 14, 30)),  # begins at rest: counts from the next opening
        (at(8, 4, 17), 120, at(8, 7, 9, 30)),  # over a weekend
        (at(9, 29, 17), 120, at(9, 30, 9, 30)),  # Saturday 30 September is worked
        (at(9, 30, 17), 120, at(10, 9, 9, 30)),  # over the whole holiday week
    ],
)
def test_due(start, minutes, due):
    assert CALENDAR.after_working_minutes(start, minutes) == due


def test_working_days_over_the_holiday_week():
    assert CALENDAR.after_working_days(at(9, 29, 10), 1) == at(9, 30, 18)
    assert CALENDAR.after_working_days(at(9, 29, 10), 2) == at(10, 9, 18)


def test_nothing_passes_backwards():
    assert CALENDAR.working_minutes(at(8, 2, 11), at(8, 2, 10)) == 0


def test_other_zones_are_understood():
    from datetime import UTC

    start = at(8, 2, 10).astimezone(UTC)
    assert CALENDAR.after_working_minutes(start, 60) == at(8, 2, 11)


def test_a_calendar_without_work_says_so_instead_of_searching_for_ever():
    idle = WorkingCalendar(hours=())
    with pytest.raises(NoWorkingTime):
        idle.after_working_minutes(at(8, 2, 10), 1)

    class NeverWorking(dict):
        def get(self, key, default=None):
            return False

    with pytest.raises(NoWorkingTime):
        WorkingCalendar(exceptions=NeverWorking()).after_working_days(at(8, 2, 10), 1)
