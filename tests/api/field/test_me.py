"""The phone asks who holds it."""

import pytest

from tests.api.field.conftest import FIELD, Phone
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_who_holds_the_phone(phone, cast):
    told = phone.get("/me").json()
    assert (told["username"], told["display_name"], told["unit"]) == ("lin", "林检查", "联合督导组")
    assert told["campaign"]["name"] == "决战五十天"
    assert told["campaign"]["end_on"] == "2017-09-12"
    assert told["server_time"].startswith("2017-08-02T10:00:00")
    assert told["server_time"].endswith("+08:00")
    assert told["chunk_bytes"] <= told["photo"]["max_bytes"]


def test_the_token_it_gives_opens_writing(phone):
    assert phone.token == ""
    assert phone.begin(b"anything").status_code == 201
    phone.token = "guessed"
    assert phone.begin(b"anything").json()["number"] == "403.9"


def test_only_for_those_who_have_something_to_do_there(cast, time_machine, client):
    assert Phone(cast.zhou).client.get(f"{FIELD}/me").status_code == 403
    assert client.get(f"{FIELD}/me").status_code == 401


def test_the_office_belongs_to_no_unit(cast, phone):
    assert Phone(cast.zhao).get("/me").json()["unit"] == ""


def test_what_each_has_to_do_in_the_street(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    may = {
        user.username: Phone(user).client.get(f"{FIELD}/me").json()["may"]
        for user in (cast.lin, cast.zhao, cast.chen)
    }
    assert may == {"lin": ["visit", "verify"], "zhao": ["visit", "verify"], "chen": ["rectify"]}
