"""工作台 and 总览: each person meets what waits for him; every number opens as many rows as it says."""

import re
from html import unescape

import pytest
from django.test import Client

from diebian.cases.models import Case
from tests.cases.conftest import DAY, NOW, Ledger, deadline
from tests.cast import Cast
from tests.web.test_frame import signed_in


@pytest.fixture
def ledger(cast: Cast, time_machine) -> Ledger:
    time_machine.move_to(NOW + 5 * DAY, tick=False)
    return Ledger(cast)


def fill(ledger: Ledger) -> None:
    ledger.register("路灯不亮")
    ledger.dispatch(ledger.register("井盖松动"), deadline=deadline(1))
    ledger.dispatch(ledger.register("占道经营"), deadline=deadline(9))
    ledger.rectify(ledger.accept(ledger.dispatch(ledger.register("乱贴广告"))))
    ledger.close(ledger.rectify(ledger.accept(ledger.dispatch(ledger.register("垃圾未清")))))


def figures(html: str) -> dict[str, tuple[int, str]]:
    """Name of each figure → its number and the address of its rows."""
    found = re.findall(
        r'href="([^"]+)" class="figure[^"]*">\s*<span class="figure-name">(?:<svg.*?</svg>)?([^<]+)</span>'
        r'\s*<span class="figure-value">(\d+)',
        html,
        re.DOTALL,
    )
    return {name: (int(value), unescape(address)) for address, name, value in found}


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 class="card-title">([^<]+)</h2>', html)


@pytest.mark.parametrize("who", ["zhao", "chen", "lin"])
def test_every_number_opens_as_many_rows_as_it_says(cast: Cast, ledger: Ledger, who: str):
    fill(ledger)
    ledger.dispatch(ledger.register("两家合办"), lead_unit=cast.wu_unit, helpers=[cast.chen_unit])
    client = signed_in(getattr(cast, who))
    found = figures(client.get("/").content.decode())
    assert len(found) == 7
    for name, (count, address) in found.items():
        assert client.get(address).content.decode().count('<td class="wide">') == count, name


def test_office_sees_what_to_dispatch_and_the_unit_what_to_answer(cast: Cast, ledger: Ledger):
    fill(ledger)
    office = signed_in(cast.zhao).get("/").content.decode()
    unit = signed_in(cast.chen).get("/").content.decode()
    inspector = signed_in(cast.lin).get("/").content.decode()
    assert titles(office)[:2] == ["等待交办", "被退回，须重新交办"]
    assert titles(unit)[:2] == ["等待接收", "返工：核查不合格"]
    assert titles(inspector)[0] == "等待核查"
    assert "路灯不亮" in office
    assert "路灯不亮" not in unit
    assert "井盖松动" in unit


def test_a_stranger_unit_sees_nothing_of_others(cast: Cast, ledger: Ledger):
    fill(ledger)
    html = signed_in(cast.wu).get("/").content.decode()
    assert "井盖松动" not in html
    assert all(count == 0 for count, _ in figures(html).values())


def test_whoever_has_no_ledger_is_told_so(cast: Cast):
    assert "您没有查看台账的权限" in signed_in(cast.admin).get("/").content.decode()


def queries_of(client: Client, path: str, counter) -> int:
    client.get(path)
    with counter(100) as seen:
        assert client.get(path).status_code == 200
    return len(seen.captured_queries)


@pytest.mark.parametrize("path", ["/", "/overview/"])
def test_pages_ask_as_often_for_one_case_as_for_three(
    cast: Cast, ledger: Ledger, path: str, django_assert_max_num_queries
):
    client = signed_in(cast.zhao)
    ledger.dispatch(deadline=deadline(1))
    one = queries_of(client, path, django_assert_max_num_queries)
    for _ in range(2):
        ledger.dispatch(deadline=deadline(1))
    assert queries_of(client, path, django_assert_max_num_queries) == one
    assert Case.objects.count() == 3


def test_overview_adds_up(cast: Cast, ledger: Ledger):
    fill(ledger)
    html = signed_in(cast.zhou).get("/overview/").content.decode()
    assert figures(html)["未销号"][0] == 4
    assert figures(html)["已逾期"][0] == 1
    assert "逾期最多的单位" in html
    assert '"values": [0, 0, 0, 0, 0, 0, 0, 0, 5' in html
    assert '<td class="num">20.0%</td>' in html


def test_overview_is_for_the_office_and_leaders(cast: Cast, ledger: Ledger):
    assert signed_in(cast.chen).get("/overview/").status_code == 403
    assert signed_in(cast.zhou).get("/overview/").status_code == 200


def test_empty_overview_says_what_to_do(cast: Cast):
    assert "台账还是空的" in signed_in(cast.zhao).get("/overview/").content.decode()
