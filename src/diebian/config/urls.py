"""All addresses: the pages' own list."""

from django.urls import include, path

urlpatterns = [path("", include("diebian.web.urls"))]
handler400 = "diebian.web.errors.bad_request"
handler403 = "diebian.web.errors.forbidden"
handler404 = "diebian.web.errors.not_found"
handler500 = "diebian.web.errors.server_error"
