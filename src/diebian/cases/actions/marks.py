"""标注照片: the part of sending a case back that shows on its photographs what is still wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diebian.cases import mark_rules
from diebian.cases.models import Case, CasePhoto, PhotoMark, Verification
from diebian.cases.problems import MarkedPhotoElsewhere, MarksRefused
from diebian.cases.terms import Mark

BIGGEST_KEY = 2**63 - 1  # a larger number is no key of any table, and a database refuses to look for it


@dataclass(frozen=True)
class Marked:
    """A photograph of the case with what was drawn on it."""

    case_photo: CasePhoto
    marks: list[Mark]

    def as_data(self) -> list[dict[str, str | float]]:
        """Its marks as plain values."""
        return [mark.as_data() for mark in self.marks]


def checked(case: Case, given: Mapping[int, Any]) -> list[Marked]:
    """The marked photographs in the order they hang. Raises ``MarksRefused``, ``MarkedPhotoElsewhere``."""
    try:
        marks = mark_rules.check_all(given)
    except mark_rules.MarkRefused as refused:
        raise MarksRefused(reason=refused.fault.label) from refused
    if not marks:
        return []
    keys = [key for key in marks if key <= BIGGEST_KEY]
    hung = list(case.photos.filter(pk__in=keys).select_related("photo__original").order_by("round", "id"))
    if len(hung) != len(marks):
        raise MarkedPhotoElsewhere(number=case)
    return [Marked(one, marks[one.pk]) for one in hung]


def told(marked: Iterable[Marked]) -> dict[str, Any]:
    """What the event says of them: each picture by its hash, so that nobody can put another one under the marks."""
    photos = [
        {
            "case_photo_id": one.case_photo.pk,
            "sha256": one.case_photo.photo.original.sha256,
            "marks": one.as_data(),
        }
        for one in marked
    ]
    return {"marked": photos} if photos else {}


def keep(marked: Iterable[Marked], verification: Verification) -> None:
    """Keep them beside the verification they belong to."""
    PhotoMark.objects.bulk_create(
        [
            PhotoMark(case_photo=one.case_photo, verification=verification, marks=one.as_data())
            for one in marked
        ]
    )
