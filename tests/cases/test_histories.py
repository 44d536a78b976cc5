"""Any history of acts: the row is what the events tell, and the tallies are what the rows are."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diebian.base.problems import Problem
from diebian.cases import actions
from diebian.cases.models import Case, CaseTally
from diebian.cases.queries import life_told_by_events
from diebian.cases.terms import ClockAsk
from tests.cases.conftest import deadline, make_photo
from tests.cast import NOW

STEPS = [
    "dispatch",
    "accept",
    "return",
    "rectify",
    "pass",
    "fail",
    "reopen",
    "cancel",
    "settle",
    "register",
    "ask",
    "grant",
    "refuse",
    "resume",
]

COUNTS = ["round", "returned_count", "rework_count", "reopened_count", "extended_count"]


def step(ledger, cast, photo, name: str, case: Case) -> Case:
    common = {"case": case, "at": NOW}
    match name:
        case "register":
            return ledger.register()
        case "dispatch":
            return ledger.dispatch(case, helpers=[cast.department])
        case "accept":
            return actions.accept_case(**common, by=cast.chen)
        case "return":
            return actions.return_case(**common, by=cast.chen, reason="非本辖区")
        case "rectify":
            return actions.rectify_case(**common, by=cast.chen, measure="已整改", after=[photo])
        case "pass":
            return actions.verify_case(**common, by=cast.lin)
        case "fail":
            return actions.send_back(**common, by=cast.lin, reason="不到位")
        case "reopen":
            return actions.reopen_case(**common, by=cast.lin, reason="反弹", deadline=deadline(5))
        case "settle":
            return ledger.register(measure_on_spot="当场清理")
        case "ask" | "grant" | "refuse" | "resume":
            return clock_step(cast, name, case)
    return actions.cancel_case(**common, by=cast.zhao, reason="重复")


def clock_step(cast, name: str, case: Case) -> Case:
    """Something asked about the clock, or decided."""
    if name == "resume":
        return actions.resume_case(case=case, reason="具备条件", by=cast.zhao, at=NOW)
    if name == "ask":
        kind = list(ClockAsk)[case.clock_requests.count() % 3]
        until = (NOW + timedelta(days=20)).date()
        new = actions.NewAsk(kind=kind, reason="等待材料", until=until, means="资金")
        return actions.ask_clock(case=case, ask=new, by=cast.chen, at=NOW).case
    request = case.clock_requests.order_by("-id").first()
    if request is None:
        return case
    if name == "grant":
        return actions.grant_clock(request=request, by=cast.zhao, at=NOW)
    return actions.refuse_clock(request=request, reason="条件已具备", by=cast.zhao, at=NOW)


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(st.sampled_from(STEPS), min_size=1, max_size=14))
def test_row_events_and_tallies_agree_after_any_history(ledger, cast, names):
    photo = make_photo()
    case = ledger.register()
    for name in names:
        try:
            case = step(ledger, cast, photo, name, case)
        except Problem:
            case = Case.objects.select_related("campaign").get(pk=case.pk)
    for row in Case.objects.order_by("id"):
        life = life_told_by_events(row)
        assert (life.state, life.lead_unit_id, life.due_at) == (row.state, row.lead_unit_id, row.due_at)
        assert life.helper_ids == set(row.helpers.values_list("unit_id", flat=True))
        told = [getattr(life, name) for name in COUNTS]
        assert told == [getattr(row, name) for name in COUNTS]
    counted = Counter(Case.objects.values_list("lead_unit_id", "source", "state"))
    kept = {(t.unit_id or None, t.source, t.state): t.count for t in CaseTally.objects.all() if t.count}
    assert kept == counted
