"""Looking over photographs beside the web server: one process of its own, at low priority, begun again when it dies.

A process and not a thread: granian forks its workers from the process that serves, and a lock or a connection that a thread
holds at that instant would be held in the worker for ever. Pictures are compared on a core that no request waits for.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, close_old_connections

from diebian.base.clock import now
from diebian.flows.look_over_photos import look_over_some

# Seconds: between two looks when nothing waits; after a fault of the database or the disk; before a dead one is begun again.
PAUSE, AFTER_FAULT, BEFORE_AGAIN = 2.0, 60.0, 10.0
PATIENCE = 20.0
NICENESS = 10
log = logging.getLogger(__name__)


@contextmanager
def beside() -> Iterator[None]:
    """Keep a process that looks over photographs until the block ends."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=[stop], name="looking-over", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(stop: threading.Event) -> None:
    words = [sys.executable, "-m", "diebian", "look-over-photos", "--watch", "--parent", str(os.getpid())]
    while not stop.is_set():
        with subprocess.Popen(words) as process:  # noqa: S603  # our own program with our own words
            while process.poll() is None and not stop.wait(1):
                pass
            _end(process)
        if not stop.is_set():
            log.error("looking over photographs ended by itself (%s): begun again", process.returncode)
            stop.wait(BEFORE_AGAIN)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let it finish what it has in hand; what it has not begun waits for the next start."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


def watch(*, parent: int | None = None) -> None:
    """Look over what waits, again and again, until told to stop. One that serves a ``parent`` ends with it."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent:
        os.nice(NICENESS)
    while not stop.is_set() and parent in (None, os.getppid()):
        stop.wait(look())


def look() -> float:
    """Look over some; how many seconds to rest then. A fault is told, and tried again later."""
    try:
        return 0.0 if look_over_some(at=now()).photos else PAUSE
    except (DatabaseError, OSError):
        log.exception("photographs could not be looked over")
        return AFTER_FAULT
    finally:
        # As after a request: a connection that broke, or is old, is not used again.
        close_old_connections()
