"""Writes of this room: planning visits, recording a visit that was made."""

from diebian.inspections.actions.plans import NewPlan, plan_visit, plan_visits, withdraw_plan
from diebian.inspections.actions.visits import Detail, NewVisit, record_visit

__all__ = ["Detail", "NewPlan", "NewVisit", "plan_visit", "plan_visits", "record_visit", "withdraw_plan"]
