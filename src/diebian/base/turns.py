"""Taking turns: work that has to be done once, whoever does it, is done by one process at a time.

The lock is the database's own (PostgreSQL) or lies beside it (SQLite, as the line of its writers does): it goes with the
process that holds it, so that nobody has to clean up after one that was killed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import connection

# Beside base.actions.CHAIN_LOCK; each kind of work has its own number.
LOOKING_OVER = 410812


def turn(number: int) -> AbstractContextManager[None]:
    """Wait until no other process does this work, and keep others waiting until the block ends."""
    if connection.vendor == "postgresql":
        return _in_database(number)
    name = str(connection.settings_dict["NAME"])
    # A database in memory belongs to its process alone.
    is_in_memory = name == ":memory:" or name.startswith("file:")
    return nullcontext() if is_in_memory else _on_file(f"{name}-turn-{number}")


@contextmanager
def _in_database(number: int) -> Iterator[None]:
    _ask("SELECT pg_advisory_lock(%s)", number)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)", number)


def _ask(statement: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])


@contextmanager
def _on_file(name: str) -> Iterator[None]:
    lock = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)  # closing is unlocking
