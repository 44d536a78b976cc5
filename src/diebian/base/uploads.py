"""Photographs that come piece by piece over a bad line, and go on where they stopped.

The pieces of one upload go into one file. They are flushed to the disk first and counted in the database afterwards, so
that after any crash the count is at most what the file holds; whatever lies beyond the count was never acknowledged and is
cut off. A lock on the file itself lets one writer in at a time: no database lock is held while the disk is waited for.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from diebian.base import photos
from diebian.base.files import flush_folder
from diebian.base.models import Upload
from diebian.base.problems import (
    FileRefused,
    NotFound,
    PhotoRefused,
    UploadDamaged,
    UploadElsewhere,
    UploadTooLarge,
    WrongUpload,
)

# How much a phone sends at a time: small enough for a bad line, far below what a request may hold.
CHUNK_BYTES = 512 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Removed:
    """What cleaning up took away."""

    uploads: int
    files: int
    size_bytes: int


def folder() -> Path:
    """Where files lie that have not arrived whole."""
    return Path(settings.FILES_ROOT) / "uploads"


def part_of(upload: Upload) -> Path:
    """The file that holds what has come of ``upload``."""
    return folder() / f"{upload.by_id}-{upload.sha256}"


def start(*, by_id: int, sha256: str, size_bytes: int, name: str, at: datetime) -> Upload:
    """Begin an upload, or go on with the one begun before. Raises ``WrongUpload``, ``UploadTooLarge``."""
    if not SHA256.fullmatch(sha256):
        raise WrongUpload(reason=_("缺少文件的 SHA-256"))
    if size_bytes <= 0:
        raise WrongUpload(reason=_("文件是空的"))
    if size_bytes > settings.MAX_UPLOAD_BYTES:
        raise UploadTooLarge(limit=settings.MAX_UPLOAD_BYTES)
    upload, is_new = Upload.objects.get_or_create(
        by_id=by_id,
        sha256=sha256,
        defaults={"size_bytes": size_bytes, "name": name[:200], "created_at": at, "changed_at": at},
    )
    if upload.size_bytes != size_bytes:  # the same content has one size
        raise WrongUpload(reason=_("文件大小与此前声明的不符"))
    return upload if is_new else reconcile(upload, at=at)


def find(*, by_id: int, sha256: str, at: datetime) -> Upload:
    """The person's upload of that content, its count made true. Raises ``NotFound``, and as ``receive``."""
    upload = Upload.objects.filter(by_id=by_id, sha256=sha256).select_related("photo__original").first()
    if upload is None:
        raise NotFound(what=Upload._meta.verbose_name)
    return reconcile(upload, at=at)


def finished(*, by_id: int, hashes: Iterable[str]) -> dict[str, Upload]:
    """The person's photographs that have arrived whole, by hash."""
    hashes = set(hashes)
    if not hashes:
        return {}
    rows = Upload.objects.filter(by_id=by_id, sha256__in=hashes, photo__isnull=False)
    return {upload.sha256: upload for upload in rows.select_related("photo__original").order_by("id")}


def reconcile(upload: Upload, *, at: datetime) -> Upload:
    """Make the count agree with the file after a crash; take in what arrived whole but was not taken in yet.

    Raises ``UploadDamaged``, ``PhotoRefused``.
    """
    if upload.is_finished:
        return upload
    with _locked(upload) as part:
        _agree(upload, part)
        if not upload.is_finished and upload.received_bytes == upload.size_bytes:
            _finish(upload, part, at)
    return upload


def receive(upload: Upload, content: bytes, *, offset: int, at: datetime) -> Upload:
    """Keep the next piece; with the last one check the whole and take the photograph in.

    Raises ``UploadElsewhere`` unless the piece begins where the last one ended, ``UploadTooLarge`` beyond the size that
    was declared, ``UploadDamaged`` (the upload begins anew), ``PhotoRefused`` (the upload is gone).
    """
    with _locked(upload) as part:
        _agree(upload, part)
        if upload.is_finished or offset != upload.received_bytes:
            raise UploadElsewhere(received=upload.received_bytes)
        if offset + len(content) > upload.size_bytes:
            raise UploadTooLarge(limit=upload.size_bytes)
        _write(part, content, offset)
        _count(upload, offset + len(content), at)
        if upload.received_bytes == upload.size_bytes:
            _finish(upload, part, at)
    return upload


@contextmanager
def _locked(upload: Upload) -> Iterator[int]:
    """The upload's file, to oneself; made if it is not there."""
    path = part_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(part, fcntl.LOCK_EX)
        yield part
    finally:
        os.close(part)


def _agree(upload: Upload, part: int) -> None:
    """Read the count anew under the lock; cut off what was never counted, count no more than there is."""
    rows = Upload.objects.select_related("photo__original").filter(pk=upload.pk)
    now = rows.first()
    if now is None:  # refused or cleaned up while we waited
        part_of(upload).unlink(missing_ok=True)
        raise NotFound(what=Upload._meta.verbose_name)
    upload.photo, upload.received_bytes = now.photo, now.received_bytes
    if upload.is_finished:
        part_of(upload).unlink(missing_ok=True)
        return
    held = os.fstat(part).st_size
    if held > upload.received_bytes:
        os.ftruncate(part, upload.received_bytes)
    elif held < upload.received_bytes:
        upload.received_bytes = held
        upload.save(update_fields=["received_bytes"])


def _write(part: int, content: bytes, offset: int) -> None:
    view = memoryview(content)
    while view:
        written = os.pwrite(part, view, offset)
        view, offset = view[written:], offset + written
    os.fsync(part)
    flush_folder(folder())


def _count(upload: Upload, received: int, at: datetime) -> None:
    upload.received_bytes, upload.changed_at = received, at
    upload.save(update_fields=["received_bytes", "changed_at"])


def _finish(upload: Upload, part: int, at: datetime) -> None:
    content = os.pread(part, upload.size_bytes, 0)
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        _count(upload, 0, at)
        raise UploadDamaged
    try:
        prepared = photos.prepare(content, name=upload.name)
    except FileRefused as refused:
        upload.delete()
        part_of(upload).unlink(missing_ok=True)
        raise PhotoRefused(**refused.details) from refused
    with transaction.atomic():
        upload.photo = photos.keep(prepared, at=at)
        upload.save(update_fields=["photo"])
    part_of(upload).unlink(missing_ok=True)


def remove_stale(*, before: datetime) -> Removed:
    """Take away uploads that nobody went on with since ``before``, and parts that belong to no upload.

    A phone that comes back later begins such a file anew; it keeps its own copy until it has the receipt.
    """
    stale = Upload.objects.filter(photo=None, changed_at__lt=before).order_by("id")
    removed = [upload for upload in stale if _remove(upload, before)]
    parts = [part for part in _parts() if part.stat().st_mtime < before.timestamp() and not _is_wanted(part)]
    size = sum(part.stat().st_size for part in parts)
    for part in parts:
        part.unlink(missing_ok=True)
    return Removed(uploads=len(removed), files=len(parts), size_bytes=size)


def _remove(upload: Upload, before: datetime) -> bool:
    """Whether the upload was still stale and is gone now."""
    gone, _each = Upload.objects.filter(pk=upload.pk, photo=None, changed_at__lt=before).delete()
    return bool(gone)


def _parts() -> list[Path]:
    return sorted(folder().iterdir()) if folder().is_dir() else []


def _is_wanted(part: Path) -> bool:
    by_id, _dash, sha256 = part.name.partition("-")
    if not by_id.isdecimal():
        return False
    return Upload.objects.filter(by_id=int(by_id), sha256=sha256, photo=None).exists()
