"""The three datums in which China's coordinates come: WGS-84, GCJ-02, BD-09.

GPS and CGCS2000 (equal at the metre level) are WGS-84. AMap, Tencent and most phones in China give GCJ-02, Baidu
BD-09: near Shanyang they lie 582 m and 1,329 m off. A point here carries its datum, so converting it twice does
nothing. Positions outside China's box are not shifted. The formulas are the published ones; the inverse is iterated
until it returns to the same point within a tenth of a millimetre.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

Degrees = tuple[float, float]  # longitude, latitude

AXIS_METRES = 6378245.0  # Krasovsky 1940, as the shift was made
ECCENTRICITY_SQUARED = 0.00669342162296594323
BAIDU_PI = pi * 3000 / 180
CLOSE_DEGREES = 1e-9  # 0.1 mm
MOST_ROUNDS = 20


class Datum(StrEnum):
    """Which datum a pair of coordinates is in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees together with its datum."""

    longitude: float
    latitude: float
    datum: Datum = Datum.WGS84

    def to(self, datum: Datum) -> "Point":
        """The same place in another datum; in its own datum, or outside China, the numbers stay as they are."""
        place = (self.longitude, self.latitude)
        if datum is not self.datum and inside_china(*place):
            place = _from_gcj02(_to_gcj02(place, self.datum), datum)
        return Point(*place, datum)


def inside_china(longitude: float, latitude: float) -> bool:
    """Whether the shift applies: the box that all map services use."""
    return 72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271


def _to_gcj02(place: Degrees, datum: Datum) -> Degrees:
    if datum is Datum.WGS84:
        return _gcj02_of_wgs84(place)
    return _undone(_bd09_of_gcj02, place) if datum is Datum.BD09 else place


def _from_gcj02(place: Degrees, datum: Datum) -> Degrees:
    if datum is Datum.WGS84:
        return _undone(_gcj02_of_wgs84, place)
    return _bd09_of_gcj02(place) if datum is Datum.BD09 else place


def _gcj02_of_wgs84(place: Degrees) -> Degrees:
    longitude, latitude = place
    east, north = _shift_metres(longitude - 105, latitude - 35)
    slope = 1 - ECCENTRICITY_SQUARED * sin(radians(latitude)) ** 2
    metres_per_radian_north = AXIS_METRES * (1 - ECCENTRICITY_SQUARED) / (slope * sqrt(slope))
    metres_per_radian_east = AXIS_METRES / sqrt(slope) * cos(radians(latitude))
    return (
        longitude + east / metres_per_radian_east * 180 / pi,
        latitude + north / metres_per_radian_north * 180 / pi,
    )


def _shift_metres(x: float, y: float) -> Degrees:
    """How far east and north the point is moved; ``x`` and ``y`` are degrees from (105, 35)."""
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return east, north


def _bd09_of_gcj02(place: Degrees) -> Degrees:
    x, y = place
    far = hypot(x, y) + 0.00002 * sin(y * BAIDU_PI)
    angle = atan2(y, x) + 0.000003 * cos(x * BAIDU_PI)
    return far * cos(angle) + 0.0065, far * sin(angle) + 0.006


def _undone(shift: Callable[[Degrees], Degrees], target: Degrees) -> Degrees:
    """The point that ``shift`` moves onto ``target``: guess, look how far it lands, correct by that."""
    guess = target
    for _ in range(MOST_ROUNDS):  # pragma: no branch  # it always comes close: the tests go round the country
        landed = shift(guess)
        miss = (target[0] - landed[0], target[1] - landed[1])
        guess = (guess[0] + miss[0], guess[1] + miss[1])
        if max(abs(miss[0]), abs(miss[1])) < CLOSE_DEGREES:
            break
    return guess
