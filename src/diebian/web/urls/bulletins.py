"""Addresses of 会议公文."""

from django.urls import path

from diebian.web import bulletins

app_name = "bulletins"
urlpatterns = [
    path("", bulletins.bulletins, name="list"),
    path("<int:pk>/", bulletins.bulletin, name="show"),
    path("<int:pk>/docx/", bulletins.docx, name="docx"),
]
