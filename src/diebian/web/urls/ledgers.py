"""Addresses of importing ledgers."""

from django.urls import re_path

from diebian.web import ledgers

app_name = "ledgers"
urlpatterns = [
    re_path(r"^$", ledgers.upload, name="upload"),
    re_path(r"^(?P<sha256>[0-9a-f]{64})/$", ledgers.check, name="check"),
]
