"""What every page knows: the campaign, its day, and where the person may go."""

from typing import Any

from django.http import HttpRequest

from diebian.base import clock
from diebian.people.rules import day_of_campaign
from diebian.web.campaigns import chosen_campaign
from diebian.web.guards import permissions_of, roles_of
from diebian.web.navigation import entries


def page(request: HttpRequest) -> dict[str, Any]:
    """Names for every template. A page that failed has a request without a person: it shows no navigation."""
    campaign = chosen_campaign(request)
    names: dict[str, Any] = {"campaign": campaign, "campaigns": [], "navigation": [], "roles": []}
    if campaign is not None:
        day, days = day_of_campaign(clock.today(), start_on=campaign.start_on, end_on=campaign.end_on)
        names |= {"campaign_day": day, "campaign_days": days, "campaign_days_until": 1 - day}
    if getattr(request, "user", None) and request.user.is_authenticated:
        found = entries(permissions_of(request), path=request.path)
        roles = dict.fromkeys(held.role.label for held in roles_of(request))
        names |= {"navigation": found, "roles": list(roles)}
    return names
