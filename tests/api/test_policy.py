"""Every operation of the API says what it needs, and asks the same table as the pages."""

import pytest

from diebian.api.access import Asks
from diebian.api.doors import api
from diebian.people.queries import policy
from diebian.people.terms import Permission
from tests.cast import Cast

ROLES = {"zhao": "office", "lin": "supervision", "chen": "unit", "zhou": "leader"}
OPERATIONS = [
    (path, operation)
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
]


def test_there_are_operations():
    assert len(OPERATIONS) >= 2


@pytest.mark.parametrize(
    ("path", "operation"), OPERATIONS, ids=[operation.view_func.__name__ for _, operation in OPERATIONS]
)
def test_every_operation_is_guarded(path, operation):
    guards = [guard for guard in operation.auth_callbacks if isinstance(guard, Asks)]
    assert len(guards) == 1, f"{path}: auth=Asks(…)"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROLES)
def test_registering_opens_for_those_whom_the_policy_names(call, cast: Cast, name):
    body = {"description": "南门处地面存在垃圾", "source": "city_task"}
    may = Permission.CASE_REGISTER in policy()[ROLES[name]]
    assert call(name, "post", "/api/v1/cases", body).status_code == (201 if may else 403)
