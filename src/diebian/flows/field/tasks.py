"""What a phone is told of tasks about cases: which are its holder's, with the photographs that belong to them.

Three streams: ``verify`` (cases to look at), ``look_back`` (closed cases he was asked to see again), ``given`` (cases that
lie with his unit: ``rectify``, or ``returned`` when they came back). A few queries for a whole page.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from diebian.base.models import Event
from diebian.cases.marks import marks_of
from diebian.cases.models import Case, CaseHelper, CasePhoto, LookBack, Rectification
from diebian.cases.naming import naming
from diebian.cases.queries import visible_cases
from diebian.cases.rules import may_verify
from diebian.cases.tasks import given_to
from diebian.cases.terms import Act, CaseState, TaskKind
from diebian.flows.field.kinds import Holder, moment, of_campaign
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Grant, User
from diebian.people.queries import held_roles
from diebian.people.terms import Permission

STREAMS = ("verify", "look_back", "given")
CASE = (
    "id", "number", "state", "place_id", "place_text", "description", "demand", "due_at", "round", "lead_unit_id",
)  # fmt: skip
# Acts after which a case cannot be waiting for anybody's look, nor was before.
BEFORE_ANY_ANSWER = {f"case.{act}" for act in (Act.REGISTER, Act.DISPATCH, Act.ACCEPT)}
GIVING = [f"case.{act}" for act in (Act.DISPATCH, Act.FAIL, Act.REOPEN)]
NOBODY: tuple[int, datetime | None, str] = (0, None, "")  # an imported case came with no act of anybody
Row = Mapping[str, Any]
Told = dict[str, dict[str, Any] | None]


@dataclass(frozen=True)
class Asked:
    """One task before it is dressed: what is asked of whose case, by whom, when and why."""

    kind: TaskKind
    key: int
    case: Row
    due_at: datetime | None
    by_id: int
    asked_at: datetime | None
    reason: str

    @property
    def id(self) -> str:
        return f"{self.kind.value}:{self.key}"


def rows_of(holder: Holder, stream: str) -> QuerySet[Any]:
    """What a stream tells of, in no order yet."""
    if stream == "verify":
        return verifiable(holder)
    return waiting_look_backs(holder) if stream == "look_back" else given(holder)


def asked_of(holder: Holder, stream: str, rows: QuerySet[Any]) -> list[Asked]:
    """The tasks that these rows of a stream are."""
    if stream == "verify":
        return _to_verify(holder, rows)
    return _to_look_back(rows) if stream == "look_back" else _given(rows)


def verifiable(holder: Holder) -> QuerySet[Case]:
    """Cases within reach that wait for somebody to look whether they were put right."""
    within = holder.reach(Permission.CASE_VERIFY)
    found = visible_cases(holder.campaign, within) if within else Case.objects.none()
    return found.filter(state=CaseState.RECTIFIED)


def own_look_backs(holder: Holder) -> QuerySet[LookBack]:
    """What he was ever asked to see again."""
    return LookBack.objects.filter(campaign=holder.campaign, inspector=holder.user)


def waiting_look_backs(holder: Holder) -> QuerySet[LookBack]:
    """Those still to be made: a case that was reopened meanwhile is looked at when it is closed again."""
    if not holder.reach(Permission.CASE_VERIFY):
        return LookBack.objects.none()
    return own_look_backs(holder).filter(looked_at=None, case__state=CaseState.CLOSED)


def given(holder: Holder) -> QuerySet[Case]:
    """Cases that lie with a unit of his. Who only helps waits until the lead unit has taken the case."""
    within, taking = holder.reach(Permission.CASE_RECTIFY), holder.reach(Permission.CASE_ACCEPT)
    if not within:
        return Case.objects.none()
    found = visible_cases(holder.campaign, within).filter(is_with_unit=True)
    if taking.everything:
        return found
    return found.filter(~Q(state=CaseState.DISPATCHED) | Q(lead_unit__in=list(taking.unit_ids)))


def _to_verify(holder: Holder, found: QuerySet[Case]) -> list[Asked]:
    """Those that he may verify himself: neither put right by him nor by a unit of his."""
    rows = {row["id"]: row for row in found.values(*CASE)}
    answers, helpers = _answers(rows), _helpers(rows)
    own = {held.unit_id for held in held_roles(holder.user, holder.campaign, at=holder.at) if held.unit_id}
    return [
        Asked(TaskKind.VERIFY, pk, row, row["due_at"], by, at, said)
        for pk, row in rows.items()
        for by, at, said in [answers.get(pk, NOBODY)]
        if may_verify(
            verifier_id=holder.user.pk,
            verifier_unit_ids=own,
            rectified_by_id=by,
            fixing_unit_ids={row["lead_unit_id"], *helpers.get(pk, ())},
        )
    ]


def _answers(keys: Collection[int]) -> dict[int, tuple[int, datetime | None, str]]:
    """Case → who answered last, when, and what he said was done."""
    found = Rectification.objects.filter(case__in=list(keys)).order_by("case_id", "round")
    rows = found.values_list("case_id", "rectified_by_id", "rectified_at", "measure")
    return {case: (by, at, said) for case, by, at, said in rows}


def _helpers(keys: Collection[int]) -> dict[int, list[int]]:
    """Case → the units that help."""
    found: dict[int, list[int]] = {}
    helping = CaseHelper.objects.filter(case__in=list(keys)).order_by("case_id", "id")
    for case, unit in helping.values_list("case_id", "unit_id"):
        found.setdefault(case, []).append(unit)
    return found


def _to_look_back(found: QuerySet[LookBack]) -> list[Asked]:
    rows = list(
        found.order_by("pk").values_list("pk", "case_id", "due_on", "asked_by_id", "asked_at", "demand")
    )
    cases = {row["id"]: row for row in Case.objects.filter(pk__in=[row[1] for row in rows]).values(*CASE)}
    return [
        Asked(TaskKind.LOOK_BACK, pk, cases[case], _evening(due_on), by, at, demand)
        for pk, case, due_on, by, at, demand in rows
    ]


def _evening(day: Any) -> datetime:
    return datetime.combine(day, time(23, 59), SHANGHAI)


def _given(found: QuerySet[Case]) -> list[Asked]:
    rows = {row["id"]: row for row in found.values(*CASE)}
    acts = Event.objects.filter(subject_kind="case", subject_id__in=list(rows), verb__in=GIVING).order_by(
        "id"
    )
    told = acts.values_list("subject_id", "by_id", "at", "data")
    last = {case: (by or 0, at, data.get("reason", "")) for case, by, at, data in told}
    return [Asked(_kind_of(row), pk, row, row["due_at"], *last.get(pk, NOBODY)) for pk, row in rows.items()]


def _kind_of(row: Row) -> TaskKind:
    return TaskKind.RETURNED if row["state"] == CaseState.REWORK else TaskKind.RECTIFY


def dressed(holder: Holder, tasks: Sequence[Asked]) -> Told:
    """The tasks as they are told, by id, with the photographs of their cases and the names of who asks."""
    photos = _photos({task.case["id"] for task in tasks})
    names = _names({task.by_id for task in tasks})
    named = naming(
        [task.case["id"] for task in tasks], campaign=holder.campaign, user=holder.user, at=holder.at
    )
    return {
        task.id: _case(task.case)
        | {
            "id": task.id,
            "kind": task.kind.value,
            "due_at": moment(task.due_at),
            "reason": task.reason,
            "who": named.told(task.case["id"], task.by_id, names.get(task.by_id, "")),
            "asked_at": moment(task.asked_at),
            "photos": photos.get(task.case["id"], []),
        }
        for task in tasks
    }


def _case(row: Row) -> dict[str, Any]:
    told = {
        name: row[name] for name in ("number", "place_id", "place_text", "description", "demand", "round")
    }
    return told | {"case_id": row["id"]}


def _names(user_ids: set[int]) -> dict[int, str]:
    """User → his unit and name."""
    people = User.objects.filter(pk__in=user_ids).order_by("pk").values_list("pk", "display_name")
    held = Grant.objects.filter(user__in=user_ids, unit__isnull=False).order_by("-id")
    units = dict(held.values_list("user_id", "unit__short_name")) if user_ids else {}
    return {pk: f"{units.get(pk, '')} {name}".strip() for pk, name in people}


def _photos(case_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Case → its photographs in the order they hang, with what was drawn on them."""
    found = CasePhoto.objects.filter(case__in=case_ids).order_by("case_id", "round", "id")
    rows = list(found.values("id", "case_id", "photo_id", "stage", "round", "photo__taken_at"))
    marks = marks_of(row["id"] for row in rows) if rows else {}
    hung: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        hung.setdefault(row["case_id"], []).append(_photo(row, marks.get(row["id"], [])))
    return hung


def _photo(row: Row, marks: Sequence[Row]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": reverse("photos:photo", args=[row["photo_id"], "display"]),
        "thumb": reverse("photos:photo", args=[row["photo_id"], "thumbnail"]),
        "stage": row["stage"],
        "round": row["round"],
        "taken_at": moment(row["photo__taken_at"]),
        "marks": marks,
    }


def moved(holder: Holder, cases: Mapping[int, Collection[str]], look_backs: Collection[int]) -> Told:
    """The tasks that events of these cases (with their verbs) and look-backs speak of: as they are now, or gone."""
    gone: list[str] = []
    asked = [
        *_moved_verify(holder, cases, gone),
        *_moved_look_backs(holder, cases, look_backs, gone),
        *_moved_given(holder, cases, gone),
    ]
    told = dressed(holder, asked) if asked else {}
    return dict.fromkeys((id_ for id_ in gone if id_ not in told), None) | told


def _moved_verify(holder: Holder, cases: Mapping[int, Collection[str]], gone: list[str]) -> list[Asked]:
    answered = [pk for pk, verbs in cases.items() if set(verbs) - BEFORE_ANY_ANSWER]
    if not answered or not holder.reach(Permission.CASE_VERIFY):
        return []
    gone += [f"verify:{pk}" for pk in of_campaign(holder, Case, answered)]
    return _to_verify(holder, verifiable(holder).filter(pk__in=answered))


def _moved_look_backs(
    holder: Holder, cases: Mapping[int, Collection[str]], look_backs: Collection[int], gone: list[str]
) -> list[Asked]:
    if not (cases or look_backs) or not holder.reach(Permission.CASE_VERIFY):
        return []
    own = own_look_backs(holder).filter(Q(pk__in=look_backs) | Q(case__in=list(cases)))
    keys = list(own.order_by("pk").values_list("pk", flat=True))
    gone += [f"look_back:{pk}" for pk in keys]
    return _to_look_back(waiting_look_backs(holder).filter(pk__in=keys)) if keys else []


def _moved_given(holder: Holder, cases: Mapping[int, Collection[str]], gone: list[str]) -> list[Asked]:
    """Of cases that never were his units' he is told nothing, not even that they are gone."""
    within = holder.reach(Permission.CASE_RECTIFY)
    if not cases or not within:
        return []
    asked = _given(given(holder).filter(pk__in=list(cases)))
    # Of a case that nobody has answered yet nothing else can have been told before.
    new = {task.key for task in asked if not task.case["round"]}
    his = [pk for pk, units in given_to(list(cases)).items() if within.covers(units) and pk not in new]
    gone += [f"{kind}:{pk}" for pk in his for kind in (TaskKind.RECTIFY.value, TaskKind.RETURNED.value)]
    return asked
