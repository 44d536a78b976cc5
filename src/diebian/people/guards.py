"""The check that every action makes: may this person do this, here, now?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from diebian.base.problems import NotAllowed
from diebian.people.models import Campaign, User
from diebian.people.queries import reach
from diebian.people.rules import Reach
from diebian.people.terms import Permission


def require(
    by: User | None,
    permission: Permission,
    *,
    campaign: Campaign,
    at: datetime,
    unit_ids: Iterable[int | None] = (),
    is_own: bool = False,
) -> Reach:
    """The reach of ``permission`` for ``by``; raises ``NotAllowed`` when the thing lies outside it.

    ``unit_ids`` are the units the thing belongs to; none given = a thing of the whole campaign.
    """
    found = reach(by, campaign, permission, at=at) if by is not None else Reach()
    if not found.covers(unit_ids, is_own=is_own):
        raise NotAllowed(permission=permission.label)
    return found


def require_any(by: User | None, permission: Permission, *, campaign: Campaign, at: datetime) -> Reach:
    """The reach of ``permission`` for ``by``, which a list then narrows by; raises ``NotAllowed`` when it is empty."""
    found = reach(by, campaign, permission, at=at) if by is not None else Reach()
    if not found:
        raise NotAllowed(permission=permission.label)
    return found


def require_one_of(
    by: User | None, permissions: Sequence[Permission], *, campaign: Campaign, at: datetime
) -> Reach:
    """The reach of the first of ``permissions`` that ``by`` has anywhere; raises ``NotAllowed`` when he has none."""
    for permission in permissions[:-1]:
        found = reach(by, campaign, permission, at=at) if by is not None else Reach()
        if found:
            return found
    return require_any(by, permissions[-1], campaign=campaign, at=at)
