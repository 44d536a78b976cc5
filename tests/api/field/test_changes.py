"""What the phone is told: everything once, then only what changed, and nothing that is not for its holder."""

import base64
import gzip
import json
from datetime import date

import pytest

from diebian.base.models import Event
from diebian.cases import actions as cases
from diebian.cases.models import Case, CaseHelper
from diebian.inspections import actions
from diebian.inspections.models import Visit
from diebian.inspections.terms import VisitKind
from diebian.people import actions as people
from diebian.people.terms import Role
from diebian.places import actions as place_actions
from diebian.places.drafts import PlaceDraft
from diebian.standards import actions as standards
from diebian.standards.rules.pack_reading import read_pack
from tests.api.field.conftest import FIELD, Feed, Phone, sent_visit
from tests.cases.conftest import deadline, make_photo
from tests.cast import NOW, make_campaign, make_units, make_user
from tests.park import make_park
from tests.standards.small_packs import ASSESSMENT, CATEGORIES, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(phone, park) -> Feed:
    return Feed(phone)


def plan(cast, park, **more):
    given = {
        "campaign": cast.campaign,
        "place": park.place,
        "inspector": cast.lin,
        "by": cast.zhao,
        "at": NOW,
    }
    return actions.plan_visit(**(given | more))


def answered(cast, place) -> Case:
    """A case at the place that its unit says is put right."""
    new = cases.NewCase(description="广告破损", source="supervision", place=place)
    case = cases.register_case(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    case = cases.dispatch_case(case=case, lead_unit=cast.chen_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    case = cases.accept_case(case=case, by=cast.chen, at=NOW)
    cases.rectify_case(
        case=case, measure="已更换", before=[make_photo()], after=[make_photo("green")], by=cast.chen, at=NOW
    )
    return case


def test_first_everything_within_reach(feed, cast, park):
    planned = plan(cast, park)
    feed.take()
    place = feed.of("place")[0]
    assert (place["name"], place["place_type"], place["community"]) == ("示例公园", "park", "文化巷社区")
    assert (place["open_cases"], place["last_visit_at"]) == (0, None)
    assert [item["id"] for item in feed.of("assignment")] == [planned.pk]
    lists = {told["id"]: told for told in feed.of("check_list")}
    items = {item["code"]: item for item in lists["park"]["items"]}
    assert items["PK2"]["threshold"]["is_ceiling"]
    assert items["PK2"]["exceptions"] == ["垃圾桶内的不算"]
    assert items["PK3"]["grades"] == [{"code": "A", "name": "好"}, {"code": "B", "name": "差"}]
    assert items["GC1"]["also"] == ["整洁城市"]
    assert items["PK2"]["if_failed"] == [items["GC2"]["id"]]
    assert {"code": "E0102", "name": "暴露垃圾", "id": "E0102"} in feed.of("category")
    assert feed.of("task") == []


def test_then_only_what_changed(feed, cast, park):
    feed.take()
    assert feed.take() == []
    other = make_park(cast, "新公园")
    assert feed.take() == [("place", other.pk)]
    planned = plan(cast, park)
    assert feed.take() == [("assignment", planned.pk)]
    assert feed.of("assignment")[0]["kind"] == "open"


def test_a_visit_made_is_no_task_any_more_and_its_place_tells_so(feed, phone, cast, park):
    planned = plan(cast, park)
    feed.take()
    phone.visit(sent_visit(park, park.seen("GC1", "failed"), assignment_id=planned.pk))
    assert feed.take() == [("place", park.place.pk), ("assignment", None)]
    place = feed.of("place")[0]
    assert (place["open_cases"], place["last_visit_at"]) == (1, "2017-08-02T10:00:00+08:00")


def test_a_plan_taken_back_is_gone(feed, cast, park):
    planned = plan(cast, park)
    feed.take()
    actions.withdraw_plan(plan=planned, reason="改期", by=cast.zhao, at=NOW)
    assert feed.take() == [("assignment", None)]
    assert feed.known["assignment", planned.pk] is None


def test_anothers_plans_are_nobodys_business(feed, cast, park):
    plan(cast, park, inspector=cast.zhao, kind=VisitKind.SECRET)
    feed.take()
    secret = plan(cast, park, inspector=cast.zhao, kind=VisitKind.SECRET)
    assert feed.take() == []
    actions.withdraw_plan(plan=secret, reason="改期", by=cast.zhao, at=NOW)
    assert feed.take() == []
    assert feed.of("assignment") == []


def test_a_visit_he_may_not_see_moves_nothing(feed, cast, park):
    """赵审核's visit, without a fault: 林检查 sees his own and his group's."""
    feed.take()
    Phone(cast.zhao).visit(sent_visit(park, park.seen("GC1", "passed"), kind="secret"))
    assert Visit.objects.count() == 1
    assert feed.take() == []
    assert feed.of("place")[0]["last_visit_at"] is None


def test_a_leader_has_nothing_to_do_in_the_street(cast, phone, park):
    assert Phone(cast.zhou).client.get(f"{FIELD}/changes").status_code == 403


def test_cases_that_wait_for_a_look(feed, cast, park):
    feed.take()
    case = answered(cast, park.place)
    assert feed.take() == [("place", park.place.pk), ("task", f"verify:{case.pk}")]
    task = feed.of("task")[0]
    assert (task["number"], task["kind"], task["reason"]) == (case.number, "verify", "已更换")
    assert (task["who"], task["asked_at"]) == ("东方红街道 陈主任", "2017-08-02T10:00:00+08:00")
    assert [(photo["stage"], photo["marks"]) for photo in task["photos"]] == [("before", []), ("after", [])]
    again = Feed(feed.phone)
    again.take()
    assert again.of("task") == [task]
    cases.verify_case(case=case, by=cast.zhao, at=NOW)
    assert feed.take() == [("place", park.place.pk), ("task", None)]


def test_nobody_looks_at_his_own_units_work(feed, cast, park):
    case = answered(cast, park.place)
    cases_of_lin = Case.objects.filter(pk=case.pk)
    cases_of_lin.update(lead_unit=cast.supervision)
    feed.take()
    assert feed.of("task") == []
    cases_of_lin.update(lead_unit=cast.chen_unit)
    CaseHelper.objects.create(case=case, unit=cast.supervision)
    feed.cursor, feed.known = "", {}
    feed.take()
    assert feed.of("task") == []


def test_a_case_no_answer_was_given_to_is_no_task(feed, cast, park):
    feed.take()
    new = cases.NewCase(description="广告破损", source="supervision")
    cases.register_case(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    assert feed.take() == []


def test_another_edition_brings_its_lists_and_nothing_else(feed, cast, park):
    for code in ("PK1", "GC1"):
        edition = park.items[code].edition
        standards.adopt_edition(
            campaign=cast.campaign, edition=edition, on=date(2017, 7, 25), by=cast.zhao, at=NOW
        )
    feed.take()
    assert feed.of("category") == []
    categories = standards.load_edition(pack=read_pack(CATEGORIES), by=cast.system, at=NOW).edition
    standards.adopt_edition(campaign=cast.campaign, edition=categories, on=NOW.date(), by=cast.zhao, at=NOW)
    assert {kind for kind, _pk in feed.take()} == {"check_list", "category"}
    assert len(feed.of("category")) == 4
    standards.drop_framework(
        campaign=cast.campaign, framework=categories.framework, on=NOW.date(), by=cast.zhao, at=NOW
    )
    feed.take()
    assert feed.of("category") == []


def test_an_edition_that_comes_into_force_by_the_day_alone(feed, cast, park, time_machine):
    for code in ("PK1", "GC1"):
        edition = park.items[code].edition
        standards.adopt_edition(
            campaign=cast.campaign, edition=edition, on=date(2017, 7, 25), by=cast.zhao, at=NOW
        )
    newer = changed(changed(ASSESSMENT, "edition.label", "2017-2"), "lists.0.items.0.text", "有新公益广告")
    newer = standards.load_edition(pack=read_pack(newer), by=cast.system, at=NOW).edition
    standards.adopt_edition(campaign=cast.campaign, edition=newer, on=date(2017, 8, 3), by=cast.zhao, at=NOW)
    feed.take()
    time_machine.move_to(NOW.replace(day=3), tick=False)
    feed.phone = Phone(cast.lin)
    assert ("check_list", "park") in feed.take()


def test_a_units_new_name_comes_with_its_places(feed, cast, park):
    feed.take()
    people.change_unit(
        unit=cast.chen_unit,
        parent=cast.headquarters,
        short_name="东方红",
        ranking_group="街道",
        by=cast.system,
        at=NOW,
    )
    feed.take()
    assert feed.of("place")[0]["subdistrict"] == "东方红"


def test_other_rights_begin_anew(feed, cast, park):
    feed.take()
    people.grant_role(user=cast.lin, campaign=cast.campaign, role=Role.LEADER, by=cast.system, at=NOW)
    assert feed.phone.get(f"/changes?cursor={feed.cursor}").json()["number"] == "410.1"
    feed.cursor = ""
    assert feed.take()


@pytest.mark.parametrize("cursor", ["x", "e30", "WzIsMF0", "bnVsbA"])
def test_a_cursor_of_nobody_begins_anew(feed, cursor):
    assert feed.phone.get(f"/changes?cursor={cursor}").status_code == 410


def test_a_database_restored_from_a_backup_begins_anew(feed, cast, park):
    make_park(cast, "新公园")
    feed.take()
    Event.objects.filter(pk=Event.objects.order_by("-id").first().pk)._raw_delete("default")
    assert feed.phone.get(f"/changes?cursor={feed.cursor}").status_code == 410


def test_what_happens_amid_the_first_sync_comes_after_it(feed, cast, park):
    page = feed.phone.get("/changes").json()
    assert page["more"]
    feed.cursor = page["cursor"]
    late = make_park(cast, "新公园")
    assert ("place", late.pk) in feed.take()


def test_other_campaigns_are_told_nothing_of(feed, cast, park):
    feed.take()
    other = make_campaign(cast.system, code="410802", name="邻区攻坚")
    units = make_units(other, cast.system)
    people.grant_role(user=cast.zhao, campaign=other, role=Role.OFFICE, by=cast.system, at=NOW)
    draft = PlaceDraft(place_type=park.place.place_type, name="邻区公园", community=units["文化巷社区"])
    place_actions.register_place(campaign=other, draft=draft, by=cast.zhao, at=NOW)
    other.start_on = date(2017, 7, 1)  # the older one is not what is shown
    other.save()
    assert feed.take() == []


def test_many_events_come_in_pages(feed, cast, park, monkeypatch):
    feed.take()
    monkeypatch.setattr("diebian.flows.field.changes.EVENTS_A_PAGE", 2)
    made = [make_park(cast, f"公园{n}").pk for n in range(5)]
    assert [pk for _kind, pk in feed.take()] == made


def test_many_places_come_in_pages(feed, cast, park, monkeypatch):
    monkeypatch.setattr("diebian.flows.field.changes.PAGE", 2)
    for n in range(4):
        make_park(cast, f"公园{n}")
    feed.take()
    assert len(feed.of("place")) == 5


def test_it_is_packed_when_the_phone_can_unpack_it(feed, park):
    answer = feed.phone.ask("get", "/changes", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"items" in gzip.decompress(answer.content)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sync_costs_the_same_however_much_changed(feed, cast, park, count, django_assert_max_num_queries):
    feed.take()
    for n in range(count):
        place = make_park(cast, f"公园{n}")
        plan(cast, park, place=place)
        answered(cast, place)
    with django_assert_max_num_queries(28):
        told = feed.phone.get(f"/changes?cursor={feed.cursor}").json()
    assert len(told["items"]) == 3 * count


def test_a_sync_without_news_costs_next_to_nothing(feed, park, django_assert_max_num_queries):
    feed.take()
    with django_assert_max_num_queries(12):
        assert feed.take() == []


@pytest.fixture
def he_feed(cast, park) -> Feed:
    """何检查 of another group."""
    he = make_user(cast.system, cast.campaign, ("he", "何检查"), Role.SUPERVISION, cast.department)
    return Feed(Phone(he))


def test_a_secret_plan_does_not_even_move_the_cursor_of_another_group(cast, park, feed, he_feed):
    feed.take()
    he_feed.take()
    before = he_feed.cursor
    secret = plan(cast, park, kind=VisitKind.SECRET, supervision_unit=cast.supervision)
    assert he_feed.take() == []
    assert he_feed.cursor == before
    assert feed.take() == [("assignment", secret.pk)]
    actions.withdraw_plan(plan=secret, reason="改为下周", by=cast.zhao, at=NOW)
    he_feed.take()
    assert he_feed.cursor == before


def test_the_cursor_is_not_to_be_read(feed):
    """It holds the number of an event, and these count what one must not know of."""
    feed.take()
    with pytest.raises(ValueError):  # noqa: PT011  # in whatever way it is no JSON
        json.loads(base64.urlsafe_b64decode(feed.cursor + "=" * (-len(feed.cursor) % 4)))
