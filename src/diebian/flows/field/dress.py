"""A task as the phone is told it: its case, the photographs that belong to it, who asks as far as he may be named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from diebian.cases.marks import marks_of
from diebian.cases.models import CasePhoto
from diebian.cases.naming import naming
from diebian.cases.terms import TaskKind
from diebian.flows.field.kinds import Holder, moment
from diebian.people.models import Grant, User

CASE = (
    "id", "number", "state", "place_id", "place_text", "description", "demand", "due_at", "round", "lead_unit_id",
)  # fmt: skip
Row = Mapping[str, Any]
Told = dict[str, dict[str, Any] | None]


@dataclass(frozen=True)
class Asked:
    """One task before it is dressed: what is asked of whose case, by whom, when and why."""

    kind: TaskKind
    key: int
    case: Row
    due_at: datetime | None
    by_id: int
    asked_at: datetime | None
    reason: str
    photo: int | None = None  # the one that it is about; None: all of the case

    @property
    def id(self) -> str:
        return f"{self.kind.value}:{self.key}"


def dressed(holder: Holder, tasks: Sequence[Asked]) -> Told:
    """The tasks as they are told, by id, with the photographs of their cases and the names of who asks."""
    photos = _photos({task.case["id"] for task in tasks})
    names = _names({task.by_id for task in tasks})
    named = naming(
        [task.case["id"] for task in tasks], campaign=holder.campaign, user=holder.user, at=holder.at
    )
    return {
        task.id: _case(task.case)
        | {
            "id": task.id,
            "kind": task.kind.value,
            "due_at": moment(task.due_at),
            "reason": task.reason,
            "who": named.told(task.case["id"], task.by_id, names.get(task.by_id, "")),
            "asked_at": moment(task.asked_at),
            "photos": [one for one in photos.get(task.case["id"], []) if task.photo in (None, one["id"])],
        }
        for task in tasks
    }


def _case(row: Row) -> dict[str, Any]:
    told = {
        name: row[name] for name in ("number", "place_id", "place_text", "description", "demand", "round")
    }
    return told | {"case_id": row["id"]}


def _names(user_ids: set[int]) -> dict[int, str]:
    """User → his unit and name."""
    people = User.objects.filter(pk__in=user_ids).order_by("pk").values_list("pk", "display_name")
    held = Grant.objects.filter(user__in=user_ids, unit__isnull=False).order_by("-id")
    units = dict(held.values_list("user_id", "unit__short_name")) if user_ids else {}
    return {pk: f"{units.get(pk, '')} {name}".strip() for pk, name in people}


def _photos(case_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Case → its photographs in the order they hang, with what was drawn on them."""
    found = CasePhoto.objects.filter(case__in=case_ids).order_by("case_id", "round", "id")
    rows = list(found.values("id", "case_id", "photo_id", "stage", "round", "photo__taken_at"))
    marks = marks_of(row["id"] for row in rows) if rows else {}
    hung: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        hung.setdefault(row["case_id"], []).append(_photo(row, marks.get(row["id"], [])))
    return hung


def _photo(row: Row, marks: Sequence[Row]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": reverse("photos:photo", args=[row["photo_id"], "display"]),
        "thumb": reverse("photos:photo", args=[row["photo_id"], "thumbnail"]),
        "stage": row["stage"],
        "round": row["round"],
        "taken_at": moment(row["photo__taken_at"]),
        "marks": marks,
    }
