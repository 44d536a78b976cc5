"""Merging the check lists of several standards into one: look once, answer all.

* ``same``: one question answers both items; the first in order asks it.
* ``covers``: the wider item passed means the narrower passed; when the wider fails, the narrower is asked too.
* ``partly``: both are asked; each names the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diebian.standards.terms import Relation


@dataclass(frozen=True)
class Link:
    """A typed link of the crosswalk between two items."""

    from_key: int
    to_key: int
    relation: str


@dataclass(frozen=True)
class Question:
    """One line of a merged list: the item asked, those it also answers, those asked only if it fails, and kin."""

    key: int
    also: tuple[int, ...] = ()
    if_failed: tuple["Question", ...] = ()
    related: tuple[int, ...] = ()


def merge(keys: Sequence[int], links: Iterable[Link]) -> list[Question]:
    """Merge items (in the order they shall be asked) by the links between them; every item is in exactly one line.

    Links to items that are not in the list change nothing.
    """
    present = set(keys)
    usable = [link for link in links if {link.from_key, link.to_key} <= present]
    heads = _heads(keys, [link for link in usable if link.relation == Relation.SAME])
    above = _above(keys, heads, [link for link in usable if link.relation == Relation.COVERS])
    kin = [link for link in usable if link.relation == Relation.PARTLY]

    def question(head: int) -> Question:
        group = [key for key in keys if heads[key] == head]
        below = tuple(question(key) for key in keys if above.get(key) == head)
        return Question(head, tuple(group[1:]), below, _related(keys, group, kin))

    return [question(key) for key in keys if heads[key] == key and key not in above]


def _heads(keys: Sequence[int], same: Sequence[Link]) -> dict[int, int]:
    """For each key the first key, in order, of the group that ``same`` links tie it to."""
    heads = {key: key for key in keys}
    place = {key: position for position, key in enumerate(keys)}
    for link in same:
        first, second = sorted((heads[link.from_key], heads[link.to_key]), key=place.__getitem__)
        heads = {key: first if head == second else head for key, head in heads.items()}
    return heads


def _above(keys: Sequence[int], heads: dict[int, int], covers: Sequence[Link]) -> dict[int, int]:
    """For each covered head the head that covers it: the first given wins, and rings are never closed."""
    above: dict[int, int] = {}
    for link in covers:
        wider, narrower = heads[link.from_key], heads[link.to_key]
        if narrower not in above and narrower not in _climb(wider, above):
            above[narrower] = wider
    return above


def _climb(key: int, above: dict[int, int]) -> list[int]:
    line = [key]
    while line[-1] in above:
        line.append(above[line[-1]])
    return line


def _related(keys: Sequence[int], group: Sequence[int], kin: Sequence[Link]) -> tuple[int, ...]:
    """Items outside ``group`` that overlap with one inside it, in order and once each."""
    ends = {link.to_key for link in kin if link.from_key in group} | {
        link.from_key for link in kin if link.to_key in group
    }
    return tuple(key for key in keys if key in ends and key not in group)
