"""Addresses of photographs."""

from django.urls import re_path

from diebian.web import photos

app_name = "photos"
urlpatterns = [
    re_path(r"^(?P<pk>[0-9]{1,16})/(?P<size>display|thumbnail|original)$", photos.photo, name="photo"),
]
