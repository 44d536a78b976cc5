"""Keyset pages: forwards and back, every row once, ties included."""

import pytest

from diebian.base.models import SearchDocument
from diebian.base.paging import page
from diebian.base.problems import NotFound


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


@pytest.mark.parametrize("token", ["?", "AAAA", "W10", "eyJhIjoxfQ", "WzEsMiwzXQ", "WzAsICJ4Il0"])
def test_a_broken_token_is_told(rows, token):
    with pytest.raises(NotFound):
        page(rows, order=("id",), after=token)
