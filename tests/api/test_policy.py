"""Every operation of the schema as everybody, with a key and as a browser: open exactly for those whom the policy names.

An operation that is not listed here fails: whoever adds one says for whom it is and how it is asked.
While all this is asked, there is a secret plan and the photograph of a visit that is still under way: nobody is told of them.
"""

import base64
import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from diebian.api.access import Asks
from diebian.api.doors import api
from diebian.people.queries import policy
from diebian.people.terms import Permission
from tests.api.conftest import key_of
from tests.cast import NOW
from tests.secret import SECRET, Secret, everybody, told_in

CITY = {"description": "南门处地面存在垃圾", "source": "city_task"}
TUS = {"Tus-Resumable": "1.0.0"}
IN_THE_FIELD = {Permission.VISIT_SUBMIT, Permission.CASE_VERIFY, Permission.CASE_RECTIFY}


@dataclass(frozen=True)
class Expected:
    """For whom an operation is (any one of ``opens`` will do), and how it is asked."""

    opens: set[Permission]
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json"


# Addresses may hold {number} and {sha256}: of a case that is not there, of the secret visit's photograph.
EXPECTED = {
    "POST /api/v1/cases": Expected({Permission.CASE_REGISTER}, CITY),
    "GET /api/v1/cases/{number}": Expected({Permission.CASE_VIEW}),
    "GET /api/v1/field/me": Expected(IN_THE_FIELD),
    "GET /api/v1/field/changes": Expected(IN_THE_FIELD),
    "OPTIONS /api/v1/field/files": Expected(IN_THE_FIELD),
    "POST /api/v1/field/files": Expected(IN_THE_FIELD, headers=TUS),
    "HEAD /api/v1/field/files/{sha256}": Expected(IN_THE_FIELD, headers=TUS),
    "GET /api/v1/field/files/{sha256}": Expected(IN_THE_FIELD),
    "PATCH /api/v1/field/files/{sha256}": Expected(
        IN_THE_FIELD, b"x", {**TUS, "Upload-Offset": "0"}, "application/offset+octet-stream"
    ),
    "POST /api/v1/field/visits": Expected({Permission.VISIT_SUBMIT}, {"client_id": str(uuid.uuid4())}),
    "POST /api/v1/field/answers": Expected(IN_THE_FIELD, {"client_id": str(uuid.uuid4())}),
}


def in_schema() -> set[str]:
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}


def in_routers() -> dict[str, Any]:
    """All that is served, whether the schema shows it or not."""
    return {
        f"{method} /api/v1{prefix}{re.sub('{[a-z]+:', '{', path)}": operation
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def test_every_operation_is_expected_and_in_the_schema():
    assert set(EXPECTED) == in_schema() == set(in_routers())


@pytest.mark.parametrize("name", sorted(in_routers()))
def test_every_operation_is_guarded(name):
    guards = [guard for guard in in_routers()[name].auth_callbacks if isinstance(guard, Asks)]
    assert len(guards) == 1, f"{name}: auth=Asks(…)"


@pytest.fixture
def people(cast, secret, time_machine):
    time_machine.move_to(NOW, tick=False)
    return everybody(cast)


def with_key(cast, user) -> Client:
    return Client(headers={"Authorization": f"Bearer {key_of(cast, user)}"})


def with_session(user) -> Client:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return client


def ask(client: Client, name: str, expected: Expected, secret: Secret) -> HttpResponse:
    method, path = name.split(" ")
    told = path.format(number=987654, sha256=secret.sha256)
    body = expected.body if isinstance(expected.body, bytes) else json.dumps(expected.body)
    data = body if method in {"POST", "PATCH"} else ""
    return client.generic(method, told, data, content_type=expected.media, headers=expected.headers)


def is_right(status: int, *, may: bool) -> bool:
    """Whom it is for, gets something or is told what is wrong with his asking; all others are told that it is not for them."""
    return (status < 500 and status not in {401, 403}) if may else status == 403


@pytest.mark.parametrize("kind", [with_key, with_session])
def test_every_operation_opens_exactly_for_those_whom_the_policy_names(cast, people, secret, kind):
    wrong = []
    for who, (user, roles) in people.items():
        client = kind(cast, user) if kind is with_key else kind(user)
        for name, expected in EXPECTED.items():
            may = any(permission in policy()[role] for role in roles for permission in expected.opens)
            status = ask(client, name, expected, secret).status_code
            if not is_right(status, may=may):
                wrong.append(f"{who} {name}: {status}, may={may}")
    assert not wrong


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nothing"}])
def test_a_stranger_and_a_wrong_key_open_nothing(people, secret, headers):
    client = Client(headers=headers)
    found = {name: ask(client, name, expected, secret).status_code for name, expected in EXPECTED.items()}
    assert set(found.values()) == {401}, found


def test_no_operation_tells_of_the_secret_visit(cast, people, secret):
    """Neither its note nor its key, in a body or a header; its photograph is there for its inspector alone."""
    told = []
    for who, (user, _roles) in people.items():
        if who in {"lin", "zhao"}:
            continue
        client = with_key(cast, user)
        for name, expected in EXPECTED.items():
            answer = ask(client, name, expected, secret)
            text = told_in(answer)
            if any(mark in text for mark in (SECRET, str(secret.plan.pk), str(secret.photo.pk))):
                told.append(f"{who} {name}")
            if "{sha256}" in name and answer.status_code not in {403, 404}:
                told.append(f"{who} {name}: {answer.status_code}")
    assert not told


def test_who_sends_a_known_photograph_anew_is_not_told_that_it_is_known(cast, people, secret):
    """何检查 of another group has the same picture: it begins at nothing for him as for everybody."""
    pairs = f"sha256 {base64.b64encode(secret.sha256.encode()).decode()},name {base64.b64encode(b'1.jpg').decode()}"
    headers = {**TUS, "Upload-Length": str(secret.size), "Upload-Metadata": pairs}
    offsets = {}
    for who in ("lin", "he"):
        answer = with_key(cast, people[who][0]).post("/api/v1/field/files", headers=headers)
        offsets[who] = answer["Upload-Offset"]
    assert offsets == {"lin": str(secret.size), "he": "0"}


def test_the_schema_itself_holds_no_content(cast, people, secret):
    text = Client().get("/api/v1/openapi.json").content.decode()
    assert SECRET not in text
    assert cast.campaign.name not in text


def test_the_walk_would_find_it(cast, people, secret):
    """Its own inspector is told of it by the same operations, as the walk reads them."""
    name, client, told = "GET /api/v1/field/changes", with_key(cast, cast.lin), ""
    answer = ask(client, name, EXPECTED[name], secret)
    while answer.json()["more"]:
        answer = client.get("/api/v1/field/changes", {"cursor": answer.json()["cursor"]})
        told += told_in(answer)
    assert SECRET in told
    assert str(secret.plan.pk) in told
