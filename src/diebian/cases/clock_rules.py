"""Stopping, resuming and extending the clock of a case. Pure; every result is stored with its event.

What was decided is told by the event itself, so a later change of the calendar or of the limits changes no past deadline.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from diebian.cases.terms import CaseState, ClockAsk, Deadline
from diebian.lib.worktime import WorkingCalendar

# A clock is asked about while it runs against the unit that has taken the case.
ASKABLE = frozenset({CaseState.ACCEPTED, CaseState.REWORK})
HALTED = frozenset({CaseState.PAUSED, CaseState.PARKED})
CALENDAR_UNITS = frozenset({"hour", "day"})


@dataclass(frozen=True)
class Left:
    """What was left of a clock when it stopped, in its own time: working time, or time as it passes.

    Nothing is left of a clock that had run out: stopping it makes nobody punctual.
    """

    time: timedelta
    is_working: bool


def may_ask(state: CaseState, due_at: datetime | None, at: datetime) -> bool:
    """Only before the time is up (时限届满前提出)."""
    return state in ASKABLE and due_at is not None and at <= due_at


def left(deadline: Deadline, at: datetime, calendar: WorkingCalendar) -> Left:
    """What is left at ``at``. A day that a person set counts in working time, as most limits do."""
    if deadline.unit in CALENDAR_UNITS:
        return Left(max(deadline.due_at - at, timedelta()), is_working=False)
    return Left(calendar.working_time(at, deadline.due_at), is_working=True)


def resumed(deadline: Deadline, kept: Left, at: datetime, calendar: WorkingCalendar) -> Deadline:
    """The deadline of a clock that runs again from ``at``: as much is left as when it stopped, never less.

    One that had run out stays where it was.
    """
    if not kept.time:
        return deadline
    due_at = calendar.after_working_time(at, kept.time) if kept.is_working else at + kept.time
    return moved(deadline, max(due_at, deadline.due_at))


def moved(deadline: Deadline, due_at: datetime) -> Deadline:
    """The same limit, due at another time."""
    return Deadline(due_at=due_at, basis=deadline.basis, amount=deadline.amount, unit=deadline.unit)


def close_of(day: date, calendar: WorkingCalendar) -> datetime:
    """The close of work on a day."""
    return datetime.combine(day, calendar.hours[-1][1], calendar.zone)


def needs_means(ask: ClockAsk) -> bool:
    """挂账 says what is lacking: money, a plan, another's decision (domain: 需财政资金到位)."""
    return ask is ClockAsk.PARKING
