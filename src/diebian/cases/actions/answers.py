"""答复任务: an answer from the street is kept once, whole, and done; where the case has moved it stays beside it.

Nothing that was answered is lost and nothing is done twice: the row is written first, so that of two that arrive at once
one waits for the other; then the case is locked and the deed tried. A person settles what was kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from diebian.base.actions import record_event
from diebian.base.models import Photo
from diebian.base.problems import NotAllowed, NotFound, Problem
from diebian.cases import answer_rules, tasks
from diebian.cases.actions import deeds, moves
from diebian.cases.answer_rules import Lack
from diebian.cases.models import AnswerPhoto, TaskAnswer
from diebian.cases.problems import (
    AfterPhotoMissing,
    AnswerDiffers,
    AnswerDoesNotFit,
    AnswerOutOfRound,
    AnswerPhotoMissing,
    AnswerSettled,
    CaseCannotMove,
    LookBackAnswered,
    MeasureMissing,
    NoDeadline,
    NoLeadUnit,
    ReasonMissing,
    RetakeNotWanted,
    VerifierOfFixingUnit,
)
from diebian.cases.tasks import Task
from diebian.cases.terms import AnswerOutcome, AnswerResult, AnswerSettlement, TaskKind
from diebian.inspections.terms import Claim, EvidenceStage
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission

# The case is elsewhere by now, or the person is: his answer came too late, and is kept.
TOO_LATE = (
    AnswerOutOfRound,
    CaseCannotMove,
    LookBackAnswered,
    NoDeadline,
    NoLeadUnit,
    NotAllowed,
    RetakeNotWanted,
    VerifierOfFixingUnit,
)
LACKING: Mapping[Lack, type[Problem]] = {
    Lack.REASON: ReasonMissing,
    Lack.MEASURE: MeasureMissing,
    Lack.PHOTO: AnswerPhotoMissing,
    Lack.AFTER_PHOTO: AfterPhotoMissing,
}


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """An answer as it was sent. ``body`` holds ``round`` and ``marks`` besides; ``sent_by`` gave it."""

    kind: TaskKind
    subject_id: int
    client_id: UUID
    body: Mapping[str, Any]
    body_sha256: str
    result: AnswerResult
    text: str
    answered_at: datetime
    photos: Sequence[tuple[Photo, Claim]]
    sent_by: User


@dataclass(frozen=True)
class Answered:
    """The answer as it is kept. Not new: it had been sent before, and nothing was done twice."""

    answer: TaskAnswer
    is_new: bool


@transaction.atomic
def answer_task(*, campaign: Campaign, new: NewAnswer, by: User, at: datetime) -> Answered:
    """Keep the answer and do what it says; ``by`` brings it in, mostly ``new.sent_by`` himself.

    Where the case has moved, or it is the person's task no more, it is kept beside the case (``AnswerOutcome.KEPT``).
    Raises ``NotFound`` for what never was his task, ``AnswerDiffers``, and for what is lacking ``AnswerDoesNotFit``,
    ``ReasonMissing``, ``MeasureMissing``, ``AnswerPhotoMissing``, ``AfterPhotoMissing``, ``MarksRefused``,
    ``MarkedPhotoElsewhere``; then nothing is kept.
    """
    task = tasks.task_of(campaign, new.kind, new.subject_id)
    if not tasks.is_or_was_for(task, new.sent_by, at=at, answered_at=new.answered_at):
        raise NotFound(what=new.kind.label)
    _require_whole(new)
    answer, is_new = _kept_once(task, new, at)
    if not is_new:
        return Answered(known(answer, sha256=new.body_sha256, sender=new.sent_by), is_new=False)
    _hold_photos(answer, new)
    _try(answer, at)
    _record(f"answer.{answer.outcome}", answer, _told(answer, new), by=by, at=at)
    return Answered(answer, is_new=True)


def known(answer: TaskAnswer, *, sha256: str, sender: User) -> TaskAnswer:
    """The answer that is here already, if it is this one of this person. Raises ``AnswerDiffers``."""
    if answer.body_sha256 != sha256 or answer.sent_by_id != sender.pk:
        raise AnswerDiffers
    return answer


def _require_whole(new: NewAnswer) -> None:
    lack = answer_rules.lack_of(
        new.kind,
        new.result,
        has_text=bool(new.text.strip()),
        photo_count=len(new.photos),
        after_count=sum(claim.stage == EvidenceStage.AFTER for _photo, claim in new.photos),
    )
    if lack is Lack.RESULT:
        raise AnswerDoesNotFit(kind=new.kind.label)
    if lack is not None:
        raise LACKING[lack]


def _kept_once(task: Task, new: NewAnswer, at: datetime) -> tuple[TaskAnswer, bool]:
    return TaskAnswer.objects.get_or_create(
        client_id=new.client_id,
        defaults={
            "campaign": task.case.campaign,
            "case": task.case,
            "kind": new.kind,
            "subject_id": new.subject_id,
            "body": dict(new.body),
            "body_sha256": new.body_sha256,
            "result": new.result,
            "text": new.text.strip(),
            "sent_by": new.sent_by,
            "answered_at": new.answered_at,
            "received_at": at,
            "outcome": AnswerOutcome.TAKEN,
        },
    )


def _hold_photos(answer: TaskAnswer, new: NewAnswer) -> None:
    AnswerPhoto.objects.bulk_create(
        AnswerPhoto(answer=answer, photo=photo, **asdict(claim)) for photo, claim in new.photos
    )


def _try(answer: TaskAnswer, at: datetime) -> None:
    """Do it now, or say why not."""
    try:
        with transaction.atomic():
            deeds.do(answer, _locked(answer), at=at)
    except TOO_LATE as problem:
        answer.outcome = AnswerOutcome.KEPT
        answer.kept_why = str(problem)[:200]
        answer.save(update_fields=["outcome", "kept_why"])


def _locked(answer: TaskAnswer) -> Task:
    """The task as it is now, nobody else moving its case."""
    moves.locked(answer.case)
    return tasks.task_of(answer.campaign, TaskKind(answer.kind), answer.subject_id)


def _told(answer: TaskAnswer, new: NewAnswer) -> dict[str, Any]:
    return {
        "case_id": answer.case_id,
        "kind": answer.kind,
        "subject_id": answer.subject_id,
        "result": answer.result,
        "client_id": str(answer.client_id),
        "body_sha256": answer.body_sha256,
        "photos": [photo.original.sha256 for photo, _claim in new.photos],
        "sent_by_id": answer.sent_by_id,
        "kept_why": answer.kept_why,
    }


@transaction.atomic
def settle_answer(
    *, answer: TaskAnswer, settlement: AnswerSettlement, reason: str = "", by: User, at: datetime
) -> TaskAnswer:
    """裁定: do now what the kept answer says, in the name of who gave it, if the case still allows it; or set it aside.

    Raises ``NotAllowed``, ``AnswerSettled``, ``ReasonMissing`` for one that is set aside without any, and as the action
    of its kind; then nothing has changed.
    """
    case = answer.case
    guards.require(by, Permission.CASE_VERIFY, campaign=case.campaign, at=at, unit_ids=moves.units_of(case))
    if settlement == AnswerSettlement.SET_ASIDE:
        reason = moves.require_reason(reason)
    found = TaskAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if found.settlement or found.outcome != AnswerOutcome.KEPT:
        raise AnswerSettled
    if settlement == AnswerSettlement.ADOPTED:
        deeds.do(found, _locked(found), at=at, is_adopted=True)
    found.settlement, found.settled_reason = settlement, reason.strip()[:200]
    found.settled_at, found.settled_by = at, by
    found.save()
    told = {"case_id": case.pk, "settlement": settlement.value, "reason": found.settled_reason}
    _record("answer.settled", found, told, by=by, at=at)
    return found


def _record(verb: str, answer: TaskAnswer, data: Mapping[str, Any], *, by: User, at: datetime) -> None:
    record_event(verb=verb, subject_kind="task_answer", subject_id=answer.pk, by=by, at=at, data=data)
