"""总览: the campaign on one page, for those who may see it, at a price that does not grow."""

import re
from dataclasses import replace
from html import unescape

import pytest

from diebian.cases.terms import CaseSource
from diebian.flows.close_week import close_week
from diebian.places import actions as places
from diebian.places.actions import PlaceDraft
from diebian.places.models import PlaceType
from diebian.scoring.actions import load_rulesets
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW, Cast
from tests.places.conftest import MARKET_POINT
from tests.web.conftest import Signed


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


def page_of(signed: Signed, name: str) -> str:
    return unescape(signed(name).get("/dashboard/").content.decode())


@pytest.mark.parametrize("name", ["chen", "lin", "admin"])
def test_it_is_for_the_office_and_leaders(cast, signed, name):
    assert signed(name).get("/dashboard/").status_code == 403
    assert 'href="/dashboard/"' not in signed(name).get("/").content.decode()


def test_empty_it_says_what_to_do_next(cast, signed):
    page = page_of(signed, "zhou")
    for word in ("距结束", "台账是空的", "还没有封账的周", "没有点位", "无数据", "截至"):
        assert word in page
    assert 'href="/dashboard/"' in page


def test_the_ledger_stands_by_source_and_state_and_each_cell_opens_its_rows(ledger, cast, signed):
    ledger.register()
    ledger.register(source=CaseSource.MEDIA)
    ledger.dispatch()
    client = signed("zhao")
    page = unescape(client.get("/dashboard/").content.decode())
    assert '<a href="/cases/?source=city_task&state=registered">1</a>' in page
    assert '<a href="/cases/?state=registered">2</a>' in page
    assert '<a href="/cases/?source=media"><strong>1</strong></a>' in page
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    for address, count in re.findall(r'<a href="([^"]+)">(?:<strong>)?(\d+)', table):
        assert client.get(address).content.decode().count('<td class="wide">') == int(count), address


def test_units_trend_and_ranking(ledger, cast, signed, time_machine):
    ledger.dispatch(deadline=deadline(1))
    ledger.close()
    load_rulesets(by=cast.system, at=NOW)
    close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW)
    time_machine.move_to(NOW + 4 * DAY, tick=False)
    page = page_of(signed, "zhou")
    assert f"/cases/?unit={cast.chen_unit.pk}&clock=late" in page
    assert re.search(
        r'<th scope="row">08-02</th><td class="num">2</td><td class="num">0</td><td class="num">2</td>', page
    )
    assert re.search(
        r'<th scope="row">08-05</th><td class="num">0</td><td class="num">1</td><td class="num">1</td>', page
    )
    assert "/ranking/weeks/1/" in page


def test_places_stand_on_the_map_and_in_the_list(cast, signed):
    places.load_place_types(by=cast.system, at=NOW)
    draft = PlaceDraft(
        place_type=PlaceType.objects.get(code="farmers_market"),
        name="示例农贸市场",
        community=cast.chen_community,
    )
    place = places.register_place(campaign=cast.campaign, draft=draft, by=cast.zhao, at=NOW)
    page = page_of(signed, "zhou")
    assert "示例农贸市场" in page
    assert f"/places/{place.pk}/" in page
    assert "data-map=" not in page, "without any position the list stands alone"
    placed = replace(draft, name="示例公园", position=MARKET_POINT)
    places.register_place(campaign=cast.campaign, draft=placed, by=cast.zhao, at=NOW)
    assert 'data-map="places"' in page_of(signed, "zhou")


def test_it_costs_the_same_whatever_the_ledger_holds(
    ledger, cast, signed, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed("zhou")
    ledger.close()
    client.get("/dashboard/")
    with django_assert_max_num_queries(16) as first:
        client.get("/dashboard/")
    ledger.close()
    ledger.dispatch(lead_unit=cast.wu_unit)
    with django_assert_num_queries(len(first)):
        client.get("/dashboard/")
