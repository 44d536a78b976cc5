"""The fewest questions: all gaps closed, never more than gaps, and no fewer would do."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from diebian.standards.rules.covering import EXACT, fewest_questions, item_key

GAPS = st.sets(st.integers(0, 9), max_size=10)
SETS = st.dictionaries(st.integers(100, 107), st.sets(st.integers(0, 9)), max_size=8)


def closed(closes, keys) -> set[int]:
    return set().union(*(closes[key] for key in keys))


@given(SETS, GAPS)
def test_small_ones_are_as_few_as_brute_force_finds(closes, gaps):
    closable = gaps & closed(closes, closes)
    found = fewest_questions(closes, gaps)
    assert closable <= closed(closes, found)
    assert len(found) <= len(closable)
    sizes = (
        size
        for size in range(len(closes) + 1)
        for some in combinations(closes, size)
        if closable <= closed(closes, some)
    )
    assert len(found) == next(sizes)


@given(st.dictionaries(st.integers(100, 140), st.sets(st.integers(0, 30)), max_size=40), GAPS)
def test_large_ones_close_everything_with_no_more_questions_than_gaps(closes, gaps):
    closable = gaps & closed(closes, closes)
    found = fewest_questions(closes, gaps)
    assert closable <= closed(closes, found)
    assert len(found) <= len(closable)


def test_a_ring_of_overlaps_is_solved_exactly_and_greedily():
    def ring(size):
        return {100 + n: {n, (n + 1) % size} for n in range(size)}

    assert len(fewest_questions(ring(9), range(9))) == 5
    many = EXACT + 2
    assert len(fewest_questions(ring(many), range(many))) == many // 2


def test_nothing_open_asks_nothing():
    assert fewest_questions({1: {1, 2}}, []) == []
    assert fewest_questions({}, [1]) == []


def test_an_item_is_the_same_while_it_asks_the_same():
    words = {"framework": "a", "code": "1", "text": "无垃圾", "kind": "count", "threshold": {}, "grades": []}
    assert item_key(**words) == item_key(**words)
    assert item_key(**words) != item_key(**(words | {"threshold": {"amount": 1}}))
