"""Taking in photographs: read and checked first, kept later in the transaction of the thing they show.

``prepare`` is slow and touches no database: call it before the transaction begins, so that no write lock is held
while pixels are decoded. ``keep`` is quick and belongs inside.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diebian.base import files, lookalikes
from diebian.base.models import Photo, StoredFile
from diebian.base.problems import FileRefused
from diebian.lib.pictures import Copy, Picture, PictureRefused, Refusal, read_picture

REASONS = {
    Refusal.EMPTY: _("文件是空的"),
    Refusal.TOO_BIG: _("文件过大"),
    Refusal.NOT_A_PHOTO: _("不是照片（可接收 JPEG、PNG、WebP、HEIC）"),
    Refusal.TWO_KINDS: _("文件中夹带了照片以外的内容"),
    Refusal.TOO_MANY_PIXELS: _("像素过多（上限 5000 万）"),
    Refusal.BROKEN: _("照片已损坏"),
    Refusal.ANIMATED: _("动图不能接收，须为单张照片"),
}


@dataclass(frozen=True)
class PreparedPhoto:
    """A photograph that was read and found right, not yet kept."""

    name: str
    picture: Picture


def prepare(content: bytes, *, name: str) -> PreparedPhoto:
    """Read and check what was sent under ``name``. Raises ``FileRefused``."""
    try:
        return PreparedPhoto(name, read_picture(content, max_bytes=settings.MAX_UPLOAD_BYTES))
    except PictureRefused as refused:
        raise FileRefused(name=name, reason=REASONS[refused.reason]) from refused


def keep(prepared: PreparedPhoto, *, at: datetime) -> Photo:
    """Keep the original and its public copies; a row for each time it was sent."""
    picture = prepared.picture
    original = files.store(
        picture.original, media_type=picture.media_type, at=at, width=picture.width, height=picture.height
    )
    lookalikes.keep(original, picture.fingerprint)
    return Photo.objects.create(
        original=original,
        display=_stored(picture.display, at),
        thumbnail=_stored(picture.thumbnail, at),
        taken_at=picture.taken_at,
        latitude=picture.latitude,
        longitude=picture.longitude,
        received_at=at,
    )


def take_in(content: bytes, *, name: str, at: datetime) -> Photo:
    """``prepare`` and ``keep`` in one go. Raises ``FileRefused``."""
    return keep(prepare(content, name=name), at=at)


def _stored(copy: Copy, at: datetime) -> StoredFile:
    return files.store(copy.content, media_type="image/jpeg", at=at, width=copy.width, height=copy.height)
