"""The newest answer of each item at each place, kept whenever a visit is."""

from collections.abc import Collection, Mapping

from diebian.base.rows import insert_rows
from diebian.inspections.models import LatestAnswer, Observation, Visit

# One statement decides which is newer, so that of two visits at the same moment the newer stays.
UNLESS_OLDER = (
    "ON CONFLICT (place_id, item_key) DO UPDATE SET check_item_id = excluded.check_item_id,"
    " visit_id = excluded.visit_id, result = excluded.result, is_derived = excluded.is_derived,"
    " answered_at = excluded.answered_at"
    " WHERE inspections_latestanswer.answered_at <= excluded.answered_at"
)


def keep_latest(visit: Visit, observed: Collection[Observation], *, keys: Mapping[int, str]) -> None:
    """Let the answers of ``visit`` stand for its place where no newer one does (a phone may send an old visit late).

    Belongs to the transaction that records the visit. Always in the same order, so that two visits to one place wait
    for each other and never both at once.
    """
    rows = [
        LatestAnswer(
            place_id=visit.place_id,
            item_key=keys[one.check_item_id],
            check_item_id=one.check_item_id,
            visit_id=visit.pk,
            result=one.result,
            is_derived=one.is_derived,
            answered_at=visit.answered_at,
        )
        for one in sorted(observed, key=lambda one: keys[one.check_item_id])
    ]
    insert_rows(rows, UNLESS_OLDER)
