"""A visit is sent from the street."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from diebian.api.access import Asks, caller
from diebian.api.shapes import ProblemOut
from diebian.flows.field.sent import require_undamaged
from diebian.flows.field.shapes import VisitIn, VisitOut
from diebian.flows.field.visits import Sent, receive_visit
from diebian.lib.worktime import SHANGHAI
from diebian.people.terms import Permission

router = Router(tags=["field"])
REFUSED = {(400, 401, 403, 404, 409, 422, 424, 460): ProblemOut}


@router.post("", auth=Asks(Permission.VISIT_SUBMIT), response={(200, 201): VisitOut, **REFUSED})
def submit(request: HttpRequest, visit: VisitIn) -> Status[dict[str, Any]]:
    """Kept whole or not at all; sent again it gives the same receipt (200)."""
    by = caller(request)
    sent = Sent(visit, json.loads(request.body), inspector=by.user, by=by.user)
    require_undamaged(request.headers.get("X-Body-SHA256", ""), sent.sha256)
    receipt = receive_visit(campaign=by.campaign, sent=sent, at=by.at)
    submitted_at = receipt.visit.submitted_at
    answer = {
        "client_id": visit.client_id,
        "visit_id": receipt.visit.pk,
        "body_sha256": sent.sha256,
        "submitted_at": submitted_at and submitted_at.astimezone(SHANGHAI),
        "cases": [{"number": case.number} for case in receipt.cases],
        "is_new": receipt.is_new,
    }
    return Status(201 if receipt.is_new else 200, answer)
