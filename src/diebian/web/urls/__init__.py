"""The addresses of the pages: one list for each part of the navigation."""

from django.urls import include, path
from django.views.i18n import set_language

from diebian.web import dashboard, desk
from diebian.web.guards import public
from diebian.web.health import healthz

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("healthz", healthz, name="healthz"),
    path("language/", public(set_language), name="set_language"),
    path("photos/", include("diebian.web.urls.photos")),
    path("ledgers/", include("diebian.web.urls.ledgers")),
    path("cases/", include("diebian.web.urls.cases")),
    path("bulletins/", include("diebian.web.urls.bulletins")),
    path("settings/", include("diebian.web.urls.settings")),
    path("accounts/", include("diebian.web.urls.accounts")),
    path("places/", include("diebian.web.urls.places")),
    path("inspections/", include("diebian.web.urls.inspections")),
    path("field/", include("diebian.web.urls.field")),
    path("reports/", include("diebian.web.urls.reports")),
    path("public/", include("diebian.web.urls.public")),
    path("ranking/", include("diebian.web.urls.ranking")),
]
