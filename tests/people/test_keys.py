"""接口密钥: made and revoked by an administrator, known by their digest alone."""

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed, NotFound
from diebian.people import actions
from diebian.people.models import ApiKey
from diebian.people.queries import open_keys, user_by_name, user_of_key
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_a_key_stands_for_its_account_and_is_not_kept(cast):
    secret = actions.create_key(user=cast.zhao, name="12345 平台", by=cast.admin, at=NOW)
    assert user_of_key(secret) == cast.zhao
    assert secret not in str(list(ApiKey.objects.values()))
    assert secret not in str(list(Event.objects.values("data")))
    assert str(ApiKey.objects.get()) == "12345 平台"


def test_only_an_administrator_makes_and_revokes(cast):
    with pytest.raises(NotAllowed):
        actions.create_key(user=cast.zhao, name="自用", by=cast.zhao, at=NOW)
    actions.create_key(user=cast.zhao, name="自用", by=cast.admin, at=NOW)
    with pytest.raises(NotAllowed):
        actions.revoke_key(key=ApiKey.objects.get(), by=cast.zhao, at=NOW)


def test_revoked_once_and_for_good(cast):
    secret = actions.create_key(user=cast.zhao, name="自用", by=cast.admin, at=NOW)
    (key,) = open_keys(cast.zhao, name="自用")
    actions.revoke_key(key=key, by=cast.admin, at=NOW)
    assert user_of_key(secret) is None
    assert not open_keys(cast.zhao, name="自用")
    with pytest.raises(NotFound):
        actions.revoke_key(key=key, by=cast.admin, at=NOW)


def test_a_closed_account_has_no_working_key(cast):
    secret = actions.create_key(user=cast.zhao, name="自用", by=cast.admin, at=NOW)
    actions.set_user_active(user=cast.zhao, is_active=False, by=cast.admin, at=NOW)
    assert user_of_key(secret) is None


def test_an_account_is_found_by_its_name(cast):
    assert user_by_name(cast.zhao.username) == cast.zhao
    with pytest.raises(NotFound):
        user_by_name("nobody")
