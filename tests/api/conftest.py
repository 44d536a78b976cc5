"""The API as another system meets it: the city's hotline, with a key of its own account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from diebian.people import actions
from diebian.people.models import User
from tests.cast import NOW, Cast

Call = Callable[..., HttpResponse]


def key_of(cast: Cast, user: User) -> str:
    """A key of the account."""
    return actions.create_key(user=user, name="12345 平台", by=cast.system, at=NOW)


@pytest.fixture
def call(cast: Cast, time_machine) -> Call:
    """``call("zhao", "post", "/api/v1/cases", {...})`` with a key of 赵审核's; "" = without any."""
    time_machine.move_to(NOW, tick=False)
    keys: dict[str, str] = {}

    def ask(name: str, method: str, path: str, body: Any = None) -> HttpResponse:
        if name and name not in keys:
            keys[name] = key_of(cast, getattr(cast, name))
        headers = {"Authorization": f"Bearer {keys[name]}"} if name else {}
        send = getattr(Client(), method)
        return send(path, body, content_type="application/json", headers=headers)

    return ask
