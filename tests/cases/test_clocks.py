"""延期, 暂停计时, 挂账: asked by the unit, decided by somebody else, told by events that give the stored value."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from diebian.base.problems import NotAllowed, NotFound
from diebian.cases import actions, clocks, problems
from diebian.cases.models import Case, CaseTally, ClockRequest
from diebian.cases.queries import (
    CaseFilter,
    case_page,
    life_told_by_events,
    narrowed,
    story_of,
    visible_cases,
)
from diebian.cases.terms import CaseState, ClockAnswer, ClockAsk
from diebian.lib.worktime import SHANGHAI
from diebian.people.rules import Reach
from tests.cases.conftest import DAY, make_photo
from tests.cast import NOW

LATER = (NOW + 12 * DAY).astimezone(SHANGHAI).date()


@pytest.fixture
def ask(cast, ledger):
    def do(kind=ClockAsk.EXTENSION, case=None, at=NOW + DAY, by=None, **more):
        means = "需财政资金到位" if kind == ClockAsk.PARKING else ""
        new = actions.NewAsk(**{"kind": kind, "reason": "沥青须外购", "until": LATER, "means": means} | more)
        return actions.ask_clock(case=case or ledger.accept(), ask=new, by=by or cast.chen, at=at)

    return do


@pytest.fixture
def grant(cast):
    def do(request, at=NOW + DAY, **more):
        return actions.grant_clock(request=request, by=cast.zhao, at=at, **more)

    return do


def told_and_kept(case: Case) -> None:
    """The events alone give what the row says."""
    row, life = Case.objects.get(pk=case.pk), life_told_by_events(case)
    assert (life.state, life.due_at, life.extended_count) == (row.state, row.due_at, row.extended_count)
    assert CaseTally.objects.get(unit_id=row.lead_unit_id, state=row.state).count == 1


def test_more_time_is_given_until_the_close_of_a_day(ask, grant):
    request = ask()
    assert Case.objects.get(pk=request.case_id).due_at == NOW + 3 * DAY  # it runs on until somebody decides
    case = grant(request, note="同意")
    assert case.due_at == datetime(LATER.year, LATER.month, LATER.day, 18, tzinfo=SHANGHAI)
    assert (case.state, case.extended_count, case.deadline["basis"]) == (CaseState.ACCEPTED, 1, "测试")
    request.refresh_from_db()
    assert (request.answer, request.granted_until) == (ClockAnswer.GRANTED, LATER)
    assert request.due_before == NOW + 3 * DAY
    told_and_kept(case)


def test_another_day_than_the_one_asked_for(ask, grant):
    case = grant(ask(), until=LATER - timedelta(days=5))
    assert case.due_at.astimezone(SHANGHAI).date() == LATER - timedelta(days=5)


def test_not_approved_the_deadline_stays(ask, cast):
    request = ask()
    with pytest.raises(problems.ReasonMissing):
        actions.refuse_clock(request=request, reason=" ", by=cast.zhao, at=NOW + DAY)
    case = actions.refuse_clock(request=request, reason="材料现货可购", by=cast.zhao, at=NOW + DAY)
    assert (case.due_at, case.extended_count) == (NOW + 3 * DAY, 0)
    told_and_kept(case)


@pytest.mark.parametrize(
    ("kind", "state"), [(ClockAsk.PAUSE, CaseState.PAUSED), (ClockAsk.PARKING, CaseState.PARKED)]
)
def test_a_clock_that_stands_is_not_late_and_loses_nothing(ask, grant, cast, kind, state):
    case = grant(ask(kind))
    assert (case.state, case.is_with_unit, case.is_open) == (state, False, True)
    told_and_kept(case)
    long_after = NOW + 30 * DAY
    late = narrowed(
        visible_cases(cast.campaign, Reach(everything=True)), CaseFilter(is_late=True), at=long_after
    )
    assert not late.exists()
    again = actions.resume_case(case=case, reason="资金已到位", by=cast.zhao, at=long_after)
    assert again.state == CaseState.ACCEPTED
    assert again.due_at > long_after
    assert ClockRequest.objects.get().ended_at == long_after
    told_and_kept(again)


def test_what_was_put_right_while_the_clock_stood_is_in_time(ask, grant, cast):
    case = grant(ask(ClockAsk.PARKING))
    at = NOW + 40 * DAY
    case = actions.rectify_case(case=case, measure="已修补", after=[make_photo()], by=cast.chen, at=at)
    assert case.rectifications.get().due_at >= at
    assert ClockRequest.objects.get().ended_at == at
    told_and_kept(case)
    back = actions.send_back(case=case, reason="仍有坑洼", by=cast.lin, at=at + DAY)
    assert (back.state, back.due_at) == (CaseState.REWORK, case.due_at)


def test_whoever_asked_or_belongs_to_the_unit_does_not_decide(ask, cast):
    request = ask()
    for person in (cast.chen, cast.lin, cast.zhou):
        with pytest.raises(NotAllowed):
            actions.grant_clock(request=request, by=person, at=NOW + DAY)
    ClockRequest.objects.update(asked_by=cast.zhao)
    with pytest.raises(problems.ApproverIsConcerned):
        actions.grant_clock(request=ClockRequest.objects.get(), by=cast.zhao, at=NOW + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockRequest.objects.update(answer="granted", decided_by=cast.zhao, decided_at=NOW)


def test_only_the_lead_units_people_ask(ask, ledger, cast):
    with pytest.raises(NotAllowed):
        ask(by=cast.wu)


def test_asked_in_time_once_with_what_is_needed(ask, ledger):
    case = ledger.accept()
    with pytest.raises(problems.ClockRequestTooLate, match="已过"):
        ask(case=case, at=NOW + 4 * DAY)
    with pytest.raises(problems.UntilTooEarly):
        ask(case=case, until=(NOW + 2 * DAY).date())
    with pytest.raises(problems.UntilTooEarly):
        ask(ClockAsk.PAUSE, case=case, until=NOW.date())
    with pytest.raises(problems.MeansMissing):
        ask(ClockAsk.PARKING, case=case, means="  ")
    with pytest.raises(problems.ReasonMissing):
        ask(case=case, reason="")
    with pytest.raises(problems.CaseCannotMove):
        ask(case=ledger.dispatch())
    assert not ClockRequest.objects.exists()
    ask(case=case)
    with pytest.raises(problems.ClockRequestWaits):
        ask(ClockAsk.PAUSE, case=case)


def test_decided_once(ask, grant, cast):
    request = ask()
    grant(request)
    with pytest.raises(problems.ClockDecided, match="已批准"):
        actions.refuse_clock(request=request, reason="不同意", by=cast.zhao, at=NOW + DAY)


def test_a_day_granted_too_early_is_refused(ask, grant):
    with pytest.raises(problems.UntilTooEarly):
        grant(ask(), until=NOW.date())
    assert Case.objects.get().extended_count == 0


def test_a_case_that_moves_on_needs_no_decision(ask, cast, ledger):
    returned, answered = ask(), ask(case=ledger.accept())
    actions.return_case(case=returned.case, reason="非本辖区", by=cast.chen, at=NOW + DAY)
    ledger.rectify(answered.case)
    assert set(ClockRequest.objects.values_list("answer", flat=True)) == {ClockAnswer.DROPPED}
    with pytest.raises(problems.ClockDecided):
        actions.grant_clock(request=answered, by=cast.zhao, at=NOW + 2 * DAY)


def test_only_what_stands_runs_again(ledger, cast):
    with pytest.raises(problems.CaseCannotMove):
        actions.resume_case(case=ledger.accept(), reason="x", by=cast.zhao, at=NOW)
    with pytest.raises(NotAllowed):
        actions.resume_case(case=ledger.accept(), reason="x", by=cast.chen, at=NOW)


def test_a_case_of_an_old_ledger_without_a_reckoning(ask, grant, ledger):
    ledger.accept()
    Case.objects.update(deadline={})
    assert grant(ask(case=Case.objects.get())).due_at > NOW + 3 * DAY


def test_a_halt_of_a_case_back_for_rework(ask, grant, ledger, cast):
    case = actions.send_back(case=ledger.rectify(), reason="不到位", by=cast.lin, at=NOW + 2 * DAY)
    case = grant(ask(ClockAsk.PAUSE, case=case, at=NOW + 2 * DAY), at=NOW + 2 * DAY)
    again = actions.resume_case(case=case, reason="雨停", by=cast.zhao, at=NOW + 9 * DAY)
    assert (again.state, again.rework_count) == (CaseState.ACCEPTED, 1)
    told_and_kept(again)


def test_lists_of_what_waits_stands_and_is_to_be_reviewed(ask, grant, cast, ledger):
    waits = ask()
    stood = ask(ClockAsk.PARKING, case=ledger.accept())
    grant(stood)
    requests = clocks.requests_in(cast.campaign)
    assert [row["id"] for row in clocks.request_page(requests).rows] == [stood.pk, waits.pk]
    assert clocks.waiting(requests).get() == waits
    assert clocks.standing(requests).get() == stood
    assert not clocks.to_review(requests, on=LATER - timedelta(days=1)).exists()
    assert clocks.to_review(requests, on=LATER).get() == stood
    assert [row["id"] for row in clocks.requests_of(waits.case)] == [waits.pk]
    assert clocks.request_in(cast.campaign, waits.pk) == waits
    with pytest.raises(NotFound):
        clocks.request_in(cast.campaign, 0)


def test_the_story_tells_it_all(ask, grant, cast):
    case = grant(ask(ClockAsk.PARKING))
    actions.resume_case(case=case, reason="资金到位", by=cast.zhao, at=NOW + 5 * DAY)
    assert [event.verb for event in story_of(case)][-3:] == [
        "case.clock_asked",
        "case.parked",
        "case.resumed",
    ]
    assert case_page(visible_cases(cast.campaign, Reach(everything=True))).rows[0]["state"] == "accepted"
