"""What comes in and what goes out, as the schema tells it."""

from datetime import datetime

from ninja import Field, Schema

from diebian.cases.terms import CaseSource, CaseState
from diebian.standards.terms import Level


class NewCaseIn(Schema):
    """A fault to be registered. Sent again with the same ``client_key`` it gives the case made before."""

    model_config = {"extra": "forbid", "str_strip_whitespace": True}

    description: str = Field(min_length=1, max_length=2000)
    source: CaseSource
    source_number: str = Field("", max_length=60)
    place_text: str = Field("", max_length=200)
    category_code: str = Field("", max_length=40)
    level: Level = Level.LIMITED
    demand: str = Field("", max_length=2000)
    client_key: str = Field("", max_length=64)


class CaseOut(Schema):
    """A case as other systems see it. Instants carry their zone."""

    number: int
    state: CaseState
    source: CaseSource
    source_number: str
    description: str
    place_text: str
    category_code: str
    level: Level
    lead_unit: str | None
    registered_at: datetime
    dispatch_due_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None


class ProblemOut(Schema):
    """What went wrong: a number that begins with the HTTP status, a sentence, what to do next; ``fields`` names the places."""

    number: str
    message: str
    next_step: str = ""
    fields: dict[str, str] = {}
