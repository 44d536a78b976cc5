"""What a rule set may say, which facts a case gives in a week, and the score reckoned plainly.

``account`` is the score in ten lines of Python: the engine must give the same for every input, and a test holds it to that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from diebian.scoring.terms import Clause, Fact, FactKind, Line, Rules, Tally

FOUND = {
    "city_task": FactKind.FOUND_CITY,
    "district_task": FactKind.FOUND_DISTRICT,
    "supervision": FactKind.FOUND_DISTRICT,
    "report": FactKind.FOUND_PUBLIC,
    "media": FactKind.FOUND_PUBLIC,
}


class RulesFault(ValueError):
    """A rule set file says something that cannot be scored."""


def parse_rules(table: Mapping[str, Any]) -> Rules:
    """The rule set of a file. Raises ``RulesFault`` saying what is wrong."""
    try:
        clauses = tuple(Clause(**clause) for clause in table["clauses"])
        effective = table["effective_from"]
        rules = Rules(
            code=str(table["code"]),
            version=str(table["version"]),
            name=str(table["name"]),
            effective_from=effective if isinstance(effective, date) else date.fromisoformat(effective),
            base_e2=int(table["base_e2"]),
            clauses=clauses,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise RulesFault(str(fault)) from fault
    _check(rules)
    return rules


def _check(rules: Rules) -> None:
    facts = [clause.fact for clause in rules.clauses]
    if len(set(facts)) != len(facts):
        raise RulesFault("two clauses count the same fact")
    for clause in rules.clauses:
        if clause.fact not in FactKind.values:
            raise RulesFault(f"{clause.number}: unknown fact {clause.fact}")
        if clause.points_e2 <= 0 or (clause.cap_e2 is not None and clause.cap_e2 <= 0):
            raise RulesFault(f"{clause.number}: points and cap are above zero")
        if clause.on_spot_e2 is not None and not 0 <= clause.on_spot_e2 <= clause.points_e2:
            raise RulesFault(f"{clause.number}: on the spot costs no more than otherwise")


def found_kind(source: str) -> FactKind | None:
    """What finding a case of this source counts as; what a unit found itself (单位自查) counts nothing."""
    return FOUND.get(source)


def account(rules: Rules, unit_id: int, facts: Iterable[Fact]) -> list[Line]:
    """Every line of a unit's account, reliefs of caps included, in the order of clauses and cases."""
    own = [fact for fact in facts if fact.unit_id == unit_id]
    lines: list[Line] = []
    for clause in rules.clauses:
        sign = 1 if clause.is_bonus else -1
        counted = sorted((f for f in own if f.kind == clause.fact), key=lambda f: f.case_id or 0)
        taken = [Line(unit_id, clause.number, f.case_id, sign * worth(clause, f)) for f in counted]
        lines += taken
        over = sum(abs(line.points_e2) for line in taken) - (
            clause.cap_e2 if clause.cap_e2 is not None else 10**9
        )
        if over > 0:
            lines.append(Line(unit_id, clause.number, None, -sign * over))
    return lines


def worth(clause: Clause, fact: Fact) -> int:
    """The points of one fact, without sign, in hundredths."""
    on_spot = clause.points_e2 if clause.on_spot_e2 is None else clause.on_spot_e2
    return fact.quantity * (on_spot if fact.is_on_spot else clause.points_e2)


def score(base_e2: int, lines: Iterable[Line], tally: Tally) -> int | None:
    """The score in hundredths: base and lines, never below 0; None without data."""
    if not tally.has_data:
        return None
    return max(0, base_e2 + sum(line.points_e2 for line in lines))


def with_superiors(unit_id: int, parents: Mapping[int, int | None], scored: Iterable[int]) -> list[int]:
    """The units that answer for a case of ``unit_id``: itself and those that administer it, where they are scored."""
    wanted = set(scored)
    found: list[int] = []
    current: int | None = unit_id
    seen: set[int] = set()
    while current is not None and current not in seen:
        seen.add(current)
        if current in wanted:
            found.append(current)
        current = parents.get(current)
    return found


def repeats(cases: Iterable[tuple[int, int | None, str]]) -> dict[int, int]:
    """Case → how many times the same fault had been pointed out at the same place before.

    ``cases`` are (case, place, category) in the order of registration; without place or category nothing repeats.
    """
    seen: dict[tuple[int, str], int] = defaultdict(int)
    found = {}
    for case_id, place_id, category in cases:
        if place_id is None or not category:
            continue
        if earlier := seen[place_id, category]:
            found[case_id] = earlier
        seen[place_id, category] += 1
    return found
