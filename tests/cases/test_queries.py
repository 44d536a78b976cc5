"""What lists show, to whom, and at what cost."""

import pytest

from diebian.base.paging import page
from diebian.cases import actions, problems, queries
from diebian.cases.queries import CaseFilter, case_page, narrowed, proposed_deadline, visible_cases
from diebian.cases.terms import CaseSource, CaseState
from diebian.flows.load_standards import load_standards
from diebian.people import guards
from diebian.people.rules import Reach
from diebian.people.terms import Permission
from tests.cases.conftest import DAY, deadline
from tests.cast import NOW

ALL = Reach(everything=True)


def seen(cast, user, wanted: CaseFilter | None = None, at=NOW) -> list[int]:
    reach = guards.require_any(user, Permission.CASE_VIEW, campaign=cast.campaign, at=NOW)
    cases = narrowed(visible_cases(cast.campaign, reach), wanted or CaseFilter(), at=at)
    return [row["number"] for row in case_page(cases).rows]


def test_a_unit_sees_what_it_leads_or_helps_and_the_office_sees_all(ledger, cast):
    ledger.dispatch()
    ledger.dispatch(lead_unit=cast.wu_unit, helpers=[cast.chen_community])
    ledger.dispatch(lead_unit=cast.wu_unit)
    ledger.register()
    assert seen(cast, cast.zhao) == [4, 3, 2, 1]
    assert seen(cast, cast.chen) == [2, 1]
    assert seen(cast, cast.wu) == [3, 2]


def test_filters_narrow(ledger, cast):
    ledger.dispatch(ledger.register("路灯不亮", category_code="C0118"), deadline=deadline(1))
    ledger.dispatch(deadline=deadline(9))
    ledger.close()
    ledger.register("墙面有小广告", source=CaseSource.REPORT)
    assert seen(cast, cast.zhao, CaseFilter(words="路灯")) == [1]
    assert seen(cast, cast.zhao, CaseFilter(states=(CaseState.CLOSED,))) == [3]
    assert seen(cast, cast.zhao, CaseFilter(source=CaseSource.REPORT)) == [4]
    assert seen(cast, cast.zhao, CaseFilter(category_code="C0118")) == [1]
    assert seen(cast, cast.zhao, CaseFilter(unit_ids=(cast.chen_unit.pk,))) == [3, 2, 1]
    assert seen(cast, cast.zhao, CaseFilter(is_late=True), at=NOW + 2 * DAY) == [1]
    assert seen(cast, cast.zhao, CaseFilter(is_due_soon=True)) == [1]
    assert seen(cast, cast.zhao, CaseFilter(is_open=False)) == [3]
    assert seen(cast, cast.zhao, CaseFilter(is_undispatched_late=True), at=NOW + DAY) == [4]
    assert seen(cast, cast.zhao, CaseFilter(registered_from=NOW.date(), registered_until=NOW.date())) == [
        4,
        3,
        2,
        1,
    ]
    assert seen(cast, cast.zhao, CaseFilter(registered_from=(NOW + DAY).date())) == []


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_list_costs_two_queries_whatever_its_length(ledger, cast, how_many, django_assert_num_queries):
    for _ in range(how_many):
        ledger.dispatch()
    cast.zhao.roles_known = {}
    with django_assert_num_queries(2):  # the person's grants, the rows
        assert len(seen(cast, cast.zhao)) == how_many


def test_running_clocks_soonest_first(ledger, cast):
    for days in (5, 1, 3):
        ledger.dispatch(deadline=deadline(days))
    ledger.register()
    cases = visible_cases(cast.campaign, ALL)
    assert [row["number"] for row in case_page(cases, order=queries.SOONEST).rows] == [2, 3, 1]
    assert page(cases.values("number"), order=("number",), after="").rows[0]["number"] == 1


def test_counts_come_from_tallies_and_agree_with_the_rows(ledger, cast):
    ledger.close()
    ledger.dispatch(lead_unit=cast.wu_unit, deadline=deadline(1))
    ledger.register(source=CaseSource.REPORT)
    assert queries.counts_by_state(cast.campaign, ALL)[CaseState.CLOSED] == 1
    assert queries.counts_by_source(cast.campaign, ALL)[CaseSource.REPORT]["registered"] == 1
    by_unit = queries.counts_by_unit(cast.campaign, ALL)
    assert by_unit[cast.wu_unit.pk] == {"dispatched": 1}
    own = Reach(unit_ids=frozenset({cast.wu_unit.pk}))
    assert sum(queries.counts_by_state(cast.campaign, own).values()) == 1
    assert queries.late_count(cast.campaign, ALL, at=NOW + 2 * DAY) == 1
    assert queries.due_soon_count(cast.campaign, ALL, at=NOW) == 1
    days = queries.acts_by_day(cast.campaign, since=NOW.date(), until=(NOW + 5 * DAY).date())
    assert days[NOW.date(), "registered"] == 3
    assert days[(NOW + 3 * DAY).date(), "closed"] == 1


def test_a_case_page_finds_only_what_is_visible(ledger, cast):
    case = ledger.dispatch(lead_unit=cast.wu_unit)
    mine = visible_cases(cast.campaign, Reach(unit_ids=frozenset({cast.chen_unit.pk})))
    assert queries.case_by_number(mine, case.number) is None
    assert queries.case_by_number(visible_cases(cast.campaign, ALL), case.number) == case
    assert [event.verb for event in queries.story_of(case)] == ["case.registered", "case.dispatched"]
    assert queries.units_with_names(cast.campaign)[cast.wu_unit.pk] == "焦东街道"


def test_the_deadline_is_that_of_the_category_on_the_working_calendar(cast):
    with pytest.raises(problems.NoDeadline):
        proposed_deadline(cast.campaign, category_code="E0102", level="limited", at=NOW)
    load_standards(by=cast.system, at=NOW, campaign=cast.campaign)
    rubbish = proposed_deadline(cast.campaign, category_code="E0102", level="limited", at=NOW)
    assert (rubbish.amount, rubbish.unit) == (1, "working_day")
    assert rubbish.due_at == (NOW + DAY).replace(hour=18)
    assert proposed_deadline(cast.campaign, category_code="", level="limited", at=NOW).amount


def test_a_deadline_names_its_source(cast):
    load_standards(by=cast.system, at=NOW, campaign=cast.campaign)
    found = proposed_deadline(cast.campaign, category_code="E0102", level="limited", at=NOW)
    assert found.basis == "E0102 D1"
    case = actions.register_case(
        campaign=cast.campaign,
        new=actions.NewCase(description="垃圾", source=CaseSource.MEDIA, category_code="E0102"),
        by=cast.zhao,
        at=NOW,
    )
    case = actions.dispatch_case(case=case, lead_unit=cast.wu_unit, deadline=found, by=cast.zhao, at=NOW)
    assert case.deadline["basis"] == "E0102 D1"
