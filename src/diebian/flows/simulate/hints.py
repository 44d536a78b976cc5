"""照片提示 in the demo: now and then a unit hands in a photograph that is not of this result, and somebody looks at it.

One or two of a hundred: the photograph of its last result once more, or one that was taken before the fault was registered.
The hints are raised by the rules themselves; a verifier answers most, and the unit takes again what it is asked for. All
by luck of its own, so that nothing else of the campaign changes with it.
"""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from diebian.base.photos import PreparedPhoto
from diebian.cases import actions
from diebian.cases.models import EvidenceFlag
from diebian.cases.terms import FlagDecision
from diebian.flows.simulate.pictures import taken_on
from diebian.flows.simulate.world import Thread, World, kept
from diebian.lib.worktime import SHANGHAI

REUSED, OLD = 0.014, 0.01
# Of hints: so many are found to be fine, so many wanted again; the rest wait to be looked at.
FINE, RETAKE = 0.25, 0.4
HOUR = 60.0
REASON = "请在现场重新拍摄整改后的照片"


def handed_in(world: World, thread: Thread, after: PreparedPhoto) -> PreparedPhoto:
    """The photograph of the result, mostly this one."""
    case = thread.case
    luck = world.luck(f"evidence/{case.number}/{case.round}")
    last, drawn = world.last_results.get(thread.lead.pk), luck.random()
    world.last_results[thread.lead.pk] = after
    if drawn < REUSED and last is not None:
        return last
    if drawn > 1 - OLD:
        day = case.registered_at.astimezone(SHANGHAI) - timedelta(days=luck.randrange(1, 4))
        return taken_on(after, day)
    return after


def expect(world: World, at: datetime) -> None:
    """What the evening's look raised is looked at in the next days, or is left to wait."""
    raised = EvidenceFlag.objects.filter(campaign=world.outcome.campaign_id, raised_at=at)
    for flag in raised.select_related("campaign", "case_photo__photo", "case_photo__case").order_by("pk"):
        luck = _luck(world, "hint", flag)
        if luck.random() < FINE + RETAKE:
            looked_at = world.clock.later(at, luck.triangular(HOUR, 12 * HOUR, 3 * HOUR))
            world.schedule(looked_at, "hint looked at", partial(_look, world, flag))


def _luck(world: World, what: str, flag: EvidenceFlag) -> Random:
    hung = flag.case_photo
    return world.luck(f"{what}/{hung.case.number}/{hung.round}/{flag.kind}")


def _look(world: World, flag: EvidenceFlag, at: datetime) -> None:
    luck = _luck(world, "look", flag)
    is_fine = luck.random() < FINE / (FINE + RETAKE)
    actions.look_at_flag(
        flag=flag,
        decision=FlagDecision.FINE if is_fine else FlagDecision.RETAKE,
        note="已与责任单位核实" if is_fine else REASON,
        by=world.officer(luck),
        at=at,
    )
    if not is_fine and luck.random() < 0.5:
        taken_at = world.clock.later(at, luck.triangular(2 * HOUR, 16 * HOUR, 5 * HOUR))
        world.schedule(taken_at, "photograph retaken", partial(_retake, world, flag))


def _retake(world: World, flag: EvidenceFlag, at: datetime) -> None:
    """The unit that has the case now takes it again; one that lies with the office has nobody who could."""
    case = flag.case_photo.case
    case.refresh_from_db()
    if case.lead_unit_id is None:
        return
    _, after = world.scene(_luck(world, "retake", flag), f"{case.number}-{flag.case_photo.round}-重拍")
    by = world.made.users[case.lead_unit_id]
    actions.hand_in_retake(flag=flag, photos=[kept(after, at)], by=by, at=at)
