"""点位 in the pages: list and equal map, one place, acceptance, import in two steps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diebian.cases import actions as cases
from diebian.cases.terms import CaseSource
from diebian.inspections import actions as inspections
from diebian.places.models import Place
from tests.cast import NOW
from tests.park import make_park


@pytest.fixture
def place(cast) -> Place:
    return make_park(cast)


@pytest.fixture
def zhao(client, cast):
    client.force_login(cast.zhao)
    return client


def page(browser, name, *args, **query) -> str:
    return browser.get(reverse(f"places:{name}", args=args), query).content.decode()


@pytest.mark.parametrize("name", ["list", "map"])
def test_list_and_map_show_the_same(zhao, place, name):
    assert "示例公园" in page(zhao, name)
    assert "示例公园" in page(zhao, name, q="文化巷", place_type="park", acceptance="not_accepted")
    assert "示例公园" not in page(zhao, name, acceptance="accepted")
    assert "示例公园" not in page(zhao, name, only_required="on")


def test_a_place_without_position_is_in_the_list_beside_the_map(zhao, place):
    assert "无坐标" in page(zhao, "map")


def test_a_place_shows_its_people_and_open_cases(zhao, cast, place):
    new = cases.NewCase(description="长椅破损", source=CaseSource.SUPERVISION, place=place)
    cases.register_case(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    text = page(zhao, "place", place.pk)
    assert "长椅破损" in text
    assert "文化巷社区" in text
    assert "东方红街道" in text


def test_acceptance_is_recorded_with_its_history(zhao, place):
    address = reverse("places:accept", args=[place.pk])
    zhao.post(address, {"state": "accepted", "note": "验收组三人"})
    place.refresh_from_db()
    assert place.acceptance_state == "accepted"
    text = page(zhao, "place", place.pk)
    assert "验收组三人" in text
    assert "达标" in text
    assert zhao.post(address, {"state": "withdrawn"}).status_code == 400
    assert zhao.post(address, {"state": "nonsense"}).status_code == 400
    assert zhao.post(address, {"state": "accepted"}).status_code == 409


def test_a_unit_sees_its_own_places_alone(client, cast, place):
    client.force_login(cast.chen)
    assert "示例公园" in page(client, "list")
    assert client.get(reverse("places:place", args=[place.pk])).status_code == 200
    client.force_login(cast.wu)
    assert "示例公园" not in page(client, "list")
    assert client.get(reverse("places:place", args=[place.pk])).status_code == 404


def test_units_neither_accept_nor_import(client, cast, place):
    client.force_login(cast.chen)
    assert client.post(reverse("places:accept", args=[place.pk]), {"state": "accepted"}).status_code == 403
    assert client.get(reverse("places:import")).status_code == 403
    assert client.post(reverse("places:import_write")).status_code == 403


def test_an_administrator_of_the_system_has_no_business_here(client, cast, place):
    client.force_login(cast.admin)
    assert client.get(reverse("places:list")).status_code == 403


CSV = "点位名称,点位类型,社区,地址\n第二公园,公园,文化巷社区,文化巷 3 号\n无主公园,公园,,\n"


def upload(browser, text=CSV, name="点位.csv"):
    sent = SimpleUploadedFile(name, text.encode(), "text/csv")
    return browser.post(reverse("places:import"), {"file": sent, "datum": "gcj02"})


def ticket(answer) -> str:
    return answer.context["ticket"]


def test_an_import_is_tried_first_and_then_written(zhao, cast, place):
    tried = upload(zhao)
    text = tried.content.decode()
    assert "第二公园" in text
    assert "不能导入" in text
    assert Place.objects.count() == 1
    whole = zhao.post(reverse("places:import_write"), {"ticket": ticket(tried)})
    assert whole.status_code == 409
    assert Place.objects.count() == 1
    zhao.post(reverse("places:import_write"), {"ticket": ticket(tried), "is_partial": "1"})
    assert Place.objects.filter(name="第二公园").exists()
    assert not Place.objects.filter(name="无主公园").exists()


def test_a_ticket_is_for_one_person_and_cannot_be_made(client, cast, place):
    client.force_login(cast.zhao)
    mine = ticket(upload(client))
    assert client.post(reverse("places:import_write"), {"ticket": mine + "x"}).status_code == 404
    assert client.post(reverse("places:import_write"), {}).status_code == 404
    from tests.cast import Role, make_user

    other = make_user(cast.system, cast.campaign, ("qian", "钱办公"), Role.OFFICE, None)
    client.force_login(other)
    assert client.post(reverse("places:import_write"), {"ticket": mine}).status_code == 404


def test_a_file_that_is_none_or_too_large_is_refused(zhao, settings, place):
    assert zhao.post(reverse("places:import"), {"datum": "gcj02"}).status_code == 400
    settings.MAX_UPLOAD_BYTES = 10
    assert upload(zhao).status_code == 400
    assert zhao.get(reverse("places:import")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["list", "map"])
def test_pages_cost_the_same_with_three(zhao, cast, count, name, django_assert_max_num_queries):
    for number in range(count):
        make_park(cast, f"示例公园{number}")
    with django_assert_max_num_queries(9):
        page(zhao, name)


def test_a_place_says_what_each_standard_knows_of_it(signed, cast, park):
    inspector = signed("lin")
    new = park.visit(park.answer("GC1", "failed"))
    made = inspections.record_visit(campaign=cast.campaign, new=new, by=cast.lin, at=NOW).visit
    text = page(inspector, "place", park.place.pk)
    assert "已查 1/3 条" in text
    assert "不符合 1 条" in text
    assert "再查 3 项即可补齐" in text
    rows = page(inspector, "coverage", park.place.pk, days=7)
    assert "无数据" in rows
    assert "由对照得出" in rows
    assert reverse("inspections:visit", args=[made.pk]) in rows
    assert "最近 7 天" in rows
    assert "本次行动内的结果都算" in page(inspector, "coverage", park.place.pk, days="many")


def test_coverage_is_for_those_who_look(signed, park):
    address = reverse("places:coverage", args=[park.place.pk])
    assert signed("zhao").get(address).status_code == 200
    assert signed("wu").get(address).status_code == 404


def test_the_office_sees_all_types_by_standard(signed, cast, park):
    office = signed("zhao")
    assert "无数据" in page(office, "overview")
    inspections.record_visit(
        campaign=cast.campaign, new=park.visit(park.answer("GC1", "failed")), by=cast.lin, at=NOW
    )
    text = page(office, "overview", days=7)
    assert "1/3" in text
    assert "不符合 1 条" in text
    assert reverse("places:overview") in page(office, "list")
    assert signed("wu").get(reverse("places:overview")).status_code == 404
