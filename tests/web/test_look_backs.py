"""回头看 on the page of a case and in its list; answers from the street that were kept, beside their case."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diebian.cases import actions
from diebian.cases.models import CasePhoto, LookBack, TaskAnswer
from diebian.cases.terms import CaseState, LookBackResult
from tests import pictures
from tests.cases.conftest import Ledger, make_photo
from tests.cases.test_answers import claim, failed, passed
from tests.cases.test_look_backs import answer, ask
from tests.cast import NOW
from tests.park import load_small_standards

LIST = "/cases/look-backs/"


def at(photo_id: int, size: str = "display") -> str:
    return reverse("photos:photo", args=[photo_id, size])


@pytest.fixture
def ledger(cast) -> Ledger:
    return Ledger(cast)


@pytest.fixture
def closed(ledger, cast):
    return actions.verify_case(case=ledger.rectify(), by=cast.zhao, at=NOW)


@pytest.fixture
def asked(cast, closed) -> LookBack:
    return ask(cast, closed, at=NOW, demand="看后院")[0]


def page_of(signed, name: str, address: str) -> str:
    answer = signed(name).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_office_asks_from_the_page_of_a_closed_case(closed, cast, signed):
    address = f"/cases/{closed.number}/"
    assert "安排回头看" in page_of(signed, "zhao", address)
    for name in ("lin", "chen", "zhou"):
        assert "回头看" not in re.sub("(?s)<nav.*?</nav>", "", page_of(signed, name, address))
    given = {"case": closed.number, "inspector": cast.lin.pk, "due_on": "2017-08-05", "demand": "看后院"}
    done = signed("zhao").post(f"{LIST}ask/", given, follow=True)
    assert done.redirect_chain == [(address, 302)]
    page = done.content.decode()
    assert "已安排回头看 1 件" in page
    assert "待回头看" in page
    assert '<details class="action no-print">' not in page
    assert "尚未完成" in signed("zhao").post(f"{LIST}ask/", given, follow=True).content.decode()


@pytest.mark.parametrize("more", [{"due_on": ""}, {"case": "x"}, {"inspector": "0"}])
def test_what_is_not_filled_in_asks_for_nothing(closed, cast, signed, more):
    given = {"case": closed.number, "inspector": cast.lin.pk, "due_on": "2017-08-05"} | more
    page = signed("zhao").post(f"{LIST}ask/", given, follow=True).content.decode()
    assert "请选择案件、检查人和完成期限" in page
    assert not LookBack.objects.exists()


def test_a_look_back_is_not_announced_to_the_unit(asked, closed, cast, signed):
    address = f"/cases/{closed.number}/"
    assert "看后院" in page_of(signed, "lin", address)
    for name in ("chen", "zhou"):
        assert "看后院" not in page_of(signed, name, address)
    answer(asked, cast, note="干净", photos=[make_photo("blue")], at=NOW)
    page = page_of(signed, "chen", address)
    assert "未反弹" in page
    hung = CasePhoto.objects.get(stage="check")
    assert page.count(at(hung.photo_id, "thumbnail")) == 1
    assert signed("chen").get(at(hung.photo_id)).status_code == 200


def test_whoever_was_asked_answers_on_the_page_too(asked, closed, cast, signed):
    load_small_standards(cast)
    address = f"/cases/{closed.number}/"
    assert "提交回头看结果" in page_of(signed, "lin", address)
    assert "提交回头看结果" not in page_of(signed, "zhao", address)
    own = f"{LIST}{asked.pk}/"
    for given, told in (
        ({}, "请选择回头看的结果"),
        ({"result": "relapsed"}, "须说明原因"),
        ({"result": "relapsed", "note": "又堆了"}, "须附至少一张现场照片"),
    ):
        assert told in signed("lin").post(own, given, follow=True).content.decode()
    assert signed("zhao").post(own, {"result": "held"}).status_code == 302
    photo = SimpleUploadedFile("1.jpg", pictures.photo(), content_type="image/jpeg")
    given = {"result": "relapsed", "note": "又堆了", "photos": [photo]}
    page = signed("lin").post(own, given, follow=True).content.decode()
    assert "已反弹" in page
    closed.refresh_from_db()
    assert closed.state == CaseState.REWORK
    assert signed("chen").post(own, {"result": "held"}).status_code == 403


def test_the_list_tells_what_came_of_each(asked, ledger, cast, signed, time_machine):
    other = actions.verify_case(case=ledger.rectify(), by=cast.zhao, at=NOW)
    (second,) = ask(cast, other, at=NOW)
    actions.answer_look_back(look_back=second, result=LookBackResult.HELD, by=cast.lin, at=NOW)
    assert LIST in page_of(signed, "zhao", "/cases/")
    page = page_of(signed, "lin", LIST)
    assert page.index("000002") < page.index("000001")
    assert "待回头看" in page
    only = page_of(signed, "zhao", f"{LIST}?state=held")
    assert ("000002" in only, "000001" in only) == (True, False)
    assert "000001" in page_of(signed, "lin", f"{LIST}?state=waiting&own=on")
    assert "没有回头看" in page_of(signed, "zhao", f"{LIST}?own=on")
    assert "没有回头看" in page_of(signed, "zhao", f"{LIST}?state=late")
    assert "没有回头看" in page_of(signed, "zhao", f"{LIST}?state=relapsed")
    time_machine.move_to(NOW.replace(day=20), tick=False)
    late = page_of(signed, "zhao", f"{LIST}?state=late")
    assert ("000001" in late, "000002" in late, "超期未看" in late) == (True, False, True)
    for name in ("chen", "zhou"):
        assert signed(name).get(LIST).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(ledger, cast, signed, count, django_assert_max_num_queries):
    for _each in range(count):
        ask(cast, actions.verify_case(case=ledger.rectify(), by=cast.zhao, at=NOW), at=NOW)
    browser = signed("zhao")
    with django_assert_max_num_queries(8):
        assert browser.get(LIST).content.decode().count("待回头看</span>") == count


@pytest.fixture
def kept(ledger, cast) -> TaskAnswer:
    """林检查 would have sent back what 赵审核 has closed."""
    case = ledger.rectify()
    passed(case, cast.zhao)
    return failed(case, cast.lin, photos=[(make_photo("blue"), claim())])


def test_an_answer_that_was_kept_stands_beside_its_case(kept, signed):
    address = f"/cases/{kept.case.number}/"
    photo = at(kept.photos.get().photo_id)
    for name in ("zhao", "lin"):
        page = page_of(signed, name, address)
        assert "另一份答复（未采用）" in page
        assert photo in page
        assert "后院未清" in page
        assert signed(name).get(photo).status_code == 200
    for name in ("chen", "zhou"):
        assert "另一份答复" not in page_of(signed, name, address)
        assert signed(name).get(photo).status_code == 404


def test_it_is_settled_there(kept, signed):
    address, own = f"/cases/{kept.case.number}/", f"/cases/answers/{kept.pk}/"
    for given, told in (
        ({}, "请选择是否采用"),
        ({"settlement": "set_aside"}, "须说明原因"),
        ({"settlement": "adopted"}, "现为“已销号”"),
    ):
        done = signed("zhao").post(own, given, follow=True)
        assert done.redirect_chain == [(address, 302)]
        assert told in done.content.decode()
    page = signed("zhao").post(own, {"settlement": "set_aside", "reason": "已核实"}, follow=True)
    assert "不采用 · 赵审核" in page.content.decode()
    assert "已核实" in page_of(signed, "lin", address)
    assert "理由（不采用时必填）" not in page_of(signed, "zhao", address)
    assert signed("chen").post(own, {"settlement": "adopted"}).status_code == 403
    assert signed("zhao").post("/cases/answers/987654321/", {"settlement": "adopted"}).status_code == 404


def test_what_the_verifier_photographed_is_seen_with_what_he_said(ledger, cast, signed):
    case = actions.send_back(
        case=ledger.rectify(), reason="墙角未清", photos=[make_photo("blue")], by=cast.lin, at=NOW
    )
    hung = CasePhoto.objects.get(stage="check")
    assert page_of(signed, "chen", f"/cases/{case.number}/").count(at(hung.photo_id, "thumbnail")) == 1
    ledger.close(ledger.rectify(case))
    assert page_of(signed, "chen", f"/cases/{case.number}/").count(at(hung.photo_id, "thumbnail")) == 1
