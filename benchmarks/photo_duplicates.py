"""How surely nearly the same photograph is found again, and how often two different ones are taken for the same.

    python -m benchmarks.photo_duplicates [--scenes 200] [--real FOLDER]

Drawn streets (tools/make_photo_set.py) and, with ``--real``, real photographs. The pictures are dealt into two halves:
the number of agreeing points that counts as "nearly the same" is chosen on the first (at
least that in use, such that at most one pair in 10,000 of different drawn streets is taken for the same), every figure is of the second. Needs no database.
"""

import argparse
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from random import Random

from PIL import Image
from tools.make_photo_set import CHANGES, changed, real_photos, scene, scenes

from diebian.lib.lookalike import (
    AGREEING,
    ENOUGH,
    SHARED,
    Fingerprint,
    fingerprint,
    is_nearly_same,
    is_one_shot,
    likeness,
)

SEED = 2017
ACCEPTED = 1 / 10_000
Z = 1.96
Pictures = Mapping[str, Image.Image]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, "Probable inference", JASA 1927)."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + Z * Z / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    return max(0.0, middle - spread) / (1 + Z * Z / of), (middle + spread) / (1 + Z * Z / of)


def told(hits: int, of: int) -> str:
    """A share with its interval, in percent."""
    low, high = wilson(hits, of)
    return f"{hits:6d} of {of:6d} = {hits / max(of, 1):7.2%}  [{low:.2%} .. {high:.2%}]"


def halves(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """The names dealt into two halves."""
    dealt = sorted(names)
    Random(SEED).shuffle(dealt)
    return sorted(dealt[::2]), sorted(dealt[1::2])


def pair_points(names: Sequence[str], prints: Mapping[str, Fingerprint]) -> list[int]:
    """How many points agree in each pair of different pictures; none where the grey levels do not."""
    likes = [likeness(prints[one], prints[other]) for one, other in combinations(names, 2)]
    return [like.points if like.agreement >= AGREEING else 0 for like in likes]


def chosen(points: Sequence[int]) -> int:
    """The least number of points that keeps false alarms as rare as wanted."""
    return next(n for n in range(ENOUGH, 65) if sum(p >= n for p in points) <= ACCEPTED * len(points))


def report(kind: str, pictures: Pictures, names: Sequence[str], prints: Mapping[str, Fingerprint]) -> None:
    """Misses for each change and false alarms, on the pictures in ``names``."""
    compared = [name for name in names if prints[name].points]
    print(f"\n{kind}: {len(names)} pictures, {len(names) - len(compared)} without any point to compare")
    for change in CHANGES:
        likes, missed = [], 0
        for name in names:
            copy = fingerprint(changed(name, pictures[name], change))
            likes.append(likeness(copy, prints[name]))
            is_looked_up = len(copy.probes() & prints[name].keys()) >= SHARED
            missed += not (is_looked_up and is_nearly_same(likes[-1]))
        surely = sum(is_one_shot(like) for like in likes)
        print(f"  missed, {change:32} {told(missed, len(names))}   one shot: {surely / len(names):.0%}")
    alarms = sum(points >= ENOUGH for points in pair_points(names, prints))
    print(f"  false alarms, pairs of different ones    {told(alarms, math.comb(len(names), 2))}")


def report_same_stand(names: Sequence[str], prints: Mapping[str, Fingerprint]) -> None:
    """The same street on another day from about the same stand: no false alarm, and yet not the same photograph."""
    likes = [
        likeness(fingerprint(scene(f"{SEED}/{int(name[-4:])}", later=True)), prints[name]) for name in names
    ]
    print(f"  same stand, another day: nearly the same {told(sum(map(is_nearly_same, likes)), len(names))}")
    print(f"  same stand, another day: one shot        {told(sum(map(is_one_shot, likes)), len(names))}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--real", type=Path)
    given = parser.parse_args()
    drawn = dict(scenes(given.scenes, seed=SEED))
    real = dict(real_photos(given.real)) if given.real else {}
    started = time.perf_counter()
    prints = {name: fingerprint(image) for name, image in (drawn | real).items()}
    each = (time.perf_counter() - started) / len(prints)
    first, second = halves(drawn)
    enough = chosen(pair_points(first, prints))
    print(f"points that must agree, chosen on {len(first)} drawn streets: {enough} (in use: {ENOUGH})")
    report("drawn streets", drawn, second, prints)
    report_same_stand(second, prints)
    if real:
        report("real photographs", real, sorted(real), prints)
    print(f"\nfingerprint: {each * 1000:.1f} ms a picture")


if __name__ == "__main__":
    main()
