"""The places of the demo campaign: real sub-districts and communities, invented places in them. Pure until registered."""

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from random import Random

from diebian.flows.simulate.organisation import Organisation
from diebian.flows.simulate.terms import Size
from diebian.lib.datum import Point
from diebian.people.models import Person, Unit
from diebian.people.terms import UnitKind
from diebian.places import actions
from diebian.places.drafts import PlaceDraft
from diebian.places.models import Place
from diebian.places.queries import place_types

CENTRE = (113.2667, 35.2147)  # longitude, latitude (WGS-84): near the middle of the district
DISTRICT_RADIUS, COMMUNITY_RADIUS = 0.028, 0.004  # degrees
MARKET, CAR_WASH = "farmers_market", "car_wash"
ROAD_TYPES = ("main_road", "junction", "school_surroundings", "main_road", "bus_stop")
OTHER_TYPES = (
    "six_small_shop", "public_toilet", "square", "park", "construction_site", "railway_side",
)  # fmt: skip
NAMES = {
    MARKET: "农贸市场", CAR_WASH: "洗车行", "housing_yard": "小区", "back_lane": "巷", "main_road": "路", "junction": "路口",
    "school_surroundings": "学校周边", "bus_stop": "公交站", "six_small_shop": "门店", "public_toilet": "公厕",
    "square": "广场", "park": "游园", "construction_site": "工地", "railway_side": "铁路沿线",
}  # fmt: skip
LED_BY = {
    MARKET: "trade", CAR_WASH: "environment", "housing_yard": "estates", "back_lane": "urban", "urban_village": "housing",
    "main_road": "urban", "junction": "police", "school_surroundings": "education", "bus_stop": "transport",
    "six_small_shop": "food", "public_toilet": "urban", "square": "forestry", "park": "forestry",
    "construction_site": "housing", "railway_side": "environment",
}  # fmt: skip


def settle(made: Organisation, *, size: Size, seed: int, at: datetime) -> list[Place]:
    """Enter all places in the register, by the office. Raises as ``places.actions.register_places``."""
    town = _Town(made, Random(f"{seed}/town"))
    drafts = list(town.drafts(size))
    places = actions.register_places(campaign=made.campaign, drafts=drafts, by=made.office[0], at=at)
    # Everyone asks a place for its type and campaign; they are at hand here.
    for place, draft in zip(places, drafts, strict=True):
        place.place_type, place.campaign = draft.place_type, made.campaign
    return places


class _Town:
    """Draws places community by community; what is the city's is spread over all of them."""

    def __init__(self, made: Organisation, rng: Random) -> None:
        self.made, self.rng = made, rng
        self.types = {kind.code: kind for kind in place_types()}
        self.communities = made.of_kind(UnitKind.COMMUNITY, UnitKind.VILLAGE)
        self.subdistricts = made.of_kind(UnitKind.SUBDISTRICT)
        self.middles = self._middles()
        self.serials: dict[str, int] = {}

    def drafts(self, size: Size) -> Iterator[PlaceDraft]:
        for community in self.communities:
            yield from self._of_community(community, size)
        spread = [*self.communities]
        self.rng.shuffle(spread)
        where = cycle(spread)
        for code, count in ((MARKET, size.markets), (CAR_WASH, size.car_washes)):
            for _ in range(count):
                yield self._draft(code, next(where), self._serial(code), is_required=code == MARKET)
        for codes, count in ((ROAD_TYPES, size.roads), (OTHER_TYPES, size.others)):
            for _, code in zip(range(count), cycle(codes), strict=False):
                yield self._draft(code, next(where), self._serial(code))

    def _of_community(self, community: Unit, size: Size) -> Iterator[PlaceDraft]:
        name = community.short_name
        yield self._draft("community_office", community, f"{name}便民服务站", is_required=True)
        if community.kind == UnitKind.VILLAGE:
            yield self._draft("urban_village", community, f"{name}城中村")
        for number in range(1, size.yards_each + 1):
            yield self._draft("housing_yard", community, f"{name}演示小区{number:02d}")
        for number in range(1, size.lanes_each + 1):
            yield self._draft("back_lane", community, f"{name}演示巷{number:02d}")

    def _draft(self, code: str, community: Unit, name: str, *, is_required: bool = False) -> PlaceDraft:
        subdistrict = community.parent
        lead = self.made.departments.get(LED_BY.get(code, ""))
        return PlaceDraft(
            place_type=self.types[code],
            name=name,
            address=f"{subdistrict}{community}（演示地址）",
            subdistrict=subdistrict,
            community=community,
            lead_unit=lead,
            keeper=self.made.heads.get(community.pk),
            leader=self._leader(subdistrict),
            position=self._near(community),
            is_required_check=is_required,
            is_demo=True,
        )

    def _serial(self, code: str) -> str:
        self.serials[code] = self.serials.get(code, 0) + 1
        return f"演示{NAMES[code]}{self.serials[code]:02d}"

    def _leader(self, subdistrict: Unit | None) -> Person | None:
        """分包县级领导: each sub-district has one of the last in the headquarters."""
        deputies = self.made.leaders[-len(self.subdistricts) :]
        numbers = {unit.pk: place for place, unit in enumerate(self.subdistricts)}
        return deputies[numbers[subdistrict.pk]] if subdistrict else None

    def _middles(self) -> dict[int, tuple[float, float]]:
        """The middle of each community: sub-districts around the centre, communities around their sub-district."""
        found = {}
        for place, subdistrict in enumerate(self.subdistricts):
            angle = 2 * math.pi * place / len(self.subdistricts)
            reach = DISTRICT_RADIUS * (0.55 if place % 2 else 1)
            for community in self.communities:
                if community.parent_id == subdistrict.pk:
                    found[community.pk] = (
                        CENTRE[0] + reach * math.cos(angle) + self.rng.uniform(-1, 1) * 2 * COMMUNITY_RADIUS,
                        CENTRE[1] + reach * math.sin(angle) + self.rng.uniform(-1, 1) * 2 * COMMUNITY_RADIUS,
                    )
        return found

    def _near(self, community: Unit) -> Point:
        longitude, latitude = self.middles[community.pk]
        return Point(
            round(longitude + self.rng.uniform(-1, 1) * COMMUNITY_RADIUS, 6),
            round(latitude + self.rng.uniform(-1, 1) * COMMUNITY_RADIUS, 6),
        )
