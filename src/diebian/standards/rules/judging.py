"""Judging a check item: plain counts in, result and deduction out.

Shapes of rules seen in the field: 符合/不符合 (one place's daily report), a count with a deduction for each missing
piece (2013 城市文明程度指数: "每少一处扣"), "每发现一处扣 0.5 分" under a cap, a sample ("5 人中 3 人以上"), grades A/B/C.
"""

from diebian.standards.terms import Deduction, ItemKind, ItemRule, Judgement, Result, Threshold

NOT_APPLICABLE = Judgement(Result.NOT_APPLICABLE, 0, 0)


def judge_answer(rule: ItemRule, *, is_met: bool) -> Judgement:
    """Judge a yes-or-no item: failing counts as one fault. Raises ``ValueError`` for an item of another kind."""
    _expect(rule, ItemKind.PASS_FAIL)
    return judgement(rule.deduction, fault_count=0 if is_met else 1)


def judge_count(rule: ItemRule, *, counted: int, extent: int = 0, total: int = 0) -> Judgement:
    """Judge what was counted on site.

    ``extent`` is the length or area walked (in the threshold's ``per_unit``), ``total`` the number looked at (lamps
    on the lane, pupils asked). Raises ``ValueError`` for an item of another kind or a negative number.
    """
    _expect(rule, ItemKind.COUNT)
    if min(counted, extent, total) < 0 or rule.threshold is None:
        raise ValueError("Counts are never negative, and a counted item has a threshold")
    return judgement(
        rule.deduction, fault_count=_faults(rule.threshold, counted=counted, extent=extent, total=total)
    )


def judge_grade(rule: ItemRule, *, grade: str) -> Judgement:
    """Judge by grade: the best grade passes. Raises ``ValueError`` for an unknown grade or an item of another kind."""
    _expect(rule, ItemKind.GRADED)
    for position, known in enumerate(rule.grades):
        if known.code == grade:
            deducted = min(known.deduct_e2, rule.deduction.cap_e2)
            return Judgement(Result.FAILED if position else Result.PASSED, min(position, 1), deducted)
    raise ValueError(f"Unknown grade {grade}")


def judgement(deduction: Deduction, *, fault_count: int) -> Judgement:
    """No fault passes; each fault costs its deduction, all together never more than the cap."""
    result = Result.FAILED if fault_count else Result.PASSED
    return Judgement(result, fault_count, min(fault_count * deduction.each_e2, deduction.cap_e2))


def required_amount(threshold: Threshold, *, extent: int = 0, total: int = 0) -> int:
    """What the threshold asks for here.

    Per extent: each full step owes its amount, and the first step is owed even when the stretch is shorter
    (每 200 米 1 处: 500 m owe 2, 150 m owe 1). As a percentage: of ``total``, rounded up for a floor and down
    for a ceiling. Of a sample: the stated amount; of a smaller sample than stated, the same share, rounded up.
    """
    if threshold.is_percent:
        return _percent(threshold, total)
    if threshold.per:
        return threshold.amount * max(1, extent // threshold.per)
    if 0 < total < threshold.sample:
        return -(-threshold.amount * total // threshold.sample)
    return threshold.amount


def _percent(threshold: Threshold, total: int) -> int:
    whole = threshold.amount * total
    return whole // 100 if threshold.is_ceiling else -(-whole // 100)


def _faults(threshold: Threshold, *, counted: int, extent: int, total: int) -> int:
    required = required_amount(threshold, extent=extent, total=total)
    return max(0, counted - required if threshold.is_ceiling else required - counted)


def _expect(rule: ItemRule, kind: ItemKind) -> None:
    if rule.kind != kind:
        raise ValueError(f"An item of kind {rule.kind} is not judged as {kind.value}")
