"""Where a request comes from. One answer for lockouts, limits and logs."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: of the connection, or as told by the stated number of our own proxies.

    Whoever sends ``X-Forwarded-For`` himself only adds to its left end; our proxies write the right end, so the entry
    of the outermost of them is the only one believed. Without proxies the header is not read at all.
    """
    own = str(request.META.get("REMOTE_ADDR") or "")
    if not settings.PROXIES:
        return own
    told = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    if len(told) < settings.PROXIES:
        return own
    return _plain(told[-settings.PROXIES]) or own


def _plain(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
