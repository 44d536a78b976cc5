"""Answers from the street as the room keeps them, and how a person settles what was kept."""

import uuid
from datetime import timedelta

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed, NotFound
from diebian.cases import actions, problems
from diebian.cases.models import AnswerPhoto, CasePhoto, TaskAnswer
from diebian.cases.tasks import kept_answer, kept_answers, units_ever
from diebian.cases.terms import AnswerOutcome, AnswerResult, AnswerSettlement, CaseState, TaskKind
from diebian.inspections.terms import Claim, EvidenceSource, EvidenceStage
from diebian.people.rules import Reach
from tests.cases.conftest import DAY, deadline, make_photo
from tests.cast import NOW

LATER = NOW + 4 * DAY
ADOPTED, SET_ASIDE = AnswerSettlement.ADOPTED, AnswerSettlement.SET_ASIDE


def claim(stage=EvidenceStage.AFTER):
    return Claim(stage=stage, source=EvidenceSource.CAMERA, taken_at=NOW)


def answered(case, by, kind, result, **more):
    """``by`` answers from his phone; ``then`` is the round he saw."""
    body = {"round": more.pop("then", case.round), "marks": more.pop("marks", [])}
    given = {
        "kind": kind,
        "subject_id": case.pk,
        "client_id": uuid.uuid4(),
        "body": body,
        "body_sha256": "0" * 64,
        "result": result,
        "text": "",
        "answered_at": LATER,
        "photos": [],
        "sent_by": by,
    }
    new = actions.NewAnswer(**(given | more))
    return actions.answer_task(campaign=case.campaign, new=new, by=by, at=LATER).answer


def passed(case, by, **more):
    return answered(case, by, TaskKind.VERIFY, AnswerResult.PASSED, **more)


def failed(case, by, **more):
    return answered(case, by, TaskKind.VERIFY, AnswerResult.FAILED, text="后院未清", **more)


def done(case, by, **more):
    given = {"text": "已清运", "photos": [(make_photo("blue"), claim())]} | more
    return answered(case, by, TaskKind.RECTIFY, AnswerResult.DONE, **given)


def settle(kept, settlement, by, reason=""):
    return actions.settle_answer(answer=kept, settlement=settlement, reason=reason, by=by, at=LATER + DAY)


@pytest.fixture
def kept(ledger, cast):
    """林检查 would have sent back what 赵审核 has closed."""
    case = ledger.rectify()
    passed(case, cast.zhao)
    return failed(case, cast.lin, photos=[(make_photo("blue"), claim())])


def test_a_kept_answer_is_set_aside_with_a_reason(kept, cast):
    assert kept.outcome == AnswerOutcome.KEPT
    assert "已销号" in kept.kept_why
    with pytest.raises(problems.ReasonMissing):
        settle(kept, SET_ASIDE, cast.zhao)
    found = settle(kept, SET_ASIDE, cast.zhao, "已另行核实")
    assert (found.settlement, found.settled_by, found.settled_reason) == (
        SET_ASIDE,
        cast.zhao,
        "已另行核实",
    )
    assert Event.objects.get(verb="answer.settled").data["settlement"] == "set_aside"
    with pytest.raises(problems.AnswerSettled):
        settle(kept, ADOPTED, cast.zhao)


def test_what_the_case_does_not_allow_any_more_is_not_adopted(kept, cast):
    with pytest.raises(problems.CaseCannotMove):
        settle(kept, ADOPTED, cast.zhao)
    kept.refresh_from_db()
    assert kept.settlement == ""


def test_an_answer_that_was_taken_is_not_settled(ledger, cast):
    taken = passed(ledger.rectify(), cast.lin)
    with pytest.raises(problems.AnswerSettled):
        settle(taken, ADOPTED, cast.zhao)


@pytest.mark.parametrize("name", ["chen", "zhou", "admin"])
def test_whoever_may_verify_settles(kept, cast, name):
    with pytest.raises(NotAllowed):
        settle(kept, SET_ASIDE, getattr(cast, name), "不采用")


def test_what_a_unit_did_is_adopted_in_the_name_of_who_did_it(ledger, cast):
    """陈主任 answered what was sent back while a colleague's answer was on its way and failed as well."""
    case = ledger.rectify()
    case = actions.send_back(case=case, reason="未清", by=cast.zhao, at=NOW + 3 * DAY)
    case = ledger.rectify(case)
    late = answered(
        case,
        cast.chen,
        TaskKind.RETURNED,
        AnswerResult.DONE,
        then=1,
        text="再清一遍",
        photos=[(make_photo("blue"), claim()), (make_photo("black"), claim(EvidenceStage.BEFORE))],
    )
    assert late.outcome == AnswerOutcome.KEPT
    with pytest.raises(problems.CaseCannotMove):
        settle(late, ADOPTED, cast.lin)
    actions.send_back(case=case, reason="仍未清", by=cast.zhao, at=LATER)
    settle(late, ADOPTED, cast.lin)
    case.refresh_from_db()
    assert (case.state, case.round) == (CaseState.RECTIFIED, 3)
    assert case.rectifications.get(round=3).rectified_by == cast.chen
    assert CasePhoto.objects.filter(case=case, round=3).count() == 2


def test_what_was_seen_of_an_earlier_round_is_not_adopted(ledger, cast):
    case = ledger.rectify()
    case = actions.send_back(case=case, reason="未清", by=cast.zhao, at=NOW + 3 * DAY)
    case = ledger.rectify(case)
    stale = passed(case, cast.lin, then=1)
    assert stale.outcome == AnswerOutcome.KEPT
    with pytest.raises(problems.AnswerOutOfRound):
        settle(stale, ADOPTED, cast.zhao)


def test_a_right_that_ended_meanwhile_keeps_the_answer(ledger, cast):
    """陈主任 had the case at hand when he wrote; it is 焦东街道's now."""
    case = ledger.accept()
    back = actions.return_case(case=case, reason="不属本单位", by=cast.chen, at=LATER)
    case = actions.dispatch_case(
        case=back, lead_unit=cast.wu_unit, deadline=deadline(9), by=cast.zhao, at=LATER
    )
    assert units_ever(case.pk) == {cast.chen_unit.pk, cast.wu_unit.pk}
    kept = done(case, cast.chen)
    assert kept.outcome == AnswerOutcome.KEPT
    assert "权限" in kept.kept_why


def test_what_never_was_his_is_not_there(ledger, cast):
    for person in (cast.wu, cast.zhou, cast.lin):
        with pytest.raises(NotFound):
            done(ledger.accept(), person)
    assert not TaskAnswer.objects.exists()


def test_the_same_answer_twice_is_one(ledger, cast):
    case, client_id = ledger.rectify(), uuid.uuid4()
    first = passed(case, cast.lin, client_id=client_id)
    assert passed(case, cast.lin, client_id=client_id) == first
    with pytest.raises(problems.AnswerDiffers):
        passed(case, cast.lin, client_id=client_id, body_sha256="1" * 64)
    with pytest.raises(problems.AnswerDiffers):
        passed(case, cast.zhao, client_id=client_id)
    assert TaskAnswer.objects.count() == 1
    assert str(first) == f"核查整改 {case}"


def test_a_claimed_time_in_the_future_opens_nothing(ledger, cast):
    with pytest.raises(NotFound):
        done(ledger.accept(), cast.wu, answered_at=LATER + timedelta(days=400))


def test_who_reads_what_was_kept(kept, cast):
    everything, nothing = Reach(everything=True), Reach()
    assert kept_answers(kept.case, user=cast.zhao, within=everything) == [kept]
    assert kept_answers(kept.case, user=cast.lin, within=nothing) == [kept]
    assert kept_answers(kept.case, user=cast.chen, within=nothing) == []
    assert kept_answer(cast.campaign, kept.pk) == kept
    with pytest.raises(NotFound):
        kept_answer(cast.campaign, TaskAnswer.objects.get(outcome=AnswerOutcome.TAKEN).pk)
    assert str(AnswerPhoto.objects.get()).startswith(str(kept.pk))
