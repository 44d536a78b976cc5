"""What happens beside the way of a case: a unit asks for more time or parks it, a helping unit does its part.

Each by a lot of its own, so that none of it changes what else happens.
"""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from diebian.cases import actions, clock_rules
from diebian.cases.models import Case, ClockRequest
from diebian.cases.terms import CaseState, ClockAsk
from diebian.flows.simulate.texts import draw_reason
from diebian.flows.simulate.world import Thread, World, kept
from diebian.lib.worktime import SHANGHAI
from diebian.standards.terms import Level

# Out of a hundred: cases whose helper is given a part, accepted cases that ask for more time, long ones that are parked.
PARTS, EXTENSIONS, PARKED, PARKED_SELDOM = 12, 5, 60, 1.5
REFUSED, RESUMED = 25, 60


def give_part(world: World, thread: Thread, at: datetime) -> None:
    """The office tells one of the N what to do, by when the lead is due."""
    rng = _lot(thread, "part")
    due_at = thread.case.due_at
    if not thread.helpers or due_at is None or rng.random() * 100 >= PARTS:
        return
    actions.give_part(
        case=thread.case,
        unit=rng.choice(thread.helpers),
        task=draw_reason(rng, "part"),
        due_at=due_at,
        by=world.officer(rng),
        at=at,
    )


def answer_parts(world: World, thread: Thread, at: datetime) -> None:
    """The helping units are done just before the lead reports."""
    for part in (
        thread.case.parts.filter(is_open=True)
        .select_related("case__campaign", "unit", "campaign")
        .order_by("id")
    ):
        _before, after = world.scene(_lot(thread, f"part-{part.unit.name}"), f"{thread.case.number}-配合")
        actions.answer_part(
            part=part,
            measure=f"已完成：{part.task}",
            photos=[kept(after, at)],
            by=world.made.users[part.unit_id],
            at=at,
        )


def may_ask(world: World, thread: Thread, at: datetime) -> None:
    """An accepted case: soon its unit may ask for more time, or that it be parked."""
    rng = _lot(thread, "clock")
    chance, lacks_means = rng.random() * 100, thread.case.level == Level.LONG_TERM
    if chance < (PARKED if lacks_means else PARKED_SELDOM + EXTENSIONS):
        kind = ClockAsk.PARKING if lacks_means or chance < PARKED_SELDOM else ClockAsk.EXTENSION
        world.schedule(
            world.clock.later(at, rng.uniform(20, 180)), "clock request", partial(_ask, world, thread, kind)
        )


def _ask(world: World, thread: Thread, kind: ClockAsk, at: datetime) -> None:
    case = Case.objects.select_related("campaign").get(pk=thread.case.pk)
    if case.due_at is None or not clock_rules.may_ask(CaseState(case.state), case.due_at, at):
        return  # done by now, or too late to ask
    rng = _lot(thread, "ask")
    days = timedelta(days=rng.randint(3, 6) if kind == ClockAsk.EXTENSION else rng.randint(15, 60))
    means = draw_reason(rng, "means") if kind == ClockAsk.PARKING else ""
    until = (case.due_at + days).astimezone(SHANGHAI).date()
    ask = actions.NewAsk(kind=kind, reason=draw_reason(rng, "clock"), until=until, means=means)
    request = actions.ask_clock(case=case, ask=ask, by=world.made.users[thread.lead.pk], at=at)
    later = world.clock.later(at, rng.uniform(30, 600))
    world.schedule(later, "clock decision", partial(_decide, world, thread, request.pk))


def _decide(world: World, thread: Thread, pk: int, at: datetime) -> None:
    request = ClockRequest.objects.select_related("case__campaign").get(pk=pk)
    if request.answer:
        return  # the case has moved on
    rng = _lot(thread, "decide")
    by = world.officer(rng)
    if rng.random() * 100 < REFUSED:
        actions.refuse_clock(request=request, reason=draw_reason(rng, "refuse"), by=by, at=at)
        return
    actions.grant_clock(request=request, by=by, at=at)
    if request.kind == ClockAsk.PARKING and rng.random() * 100 < RESUMED:
        again = world.clock.later(at + timedelta(days=rng.uniform(4, 15)), 30)
        world.schedule(again, "clock resumed", partial(_resume, world, thread))


def is_parked(thread: Thread) -> bool:
    """Whether the case waits for what its unit lacks: nobody works at it."""
    return Case.objects.filter(pk=thread.case.pk, state=CaseState.PARKED).exists()


def _resume(world: World, thread: Thread, at: datetime) -> None:
    case = Case.objects.select_related("campaign").get(pk=thread.case.pk)
    if case.state == CaseState.PARKED:
        rng = _lot(thread, "resume")
        actions.resume_case(case=case, reason=draw_reason(rng, "resume"), by=world.officer(rng), at=at)


def _lot(thread: Thread, what: str) -> Random:
    return Random(f"{thread.case.number}/{what}")
