"""Addresses of 检查."""

from django.urls import path

from diebian.web import inspections

app_name = "inspections"
urlpatterns = [
    path("", inspections.visits, name="list"),
    path("new/", inspections.choose, name="choose"),
    path("places/<int:pk>/", inspections.check, name="check"),
    path("<int:pk>/", inspections.visit, name="visit"),
]
