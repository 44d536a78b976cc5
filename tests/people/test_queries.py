"""Reads: units by every name, posts on a day, the roles and the reach a person has now."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diebian.base.problems import NotAllowed
from diebian.people import actions, guards
from diebian.people.models import Campaign, UnitAlias
from diebian.people.queries import (
    administered_campaigns,
    current_campaign,
    held_roles,
    posts_in,
    reach,
    units_by_name,
    units_of,
)
from diebian.people.terms import Permission, Role, UnitKind
from tests.cast import NOW, make_campaign


def test_the_newest_open_campaign_is_current(cast):
    assert current_campaign() == cast.campaign
    actions.archive_campaign(campaign=cast.campaign, by=cast.zhao, at=NOW)
    assert current_campaign() is None
    assert str(make_campaign(cast.system)) == "决战五十天"


def test_units_come_in_official_order(cast):
    kinds = [unit.kind for unit in units_of(cast.campaign)]
    assert kinds[:2] == [UnitKind.HEADQUARTERS, UnitKind.OFFICE]
    assert list(units_of(cast.campaign, UnitKind.SUBDISTRICT)) == [cast.chen_unit, cast.wu_unit]
    assert str(cast.chen_unit) == "东方红街道"


def test_a_name_of_two_units_names_neither(cast):
    UnitAlias.objects.create(unit=cast.chen_unit, name="街道办")
    assert units_by_name(cast.campaign)["街道办"] == cast.chen_unit
    UnitAlias.objects.create(unit=cast.wu_unit, name="街道办")
    found = units_by_name(cast.campaign)
    assert "街道办" not in found
    assert found["东方红街道"] == found["东方红街道办事处"] == cast.chen_unit


def test_posts_are_those_held_on_the_day(cast):
    person = actions.register_person(campaign=cast.campaign, name="陈某", by=cast.zhao, at=NOW)
    post = actions.appoint(
        unit=cast.chen_unit, person=person, title="主任", held_from=date(2017, 7, 1), by=cast.zhao, at=NOW
    )
    actions.end_post(post=post, until=date(2017, 8, 1), by=cast.zhao, at=NOW)
    days = [date(2017, 6, 30), date(2017, 7, 1), date(2017, 7, 31), date(2017, 8, 1)]
    assert [len(posts_in([cast.chen_unit], on=day)) for day in days] == [0, 1, 1, 0]
    assert str(person) == "陈某"


def test_a_unit_reaches_what_it_administers_and_no_neighbour(cast):
    found = reach(cast.chen, cast.campaign, Permission.CASE_VIEW, at=NOW)
    assert found.unit_ids == {cast.chen_unit.pk, cast.chen_community.pk}
    assert reach(cast.system, cast.campaign, Permission.CASE_VIEW, at=NOW).everything
    with pytest.raises(NotAllowed):
        guards.require(
            cast.chen, Permission.CASE_VIEW, campaign=cast.campaign, at=NOW, unit_ids=[cast.wu_unit.pk]
        )
    assert guards.require_any(cast.chen, Permission.CASE_VIEW, campaign=cast.campaign, at=NOW) == found
    for nobody in (None, cast.lin):
        with pytest.raises(NotAllowed):
            guards.require_any(nobody, Permission.USER_MANAGE, campaign=cast.campaign, at=NOW)
    with pytest.raises(NotAllowed):
        guards.require(None, Permission.CASE_VIEW, campaign=cast.campaign, at=NOW)


def test_a_role_in_one_campaign_is_nothing_in_another(cast):
    other = make_campaign(cast.system, code="410802", name="别区")
    assert not reach(cast.zhao, other, Permission.CASE_VIEW, at=NOW)
    assert list(administered_campaigns(cast.admin)) == [cast.campaign]
    assert not administered_campaigns(cast.zhao)


def test_roles_end_with_their_day_and_with_the_account(cast):
    grant = actions.grant_role(
        user=cast.wu,
        campaign=cast.campaign,
        role=Role.SUPERVISION,
        by=cast.admin,
        at=NOW,
        granted_from=NOW.date(),
        granted_until=NOW.date() + timedelta(days=1),
    )
    assert {held.role for held in held_roles(cast.wu, cast.campaign, at=NOW)} == {Role.UNIT, grant.role}
    later = NOW + timedelta(days=1)
    assert {held.role for held in held_roles(cast.wu, cast.campaign, at=later)} == {Role.UNIT}
    actions.set_user_active(user=cast.wu, is_active=False, by=cast.admin, at=NOW)
    assert held_roles(cast.wu, cast.campaign, at=NOW) == []


def test_roles_are_looked_up_once_where_the_door_says_so(cast):
    cast.chen.roles_known = {}
    held_roles(cast.chen, cast.campaign, at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert reach(cast.chen, cast.campaign, Permission.CASE_VIEW, at=NOW)
    assert len(queries) == 0
    assert Campaign(working_hours=[["09:00", "17:00"]]).hours[0][0].hour == 9
