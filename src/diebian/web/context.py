"""What every page knows: the campaign, its day, and where the person may go."""

from typing import Any

from django.http import HttpRequest

from diebian.base import clock
from diebian.people.models import Campaign
from diebian.people.queries import current_campaign
from diebian.people.rules import day_of_campaign


def chosen_campaign(request: HttpRequest) -> Campaign | None:
    """The campaign chosen in this session, else the newest open one; looked up once a request."""
    if not hasattr(request, "_campaign"):
        chosen = request.session.get("campaign_id") if hasattr(request, "session") else None
        found = Campaign.objects.filter(pk=chosen).order_by("pk").first() if chosen else None
        request._campaign = found or current_campaign()  # type: ignore[attr-defined]  # kept for this request
    campaign: Campaign | None = request._campaign  # type: ignore[attr-defined]
    return campaign


def page(request: HttpRequest) -> dict[str, Any]:
    """Names for every template."""
    campaign = chosen_campaign(request)
    if campaign is None:
        return {"campaign": None}
    day, days = day_of_campaign(clock.today(), start_on=campaign.start_on, end_on=campaign.end_on)
    return {"campaign": campaign, "campaign_day": day, "campaign_days": days}
