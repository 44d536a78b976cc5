"""The newest answer of each item at each place, kept whenever a visit is."""

from collections.abc import Collection, Mapping

from diebian.inspections.models import LatestAnswer, Observation, Visit
from diebian.places.models import Place


def keep_latest(visit: Visit, observed: Collection[Observation], *, keys: Mapping[int, str]) -> None:
    """Let the answers of ``visit`` stand for its place where no newer one does (a phone may send an old visit late).

    Belongs to the transaction that records the visit. The place is locked, so that of two visits at the same moment
    the newer stays.
    """
    Place.objects.select_for_update(of=("self",)).filter(pk=visit.place_id).order_by("pk").first()
    answered_at = visit.answered_at
    newer = set(
        LatestAnswer.objects.filter(place=visit.place_id, answered_at__gt=answered_at)
        .order_by("id")
        .values_list("item_key", flat=True)
    )
    rows = [
        LatestAnswer(
            place_id=visit.place_id,
            item_key=keys[one.check_item_id],
            check_item_id=one.check_item_id,
            visit=visit,
            result=one.result,
            is_derived=one.is_derived,
            answered_at=answered_at,
        )
        for one in observed
        if keys[one.check_item_id] not in newer
    ]
    LatestAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place", "item_key"],
        update_fields=["check_item", "visit", "result", "is_derived", "answered_at"],
    )
