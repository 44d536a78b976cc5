"""Photographs that are wanted again are told to whoever took them, and answered from the phone."""

import pytest

from diebian.base import files
from diebian.cases import actions as cases
from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.cases.terms import AnswerOutcome
from tests import pictures
from tests.api.field.conftest import Feed, Phone, claimed, sent_answer
from tests.cases.conftest import Ledger, deadline
from tests.cases.test_evidence import answered, sent
from tests.cases.test_retakes import LATER, asked, handed, of_visit  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
PICTURE = pictures.photo()


@pytest.fixture
def unit_feed(phone, park, cast) -> Feed:
    """陈主任's phone."""
    return Feed(Phone(cast.chen))


def wanted(cast) -> EvidenceFlag:
    """One photograph as the result of two cases: 赵审核 wants another one for the second."""
    ledger = Ledger(cast)
    first = EvidenceFlag.objects.count()
    answered(ledger, sent(first))
    answered(ledger, sent(first))
    return asked(EvidenceFlag.objects.order_by("-id")[0], cast)


def tasks(feed: Feed) -> dict[str, dict]:
    return {task["id"]: task for task in feed.of("task")}


def again(flag: EvidenceFlag, *hashes: str) -> dict:
    return sent_answer(
        flag.case_photo.case, f"retake:{flag.pk}", "done", photos=[claimed(one) for one in hashes]
    )


def test_a_photograph_is_wanted_again_and_handed_in(unit_feed, cast):
    unit_feed.take()
    flag = wanted(cast)
    unit_feed.take()
    (task,) = tasks(unit_feed).values()
    assert (task["id"], task["kind"]) == (f"retake:{flag.pk}", "retake")
    assert (task["reason"], task["who"], task["due_at"]) == ("请换个角度", "赵审核", None)
    assert [photo["id"] for photo in task["photos"]] == [flag.case_photo_id]
    first = Feed(unit_feed.phone)
    first.take()
    assert tasks(first) == tasks(unit_feed)
    phone = unit_feed.phone
    body = again(flag, phone.upload(PICTURE))
    assert phone.answer(body).json()["told"] == "重拍的照片已收到"
    new = CasePhoto.objects.get(retakes=flag.case_photo)
    assert (new.stage, new.round) == ("after", 1)
    unit_feed.take()
    assert tasks(unit_feed) == {}
    second = phone.answer(again(flag, phone.upload(pictures.photo(colour="blue"))))
    assert second.json()["outcome"] == AnswerOutcome.KEPT


@pytest.mark.parametrize(("photo", "number"), [((), "400.42"), (("a" * 64,), "424.1")])
def test_without_a_photograph_there_is_no_answer(unit_feed, cast, photo, number):
    assert unit_feed.phone.answer(again(wanted(cast), *photo)).json()["number"] == number


def test_the_old_photograph_is_no_new_one(unit_feed, cast):
    flag = wanted(cast)
    phone = unit_feed.phone
    sha256 = phone.upload(files.read(flag.case_photo.photo.original.sha256))
    assert phone.answer(again(flag, sha256)).status_code == 400
    flag.refresh_from_db()
    assert flag.retaken_at is None


def test_of_others_photographs_nothing_is_told(phone, cast, park):
    others = [Feed(Phone(user)) for user in (cast.lin, cast.wu)]
    for feed in others:
        feed.take()
    flag = wanted(cast)
    for feed in others:
        feed.take()
        assert not [key for key in feed.known if str(key[1]).startswith("retake")]
        assert feed.phone.answer(again(flag, feed.phone.upload(PICTURE))).status_code == 404


def test_what_was_found_in_secret_is_asked_of_who_found_it(of_visit, phone, unit_feed, cast):  # noqa: F811
    case = of_visit.case_photo.case
    cases.dispatch_case(case=case, lead_unit=cast.chen_unit, deadline=deadline(9), by=cast.zhao, at=LATER)
    feed = Feed(phone)
    feed.take()
    unit_feed.take()
    assert f"retake:{of_visit.pk}" in tasks(feed)
    assert f"retake:{of_visit.pk}" not in tasks(unit_feed)
    answer = phone.answer(again(of_visit, phone.upload(PICTURE)))
    assert answer.json()["outcome"] == AnswerOutcome.TAKEN, answer.content
    feed.take()
    unit_feed.take()
    assert f"retake:{of_visit.pk}" not in tasks(feed)
    assert not [key for key in unit_feed.known if str(key[1]).startswith("retake")]


def test_a_photograph_handed_in_on_the_page_is_wanted_no_more(unit_feed, cast):
    flag = wanted(cast)
    unit_feed.take()
    handed(flag, cast.chen)
    assert unit_feed.take() == [("task", None)]


@pytest.mark.parametrize("count", [1, 3])
def test_retakes_cost_the_same_however_many(unit_feed, cast, count, django_assert_max_num_queries):
    unit_feed.take()
    for _each in range(count):
        wanted(cast)
    with django_assert_max_num_queries(29):
        told = unit_feed.phone.get(f"/changes?cursor={unit_feed.cursor}").json()["items"]
    assert len([item for item in told if item["data"]]) == count
