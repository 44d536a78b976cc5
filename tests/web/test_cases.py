"""The ledger's pages: what each person sees and may do."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client
from PIL import Image

from diebian.cases.models import Case
from diebian.cases.terms import CaseState
from diebian.flows.load_standards import load_standards
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW, Cast

AT = NOW + timedelta(hours=1)


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


@pytest.fixture(autouse=True)
def in_the_middle_of_the_campaign():
    with time_machine.travel(AT, tick=False):
        yield


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_the_list_shows_what_is_within_reach(ledger, cast):
    ledger.dispatch(ledger.register("东方红的垃圾"))
    ledger.dispatch(ledger.register("焦东的路灯"), lead_unit=cast.wu_unit)
    office = text(as_(cast.zhao).get("/cases/"))
    assert "东方红的垃圾" in office
    assert "焦东的路灯" in office
    chen = text(as_(cast.chen).get("/cases/"))
    assert "东方红的垃圾" in chen
    assert "焦东的路灯" not in chen


def test_the_address_holds_the_filters(ledger, cast):
    ledger.dispatch(ledger.register("逾期的垃圾"), deadline=deadline(1))
    ledger.register("墙面有小广告")
    client = as_(cast.zhao)
    assert "逾期的垃圾" not in text(client.get("/cases/?q=小广告"))
    assert "墙面有小广告" not in text(client.get("/cases/?state=dispatched"))
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        page = text(as_(cast.zhao).get("/cases/?clock=late"))
    assert "逾期的垃圾" in page
    assert "逾期 23 小时" in page or "逾期 24 小时" in page
    assert "没有符合条件的案件" in text(client.get("/cases/?q=没有这样的词"))
    assert client.get("/cases/?after=broken").status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_costs_the_same_queries_whatever_its_length(
    ledger, cast, how_many, django_assert_max_num_queries
):
    for _ in range(how_many):
        ledger.dispatch()
    client = as_(cast.zhao)
    client.get("/cases/")
    with django_assert_max_num_queries(9):
        client.get("/cases/")


def test_a_case_tells_its_life_and_offers_what_may_be_done(ledger, cast):
    case = ledger.accept()
    page = text(as_(cast.chen).get(f"/cases/{case.number}/"))
    for word in ("路面存在暴露垃圾", "东方红街道", "整改中", "反馈整改", "接收", "交办"):
        assert word in page
    assert "/verify/" not in page
    assert "/rectify/" not in text(as_(cast.zhou).get(f"/cases/{case.number}/"))


def test_a_helping_units_people_are_not_offered_what_is_the_leads(ledger, cast):
    case = ledger.dispatch(helpers=[cast.wu_unit])
    lead = text(as_(cast.chen).get(f"/cases/{case.number}/"))
    helping = text(as_(cast.wu).get(f"/cases/{case.number}/"))
    for word in ("accept", "return"):
        assert f"/{word}/" in lead
        assert f"/{word}/" not in helping


def test_a_case_of_others_is_not_there(ledger, cast):
    case = ledger.dispatch(lead_unit=cast.wu_unit)
    assert as_(cast.chen).get(f"/cases/{case.number}/").status_code == 404
    assert as_(cast.chen).post(f"/cases/{case.number}/accept/").status_code == 404
    assert Client().get(f"/cases/{case.number}/").status_code == 302


def test_the_whole_life_through_the_pages(ledger, cast):
    load_standards(by=cast.system, at=NOW, campaign=cast.campaign)
    office, unit, lin = as_(cast.zhao), as_(cast.chen), as_(cast.lin)
    sent = {
        "description": "南门处地面存在垃圾",
        "source": "city_task",
        "level": "limited",
        "category_code": "E0102",
    }
    assert office.post("/cases/register/", {**sent, "client_key": "k1"}).status_code == 302
    assert office.post("/cases/register/", {**sent, "client_key": "k1"}).status_code == 302
    case = Case.objects.get()
    at = f"/cases/{case.number}"
    office.post(f"{at}/dispatch/", {"lead_unit": cast.chen_unit.pk, "helpers": [cast.department.pk]})
    case.refresh_from_db()
    assert (case.state, case.deadline["basis"]) == (CaseState.DISPATCHED, "E0102 D1")
    unit.post(f"{at}/accept/")
    refused = unit.post(f"{at}/rectify/", {"measure": "已清运"})
    assert refused.status_code == 400
    assert "整改后照片" in text(refused)
    unit.post(f"{at}/rectify/", {"measure": "已清运", "after": picture()})
    lin.post(f"{at}/send-back/", {"reason": "仍有积存"})
    unit.post(f"{at}/rectify/", {"measure": "再次清运", "after": picture()})
    lin.post(f"{at}/verify/", {"note": "现场核实"})
    case.refresh_from_db()
    assert (case.state, case.round, case.rework_count) == (CaseState.CLOSED, 2, 1)
    assert "现场核实" in text(office.get(f"{at}/"))
    lin.post(f"{at}/reopen/", {"reason": "回头看发现反弹"})
    case.refresh_from_db()
    assert case.state == CaseState.REWORK


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    out.seek(0)
    out.name = "after.jpg"
    return out


def test_a_refusal_is_told_and_changes_nothing(ledger, cast):
    case = ledger.dispatch()
    page = as_(cast.zhao).post(f"/cases/{case.number}/cancel/", {"reason": "重复"}, follow=True)
    assert "现为“待接收”，不能作废" in text(page)
    assert as_(cast.zhou).post(f"/cases/{case.number}/cancel/", {"reason": "重复"}).status_code == 403
    case.refresh_from_db()
    assert case.state == CaseState.DISPATCHED


def test_an_unknown_act_is_not_there(ledger, cast):
    case = ledger.dispatch()
    assert as_(cast.zhao).post(f"/cases/{case.number}/explode/").status_code == 404


def test_several_are_given_at_once(ledger, cast):
    for _ in range(2):
        ledger.register()
    client = as_(cast.zhao)
    day = f"{NOW + 5 * DAY:%Y-%m-%d}"
    page = client.post(
        "/cases/dispatch/", {"case": ["1", "2"], "lead_unit": cast.wu_unit.pk, "due_on": day}, follow=True
    )
    assert "已交办 2 件" in text(page)
    again = client.post(
        "/cases/dispatch/", {"case": ["1"], "lead_unit": cast.wu_unit.pk, "due_on": day}, follow=True
    )
    assert "不能交办" in text(again)
    assert "请勾选案件" in text(client.post("/cases/dispatch/", {}, follow=True))


def test_the_board_shows_open_cases_by_state(ledger, cast):
    ledger.dispatch()
    ledger.register("待交办的问题")
    page = text(as_(cast.zhao).get("/cases/board/"))
    assert "待交办的问题" in page
    assert "待核查" in page


def test_the_ledger_goes_out_as_a_workbook(ledger, cast):
    ledger.dispatch(ledger.register("=1+1"))
    answer = as_(cast.zhao).get("/cases/export/")
    content = b"".join(answer.streaming_content)
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
    assert any("1+1" in str(value) for value in cells)
    assert as_(cast.lin).get("/cases/export/").status_code == 403


def test_whatever_people_write_stays_text(ledger, cast):
    case = ledger.dispatch(ledger.register('<script>alert(1)</script>"><img src=x>', place_text="<b>路</b>"))
    for address in ("/cases/", "/cases/board/", f"/cases/{case.number}/"):
        page = text(as_(cast.zhao).get(address))
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "&lt;script&gt;" in page
