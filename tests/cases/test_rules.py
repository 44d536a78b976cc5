"""The decisions about a case, without a database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.cases import rules
from diebian.cases.terms import ACT_LABELS, Act, CaseState
from diebian.lib.worktime import SHANGHAI, WorkingCalendar

AT = datetime(2017, 9, 29, 16, 0, tzinfo=SHANGHAI)  # the Friday before the National Day holiday
CALENDAR = WorkingCalendar(
    exceptions={date(2017, 9, 30): True, **{date(2017, 10, day): False for day in range(1, 9)}}
)
S = CaseState


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        (None, Act.REGISTER, S.REGISTERED),
        (S.REGISTERED, Act.DISPATCH, S.DISPATCHED),
        (S.REGISTERED, Act.SETTLE, S.CLOSED),
        (S.DISPATCHED, Act.ACCEPT, S.ACCEPTED),
        (S.ACCEPTED, Act.RETURN, S.RETURNED),
        (S.ACCEPTED, Act.PARK, S.PARKED),
        (S.REWORK, Act.PAUSE, S.PAUSED),
        (S.PARKED, Act.RECTIFY, S.RECTIFIED),
        (S.PAUSED, Act.RESUME, S.ACCEPTED),
        (S.PARKED, Act.EXTEND, None),
        (S.RETURNED, Act.DISPATCH, S.DISPATCHED),
        (S.ACCEPTED, Act.RECTIFY, S.RECTIFIED),
        (S.RECTIFIED, Act.FAIL, S.REWORK),
        (S.REWORK, Act.RECTIFY, S.RECTIFIED),
        (S.RECTIFIED, Act.PASS, S.CLOSED),
        (S.CLOSED, Act.REOPEN, S.REWORK),
        (S.DISPATCHED, Act.PASS, None),
        (S.ACCEPTED, Act.PASS, None),
        (S.REGISTERED, Act.RECTIFY, None),
        (S.CLOSED, Act.CANCEL, None),
        (S.CANCELLED, Act.REOPEN, None),
    ],
)
def test_a_case_moves_only_along_the_table(state, act, after):
    assert rules.next_state(state, act) == after


def test_no_way_to_closed_but_through_verification_or_on_the_spot():
    ways = {act for act, moves in rules.TRANSITIONS.items() if S.CLOSED in moves.values()}
    assert ways == {Act.PASS, Act.SETTLE}
    assert set(rules.TRANSITIONS[Act.PASS]) == {S.RECTIFIED}


def test_every_state_can_be_reached_and_only_cancelled_is_final():
    reached = {state for moves in rules.TRANSITIONS.values() for state in moves.values()}
    assert reached == set(CaseState)
    assert {state for state in CaseState if not rules.possible_acts(state)} == {S.CANCELLED}
    assert set(ACT_LABELS) == set(Act)


@pytest.mark.parametrize("state", list(CaseState))
def test_open_and_with_unit_follow_from_the_state(state):
    assert rules.is_open(state) == (state not in {S.CLOSED, S.CANCELLED})
    assert rules.is_with_unit(state) == (state in {S.DISPATCHED, S.ACCEPTED, S.REWORK})


@pytest.mark.parametrize(
    ("state", "minutes", "late", "soon"),
    [
        (S.ACCEPTED, -1, True, False),
        (S.ACCEPTED, 0, False, True),
        (S.ACCEPTED, 24 * 60, False, True),
        (S.ACCEPTED, 24 * 60 + 1, False, False),
        (S.RECTIFIED, -1, False, False),
        (S.CLOSED, -1, False, False),
        (S.REGISTERED, -1, False, False),
    ],
)
def test_late_only_while_the_unit_has_it(state, minutes, late, soon):
    due = AT + timedelta(minutes=minutes)
    assert rules.is_late(state, due, AT) is late
    assert rules.is_due_soon(state, due, AT) is soon


def test_nothing_is_late_without_a_deadline():
    assert not rules.is_late(S.ACCEPTED, None, AT)
    assert not rules.is_due_soon(S.ACCEPTED, None, AT)


def test_on_time_to_the_very_minute():
    assert rules.was_on_time(AT, AT)
    assert not rules.was_on_time(AT + timedelta(seconds=1), AT)


@pytest.mark.parametrize(
    ("amount", "unit", "due"),
    [
        (1, "working_day", datetime(2017, 9, 30, 18, 0)),  # a make-up Saturday
        (2, "working_day", datetime(2017, 10, 9, 18, 0)),  # after the holiday
        (2, "working_hour", datetime(2017, 9, 29, 18, 0)),
        (4, "working_hour", datetime(2017, 9, 30, 10, 30)),
        (24, "hour", datetime(2017, 9, 30, 16, 0)),
        (3, "day", datetime(2017, 10, 2, 16, 0)),
    ],
)
def test_deadline_on_the_working_calendar(amount, unit, due):
    found = rules.deadline(AT, amount=amount, unit=unit, source="济源市标准", calendar=CALENDAR)
    assert found.due_at == due.replace(tzinfo=SHANGHAI)
    assert found.as_data() == {
        "due_at": found.due_at.isoformat(),
        "basis": "济源市标准",
        "amount": amount,
        "unit": unit,
    }


def test_an_unknown_unit_of_time_is_a_defect():
    with pytest.raises(ValueError, match="fortnight"):
        rules.deadline(AT, amount=1, unit="fortnight", source="", calendar=CALENDAR)


@pytest.mark.parametrize(
    ("verifier", "units", "allowed"),
    [(1, {7}, True), (1, set(), True), (2, {7}, False), (1, {10}, False), (1, {11}, False)],
)
def test_the_verifier_is_not_of_the_fixing_unit(verifier, units, allowed):
    found = rules.may_verify(
        verifier_id=verifier, verifier_unit_ids=units, rectified_by_id=2, fixing_unit_ids=[10, 11, None]
    )
    assert found is allowed


ACT_LISTS = st.lists(st.sampled_from(list(Act)), max_size=12)
DATA = {
    "lead_unit_id": 1,
    "helper_ids": [2, 3],
    "deadline": {"due_at": "2017-08-09T18:00:00+08:00"},
}


@given(ACT_LISTS)
def test_replay_tells_the_state_or_refuses_an_impossible_history(acts):
    state: CaseState | None = None
    for act in acts:
        state = rules.next_state(state, act)
        if state is None:
            break
    events = [(f"case.{act}", DATA) for act in acts]
    if acts and state is None:
        with pytest.raises(ValueError, match="from"):
            rules.replay(events)
        return
    life = rules.replay(events)
    assert life.state == state
    assert life.round == acts.count(Act.RECTIFY)
    assert life.rework_count == acts.count(Act.FAIL)
    assert life.returned_count == acts.count(Act.RETURN)
    assert life.reopened_count == acts.count(Act.REOPEN)
    assert life.lead_unit_id == (1 if Act.DISPATCH in acts else None)
