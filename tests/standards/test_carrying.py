"""What an answer proves at other items: each line of the table, chains, rings, and what must hold of any crosswalk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.standards.rules.carrying import Proof, carry
from diebian.standards.rules.merging import Link
from diebian.standards.terms import Relation, Result

PASSED, FAILED, NONE = Proof(Result.PASSED), Proof(Result.FAILED, 2), Proof(Result.NOT_APPLICABLE)
WIDE, NARROW, THIRD = 1, 2, 3


@pytest.mark.parametrize("answer", [PASSED, FAILED, NONE])
@pytest.mark.parametrize("link", [Link(1, 2, "same"), Link(2, 1, "same")])
def test_equals_share_every_answer(answer, link):
    assert carry({1: answer}, [link]) == {2: answer}


@pytest.mark.parametrize(
    ("seen", "proven"),
    [
        ({WIDE: PASSED}, {NARROW: PASSED}),
        ({WIDE: NONE}, {NARROW: NONE}),
        ({WIDE: FAILED}, {}),
        ({NARROW: FAILED}, {WIDE: FAILED}),
        ({NARROW: PASSED}, {}),
        ({NARROW: NONE}, {}),
    ],
)
def test_a_wider_item_and_a_narrower_one(seen, proven):
    assert carry(seen, [Link(WIDE, NARROW, "covers")]) == proven


@pytest.mark.parametrize("answer", [PASSED, FAILED, NONE])
def test_an_overlap_proves_nothing(answer):
    assert carry({1: answer}, [Link(1, 2, "partly"), Link(3, 1, "partly")]) == {}


def test_chains_are_followed_and_rings_end():
    chain = [Link(1, 2, "covers"), Link(2, 3, "same"), Link(3, 4, "covers")]
    assert carry({1: PASSED}, chain) == {2: PASSED, 3: PASSED, 4: PASSED}
    assert carry({4: FAILED}, chain) == {1: FAILED, 2: FAILED, 3: FAILED}
    ring = [Link(1, 2, "covers"), Link(2, 3, "covers"), Link(3, 1, "covers")]
    assert carry({1: FAILED}, ring) == {2: FAILED, 3: FAILED}


def test_a_fault_outweighs_a_pass_and_the_worst_counts():
    links = [Link(1, 3, "covers"), Link(3, 4, "same"), Link(5, 4, "same")]
    assert carry({1: PASSED, 4: FAILED, 5: Proof(Result.FAILED, 7)}, links)[3] == Proof(Result.FAILED, 7)
    assert carry({1: NONE, 2: PASSED}, [Link(1, 3, "covers"), Link(2, 3, "covers")]) == {3: PASSED}


def test_what_lies_behind_an_answer_hears_that_answer():
    links = [Link(1, 2, "covers"), Link(2, 3, "covers")]
    assert carry({1: PASSED, 2: NONE}, links) == {3: NONE}
    assert carry({1: PASSED, 2: FAILED}, links) == {}


ITEMS = st.integers(1, 7)
LINKS = st.lists(st.builds(Link, ITEMS, ITEMS, st.sampled_from(Relation.values)), max_size=12)
SEEN = st.dictionaries(ITEMS, st.sampled_from([PASSED, FAILED, NONE]), max_size=5)


def below(key: int, links: list[Link]) -> set[int]:
    """Everything as wide as ``key`` or narrower, found by sheer repetition."""
    found = {key}
    for _round in range(8):
        for link in links:
            if link.relation != "partly" and link.from_key in found:
                found.add(link.to_key)
            if link.relation == "same" and link.to_key in found:
                found.add(link.from_key)
    return found


@given(SEEN, LINKS)
def test_nothing_derived_contradicts_what_was_seen(seen, links):
    proven = carry(seen, links)
    assert not proven.keys() & seen.keys()
    for key, proof in proven.items():
        faulty = any(seen.get(other) == FAILED for other in below(key, links))
        assert (proof.result is Result.FAILED) == faulty


@given(SEEN, LINKS)
def test_every_pass_has_a_wider_pass_behind_it(seen, links):
    proven = carry(seen, links)
    for result in (Result.PASSED, Result.NOT_APPLICABLE):
        sources = [key for key, proof in seen.items() if proof.result is result]
        reach = set().union(*(below(key, links) for key in sources))
        assert {key for key, proof in proven.items() if proof.result is result} <= reach


@given(SEEN, LINKS)
def test_the_order_of_a_crosswalk_does_not_matter(seen, links):
    assert carry(seen, links) == carry(dict(reversed(seen.items())), links[::-1])
