"""The audit chain: whole when left alone, broken when a single row is touched."""

import pytest
from django.db import connection, transaction

from diebian.base.actions import NewEvent, record_event, record_events
from diebian.base.models import Event
from diebian.base.queries import events_of, first_broken_event


def record(now, number: int = 1):
    return record_event(
        verb="case.registered", subject_kind="case", subject_id=number, by=None, at=now, data={"描述": "垃圾"}
    )


def test_chain_is_whole_after_single_and_many_events(db, now):
    record(now)
    record_events([NewEvent("case.dispatched", "case", n, None, now, {}) for n in range(3)])
    assert first_broken_event() is None
    assert Event.objects.count() == 4
    assert [e.verb for e in events_of(subject_kind="case", subject_id=1)] == [
        "case.registered",
        "case.dispatched",
    ]


def test_an_altered_event_is_found(db, now):
    record(now)
    second = record(now)
    record(now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_event SET verb = 'case.closed' WHERE id = %s", [second.pk])
    assert first_broken_event() == second.pk


def test_a_removed_event_is_found(db, now):
    record(now)
    second, third = record(now), record(now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_event WHERE id = %s", [second.pk])
    assert first_broken_event() == third.pk


def test_an_event_is_never_saved_again_nor_deleted(db, now):
    event = record(now)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.django_db(transaction=True)
def test_an_event_without_a_transaction_is_a_defect(now):
    with pytest.raises(RuntimeError):
        record(now)
    with transaction.atomic():
        record(now)
