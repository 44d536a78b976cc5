"""From an empty database to a campaign: ``init``, ``create-user``, ``migrate``, ``doctor``; and what they refuse."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from diebian.base import clock, files
from diebian.base.models import Event
from diebian.base.problems import NotFound
from diebian.flows import set_up as flow
from diebian.jobs import doctor
from diebian.jobs.cli import diebian
from diebian.people import actions
from diebian.people.models import CalendarDay, Campaign, Grant, User
from diebian.people.problems import CampaignExists, WeakPassword
from diebian.people.queries import user_of_key
from diebian.people.terms import Role
from diebian.standards.models import Adoption
from tests.cast import NOW, make_campaign

INIT = ["init", "--division", "410811", "--start", "2017-07-25", "--days", "50"]


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(diebian, list(words), catch_exceptions=False, input=text)


def told(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def findings() -> set[str]:
    return {finding["check"] for finding in json.loads(run("--json", "doctor").output)["findings"]}


@pytest.fixture
def begun(db) -> dict:
    return told(run("--json", *INIT))


def test_init_makes_all_that_is_needed(begun):
    campaign = Campaign.objects.get()
    assert (campaign.division_name, str(campaign.end_on)) == ("山阳区", "2017-09-12")
    assert CalendarDay.objects.order_by("day").count() == begun["calendar_days"] > 250
    assert Adoption.objects.filter(campaign=campaign).count() == begun["standards"] == 5
    admin = User.objects.get(username="admin")
    assert admin.check_password(begun["password"])
    assert admin.must_change_password
    assert Grant.objects.get(user=admin).role == Role.ADMINISTRATOR


def test_two_installations_have_two_passwords(begun):
    again = told(run("--json", "init", "--division", "410802", "--start", "2017-07-25", "--admin", "second"))
    assert again["password"] != begun["password"]


def test_a_second_campaign_keeps_the_administrators_password(begun):
    again = told(run("--json", "init", "--division", "410802", "--start", "2017-07-25"))
    assert again["password"] is None
    assert User.objects.get(username="admin").check_password(begun["password"])


def test_a_password_of_ones_own_is_never_printed(db):
    result = run(*INIT, "--admin-password-stdin", text="Chosen-by-myself-9\n")
    assert result.exit_code == 0
    assert "Chosen" not in result.output
    admin = User.objects.get(username="admin")
    assert admin.check_password("Chosen-by-myself-9")
    assert not admin.must_change_password


def test_an_empty_or_weak_password_leaves_nothing(db):
    assert run(*INIT, "--admin-password-stdin", text="").exit_code == 2
    with pytest.raises(WeakPassword):
        run(*INIT, "--admin-password-stdin", text="short\n")
    assert not Campaign.objects.exists()
    assert not CalendarDay.objects.exists()


def test_stopped_half_way_nothing_is_left(db, monkeypatch):
    def stop(**_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(flow, "load_standards", stop)
    result = CliRunner().invoke(diebian, INIT)
    assert result.exit_code == 1
    assert "Aborted" in result.output
    assert not Campaign.objects.exists()
    assert not Event.objects.filter(verb="campaign.created").exists()


def test_the_same_campaign_twice_is_refused(begun):
    with pytest.raises(CampaignExists):
        run(*INIT)


def test_create_user(cast):
    made = told(run("--json", "create-user", "sun", "--name", "孙网格", "--unit", "文化巷社区"))
    user = User.objects.get(pk=made["user"])
    assert user.check_password(made["password"])
    assert user.must_change_password
    grant = Grant.objects.get(user=user)
    assert (grant.role, grant.unit) == (Role.UNIT, cast.chen_community)


def test_create_user_with_a_password_of_its_own(cast):
    words = ["create-user", "ma", "--name", "马领导", "--role", "leader", "--password-stdin"]
    result = run(*words, text="Chosen-by-myself-9\n")
    assert result.exit_code == 0
    assert "Chosen" not in result.output
    assert Grant.objects.get(user__username="ma").unit is None


def test_create_user_for_an_unknown_unit_makes_nobody(cast):
    with pytest.raises(NotFound):
        run("create-user", "ma", "--name", "马", "--unit", "不存在街道")
    assert not User.objects.filter(username="ma").exists()
    assert run("create-user", "ma", "--name", "马", "--role", "boss").exit_code == 2


def test_migrate_again_does_nothing(db):
    assert told(run("--json", "migrate")) == {"applied": []}


# doctor: each fault is found, by name, and a sound installation has none.


@pytest.fixture
def sound(begun, time_machine, settings) -> None:
    time_machine.move_to(NOW)
    settings.HOME.chmod(0o700)
    settings.STATIC_ROOT = settings.HOME / "never-served"  # nothing has been gathered, so nothing is stale
    assert findings() <= {"disk", "assets"}  # of this machine and this source tree


def test_a_sound_installation(sound):
    assert findings() <= {"disk", "assets"}  # of this machine and this source tree


def test_an_empty_database_has_no_campaign(db):
    assert "campaign" in findings()


def test_an_altered_event_is_found(sound):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE base_event SET by_label = %s WHERE id = (SELECT min(id) FROM base_event)", ["甲"]
        )
    assert "audit" in findings()


def test_missing_files_are_found_and_not_listed_without_end(sound):
    for number in range(7):
        row = files.store(f"照片{number}".encode(), media_type="text/plain", at=NOW)
        files.path_of(row.sha256).unlink()
    found = [finding for finding in doctor.examine() if finding.check == "files"]
    assert len(found) == 6
    assert "2" in found[-1].problem


def test_a_year_without_holidays_is_found(sound, time_machine):
    time_machine.move_to(NOW + timedelta(days=365 * 12))
    assert "calendar" in findings()


def test_a_campaign_without_administrator_is_found(sound):
    User.objects.filter(username="admin").update(is_active=False)
    assert "administrator" in findings()


def test_demonstration_data_beside_real_data_are_found(sound):
    system = actions.system_user(at=NOW)
    demo = make_campaign(system, code="410802", name="演示")
    Campaign.objects.filter(pk=demo.pk).update(is_demo=True)
    assert "demo" in findings()


def test_dangerous_settings_are_found(sound, settings):
    settings.ALLOWED_HOSTS = ["chuangcheng.example.gov.cn"]
    assert "settings" in findings()
    settings.HTTPS = True
    settings.DEBUG = True
    problems = [finding.problem for finding in doctor.configuration()]
    assert any("调试" in problem for problem in problems)


def test_a_source_tree_without_styles_is_found(sound, monkeypatch):
    monkeypatch.setattr(doctor.static, "is_built", lambda: False)
    assert "assets" in findings()


def test_an_open_data_folder_is_found(sound, settings):
    settings.HOME.chmod(0o755)
    assert "home" in findings()


def test_tables_of_another_version_are_found_and_nothing_else_is_asked(sound, monkeypatch):
    monkeypatch.setattr(doctor, "missing_migrations", lambda: ["people.0002_more"])
    assert "migrations" in findings()
    assert run("doctor").exit_code == 1


def test_every_command_explains_itself_in_both_languages():
    for name in diebian.list_commands(None):
        text = run(name, "--help").output
        assert any("一" <= letter <= "鿿" for letter in text), name
        assert "Usage: diebian" in text
        assert sum(letter.isascii() and letter.isalpha() for letter in text) > 60, name
    assert clock.today()


def test_a_key_is_made_once_shown_and_revoked(cast):
    made = told(run("--json", "create-key", cast.zhao.username, "--name", "12345 平台"))
    assert user_of_key(made["key"]) == cast.zhao
    assert told(run("--json", "revoke-key", cast.zhao.username, "--name", "12345 平台"))["revoked"] == 1
    assert user_of_key(made["key"]) is None


@pytest.mark.parametrize(
    "words", [("create-key", "nobody"), ("revoke-key", "nobody"), ("revoke-key", "zhao")]
)
def test_a_key_of_nobody_is_told(cast, words):
    with pytest.raises(NotFound):
        run(*words, "--name", "12345 平台")
