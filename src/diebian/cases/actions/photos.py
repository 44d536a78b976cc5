"""Hanging photographs on a case after its registration."""

from collections.abc import Sequence

from diebian.base.actions import lock_writes
from diebian.base.models import Photo
from diebian.cases.models import Case, CasePhoto
from diebian.cases.terms import PhotoStage


def hang(case: Case, photos: Sequence[Photo], *, stage: PhotoStage, round_: int) -> list[CasePhoto]:
    """Hang the photographs at ``stage`` of ``round_``; one that hangs there already hangs once."""
    if not photos:
        return []
    lock_writes()  # keys in the order of the transactions: those looked over first must not miss one (cases.evidence)
    there = CasePhoto.objects.filter(case=case, stage=stage, round=round_, photo__in=photos)
    known = set(there.order_by("pk").values_list("photo_id", flat=True))
    wanted = {photo.pk: photo for photo in photos}
    CasePhoto.objects.bulk_create(
        CasePhoto(case=case, photo=photo, stage=stage, round=round_)
        for key, photo in wanted.items()
        if key not in known
    )
    return list(there.order_by("pk"))


def hashes(photos: Sequence[Photo]) -> list[str]:
    """The photographs as an event names them, so that nobody can put others in their place."""
    return [photo.original.sha256 for photo in photos]
