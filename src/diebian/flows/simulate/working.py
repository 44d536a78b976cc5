"""The life of a case, step by step: each act is the public action of the room, done by the person whose work it is."""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from diebian.cases import actions
from diebian.cases.models import Case
from diebian.cases.terms import Mark, MarkShape, PhotoStage
from diebian.flows.simulate import clocks, lives
from diebian.flows.simulate.hints import handed_in
from diebian.flows.simulate.terms import Next, Step
from diebian.flows.simulate.texts import draw_reason
from diebian.flows.simulate.world import Thread, World, kept


def begin(world: World, thread: Thread, at: datetime) -> None:
    """A registered case: the office will see to it."""
    _then(world, thread, lives.after_registered(thread.rng, world.clock, at))


def begin_with_unit(world: World, thread: Thread, at: datetime) -> None:
    """A case that the ledger itself has given to its unit."""
    _then(world, thread, lives.after_dispatched(thread.rng, world.clock, at, thread.character))


def _then(world: World, thread: Thread, step: Next | None) -> None:
    if step is not None:
        world.schedule(step.at, f"case.{step.step}", partial(ACTS[step.step], world, thread))


def _dispatch(world: World, thread: Thread, at: datetime) -> None:
    thread.case = actions.dispatch_case(
        case=thread.case,
        lead_unit=thread.lead,
        helpers=thread.helpers,
        deadline=world.deadline(thread.case, at),
        by=world.officer(thread.rng),
        at=at,
    )
    clocks.give_part(world, thread, at)
    _then(world, thread, lives.after_dispatched(thread.rng, world.clock, at, thread.character))


def _cancel(world: World, thread: Thread, at: datetime) -> None:
    reason = draw_reason(thread.rng, "cancel")
    thread.case = actions.cancel_case(case=thread.case, reason=reason, by=world.officer(thread.rng), at=at)


def _accept(world: World, thread: Thread, at: datetime) -> None:
    thread.case = actions.accept_case(case=thread.case, by=world.made.users[thread.lead.pk], at=at)
    due_at = thread.case.due_at or at
    clocks.may_ask(world, thread, at)
    _then(world, thread, lives.after_accepted(thread.rng, world.clock, at, due_at, thread.character))


def _return(world: World, thread: Thread, at: datetime) -> None:
    reason = draw_reason(thread.rng, "return")
    thread.case = actions.return_case(
        case=thread.case, reason=reason, by=world.made.users[thread.lead.pk], at=at
    )
    thread.lead, thread.helpers = world.instead(thread.rng, thread)
    thread.character = world.characters[thread.lead.pk]
    again = world.clock.later(at, thread.rng.triangular(20, 5 * lives.HOUR, 90))
    _then(world, thread, Next(Step.DISPATCH, again))


def _rectify(world: World, thread: Thread, at: datetime) -> None:
    if clocks.is_parked(thread):
        _then(world, thread, Next(Step.RECTIFY, world.clock.later(at + timedelta(days=3), 30)))
        return
    case = thread.case
    before, after = world.scene(thread.rng, f"{case.number}-{case.round + 1}")
    clocks.answer_parts(world, thread, at)
    # A case that came with photographs of the fault, or was answered before, needs only the result.
    has_before = bool(case.round or case.finding_id or case.report_id)
    head = world.made.heads.get(thread.lead.pk)
    thread.case = actions.rectify_case(
        case=case,
        measure=thread.fault.measure,
        before=[] if has_before else [kept(before, at)],
        after=[kept(handed_in(world, thread, after), at)],
        responsible_person=head.name if head else "",
        by=world.made.users[thread.lead.pk],
        at=at,
    )
    _then(world, thread, lives.after_rectified(thread.rng, world.clock, at, thread.character))


def _pass(world: World, thread: Thread, at: datetime) -> None:
    inspector, _ = world.inspector(thread.rng, thread.fault)
    thread.case = actions.verify_case(case=thread.case, by=inspector, at=at, note="现场核查，整改到位")
    _then(world, thread, lives.after_closed(thread.rng, world.clock, at))


def _fail(world: World, thread: Thread, at: datetime) -> None:
    inspector, _ = world.inspector(thread.rng, thread.fault)
    reason = draw_reason(thread.rng, "send_back")
    marks = _circled(thread.case)
    thread.case = actions.send_back(case=thread.case, reason=reason, marks=marks, by=inspector, at=at)
    _then(world, thread, lives.after_sent_back(thread.rng, world.clock, at, thread.character))


def _circled(case: Case) -> dict[int, list[Mark]]:
    """Two of three verifiers circle a spot of the ground in the last picture: by a lot of its own."""
    rng = Random(f"{case.number}/{case.round}/marks")
    last = case.photos.filter(stage=PhotoStage.AFTER).order_by("-round", "-id").values_list("pk", flat=True)
    if rng.random() > 2 / 3 or not (photo := last.first()):
        return {}
    x, y = rng.uniform(0.1, 0.6), rng.uniform(0.55, 0.75)
    return {photo: [Mark(MarkShape.CIRCLE, x, y, 0.24, 0.18, draw_reason(rng, "mark"))]}


def _reopen(world: World, thread: Thread, at: datetime) -> None:
    inspector, _ = world.inspector(thread.rng, thread.fault)
    reason = draw_reason(thread.rng, "reopen")
    thread.case = actions.reopen_case(
        case=thread.case, reason=reason, deadline=world.deadline(thread.case, at), by=inspector, at=at
    )
    _then(world, thread, lives.after_sent_back(thread.rng, world.clock, at, thread.character))


ACTS = {
    Step.DISPATCH: _dispatch,
    Step.CANCEL: _cancel,
    Step.ACCEPT: _accept,
    Step.RETURN: _return,
    Step.RECTIFY: _rectify,
    Step.PASS: _pass,
    Step.FAIL: _fail,
    Step.REOPEN: _reopen,
}
