"""Judging what was marked on site: pure. What one standard's item came to holds for its counterparts in others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from diebian.inspections.terms import Answer, PlanState, Progress
from diebian.standards.rules.carrying import Proof, carry
from diebian.standards.rules.judging import NOT_APPLICABLE, judge_answer, judge_count, judge_grade, judgement
from diebian.standards.rules.merging import Link
from diebian.standards.terms import ItemKind, ItemRule, Judgement, Relation, Result


def plan_state(
    *, submitted_at: datetime | None, withdrawn_at: datetime | None, planned_until: date | None, today: date
) -> PlanState:
    """What became of a plan: made, taken back, or still to be made; late from the day after its last."""
    if submitted_at is not None:
        return PlanState.DONE
    if withdrawn_at is not None:
        return PlanState.WITHDRAWN
    is_late = planned_until is not None and planned_until < today
    return PlanState.LATE if is_late else PlanState.WAITING


class AnswerFault(ValueError):
    """The answer does not fit the item it was given at."""


@dataclass(frozen=True)
class Asked:
    """A line of the check list as rules need it: the item, its counterparts, and lines asked only when it fails."""

    item_id: int
    rule: ItemRule
    also: tuple[tuple[int, ItemRule], ...] = ()
    if_failed: tuple["Asked", ...] = ()


@dataclass(frozen=True)
class Observed:
    """What an item came to. Derived: not looked at itself, it follows from another item's answer."""

    item_id: int
    judgement: Judgement
    note: str = ""
    is_derived: bool = False


def judge(rule: ItemRule, answer: Answer) -> Judgement | None:
    """What the answer makes of its item; None when the item was left open. Raises ``AnswerFault``."""
    if answer.mark == Result.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if rule.kind == ItemKind.COUNT:
        return _counted(rule, answer)
    if not answer.mark:
        return None
    if rule.kind == ItemKind.GRADED:
        return _graded(rule, answer.mark)
    if answer.mark not in (Result.PASSED, Result.FAILED):
        raise AnswerFault(answer.mark)
    return judge_answer(rule, is_met=answer.mark == Result.PASSED)


def _counted(rule: ItemRule, answer: Answer) -> Judgement | None:
    if answer.counted is None:
        return None
    try:
        return judge_count(rule, counted=answer.counted, extent=answer.extent, total=answer.total)
    except ValueError as fault:
        raise AnswerFault(str(answer.counted)) from fault


def _graded(rule: ItemRule, grade: str) -> Judgement:
    try:
        return judge_grade(rule, grade=grade)
    except ValueError as fault:
        raise AnswerFault(grade) from fault


def carried(rule: ItemRule, found: Judgement) -> Judgement:
    """What ``found`` at one item means for an equal item with its own ``rule``: as many faults, at its own price."""
    if found.result == Result.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return judgement(rule.deduction, fault_count=found.fault_count)


def observe(
    asked: Sequence[Asked], answers: Mapping[int, Answer], links: Iterable[Link] = ()
) -> list[Observed]:
    """What every item came to, in the order of the list. Raises ``AnswerFault``.

    An answer also holds for items tied to its own: by the list itself and by ``links`` of the crosswalk, of which a
    merged list shows only the first above each item (``standards.rules.carrying`` says what proves what).
    """
    items = dict(_items(asked))
    own = {key: judge(items[key], answer) for key, answer in answers.items() if key in items}
    seen = {key: found for key, found in own.items() if found is not None}
    known = [link for link in links if link.from_key in items and link.to_key in items]
    proven = carry(
        {key: Proof(found.result, found.fault_count) for key, found in seen.items()}, [*_ties(asked), *known]
    )
    return [
        Observed(key, seen[key], answers[key].note)
        if key in seen
        else Observed(key, _priced(rule, proven[key]), is_derived=True)
        for key, rule in items.items()
        if key in seen or key in proven
    ]


def _priced(rule: ItemRule, proof: Proof) -> Judgement:
    return carried(rule, Judgement(proof.result, proof.fault_count, 0))


def _items(asked: Iterable[Asked]) -> Iterator[tuple[int, ItemRule]]:
    """Every item of the list with its rule: each line, its equals, those below it."""
    for line in asked:
        yield line.item_id, line.rule
        yield from line.also
        yield from _items(line.if_failed)


def _ties(asked: Iterable[Asked]) -> Iterator[Link]:
    """The list's own shape as links."""
    for line in asked:
        for key, _rule in line.also:
            yield Link(line.item_id, key, Relation.SAME)
        for below in line.if_failed:
            yield Link(line.item_id, below.item_id, Relation.COVERS)
        yield from _ties(line.if_failed)


def faults(observed: Iterable[Observed]) -> list[Observed]:
    """What is a finding: every item that failed where it was looked at. Derived failures repeat the same fault."""
    return [item for item in observed if item.judgement.result == Result.FAILED and not item.is_derived]


def progress(asked: Sequence[Asked], observed: Iterable[Observed]) -> Progress:
    """How many of the list's first questions have an answer; questions below one are asked only when it fails."""
    seen = {item.item_id for item in observed}
    return Progress(answered=sum(line.item_id in seen for line in asked), asked=len(asked))


def known_items(asked: Iterable[Asked]) -> frozenset[int]:
    """Every item that the list asks, at any depth."""
    found: set[int] = set()
    for line in asked:
        found |= {line.item_id, *known_items(line.if_failed)}
    return frozenset(found)
