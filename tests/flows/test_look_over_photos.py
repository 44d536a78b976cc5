"""Photographs kept before there were fingerprints are caught up with; what a telephone claims is looked at too."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from diebian.base import files, photos
from diebian.base.models import PictureFingerprint
from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.flows import look_over_photos as look_over
from diebian.flows.look_over_photos import Caught, look_over_photos
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail
from diebian.inspections.models import FindingPhoto
from diebian.jobs import looking
from diebian.jobs.cli import diebian
from tests import pictures
from tests.cases.conftest import Ledger
from tests.cases.test_evidence import answered, sent
from tests.cast import NOW


@pytest.fixture
def old(cast):
    """Two cases with nearly one photograph, as an older version left them."""
    ledger = Ledger(cast)
    answered(ledger, sent(0))
    answered(ledger, sent(0, "recompressed q60"))
    EvidenceFlag.objects.all().delete()
    PictureFingerprint.objects.all().delete()
    CasePhoto.objects.update(checked_at=None)


def test_what_was_kept_before_is_looked_over_once(old):
    assert look_over_photos(at=NOW) == Caught(fingerprints=2, photos=2, hints=1)
    assert EvidenceFlag.objects.get().kind == "alike"
    assert look_over_photos(at=NOW) == Caught(0, 0, 0)


def test_many_are_looked_over_a_few_at_a_time(old, monkeypatch):
    monkeypatch.setattr(look_over, "BATCH", 1)
    assert look_over_photos(at=NOW) == Caught(fingerprints=2, photos=2, hints=1)


def test_a_picture_that_cannot_be_read_holds_up_no_other(old, caplog):
    first = CasePhoto.objects.order_by("pk").first()
    assert first
    files.path_of(first.photo.display.sha256).unlink()
    assert look_over_photos(at=NOW) == Caught(fingerprints=1, photos=2, hints=0)
    assert "cannot be read" in caplog.text


def test_what_another_process_did_meanwhile_is_not_done_again(old, monkeypatch):
    """Both saw that something waits; the second has its turn when nothing does any more."""
    ids = iter([[1], []])
    monkeypatch.setattr(look_over, "unchecked_ids", lambda **_: next(ids))
    assert look_over.look_over_some(at=NOW) == Caught()


def test_the_command_goes_on_when_asked_to(db, monkeypatch):
    seen = []
    monkeypatch.setattr(looking, "watch", lambda **words: seen.append(words))
    assert CliRunner().invoke(diebian, ["look-over-photos", "--watch"]).exit_code == 0
    assert seen == [{"parent": None}]


def test_the_command_says_what_it_did(old):
    done = CliRunner().invoke(diebian, ["look-over-photos"])
    assert done.exit_code == 0
    assert "提示 1" in done.output


def test_what_the_telephone_claimed_is_looked_at(cast, park):
    """A photograph that says nothing itself, claimed to be taken far from the park and long before the visit."""
    park.place.latitude, park.place.longitude, park.place.input_datum = 35.215, 113.2667, "wgs84"
    park.place.save()
    photo = photos.prepare(pictures.photo(), name="1.jpg")
    new = park.visit(further=[Detail(description="井盖松动", photos=[photo])])
    submit_visit(campaign=cast.campaign, new=new, by=cast.lin, at=NOW)
    assert look_over_photos(at=NOW) == Caught(fingerprints=0, photos=1, hints=0)
    FindingPhoto.objects.update(
        taken_at=NOW - timedelta(hours=3), latitude=35.225, longitude=113.2667, accuracy_m=20
    )
    CasePhoto.objects.update(checked_at=None)
    assert look_over_photos(at=NOW).hints == 2
    far, odd = EvidenceFlag.objects.order_by("kind")
    assert (far.kind, far.facts["allowed_m"], odd.facts["reasons"]) == ("far", 220, ["before_visit"])
