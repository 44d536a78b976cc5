"""外业检查: the app's page and its service worker."""

from django.urls import path

from diebian.web import field

app_name = "field"
urlpatterns = [
    path("", field.app, name="app"),
    path("sw.js", field.worker, name="worker"),
]
