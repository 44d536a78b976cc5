"""The one place where a Problem becomes an answer: a page for people, JSON for machines."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from diebian.base.problems import Problem

GetResponse = Callable[[HttpRequest], HttpResponse]


def problem_pages(get_response: GetResponse) -> GetResponse:
    """Answer a ``Problem`` raised by a view with its own status, text and next step."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = answer  # type: ignore[attr-defined]  # Django's hook for function middleware
    return middleware


def answer(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to a ``Problem``; None for anything else, which is a defect of ours."""
    if not isinstance(exception, Problem):
        return None
    if request.headers.get("accept", "").startswith("application/json"):
        body = {"number": exception.number, "message": str(exception), "next_step": exception.next_step}
        return JsonResponse(body, status=exception.status)
    return render(request, "errors/problem.html", {"problem": exception}, status=exception.status)
