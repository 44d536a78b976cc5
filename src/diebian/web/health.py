"""For watchdogs: whether this process can work. The reason why not goes to the log, never to the caller."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from diebian.base.migration_state import missing_migrations
from diebian.web.guards import public

log = logging.getLogger(__name__)


class _Known:
    """Tables do not go back to an older version under a running process: once right, they are not asked again."""

    is_current = False


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and its tables are those of this version, else 503."""
    try:
        reason = _reason()
    except DatabaseError as fault:
        reason = f"database unreachable: {fault}"
    if reason:
        log.error("not healthy: %s", reason)
        return HttpResponse("unavailable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def _reason() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _Known.is_current:
        if missing := missing_migrations():
            return f"migrations not applied: {', '.join(missing)}"
        _Known.is_current = True
    return ""
