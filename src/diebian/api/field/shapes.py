"""What the phone gets and sends, as the schema tells it: its types are made from this."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from diebian.api.declared import Declared
from diebian.cases.terms import CaseState, MarkShape, PhotoStage, TaskKind
from diebian.inspections.terms import VisitKind
from diebian.standards.terms import ItemKind


class CampaignOut(Schema):
    """The campaign the phone works in; ``end_on`` is its last day."""

    id: int
    name: str
    start_on: date
    end_on: date
    is_demo: bool


class PhotoLimitsOut(Schema):
    """What to make of a photograph before it is sent: longest edge in pixels, JPEG quality; most bytes and pixels taken."""

    max_edge: int
    quality: float
    max_bytes: int
    max_pixels: int


class MeOut(Schema):
    """Who holds the phone and what he has to do there. ``csrf_token`` goes into ``X-CSRFToken``."""

    user_id: int
    username: str
    display_name: str
    unit: str
    csrf_token: str
    server_time: datetime
    campaign: CampaignOut
    photo: PhotoLimitsOut
    chunk_bytes: int
    version: str
    may: list[Literal["visit", "verify", "rectify"]]


class FileOut(Schema):
    """The receipt of a photograph: it is here, whole, and will stay."""

    sha256: str
    size: int
    width: int | None
    height: int | None
    received_at: datetime


class WaitingCaseTold(Schema):
    """An open case at a place."""

    number: int
    description: str
    state: CaseState
    due_at: datetime | None


class PastVisitTold(Schema):
    """A visit made there: by whom, how many items failed, how many cases came of it."""

    at: datetime
    kind: VisitKind
    who: str
    failed: int
    cases: int


class PlaceTold(Schema):
    """A place within reach, what waits there (the first due) and what was seen there (the latest).

    ``place_type`` is the code of its check list; ``open_cases`` counts them all.
    """

    id: int
    number: str
    name: str
    place_type: str
    address: str
    latitude: float | None
    longitude: float | None
    subdistrict: str
    community: str
    responsible_unit: str
    keeper: str
    leader: str
    open_cases: int
    cases: list[WaitingCaseTold]
    last_visit_at: datetime | None
    history: list[PastVisitTold]


class ThresholdTold(Schema):
    """At least or at most ``amount``; of ``per`` extent, of a ``sample``, or as a percentage."""

    amount: int
    unit: str
    is_ceiling: bool
    is_percent: bool
    per: int
    per_unit: str
    sample: int


class GradeTold(Schema):
    """A grade that can be given; the first of an item is the best."""

    code: str
    name: str


class CheckItemTold(Schema):
    """What is looked at. ``if_failed`` are asked only when this one fails; ``also``: other standards it counts for."""

    id: int
    code: str
    framework: str
    edition: str
    indicator: str
    text: str
    kind: ItemKind
    threshold: ThresholdTold | None
    grades: list[GradeTold]
    method: str
    sampling_rule: str
    exceptions: list[str]
    tip: str
    category_code: str
    if_failed: list[int]
    also: list[str]


class CheckListTold(Schema):
    """The merged list of a type of place as it holds today."""

    id: str
    place_type: str
    name: str
    items: list[CheckItemTold]


class AssignmentTold(Schema):
    """A visit planned for him: the day it is meant for, and the last one on which it may be made."""

    id: int
    place_id: int
    kind: VisitKind
    planned_at: datetime | None
    planned_for: date | None
    until: date | None
    note: str


class MarkTold(Schema):
    """A mark in fractions of the upright picture; an arrow points from (x, y) to (x + w, y + h)."""

    shape: MarkShape
    x: float
    y: float
    w: float
    h: float
    text: str


class TaskPhotoTold(Schema):
    """A photograph of the case: ``check`` was taken by who verified or looked back. ``id`` is what marks name."""

    id: int
    url: str
    thumb: str
    stage: PhotoStage
    round: int
    taken_at: datetime | None
    marks: list[MarkTold]


class TaskTold(Schema):
    """What is asked about a case: by whom (as far as he may be named), since when, and why or what was done."""

    id: str
    kind: TaskKind
    case_id: int
    number: int
    place_id: int | None
    place_text: str
    description: str
    demand: str
    due_at: datetime | None
    round: int
    reason: str
    who: str
    asked_at: datetime | None
    photos: list[TaskPhotoTold]


class CategoryTold(Schema):
    """A category in force."""

    id: str
    code: str
    name: str


class PlaceChange(Schema):
    """A place as it is now; ``data`` null: gone for this person (so with every kind)."""

    kind: Literal["place"]
    id: int
    data: PlaceTold | None


class CheckListChange(Schema):
    """The list of a type of place; null: it has none."""

    kind: Literal["check_list"]
    id: str
    data: CheckListTold | None


class CategoryChange(Schema):
    """A category; null: of no edition in force."""

    kind: Literal["category"]
    id: str
    data: CategoryTold | None


class AssignmentChange(Schema):
    """A plan of his; null: made, or taken back."""

    kind: Literal["assignment"]
    id: int
    data: AssignmentTold | None


class TaskChange(Schema):
    """A task of his; null: done, or another's now."""

    kind: Literal["task"]
    id: str
    data: TaskTold | None


Change = Annotated[
    PlaceChange | CheckListChange | CategoryChange | AssignmentChange | TaskChange,
    Field(discriminator="kind"),
]


class ChangesOut(Schema):
    """A page of the feed. Keep ``cursor`` with its items; ``more``: ask again at once."""

    cursor: str
    more: bool
    # Thousands at a first sync, made by ourselves: a test compares them with what is declared, not each answer.
    items: Annotated[list[Any], Declared(list[Change])]
