"""Who asks: another system by its key, a person's own browser by his session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from diebian.people.queries import user_of_key

GetResponse = Callable[[HttpRequest], HttpResponse]
PATH = "/api/"
SCHEME = "Bearer "


def by_key(get_response: GetResponse) -> GetResponse:
    """Under ``/api/`` a valid key stands for its account."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PATH):
            return get_response(request)
        _let_in(request)
        response = get_response(request)
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response

    return middleware


def _let_in(request: HttpRequest) -> None:
    """A key comes in a header of its own, which no other site can send: it needs no CSRF check."""
    given = request.META.get("HTTP_AUTHORIZATION", "")
    user = user_of_key(given.removeprefix(SCHEME).strip()) if given.startswith(SCHEME) else None
    if user is not None:
        request.user = user
        request.has_key = True  # type: ignore[attr-defined]  # ``access`` asks for it
