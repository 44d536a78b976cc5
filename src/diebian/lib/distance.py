"""How far two points on the earth lie apart."""

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_009  # mean radius (IUGG)


def metres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """The great-circle distance of two points in degrees WGS-84 (haversine; within 0.5 % of the ellipsoid)."""
    north, other_north = radians(latitude), radians(to_latitude)
    half_lat, half_lon = (other_north - north) / 2, radians(to_longitude - longitude) / 2
    chord = sin(half_lat) ** 2 + cos(north) * cos(other_north) * sin(half_lon) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, chord)))
