"""The fewest questions that close all gaps: a smallest set cover.

First what is certain: a question that closes no more than another is left out, and a gap that one question alone can
close takes that question. What is left is solved exactly when at most ``EXACT`` questions are left (every choice of
few before any of more), else greedily: the question that closes most, the first of equals. Choosing greedily costs at
most 1 + ln(n) times the fewest, n being the most that one question closes.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import combinations
from typing import Any

EXACT = 12
Closes = dict[int, frozenset[int]]


def fewest_questions(closes: Mapping[int, Iterable[int]], gaps: Iterable[int]) -> list[int]:
    """Questions, in the order of ``closes``, that together close every gap that any question closes."""
    left = set(gaps)
    useful = {key: frozenset(found) & left for key, found in closes.items()}
    left &= frozenset().union(*useful.values())
    taken: set[int] = set()
    while left:
        useful = _undominated({key: found & left for key, found in useful.items()})
        sure = _only_ones(useful, left)
        chosen = sure or _chosen(useful, left)
        taken |= chosen
        left -= frozenset().union(*(useful[key] for key in chosen))
    return [key for key in closes if key in taken]


def _undominated(useful: Closes) -> Closes:
    kept: Closes = {}
    for key, found in sorted(useful.items(), key=lambda pair: -len(pair[1])):
        if found and not any(found <= other for other in kept.values()):
            kept[key] = found
    return {key: kept[key] for key in useful if key in kept}


def _only_ones(useful: Closes, left: set[int]) -> set[int]:
    """Questions that some gap cannot do without."""
    able = {gap: [key for key, found in useful.items() if gap in found] for gap in left}
    return {keys[0] for keys in able.values() if len(keys) == 1}


def _chosen(useful: Closes, left: set[int]) -> set[int]:
    if len(useful) > EXACT:
        return {max(useful, key=lambda key: len(useful[key]))}
    return next(
        set(some)
        for size in range(1, len(useful) + 1)
        for some in combinations(useful, size)
        if left <= frozenset().union(*(useful[key] for key in some))
    )


def item_key(*, framework: str, code: str, text: str, kind: str, threshold: Any, grades: Any) -> str:
    """What an item asks, whatever edition it stands in: an answer holds for it while this stays the same."""
    asked = json.dumps([framework, code, text, kind, threshold, grades], ensure_ascii=False, sort_keys=True)
    return sha256(asked.encode()).hexdigest()
