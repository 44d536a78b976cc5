"""What is taken for a photograph and what is not; what the public copies keep."""

import io
from datetime import UTC, datetime

import pytest
from PIL import ExifTags, Image

from diebian.lib.pictures import PictureRefused, Refusal, read_picture
from tests import pictures

MAX = 20 * 1024 * 1024
REASONS = {
    "empty": Refusal.EMPTY,
    "html as jpeg": Refusal.TWO_KINDS,
    "text": Refusal.NOT_A_PHOTO,
    "svg": Refusal.TWO_KINDS,
    "pdf": Refusal.TWO_KINDS,
    "gif": Refusal.NOT_A_PHOTO,
    "truncated jpeg": Refusal.BROKEN,
    "jpeg header alone": Refusal.NOT_A_PHOTO,
    "truncated png": Refusal.BROKEN,
    "truncated webp": Refusal.NOT_A_PHOTO,
    "truncated heic": Refusal.NOT_A_PHOTO,
    "animated webp": Refusal.ANIMATED,
    "animated png": Refusal.ANIMATED,
    "pixel flood": Refusal.TOO_MANY_PIXELS,
    "png without pixels": Refusal.BROKEN,
    "picture and archive": Refusal.TWO_KINDS,
    "picture and page": Refusal.TWO_KINDS,
    "picture and svg": Refusal.TWO_KINDS,
    "picture and pdf": Refusal.TWO_KINDS,
    "picture and program": Refusal.TWO_KINDS,
}


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def read(content: bytes):
    return read_picture(content, max_bytes=MAX)


@pytest.mark.parametrize("name", pictures.HOSTILE)
def test_what_is_not_a_photograph_is_refused_for_its_own_reason(name):
    with pytest.raises(PictureRefused) as refused:
        read(pictures.HOSTILE[name])
    assert refused.value.reason is REASONS[name]


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_the_usual_kinds_are_taken_and_shown_as_jpeg(kind, media_type):
    picture = read(pictures.photo(kind))
    assert (picture.media_type, picture.width, picture.height) == (media_type, 60, 40)
    assert opened(picture.display.content).format == "JPEG"
    assert opened(picture.thumbnail.content).size == (60, 40)


def test_the_photographs_of_iphones_are_taken():
    picture = read(pictures.heic())
    assert (picture.media_type, picture.width) == ("image/heic", 64)
    assert opened(picture.display.content).format == "JPEG"


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_taken():
    content = pictures.photo()
    assert read_picture(content, max_bytes=len(content)).width == 60
    with pytest.raises(PictureRefused) as refused:
        read_picture(content, max_bytes=len(content) - 1)
    assert refused.value.reason is Refusal.TOO_BIG


def test_copies_are_no_larger_than_their_sides():
    picture = read(pictures.photo(size=(3000, 1500)))
    assert (picture.display.width, picture.display.height) == (1600, 800)
    assert (picture.thumbnail.width, picture.thumbnail.height) == (320, 160)
    assert (picture.width, picture.height) == (3000, 1500)


def test_time_and_place_are_read_from_the_original():
    picture = read(pictures.photo(exif=pictures.exif_of()))
    assert picture.taken_at == datetime(2017, 8, 2, 1, 30, tzinfo=UTC)
    assert picture.latitude == pytest.approx(35.215)
    assert picture.longitude == pytest.approx(113.2666667)
    assert "Demo" not in repr({**vars(picture), "original": b""})


def test_a_camera_without_a_zone_is_taken_to_be_in_china():
    picture = read(pictures.photo(exif=pictures.exif_of(offset=None)))
    assert picture.taken_at == datetime(2017, 8, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("offset", "hour"), [("-02:00", 11), ("+99:00", 1), ("local", 1)])
def test_a_zone_that_makes_no_sense_is_as_none(offset, hour):
    picture = read(pictures.photo(exif=pictures.exif_of(offset=offset)))
    assert picture.taken_at == datetime(2017, 8, 2, hour, 30, tzinfo=UTC)


def test_public_copies_carry_no_hidden_data():
    picture = read(pictures.photo(exif=pictures.exif_of()))
    for copy in (picture.display, picture.thumbnail):
        image = opened(copy.content)
        assert not image.getexif()
        assert b"Exif" not in copy.content
        assert b"Demo" not in copy.content
    assert b"Demo" in picture.original


def test_comments_and_profiles_stay_out_of_the_copies():
    picture = read(pictures.with_comment(b"taken at my home"))
    assert b"taken at my home" not in picture.display.content


def test_a_photograph_on_its_side_is_made_upright():
    picture = read(pictures.photo(size=(60, 40), exif=pictures.exif_of(orientation=6)))
    assert (picture.display.width, picture.display.height) == (40, 60)


def test_what_was_transparent_is_white():
    picture = read(pictures.photo("PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert opened(picture.display.content).getpixel((5, 5)) == (255, 255, 255)


def gps(**values: object) -> bytes:
    exif = pictures.exif_of()
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for name, value in values.items():
        position[ExifTags.GPS[name]] = value
    return pictures.photo(exif=exif)


@pytest.mark.parametrize(
    "values",
    [
        {"GPSLatitude": (0.0, 0.0, 0.0), "GPSLongitude": (0.0, 0.0, 0.0)},
        {"GPSLatitude": (95.0, 0.0, 0.0)},
        {"GPSLongitude": (185.0, 0.0, 0.0)},
        {"GPSLatitude": (1.0,)},
    ],
)
def test_a_position_that_is_none_is_left_out(values):
    picture = read(gps(**values))
    assert (picture.latitude, picture.longitude) == (None, None)


def test_south_and_west_are_negative():
    picture = read(gps(GPSLatitudeRef="S", GPSLongitudeRef="W"))
    assert picture.latitude == pytest.approx(-35.215)
    assert picture.longitude == pytest.approx(-113.2666667)


def test_a_photograph_that_says_nothing_has_empty_facts():
    picture = read(pictures.photo())
    assert (picture.taken_at, picture.latitude, picture.longitude) == (None, None, None)
