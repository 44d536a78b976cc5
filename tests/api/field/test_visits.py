"""A visit comes from the street: once, whole, with proof; what differs is kept beside it and a person settles."""

import json
from datetime import date, timedelta

import pytest

from diebian.base.models import Event
from diebian.cases.models import Case, CasePhoto
from diebian.inspections import actions
from diebian.inspections.models import Finding, FindingPhoto, Observation, RivalVisit, Visit
from diebian.people.terms import Role
from diebian.standards import actions as standards
from diebian.standards.rules.pack_reading import read_pack
from tests import pictures
from tests.api.field.conftest import Phone, sent_visit
from tests.cast import NOW, make_user
from tests.standards.small_packs import ASSESSMENT, changed

PICTURE, AFTER = pictures.photo(), pictures.photo(colour="green")

pytestmark = pytest.mark.django_db


def plan(cast, park, **more):
    return actions.plan_visit(
        **(
            {
                "campaign": cast.campaign,
                "place": park.place,
                "inspector": cast.lin,
                "by": cast.zhao,
                "at": NOW,
            }
            | more
        )
    )


def claimed(sha256, **more):
    told = {"sha256": sha256, "stage": "before", "source": "camera", "taken_at": "2017-08-02T09:58:00+08:00"}
    return told | {"latitude": 35.215, "longitude": 113.26, "accuracy_m": 8} | more


def replace_edition(cast, park):
    """From 2 August on the campaign works to the next edition; until then to the one that the park's items are of."""

    def adopt(edition, on):
        standards.adopt_edition(campaign=cast.campaign, edition=edition, on=on, by=cast.zhao, at=NOW)

    for code in ("PK1", "GC1"):
        adopt(park.items[code].edition, date(2017, 7, 25))
    next_edition = changed(ASSESSMENT, "edition.label", "2017-2")
    adopt(
        standards.load_edition(pack=read_pack(next_edition), by=cast.system, at=NOW).edition, date(2017, 8, 2)
    )


def test_a_visit_arrives_whole_with_its_receipt(phone, park):
    body = sent_visit(
        park,
        park.seen("GC1", "failed", note="广告破损"),
        park.seen("PK2", counted=0),
        findings=[park.fault("GC1", description="广告破损", photos=[claimed(phone.upload(PICTURE))])],
        position={"latitude": 35.2, "longitude": 113.2, "accuracy_m": 12, "at": "2017-08-02T09:50:00+08:00"},
        note="门开着",
    )
    answer = phone.visit(body)
    assert answer.status_code == 201, answer.content
    receipt = answer.json()
    assert receipt["is_new"]
    assert receipt["cases"] == [{"number": 1}]
    assert receipt["submitted_at"] == "2017-08-02T10:00:00+08:00"
    visit = Visit.objects.get(pk=receipt["visit_id"])
    assert (visit.latitude, visit.accuracy_m, visit.note) == (35.2, 12, "门开着")
    assert visit.body_sha256 == receipt["body_sha256"]
    assert visit.supervision_unit.short_name == "联合督导组"
    kept = FindingPhoto.objects.get()
    assert (kept.source, kept.stage, kept.accuracy_m) == ("camera", "before", 8)
    assert kept.taken_at == NOW - timedelta(minutes=2)


def test_sent_again_it_gives_the_same_receipt(phone, park):
    body = sent_visit(park, park.seen("GC1", "failed"))
    first, again = phone.visit(body), phone.visit(body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"is_new": False} == again.json()
    assert Case.objects.count() == 1


def test_photographs_come_first(phone, park):
    body = sent_visit(
        park,
        park.seen("GC1", "failed"),
        findings=[park.fault("GC1", photos=[claimed("a" * 64), claimed("b" * 64)])],
    )
    answer = phone.visit(body)
    assert answer.status_code == 424
    assert answer.json()["fields"] == {"files": f"{'a' * 64},{'b' * 64}"}
    assert not Visit.objects.exists()


def test_a_photograph_of_another_inspector_is_not_here(phone, cast, park):
    sha256 = Phone(cast.zhao).upload(PICTURE)
    body = sent_visit(
        park, park.seen("GC1", "failed"), findings=[park.fault("GC1", photos=[claimed(sha256)])]
    )
    assert phone.visit(body).status_code == 424


def test_before_and_after_hang_on_the_case(phone, park):
    photos = [claimed(phone.upload(PICTURE)), claimed(phone.upload(AFTER), stage="after", source="gallery")]
    fault = park.fault("GC1", is_fixed_on_spot=True, photos=[*photos, photos[0]])
    phone.visit(sent_visit(park, park.seen("GC1", "failed"), findings=[fault]))
    assert [photo.stage for photo in CasePhoto.objects.order_by("id")] == ["before", "after"]
    assert Case.objects.get().is_fixed_on_spot


def test_several_faults_at_one_item_and_some_that_it_bears(phone, park):
    """Each fault told is a finding; an item that passes all the same may have faults told of it."""
    findings = [
        park.fault("GC1", position=2, description="西墙破损"),
        park.fault("GC1", position=1, description="东墙破损"),
        park.fault(None, position=3, description="井盖松动", category_code="C0101"),
        park.fault("GC3", position=4, description="秋千绳旧了"),
    ]
    answer = phone.visit(
        sent_visit(park, park.seen("GC1", "failed"), park.seen("GC3", "passed"), findings=findings)
    )
    assert answer.status_code == 201
    found = Finding.objects.order_by("position").values_list("description", "observation__check_item__code")
    assert list(found) == [
        ("东墙破损", "GC1"),
        ("西墙破损", "GC1"),
        ("井盖松动", None),
        ("秋千绳旧了", "GC3"),
    ]
    assert Case.objects.count() == 4


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        ({"place_id": 987654}, "400.1"),
        ({"observations": []}, "400.50"),
        ({"kind": "surprise"}, "422.1"),
        ({"colour": "red"}, "422.1"),
        ({"started_at": "2017-08-02T09:00:00"}, "422.1"),
        ({"client_id": "1"}, "422.1"),
        (
            {"position": {"latitude": 91, "longitude": 0, "accuracy_m": 1, "at": "2017-08-02T09:00:00Z"}},
            "422.1",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(phone, park, wrong, number):
    answer = phone.visit(sent_visit(park, park.seen("GC1", "passed")) | wrong)
    assert answer.json()["number"] == number
    assert not Visit.objects.exists()


def test_a_fault_at_an_item_that_was_not_looked_at(phone, park):
    body = sent_visit(park, park.seen("GC1", "passed"), findings=[park.fault("GC3")])
    assert phone.visit(body).json()["number"] == "400.59"
    body = sent_visit(
        park, park.seen("GC1", "passed"), findings=[park.fault("GC3") | {"check_item_id": 987654}]
    )
    assert phone.visit(body).json()["number"] == "400.59"


def test_an_item_answered_twice(phone, park):
    body = sent_visit(park, park.seen("GC1", "passed"), park.seen("GC1", "failed"))
    assert phone.visit(body).json()["number"] == "400.1"


def test_altered_on_the_way(phone, park):
    body = sent_visit(park, park.seen("GC1", "passed"))
    assert phone.visit(body, sha256="0" * 64).status_code == 460
    assert not Visit.objects.exists()


def test_a_phone_whose_clock_runs_ahead(phone, park):
    phone.visit(sent_visit(park, park.seen("GC1", "passed"), started_at="2017-08-03T09:00:00+08:00"))
    assert Visit.objects.get().started_at == NOW


def test_the_plan_is_carried_out(phone, cast, park):
    planned = plan(cast, park)
    answer = phone.visit(sent_visit(park, park.seen("GC1", "passed"), assignment_id=planned.pk))
    assert answer.json()["visit_id"] == planned.pk


def test_a_plan_taken_back_or_anothers_loses_nothing(phone, cast, park):
    withdrawn, others = plan(cast, park), plan(cast, park, inspector=cast.zhao)
    actions.withdraw_plan(plan=withdrawn, reason="改期", by=cast.zhao, at=NOW)
    for planned in (withdrawn, others):
        body = sent_visit(park, park.seen("GC1", "passed"), assignment_id=planned.pk)
        assert phone.visit(body).json()["visit_id"] not in (withdrawn.pk, others.pk)
    others.refresh_from_db()
    assert others.submitted_at is None


def test_a_plan_taken_back_at_that_moment(phone, cast, park, monkeypatch):
    planned = plan(cast, park)
    stale = Visit.objects.select_related("campaign").get(pk=planned.pk)
    actions.withdraw_plan(plan=planned, reason="改期", by=cast.zhao, at=NOW)
    monkeypatch.setattr("diebian.inspections.queries.plan_to_carry_out", lambda *_a, **_k: stale)
    answer = phone.visit(sent_visit(park, park.seen("GC1", "passed"), assignment_id=planned.pk))
    assert answer.status_code == 201


def test_begun_under_an_old_edition_it_is_kept_under_it(phone, cast, park):
    """The edition was replaced while the inspector was without a signal."""
    body = sent_visit(park, park.seen("PK2", counted=1), started_at="2017-08-01T17:00:00+08:00")
    replace_edition(cast, park)
    assert phone.visit(body).status_code == 201
    assert Observation.objects.filter(check_item=park.items["PK2"], result="failed").exists()


def test_begun_under_the_new_one_with_the_list_that_the_phone_still_held(phone, cast, park):
    """The phone has not heard of the new edition: what the inspector was asked counts."""
    replace_edition(cast, park)
    body = sent_visit(park, park.seen("PK2", counted=1), started_at="2017-08-02T09:00:00+08:00")
    assert phone.visit(body).status_code == 201
    assert Observation.objects.filter(check_item=park.items["PK2"], result="failed").exists()


def test_two_bodies_under_one_id_are_both_kept(phone, park):
    body = sent_visit(park, park.seen("GC1", "passed"))
    phone.visit(body)
    other = body | {"note": "又看了一遍"}
    told = [phone.visit(other), phone.visit(other)]
    assert [answer.status_code for answer in told] == [409, 409]
    rival = RivalVisit.objects.get()
    assert told[0].json()["fields"] == told[1].json()["fields"] == {"rival": str(rival.pk)}
    assert rival.body == other
    assert Visit.objects.get().note == ""
    assert Event.objects.filter(verb="rival.kept").count() == 1


def test_two_visits_for_one_plan_are_both_kept(phone, cast, park):
    planned = plan(cast, park)
    for answer in (201, 409):
        body = sent_visit(park, park.seen("GC1", "passed"), assignment_id=planned.pk)
        assert phone.visit(body).status_code == answer
    assert RivalVisit.objects.get().first_id == planned.pk


def test_a_plan_carried_out_at_that_moment(phone, cast, park, monkeypatch):
    planned = plan(cast, park)
    stale = Visit.objects.select_related("campaign").get(pk=planned.pk)
    phone.visit(sent_visit(park, park.seen("GC1", "passed"), assignment_id=planned.pk))
    monkeypatch.setattr("diebian.inspections.queries.plan_to_carry_out", lambda *_a, **_k: stale)
    assert (
        phone.visit(sent_visit(park, park.seen("GC1", "failed"), assignment_id=planned.pk)).status_code == 409
    )


def test_a_rival_waits_for_its_photographs_too(phone, park):
    body = sent_visit(park, park.seen("GC1", "failed"))
    phone.visit(body)
    other = body | {"findings": [park.fault("GC1", photos=[claimed(sha256 := "c" * 64)])]}
    assert phone.visit(other).json()["fields"] == {"files": sha256}
    other["findings"][0]["photos"] = [claimed(phone.upload(PICTURE))]
    assert phone.visit(other).status_code == 409
    assert RivalVisit.objects.get().photos.count() == 1


def test_another_inspectors_visit_is_his(phone, cast, park):
    body = sent_visit(park, park.seen("GC1", "passed"))
    phone.visit(body)
    assert Phone(cast.zhao).visit(body).status_code == 403


def test_only_for_those_who_check(cast, phone, park):
    body = sent_visit(park, park.seen("GC1", "passed"))
    assert Phone(cast.chen).visit(body).status_code == 403
    retired = make_user(cast.system, cast.campaign, ("qian", "钱组长"), Role.WORKING_GROUP, cast.department)
    assert Phone(retired).visit(body).status_code == 403


def test_the_event_tells_what_came(phone, park):
    answer = phone.visit(sent_visit(park, park.seen("GC1", "passed")))
    data = Event.objects.get(verb="visit.submitted").data
    assert data["body_sha256"] == answer.json()["body_sha256"]
    assert json.dumps(data)


@pytest.mark.parametrize("count", [1, 3])
def test_a_visit_costs_the_same_however_many_faults_it_has(phone, park, count, django_assert_max_num_queries):
    photos = [phone.upload(pictures.photo(size=(60 + n, 40))) for n in range(count)]
    faults = [
        park.fault(None, position=n + 1, description=f"问题{n}", photos=[claimed(photos[n])])
        for n in range(count)
    ]
    body = sent_visit(park, park.seen("GC1", "passed"), findings=faults)
    with django_assert_max_num_queries(48 + 3 * count):
        assert phone.visit(body).status_code == 201
