"""The datum shift against measured vectors near Shanyang (gcoord 1.0.7, prcoords) and its own inverse."""

from itertools import permutations
from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.lib.datum import Datum, Point, inside_china

SHANYANG = Point(113.2667, 35.2147)
EARTH_METRES = 6371008.8


def metres(a: Point, b: Point) -> float:
    """Great-circle distance between the bare numbers of two points."""
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(chord))


@pytest.mark.parametrize(
    ("datum", "longitude", "latitude", "off"),
    [(Datum.GCJ02, 113.2730725, 35.2141915, 582), (Datum.BD09, 113.2794795, 35.2205110, 1329)],
)
def test_measured_vectors(datum, longitude, latitude, off):
    shifted = SHANYANG.to(datum)
    assert shifted.longitude == pytest.approx(longitude, abs=1e-7)
    assert shifted.latitude == pytest.approx(latitude, abs=1e-7)
    assert metres(SHANYANG, shifted) == pytest.approx(off, abs=1.5)


@given(
    longitude=st.floats(73, 135),
    latitude=st.floats(4, 53),
    pair=st.sampled_from(list(permutations(Datum, 2))),
)
def test_there_and_back_again_within_a_millimetre(longitude, latitude, pair):
    start = Point(longitude, latitude, pair[0])
    back = start.to(pair[1]).to(pair[0])
    assert metres(start, back) < 0.001
    assert back.datum is pair[0]


@pytest.mark.parametrize("datum", Datum)
def test_a_point_already_there_is_not_converted_twice(datum):
    once = SHANYANG.to(datum)
    assert once.to(datum) == once


def test_both_ways_to_baidu_agree():
    assert metres(SHANYANG.to(Datum.GCJ02).to(Datum.BD09), SHANYANG.to(Datum.BD09)) < 0.001


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(2.35, 48.85), (-74.0, 40.7), (113.0, -35.0), (100.0, 60.0)]
)
@pytest.mark.parametrize("pair", list(permutations(Datum, 2)))
def test_outside_china_nothing_moves(longitude, latitude, pair):
    assert not inside_china(longitude, latitude)
    assert Point(longitude, latitude, pair[0]).to(pair[1]) == Point(longitude, latitude, pair[1])
