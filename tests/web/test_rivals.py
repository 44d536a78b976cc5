"""待裁定的重复提交: the office reads both bodies and settles; the first one is never touched."""

import pytest
from django.urls import reverse

from diebian.base import uploads
from diebian.base.models import Event, Photo
from diebian.cases.models import Case
from diebian.flows.field.settle import settle
from diebian.flows.field.shapes import VisitIn
from diebian.flows.field.visits import Sent, receive_visit
from diebian.inspections.models import FindingPhoto, RivalVisit, Visit
from diebian.inspections.problems import RivalKept, RivalSettled, SettlementReasonMissing
from tests import pictures
from tests.api.field.conftest import sent_visit, sha256_of
from tests.cast import NOW

PICTURE = pictures.photo()
LIST = "/inspections/rivals/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def rival(cast, park) -> RivalVisit:
    """林检查's phone sent a visit, and then another with the same id."""

    def send(body):
        receive_visit(
            campaign=cast.campaign, sent=Sent(VisitIn.model_validate(body), body, cast.lin, cast.lin), at=NOW
        )

    upload = uploads.start(
        by_id=cast.lin.pk, sha256=sha256_of(PICTURE), size_bytes=len(PICTURE), name="", at=NOW
    )
    uploads.receive(upload, PICTURE, offset=0, at=NOW)
    photo = {"sha256": upload.sha256, "stage": "before", "source": "camera", "taken_at": NOW.isoformat()}
    photo |= {"latitude": None, "longitude": None, "accuracy_m": None}
    first = sent_visit(park, park.seen("GC1", "passed"), park.seen("PK2", counted=0), note="第一份")
    seen = [park.seen("GC1", "failed", note="广告破损"), park.seen("PK2", counted=3)]
    second = first | {
        "observations": seen,
        "findings": [park.fault("GC1", description="广告破损", photos=[photo])],
    }
    send(first)
    with pytest.raises(RivalKept):
        send(second)
    return RivalVisit.objects.get()


def address(rival) -> str:
    return reverse("inspections:rival", args=[rival.pk])


def test_the_office_is_told_and_reads_both(signed, rival):
    office = signed("zhao")
    assert LIST in office.get("/inspections/").content.decode()
    assert address(rival) in office.get(LIST).content.decode()
    page = office.get(address(rival)).content.decode()
    for word in ("广告破损", "第一份", "3 处", "设有宣传"):
        assert word in page
    photo = reverse("photos:photo", args=[Photo.objects.get().pk, "display"])
    assert photo in page
    assert office.get(photo).status_code == 200
    assert signed("chen").get(photo).status_code == 404


def test_recorded_it_is_a_visit_of_its_own(signed, rival, cast):
    answer = signed("zhao").post(address(rival), {"settlement": "recorded", "reason": "两次都去了"})
    assert answer.status_code == 302
    rival.refresh_from_db()
    assert (rival.settlement, rival.settled_by, rival.recorded_as.inspector) == (
        "recorded",
        cast.zhao,
        cast.lin,
    )
    assert rival.recorded_as.client_id not in (None, rival.first.client_id)
    assert rival.first.finding_count == 0
    assert Case.objects.count() == 2
    assert FindingPhoto.objects.count() == 1
    assert Event.objects.filter(verb="rival.settled").count() == 1
    assert "两次都去了" in signed("zhao").get(f"{LIST}?settled=yes").content.decode()
    assert "查看另记的检查" in signed("zhao").get(address(rival)).content.decode()
    assert "没有重复提交" in signed("zhao").get(LIST).content.decode()


def test_set_aside_it_stays_to_be_read(signed, rival):
    signed("zhao").post(address(rival), {"settlement": "discarded", "reason": "误发"})
    rival.refresh_from_db()
    assert (rival.settlement, rival.recorded_as) == ("discarded", None)
    assert Visit.objects.count() == 1
    assert not Case.objects.exists()


@pytest.mark.parametrize("given", [{"settlement": "discarded", "reason": " "}, {"reason": "误发"}])
def test_without_a_reason_nothing_is_settled(signed, rival, given):
    assert signed("zhao").post(address(rival), given).status_code == 400
    rival.refresh_from_db()
    assert rival.settlement == ""


def test_the_action_too_asks_for_a_reason(rival, cast):
    with pytest.raises(SettlementReasonMissing):
        settle(rival=rival, settlement="discarded", reason=" ", by=cast.zhao, at=NOW)


def test_settled_once(signed, rival, cast):
    signed("zhao").post(address(rival), {"settlement": "discarded", "reason": "误发"})
    with pytest.raises(RivalSettled):
        settle(rival=rival, settlement="recorded", reason="再来", by=cast.zhao, at=NOW)
    answer = signed("zhao").post(address(rival), {"settlement": "recorded", "reason": "再来"})
    assert answer.status_code == 400
    assert Visit.objects.count() == 1


def test_what_cannot_be_recorded_is_told_and_stays(signed, rival):
    rival.body["observations"][0]["check_item_id"] = 987654
    rival.body["findings"] = []
    RivalVisit.objects.update(body=rival.body)
    answer = signed("zhao").post(address(rival), {"settlement": "recorded", "reason": "补记"})
    assert answer.status_code == 400
    assert RivalVisit.objects.get().settlement == ""


def test_nobody_else_settles(signed, rival):
    assert signed("lin").get(address(rival)).status_code == 403
    assert signed("zhao").get(reverse("inspections:rival", args=[987654])).status_code == 404
