"""What rule sets may say, and the plain reckoning that the engine is held to. No database."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diebian.scoring import rules
from diebian.scoring.terms import Clause, Fact, FactKind, Line, Rules, Tally

SHIPPED = Path(rules.__file__).with_name("rulesets") / "weekly-2017-1.yaml"
TABLE = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))


def test_the_shipped_rules_read():
    found = rules.parse_rules(TABLE)
    assert (found.code, found.version, found.base_e2) == ("weekly", "2017-1", 10000)
    assert {clause.fact for clause in found.clauses} == set(FactKind)
    assert all(clause.source for clause in found.clauses)


def clause(**values):
    return {"number": "1", "text": "x", "fact": "late", "points_e2": 100, **values}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"clauses": [clause(fact="rain")]}, "unknown fact rain"),
        ({"clauses": [clause(points_e2=0)]}, "above zero"),
        ({"clauses": [clause(cap_e2=-1)]}, "above zero"),
        ({"clauses": [clause(on_spot_e2=101)]}, "on the spot"),
        ({"clauses": [clause(), clause(number="2")]}, "two clauses"),
        ({"clauses": [clause(weight=1)]}, "weight"),
        ({"base_e2": "many"}, "many"),
        ({"effective_from": "yesterday"}, "yesterday"),
        ({"clauses": None}, "NoneType"),
    ],
)
def test_a_wrong_rule_set_is_told(change, complaint):
    with pytest.raises(rules.RulesFault, match=complaint):
        rules.parse_rules({**TABLE, **change})


def test_a_day_may_be_written_as_text():
    assert rules.parse_rules({**TABLE, "effective_from": "2018-01-01"}).effective_from == date(2018, 1, 1)


def test_what_a_unit_found_itself_counts_nothing():
    assert rules.found_kind("self_found") is None
    assert rules.found_kind("city_task") == FactKind.FOUND_CITY


RULES = Rules(
    code="t",
    version="1",
    name="t",
    effective_from=date(2017, 1, 1),
    base_e2=10000,
    clauses=(
        Clause("1", "found", "found_city", 30, on_spot_e2=15, cap_e2=100),
        Clause("2", "late", "late", 100),
        Clause("3", "on time", "on_time", 5, is_bonus=True, cap_e2=12),
    ),
)


def test_an_account_worked_by_hand():
    facts = [
        Fact(1, "found_city", 11),
        Fact(1, "found_city", 12, is_on_spot=True),
        Fact(1, "found_city", 13, quantity=2),
        Fact(1, "late", 11),
        *(Fact(1, "on_time", case) for case in (21, 22, 23)),
        Fact(2, "late", 99),
    ]
    lines = rules.account(RULES, 1, facts)
    assert lines == [
        Line(1, "1", 11, -30),
        Line(1, "1", 12, -15),
        Line(1, "1", 13, -60),
        Line(1, "1", None, 5),  # 105 found, at most 100
        Line(1, "2", 11, -100),
        Line(1, "3", 21, 5),
        Line(1, "3", 22, 5),
        Line(1, "3", 23, 5),
        Line(1, "3", None, -3),  # 15 earned, at most 12
    ]
    tally = Tally(1, found=3, due=4, on_time=3)
    assert rules.score(RULES.base_e2, lines, tally) == 10000 - 100 - 100 + 12


def test_no_data_is_no_score_and_a_score_never_falls_below_nothing():
    assert rules.score(10000, [], Tally(1)) is None
    assert rules.score(10000, [Line(1, "2", 1, -20000)], Tally(1, due=200)) == 0
    assert Tally(1, rework=1).has_data


FACTS = st.lists(
    st.builds(
        Fact,
        unit_id=st.integers(1, 3),
        kind=st.sampled_from(["found_city", "late", "on_time", "rework"]),
        case_id=st.integers(1, 9),
        quantity=st.integers(1, 4),
        is_on_spot=st.booleans(),
    ),
    max_size=40,
)


@given(FACTS)
def test_no_clause_ever_takes_or_gives_more_than_its_cap(facts):
    for unit in (1, 2, 3):
        lines = rules.account(RULES, unit, facts)
        for one in RULES.clauses:
            total = sum(line.points_e2 for line in lines if line.clause == one.number)
            assert total >= 0 if one.is_bonus else total <= 0
            assert one.cap_e2 is None or abs(total) <= one.cap_e2


@given(FACTS, st.randoms())
def test_the_order_of_facts_changes_no_sum(facts, random):
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert sum(x.points_e2 for x in rules.account(RULES, 1, facts)) == sum(
        x.points_e2 for x in rules.account(RULES, 1, shuffled)
    )


PARENTS = {1: None, 2: 1, 3: 2, 7: 8, 8: 7}


@pytest.mark.parametrize(
    ("unit", "scored", "answers"),
    [(3, [2, 3], [3, 2]), (3, [1], [1]), (2, [3], []), (7, [8], [8]), (9, [1], [])],
)
def test_a_case_counts_for_its_unit_and_those_above_it(unit, scored, answers):
    assert rules.with_superiors(unit, PARENTS, scored) == answers


def test_the_same_fault_at_the_same_place_counts_each_time_more():
    cases = [
        (1, 5, "E0102"),
        (2, 5, "E0102"),
        (3, 5, "E0104"),
        (4, 6, "E0102"),
        (5, 5, "E0102"),
        (6, None, "E0102"),
        (7, 5, ""),
    ]
    assert rules.repeats(cases) == {2: 1, 5: 2}
