"""A map as data: the same places are drawn and stand in the list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Word = str | Promise


@dataclass(frozen=True)
class Point:
    """One place; ``latitude`` and ``longitude`` in WGS-84, None when unknown; its state in word, tone and shape."""

    id: int
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    state: Word
    tone: str
    icon: str
    address_of_page: str

    @property
    def is_on_map(self) -> bool:
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True)
class PlaceMap:
    """``outline`` is GeoJSON of a border, if there is one; ``tiles`` a tile service set by the installation."""

    key: str
    title: Word
    points: Sequence[Point]
    outline: dict[str, Any] | None = None
    tiles: str = ""
    credit: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to draw; without it the list stands alone."""
        return self.outline is not None or any(point.is_on_map for point in self.points)

    @property
    def outline_key(self) -> str:
        return f"{self.key}-outline"

    @property
    def data(self) -> dict[str, Any]:
        """GeoJSON for the script: only places that have a position."""
        return {
            "type": "FeatureCollection",
            "features": [_feature(point) for point in self.points if point.is_on_map],
        }


def _feature(point: Point) -> dict[str, Any]:
    facts = {
        "name": point.name,
        "state": str(point.state),
        "tone": point.tone,
        "address": point.address,
        "href": point.address_of_page,
    }
    position = {"type": "Point", "coordinates": [point.longitude, point.latitude]}
    return {"type": "Feature", "id": point.id, "geometry": position, "properties": facts}
