"""Addresses of photographs."""

from django.urls import re_path

from diebian.web import held, photos

app_name = "photos"
urlpatterns = [
    re_path(r"^held/(?P<key>[0-9a-f]{64})$", held.thumbnail, name="held"),
    re_path(r"^(?P<pk>[0-9]{1,16})/(?P<size>display|thumbnail|original)$", photos.photo, name="photo"),
]
