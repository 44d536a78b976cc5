"""A chain that was altered anywhere is found out, and at the right link."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from diebian.lib.hashchain import START, canonical, first_break, link

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-1000, 1000), st.text(max_size=8))
CONTENTS = st.lists(st.dictionaries(st.text(min_size=1, max_size=4), VALUES, max_size=4), max_size=6)


def chained(contents):
    previous, links = START, []
    for number, content in enumerate(contents, start=1):
        own = link(previous, content)
        links.append([number, previous, own, deepcopy(content)])
        previous = own
    return links


@given(CONTENTS)
def test_an_untouched_chain_is_whole(contents):
    assert first_break(chained(contents)) is None


@given(CONTENTS, st.data())
def test_any_altered_content_is_found_at_its_link(contents, data):
    links = chained(contents)
    if not links:
        return
    place = data.draw(st.integers(0, len(links) - 1))
    links[place][3]["被改"] = "改"
    assert first_break(links) == place + 1


@given(CONTENTS, st.data())
def test_a_link_taken_out_of_the_middle_is_missed(contents, data):
    links = chained(contents)
    if len(links) < 2:
        return
    place = data.draw(st.integers(0, len(links) - 2))
    removed = links.pop(place)
    assert first_break(links) == removed[0] + 1


@given(CONTENTS, st.data())
def test_a_link_written_again_with_its_own_hash_breaks_the_next(contents, data):
    links = chained(contents)
    if len(links) < 2:
        return
    place = data.draw(st.integers(0, len(links) - 2))
    links[place][3]["被改"] = "改"
    links[place][2] = link(links[place][1], links[place][3])
    assert first_break(links) == place + 2


def test_the_spelling_is_one_whatever_the_order_of_the_keys():
    assert (
        canonical({"b": 1, "a": "蝶变"}) == canonical({"a": "蝶变", "b": 1}) == '{"a":"蝶变","b":1}'.encode()
    )
