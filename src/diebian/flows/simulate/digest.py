"""One number for all that a campaign's ledger and audit say: equal runs give equal digests, whatever ids the rows got."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from diebian.base.models import Event
from diebian.cases.models import Case
from diebian.people.models import Campaign

CASE = (
    "number", "source", "source_number", "description", "place_text", "category_code", "level", "state", "lead_unit__name",
    "responsible_person", "registered_at", "dispatched_at", "accepted_at", "rectified_at", "closed_at", "due_at",
    "round", "returned_count", "rework_count", "reopened_count", "is_fixed_on_spot",
)  # fmt: skip


# Row ids under other names, account names that are numbered, and hashes over rows that hold ids.
ID_KEYS = frozenset({"id", "username", "edition", "former", "input_sha256", "digest"})


def digest(campaign: Campaign) -> str:
    """SHA-256 over every case and every event. Row ids are left out: they depend on what was in the database before."""
    summed = hashlib.sha256()
    for row in (*_cases(campaign), *_events()):
        summed.update(json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode())
    return summed.hexdigest()


def _cases(campaign: Campaign) -> Iterator[dict[str, Any]]:
    yield from Case.objects.filter(campaign=campaign).order_by("number").values(*CASE)


def _events() -> Iterator[list[Any]]:
    """In the order of the chain; who acted by his shown name, since his account is numbered."""
    for event in Event.objects.order_by("id").iterator(1000):
        label = event.by_label.split("（")[0]
        yield [event.at.isoformat(), label, event.verb, event.subject_kind, _without_ids(event.data)]


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(inner) for key, inner in value.items() if not _names_a_row(key)}
    if isinstance(value, list):  # [item, answer]: the item is a row
        return [
            pair[1] if isinstance(pair, list) and len(pair) == 2 else _without_ids(pair) for pair in value
        ]
    return value


def _names_a_row(key: str) -> bool:
    """Keys whose values hold row ids, or are hashes over rows that hold them."""
    return key in ID_KEYS or key.endswith(("_id", "_ids"))
