"""Distances on the earth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.lib.distance import metres

LATITUDE, LONGITUDE = st.floats(-90, 90), st.floats(-180, 180)


def test_a_known_distance():
    # 焦作 (35.2159, 113.2418) to 郑州 (34.7466, 113.6253): 62.9 km by the haversine of any atlas
    assert metres(35.2159, 113.2418, 34.7466, 113.6253) == pytest.approx(62_900, rel=0.01)


@given(LATITUDE, LONGITUDE, LATITUDE, LONGITUDE)
def test_there_and_back_is_the_same_and_nothing_is_farther_than_half_round(a, b, c, d):
    there = metres(a, b, c, d)
    assert there == pytest.approx(metres(c, d, a, b), abs=1e-6)
    assert 0 <= there <= 20_015_200
    assert metres(a, b, a, b) == 0
