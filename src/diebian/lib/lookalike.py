"""Fingerprints by which nearly the same picture is found again: recompressed, smaller, brighter, mirrored, cropped.

A hash of a whole picture is lost when its edges are (pHash and PDQ find none of the pictures cropped by a fifth). So a
picture is described by up to 64 of its own points: local extremes of brightness at seven sizes (difference of
Gaussians, as in Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", IJCV 2004, 3.1), each with the
signs of the low frequencies of the square around it (the perceptual hash of Zauner, "Implementation and Benchmarking
of Perceptual Image Hash Functions", 2010, 3.2.1, here of a part). Two pictures are nearly the same when many of their
points agree **and** one scale and one shift carry the ones onto the others; a chance likeness does not do that.

Mirroring a square changes the sign of its odd horizontal frequencies, so a mirrored picture needs no second reading.
The leading bits of a point are a ``key`` for an index: candidates are looked up, never all pictures compared.

Pure: pixels in, values out. Figures: docs/evidence.md.
"""

import math
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from operator import mul

from PIL import Image, ImageChops, ImageFilter, ImageOps

VERSION = 1
# The longer side of the picture at each size, in steps of 2^(1/4): a picture cropped to 3/4 is about two steps off.
SIDES = (160, 134, 113, 95, 80, 67, 57)
PER_SIDE = (14, 12, 10, 8, 7, 7, 6)
HALF = 12  # half the side of the square around a point, in pixels of its size
GRID = 8
FREQUENCIES = 6
NARROW, WIDE = 1.6, 2.6
GAIN = 0.25  # differences are a few grey levels: spread out fourfold before they are compared
FAINT = 8  # a weaker extreme, after ``GAIN``, is noise
APART = 3
IS_NONE = [255] + [0] * 255
IS_STRIKING = [0] * FAINT + [255] * (256 - FAINT)
UNITS = 10_000  # positions are kept in ten-thousandths of the longer side

# (vertical, horizontal) frequency of each bit, lowest first, without the mean.
ORDER = sorted(
    ((v, u) for v, u in product(range(FREQUENCIES), repeat=2) if (v, u) != (0, 0)),
    key=lambda vu: (vu[0] + vu[1], vu),
)
BITS = len(ORDER)
KEY_BITS = 22
SHARED = 2  # so many keys two pictures share before they are compared; one alone is often chance
WEAK = 3
MIRRORED = sum(1 << place for place, (_, u) in enumerate(ORDER) if u % 2)
COSINES = [
    [math.cos(math.pi * (2 * x + 1) * u / (2 * GRID)) for x in range(GRID)] for u in range(FREQUENCIES)
]
PACKED = struct.Struct("<BHHQ3B")
SMALL = 32  # the picture itself, so small that nobody can be known on it: to see whether more than the points agrees
HEAD = struct.Struct(f"<BHH{SMALL * SMALL}s")


@dataclass(frozen=True)
class Point:
    """One point: number of its size, position in ``UNITS``, its bits, the least certain of the key's bits."""

    size: int
    x: int
    y: int
    bits: int
    weak: tuple[int, ...]

    @property
    def key(self) -> int:
        """The leading bits, under which the point is indexed."""
        return self.bits & ((1 << KEY_BITS) - 1)


@dataclass(frozen=True)
class Fingerprint:
    """The points of a picture that is ``width`` by ``height`` ``UNITS``, and its grey levels on a coarse grid."""

    width: int
    height: int
    small: bytes
    points: tuple[Point, ...]

    @cached_property
    def mirrored(self) -> "Fingerprint":
        """The fingerprint of the picture seen in a mirror."""
        turned = tuple(
            Point(point.size, self.width - point.x, point.y, point.bits ^ MIRRORED, point.weak)
            for point in self.points
        )
        rows = (self.small[start : start + SMALL][::-1] for start in range(0, SMALL * SMALL, SMALL))
        return Fingerprint(self.width, self.height, b"".join(rows), turned)

    def without_points(self) -> "Fingerprint":
        """The same, found by nothing: for a picture that stands for many and would be alike to all of them."""
        return Fingerprint(self.width, self.height, self.small, ())

    def keys(self) -> set[int]:
        """What a kept picture is indexed under: points of every second size are enough to find it by."""
        return {point.key for point in self.points if point.size % 2 == 0}

    def probes(self) -> set[int]:
        """What to look up for this picture and its mirror image: keys, with their uncertain bits either way."""
        return {
            probe for side in (self, self.mirrored) for point in side.points for probe in _near_keys(point)
        }

    def packed(self) -> bytes:
        """For the database: 16 bytes a point."""
        head = HEAD.pack(VERSION, self.width, self.height, self.small)
        return head + b"".join(
            PACKED.pack(point.size, point.x, point.y, point.bits, *point.weak) for point in self.points
        )

    @classmethod
    def unpacked(cls, content: bytes) -> "Fingerprint":
        """The fingerprint in ``content``. Raises ``ValueError`` for one of another version."""
        if content[0] != VERSION:
            raise ValueError(f"fingerprint of version {content[0]}")
        _, width, height, small = HEAD.unpack_from(content)
        rows = PACKED.iter_unpack(content[HEAD.size :])
        return cls(
            width, height, small, tuple(Point(s, x, y, bits, tuple(weak)) for s, x, y, bits, *weak in rows)
        )


def _near_keys(point: Point) -> Iterator[int]:
    for flips in product((0, 1), repeat=len(point.weak)):
        key = point.key
        for place, flip in zip(point.weak, flips, strict=True):
            key ^= flip << place
        yield key


def fingerprint(image: Image.Image) -> Fingerprint:
    """The fingerprint of an upright picture. One without structure (a bare wall) has few points or none."""
    longer = max(image.size)
    small = image.copy()
    small.thumbnail((2 * SIDES[0], 2 * SIDES[0]), Image.Resampling.BOX)
    grey = ImageOps.autocontrast(small.convert("L"), cutoff=1)
    found: list[Point] = []
    for number, side in enumerate(SIDES):
        found += _points(_at_side(grey, side), number, side)
    width, height = (max(1, round(edge * UNITS / longer)) for edge in image.size)
    coarse = grey.resize((SMALL, SMALL), Image.Resampling.BOX).tobytes()
    return Fingerprint(width, height, coarse, tuple(found))


def _at_side(grey: Image.Image, side: int) -> Image.Image:
    scale = side / max(grey.size)
    return grey.resize(
        (max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), Image.Resampling.BICUBIC
    )


def _points(grey: Image.Image, number: int, side: int) -> list[Point]:
    """The strongest points of one size that lie so far inside that a crop leaves their squares whole."""
    points: list[Point] = []
    for x, y in _apart(_extremes(grey), limit=PER_SIDE[number]):
        square = grey.crop((x - HALF, y - HALF, x + HALF, y + HALF)).reduce(2 * HALF // GRID)
        bits, weak = _signs(square.tobytes())
        points.append(Point(number, round(x * UNITS / side), round(y * UNITS / side), bits, weak))
    return points


def _extremes(grey: Image.Image) -> list[tuple[int, int]]:
    """Where brightness stands out from its surroundings, the most striking first, no square over the picture's edge."""
    narrow, wide = (grey.filter(ImageFilter.GaussianBlur(radius)) for radius in (NARROW, WIDE))
    inside = (HALF, HALF, max(HALF, grey.width - HALF), max(HALF, grey.height - HALF))
    across, found = inside[2] - HALF, []
    for light, dark in ((narrow, wide), (wide, narrow)):
        difference = ImageChops.subtract(light, dark, scale=GAIN)
        below = ImageChops.subtract(difference.filter(ImageFilter.MaxFilter(3)), difference)
        peaks = ImageChops.darker(below.point(IS_NONE), difference.point(IS_STRIKING)).crop(inside).tobytes()
        values, at = difference.crop(inside).tobytes(), peaks.find(255)
        while at >= 0:
            found.append((values[at], at))
            at = peaks.find(255, at + 1)
    return [(HALF + at % across, HALF + at // across) for _, at in sorted(found, reverse=True)]


def _apart(places: Iterable[tuple[int, int]], *, limit: int) -> list[tuple[int, int]]:
    """The first few of ``places``; of those that touch, which are one blunt extreme, the first."""
    kept: list[tuple[int, int]] = []
    for x, y in places:
        if len(kept) == limit:
            break
        if all(abs(x - a) > APART or abs(y - b) > APART for a, b in kept):
            kept.append((x, y))
    return kept


def _signs(square: bytes) -> tuple[int, tuple[int, ...]]:
    """The signs of the low frequencies, and the key's bits that lie nearest to zero."""
    rows = [square[start : start + GRID] for start in range(0, GRID * GRID, GRID)]
    across = [[sum(map(mul, wave, row)) for row in rows] for wave in COSINES]
    waves = [sum(map(mul, COSINES[v], across[u])) for v, u in ORDER]
    bits = sum(1 << place for place, wave in enumerate(waves) if wave > 0)
    weak = sorted(range(KEY_BITS), key=lambda place: abs(waves[place]))[:WEAK]
    return bits, tuple(weak)


@dataclass(frozen=True)
class Likeness:
    """How many points of two pictures agree under one scale and one shift, and whether through a mirror.

    ``agreement`` is how well the grey levels agree where the two then overlap: a correlation in percent. Fronts with
    the same rows of windows share points, yet not their light and shade.
    """

    points: int
    agreement: int
    is_mirrored: bool


MAX_DISTANCE = 5
SHIFT = 600  # how far, in UNITS, points may lie from where one scale and shift carry them
Pairs = Sequence[tuple[Point, Point]]
# Chosen on one half of a labelled set, measured on the other: docs/evidence.md.
ENOUGH = 6
AGREEING = 70
# Someone who stands where he stood before takes nearly the same picture honestly: more must agree then.
ONE_SHOT_POINTS = 12
ONE_SHOT_AGREEING = 99
LEAST_OVERLAP = UNITS // 5
STEPS = 16


def is_nearly_same(like: Likeness) -> bool:
    """Whether enough agrees to show the two pictures to a person."""
    return like.points >= ENOUGH and like.agreement >= AGREEING


def is_one_shot(like: Likeness) -> bool:
    """Whether two pictures of one spot are rather one photograph than two from the same stand."""
    return like.points >= ONE_SHOT_POINTS and like.agreement >= ONE_SHOT_AGREEING


def likeness(one: Fingerprint, other: Fingerprint) -> Likeness:
    """How alike two pictures are."""
    plain, turned = _likeness(one, other), _likeness(one.mirrored, other)
    return Likeness(*turned, is_mirrored=True) if turned > plain else Likeness(*plain, is_mirrored=False)


def _likeness(one: Fingerprint, other: Fingerprint) -> tuple[int, int]:
    """(points, agreement) of the one scale and shift that carries most points onto each other."""
    cells: dict[tuple[int, int, int], list[tuple[Point, Point]]] = defaultdict(list)
    there = [(b.bits, b) for b in other.points]
    for a in one.points:
        bits = a.bits  # looked up once: the next line runs 4,096 times
        for b in [b for other_bits, b in there if (bits ^ other_bits).bit_count() <= MAX_DISTANCE]:
            for cell in _cells(a, b):
                cells[cell].append((a, b))
    best = max(cells.values(), key=_distinct, default=[])
    points = _distinct(best)
    return points, _agreement(one, other, best) if points >= ENOUGH else 0


def _agreement(one: Fingerprint, other: Fingerprint, pairs: Pairs) -> int:
    """The correlation, in percent, of the grey levels where the pictures overlap."""
    scale, right, down = _fitted(pairs)
    left, top = max(0.0, -right / scale), max(0.0, -down / scale)
    end = min(one.width, (other.width - right) / scale), min(one.height, (other.height - down) / scale)
    if end[0] - left < LEAST_OVERLAP or end[1] - top < LEAST_OVERLAP:
        return 0
    box = (left, top, end[0], end[1])
    there = (left * scale + right, top * scale + down, end[0] * scale + right, end[1] * scale + down)
    return round(100 * _best_correlation(_part(one, box), _part(other, there)))


def _fitted(pairs: Pairs) -> tuple[float, float, float]:
    """(scale, right, down) that carry the first points onto the second with the least squares of the distances."""
    count = len(pairs)
    ax, ay = sum(a.x for a, _ in pairs) / count, sum(a.y for a, _ in pairs) / count
    bx, by = sum(b.x for _, b in pairs) / count, sum(b.y for _, b in pairs) / count
    own = sum((a.x - ax) ** 2 + (a.y - ay) ** 2 for a, _ in pairs)
    both = sum((a.x - ax) * (b.x - bx) + (a.y - ay) * (b.y - by) for a, b in pairs)
    scale = min(2.0, max(0.5, both / own)) if own else 1.0
    return scale, bx - scale * ax, by - scale * ay


def _part(whole: Fingerprint, box: tuple[float, float, float, float]) -> bytes:
    """The grey levels of a part of a picture, on the same grid whatever its size."""
    across, down = SMALL / whole.width, SMALL / whole.height
    left, top, right, low = (min(float(SMALL), max(0.0, edge)) for edge in _scaled(box, across, down))
    grey = Image.frombytes("L", (SMALL, SMALL), whole.small)
    return grey.resize((STEPS, STEPS), Image.Resampling.BILINEAR, box=(left, top, right, low)).tobytes()


def _scaled(box: tuple[float, float, float, float], across: float, down: float) -> tuple[float, ...]:
    return box[0] * across, box[1] * down, box[2] * across, box[3] * down


def _best_correlation(one: bytes, other: bytes) -> float:
    """That of the whole, or without the lowest or the highest quarter: a bar with time and place may lie there."""
    quarter = len(one) // 4
    parts = (slice(None), slice(0, -quarter), slice(quarter, None))
    return max(_correlation(one[part], other[part]) for part in parts)


def _correlation(one: bytes, other: bytes) -> float:
    means = sum(one) / len(one), sum(other) / len(other)
    a, b = [value - means[0] for value in one], [value - means[1] for value in other]
    spread = math.sqrt(sum(map(mul, a, a)) * sum(map(mul, b, b)))
    return sum(map(mul, a, b)) / spread if spread else 0.0


def _cells(a: Point, b: Point) -> Iterator[tuple[int, int, int]]:
    """The scales and shifts that carry ``a`` onto ``b``, in cells that overlap by half."""
    scale = SIDES[a.size] / SIDES[b.size]
    x, y = (b.x - scale * a.x) / SHIFT, (b.y - scale * a.y) / SHIFT
    step = b.size - a.size
    for size, right, down in product((0, 1), repeat=3):
        yield step + size, math.floor(x + right / 2) * 2 + right, math.floor(y + down / 2) * 2 + down


def _distinct(pairs: Pairs) -> int:
    """A point that agrees with several counts once; so do points of neighbouring sizes at one place."""
    return min(len({_spot(a) for a, _ in pairs}), len({_spot(b) for _, b in pairs}))


def _spot(point: Point) -> tuple[int, int]:
    return point.x // 400, point.y // 400
