"""Photographs: served to whoever may see the thing they hang on; for everybody else they are not there."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from diebian.base import files
from diebian.base.models import Photo, StoredFile
from diebian.base.problems import NotFound
from diebian.cases.models import CasePhoto
from diebian.cases.queries import visible_cases
from diebian.inspections.models import FindingPhoto
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.reports.models import ReportPhoto
from diebian.web.guards import Here, signed_in

DAY_SECONDS = 86400


@signed_in
def photo(request: HttpRequest, here: Here, pk: int, size: str) -> HttpResponseBase:
    """One photograph as thumbnail, public copy or original. Its content never changes, so a browser may keep it."""
    found = get_object_or_404(Photo.objects.select_related("original", "display", "thumbnail"), pk=pk)
    if not may_see(found, here):
        raise NotFound(what=str(found))
    stored: StoredFile = getattr(found, size)
    response = FileResponse(files.path_of(stored.sha256).open("rb"), content_type=stored.media_type)
    response["Cache-Control"] = f"private, max-age={DAY_SECONDS}, immutable"
    response["Content-Disposition"] = f'inline; filename="{stored.sha256[:12]}"'
    return response


def may_see(photo: Photo, here: Here) -> bool:
    """Whether the person may see any of the things the photograph hangs on."""
    cases = visible_cases(here.campaign, reach(here.user, here.campaign, Permission.CASE_VIEW, at=here.at))
    if CasePhoto.objects.filter(photo=photo, case__in=cases).exists():
        return True
    if here.may(Permission.REPORT_VIEW) and ReportPhoto.objects.filter(photo=photo).exists():
        return True
    visits = reach(here.user, here.campaign, Permission.VISIT_VIEW, at=here.at)
    found = FindingPhoto.objects.filter(photo=photo, finding__visit__campaign=here.campaign)
    if not visits.everything:
        found = found.filter(finding__visit__inspector=here.user)
    return found.exists()
