"""Named reads: rule sets, a unit's account line by line, the scores of a run."""

from datetime import date

from django.db.models import F, QuerySet

from diebian.scoring.models import Clause, RuleSet, ScoreLine, ScoreRun


def ruleset_in_force(day: date) -> RuleSet | None:
    """The newest rule set whose day has come."""
    begun = RuleSet.objects.filter(effective_from__lte=day)
    return begun.order_by("-effective_from", "-version", "-id").first()


def rulesets() -> QuerySet[RuleSet]:
    """Every version ever loaded, newest first."""
    return RuleSet.objects.order_by("-effective_from", "-version", "-id")


def clauses_of(ruleset: RuleSet) -> QuerySet[Clause]:
    """The clauses as published, in order."""
    return Clause.objects.filter(ruleset=ruleset).order_by("id")


def account_of(run: ScoreRun, unit_id: int) -> QuerySet[ScoreLine]:
    """Every line of a unit's account with its clause and case, in the order of the clauses, reliefs of caps last."""
    lines = ScoreLine.objects.filter(run=run, unit_id=unit_id)
    return lines.select_related("clause", "case").order_by(
        "clause_id", F("case_id").asc(nulls_last=True), "id"
    )
