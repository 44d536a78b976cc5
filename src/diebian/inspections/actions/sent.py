"""A visit as it comes from the street, before anything of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from diebian.base.models import Photo
from diebian.base.photos import PreparedPhoto
from diebian.inspections.models import Visit
from diebian.inspections.terms import Answer, Claim, Position, VisitKind
from diebian.people.models import Unit, User
from diebian.places.models import Place
from diebian.standards.terms import Level


@dataclass(frozen=True)
class Evidence:
    """A photograph that was sent ahead and is kept already, with what is claimed of it."""

    photo: Photo
    claim: Claim


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What is told of a fault besides the mark at its item.

    ``photos`` come with the visit itself, ``evidence`` was sent ahead. ``item_id`` is for faults that are told one by
    one at the same item.
    """

    description: str = ""
    category_code: str = ""
    level: Level = Level.LIMITED
    is_fixed_on_spot: bool = False
    photos: Sequence[PreparedPhoto] = ()
    evidence: Sequence[Evidence] = ()
    item_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit as it comes from the street: answers, details of failed items by item, faults told one by one.

    ``inspector`` is given when somebody else brings the visit in for him.
    """

    place: Place
    client_id: UUID
    started_at: datetime
    finished_at: datetime | None = None
    position: Position | None = None
    kind: VisitKind = VisitKind.OPEN
    supervision_unit: Unit | None = None
    answers: Sequence[Answer] = ()
    details: Mapping[int, Detail] = field(default_factory=dict)
    further: Sequence[Detail] = ()
    note: str = ""
    planned: Visit | None = None
    body_sha256: str = ""
    inspector: User | None = None
