"""Limits on what a stranger may ask for: so many requests from one address in a time, then 429 with Retry-After."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_ratelimit import ALL
from django_ratelimit.core import get_usage

from diebian.base.problems import TooManyRequests
from diebian.web.addresses import client_address
from diebian.web.middleware import answer

View = Callable[..., HttpResponse]


def limited(group: str, rate: str, *, method: str | tuple[str | None, ...] = ALL) -> Callable[[View], View]:
    """At most ``rate`` ("10/h") requests of ``method`` from one address to the pages of ``group``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refused = refusal(request, f"public.{group}", rate, method=method)
            return refused or view(request, *args, **kwargs)

        return guarded

    return decorate


def refusal(
    request: HttpRequest, group: str, rate: str, *, method: str | tuple[str | None, ...] = ALL
) -> HttpResponse | None:
    """Count this request of its address; the answer 429 with Retry-After when it is one too many, else None."""
    usage = get_usage(  # type: ignore[no-untyped-call]  # the library has no types
        request,
        group=group,
        key=lambda _group, asking: client_address(asking),
        rate=rate,
        method=method,
        increment=True,
    )
    if not usage or not usage["should_limit"]:
        return None
    response = answer(request, TooManyRequests())
    assert response is not None  # noqa: S101  # a Problem always has an answer
    response["Retry-After"] = str(max(1, usage["time_left"]))
    return response
