"""Writes of this room: planning visits, recording a visit that was made, settling what came twice and differs."""

from diebian.inspections.actions.plans import NewPlan, plan_visit, plan_visits, withdraw_plan
from diebian.inspections.actions.rivals import SecondBody, keep_rival, lock_rival, settle_rival
from diebian.inspections.actions.sent import Detail, Evidence, NewVisit
from diebian.inspections.actions.visits import KeptFinding, Recorded, record_visit

__all__ = [
    "Detail",
    "Evidence",
    "KeptFinding",
    "NewPlan",
    "NewVisit",
    "Recorded",
    "SecondBody",
    "keep_rival",
    "lock_rival",
    "plan_visit",
    "plan_visits",
    "record_visit",
    "settle_rival",
    "withdraw_plan",
]
