"""What the phone gets and sends, as the schema tells it: its types are made from this."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema


class CampaignOut(Schema):
    """The campaign the phone works in; ``end_on`` is its last day."""

    id: int
    name: str
    start_on: date
    end_on: date
    is_demo: bool


class PhotoLimitsOut(Schema):
    """What to make of a photograph before it is sent: longest edge in pixels, JPEG quality, most bytes."""

    max_edge: int
    quality: float
    max_bytes: int


class MeOut(Schema):
    """Who holds the phone. ``csrf_token`` goes into ``X-CSRFToken``."""

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


class FileOut(Schema):
    """The receipt of a photograph: it is here, whole, and will stay."""

    sha256: str
    size: int
    width: int | None
    height: int | None
    received_at: datetime


class ChangeOut(Schema):
    """One thing as it is now (docs/field.md tells its fields); ``data`` null: gone for this person."""

    kind: Literal["place", "check_list", "category", "assignment", "task"]
    id: int | str
    data: dict[str, Any] | None


class ChangesOut(Schema):
    """A page of the feed. Keep ``cursor`` with its items; ``more``: ask again at once."""

    cursor: str
    more: bool
    items: list[ChangeOut]
