"""The API as a whole: its routers, and how a problem is told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from diebian.api import cases
from diebian.api.field import answers as field_answers
from diebian.api.field import changes as field_changes
from diebian.api.field import files as field_files
from diebian.api.field import me as field_me
from diebian.api.field import visits as field_visits
from diebian.base.problems import Problem

api = NinjaAPI(
    title="蝶变 Diebian",
    version="1",
    urls_namespace="api",
    docs_url=None,  # its page loads scripts from elsewhere; docs/api.md and the schema tell the same
    openapi_url="openapi.json",
)
api.add_router("/cases", cases.router)
api.add_router("/field", field_me.router)
api.add_router("/field", field_changes.router)
api.add_router("/field/files", field_files.router)
api.add_router("/field/visits", field_visits.router)
api.add_router("/field/answers", field_answers.router)


@api.exception_handler(Problem)
def problem(request: HttpRequest, fault: Problem) -> HttpResponse:
    """As the pages tell it, for machines."""
    told: dict[str, Any] = {"number": fault.number, "message": str(fault), "next_step": fault.next_step}
    if fault.fields:
        told["fields"] = fault.fields
    return api.create_response(request, told, status=fault.status)


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    """No key, no session."""
    told = {"number": "401.1", "message": _("请先登录，或提供有效的接口密钥"), "next_step": ""}
    response = api.create_response(request, told, status=401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def wrong_shape(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Which fields are wrong and how; nothing was changed."""
    fields = {".".join(str(part) for part in error["loc"][1:]): str(error["msg"]) for error in fault.errors}
    told = {"number": "422.1", "message": _("请求的内容不符合接口要求"), "fields": fields}
    return api.create_response(request, told, status=422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """A body that is no JSON, and the like."""
    told = {"number": f"{fault.status_code}.0", "message": _("请求有误"), "next_step": str(fault)}
    return api.create_response(request, told, status=fault.status_code)
