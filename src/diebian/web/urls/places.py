"""Addresses of 点位."""

from django.urls import path

from diebian.web import place_coverage, place_import, places

app_name = "places"
urlpatterns = [
    path("", places.places, name="list"),
    path("map/", places.on_map, name="map"),
    path("import/", place_import.upload, name="import"),
    path("import/write/", place_import.write, name="import_write"),
    path("<int:pk>/", places.place, name="place"),
    path("coverage/", place_coverage.over_all, name="overview"),
    path("<int:pk>/coverage/", place_coverage.coverage, name="coverage"),
    path("<int:pk>/accept/", places.accept, name="accept"),
]
