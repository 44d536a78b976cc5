"""Nearly the same pictures among all that were kept: candidates by an index, then compared point by point.

A search reads only the keys that two pictures share by chance or by likeness: with 22 bits, some 37 keys a picture and
a thousand probes, chance brings about one row for each hundred pictures kept, not one for each picture.
"""

from dataclasses import dataclass

from django.db.models import Count

from diebian.base.models import FingerprintKey, PictureFingerprint, StoredFile
from diebian.base.rows import insert_rows
from diebian.lib import lookalike
from diebian.lib.lookalike import SHARED, Fingerprint, Likeness

# The candidates that share most keys; a picture that has been used often has many, and a person needs only a few.
CANDIDATES = 8


@dataclass(frozen=True)
class LookAlike:
    """A kept file whose picture is nearly the same, and how alike it is."""

    file_id: int
    like: Likeness


def keep(file: StoredFile, fingerprint: Fingerprint) -> None:
    """Keep the fingerprint of a file, once."""
    row, is_new = PictureFingerprint.objects.get_or_create(
        file=file, defaults={"content": fingerprint.packed()}
    )
    if is_new:
        insert_rows([FingerprintKey(key=key, fingerprint=row) for key in sorted(fingerprint.keys())])


def look_alikes(file_id: int) -> list[LookAlike]:
    """The other files with nearly the same picture, the most alike first."""
    own = PictureFingerprint.objects.filter(file=file_id).order_by("pk").first()
    if own is None:
        return []
    wanted = Fingerprint.unpacked(bytes(own.content))
    found = [
        LookAlike(candidate.file_id, like)
        for candidate in _candidates(wanted, own)
        if lookalike.is_nearly_same(
            like := lookalike.likeness(wanted, Fingerprint.unpacked(bytes(candidate.content)))
        )
    ]
    return sorted(found, key=lambda one: (-one.like.points, one.file_id))


def _candidates(wanted: Fingerprint, own: PictureFingerprint) -> list[PictureFingerprint]:
    """The fingerprints that share most keys with ``wanted``."""
    keys = FingerprintKey.objects.filter(key__in=wanted.probes()).exclude(fingerprint=own)
    shared = keys.values_list("fingerprint_id").annotate(number=Count("id")).filter(number__gte=SHARED)
    chosen = [pk for pk, _ in shared.order_by("-number", "fingerprint_id")[:CANDIDATES]]
    return list(PictureFingerprint.objects.filter(pk__in=chosen).order_by("pk"))
