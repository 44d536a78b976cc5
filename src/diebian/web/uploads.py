"""Photographs out of a request, read before any transaction begins."""

from django.conf import settings
from django.http import HttpRequest

from diebian.base.photos import PreparedPhoto, prepare


def photos_in(request: HttpRequest, name: str) -> list[PreparedPhoto]:
    """The photographs sent in the field ``name``. Never reads more than the limit. Raises ``FileRefused``."""
    found = []
    for upload in request.FILES.getlist(name):
        content = upload.read(settings.MAX_UPLOAD_BYTES + 1)
        found.append(prepare(content, name=upload.name or name))
    return found
