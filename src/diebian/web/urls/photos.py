"""Addresses of photographs."""

from django.urls import re_path

from diebian.web import photos

app_name = "photos"
urlpatterns = [
    re_path(r"^(?P<pk>\d+)/(?P<size>thumbnail|display|original)$", photos.photo, name="photo"),
]
