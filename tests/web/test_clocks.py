"""Pages of 时限申请: the unit asks on its case, the office decides, a clock that stands is nobody's lateness."""

import pytest
import time_machine

from diebian.cases.models import Case, ClockRequest
from diebian.cases.terms import CaseState
from tests.cases.conftest import DAY, Ledger
from tests.cast import NOW
from tests.web.test_cases import as_, text

AT = NOW + DAY
UNTIL = f"{(NOW + 12 * DAY).date()}"


@pytest.fixture(autouse=True)
def a_day_later():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def ledger(cast) -> Ledger:
    return Ledger(cast)


def park(cast, case, *, follow=False, **more):
    data = {"reason": "路面须整体翻修", "until": UNTIL, "means": "需财政资金到位"} | more
    return as_(cast.chen).post(f"/cases/{case.number}/ask-parking/", data, follow=follow)


def test_from_the_request_to_the_clock_that_runs_again(ledger, cast):
    case = ledger.accept()
    page = text(as_(cast.chen).get(f"/cases/{case.number}/"))
    assert all(word in page for word in ("申请延期", "申请暂停计时", "申请挂账"))
    assert park(cast, case).status_code == 302
    asked = ClockRequest.objects.get()

    desk = text(as_(cast.zhao).get("/"))
    assert "时限申请待审批" in desk
    listed = text(as_(cast.zhao).get("/cases/clocks/?state=waiting"))
    assert "需财政资金到位" in listed
    assert "待审批" in listed
    office = text(as_(cast.zhao).get(f"/cases/{case.number}/"))
    assert f'action="/cases/clocks/{asked.pk}/"' in office
    as_(cast.zhao).post(f"/cases/clocks/{asked.pk}/", {"answer": "granted", "note": "列入明年计划"})
    assert Case.objects.get().state == CaseState.PARKED

    page = text(as_(cast.chen).get(f"/cases/{case.number}/"))
    assert "挂账" in page
    assert "列入明年计划" in page
    assert "计时已停" in page
    assert "反馈整改" in page  # whoever can put it right need not wait
    assert "没有时限申请" in text(as_(cast.zhao).get("/cases/clocks/?state=review"))
    with time_machine.travel(NOW + 13 * DAY, tick=False):
        assert "路面须整体翻修" in text(as_(cast.zhao).get("/cases/clocks/?state=review"))
        assert "路面须整体翻修" in text(as_(cast.zhao).get("/cases/clocks/?state=standing"))
        as_(cast.zhao).post(f"/cases/{case.number}/resume/", {"reason": "资金到位"})
    assert Case.objects.get().state == CaseState.ACCEPTED


def test_an_extension_with_another_day(ledger, cast):
    case = ledger.accept()
    as_(cast.chen).post(f"/cases/{case.number}/ask-extension/", {"reason": "连日降雨", "until": UNTIL})
    asked = ClockRequest.objects.get()
    day = f"{(NOW + 6 * DAY).date()}"
    as_(cast.zhao).post(f"/cases/clocks/{asked.pk}/", {"answer": "granted", "until": day})
    page = text(as_(cast.chen).get(f"/cases/{case.number}/"))
    assert f"批准至 {day}" in page
    assert "批准延期" in page


def test_a_refusal_needs_a_reason(ledger, cast):
    park(cast, ledger.accept())
    asked = ClockRequest.objects.get()
    office = as_(cast.zhao)
    assert "须说明原因" in text(office.post(f"/cases/clocks/{asked.pk}/", {"answer": "refused"}, follow=True))
    assert "请选择审批结果" in text(office.post(f"/cases/clocks/{asked.pk}/", {"answer": "?"}, follow=True))
    answer = office.post(
        f"/cases/clocks/{asked.pk}/", {"answer": "refused", "note": "不属长期问题"}, follow=True
    )
    assert "不属长期问题" in text(answer)
    again = office.post(f"/cases/clocks/{asked.pk}/", {"answer": "granted"}, follow=True)
    assert "已有结果" in text(again)


def test_too_late_it_is_not_offered_and_refused(ledger, cast):
    case = ledger.accept()
    with time_machine.travel(NOW + 4 * DAY, tick=False):
        assert "申请挂账" not in text(as_(cast.chen).get(f"/cases/{case.number}/"))
        assert "已过" in text(park(cast, case, follow=True))
    assert not ClockRequest.objects.exists()


def test_only_the_office_decides(ledger, cast):
    park(cast, ledger.accept())
    asked = ClockRequest.objects.get()
    for person in (cast.chen, cast.lin, cast.zhou):
        assert as_(person).get("/cases/clocks/").status_code == 403
        assert as_(person).post(f"/cases/clocks/{asked.pk}/", {"answer": "granted"}).status_code == 403
    assert 'id="clocks"' in text(as_(cast.chen).get(f"/cases/{asked.case.number}/"))
    assert "批准至" not in text(as_(cast.chen).get(f"/cases/{asked.case.number}/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(ledger, cast, count, django_assert_max_num_queries):
    for _ in range(count):
        park(cast, ledger.accept())
    office = as_(cast.zhao)
    office.get("/cases/clocks/")
    with django_assert_max_num_queries(6):
        assert office.get("/cases/clocks/").status_code == 200


def test_what_is_asked_is_kept_as_text(ledger, cast):
    park(cast, ledger.accept(), reason="<script>alert(1)</script>")
    assert "<script>alert(1)" not in text(as_(cast.zhao).get("/cases/clocks/"))
