"""Named reads of the audit chain."""

from diebian.base.models import Event
from diebian.lib import hashchain


def events_of(*, subject_kind: str, subject_id: int) -> list[Event]:
    """The life of one object, oldest first."""
    return list(Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("id"))


def first_broken_event() -> int | None:
    """The id of the first event that was altered after it was written, or None."""
    rows = Event.objects.order_by("id").iterator(chunk_size=2000)
    return hashchain.first_break((row.id, row.previous_hash, row.hash, row.content()) for row in rows)
