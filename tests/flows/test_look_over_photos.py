"""Photographs kept before there were fingerprints are caught up with; what a telephone claims is looked at too."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from diebian.base import photos
from diebian.base.models import PictureFingerprint
from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.flows.look_over_photos import Caught, look_over_photos
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail
from diebian.inspections.models import FindingPhoto
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
    assert not EvidenceFlag.objects.exists()
    FindingPhoto.objects.update(
        taken_at=NOW - timedelta(hours=3), latitude=35.225, longitude=113.2667, accuracy_m=20
    )
    CasePhoto.objects.update(checked_at=None)
    assert look_over_photos(at=NOW).hints == 2
    far, odd = EvidenceFlag.objects.order_by("kind")
    assert (far.kind, far.facts["allowed_m"], odd.facts["reasons"]) == ("far", 220, ["before_visit"])
