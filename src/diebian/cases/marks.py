"""Named reads of 照片标注: what verifiers drew on the photographs of cases."""

from collections.abc import Iterable
from typing import Any

from diebian.cases.models import Case, PhotoMark

Marks = list[dict[str, Any]]


def marks_of(case_photo_ids: Iterable[int]) -> dict[int, Marks]:
    """``CasePhoto`` → the marks last drawn on it; those without any are left out. One query."""
    rows = PhotoMark.objects.filter(case_photo__in=set(case_photo_ids)).order_by("verification_id", "id")
    return dict(rows.values_list("case_photo_id", "marks"))


def marks_by_round(case: Case) -> dict[int, dict[int, Marks]]:
    """Round → ``CasePhoto`` → the marks drawn when the answer of that round was sent back. One query."""
    rows = PhotoMark.objects.filter(verification__case=case).order_by("verification_id", "id")
    found: dict[int, dict[int, Marks]] = {}
    for round_, photo, marks in rows.values_list("verification__round", "case_photo_id", "marks"):
        found.setdefault(round_, {})[photo] = marks
    return found
