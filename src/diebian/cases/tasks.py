"""Named reads of tasks: what an answer from the street speaks of, and whether it was ever this person's to answer."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from diebian.base.models import Event, Photo
from diebian.base.problems import NotFound
from diebian.cases.models import Case, CaseHelper, EvidenceFlag, LookBack, TaskAnswer
from diebian.cases.terms import Act, AnswerOutcome, FlagDecision, TaskKind
from diebian.people.models import Campaign, User
from diebian.people.queries import reach
from diebian.people.rules import Reach
from diebian.people.terms import Permission

NEEDED = {
    TaskKind.VERIFY: Permission.CASE_VERIFY,
    TaskKind.LOOK_BACK: Permission.CASE_VERIFY,
    TaskKind.RECTIFY: Permission.CASE_RECTIFY,
    TaskKind.RETURNED: Permission.CASE_RECTIFY,
    TaskKind.RETAKE: Permission.CASE_RECTIFY,
}


@dataclass(frozen=True)
class Task:
    """What somebody is asked to do: the case, and the look-back or the hint if it is one."""

    kind: TaskKind
    subject_id: int
    case: Case
    look_back: LookBack | None = None
    flag: EvidenceFlag | None = None


def task_of(campaign: Campaign, kind: TaskKind, subject_id: int) -> Task:
    """The task. Raises ``NotFound``."""
    found = FINDERS.get(kind, _of_case)(campaign, kind, subject_id)
    if found is None:
        raise NotFound(what=kind.label)
    return found


def _of_case(campaign: Campaign, kind: TaskKind, pk: int) -> Task | None:
    case = Case.objects.filter(campaign=campaign, pk=pk).select_related("campaign").order_by("pk").first()
    return Task(kind, pk, case) if case else None


def _of_look_back(campaign: Campaign, kind: TaskKind, pk: int) -> Task | None:
    rows = LookBack.objects.filter(campaign=campaign, pk=pk).select_related("case__campaign")
    asked = rows.order_by("pk").first()
    return Task(kind, pk, asked.case, look_back=asked) if asked else None


def _of_flag(campaign: Campaign, kind: TaskKind, pk: int) -> Task | None:
    wanted = EvidenceFlag.objects.filter(campaign=campaign, pk=pk, decision=FlagDecision.RETAKE)
    related = (
        "campaign",
        "case_photo__photo",
        "case_photo__case__campaign",
        "case_photo__case__finding__visit",
    )
    flag = wanted.select_related(*related).order_by("pk").first()
    return Task(kind, pk, flag.case_photo.case, flag=flag) if flag else None


FINDERS: Mapping[TaskKind, Callable[[Campaign, TaskKind, int], Task | None]] = {
    TaskKind.LOOK_BACK: _of_look_back,
    TaskKind.RETAKE: _of_flag,
}


def is_or_was_for(task: Task, user: User, *, at: datetime, answered_at: datetime) -> bool:
    """Whether it is the person's task now, or was when he says that he answered it: then his answer is kept.

    That he says so decides nothing but whether somebody reads it.
    """
    if task.look_back is not None:
        return task.look_back.inspector_id == user.pk
    if task.flag is not None and task.flag.case_photo.round == 0:  # as it was found
        finding = task.case.finding
        return finding is not None and finding.visit.inspector_id == user.pk
    units: set[int | None] = {task.case.lead_unit_id, *_helpers(task.case)}
    if NEEDED[task.kind] == Permission.CASE_RECTIFY:
        units |= units_ever(task.case.pk)
    held = (
        reach(user, task.case.campaign, NEEDED[task.kind], at=then) for then in (at, min(answered_at, at))
    )
    return any(one.covers(units) for one in held)


def _helpers(case: Case) -> QuerySet[CaseHelper, int]:
    return case.helpers.order_by("id").values_list("unit_id", flat=True)


def units_ever(case_id: int) -> set[int]:
    """The units that the case was ever given to, to lead or to help."""
    return {unit for units in given_to([case_id]).values() for unit in units}


def given_to(case_ids: Collection[int]) -> dict[int, set[int]]:
    """Case → the units that it was ever given to. One query."""
    told = Event.objects.filter(
        subject_kind="case", subject_id__in=case_ids, verb=f"case.{Act.DISPATCH}"
    ).order_by("id")
    found: dict[int, set[int]] = {}
    for case, data in told.values_list("subject_id", "data"):
        found.setdefault(case, set()).update((data["lead_unit_id"], *data["helper_ids"]))
    return found


def kept_answers(case: Case, *, user: User, within: Reach) -> list[TaskAnswer]:
    """另一份答复: those kept beside the case, those that wait first. Who may not verify it sees his own alone."""
    rows = TaskAnswer.objects.filter(case=case, outcome=AnswerOutcome.KEPT)
    if not within.covers({case.lead_unit_id, *_helpers(case)}):
        rows = rows.filter(sent_by=user)
    found = rows.select_related("sent_by", "settled_by").prefetch_related("photos__photo").order_by("-id")
    return sorted(found, key=lambda answer: bool(answer.settlement))


def kept_answer(campaign: Campaign, pk: int) -> TaskAnswer:
    """One answer that was kept. Raises ``NotFound``."""
    rows = TaskAnswer.objects.filter(campaign=campaign, pk=pk, outcome=AnswerOutcome.KEPT)
    found = rows.select_related("campaign", "case__campaign", "sent_by").order_by("pk").first()
    if found is None:
        raise NotFound(what=TaskAnswer._meta.verbose_name)
    return found


def answer_shows_photo(campaign: Campaign, photo: Photo, *, user: User, sees_all: bool) -> bool:
    """Whether the photograph came with an answer that the person may read (``kept_answers``)."""
    rows = TaskAnswer.objects.filter(campaign=campaign, photos__photo=photo)
    return (rows if sees_all else rows.filter(sent_by=user)).exists()
