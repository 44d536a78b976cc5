"""The weeks of a campaign, who stands where, and who is flagged for it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from diebian.lib.hashchain import canonical
from diebian.lib.worktime import SHANGHAI
from diebian.ranking.terms import Consequence, ConsequenceRule, Standing

WEEK = timedelta(days=7)
CUTOFF = time(18, 0)


class NoSuchWeek(ValueError):
    """The campaign has no week of this number."""


class RuleFault(ValueError):
    """The file of consequences says something that cannot be followed."""


def last_week(*, start_on: date, end_on: date) -> int:
    """The number of the campaign's last week, which may be shorter than seven days."""
    return (end_on - start_on) // WEEK + 1


def week_of(number: int, *, start_on: date, end_on: date) -> tuple[date, date]:
    """First and last day (included) of a week; week 1 begins on the campaign's first day.

    Raises ``NoSuchWeek`` for a number outside the campaign.
    """
    if not 1 <= number <= last_week(start_on=start_on, end_on=end_on):
        raise NoSuchWeek(str(number))
    starts_on = start_on + (number - 1) * WEEK
    return starts_on, min(starts_on + WEEK - timedelta(days=1), end_on)


def cutoff(ends_on: date) -> datetime:
    """The instant up to which a week counts: 18:00 of its last day in Beijing time."""
    return datetime.combine(ends_on, CUTOFF, tzinfo=SHANGHAI)


def span_of(number: int, *, start_on: date, end_on: date) -> tuple[datetime, datetime]:
    """What a week counts, [start, cut-off): from the cut-off before (the first day's midnight in week 1) to its own.

    So nothing that happens in the evening of a last day is lost. Raises ``NoSuchWeek`` as ``week_of``.
    """
    starts_on, ends_on = week_of(number, start_on=start_on, end_on=end_on)
    if number == 1:
        return datetime.combine(starts_on, time(), tzinfo=SHANGHAI), cutoff(ends_on)
    return cutoff(starts_on - timedelta(days=1)), cutoff(ends_on)


def next_week(frozen: Iterable[int]) -> int:
    """The week that is to be closed next: weeks are closed in order, each once."""
    return max(frozen, default=0) + 1


def ranked(scores: Sequence[tuple[int, int, int | None]]) -> list[Standing]:
    """Standings from (unit, official order, score): better first, one rank for one score (1-2-2-4).

    Units without data have no rank and stand last. Within a tie and without data the official order counts.
    """
    held = Counter(score for _, _, score in scores if score is not None)
    ordered = sorted(scores, key=lambda row: (row[2] is None, -(row[2] or 0), row[1], row[0]))
    return [
        Standing(
            unit_id=unit_id,
            rank=None if score is None else 1 + _better(held, score),
            is_tied=score is not None and held[score] > 1,
            score_e2=score,
        )
        for unit_id, _, score in ordered
    ]


def _better(held: Mapping[int, int], score: int) -> int:
    return sum(count for other, count in held.items() if other > score)


def consequences(standings: Sequence[Standing], *, rule: ConsequenceRule | None) -> dict[int, Consequence]:
    """Unit → what its standing brings. No rule for the group, or too few units with a score: nobody is flagged.

    A tie that does not fit as a whole into the allowed number gives the flag to none of the tied.
    """
    scores = [standing.score_e2 for standing in standings if standing.score_e2 is not None]
    if rule is None or len(scores) < rule.smallest_group:
        return {standing.unit_id: Consequence.NONE for standing in standings}
    return {standing.unit_id: _consequence(standing.score_e2, scores, rule) for standing in standings}


def _consequence(score: int | None, scores: Sequence[int], rule: ConsequenceRule) -> Consequence:
    if score is None:
        return Consequence.NONE
    at_least_as_good = sum(other >= score for other in scores)
    at_most_as_good = sum(other <= score for other in scores)
    if at_least_as_good <= rule.commend and score >= rule.commend_from_e2:
        return Consequence.COMMEND
    if at_most_as_good <= rule.criticise and score < rule.spared_from_e2:
        return Consequence.CRITICISE
    return Consequence.NONE


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 of a week's rows in their order; what the audit keeps, so that a changed row shows."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(canonical(row) + b"\n")
    return whole.hexdigest()


def parse_consequences(table: Mapping[str, Any]) -> dict[str, ConsequenceRule]:
    """Group → rule, from the file. Raises ``RuleFault`` saying what is wrong."""
    try:
        rules = [ConsequenceRule(**entry) for entry in table["groups"]]
    except (KeyError, TypeError) as fault:
        raise RuleFault(str(fault)) from fault
    for rule in rules:
        _check(rule)
    found = {rule.group: rule for rule in rules}
    if len(found) != len(rules):
        raise RuleFault("a group is named twice")
    return found


def _check(rule: ConsequenceRule) -> None:
    numbers = (rule.commend, rule.criticise, rule.commend_from_e2, rule.spared_from_e2, rule.smallest_group)
    if min(numbers) < 0:
        raise RuleFault(f"{rule.group}: numbers are not below zero")
    # Else one unit could be among the first and the last at once.
    if rule.smallest_group < rule.commend + rule.criticise:
        raise RuleFault(f"{rule.group}: the smallest group holds all who may be flagged")
    if not rule.source:
        raise RuleFault(f"{rule.group}: say the source")
