"""The content-addressed store: a file is kept once, under the SHA-256 of its content, and never overwritten."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

from django.conf import settings

from diebian.base.models import StoredFile

_flushes_each: ContextVar[bool] = ContextVar("flushes_each", default=True)


@contextmanager
def flushed_together() -> Iterator[None]:
    """Flush all files stored inside to the disk at once at the end, not one by one.

    For a writer who makes thousands of files and commits their rows after this block: nothing that was
    acknowledged can be lost, and the disk is waited for once.
    """
    token = _flushes_each.set(False)
    try:
        yield
        os.sync()
    finally:
        _flushes_each.reset(token)


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def store(
    content: bytes, *, media_type: str, at: datetime, width: int | None = None, height: int | None = None
) -> StoredFile:
    """Keep ``content``, flushed to the disk before the row is written; the same content gives the same row."""
    sha256 = hashlib.sha256(content).hexdigest()
    _write_once(path_of(sha256), content)
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size_bytes": len(content),
            "media_type": media_type,
            "width": width,
            "height": height,
            "created_at": at,
        },
    )
    return row


def read(sha256: str) -> bytes:
    """The content. Raises ``FileNotFoundError``."""
    return path_of(sha256).read_bytes()


def _write_once(target: Path, content: bytes) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        if _flushes_each.get():
            out.flush()
            os.fsync(out.fileno())
    Path(name).replace(target)
    if _flushes_each.get():
        flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """A rename is durable only once the folder itself is flushed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
