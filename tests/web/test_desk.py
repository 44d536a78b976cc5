"""工作台: each role meets its own work, and every number opens the rows it counts."""

import re
from datetime import timedelta
from html import unescape

import pytest

from diebian.cases import actions
from diebian.cases.models import Case
from diebian.flows.close_week import close_week
from diebian.people.actions import grant_role
from diebian.people.terms import Role
from diebian.ranking.models import Week
from diebian.scoring.actions import load_rulesets
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW, Cast
from tests.web.conftest import Signed


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


def page_of(signed: Signed, name: str) -> str:
    return unescape(signed(name).get("/").content.decode())


def figure(page: str, name: str) -> tuple[str, int]:
    """(address, value) of the number called ``name``."""
    found = re.search(
        rf'<a href="([^"]+)" class="figure[^"]*">\s*<span class="figure-name">(?:<svg.*?</svg>)?{name}</span>'
        r'\s*<span class="figure-value">(\d+)',
        page,
    )
    assert found, f"no figure {name}"
    return found[1], int(found[2])


@pytest.fixture
def closed_week(cast: Cast, ledger: Ledger) -> Week:
    ledger.dispatch()
    load_rulesets(by=cast.system, at=NOW)
    return close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW).week


def send_back(ledger: Ledger, cast: Cast, reason: str) -> Case:
    return actions.send_back(case=ledger.rectify(), reason=reason, by=cast.lin, at=NOW + 2 * DAY)


def test_the_office_sees_what_came_in_and_what_waits(ledger, cast, signed, time_machine):
    ledger.register("墙面有小广告")
    ledger.dispatch(ledger.register("路面坑洼"), deadline=deadline(1))
    time_machine.move_to(NOW + 2 * DAY, tick=False)
    page = page_of(signed, "zhao")
    assert figure(page, "待交办") == ("/cases/?state=registered", 1)
    assert figure(page, "逾期") == ("/cases/?clock=late", 1)
    assert figure(page, "待核查")[1] == 0
    for word in ("墙面有小广告", "路面坑洼", "没有新增案件", "登记案件"):
        assert word in page
    assert "各单位整改" not in page
    assert "开始检查" not in page


def test_new_cases_are_told_by_source_and_open_their_rows(ledger, cast, signed):
    ledger.register()
    page = page_of(signed, "zhao")
    assert '<a href="/cases/?source=city_task&since=2017-08-01">市级交办 1</a>' in page


def test_the_office_is_told_of_the_week_that_can_be_closed(cast, signed):
    assert "第1周可以封账" in page_of(signed, "zhao")
    assert "可以封账" not in page_of(signed, "zhou")
    load_rulesets(by=cast.system, at=NOW)
    close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW)
    assert "可以封账" not in page_of(signed, "zhao")


@pytest.mark.parametrize("name", ["zhao", "chen", "lin"])
def test_every_number_opens_as_many_rows_as_it_says(ledger, cast, signed, time_machine, name):
    ledger.register()
    ledger.dispatch(deadline=deadline(1))
    ledger.dispatch(deadline=deadline(3))
    ledger.dispatch(lead_unit=cast.wu_unit)
    ledger.dispatch(lead_unit=cast.wu_unit, helpers=[cast.chen_unit])
    ledger.accept()
    ledger.rectify()
    time_machine.move_to(NOW + 2 * DAY + timedelta(hours=1), tick=False)
    client = signed(name)
    page = unescape(client.get("/").content.decode())
    links = re.findall(
        r'<a href="(/cases/[^"]*)" class="figure.*?<span class="figure-value">(\d+)', page, re.DOTALL
    )
    assert links
    for address, value in links:
        rows = unescape(client.get(address).content.decode()).split("<tbody>")[-1]
        assert len(re.findall("<tr", rows)) == int(value) or (value == "0" and "没有符合条件" in rows), (
            address
        )


def test_a_unit_sees_its_own_work_with_the_reason_of_what_came_back(ledger, cast, signed, time_machine):
    ledger.dispatch(ledger.register("东方红的垃圾"))
    ledger.dispatch(ledger.register("焦东的路灯"), lead_unit=cast.wu_unit)
    send_back(ledger, cast, "仍有积存垃圾")
    time_machine.move_to(NOW + 2 * DAY, tick=False)
    page = page_of(signed, "chen")
    assert figure(page, "待接收") == ("/cases/?state=dispatched", 1)
    assert figure(page, "返工") == ("/cases/?state=rework", 1)
    for word in ("东方红的垃圾", "仍有积存垃圾", "本单位还没有封账的周得分"):
        assert word in page
    assert "焦东的路灯" not in page
    assert "昨日以来新增" not in page


def test_another_unit_sees_nothing_of_it(ledger, cast, signed):
    ledger.dispatch(ledger.register("井盖松动"))
    page = page_of(signed, "wu")
    assert "井盖松动" not in page
    assert figure(page, "待接收")[1] == 0


def test_a_leader_sees_units_and_those_that_need_him(ledger, cast, signed, time_machine):
    ledger.dispatch(deadline=deadline(1))
    time_machine.move_to(NOW + 2 * DAY, tick=False)
    page = page_of(signed, "zhou")
    assert f"/cases/?unit={cast.chen_unit.pk}&clock=late" in page
    assert "还没有封账的周" in page
    assert "无数据" in page
    assert "登记案件" not in page


def test_the_last_closed_week_stands_on_the_desks(ledger, cast, signed, closed_week):
    leader, unit = page_of(signed, "zhou"), page_of(signed, "chen")
    assert f"/ranking/weeks/1/units/{cast.chen_unit.pk}/" in leader
    assert f"/ranking/weeks/1/units/{cast.chen_unit.pk}/" in unit
    assert "上一封账周得分" in unit


def test_supervision_sees_what_to_verify_and_starts_a_check(ledger, cast, signed):
    ledger.rectify()
    page = page_of(signed, "lin")
    assert figure(page, "待核查") == ("/cases/?state=rectified", 1)
    assert "/inspections/new/" in page
    assert "选择点位，按测评条目逐项检查。" in page


def test_several_roles_have_several_sections(cast, signed):
    grant_role(
        user=cast.zhou, campaign=cast.campaign, role=Role.UNIT, unit=cast.chen_unit, by=cast.system, at=NOW
    )
    page = page_of(signed, "zhou")
    assert "各单位整改" in page
    assert figure(page, "待接收") == (f"/cases/?state=dispatched&unit={cast.chen_unit.pk}", 0)


def test_without_a_role_that_has_a_desk_the_page_says_what_to_do(cast, signed):
    assert "您的角色没有待办" in page_of(signed, "admin")
    assert signed("").get("/").status_code == 302


@pytest.mark.parametrize("name", ["zhao", "zhou", "chen", "lin"])
def test_a_desk_costs_the_same_whatever_the_ledger_holds(
    ledger, cast, signed, name, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed(name)

    def fill() -> None:
        ledger.register()
        ledger.dispatch()
        ledger.rectify()
        send_back(ledger, cast, "不合格")

    fill()
    client.get("/")
    with django_assert_max_num_queries(24) as first:
        client.get("/")
    fill()
    fill()
    with django_assert_num_queries(len(first)):
        client.get("/")
