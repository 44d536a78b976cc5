"""What every operation begins with: the caller, his campaign and how far the permission reaches."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.utils import check_csrf

from diebian.api.problems import CsrfFailed
from diebian.base import clock
from diebian.base.problems import NotFound
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.queries import current_campaign
from diebian.people.rules import Reach
from diebian.people.terms import Permission


@dataclass(frozen=True)
class Caller:
    """Who asks, in which campaign, when, and how far the operation's permission reaches for him."""

    user: User
    campaign: Campaign
    at: datetime
    reach: Reach


class Asks:
    """The guard of an operation, used as its ``auth``: ``request.auth`` is then the ``Caller``.

    Of several permissions any one opens it; the reach is that of the first which the caller has.
    """

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = permissions

    def __call__(self, request: HttpRequest) -> Caller:
        """Raises ``AuthenticationError`` (401) for a stranger, ``NotAllowed``, ``CsrfFailed``."""
        user = request.user
        if not isinstance(user, User):
            raise AuthenticationError
        if not getattr(request, "has_key", False) and check_csrf(request) is not None:
            raise CsrfFailed
        user.roles_known = {}  # looked up once for this request
        campaign, at = current_campaign(), clock.now()
        if campaign is None:
            raise NotFound(what="campaign")
        reach = guards.require_one_of(user, self.permissions, campaign=campaign, at=at)
        return Caller(user, campaign, at, reach)


def caller(request: HttpRequest) -> Caller:
    """The caller that ``Asks`` let in."""
    found: Caller = request.auth  # type: ignore[attr-defined]  # ninja puts there what ``auth`` gave
    return found
