"""What changed since the phone last asked."""

from typing import Any

from django.http import HttpRequest
from django.views.decorators.gzip import gzip_page
from ninja import Router
from ninja.decorators import decorate_view

from diebian.api.access import caller
from diebian.api.field.access import IN_THE_FIELD
from diebian.api.field.shapes import ChangesOut
from diebian.api.shapes import ProblemOut
from diebian.flows.field.changes import changes
from diebian.flows.field.kinds import Holder

router = Router(tags=["field"])
REFUSED = {(401, 403, 404, 410): ProblemOut}


@router.get("/changes", auth=IN_THE_FIELD, response={200: ChangesOut, **REFUSED})
@decorate_view(gzip_page)
def since(request: HttpRequest, cursor: str = "") -> dict[str, Any]:
    """One page; without ``cursor`` everything from the beginning. 410: ask again without a cursor."""
    by = caller(request)
    page = changes(Holder(by.campaign, by.user, by.at), cursor)
    items = [{"kind": item.kind, "id": item.id, "data": item.data} for item in page.items]
    return {"cursor": page.cursor, "more": page.more, "items": items}
