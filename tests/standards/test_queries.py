"""Reads: what is in force, merged check lists, trees, limits; the number of queries does not grow with the rows."""

from datetime import date

import pytest

from diebian.standards import actions, queries
from diebian.standards.rules.pack_reading import read_pack
from diebian.standards.terms import Stage
from tests.standards.small_packs import ASSESSMENT, CATEGORIES, CROSSWALK, OTHER, changed

START = date(2017, 7, 25)
TODAY = date(2017, 8, 2)


@pytest.fixture
def load(cast, now):
    def do(*documents):
        return [
            actions.load_edition(pack=read_pack(document), by=cast.system, at=now).edition
            for document in documents
        ]

    return do


@pytest.fixture
def adopt(cast, now):
    def do(edition, on=START):
        return actions.adopt_edition(campaign=cast.campaign, edition=edition, on=on, by=cast.zhao, at=now)

    return do


def labels(cast, on=TODAY) -> list[str]:
    return [f"{one.framework.code} {one.label}" for one in queries.editions_in_force(cast.campaign, on=on)]


def test_without_adoptions_the_newest_of_each_is_in_force(cast, load):
    load(ASSESSMENT, OTHER, changed(ASSESSMENT, "edition.label", "2017-2"))
    assert labels(cast) == ["green-city 2017-1", "tidy-city 2017-2"]


def test_adoptions_decide_day_by_day(cast, now, load, adopt):
    old, _other, new = load(ASSESSMENT, OTHER, changed(ASSESSMENT, "edition.label", "2017-2"))
    adopt(old)
    adopt(new, on=TODAY)
    assert labels(cast, date(2017, 7, 24)) == []
    assert labels(cast, date(2017, 8, 1)) == ["tidy-city 2017-1"]
    assert labels(cast, TODAY) == ["tidy-city 2017-2"]
    actions.drop_framework(
        campaign=cast.campaign, framework=new.framework, on=date(2017, 8, 5), by=cast.zhao, at=now
    )
    assert labels(cast, date(2017, 8, 4)) == ["tidy-city 2017-2"]
    assert labels(cast, date(2017, 8, 5)) == []


def told(line) -> tuple:
    return (
        line.item.code,
        [item.code for item in line.also],
        [told(below) for below in line.if_failed],
        [item.code for item in line.related],
    )


def test_a_check_list_asks_each_question_once(cast, load):
    load(ASSESSMENT, OTHER, CROSSWALK)
    lines = queries.check_list(cast.campaign, "park", on=TODAY)
    assert [told(line) for line in lines] == [
        ("GC1", ["PK1"], [], []),
        ("GC3", [], [], ["PK3"]),
        ("PK2", [], [("GC2", [], [], [])], []),
        ("PK3", [], [], ["GC3"]),
    ]


def test_without_its_crosswalk_nothing_is_merged(cast, load, adopt):
    first, second, _walk = load(ASSESSMENT, OTHER, CROSSWALK)
    adopt(first)
    adopt(second)
    assert len(queries.check_list(cast.campaign, "park", on=TODAY)) == 6
    assert queries.check_list(cast.campaign, "bank", on=TODAY) == []


@pytest.mark.parametrize("place_type", ["park", "square"])
def test_a_check_list_takes_the_same_few_queries_whatever_its_length(
    cast, load, place_type, django_assert_num_queries
):
    load(ASSESSMENT, OTHER, CROSSWALK)
    with django_assert_num_queries(4):
        for line in queries.check_list(cast.campaign, place_type, on=TODAY):
            assert line.item.indicator.code
            assert line.item.edition.framework.code


def test_items_indicators_and_place_types_of_editions(load):
    edition, other = load(ASSESSMENT, OTHER)
    assert [item.code for item in queries.items_of(edition)] == ["PK1", "PK2", "PK3"]
    assert [one.code for one in queries.indicators_of(edition)] == ["1", "1.1"]
    assert queries.place_type_codes(editions=[edition]) == {"park", "square"}
    assert [item.code for item in queries.items_at("square", editions=[edition])] == ["PK1", "PK3"]
    assert {one.pk for one in queries.all_editions()} == {edition.pk, other.pk}


def test_counterparts_are_found_from_either_end(load):
    edition, other, walk = load(ASSESSMENT, OTHER, CROSSWALK)
    for item, far in ((edition.items.get(code="PK1"), "GC1"), (other.items.get(code="GC1"), "PK1")):
        [link] = queries.counterparts(item, editions=[walk])
        assert far in {link.from_item.code, link.to_item.code}
    assert not queries.counterparts(edition.items.get(code="PK1"), editions=[])


def test_the_tree_of_categories(cast, load, django_assert_num_queries):
    load(CATEGORIES)
    with django_assert_num_queries(3):
        events, components = queries.category_tree(cast.campaign, on=TODAY)
    assert (events.code, events.children[0].children[0].name) == ("E", "暴露垃圾")
    assert components.is_local
    assert [node.code for node in queries.category_tree(cast.campaign, on=TODAY, kind="component")] == ["C"]
    assert queries.category_named(cast.campaign, "E0102", on=TODAY).name == "暴露垃圾"
    assert queries.category_named(cast.campaign, "E0199", on=TODAY) is None


def limit(cast, code, **more):
    found = queries.time_limit(cast.campaign, code, stage=Stage.HANDLING, on=TODAY, **more)
    return (found.amount, found.unit, found.category_code) if found else None


def test_time_limits_fall_back_to_the_class(cast, load):
    load(CATEGORIES)
    assert limit(cast, "E0102") == (1, "working_day", "E0102")
    assert limit(cast, "E0102", variant="heap") == (4, "working_hour", "E0102")
    assert limit(cast, "E0102", limit_set="common") == (3, "day", "E")
    assert limit(cast, "E01", level="at_once") == (24, "hour", "E")
    assert limit(cast, "C") is None
    assert limit(cast, "E0199") is None


def test_one_reading_serves_many_cases(cast, load, django_assert_num_queries):
    load(CATEGORIES)
    with django_assert_num_queries(4):
        table = queries.limit_table(cast.campaign, on=TODAY)
        found = [table.limit("E0102", stage=Stage.HANDLING) for _case in range(50)]
    assert {limit.amount for limit in found if limit} == {1}


def test_minimum_samples(cast, load):
    load(ASSESSMENT)
    words = {"subject_code": "park", "on": TODAY}
    assert queries.sample_minimum(cast.campaign, "tidy-city", population=499_999, **words).minimum == 2
    assert queries.sample_minimum(cast.campaign, "tidy-city", population=500_000, **words).minimum == 3
    assert queries.sample_minimum(cast.campaign, "green-city", population=1, **words) is None


def test_what_an_edition_holds(load):
    edition, _other, walk = load(ASSESSMENT, OTHER, CROSSWALK)
    [urban] = load(CATEGORIES)
    assert queries.edition_counts(edition) == {
        "indicators": 2,
        "items": 3,
        "samples": 2,
        "categories": 0,
        "limits": 0,
        "links": 0,
    }
    assert queries.edition_counts(urban)["limits"] == 4
    assert queries.edition_counts(walk)["links"] == 3
