"""How a case moves: locked, checked against the one table of transitions, counted, recorded. Used by every action."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from diebian.base.actions import record_event
from diebian.cases import rules
from diebian.cases.models import Case
from diebian.cases.problems import CaseCannotMove, ReasonMissing
from diebian.cases.terms import ACT_LABELS, Act, CaseState, Deadline
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Unit, User

# Written by hand: these run with every act, and one statement does what takes the ORM two.
TALLY_MORE = (
    "INSERT INTO cases_casetally (campaign_id, unit_id, source, state, count) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (campaign_id, unit_id, source, state)"
    " DO UPDATE SET count = cases_casetally.count + excluded.count"
)
TALLY_LESS = (
    "UPDATE cases_casetally SET count = count + %s"
    " WHERE campaign_id = %s AND unit_id = %s AND source = %s AND state = %s"
)
DAY_MORE = (
    "INSERT INTO cases_caseday (campaign_id, day, act, count) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (campaign_id, day, act) DO UPDATE SET count = cases_caseday.count + excluded.count"
)
TallyKey = tuple[int, int, str, str]
DayKey = tuple[int, date, str]


def locked(case: Case) -> Case:
    """The case as it is now, locked for this transaction: two people cannot move it at once."""
    return Case.objects.select_for_update().select_related("campaign").get(pk=case.pk)


def units_of(case: Case) -> list[int | None]:
    """The units a case belongs to: its lead and its helpers."""
    return [case.lead_unit_id, *case.helpers.order_by("id").values_list("unit_id", flat=True)]


def move(case: Case, act: Act, *, by: User, at: datetime, data: Mapping[str, Any], before: TallyKey) -> None:
    """Put the (changed) case into the state after ``act``, save, count and record. Raises ``CaseCannotMove``.

    ``before`` is where the case was counted until now (``tally_key`` before any change).
    """
    put_in_next_state(case, act)
    case.save()
    count({before: -1})
    count({tally_key(case): 1}, days={day_key(case, act, at): 1})
    record_event(verb=f"case.{act}", subject_kind="case", subject_id=case.pk, by=by, at=at, data=data)


def due_of(case: Case) -> datetime:
    """The deadline of a case that lies with a unit; every such case has one (a constraint of the table)."""
    assert case.due_at is not None  # noqa: S101  # asked only of a case that lies with a unit
    return case.due_at


def deadline_of(case: Case) -> Deadline:
    """The deadline with how it was reckoned."""
    return Deadline.from_data(case.deadline) if case.deadline else Deadline(due_of(case), basis="")


def require_possible(case: Case, act: Act) -> CaseState:
    """The state that ``act`` would lead to. Raises ``CaseCannotMove``."""
    state = rules.next_state(CaseState(case.state) if case.state else None, act)
    if state is None:
        raise CaseCannotMove(number=case, state=case.get_state_display(), act=act_label(act))
    return state


def put_in_next_state(case: Case, act: Act) -> None:
    """Set the state after ``act`` and what follows from it. Raises ``CaseCannotMove``."""
    state = require_possible(case, act)
    case.state = state
    case.is_open = rules.is_open(state)
    case.is_with_unit = rules.is_with_unit(state)


def act_label(act: Act) -> str:
    """The act in the reader's language."""
    return str(ACT_LABELS[act])


def tally_key(case: Case) -> TallyKey:
    """Where the case is counted."""
    return case.campaign_id, case.lead_unit_id or 0, case.source, case.state


def day_key(case: Case, act: Act, at: datetime) -> DayKey:
    """The day's count that ``act`` adds to."""
    return case.campaign_id, at.astimezone(SHANGHAI).date(), act


def count(tallies: Mapping[TallyKey, int], *, days: Mapping[DayKey, int] | None = None) -> None:
    """Add to the tallies and to the days' counts; a row is made when it is first needed."""
    gained = [(*key, change) for key, change in tallies.items() if change > 0]
    lost = [(change, *key) for key, change in tallies.items() if change < 0]
    happened = [(*key, change) for key, change in (days or {}).items()]
    with connection.cursor() as cursor:
        for statement, rows in ((TALLY_LESS, lost), (TALLY_MORE, gained), (DAY_MORE, happened)):
            if rows:
                cursor.executemany(statement, rows)


def tallies_of(cases: Iterable[Case]) -> Counter[TallyKey]:
    """How many of these cases are counted where."""
    return Counter(tally_key(case) for case in cases)


def require_reason(reason: str) -> str:
    """The reason without outer blanks. Raises ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def names(units: Iterable[Unit]) -> list[str]:
    """The units' names as an event keeps them, so that it can be read when a unit is renamed."""
    return [unit.name for unit in units]


def local(instant: datetime) -> str:
    """An instant as people read it, in the campaign's zone."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
