"""登记 by another system: the hotline sends a fault and asks what became of it."""

from datetime import timedelta

import pytest
from django.test import Client

from diebian.base.models import Event
from diebian.cases.models import Case
from diebian.people import actions
from diebian.people.models import ApiKey
from tests.api.conftest import key_of
from tests.cast import NOW

CASES = "/api/v1/cases"
FAULT = {
    "description": "南门处地面存在垃圾",
    "source": "city_task",
    "place_text": "工字路",
    "source_number": "12345-7",
    "client_key": "hotline-1",
}

pytestmark = pytest.mark.django_db


def test_the_hotline_registers_a_fault_and_asks_for_it(call):
    answer = call("zhao", "post", CASES, FAULT)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["number"], told["state"], told["lead_unit"]) == (1, "registered", None)
    assert told["dispatch_due_at"].startswith("2017-08-02T")
    assert call("zhao", "get", f"{CASES}/1").json() == told
    event = Event.objects.get(subject_kind="case")
    assert event.by_label.startswith("赵审核")


def test_sent_again_it_is_registered_once(call):
    first, second = (call("zhao", "post", CASES, FAULT).json()["number"] for _ in range(2))
    assert first == second
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": "  "}, "new.description"),
        ({"source": "nowhere"}, "new.source"),
        ({"level": "soon"}, "new.level"),
        ({"colour": "red"}, "new.colour"),
        ({"place_text": "路" * 201}, "new.place_text"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(call, wrong, field):
    answer = call("zhao", "post", CASES, FAULT | wrong)
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not Case.objects.exists()


def test_an_unknown_category_and_a_broken_body_are_told(call):
    assert call("zhao", "post", CASES, FAULT | {"category_code": "E9999"}).json()["number"] == "400.1"
    assert call("zhao", "post", CASES, "{").json()["number"] == "400.0"
    assert not Case.objects.exists()


def test_an_unknown_case_is_told(call):
    assert call("zhao", "get", f"{CASES}/77").status_code == 404


def test_a_stranger_and_an_unknown_key_get_nothing(call):
    for headers in ({}, {"Authorization": "Bearer dbk_guessed"}, {"Authorization": "Basic eDp5"}):
        answer = Client().post(CASES, FAULT, content_type="application/json", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not Case.objects.exists()


def test_a_key_may_what_its_account_may(call):
    call("zhao", "post", CASES, FAULT)
    assert call("wu", "post", CASES, FAULT | {"client_key": "2"}).status_code == 403
    assert call("wu", "get", f"{CASES}/1").status_code == 404  # not of his unit: as if it were not there


def test_a_revoked_key_opens_nothing(call, cast):
    secret = key_of(cast, cast.zhao)
    actions.revoke_key(key=ApiKey.objects.get(), by=cast.admin, at=NOW)
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get(f"{CASES}/1", headers=headers).status_code == 401


def test_a_browser_needs_the_token_that_its_own_page_has(cast, call):
    call("zhao", "post", CASES, FAULT)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.zhao, backend="diebian.web.accounts.Backend")
    assert browser.get(f"{CASES}/1").status_code == 200
    answer = browser.post(CASES, FAULT, content_type="application/json")
    assert answer.json()["number"] == "403.9"


def test_a_wrong_key_is_nobody_even_in_a_browser_that_has_signed_in(cast, call):
    call("zhao", "post", CASES, FAULT)
    browser = Client()
    browser.force_login(cast.zhao, backend="diebian.web.accounts.Backend")
    assert browser.get(f"{CASES}/1", headers={"Authorization": "Bearer dbk_guessed"}).status_code == 401


def test_a_session_ends_here_as_on_the_pages(cast, call, settings, time_machine):
    call("zhao", "post", CASES, FAULT)
    browser = Client()
    browser.force_login(cast.zhao, backend="diebian.web.accounts.Backend")
    assert browser.get(f"{CASES}/1").status_code == 200
    time_machine.move_to(NOW + timedelta(seconds=settings.SESSION_COOKIE_AGE), tick=False)
    assert browser.get(f"{CASES}/1").status_code == 401


def test_a_first_password_is_changed_first(cast, call):
    cast.zhao.must_change_password = True
    cast.zhao.save()
    browser = Client()
    browser.force_login(cast.zhao, backend="diebian.web.accounts.Backend")
    assert browser.get(f"{CASES}/1").status_code == 302


def test_a_key_says_nothing_outside_the_api(call, cast):
    headers = {"Authorization": f"Bearer {key_of(cast, cast.zhao)}"}
    assert Client().get("/cases/", headers=headers).status_code == 302


def test_before_there_is_a_campaign(call, cast):
    actions.archive_campaign(campaign=cast.campaign, by=cast.admin, at=NOW)
    assert call("zhao", "post", CASES, FAULT).status_code == 404


def test_the_answer_is_not_kept_and_shows_nothing_in_a_page(call):
    answer = call("zhao", "post", CASES, FAULT)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_schema_names_every_operation(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/cases", "/api/v1/cases/{number}"} <= set(schema["paths"])


@pytest.mark.parametrize("count", [1, 3])
def test_a_registration_costs_the_same_however_many_there_are(call, count, django_assert_max_num_queries):
    for place in range(count):
        call("zhao", "post", CASES, FAULT | {"client_key": f"{place}"})
    with django_assert_max_num_queries(15):
        call("zhao", "post", CASES, FAULT | {"client_key": "last"})
