"""What a phone is told of tasks about cases: which are its holder's, with the photographs that belong to them.

Four streams: ``verify`` (cases to look at), ``look_back`` (closed cases he was asked to see again), ``given`` (cases that
lie with his unit: ``rectify``, or ``returned`` when they came back), ``retake`` (photographs that are wanted again). A few
queries for a whole page.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from diebian.base.models import Event
from diebian.cases.flags import open_retakes
from diebian.cases.models import Case, CaseHelper, EvidenceFlag, LookBack, Rectification
from diebian.cases.queries import visible_cases
from diebian.cases.rules import may_verify
from diebian.cases.tasks import given_to
from diebian.cases.terms import Act, CaseState, FlagDecision, TaskKind
from diebian.flows.field.dress import CASE, Asked, Row, Told, dressed
from diebian.flows.field.kinds import Holder, of_campaign
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import held_roles
from diebian.people.terms import Permission

STREAMS = ("verify", "look_back", "given", "retake")
# Acts after which a case cannot be waiting for anybody's look, nor was before.
BEFORE_ANY_ANSWER = {f"case.{act}" for act in (Act.REGISTER, Act.DISPATCH, Act.ACCEPT)}
GIVING = [f"case.{act}" for act in (Act.DISPATCH, Act.FAIL, Act.REOPEN)]
NOBODY: tuple[int, datetime | None, str] = (0, None, "")  # an imported case came with no act of anybody


def rows_of(holder: Holder, stream: str) -> QuerySet[Any]:
    """What a stream tells of, in no order yet."""
    return ROWS[stream](holder)


def asked_of(holder: Holder, stream: str, rows: QuerySet[Any]) -> list[Asked]:
    """The tasks that these rows of a stream are."""
    return ASKED[stream](holder, rows)


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


def _to_look_back(_holder: Holder, found: QuerySet[LookBack]) -> list[Asked]:
    rows = list(
        found.order_by("pk").values_list("pk", "case_id", "due_on", "asked_by_id", "asked_at", "demand")
    )
    cases = _cases(row[1] for row in rows)
    return [
        Asked(TaskKind.LOOK_BACK, pk, cases[case], _evening(due_on), by, at, demand)
        for pk, case, due_on, by, at, demand in rows
    ]


def _cases(keys: Iterable[int]) -> dict[int, Row]:
    return {row["id"]: row for row in Case.objects.filter(pk__in=set(keys)).values(*CASE)}


def _evening(day: Any) -> datetime:
    return datetime.combine(day, time(23, 59), SHANGHAI)


def _given(_holder: Holder, found: QuerySet[Case]) -> list[Asked]:
    rows = {row["id"]: row for row in found.values(*CASE)}
    acts = Event.objects.filter(subject_kind="case", subject_id__in=list(rows), verb__in=GIVING).order_by(
        "id"
    )
    told = acts.values_list("subject_id", "by_id", "at", "data")
    last = {case: (by or 0, at, data.get("reason", "")) for case, by, at, data in told}
    return [Asked(_kind_of(row), pk, row, row["due_at"], *last.get(pk, NOBODY)) for pk, row in rows.items()]


def _kind_of(row: Row) -> TaskKind:
    return TaskKind.RETURNED if row["state"] == CaseState.REWORK else TaskKind.RECTIFY


def retakes(holder: Holder) -> QuerySet[EvidenceFlag]:
    """Photographs of his or of his units that are wanted again."""
    return open_retakes(holder.campaign, user=holder.user, at=holder.at)


def _to_retake(_holder: Holder, found: QuerySet[EvidenceFlag]) -> list[Asked]:
    rows = list(
        found.order_by("pk").values_list(
            "pk", "case_photo__case_id", "case_photo_id", "looked_by_id", "looked_at", "note"
        )
    )
    cases = _cases(row[1] for row in rows)
    return [
        Asked(TaskKind.RETAKE, pk, cases[case], None, by or 0, at, note, photo)
        for pk, case, photo, by, at, note in rows
    ]


ROWS: Mapping[str, Callable[[Holder], QuerySet[Any]]] = {
    "verify": verifiable,
    "look_back": waiting_look_backs,
    "given": given,
    "retake": retakes,
}
ASKED: Mapping[str, Callable[[Holder, QuerySet[Any]], list[Asked]]] = {
    "verify": _to_verify,
    "look_back": _to_look_back,
    "given": _given,
    "retake": _to_retake,
}


@dataclass
class Moved:
    """What events speak of: cases with their verbs, look-backs, hints about photographs."""

    cases: dict[int, set[str]] = field(default_factory=dict)
    look_backs: set[int] = field(default_factory=set)
    flags: set[int] = field(default_factory=set)


def moved(holder: Holder, what: Moved) -> Told:
    """The tasks that events speak of: as they are now, or gone."""
    cases, look_backs = what.cases, what.look_backs
    gone: list[str] = []
    asked = [
        *_moved_verify(holder, cases, gone),
        *_moved_look_backs(holder, cases, look_backs, gone),
        *_moved_given(holder, cases, gone),
        *_moved_retakes(holder, what, gone),
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
    return _to_look_back(holder, waiting_look_backs(holder).filter(pk__in=keys)) if keys else []


def _moved_given(holder: Holder, cases: Mapping[int, Collection[str]], gone: list[str]) -> list[Asked]:
    """Of cases that never were his units' he is told nothing, not even that they are gone."""
    within = holder.reach(Permission.CASE_RECTIFY)
    if not cases or not within:
        return []
    asked = _given(holder, given(holder).filter(pk__in=list(cases)))
    # Of a case that nobody has answered yet nothing else can have been told before.
    new = {task.key for task in asked if not task.case["round"]}
    his = [pk for pk, units in given_to(list(cases)).items() if within.covers(units) and pk not in new]
    gone += [f"{kind}:{pk}" for pk in his for kind in (TaskKind.RECTIFY.value, TaskKind.RETURNED.value)]
    return asked


def _moved_retakes(holder: Holder, what: Moved, gone: list[str]) -> list[Asked]:
    """One photograph handed in answers all that was asked of the old one, so all of it is looked at."""
    if not (what.cases or what.flags):
        return []
    touched = Q(case_photo__flags__in=what.flags) | Q(case_photo__case__in=list(what.cases))
    wanted = EvidenceFlag.objects.filter(touched, campaign=holder.campaign, decision=FlagDecision.RETAKE)
    told = wanted.values_list(
        "pk", "case_photo__case_id", "case_photo__round", "case_photo__case__finding__visit__inspector_id"
    )
    rows = set(told.order_by("pk"))
    if not rows:
        return []
    within, ever = holder.reach(Permission.CASE_RECTIFY), given_to({case for _pk, case, _round, _by in rows})
    gone += [
        f"retake:{pk}"
        for pk, case, number, inspector in sorted(rows)
        if (within.covers(ever.get(case, ())) if number else inspector == holder.user.pk)
    ]
    return _to_retake(holder, retakes(holder).filter(pk__in=[row[0] for row in rows]))
