"""What someone says of a place before it is stored: completed, checked, and turned into columns."""

from dataclasses import dataclass, fields, replace
from typing import Any

from diebian.lib.datum import Point
from diebian.people.models import Campaign, Person, Unit
from diebian.people.terms import UnitKind
from diebian.places import divisions
from diebian.places.models import Place, PlaceType
from diebian.places.problems import (
    CommunityElsewhere,
    NotOfThatKind,
    OfAnotherCampaign,
    PlaceWithoutUnit,
    PositionOutside,
    SwappedPosition,
    WrongPosition,
)
from diebian.places.rules import PositionFault, position_fault, stored_position

POSITION_PROBLEMS = {
    PositionFault.NO_POSITION: WrongPosition,
    PositionFault.SWAPPED: SwappedPosition,
    PositionFault.OUTSIDE: PositionOutside,
}
COMMUNITY_KINDS = (UnitKind.COMMUNITY, UnitKind.VILLAGE)


@dataclass(frozen=True, kw_only=True)
class PlaceDraft:
    """What is to be known of a place. Without a number it gets the next one; ``position`` says its own datum.

    Without a sub-district it is the one that administers the community; without a responsible unit the community,
    else the sub-district, is responsible; without a division code it is that of the nearest of them.
    """

    place_type: PlaceType
    name: str
    number: str = ""
    address: str = ""
    division_code: str = ""
    subdistrict: Unit | None = None
    community: Unit | None = None
    responsible_unit: Unit | None = None
    lead_unit: Unit | None = None
    keeper: Person | None = None
    leader: Person | None = None
    position: Point | None = None
    is_required_check: bool = False
    is_demo: bool = False


def draft_of(place: Place) -> PlaceDraft:
    """The draft that would change nothing: where a form or an import begins."""
    kept = {
        field.name: getattr(place, field.name) for field in fields(PlaceDraft) if field.name != "position"
    }
    has_position = place.longitude is not None and place.latitude is not None
    return PlaceDraft(**kept, position=Point(place.longitude, place.latitude) if has_position else None)  # type: ignore[arg-type]


def checked(campaign: Campaign, draft: PlaceDraft) -> PlaceDraft:
    """The draft completed; raises the problems that ``actions.register_places`` names."""
    _refuse_strangers(campaign, draft)
    draft = _completed(draft)
    if draft.responsible_unit is None:
        raise PlaceWithoutUnit(name=draft.name)
    if draft.position and (fault := position_fault(draft.position)):
        raise POSITION_PROBLEMS[fault](longitude=draft.position.longitude, latitude=draft.position.latitude)
    if draft.division_code:
        draft = replace(draft, division_code=divisions.division(draft.division_code).code)
    return draft


def _refuse_strangers(campaign: Campaign, draft: PlaceDraft) -> None:
    units = (draft.subdistrict, draft.community, draft.responsible_unit, draft.lead_unit)
    for one in (*units, draft.keeper, draft.leader):
        if one is not None and one.campaign_id != campaign.pk:
            raise OfAnotherCampaign(name=one.name)
    if draft.subdistrict and draft.subdistrict.kind != UnitKind.SUBDISTRICT:
        raise NotOfThatKind(unit=draft.subdistrict.name, kind=UnitKind.SUBDISTRICT.label)
    if draft.community and draft.community.kind not in COMMUNITY_KINDS:
        raise NotOfThatKind(unit=draft.community.name, kind=UnitKind.COMMUNITY.label)


def _completed(draft: PlaceDraft) -> PlaceDraft:
    community = draft.community
    subdistrict = draft.subdistrict
    if community and subdistrict and subdistrict.pk not in (community.parent_id, community.belongs_to_id):
        raise CommunityElsewhere(community=community.name, subdistrict=subdistrict.name)
    if community and not subdistrict and community.parent and community.parent.kind == UnitKind.SUBDISTRICT:
        subdistrict = community.parent
    nearest = community or subdistrict
    return replace(
        draft,
        subdistrict=subdistrict,
        responsible_unit=draft.responsible_unit or nearest,
        division_code=draft.division_code or (nearest.division_code if nearest else ""),
    )


def columns(draft: PlaceDraft) -> dict[str, Any]:
    """The columns of a checked draft, plain values that can also stand in an event."""
    longitude, latitude = stored_position(draft.position) if draft.position else (None, None)
    related = ("place_type", "subdistrict", "community", "responsible_unit", "lead_unit", "keeper", "leader")
    return {
        "number": draft.number,
        "name": draft.name,
        "address": draft.address,
        "division_code": draft.division_code,
        "longitude": longitude,
        "latitude": latitude,
        "input_datum": draft.position.datum.value if draft.position else "",
        "is_required_check": draft.is_required_check,
        "is_demo": draft.is_demo,
        **{f"{name}_id": one.pk if (one := getattr(draft, name)) else None for name in related},
    }


def changes(place: Place, draft: PlaceDraft) -> dict[str, tuple[Any, Any]]:
    """Columns that the draft would change, each with the value before and after.

    The datum of the input belongs to the position: the same position said in another datum is no change.
    """
    found = {
        name: (getattr(place, name), value)
        for name, value in columns(draft).items()
        if getattr(place, name) != value
    }
    if not {"longitude", "latitude"} & found.keys():
        found.pop("input_datum", None)
    return found
