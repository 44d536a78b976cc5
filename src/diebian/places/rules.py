"""Pure decisions about places: moves of acceptance, positions, numbers, the chain of responsibility, place types."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from diebian.lib.datum import Datum, Point, inside_china
from diebian.places.terms import Acceptance, Certainty, Duty

MOVES: Mapping[Acceptance, frozenset[Acceptance]] = {
    Acceptance.NOT_ACCEPTED: frozenset({Acceptance.ACCEPTED}),
    Acceptance.ACCEPTED: frozenset({Acceptance.UPGRADED, Acceptance.WITHDRAWN}),
    Acceptance.UPGRADED: frozenset({Acceptance.WITHDRAWN}),
    Acceptance.WITHDRAWN: frozenset({Acceptance.ACCEPTED}),
}
DECIMALS = 7  # of a degree: about a centimetre
DIGITS = 4  # of a number that is given by the software: 0001


def may_become(now: Acceptance, then: Acceptance) -> bool:
    """未验收 → 达标 → 提档升级; 达标 or 提档升级 → 撤销 → 达标 again. Nothing is raised a grade before it is accepted."""
    return then in MOVES[now]


def needs_reason(now: Acceptance, then: Acceptance) -> bool:
    """Taking acceptance away, and giving it back, must say why."""
    return Acceptance.WITHDRAWN in (now, then)


class PositionFault(StrEnum):
    """Why a position cannot be that of a place."""

    NO_POSITION = "no_position"  # not a longitude and a latitude at all
    SWAPPED = "swapped"  # longitude and latitude have changed places
    OUTSIDE = "outside"  # somewhere on earth, but not in China


def position_fault(point: Point) -> PositionFault | None:
    """Why ``point`` is refused, or None. Nobody's place lies outside China; swapped columns are told as such."""
    if inside_china(point.longitude, point.latitude):
        return None
    if inside_china(point.latitude, point.longitude):
        return PositionFault.SWAPPED
    on_earth = abs(point.longitude) <= 180 and abs(point.latitude) <= 90  # false for not-a-number too
    return PositionFault.OUTSIDE if on_earth else PositionFault.NO_POSITION


def stored_position(point: Point) -> tuple[float, float]:
    """(longitude, latitude) in WGS-84 degrees as kept, to seven decimals: the one conversion on the way in."""
    kept = point.to(Datum.WGS84)
    return round(kept.longitude, DECIMALS), round(kept.latitude, DECIMALS)


def numbers_after(highest: int, *, taken: Iterable[str] = ()) -> Iterator[str]:
    """Endless further numbers, none of them in ``taken``: 0001, 0002, …"""
    reserved = set(taken)
    while True:
        highest += 1
        if (number := f"{highest:0{DIGITS}d}") not in reserved:
            yield number


@dataclass(frozen=True)
class Link:
    """One link of the chain: the duty and the unit or person that has it."""

    duty: Duty
    unit_id: int | None = None
    person_id: int | None = None


def chain(units: Mapping[Duty, int | None], persons: Mapping[Duty, int | None]) -> list[Link]:
    """Who answers for a place, nearest first: 点位长, 社区, 街道, 责任单位, 牵头单位, 包联领导.

    A duty that nobody has is left out; so is a unit that already stands nearer.
    """
    links: list[Link] = []
    for duty in Duty:
        unit, person = units.get(duty), persons.get(duty)
        is_known = unit is not None and any(link.unit_id == unit for link in links)
        if (unit is not None or person is not None) and not is_known:
            links.append(Link(duty, unit, person))
    return links


OFFICES = {"街道": "街道办事处", "镇": "镇人民政府", "乡": "乡人民政府"}
GROUPS = {"街道": "街道", "镇": "乡镇", "乡": "乡镇", "苏木": "乡镇"}
VILLAGE_ENDINGS = ("村民委员会", "村委会")
COMMUNITY_ENDINGS = ("居民委员会", "居委会", "社区")


def office_of(town: str) -> str:
    """The full name of who runs a street or town: 东方红街道 → 东方红街道办事处, 石碣镇 → 石碣镇人民政府."""
    for ending, office in OFFICES.items():
        if town.endswith(ending):
            return town.removesuffix(ending) + office
    return town


def group_of(town: str) -> str:
    """With whom a street or town is compared: streets with streets, towns with towns, zones and farms apart."""
    return next((group for ending, group in GROUPS.items() if town.endswith(ending)), "园区及其他")


def is_village(code: str, name: str) -> bool:
    """Whether a division of the lowest level is a village: by its name, else by its number (200 to 399)."""
    if name.endswith(VILLAGE_ENDINGS + COMMUNITY_ENDINGS):
        return name.endswith(VILLAGE_ENDINGS)
    return 200 <= int(code[9:]) < 400


def short_community(name: str) -> str:
    """As people say it: 文化巷社区居民委员会 → 文化巷社区, 李河村民委员会 → 李河村, 上元村村委会 → 上元村."""
    for ending in VILLAGE_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending).removesuffix("村") + "村"
    for ending in ("居民委员会", "居委会"):
        if name.endswith("社区" + ending):
            return name.removesuffix(ending)
    return name


@dataclass(frozen=True)
class PlaceTypeRow:
    """One type of places as the data file has it."""

    code: str
    name: str
    name_en: str
    source: str
    certainty: str
    is_local: bool
    icon: str
    colour: str


class PlaceTypesFault(ValueError):
    """The data file of place types is not as it must be."""


def parse_place_types(data: Mapping[str, Any]) -> list[PlaceTypeRow]:
    """The types in the file's order. Raises ``PlaceTypesFault`` naming the row and what is wrong with it."""
    sources = data["sources"]
    rows: list[PlaceTypeRow] = []
    for number, fields in enumerate(data["place_types"], start=1):
        try:
            row = PlaceTypeRow(**fields)
        except TypeError as fault:
            raise PlaceTypesFault(f"{number}: {fault}") from fault
        if row.certainty not in Certainty.values or row.source not in sources:
            raise PlaceTypesFault(f"{row.code}: {row.source}, {row.certainty}")
        if any(row.code == other.code or row.name == other.name for other in rows):
            raise PlaceTypesFault(f"{row.code}: {row.name} ×2")
        rows.append(row)
    return rows
