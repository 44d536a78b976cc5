"""A form that was refused keeps its photographs: for the one who sent it, and for nobody else."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from diebian.base import held
from diebian.base.models import HeldPhoto, Photo
from diebian.cases.models import Case, CasePhoto
from diebian.cases.terms import CaseState
from diebian.inspections.models import FindingPhoto
from diebian.reports.models import Report, ReportPhoto
from tests import pictures
from tests.cases.conftest import Ledger
from tests.cast import NOW, Cast


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


def picture(colour: str = "red", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{colour}.jpg", content or pictures.photo(colour=colour), "image/jpeg")


def keys_in(answer, field: str) -> list[str]:
    """What the form shows as chosen already."""
    return re.findall(rf'name="held-{field}" value="([0-9a-f]{{64}})" checked', answer.content.decode())


def report(browser: Client, **more: object):
    told = {
        "topic": "pollution",
        "place_text": "解放中路",
        "body": "垃圾无人清运",
        "client_id": str(uuid.UUID(int=7)),
    }
    return browser.post(reverse("public:report"), told | more)


def thumbnail(browser: Client, key: str) -> int:
    return browser.get(reverse("photos:held", args=[key])).status_code


def test_a_citizen_need_not_choose_again(cast, client):
    refused = report(client, body="", photos=[picture("red"), picture("green")])
    assert refused.status_code == 400
    keys = keys_in(refused, "photos")
    assert len(keys) == 2
    assert [thumbnail(client, key) for key in keys] == [200, 200]
    assert Photo.objects.count() == 0
    taken = report(client, **{"held-photos": keys, "photos": [picture("blue")]})
    assert taken.status_code == 302
    assert ReportPhoto.objects.count() == 3
    assert [thumbnail(client, key) for key in keys] == [404, 404]
    assert list(held.folder().iterdir()) == []


def test_ticked_off_it_is_left_out(cast, client):
    second = keys_in(report(client, body="", photos=[picture("red"), picture("green")]), "photos")[1]
    again = report(client, body="", **{"held-photos": [second]})
    assert keys_in(again, "photos") == [second]
    report(client, **{"held-photos": [second]})
    assert ReportPhoto.objects.get().photo.original.sha256 == HeldPhoto.objects.get(key=second).sha256


def test_another_browser_gets_nothing_of_it(cast, client):
    (key,) = keys_in(report(client, body="", photos=[picture()]), "photos")
    other = Client()
    assert thumbnail(other, key) == 404
    answer = report(other, **{"held-photos": [key]})
    assert answer.status_code == 410
    assert "先前选好的照片已过期" in answer.content.decode()
    assert keys_in(answer, "photos") == []
    # One who holds photographs of his own is no nearer to those of others.
    report(other, body="", photos=[picture("green")])
    assert other.cookies["held"].value != client.cookies["held"].value
    assert thumbnail(other, key) == 404
    assert report(other, **{"held-photos": [key]}).status_code == 410
    assert Report.objects.count() == 0


def test_the_cookie_is_signed_hidden_from_scripts_and_only_set_when_needed(cast, client):
    assert "held" not in client.get(reverse("public:report")).cookies
    assert "held" not in report(client, body="").cookies
    cookie = report(client, body="", photos=[picture()]).cookies["held"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 7200)
    (key,) = HeldPhoto.objects.values_list("key", flat=True)
    client.cookies["held"] = cookie.value.replace(cookie.value[:4], "0000", 1)
    assert thumbnail(client, key) == 404


def test_what_is_no_photograph_is_told_and_the_others_stay(cast, client):
    refused = report(client, photos=[picture("red"), picture("text", b"no photograph")])
    page = refused.content.decode()
    assert "文件“text.jpg”不能接收" in page
    assert "须重新选择的照片：text.jpg" in page
    assert len(keys_in(refused, "photos")) == 1


def test_a_machine_that_fills_in_everything_has_nothing_held(cast, client):
    report(client, website="http://x", photos=[picture()])
    assert not HeldPhoto.objects.exists()


def test_too_many_are_all_kept_so_that_one_can_be_ticked_off(cast, client):
    four = [picture(colour) for colour in ("red", "green", "blue", "black")]
    refused = report(client, photos=four)
    keys = keys_in(refused, "photos")
    assert len(keys) == 4
    assert report(client, **{"held-photos": keys[1:]}).status_code == 302
    assert ReportPhoto.objects.count() == 3


def test_sent_twice_it_is_one_report(cast, client):
    keys = keys_in(report(client, body="", photos=[picture()]), "photos")
    first, second = (report(client, **{"held-photos": keys}) for _each in range(2))
    assert first.url == second.url
    assert ReportPhoto.objects.count() == 1


def test_after_two_hours_they_are_told_as_gone(cast, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    keys = keys_in(report(client, body="", photos=[picture()]), "photos")
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)
    assert report(client, **{"held-photos": keys}).status_code == 410
    assert report(client).status_code == 302


def test_cleaned_up_between_two_looks_it_is_told_as_gone(cast, client):
    keys = keys_in(report(client, body="", photos=[picture()]), "photos")
    held.original_of(HeldPhoto.objects.get()).unlink()
    assert report(client, **{"held-photos": keys}).status_code == 410


def test_a_unit_need_not_choose_again(ledger, signed):
    case, chen = ledger.accept(), signed("chen")
    at = f"/cases/{case.number}/rectify/"
    refused = chen.post(at, {"measure": "", "before": picture("red"), "after": [picture("green")]})
    assert refused.status_code == 400
    before, after = keys_in(refused, "before"), keys_in(refused, "after")
    assert (len(before), len(after)) == (1, 1)
    (control,) = re.findall(r'<input[^>]* name="after"[^>]*>', refused.content.decode())
    assert "required" not in control
    sent = {"measure": "已清运", "held-before": before, "held-after": after}
    assert chen.post(at, sent).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.RECTIFIED
    assert {hung.stage for hung in CasePhoto.objects.all()} == {"before", "after"}


def test_a_refusal_of_the_action_keeps_them_too_and_leaves_no_photograph_behind(ledger, signed):
    case = ledger.dispatch()  # not accepted yet
    sent = {"measure": "已清运", "after": [picture()]}
    refused = signed("chen").post(f"/cases/{case.number}/rectify/", sent)
    assert refused.status_code == 409
    assert "不能反馈整改" in refused.content.decode()
    assert len(keys_in(refused, "after")) == 1
    assert not Photo.objects.exists()


def test_ticked_off_the_unit_is_asked_for_one_again(ledger, signed):
    case, chen = ledger.accept(), signed("chen")
    chen.post(f"/cases/{case.number}/rectify/", {"measure": "", "after": [picture()]})
    refused = chen.post(f"/cases/{case.number}/rectify/", {"measure": "已清运"})
    assert refused.status_code == 400
    assert "整改后照片" in refused.content.decode()


def test_they_belong_to_one_case_and_one_person(ledger, signed):
    case, other = ledger.accept(), ledger.accept()
    chen = signed("chen")
    refused = chen.post(f"/cases/{case.number}/rectify/", {"measure": "", "after": [picture()]})
    (key,) = keys_in(refused, "after")
    sent = {"measure": "已清运", "held-after": [key]}
    assert chen.post(f"/cases/{other.number}/rectify/", sent).status_code == 410
    assert thumbnail(chen, key) == 200
    assert [thumbnail(signed(name), key) for name in ("zhao", "lin")] == [404, 404]
    assert Case.objects.get(pk=other.pk).state == CaseState.ACCEPTED


def test_a_bad_file_of_a_unit_is_named(ledger, signed):
    case = ledger.accept()
    sent = {"measure": "已清运", "after": [picture(), picture("text", b"no photograph")]}
    refused = signed("chen").post(f"/cases/{case.number}/rectify/", sent)
    assert "须重新选择的照片：text.jpg" in refused.content.decode()
    assert len(keys_in(refused, "after")) == 1


def test_an_inspector_need_not_choose_again(park, signed):
    lin, item = signed("lin"), park.items["GC1"]
    at = reverse("inspections:check", args=[park.place.pk])
    sent = {"client_id": str(uuid.uuid4()), "started_at": NOW.isoformat(), "kind": "open"}
    photos = {f"photos-{item.pk}": [picture()], "photos-new-1": [picture("green")]}
    refused = lin.post(at, sent | photos | {"note-new-1": "乱贴广告", f"mark-{item.pk}": "passed"})
    assert refused.status_code == 400
    assert "选好的照片仍在下面" in refused.content.decode()
    keys = {f"held-{name}": keys_in(refused, name) for name in photos}
    assert [len(found) for found in keys.values()] == [1, 1]
    mended = {f"mark-{item.pk}": "failed", f"note-{item.pk}": "广告破损", "note-new-1": "乱贴广告"}
    taken = lin.post(at, sent | keys | mended)
    assert taken.status_code == 302
    assert FindingPhoto.objects.count() == 2
