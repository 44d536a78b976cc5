"""赵审核 asks 林检查 to look at closed cases again; what has relapsed goes back to its unit."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.cases import actions, problems
from diebian.cases.models import CasePhoto, LookBack
from diebian.cases.queries import life_told_by_events
from diebian.cases.terms import CaseState, LookBackResult
from diebian.people.models import Grant
from diebian.people.terms import Role
from tests.cases.conftest import DAY, deadline, make_photo
from tests.cast import NOW

LATER = NOW + 4 * DAY
DUE = date(2017, 8, 8)
HELD, RELAPSED = LookBackResult.HELD, LookBackResult.RELAPSED


def ask(cast, *cases, **more):
    given = {"inspector": cast.lin, "due_on": DUE, "by": cast.zhao, "at": LATER}
    return actions.ask_look_backs(cases=cases, **(given | more))


def answer(asked, cast, result=HELD, **more):
    given = {"by": cast.lin, "at": LATER + DAY} | more
    return actions.answer_look_back(look_back=asked, result=result, **given)


@pytest.fixture
def closed(ledger):
    """Closed by 赵审核, so that 林检查 sees it for the first time."""
    return actions.verify_case(case=ledger.rectify(), by=ledger.cast.zhao, at=NOW + 3 * DAY)


def test_several_are_asked_for_at_once_and_told_in_the_audit(ledger, cast):
    cases = [ledger.close(), ledger.close()]
    asked = ask(cast, *cases, demand=" 看后院 ")
    assert [one.case for one in asked] == cases
    event = Event.objects.filter(verb="look_back.asked").order_by("-id")[0]
    assert event.data | {"case_id": 0} == {
        "case_id": 0,
        "inspector_id": cast.lin.pk,
        "inspector": "林检查",
        "due_on": "2017-08-08",
        "demand": "看后院",
    }
    assert str(asked[0]) == f"{cases[0]} · 2017-08-08"


def test_one_of_them_not_closed_and_none_is_asked_for(ledger, cast, closed):
    with pytest.raises(problems.CaseCannotMove, match="回头看"):
        ask(cast, closed, ledger.rectify())
    assert not LookBack.objects.exists()


def test_one_waits_at_a_time(cast, closed):
    (asked,) = ask(cast, closed)
    with pytest.raises(problems.LookBackWaits):
        ask(cast, closed)
    answer(asked, cast)
    ask(cast, closed, due_on=date(2017, 8, 9))
    with pytest.raises(IntegrityError), transaction.atomic():
        LookBack.objects.create(
            campaign=cast.campaign,
            case=closed,
            inspector=cast.lin,
            due_on=DUE,
            asked_at=NOW,
            asked_by=cast.zhao,
        )


@pytest.mark.parametrize("name", ["lin", "chen", "zhou", "admin"])
def test_the_office_alone_asks(cast, closed, name):
    with pytest.raises(NotAllowed):
        ask(cast, closed, by=getattr(cast, name))


def test_whoever_may_not_judge_the_case_is_not_asked(cast, closed):
    with pytest.raises(problems.WrongInspector, match="陈主任"):
        ask(cast, closed, inspector=cast.chen)
    Grant.objects.create(user=cast.lin, campaign=cast.campaign, role=Role.UNIT, unit=cast.chen_unit)
    with pytest.raises(problems.WrongInspector, match="林检查"):
        ask(cast, closed)


def test_a_day_that_has_passed_and_a_case_that_is_nobodys(cast, closed):
    with pytest.raises(problems.LookBackTooEarly):
        ask(cast, closed, due_on=(LATER - timedelta(days=1)).date())
    closed.lead_unit = None
    closed.save()
    with pytest.raises(problems.NoLeadUnit):
        ask(cast, closed)


def test_it_held(cast, closed):
    (asked,) = ask(cast, closed)
    found = answer(asked, cast, note=" 干净 ", photos=[photo := make_photo(), photo])
    assert (found.result, found.note, found.looked_by) == ("held", "干净", cast.lin)
    (hung,) = found.photos.all()
    assert (hung.stage, hung.round, hung.checked_at) == ("check", 1, None)
    closed.refresh_from_db()
    assert closed.state == CaseState.CLOSED


def test_a_photograph_that_hangs_there_already_hangs_once(cast, closed):
    photo = make_photo()
    for day in (8, 9):
        (asked,) = ask(cast, closed, due_on=date(2017, 8, day))
        assert answer(asked, cast, photos=[photo]).photos.count() == 1
    assert CasePhoto.objects.filter(stage="check").count() == 1


def test_it_relapsed_and_goes_back_with_a_deadline(cast, closed):
    (asked,) = ask(cast, closed)
    with pytest.raises(problems.ReasonMissing):
        answer(asked, cast, RELAPSED, photos=[make_photo()])
    with pytest.raises(problems.AnswerPhotoMissing):
        answer(asked, cast, RELAPSED, note="又堆了")
    with pytest.raises(problems.NoDeadline):  # no standard is loaded, and nobody said by when
        answer(asked, cast, RELAPSED, note="又堆了", photos=[make_photo()])
    due = deadline(9)
    answer(asked, cast, RELAPSED, note="又堆了", photos=[make_photo()], deadline=due)
    closed.refresh_from_db()
    assert (closed.state, closed.due_at, closed.reopened_count) == (CaseState.REWORK, due.due_at, 1)
    assert life_told_by_events(closed).state == CaseState.REWORK
    event = Event.objects.get(verb="look_back.answered")
    assert (event.data["result"], len(event.data["photos"])) == ("relapsed", 1)


def test_only_whoever_was_asked_answers_and_only_once(cast, closed):
    (asked,) = ask(cast, closed)
    with pytest.raises(problems.LookBackOfAnother):
        answer(asked, cast, by=cast.zhao)
    answer(asked, cast)
    with pytest.raises(problems.LookBackAnswered):
        answer(asked, cast)


def test_a_case_that_was_reopened_meanwhile_is_not_looked_at(cast, closed):
    (asked,) = ask(cast, closed)
    actions.reopen_case(case=closed, reason="群众反映", deadline=deadline(9), by=cast.zhao, at=LATER)
    with pytest.raises(problems.CaseCannotMove):
        answer(asked, cast)


def test_whoever_lost_the_right_answers_no_more(cast, closed):
    (asked,) = ask(cast, closed)
    Grant.objects.filter(user=cast.lin).delete()
    with pytest.raises(NotAllowed):
        answer(asked, cast)
