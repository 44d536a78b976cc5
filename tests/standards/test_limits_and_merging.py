"""Choosing a time limit with fallback, sizing a sample, and merging check lists."""

from hypothesis import given
from hypothesis import strategies as st

from diebian.standards.rules.limits import ancestry, choose_limit, minimum_sample
from diebian.standards.rules.merging import Link, Question, merge
from diebian.standards.terms import Relation, SampleSpec, TimeLimitSpec

PARENTS = {"E": "", "E01": "E", "E0102": "E01", "E0101": "E01"}


def limit(category: str, amount: int, **more) -> TimeLimitSpec:
    words = {
        "limit_set": "common",
        "level": "",
        "stage": "handling",
        "variant": "",
        "is_main": True,
        "unit": "working_hour",
        "condition": "",
        "source": "T",
        "certainty": "C",
        "reason": "",
    }
    return TimeLimitSpec(category_code=category, amount=amount, **(words | more))


LIMITS = [
    limit("E", 72),
    limit("E", 24, level="at_once"),
    limit("E", 2, stage="dispatch"),
    limit("E0102", 40),
    limit("E0102", 8, limit_set="jiyuan"),
    limit("E0102", 4, limit_set="other"),
    limit("E0101", 120, limit_set="other", variant="demolition"),
    limit("E0101", 4, limit_set="other", variant="stop-work", is_main=False),
]


def chosen(category: str, **more) -> int | None:
    words = {"level": "", "stage": "handling", "limit_set": "jiyuan"} | more
    found = choose_limit(LIMITS, line=ancestry(category, parents=PARENTS), **words)
    return found.amount if found else None


def test_the_level_wins_then_the_nearest_category_then_the_chosen_set():
    assert chosen("E0102") == 8
    assert chosen("E0102", limit_set="other") == 4
    assert chosen("E0102", limit_set="elsewhere") == 40
    assert chosen("E0102", level="at_once") == 24
    assert chosen("E0102", level="limited") == 8
    assert chosen("E01") == 72
    assert chosen("E01", level="at_once") == 24
    assert chosen("E01", level="long_term") == 72
    assert chosen("E0102", stage="dispatch") == 2
    assert chosen("E0102", stage="verification") is None
    assert chosen("C0101") is None


def test_a_stage_with_several_variants():
    assert chosen("E0101", limit_set="other") == 120
    assert chosen("E0101", limit_set="other", variant="stop-work") == 4
    assert chosen("E0101", variant="stop-work") is None


def test_the_line_of_a_category():
    assert ancestry("E0102", parents=PARENTS) == ["E0102", "E01", "E"]
    assert ancestry("X", parents=PARENTS) == []
    assert ancestry("A", parents={"A": "B", "B": "A"}) == ["A", "B"]
    assert ancestry("A", parents={"A": "gone"}) == ["A"]


def test_minimum_samples_by_population():
    bands = [
        SampleSpec("main_road", "主次干道", edge, least, "H3", "B")
        for edge, least in ((0, 8), (500_000, 12), (2_000_000, 15))
    ]

    def least(population: int, subject: str = "main_road") -> int | None:
        found = minimum_sample(bands, subject_code=subject, population=population)
        return found.minimum if found else None

    assert [least(n) for n in (0, 499_999, 500_000, 2_000_000, 9_000_000)] == [8, 8, 12, 15, 15]
    assert least(1, "elsewhere") is None


def test_the_same_question_is_asked_once():
    links = [Link(1, 11, Relation.SAME), Link(2, 11, Relation.SAME)]
    assert merge([1, 2, 3, 11], links) == [Question(1, also=(2, 11)), Question(3)]


def test_a_covered_question_is_asked_only_when_the_wider_fails():
    links = [Link(1, 11, Relation.COVERS), Link(11, 21, Relation.COVERS)]
    below = Question(11, if_failed=(Question(21),))
    assert merge([1, 11, 21], links) == [Question(1, if_failed=(below,))]


def test_a_covered_group_moves_as_one():
    links = [Link(1, 11, Relation.COVERS), Link(2, 11, Relation.SAME)]
    assert merge([1, 2, 11], links) == [Question(1, if_failed=(Question(2, also=(11,)),))]


def test_items_that_cover_each_other_are_never_both_hidden():
    links = [Link(1, 2, Relation.COVERS), Link(2, 1, Relation.COVERS), Link(3, 2, Relation.COVERS)]
    assert merge([1, 2, 3], links) == [Question(1, if_failed=(Question(2),)), Question(3)]


def test_partly_keeps_both_and_names_them():
    links = [Link(1, 2, Relation.PARTLY), Link(3, 1, Relation.PARTLY)]
    assert merge([1, 2, 3], links) == [
        Question(1, related=(2, 3)),
        Question(2, related=(1,)),
        Question(3, related=(1,)),
    ]


def test_links_to_items_elsewhere_change_nothing():
    assert merge([1], [Link(1, 9, Relation.SAME), Link(9, 1, Relation.COVERS)]) == [Question(1)]
    assert merge([], []) == []


def keys_in(question: Question) -> list[int]:
    return [question.key, *question.also, *(key for below in question.if_failed for key in keys_in(below))]


KEYS = st.lists(st.integers(0, 12), unique=True)
LINKS = st.lists(st.builds(Link, st.integers(0, 12), st.integers(0, 12), st.sampled_from(Relation.values)))


@given(KEYS, LINKS)
def test_every_item_is_in_exactly_one_line(keys, links):
    told = [key for question in merge(keys, links) for key in keys_in(question)]
    assert sorted(told) == sorted(keys)


@given(KEYS, LINKS)
def test_the_order_of_the_list_is_kept(keys, links):
    heads = [question.key for question in merge(keys, links)]
    assert heads == [key for key in keys if key in heads]
