"""Carry out a check in one transaction."""

from datetime import datetime

from django.db import transaction

from diebian.base.actions import record_event
from diebian.flows.import_places.judge import check_places
from diebian.flows.import_places.terms import Fate, PlaceFile, PlacesCheck
from diebian.people.models import Campaign, User
from diebian.places import actions


@transaction.atomic
def import_places(
    *, file: PlaceFile, campaign: Campaign, by: User, at: datetime, is_partial: bool = False
) -> PlacesCheck:
    """Check the file against the campaign as it is now, and write it: all rows, or with ``is_partial`` the good ones.

    When a row is refused and the import is not partial nothing is written, which the check tells (``is_written``).
    A file that changes nothing records nothing. Raises ``NotAllowed``.
    """
    check = check_places(file=file, campaign=campaign, by=by, at=at)
    if check.has_refused and not is_partial:
        return check
    new = [row.draft for row in check.rows if row.fate is Fate.NEW and row.draft]
    actions.register_places(campaign=campaign, drafts=new, by=by, at=at)
    changed = [(row.existing, row.draft) for row in check.rows if row.fate is Fate.CHANGED]
    for place, draft in changed:
        assert place is not None  # noqa: S101  # a changed row has both
        assert draft is not None  # noqa: S101
        actions.change_place(place=place, draft=draft, by=by, at=at)
    if new or changed:
        data = {"file": file.name, "sha256": file.sha256, "new": len(new), "changed": len(changed)}
        data["refused"] = check.counts[Fate.REFUSED]
        record_event(
            verb="places.imported", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
        )
    check.is_written = True
    return check
