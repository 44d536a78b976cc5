"""A report comes in once, is decided once, and never tells the audit who sent it."""

import json

import pytest
from django.db import IntegrityError

from diebian.base import photos
from diebian.base.models import Event, SearchDocument
from diebian.base.problems import NotAllowed
from diebian.reports import actions, queries, rules
from diebian.reports.models import Report
from diebian.reports.problems import (
    CannotMerge,
    NotAPhone,
    ReasonMissing,
    ReportDecided,
    ReportEmpty,
    ReportWithoutPlace,
    TooManyPhotos,
)
from diebian.reports.terms import ReportState
from tests import pictures
from tests.cast import NOW, make_campaign
from tests.reports.conftest import told


def picture():
    return photos.prepare(pictures.photo(), name="1.jpg")


def test_a_report_gets_a_number_and_a_code_of_its_own(receive):
    first, second = receive(), receive()
    assert (first.number, second.number) == (1, 2)
    assert first.token != second.token
    assert set(first.token) <= set(rules.ALPHABET)
    assert len(first.token) == rules.TOKEN_LENGTH
    assert first.subject == "环境污染：解放中路与塔北路交叉口"
    assert first.category_code == "E0102"
    assert (first.state, first.reported_at) == (ReportState.RECEIVED, NOW)


def test_contact_data_stay_out_of_audit_and_search(cast, receive):
    report = receive(photos=[picture()])
    actions.verify_report(report=report, category_code="", by=cast.lin, at=NOW)
    events = json.dumps(list(Event.objects.values("data", "by_label")), ensure_ascii=False)
    tokens = " ".join(SearchDocument.objects.values_list("tokens", flat=True))
    for secret in ("王小明", "小明", "13812345678", report.token):
        assert secret not in events
        assert secret not in tokens


def test_nobody_is_named_as_the_one_who_received(report):
    event = Event.objects.get(verb="report.received")
    assert (event.by_id, event.by_label) == (None, "")


def test_photographs_are_kept(receive):
    report = receive(photos=[picture(), picture()])
    assert len(queries.photos_of(report)) == 2


def test_the_same_report_sent_twice_is_one(cast):
    new = told()
    first, is_first_new = actions.receive_report(campaign=cast.campaign, new=new, at=NOW)
    again, is_again_new = actions.receive_report(campaign=cast.campaign, new=new, at=NOW)
    assert (first.pk, is_first_new, is_again_new) == (again.pk, True, False)
    assert Report.objects.count() == 1


def test_two_at_the_same_moment_are_one(cast, report, monkeypatch):
    answers = iter([None, report])
    monkeypatch.setattr(actions, "_sent_before", lambda campaign, client_id: next(answers))
    new = told(client_id=report.client_id)
    assert actions.receive_report(campaign=cast.campaign, new=new, at=NOW) == (report, False)


def test_another_broken_rule_of_the_database_is_not_hidden(receive, monkeypatch):
    def fail(*args):
        raise IntegrityError

    monkeypatch.setattr(actions, "_receive", fail)
    with pytest.raises(IntegrityError):
        receive()


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"body": " "}, ReportEmpty),
        ({"place_text": " "}, ReportWithoutPlace),
        ({"reporter_phone": "不告诉你"}, NotAPhone),
    ],
)
def test_what_is_not_whole_is_refused(receive, more, problem):
    with pytest.raises(problem):
        receive(**more)
    assert not Report.objects.exists()


def test_a_fourth_photograph_is_refused(receive):
    with pytest.raises(TooManyPhotos, match="3"):
        receive(photos=[picture()] * 4)


def test_a_position_is_a_place_and_contact_is_free(receive):
    report = receive(place_text="", latitude=35.21, longitude=113.26, reporter_name="", reporter_phone="")
    assert (report.latitude, report.reporter_phone) == (35.21, "")


@pytest.mark.parametrize("values", [{"latitude": 35.0}, {"latitude": 95.0, "longitude": 113.0}])
def test_a_position_is_whole_and_on_earth(report, values):
    with pytest.raises(IntegrityError):
        Report.objects.filter(pk=report.pk).update(**values)


def test_verified_by_whom_and_as_what(cast, report):
    found = actions.verify_report(report=report, category_code="E0104", by=cast.lin, at=NOW)
    assert (found.state, found.verified_by, found.category_code) == ("verified", cast.lin, "E0104")
    assert Event.objects.get(verb="report.verified").by_label == cast.lin.label


def test_without_another_category_the_proposed_one_stays(cast, report):
    assert (
        actions.verify_report(report=report, category_code="", by=cast.lin, at=NOW).category_code == "E0102"
    )


def test_rejected_only_with_a_reason(cast, report):
    with pytest.raises(ReasonMissing):
        actions.reject_report(report=report, reason=" ", by=cast.zhao, at=NOW)
    found = actions.reject_report(report=report, reason=" 现场未见垃圾 ", by=cast.zhao, at=NOW)
    assert (found.state, found.reason) == ("rejected", "现场未见垃圾")


def test_merged_into_the_earlier_one(cast, receive):
    first, second = receive(), receive()
    found = actions.merge_report(report=second, into=first, by=cast.zhao, at=NOW)
    assert (found.state, found.merged_into) == ("merged", first)
    assert [row["number"] for row in queries.merged_reports(first)] == [2]


def test_senders_stay_one_step_from_the_living_report(cast, receive):
    first, second, third = receive(), receive(), receive()
    actions.merge_report(report=third, into=second, by=cast.zhao, at=NOW)
    actions.merge_report(report=second, into=first, by=cast.zhao, at=NOW)
    third.refresh_from_db()
    assert third.merged_into == first


def test_not_merged_into_itself_nor_into_what_is_gone(cast, receive):
    first, second = receive(), receive()
    actions.reject_report(report=first, reason="不实", by=cast.zhao, at=NOW)
    for target in (second, first):
        with pytest.raises(CannotMerge):
            actions.merge_report(report=second, into=target, by=cast.zhao, at=NOW)


def test_not_merged_across_campaigns(cast, report):
    other = make_campaign(cast.system, code="410802", name="另一行动")
    foreign, _ = actions.receive_report(campaign=other, new=told(), at=NOW)
    with pytest.raises(CannotMerge):
        actions.merge_report(report=report, into=foreign, by=cast.zhao, at=NOW)


def test_decided_once(cast, report):
    actions.reject_report(report=report, reason="不实", by=cast.zhao, at=NOW)
    with pytest.raises(ReportDecided, match="不属实"):
        actions.verify_report(report=report, category_code="", by=cast.zhao, at=NOW)


def test_only_who_may_verify_decides(cast, receive):
    report, other = receive(), receive()
    for stranger in (cast.chen, cast.wu, cast.zhou, cast.admin):
        with pytest.raises(NotAllowed):
            actions.verify_report(report=report, category_code="", by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            actions.reject_report(report=report, reason="不实", by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            actions.merge_report(report=report, into=other, by=stranger, at=NOW)
