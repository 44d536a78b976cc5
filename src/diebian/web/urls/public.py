"""Addresses of the public's pages."""

from django.urls import path

from diebian.web import public

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("report/", public.report, name="report"),
    path("follow/", public.follow, name="follow"),
    path("follow/<str:code>/", public.followed, name="followed"),
]
