"""Chinese words of one, two and more characters are found, on either database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.base.models import SearchDocument
from diebian.base.search import index_document, index_documents, matching_ids
from diebian.lib import bigrams

TEXTS = {1: "南门处地面存在垃圾", 2: "垃圾箱破损，编号A12", 3: "路灯不亮", 4: "圾垃"}


def found(query: str) -> set[int]:
    subquery = matching_ids("case", query)
    assert subquery is not None
    return set(
        SearchDocument.objects.filter(kind="case", object_id__in=subquery).values_list("object_id", flat=True)
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("垃圾", {1, 2}),
        ("垃圾箱", {2}),
        ("垃", {1, 2, 4}),
        ("亮", {3}),
        ("a12", {2}),
        ("Ａ１２ 破损", {2}),
        ("垃圾 路灯", set()),
        ("没有", set()),
        ("'\";--垃圾*", {1, 2}),
    ],
)
def test_words_are_found(db, query, expected):
    index_documents("case", TEXTS.items())
    assert found(query) == expected


def test_an_object_is_found_by_its_new_words_only(db):
    index_document("case", 1, "垃圾")
    index_document("case", 1, "路灯")
    assert found("垃圾") == set()
    assert found("路灯") == {1}


def test_nothing_to_look_for():
    assert matching_ids("case", "，。！") is None


@given(
    st.text(alphabet="垃圾箱路灯不亮ab1 ，", max_size=12),
    st.text(alphabet="垃圾箱路灯", min_size=1, max_size=4),
)
def test_a_chinese_word_in_the_text_is_a_phrase_of_its_tokens(text, word):
    [(words, starts)] = bigrams.phrases(word)
    tokens = bigrams.tokens(text).split()
    runs = [tokens[i : i + len(words)] for i in range(len(tokens))]
    hit = any(
        run[: len(words) - 1] == words[:-1]
        and len(run) == len(words)
        and (run[-1].startswith(words[-1]) if starts else run[-1] == words[-1])
        for run in runs
    )
    assert hit or word not in text
