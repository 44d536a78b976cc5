"""Drawn pictures in place of photographs: a wall, a ground, rubbish or none, and 演示数据 across the corner.

A few are drawn and read once; a picture that is used again gets a comment of its own, so that every photograph has
its own bytes as a camera's would.
"""

import io
import struct
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from PIL import ExifTags, Image, ImageDraw

from diebian.base import photos
from diebian.base.photos import PreparedPhoto
from diebian.flows.simulate.texts import DATA

WIDTH, HEIGHT = 240, 180
HORIZON = 92
SCENES = 12
GROUNDS = ("#8d8a84", "#9a9388", "#7f8a6d", "#a39b8b")
WALLS = ("#c9b79c", "#b5694b", "#d8d3c7", "#93a5b0")
LITTER = ("#f2efe6", "#d14b3a", "#3b6fb5", "#e2b93b", "#4a4238")
START_OF_IMAGE, COMMENT = b"\xff\xd8", b"\xff\xfe"


@dataclass(frozen=True)
class Pair:
    """The same spot before and after."""

    before: PreparedPhoto
    after: PreparedPhoto


def draw_pairs(seed: int, *, scenes: int = SCENES) -> list[Pair]:
    """The pool: ``scenes`` spots, each before and after."""
    return [_pair(seed, number) for number in range(scenes)]


def own_copy(photo: PreparedPhoto, mark: str) -> PreparedPhoto:
    """The same picture with bytes of its own: ``mark`` stands in a comment of the file.

    It has no fingerprint: a dozen drawings stand for thousands of photographs, and all would be found to be alike.
    """
    comment = f"演示数据 {mark}".encode()
    original = photo.picture.original
    if not original.startswith(START_OF_IMAGE):
        raise ValueError("Only a JPEG takes a comment")
    segment = COMMENT + struct.pack(">H", len(comment) + 2) + comment
    told = START_OF_IMAGE + segment + original[len(START_OF_IMAGE) :]
    nothing = photo.picture.fingerprint.without_points()
    return replace(photo, picture=replace(photo.picture, original=told, fingerprint=nothing))


def taken_on(photo: PreparedPhoto, at: datetime) -> PreparedPhoto:
    """The same picture, whose file says that it was taken at ``at``; read as any other that is sent."""
    with Image.open(io.BytesIO(photo.picture.original)) as image:
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        details[ExifTags.Base.DateTimeOriginal] = f"{at:%Y:%m:%d %H:%M:%S}"
        details[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
        out = io.BytesIO()
        image.save(out, "JPEG", quality=70, exif=exif)
    read = photos.prepare(out.getvalue(), name=photo.name)
    nothing = read.picture.fingerprint.without_points()
    return replace(read, picture=replace(read.picture, fingerprint=nothing))


def _pair(seed: int, number: int) -> Pair:
    def taken(is_after: bool) -> PreparedPhoto:
        name = f"demo-{number:02d}-{'after' if is_after else 'before'}.jpg"
        return photos.prepare(_drawn(Random(f"{seed}/scene/{number}"), is_after=is_after), name=name)

    return Pair(before=taken(False), after=taken(True))


def _drawn(rng: Random, *, is_after: bool) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), "#cfe0ea" if is_after else "#c4cdd2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, HORIZON, WIDTH, HEIGHT), fill=rng.choice(GROUNDS))
    _building(draw, rng)
    _litter(draw, rng, is_shown=not is_after)
    if is_after:
        _tree(draw, rng)
    _mark(image)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _building(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    left, top = rng.randrange(10, 60), rng.randrange(18, 40)
    right = left + rng.randrange(110, 150)
    draw.rectangle((left, top, right, HORIZON), fill=rng.choice(WALLS), outline="#6b6257")
    for x in range(left + 10, right - 16, 24):
        draw.rectangle((x, top + 10, x + 12, top + 24), fill="#54707f")
        draw.rectangle((x, top + 36, x + 12, top + 50), fill="#54707f")


def _litter(draw: ImageDraw.ImageDraw, rng: Random, *, is_shown: bool) -> None:
    for _ in range(rng.randrange(14, 30)):
        x, y = rng.randrange(20, WIDTH - 30), rng.randrange(HORIZON + 10, HEIGHT - 12)
        width, height, colour = rng.randrange(3, 14), rng.randrange(2, 8), rng.choice(LITTER)
        if is_shown:
            draw.rectangle((x, y, x + width, y + height), fill=colour)


def _tree(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x = rng.randrange(170, 210)
    draw.rectangle((x, HORIZON - 26, x + 5, HORIZON + 8), fill="#6a4b2c")
    draw.ellipse((x - 16, HORIZON - 62, x + 21, HORIZON - 18), fill="#4f8a4b")


def _mark(image: Image.Image) -> None:
    """演示数据 in the picture itself, so that it cannot be taken for a photograph."""
    with Image.open(DATA / "mark.png") as mark:
        stamp = mark.convert("L")
    image.paste("#9b1c1c", (WIDTH - stamp.width, HEIGHT - stamp.height, WIDTH, HEIGHT))
    image.paste("white", (WIDTH - stamp.width, HEIGHT - stamp.height), stamp)
