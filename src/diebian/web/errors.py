"""Pages for what went wrong outside any action: wrong address, no right, a defect of ours."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return render(request, "errors/500.html", status=500)
    except Exception:  # the last resort: what failed may be what every page needs
        logger.exception("the page for errors failed")
        return HttpResponse(
            "系统出错，请联系指挥部办公室 · The system failed", "text/plain; charset=utf-8", 500
        )
