"""1+N: each of the N has its own part, clock and answer; the lead waits for them, and no clock touches another."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diebian.base.problems import NotAllowed, NotFound, Problem
from diebian.cases import actions, parts, problems
from diebian.cases.models import Case, CasePart, CaseTally
from diebian.cases.queries import life_told_by_events, shows_photo, story_of, visible_cases
from diebian.cases.terms import CaseState, ClockAsk, PartState
from diebian.people.rules import Reach
from tests.cases.conftest import DAY, deadline, make_photo
from tests.cast import NOW


@pytest.fixture
def give(cast, ledger):
    def do(case=None, unit=None, **more):
        asked = {"task": "修补破损的井盖", "due_at": NOW + 2 * DAY, "by": cast.zhao, "at": NOW + DAY} | more
        return actions.give_part(case=case or ledger.accept(), unit=unit or cast.wu_unit, **asked)

    return do


@pytest.fixture
def answer(cast):
    def do(part, at=NOW + DAY, **more):
        given = {"measure": "井盖已更换", "photos": [make_photo()], "by": cast.wu} | more
        return actions.answer_part(part=part, at=at, **given)

    return do


def test_the_lead_finishes_after_the_parts(give, answer, ledger, cast):
    part = give()
    with pytest.raises(problems.PartsOpen, match=cast.wu_unit.short_name):
        ledger.rectify(part.case)
    assert Case.objects.get().state == CaseState.ACCEPTED
    done = answer(part)
    assert (done.state, done.is_open, done.answered_by) == (PartState.ANSWERED, False, cast.wu)
    assert ledger.rectify(part.case).state == CaseState.RECTIFIED
    assert [event.verb for event in story_of(part.case)][-3:] == [
        "case.part_given",
        "case.part_answered",
        "case.rectified",
    ]


def test_a_part_never_changes_the_leads_clock_nor_the_case(give, answer, ledger, cast):
    case = ledger.accept()
    before = Case.objects.filter(pk=case.pk).values().get()
    tallies = list(CaseTally.objects.order_by("id").values())
    part = actions.return_part(part=give(case), reason="井盖属燃气公司", by=cast.wu, at=NOW + DAY)
    answer(actions.keep_part(part=part, reason="协议由街道代管", by=cast.zhao, at=NOW + DAY))
    give(case, unit=cast.department, due_at=NOW + 30 * DAY)
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert list(CaseTally.objects.order_by("id").values()) == tallies
    life = life_told_by_events(case)
    assert (life.state, life.due_at) == (CaseState.ACCEPTED, NOW + 3 * DAY)


def test_nor_does_the_leads_clock_a_part(give, cast):
    part = give()
    ask = actions.NewAsk(kind=ClockAsk.EXTENSION, reason="连日降雨", until=(NOW + 20 * DAY).date())
    request = actions.ask_clock(case=part.case, ask=ask, by=cast.chen, at=NOW + DAY)
    actions.grant_clock(request=request, by=cast.zhao, at=NOW + DAY)
    assert CasePart.objects.get().due_at == NOW + 2 * DAY


def test_whoever_is_given_a_part_helps_and_sees_the_case(give, cast):
    part = give()
    reach = Reach(unit_ids=frozenset({cast.wu_unit.pk}))
    assert visible_cases(cast.campaign, reach).get() == part.case


def test_the_photographs_of_a_part_are_the_cases(give, answer, cast):
    picture = make_photo()
    answer(give(), photos=[picture])
    cases = visible_cases(cast.campaign, Reach(everything=True))
    assert shows_photo(cases, picture)
    assert not shows_photo(cases, make_photo("blue"))


def test_the_office_takes_a_part_away(give, ledger, cast):
    part = actions.return_part(part=give(), reason="无施工资质", by=cast.wu, at=NOW + DAY)
    assert part.is_open
    with pytest.raises(problems.PartsOpen):
        ledger.rectify(part.case)
    dropped = actions.drop_part(part=part, reason="改由城管局办", by=cast.zhao, at=NOW + DAY)
    assert (dropped.state, dropped.note) == (PartState.DROPPED, "改由城管局办")
    assert ledger.rectify(part.case).state == CaseState.RECTIFIED


def test_a_case_that_leaves_its_units_takes_its_open_parts_along(give, answer, ledger, cast):
    case = ledger.accept()
    done, open_ = answer(give(case)), give(case, unit=cast.department)
    actions.return_case(case=case, reason="非本辖区", by=cast.chen, at=NOW + DAY)
    assert CasePart.objects.get(pk=open_.pk).state == PartState.DROPPED
    assert CasePart.objects.get(pk=done.pk).state == PartState.ANSWERED
    again = ledger.dispatch(Case.objects.get(), lead_unit=cast.wu_unit, deadline=deadline(5))
    with pytest.raises(problems.PartCannotMove):
        answer(open_, by=cast.system)
    assert not again.parts.filter(is_open=True).exists()


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"task": " "}, problems.PartTaskMissing),
        ({"due_at": NOW}, problems.DeadlinePassed),
    ],
)
def test_what_is_not_given(give, more, problem):
    with pytest.raises(problem):
        give(**more)
    assert not CasePart.objects.exists()


def test_to_whom_no_part_is_given(give, cast, ledger):
    case = ledger.accept()
    with pytest.raises(problems.HelperIsLead):
        give(case, unit=cast.chen_unit)
    cast.wu_unit.campaign_id = 0
    with pytest.raises(problems.UnitOfOtherCampaign):
        give(case, unit=cast.wu_unit)
    give(case, unit=cast.department)
    with pytest.raises(problems.PartGivenAlready):
        give(case, unit=cast.department)
    with pytest.raises(problems.CaseCannotMove):
        give(ledger.close())


def test_who_may_do_what(give, answer, cast):
    with pytest.raises(NotAllowed):
        give(by=cast.chen)
    part = give()
    with pytest.raises(NotAllowed):
        answer(part, by=cast.chen)  # the lead does not answer for the others
    with pytest.raises(NotAllowed):
        actions.return_part(part=part, reason="x", by=cast.chen, at=NOW + DAY)
    with pytest.raises(NotAllowed):
        actions.drop_part(part=part, reason="x", by=cast.wu, at=NOW + DAY)


def test_an_answer_says_what_was_done_and_shows_it(give, answer, cast):
    part = give()
    with pytest.raises(problems.MeasureMissing):
        answer(part, measure=" ")
    with pytest.raises(problems.AfterPhotoMissing):
        answer(part, photos=[])
    with pytest.raises(problems.ReasonMissing):
        actions.return_part(part=part, reason="", by=cast.wu, at=NOW + DAY)
    answer(part)
    with pytest.raises(problems.PartCannotMove, match="已办"):
        answer(part)


def test_lists_of_parts(give, answer, cast, ledger):
    late = give(due_at=NOW + DAY + timedelta(hours=1))
    soon = give(unit=cast.department)
    answer(give(ledger.accept(), unit=cast.wu_unit))
    everywhere = parts.open_parts(cast.campaign)
    assert [row["id"] for row in parts.part_page(everywhere).rows] == [late.pk, soon.pk]
    own = parts.open_parts(cast.campaign, [cast.wu_unit.pk])
    assert own.get() == late
    assert parts.late_parts(everywhere, at=NOW + DAY + timedelta(hours=2)).get() == late
    assert parts.parts_of(late.case) == [late]
    assert parts.part_in(cast.campaign, soon.pk) == soon
    with pytest.raises(NotFound):
        parts.part_in(cast.campaign, 0)


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["give", "answer", "return", "keep", "drop", "rectify", "back"]), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_happens_the_lead_never_finishes_with_a_part_open(ledger, cast, give, answer, steps):
    case = ledger.accept()
    for name, is_first in steps:
        unit, by = (cast.wu_unit, cast.wu) if is_first else (cast.department, cast.system)
        part = case.parts.filter(unit=unit).order_by("-id").first()
        told = {"reason": "说明", "at": NOW + DAY}
        doing = {
            "give": lambda unit=unit: give(case, unit=unit),
            "answer": lambda part=part, by=by: answer(part, by=by),
            "return": lambda part=part, by=by, told=told: actions.return_part(part=part, by=by, **told),
            "keep": lambda part=part, told=told: actions.keep_part(part=part, by=cast.zhao, **told),
            "drop": lambda part=part, told=told: actions.drop_part(part=part, by=cast.zhao, **told),
            "rectify": lambda: ledger.rectify(case),
            "back": lambda: actions.send_back(case=case, reason="不到位", by=cast.lin, at=NOW + 2 * DAY),
        }
        try:
            if part is not None or name in ("give", "rectify", "back"):
                doing[name]()
        except Problem:
            pass
        now = Case.objects.get(pk=case.pk)
        if now.state == CaseState.RECTIFIED:
            assert not now.parts.filter(is_open=True).exists()
        assert now.due_at == NOW + 3 * DAY
        for kept in now.parts.all():
            assert kept.is_open == (kept.state in (PartState.OPEN, PartState.RETURNED))
