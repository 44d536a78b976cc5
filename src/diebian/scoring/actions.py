"""Loading rule sets and storing runs."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import yaml
from django.db import connection, transaction

from diebian.base.actions import record_event
from diebian.lib.hashchain import canonical
from diebian.lib.worktime import SHANGHAI
from diebian.people import guards
from diebian.people.models import Campaign, Unit, User
from diebian.people.terms import Permission
from diebian.scoring.engine import scores, tables
from diebian.scoring.inputs import Span, facts_of, tallies
from diebian.scoring.models import Clause, RuleSet, ScoreFact, ScoreLine, ScoreRun, UnitScore
from diebian.scoring.problems import NoRuleSet, RuleSetChanged
from diebian.scoring.queries import ruleset_in_force
from diebian.scoring.rules import parse_rules, score
from diebian.scoring.terms import Fact, Line, Rules

SHIPPED = Path(__file__).with_name("rulesets")


@transaction.atomic
def load_rulesets(*, by: User, at: datetime, folder: Path = SHIPPED) -> list[RuleSet]:
    """Load every rule set of ``folder``; the same content again changes nothing.

    Raises ``RuleSetChanged`` for other content under a version already loaded, ``RulesFault`` for a wrong file.
    """
    return [_load(path.read_bytes(), by=by, at=at) for path in sorted(folder.glob("*.yaml"))]


def _load(content: bytes, *, by: User, at: datetime) -> RuleSet:
    rules = parse_rules(yaml.safe_load(content))
    sha256 = hashlib.sha256(content).hexdigest()
    known = RuleSet.objects.filter(code=rules.code, version=rules.version).order_by("pk").first()
    if known is None:
        return _store(rules, sha256, by=by, at=at)
    if known.content_sha256 != sha256:
        raise RuleSetChanged(code=rules.code, version=rules.version)
    return known


def _store(rules: Rules, sha256: str, *, by: User, at: datetime) -> RuleSet:
    row = RuleSet.objects.create(
        code=rules.code,
        version=rules.version,
        name=rules.name,
        effective_from=rules.effective_from,
        base_e2=rules.base_e2,
        content_sha256=sha256,
        loaded_at=at,
    )
    Clause.objects.bulk_create(
        Clause(
            ruleset=row,
            number=clause.number,
            text=clause.text,
            fact=clause.fact,
            sign=1 if clause.is_bonus else -1,
            points_e2=clause.points_e2,
            on_spot_e2=clause.points_e2 if clause.on_spot_e2 is None else clause.on_spot_e2,
            cap_e2=clause.cap_e2,
            source=clause.source,
        )
        for clause in rules.clauses
    )
    data = {"code": rules.code, "version": rules.version, "sha256": sha256}
    record_event(verb="ruleset.loaded", subject_kind="ruleset", subject_id=row.pk, by=by, at=at, data=data)
    return row


@transaction.atomic
def store_run(*, campaign: Campaign, units: Sequence[Unit], span: Span, by: User, at: datetime) -> ScoreRun:
    """Reckon the scores of ``units`` over [start, cutoff) under the rules in force at the start, and keep everything.

    Raises ``NoRuleSet``, ``NotAllowed``.
    """
    guards.require(by, Permission.WEEK_CLOSE, campaign=campaign, at=at)
    day = span[0].astimezone(SHANGHAI).date()
    ruleset = ruleset_in_force(day)
    if ruleset is None:
        raise NoRuleSet(day=day)
    ids = [unit.pk for unit in units]
    facts = facts_of(campaign, scored=ids, span=span)
    run = _begin(campaign, ruleset, span, facts, at)
    lines = _reckon(run, ruleset)
    _keep_scores(run, ruleset, ids, facts, lines)
    data = {"campaign_id": campaign.pk, "ruleset": str(ruleset), "input_sha256": run.input_sha256}
    record_event(verb="scores.reckoned", subject_kind="score_run", subject_id=run.pk, by=by, at=at, data=data)
    return run


def _begin(campaign: Campaign, ruleset: RuleSet, span: Span, facts: Sequence[Fact], at: datetime) -> ScoreRun:
    run = ScoreRun.objects.create(
        campaign=campaign,
        ruleset=ruleset,
        starts_at=span[0],
        cutoff_at=span[1],
        reckoned_at=at,
        input_sha256=_digest(facts),
        engine=f"ibis {ibis.__version__} {connection.vendor}",
    )
    ScoreFact.objects.bulk_create(
        (
            ScoreFact(
                run=run,
                unit_id=fact.unit_id,
                case_id=fact.case_id,
                kind=fact.kind,
                quantity=fact.quantity,
                is_on_spot=fact.is_on_spot,
            )
            for fact in facts
        ),
        batch_size=1000,
    )
    return run


def _digest(facts: Iterable[Fact]) -> str:
    whole = hashlib.sha256()
    for fact in facts:
        whole.update(canonical(vars(fact)))
    return whole.hexdigest()


def _reckon(run: ScoreRun, ruleset: RuleSet) -> list[ScoreLine]:
    """Run the engine on the stored facts, in the database's own dialect, and store its lines."""
    given = {"run": run.pk, "ruleset": ruleset.pk}
    lines = [
        ScoreLine(run=run, unit_id=unit, clause_id=clause, case_id=case, points_e2=points)
        for unit, clause, case, _, points in _rows(scores.lines(tables.facts(), tables.clauses(), **given))
    ]
    lines += [
        ScoreLine(run=run, unit_id=unit, clause_id=clause, points_e2=points)
        for unit, clause, points in _rows(scores.reliefs(tables.facts(), tables.clauses(), **given))
    ]
    return ScoreLine.objects.bulk_create(lines, batch_size=1000)


def _rows(expression: Any) -> list[tuple[Any, ...]]:
    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(scores.sql(expression, dialect))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _keep_scores(
    run: ScoreRun, ruleset: RuleSet, units: Sequence[int], facts: Sequence[Fact], stored: Sequence[ScoreLine]
) -> None:
    own: dict[int, list[Line]] = {unit: [] for unit in units}
    for row in stored:
        own[row.unit_id].append(Line(row.unit_id, "", row.case_id, row.points_e2))
    counted = tallies(facts, units)
    UnitScore.objects.bulk_create(
        UnitScore(
            run=run,
            unit_id=unit,
            score_e2=score(ruleset.base_e2, own[unit], counted[unit]),
            found_count=counted[unit].found,
            due_count=counted[unit].due,
            on_time_count=counted[unit].on_time,
            rework_count=counted[unit].rework,
        )
        for unit in units
    )
