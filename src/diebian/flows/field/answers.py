"""An answer to a task comes from a phone: its photographs are here already, and it is taken or kept, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diebian.base.problems import Invalid
from diebian.cases import tasks
from diebian.cases.actions import Answered, NewAnswer, answer_task
from diebian.cases.actions.answers import known
from diebian.cases.models import TaskAnswer
from diebian.cases.terms import AnswerOutcome, AnswerResult, TaskKind
from diebian.flows.field.sent import body_hash, claim_of, once, photographs
from diebian.flows.field.shapes import AnswerIn, PhotoIn
from diebian.people.models import Campaign, User

TOLD: Mapping[tuple[TaskKind, AnswerResult], str | Promise] = {
    (TaskKind.VERIFY, AnswerResult.PASSED): gettext_lazy("核查合格，案件已销号"),
    (TaskKind.VERIFY, AnswerResult.FAILED): gettext_lazy("核查不合格，已退回返工"),
    (TaskKind.LOOK_BACK, AnswerResult.PASSED): gettext_lazy("回头看未反弹"),
    (TaskKind.LOOK_BACK, AnswerResult.FAILED): gettext_lazy("回头看已反弹，案件已重启"),
    (TaskKind.RECTIFY, AnswerResult.DONE): gettext_lazy("整改已反馈，等待核查"),
    (TaskKind.RETURNED, AnswerResult.DONE): gettext_lazy("整改已反馈，等待核查"),
    (TaskKind.RETAKE, AnswerResult.DONE): gettext_lazy("重拍的照片已收到"),
}


@dataclass(frozen=True)
class SentAnswer:
    """An answer as it was sent: read, and as it stood. ``sender`` gave it; ``by`` brings it in, mostly the same."""

    answer: AnswerIn
    body: Mapping[str, Any]
    sender: User
    by: User

    @property
    def sha256(self) -> str:
        return body_hash(self.body)

    @property
    def hashes(self) -> list[str]:
        """The photographs it names, once each."""
        return once(photo.sha256 for photo in self.answer.photos)

    @property
    def task(self) -> tuple[TaskKind, int]:
        """Of which kind, and the key of what was asked."""
        kind, _colon, key = self.answer.task.partition(":")
        return TaskKind(kind), int(key)


def receive_answer(*, campaign: Campaign, sent: SentAnswer, at: datetime) -> Answered:
    """Keep the answer and do what it says; sent again it gives the same receipt.

    Raises ``FilesMissing`` (nothing is kept), ``Invalid``, and as ``cases.actions.answer_task``.
    """
    here = TaskAnswer.objects.filter(client_id=sent.answer.client_id).order_by("pk").first()
    if here is not None:
        return Answered(known(here, sha256=sent.sha256, sender=sent.sender), is_new=False)
    _require_its_case(campaign, sent)
    return answer_task(campaign=campaign, new=_new(sent), by=sent.by, at=at)


def _require_its_case(campaign: Campaign, sent: SentAnswer) -> None:
    """An answer names its case twice, so that a phone that mixed two up answers neither."""
    kind, key = sent.task
    if tasks.task_of(campaign, kind, key).case.number != sent.answer.case_number:
        raise Invalid(field=_("案件"), reason=_("任务与案件编号不符"))


def _new(sent: SentAnswer) -> NewAnswer:
    told = sent.answer
    kind, key = sent.task
    photos = photographs(sender=sent.sender, hashes=sent.hashes)
    shown: dict[str, PhotoIn] = {}
    for photo in told.photos:
        shown.setdefault(photo.sha256, photo)  # the same one twice is one
    return NewAnswer(
        kind=kind,
        subject_id=key,
        client_id=told.client_id,
        body=sent.body,
        body_sha256=sent.sha256,
        result=told.result,
        text=told.text,
        answered_at=told.answered_at,
        photos=[(photos[sha256], claim_of(photo)) for sha256, photo in shown.items()],
        sent_by=sent.sender,
    )


def told_of(answer: TaskAnswer) -> str:
    """What became of it, in one sentence."""
    if answer.outcome == AnswerOutcome.KEPT:
        return _("已收到，未采用，等待裁定：%(reason)s") % {"reason": answer.kept_why}
    return str(TOLD[TaskKind(answer.kind), AnswerResult(answer.result)])
