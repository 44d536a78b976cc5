"""A verified report becomes one case, with its photographs."""

import pytest

from diebian.base import photos
from diebian.base.problems import NotAllowed
from diebian.cases.models import Case
from diebian.cases.queries import case_of_report
from diebian.flows.verify_report import Verified, verify_report
from diebian.reports import actions
from diebian.reports.models import Report
from diebian.reports.problems import ReportDecided
from diebian.standards.terms import Level
from tests import pictures
from tests.cast import NOW
from tests.reports.conftest import told


@pytest.fixture
def report(cast) -> Report:
    new = told(photos=[photos.prepare(pictures.photo(), name="1.jpg")])
    return actions.receive_report(campaign=cast.campaign, new=new, at=NOW)[0]


def test_what_the_citizen_told_becomes_a_case(cast, report):
    case = verify_report(report=report, seen=Verified(), by=cast.lin, at=NOW)
    assert (case.source, case.source_number) == ("report", "000001")
    assert (case.description, case.place_text) == (report.body, report.place_text)
    assert (case.category_code, case.state) == ("E0102", "registered")
    assert case.photos.get().stage == "before"
    assert case_of_report(report) == case


def test_what_was_seen_on_site_goes_before_what_was_told(cast, report, park):
    seen = Verified(
        description="路口垃圾约两方", category_code="E0103", level=Level.AT_ONCE, place=park.place
    )
    case = verify_report(report=report, seen=seen, by=cast.lin, at=NOW)
    assert (case.description, case.category_code, case.level) == ("路口垃圾约两方", "E0103", "at_once")
    assert case.place == park.place
    report.refresh_from_db()
    assert report.category_code == "E0103"


def test_one_report_is_one_case(cast, report):
    verify_report(report=report, seen=Verified(), by=cast.lin, at=NOW)
    with pytest.raises(ReportDecided):
        verify_report(report=report, seen=Verified(), by=cast.lin, at=NOW)
    assert Case.objects.count() == 1


def test_a_stranger_makes_no_case(cast, report):
    with pytest.raises(NotAllowed):
        verify_report(report=report, seen=Verified(), by=cast.wu, at=NOW)
    assert not Case.objects.exists()
