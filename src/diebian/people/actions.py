"""Writes of this room: campaigns, units, posts, special tasks, users, grants, calendar days."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from diebian.base.actions import NewEvent, record_event, record_events
from diebian.people import guards
from diebian.people.models import (
    CalendarDay,
    Campaign,
    Grant,
    Milestone,
    Person,
    Post,
    SpecialTask,
    SpecialTaskHelper,
    Unit,
    UnitAlias,
    User,
)
from diebian.people.problems import (
    CampaignExists,
    LastAdministrator,
    UnitCircle,
    UnitNameTaken,
    UsernameTaken,
    WeakPassword,
    WrongDates,
)
from diebian.people.queries import unit_parents
from diebian.people.rules import makes_circle
from diebian.people.terms import Permission, Role


def system_user(*, at: datetime) -> User:
    """The machine's own user, made at first use: it acts for commands and schedules and cannot sign in."""
    user, made = User.objects.get_or_create(
        is_system=True, defaults={"username": "system", "display_name": "系统", "created_at": at}
    )
    if made:
        user.set_unusable_password()
        user.save()
    return user


@transaction.atomic
def create_campaign(
    *,
    name: str,
    division_code: str,
    division_name: str,
    document_prefix: str,
    start_on: date,
    days: int,
    by: User,
    at: datetime,
    slogan: str = "",
    is_demo: bool = False,
) -> Campaign:
    """A campaign of ``days`` days. Only the machine itself may begin one. Raises ``CampaignExists``, ``WrongDates``."""
    if days < 1:
        raise WrongDates(start=start_on, end=start_on + timedelta(days=days - 1))
    _refuse_second(division_code, start_on)
    campaign = Campaign(
        name=name,
        slogan=slogan,
        division_code=division_code,
        division_name=division_name,
        document_prefix=document_prefix,
        start_on=start_on,
        end_on=start_on + timedelta(days=days - 1),
        is_demo=is_demo,
    )
    campaign.save()
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    data = {"name": name, "division_code": division_code, "start_on": start_on.isoformat(), "days": days}
    record_event(
        verb="campaign.created", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
    )
    return campaign


def _refuse_second(division_code: str, start_on: date) -> None:
    same = Campaign.objects.filter(division_code=division_code, start_on=start_on, archived_at=None)
    if existing := same.order_by("id").first():
        raise CampaignExists(name=existing.name)


@transaction.atomic
def archive_campaign(*, campaign: Campaign, by: User, at: datetime) -> None:
    """Put a campaign away: it can be read, no longer worked on."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    campaign.archived_at = at
    campaign.save(update_fields=["archived_at"])
    record_event(
        verb="campaign.archived", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data={}
    )


@transaction.atomic
def create_units(*, campaign: Campaign, units: Sequence[Unit], by: User, at: datetime) -> list[Unit]:
    """Save new units (each parent saved before or standing earlier in the list). Raises ``UnitNameTaken``."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=campaign, at=at)
    taken = set(Unit.objects.filter(campaign=campaign).order_by("id").values_list("name", flat=True))
    for unit in units:
        if unit.name in taken:
            raise UnitNameTaken(name=unit.name)
        taken.add(unit.name)
        unit.campaign = campaign
        # A parent saved a moment ago has its key only now.
        unit.parent, unit.belongs_to = unit.parent, unit.belongs_to
        unit.save(force_insert=True)
    record_events([_unit_event("unit.created", unit, by, at) for unit in units])
    return list(units)


def _unit_event(verb: str, unit: Unit, by: User, at: datetime) -> NewEvent:
    data = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "belongs_to_id": unit.belongs_to_id,
        "ranking_group": unit.ranking_group,
    }
    return NewEvent(verb, "unit", unit.pk, by, at, data)


@transaction.atomic
def change_unit(
    *, unit: Unit, by: User, at: datetime, parent: Unit | None, short_name: str, ranking_group: str
) -> None:
    """Change who administers a unit, its short name and its group. Raises ``UnitCircle``."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=unit.campaign, at=at)
    if makes_circle(unit_parents(unit.campaign_id), unit.pk, parent.pk if parent else None):
        raise UnitCircle(unit=unit.name, parent=parent)
    unit.parent, unit.short_name, unit.ranking_group = parent, short_name, ranking_group
    unit.save(update_fields=["parent", "short_name", "ranking_group"])
    record_events([_unit_event("unit.changed", unit, by, at)])


@transaction.atomic
def add_unit_alias(*, unit: Unit, name: str, by: User, at: datetime) -> UnitAlias:
    """Teach the ledgers another name of a unit; the same name again changes nothing."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=unit.campaign, at=at)
    alias, made = UnitAlias.objects.get_or_create(unit=unit, name=name)
    if made:
        record_event(
            verb="unit.alias_added",
            subject_kind="unit",
            subject_id=unit.pk,
            by=by,
            at=at,
            data={"name": name},
        )
    return alias


@transaction.atomic
def appoint(
    *, unit: Unit, person: Person, title: str, held_from: date, by: User, at: datetime, rank: int = 0
) -> Post:
    """Give a person a post in a unit."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=unit.campaign, at=at)
    post = Post.objects.create(person=person, unit=unit, title=title, held_from=held_from, rank=rank)
    data = {"person_id": person.pk, "title": title, "held_from": held_from.isoformat()}
    record_event(verb="post.appointed", subject_kind="unit", subject_id=unit.pk, by=by, at=at, data=data)
    return post


@transaction.atomic
def end_post(*, post: Post, until: date, by: User, at: datetime) -> None:
    """End a post; ``until`` is the first day it is no longer held. Raises ``WrongDates``."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=post.unit.campaign, at=at)
    if until <= post.held_from:
        raise WrongDates(start=post.held_from, end=until)
    post.held_until = until
    post.save(update_fields=["held_until"])
    data = {"post_id": post.pk, "held_until": until.isoformat()}
    record_event(verb="post.ended", subject_kind="unit", subject_id=post.unit_id, by=by, at=at, data=data)


@transaction.atomic
def register_person(*, campaign: Campaign, name: str, by: User, at: datetime, phone: str = "") -> Person:
    """Enter a person who may hold posts. The phone number is not written into the audit."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=campaign, at=at)
    person = Person.objects.create(campaign=campaign, name=name, phone=phone)
    record_event(
        verb="person.registered",
        subject_kind="person",
        subject_id=person.pk,
        by=by,
        at=at,
        data={"name": name},
    )
    return person


@transaction.atomic
def create_special_task(
    *,
    campaign: Campaign,
    number: int,
    name: str,
    lead_unit: Unit,
    helpers: Sequence[Unit],
    supervision_unit: Unit | None,
    by: User,
    at: datetime,
    plan: str = "",
) -> SpecialTask:
    """A special task with its lead unit, helping units and supervision group (1+N)."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    task = SpecialTask.objects.create(
        campaign=campaign,
        number=number,
        name=name,
        lead_unit=lead_unit,
        supervision_unit=supervision_unit,
        plan=plan,
    )
    SpecialTaskHelper.objects.bulk_create(SpecialTaskHelper(task=task, unit=unit) for unit in helpers)
    data = {
        "number": number,
        "name": name,
        "lead_unit_id": lead_unit.pk,
        "helper_ids": [u.pk for u in helpers],
    }
    record_event(
        verb="special_task.created", subject_kind="special_task", subject_id=task.pk, by=by, at=at, data=data
    )
    return task


@transaction.atomic
def set_milestone(
    *,
    campaign: Campaign,
    name: str,
    due_on: date,
    by: User,
    at: datetime,
    special_task: SpecialTask | None = None,
) -> Milestone:
    """A day by which something must be reached."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    milestone = Milestone.objects.create(
        campaign=campaign, name=name, due_on=due_on, special_task=special_task
    )
    data = {"name": name, "due_on": due_on.isoformat()}
    record_event(
        verb="milestone.set", subject_kind="milestone", subject_id=milestone.pk, by=by, at=at, data=data
    )
    return milestone


@transaction.atomic
def create_user(*, username: str, display_name: str, password: str, by: User, at: datetime) -> User:
    """An account without any right. Raises ``UsernameTaken``, ``WeakPassword``; the machine or an administrator may."""
    _require_administrator(by, at=at)
    if User.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    user = User(username=username, display_name=display_name, created_at=at)
    check_password(password, user)
    user.set_password(password)
    user.save()
    record_event(
        verb="user.created",
        subject_kind="user",
        subject_id=user.pk,
        by=by,
        at=at,
        data={"username": username},
    )
    return user


def check_password(password: str, user: User) -> None:
    """Raise ``WeakPassword`` with every reason."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise WeakPassword(reasons="；".join(fault.messages)) from None


def random_password() -> str:
    """A password nobody has chosen: 16 letters, digits and signs."""
    return secrets.token_urlsafe(12)


def _require_administrator(by: User, *, at: datetime) -> None:
    """User accounts stand above single campaigns: whoever administers any campaign may manage them."""
    if by.is_system:
        return
    grants = Grant.objects.filter(user=by, role=Role.ADMINISTRATOR).select_related("campaign").order_by("id")
    campaign = grants[0].campaign if grants else Campaign()
    guards.require(by, Permission.USER_MANAGE, campaign=campaign, at=at)


@transaction.atomic
def grant_role(
    *,
    user: User,
    campaign: Campaign,
    role: Role,
    by: User,
    at: datetime,
    unit: Unit | None = None,
    granted_from: date | None = None,
    granted_until: date | None = None,
) -> Grant:
    """Give a role to a user, in the whole campaign or at a unit."""
    guards.require(by, Permission.USER_MANAGE, campaign=campaign, at=at)
    grant = Grant.objects.create(
        user=user,
        campaign=campaign,
        role=role,
        unit=unit,
        granted_from=granted_from,
        granted_until=granted_until,
    )
    data = {"role": role, "campaign_id": campaign.pk, "unit_id": unit.pk if unit else None}
    record_event(verb="user.granted", subject_kind="user", subject_id=user.pk, by=by, at=at, data=data)
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, until: date, by: User, at: datetime) -> None:
    """End a role; ``until`` is the first day it is no longer held. Raises ``LastAdministrator``."""
    guards.require(by, Permission.USER_MANAGE, campaign=grant.campaign, at=at)
    if grant.role == Role.ADMINISTRATOR and not _other_administrators(grant.user).exists():
        raise LastAdministrator
    grant.granted_until = until
    grant.save(update_fields=["granted_until"])
    data = {"grant_id": grant.pk, "until": until.isoformat()}
    record_event(
        verb="user.grant_ended", subject_kind="user", subject_id=grant.user_id, by=by, at=at, data=data
    )


@transaction.atomic
def set_user_active(*, user: User, is_active: bool, by: User, at: datetime) -> None:
    """Switch an account on or off; off ends its rights at once. Raises ``LastAdministrator``."""
    _require_administrator(by, at=at)
    administers = Grant.objects.filter(user=user, role=Role.ADMINISTRATOR).exists()
    if not is_active and administers and not _other_administrators(user).exists():
        raise LastAdministrator
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    verb = "user.enabled" if is_active else "user.disabled"
    record_event(verb=verb, subject_kind="user", subject_id=user.pk, by=by, at=at, data={})


def _other_administrators(user: User) -> QuerySet[Grant]:
    return Grant.objects.filter(role=Role.ADMINISTRATOR, granted_until=None, user__is_active=True).exclude(
        user=user
    )


@transaction.atomic
def set_calendar_days(*, days: Sequence[tuple[date, bool, str]], by: User, at: datetime) -> int:
    """Say of single days whether they are worked, (day, worked, note) each; returns how many changed."""
    _require_administrator(by, at=at)
    known = {
        row.day: row
        for row in CalendarDay.objects.filter(day__in=[day for day, _, _ in days]).order_by("day")
    }
    changed = [
        (day, worked, note)
        for day, worked, note in days
        if day not in known or (known[day].is_working, known[day].note) != (worked, note)
    ]
    for day, worked, note in changed:
        row, _ = CalendarDay.objects.update_or_create(day=day, defaults={"is_working": worked, "note": note})
        data = {"day": day.isoformat(), "is_working": worked, "note": note}
        record_event(
            verb="calendar.set", subject_kind="calendar_day", subject_id=row.pk, by=by, at=at, data=data
        )
    return len(changed)
