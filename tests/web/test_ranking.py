"""考核排名 in the browser's eyes: who sees what, and that the numbers open their rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diebian.cases import actions as cases
from diebian.cases.models import Case
from diebian.cases.terms import CaseSource, Deadline
from diebian.flows.close_week import close_week
from diebian.people.models import Unit
from diebian.ranking.models import Week
from diebian.scoring.actions import load_rulesets
from diebian.web.templatetags.marks import mark, signed
from tests.cast import NOW
from tests.ranking.conftest import Weeks

DAY = timedelta(days=1)


@pytest.fixture
def weeks(cast):
    return Weeks(cast)


@pytest.fixture
def at(monkeypatch):
    """Set the time of day: ``at(moment)``."""

    def set_now(moment):
        monkeypatch.setattr("diebian.base.clock.now", lambda: moment)

    set_now(NOW)
    return set_now


@pytest.fixture
def get(client, at):
    """The page at a name of ours as one of the cast sees it."""

    def ask(user, name, *args, query=""):
        client.force_login(user)
        return client.get(reverse(name, args=args) + query)

    return ask


@pytest.fixture
def make_late_case(cast):
    """Make a unit's case of the first week, due in it and not put right."""
    begun = NOW - 6 * DAY

    def make(unit: Unit) -> Case:
        new = cases.NewCase(description="路面存在暴露垃圾", place_text="解放路", source=CaseSource.CITY_TASK)
        case = cases.register_case(campaign=cast.campaign, new=new, by=cast.zhao, at=begun)
        due = Deadline(due_at=begun + 2 * DAY, basis="测试")
        return cases.dispatch_case(case=case, lead_unit=unit, deadline=due, by=cast.zhao, at=begun)

    return make


@pytest.fixture
def late_case(make_late_case, cast) -> Case:
    return make_late_case(cast.chen_unit)


@pytest.fixture
def first_week(cast, late_case) -> Week:
    load_rulesets(by=cast.system, at=NOW)
    return close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW).week


def test_the_office_closes_the_week_whose_time_has_come(client, cast, get, late_case):
    load_rulesets(by=cast.system, at=NOW)
    page = get(cast.zhao, "ranking:list")
    assert "待封账：第1周" in page.text
    assert reverse("ranking:close") in page.text
    answer = client.post(reverse("ranking:close"), {"number": "1"}, follow=True)
    assert answer.redirect_chain == [(reverse("ranking:week", args=[1]), 302)]
    assert "第1周已封账，通报已印发" in answer.text
    assert Week.objects.get().frozen_by == cast.zhao


def test_a_week_that_is_not_over_shows_no_button(cast, get, at):
    at(NOW - 6 * DAY)
    page = get(cast.zhao, "ranking:list")
    assert "尚未截止" in page.text
    assert reverse("ranking:close") not in page.text


def test_others_see_that_the_week_waits_but_cannot_close_it(client, cast, get):
    page = get(cast.chen, "ranking:list")
    assert "等待指挥部办公室封账" in page.text
    assert reverse("ranking:close") not in page.text
    assert client.post(reverse("ranking:close"), {"number": "1"}).status_code == 403
    assert not Week.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "99"])
def test_a_week_that_does_not_exist_cannot_be_closed(client, cast, at, number):
    load_rulesets(by=cast.system, at=NOW)
    client.force_login(cast.zhao)
    assert client.post(reverse("ranking:close"), {"number": number}).status_code == 404


def test_a_week_is_closed_by_post_alone(client, cast, at):
    client.force_login(cast.zhao)
    assert client.get(reverse("ranking:close")).status_code == 405


def test_all_see_the_table_but_open_only_their_own_account(cast, get, first_week):
    page = get(cast.chen, "ranking:week", 1)
    assert "东方红街道" in page.text
    assert "焦东街道" in page.text
    assert "98.70" in page.text
    assert "无数据" in page.text
    assert reverse("ranking:unit", args=[1, cast.chen_unit.pk]) in page.text
    assert reverse("ranking:unit", args=[1, cast.wu_unit.pk]) not in page.text
    leader = get(cast.zhou, "ranking:week", 1)
    assert reverse("ranking:unit", args=[1, cast.wu_unit.pk]) in leader.text


def test_flags_and_ties_are_said_in_words(weeks, cast, get):
    weeks.add_streets()
    weeks.close(1, 东方红街道=9700, 焦东街道=9850, 新华街道=9400, 焦南街道=9400, 光亚街道=9600)
    weeks.close(2, 东方红街道=9900, 焦东街道=9850, 新华街道=9400, 焦南街道=9300, 光亚街道=9600)
    first, second = (get(cast.lin, "ranking:week", number).text for number in (1, 2))
    assert "并列" in first
    assert "红旗 通报表扬" in first
    assert "升 1 位" in second
    assert "降 1 位" in second
    assert "持平" in second
    listed = get(cast.lin, "ranking:list").text
    assert "焦南街道" in listed


def test_an_account_adds_up_and_names_its_clauses_and_cases(cast, get, first_week, late_case):
    page = get(cast.chen, "ranking:unit", 1, cast.chen_unit.pk).text
    assert "100.00" in page
    assert "−0.30" in page
    assert "−1.00" in page
    assert "应于本周整改而未按期整改的" in page
    assert f"案件 {late_case.number}" in page
    assert "98.70" in page


@pytest.mark.parametrize(
    ("show", "is_there"), [("found", True), ("due", True), ("on_time", False), ("rework", False)]
)
def test_each_number_opens_its_cases(cast, get, first_week, show, is_there):
    page = get(cast.chen, "ranking:unit", 1, cast.chen_unit.pk, query=f"?show={show}").text
    assert ("路面存在暴露垃圾" in page) is is_there
    assert ("没有这一类案件" in page) is not is_there


def test_a_unit_without_data_is_not_ranked_and_has_no_sum(cast, get, first_week):
    page = get(cast.wu, "ranking:unit", 1, cast.wu_unit.pk).text
    assert "不排名" in page
    assert "100.00" not in page


def test_a_unit_that_was_not_reckoned_shows_no_numbers(weeks, cast, get):
    weeks.close(1)
    assert get(cast.chen, "ranking:unit", 1, cast.chen_unit.pk).status_code == 200


def test_a_neighbours_account_is_closed(cast, get, first_week):
    assert get(cast.wu, "ranking:unit", 1, cast.chen_unit.pk).status_code == 403
    assert get(cast.lin, "ranking:unit", 1, cast.chen_unit.pk).status_code == 403


def test_weeks_and_units_that_are_not_there_are_not_found(cast, get, first_week):
    assert get(cast.zhao, "ranking:week", 2).status_code == 404
    assert get(cast.zhao, "ranking:unit", 1, cast.office.pk).status_code == 404
    assert get(cast.zhao, "ranking:ruleset", 10**6).status_code == 404


def test_the_administrator_has_no_part_in_the_ranking(cast, get, first_week):
    for name, args in (("ranking:list", []), ("ranking:week", [1]), ("ranking:rules", [])):
        assert get(cast.admin, name, *args).status_code == 403


def test_the_rules_are_shown_as_published(cast, get):
    assert "还没有施行的计分规则" in get(cast.chen, "ranking:rules").text
    (ruleset,) = load_rulesets(by=cast.system, at=NOW)
    page = get(cast.chen, "ranking:ruleset", ruleset.pk).text
    assert "3.1" in page
    assert "−1.00" in page
    assert "督查考核扣分细则" in page
    assert "前 2 名且不低于 85.00 分的通报表扬" in page


@pytest.mark.parametrize(
    ("hundredths", "text"), [(None, "–"), (0, "0.00"), (9750, "97.50"), (-5, "−0.05"), (-130, "−1.30")]
)
def test_marks_have_two_decimals(hundredths, text):
    assert mark(hundredths) == text


def test_points_of_a_line_show_their_sign():
    assert [signed(points) for points in (5, 0, -30)] == ["+0.05", "0.00", "−0.30"]


def queries_of(client, name, *args) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(found)


def test_a_table_costs_the_same_for_few_units_and_for_many(weeks, cast, client, at):
    client.force_login(cast.zhao)
    weeks.close(1, 东方红街道=9700)
    weeks.add_streets()
    weeks.close(2, 东方红街道=9700, 焦东街道=9800, 城管局=9900, 新华街道=9000, 焦南街道=9100)
    assert queries_of(client, "ranking:week", 1) == queries_of(client, "ranking:week", 2) <= 30


def test_an_account_costs_the_same_for_one_case_and_for_three(make_late_case, cast, client, at):
    client.force_login(cast.zhao)
    load_rulesets(by=cast.system, at=NOW)
    make_late_case(cast.chen_unit)
    for _ in range(3):
        make_late_case(cast.wu_unit)
    close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW)
    few, many = cast.chen_unit.pk, cast.wu_unit.pk
    assert queries_of(client, "ranking:unit", 1, few) == queries_of(client, "ranking:unit", 1, many) <= 30
