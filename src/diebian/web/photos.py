"""Serving photographs: whoever may see the thing a photograph hangs on may see it; for all others there is none."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from diebian.base import files
from diebian.base.models import Photo, StoredFile
from diebian.base.problems import NotFound
from diebian.cases import queries as cases
from diebian.cases import tasks
from diebian.cases.naming import is_taken_at_secret_visit_beyond
from diebian.inspections import queries as inspections
from diebian.inspections.models import Visit
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.reports import queries as reports
from diebian.web.guards import Here, signed_in

SIZES: Mapping[str, Callable[[Photo], StoredFile]] = {
    "display": lambda photo: photo.display,
    "thumbnail": lambda photo: photo.thumbnail,
    "original": lambda photo: photo.original,
}
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}
A_DAY = 24 * 3600


@signed_in
def photo(request: HttpRequest, here: Here, pk: int, size: str) -> HttpResponse:
    """One photograph. Raises ``NotFound`` alike for what is not there and what is not for this person.

    The original holds what the camera wrote of place, time and its owner: it is for those who verify, and that of a
    secret visit for those who may see the visit.
    """
    related = ("original", "display", "thumbnail")
    found = Photo.objects.select_related(*related).filter(pk=pk).order_by("pk").first()
    if found is None or not _is_seen(found, here) or not _is_fit(found, size, here):
        raise NotFound(what=Photo._meta.verbose_name)
    stored = SIZES[size](found)
    response = HttpResponse(files.read(stored.sha256), content_type=stored.media_type)
    response["Content-Disposition"] = f'inline; filename="{pk}-{size}.{SUFFIXES[stored.media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Written once under its hash, so it never changes; but only this person's browser may keep it.
    response["Cache-Control"] = f"private, max-age={A_DAY}, immutable"
    return response


def _is_fit(photo: Photo, size: str, here: Here) -> bool:
    if size != "original":
        return True
    visits = _visits(here)
    return here.may(Permission.CASE_VERIFY) and not (
        inspections.is_of_secret_visit_beyond(visits, photo) or is_taken_at_secret_visit_beyond(visits, photo)
    )


def _visits(here: Here) -> QuerySet[Visit]:
    looking = inspections.viewer(here.user, here.campaign, at=here.at)
    return inspections.visible_visits(here.campaign, looking)


def _is_seen(photo: Photo, here: Here) -> bool:
    return (
        _in_case(photo, here)
        or _in_visit(photo, here)
        or _in_report(photo, here)
        or tasks.answer_shows_photo(
            here.campaign, photo, user=here.user, sees_all=here.may(Permission.CASE_VERIFY)
        )
        or (here.may(Permission.VISIT_PLAN) and inspections.rival_shows_photo(here.campaign, photo))
    )


def _in_case(photo: Photo, here: Here) -> bool:
    found = reach(here.user, here.campaign, Permission.CASE_VIEW, at=here.at)
    return bool(found) and cases.shows_photo(cases.visible_cases(here.campaign, found), photo)


def _in_visit(photo: Photo, here: Here) -> bool:
    return here.may(Permission.VISIT_VIEW) and inspections.shows_photo(_visits(here), photo)


def _in_report(photo: Photo, here: Here) -> bool:
    return here.may(Permission.REPORT_VIEW) and reports.shows_photo(reports.reports(here.campaign), photo)


def tile(photo: Photo, caption: str) -> dict[str, Any]:
    """A photograph for ``_parts/photos.html``."""
    return {"address": reverse("photos:photo", args=[photo.pk, "display"]), "caption": caption}
