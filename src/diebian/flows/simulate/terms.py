"""The words of the simulation: how big, what comes when, how a unit works, what came out. Plain values only."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

Progress = Callable[[int, int], None]
"""Hears (day done, of how many)."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How big the campaign is. The default is the one that was reported: 50 days, 571 tasks, 8 markets, 38 car washes."""

    days: int = 50
    tasks: int = 571
    ledgers: int = 12
    visits: int = 240
    reports: int = 90
    media: int = 6
    markets: int = 8
    car_washes: int = 38
    yards_each: int = 2
    lanes_each: int = 1
    roads: int = 34
    others: int = 66


FULL = Size()
SMALL = Size(
    days=6,
    tasks=24,
    ledgers=3,
    visits=12,
    reports=8,
    media=1,
    markets=2,
    car_washes=3,
    yards_each=1,
    lanes_each=0,
    roads=4,
    others=6,
)


def size_of(days: int) -> Size:
    """The reported campaign cut or stretched to ``days``: what comes by and by follows, places and units stay."""
    per = days / FULL.days
    return replace(
        FULL,
        days=days,
        tasks=max(1, round(FULL.tasks * per)),
        ledgers=max(1, round(FULL.ledgers * per)),
        visits=round(FULL.visits * per),
        reports=round(FULL.reports * per),
        media=round(FULL.media * per),
    )


class Kind(StrEnum):
    """What comes from outside; everything else follows from it."""

    LEDGER = "ledger"
    VISIT = "visit"
    REPORT = "report"
    MEDIA = "media"
    ACCEPTANCE = "acceptance"
    MILESTONE = "milestone"
    WEEK = "week"


@dataclass(frozen=True)
class Arrival:
    """One thing that comes: ``number`` counts within its kind, ``amount`` is how many rows a ledger has."""

    at: datetime
    kind: Kind
    number: int
    amount: int = 1


class Step(StrEnum):
    """What happens next to a case."""

    DISPATCH = "dispatch"
    ACCEPT = "accept"
    RETURN = "return"
    RECTIFY = "rectify"
    PASS = "pass"  # noqa: S105  # a word, not a password
    FAIL = "fail"
    REOPEN = "reopen"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Next:
    step: Step
    at: datetime


@dataclass(frozen=True)
class Character:
    """How a unit works, each 0 to 1: how early within its time, how well at the first go, how willing to take a case."""

    diligence: float
    care: float
    ownership: float


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place, and what mends it."""

    text: str
    measure: str
    category: str
    level: str
    led_by: str
    task: int
    topic: str


@dataclass
class Outcome:
    """What the simulation came to. ``refused`` counts the acts that the rules did not let happen, by reason."""

    campaign_id: int
    start_on: date
    until: datetime
    acts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
