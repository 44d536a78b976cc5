"""Reading a photograph that a stranger sent: refused unless it is one, made upright, and freed of its hidden data.

The kind is told by the content, never by the name. Nothing is decoded before its size is known. Pure: bytes in,
values out.
"""

import io
import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageOps

from diebian.lib.lookalike import Fingerprint, fingerprint
from diebian.lib.worktime import SHANGHAI

# The size is checked here, right after the header and before any pixel; Pillow's own guard only warns at this point.
Image.MAX_IMAGE_PIXELS = None
pillow_heif.register_heif_opener(thumbnails=False)

MAX_PIXELS = 50_000_000
DISPLAY_SIDE = 1600
THUMBNAIL_SIDE = 320
QUALITY = 82
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a phone's JPEG with a second picture behind the first
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
READERS = ("JPEG", "PNG", "WEBP", "HEIF")
# A second frame of these is an animation; a phone's JPEG or HEIC may well hold a second picture behind the first.
MOVING = ("PNG", "WEBP")
# A file that is a picture and something else too: a page or program inside, a PDF at the start, an archive at the end.
MARKUP = re.compile(rb"<(?:script|html|body|iframe|svg|!doctype|\?php)[\s>/]", re.IGNORECASE)
PDF_WITHIN = 1024
ARCHIVE_WITHIN = 65_557
DATE_FORMAT = "%Y:%m:%d %H:%M:%S"


class Refusal(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    NOT_A_PHOTO = "not_a_photo"
    TWO_KINDS = "two_kinds"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    ANIMATED = "animated"


class PictureRefused(ValueError):
    """The file is not a photograph that we take; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Copy:
    """A JPEG without hidden data, with its size in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """A photograph as it came, its public copies, its fingerprint, and what its EXIF says of time and place (WGS-84).

    Which camera took it is not read: it says who, and nobody here needs that.
    """

    original: bytes
    media_type: str
    width: int
    height: int
    display: Copy
    thumbnail: Copy
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    fingerprint: Fingerprint


def read_picture(content: bytes, *, max_bytes: int, zone: tzinfo = SHANGHAI) -> Picture:
    """The photograph in ``content``. ``zone`` is that of a camera which names none. Raises ``PictureRefused``."""
    _refuse_by_bytes(content, max_bytes)
    image = _opened(content)
    if image.width * image.height > MAX_PIXELS:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS)
    if image.format in MOVING and getattr(image, "n_frames", 1) > 1:
        raise PictureRefused(Refusal.ANIMATED)
    try:
        return _picture(content, image, zone)
    # A hostile file can make a decoder fail in any way it likes; whatever the way, it is the file that is broken.
    except Exception as fault:
        raise PictureRefused(Refusal.BROKEN) from fault


def _refuse_by_bytes(content: bytes, max_bytes: int) -> None:
    if not content:
        raise PictureRefused(Refusal.EMPTY)
    if len(content) > max_bytes:
        raise PictureRefused(Refusal.TOO_BIG)
    is_archive = b"PK\x05\x06" in content[-ARCHIVE_WITHIN:]
    if is_archive or b"%PDF-" in content[:PDF_WITHIN] or MARKUP.search(content):
        raise PictureRefused(Refusal.TWO_KINDS)


def _opened(content: bytes) -> Image.Image:
    """The header alone is read here."""
    try:
        return Image.open(io.BytesIO(content), formats=READERS)
    except Exception as fault:  # as above: no reader can make anything of it
        raise PictureRefused(Refusal.NOT_A_PHOTO) from fault


def _picture(content: bytes, image: Image.Image, zone: tzinfo) -> Picture:
    width, height, media_type = image.width, image.height, MEDIA_TYPES[str(image.format)]
    details, position = _hidden(image)
    # A JPEG can be decoded at an eighth of its size: fast, and small in memory.
    image.draft("RGB", (DISPLAY_SIDE, DISPLAY_SIDE))
    upright = _on_white(ImageOps.exif_transpose(image))
    latitude, longitude = _position(position)
    return Picture(
        original=content,
        media_type=media_type,
        width=width,
        height=height,
        display=_copy(upright, DISPLAY_SIDE),
        thumbnail=_copy(upright, THUMBNAIL_SIDE),
        taken_at=_taken_at(details, zone),
        latitude=latitude,
        longitude=longitude,
        fingerprint=fingerprint(upright),
    )


def _hidden(image: Image.Image) -> tuple[dict[int, Any], dict[int, Any]]:
    """(details, position) of the EXIF; both empty when no one can make sense of it: that is no fault of the picture."""
    try:
        exif = image.getexif()
        return exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # any failure of a reader of strangers' bytes
        return {}, {}


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in RGB; what was transparent is white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def _copy(image: Image.Image, side: int) -> Copy:
    """At most ``side`` pixels either way. Only pixels are written: no EXIF, no comment, no colour profile."""
    small = image.copy()
    small.thumbnail((side, side))
    small.info.clear()
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Copy(out.getvalue(), small.width, small.height)


def _taken_at(details: dict[int, Any], zone: tzinfo) -> datetime | None:
    text = details.get(ExifTags.Base.DateTimeOriginal)
    try:
        naive = datetime.strptime(str(text).strip("\x00 "), DATE_FORMAT)  # noqa: DTZ007  # its zone follows
    except ValueError:
        return None
    said = details.get(ExifTags.Base.OffsetTimeOriginal) or details.get(ExifTags.Base.OffsetTime)
    return naive.replace(tzinfo=_offset(said) or zone)


def _offset(text: object) -> tzinfo | None:
    """ "+08:00" as a zone; None for anything else."""
    found = re.fullmatch(r"([+-])(\d{2}):(\d{2})", str(text).strip("\x00 "))
    if found is None:
        return None
    span = timedelta(hours=int(found[2]), minutes=int(found[3]))
    if span >= timedelta(days=1):
        return None
    return timezone(span if found[1] == "+" else -span)


def _position(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    """(latitude, longitude) in degrees, both or neither."""
    latitude = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
    longitude = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None, None
    # Cameras without a fix write zeros.
    return (latitude, longitude) if (latitude, longitude) != (0, 0) else (None, None)


def _degrees(gps: dict[int, Any], value: int, reference: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found):
        return None
    return round(-found if str(gps.get(reference, "")).upper().startswith(negative) else found, 7)
