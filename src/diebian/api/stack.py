"""The API's own way in. The pages' middleware (messages, htmx, sign-in pages, language by cookie …) has nothing to do here."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from diebian.people.models import User
from diebian.people.queries import user_of_key

GetResponse = Callable[[HttpRequest], HttpResponse]
PATH = "/api/"
SCHEME = "Bearer "
FOR_KEYS = ("django.middleware.security.SecurityMiddleware", "django.middleware.locale.LocaleMiddleware")
# A person's own browser: his session ends and his first password is changed here as on the pages.
FOR_SESSIONS = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",  # gives the token's cookie; ``access`` compares the token
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "diebian.web.safety.session_ends",
    "diebian.web.safety.own_password",
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store, private",
}


class Stack(BaseHandler):
    """Calls the view through as much middleware as the caller needs."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Two ways: for keys and for sessions. No hook of ``process_view`` or ``process_exception`` is in them."""
        none: list[Any] = []
        self._view_middleware = self._template_response_middleware = self._exception_middleware = none
        self.for_keys = self._chain(FOR_KEYS)
        self.for_sessions = self._chain(FOR_SESSIONS)

    def _chain(self, names: Sequence[str]) -> GetResponse:
        handler: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # not in the stubs
        for name in reversed(names):
            handler = convert_exception_to_response(import_string(name)(handler))
        return cast("GetResponse", handler)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """With a key as its account (a wrong key is nobody), else as the session's person."""
        given = request.META.get("HTTP_AUTHORIZATION", "")
        if not given.startswith(SCHEME):
            return self.for_sessions(request)
        known: User | None = user_of_key(given.removeprefix(SCHEME).strip())
        request.user = known or AnonymousUser()
        # A key comes in a header of its own, which no other site can send: it needs no CSRF check (``access``).
        request.has_key = known is not None  # type: ignore[attr-defined]
        return self.for_keys(request)


def own_stack(get_response: GetResponse) -> GetResponse:
    """The first middleware: what is under ``/api/`` goes its own way."""
    stack = Stack()
    stack.load_middleware()

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PATH):
            return get_response(request)
        response = stack.answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
