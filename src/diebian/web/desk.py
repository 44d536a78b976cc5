"""工作台: what each person meets first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diebian.web.guards import Here, signed_in


@signed_in
def desk(request: HttpRequest, here: Here) -> HttpResponse:
    """The desk of the person who asks."""
    return render(request, "desk/desk.html", {"here": here})
