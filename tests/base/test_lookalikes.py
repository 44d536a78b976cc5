"""Kept photographs are found again by an index, whatever else is kept."""

import io
from functools import cache

import pytest
from PIL import Image
from tools.make_photo_set import changed, scene

from diebian.base import lookalikes, photos
from diebian.base.models import FingerprintKey, PictureFingerprint
from tests import pictures
from tests.cast import NOW


@cache
def street(number: int) -> Image.Image:
    return scene(f"test/{number}")


def sent(image: Image.Image):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return photos.take_in(out.getvalue(), name="a.jpg", at=NOW)


def alike_to(photo) -> list[lookalikes.LookAlike]:
    return lookalikes.look_alikes([photo.original_id])[photo.original_id]


@pytest.mark.parametrize("change", ["recompressed q60", "mirrored", "cropped by 25 % of the area"])
def test_a_changed_copy_is_found_among_others(db, change):
    kept = [sent(street(number)) for number in range(3)]
    copy = sent(changed("1", street(1), change))
    (found,) = alike_to(copy)
    assert found.file_id == kept[1].original_id
    assert found.like.is_mirrored == (change == "mirrored")


def test_the_most_alike_comes_first(db):
    first = sent(street(0))
    cropped = sent(changed("0", street(0), "cropped by 25 % of the area"))
    again = sent(changed("0", street(0), "recompressed q60"))
    found = alike_to(again)
    assert [one.file_id for one in found] == [first.original_id, cropped.original_id]


def test_the_same_bytes_have_one_fingerprint_and_a_bare_wall_no_key(db):
    for _ in range(2):
        sent(street(0))
    sent(Image.new("RGB", (300, 200), "grey"))
    assert PictureFingerprint.objects.count() == 2
    assert FingerprintKey.objects.values("fingerprint").distinct().count() == 1


def test_a_file_that_is_no_picture_has_no_look_alikes(db):
    photo = photos.take_in(pictures.photo(), name="a.jpg", at=NOW)
    assert lookalikes.look_alikes([photo.display_id, photo.original_id]) == {}


def test_several_are_looked_up_together_each_with_its_own_likes(db, django_assert_num_queries):
    first, other = sent(street(0)), sent(street(1))
    copies = [sent(changed(str(number), street(number), "half size")) for number in (0, 1)]
    with django_assert_num_queries(3):
        found = lookalikes.look_alikes([copy.original_id for copy in copies])
    assert [found[copy.original_id][0].file_id for copy in copies] == [first.original_id, other.original_id]
    assert [len(likes) for likes in found.values()] == [1, 1]


def test_more_than_one_statement_takes_are_looked_up_some_at_a_time(db, monkeypatch):
    monkeypatch.setattr(lookalikes, "AT_ONCE", 1)
    first, second = sent(street(0)), sent(changed("0", street(0), "half size"))
    found = lookalikes.look_alikes([first.original_id, second.original_id])
    assert {file: [one.file_id for one in likes] for file, likes in found.items()} == {
        first.original_id: [second.original_id],
        second.original_id: [first.original_id],
    }


def test_a_search_costs_three_queries_however_much_is_kept(db, django_assert_num_queries):
    photo = sent(street(0))
    for change in ("half size", "grey"):
        sent(changed("0", street(0), change))
        with django_assert_num_queries(3):
            lookalikes.look_alikes([photo.original_id])


def test_only_those_that_share_most_are_compared(db, monkeypatch):
    monkeypatch.setattr(lookalikes, "CANDIDATES", 1)
    photo = sent(street(0))
    sent(changed("0", street(0), "cropped by 25 % of the area"))
    sent(changed("0", street(0), "recompressed q60"))
    assert len(alike_to(photo)) == 1
