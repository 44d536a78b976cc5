"""Who holds the phone, in which campaign, and what the server expects of what is sent."""

from importlib import metadata
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router

from diebian.api.access import Caller, caller
from diebian.api.field.access import IN_THE_FIELD
from diebian.api.field.shapes import MeOut
from diebian.api.shapes import ProblemOut
from diebian.base.uploads import CHUNK_BYTES
from diebian.lib.pictures import MAX_PIXELS
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Unit
from diebian.people.queries import held_roles, reach
from diebian.people.terms import Permission

router = Router(tags=["field"])
REFUSED = {(401, 403, 404): ProblemOut}
# What a phone makes of a photograph before it sends it: every detail of a fault still shows, a bad line still bears it.
MAX_EDGE = 2400
QUALITY = 0.85
MAY = {
    "visit": Permission.VISIT_SUBMIT,
    "verify": Permission.CASE_VERIFY,
    "rectify": Permission.CASE_RECTIFY,
}


@router.get("/me", auth=IN_THE_FIELD, response={200: MeOut, **REFUSED})
def me(request: HttpRequest) -> dict[str, Any]:
    """The person, the campaign, the token that every writing request carries in ``X-CSRFToken``."""
    by = caller(request)
    return {
        "user_id": by.user.pk,
        "username": by.user.username,
        "display_name": by.user.display_name,
        "unit": _unit(by),
        "csrf_token": get_token(request),
        "server_time": by.at.astimezone(SHANGHAI),
        "campaign": by.campaign,
        "photo": {
            "max_edge": MAX_EDGE,
            "quality": QUALITY,
            "max_bytes": settings.MAX_UPLOAD_BYTES,
            "max_pixels": MAX_PIXELS,
        },
        "chunk_bytes": CHUNK_BYTES,
        "version": version(),
        "may": [word for word, permission in MAY.items() if _has(by, permission)],
    }


def _has(by: Caller, permission: Permission) -> bool:
    return bool(reach(by.user, by.campaign, permission, at=by.at))


def _unit(by: Caller) -> str:
    held = [role.unit_id for role in held_roles(by.user, by.campaign, at=by.at) if role.unit_id]
    found = Unit.objects.filter(pk__in=held[:1]).order_by("id").first()
    return found.short_name or found.name if found else ""


def version() -> str:
    """The version installed; empty when it runs from its sources."""
    try:
        return metadata.version("diebian")
    except metadata.PackageNotFoundError:
        return ""
