"""外业检查: the page of the inspectors' app and its service worker. All else it does goes through ``/api/v1/field/``."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from diebian.web.guards import public

BUILT = Path(__file__).parent / "static" / "field"


@public
@require_safe
def app(request: HttpRequest) -> FileResponse:
    """The same page for everybody, also for strangers: it is kept on the phone and must hold nobody's data."""
    return _file("index.html", "text/html; charset=utf-8")


@public
@require_safe
def worker(request: HttpRequest) -> FileResponse:
    """Lies beside the page: a service worker rules over what lies under its own address."""
    return _file("sw.js", "text/javascript; charset=utf-8")


def _file(name: str, content_type: str) -> FileResponse:
    """Asked for anew each time, else a phone would never learn of a new version."""
    path = BUILT / name
    if not path.exists():
        raise Http404("python tools/frontend.py field")
    return FileResponse(
        path.open("rb"), content_type=content_type, headers={"Cache-Control": "private, no-cache"}
    )
