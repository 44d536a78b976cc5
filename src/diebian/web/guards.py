"""Who may open a page. Every view carries exactly one of these decorators; a test walks all addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from diebian.base import clock
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.queries import held_roles, policy
from diebian.people.rules import HeldRole, Reach
from diebian.people.terms import Permission
from diebian.web.campaigns import chosen_campaign
from diebian.web.problems import NoCampaign

Answer = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Here:
    """Who asks, in which campaign, when, and how far the page's permission reaches for him."""

    user: User
    campaign: Campaign
    at: datetime
    reach: Reach
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        """Whether the person has ``permission`` anywhere in the campaign (the action itself asks again, for the thing)."""
        return permission in self.permissions


def needs(
    permission: Permission,
) -> Callable[[Callable[Concatenate[HttpRequest, Here, ...], HttpResponseBase]], Answer]:
    """The page is for persons who have ``permission`` somewhere; the view gets ``here: Here`` after the request."""

    def decorate(view: Callable[Concatenate[HttpRequest, Here, ...], HttpResponseBase]) -> Answer:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            request.user.roles_known = {}  # looked up once for this request
            campaign, at = campaign_of(request), clock.now()
            reach = guards.require_any(request.user, permission, campaign=campaign, at=at)
            here = Here(request.user, campaign, at, reach, permissions_of(request))
            return view(request, here, *args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]  # the test of all addresses reads it
        return guarded

    return decorate


def signed_in(view: Callable[Concatenate[HttpRequest, Here, ...], HttpResponseBase]) -> Answer:
    """The page is for everybody who has signed in; what it shows depends on his permissions."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        here = Here(request.user, campaign_of(request), clock.now(), Reach(), permissions_of(request))
        return view(request, here, *args, **kwargs)

    guarded.guard = "signed in"  # type: ignore[attr-defined]
    return guarded


def public(view: Answer) -> Answer:
    """The page is for everybody, signed in or not."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def campaign_of(request: HttpRequest) -> Campaign:
    """The campaign of this session; raises ``NoCampaign`` when there is none yet."""
    campaign = chosen_campaign(request)
    if campaign is None:
        raise NoCampaign
    return campaign


def roles_of(request: HttpRequest) -> list[HeldRole]:
    """The roles this person holds in this campaign now; looked up once a request."""
    if not hasattr(request, "_roles"):
        campaign = chosen_campaign(request)
        known = isinstance(request.user, User) and campaign is not None
        request._roles = held_roles(request.user, campaign, at=clock.now()) if known else []  # type: ignore[attr-defined, arg-type]
    roles: list[HeldRole] = request._roles  # type: ignore[attr-defined]
    return roles


def permissions_of(request: HttpRequest) -> frozenset[Permission]:
    """Everything this person may do somewhere in this campaign."""
    return frozenset(permission for held in roles_of(request) for permission in policy().get(held.role, {}))
