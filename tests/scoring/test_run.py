"""A hand-worked week through the ledger, the engine and the stored account; and the engine against plain Python."""

from datetime import timedelta

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diebian.base.problems import NotAllowed
from diebian.cases import actions as cases
from diebian.cases.terms import CaseSource
from diebian.places.actions import load_place_types, register_place
from diebian.places.drafts import PlaceDraft
from diebian.places.models import PlaceType
from diebian.scoring import actions, problems, rules
from diebian.scoring.engine import scores, tables
from diebian.scoring.inputs import facts_of, tallies
from diebian.scoring.models import RuleSet, ScoreFact, ScoreLine, ScoreRun, UnitScore
from diebian.scoring.queries import account_of, clauses_of, ruleset_in_force
from diebian.scoring.terms import Fact, FactKind
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW, Cast

SPAN = (NOW - 2 * DAY, NOW + 5 * DAY)


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    actions.load_rulesets(by=cast.system, at=NOW)
    return Ledger(cast)


def run(cast, span=SPAN) -> ScoreRun:
    units = [cast.chen_unit, cast.wu_unit, cast.department]
    return actions.store_run(campaign=cast.campaign, units=units, span=span, by=cast.zhao, at=SPAN[1])


def points(score_run, unit) -> list[tuple[str, int]]:
    return [(line.clause.number, line.points_e2) for line in account_of(score_run, unit.pk)]


def test_a_week_worked_by_hand(ledger, cast):
    ledger.close()  # a city's task, answered on time: -0.30, +0.05
    ledger.dispatch(ledger.register(source=CaseSource.SUPERVISION), deadline=deadline(1))  # -0.20, late -1.00
    back = ledger.rectify()  # a city's task refused, so late as well: -0.30 -0.50 -1.00
    cases.send_back(case=back, reason="不到位", by=cast.lin, at=NOW + 2 * DAY + timedelta(hours=1))
    ledger.register(measure_on_spot="当场清理")  # no unit: counts for nobody
    found = run(cast)
    assert points(found, cast.chen_unit) == [
        ("1.1", -30),
        ("1.1", -30),
        ("1.2", -20),
        ("3.1", -100),
        ("3.1", -100),
        ("3.2", -50),
        ("4.1", 5),
    ]
    chen, wu, _ = UnitScore.objects.filter(run=found).order_by("unit__official_order", "unit_id")
    assert chen.score_e2 == 10000 - 60 - 20 - 200 - 50 + 5
    assert (chen.found_count, chen.due_count, chen.on_time_count, chen.rework_count) == (3, 3, 1, 1)
    assert wu.score_e2 is None


def test_a_community_counts_for_its_street(ledger, cast):
    ledger.dispatch(lead_unit=cast.chen_community)
    assert points(run(cast), cast.chen_unit) == [("1.1", -30), ("3.1", -100)]


def test_what_is_outside_the_week_or_nobodys_does_not_count(ledger, cast):
    ledger.dispatch(deadline=deadline(9))
    ledger.register()
    cases.cancel_case(case=ledger.register(), reason="重复", by=cast.zhao, at=NOW)
    ledger.dispatch(ledger.register(source=CaseSource.SELF_FOUND), deadline=deadline(9))
    later = run(cast, span=(NOW + DAY, NOW + 2 * DAY))
    assert not ScoreLine.objects.filter(run=later).exists()
    earlier = run(cast, span=(NOW - 9 * DAY, NOW - 8 * DAY))
    assert not ScoreLine.objects.filter(run=earlier).exists()
    assert points(run(cast), cast.chen_unit) == [("1.1", -30)]


def test_reopened_and_repeated(ledger, cast, place):
    first = ledger.register(place=place, category_code="E0102")
    second = ledger.register(place=place, category_code="E0102")
    ledger.dispatch(first, deadline=deadline(9))
    closed = ledger.close(ledger.rectify(ledger.accept(ledger.dispatch(second, deadline=deadline(9)))))
    cases.reopen_case(case=closed, reason="反弹", deadline=deadline(20), by=cast.lin, at=NOW + 4 * DAY)
    assert points(run(cast), cast.chen_unit) == [("1.1", -30), ("1.1", -30), ("2.1", -20), ("3.3", -100)]
    week_after = (SPAN[1], SPAN[1] + DAY)
    assert points(run(cast, span=week_after), cast.chen_unit) == []


def test_what_happens_after_the_cutoff_changes_no_week(ledger, cast):
    case = ledger.dispatch(deadline=deadline(2))
    cases.return_case(case=case, reason="不属于本街道", by=cast.chen, at=SPAN[1] + DAY)
    ledger.dispatch(case, lead_unit=cast.wu_unit, deadline=deadline(20))
    other = ledger.close()
    cases.reopen_case(case=other, reason="反弹", deadline=deadline(20), by=cast.lin, at=SPAN[1] + DAY)
    cases.cancel_case(case=ledger.register(), reason="重复", by=cast.zhao, at=SPAN[1] + DAY)
    found = run(cast)
    assert points(found, cast.chen_unit) == [("1.1", -30), ("1.1", -30), ("3.1", -100), ("4.1", 5)]
    assert points(found, cast.wu_unit) == []


@pytest.fixture
def place(cast):
    load_place_types(by=cast.system, at=NOW)
    draft = PlaceDraft(
        place_type=PlaceType.objects.get(code="back_lane"), name="演示小巷", responsible_unit=cast.chen_unit
    )
    return register_place(campaign=cast.campaign, draft=draft, by=cast.zhao, at=NOW)


def test_a_run_is_kept_and_repeats_itself(ledger, cast):
    ledger.close()
    first, again = run(cast), run(cast)
    assert first.input_sha256 == again.input_sha256
    assert points(first, cast.chen_unit) == points(again, cast.chen_unit)
    for row in (first, ScoreLine.objects.all()[0], UnitScore.objects.all()[0], RuleSet.objects.all()[0]):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_only_the_office_reckons_and_rules_must_be_in_force(ledger, cast):
    units = [cast.chen_unit]
    with pytest.raises(NotAllowed):
        actions.store_run(campaign=cast.campaign, units=units, span=SPAN, by=cast.chen, at=NOW)
    long_ago = (NOW - 999 * DAY, NOW - 998 * DAY)
    with pytest.raises(problems.NoRuleSet):
        actions.store_run(campaign=cast.campaign, units=units, span=long_ago, by=cast.zhao, at=NOW)


def test_a_rule_set_is_loaded_once_and_never_changed(ledger, cast, tmp_path):
    actions.load_rulesets(by=cast.system, at=NOW)
    assert RuleSet.objects.count() == 1
    ruleset = ruleset_in_force(NOW.date())
    assert ruleset is not None
    assert [clause.number for clause in clauses_of(ruleset)] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "3.1",
        "3.2",
        "3.3",
        "4.1",
    ]
    changed = (
        (actions.SHIPPED / "weekly-2017-1.yaml")
        .read_text(encoding="utf-8")
        .replace("points_e2: 100", "points_e2: 90")
    )
    (tmp_path / "weekly.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(problems.RuleSetChanged):
        actions.load_rulesets(by=cast.system, at=NOW, folder=tmp_path)


FACTS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(list(FactKind)), st.integers(1, 40), st.booleans()),
    max_size=30,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_facts=FACTS)
def test_the_engine_reckons_as_plain_python_does(ledger, cast, given_facts):
    ruleset = RuleSet.objects.get()
    published = rules.parse_rules(yaml.safe_load((actions.SHIPPED / "weekly-2017-1.yaml").read_bytes()))
    units = [cast.chen_unit.pk, cast.wu_unit.pk, cast.department.pk]
    facts = [Fact(units[u], kind, None, quantity, on_spot) for u, kind, quantity, on_spot in given_facts]
    score_run = actions._begin(cast.campaign, ruleset, SPAN, facts, NOW)
    lines = actions._reckon(score_run, ruleset)
    for unit in units:
        plain = rules.account(published, unit, facts)
        assert sorted(line.points_e2 for line in lines if line.unit_id == unit) == sorted(
            x.points_e2 for x in plain
        )
    assert set(tallies(facts, units)) == set(units)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "duckdb"])
@pytest.mark.parametrize("expression", [scores.lines, scores.reliefs])
def test_the_compiled_text_is_the_one_reviewed(dialect, expression, snapshot):
    assert scores.sql(expression(tables.facts(), tables.clauses(), run=7, ruleset=3), dialect) == snapshot


def test_facts_come_in_a_fixed_order(ledger, cast):
    for _ in range(3):
        ledger.close()
    facts = facts_of(cast.campaign, scored=[cast.wu_unit.pk, cast.chen_unit.pk], span=SPAN)
    assert facts == sorted(facts, key=lambda f: (f.unit_id, f.kind, f.case_id))
    assert ScoreFact.objects.count() == 0


def test_rows_name_themselves(ledger, cast):
    ledger.close()
    found = run(cast)
    fact, line = ScoreFact.objects.order_by("id")[0], account_of(found, cast.chen_unit.pk)[0]
    assert str(found) == "2017-07-31 – 2017-08-07"
    assert str(fact) == "东方红街道 found_city"
    assert str(line) == "东方红街道 1.1 -30"
    assert str(line.clause) == "1.1"
    assert str(UnitScore.objects.get(run=found, unit=cast.chen_unit)) == "东方红街道 9975"
