"""Which answer fits which task, and what must come with it."""

import pytest

from diebian.cases.answer_rules import FITTING, Lack, lack_of
from diebian.cases.terms import AnswerResult, TaskKind

K, R = TaskKind, AnswerResult


@pytest.mark.parametrize(
    ("kind", "result", "text", "photos", "after", "lack"),
    [
        (K.VERIFY, R.PASSED, False, 0, 0, None),
        (K.VERIFY, R.FAILED, False, 1, 1, Lack.REASON),
        (K.VERIFY, R.FAILED, True, 0, 0, None),
        (K.VERIFY, R.DONE, True, 1, 1, Lack.RESULT),
        (K.LOOK_BACK, R.PASSED, False, 0, 0, None),
        (K.LOOK_BACK, R.FAILED, False, 1, 0, Lack.REASON),
        (K.LOOK_BACK, R.FAILED, True, 0, 0, Lack.PHOTO),
        (K.LOOK_BACK, R.FAILED, True, 1, 0, None),
        (K.RECTIFY, R.PASSED, True, 1, 1, Lack.RESULT),
        (K.RECTIFY, R.DONE, False, 1, 1, Lack.MEASURE),
        (K.RECTIFY, R.DONE, True, 1, 0, Lack.AFTER_PHOTO),
        (K.RECTIFY, R.DONE, True, 1, 1, None),
        (K.RETURNED, R.DONE, True, 0, 0, Lack.AFTER_PHOTO),
        (K.RETURNED, R.DONE, True, 2, 1, None),
        (K.RETAKE, R.DONE, False, 0, 0, Lack.PHOTO),
        (K.RETAKE, R.DONE, False, 1, 0, None),
    ],
)
def test_what_an_answer_lacks(kind, result, text, photos, after, lack):
    assert lack_of(kind, result, has_text=text, photo_count=photos, after_count=after) == lack


def test_every_task_can_be_answered():
    assert set(FITTING) == set(TaskKind)
    assert all(FITTING.values())
