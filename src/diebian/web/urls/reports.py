"""Addresses of 群众举报 for the office."""

from django.urls import path

from diebian.web import reports

app_name = "reports"
urlpatterns = [
    path("", reports.reports, name="list"),
    path("<int:number>/", reports.report, name="report"),
    path("<int:number>/verify/", reports.verify, name="verify"),
    path("<int:number>/reject/", reports.reject, name="reject"),
    path("<int:number>/merge/", reports.merge, name="merge"),
]
