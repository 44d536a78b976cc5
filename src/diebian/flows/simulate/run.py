"""The simulated campaign from its first morning to an instant of choice."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from diebian.base.files import flushed_together
from diebian.flows.look_over_photos import look_over_photos
from diebian.flows.simulate import hints
from diebian.flows.simulate.arriving import expect
from diebian.flows.simulate.clock import WorkClock
from diebian.flows.simulate.organisation import Organisation, found
from diebian.flows.simulate.pictures import draw_pairs
from diebian.flows.simulate.plan import arrivals, closing
from diebian.flows.simulate.terms import FULL, Outcome, Progress, Size
from diebian.flows.simulate.town import settle
from diebian.flows.simulate.world import World
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import working_calendar
from diebian.places.models import Place

REPORTED_START = date(2017, 7, 25)
FOUNDED = time(6, 30)  # before the first citizen is up
DAY = timedelta(days=1)


def simulate(
    *,
    seed: int,
    start_on: date = REPORTED_START,
    size: Size = FULL,
    until: datetime | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Live through a demo campaign of 山阳区 until its last evening, or ``until``. The same seed gives the same campaign.

    Every act is the public action or flow that people use, with its own checks; what these refuse is counted in
    ``Outcome.refused`` and not tried again. Each simulated day is one transaction: the database is flushed to disk
    once a day and not once an act, and a run that is stopped leaves whole days. ``progress`` hears every day.

    Raises ``CampaignExists`` when the campaign is there already, and what its foundation raises.
    """
    founded_at = datetime.combine(start_on, FOUNDED, SHANGHAI)
    last = closing(start_on + (size.days - 1) * DAY)
    outcome = Outcome(campaign_id=0, start_on=start_on, until=min(until or last, last))
    with transaction.atomic():
        made = found(size=size, seed=seed, at=founded_at)
        places = settle(made, size=size, seed=seed, at=founded_at)
    outcome.campaign_id = made.campaign.pk
    world = _world(made, places, seed, outcome, founded_at)
    expect(world, arrivals(size=size, start_on=start_on, seed=seed, clock=world.clock))
    for day in range(size.days):
        _live(world, min(closing(start_on + day * DAY), outcome.until))
        if progress:
            progress(day + 1, size.days)
    return outcome


def _world(
    made: Organisation, places: list[Place], seed: int, outcome: Outcome, founded_at: datetime
) -> World:
    return World(
        made=made,
        places=places,
        clock=WorkClock(working_calendar(made.campaign, at=founded_at)),
        seed=seed,
        pairs=draw_pairs(seed),
        outcome=outcome,
    )


def _live(world: World, end: datetime) -> None:
    """All acts due by ``end``, in one transaction; each act is a transaction of its own within it.

    In the evening the day's photographs are looked over, as a server does within seconds.
    """
    if not world.has_before(end):
        return
    with transaction.atomic(), flushed_together():
        while world.has_before(end):
            world.next_act()
        look_over_photos(at=end)
        hints.expect(world, end)
