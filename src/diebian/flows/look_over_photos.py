"""比对照片: the photographs of cases that wait are looked over, some at a time, outside every other transaction.

What waits is a column of its own rows (``CasePhoto.checked_at`` is empty): stopped at any instant and begun again, by this
process or another, the work goes on where it was.
"""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from PIL import Image

from diebian.base import files, lookalikes
from diebian.base.models import Photo, PictureFingerprint
from diebian.base.turns import LOOKING_OVER, turn
from diebian.cases.actions import look_over
from diebian.cases.evidence import unchecked_ids
from diebian.cases.models import CasePhoto
from diebian.lib.lookalike import fingerprint

# Some half a second's work: what was found is told soon, and who wants to stop does not wait long.
BATCH = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caught:
    """What was done: fingerprints made, photographs looked over, hints raised."""

    fingerprints: int = 0
    photos: int = 0
    hints: int = 0


def look_over_photos(*, at: datetime) -> Caught:
    """Look over all that wait; stopped and begun again it goes on where it was."""
    done = Caught()
    while (some := look_over_some(at=at)).photos:
        done = Caught(
            done.fingerprints + some.fingerprints, done.photos + some.photos, done.hints + some.hints
        )
    return done


def look_over_some(*, at: datetime) -> Caught:
    """Look over the oldest few that wait; nothing is done when none do. One process does this at a time."""
    if not unchecked_ids(limit=1):
        return Caught()
    with turn(LOOKING_OVER):
        ids = unchecked_ids(limit=BATCH)
        made = _fingerprints(ids)
        return Caught(made, len(ids), look_over(ids=ids, at=at)) if ids else Caught()


def _fingerprints(ids: Sequence[int]) -> int:
    """Make those of photographs that were kept by a version that made none; how many were made."""
    known = PictureFingerprint.objects.values("file")
    photos = CasePhoto.objects.filter(pk__in=ids).values("photo")
    rows = Photo.objects.filter(pk__in=photos).exclude(original__in=known)
    return sum(_made(photo) for photo in rows.select_related("original", "display").order_by("pk"))


def _made(photo: Photo) -> bool:
    """From its public copy, which is upright and surely a picture; one that cannot be read holds up no other."""
    try:
        content = files.read(photo.display.sha256)
        with Image.open(io.BytesIO(content)) as image:
            made = fingerprint(image.convert("RGB"))
    except OSError:
        log.exception("photograph %s cannot be read: not compared with others", photo.pk)
        return False
    with transaction.atomic():
        lookalikes.keep(photo.original, made)
    return True
