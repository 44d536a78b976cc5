"""What each act changes, records and refuses."""

import pytest
from django.db import IntegrityError

from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.base.queries import first_broken_event
from diebian.cases import actions, problems
from diebian.cases.models import Case, CaseDay, CasePhoto, CaseTally, Rectification, Verification
from diebian.cases.queries import counts_by_state, life_told_by_events
from diebian.cases.terms import CaseSource, CaseState
from diebian.people.actions import grant_role
from diebian.people.rules import Reach
from diebian.people.terms import Role
from tests.cases.conftest import DAY, deadline, make_photo
from tests.cast import NOW, make_campaign

ALL = Reach(everything=True)


def last_event(case: Case) -> Event:
    return Event.objects.filter(subject_kind="case", subject_id=case.pk).order_by("-id")[0]


def test_register_numbers_counts_and_records(ledger, cast):
    first = ledger.register("路面破损", source_number="市-001", place_text="工字路")
    second = ledger.register()
    assert (first.number, second.number) == (1, 2)
    assert first.state == CaseState.REGISTERED
    assert first.is_open
    assert not first.is_with_unit
    assert CaseTally.objects.get().count == 2
    assert CaseDay.objects.get(act="registered").count == 2
    event = last_event(first)
    assert event.verb == "case.registered"
    assert event.by_id == cast.zhao.pk
    assert event.data == {
        "number": 1,
        "source": "city_task",
        "source_number": "市-001",
        "place_id": None,
        "place_text": "工字路",
        "description": "路面破损",
        "category_code": "",
        "level": "limited",
        "check_item_id": None,
        "finding_id": None,
        "report_id": None,
    }


def test_register_many_is_all_or_none_and_tells_progress(cast, monkeypatch):
    monkeypatch.setattr("diebian.cases.actions.register.BATCH", 2)
    heard = []
    new = [actions.NewCase(description=f"问题{n}", source=CaseSource.CITY_TASK) for n in range(5)]
    cases = actions.register_cases(
        campaign=cast.campaign, new=new, by=cast.zhao, at=NOW, progress=lambda *done: heard.append(done)
    )
    assert [case.number for case in cases] == [1, 2, 3, 4, 5]
    assert heard == [(2, 5), (4, 5), (5, 5)]
    assert first_broken_event() is None
    with pytest.raises(problems.DescriptionMissing):
        actions.register_cases(
            campaign=cast.campaign,
            new=[*new, actions.NewCase(description="  ", source=CaseSource.MEDIA)],
            by=cast.zhao,
            at=NOW,
        )
    assert Case.objects.count() == 5


def test_the_office_has_four_working_hours_to_dispatch(ledger, cast):
    assert ledger.register().dispatch_due_at == NOW.replace(hour=16, minute=30)


def test_a_request_sent_again_makes_no_second_case(ledger, cast):
    first = ledger.register("路面破损", client_key="abc")
    again = ledger.register("路面破损", client_key="abc")
    assert again.pk == first.pk
    assert Case.objects.count() == 1
    assert Event.objects.filter(verb="case.registered").count() == 1


def test_a_ledger_row_is_never_imported_twice(ledger, cast):
    ledger.register(import_digest="d1")
    with pytest.raises(IntegrityError):
        ledger.register(import_digest="d1")


def test_only_who_may_register_does(ledger, cast):
    new = actions.NewCase(description="垃圾", source=CaseSource.SELF_FOUND)
    for stranger in (cast.chen, cast.zhou, cast.admin):
        with pytest.raises(NotAllowed):
            actions.register_case(campaign=cast.campaign, new=new, by=stranger, at=NOW)
    assert not Case.objects.exists()


def test_dispatch_sets_lead_helpers_and_clock(ledger, cast):
    case = ledger.dispatch(helpers=[cast.department])
    assert case.state == CaseState.DISPATCHED
    assert case.lead_unit == cast.chen_unit
    assert [helper.unit for helper in case.helpers.order_by("id")] == [cast.department]
    assert case.due_at == NOW + 3 * DAY
    assert last_event(case).data["helpers"] == ["城市管理局"]
    assert list(CaseTally.objects.order_by("id").values_list("unit_id", "state", "count")) == [
        (0, "registered", 0),
        (cast.chen_unit.pk, "dispatched", 1),
    ]


def test_dispatch_refuses_nonsense(ledger, cast):
    case = ledger.register()
    with pytest.raises(problems.HelperIsLead):
        ledger.dispatch(case, helpers=[cast.chen_unit])
    with pytest.raises(problems.DeadlinePassed):
        ledger.dispatch(case, deadline=deadline(-1))
    other = make_campaign(cast.system, code="110101", name="另一行动")
    cast.wu_unit.campaign = other
    with pytest.raises(problems.UnitOfOtherCampaign):
        ledger.dispatch(case, lead_unit=cast.wu_unit)
    case.refresh_from_db()
    assert case.state == CaseState.REGISTERED


def test_several_cases_go_to_one_unit_together_or_not_at_all(ledger, cast):
    cases = [ledger.register(), ledger.register()]
    actions.dispatch_cases(cases=cases, lead_unit=cast.wu_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    more = [ledger.register(), cases[0]]
    with pytest.raises(problems.CaseCannotMove) as refused:
        actions.dispatch_cases(cases=more, lead_unit=cast.wu_unit, deadline=deadline(), by=cast.zhao, at=NOW)
    assert str(refused.value) == "案件 000001 现为“待接收”，不能交办"
    assert refused.value.next_step
    assert Case.objects.filter(state=CaseState.REGISTERED).count() == 1


def test_the_unit_accepts_and_a_stranger_cannot(ledger, cast):
    case = ledger.dispatch()
    for stranger in (cast.wu, cast.lin, cast.zhou):
        with pytest.raises(NotAllowed):
            actions.accept_case(case=case, by=stranger, at=NOW)
    case = actions.accept_case(case=case, by=cast.chen, at=NOW)
    assert (case.state, case.accepted_at) == (CaseState.ACCEPTED, NOW)


def test_a_street_answers_for_its_community(ledger, cast):
    case = ledger.dispatch(lead_unit=cast.chen_community)
    assert ledger.accept(case).state == CaseState.ACCEPTED


def test_return_needs_a_reason_and_goes_to_another(ledger, cast):
    case = ledger.accept()
    with pytest.raises(problems.ReasonMissing):
        actions.return_case(case=case, reason=" ", by=cast.chen, at=NOW)
    case = actions.return_case(case=case, reason="不属于本街道辖区", by=cast.chen, at=NOW)
    assert (case.state, case.returned_count, case.is_with_unit) == (CaseState.RETURNED, 1, False)
    case = ledger.dispatch(case, lead_unit=cast.wu_unit)
    assert (case.lead_unit, case.accepted_at) == (cast.wu_unit, None)


def test_rectify_keeps_measure_and_photos(ledger, cast):
    case = ledger.rectify()
    assert (case.state, case.round, case.rectified_at) == (CaseState.RECTIFIED, 1, NOW + 2 * DAY)
    assert Rectification.objects.get().measure == "已清运垃圾并安排保洁"
    assert sorted(CasePhoto.objects.order_by("id").values_list("stage", "round")) == [
        ("after", 1),
        ("before", 1),
    ]
    assert len(last_event(case).data["after"][0]) == 64


def test_rectify_refuses_empty_words_and_no_photo(ledger, cast):
    case = ledger.accept()
    with pytest.raises(problems.MeasureMissing):
        actions.rectify_case(case=case, measure=" ", after=[make_photo()], by=cast.chen, at=NOW)
    with pytest.raises(problems.AfterPhotoMissing):
        actions.rectify_case(case=case, measure="已整改", after=[], by=cast.chen, at=NOW)


def test_a_helper_may_answer_too(ledger, cast):
    case = ledger.accept(ledger.dispatch(helpers=[cast.wu_unit]))
    case = actions.rectify_case(case=case, measure="配合整改", after=[make_photo()], by=cast.wu, at=NOW)
    assert case.state == CaseState.RECTIFIED


def test_somebody_else_verifies_and_the_case_is_closed(ledger, cast):
    case = ledger.close()
    assert (case.state, case.is_open, case.closed_at) == (CaseState.CLOSED, False, NOW + 3 * DAY)
    assert Verification.objects.get().is_passed
    assert counts_by_state(cast.campaign, ALL)[CaseState.CLOSED] == 1


def test_nobody_of_the_fixing_unit_verifies(ledger, cast):
    case = ledger.rectify()
    with pytest.raises(NotAllowed):
        actions.verify_case(case=case, by=cast.chen, at=NOW)
    grant_role(
        user=cast.chen,
        campaign=cast.campaign,
        role=Role.SUPERVISION,
        unit=cast.supervision,
        by=cast.system,
        at=NOW,
    )
    with pytest.raises(problems.VerifierOfFixingUnit):
        actions.verify_case(case=case, by=cast.chen, at=NOW)
    case.refresh_from_db()
    assert case.state == CaseState.RECTIFIED


def test_verification_fails_with_a_reason_and_the_deadline_stays(ledger, cast):
    case = ledger.rectify()
    due_at = case.due_at
    case = actions.send_back(case=case, reason="仍有积存垃圾", by=cast.lin, at=NOW + 3 * DAY)
    assert (case.state, case.rework_count, case.due_at) == (CaseState.REWORK, 1, due_at)
    assert Verification.objects.get().reason == "仍有积存垃圾"
    assert ledger.rectify(case).round == 2


def test_a_closed_case_comes_back_with_a_new_deadline(ledger, cast):
    case = ledger.close()
    with pytest.raises(problems.DeadlinePassed):
        actions.reopen_case(case=case, reason="反弹", deadline=deadline(-2), by=cast.lin, at=NOW)
    case = actions.reopen_case(
        case=case, reason="回头看发现反弹", deadline=deadline(9), by=cast.lin, at=NOW + 5 * DAY
    )
    assert (case.state, case.reopened_count, case.closed_at) == (CaseState.REWORK, 1, None)
    assert case.due_at == NOW + 9 * DAY


def test_fixed_on_the_spot_is_counted_and_closed(ledger, cast):
    case = ledger.register(measure_on_spot="当场清理")
    assert (case.state, case.is_fixed_on_spot) == (CaseState.CLOSED, True)
    with pytest.raises(problems.NoLeadUnit):
        actions.reopen_case(case=case, reason="反弹", deadline=deadline(), by=cast.lin, at=NOW)


def test_cancel_with_a_reason(ledger, cast):
    case = actions.cancel_case(case=ledger.register(), reason="重复登记", by=cast.zhao, at=NOW)
    assert (case.state, case.is_open) == (CaseState.CANCELLED, False)
    with pytest.raises(NotAllowed):
        actions.cancel_case(case=ledger.register(), reason="重复", by=cast.chen, at=NOW)


def test_the_events_tell_the_whole_life(ledger, cast):
    case = ledger.close()
    life = life_told_by_events(case)
    assert (life.state, life.lead_unit_id, life.due_at, life.round) == (
        CaseState.CLOSED,
        cast.chen_unit.pk,
        case.due_at,
        1,
    )
    assert first_broken_event() is None
