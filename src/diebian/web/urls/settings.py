"""Addresses of 设置."""

from django.urls import path

from diebian.web.settings import audit, calendar, campaign, home, units, users

app_name = "settings"
urlpatterns = [
    path("", home.home, name="home"),
    path("campaign/", campaign.campaign, name="campaign"),
    path("tasks/", campaign.tasks, name="tasks"),
    path("milestones/", campaign.milestones, name="milestones"),
    path("milestones/<int:pk>/reach/", campaign.reach, name="reach"),
    path("units/", units.units, name="units"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("posts/<int:pk>/end/", units.end_post, name="end_post"),
    path("users/", users.users, name="users"),
    path("users/<int:pk>/", users.user, name="user"),
    path("users/<int:pk>/switch/", users.switch_user, name="switch_user"),
    path("users/<int:pk>/reset/", users.reset_user, name="reset_user"),
    path("grants/<int:pk>/end/", users.end_grant, name="end_grant"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("audit/", audit.audit, name="audit"),
]
