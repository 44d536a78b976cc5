"""Addresses of 检查."""

from django.urls import path

from diebian.web import field_queue, inspections, plans, rivals

app_name = "inspections"
urlpatterns = [
    path("", inspections.visits, name="list"),
    path("new/", inspections.choose, name="choose"),
    path("new/near/", inspections.near, name="near"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan, name="plan"),
    path("plans/<int:pk>/withdraw/", plans.withdraw, name="withdraw"),
    path("queue/", field_queue.queue, name="queue"),
    path("rivals/", rivals.rivals, name="rivals"),
    path("rivals/<int:pk>/", rivals.rival, name="rival"),
    path("places/<int:pk>/", inspections.check, name="check"),
    path("<int:pk>/", inspections.visit, name="visit"),
]
