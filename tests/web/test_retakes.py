"""陈主任 is asked for another photograph, sees why on his desk and the case's page, and hands it in; so is 林检查."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diebian.cases import actions
from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail
from diebian.inspections.models import Visit
from diebian.inspections.terms import VisitKind
from diebian.people.models import User
from diebian.people.terms import Role
from tests.cases.conftest import Ledger, deadline
from tests.cases.test_evidence import answered, jpeg, looked, prepared, sent
from tests.cases.test_retakes import asked, of_unit, of_visit
from tests.cast import NOW, Cast, make_user
from tests.web.test_desk import figure

__all__ = ["of_unit", "of_visit"]  # fixtures of the same stories
LIST = "/cases/retakes/"


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


def shot(number: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("again.jpg", jpeg(number), "image/jpeg")


def page_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_unit_sees_what_is_wanted_and_why_and_hands_it_in(of_unit, signed):
    chen, case = signed("chen"), of_unit.case_photo.case
    assert figure(page_of(chen, "/"), "照片待重拍") == (LIST, 1)
    for address in (LIST, f"/cases/{case.number}/", f"{LIST}{of_unit.pk}/"):
        page = page_of(chen, address)
        assert "请换个角度" in page
        assert "赵审核" not in page.split('id="retakes"')[-1].split("</section>")[0]
        assert "与另一处所用照片" not in page, "a hint is for those who verify"
    done = chen.post(f"{LIST}{of_unit.pk}/", {"again": [shot(7), shot(8)]}, follow=True)
    assert done.redirect_chain == [(f"/cases/{case.number}/", 302)]
    page = done.content.decode()
    assert "与原照片并存" in page
    assert page.count("<figcaption>重拍</figcaption>") == 2
    assert "请换个角度" not in page
    assert figure(page_of(chen, "/"), "照片待重拍")[1] == 0
    assert CasePhoto.objects.filter(case=case, stage="after").count() == 3


def test_those_who_verify_see_what_is_waited_for_and_then_that_it_came(of_unit, signed, cast):
    zhao, address = signed("zhao"), f"/cases/{of_unit.case_photo.case.number}/"
    assert "等待责任单位重拍" in page_of(zhao, address)
    assert "请换个角度" in page_of(zhao, "/cases/flags/?state=retake")
    actions.hand_in_retake(flag=of_unit, photos=[sent(7)], by=cast.chen, at=NOW)
    page = page_of(zhao, address)
    assert "已重拍" in page
    assert "等待责任单位" not in page
    assert "没有照片提示" in page_of(zhao, "/cases/flags/?state=retake")


def test_the_inspector_finds_it_on_his_desk_and_the_unit_hears_nothing(of_visit, signed, cast):
    """The unit of the case learns neither that a photograph of the secret visit was doubted nor whose it is."""
    case = of_visit.case_photo.case
    actions.dispatch_case(case=case, lead_unit=cast.chen_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    lin, chen = signed("lin"), signed("chen")
    assert figure(page_of(lin, "/"), "照片待重拍") == (LIST, 1)
    assert "请换个角度" in page_of(lin, f"/cases/{case.number}/")
    assert figure(page_of(chen, "/"), "照片待重拍")[1] == 0
    assert chen.get(f"{LIST}{of_visit.pk}/").status_code == 404
    assert lin.post(f"{LIST}{of_visit.pk}/", {"again": [shot(7)]}).status_code == 302
    page = page_of(chen, f"/cases/{case.number}/")
    assert "<figcaption>重拍</figcaption>" in page
    for word in ("林检查", "请换个角度", "照片提示"):
        assert word not in page


def test_the_original_of_one_taken_again_is_not_for_another_group(of_visit, signed, cast):
    """It would tell another group, by its camera or its place, who made the secret visit."""
    make_user(cast.system, cast.campaign, ("he", "何检查"), Role.SUPERVISION, cast.department)
    cast.he = User.objects.get(username="he")
    actions.hand_in_retake(flag=of_visit, photos=[sent(7)], by=cast.lin, at=NOW)
    (new,) = CasePhoto.objects.filter(retakes=of_visit.case_photo)
    seen = {
        name: signed(name).get(reverse("photos:photo", args=[new.photo_id, "original"])).status_code
        for name in ("lin", "zhao", "he", "chen")
    }
    assert seen == {"lin": 200, "zhao": 200, "he": 404, "chen": 404}


def test_a_refused_one_keeps_its_photograph_and_says_why(of_unit, signed):
    chen, address = signed("chen"), f"{LIST}{of_unit.pk}/"
    nothing = chen.post(address, {})
    assert nothing.status_code == 400
    same = chen.post(address, {"again": [shot(0)]})
    assert same.status_code == 400
    assert "交来的是原来的照片" in same.content.decode()
    assert 'name="held-again"' in same.content.decode()
    text = SimpleUploadedFile("a.jpg", b"no photograph", "image/jpeg")
    assert "不是照片" in chen.post(address, {"again": [text]}).content.decode()
    of_unit.refresh_from_db()
    assert of_unit.retaken_at is None


def test_sent_twice_it_is_told_that_nothing_is_wanted_any_more(of_unit, signed):
    chen, address = signed("chen"), f"{LIST}{of_unit.pk}/"
    chen.post(address, {"again": [shot(7)]})
    again = chen.post(address, {"again": [shot(7)]}, follow=True)
    assert "没有待办的重拍要求" in again.content.decode()
    assert CasePhoto.objects.filter(retakes__isnull=False).count() == 1


@pytest.mark.parametrize("name", ["lin", "zhao", "zhou", "wu"])
def test_nobody_else_has_anything_to_do_with_it(of_unit, signed, name):
    client = signed(name)
    assert "没有待重拍的照片" in page_of(client, LIST)
    for ask in (client.get, client.post):
        assert ask(f"{LIST}{of_unit.pk}/").status_code == 404


def test_a_photograph_that_nobody_can_take_again_is_not_asked_for(ledger, signed, cast):
    case = ledger.register()
    actions.keep_first_photos(hung=[actions.FirstPhoto(case, sent(0))])
    hung = CasePhoto.objects.get()
    flag = EvidenceFlag.objects.create(
        campaign=cast.campaign,
        case_photo=hung,
        kind="far",
        facts={"distance_m": 900, "allowed_m": 300},
        raised_at=NOW,
    )
    page = page_of(signed("zhao"), f"/cases/{case.number}/")
    assert "已看过，无碍" in page
    assert 'value="retake"' not in page
    answer = signed("zhao").post(
        f"/cases/flags/{flag.pk}/", {"decision": "retake", "note": "重拍"}, follow=True
    )
    assert "不能要求重拍" in answer.content.decode()


def test_the_visit_shows_its_hints_to_those_who_verify(cast, park, signed):
    visits = [found(cast, park) for _ in range(2)]
    address = f"/inspections/{visits[1].pk}/"
    assert "尚未比对" in page_of(signed("lin"), address)
    looked()
    for name in ("lin", "zhao"):
        page = page_of(signed(name), address)
        assert "与另一处所用照片相同" in page
        assert "#hints" in page
        assert "尚未比对" not in page
        assert "与另一处所用照片相同" not in page_of(signed(name), f"/inspections/{visits[0].pk}/")
    page = page_of(signed("zhou"), address)
    assert "广告破损" in page
    assert "照片提示" not in page
    asked(EvidenceFlag.objects.get(), cast)
    assert "等待检查人重拍" in page_of(signed("lin"), address)


def found(cast, park, number: int = 0) -> Visit:
    fault = Detail(description="广告破损", photos=[prepared(number)])
    new = park.visit(kind=VisitKind.OPEN, further=[fault], supervision_unit=cast.supervision)
    return submit_visit(campaign=cast.campaign, new=new, by=cast.lin, at=NOW).visit


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_pages_cost_the_same_for_one_and_for_three(of_unit, ledger, signed, cast):
    chen = signed("chen")
    case = f"/cases/{of_unit.case_photo.case.number}/"
    costs = [queries(chen, address) for address in (LIST, "/", case)]
    for _ in range(2):
        answered(ledger, sent(0))
        asked(EvidenceFlag.objects.latest("pk"), cast)
    assert figure(page_of(chen, "/"), "照片待重拍")[1] == 3
    assert [queries(chen, address) for address in (LIST, "/", case)] == costs


def test_a_visit_costs_the_same_for_one_hint_and_for_three(cast, park, signed):
    found(cast, park)
    one = found(cast, park)
    faults = [
        Detail(description=f"破损{number}", photos=[prepared(0, "recompressed q60")]) for number in "一二三"
    ]
    new = park.visit(further=faults, supervision_unit=cast.supervision)
    three = submit_visit(campaign=cast.campaign, new=new, by=cast.lin, at=NOW).visit
    looked()
    lin = signed("lin")
    assert page_of(lin, f"/inspections/{three.pk}/").count("与另一处所用照片几乎相同") == 3
    assert queries(lin, f"/inspections/{one.pk}/") == queries(lin, f"/inspections/{three.pk}/")
