"""Keys by lot: nothing can be counted by them."""

import pytest

from diebian.base import keys, photos
from diebian.base.models import Photo
from diebian.base.rows import insert_row, insert_rows
from diebian.inspections.models import Visit
from tests import pictures
from tests.cast import NOW

# What a person may see of these things is their key, and they are there before he may know of them.
DRAWN = (Photo, Visit)


def test_a_drawn_key_is_none_that_was_given_in_turn_and_fits_a_browser():
    drawn = {keys.drawn_key() for _ in range(1000)}
    assert len(drawn) == 1000
    assert min(drawn) >= keys.LOWEST > 10**12
    assert max(drawn) < 2**53


@pytest.mark.parametrize("model", DRAWN)
def test_what_may_be_secret_gets_its_key_by_lot(model):
    assert model._meta.pk.default is keys.drawn_key


@pytest.mark.django_db
def test_photographs_do_not_count_each_other():
    first, second = (photos.take_in(pictures.photo(), name="1.jpg", at=NOW) for _ in range(2))
    assert abs(second.pk - first.pk) > 1
    assert Photo.objects.count() == 2


def test_rows_written_by_ready_statements_keep_the_keys_they_drew(cast, park):
    made = [
        Visit(campaign=cast.campaign, place=park.place, inspector=cast.lin, planned_at=NOW) for _ in range(3)
    ]
    drawn = {visit.pk for visit in made}
    insert_row(made[0])
    insert_rows(made[1:])
    assert set(Visit.objects.values_list("pk", flat=True)) == drawn
    assert made[0].pk in drawn
