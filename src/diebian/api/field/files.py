"""Photographs over a bad line: tus 1.0 (core and creation), the address is the content's SHA-256."""

import base64
import binascii
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from diebian.api.access import caller
from diebian.api.field.access import IN_THE_FIELD
from diebian.api.field.problems import WrongContentType, WrongTusVersion
from diebian.api.field.shapes import FileOut
from diebian.api.shapes import ProblemOut
from diebian.base import uploads
from diebian.base.models import Upload
from diebian.base.problems import NotFound, UploadTooLarge, WrongUpload
from diebian.lib.worktime import SHANGHAI

router = Router(tags=["field"])
TUS = "1.0.0"
PIECE = "application/offset+octet-stream"
REFUSED = {(400, 401, 403, 404, 409, 412, 413, 415, 422, 460): ProblemOut}


@router.api_operation(["OPTIONS"], "", auth=IN_THE_FIELD, response={204: None, **REFUSED})
def abilities(request: HttpRequest) -> HttpResponse:
    """What this server can do of tus."""
    more = {"Tus-Version": TUS, "Tus-Extension": "creation", "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES)}
    return _answer(204, **more)


@router.post("", auth=IN_THE_FIELD, response={201: None, **REFUSED})
def start(request: HttpRequest) -> HttpResponse:
    """Begin a file, or find the one begun before. ``Upload-Metadata`` holds its ``sha256`` and ``name``."""
    _require_tus(request)
    by = caller(request)
    told = _metadata(request)
    upload = uploads.start(
        by_id=by.user.pk,
        sha256=told.get("sha256", ""),
        size_bytes=_number(request, "Upload-Length"),
        name=told.get("name", "") or told.get("filename", ""),
        at=by.at,
    )
    place = reverse("api:show_file", args=[upload.sha256])
    return _answer(201, **{"Location": place, "Upload-Offset": str(upload.received_bytes)})


@router.api_operation(["HEAD"], "/{sha256}", auth=IN_THE_FIELD, response={200: None, **REFUSED})
def how_far(request: HttpRequest, sha256: str) -> HttpResponse:
    """How much of the file is safely here."""
    _require_tus(request)
    upload = _upload(request, sha256)
    return _answer(
        200, **{"Upload-Offset": str(upload.received_bytes), "Upload-Length": str(upload.size_bytes)}
    )


@router.patch("/{sha256}", auth=IN_THE_FIELD, response={204: None, **REFUSED})
def receive(request: HttpRequest, sha256: str) -> HttpResponse:
    """The next piece. With the last one the whole is checked and the photograph taken in."""
    _require_tus(request)
    if request.content_type != PIECE:
        raise WrongContentType(wanted=PIECE)
    content = _body(request)
    upload = _upload(request, sha256)
    uploads.receive(upload, content, offset=_number(request, "Upload-Offset"), at=caller(request).at)
    return _answer(204, **{"Upload-Offset": str(upload.received_bytes)})


@router.get("/{sha256}", auth=IN_THE_FIELD, response={200: FileOut, **REFUSED}, url_name="show_file")
def receipt(request: HttpRequest, sha256: str) -> dict[str, Any]:
    """The receipt of a file that arrived whole; 404 for any other."""
    upload = _upload(request, sha256)
    if upload.photo is None:
        raise NotFound(what=Upload._meta.verbose_name)
    original = upload.photo.original
    return {
        "sha256": upload.sha256,
        "size": original.size_bytes,
        "width": original.width,
        "height": original.height,
        "received_at": upload.photo.received_at.astimezone(SHANGHAI),
    }


def _upload(request: HttpRequest, sha256: str) -> Upload:
    by = caller(request)
    return uploads.find(by_id=by.user.pk, sha256=sha256, at=by.at)


def _answer(status: int, **headers: str) -> HttpResponse:
    return HttpResponse(status=status, headers={"Tus-Resumable": TUS, **headers})


def _require_tus(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != TUS:
        raise WrongTusVersion(version=TUS)


def _number(request: HttpRequest, name: str) -> int:
    given = request.headers.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) <= 15):
        raise WrongUpload(reason=_("缺少 %(name)s") % {"name": name})
    return int(given)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """tus: ``name base64,name base64``. Raises ``WrongUpload``."""
    found = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        name, _blank, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise WrongUpload(reason="Upload-Metadata") from None
    return found


def _body(request: HttpRequest) -> bytes:
    """The piece. A line that broke while it was sent leaves nothing to keep: pieces are small."""
    if int(request.headers.get("Content-Length") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise UploadTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    try:
        return request.body
    except UnreadablePostError:
        raise WrongUpload(reason=_("连接中断")) from None
