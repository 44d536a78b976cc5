"""A visit as the phone writes it down (``VisitIn``); the schema of the API is made from this."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from diebian.cases.terms import AnswerOutcome, AnswerResult, MarkShape
from diebian.inspections.terms import EvidenceSource, EvidenceStage, VisitKind
from diebian.standards.terms import Level

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Metres = Annotated[int, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=999_999)]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Strict(Schema):
    """Unknown fields are refused, not dropped."""

    model_config = {"extra": "forbid"}


class PositionIn(Strict):
    """Where the phone stood, in degrees WGS-84, and when it knew that."""

    latitude: Latitude
    longitude: Longitude
    accuracy_m: Metres
    at: AwareDatetime


class ObservationIn(Strict):
    """What was seen at one item; the server judges. ``result`` is empty when ``counted`` says it."""

    check_item_id: Key
    result: str = Field(max_length=20)
    counted: Count | None
    extent: Count
    total: Count
    note: str = Field(max_length=500)


class PhotoIn(Strict):
    """A photograph that was sent ahead, by its hash, and what the phone says of it."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    stage: EvidenceStage
    source: EvidenceSource
    taken_at: AwareDatetime
    latitude: Latitude | None
    longitude: Longitude | None
    accuracy_m: Metres | None


class FindingIn(Strict):
    """One fault: at an item, or outside the list (``check_item_id`` null)."""

    position: int = Field(ge=1, le=1000)
    check_item_id: Key | None
    description: str = Field(max_length=2000)
    category_code: str = Field(max_length=20)
    level: Level
    is_fixed_on_spot: bool
    photos: list[PhotoIn] = Field(max_length=30)


class VisitIn(Strict):
    """One visit, whole. Sent again it is the same visit; sent again with another content both are kept."""

    client_id: UUID
    place_id: Key
    assignment_id: Key | None
    kind: VisitKind
    started_at: AwareDatetime
    finished_at: AwareDatetime
    position: PositionIn | None
    observations: list[ObservationIn] = Field(max_length=2000)
    findings: list[FindingIn] = Field(max_length=300)
    note: str = Field(max_length=500)


class CaseNumberOut(Schema):
    """A case that was opened."""

    number: int


class VisitOut(Schema):
    """The receipt: with it the phone may forget its own copy."""

    client_id: UUID
    visit_id: int
    body_sha256: str
    submitted_at: datetime
    cases: list[CaseNumberOut]
    is_new: bool


class MarkIn(Strict):
    """One mark on a photograph, in fractions of the upright picture (``cases.mark_rules`` says what is taken)."""

    shape: MarkShape
    x: Annotated[float, Field(allow_inf_nan=False)]
    y: Annotated[float, Field(allow_inf_nan=False)]
    w: Annotated[float, Field(allow_inf_nan=False)]
    h: Annotated[float, Field(allow_inf_nan=False)]
    text: str = Field(max_length=200)


class MarkedIn(Strict):
    """What was drawn on a photograph of the case."""

    photo_id: Key
    marks: list[MarkIn] = Field(max_length=100)


class AnswerIn(Strict):
    """The answer to a task, whole. ``task`` is the id of the feed; ``round`` and ``case_number`` as it was told."""

    client_id: UUID
    task: str = Field(pattern=r"^(verify|look_back|rectify|returned|retake):[1-9][0-9]{0,17}$")
    case_number: int = Field(ge=1, le=2**31 - 1)
    round: int = Field(ge=0, le=32767)
    result: AnswerResult
    text: str = Field(max_length=1000)
    photos: list[PhotoIn] = Field(max_length=30)
    marks: list[MarkedIn] = Field(max_length=100)
    answered_at: AwareDatetime
    position: PositionIn | None


class AnswerOut(Schema):
    """The receipt. ``kept``: the case had moved; nothing is lost, a person settles. ``told`` says it in words."""

    client_id: UUID
    body_sha256: str
    received_at: datetime
    is_new: bool
    outcome: AnswerOutcome
    told: str
