"""Named reads: the campaign, its calendar, units by name, what a person may reach."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from django.db import connection
from django.db.models import Q, QuerySet

from diebian.base.problems import NotFound
from diebian.base.rows import read_rows
from diebian.lib.worktime import SHANGHAI, WorkingCalendar
from diebian.people.models import ApiKey, CalendarDay, Campaign, Grant, Post, Unit, UnitAlias, User
from diebian.people.rules import (
    HeldRole,
    Policy,
    Reach,
    holds_on,
    key_digest,
    parse_policy,
    reach_of,
    subtree,
)
from diebian.people.terms import Permission, Role, UnitKind

YEAR = timedelta(days=366)
CALENDAR = "SELECT day, is_working FROM people_calendarday WHERE day BETWEEN %s AND %s ORDER BY day"
KEY_HOLDER = "is_active AND id = (SELECT user_id FROM people_apikey WHERE digest = %s AND revoked_at IS NULL)"
POLICY_FILE = Path(__file__).with_name("policy.yaml")


@cache
def policy() -> Policy:
    """The policy table of this installation."""
    return parse_policy(yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8")))


def open_campaigns() -> QuerySet[Campaign]:
    """Campaigns that are not archived, newest first."""
    return Campaign.objects.filter(archived_at=None).order_by("-start_on", "-id")


def current_campaign() -> Campaign | None:
    """The newest open campaign: what a page shows when nothing else is chosen."""
    found = read_rows(Campaign, "archived_at IS NULL ORDER BY start_on DESC, id DESC LIMIT 1", [])
    return found[0] if found else None


def administered_campaigns(user: User) -> QuerySet[Campaign]:
    """Open campaigns in which ``user`` was ever made administrator; whether he still is, ``reach`` says."""
    administered = Grant.objects.filter(user=user, role=Role.ADMINISTRATOR).values("campaign")
    return open_campaigns().filter(pk__in=administered)


def working_calendar(campaign: Campaign, *, at: datetime, hours: int | None = None) -> WorkingCalendar:
    """The campaign's working time: office hours on the national calendar with its make-up days.

    Holds the year before and the two years after ``at``: no clock of ours runs longer. For a clock that begins now and
    runs so many working ``hours``, only the days that it can reach: an hour a day beside the longest holidays of a year.
    """
    day = at.astimezone(SHANGHAI).date()
    since, until = (
        (day - YEAR, day + 2 * YEAR) if hours is None else (day, day + timedelta(days=60 + 3 * hours))
    )
    with connection.cursor() as cursor:  # by hand: it is read with every clock that begins
        cursor.execute(CALENDAR, [f"{since}", f"{until}"])
        days = {_day(found): bool(is_working) for found, is_working in cursor.fetchall()}
    return WorkingCalendar(exceptions=days, hours=campaign.hours)


def _day(found: str | date) -> date:
    """SQLite keeps days as text."""
    return date.fromisoformat(found) if isinstance(found, str) else found


def calendar_years() -> set[int]:
    """Years for which the calendar holds any day; a year outside has only Monday to Friday to go by."""
    return {day.year for day in CalendarDay.objects.order_by("day").values_list("day", flat=True)}


def units_of(campaign: Campaign, *kinds: UnitKind) -> QuerySet[Unit]:
    """The campaign's units (of the kinds named) in official order."""
    units = Unit.objects.filter(campaign=campaign).order_by("official_order", "id")
    return units.filter(kind__in=kinds) if kinds else units


def unit_parents(campaign_id: int) -> dict[int, int | None]:
    """Each unit's administering unit."""
    return dict(Unit.objects.filter(campaign_id=campaign_id).order_by("id").values_list("id", "parent_id"))


def units_by_name(campaign: Campaign) -> dict[str, Unit]:
    """Every name a unit goes by (full, short, alias). A name of two units is left out: it names neither."""
    found: dict[str, Unit | None] = {}
    for name, unit in _named_units(campaign):
        found[name] = unit if found.get(name, unit) == unit else None
    return {name: unit for name, unit in found.items() if name and unit is not None}


def _named_units(campaign: Campaign) -> Iterable[tuple[str, Unit]]:
    for unit in units_of(campaign):
        yield unit.name, unit
        yield unit.short_name, unit
    for alias in UnitAlias.objects.filter(unit__campaign=campaign).select_related("unit").order_by("id"):
        yield alias.name, alias.unit


def posts_in(units: Iterable[Unit], *, on: date) -> QuerySet[Post]:
    """Who holds which post in these units on that day, by rank."""
    return (
        Post.objects.filter(unit__in=list(units), held_from__lte=on)
        .filter(Q(held_until=None) | Q(held_until__gt=on))
        .select_related("person", "unit")
        .order_by("unit__official_order", "rank", "id")
    )


def user_of_key(secret: str) -> User | None:
    """The account that a key stands for; None for a key that is unknown or revoked, or of an account that is closed."""
    found = read_rows(User, KEY_HOLDER, [key_digest(secret)])
    return found[0] if found else None


def user_by_name(username: str) -> User:
    """The account. Raises ``NotFound``."""
    user = User.objects.filter(username=username).order_by("id").first()
    if user is None:
        raise NotFound(what=username)
    return user


def open_keys(user: User, *, name: str) -> QuerySet[ApiKey]:
    """The account's keys for that purpose that are not revoked."""
    return ApiKey.objects.filter(user=user, name=name, revoked_at=None).select_related("user").order_by("id")


def held_roles(user: User, campaign: Campaign, *, at: datetime) -> list[HeldRole]:
    """The roles a user holds in a campaign at an instant. An inactive user holds none.

    Looked up once where the door has said ``user.roles_known = {}`` (one request, one command).
    """
    day = at.astimezone(SHANGHAI).date()
    known = user.roles_known if user.roles_known is not None else {}
    if (campaign.pk, day) not in known:
        known[campaign.pk, day] = _roles_on(day, user, campaign)
    return known[campaign.pk, day]


def _roles_on(day: date, user: User, campaign: Campaign) -> list[HeldRole]:
    grants = [
        grant
        for grant in read_rows(Grant, "user_id = %s AND campaign_id = %s ORDER BY id", [user.pk, campaign.pk])
        if user.is_active and holds_on(day, since=grant.granted_from, until=grant.granted_until)
    ]
    parents = unit_parents(campaign.pk) if any(grant.unit_id for grant in grants) else {}
    return [_held(grant, parents) for grant in grants]


def _held(grant: Grant, parents: dict[int, int | None]) -> HeldRole:
    below = subtree(parents, grant.unit_id) if grant.unit_id else frozenset[int]()
    return HeldRole(role=Role(grant.role), unit_id=grant.unit_id, unit_ids=below)


def reach(user: User, campaign: Campaign, permission: Permission, *, at: datetime) -> Reach:
    """How far ``permission`` goes for ``user`` now. The system's own user reaches everything."""
    if user.is_system:
        return Reach(everything=True)
    return reach_of(policy(), permission, held_roles(user, campaign, at=at))
