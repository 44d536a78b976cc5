"""Judging an item: what is lost never passes the cap, is never negative, and never shrinks as faults grow."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.standards.rules import judging
from diebian.standards.terms import Deduction, Grade, ItemKind, ItemRule, Result, Threshold

# The phone tells what an answer will come to: its tests try the same table.
ON_THE_PHONE = Path(__file__).parents[2] / "field" / "tests" / "judging.json"
HALF_A_POINT = Deduction(points_e2=200, each_e2=50, cap_e2=150)
costs = st.integers(0, 10_000)
numbers = st.integers(0, 5_000)


@st.composite
def deductions(draw):
    each, cap, points = sorted(draw(st.tuples(costs, costs, costs)))
    return Deduction(points_e2=points, each_e2=each, cap_e2=cap)


@st.composite
def thresholds(draw):
    """Every form a pack may write: plain, per extent, of a sample, as a percentage; floor or ceiling."""
    form = draw(st.sampled_from(["plain", "per", "sample", "percent"]))
    most = {"percent": 100, "sample": 20}.get(form, 500)
    return Threshold(
        amount=draw(st.integers(0, most)),
        unit="处",
        is_ceiling=draw(st.booleans()),
        is_percent=form == "percent",
        per=draw(st.integers(1, 1000)) if form == "per" else 0,
        sample=20 if form == "sample" else 0,
    )


def counted(threshold: Threshold, deduction: Deduction = HALF_A_POINT) -> ItemRule:
    return ItemRule(ItemKind.COUNT, deduction, threshold)


@given(thresholds(), deductions(), numbers, numbers, numbers)
def test_a_deduction_is_never_negative_nor_beyond_the_cap(threshold, deduction, number, extent, total):
    found = judging.judge_count(counted(threshold, deduction), counted=number, extent=extent, total=total)
    assert 0 <= found.deducted_e2 <= deduction.cap_e2 <= deduction.points_e2
    assert found.fault_count >= 0
    assert (found.result == Result.PASSED) == (found.fault_count == 0)


@given(thresholds(), deductions(), numbers, numbers, numbers, numbers)
def test_more_of_what_is_wanted_never_costs_more(threshold, deduction, number, more, extent, total):
    rule = counted(threshold, deduction)
    few = judging.judge_count(rule, counted=number, extent=extent, total=total)
    many = judging.judge_count(rule, counted=number + more, extent=extent, total=total)
    better, worse = (few, many) if threshold.is_ceiling else (many, few)
    assert better.deducted_e2 <= worse.deducted_e2
    assert better.fault_count <= worse.fault_count


@given(thresholds(), numbers, numbers)
def test_just_enough_passes(threshold, extent, total):
    enough = judging.required_amount(threshold, extent=extent, total=total)
    found = judging.judge_count(counted(threshold), counted=enough, extent=extent, total=total)
    assert found.result == Result.PASSED
    assert found.deducted_e2 == 0


@given(deductions(), numbers, numbers)
def test_a_further_fault_never_costs_less(deduction, faults, more):
    first = judging.judgement(deduction, fault_count=faults)
    second = judging.judgement(deduction, fault_count=faults + more)
    assert first.deducted_e2 <= second.deducted_e2


@pytest.mark.parametrize(
    ("threshold", "extent", "total", "required"),
    [
        (Threshold(5, "处"), 0, 0, 5),
        (Threshold(1, "处", per=200, per_unit="米"), 500, 0, 2),
        (Threshold(1, "处", per=200, per_unit="米"), 150, 0, 1),
        (Threshold(3, "处", per=500, per_unit="米"), 1000, 0, 6),
        (Threshold(95, "盏", is_percent=True), 0, 20, 19),
        (Threshold(95, "盏", is_percent=True), 0, 21, 20),
        (Threshold(5, "处", is_percent=True, is_ceiling=True), 0, 21, 1),
        (Threshold(3, "人", sample=5), 0, 0, 3),
        (Threshold(3, "人", sample=5), 0, 5, 3),
        (Threshold(3, "人", sample=5), 0, 4, 3),
        (Threshold(3, "人", sample=5), 0, 1, 1),
        (Threshold(3, "人", sample=5), 0, 8, 3),
    ],
)
def test_what_a_threshold_asks_for(threshold, extent, total, required):
    assert judging.required_amount(threshold, extent=extent, total=total) == required


def test_half_a_point_for_each_find_under_a_cap():
    rule = counted(Threshold(0, "处", is_ceiling=True))
    assert [judging.judge_count(rule, counted=finds).deducted_e2 for finds in range(5)] == [
        0,
        50,
        100,
        150,
        150,
    ]


def test_bus_with_no_ads_loses_four_points_for_each_of_two():
    """2013 城市文明程度指数: 每车至少 2 处，每少一处扣 4 分."""
    rule = counted(Threshold(2, "处"), Deduction(points_e2=800, each_e2=400, cap_e2=800))
    found = judging.judge_count(rule, counted=0)
    assert (found.result, found.fault_count, found.deducted_e2) == (Result.FAILED, 2, 800)


def test_yes_or_no():
    rule = ItemRule(ItemKind.PASS_FAIL, Deduction(200, 200, 200))
    assert judging.judge_answer(rule, is_met=True) == judging.Judgement(Result.PASSED, 0, 0)
    assert judging.judge_answer(rule, is_met=False) == judging.Judgement(Result.FAILED, 1, 200)


def test_grades():
    grades = (Grade("A", "符合", 0), Grade("B", "基本符合", 50), Grade("C", "不符合", 300))
    rule = ItemRule(ItemKind.GRADED, Deduction(200, 0, 200), grades=grades)
    found = [judging.judge_grade(rule, grade=code) for code in "ABC"]
    assert [judgement.deducted_e2 for judgement in found] == [0, 50, 200]
    assert [judgement.result for judgement in found] == [Result.PASSED, Result.FAILED, Result.FAILED]
    assert [judgement.fault_count for judgement in found] == [0, 1, 1]
    with pytest.raises(ValueError, match="Unknown grade D"):
        judging.judge_grade(rule, grade="D")


def test_what_does_not_apply_costs_nothing():
    assert judging.NOT_APPLICABLE.deducted_e2 == 0
    assert judging.NOT_APPLICABLE.result == Result.NOT_APPLICABLE


def test_an_item_is_judged_in_its_own_way_only():
    yes_or_no = ItemRule(ItemKind.PASS_FAIL, HALF_A_POINT)
    with pytest.raises(ValueError, match="pass_fail is not judged as count"):
        judging.judge_count(yes_or_no, counted=1)
    with pytest.raises(ValueError, match="pass_fail is not judged as graded"):
        judging.judge_grade(yes_or_no, grade="A")
    with pytest.raises(ValueError, match="count is not judged as pass_fail"):
        judging.judge_answer(counted(Threshold(1, "处")), is_met=True)
    with pytest.raises(ValueError, match="never negative"):
        judging.judge_count(counted(Threshold(1, "处")), counted=-1)
    with pytest.raises(ValueError, match="has a threshold"):
        judging.judge_count(ItemRule(ItemKind.COUNT, HALF_A_POINT), counted=1)


@pytest.mark.parametrize("row", json.loads(ON_THE_PHONE.read_text()), ids=lambda row: row["told"])
def test_the_phone_reckons_as_the_server(row):
    threshold = Threshold(**({"unit": "处", "is_ceiling": True} | row["threshold"]))
    found = judging.required_amount(threshold, extent=row["extent"], total=row["total"])
    assert found == row["required"]
