"""补查照片: photographs that were kept before there were fingerprints, or came in by another way, are looked over."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from diebian.base import files, lookalikes
from diebian.base.models import Photo, PictureFingerprint
from diebian.cases.actions import look_over
from diebian.cases.models import CasePhoto
from diebian.lib.lookalike import fingerprint

BATCH = 50


@dataclass(frozen=True)
class Caught:
    """What was done: fingerprints made, photographs looked over, hints raised."""

    fingerprints: int
    photos: int
    hints: int


def look_over_photos(*, at: datetime) -> Caught:
    """Catch up, a few at a time, each batch on its own; stopped and begun again it goes on where it was."""
    made = sum(1 for _ in _fingerprints())
    looked = hints = 0
    while ids := _unchecked():
        hints += look_over(ids=ids, at=at)
        looked += len(ids)
    return Caught(made, looked, hints)


def _unchecked() -> list[int]:
    """The oldest first: a photograph is compared with those that were handed in before it."""
    waiting = CasePhoto.objects.filter(checked_at=None).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def _fingerprints() -> Iterator[None]:
    """One for each kept original that has none, read from its public copy: that is upright and surely a picture."""
    known = PictureFingerprint.objects.values("file")
    rows = Photo.objects.exclude(original__in=known).select_related("original", "display").order_by("pk")
    for photo in rows:
        with Image.open(io.BytesIO(files.read(photo.display.sha256))) as image:
            lookalikes.keep(photo.original, fingerprint(image.convert("RGB")))
        yield
