"""From nothing to a campaign one can sign in to: district, calendar, standards, administrator. All of it or none."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from diebian.flows.init_campaign import init_campaign
from diebian.flows.load_standards import load_standards
from diebian.people import actions as people
from diebian.people.models import Campaign, User
from diebian.people.terms import Role
from diebian.scoring.actions import load_rulesets


@dataclass(frozen=True)
class SetUp:
    """What was made. ``password`` is known here and nowhere else; empty when the administrator was there before."""

    campaign: Campaign
    administrator: User
    password: str
    calendar_days: int
    standards: int


@transaction.atomic
def set_up(
    *,
    division_code: str,
    start_on: date,
    days: int,
    by: User,
    at: datetime,
    name: str | None = None,
    username: str = "admin",
    password: str = "",
) -> SetUp:
    """A campaign with the national calendar, the shipped standards and an administrator.

    Without ``password`` a random one is made, which must be changed at the first sign-in. An account that is there
    already keeps its password and is only given the role. Raises what ``init_campaign``, ``load_standards`` and
    ``create_user`` raise.
    """
    campaign = init_campaign(
        division_code=division_code, start_on=start_on, days=days, name=name, by=by, at=at
    )
    calendar_days = people.load_national_calendar(by=by, at=at)
    load_rulesets(by=by, at=at)
    packs = load_standards(by=by, at=at, campaign=campaign)
    administrator = User.objects.filter(username=username).order_by("id").first()
    told = ""
    if administrator is None:
        told = password or people.random_password()
        administrator = people.create_user(
            username=username,
            display_name="系统管理员",
            password=told,
            must_change_password=not password,
            by=by,
            at=at,
        )
    people.grant_role(user=administrator, campaign=campaign, role=Role.ADMINISTRATOR, by=by, at=at)
    return SetUp(campaign, administrator, told, calendar_days, len(packs))
