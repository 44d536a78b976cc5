"""What holds for every page, whoever wrote it: headers, ends of sessions, limits for strangers, first passwords."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from diebian.base import clock
from diebian.people.models import User
from diebian.web.accounts import SIGNED_IN_AT
from diebian.web.limits import refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
# The field app takes photographs and positions; nothing else of the machine is ever asked for.
ALLOWED_DEVICES = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
SEEN_AT = "seen_at"
SEEN_EVERY_SECONDS = 60  # how exactly idleness is known: a session is not written at every request
UNLIMITED = ("/healthz", "/static/")
# Where somebody may go whose password was chosen by another.
BEFORE_OWN_PASSWORD = ("/accounts/", "/language/", "/healthz")


def headers(get_response: GetResponse) -> GetResponse:
    """Pages of a person who has signed in are not kept by anybody; no page asks for devices we do not use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", ALLOWED_DEVICES)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    return middleware


def session_ends(get_response: GetResponse) -> GetResponse:
    """End a session that was idle too long or is too old, however busy it was."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _keep_or_end(request)
        return get_response(request)

    return middleware


def _keep_or_end(request: HttpRequest) -> None:
    now = int(clock.now().timestamp())
    began = request.session.get(SIGNED_IN_AT) or _last_sign_in(request) or now
    seen = request.session.get(SEEN_AT, began)
    if now - began >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_SECONDS:
        logout(request)
    elif now - seen >= SEEN_EVERY_SECONDS:
        request.session[SIGNED_IN_AT], request.session[SEEN_AT] = began, now


def _last_sign_in(request: HttpRequest) -> int:
    """For a session that was not begun on our own page."""
    known = isinstance(request.user, User) and request.user.last_login
    return int(known.timestamp()) if known else 0


def limits(get_response: GetResponse) -> GetResponse:
    """Strangers may read and write only so often from one address; whoever has signed in is known and not counted."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(UNLIMITED) or request.user.is_authenticated:
            return get_response(request)
        return _too_much(request) or get_response(request)

    return middleware


def _too_much(request: HttpRequest) -> HttpResponse | None:
    is_reading = request.method in {"GET", "HEAD", "OPTIONS"}
    allowed = settings.PUBLIC_READS_PER_MINUTE if is_reading else settings.PUBLIC_WRITES_PER_MINUTE
    group = "strangers read" if is_reading else "strangers write"
    return refusal(request, group, f"{allowed}/m") if allowed else None


def own_password(get_response: GetResponse) -> GetResponse:
    """Nobody works with a password that somebody else has chosen: first comes one of his own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        must = isinstance(user, User) and user.must_change_password
        if must and not request.path.startswith(BEFORE_OWN_PASSWORD):
            return redirect(reverse("account_change_password"))
        return get_response(request)

    return middleware
