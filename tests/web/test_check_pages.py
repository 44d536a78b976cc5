"""检查 in the pages: choose, mark, submit once, see the receipt; nobody else sees it."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diebian.cases.models import Case
from diebian.inspections.actions import record_visit
from diebian.inspections.models import FindingPhoto, Visit
from diebian.places.models import Place
from tests import pictures
from tests.cast import NOW


@pytest.fixture
def at_work(client):
    def do(user):
        client.force_login(user)
        return client

    return do


@pytest.fixture
def lin(at_work, cast):
    return at_work(cast.lin)


def sent(park, **more):
    items = park.items
    form = {
        "client_id": str(uuid.uuid4()),
        "started_at": NOW.isoformat(),
        "kind": "open",
        f"mark-{items['GC1'].pk}": "failed",
        f"note-{items['GC1'].pk}": "广告破损",
        f"counted-{items['PK2'].pk}": "0",
        f"mark-{items['PK3'].pk}": "A",
    }
    return form | more


def picture(content: bytes | None = None, name: str = "1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else pictures.photo(), "image/jpeg")


def check_address(park) -> str:
    return reverse("inspections:check", args=[park.place.pk])


def test_the_list_is_drawn_with_every_kind_of_mark(lin, park):
    page = lin.get(check_address(park)).content.decode()
    for code in ("GC1", "GC2", "GC3", "PK2", "PK3"):
        assert park.items[code].text in page
    assert f'name="counted-{park.items["PK2"].pk}"' in page
    assert "绿色城市、整洁城市" in page
    assert "不符合时再查 1 条" in page
    assert "垃圾桶内的不算" in page


def test_one_submit_gives_a_receipt_with_the_cases(lin, park):
    photo_field = f"photos-{park.items['GC1'].pk}"
    answer = lin.post(check_address(park), sent(park, **{photo_field: [picture()]}), follow=True)
    visit = Visit.objects.get()
    assert answer.redirect_chain == [(reverse("inspections:visit", args=[visit.pk]), 302)]
    page = answer.content.decode()
    assert "1 个问题已登记立案" in page
    assert "广告破损" in page
    case = Case.objects.get()
    assert f"案件 {case}" in page
    photo = FindingPhoto.objects.get().photo
    assert reverse("photos:photo", args=[photo.pk, "display"]) in page


def test_sent_twice_it_is_one_visit(lin, park):
    form = sent(park)
    first, second = (lin.post(check_address(park), form) for _ in range(2))
    assert first.url == second.url
    assert (Visit.objects.count(), Case.objects.count()) == (1, 1)


def test_a_fault_outside_the_list_fixed_at_once(lin, park):
    more = {"note-new-1": "井盖松动", "category-new-1": "E0102", "fixed-new-1": "1"}
    lin.post(check_address(park), sent(park, **more))
    case = Case.objects.get(description="井盖松动")
    assert (case.state, case.is_fixed_on_spot, case.category_code) == ("closed", True, "E0102")


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("GC3", {"note": "损坏"}, "请标注检查结果"),
        ("PK2", {"counted": "许多"}, "整数"),
        ("PK2", {"counted": "-1"}, "整数"),
        ("GC3", {"mark": "perhaps"}, "perhaps"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_lost(lin, park, code, more, words):
    fields = {f"{name}-{park.items[code].pk}": value for name, value in more.items()}
    answer = lin.post(check_address(park), sent(park, **fields))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert "广告破损" in page
    assert not Visit.objects.exists()


def test_a_photograph_is_never_dropped_in_silence(lin, park):
    pk = park.items["GC3"].pk
    answer = lin.post(
        check_address(park), sent(park, **{f"mark-{pk}": "passed", f"photos-{pk}": [picture()]})
    )
    assert answer.status_code == 400
    assert "移除照片" in answer.content.decode()


@pytest.mark.parametrize("name", pictures.HOSTILE)
def test_hostile_files_are_refused_and_leave_nothing(lin, park, name):
    if name == "empty":
        pytest.skip("Django itself drops a file without content")
    field = f"photos-{park.items['GC1'].pk}"
    answer = lin.post(
        check_address(park), sent(park, **{field: [picture(pictures.HOSTILE[name], "evil.jpg")]})
    )
    assert answer.status_code == 400
    assert "evil.jpg" in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("field", [{"client_id": "x"}, {"client_id": ""}])
def test_without_its_key_a_form_is_refused(lin, park, field):
    assert lin.post(check_address(park), sent(park, **field)).status_code == 400


@pytest.mark.parametrize("started", ["", "2017-13-45T99:00", "2017-08-02T10:00:00", "gestern"])
def test_a_start_that_makes_no_sense_is_now(lin, park, started):
    lin.post(check_address(park), sent(park, started_at=started))
    visit = Visit.objects.get()
    assert visit.started_at == visit.submitted_at


def test_a_place_is_found_by_words_type_and_street(lin, cast, park):
    page = reverse("inspections:choose")
    assert "示例公园" in lin.get(page, {"q": "示例"}).content.decode()
    assert (
        "示例公园" in lin.get(page, {"place_type": "park", "subdistrict": cast.chen_unit.pk}).content.decode()
    )
    assert "示例公园" not in lin.get(page, {"place_type": "square"}).content.decode()
    assert "示例公园" in lin.get(page, {"place_type": "nonsense"}).content.decode()


def test_the_visit_is_in_the_list(lin, park):
    lin.post(check_address(park), sent(park))
    page = lin.get(reverse("inspections:list")).content.decode()
    assert "示例公园" in page
    assert "1 个问题" in page
    assert "示例公园" not in lin.get(reverse("inspections:list"), {"kind": "secret"}).content.decode()


@pytest.mark.parametrize("name", ["chen", "wu", "admin"])
def test_who_does_not_check_is_shut_out(at_work, cast, park, name):
    browser = at_work(getattr(cast, name))
    for address in (reverse("inspections:list"), reverse("inspections:choose"), check_address(park)):
        assert browser.get(address).status_code == 403
    assert browser.post(check_address(park), sent(park)).status_code == 403
    assert not Visit.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client, park):
    assert client.get(reverse("inspections:list")).status_code == 302


def test_a_group_does_not_open_the_visit_of_another(at_work, cast, park):
    at_work(cast.zhao).post(check_address(park), sent(park))
    visit = Visit.objects.get()
    assert at_work(cast.lin).get(reverse("inspections:visit", args=[visit.pk])).status_code == 404
    assert at_work(cast.zhou).get(reverse("inspections:visit", args=[visit.pk])).status_code == 200


def test_photographs_are_for_those_who_see_the_thing(at_work, cast, park):
    field = f"photos-{park.items['GC1'].pk}"
    at_work(cast.lin).post(
        check_address(park), sent(park, **{field: [picture(pictures.photo(exif=pictures.exif_of()))]})
    )
    photo = FindingPhoto.objects.get().photo

    def seen(user, size="display") -> int:
        return at_work(user).get(reverse("photos:photo", args=[photo.pk, size])).status_code

    assert [seen(user) for user in (cast.lin, cast.zhao, cast.zhou)] == [200] * 3
    assert [seen(user) for user in (cast.chen, cast.wu, cast.admin)] == [404] * 3
    assert [seen(user, "original") for user in (cast.lin, cast.zhou)] == [200, 404]


def test_a_photograph_is_served_as_nothing_else(lin, cast, park):
    field = f"photos-{park.items['GC1'].pk}"
    lin.post(check_address(park), sent(park, **{field: [picture(pictures.photo(exif=pictures.exif_of()))]}))
    photo = FindingPhoto.objects.get().photo
    answer = lin.get(reverse("photos:photo", args=[photo.pk, "thumbnail"]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert b"Exif" not in answer.content
    assert lin.get("/photos/999999/display").status_code == 404
    assert lin.get(f"/photos/{photo.pk}/huge").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_three(at_work, cast, park, count, django_assert_max_num_queries):
    browser = at_work(cast.zhao)
    for _ in range(count):
        browser.post(check_address(park), sent(park))
    with django_assert_max_num_queries(12):
        browser.get(reverse("inspections:list"))


def test_the_nearest_first_by_position_or_a_clear_no(lin, park):
    Place.objects.filter(pk=park.place.pk).update(latitude=35.2147, longitude=113.2667, input_datum="wgs84")
    near = reverse("inspections:near")
    page = lin.post(near, {"latitude": "35.2238", "longitude": "113.2667"}).content.decode()
    assert "1.0 公里" in page
    page = lin.post(near, {"latitude": "35.2148", "longitude": "113.2667"}).content.decode()
    assert "10 米" in page
    for wrong in ({}, {"latitude": "91", "longitude": "0"}, {"latitude": "x", "longitude": "nan"}):
        assert lin.post(near, wrong).status_code == 400
    assert lin.get(near).status_code == 405


def test_what_is_still_missing_comes_first_and_is_marked(signed, cast, park):
    inspector = signed("lin")
    address = reverse("inspections:check", args=[park.place.pk])
    assert "补缺" not in inspector.get(address).content.decode()
    record_visit(campaign=cast.campaign, new=park.visit(park.answer("GC1", "passed")), by=cast.lin, at=NOW)
    text = inspector.get(address).content.decode()
    assert text.count("补缺") == 3
    assert text.index("有游乐设施") < text.index("设有宣传")
