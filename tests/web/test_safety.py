"""Headers, limits, health, errors: what holds for every page."""

import json
import logging

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse

from diebian.web import health
from diebian.web.addresses import client_address
from diebian.web.errors import server_error
from diebian.web.safety import ALLOWED_DEVICES


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # the left part is what the client wrote himself
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, "<script>", "10.0.0.9"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_the_stated_number_of_proxies_is_believed(settings, proxies, told, address):
    settings.PROXIES = proxies
    headers = {"x-forwarded-for": told} if told else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.9")) == address


def test_private_pages_are_kept_by_nobody_and_all_pages_say_what_they_may_do(signed):
    page = signed("chen").get("/")
    assert "no-store" in page["Cache-Control"]
    assert page["Permissions-Policy"] == ALLOWED_DEVICES
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(signed):
    for name in ("", "chen"):
        policy = signed(name).get(reverse("account_login")) if not name else signed(name).get("/")
        rules = dict(part.strip().split(" ", 1) for part in policy["Content-Security-Policy"].split(";"))
        assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
        assert rules["object-src"] == rules["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy["Content-Security-Policy"]


def test_the_cookies_are_for_this_site_alone(cast, in_2017):
    client = Client()
    words = {"login": "chen", "password": "chen-Keyword-2017"}
    cookie = client.post(reverse("account_login"), words).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_strangers_are_limited_and_told_when_to_come_back(cast, in_2017, settings):
    settings.PUBLIC_READS_PER_MINUTE = 3
    answers = [Client().get(reverse("account_login"), REMOTE_ADDR="203.0.113.9") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert Client().get(reverse("account_login"), REMOTE_ADDR="203.0.113.10").status_code == 200
    assert Client().get("/healthz", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_writing_has_a_limit_of_its_own(cast, in_2017, settings):
    settings.PUBLIC_WRITES_PER_MINUTE = 2
    answers = [Client().post("/language/", {"language": "en"}).status_code for _ in range(4)]
    assert answers == [302, 302, 429, 429]
    assert Client().get(reverse("account_login")).status_code == 200


def test_who_has_signed_in_is_not_counted_and_zero_is_no_limit(signed, settings):
    settings.PUBLIC_READS_PER_MINUTE = 1
    client = signed("chen")
    assert {client.get("/").status_code for _ in range(4)} == {200}
    settings.PUBLIC_READS_PER_MINUTE = 0
    assert {Client().get(reverse("account_login")).status_code for _ in range(4)} == {200}


@pytest.fixture
def unknown(monkeypatch) -> None:
    monkeypatch.setattr(health._Known, "is_current", False)


def test_healthy(db, unknown):
    for _ in range(2):
        answer = Client().get("/healthz")
        assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_tables_of_another_version_are_not_healthy_and_only_the_log_says_why(
    db, unknown, monkeypatch, caplog
):
    monkeypatch.setattr(health, "missing_migrations", lambda: ["people.0002_more"])
    with caplog.at_level(logging.ERROR):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")
    assert "people.0002_more" in caplog.text


def test_an_unreachable_database_is_not_healthy(db, unknown, monkeypatch, caplog):
    def fail():
        raise DatabaseError("password=secret")

    monkeypatch.setattr(health, "_reason", fail)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_errors_tell_no_details(cast, in_2017):
    client = Client()
    for path in ("/no/such/page", "/%00", "/accounts/signup/"):
        page = client.get(path)
        assert page.status_code == 404
        text = page.content.decode()
        assert "Traceback" not in text
        assert "urlpatterns" not in text
        assert "django" not in text.lower()


def test_a_defect_of_ours_answers_with_a_page_and_no_details(signed, monkeypatch):
    client = signed("chen")
    client.raise_request_exception = False

    def broken(*_words, **_more):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("diebian.web.desk.render", broken)
    page = client.get("/")
    assert page.status_code == 500
    assert "secret of the house" not in page.content.decode()


def test_machines_get_problems_as_json(cast, in_2017):
    answer = Client().get("/accounts/signup/", headers={"accept": "application/json"})
    assert json.loads(answer.content)["number"] == "404.1"


def test_a_form_without_its_token_changes_nothing(cast, in_2017):
    client = Client(enforce_csrf_checks=True)
    words = {"login": "chen", "password": "chen-Keyword-2017"}
    assert client.post(reverse("account_login"), words).status_code == 403


def test_when_even_the_page_for_errors_fails_there_is_an_answer(monkeypatch, caplog):
    def broken(*_args, **_names):
        raise ValueError("no style")

    monkeypatch.setattr("diebian.web.errors.render", broken)
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert "the page for errors failed" in caplog.text
