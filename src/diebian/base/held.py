"""Photographs of a form that was refused, kept for two hours so that nobody has to choose them again.

They lie apart from the store of files, because they are not yet anything: what is not sent again goes. Each belongs to
one holder (a digest of who sent it) and one form; nobody else's request finds it, whatever key it names. What one holder
and all together may keep is bounded: beyond that a photograph is simply not held, and its sender chooses it again.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from diebian.base.models import HeldPhoto
from diebian.base.photos import PreparedPhoto

KEPT_FOR = timedelta(hours=2)
MEGABYTE = 1024**2
# So many that have gone stale are taken away whenever another is held.
SWEPT = 50


@dataclass(frozen=True)
class Room:
    """How much may be held: photographs of one holder, bytes of one, bytes of all of this kind together."""

    is_strangers: bool
    most: int
    bytes_of_one: int
    bytes_of_all: int


STAFF = Room(is_strangers=False, most=60, bytes_of_one=200 * MEGABYTE, bytes_of_all=2048 * MEGABYTE)
STRANGERS = Room(is_strangers=True, most=6, bytes_of_one=60 * MEGABYTE, bytes_of_all=512 * MEGABYTE)


def folder() -> Path:
    """Where they lie."""
    return Path(settings.FILES_ROOT) / "held"


def hold(
    prepared: PreparedPhoto, *, holder: str, form: str, at: datetime, room: Room = STAFF
) -> HeldPhoto | None:
    """Keep it for ``holder``; the same one of the same form is kept once, and longer. None when there is no room."""
    remove_stale(before=at - KEPT_FOR, limit=SWEPT)
    content = prepared.picture.original
    sha256 = hashlib.sha256(content).hexdigest()
    known = HeldPhoto.objects.filter(holder=holder, form=form, sha256=sha256).order_by("id").first()
    if known is not None and known.used_at is None:
        known.held_at = at
        known.save(update_fields=["held_at"])
        return known
    if not _has_room(room, holder, len(content)):
        return None
    if known is not None:  # sent with a form that was taken; now with another one
        _remove(HeldPhoto.objects.filter(pk=known.pk))
    held = HeldPhoto(
        key=secrets.token_hex(32),
        holder=holder,
        is_strangers=room.is_strangers,
        form=form,
        sha256=sha256,
        name=prepared.name[:200],
        size_bytes=len(content),
        held_at=at,
    )
    _write(held, content, prepared.picture.thumbnail.content)
    held.save()
    return held


def _has_room(room: Room, holder: str, size: int) -> bool:
    waiting = HeldPhoto.objects.filter(used_at=None, is_strangers=room.is_strangers)
    own = waiting.filter(holder=holder).aggregate(count=Count("id"), size=Sum("size_bytes"))
    everybodys = waiting.aggregate(size=Sum("size_bytes"))["size"] or 0
    return (
        own["count"] < room.most
        and (own["size"] or 0) + size <= room.bytes_of_one
        and everybodys + size <= room.bytes_of_all
    )


def _write(held: HeldPhoto, content: bytes, thumbnail: bytes) -> None:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    original_of(held).write_bytes(content)
    thumbnail_of(held).write_bytes(thumbnail)


def original_of(held: HeldPhoto) -> Path:
    """The file as it was sent."""
    return folder() / held.key


def thumbnail_of(held: HeldPhoto) -> Path:
    """The small copy, without its hidden data."""
    return folder() / f"{held.key}.jpg"


def find(keys: Iterable[str], *, holder: str, at: datetime, form: str = "") -> list[HeldPhoto]:
    """Those of ``keys`` that ``holder`` has (for ``form``), in the order they were held; used ones too."""
    rows = HeldPhoto.objects.filter(key__in=set(keys), holder=holder, held_at__gt=at - KEPT_FOR)
    return list((rows.filter(form=form) if form else rows).order_by("held_at", "id"))


def release(held: Iterable[HeldPhoto], *, at: datetime) -> None:
    """They were taken with their form: the files go at once. The row stays a while, for a form that is sent twice."""
    used = list(held)
    HeldPhoto.objects.filter(pk__in=[one.pk for one in used]).update(used_at=at)
    for one in used:
        _unlink(one)


def remove_stale(*, before: datetime, limit: int | None = None) -> int:
    """Take away those held before ``before``, the oldest first; how many."""
    stale = HeldPhoto.objects.filter(held_at__lte=before).order_by("held_at", "id")
    return _remove(stale[:limit] if limit else stale)


def remove_strays(*, before: datetime) -> int:
    """Take away files that no row knows, left by a crash; how many."""
    if not folder().is_dir():
        return 0
    old = [path for path in sorted(folder().iterdir()) if path.stat().st_mtime < before.timestamp()]
    known = set(HeldPhoto.objects.filter(key__in={path.stem for path in old}).values_list("key", flat=True))
    strays = [path for path in old if path.stem not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _remove(rows: QuerySet[HeldPhoto]) -> int:
    gone = list(rows)
    HeldPhoto.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for one in gone:
        _unlink(one)
    return len(gone)


def _unlink(held: HeldPhoto) -> None:
    original_of(held).unlink(missing_ok=True)
    thumbnail_of(held).unlink(missing_ok=True)
