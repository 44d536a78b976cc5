"""Rates by the field's definitions, without a database."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.cases.rate_rules import (
    NUMERATORS,
    UNWANTED,
    Counts,
    Measure,
    Outcome,
    Rate,
    outcome,
    rate,
    total,
)
from diebian.lib.worktime import SHANGHAI

AT = datetime(2017, 8, 10, 12, 0, tzinfo=SHANGHAI)
HOURS = st.integers(-200, 200).map(lambda hours: AT + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("answered", "due", "told"),
    [
        (-2, -1, Outcome.ON_TIME),
        (-1, -1, Outcome.ON_TIME),
        (-1, -2, Outcome.CLOSED_LATE),
        (None, -1, Outcome.OPEN_LATE),
        (None, 0, Outcome.OPEN_LATE),
        (1, -1, Outcome.OPEN_LATE),  # it came after the as-of time
        (None, 1, Outcome.NOT_YET_DUE),
        (-1, 1, Outcome.NOT_YET_DUE),
    ],
)
def test_what_a_case_came_to(answered, due, told):
    answered_at = None if answered is None else AT + timedelta(hours=answered)
    assert outcome(answered_at=answered_at, due_at=AT + timedelta(hours=due), as_of=AT) == told


@given(st.lists(st.tuples(st.none() | HOURS, HOURS)), HOURS)
def test_on_time_closed_late_open_late_and_not_yet_due_are_all(cases, as_of):
    found = [outcome(answered_at=answered, due_at=due, as_of=as_of) for answered, due in cases]
    counts = total(Counts(**{one.value: 1}) for one in found)
    assert counts.all == len(cases)
    assert counts.due == sum(due <= as_of for _answered, due in cases)
    assert counts.handled + counts.open_late + counts.not_yet_due == counts.all


@given(st.lists(st.builds(Counts, **dict.fromkeys(Counts.__dataclass_fields__, st.integers(0, 99)))))
def test_parts_add_up_to_the_whole(parts):
    whole = total(parts)
    assert whole.all == sum(part.all for part in parts)
    for measure in Measure:
        assert rate(whole, measure).numerator == sum(rate(part, measure).numerator for part in parts)


def test_of_nothing_there_is_no_rate():
    assert rate(Counts(not_yet_due=5), Measure.ON_TIME).value is None


def test_a_city_of_2016():
    """天门 2016-12: due 972, closed 911 (93.72 %), on time 737 (75.82 %)."""
    counts = Counts(on_time=737, closed_late=174, open_late=61, closed=911)
    assert rate(counts, Measure.CLOSED) == Rate(911, 972)
    assert f"{float(rate(counts, Measure.CLOSED).value):.4f}" == "0.9372"
    assert rate(counts, Measure.ON_TIME).value == Fraction(737, 972)
    assert rate(counts, Measure.WAITING_LATE).value == Fraction(61, 972)


def test_every_measure_has_its_numerator():
    assert set(NUMERATORS) == set(Measure)
    assert set(Measure) > UNWANTED
