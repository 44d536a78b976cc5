"""Signing in, out and being shut out: passwords, locks, sessions, the second factor."""

from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from diebian.base.queries import events_of
from diebian.people import actions
from tests.cast import NOW

PASSWORD = "chen-Keyword-2017"  # as tests/cast.py makes it
GOOD = {"login": "chen", "password": PASSWORD}
WRONG = {"login": "chen", "password": "not-the-password"}


def sign_in(client: Client, words: dict[str, str] = GOOD, address: str = "10.0.0.1", **more):
    return client.post(reverse("account_login"), words, REMOTE_ADDR=address, **more)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture
def chen(cast, in_2017) -> Client:
    client = Client()
    assert sign_in(client).status_code == 302
    return client


def test_signing_in_and_out(chen):
    assert is_in(chen)
    chen.post(reverse("account_logout"))
    assert not is_in(chen)


def test_signing_in_gives_a_new_session(cast, in_2017):
    client = Client()
    client.get(reverse("account_login"))
    client.session["x"] = 1
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_a_stranger_is_sent_to_sign_in_and_then_where_he_wanted(cast, in_2017):
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_a_wrong_name_and_a_wrong_password_look_alike(cast, in_2017):
    first = sign_in(Client(), WRONG)
    second = sign_in(Client(), {"login": "nobody", "password": "not-the-password"})
    assert first.status_code == second.status_code == 200
    assert first.context["form"].non_field_errors() == second.context["form"].non_field_errors()


def test_five_failures_lock_the_account_for_that_address_alone(cast, in_2017, time_machine):
    attacker = Client()
    for _ in range(5):
        last = sign_in(attacker, WRONG, address="203.0.113.9")
    assert last.status_code == 429
    assert last["Retry-After"] == "600"
    assert sign_in(attacker, address="203.0.113.9").status_code == 429  # even with the right password
    assert sign_in(Client(), address="10.0.0.1").status_code == 302  # the person himself, elsewhere
    time_machine.move_to(NOW + timedelta(minutes=9))
    assert sign_in(attacker, WRONG, address="203.0.113.9").status_code == 429  # does not lengthen the lock
    time_machine.move_to(NOW + timedelta(minutes=11))
    assert sign_in(Client(), address="203.0.113.9").status_code == 302


def test_an_attacker_at_many_addresses_locks_nobody_out(cast, in_2017):
    for number in range(40):
        sign_in(Client(), WRONG, address=f"203.0.113.{number}")
    assert sign_in(Client(), address="10.0.0.1").status_code == 302


def test_guessing_is_bounded_for_one_address(cast, in_2017):
    """However many names are tried: one address gets so many tries a minute."""
    answers = [
        sign_in(Client(), {"login": f"user{n}", "password": "x"}, address="203.0.113.9").status_code
        for n in range(40)
    ]
    assert answers.count(200) <= 30
    assert answers[-1] == 429


def test_a_forged_forwarding_header_changes_no_address(cast, in_2017):
    for number in range(6):
        last = sign_in(Client(), WRONG, address="203.0.113.9", headers={"x-forwarded-for": f"1.2.3.{number}"})
    assert last.status_code == 429


def test_an_idle_session_ends(chen, time_machine):
    time_machine.move_to(NOW + timedelta(minutes=29))
    assert is_in(chen)
    time_machine.move_to(NOW + timedelta(minutes=58))
    assert is_in(chen)
    time_machine.move_to(NOW + timedelta(minutes=89))
    assert not is_in(chen)


def test_a_busy_session_ends_after_its_hours(chen, time_machine):
    for step in range(1, 24):
        time_machine.move_to(NOW + timedelta(minutes=20 * step))
        assert is_in(chen), step
    time_machine.move_to(NOW + timedelta(hours=8))
    assert not is_in(chen)


def test_sessions_end_with_the_account(cast, chen):
    actions.set_user_active(user=cast.chen, is_active=False, by=cast.admin, at=NOW)
    assert not is_in(chen)
    assert sign_in(Client()).status_code == 302
    assert not is_in(chen)


def test_sessions_end_when_the_password_is_reset(cast, chen):
    actions.reset_password(user=cast.chen, by=cast.admin, at=NOW)
    assert not is_in(chen)


def test_changing_the_password_ends_the_other_sessions_and_is_in_the_audit(cast, chen):
    elsewhere = Client()
    sign_in(elsewhere)
    new = "Quite-another-one-9"
    words = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert chen.post(reverse("account_change_password"), words).status_code == 302
    assert is_in(chen)
    assert not is_in(elsewhere)
    events = events_of(subject_kind="user", subject_id=cast.chen.pk)
    assert events[-1].verb == "user.password_changed"
    assert new not in str(events[-1].data)


@pytest.mark.parametrize("weak", ["short", "password1234", "246813579024"])
def test_a_weak_password_is_not_taken(cast, chen, weak):
    words = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert chen.post(reverse("account_change_password"), words).status_code == 200
    cast.chen.refresh_from_db()
    assert cast.chen.check_password(PASSWORD)


def test_a_long_password_is_taken_whole(cast, chen):
    new = "correct horse battery staple 蝶变 " * 4
    words = {"oldpassword": PASSWORD, "password1": new.strip(), "password2": new.strip()}
    chen.post(reverse("account_change_password"), words)
    cast.chen.refresh_from_db()
    assert cast.chen.check_password(new.strip())
    assert not cast.chen.check_password(new.strip()[:64])


def test_the_first_password_must_be_changed_before_anything_else(cast, in_2017):
    password = actions.reset_password(user=cast.chen, by=cast.admin, at=NOW)
    client = Client()
    sign_in(client, {"login": "chen", "password": password})
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, reverse("account_change_password"))
    new = "Quite-another-one-9"
    words = {"oldpassword": password, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), words).url == "/"
    assert is_in(client)


def with_second_factor(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert get_adapter().is_mfa_enabled(user)
    return secret


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"


def test_the_second_factor_is_asked_for_and_a_code_works_once(cast, in_2017):
    secret = with_second_factor(cast.chen)
    client = Client()
    assert sign_in(client).url.startswith(reverse("mfa_authenticate"))
    assert not is_in(client)
    given = code(secret)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": given})
    assert is_in(client)
    again = Client()
    sign_in(again)
    again.post(reverse("mfa_authenticate"), {"code": given})
    assert not is_in(again)


def test_a_reset_password_does_not_go_round_the_second_factor(cast, in_2017):
    with_second_factor(cast.chen)
    password = actions.reset_password(user=cast.chen, by=cast.admin, at=NOW)
    client = Client()
    assert sign_in(client, {"login": "chen", "password": password}).url.startswith(
        reverse("mfa_authenticate")
    )
    assert not is_in(client)
    assert Authenticator.objects.filter(user=cast.chen).exists()


def test_the_account_menu_leads_to_password_and_second_factor(chen):
    page = chen.get("/").content.decode()
    assert reverse("account_change_password") in page
    assert reverse("mfa_index") in page
    assert chen.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/reset/", "login/code/", "3rdparty/", "social/"]
)
def test_what_is_not_used_is_not_there(cast, in_2017, path):
    assert Client().get(f"/accounts/{path}").status_code == 404


def test_nobody_signs_up(cast, in_2017):
    words = {"username": "new", "password1": "Quite-another-one-9", "password2": "Quite-another-one-9"}
    assert Client().post("/accounts/signup/", words).status_code == 404


def test_the_machine_cannot_sign_in(cast, in_2017):
    assert sign_in(Client(), {"login": "system", "password": ""}).status_code == 200
