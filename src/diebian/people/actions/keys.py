"""接口密钥: with which another system (a hotline, a city platform) acts as an account of ours."""

import secrets
from datetime import datetime

from django.db import transaction

from diebian.base.actions import record_event
from diebian.base.problems import NotFound
from diebian.people.actions.users import require_administrator
from diebian.people.models import ApiKey, User
from diebian.people.rules import key_digest


@transaction.atomic
def create_key(*, user: User, name: str, by: User, at: datetime) -> str:
    """A new key of the account, told this once: only its digest is kept. Raises ``NotAllowed``."""
    require_administrator(by, at=at)
    secret = f"dbk_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(user=user, name=name, digest=key_digest(secret), created_at=at, created_by=by)
    record_event(verb="key.created", subject_kind="user", subject_id=user.pk, by=by, at=at, data=_told(key))
    return secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User, at: datetime) -> None:
    """From now on the key opens nothing. Raises ``NotAllowed``; ``NotFound`` when it was revoked before."""
    require_administrator(by, at=at)
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise NotFound(what=key.name)
    record_event(
        verb="key.revoked", subject_kind="user", subject_id=key.user_id, by=by, at=at, data=_told(key)
    )


def _told(key: ApiKey) -> dict[str, str]:
    return {"name": key.name, "account": key.user.username}
