"""Lines and sums of a run, as expressions."""

from typing import Any

import ibis


def worths(facts: Any, clauses: Any, *, run: int, ruleset: int) -> Any:
    """(unit_id, clause_id, case_id, sign, cap_e2, worth_e2): each fact with its clause and its points, without sign."""
    own = facts.filter(facts.run_id == run)
    rules = clauses.filter(clauses.ruleset_id == ruleset)
    joined = own.join(rules, own.kind == rules.fact)
    return joined.select(
        fact_id=own.id,
        unit_id=own.unit_id,
        case_id=own.case_id,
        clause_id=rules.id,
        sign=rules.sign,
        cap_e2=rules.cap_e2,
        worth_e2=own.quantity * own.is_on_spot.ifelse(rules.on_spot_e2, rules.points_e2),
    )


def lines(facts: Any, clauses: Any, *, run: int, ruleset: int) -> Any:
    """(unit_id, clause_id, case_id, points_e2) of every fact, in the order of clauses, cases and facts."""
    rows = worths(facts, clauses, run=run, ruleset=ruleset)
    return rows.select(
        "unit_id", "clause_id", "case_id", "fact_id", points_e2=rows.sign * rows.worth_e2
    ).order_by(["unit_id", "clause_id", "fact_id"])


def reliefs(facts: Any, clauses: Any, *, run: int, ruleset: int) -> Any:
    """(unit_id, clause_id, points_e2): what a clause would have taken or given beyond its cap, given back."""
    rows = worths(facts, clauses, run=run, ruleset=ruleset)
    sums = rows.group_by(["unit_id", "clause_id", "sign", "cap_e2"]).aggregate(total_e2=rows.worth_e2.sum())
    over = sums.filter(sums.total_e2 > sums.cap_e2)
    return over.select("unit_id", "clause_id", points_e2=over.sign * (over.cap_e2 - over.total_e2)).order_by(
        ["unit_id", "clause_id"]
    )


def sql(expression: Any, dialect: str) -> str:
    """The text for one engine: "sqlite", "postgres", "duckdb"."""
    return str(ibis.to_sql(expression, dialect=dialect))
