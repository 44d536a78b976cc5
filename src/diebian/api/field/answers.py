"""The answer to a task is sent from the street."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from diebian.api.access import caller
from diebian.api.field.access import IN_THE_FIELD
from diebian.api.shapes import ProblemOut
from diebian.flows.field.answers import SentAnswer, receive_answer, told_of
from diebian.flows.field.sent import require_undamaged
from diebian.flows.field.shapes import AnswerIn, AnswerOut
from diebian.lib.worktime import SHANGHAI

router = Router(tags=["field"])
REFUSED = {(400, 401, 403, 404, 409, 422, 424, 460): ProblemOut}


@router.post("", auth=IN_THE_FIELD, response={(200, 201): AnswerOut, **REFUSED})
def submit_answer(request: HttpRequest, answer: AnswerIn) -> Status[dict[str, Any]]:
    """Taken, or kept beside a case that has moved; sent again it gives the same receipt (200)."""
    by = caller(request)
    sent = SentAnswer(answer, json.loads(request.body), sender=by.user, by=by.user)
    require_undamaged(request.headers.get("X-Body-SHA256", ""), sent.sha256)
    answered = receive_answer(campaign=by.campaign, sent=sent, at=by.at)
    receipt = {
        "client_id": answer.client_id,
        "body_sha256": sent.sha256,
        "received_at": answered.answer.received_at.astimezone(SHANGHAI),
        "is_new": answered.is_new,
        "outcome": answered.answer.outcome,
        "told": told_of(answered.answer),
    }
    return Status(201 if answered.is_new else 200, receipt)
