"""A visit opens a case for every fault, once; what was put right at once is counted and closed."""

import pytest

from diebian.base import photos
from diebian.cases.models import Case
from diebian.cases.terms import CaseState
from diebian.flows.submit_visit import submit_visit
from diebian.inspections import actions as inspection_actions
from diebian.inspections.actions import Detail
from diebian.inspections.models import Visit
from diebian.inspections.terms import VisitKind
from tests import pictures
from tests.cast import NOW


@pytest.fixture
def submit(cast):
    def do(new, by=None):
        return submit_visit(campaign=cast.campaign, new=new, by=by or cast.lin, at=NOW)

    return do


def faulty(park):
    picture = photos.prepare(pictures.photo(exif=pictures.exif_of()), name="1.jpg")
    return park.visit(
        park.answer("GC1", "failed", note="广告破损"),
        park.answer("PK2", counted=2),
        park.answer("GC3", "passed"),
        details={park.items["PK2"].pk: Detail(is_fixed_on_spot=True, photos=[picture])},
        further=[Detail(description="井盖松动", category_code="C0101")],
    )


def test_every_finding_becomes_a_case(cast, park, submit):
    receipt = submit(faulty(park))
    assert receipt.is_new
    assert [case.description for case in receipt.cases] == ["广告破损", "不符合：无垃圾", "井盖松动"]
    first = receipt.cases[0]
    assert (first.source, first.place, first.check_item.code) == ("supervision", park.place, "GC1")
    assert first.state == CaseState.REGISTERED
    assert receipt.cases[2].check_item is None
    assert receipt.cases[2].category_code == "C0101"


def test_what_was_fixed_on_the_spot_is_closed_and_counted(park, submit):
    receipt = submit(faulty(park))
    fixed = receipt.cases[1]
    assert (fixed.state, fixed.is_fixed_on_spot, fixed.is_open) == (CaseState.CLOSED, True, False)
    assert fixed.photos.get().stage == "before"


def test_sent_again_nothing_is_opened_twice(park, submit):
    new = faulty(park)
    first = submit(new)
    again = submit(new)
    assert not again.is_new
    assert [case.pk for case in again.cases] == [case.pk for case in first.cases]
    assert Case.objects.count() == 3


def test_a_visit_without_faults_opens_nothing(park, submit):
    receipt = submit(park.visit(park.answer("GC1", "passed")))
    assert receipt.cases == []


def test_a_unit_that_checks_itself_finds_its_own(cast, park, submit):
    receipt = submit(park.visit(park.answer("GC1", "failed"), kind=VisitKind.SELF))
    assert receipt.cases[0].source == "self_found"


def test_all_or_nothing(park, submit, monkeypatch):
    def fail(**more):
        raise RuntimeError

    monkeypatch.setattr("diebian.cases.actions.keep_first_photos", fail)
    with pytest.raises(RuntimeError):
        submit(faulty(park))
    assert not Visit.objects.exists()
    assert not Case.objects.exists()


def test_the_visit_planned_is_the_visit_made(cast, park, submit):
    plan = inspection_actions.plan_visit(
        campaign=cast.campaign, place=park.place, inspector=cast.lin, by=cast.zhao, at=NOW
    )
    receipt = submit(park.visit(park.answer("GC1", "failed"), planned=plan))
    assert receipt.visit.pk == plan.pk
    assert receipt.cases[0].finding.visit_id == plan.pk
