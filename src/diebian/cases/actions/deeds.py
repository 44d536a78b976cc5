"""What an answer from the street does to its case: the same acts as on the pages, by the person who answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from diebian.base.models import Photo
from diebian.cases.actions.close import send_back, verify_case
from diebian.cases.actions.dispatch import accept_case
from diebian.cases.actions.look_backs import answer_look_back
from diebian.cases.actions.rectify import rectify_case
from diebian.cases.actions.retakes import hand_in_retake
from diebian.cases.models import AnswerPhoto, TaskAnswer
from diebian.cases.problems import AnswerOutOfRound
from diebian.cases.tasks import Task
from diebian.cases.terms import AnswerResult, CaseState, LookBackResult, TaskKind
from diebian.inspections.terms import EvidenceStage

# What somebody saw is of the round that he saw; what a unit did is done whatever came between.
OF_ONE_ROUND = frozenset({TaskKind.VERIFY, TaskKind.LOOK_BACK})


def do(answer: TaskAnswer, task: Task, *, at: datetime, is_adopted: bool = False) -> None:
    """Do what the answer says. Raises ``AnswerOutOfRound``, and as the action of its kind; then nothing has changed."""
    if task.flag is not None:  # of a photograph, whatever round the case is in
        hand_in_retake(flag=task.flag, photos=_photos(answer), by=answer.sent_by, at=at)
        return
    now, then = task.case.round, int(answer.body["round"])
    if now != then and (task.kind in OF_ONE_ROUND or not is_adopted):
        raise AnswerOutOfRound(number=task.case, now=now, then=then)
    if task.kind == TaskKind.VERIFY:
        _verify(answer, task, at)
    elif task.look_back is not None:
        _look_back(answer, task, at)
    else:
        _rectify(answer, task, at)


def _verify(answer: TaskAnswer, task: Task, at: datetime) -> None:
    by, shown = answer.sent_by, _photos(answer)
    if answer.result == AnswerResult.PASSED:
        verify_case(case=task.case, note=answer.text, photos=shown, by=by, at=at)
    else:
        marks = marks_in(answer.body)
        send_back(case=task.case, reason=answer.text, marks=marks, photos=shown, by=by, at=at)


def marks_in(body: Mapping[str, Any]) -> dict[int, Any]:
    """Case photograph → what was drawn on it."""
    return {drawn["photo_id"]: drawn["marks"] for drawn in body["marks"]}


def _look_back(answer: TaskAnswer, task: Task, at: datetime) -> None:
    assert task.look_back is not None  # noqa: S101  # asked by ``do``
    has_held = answer.result == AnswerResult.PASSED
    answer_look_back(
        look_back=task.look_back,
        result=LookBackResult.HELD if has_held else LookBackResult.RELAPSED,
        note=answer.text,
        photos=_photos(answer),
        by=answer.sent_by,
        at=at,
    )


def _rectify(answer: TaskAnswer, task: Task, at: datetime) -> None:
    """Whoever answers a case that his unit has not taken yet takes it."""
    by = answer.sent_by
    if task.case.state == CaseState.DISPATCHED:
        accept_case(case=task.case, by=by, at=at)
    rectify_case(
        case=task.case,
        measure=answer.text,
        before=_photos(answer, EvidenceStage.BEFORE),
        after=_photos(answer, EvidenceStage.AFTER),
        by=by,
        at=at,
    )


def _photos(answer: TaskAnswer, stage: EvidenceStage | None = None) -> list[Photo]:
    rows = AnswerPhoto.objects.filter(answer=answer).select_related("photo__original").order_by("id")
    return [row.photo for row in rows if stage is None or row.stage == stage]
