"""公众 and 群众举报: reported without an account, followed by its code, decided by those who may."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diebian.cases.models import Case
from diebian.flows.verify_report import Verified, verify_report
from diebian.reports import actions
from diebian.reports.models import Report
from tests import pictures
from tests.cast import NOW
from tests.reports.conftest import told


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def citizen(client, cast):
    return client


@pytest.fixture
def report(cast) -> Report:
    return actions.receive_report(campaign=cast.campaign, new=told(), at=NOW)[0]


def sent(**more):
    return {
        "topic": "pollution",
        "place_text": "解放中路与塔北路交叉口",
        "body": "垃圾堆了三天没人清运",
        "reporter_name": "王小明",
        "reporter_phone": "13812345678",
        "client_id": str(uuid.uuid4()),
    } | more


def send(browser, **more):
    return browser.post(reverse("public:report"), sent(**more), follow=True)


def test_the_first_page_asks_for_nothing(citizen):
    page = citizen.get(reverse("public:home")).content.decode()
    assert "决战五十天" in page
    assert reverse("public:report") in page


def test_a_report_in_four_taps(citizen):
    page = citizen.get(reverse("public:report"), {"topic": "barbecue"}).content.decode()
    assert len(re.findall(r'type="radio" name="topic"', page)) == 10
    photo = SimpleUploadedFile("1.jpg", pictures.photo(), "image/jpeg")
    answer = send(citizen, photos=[photo])
    report = Report.objects.get()
    assert report.code in answer.content.decode()
    assert report.photos.count() == 1


def test_the_page_of_a_report_shows_nothing_personal(citizen):
    page = send(citizen).content.decode()
    assert "已收到，正在现场核实" in page
    for secret in ("王小明", "13812345678", "垃圾堆了三天"):
        assert secret not in page


def test_it_is_kept_by_no_search_engine_and_no_cache(citizen, report):
    answer = citizen.get(reverse("public:followed", args=[report.code]))
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_followed_by_its_code_and_by_nothing_else(citizen, report):
    page = reverse("public:follow")
    right = citizen.get(page, {"code": report.code.lower()})
    assert right.url == reverse("public:followed", args=[report.code])
    for wrong in ("1", "000001-AAAAAAAA", "nonsense", f"000002-{report.token}"):
        answer = citizen.get(page, {"code": wrong})
        assert answer.status_code == 404
        assert "没有这个查询码" in answer.content.decode()
    assert citizen.get(reverse("public:followed", args=["000001-AAAAAAAA"])).status_code == 404
    assert citizen.get(page).status_code == 200


def answer_to(citizen, report) -> str:
    return citizen.get(reverse("public:followed", args=[report.code])).content.decode()


def test_what_became_of_it_is_said_plainly(citizen, cast, report):
    case = verify_report(report=report, seen=Verified(), by=cast.lin, at=NOW)
    assert "情况属实，正在交办" in answer_to(citizen, report)
    Case.objects.filter(pk=case.pk).update(state="closed", is_open=False, closed_at=NOW)
    assert "已办结" in answer_to(citizen, report)


def test_a_rejected_one_gives_its_reason(citizen, cast, report):
    actions.reject_report(report=report, reason="现场未见垃圾", by=cast.lin, at=NOW)
    page = answer_to(citizen, report)
    assert "未予立案" in page
    assert "现场未见垃圾" in page


def test_a_merged_one_shows_the_other(citizen, cast, report):
    second, _ = actions.receive_report(campaign=cast.campaign, new=told(), at=NOW)
    actions.merge_report(report=second, into=report, by=cast.lin, at=NOW)
    page = answer_to(citizen, second)
    assert "已有人先举报" in page
    assert report.token not in page


def test_what_is_missing_is_told_and_the_text_stays(citizen):
    answer = send(citizen, place_text="")
    assert answer.status_code == 400
    assert "垃圾堆了三天没人清运" in answer.content.decode()
    assert send(citizen, reporter_phone="abc").status_code == 400
    assert not Report.objects.exists()


def test_who_fills_in_what_no_one_sees_is_a_machine(citizen):
    assert send(citizen, website="http://spam.example").status_code == 400
    assert not Report.objects.exists()


def test_sent_twice_it_is_one(citizen):
    form = sent()
    for _ in range(2):
        citizen.post(reverse("public:report"), form)
    assert Report.objects.count() == 1


def test_a_hostile_photograph_is_refused(citizen):
    photo = SimpleUploadedFile("evil.jpg", pictures.HOSTILE["html as jpeg"], "image/jpeg")
    assert send(citizen, photos=[photo]).status_code == 400
    assert not Report.objects.exists()


def test_the_eleventh_report_in_an_hour_waits(citizen):
    for _ in range(10):
        assert citizen.post(reverse("public:report"), sent()).status_code == 302
    answer = citizen.post(reverse("public:report"), sent())
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert Report.objects.count() == 10
    assert citizen.get(reverse("public:report")).status_code == 200
    assert citizen.post(reverse("public:report"), sent(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_codes_cannot_be_tried_out(citizen, report):
    tries = [citizen.get(reverse("public:followed", args=["000001-AAAAAAAA"])).status_code for _ in range(62)]
    assert tries[:60] == [404] * 60
    assert tries[60:] == [429, 429]


def office(client, user, name="report", **more):
    client.force_login(user)
    return client.get(reverse(f"reports:{name}", **more))


def test_contact_data_are_masked_by_role(client, cast, report):
    whole = office(client, cast.zhao, args=[report.number]).content.decode()
    assert "王小明 13812345678" in whole
    masked = office(client, cast.zhou, args=[report.number]).content.decode()
    assert "王** 138****5678" in masked
    assert "13812345678" not in masked
    assert "立案" not in masked


def test_found_by_chinese_words(client, cast, report):
    client.force_login(cast.zhao)
    page = reverse("reports:list")
    assert report.subject in client.get(page, {"q": "清运"}).content.decode()
    assert report.subject not in client.get(page, {"q": "烧烤"}).content.decode()
    assert report.subject not in client.get(page, {"q": "王小明"}).content.decode()
    assert report.subject not in client.get(page, {"state": "rejected"}).content.decode()


def test_verified_it_becomes_a_case(client, cast, report):
    client.force_login(cast.lin)
    form = {"category": "E0104", "level": "at_once", "description": "路口垃圾两方"}
    page = client.post(reverse("reports:verify", args=[report.number]), form, follow=True).content.decode()
    case = Case.objects.get()
    assert (case.report, case.category_code, case.level) == (report, "E0104", "at_once")
    assert str(case) in page


def test_rejected_and_merged(client, cast, report):
    client.force_login(cast.zhao)
    second, _ = actions.receive_report(campaign=cast.campaign, new=told(), at=NOW)
    assert client.post(reverse("reports:reject", args=[second.number]), {"reason": " "}).status_code == 400
    for wrong in ("x", "", "99"):
        assert client.post(reverse("reports:merge", args=[second.number]), {"into": wrong}).status_code == 404
    client.post(reverse("reports:merge", args=[second.number]), {"into": "000001"})
    second.refresh_from_db()
    assert second.merged_into == report
    client.post(reverse("reports:reject", args=[report.number]), {"reason": "不实"})
    report.refresh_from_db()
    assert report.state == "rejected"


@pytest.mark.parametrize("name", ["chen", "wu", "admin"])
def test_others_are_shut_out(client, cast, report, name):
    user = getattr(cast, name)
    assert office(client, user, "list").status_code == 403
    assert office(client, user, args=[report.number]).status_code == 403
    for act in ("verify", "reject", "merge"):
        assert client.post(reverse(f"reports:{act}", args=[report.number])).status_code == 403


def test_a_leader_reads_and_does_not_decide(client, cast, report):
    client.force_login(cast.zhou)
    assert client.post(reverse("reports:verify", args=[report.number])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_three(client, cast, count, django_assert_max_num_queries):
    for _ in range(count):
        actions.receive_report(campaign=cast.campaign, new=told(), at=NOW)
    client.force_login(cast.zhao)
    with django_assert_max_num_queries(9):
        client.get(reverse("reports:list"))
