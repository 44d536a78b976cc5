"""提示 on the page of a case, on the desks and in their list: for those who verify, and for nobody else."""

import pytest

from diebian.cases import actions
from diebian.cases.models import EvidenceFlag
from tests.cases.conftest import Ledger
from tests.cases.test_evidence import answered, handed_in, looked, sent
from tests.cast import Cast
from tests.web.test_desk import figure


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


@pytest.fixture
def twice(ledger: Ledger) -> EvidenceFlag:
    """One photograph as the result of two cases."""
    answered(ledger, sent(0))
    answered(ledger, sent(0))
    return EvidenceFlag.objects.select_related("case_photo__case").get()


def page_of(signed, name: str, address: str) -> str:
    return signed(name).get(address).content.decode()


@pytest.mark.parametrize("name", ["zhao", "lin"])
def test_who_verifies_sees_the_hint_and_where_the_photograph_was_used(twice, signed, name):
    page = page_of(signed, name, f"/cases/{twice.case_photo.case.number}/")
    assert "与另一处所用照片相同" in page
    assert '<a href="/cases/1/">案件 000001 · 整改后 · 第 1 次整改</a>' in page
    assert "要求重拍" in page
    assert "违规" not in page


@pytest.mark.parametrize("name", ["chen", "zhou"])
def test_nobody_else_sees_any(twice, signed, name):
    page = page_of(signed, name, f"/cases/{twice.case_photo.case.number}/")
    assert "照片提示" not in page
    assert "相同" not in page
    assert signed(name).get("/cases/flags/").status_code == 403
    assert signed(name).post(f"/cases/flags/{twice.pk}/", {"decision": "fine"}).status_code == 403


def test_what_was_not_looked_over_yet_is_told_to_those_who_verify(twice, ledger, signed):
    case = handed_in(ledger, sent(1), before=[sent(2)])
    for name, told in (("zhao", 2), ("lin", 2), ("chen", 0), ("zhou", 0)):
        assert page_of(signed, name, f"/cases/{case.number}/").count("尚未比对") == told
    assert "另有 2 张照片尚未比对" in page_of(signed, "lin", "/cases/flags/")
    for name in ("zhao", "lin"):
        assert "2 张照片尚未比对" in page_of(signed, name, "/")
    looked()
    for address in ("/", "/cases/flags/", f"/cases/{case.number}/"):
        assert "尚未比对" not in page_of(signed, "zhao", address)


def test_the_photographs_with_which_a_fault_was_found_are_seen_before_it_is_answered(ledger, signed):
    case = ledger.accept()
    actions.keep_first_photos(hung=[actions.FirstPhoto(case, sent(0))])
    assert "发现时的照片" in page_of(signed, "chen", f"/cases/{case.number}/")


def test_a_decision_is_kept_and_shown_and_the_desks_count_one_less(twice, signed):
    for name in ("zhao", "lin"):
        assert figure(page_of(signed, name, "/"), "照片提示待查看") == ("/cases/flags/?state=waiting", 1)
    lin, address = signed("lin"), f"/cases/{twice.case_photo.case.number}/"
    refused = lin.post(f"/cases/flags/{twice.pk}/", {"decision": "retake"}, follow=True)
    assert "须说明原因" in refused.content.decode()
    done = lin.post(f"/cases/flags/{twice.pk}/", {"decision": "retake", "note": "换个角度"}, follow=True)
    assert done.redirect_chain == [(address, 302)]
    assert "换个角度" in page_of(signed, "zhao", address)
    again = lin.post(f"/cases/flags/{twice.pk}/", {"decision": "fine"}, follow=True)
    assert "已有人处理" in again.content.decode()
    assert figure(page_of(signed, "lin", "/"), "照片提示待查看")[1] == 0


def test_a_decision_that_makes_no_sense_changes_nothing(twice, signed):
    answer = signed("lin").post(f"/cases/flags/{twice.pk}/", {"decision": "guilty"}, follow=True)
    assert "请选择处理意见" in answer.content.decode()
    twice.refresh_from_db()
    assert twice.looked_at is None
    assert signed("lin").post("/cases/flags/987654/", {"decision": "fine"}).status_code == 404


def test_the_list_shows_all_or_those_that_wait(twice, signed):
    assert "000002" in page_of(signed, "zhao", "/cases/flags/?state=waiting")
    signed("zhao").post(f"/cases/flags/{twice.pk}/", {"decision": "fine"})
    assert "没有照片提示" in page_of(signed, "zhao", "/cases/flags/?state=waiting")
    page = page_of(signed, "zhao", "/cases/flags/")
    assert "已看过，无碍" in page
    assert "赵审核" in page


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        (
            "early",
            {"taken_at": "2017-08-01T01:00:00+00:00", "registered_at": "2017-08-02T10:00:00+08:00"},
            ["拍摄于 2017-08-01 09:00，问题登记于 2017-08-02 10:00"],
        ),
        ("far", {"distance_m": 812, "allowed_m": 230}, ["距点位约 812 米，可解释的误差为 230 米"]),
        (
            "time",
            {
                "taken_at": "2016-01-01T00:00:00+08:00",
                "reasons": ["future", "before_campaign", "before_visit", "clocks_differ"],
            },
            [
                "照片时间 2016-01-01 00:00",
                "时钟可能不准",
                "早于攻坚行动开始",
                "早两小时以上",
                "相差一小时以上",
            ],
        ),
        (
            "alike",
            {
                "uses": [
                    {"case_id": 0, "stage": "before", "round": 0},
                    {"case_id": -1, "stage": "before", "round": 0},
                ],
                "count": 9,
            },
            ["您无权查看的另一案件", "另有 7 处"],
        ),
    ],
)
def test_what_was_seen_is_told_in_words(twice, signed, kind, facts, words):
    EvidenceFlag.objects.update(kind=kind, facts=facts)
    page = page_of(signed, "lin", "/cases/flags/")
    for word in words:
        assert word in page


def test_a_mirrored_copy_of_the_view_before_is_named(twice, signed):
    use = {"case_id": twice.case_photo.case_id, "stage": "before", "round": 0, "is_mirrored": True}
    EvidenceFlag.objects.update(kind="alike", facts={"uses": [use], "count": 1})
    assert "案件 000002 · 整改前（左右镜像）" in page_of(signed, "lin", "/cases/flags/")


def test_the_list_costs_the_same_for_one_and_for_three(
    twice, ledger, signed, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed("zhao")
    client.get("/cases/flags/")
    with django_assert_max_num_queries(16) as first:
        client.get("/cases/flags/")
    answered(ledger, sent(0))
    answered(ledger, sent(0))
    with django_assert_num_queries(len(first)):
        client.get("/cases/flags/")
