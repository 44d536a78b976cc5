"""Photographs are kept once, with their public copies; what is none leaves no row."""

import pytest

from diebian.base import files, photos
from diebian.base.models import Photo, StoredFile
from diebian.base.problems import FileRefused
from tests import pictures
from tests.cast import NOW


def test_the_original_is_kept_as_it_came(db):
    content = pictures.photo(exif=pictures.exif_of())
    photo = photos.take_in(content, name="market.jpg", at=NOW)
    assert files.read(photo.original.sha256) == content
    assert b"Exif" not in files.read(photo.display.sha256)
    assert photo.taken_at
    assert photo.latitude == pytest.approx(35.215)
    assert photo.received_at == NOW


def test_the_same_photograph_twice_is_one_file_and_two_rows(db):
    for _ in range(2):
        photos.take_in(pictures.photo(), name="market.jpg", at=NOW)
    assert Photo.objects.count() == 2
    assert StoredFile.objects.filter(media_type="image/jpeg", width=60).count() == len(
        {photo.original_id for photo in Photo.objects.order_by("id")}
        | {photo.display_id for photo in Photo.objects.order_by("id")}
    )


@pytest.mark.parametrize("name", pictures.HOSTILE)
def test_what_is_refused_leaves_nothing_behind(db, settings, name):
    with pytest.raises(FileRefused) as refused:
        photos.take_in(pictures.HOSTILE[name], name="a.jpg", at=NOW)
    assert refused.value.status == 400
    assert "a.jpg" in str(refused.value)
    assert not Photo.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_limit_is_that_of_the_settings(db, settings):
    settings.MAX_UPLOAD_BYTES = 100
    with pytest.raises(FileRefused, match="过大"):
        photos.prepare(pictures.photo(), name="a.jpg")
