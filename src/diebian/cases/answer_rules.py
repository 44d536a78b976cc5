"""Which answer fits which task, and what must come with it. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from diebian.cases.terms import AnswerResult, TaskKind


class Lack(StrEnum):
    """What an answer lacks, or what is wrong with it."""

    RESULT = "result"
    REASON = "reason"
    MEASURE = "measure"
    PHOTO = "photo"
    AFTER_PHOTO = "after_photo"


JUDGED = frozenset({AnswerResult.PASSED, AnswerResult.FAILED})
DONE = frozenset({AnswerResult.DONE})
FITTING: Mapping[TaskKind, frozenset[AnswerResult]] = {
    TaskKind.VERIFY: JUDGED,
    TaskKind.LOOK_BACK: JUDGED,
    TaskKind.RECTIFY: DONE,
    TaskKind.RETURNED: DONE,
    TaskKind.RETAKE: DONE,
}


def lack_of(
    kind: TaskKind, result: AnswerResult, *, has_text: bool, photo_count: int, after_count: int
) -> Lack | None:
    """The first thing that is wrong with an answer, or None. Of ``photo_count`` photographs ``after_count`` show the result."""
    if result not in FITTING[kind]:
        return Lack.RESULT
    if result is AnswerResult.FAILED:
        if not has_text:
            return Lack.REASON
        return Lack.PHOTO if kind is TaskKind.LOOK_BACK and not photo_count else None
    if kind in (TaskKind.RECTIFY, TaskKind.RETURNED):
        if not has_text:
            return Lack.MEASURE
        return None if after_count else Lack.AFTER_PHOTO
    return Lack.PHOTO if kind is TaskKind.RETAKE and not photo_count else None
