"""Lists and limits are worked out once, and never from editions that were taken back."""

from datetime import date

import pytest
from django.db import transaction

from diebian.standards import actions, queries, ready
from diebian.standards.rules.pack_reading import read_pack
from tests.standards.small_packs import ASSESSMENT, CATEGORIES, CROSSWALK, OTHER, changed

TODAY = date(2017, 8, 2)


@pytest.fixture
def load(cast, now):
    def do(*documents):
        return [
            actions.load_edition(pack=read_pack(document), by=cast.system, at=now).edition
            for document in documents
        ]

    return do


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Calls a read as if its transaction ended well."""

    def do(read):
        with django_capture_on_commit_callbacks(execute=True):
            return read()

    return do


def park(cast):
    return [line.item.code for line in queries.check_list(cast.campaign, "park", on=TODAY)]


def test_a_list_and_a_table_are_read_once(cast, load, committed, django_assert_num_queries):
    load(CATEGORIES, ASSESSMENT, OTHER, CROSSWALK)
    first = committed(lambda: (park(cast), queries.limit_table(cast.campaign, on=TODAY)))
    with django_assert_num_queries(4):  # which editions are in force is asked each time
        assert (park(cast), queries.limit_table(cast.campaign, on=TODAY)) == first


def test_a_new_edition_is_seen_at_once(cast, now, load, committed):
    old, other, walk = load(ASSESSMENT, OTHER, CROSSWALK)
    for edition in (old, other, walk):
        actions.adopt_edition(
            campaign=cast.campaign, edition=edition, on=date(2017, 7, 25), by=cast.zhao, at=now
        )
    assert "PK2" in committed(lambda: park(cast))
    document = changed(changed(ASSESSMENT, "edition.label", "2017-2"), "lists.0.items.1.code", "PK9")
    (new,) = load(document)
    actions.adopt_edition(campaign=cast.campaign, edition=new, on=TODAY, by=cast.zhao, at=now)
    assert "PK9" in park(cast)
    before = queries.check_list(cast.campaign, "park", on=date(2017, 8, 1))
    assert "PK2" in [line.item.code for line in before]


def test_what_was_taken_back_leaves_nothing_behind(cast, load, committed):
    class TakenBack(Exception):
        pass

    def loaded_and_read():
        with transaction.atomic():
            load(ASSESSMENT)
            assert "PK2" in park(cast)
            raise TakenBack

    with pytest.raises(TakenBack):
        committed(loaded_and_read)
    load(changed(ASSESSMENT, "lists.0.items.1.code", "PK9"))
    assert "PK2" not in park(cast)


def test_the_memory_is_bounded(cast, load, committed, monkeypatch):
    monkeypatch.setattr(ready, "MOST", 1)
    load(ASSESSMENT, OTHER, CROSSWALK)
    committed(lambda: park(cast))
    committed(lambda: queries.check_list(cast.campaign, "square", on=TODAY))
    assert len(ready._kept) == 1
