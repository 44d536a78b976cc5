"""The tables that go in, with their columns and types."""

from typing import Any

import ibis

FACTS = ibis.schema(
    {
        "id": "int64",
        "run_id": "int64",
        "unit_id": "int64",
        "case_id": "int64",
        "kind": "string",
        "quantity": "int64",
        "is_on_spot": "boolean",
    }
)
CLAUSES = ibis.schema(
    {
        "id": "int64",
        "ruleset_id": "int64",
        "number": "string",
        "fact": "string",
        "sign": "int64",
        "points_e2": "int64",
        "on_spot_e2": "int64",
        "cap_e2": "int64",
    }
)


def facts() -> Any:
    """What was counted: one row a fact; ``is_on_spot`` where it was fixed on the spot."""
    return ibis.table(FACTS, name="scoring_scorefact")


def clauses() -> Any:
    """The clauses of the rule sets; ``sign`` is -1 for a deduction and 1 for a bonus."""
    return ibis.table(CLAUSES, name="scoring_clause")
