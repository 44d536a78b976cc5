"""Read places out of GeoJSON (RFC 7946): every feature's properties and one point that stands for it.

A point stands for itself, a polygon is stood for by a point surely inside it, many polygons by one inside the largest.
The numbers are handed on as they are: which datum they are in, the file does not say and the caller must.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Position = tuple[float, float]  # longitude, latitude
Ring = Sequence[Position]
Polygon = Sequence[Ring]

MOST_FEATURES = 100_000


class NotGeoJson(ValueError):
    """The text is no collection of features; the message says where it stops being one."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature; without ``position`` its geometry is missing, broken, or of a kind that is no place."""

    number: int
    properties: dict[str, Any]
    geometry_type: str
    position: Position | None


def read_features(content: bytes) -> list[Feature]:
    """All features, numbered from 1. Raises ``NotGeoJson``."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise NotGeoJson(str(fault)) from fault
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise NotGeoJson("FeatureCollection")
    if len(features) > MOST_FEATURES:
        raise NotGeoJson(f"> {MOST_FEATURES}")
    return [_feature(number, one) for number, one in enumerate(features, start=1)]


def _feature(number: int, one: Any) -> Feature:
    if not isinstance(one, dict):
        raise NotGeoJson(f"features[{number - 1}]")
    properties, geometry = one.get("properties"), one.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = str(geometry.get("type", ""))
    try:
        position = _position(kind, geometry["coordinates"])
    except (TypeError, ValueError, KeyError, IndexError, OverflowError):
        position = None
    return Feature(number, properties if isinstance(properties, dict) else {}, kind, position)


def _position(kind: str, coordinates: Any) -> Position | None:
    if kind == "Point":
        return _pair(coordinates)
    if kind == "Polygon":
        return inside_point(_polygon(coordinates))
    if kind == "MultiPolygon":
        return inside_point(max(map(_polygon, coordinates), key=lambda polygon: abs(_area(polygon[0]))))
    return None


def _pair(given: Any) -> Position:
    return float(given[0]), float(given[1])


def _polygon(rings: Any) -> Polygon:
    return [[_pair(position) for position in ring] for ring in rings]


def _area(ring: Ring) -> float:
    """Signed area by the shoelace formula, in square degrees: only to compare."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])) / 2


def inside_point(polygon: Polygon) -> Position:
    """A point inside the polygon and outside its holes: the middle of the widest stretch on a line across it.

    A polygon without any inside gives its first corner.
    """
    corners = polygon[0]
    heights = sorted({y for _, y in corners})
    best: tuple[float, Position] = (0.0, corners[0])
    for y in _lines_across(heights):
        crossings = sorted(x for ring in polygon for x in _crossings(ring, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best[0]:
                best = (right - left, ((left + right) / 2, y))
        if best[0]:
            break
    return best[1]


def _lines_across(heights: Sequence[float]) -> Iterator[float]:
    """Heights at which to cut: the middle first, then between every two neighbouring corners."""
    yield (heights[0] + heights[-1]) / 2
    for low, high in pairwise(heights):
        yield (low + high) / 2


def _crossings(ring: Ring, y: float) -> Iterator[float]:
    """Where the ring crosses the line at ``y``; a corner on the line belongs to the side above it."""
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y):
            yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)
