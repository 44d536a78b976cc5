"""What is known of a place by each standard, what stays newest, and what a round would still have to look at."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from diebian.inspections import actions
from diebian.inspections.coverage import coverage_of
from diebian.inspections.models import LatestAnswer
from diebian.inspections.overview import overview
from diebian.standards import actions as standards
from diebian.standards.models import CheckItem
from diebian.standards.rules.pack_reading import read_pack
from tests.cast import NOW
from tests.park import make_park
from tests.standards.small_packs import ASSESSMENT, changed

DAY = timedelta(days=1)


@pytest.fixture
def record(cast):
    def do(new, at=NOW):
        return actions.record_visit(campaign=cast.campaign, new=new, by=cast.lin, at=at)[0]

    return do


def told(place, **more) -> dict:
    found = coverage_of(place, **({"at": NOW} | more))
    return {
        one.edition.framework.code: (one.answered, one.asked, [(r.item.code, r.result) for r in one.rows])
        for one in found.standards
        if one.asked
    }


def questions(place, **more) -> list:
    found = coverage_of(place, **({"at": NOW} | more))
    return [(gap.item.code, [item.code for item in gap.closes]) for gap in found.gaps]


def test_nobody_was_here_yet(park):
    assert {answered for answered, _asked, _rows in told(park.place).values()} == {0}
    assert questions(park.place) == [
        ("GC1", ["GC1", "PK1"]),
        ("GC3", ["GC3"]),
        ("PK2", ["GC2", "PK2"]),
        ("PK3", ["PK3"]),
    ]


def test_one_answer_counts_in_each_standard_and_the_failed_come_first(park, record):
    record(park.visit(park.answer("GC1", "passed"), park.answer("GC2", "failed")))
    assert told(park.place) == {
        "green-city": (2, 3, [("GC2", "failed"), ("GC3", None), ("GC1", "passed")]),
        "tidy-city": (2, 3, [("PK2", "failed"), ("PK3", None), ("PK1", "passed")]),
    }
    assert questions(park.place) == [("GC3", ["GC3"]), ("PK3", ["PK3"])]


def test_the_newest_answer_stands_even_if_an_older_one_is_sent_late(park, record):
    record(park.visit(park.answer("GC1", "failed"), started_at=NOW + DAY), at=NOW + DAY)
    late = park.visit(
        park.answer("GC1", "passed"), park.answer("GC3", "passed"), started_at=NOW, finished_at=NOW
    )
    record(late, at=NOW + 2 * DAY)
    rows = LatestAnswer.objects.order_by("id").values_list("check_item__code", "result", "answered_at")
    assert set(rows) == {
        ("GC1", "failed", NOW + DAY),
        ("PK1", "failed", NOW + DAY),
        ("GC3", "passed", NOW),
    }
    record(park.visit(park.answer("GC1", "passed"), started_at=NOW + 3 * DAY), at=NOW + 3 * DAY)
    assert set(LatestAnswer.objects.order_by("id").values_list("result", flat=True)) == {"passed"}


def test_a_stale_answer_is_a_gap_again(park, record):
    record(park.visit(park.answer("GC1", "passed")))
    later = {"at": NOW + 8 * DAY, "seen_from": NOW + DAY}
    assert len(questions(park.place)) == 3
    assert len(questions(park.place, **later)) == 4


def test_an_answer_holds_for_a_new_edition_while_it_asks_the_same(cast, park, record):
    record(park.visit(park.answer("PK2", counted=0), park.answer("PK3", "A")))
    reworded = changed(changed(ASSESSMENT, "edition.label", "2017-2"), "lists.0.items.2.text", "管理有序")
    standards.load_edition(pack=read_pack(reworded), by=cast.system, at=NOW + DAY)
    assert told(park.place, at=NOW + DAY)["tidy-city"] == (
        1,
        3,
        [("PK1", None), ("PK3", None), ("PK2", "passed")],
    )
    assert CheckItem.objects.filter(code="PK2").count() == 2


def test_visits_made_before_the_table_was_there_fill_it(park, record):
    record(park.visit(park.answer("GC1", "failed"), park.answer("PK3", "A")))
    record(park.visit(park.answer("GC1", "passed")), at=NOW + DAY)
    fields = ("place", "item_key", "check_item", "visit", "result", "is_derived", "answered_at")
    before = sorted(LatestAnswer.objects.order_by("id").values_list(*fields))
    LatestAnswer.objects.all().delete()
    import_module("diebian.inspections.migrations.0004_latest_answers").fill(apps, None)
    assert sorted(LatestAnswer.objects.order_by("id").values_list(*fields)) == before


@pytest.mark.parametrize("times", [1, 3])
def test_coverage_costs_the_same_however_long_the_history(park, record, times, django_assert_num_queries):
    for number in range(times):
        record(park.visit(park.answer("GC1", "passed")), at=NOW + number * DAY)
    with django_assert_num_queries(5):  # adoptions, editions, items, links, answers
        coverage_of(park.place, at=NOW + 9 * DAY)


def totals(cast, **more) -> dict:
    found = overview(cast.campaign, **({"at": NOW} | more))
    return {
        (row.code, cell.edition.framework.code): (cell.answered, cell.asked, cell.failed)
        for row in found.rows
        for cell in row.cells
    }


def test_all_places_of_a_type_are_told_together(cast, park, record):
    make_park(cast, name="另一公园")
    record(park.visit(park.answer("GC1", "failed"), park.answer("PK3", "A")))
    assert totals(cast) == {("park", "green-city"): (1, 6, 1), ("park", "tidy-city"): (2, 6, 1)}
    stale = totals(cast, at=NOW + 2 * DAY, seen_from=NOW + DAY)
    assert stale == {("park", "green-city"): (0, 6, 0), ("park", "tidy-city"): (0, 6, 0)}


@pytest.mark.parametrize("times", [1, 3])
def test_the_overview_costs_the_same_for_more_places_and_visits(
    cast, park, record, times, django_assert_num_queries
):
    for number in range(times):
        make_park(cast, name=f"公园 {number}")
        record(park.visit(park.answer("GC1", "passed")), at=NOW + number * DAY)
    with django_assert_num_queries(
        6
    ):  # adoptions, editions, counts, types; items and links once for the type
        overview(cast.campaign, at=NOW + 9 * DAY)
