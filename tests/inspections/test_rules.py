"""Judging marks, handing results to counterparts, what is a finding, how much of a list was answered."""

from datetime import timedelta

import pytest

from diebian.inspections.rules import (
    AnswerFault,
    Asked,
    Observed,
    carried,
    faults,
    judge,
    known_items,
    plan_state,
    progress,
)
from diebian.inspections.rules import observe as observe_all
from diebian.inspections.terms import Answer, PlanState, Progress
from diebian.standards.rules.merging import Link
from diebian.standards.terms import Deduction, Grade, ItemKind, ItemRule, Judgement, Result, Threshold
from tests.cast import NOW

TODAY, DAY = NOW.date(), timedelta(days=1)
WHOLE = Deduction(points_e2=200, each_e2=200, cap_e2=200)
EACH = Deduction(points_e2=200, each_e2=50, cap_e2=150)
YES_NO = ItemRule(ItemKind.PASS_FAIL, WHOLE)
COUNT = ItemRule(ItemKind.COUNT, EACH, threshold=Threshold(0, "处", is_ceiling=True))
GRADED = ItemRule(ItemKind.GRADED, WHOLE, grades=(Grade("A", "好", 0), Grade("B", "差", 100)))


def observe(asked, *answers: Answer) -> list[Observed]:
    return observe_all(asked, {answer.item_id: answer for answer in answers})


def results(observed) -> list[tuple[int, str, bool]]:
    return [(item.item_id, item.judgement.result.value, item.is_derived) for item in observed]


@pytest.mark.parametrize(
    ("rule", "answer", "result"),
    [
        (YES_NO, Answer(1, "passed"), Result.PASSED),
        (YES_NO, Answer(1, "failed"), Result.FAILED),
        (YES_NO, Answer(1, "not_applicable"), Result.NOT_APPLICABLE),
        (COUNT, Answer(1, "not_applicable", counted=3), Result.NOT_APPLICABLE),
        (COUNT, Answer(1, counted=0), Result.PASSED),
        (COUNT, Answer(1, counted=2), Result.FAILED),
        (GRADED, Answer(1, "A"), Result.PASSED),
        (GRADED, Answer(1, "B"), Result.FAILED),
    ],
)
def test_a_mark_is_judged_by_the_kind_of_its_item(rule, answer, result):
    assert judge(rule, answer).result is result


def test_a_count_costs_each_fault_up_to_the_cap():
    assert judge(COUNT, Answer(1, counted=2)) == Judgement(Result.FAILED, 2, 100)
    assert judge(COUNT, Answer(1, counted=9)) == Judgement(Result.FAILED, 9, 150)


@pytest.mark.parametrize("rule", [YES_NO, COUNT, GRADED])
def test_what_was_left_open_is_not_judged(rule):
    assert judge(rule, Answer(1)) is None


@pytest.mark.parametrize(
    ("rule", "answer"),
    [(YES_NO, Answer(1, "A")), (GRADED, Answer(1, "Z")), (COUNT, Answer(1, counted=-1))],
)
def test_a_mark_of_another_kind_is_a_fault(rule, answer):
    with pytest.raises(AnswerFault):
        judge(rule, answer)


def test_an_equal_item_has_as_many_faults_at_its_own_price():
    assert carried(COUNT, Judgement(Result.FAILED, 1, 200)) == Judgement(Result.FAILED, 1, 50)
    assert carried(COUNT, Judgement(Result.PASSED, 0, 0)) == Judgement(Result.PASSED, 0, 0)
    assert carried(COUNT, Judgement(Result.NOT_APPLICABLE, 0, 0)).result is Result.NOT_APPLICABLE


def test_one_answer_holds_for_its_equals_in_other_standards():
    asked = [Asked(1, YES_NO, also=((2, COUNT), (3, YES_NO)))]
    found = observe(asked, Answer(1, "failed", note="破损"))
    assert results(found) == [(1, "failed", False), (2, "failed", True), (3, "failed", True)]
    assert [item.note for item in found] == ["破损", "", ""]
    assert [item.item_id for item in faults(found)] == [1]


def test_a_wider_item_that_passed_answers_the_narrower():
    asked = [Asked(1, COUNT, if_failed=(Asked(2, YES_NO, if_failed=(Asked(3, YES_NO),)),))]
    assert results(observe(asked, Answer(1, counted=0))) == [
        (1, "passed", False),
        (2, "passed", True),
        (3, "passed", True),
    ]


def test_a_wider_item_that_failed_leaves_the_narrower_to_be_looked_at():
    asked = [Asked(1, YES_NO, if_failed=(Asked(2, YES_NO), Asked(3, YES_NO)))]
    found = observe(asked, Answer(1, "failed"), Answer(2, "passed"))
    assert results(found) == [(1, "failed", False), (2, "passed", False)]


def test_a_narrower_item_keeps_its_own_answer():
    asked = [Asked(1, YES_NO, if_failed=(Asked(2, YES_NO),))]
    found = observe(asked, Answer(1, "passed"), Answer(2, "failed"))
    assert results(found) == [(1, "passed", False), (2, "failed", False)]
    assert [item.item_id for item in faults(found)] == [2]


def test_a_narrower_item_answered_alone_fails_the_wider_but_never_proves_it():
    asked = [Asked(1, COUNT, also=((3, YES_NO),), if_failed=(Asked(2, YES_NO),))]
    assert results(observe(asked, Answer(2, "failed"))) == [
        (1, "failed", True),
        (3, "failed", True),
        (2, "failed", False),
    ]
    assert results(observe(asked, Answer(2, "passed"))) == [(2, "passed", False)]


def test_a_second_wider_item_hears_of_the_fault_too():
    asked = [Asked(1, YES_NO, if_failed=(Asked(2, COUNT),)), Asked(3, COUNT), Asked(4, YES_NO)]
    links = [Link(1, 2, "covers"), Link(3, 2, "covers"), Link(4, 2, "partly"), Link(9, 2, "covers")]
    found = observe_all(asked, {2: Answer(2, counted=2)}, links)
    assert results(found) == [(1, "failed", True), (2, "failed", False), (3, "failed", True)]
    assert found[2].judgement == Judgement(Result.FAILED, 2, 100)


def test_progress_counts_first_questions():
    asked = [Asked(1, YES_NO, if_failed=(Asked(2, YES_NO),)), Asked(3, YES_NO)]
    assert progress(asked, observe(asked, Answer(1, "passed"))) == Progress(answered=1, asked=2)
    both = observe(asked, Answer(1, "passed"), Answer(3, "failed"))
    assert progress(asked, both) == Progress(answered=2, asked=2)


def test_items_are_known_at_any_depth_and_equals_are_not_asked():
    asked = [Asked(1, YES_NO, also=((9, YES_NO),), if_failed=(Asked(2, YES_NO),)), Asked(3, YES_NO)]
    assert known_items(asked) == {1, 2, 3}


@pytest.mark.parametrize(
    ("submitted_at", "withdrawn_at", "planned_until", "state"),
    [
        (NOW, None, None, PlanState.DONE),
        (NOW, None, TODAY - DAY, PlanState.DONE),
        (None, NOW, TODAY - DAY, PlanState.WITHDRAWN),
        (None, None, TODAY - DAY, PlanState.LATE),
        (None, None, TODAY, PlanState.WAITING),
        (None, None, None, PlanState.WAITING),
    ],
)
def test_what_became_of_a_plan(submitted_at, withdrawn_at, planned_until, state):
    told = {"submitted_at": submitted_at, "withdrawn_at": withdrawn_at, "planned_until": planned_until}
    assert plan_state(**told, today=TODAY) == state
