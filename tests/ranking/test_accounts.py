"""A unit's score adds up before the reader's eyes, and each number opens its rows."""

import pytest

from diebian.cases.actions import NewCase, register_case
from diebian.cases.terms import CaseSource
from diebian.ranking import accounts
from diebian.scoring.models import Clause, ScoreFact, ScoreLine
from diebian.scoring.terms import FactKind
from tests.cast import NOW


@pytest.fixture
def case(cast):
    new = NewCase(description="路面存在暴露垃圾", source=CaseSource.CITY_TASK)
    return register_case(campaign=cast.campaign, new=new, by=cast.zhao, at=NOW)


@pytest.fixture
def week(weeks):
    return weeks.close(1, 东方红街道=9700)


def clause(week, number: str, fact: FactKind) -> Clause:
    return Clause.objects.create(
        ruleset=week.run.ruleset, number=number, text="条款", fact=fact, sign=-1, points_e2=100, on_spot_e2=50
    )


def line(week, unit, clause, case, points_e2) -> None:
    ScoreLine.objects.create(run=week.run, unit=unit, clause=clause, case=case, points_e2=points_e2)


def test_an_account_adds_up_clause_by_clause(weeks, week, cast, case):
    late, found = clause(week, "3.1", FactKind.LATE), clause(week, "1.1", FactKind.FOUND_CITY)
    for points in (-100, -100):
        line(week, cast.chen_unit, late, case, points)
    line(week, cast.chen_unit, late, None, 50)
    line(week, cast.chen_unit, found, case, -30)
    line(week, cast.wu_unit, found, case, -30)
    account = accounts.account(week, cast.chen_unit.pk)
    assert [(row.clause.number, len(row.lines), row.relief_e2, row.total_e2) for row in account.sums] == [
        ("3.1", 2, 50, -150),
        ("1.1", 1, 0, -30),
    ]
    assert (account.base_e2, account.floor_e2, account.score_e2) == (10000, 0, 9820)


def test_no_score_falls_below_zero_and_the_account_says_so(week, cast, case):
    line(week, cast.chen_unit, clause(week, "3.1", FactKind.LATE), case, -10100)
    account = accounts.account(week, cast.chen_unit.pk)
    assert (account.floor_e2, account.score_e2) == (100, 0)


def test_each_number_opens_the_facts_it_counts(week, cast, case):
    kinds = (FactKind.FOUND_CITY, FactKind.ON_TIME, FactKind.LATE, FactKind.REOPENED, FactKind.REPEATED)
    for kind in kinds:
        ScoreFact.objects.create(
            run=week.run, unit=cast.chen_unit, case=case, kind=kind, quantity=1, is_on_spot=False
        )
    opened = {
        counted: [fact.kind for fact in accounts.facts_behind(week, cast.chen_unit.pk, counted)]
        for counted in accounts.COUNTED
    }
    assert opened == {
        "found": ["found_city"],
        "due": ["late", "on_time"],
        "on_time": ["on_time"],
        "rework": ["reopened"],
    }
