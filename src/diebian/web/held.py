"""A form that was refused brings its photographs back: chosen already, with a thumbnail, to be ticked off.

Who is signed in holds them as himself; a citizen's browser holds them by a signed cookie, set only when there is
something to hold. The form names them by key in ``held-<field>``; a key without its holder opens nothing.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diebian.base import clock, held
from diebian.base.models import HeldPhoto
from diebian.base.photos import PreparedPhoto, prepare
from diebian.base.problems import FileRefused, HeldPhotoGone, NotFound
from diebian.people.models import User
from diebian.web.guards import public

COOKIE, SALT = "held", "diebian.web.held"
PREFIX = "held-"


class HeldPhotos:
    """The photographs of one form: those chosen now, and those chosen before it was refused."""

    def __init__(self, request: HttpRequest, *, form: str, at: datetime) -> None:
        self._request, self._form, self._at = request, form, at
        self._visitor = ""  # a new one, to be told to the browser
        self._prepared: dict[int, PreparedPhoto] = {}
        self._used: list[HeldPhoto] = []
        self._offered: dict[str, list[HeldPhoto]] = {}
        self.lost: list[str] = []

    def photos(self, field: str) -> list[PreparedPhoto]:
        """The photographs of ``field``, those chosen before first. Raises ``FileRefused``, ``HeldPhotoGone``."""
        before = self._before(field)
        if len(before) != len(self._keys(field)):
            raise HeldPhotoGone
        self._used += before
        # One that was used came with this very form, sent twice: what it was taken for is there already.
        again = [one for one in before if one.used_at is None]
        return [_read(one) for one in again] + [self._prepare(upload) for upload in self._uploads(field)]

    def has(self, field: str) -> bool:
        """Whether the form names photographs chosen before."""
        return bool(self._keys(field))

    def sent(self) -> list[str]:
        """The fields of photographs that came with the form, for one whose fields depend on what it asks."""
        before = {name.removeprefix(PREFIX) for name in self._request.POST if name.startswith(PREFIX)}
        return sorted(before | set(self._request.FILES))

    def told_lost(self) -> str:
        """Which photographs could not be held, in words; "" when all were."""
        return _("须重新选择的照片：%(names)s") % {"names": "、".join(self.lost)} if self.lost else ""

    def keep(self, fields: Iterable[str]) -> None:
        """The form is refused: hold what was chosen now, and offer it with what was chosen before."""
        for field in fields:
            offered = [one for one in self._before(field) if one.used_at is None]
            offered += [one for upload in self._uploads(field) if (one := self._hold(upload))]
            self._offered[field] = list({one.pk: one for one in offered}.values())

    def offered(self, field: str) -> list[HeldPhoto]:
        """What the form shows as chosen already."""
        return self._offered.get(field, [])

    def release(self) -> None:
        """The form was taken, and its photographs with it."""
        held.release(self._used, at=self._at)

    def dressed(self, response: HttpResponse) -> HttpResponse:
        """The answer, with the cookie of a stranger's browser that has something to hold now."""
        if self._visitor:
            response.set_signed_cookie(
                COOKIE,
                self._visitor,
                salt=SALT,
                max_age=int(held.KEPT_FOR.total_seconds()),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response

    def _keys(self, field: str) -> set[str]:
        return set(self._request.POST.getlist(f"{PREFIX}{field}"))

    def _before(self, field: str) -> list[HeldPhoto]:
        keys = self._keys(field)
        holder = holder_of(self._request) if keys else ""
        return held.find(keys, holder=holder, form=self._form, at=self._at) if holder else []

    def _uploads(self, field: str) -> "list[UploadedFile[bytes]]":
        return self._request.FILES.getlist(field)

    def _prepare(self, upload: "UploadedFile[bytes]") -> PreparedPhoto:
        """Read once, however often it is asked for. Never reads more than the limit. Raises ``FileRefused``."""
        if id(upload) not in self._prepared:
            upload.seek(0)
            content = upload.read(settings.MAX_UPLOAD_BYTES + 1)
            self._prepared[id(upload)] = prepare(content, name=upload.name or "")
        return self._prepared[id(upload)]

    def _hold(self, upload: "UploadedFile[bytes]") -> HeldPhoto | None:
        """Held, or told as lost: it is no photograph, or there is no room."""
        try:
            photo = self._prepare(upload)
            kept = held.hold(photo, holder=self._holder(), form=self._form, at=self._at, room=self._room())
        except FileRefused:
            kept = None
        if kept is None:
            self.lost.append(upload.name or "")
        return kept

    def _room(self) -> held.Room:
        return held.STAFF if isinstance(self._request.user, User) else held.STRANGERS

    def _holder(self) -> str:
        """Who holds them; a stranger's browser is given a name when it has none."""
        known = holder_of(self._request)
        if not known and not self._visitor:
            self._visitor = secrets.token_hex(16)
        return known or _digest(f"visitor:{self._visitor}")


def _read(one: HeldPhoto) -> PreparedPhoto:
    """Read and checked anew, as if it had just been sent. Raises ``HeldPhotoGone`` when it was cleaned up meanwhile."""
    try:
        return prepare(held.original_of(one).read_bytes(), name=one.name)
    except FileNotFoundError as gone:
        raise HeldPhotoGone from gone


def holder_of(request: HttpRequest) -> str:
    """The digest under which this person or this browser holds photographs; "" for a browser that holds none."""
    if isinstance(request.user, User):
        return _digest(f"user:{request.user.pk}")
    kept_for = held.KEPT_FOR
    visitor = request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=kept_for)
    return _digest(f"visitor:{visitor}") if visitor else ""


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@require_safe
@never_cache
@public
def thumbnail(request: HttpRequest, key: str) -> HttpResponse:
    """The small copy of a photograph that its holder has not sent yet. Raises ``NotFound`` for everybody else."""
    holder = holder_of(request)
    found = held.find([key], holder=holder, at=clock.now()) if holder else []
    path = held.thumbnail_of(found[0]) if found else None
    if path is None or not path.is_file():
        raise NotFound(what=HeldPhoto._meta.verbose_name)
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
