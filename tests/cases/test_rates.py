"""Rates of real rows: the same outcome as the pure rule for each case, every case in one part."""

from datetime import date, timedelta

import pytest

from diebian.cases import actions
from diebian.cases.models import Case
from diebian.cases.rate_rules import Counts, Measure, Outcome, outcome, rate, total
from diebian.cases.rates import ANSWERED, Dimension, Period, came_to, counts_by, due_in
from diebian.cases.terms import CaseSource, ClockAsk
from tests.cases.conftest import DAY, deadline
from tests.cast import NOW

AS_OF = NOW + 5 * DAY
WEEK = Period(NOW.date(), NOW.date() + timedelta(days=6))


@pytest.fixture
def week(ledger, cast):
    """One of each kind, and three that are not due at all."""
    ledger.close()  # in time
    late = ledger.accept(ledger.dispatch(deadline=deadline(1)))
    ledger.rectify(late)  # after its deadline, waits for verification
    actions.send_back(case=ledger.rectify(), reason="不到位", by=cast.lin, at=NOW + 2 * DAY)
    ledger.dispatch(lead_unit=cast.wu_unit, deadline=deadline(6))  # not yet due
    ledger.dispatch(lead_unit=cast.wu_unit, deadline=deadline(2))  # late
    ledger.register()
    actions.return_case(case=ledger.accept(), reason="非本辖区", by=cast.chen, at=NOW + DAY)
    ask = actions.NewAsk(kind=ClockAsk.PARKING, reason="x", until=date(2018, 1, 1), means="资金")
    parked = actions.ask_clock(case=ledger.accept(), ask=ask, by=cast.chen, at=NOW + DAY)
    actions.grant_clock(request=parked, by=cast.zhao, at=NOW + DAY)
    return Case.objects.filter(campaign=cast.campaign)


def test_by_unit(week, cast):
    found = counts_by(week, WEEK, Dimension.UNIT, as_of=AS_OF)
    chen = Counts(on_time=1, closed_late=1, open_late=1, closed=1, closed_on_time=1, reworked=1)
    assert found == {cast.chen_unit.pk: chen, cast.wu_unit.pk: Counts(open_late=1, not_yet_due=1)}
    assert str(rate(chen, Measure.HANDLED).value) == "2/3"


@pytest.mark.parametrize("dimension", list(Dimension))
def test_nothing_is_counted_twice_and_nothing_dropped(week, cast, dimension):
    whole = total(counts_by(week, WEEK, dimension, as_of=AS_OF).values())
    assert whole.all == due_in(week, WEEK).count() == 5


def test_the_condition_says_what_the_rule_says(week):
    for as_of in (NOW, NOW + DAY, NOW + 2 * DAY, AS_OF, NOW + 9 * DAY):
        for case in due_in(week, WEEK):
            answered_at = case.rectified_at if Case.objects.filter(ANSWERED, pk=case.pk).exists() else None
            if answered_at and answered_at > as_of:
                continue  # rows are as they are now: as-of lies behind what they hold
            told = outcome(answered_at=answered_at, due_at=case.due_at, as_of=as_of)
            for one in Outcome:
                assert week.filter(came_to(one, as_of=as_of), pk=case.pk).exists() == (one == told)


def test_an_extension_counts_where_the_case_is_due_now(ledger, cast):
    ask = actions.NewAsk(kind=ClockAsk.EXTENSION, reason="雨", until=(NOW + 5 * DAY).date())
    request = actions.ask_clock(case=ledger.accept(), ask=ask, by=cast.chen, at=NOW + DAY)
    actions.grant_clock(request=request, by=cast.zhao, at=NOW + DAY)
    found = counts_by(Case.objects.all(), WEEK, Dimension.SOURCE, as_of=NOW + 6 * DAY)
    assert found == {CaseSource.CITY_TASK: Counts(open_late=1, extended=1)}
    assert rate(found[CaseSource.CITY_TASK], Measure.EXTENDED).value == 1


def test_only_what_is_due_in_the_period(week):
    assert counts_by(week, Period(date(2017, 1, 1), date(2017, 1, 31)), Dimension.UNIT, as_of=AS_OF) == {}


def test_one_query(week, django_assert_num_queries):
    with django_assert_num_queries(1):
        counts_by(week, WEEK, Dimension.AREA, as_of=AS_OF)
