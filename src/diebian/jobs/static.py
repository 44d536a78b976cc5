"""Static files gathered for serving: once for each version, not at each start."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders
from django.core.management import call_command

STAMP = "gathered"


def is_built() -> bool:
    """Whether the pages' own styles and scripts are there: a source tree has none before ``make assets``."""
    return find("build/page.css") is not None


def fingerprint() -> str:
    """What the sources of the static files look like now: names, sizes, times."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            found.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def is_stale() -> bool:
    """Whether the gathered files are missing or older than their sources."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    return not stamp.exists() or stamp.read_text(encoding="utf-8") != fingerprint()


def gather() -> bool:
    """Gather when stale; returns whether it was needed. The stamp is written last: a stop half-way gathers again."""
    if not is_stale():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    (Path(settings.STATIC_ROOT) / STAMP).write_text(fingerprint(), encoding="utf-8")
    return True
