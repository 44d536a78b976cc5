"""When a photograph deserves a second look. Each rule gives the facts it saw, or None; none of them is a verdict.

A missing time or place says nothing (messengers strip both), so it raises nothing. Clocks and receivers err: every rule
leaves them room, written next to it. Times are aware, places WGS-84 degrees, distances metres.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from diebian.cases.terms import PhotoStage, Retaker
from diebian.lib.distance import metres
from diebian.lib.lookalike import Likeness, is_nearly_same, is_one_shot

Facts = dict[str, Any]
# A telephone's clock follows the network; ten minutes are more than any of them drifts.
CLOCK_SLACK = timedelta(minutes=10)
# An inspector may photograph on the way to the place, and begin the visit when he is there.
BEFORE_VISIT = timedelta(hours=2)
# Two clocks on one telephone tell one time; an hour apart is a zone or a picture from elsewhere.
CLOCKS_APART = timedelta(hours=1)
# A place is a market or a yard, its point stands for all of it.
PLACE_RADIUS_M = 200
# What a telephone reaches between buildings when it does not say how sure it is.
UNKNOWN_ACCURACY_M = 100
# A position known no better than this says nothing about one place.
USELESS_ACCURACY_M = 2000


@dataclass(frozen=True)
class Spot:
    """A position and how sure it is, in metres (None: not said)."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Use:
    """Where a photograph was handed in: case, stage ("before", "after", "check") and round, visit and place if any.

    ``retakes``: the photograph of the case in whose stead it was taken again.
    """

    photo_id: int
    case_id: int
    stage: str
    round: int
    visit_id: int | None = None
    place_id: int | None = None
    retakes: int | None = None


def retaker(*, stage: str, round_: int, is_of_visit: bool) -> Retaker | None:
    """Who can be asked to take a photograph again; None: a citizen's, or one of those who verify."""
    if stage == PhotoStage.CHECK:
        return None
    if round_ > 0:
        return Retaker.UNIT
    return Retaker.INSPECTOR if is_of_visit else None


def is_reuse(own: Use, other: Use) -> bool:
    """Whether two uses of one picture need a reason.

    They do not: the same photograph hung in two cases by the system itself; photographs of one round of one case, unless
    one was to be taken again; one wide view that shows two faults of one visit; the finder's photograph handed in again
    as the view before.
    """
    if own.photo_id == other.photo_id:
        return False
    if own.case_id == other.case_id:
        if (own.stage, own.round, own.retakes) == (other.stage, other.round, other.retakes):
            return False
        return own.retakes is not None or {own.stage, other.stage} != {PhotoStage.BEFORE}
    is_one_visit = own.visit_id is not None and own.visit_id == other.visit_id
    return not (is_one_visit and own.stage == other.stage)


def is_alike(own: Use, other: Use, like: Likeness) -> bool:
    """Whether pictures are so alike that a person should compare them.

    Two honest photographs from one stand are nearly the same; of one case or one place more must agree.
    """
    is_one_spot = own.case_id == other.case_id or (
        own.place_id is not None and own.place_id == other.place_id
    )
    return is_one_shot(like) if is_one_spot else is_nearly_same(like)


def early(*, use: Use, taken_at: datetime | None, registered_at: datetime) -> Facts | None:
    """拍摄早于登记: a photograph of the result was taken before the fault was even registered.

    What was put right on the spot (round 0) was photographed before the visit came in: that is as it should be.
    """
    is_answer = use.stage == "after" and use.round > 0
    if not is_answer or taken_at is None or taken_at >= registered_at - CLOCK_SLACK:
        return None
    return {"taken_at": taken_at.isoformat(), "registered_at": registered_at.isoformat()}


def far(*, taken: Spot | None, point: Spot | None) -> Facts | None:
    """拍摄位置偏离: taken farther from the place than its size and the receiver's own doubt allow."""
    if taken is None or point is None:
        return None
    doubt = UNKNOWN_ACCURACY_M if taken.accuracy_m is None else taken.accuracy_m
    if doubt >= USELESS_ACCURACY_M:
        return None
    distance = metres(taken.latitude, taken.longitude, point.latitude, point.longitude)
    allowed = PLACE_RADIUS_M + doubt
    return {"distance_m": round(distance), "allowed_m": round(allowed)} if distance > allowed else None


def odd_time(
    *,
    taken_at: datetime | None,
    claimed_at: datetime | None,
    received_at: datetime,
    campaign_began_at: datetime,
    visit_began_at: datetime | None,
) -> Facts | None:
    """拍摄时间不合常理: after it was received, before the campaign or well before the visit, or two clocks that differ.

    ``taken_at`` is what the picture says, ``claimed_at`` what the sender's telephone says.
    """
    said = taken_at or claimed_at
    if said is None:
        return None
    reasons = {
        "future": said > received_at + CLOCK_SLACK,
        "before_campaign": said < campaign_began_at,
        "before_visit": visit_began_at is not None and said < visit_began_at - BEFORE_VISIT,
        "clocks_differ": bool(taken_at and claimed_at and abs(taken_at - claimed_at) > CLOCKS_APART),
    }
    found = [reason for reason, is_so in reasons.items() if is_so]
    return {"taken_at": said.isoformat(), "reasons": found} if found else None
