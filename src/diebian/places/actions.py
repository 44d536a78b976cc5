"""Writes of this room: place types, places, their acceptance."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from diebian.base import search
from diebian.base.actions import NewEvent, record_event, record_events
from diebian.base.problems import NotAllowed
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission
from diebian.places.drafts import PlaceDraft, changes, checked, columns
from diebian.places.models import AcceptanceRecord, Place, PlaceType
from diebian.places.problems import AcceptanceCannotMove, PlaceNumberTaken, ReasonMissing
from diebian.places.queries import SEARCH_KIND, highest_number
from diebian.places.rules import may_become, needs_reason, numbers_after, parse_place_types
from diebian.places.terms import Acceptance

TYPES_FILE = Path(__file__).with_name("data") / "place_types.yaml"


@transaction.atomic
def load_place_types(*, by: User, at: datetime) -> int:
    """Bring the table of place types to the data file; returns how many rows changed. The machine's own user only.

    A type that left the file stays: places may have it.
    """
    if not by.is_system:
        raise NotAllowed(permission=Permission.PLACE_MANAGE.label)
    rows = parse_place_types(yaml.safe_load(TYPES_FILE.read_text(encoding="utf-8")))
    known = {kind.code: kind for kind in PlaceType.objects.order_by("id")}
    changed = []
    for order, row in enumerate(rows, start=1):
        wanted = vars(row) | {"official_order": order}
        kind = known.get(row.code, PlaceType())
        if any(getattr(kind, name) != value for name, value in wanted.items()):
            changed.append(_saved(kind, wanted))
    record_events(
        [
            NewEvent("place_type.loaded", "place_type", kind.pk, by, at, {"code": kind.code})
            for kind in changed
        ]
    )
    return len(changed)


def _saved(kind: PlaceType, wanted: Mapping[str, Any]) -> PlaceType:
    for name, value in wanted.items():
        setattr(kind, name, value)
    kind.save()
    return kind


def register_place(*, campaign: Campaign, draft: PlaceDraft, by: User, at: datetime) -> Place:
    """Enter one place in the register, not yet accepted. Raises as ``register_places``."""
    return register_places(campaign=campaign, drafts=[draft], by=by, at=at)[0]


@transaction.atomic
def register_places(
    *, campaign: Campaign, drafts: Sequence[PlaceDraft], by: User, at: datetime
) -> list[Place]:
    """Enter places, all or none; the queries do not grow with their number.

    Raises ``PlaceNumberTaken``, ``PlaceWithoutUnit``, ``WrongPosition`` (``SwappedPosition``, ``PositionOutside``),
    ``OfAnotherCampaign``, ``NotOfThatKind``, ``CommunityElsewhere``, ``UnknownDivision``, ``NotAllowed``.
    """
    numbered = _numbered(campaign, [checked(campaign, draft) for draft in drafts])
    rows = [Place(campaign=campaign, **columns(draft)) for draft in numbered]
    _require_all([row.unit_ids for row in rows], campaign=campaign, by=by, at=at)
    Place.objects.bulk_create(rows, batch_size=500)
    search.index_documents(SEARCH_KIND, [(row.pk, _searchable(row)) for row in rows])
    record_events(
        [
            NewEvent("place.registered", "place", row.pk, by, at, columns(draft))
            for row, draft in zip(rows, numbered, strict=True)
        ]
    )
    return rows


def _numbered(campaign: Campaign, drafts: Iterable[PlaceDraft]) -> list[PlaceDraft]:
    """Every draft with a number: its own, or the next free one. Raises ``PlaceNumberTaken``."""
    drafts = list(drafts)
    given = [draft.number for draft in drafts if draft.number]
    _refuse_taken(campaign, given)
    further = numbers_after(highest_number(campaign), taken=given)
    return [draft if draft.number else replace(draft, number=next(further)) for draft in drafts]


def _refuse_taken(campaign: Campaign, numbers: Collection[str]) -> None:
    if not numbers:
        return
    taken = set(Place.objects.filter(campaign=campaign).order_by("id").values_list("number", flat=True))
    for number in numbers:
        if number in taken:
            raise PlaceNumberTaken(number=number)
        taken.add(number)


def _require_all(unit_ids: Iterable[Collection[int]], *, campaign: Campaign, by: User, at: datetime) -> None:
    """Raise ``NotAllowed`` unless every place, told by its units, lies within reach of ``by``."""
    reach = guards.require_any(by, Permission.PLACE_MANAGE, campaign=campaign, at=at)
    if not all(reach.covers(ids) for ids in unit_ids):
        raise NotAllowed(permission=Permission.PLACE_MANAGE.label)


def _searchable(place: Place) -> str:
    return f"{place.number} {place.name} {place.address}"


@transaction.atomic
def change_place(*, place: Place, draft: PlaceDraft, by: User, at: datetime) -> list[str]:
    """Make a place what ``draft`` says; returns the columns that changed. Without a change nothing is recorded.

    A draft without a number keeps the number. The place must lie within reach before and after. Acceptance has its
    own action. Raises as ``register_places``.
    """
    draft = checked(place.campaign, replace(draft, number=draft.number or place.number))
    changed = changes(place, draft)
    if not changed:
        return []
    if "number" in changed:
        _refuse_taken(place.campaign, [draft.number])
    after = Place(campaign=place.campaign, **columns(draft))
    _require_all([place.unit_ids, after.unit_ids], campaign=place.campaign, by=by, at=at)
    for name, (_, value) in changed.items():
        setattr(place, name, value)
    place.save(update_fields=list(changed))
    search.index_document(SEARCH_KIND, place.pk, _searchable(place))
    data = {
        "before": {name: before for name, (before, _) in changed.items()},
        "after": {name: value for name, (_, value) in changed.items()},
    }
    record_event(verb="place.changed", subject_kind="place", subject_id=place.pk, by=by, at=at, data=data)
    return list(changed)


@transaction.atomic
def record_acceptance(
    *, place: Place, state: Acceptance, by: User, at: datetime, note: str = ""
) -> AcceptanceRecord:
    """Take the next step in a place's acceptance. Raises ``AcceptanceCannotMove``, ``ReasonMissing``, ``NotAllowed``."""
    locked = Place.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=place.pk)
    guards.require(by, Permission.PLACE_ACCEPT, campaign=locked.campaign, at=at, unit_ids=locked.unit_ids)
    now, note = Acceptance(locked.acceptance_state), note.strip()
    if not may_become(now, state):
        raise AcceptanceCannotMove(place=locked.name, now=now.label, then=state.label)
    if needs_reason(now, state) and not note:
        raise ReasonMissing
    record = AcceptanceRecord.objects.create(
        place=locked, previous_state=now, state=state, at=at, by=by, note=note
    )
    locked.acceptance_state = place.acceptance_state = state
    locked.save(update_fields=["acceptance_state"])
    data = {"from": now.value, "to": state.value, "note": note}
    record_event(
        verb="place.acceptance_recorded", subject_kind="place", subject_id=place.pk, by=by, at=at, data=data
    )
    return record
