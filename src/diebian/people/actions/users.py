"""Accounts, passwords and the roles they hold."""

import secrets
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from diebian.base.actions import record_event
from diebian.base.problems import NotAllowed, NotFound
from diebian.people import guards
from diebian.people.models import Campaign, Grant, Unit, User
from diebian.people.problems import LastAdministrator, UnitElsewhere, UsernameTaken, WeakPassword, WrongDates
from diebian.people.queries import administered_campaigns, reach
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
def create_user(
    *,
    username: str,
    display_name: str,
    password: str | None,
    by: User,
    at: datetime,
    must_change_password: bool = False,
) -> User:
    """An account without any right. Raises ``UsernameTaken``, ``WeakPassword``; the machine or an administrator may.

    Without a password (None) nobody can sign in with it, until ``reset_password`` gives it one.

    ``must_change_password``: the password was not chosen by the person and serves for the first sign-in only.
    """
    require_administrator(by, at=at)
    if User.objects.filter(username=username).exists():
        raise UsernameTaken(username=username)
    user = User(
        username=username,
        display_name=display_name,
        created_at=at,
        must_change_password=must_change_password,
    )
    if password is not None:
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


@transaction.atomic
def set_own_password(*, user: User, password: str, at: datetime) -> None:
    """The person chooses a new password; other sessions of the account end. Raises ``WeakPassword``."""
    check_password(password, user)
    _change_password(user, password, must_change=False)
    record_event(
        verb="user.password_changed", subject_kind="user", subject_id=user.pk, by=user, at=at, data={}
    )


@transaction.atomic
def reset_password(*, user: User, by: User, at: datetime) -> str:
    """A random password for the next sign-in, told once; every session of the account ends.

    Raises ``NotAllowed``, and ``NotFound`` for the machine's own account, which has no password.
    """
    require_administrator(by, at=at)
    if user.is_system:
        raise NotFound(what=user.username)
    password = random_password()
    _change_password(user, password, must_change=True)
    record_event(verb="user.password_reset", subject_kind="user", subject_id=user.pk, by=by, at=at, data={})
    return password


def _change_password(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


def check_password(password: str, user: User) -> None:
    """Raise ``WeakPassword`` with every reason."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise WeakPassword(reasons="；".join(fault.messages)) from None


def random_password() -> str:
    """A password nobody has chosen: 16 letters, digits and signs."""
    return secrets.token_urlsafe(12)


def require_administrator(by: User, *, at: datetime) -> None:
    """User accounts stand above single campaigns: whoever administers any open campaign may manage them."""
    campaigns = [] if by.is_system else administered_campaigns(by)
    if not by.is_system and not any(_administers(by, campaign, at=at) for campaign in campaigns):
        raise NotAllowed(permission=Permission.USER_MANAGE.label)


def _administers(user: User, campaign: Campaign, *, at: datetime) -> bool:
    return bool(reach(user, campaign, Permission.USER_MANAGE, at=at))


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
    """Give a role to a user, in the whole campaign or at a unit. Raises ``UnitElsewhere``, ``WrongDates``."""
    guards.require(by, Permission.USER_MANAGE, campaign=campaign, at=at)
    if unit is not None and unit.campaign_id != campaign.pk:
        raise UnitElsewhere(unit=unit.name, campaign=campaign.name)
    if granted_from and granted_until and granted_until <= granted_from:
        raise WrongDates(start=granted_from, end=granted_until)
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
    if grant.role == Role.ADMINISTRATOR and not _other_administrators(grant).exists():
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
    require_administrator(by, at=at)
    if not is_active and any(not _other_administrators(grant).exists() for grant in _administering(user)):
        raise LastAdministrator
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    verb = "user.enabled" if is_active else "user.disabled"
    record_event(verb=verb, subject_kind="user", subject_id=user.pk, by=by, at=at, data={})


def _administering(user: User) -> QuerySet[Grant]:
    grants = Grant.objects.filter(user=user, role=Role.ADMINISTRATOR, campaign__archived_at=None)
    return grants.order_by("id")


def _other_administrators(grant: Grant) -> QuerySet[Grant]:
    """Others who administer the same campaign without an end."""
    others = Grant.objects.filter(
        role=Role.ADMINISTRATOR, campaign=grant.campaign_id, granted_until=None, user__is_active=True
    )
    return others.exclude(user=grant.user_id).order_by("id")
