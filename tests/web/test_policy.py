"""Every address as every kind of person: a page without a declaration, or one that opens too far, fails here.

A page declares whom it is for by its decorator (``web.guards``); whom a permission belongs to is told by
``people/policy.yaml``. New pages are walked without being named here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from diebian.base.models import Event
from diebian.people import actions
from diebian.people.queries import policy
from diebian.people.terms import Permission, Role, Scope
from tests.cast import NOW, Cast, make_user

# The pages of the library of accounts guard themselves; each is named with whom it is for.
OF_ALLAUTH = {
    "account_login": "public",
    "account_logout": "public",
    "account_inactive": "public",
    "account_reauthenticate": "signed in",
    "account_change_password": "signed in",
    "account_set_password": "signed in",
    "mfa_authenticate": "public",  # the second step of signing in
    "mfa_trust": "public",
    "mfa_index": "signed in",
    "mfa_reauthenticate": "signed in",
    "mfa_activate_totp": "signed in",
    "mfa_deactivate_totp": "signed in",
    "mfa_view_recovery_codes": "signed in",
    "mfa_generate_recovery_codes": "signed in",
    "mfa_download_recovery_codes": "signed in",
}
# Something of every shape an address may ask for; nothing in the database has these numbers.
SAMPLES = {
    "int": "987654321",
    "slug": "nothing",
    "str": "nothing",
    "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    "path": "a/b",
}
GROUPS = {"pk": "987654321", "size": "display", "sha256": "0" * 64, "key": "0" * 64}
ROLES = {
    "": frozenset(),
    "citizen": frozenset({Role.CITIZEN}),
    "chen": frozenset({Role.UNIT}),
    "group": frozenset({Role.WORKING_GROUP}),
    "lin": frozenset({Role.SUPERVISION}),
    "zhou": frozenset({Role.LEADER}),
    "zhao": frozenset({Role.OFFICE}),
    "admin": frozenset({Role.ADMINISTRATOR}),
}


class Address(NamedTuple):
    """An address that can be asked for, and whom its page says it is for."""

    path: str
    name: str
    guard: object


def addresses(patterns=None, prefix: str = "/", space: str = "") -> Iterator[Address]:
    """Every page of the site, however deep."""
    for pattern in patterns or get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) == "api":
            continue  # its operations are walked by tests/api
        route = prefix + filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name or ''}"
            guard = getattr(pattern.callback, "guard", None) or OF_ALLAUTH.get(name)
            yield Address(route, name, guard)


def filled(route: str) -> str:
    """A route with something put in for every parameter."""
    text = route.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    text = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: GROUPS[found[1]], text)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], text)


ALL = list(addresses())


def may_open(guard: object, name: str) -> bool:
    """What the policy table says."""
    if guard == "public" or (guard == "signed in" and name):
        return True
    return any(guard in policy()[role] for role in ROLES[name])


@pytest.fixture
def clients(cast: Cast, signed) -> dict[str, Client]:
    """One browser for each kind of person."""
    citizen = make_user(cast.system, cast.campaign, ("citizen", "市民"), Role.CITIZEN, None)
    group = make_user(cast.system, cast.campaign, ("group", "工作组"), Role.WORKING_GROUP, cast.department)
    found = {name: signed(name) for name in ROLES if name not in {"citizen", "group"}}
    for name, user in (("citizen", citizen), ("group", group)):
        found[name] = Client()
        found[name].force_login(user, backend="diebian.web.accounts.Backend")
    return found


def test_there_are_pages_to_walk():
    assert len(ALL) > 40
    assert {address.name for address in ALL} >= {
        "desk",
        "healthz",
        "cases:list",
        "settings:users",
        "public:home",
    }


@pytest.mark.parametrize("address", ALL, ids=lambda a: a.name or a.path)
def test_every_page_says_whom_it_is_for(address):
    assert address.guard in {"public", "signed in"} or address.guard in set(Permission), (
        f"{address.path}: decorate the view with needs(…), signed_in or public (web/guards.py)"
    )


def test_every_page_opens_exactly_for_those_whom_the_policy_names(clients):
    """For the others: sign in first (302), or no (403). What is not there (404), not by GET (405) is behind the door."""
    wrong = []
    for address in ALL:
        for name, client in clients.items():
            if address.name == "account_logout" and name:
                continue  # signing out would end the walk; a GET only asks
            status, inside = look(client, address)
            if status == 403 and is_of_some(address, name):
                continue  # past the door, but this thing is none of his
            if inside is not may_open(address.guard, name):
                wrong.append(f"{name or 'stranger'} {address.path} ({address.guard}): {status}")
    assert not wrong


def is_of_some(address: Address, name: str) -> bool:
    """Whether the page shows one thing and this person has a right to some such things, not to all."""
    scopes = {policy()[role].get(address.guard) for role in ROLES[name]}
    return "987654321" in address.path and bool(scopes & {Scope.OWN, Scope.SUBTREE})


def look(client: Client, address: Address) -> tuple[int, bool]:
    """The status of a GET, and whether the door was passed."""
    answer = client.get(address.path)
    to_login = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")
    is_inside = answer.status_code not in {401, 403} and not to_login
    if answer.status_code == 405:
        return look_by_post(client, address)
    return answer.status_code, is_inside


def look_by_post(client: Client, address: Address) -> tuple[int, bool]:
    """Pages that only change something: sent with nothing in it, to something that is not there."""
    answer = client.post(address.path)
    to_login = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")
    return answer.status_code, answer.status_code not in {401, 403} and not to_login


def test_no_page_breaks_for_anybody(clients):
    broken = [
        f"{name or 'stranger'} {address.path}"
        for address in ALL
        for name, client in clients.items()
        if client.get(address.path).status_code >= 500 and address.name != "healthz"
    ]
    assert not broken


def test_no_get_writes(clients):
    """Looking changes nothing: the audit tells of exports at most, which change nothing but are remembered."""
    before = set(Event.objects.order_by("id").values_list("id", flat=True))
    for address in ALL:
        for name in ("zhao", "admin", "lin"):
            clients[name].get(address.path)
    verbs = Event.objects.exclude(pk__in=before).order_by("id").values_list("verb", flat=True)
    assert {verb for verb in verbs if not verb.endswith("exported")} == set()


def test_every_page_carries_the_headers(clients):
    for address in ALL:
        answer = clients["zhao"].get(address.path)
        assert "default-src 'self'" in answer["Content-Security-Policy"], address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Permissions-Policy"], address
        assert re.search("no-store|private", answer["Cache-Control"]), address


def test_a_disabled_person_opens_only_what_is_public(cast, clients):
    actions.set_user_active(user=cast.zhao, is_active=False, by=cast.admin, at=NOW)
    for address in ALL:
        _status, inside = look(clients["zhao"], address)
        assert inside is may_open(address.guard, ""), address


def test_another_campaign_opens_nothing(cast, clients):
    """Rights end at the border of the campaign: everybody's grants are of the first one."""
    from tests.cast import make_campaign

    second = make_campaign(cast.system, code="410802", name="别区")
    session = clients["zhao"].session
    session["campaign_id"] = second.pk
    session.save()
    for address in ALL:
        _status, inside = look(clients["zhao"], address)
        expected = address.guard in {"public", "signed in"}
        assert inside is expected, address
