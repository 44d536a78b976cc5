"""The laws of a clock that is extended, stopped and set going again, without a database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.cases import clock_rules, rules
from diebian.cases.clock_rules import Left
from diebian.cases.terms import CaseState, ClockAsk, Deadline
from diebian.lib.worktime import SHANGHAI, WorkingCalendar

AT = datetime(2017, 9, 28, 10, 0, tzinfo=SHANGHAI)  # a Thursday; the National Day holiday lies ahead
HOLIDAY = {date(2017, 9, 30): True, **{date(2017, 10, day): False for day in range(1, 9)}}
CALENDAR = WorkingCalendar(exceptions=HOLIDAY)
DAYS = st.integers(0, 60).map(lambda days: AT.date() + timedelta(days=days))
INSTANTS = st.integers(0, 45 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))
LIMITS = st.tuples(st.integers(1, 15), st.sampled_from(["working_hour", "working_day", "hour", "day"]))


def limit(start: datetime, amount: int, unit: str, calendar: WorkingCalendar = CALENDAR) -> Deadline:
    return rules.deadline(start, amount=amount, unit=unit, source="", calendar=calendar)


def test_a_pause_over_the_holiday_costs_nobody_a_working_hour():
    due = limit(AT, 3, "working_day")  # Friday, Saturday (made up), then Monday the 9th at 18:00
    assert due.due_at == datetime(2017, 10, 9, 18, 0, tzinfo=SHANGHAI)
    kept = clock_rules.left(due, AT, CALENDAR)
    assert kept == Left(timedelta(hours=5.5 + 7 + 7 + 7), is_working=True)
    again = clock_rules.resumed(due, kept, datetime(2017, 10, 10, 8, 30, tzinfo=SHANGHAI), CALENDAR)
    assert again.due_at == datetime(2017, 10, 13, 16, 30, tzinfo=SHANGHAI)


def test_a_clock_in_hours_passes_day_and_night():
    due = limit(AT, 24, "hour")
    kept = clock_rules.left(due, AT + timedelta(hours=20), CALENDAR)
    assert kept == Left(timedelta(hours=4), is_working=False)
    again = clock_rules.resumed(due, kept, AT + timedelta(days=3), CALENDAR)
    assert again.due_at == AT + timedelta(days=3, hours=4)


def test_stopping_a_clock_that_ran_out_makes_nobody_punctual():
    due = limit(AT, 2, "working_hour")
    kept = clock_rules.left(due, due.due_at + timedelta(hours=1), CALENDAR)
    assert not kept.time
    assert clock_rules.resumed(due, kept, AT + timedelta(days=20), CALENDAR) == due


@given(start=INSTANTS, amount=LIMITS, stopped=INSTANTS, stood=st.integers(0, 30 * 24 * 60))
def test_a_pause_never_shortens_what_was_left(start, amount, stopped, stood):
    due = limit(start, *amount)
    stopped = max(start, stopped)
    kept = clock_rules.left(due, stopped, CALENDAR)
    again = stopped + timedelta(minutes=stood)
    after = clock_rules.resumed(due, kept, again, CALENDAR)
    assert after.due_at >= due.due_at
    if kept.time:
        assert clock_rules.left(after, again, CALENDAR).time >= kept.time
    assert (after.amount, after.unit, after.basis) == (due.amount, due.unit, due.basis)


@given(start=INSTANTS, amount=LIMITS, stopped=INSTANTS)
def test_a_clock_set_going_at_once_is_where_it_was(start, amount, stopped):
    due = limit(start, *amount)
    stopped = max(start, stopped)
    kept = clock_rules.left(due, stopped, CALENDAR)
    assert clock_rules.resumed(due, kept, stopped, CALENDAR).due_at == due.due_at


@given(start=INSTANTS, amount=LIMITS, more=st.sets(DAYS, max_size=8))
def test_a_holiday_more_never_makes_a_deadline_earlier(start, amount, more):
    more_holidays = WorkingCalendar(exceptions={**HOLIDAY, **dict.fromkeys(more, False)})
    assert limit(start, *amount, more_holidays).due_at >= limit(start, *amount).due_at


@given(
    start=INSTANTS,
    amount=LIMITS,
    stopped=INSTANTS,
    stood=st.integers(0, 9_999),
    more=st.sets(DAYS, max_size=8),
)
def test_nor_the_deadline_of_a_clock_that_stood(start, amount, stopped, stood, more):
    due = limit(start, *amount)
    stopped = max(start, stopped)
    kept = clock_rules.left(due, stopped, CALENDAR)
    again = stopped + timedelta(minutes=stood)
    more_holidays = WorkingCalendar(exceptions={**HOLIDAY, **dict.fromkeys(more, False)})
    without = clock_rules.resumed(due, kept, again, CALENDAR)
    assert clock_rules.resumed(due, kept, again, more_holidays).due_at >= without.due_at


@pytest.mark.parametrize(
    ("state", "minutes", "may"),
    [
        (CaseState.ACCEPTED, 0, True),
        (CaseState.REWORK, 60, True),
        (CaseState.ACCEPTED, -1, False),
        (CaseState.DISPATCHED, 60, False),
        (CaseState.PARKED, 60, False),
        (CaseState.RECTIFIED, 60, False),
    ],
)
def test_it_is_asked_in_time_by_whoever_has_the_case(state, minutes, may):
    assert clock_rules.may_ask(state, AT + timedelta(minutes=minutes), AT) is may
    assert not clock_rules.may_ask(state, None, AT)


def test_a_longer_limit_ends_with_the_work_of_its_day():
    assert clock_rules.close_of(date(2017, 10, 9), CALENDAR) == datetime(2017, 10, 9, 18, tzinfo=SHANGHAI)


def test_only_parking_says_what_is_lacking():
    assert [ask for ask in ClockAsk if clock_rules.needs_means(ask)] == [ClockAsk.PARKING]
