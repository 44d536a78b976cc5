"""Which campaign a request is about."""

from django.http import HttpRequest

from diebian.people.models import Campaign
from diebian.people.queries import current_campaign


def chosen_campaign(request: HttpRequest) -> Campaign | None:
    """The campaign chosen in this session, else the newest open one; looked up once a request."""
    if not hasattr(request, "_campaign"):
        chosen = request.session.get("campaign_id") if hasattr(request, "session") else None
        found = Campaign.objects.filter(pk=chosen).order_by("pk").first() if chosen else None
        request._campaign = found or current_campaign()  # type: ignore[attr-defined]  # kept for this request
    campaign: Campaign | None = request._campaign  # type: ignore[attr-defined]
    return campaign
