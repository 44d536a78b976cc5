"""Features and the points that stand for them."""

import json
from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.lib import geojson
from diebian.lib.geojson import NotGeoJson, inside_point, read_features

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
U_SHAPE = [[0, 0], [9, 0], [9, 9], [6, 9], [6, 3], [3, 3], [3, 9], [0, 9], [0, 0]]


def collection(*geometries) -> bytes:
    features = [{"type": "Feature", "properties": {"name": "x"}, "geometry": one} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def position(kind, coordinates):
    return read_features(collection({"type": kind, "coordinates": coordinates}))[0].position


def is_inside(polygon, point) -> bool:
    """Even-odd rule, written another way than the code under test: a ray upwards."""
    x, y = point
    crossed = 0
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (x1 > x) != (x2 > x) and y1 + (x - x1) * (y2 - y1) / (x2 - x1) > y:
                crossed += 1
    return crossed % 2 == 1


def test_a_point_with_and_without_height():
    assert position("Point", [113.2, 35.2]) == (113.2, 35.2)
    assert position("Point", [113.2, 35.2, 90]) == (113.2, 35.2)


@pytest.mark.parametrize("polygon", [[SQUARE], [SQUARE, HOLE], [U_SHAPE]])
def test_the_point_lies_inside_and_in_no_hole(polygon):
    assert is_inside(polygon, inside_point(polygon))


@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=40))
def test_stars_of_any_shape(radii):
    turn = 2 * pi / len(radii)
    ring = [(r * cos(i * turn), r * sin(i * turn)) for i, r in enumerate(radii)]
    x, y = inside_point([ring])
    assert is_inside([ring], (x + 1e-12, y))


def test_corners_on_the_middle_line():
    diamond = [(0.0, 1.0), (1.0, 0.0), (2.0, 1.0), (1.0, 2.0), (0.0, 1.0)]
    assert inside_point([diamond]) == (1.0, 1.0)


def test_a_hole_that_fills_the_middle_line_gives_way_to_another_line():
    ring = [(0, 0), (4, 0), (4, 1), (0, 1), (0, 3), (4, 3), (4, 4), (0, 4)]
    assert is_inside([ring], inside_point([[*ring, ring[0]]]))


def test_the_largest_of_many_counts():
    small = [[9, 9], [10, 9], [10, 10], [9, 10], [9, 9]]
    assert position("MultiPolygon", [[small], [SQUARE], [small]]) == (2.0, 2.0)


def test_a_flat_polygon_gives_a_corner():
    assert inside_point([[(1.0, 1.0), (2.0, 1.0), (1.0, 1.0)]]) == (1.0, 1.0)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Point"},
        {"type": "Point", "coordinates": [10**400, 0]},
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Polygon", "coordinates": None},
    ],
)
def test_what_is_no_place_has_no_position(geometry):
    assert read_features(collection(geometry))[0].position is None


def test_features_are_numbered_and_keep_their_properties():
    features = read_features(b"\xef\xbb\xbf" + collection(None, None))
    assert [(one.number, one.properties) for one in features] == [(1, {"name": "x"}), (2, {"name": "x"})]
    without = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature"}]}).encode()
    assert read_features(without)[0].properties == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"type": "Feature"}',
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "FeatureCollection", "features": [1]}',
        b'{"type": "Topology", "features": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_geojson(content):
    with pytest.raises(NotGeoJson):
        read_features(content)


def test_too_many_features(monkeypatch):
    monkeypatch.setattr(geojson, "MOST_FEATURES", 1)
    with pytest.raises(NotGeoJson):
        read_features(collection(None, None))
