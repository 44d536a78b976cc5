"""案件: registered by another system, and its state asked for."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from diebian.api.access import Asks, caller
from diebian.api.shapes import CaseOut, NewCaseIn, ProblemOut
from diebian.base.problems import Invalid, NotFound
from diebian.cases import actions, queries
from diebian.cases.models import Case
from diebian.lib.worktime import SHANGHAI
from diebian.people.terms import Permission
from diebian.standards.queries import categories

router = Router(tags=["cases"])
REFUSED = {(400, 401, 403, 404, 409, 422): ProblemOut}


@router.post("", auth=Asks(Permission.CASE_REGISTER), response={201: CaseOut, **REFUSED})
def register(request: HttpRequest, new: NewCaseIn) -> Status[dict[str, Any]]:
    """登记: one fault enters the ledger, with its number and the office's dispatch clock."""
    by = caller(request)
    if new.category_code and not _is_category(new.category_code, request):
        raise Invalid(field=_("类别"), reason=new.category_code)
    case = actions.register_case(campaign=by.campaign, new=actions.NewCase(**dict(new)), by=by.user, at=by.at)
    return Status(201, told(case, lead_unit=None))


@router.get("/{int:number}", auth=Asks(Permission.CASE_VIEW), response={200: CaseOut, **REFUSED})
def show(request: HttpRequest, number: int) -> dict[str, Any]:
    """One case within the caller's reach."""
    by = caller(request)
    case = queries.case_by_number(queries.visible_cases(by.campaign, by.reach), number)
    if case is None:
        raise NotFound(what=_("案件 %(number)s") % {"number": number})
    return told(case, lead_unit=case.lead_unit.name if case.lead_unit else None)


def told(case: Case, *, lead_unit: str | None) -> dict[str, Any]:
    """A case as ``CaseOut`` has it."""
    own = {name: getattr(case, name) for name in CaseOut.model_fields if name != "lead_unit"}
    local = {name: value.astimezone(SHANGHAI) for name, value in own.items() if isinstance(value, datetime)}
    return own | local | {"lead_unit": lead_unit}


def _is_category(code: str, request: HttpRequest) -> bool:
    by = caller(request)
    in_force = categories(by.campaign, on=by.at.astimezone(SHANGHAI).date())
    return in_force.filter(code=code).exists()
