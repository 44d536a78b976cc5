"""What people do next with a case, and when: drawn from the character of the unit. Pure.

Each function looks at one state of a case and says the next step. That the step is allowed is for the rooms to say.
"""

from datetime import datetime, timedelta
from random import Random

from diebian.flows.simulate.clock import WorkClock
from diebian.flows.simulate.terms import Character, Next, Step

HOUR = 60
# Out of a hundred.
CANCELLED, RETURNED_AT_MOST, REOPENED = 1.5, 9, 2.5
PASSED_AT_LEAST, PASSED_AT_MOST = 72, 97
FORGOTTEN = 5


def character_of(seed: int, name: str) -> Character:
    """The character that a unit keeps for the whole campaign."""
    rng = Random(f"{seed}/unit/{name}")
    return Character(
        diligence=rng.betavariate(4, 2), care=rng.betavariate(4, 2), ownership=rng.betavariate(5, 2)
    )


def after_registered(rng: Random, clock: WorkClock, at: datetime) -> Next:
    """The office gives the case out within the morning, or finds that it is none."""
    step = Step.CANCEL if _happens(rng, CANCELLED) else Step.DISPATCH
    return Next(step, clock.later(at, rng.triangular(5, 4 * HOUR, 40)))


def after_dispatched(rng: Random, clock: WorkClock, at: datetime, unit: Character) -> Next:
    """The unit takes the case, soon if it is diligent, or says that it is not its own."""
    step = Step.RETURN if _happens(rng, RETURNED_AT_MOST * (1 - unit.ownership)) else Step.ACCEPT
    longest = HOUR * (1 + 7 * (1 - unit.diligence))
    return Next(step, clock.later(at, rng.triangular(5, longest, longest / 3)))


def after_accepted(rng: Random, clock: WorkClock, at: datetime, due_at: datetime, unit: Character) -> Next:
    """The unit answers at a share of the time it has: early or late by its character; some things are forgotten."""
    have = max(HOUR, clock.minutes(at, due_at))
    share = rng.triangular(0.15, 1.75 - 0.85 * unit.diligence, 0.95 - 0.6 * unit.diligence)
    if _happens(rng, FORGOTTEN * (1.5 - unit.diligence)):
        share += rng.uniform(1, 4)
    return Next(Step.RECTIFY, clock.later(at, have * share))


def after_rectified(rng: Random, clock: WorkClock, at: datetime, unit: Character) -> Next:
    """Somebody of a supervision group goes and looks, mostly on the next day."""
    chance = PASSED_AT_LEAST + (PASSED_AT_MOST - PASSED_AT_LEAST) * unit.care
    step = Step.PASS if _happens(rng, chance) else Step.FAIL
    return Next(step, clock.later(at, rng.triangular(1 * HOUR, 12 * HOUR, 4 * HOUR)))


def after_sent_back(rng: Random, clock: WorkClock, at: datetime, unit: Character) -> Next:
    """Work that came back is done within a day or so."""
    return Next(Step.RECTIFY, clock.later(at, rng.triangular(1, 12 - 8 * unit.diligence, 3) * HOUR))


def after_closed(rng: Random, clock: WorkClock, at: datetime) -> Next | None:
    """回头看: some days later a few of the closed cases are found to be back."""
    if not _happens(rng, REOPENED):
        return None
    return Next(Step.REOPEN, clock.later(at + timedelta(days=rng.uniform(2, 12)), 30))


def _happens(rng: Random, hundredths: float) -> bool:
    return rng.random() * 100 < hundredths
