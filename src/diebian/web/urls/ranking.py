"""考核排名: weeks, their tables, a unit's account, the rules."""

from django.urls import path

from diebian.web import ranking

app_name = "ranking"
urlpatterns = [
    path("", ranking.weeks, name="list"),
    path("close/", ranking.close, name="close"),
    path("weeks/<int:number>/", ranking.week, name="week"),
    path("weeks/<int:number>/units/<int:unit_id>/", ranking.unit, name="unit"),
    path("rules/", ranking.rules, name="rules"),
    path("rules/<int:ruleset_id>/", ranking.rules, name="ruleset"),
]
