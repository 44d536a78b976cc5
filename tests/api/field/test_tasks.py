"""Tasks in the feed: each holder is told his own, with what he needs to see, and is told when they are gone."""

from datetime import date

import pytest

from diebian.cases import actions as cases
from diebian.cases.models import CaseHelper, CasePhoto
from diebian.cases.terms import ClockAsk, LookBackResult
from diebian.inspections.terms import VisitKind
from tests.api.field.conftest import Feed, Phone, sent_visit
from tests.cases.conftest import Ledger, deadline, make_photo
from tests.cast import NOW, make_user
from tests.park import make_park

pytestmark = pytest.mark.django_db
CIRCLE = {"shape": "circle", "x": 0.25, "y": 0.5, "w": 0.2, "h": 0.1, "text": "此处仍有垃圾"}


@pytest.fixture
def feed(phone, park) -> Feed:
    """林检查's phone."""
    return Feed(phone)


@pytest.fixture
def unit_feed(phone, park, cast) -> Feed:
    """陈主任's phone."""
    return Feed(Phone(cast.chen))


def given(cast, **more):
    return Ledger(cast).dispatch(**more)


def taken(cast, **more):
    return cases.accept_case(case=given(cast, **more), by=cast.chen, at=NOW)


def rectified(cast, case=None):
    return cases.rectify_case(
        case=case or taken(cast),
        measure="已清运",
        before=[make_photo()],
        after=[make_photo("green")],
        by=cast.chen,
        at=NOW,
    )


def closed(cast):
    return cases.verify_case(case=rectified(cast), by=cast.zhao, at=NOW)


def ask(cast, *found):
    return cases.ask_look_backs(
        cases=found, inspector=cast.lin, due_on=date(2017, 8, 5), demand="看后院", by=cast.zhao, at=NOW
    )


def tasks(feed: Feed) -> dict[str, dict]:
    return {task["id"]: task for task in feed.of("task")}


def test_a_unit_is_told_what_lies_with_it_and_nothing_of_visits(unit_feed, cast, park):
    first, _other = given(cast), given(cast, lead_unit=cast.wu_unit)
    unit_feed.take()
    assert set(tasks(unit_feed)) == {f"rectify:{first.pk}"}
    task = tasks(unit_feed)[f"rectify:{first.pk}"]
    assert (task["who"], task["round"], task["reason"]) == ("赵审核", 0, "")
    assert task["asked_at"] == "2017-08-02T10:00:00+08:00"
    assert [place["id"] for place in unit_feed.of("place")] == [park.place.pk]
    assert not unit_feed.of("check_list")
    assert not unit_feed.of("category")


def test_a_units_task_comes_goes_and_comes_back_marked(unit_feed, cast):
    unit_feed.take()
    case = taken(cast)
    assert [pk for _kind, pk in unit_feed.take()] == [f"rectify:{case.pk}"]
    case = rectified(cast, case)
    assert unit_feed.take() == [("task", None), ("task", None)]
    assert tasks(unit_feed) == {}
    after = CasePhoto.objects.get(case=case, stage="after")
    cases.send_back(
        case=case,
        reason="墙角未清",
        marks={after.pk: [CIRCLE]},
        photos=[make_photo("blue")],
        by=cast.lin,
        at=NOW,
    )
    unit_feed.take()
    (task,) = tasks(unit_feed).values()
    assert (task["id"], task["kind"], task["round"]) == (f"returned:{case.pk}", "returned", 1)
    assert (task["reason"], task["who"]) == ("墙角未清", "联合督导组 林检查")
    marks = {photo["stage"]: photo["marks"] for photo in task["photos"]}
    assert marks == {"before": [], "after": [CIRCLE], "check": []}
    again = Feed(unit_feed.phone)
    again.take()
    assert tasks(again) == {task["id"]: task}


def test_a_clock_that_stood_brings_the_task_back_under_its_other_name(unit_feed, cast):
    """Sent back, paused, going on: the same case is then to be put right, and its old task is no more."""
    case = cases.send_back(case=rectified(cast), reason="墙角未清", by=cast.lin, at=NOW)
    unit_feed.take()
    assert set(tasks(unit_feed)) == {f"returned:{case.pk}"}
    ask = cases.NewAsk(kind=ClockAsk.PAUSE, reason="等雨停", until=date(2017, 8, 4))
    asked = cases.ask_clock(case=case, ask=ask, by=cast.chen, at=NOW)
    paused = cases.grant_clock(request=asked, by=cast.zhao, at=NOW)
    unit_feed.take()
    assert tasks(unit_feed) == {}
    cases.resume_case(case=paused, reason="雨停", by=cast.zhao, at=NOW)
    unit_feed.take()
    assert set(tasks(unit_feed)) == {f"rectify:{case.pk}"}


def test_a_case_given_to_another_unit_is_gone_for_the_first_alone(unit_feed, feed, cast):
    case = taken(cast)
    unit_feed.take()
    feed.take()
    back = cases.return_case(case=case, reason="不属本单位", by=cast.chen, at=NOW)
    cases.dispatch_case(case=back, lead_unit=cast.wu_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    unit_feed.take()
    assert tasks(unit_feed) == {}
    theirs = given(cast, lead_unit=cast.wu_unit)
    assert unit_feed.take() == []
    assert not [key for key in unit_feed.known if str(theirs.pk) in str(key[1])]
    assert tasks(feed) == {}


def test_who_helps_is_told_when_the_lead_unit_has_taken_the_case(unit_feed, cast):
    case = given(cast, lead_unit=cast.wu_unit, helpers=[cast.chen_unit])
    unit_feed.take()
    assert tasks(unit_feed) == {}
    cases.accept_case(case=case, by=cast.wu, at=NOW)
    unit_feed.take()
    assert set(tasks(unit_feed)) == {f"rectify:{case.pk}"}


def test_a_look_back_is_told_to_whom_it_was_given(feed, cast):
    zhao = Feed(Phone(cast.zhao))
    zhao.take()
    feed.take()
    case = closed(cast)
    feed.take()
    (asked,) = ask(cast, case)
    assert feed.take() == [("task", f"look_back:{asked.pk}")]
    (task,) = tasks(feed).values()
    assert (task["case_id"], task["kind"], task["reason"]) == (case.pk, "look_back", "看后院")
    assert (task["due_at"], task["who"]) == ("2017-08-05T23:59:00+08:00", "赵审核")
    again = Feed(feed.phone)
    again.take()
    assert tasks(again) == tasks(feed)
    zhao.take()
    assert tasks(zhao) == {}
    cases.answer_look_back(look_back=asked, result=LookBackResult.HELD, by=cast.lin, at=NOW)
    assert feed.take() == [("task", None)]
    assert tasks(feed) == {}


def test_a_case_reopened_meanwhile_is_looked_at_when_it_is_closed_again(feed, cast):
    case = closed(cast)
    (asked,) = ask(cast, case)
    feed.take()
    case = cases.reopen_case(case=case, reason="又堆了", deadline=deadline(), by=cast.zhao, at=NOW)
    feed.take()
    assert tasks(feed) == {}
    cases.verify_case(case=rectified(cast, case), by=cast.zhao, at=NOW)
    feed.take()
    assert tasks(feed)[f"look_back:{asked.pk}"]["round"] == 2


def test_a_secret_visits_inspector_is_not_named_to_the_unit(unit_feed, cast, park):
    """林检查 found the fault in secret, and found later that it was not put right: the unit learns that, not who."""
    Phone(cast.lin).visit(sent_visit(park, park.seen("GC1", "failed"), kind=VisitKind.SECRET))
    (case,) = cases.dispatch_cases(
        cases=list(park.cases()), lead_unit=cast.chen_unit, deadline=deadline(), by=cast.zhao, at=NOW
    )
    case = rectified(cast, cases.accept_case(case=case, by=cast.chen, at=NOW))
    cases.send_back(case=case, reason="未清", by=cast.lin, at=NOW)
    unit_feed.take()
    (task,) = tasks(unit_feed).values()
    assert (task["who"], task["reason"]) == ("督导组", "未清")
    assert "林检查" not in str(unit_feed.known)
    li = make_user(cast.system, cast.campaign, ("li", "李检查"), "supervision", None)
    case = rectified(cast, case)
    cases.send_back(case=case, reason="仍未清", by=li, at=NOW)
    unit_feed.take()
    assert tasks(unit_feed)[f"returned:{case.pk}"]["who"] == "李检查"


def test_a_place_tells_what_waits_there_and_what_was_seen(feed, unit_feed, cast, park):
    Phone(cast.lin).visit(sent_visit(park, park.seen("GC1", "failed"), park.seen("PK2", counted=0)))
    for _each in range(11):
        given(cast, case=Ledger(cast).register(place=park.place))
    feed.take()
    (place,) = feed.of("place")
    assert (place["open_cases"], len(place["cases"])) == (12, 10)
    assert place["cases"][0]["state"] == "dispatched"
    assert place["cases"][0]["due_at"] <= place["cases"][-1]["due_at"]
    (visit,) = place["history"]
    assert visit == {"at": place["last_visit_at"], "kind": "open", "who": "林检查", "failed": 1, "cases": 1}
    unit_feed.take()
    (place,) = unit_feed.of("place")
    assert (place["open_cases"], place["history"], place["last_visit_at"]) == (11, [], None)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sync_of_tasks_costs_the_same_however_many(
    feed, unit_feed, cast, count, django_assert_max_num_queries
):
    feed.take()
    unit_feed.take()
    for _each in range(count):
        helped = rectified(cast)
        CaseHelper.objects.create(case=helped, unit=cast.department)
        ask(cast, closed(cast))
        back = rectified(cast)
        cases.send_back(case=back, reason="未清", by=cast.lin, at=NOW)
    with django_assert_max_num_queries(31):
        told = feed.phone.get(f"/changes?cursor={feed.cursor}").json()["items"]
    assert len([item for item in told if item["data"]]) == 2 * count
    with django_assert_max_num_queries(23):
        told = unit_feed.phone.get(f"/changes?cursor={unit_feed.cursor}").json()["items"]
    assert len([item for item in told if item["data"]]) == count


def test_a_whole_first_sync_costs_the_same_however_many(feed, cast, django_assert_max_num_queries):
    def cost() -> int:
        rectified(cast)
        ask(cast, closed(cast))
        make_park(cast, f"公园{len(feed.known)}")
        feed.cursor, feed.known = "", {}
        with django_assert_max_num_queries(200) as queries:
            feed.take()
        return len(queries)

    cost()  # what is read once is read
    assert cost() == cost()
