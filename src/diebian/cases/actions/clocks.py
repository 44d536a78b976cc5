"""延期, 暂停计时, 挂账: the unit asks, somebody else decides; a clock that stood runs again with what was left of it."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from diebian.cases import clock_rules, rules
from diebian.cases.actions import moves
from diebian.cases.clock_rules import Left
from diebian.cases.models import Case, ClockRequest
from diebian.cases.problems import (
    ApproverIsConcerned,
    ClockDecided,
    ClockRequestTooLate,
    ClockRequestWaits,
    MeansMissing,
    UntilTooEarly,
)
from diebian.cases.terms import Act, CaseState, ClockAnswer, ClockAsk, Deadline
from diebian.lib.worktime import SHANGHAI
from diebian.people import guards
from diebian.people.models import User
from diebian.people.queries import held_roles, working_calendar
from diebian.people.terms import Permission

GRANTING = {ClockAsk.EXTENSION: Act.EXTEND, ClockAsk.PAUSE: Act.PAUSE, ClockAsk.PARKING: Act.PARK}


@dataclass(frozen=True, kw_only=True)
class NewAsk:
    """What a unit asks for. ``until``: the last day of the longer limit, or when a standing clock is looked at again."""

    kind: ClockAsk
    reason: str
    until: date
    means: str = ""


@transaction.atomic
def ask_clock(*, case: Case, ask: NewAsk, by: User, at: datetime) -> ClockRequest:
    """The lead unit asks before its time is up; the clock runs on until somebody decides.

    Raises ``ReasonMissing``, ``MeansMissing``, ``UntilTooEarly``, ``ClockRequestTooLate``, ``ClockRequestWaits``,
    ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_RECTIFY, campaign=case.campaign, at=at, unit_ids=[case.lead_unit_id])
    reason = moves.require_reason(ask.reason)
    if clock_rules.needs_means(ask.kind) and not ask.means.strip():
        raise MeansMissing
    case = moves.locked(case)
    before = moves.tally_key(case)
    moves.require_possible(case, Act.ASK_CLOCK)
    if not clock_rules.may_ask(CaseState(case.state), case.due_at, at):
        raise ClockRequestTooLate(due=moves.local(moves.due_of(case)))
    _require_later(case, ask.kind, ask.until, at)
    if case.clock_requests.filter(answer="").exists():
        raise ClockRequestWaits(number=case)
    request = ClockRequest.objects.create(
        campaign=case.campaign,
        case=case,
        kind=ask.kind,
        reason=reason,
        means=ask.means.strip()[:200],
        until=ask.until,
        asked_by=by,
        asked_at=at,
        due_before=moves.due_of(case),
    )
    data = {"kind": ask.kind.value, "reason": reason, "means": request.means, "until": f"{ask.until}"}
    moves.move(case, Act.ASK_CLOCK, by=by, at=at, data=data, before=before)
    return request


def _require_later(case: Case, kind: ClockAsk, until: date, at: datetime) -> None:
    """More time ends after the present deadline; a look-again lies ahead. Raises ``UntilTooEarly``."""
    since = moves.due_of(case) if kind == ClockAsk.EXTENSION else at
    if until <= since.astimezone(SHANGHAI).date():
        raise UntilTooEarly(until=until, since=moves.local(since))


@transaction.atomic
def grant_clock(
    *, request: ClockRequest, by: User, at: datetime, until: date | None = None, note: str = ""
) -> Case:
    """Approve, up to the day asked for or another one. A longer limit ends with that day's work; a halt begins now.

    Raises ``ApproverIsConcerned``, ``ClockDecided``, ``UntilTooEarly``, ``CaseCannotMove``, ``NotAllowed``.
    """
    request, case = _to_be_decided(request, by, at)
    kind, until = ClockAsk(request.kind), until or request.until
    moves.require_possible(case, GRANTING[kind])
    _require_later(case, kind, until, at)
    before = moves.tally_key(case)
    data: dict[str, object] = {"until": f"{until}", "note": note.strip(), "request_id": request.pk}
    if kind == ClockAsk.EXTENSION:
        data["deadline"] = _extend(case, until, at).as_data()
    else:
        _halt(request, case, at)
    _decide(request, ClockAnswer.GRANTED, note, by, at, until=until)
    moves.move(case, GRANTING[kind], by=by, at=at, data=data, before=before)
    return case


@transaction.atomic
def refuse_clock(*, request: ClockRequest, reason: str, by: User, at: datetime) -> Case:
    """Not approved, and why: the deadline stays. Raises ``ReasonMissing``, and as ``grant_clock``."""
    reason = moves.require_reason(reason)
    request, case = _to_be_decided(request, by, at)
    before = moves.tally_key(case)
    _decide(request, ClockAnswer.REFUSED, reason, by, at)
    data = {"kind": request.kind, "reason": reason, "request_id": request.pk}
    moves.move(case, Act.REFUSE_CLOCK, by=by, at=at, data=data, before=before)
    return case


def _to_be_decided(request: ClockRequest, by: User, at: datetime) -> tuple[ClockRequest, Case]:
    """The request and its case, locked. Whoever decides neither asked nor belongs to the units."""
    case = request.case
    guards.require(by, Permission.CASE_CLOCK, campaign=case.campaign, at=at)
    case = moves.locked(case)
    request = ClockRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.answer:
        raise ClockDecided(answer=request.get_answer_display())
    own = {role.unit_id for role in held_roles(by, case.campaign, at=at) if role.unit_id}
    if not rules.may_verify(
        verifier_id=by.pk,
        verifier_unit_ids=own,
        rectified_by_id=request.asked_by_id,
        fixing_unit_ids=moves.units_of(case),
    ):
        raise ApproverIsConcerned
    return request, case


def _extend(case: Case, until: date, at: datetime) -> Deadline:
    calendar = working_calendar(case.campaign, at=at)
    deadline = clock_rules.moved(moves.deadline_of(case), clock_rules.close_of(until, calendar))
    case.extended_count += 1
    case.due_at, case.deadline = deadline.due_at, deadline.as_data()
    return deadline


def _halt(request: ClockRequest, case: Case, at: datetime) -> None:
    kept = clock_rules.left(moves.deadline_of(case), at, working_calendar(case.campaign, at=at))
    # Whole seconds, upwards: nobody loses by the clock having stood.
    request.left_seconds, request.left_is_working = math.ceil(kept.time.total_seconds()), kept.is_working


def _decide(
    request: ClockRequest,
    answer: ClockAnswer,
    note: str,
    by: User | None,
    at: datetime,
    *,
    until: date | None = None,
) -> None:
    request.answer, request.decided_by, request.decided_at = answer, by, at
    request.note, request.granted_until = note.strip()[:500], until
    request.save()


@transaction.atomic
def resume_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """恢复计时: the unit has what it lacked, or the reason has gone; as much is left as when the clock stopped.

    Raises ``ReasonMissing``, ``CaseCannotMove``, ``NotAllowed``.
    """
    guards.require(by, Permission.CASE_CLOCK, campaign=case.campaign, at=at)
    reason = moves.require_reason(reason)
    case = moves.locked(case)
    before = moves.tally_key(case)
    moves.require_possible(case, Act.RESUME)
    deadline = run_again(case, at)
    data = {"reason": reason, "deadline": deadline.as_data()}
    moves.move(case, Act.RESUME, by=by, at=at, data=data, before=before)
    return case


def run_again(case: Case, at: datetime) -> Deadline:
    """End the halt of a case that is locked and stands; gives the deadline that holds from now on."""
    halt = case.clock_requests.filter(answer=ClockAnswer.GRANTED, ended_at=None, left_seconds__isnull=False)
    request = halt.order_by("-id")[0]
    kept = Left(timedelta(seconds=request.left_seconds or 0), request.left_is_working)
    deadline = clock_rules.resumed(moves.deadline_of(case), kept, at, working_calendar(case.campaign, at=at))
    ClockRequest.objects.filter(pk=request.pk).update(ended_at=at)
    case.due_at, case.deadline = deadline.due_at, deadline.as_data()
    return deadline


def drop_waiting(case: Case, at: datetime) -> None:
    """The case moves on: what was asked about its clock needs no decision any more."""
    case.clock_requests.filter(answer="").update(answer=ClockAnswer.DROPPED, decided_at=at)
