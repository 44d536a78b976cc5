"""A visit is planned and made once, judged item by item, and keeps what was found."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from diebian.base import photos
from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.inspections import actions, queries
from diebian.inspections.actions import Detail, NewPlan, plans, visits
from diebian.inspections.models import Finding, Observation, Visit
from diebian.inspections.problems import (
    FindingWithoutDescription,
    InspectorMayNot,
    NothingObserved,
    PlaceElsewhere,
    PlanReasonMissing,
    PlanWithdrawn,
    UnknownItem,
    VisitNotYours,
    VisitTaken,
    WrongAnswer,
)
from diebian.inspections.terms import Answer, VisitKind
from diebian.standards import actions as standards
from diebian.standards.rules.pack_reading import read_pack
from diebian.standards.terms import Level
from tests import pictures
from tests.cast import NOW, make_campaign
from tests.standards.small_packs import ASSESSMENT, changed

HOUR = timedelta(hours=1)


@pytest.fixture
def record(cast):
    def do(new, by=None, at=NOW):
        recorded = actions.record_visit(campaign=cast.campaign, new=new, by=by or cast.lin, at=at)
        return recorded.visit, recorded.is_new

    return do


@pytest.fixture
def plan(cast, park):
    def do(**more):
        return actions.plan_visit(
            **(
                {
                    "campaign": cast.campaign,
                    "place": park.place,
                    "inspector": cast.lin,
                    "kind": VisitKind.SECRET,
                    "supervision_unit": cast.supervision,
                    "by": cast.zhao,
                    "at": NOW,
                }
                | more
            )
        )

    return do


def test_a_visit_keeps_what_each_standard_says(cast, park, record):
    visit, is_new = record(
        park.visit(park.answer("GC1", "failed", note="广告破损"), park.answer("PK2", counted=0))
    )
    assert is_new
    told = {
        o.check_item.code: (o.result, o.is_derived, o.deducted_e2) for o in queries.observations_of(visit)
    }
    assert told == {
        "GC1": ("failed", False, 200),
        "PK1": ("failed", True, 200),
        "PK2": ("passed", False, 0),
        "GC2": ("passed", True, 0),
    }
    assert (visit.asked_count, visit.answered_count, visit.failed_count, visit.finding_count) == (4, 2, 1, 1)
    finding = Finding.objects.get()
    assert (finding.description, finding.observation.check_item.code) == ("广告破损", "GC1")
    event = Event.objects.get(verb="visit.submitted")
    assert event.data["findings"] == ["广告破损"]
    assert event.by_label == cast.lin.label


def test_a_part_that_failed_fails_the_whole_in_the_other_standard(park, record):
    visit, _ = record(park.visit(park.answer("GC2", "failed")))
    told = {o.check_item.code: (o.result, o.is_derived) for o in queries.observations_of(visit)}
    assert told == {"PK2": ("failed", True), "GC2": ("failed", False)}
    assert visit.failed_count == visit.finding_count == 1
    passed, _ = record(park.visit(park.answer("GC2", "passed")))
    assert [o.check_item.code for o in queries.observations_of(passed)] == ["GC2"]


def test_a_finding_says_more_than_the_mark(park, record):
    item = park.items["PK2"]
    detail = Detail(
        description="游乐场旁有成堆垃圾",
        category_code="E01",
        level=Level.AT_ONCE,
        is_fixed_on_spot=True,
        photos=[photos.prepare(pictures.photo(), name="1.jpg")],
    )
    visit, _ = record(park.visit(park.answer("PK2", counted=3), details={item.pk: detail}))
    (finding,) = queries.findings_of(visit)
    assert finding.description == "游乐场旁有成堆垃圾"
    assert (finding.category_code, finding.level, finding.is_fixed_on_spot) == ("E01", "at_once", True)
    (hung,) = finding.photos.all()
    assert Event.objects.get(verb="visit.submitted").data["photos"] == [hung.photo.original.sha256]


def test_what_was_not_written_follows_from_the_item(park, record):
    visit, _ = record(park.visit(park.answer("GC3", "failed")))
    (finding,) = queries.findings_of(visit)
    assert finding.description == "不符合：有游乐设施"
    assert finding.category_code == park.items["GC3"].category_code


def test_faults_outside_the_list_are_findings_too(park, record):
    visit, _ = record(park.visit(further=[Detail(description=" 井盖松动 ", category_code="C0101")]))
    (finding,) = queries.findings_of(visit)
    assert (finding.description, finding.observation) == ("井盖松动", None)
    assert (visit.answered_count, visit.failed_count, visit.finding_count) == (0, 0, 1)


def test_the_same_visit_sent_twice_is_one(park, record):
    new = park.visit(park.answer("GC1", "failed"))
    first, _ = record(new)
    again, is_new = record(new, at=NOW + HOUR)
    assert (again.pk, is_new) == (first.pk, False)
    assert again.submitted_at == NOW
    assert (Visit.objects.count(), Finding.objects.count()) == (1, 1)


def test_two_at_the_same_moment_are_one(park, record, monkeypatch):
    new = park.visit(park.answer("GC1", "passed"))
    first, _ = record(new)
    answers = iter([None, first])
    monkeypatch.setattr(queries, "visit_by_client_id", lambda client_id: next(answers))
    assert record(new) == (first, False)


def test_another_broken_rule_of_the_database_is_not_hidden(park, record, monkeypatch):
    def fail(*args):
        raise IntegrityError

    monkeypatch.setattr(visits, "_record", fail)
    with pytest.raises(IntegrityError):
        record(park.visit(park.answer("GC1", "passed")))


def test_a_visit_of_another_person_is_not_given_out(cast, park, record):
    new = park.visit(park.answer("GC1", "passed"))
    record(new)
    with pytest.raises(VisitNotYours):
        record(new, by=cast.zhao)


def test_a_phone_whose_clock_runs_ahead_begins_no_later_than_it_ends(park, record):
    visit, _ = record(park.visit(park.answer("GC1", "passed"), started_at=NOW + HOUR))
    assert visit.started_at == visit.submitted_at == NOW


def test_an_empty_visit_is_refused(park, record):
    with pytest.raises(NothingObserved):
        record(park.visit(park.answer("GC1")))


def test_an_item_that_is_not_in_the_list_is_refused(park, record):
    with pytest.raises(UnknownItem):
        record(park.visit(Answer(park.items["PK1"].pk, "passed")))


@pytest.mark.parametrize(
    ("code", "answer"), [("GC1", {"mark": "C"}), ("PK3", {"mark": "C"}), ("PK2", {"counted": -1})]
)
def test_a_mark_that_does_not_fit_names_its_item(park, record, code, answer):
    with pytest.raises(WrongAnswer) as wrong:
        record(park.visit(park.answer(code, **answer)))
    assert park.items[code].text in str(wrong.value)
    assert not Visit.objects.exists()


def test_a_fault_outside_the_list_must_be_described(park, record):
    with pytest.raises(FindingWithoutDescription):
        record(park.visit(park.answer("GC1", "passed"), further=[Detail(description=" ")]))


def test_only_who_may_submit_does(cast, park, record):
    for stranger in (cast.chen, cast.wu, cast.zhou):
        with pytest.raises(NotAllowed):
            record(park.visit(park.answer("GC1", "passed")), by=stranger)


def test_a_place_of_another_campaign_is_refused(cast, park, plan):
    other = make_campaign(cast.system, code="410802", name="另一行动")
    with pytest.raises(PlaceElsewhere):
        actions.record_visit(
            campaign=other, new=park.visit(park.answer("GC1", "passed")), by=cast.system, at=NOW
        )
    with pytest.raises(PlaceElsewhere):
        plan(campaign=other, by=cast.system)


def test_a_plan_is_carried_out_by_its_inspector_once(cast, park, record, plan):
    planned = plan()
    visit, _ = record(park.visit(park.answer("GC1", "passed"), planned=planned), at=NOW + HOUR)
    assert visit.pk == planned.pk
    assert (visit.kind, visit.supervision_unit) == ("secret", cast.supervision)
    assert (visit.planned_at, visit.submitted_at) == (NOW, NOW + HOUR)
    with pytest.raises(VisitTaken):
        record(park.visit(park.answer("GC1", "passed"), planned=planned))


def test_a_plan_is_not_carried_out_by_another(cast, park, record, plan):
    with pytest.raises(VisitNotYours):
        record(park.visit(park.answer("GC1", "passed"), planned=plan()), by=cast.zhao)


def test_only_the_office_plans(cast, plan):
    with pytest.raises(NotAllowed):
        plan(by=cast.lin)
    plan()
    assert Event.objects.get(verb="visit.planned").data["kind"] == "secret"


def test_the_database_holds_faults_to_results(cast, park, record):
    visit, _ = record(park.visit(park.answer("GC1", "passed")))
    with pytest.raises(IntegrityError):
        Observation.objects.filter(visit=visit).update(fault_count=1)


def test_a_visit_never_made_has_no_client_id_and_one_made_has(cast, park):
    with pytest.raises(IntegrityError):
        Visit.objects.create(
            campaign=cast.campaign, place=park.place, inspector=cast.lin, submitted_at=NOW, client_id=None
        )


def test_the_client_id_is_once_in_all_campaigns(park, record):
    new = park.visit(park.answer("GC1", "passed"))
    record(new)
    with pytest.raises(IntegrityError):
        Visit.objects.create(
            campaign=park.place.campaign,
            place=park.place,
            inspector=Visit.objects.get().inspector,
            submitted_at=NOW,
            client_id=uuid.UUID(str(new.client_id)),
        )


def test_several_places_are_planned_together_or_not_at_all(cast, park):
    elsewhere = make_campaign(cast.system, code="410802", name="别处")
    new = NewPlan(places=[park.place, park.place], inspector=cast.lin, key="k")
    (made,) = actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    assert made.plan_key == "k"
    with pytest.raises(PlaceElsewhere):
        actions.plan_visits(campaign=elsewhere, new=new, by=cast.system, at=NOW)
    assert Visit.objects.count() == 1


def test_an_inspector_must_be_allowed_to_inspect(cast, park):
    with pytest.raises(InspectorMayNot):
        actions.plan_visits(
            campaign=cast.campaign,
            new=NewPlan(places=[park.place], inspector=cast.chen),
            by=cast.zhao,
            at=NOW,
        )


def test_another_broken_rule_is_not_taken_for_a_plan_sent_twice(cast, park, monkeypatch):
    def fail(*args):
        raise IntegrityError

    monkeypatch.setattr(plans, "_planned", fail)
    with pytest.raises(IntegrityError):
        actions.plan_visits(
            campaign=cast.campaign, new=NewPlan(places=[park.place], inspector=cast.lin), by=cast.zhao, at=NOW
        )


def test_a_withdrawn_plan_is_not_carried_out_and_a_made_visit_not_withdrawn(cast, park, plan, record):
    taken_back, made = plan(), plan()
    for _ in range(2):  # a second time changes nothing
        actions.withdraw_plan(plan=taken_back, reason="改期", by=cast.zhao, at=NOW)
    assert Event.objects.filter(verb="visit.withdrawn").count() == 1
    with pytest.raises(PlanWithdrawn):
        record(park.visit(park.answer("GC1", "passed"), planned=taken_back))
    record(park.visit(park.answer("GC1", "passed"), planned=made))
    with pytest.raises(VisitTaken):
        actions.withdraw_plan(plan=made, reason="改期", by=cast.zhao, at=NOW)
    with pytest.raises(PlanReasonMissing):
        actions.withdraw_plan(plan=taken_back, reason=" ", by=cast.zhao, at=NOW)
    with pytest.raises(NotAllowed):
        actions.withdraw_plan(plan=taken_back, reason="改期", by=cast.lin, at=NOW)


@pytest.fixture
def newer(cast, park):
    """The campaign works to the small standards since its first day; from today one of them has a new edition."""
    old = [park.items[code].edition for code in ("PK1", "GC1")]
    for edition in old:
        standards.adopt_edition(
            campaign=cast.campaign, edition=edition, on=date(2017, 7, 25), by=cast.zhao, at=NOW
        )
    document = changed(changed(ASSESSMENT, "edition.label", "2017-2"), "lists.0.items.0.text", "有新公益广告")
    edition = standards.load_edition(pack=read_pack(document), by=cast.system, at=NOW).edition
    standards.adopt_edition(campaign=cast.campaign, edition=edition, on=NOW.date(), by=cast.zhao, at=NOW)
    return edition


def test_a_phone_that_still_holds_the_earlier_list_is_not_turned_away(cast, park, record, newer):
    """It was offline since before the adoption: what its inspector answered is kept under what he was asked."""
    code = next(code for code, item in park.items.items() if item.edition.framework_id == newer.framework_id)
    visit, is_new = record(park.visit(park.answer(code, "passed")))
    assert is_new
    assert [seen.check_item for seen in visit.observations.filter(is_derived=False)] == [park.items[code]]


def test_a_list_that_the_campaign_never_worked_to_is_turned_away(cast, park, record, newer):
    foreign = changed(ASSESSMENT, "edition.label", "2019-1")
    unused = standards.load_edition(pack=read_pack(foreign), by=cast.system, at=NOW).edition
    item = unused.items.order_by("pk")[0]
    with pytest.raises(UnknownItem):
        record(park.visit(Answer(item.pk, "passed")))


def test_a_plan_sent_twice_at_the_same_moment_is_one_plan(cast, park, monkeypatch):
    """The other request was first, after this one had looked and before it wrote."""
    new = NewPlan(places=[park.place], inspector=cast.lin, key="k")
    made = actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)
    looks = iter([[], made])
    monkeypatch.setattr(queries, "plans_of_key", lambda campaign, key: next(looks))
    assert actions.plan_visits(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW) == made
    assert Visit.objects.count() == 1
