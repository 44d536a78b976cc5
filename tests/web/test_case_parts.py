"""Pages of 分工: the office gives a part, the helping unit answers or gives it back, the lead sees who is waited for."""

import io

import pytest
import time_machine
from PIL import Image

from diebian.cases.models import Case, CasePart
from diebian.cases.terms import PartState
from tests.cases.conftest import DAY, Ledger
from tests.cast import NOW
from tests.web.test_cases import as_, text

DUE = f"{(NOW + 5 * DAY).date()}"


@pytest.fixture(autouse=True)
def a_day_later():
    with time_machine.travel(NOW + DAY, tick=False):
        yield


@pytest.fixture
def part(cast) -> CasePart:
    case = Ledger(cast).accept()
    data = {"unit": cast.wu_unit.pk, "task": "清理绿化带", "due_on": DUE}
    assert as_(cast.zhao).post(f"/cases/{case.number}/give-part/", data).status_code == 302
    return CasePart.objects.get()


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    out.seek(0)
    out.name = "1.jpg"
    return out


def test_from_the_part_to_its_answer(part, cast):
    wu = as_(cast.wu)
    assert "配合任务" in text(wu.get("/"))
    assert "清理绿化带" in text(wu.get("/cases/parts/"))
    page = text(wu.get(f"/cases/{part.case.number}/"))
    assert f'action="/cases/parts/{part.pk}/answer/"' in page
    assert "免除配合任务" not in page
    lead = text(as_(cast.chen).get(f"/cases/{part.case.number}/"))
    assert "清理绿化带" in lead
    assert f"/cases/parts/{part.pk}/" not in lead  # the lead waits, and answers for nobody else
    answered = wu.post(f"/cases/parts/{part.pk}/answer/", {"measure": "已清理", "after": [picture()]})
    assert answered.status_code == 302
    part.refresh_from_db()
    assert part.state == PartState.ANSWERED
    shown = part.photos.get()
    assert as_(cast.chen).get(f"/photos/{shown.pk}/thumbnail").status_code == 200
    assert "已清理" in text(as_(cast.chen).get(f"/cases/{part.case.number}/"))
    assert "没有待办的配合任务" in text(wu.get("/cases/parts/"))


def test_an_answer_without_a_photograph_shows_the_form_again(part, cast):
    again = as_(cast.wu).post(f"/cases/parts/{part.pk}/answer/", {"measure": "已清理"})
    assert again.status_code == 400
    assert "已清理" in text(again)
    part.refresh_from_db()
    assert part.state == PartState.OPEN


def test_given_back_and_decided(part, cast):
    as_(cast.wu).post(f"/cases/parts/{part.pk}/return/", {"reason": "属园林部门管护"})
    office = as_(cast.zhao)
    assert "属园林部门管护" in text(office.get("/cases/parts/"))
    office.post(f"/cases/parts/{part.pk}/drop/", {"reason": "改派园林"})
    part.refresh_from_db()
    assert part.state == PartState.DROPPED
    twice = office.post(f"/cases/parts/{part.pk}/keep/", {"reason": "再议"})
    assert twice.status_code == 409
    assert "不能维持配合任务" in text(twice)


def test_who_is_not_concerned_finds_nothing(part, cast):
    assert as_(cast.wu).post(f"/cases/parts/{part.pk}/drop/", {"reason": "x"}).status_code == 403
    assert as_(cast.wu).post(f"/cases/parts/{part.pk}/burn/", {"reason": "x"}).status_code == 404
    assert as_(cast.wu).post("/cases/parts/999/answer/", {}).status_code == 404
    Case.objects.update(lead_unit=cast.department)
    assert as_(cast.chen).post(f"/cases/parts/{part.pk}/answer/", {}).status_code == 404
    assert "清理绿化带" not in text(as_(cast.chen).get("/cases/parts/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(cast, count, django_assert_max_num_queries):
    ledger, office = Ledger(cast), as_(cast.zhao)
    for _ in range(count):
        data = {"unit": cast.wu_unit.pk, "task": "清理绿化带", "due_on": DUE}
        office.post(f"/cases/{ledger.accept().number}/give-part/", data)
    wu = as_(cast.wu)
    wu.get("/cases/parts/")
    with django_assert_max_num_queries(7):
        assert text(wu.get("/cases/parts/")).count("清理绿化带") == count
