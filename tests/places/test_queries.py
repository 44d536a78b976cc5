"""Reads: what is found, by whom, and with how many queries."""

import dataclasses
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from diebian.base.problems import NotFound
from diebian.lib.datum import Point
from diebian.people import actions as people
from diebian.people.rules import Reach
from diebian.places import actions, queries
from diebian.places.drafts import draft_of
from diebian.places.queries import PlaceFilter
from diebian.places.terms import Duty
from tests.cast import NOW

EVERYTHING = Reach(everything=True)
NO_FILTER = PlaceFilter()


@pytest.fixture
def three(cast, kinds, draft):
    """A market and a yard in 东方红街道, a lane without position in 焦东街道."""
    drafts = [
        draft,
        dataclasses.replace(
            draft, place_type=kinds["housing_yard"], name="示例家属院", is_required_check=True
        ),
        dataclasses.replace(
            draft,
            place_type=kinds["back_lane"],
            name="示例背街",
            address="",
            community=None,
            subdistrict=cast.wu_unit,
            lead_unit=cast.department,
            position=None,
        ),
    ]
    return actions.register_places(campaign=cast.campaign, drafts=drafts, by=cast.zhao, at=NOW)


def names(cast, by=NO_FILTER, reach=EVERYTHING):
    page = queries.place_page(campaign=cast.campaign, reach=reach, by=by)
    return [row["name"] for row in page.rows]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ({}, ["示例农贸市场", "示例家属院", "示例背街"]),
        ({"place_type": "housing_yard"}, ["示例家属院"]),
        ({"only_required": True}, ["示例家属院"]),
        ({"acceptance": "accepted"}, []),
        ({"words": "市场"}, ["示例农贸市场"]),
        ({"words": "文化巷"}, ["示例农贸市场", "示例家属院"]),
        ({"words": "0003"}, ["示例背街"]),
        ({"words": "没有"}, []),
    ],
)
def test_filters(cast, three, by, found):
    assert names(cast, PlaceFilter(**by)) == found


def test_filters_by_unit(cast, three):
    assert names(cast, PlaceFilter(subdistrict_id=cast.wu_unit.pk)) == ["示例背街"]
    assert len(names(cast, PlaceFilter(community_id=cast.chen_community.pk))) == 2


def test_words_follow_a_change_of_name(cast, three):
    new = dataclasses.replace(draft_of(three[0]), name="改名菜场")
    actions.change_place(place=three[0], draft=new, by=cast.zhao, at=NOW)
    assert names(cast, PlaceFilter(words="菜场")) == ["改名菜场"]
    assert names(cast, PlaceFilter(words="农贸")) == []


def test_everyone_sees_the_places_of_their_reach(cast, three):
    def seen(*ids):
        return names(cast, reach=Reach(unit_ids=frozenset(ids)))

    assert seen(cast.wu_unit.pk) == ["示例背街"]
    assert seen(cast.department.pk) == ["示例背街"]
    assert len(seen(cast.chen_community.pk)) == 2
    assert seen() == []


def test_pages_follow_each_other(cast, three):
    first = queries.place_page(campaign=cast.campaign, reach=EVERYTHING, by=PlaceFilter(), size=2)
    second = queries.place_page(
        campaign=cast.campaign, reach=EVERYTHING, by=PlaceFilter(), after=first.next, size=2
    )
    assert [row["number"] for row in [*first.rows, *second.rows]] == ["0001", "0002", "0003"]
    assert second.next == ""


def test_the_map_and_the_list_say_the_same(cast, three):
    found = queries.place_map(campaign=cast.campaign, reach=EVERYTHING, by=PlaceFilter())
    shown = [feature["properties"]["name"] for feature in found.features["features"]]
    assert [row["name"] for row in found.rows] == names(cast)
    assert shown == ["示例农贸市场", "示例家属院"]
    assert [row["name"] for row in found.without_position] == ["示例背街"]
    assert found.features["features"][0]["geometry"] == {"type": "Point", "coordinates": [113.2667, 35.2147]}
    assert not found.is_cut


def test_a_map_of_too_many_says_so(cast, three):
    found = queries.place_map(campaign=cast.campaign, reach=EVERYTHING, by=PlaceFilter(), limit=2)
    assert (len(found.rows), found.is_cut) == (2, True)


def test_the_chain_of_people(cast, three, draft):
    person = people.register_person(campaign=cast.campaign, name="孙点位", by=cast.system, at=NOW)
    director = people.register_person(campaign=cast.campaign, name="钱主任", by=cast.system, at=NOW)
    people.appoint(
        unit=cast.chen_unit,
        person=director,
        title="主任",
        held_from=date(2017, 7, 1),
        by=cast.system,
        at=NOW,
    )
    new = dataclasses.replace(draft, keeper=person, lead_unit=cast.department)
    place = actions.register_place(campaign=cast.campaign, draft=new, by=cast.zhao, at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        links = queries.chain_of_people(queries.place_with_chain(place.pk), on=NOW.date())
    assert len(captured) == 2
    assert [(link.duty, str(link.unit or link.person)) for link in links] == [
        (Duty.KEEPER, "孙点位"),
        (Duty.COMMUNITY, "文化巷社区"),
        (Duty.SUBDISTRICT, "东方红街道"),
        (Duty.LEAD, "城管局"),
    ]
    assert [[post.person.name for post in link.posts] for link in links] == [[], [], ["钱主任"], []]
    early = queries.chain_of_people(place, on=date(2017, 6, 1))
    assert all(not link.posts for link in early)


def test_a_place_that_is_not_there(db):
    with pytest.raises(NotFound):
        queries.place_with_chain(1)


def test_numbers_that_are_words_do_not_count(cast, draft):
    assert queries.highest_number(cast.campaign) == 0
    drafts = [dataclasses.replace(draft, number=number) for number in ("市-99", "17", "1234567890123")]
    actions.register_places(campaign=cast.campaign, drafts=drafts, by=cast.zhao, at=NOW)
    assert queries.highest_number(cast.campaign) == 17


def test_types_speak_the_readers_language(kinds):
    assert [kind.code for kind in queries.place_types()][:2] == [
        "civilization_practice_centre",
        "government_hall",
    ]
    assert str(kinds["bank"]) == "银行网点"
    with translation.override("en"):
        assert str(kinds["bank"]) == "Bank branch"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(cast, draft, count):
    drafts = [dataclasses.replace(draft, position=Point(113.0, 35.0 + n)) for n in range(count)]
    with CaptureQueriesContext(connection) as writing:
        actions.register_places(campaign=cast.campaign, drafts=drafts, by=cast.system, at=NOW)
    with CaptureQueriesContext(connection) as reading:
        assert len(names(cast)) == count
        assert (
            len(queries.place_map(campaign=cast.campaign, reach=EVERYTHING, by=PlaceFilter()).rows) == count
        )
    assert len(reading) == 2
    assert len(writing) <= 10


@pytest.fixture
def place_at(cast, draft):
    def make(name: str, position: Point | None):
        return actions.register_place(
            campaign=cast.campaign,
            draft=dataclasses.replace(draft, name=name, position=position),
            by=cast.zhao,
            at=NOW,
        )

    return make


def nearest(cast):
    return queries.nearest(
        campaign=cast.campaign, reach=EVERYTHING, by=NO_FILTER, latitude=35.20, longitude=113.20
    )


def test_the_nearest_places_come_first_with_their_distance(cast, place_at):
    far, near = place_at("远处", Point(113.20, 35.30)), place_at("近处", Point(113.20, 35.201))
    place_at("无坐标", None)
    rows = nearest(cast)
    assert [row["id"] for row in rows] == [near.pk, far.pk]
    assert rows[0]["metres"] == pytest.approx(111.2, abs=0.5)


@pytest.mark.parametrize("count", [1, 3])
def test_the_nearest_cost_two_queries(cast, place_at, count, django_assert_num_queries):
    for n in range(count):
        place_at(f"点位{n}", Point(113.2, 35.2 + n / 100))
    with django_assert_num_queries(2):
        assert len(nearest(cast)) == count
