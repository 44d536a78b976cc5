"""What is written when an administrator sets a campaign up, and what is refused."""

from datetime import date, timedelta

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed, NotFound
from diebian.base.queries import events_of, first_broken_event
from diebian.people import actions
from diebian.people.models import CalendarDay, Campaign, Grant, Milestone, Unit, UnitAlias, User
from diebian.people.problems import (
    CampaignExists,
    LastAdministrator,
    UnitCircle,
    UnitElsewhere,
    UnitNameTaken,
    UsernameTaken,
    WeakPassword,
    WrongDates,
)
from diebian.people.terms import Role, UnitKind
from tests.cast import NOW, make_campaign, make_user

LATER = NOW + timedelta(days=1)


def verbs(kind: str, number: int) -> list[str]:
    return [event.verb for event in events_of(subject_kind=kind, subject_id=number)]


def test_the_machine_is_one_user_who_cannot_sign_in(db):
    first, again = actions.system_user(at=NOW), actions.system_user(at=LATER)
    assert first == again
    assert not first.has_usable_password()
    assert not first.has_perm("people.add_user")


def test_only_the_machine_begins_a_campaign_and_only_once(cast):
    def begin(by, start_on=date(2018, 3, 1), days=30) -> Campaign:
        return actions.create_campaign(
            name="又一次",
            division_code="410811",
            division_name="山阳区",
            document_prefix="山创指",
            start_on=start_on,
            days=days,
            by=by,
            at=NOW,
        )

    with pytest.raises(NotAllowed):
        begin(cast.admin)
    with pytest.raises(WrongDates):
        begin(cast.system, days=0)
    with pytest.raises(CampaignExists, match="决战五十天"):
        begin(cast.system, start_on=cast.campaign.start_on)
    assert begin(cast.system).end_on == date(2018, 3, 30)


def test_an_archived_campaign_makes_room(cast):
    actions.archive_campaign(campaign=cast.campaign, by=cast.zhao, at=NOW)
    assert cast.campaign.archived_at == NOW
    assert make_campaign(cast.system).pk != cast.campaign.pk
    with pytest.raises(NotAllowed):
        actions.archive_campaign(campaign=cast.campaign, by=cast.zhou, at=NOW)


def test_a_campaign_is_renamed_by_the_office_and_nobody_below(cast):
    def change(by) -> None:
        actions.change_campaign(
            campaign=cast.campaign, name="攻坚", slogan="蝶变", dispatch_working_hours=2, by=by, at=NOW
        )

    with pytest.raises(NotAllowed):
        change(cast.chen)
    change(cast.zhao)
    assert Campaign.objects.get(pk=cast.campaign.pk).dispatch_working_hours == 2
    assert verbs("campaign", cast.campaign.pk) == ["campaign.created", "campaign.changed"]


def test_a_special_task_has_a_lead_and_helpers(cast):
    task = actions.create_special_task(
        campaign=cast.campaign,
        number=1,
        name="农贸市场",
        lead_unit=cast.department,
        helpers=[cast.chen_unit, cast.wu_unit],
        supervision_unit=cast.supervision,
        by=cast.zhao,
        at=NOW,
    )
    assert {helper.unit for helper in task.helpers.order_by("id")} == {cast.chen_unit, cast.wu_unit}
    assert [str(task), str(task.helpers.order_by("id")[0])] == ["农贸市场", "东方红街道"]
    assert verbs("special_task", task.pk) == ["special_task.created"]


def test_a_milestone_is_reached_once(cast):
    milestone = actions.set_milestone(
        campaign=cast.campaign, name="台账清零", due_on=date(2017, 9, 1), by=cast.zhao, at=NOW
    )
    for at in (NOW, LATER):
        actions.reach_milestone(milestone=milestone, by=cast.zhao, at=at)
    assert Milestone.objects.get(pk=milestone.pk).reached_at == NOW
    assert verbs("milestone", milestone.pk) == ["milestone.set", "milestone.reached"]


def test_two_units_of_one_name_are_refused_and_nothing_is_left(cast):
    new = [Unit(name=name, kind=UnitKind.DEPARTMENT) for name in ("卫生局", "城市管理局")]
    with pytest.raises(UnitNameTaken, match="城市管理局"):
        actions.create_units(campaign=cast.campaign, units=new, by=cast.zhao, at=NOW)
    assert not Unit.objects.filter(name="卫生局").exists()


def test_a_unit_moves_but_never_under_itself(cast):
    def move(unit, parent) -> None:
        actions.change_unit(
            unit=unit, parent=parent, short_name="新", ranking_group="街道", by=cast.zhao, at=NOW
        )

    with pytest.raises(UnitCircle):
        move(cast.chen_unit, cast.chen_community)
    with pytest.raises(UnitCircle):
        move(cast.chen_unit, cast.chen_unit)
    move(cast.chen_community, cast.wu_unit)
    assert Unit.objects.get(pk=cast.chen_community.pk).parent == cast.wu_unit
    move(cast.headquarters, None)
    with pytest.raises(UnitElsewhere):
        move(cast.chen_unit, foreign_unit(cast))


def foreign_unit(cast) -> Unit:
    other = make_campaign(cast.system, code="410802", name="别区")
    unit = Unit(name="别区街道", short_name="别街", kind=UnitKind.SUBDISTRICT)
    return actions.create_units(campaign=other, units=[unit], by=cast.system, at=NOW)[0]


def test_an_alias_is_learnt_once(cast):
    for _ in range(2):
        actions.add_unit_alias(unit=cast.chen_unit, name="东街", by=cast.zhao, at=NOW)
    assert [str(alias) for alias in UnitAlias.objects.order_by("id")] == ["东街"]
    assert verbs("unit", cast.chen_unit.pk) == ["unit.created", "unit.alias_added"]


def test_a_post_is_held_and_ends(cast):
    person = actions.register_person(
        campaign=cast.campaign, name="陈某", phone="13900000000", by=cast.zhao, at=NOW
    )
    post = actions.appoint(
        unit=cast.chen_unit, person=person, title="主任", held_from=date(2017, 7, 1), by=cast.zhao, at=NOW
    )
    with pytest.raises(WrongDates):
        actions.end_post(post=post, until=date(2017, 7, 1), by=cast.zhao, at=NOW)
    actions.end_post(post=post, until=date(2017, 8, 1), by=cast.zhao, at=NOW)
    assert (str(post), post.held_until) == ("陈某 主任", date(2017, 8, 1))
    assert "13900000000" not in str(list(Event.objects.order_by("id").values("data")))


def test_an_account_needs_a_free_name_and_a_good_password(cast):
    def make(username, password) -> User:
        return actions.create_user(
            username=username, display_name="新人", password=password, by=cast.admin, at=NOW
        )

    with pytest.raises(UsernameTaken):
        make("chen", "Long-enough-2017")
    for weak in ("short", "123456789012", "password1234"):
        with pytest.raises(WeakPassword):
            make("xin", weak)
    user = make("xin", "Long-enough-2017")
    assert user.check_password("Long-enough-2017")
    assert str(Grant(user=user, role=Role.UNIT)) == "新人 责任单位"
    assert "Long-enough" not in str(list(Event.objects.order_by("id").values("data")))


def test_an_account_may_have_no_password_and_then_nobody_signs_in_with_it(cast):
    user = actions.create_user(username="ceshi", display_name="演示", password=None, by=cast.system, at=NOW)
    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.parametrize("who", ["zhao", "lin", "chen", "zhou"])
def test_only_administrators_touch_accounts(cast, who):
    by = getattr(cast, who)
    with pytest.raises(NotAllowed):
        actions.create_user(username="x", display_name="x", password="Long-enough-2017", by=by, at=NOW)
    with pytest.raises(NotAllowed):
        actions.set_user_active(user=cast.wu, is_active=False, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        actions.reset_password(user=cast.wu, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        actions.grant_role(user=by, campaign=cast.campaign, role=Role.ADMINISTRATOR, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        actions.set_calendar_days(days=[(date(2027, 1, 1), False, "元旦")], by=by, at=NOW)


def test_an_administrator_whose_time_is_over_touches_nothing(cast):
    second = make_user(cast.system, cast.campaign, ("deng", "邓管理"), Role.ADMINISTRATOR, None)
    actions.create_user(username="y", display_name="y", password="Long-enough-2017", by=second, at=NOW)
    grant = Grant.objects.get(user=second)
    actions.end_grant(grant=grant, until=NOW.date(), by=cast.admin, at=NOW)
    with pytest.raises(NotAllowed):
        actions.create_user(username="z", display_name="z", password="Long-enough-2017", by=second, at=NOW)


def test_a_role_is_given_within_the_campaign_and_in_order(cast):
    def give(**more) -> Grant:
        return actions.grant_role(
            user=cast.wu, campaign=cast.campaign, role=Role.UNIT, by=cast.admin, at=NOW, **more
        )

    with pytest.raises(UnitElsewhere):
        give(unit=foreign_unit(cast))
    with pytest.raises(WrongDates):
        give(granted_from=date(2017, 8, 2), granted_until=date(2017, 8, 2))
    grant = give(unit=cast.department, granted_from=date(2017, 8, 1), granted_until=date(2017, 9, 1))
    actions.end_grant(grant=grant, until=date(2017, 8, 5), by=cast.admin, at=NOW)
    assert Grant.objects.get(pk=grant.pk).granted_until == date(2017, 8, 5)


def test_the_last_administrator_stays(cast):
    grant = Grant.objects.get(user=cast.admin)
    with pytest.raises(LastAdministrator):
        actions.end_grant(grant=grant, until=NOW.date(), by=cast.admin, at=NOW)
    with pytest.raises(LastAdministrator):
        actions.set_user_active(user=cast.admin, is_active=False, by=cast.admin, at=NOW)
    elsewhere = make_campaign(cast.system, code="410802", name="别区")
    make_user(cast.system, elsewhere, ("other", "别区管理"), Role.ADMINISTRATOR, None)
    with pytest.raises(LastAdministrator):
        actions.end_grant(grant=grant, until=NOW.date(), by=cast.admin, at=NOW)
    make_user(cast.system, cast.campaign, ("deng", "邓管理"), Role.ADMINISTRATOR, None)
    actions.end_grant(grant=grant, until=NOW.date(), by=cast.admin, at=NOW)


def test_an_account_is_switched_off_and_on(cast):
    actions.set_user_active(user=cast.wu, is_active=False, by=cast.admin, at=NOW)
    assert not User.objects.get(pk=cast.wu.pk).is_active
    actions.set_user_active(user=cast.wu, is_active=True, by=cast.admin, at=NOW)
    assert verbs("user", cast.wu.pk)[-2:] == ["user.disabled", "user.enabled"]


def test_a_reset_password_must_be_changed(cast):
    password = actions.reset_password(user=cast.wu, by=cast.admin, at=NOW)
    assert cast.wu.check_password(password)
    assert cast.wu.must_change_password
    with pytest.raises(WeakPassword):
        actions.set_own_password(user=cast.wu, password="short", at=NOW)
    actions.set_own_password(user=cast.wu, password="Chosen-by-myself-9", at=NOW)
    stored = User.objects.get(pk=cast.wu.pk)
    assert stored.check_password("Chosen-by-myself-9")
    assert not stored.must_change_password
    assert verbs("user", cast.wu.pk)[-2:] == ["user.password_reset", "user.password_changed"]
    with pytest.raises(NotFound):
        actions.reset_password(user=cast.system, by=cast.admin, at=NOW)


def test_calendar_days_change_only_what_differs(cast):
    days = [(date(2027, 1, 1), False, "元旦"), (date(2027, 2, 6), True, "调休")]
    assert actions.set_calendar_days(days=days, by=cast.admin, at=NOW) == 2
    assert actions.set_calendar_days(days=days, by=cast.admin, at=NOW) == 0
    assert actions.set_calendar_days(days=[(date(2027, 1, 1), True, "加班")], by=cast.admin, at=NOW) == 1
    row = CalendarDay.objects.get(day=date(2027, 1, 1))
    assert (str(row), row.is_working) == ("2027-01-01 加班", True)
    assert verbs("calendar_day", row.pk) == ["calendar.set", "calendar.set"]


def test_the_chain_of_all_this_is_whole(cast):
    assert Event.objects.order_by("id").count() > 10
    assert first_broken_event() is None
