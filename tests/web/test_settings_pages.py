"""设置: what the office and the administrator see and change, and what comes back when something is refused."""

import re
from datetime import date

import pytest
from django.urls import reverse

from diebian.base.models import Event
from diebian.people import actions
from diebian.people.models import CalendarDay, Campaign, Grant, Milestone, Post, SpecialTask, Unit, User
from diebian.people.terms import Role
from tests.cast import NOW, make_campaign, make_user


@pytest.fixture
def office(signed):
    return signed("zhao")


@pytest.fixture
def admin(signed):
    return signed("admin")


def at(name: str, *args: int) -> str:
    return reverse(f"settings:{name}", args=args)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_home_lists_what_one_may_open(office, admin, signed):
    assert at("users") not in text(office.get(at("home")))
    assert at("users") in text(admin.get(at("home")))
    assert "请联系系统管理员" in text(signed("chen").get(at("home")))


def test_the_campaign_is_changed(office, cast):
    words = {"name": "蝶变攻坚", "slogan": "让城市生活更精彩", "dispatch_working_hours": "2"}
    assert office.post(at("campaign"), words).status_code == 302
    assert Campaign.objects.get(pk=cast.campaign.pk).name == "蝶变攻坚"
    refused = office.post(at("campaign"), {**words, "dispatch_working_hours": "0"})
    assert refused.status_code == 400


def test_a_special_task_is_made_once(office, cast):
    words = {"number": "1", "name": "农贸市场", "lead_unit": cast.department.pk, "helpers": [cast.wu_unit.pk]}
    assert office.post(at("tasks"), words).status_code == 302
    assert "农贸市场" in text(office.get(at("tasks")))
    assert office.post(at("tasks"), words).status_code == 400
    assert SpecialTask.objects.count() == 1


def test_a_milestone_is_set_and_reached(office):
    office.post(at("milestones"), {"name": "台账清零", "due_on": "2017-09-01"})
    milestone = Milestone.objects.get()
    assert at("reach", milestone.pk) in text(office.get(at("milestones")))
    office.post(at("reach", milestone.pk))
    assert at("reach", milestone.pk) not in text(office.get(at("milestones")))
    assert office.post(at("reach", 999999)).status_code == 404


def test_a_unit_changes_its_parent_names_and_people(office, cast):
    here = at("unit", cast.chen_community.pk)
    words = {"form": "unit", "short_name": "文化巷", "parent": cast.wu_unit.pk, "ranking_group": ""}
    assert office.post(here, words).status_code == 302
    office.post(here, {"form": "alias", "alias": "文化巷居委会"})
    post = {"form": "post", "person_name": "孙某", "phone": "", "title": "书记", "held_from": "2017-07-01"}
    office.post(here, post)
    page = text(office.get(here))
    assert "文化巷居委会" in page
    assert "孙某" in page
    assert Unit.objects.get(pk=cast.chen_community.pk).parent == cast.wu_unit
    office.post(at("end_post", Post.objects.get().pk))
    assert "孙某" not in text(office.get(here))


def test_a_circle_of_units_is_told(office, cast):
    words = {"form": "unit", "short_name": "东", "parent": cast.chen_community.pk, "ranking_group": "街道"}
    answer = office.post(at("unit", cast.chen_unit.pk), words)
    assert answer.status_code == 409
    assert "不能由其下级" in answer.content.decode()


def test_an_unfinished_form_comes_back(office, cast):
    answer = office.post(at("unit", cast.chen_unit.pk), {"form": "alias", "alias": ""})
    assert answer.status_code == 400
    assert "请先改正以下内容" in answer.content.decode()


def test_units_and_people_of_another_campaign_are_not_there(office, cast):
    other = make_campaign(cast.system, code="410802", name="别区")
    unit = Unit(name="别区街道", short_name="别街", kind="subdistrict")
    actions.create_units(campaign=other, units=[unit], by=cast.system, at=NOW)
    person = actions.register_person(campaign=other, name="别人", by=cast.system, at=NOW)
    post = actions.appoint(
        unit=unit, person=person, title="主任", held_from=date(2017, 7, 1), by=cast.system, at=NOW
    )
    session = office.session
    session["campaign_id"] = cast.campaign.pk
    session.save()
    assert "别区街道" not in text(office.get(at("units")))
    assert office.get(at("unit", unit.pk)).status_code == 404
    assert office.post(at("end_post", post.pk)).status_code == 404


def test_a_new_account_shows_its_password_once(admin):
    page = text(admin.post(at("users"), {"username": "sun", "display_name": "孙网格"}))
    password = re.search(r"<code>([^<]+)</code>", page)
    user = User.objects.get(username="sun")
    assert password
    assert user.check_password(password[1])
    assert user.must_change_password
    assert password[1] not in text(admin.get(at("user", user.pk)))
    assert not Event.objects.filter(data__icontains=password[1]).exists()


def test_a_taken_name_is_told(admin):
    assert admin.post(at("users"), {"username": "chen", "display_name": "陈"}).status_code == 409
    assert admin.post(at("users"), {"username": "有 空", "display_name": "陈"}).status_code == 400


def test_a_role_is_given_and_ended(admin, cast):
    here = at("user", cast.wu.pk)
    admin.post(here, {"role": "supervision", "unit": cast.supervision.pk})
    grant = Grant.objects.get(user=cast.wu, role=Role.SUPERVISION)
    assert at("end_grant", grant.pk) in text(admin.get(here))
    admin.post(at("end_grant", grant.pk))
    grant.refresh_from_db()
    assert grant.granted_until == NOW.date()
    assert at("end_grant", grant.pk) not in text(admin.get(here))


def test_an_account_is_switched_off_and_its_password_reset(admin, cast):
    admin.post(at("switch_user", cast.wu.pk), {"on": ""})
    assert not User.objects.get(pk=cast.wu.pk).is_active
    assert "已停用" in text(admin.get(at("users")))
    admin.post(at("switch_user", cast.wu.pk), {"on": "1"})
    page = text(admin.post(at("reset_user", cast.wu.pk)))
    password = re.search(r"<code>([^<]+)</code>", page)
    assert password
    assert User.objects.get(pk=cast.wu.pk).check_password(password[1])


def test_the_machine_is_no_account_to_be_managed(admin, cast):
    assert admin.get(at("user", cast.system.pk)).status_code == 404
    assert admin.post(at("reset_user", cast.system.pk)).status_code == 404
    assert ">system<" not in text(admin.get(at("users")))


def test_the_last_administrator_is_not_switched_off(admin, cast):
    assert admin.post(at("switch_user", cast.admin.pk), {"on": ""}).status_code == 409


def test_administrators_of_one_campaign_give_no_roles_in_another(cast, signed):
    other = make_campaign(cast.system, code="410802", name="别区")
    theirs = make_user(cast.system, other, ("theirs", "别区办"), Role.OFFICE, None)
    grant = Grant.objects.get(user=theirs)
    admin = signed("admin")
    session = admin.session
    session["campaign_id"] = cast.campaign.pk
    session.save()
    assert admin.post(at("end_grant", grant.pk)).status_code == 404


def test_a_years_notice_is_pasted(admin):
    assert "尚未录入" in text(admin.get(at("calendar")))
    admin.post(at("calendar"), {"days": "2017-10-02 休 国庆节\n2017-09-30 班 国庆节调休"})
    page = text(admin.get(at("calendar")))
    assert "2017-10-02" in page
    assert "尚未录入" not in page
    assert "2017-10-02" not in text(admin.get(at("calendar"), {"year": "2018"}))
    assert text(admin.get(at("calendar"), {"year": "x"}))


def test_a_line_that_says_no_day_changes_nothing(admin):
    answer = admin.post(at("calendar"), {"days": "2017-10-02 休 国庆节\n国庆放假"})
    assert answer.status_code == 400
    assert "第 2 行" in answer.content.decode()
    assert not CalendarDay.objects.exists()


def test_the_audit_is_read_by_page_object_and_person(admin, cast):
    page = text(admin.get(at("audit")))
    assert "授权" in page
    one = text(admin.get(at("audit"), {"subject_kind": "user", "subject_id": str(cast.wu.pk)}))
    assert one.count("<tr>") == 2 + 1 + 3  # two events, their head, the other ways with theirs
    assert "建立行动" in text(admin.get(at("audit"), {"by_id": str(cast.system.pk)}))
    assert "建立行动" not in text(admin.get(at("audit"), {"by_id": str(cast.zhao.pk)}))
    assert text(admin.get(at("audit"), {"by_id": "x", "subject_id": "9" * 30}))


def test_the_audit_pages_on_by_keys(admin, cast):
    for number in range(60):
        actions.add_unit_alias(unit=cast.chen_unit, name=f"别名{number}", by=cast.zhao, at=NOW)
    first = text(admin.get(at("audit")))
    following = re.search(r'href="([^"]*after=[^"]+)"', first)
    assert following
    second = text(admin.get(at("audit") + following[1].replace("&amp;", "&")))
    assert "建立行动" in second
    assert "建立行动" not in first


def test_the_chain_is_checked_on_demand(admin, office):
    """Which one is broken is told by its number, and numbers to those alone to whom every event is told."""
    assert "记录完整" in text(admin.get(at("audit"), {"chain": "1"}))
    first = Event.objects.order_by("id").values_list("id", flat=True)[0]
    Event.objects.filter(pk=first).update(by_label="别人")
    assert f"自第 {first} 条起" in text(office.get(at("audit"), {"chain": "1"}))
    told = text(admin.get(at("audit"), {"chain": "1"}))
    assert "有记录与写入时不同" in told
    assert f"第 {first} 条" not in told


def test_the_numbers_of_events_are_for_those_who_are_told_all(admin, office):
    """A number left out would tell that a secret visit was planned, and when."""
    assert ">编号<" in text(office.get(at("audit")))
    assert ">编号<" not in text(admin.get(at("audit")))
