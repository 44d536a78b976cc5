"""All addresses: the pages' own list and the door for machines."""

from django.urls import include, path

from diebian.api.doors import api

urlpatterns = [
    path("", include("diebian.web.urls")),
    path("api/v1/", api.urls),
]
handler400 = "diebian.web.errors.bad_request"
handler403 = "diebian.web.errors.forbidden"
handler404 = "diebian.web.errors.not_found"
handler500 = "diebian.web.errors.server_error"
