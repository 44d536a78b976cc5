"""What an answer given at one item proves at others, by the crosswalk: pure, and never more than it proves.

Write W for a wider item that ``covers`` a narrower one N, and = for items that are the ``same``:

=====================  ==================================================================
seen                   proves
=====================  ==================================================================
any answer at an item  the same answer at its equals
W passed               N passed: whoever finds the whole in order has found its part so
W does not apply       N does not apply
W failed               nothing at N: another part may be at fault (N is asked then)
N failed               W failed: the whole is not in order when its part is not
N passed               nothing at W
N does not apply       nothing at W
``partly``             nothing, either way
=====================  ==================================================================

Chains are followed to their end, each item once, so that a ring in a crosswalk ends too. Where proofs disagree, a
failure that was seen outweighs a pass, and a pass outweighs "does not apply". What was answered itself is never
derived; what lies behind it hears its answer and no longer the one before it. Failures alone go on past it: a fault
that was seen stays a fault of everything around it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from diebian.standards.rules.merging import Link
from diebian.standards.terms import Relation, Result


@dataclass(frozen=True)
class Proof:
    """What follows at an item, with how many faults: as many as the worst single answer behind it shows."""

    result: Result
    fault_count: int = 0


Neighbours = Mapping[int, Sequence[int]]


def carry(seen: Mapping[int, Proof], links: Iterable[Link]) -> dict[int, Proof]:
    """What the answers ``seen`` prove at items that were not answered themselves."""
    usable = list(links)
    failed = _failed(seen, _wider(usable))
    narrower = _narrower(usable)
    proven = {key: proof for key, proof in failed.items() if key not in seen}
    for result in (Result.PASSED, Result.NOT_APPLICABLE):
        known = seen.keys() | proven.keys()
        starts = [key for key, proof in seen.items() if proof.result == result]
        proven |= {key: Proof(result) for key in _reached(starts, narrower, closed=known)}
    return proven


def _failed(seen: Mapping[int, Proof], wider: Neighbours) -> dict[int, Proof]:
    worst: dict[int, int] = {}
    for start, proof in seen.items():
        if proof.result == Result.FAILED:
            for key in _reached([start], wider, closed=()):
                worst[key] = max(worst.get(key, 0), proof.fault_count)
    return {key: Proof(Result.FAILED, count) for key, count in worst.items()}


def _wider(links: Iterable[Link]) -> Neighbours:
    """From each item to what fails with it."""
    found: dict[int, list[int]] = {}
    for link in links:
        if link.relation in (Relation.SAME, Relation.COVERS):
            found.setdefault(link.to_key, []).append(link.from_key)
        if link.relation == Relation.SAME:
            found.setdefault(link.from_key, []).append(link.to_key)
    return found


def _narrower(links: Iterable[Link]) -> Neighbours:
    """From each item to what passes with it."""
    return _wider(Link(link.to_key, link.from_key, link.relation) for link in links)


def _reached(starts: Iterable[int], neighbours: Neighbours, *, closed: Collection[int]) -> set[int]:
    """Everything that can be walked to from ``starts`` without entering what is closed; the starts are not in it."""
    begun = set(starts)
    reached: set[int] = set()
    waiting = list(begun)
    while waiting:
        for key in neighbours.get(waiting.pop(), ()):
            if key not in closed and key not in reached and key not in begun:
                reached.add(key)
                waiting.append(key)
    return reached
