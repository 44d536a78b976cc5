"""What may happen to a case, and when it is due. All decisions of this room, pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from diebian.cases.terms import Act, CaseState, Deadline, Life, PartState
from diebian.lib.worktime import WorkingCalendar

S = CaseState

# What concerns a helping unit's part happens while the case lies with its units, and moves the case nowhere.
PART_ACTS = (Act.GIVE_PART, Act.ANSWER_PART, Act.RETURN_PART, Act.KEEP_PART, Act.DROP_PART)
AT_HOME: Mapping[CaseState | None, CaseState] = {
    state: state for state in (S.DISPATCHED, S.ACCEPTED, S.REWORK, S.PAUSED, S.PARKED)
}
# The whole life of a case (GB/T 30428.8: 立案 → 派遣 → 处置 → 核查 → 结案). What is not here cannot happen.
TRANSITIONS: Mapping[Act, Mapping[CaseState | None, CaseState]] = {
    Act.REGISTER: {None: S.REGISTERED},
    # Fixed while the finder stood there (自行处置): counted, never dispatched.
    Act.SETTLE: {S.REGISTERED: S.CLOSED},
    Act.DISPATCH: {S.REGISTERED: S.DISPATCHED, S.RETURNED: S.DISPATCHED},
    Act.ACCEPT: {S.DISPATCHED: S.ACCEPTED},
    Act.RETURN: {S.DISPATCHED: S.RETURNED, S.ACCEPTED: S.RETURNED},
    # Also while the clock stands: whoever can put it right need not wait for that.
    Act.RECTIFY: {
        S.ACCEPTED: S.RECTIFIED,
        S.REWORK: S.RECTIFIED,
        S.PAUSED: S.RECTIFIED,
        S.PARKED: S.RECTIFIED,
    },
    Act.PASS: {S.RECTIFIED: S.CLOSED},
    Act.FAIL: {S.RECTIFIED: S.REWORK},
    Act.REOPEN: {S.CLOSED: S.REWORK},
    Act.CANCEL: {S.REGISTERED: S.CANCELLED, S.RETURNED: S.CANCELLED},
    Act.ASK_CLOCK: {S.ACCEPTED: S.ACCEPTED, S.REWORK: S.REWORK},
    Act.REFUSE_CLOCK: {S.ACCEPTED: S.ACCEPTED, S.REWORK: S.REWORK},
    Act.EXTEND: {S.ACCEPTED: S.ACCEPTED, S.REWORK: S.REWORK},
    # The clock stands (暂停, 挂账): apart from late and apart from done.
    Act.PAUSE: {S.ACCEPTED: S.PAUSED, S.REWORK: S.PAUSED},
    Act.PARK: {S.ACCEPTED: S.PARKED, S.REWORK: S.PARKED},
    Act.RESUME: {S.PAUSED: S.ACCEPTED, S.PARKED: S.ACCEPTED},
    **dict.fromkeys(PART_ACTS, AT_HOME),
}
PART_TRANSITIONS: Mapping[Act, Mapping[PartState, PartState]] = {
    Act.ANSWER_PART: {PartState.OPEN: PartState.ANSWERED, PartState.RETURNED: PartState.ANSWERED},
    Act.RETURN_PART: {PartState.OPEN: PartState.RETURNED},
    Act.KEEP_PART: {PartState.RETURNED: PartState.OPEN},
    Act.DROP_PART: {PartState.OPEN: PartState.DROPPED, PartState.RETURNED: PartState.DROPPED},
}
# The clock runs against the unit in these states; after its answer the verifier's time begins.
WITH_UNIT = frozenset({S.DISPATCHED, S.ACCEPTED, S.REWORK})
ENDED = frozenset({S.CLOSED, S.CANCELLED})
DUE_SOON = timedelta(hours=24)
# Act → what it is counted as.
COUNTED = {
    Act.RECTIFY: "round",
    Act.REOPEN: "reopened_count",
    Act.RETURN: "returned_count",
    Act.FAIL: "rework_count",
    Act.EXTEND: "extended_count",
}


def next_state(state: CaseState | None, act: Act) -> CaseState | None:
    """The state after ``act``, or None when it may not happen."""
    return TRANSITIONS[act].get(state)


def next_part_state(state: PartState, act: Act) -> PartState | None:
    """The state of a helping unit's part after ``act``, or None when it may not happen."""
    return PART_TRANSITIONS[act].get(state)


def is_part_open(state: PartState) -> bool:
    """Whether the lead waits for it."""
    return state in (PartState.OPEN, PartState.RETURNED)


def possible_acts(state: CaseState) -> frozenset[Act]:
    """What may happen to a case in ``state``."""
    return frozenset(act for act, moves in TRANSITIONS.items() if state in moves)


def is_open(state: CaseState) -> bool:
    """Whether somebody still has something to do."""
    return state not in ENDED


def is_with_unit(state: CaseState) -> bool:
    """Whether the clock runs against the responsible unit."""
    return state in WITH_UNIT


def is_late(state: CaseState, due_at: datetime | None, at: datetime) -> bool:
    """Late: the unit has it, and the deadline has passed."""
    return state in WITH_UNIT and due_at is not None and due_at < at


def is_due_soon(state: CaseState, due_at: datetime | None, at: datetime) -> bool:
    """Due within 24 hours and not yet late."""
    return state in WITH_UNIT and due_at is not None and at <= due_at <= at + DUE_SOON


def was_on_time(rectified_at: datetime, due_at: datetime) -> bool:
    """按期整改: the answer that was accepted came at or before the deadline."""
    return rectified_at <= due_at


def deadline(start: datetime, *, amount: int, unit: str, source: str, calendar: WorkingCalendar) -> Deadline:
    """When ``amount`` of ``unit`` (working_hour, working_day, hour, day) after ``start`` have passed.

    Working units run on the campaign's calendar. Raises ``ValueError`` for another unit.
    """
    match unit:
        case "working_hour":
            due_at = calendar.after_working_minutes(start, amount * 60)
        case "working_day":
            due_at = calendar.after_working_days(start, amount)
        case "hour":
            due_at = start + timedelta(hours=amount)
        case "day":
            due_at = start + timedelta(days=amount)
        case _:
            raise ValueError(unit)
    return Deadline(due_at=due_at, basis=source, amount=amount, unit=unit)


def may_verify(
    *,
    verifier_id: int,
    verifier_unit_ids: Iterable[int],
    rectified_by_id: int,
    fixing_unit_ids: Iterable[int | None],
) -> bool:
    """核查人不得出自整改单位: whoever verifies neither fixed it nor belongs to a unit that had to."""
    return verifier_id != rectified_by_id and not set(verifier_unit_ids) & set(fixing_unit_ids)


def replay(events: Iterable[tuple[str, Mapping[str, Any]]]) -> Life:
    """The life of a case from its events, (verb, data) each, oldest first.

    Raises ``ValueError`` for a history that could not have happened.
    """
    life = Life()
    for verb, data in events:
        act = Act(verb.removeprefix("case."))
        state = next_state(life.state, act)
        if state is None:
            raise ValueError(f"{act} from {life.state}")
        life = _after(replace(life, state=state), act, data)
    return life


def _after(life: Life, act: Act, data: Mapping[str, Any]) -> Life:
    if "deadline" in data:
        life = replace(life, due_at=datetime.fromisoformat(data["deadline"]["due_at"]))
    if act is Act.DISPATCH:
        return replace(
            life,
            lead_unit_id=data["lead_unit_id"],
            helper_ids=frozenset(data["helper_ids"]),
        )
    if name := COUNTED.get(act):
        return replace(life, **{name: getattr(life, name) + 1})
    return life
