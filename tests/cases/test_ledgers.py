"""Rows of a ledger become cases by the same rules as single ones, all or none."""

from datetime import timedelta

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.base.queries import first_broken_event
from diebian.cases import actions, problems
from diebian.cases.models import Case, CaseDay, CaseHelper, CaseTally, ImportedRow, ImportMapping
from diebian.cases.queries import life_told_by_events
from diebian.cases.terms import CaseSource, CaseState
from tests.cases.conftest import DAY, deadline
from tests.cast import NOW, make_campaign, make_units

HEADINGS = ["序号", "点位", "存在问题", "责任单位"]


@pytest.fixture
def mapping(cast) -> ImportMapping:
    return remembered(cast)


def remembered(cast, **values) -> ImportMapping:
    values = {
        "campaign": cast.campaign,
        "fingerprint": "f" * 64,
        "title": "交办台账",
        "headings": HEADINGS,
        "columns": {"problem": 2, "unit": 3},
        "source": CaseSource.CITY_TASK,
        "by": cast.zhao,
        "at": NOW,
        **values,
    }
    return actions.remember_mapping(**values)


def line(number: int, given_to: actions.GivenTo | None = None, **values) -> actions.LedgerLine:
    new = actions.NewCase(
        description=f"问题{number}", source=CaseSource.CITY_TASK, import_digest=f"{number:064}", **values
    )
    return actions.LedgerLine(
        new=new, given_to=given_to, sheet="表一", row_number=number, cells=[number, "甲", f"问题{number}"]
    )


def given(cast, **values) -> actions.GivenTo:
    return actions.GivenTo(
        **{"lead_unit": cast.chen_unit, "helpers": (cast.department,), "deadline": deadline(), **values}
    )


def register(cast, mapping, lines, **values):
    return actions.register_ledger(
        campaign=cast.campaign, mapping=mapping, lines=lines, at=NOW, **{"by": cast.zhao, **values}
    )


def test_lines_become_cases_and_those_with_a_unit_are_given_out(cast, mapping):
    cases = register(cast, mapping, [line(1, given(cast)), line(2), line(3, given(cast, helpers=()))])
    assert [case.state for case in cases] == [
        CaseState.DISPATCHED,
        CaseState.REGISTERED,
        CaseState.DISPATCHED,
    ]
    stored = Case.objects.get(number=1)
    assert (stored.state, stored.lead_unit, stored.due_at, stored.dispatched_at) == (
        "dispatched",
        cast.chen_unit,
        NOW + 3 * DAY,
        NOW,
    )
    assert stored.is_with_unit
    assert list(CaseHelper.objects.values_list("case__number", "unit__short_name")) == [(1, "城管局")]
    row = ImportedRow.objects.get(case=stored)
    assert (row.mapping, row.sheet, row.row_number, row.cells) == (mapping, "表一", 1, [1, "甲", "问题1"])


def test_the_tallies_the_days_and_the_events_agree_with_the_rows(cast, mapping, monkeypatch):
    monkeypatch.setattr("diebian.cases.actions.ledgers.BATCH", 2)
    cases = register(
        cast, mapping, [line(number, given(cast) if number % 2 else None) for number in range(1, 6)]
    )
    tallies = dict(CaseTally.objects.filter(count__gt=0).values_list("unit_id", "count"))
    assert tallies == {cast.chen_unit.pk: 3, 0: 2}
    assert dict(CaseDay.objects.values_list("act", "count")) == {"registered": 5, "dispatched": 3}
    assert first_broken_event() is None
    for case in cases:
        life = life_told_by_events(case)
        assert (life.state, life.lead_unit_id, life.due_at) == (case.state, case.lead_unit_id, case.due_at)


def test_a_dispatch_from_a_ledger_tells_the_same_as_one_by_hand(cast, mapping, ledger):
    register(cast, mapping, [line(1, given(cast))])
    by_ledger = Event.objects.filter(verb="case.dispatched").order_by("-id")[0].data
    ledger.dispatch(helpers=[cast.department])
    by_hand = Event.objects.filter(verb="case.dispatched").order_by("-id")[0].data
    assert by_ledger == by_hand


def test_one_wrong_line_leaves_nothing(cast, mapping):
    other = make_campaign(cast.system, code="410802", name="另一行动")
    foreign = make_units(other, cast.system)["东方红街道"]
    wrong = [
        (line(2, given(cast, helpers=(cast.chen_unit,))), problems.HelperIsLead),
        (line(2, given(cast, deadline=deadline(-1))), problems.DeadlinePassed),
        (line(2, given(cast, lead_unit=foreign)), problems.UnitOfOtherCampaign),
    ]
    for bad, problem in wrong:
        with pytest.raises(problem):
            register(cast, mapping, [line(1, given(cast)), bad])
    assert not Case.objects.exists()
    assert not ImportedRow.objects.exists()
    assert not CaseTally.objects.filter(count__gt=0).exists()


def test_only_the_office_imports(cast, mapping):
    for stranger in (cast.chen, cast.wu, cast.lin, cast.zhou):
        with pytest.raises(NotAllowed):
            register(cast, mapping, [line(1)], by=stranger)
        with pytest.raises(NotAllowed):
            remembered(cast, by=stranger)


def test_progress_is_told_and_may_stop_everything(cast, mapping):
    heard: list[tuple[int, int]] = []
    register(cast, mapping, [line(1), line(2)], progress=lambda *done: heard.append(done))
    assert heard == [(2, 4), (4, 4)]

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register(cast, mapping, [line(3)], progress=stop)
    assert Case.objects.count() == 2


def test_a_mapping_is_remembered_once_for_its_headings(cast, mapping):
    again = remembered(cast, columns={"problem": 1}, at=NOW + timedelta(hours=1), title="长" * 300)
    assert again.pk == mapping.pk
    assert ImportMapping.objects.get().columns == {"problem": 1}
    assert len(str(again)) == 200
    assert str(remembered(cast, fingerprint="a" * 64, title="")) == "a" * 12


def test_rows_are_named_by_sheet_and_number(cast, mapping):
    register(cast, mapping, [line(7)])
    assert str(ImportedRow.objects.get()) == "表一 7"
