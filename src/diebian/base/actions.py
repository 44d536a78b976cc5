"""Writing the audit chain. Called inside the transaction of the change itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from diebian.base.models import Event
from diebian.base.rows import insert_row, insert_rows
from diebian.lib import hashchain

# One number for the whole chain: on PostgreSQL writers of events queue on it until they commit.
CHAIN_LOCK = 410811


class Actor(Protocol):
    """Whoever does something: a user, or the system's own user."""

    @property
    def pk(self) -> Any: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class NewEvent:
    """An event to be recorded; ``data`` holds plain JSON values only."""

    verb: str
    subject_kind: str
    subject_id: int
    by: Actor | None
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def record_event(
    *, verb: str, subject_kind: str, subject_id: int, by: Actor | None, at: datetime, data: Mapping[str, Any]
) -> Event:
    """Append one event to the chain. Raises ``RuntimeError`` outside a transaction."""
    (event,) = _chained([NewEvent(verb, subject_kind, subject_id, by, at, data)])
    insert_row(event)
    return event


def record_events(new: Sequence[NewEvent]) -> None:
    """Append events in order; the chain is locked until the transaction ends. Raises as ``record_event``."""
    insert_rows(_chained(new))


def _chained(new: Sequence[NewEvent]) -> list[Event]:
    """The events, each linked to the one before it. Raises ``RuntimeError`` outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of its change")
    previous = chain_head()
    events = []
    for item in new:
        events.append(_linked(item, previous))
        previous = events[-1].hash
    return events


def chain_head() -> str:
    """The newest hash, with the chain locked to this transaction (SQLite's write lock already does so)."""
    lock_writes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM base_event ORDER BY id DESC LIMIT 1")
        newest = cursor.fetchone()
    return str(newest[0]) if newest else hashchain.START


def lock_writes() -> None:
    """Make other writers wait until this transaction ends. SQLite's own write lock does so from its beginning."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _linked(item: NewEvent, previous: str) -> Event:
    event = Event(
        at=item.at,
        by_id=item.by.pk if item.by else None,
        by_label=item.by.label if item.by else "",
        verb=item.verb,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
        data=dict(item.data),
        previous_hash=previous,
    )
    event.hash = hashchain.link(previous, event.content())
    return event
