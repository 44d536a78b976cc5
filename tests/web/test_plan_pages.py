"""安排检查: 赵审核 plans, 林检查 sees her task and carries it out; a secret one is nobody else's before it is made."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from diebian.base.models import Event
from diebian.inspections import actions, queries
from diebian.inspections.models import Visit
from diebian.inspections.terms import VisitKind
from diebian.people.models import User
from diebian.people.terms import Role
from diebian.places.models import Place
from diebian.web.settings.verbs import verb_word
from tests.cast import NOW, make_campaign, make_user
from tests.park import make_park

TODAY = NOW.date()


@pytest.fixture
def sent(cast, park):
    def form(**more):
        return {
            "place": [str(park.place.pk)],
            "inspector": str(cast.lin.pk),
            "kind": "secret",
            "planned_for": TODAY.isoformat(),
            "planned_until": (TODAY + timedelta(days=2)).isoformat(),
            "note": "先看公厕",
            "key": uuid.uuid4().hex,
        } | more

    return form


@pytest.fixture
def zhao(signed):
    return signed("zhao")


def test_one_submit_gives_an_inspector_her_places(zhao, signed, cast, park, sent):
    second = make_park(cast, "示例广场")
    page = zhao.get(reverse("inspections:plan")).content.decode()
    assert "示例公园" in page
    assert "示例广场" in page
    answer = zhao.post(reverse("inspections:plan"), sent(place=[str(park.place.pk), str(second.pk)]))
    assert answer.status_code == 302
    plans = zhao.get(reverse("inspections:plans")).content.decode()
    assert plans.count("待检查") == 2
    mine = signed("lin").get(reverse("inspections:list")).content.decode()
    assert "先看公厕" in mine
    assert f"?planned={Visit.objects.order_by('pk').first().pk}" in mine
    assert Event.objects.filter(verb="visit.planned").count() == 2


def test_sent_twice_it_is_one_plan(zhao, sent):
    form = sent()
    for _ in range(2):
        assert zhao.post(reverse("inspections:plan"), form).status_code == 302
    assert Visit.objects.count() == 1


def test_a_form_gone_back_to_and_changed_is_not_taken_for_the_old_one(zhao, cast, sent):
    form = sent()
    zhao.post(reverse("inspections:plan"), form)
    second = make_park(cast, "示例广场")
    for changed in ({"place": [*form["place"], str(second.pk)]}, {"note": "改看广场"}, {"kind": "open"}):
        answer = zhao.post(reverse("inspections:plan"), form | changed)
        assert answer.status_code == 400
        assert "这份表单已经提交过" in answer.content.decode()
    assert Visit.objects.count() == 1


def test_one_carries_out_ones_own_plans_and_sees_where_the_others_of_the_group_go(signed, cast, park):
    make_user(cast.system, cast.campaign, ("he", "何检查"), Role.SUPERVISION, cast.supervision)
    he = User.objects.get(username="he")
    spot = make_park(cast, "示例广场")
    for place, inspector in ((park.place, cast.lin), (spot, he)):
        new = actions.NewPlan(
            places=[place], inspector=inspector, kind=VisitKind.SECRET, supervision_unit=cast.supervision
        )
        actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    page = signed("lin").get(reverse("inspections:list")).content.decode()
    mine, others = page[page.index("我的检查任务") :].split("其他人的检查任务")
    assert f"{reverse('inspections:check', args=[park.place.pk])}?planned=" in mine
    assert spot.name not in mine
    assert reverse("places:place", args=[spot.pk]) in others
    assert reverse("inspections:check", args=[spot.pk]) not in others


def test_what_is_past_its_days_stands_out_among_ones_tasks(zhao, cast, sent, signed, time_machine):
    zhao.post(reverse("inspections:plan"), sent())
    assert "逾期未检查" not in signed("lin").get(reverse("inspections:list")).content.decode()
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    later = Client()
    later.force_login(cast.lin, backend="diebian.web.accounts.Backend")
    assert "逾期未检查" in later.get(reverse("inspections:list")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"place": []}, "请至少勾选一个点位"),
        ({"place": ["x"]}, "请至少勾选一个点位"),
        ({"inspector": ""}, "请先改正以下内容"),
        ({"kind": "self"}, "请先改正以下内容"),
        ({"planned_until": "2017-08-01"}, "截止日期早于开始日期"),
        ({"planned_for": "昨天"}, "请先改正以下内容"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(zhao, sent, wrong, told):
    answer = zhao.post(reverse("inspections:plan"), sent(**wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Visit.objects.exists()


def test_who_may_not_inspect_is_not_offered_and_not_taken(zhao, cast, sent):
    answer = zhao.post(reverse("inspections:plan"), sent(inspector=str(cast.chen.pk)))
    assert answer.status_code == 400
    assert cast.chen.display_name not in zhao.get(reverse("inspections:plan")).content.decode()


def test_ticks_stay_when_the_form_is_refused(zhao, park, sent):
    page = zhao.post(reverse("inspections:plan"), sent(inspector="")).content.decode()
    assert f'id="place-{park.place.pk}" data-row checked' in page


def test_a_plan_is_taken_back_with_a_reason_and_stays_to_be_read(zhao, signed, sent):
    zhao.post(reverse("inspections:plan"), sent())
    plan = Visit.objects.get()
    address = reverse("inspections:withdraw", args=[plan.pk])
    assert "先看公厕" not in zhao.get(address).content.decode()
    assert zhao.post(address, {"reason": " "}).status_code == 400
    assert zhao.post(address, {"reason": "改为下周"}).status_code == 302
    assert "改为下周" in zhao.get(reverse("inspections:plans")).content.decode()
    assert "先看公厕" not in signed("lin").get(reverse("inspections:list")).content.decode()


def test_a_plan_that_is_past_its_days_stands_out(zhao, sent, time_machine):
    zhao.post(reverse("inspections:plan"), sent())
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    zhao.force_login(zhao_user := Visit.objects.get().planned_by, backend="diebian.web.accounts.Backend")
    assert zhao_user is not None
    assert "逾期未检查" in zhao.get(reverse("inspections:plans")).content.decode()


@pytest.mark.parametrize("name", ["lin", "chen", "zhou", "wu"])
def test_only_the_office_plans(signed, name, sent):
    assert signed(name).post(reverse("inspections:plan"), sent()).status_code == 403
    assert signed(name).get(reverse("inspections:plans")).status_code == 403


@pytest.fixture
def secret_plan(cast, park):
    new = actions.NewPlan(
        places=[park.place],
        inspector=cast.lin,
        kind=VisitKind.SECRET,
        supervision_unit=cast.supervision,
        planned_for=TODAY,
        note="先看公厕",
    )
    return actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)[0]


def audit_of(client, *, verb):
    page = client.get(reverse("settings:audit"), {"subject_kind": "visit"}).content.decode()
    return verb_word(verb) in page


def test_the_audit_tells_of_a_secret_plan_to_those_who_plan_alone(signed, cast, secret_plan):
    """An administrator keeps the system; whom the group will call on is not for his eyes either, nor that it was off."""
    assert audit_of(signed("zhao"), verb="visit.planned")
    assert not audit_of(signed("admin"), verb="visit.planned")
    actions.withdraw_plan(plan=secret_plan, reason="改为下周", by=cast.zhao, at=NOW)
    assert audit_of(signed("zhao"), verb="visit.withdrawn")
    assert not audit_of(signed("admin"), verb="visit.withdrawn")


def test_the_audit_tells_everything_of_open_plans_and_of_secret_visits_once_made(
    signed, cast, park, secret_plan
):
    visit = park.visit(park.answer("GC1", "passed"), planned=secret_plan)
    actions.record_visit(campaign=cast.campaign, new=visit, by=cast.lin, at=NOW)
    assert audit_of(signed("admin"), verb="visit.planned")
    assert audit_of(signed("admin"), verb="visit.submitted")


def test_the_office_of_another_campaign_learns_nothing(signed, cast, secret_plan):
    second = make_campaign(cast.system, code="410802", name="别区")
    make_user(cast.system, second, ("sun", "孙外区"), Role.OFFICE, None)
    elsewhere = queries.viewer(User.objects.get(username="sun"), second, at=NOW)
    assert list(queries.hidden_plans(second, elsewhere).order_by("pk")) == [secret_plan]
    ours = queries.viewer(cast.zhao, cast.campaign, at=NOW)
    assert not queries.hidden_plans(cast.campaign, ours).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_plans_costs_the_same(zhao, cast, park, count, django_assert_num_queries):
    spots = [park.place, *(make_park(cast, f"示例公园{n}") for n in range(count - 1))]
    new = actions.NewPlan(places=spots, inspector=cast.lin)
    actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    zhao.get(reverse("inspections:plans"))
    with django_assert_num_queries(5):
        zhao.get(reverse("inspections:plans"))


@pytest.mark.parametrize("count", [1, 3])
def test_choosing_what_to_plan_costs_the_same(zhao, cast, park, count, django_assert_num_queries):
    for number in range(count - 1):
        make_park(cast, f"示例公园{number}")
    zhao.get(reverse("inspections:plan"))
    with django_assert_num_queries(9):
        zhao.get(reverse("inspections:plan"))


@pytest.mark.parametrize("count", [1, 3])
def test_ones_tasks_cost_the_same(signed, cast, park, count, django_assert_num_queries):
    spots = [park.place, *(make_park(cast, f"示例公园{n}") for n in range(count - 1))]
    new = actions.NewPlan(places=spots, inspector=cast.lin)
    actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    lin = signed("lin")
    lin.get(reverse("inspections:list"))
    with django_assert_num_queries(7):
        lin.get(reverse("inspections:list"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_nearest_cost_the_same(signed, cast, park, count, django_assert_num_queries):
    for number in range(count - 1):
        make_park(cast, f"示例公园{number}")
    Place.objects.update(latitude=35.2147, longitude=113.2667, input_datum="wgs84")
    lin, here = signed("lin"), {"latitude": "35.2238", "longitude": "113.2667"}
    lin.post(reverse("inspections:near"), here)
    with django_assert_num_queries(9):
        assert lin.post(reverse("inspections:near"), here).content.decode().count("1.0 公里") == count
