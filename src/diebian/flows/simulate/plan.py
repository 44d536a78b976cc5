"""What comes on which day: a plan drawn from the seed before anything happens. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from diebian.flows.simulate.clock import WorkClock
from diebian.flows.simulate.terms import Arrival, Kind, Size
from diebian.lib.worktime import SHANGHAI
from diebian.ranking.rules import cutoff, last_week, week_of

DAY = timedelta(days=1)
# New tasks come until shortly before the end, visits and reports until the last evening.
LAST_LEDGER, FIRST_ACCEPTANCE, LAST_ACCEPTANCE = 0.88, 0.35, 0.96
CITIZENS_RISE, CITIZENS_REST = 7, 21
AFTER_CUTOFF = timedelta(minutes=40)


def arrivals(*, size: Size, start_on: date, seed: int, clock: WorkClock) -> list[Arrival]:
    """All that comes, in order of time; equal instants keep the order of kinds."""
    start = opening(start_on)
    drawn = [
        *_ledgers(size, start, seed, clock),
        *_even(Kind.VISIT, size.visits, start, start + size.days * DAY, seed, clock),
        *_even(Kind.MEDIA, size.media, start, start + 0.9 * size.days * DAY, seed, clock),
        *_reports(size, start_on, seed),
        *_acceptances(size, start, seed, clock),
        *_weeks(size, start_on),
    ]
    kinds = list(Kind)
    return sorted(drawn, key=lambda item: (item.at, kinds.index(item.kind), item.number))


def opening(day: date) -> datetime:
    """Half past eight of a day."""
    return datetime.combine(day, time(8, 30), SHANGHAI)


def closing(day: date) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def day_of(start_on: date, number: int) -> date:
    """The ``number``-th day of a campaign; the first is 1."""
    return start_on + (number - 1) * DAY


def shares(total: int, parts: int, rng: Random) -> list[int]:
    """``total`` cut into ``parts`` uneven numbers, none of them 0 while there is enough."""
    parts = min(parts, total)
    weights = [rng.uniform(0.6, 1.6) for _ in range(parts)]
    found = [1 + int((total - parts) * weight / sum(weights)) for weight in weights]
    for place in range(total - sum(found)):
        found[place % parts] += 1
    return found


def _even(
    kind: Kind, count: int, start: datetime, end: datetime, seed: int, clock: WorkClock
) -> Iterator[Arrival]:
    rng = Random(f"{seed}/{kind}")
    for number, at in enumerate(clock.moments(rng, start, end, count)):
        yield Arrival(at, kind, number)


def _ledgers(size: Size, start: datetime, seed: int, clock: WorkClock) -> Iterator[Arrival]:
    """The first comes on the first working morning, the rest by and by."""
    rng = Random(f"{seed}/{Kind.LEDGER}")
    end = start + LAST_LEDGER * size.days * DAY
    amounts = shares(size.tasks, size.ledgers, rng)
    later = clock.moments(rng, start, end, len(amounts) - 1)
    for number, (at, amount) in enumerate(zip([clock.later(start, 45), *later], amounts, strict=False)):
        yield Arrival(at, Kind.LEDGER, number, amount)


def _reports(size: Size, start_on: date, seed: int) -> Iterator[Arrival]:
    """Citizens write on any day, by daylight and in the evening."""
    rng = Random(f"{seed}/{Kind.REPORT}")
    for number in range(size.reports):
        day = start_on + rng.randrange(size.days) * DAY
        minute = rng.randrange(CITIZENS_RISE * 60, CITIZENS_REST * 60)
        yield Arrival(opening(day) - timedelta(minutes=510 - minute), Kind.REPORT, number)


def _acceptances(size: Size, start: datetime, seed: int, clock: WorkClock) -> Iterator[Arrival]:
    """Every market and car wash reaches the standard in the second half or shortly before it."""
    first, last = (start + share * size.days * DAY for share in (FIRST_ACCEPTANCE, LAST_ACCEPTANCE))
    yield from _even(Kind.ACCEPTANCE, size.markets + size.car_washes, first, last, seed, clock)


def _weeks(size: Size, start_on: date) -> Iterator[Arrival]:
    """The office closes every week in the evening after its cut-off."""
    span = {"start_on": start_on, "end_on": day_of(start_on, size.days)}
    for number in range(1, last_week(**span) + 1):
        _, ends_on = week_of(number, **span)
        yield Arrival(cutoff(ends_on) + AFTER_CUTOFF, Kind.WEEK, number)
