"""Named reads: places by type, sub-district, acceptance and words; the same on the map; who answers for a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast

from diebian.base import paging, search
from diebian.base.problems import NotFound
from diebian.base.rows import read_rows
from diebian.lib.distance import metres
from diebian.people.models import Campaign, Person, Post, Unit
from diebian.people.queries import posts_in
from diebian.people.rules import Reach
from diebian.places.models import AcceptanceRecord, Place, PlaceType
from diebian.places.rules import chain
from diebian.places.terms import Duty

SEARCH_KIND = "place"
MAP_LIMIT = 5000
ROW_FIELDS = (
    "id", "number", "name", "address", "longitude", "latitude", "acceptance_state", "is_required_check", "is_demo",
    "place_type__code", "place_type__name", "place_type__name_en", "place_type__icon", "place_type__colour",
    "subdistrict_id", "subdistrict__short_name", "community_id", "community__short_name",
    "responsible_unit_id", "responsible_unit__short_name", "lead_unit_id", "keeper__name",
)  # fmt: skip
ORDER = ("number", "id")
CHAIN_FIELDS = ("campaign", "place_type", *(duty.value for duty in Duty))


@dataclass(frozen=True)
class PlaceFilter:
    """What a list of places is narrowed to; an empty value narrows nothing."""

    place_type: str = ""
    subdistrict_id: int | None = None
    community_id: int | None = None
    acceptance: str = ""
    words: str = ""
    only_required: bool = False


def place_types() -> QuerySet[PlaceType]:
    """All types in the order of the data file."""
    return PlaceType.objects.order_by("official_order", "id")


def places(*, campaign: Campaign, reach: Reach) -> QuerySet[Place]:
    """The campaign's places within reach, by number."""
    found = Place.objects.filter(campaign=campaign).order_by(*ORDER)
    return found if reach.everything else found.filter(_within(reach))


def place_within(campaign: Campaign, reach: Reach, pk: int) -> Place | None:
    """One of ``places`` with its type; None when there is none. By ready statements: asked for with every visit sent."""
    for place in read_rows(Place, "id = %s AND campaign_id = %s", [pk, campaign.pk]):
        if reach.everything or reach.unit_ids & place.unit_ids:
            place.campaign = campaign
            (place.place_type,) = read_rows(PlaceType, "id = %s", [place.place_type_id])
            return place
    return None


def _within(reach: Reach) -> Q:
    """The places for which ``Place.unit_ids`` meets the reach; nobody "owns" a place."""
    ids = reach.unit_ids
    return Q(subdistrict__in=ids) | Q(community__in=ids) | Q(responsible_unit__in=ids) | Q(lead_unit__in=ids)


def narrowed(found: QuerySet[Place], by: PlaceFilter) -> QuerySet[Place]:
    """Those of ``found`` that the filter lets through. Words are looked for in number, name and address."""
    fields = {
        "place_type__code": by.place_type,
        "subdistrict": by.subdistrict_id,
        "community": by.community_id,
        "acceptance_state": by.acceptance,
        "is_required_check": by.only_required,
    }
    found = found.filter(**{name: value for name, value in fields.items() if value})
    matching = search.matching_ids(SEARCH_KIND, by.words)
    return found if matching is None else found.filter(pk__in=matching)


def place_page(
    *, campaign: Campaign, reach: Reach, by: PlaceFilter, after: str = "", size: int = 50
) -> paging.Page:
    """One page of rows (``ROW_FIELDS``), by number. One query."""
    rows = narrowed(places(campaign=campaign, reach=reach), by).values(*ROW_FIELDS)
    return paging.page(rows, order=ORDER, after=after, size=size)


def nearest(
    *, campaign: Campaign, reach: Reach, by: PlaceFilter, latitude: float, longitude: float, size: int = 50
) -> list[dict[str, Any]]:
    """The ``size`` places nearest to a point (degrees WGS-84), each row with its ``metres``. Two queries.

    A district has some thousand places: their positions are read and sorted here, the same on both databases.
    """
    found = narrowed(places(campaign=campaign, reach=reach), by)
    spots = found.values_list("pk", "latitude", "longitude")
    away = {
        pk: metres(latitude, longitude, lat, lon)
        for pk, lat, lon in spots
        if lat is not None and lon is not None
    }
    near = sorted(away, key=lambda pk: (away[pk], pk))[:size]
    rows = {
        row["id"]: dict(row) for row in Place.objects.filter(pk__in=near).order_by("pk").values(*ROW_FIELDS)
    }
    return [rows[pk] | {"metres": away[pk]} for pk in near]


@dataclass(frozen=True)
class PlaceMap:
    """The map and the list that says the same: ``rows`` in the list's order, ``features`` those with a position."""

    rows: list[dict[str, Any]]
    features: dict[str, Any]
    is_cut: bool

    @property
    def without_position(self) -> list[dict[str, Any]]:
        """Rows that the map cannot show."""
        return [row for row in self.rows if row["longitude"] is None]


def place_map(*, campaign: Campaign, reach: Reach, by: PlaceFilter, limit: int = MAP_LIMIT) -> PlaceMap:
    """The same places as ``place_page`` as GeoJSON (WGS-84) with the equal list. One query; ``is_cut`` beyond ``limit``."""
    found = narrowed(places(campaign=campaign, reach=reach), by).values(*ROW_FIELDS)[: limit + 1]
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    features = [_feature(row) for row in rows[:limit] if row["longitude"] is not None]
    collection = {"type": "FeatureCollection", "features": features}
    return PlaceMap(rows[:limit], collection, is_cut=len(rows) > limit)


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    shown = ("number", "name", "address", "acceptance_state", "is_required_check", "is_demo")
    properties = {name: row[name] for name in shown} | {
        "place_type": row["place_type__code"],
        "icon": row["place_type__icon"],
        "colour": row["place_type__colour"],
        "responsible_unit": row["responsible_unit__short_name"],
    }
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
        "properties": properties,
    }


def place_with_chain(pk: int) -> Place:
    """A place with its type, units and persons, in one query. Raises ``NotFound``."""
    found = Place.objects.select_related(*CHAIN_FIELDS).filter(pk=pk).order_by("id").first()
    if found is None:
        raise NotFound(what=Place._meta.verbose_name)
    return found


@dataclass(frozen=True)
class ChainLink:
    """A link of the chain with its people: the unit's posts held on that day, or the person named for the place."""

    duty: Duty
    unit: Unit | None
    person: Person | None
    posts: list[Post]


def chain_of_people(place: Place, *, on: date) -> list[ChainLink]:
    """Who answers for a place, nearest first. One query when the place came from ``place_with_chain``."""
    units = {
        Duty.COMMUNITY: place.community,
        Duty.SUBDISTRICT: place.subdistrict,
        Duty.RESPONSIBLE: place.responsible_unit,
        Duty.LEAD: place.lead_unit,
    }
    persons = {Duty.KEEPER: place.keeper, Duty.LEADER: place.leader}
    links = chain(
        {duty: unit.pk if unit else None for duty, unit in units.items()},
        {duty: person.pk if person else None for duty, person in persons.items()},
    )
    held = list(posts_in([unit for unit in units.values() if unit], on=on))
    return [
        ChainLink(
            duty=link.duty,
            unit=units.get(link.duty),
            person=persons.get(link.duty),
            posts=[post for post in held if link.unit_id == post.unit_id],
        )
        for link in links
    ]


def acceptance_history(place: Place) -> QuerySet[AcceptanceRecord]:
    """Every step of a place's acceptance, oldest first, with who took it."""
    return AcceptanceRecord.objects.filter(place=place).select_related("by").order_by("at", "id")


def highest_number(campaign: Campaign) -> int:
    """The highest place number that is digits alone (at most nine), 0 without any."""
    plain = Place.objects.filter(campaign=campaign, number__regex=r"^[0-9]{1,9}$")
    found = plain.aggregate(highest=Max(Cast("number", IntegerField())))
    return found["highest"] or 0


def places_with_chains(campaign: Campaign) -> Iterator[Place]:
    """All places of a campaign with everything that a draft of them needs; one query, a few thousand at a time."""
    found = Place.objects.filter(campaign=campaign).select_related(*CHAIN_FIELDS, "community__parent")
    return found.order_by("id").iterator(2000)
