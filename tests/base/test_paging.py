"""Keyset pages: forwards and back, every row once, ties included."""

import base64
import json

import pytest

from diebian.base.models import SearchDocument
from diebian.base.paging import PURPOSE, page
from diebian.base.problems import NotFound
from diebian.base.sealing import seal


@pytest.fixture
def rows(db):
    SearchDocument.objects.bulk_create(
        SearchDocument(kind="abc"[n % 3], object_id=n, tokens="") for n in range(10)
    )
    return SearchDocument.objects.values("id", "kind", "object_id")


def walk(rows, order, size):
    token, seen, pages = "", [], []
    while True:
        found = page(rows, order=order, after=token, size=size)
        pages.append(found)
        seen += [row["object_id"] for row in found.rows]
        if not found.next:
            return seen, pages
        token = found.next


@pytest.mark.parametrize("order", [("kind", "id"), ("-kind", "id"), ("-id",)])
@pytest.mark.parametrize("size", [1, 3, 4, 10, 11])
def test_every_row_once_in_order_and_back_again(rows, order, size):
    seen, pages = walk(rows, order, size)
    assert seen == [row["object_id"] for row in rows.order_by(*order)]
    assert pages[0].previous == ""
    for before, after in zip(pages, pages[1:], strict=False):
        assert page(rows, order=order, after=after.previous, size=size).rows == before.rows


def test_no_rows_no_neighbours(db):
    found = page(SearchDocument.objects.values("id"), order=("id",), after="")
    assert (found.rows, found.next, found.previous) == ([], "", "")


def of_another_list(*values):
    return seal([0, *values], purpose=PURPOSE)


@pytest.mark.parametrize("token", ["?", "AAAA", "W10", "WzAsMV0"])
def test_a_broken_token_is_told(rows, token):
    with pytest.raises(NotFound):
        page(rows, order=("id",), after=token)


@pytest.mark.parametrize("values", [(2, 3), ("x",)])
def test_a_token_of_another_list_is_told(rows, values):
    with pytest.raises(NotFound):
        page(rows, order=("id",), after=of_another_list(*values))


def test_a_token_does_not_tell_where_the_page_ends(rows):
    """Keys of events would tell how many there are between two pages."""
    token = page(rows, order=("id",), after="", size=1).next
    with pytest.raises(ValueError):  # noqa: PT011  # in whatever way it is no JSON
        json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
