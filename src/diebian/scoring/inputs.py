"""The facts of a span of time, from the ledger. What a week counts is what happened in it, or fell due in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from diebian.base.models import Event
from diebian.cases.models import Case, Rectification
from diebian.cases.rules import was_on_time
from diebian.people.models import Campaign
from diebian.people.queries import unit_parents
from diebian.scoring import rules
from diebian.scoring.terms import Fact, FactKind, Tally

Span = tuple[datetime, datetime]


class Facts:
    """Facts of one span, each given to the case's unit and to those that administer it (两层分别排名)."""

    def __init__(self, campaign: Campaign, scored: Iterable[int], span: Span) -> None:
        self.campaign, self.scored, self.span = campaign, list(scored), span
        self.parents = unit_parents(campaign.pk)
        self.all: list[Fact] = []

    def add(
        self, unit_id: int | None, kind: FactKind, case_id: int, *, quantity: int = 1, on_spot: bool = False
    ) -> None:
        """Count something against (or for) a case's unit and its superiors; a case without a unit counts for nobody."""
        if unit_id is None:
            return
        for unit in rules.with_superiors(unit_id, self.parents, self.scored):
            self.all.append(Fact(unit, kind, case_id, quantity, on_spot))


def facts_of(campaign: Campaign, *, scored: Iterable[int], span: Span) -> list[Fact]:
    """Every fact of [start, cutoff) for the units ``scored``, in a fixed order."""
    facts = Facts(campaign, scored, span)
    _found(facts)
    _due(facts)
    _undone(facts)
    return sorted(facts.all, key=lambda f: (f.unit_id, f.kind, f.case_id or 0))


def _cases(facts: Facts) -> Iterator[Case]:
    """Cases that count at all: not cancelled."""
    cases = Case.objects.filter(campaign=facts.campaign).exclude(state="cancelled").order_by("number")
    return cases.only(
        "id", "source", "lead_unit_id", "place_id", "category_code", "registered_at", "is_fixed_on_spot"
    ).iterator(chunk_size=2000)


def _found(facts: Facts) -> None:
    """Found in the span; and found again where the same had been found before."""
    start, cutoff = facts.span
    seen: list[tuple[int, int | None, str]] = []
    new: dict[int, int | None] = {}
    for case in _cases(facts):
        if case.registered_at >= cutoff or (kind := rules.found_kind(case.source)) is None:
            continue
        seen.append((case.pk, case.place_id, case.category_code))
        if case.registered_at >= start:
            new[case.pk] = case.lead_unit_id
            facts.add(case.lead_unit_id, kind, case.pk, on_spot=case.is_fixed_on_spot)
    for case_id, times in rules.repeats(seen).items():
        if case_id in new:
            facts.add(new[case_id], FactKind.REPEATED, case_id, quantity=times)


def _due(facts: Facts) -> None:
    """Due in the span: on time if an answer that was not refused came by the deadline, else late."""
    due = Case.objects.filter(campaign=facts.campaign, due_at__gte=facts.span[0], due_at__lt=facts.span[1])
    cases = due.exclude(state__in=["cancelled", "returned", "registered"]).order_by("number")
    answers = _answers([case.pk for case in cases], cutoff=facts.span[1])
    for case in cases:
        answered = answers.get(case.pk)
        on_time = answered is not None and case.due_at is not None and was_on_time(answered, case.due_at)
        facts.add(case.lead_unit_id, FactKind.ON_TIME if on_time else FactKind.LATE, case.pk)


def _answers(case_ids: list[int], *, cutoff: datetime) -> dict[int, datetime]:
    """Case → when it was answered by an answer that had not been refused by the cutoff."""
    refused = Q(case__verifications__is_passed=False, case__verifications__verified_at__lt=cutoff)
    rows = Rectification.objects.filter(case__in=case_ids, rectified_at__lt=cutoff).order_by(
        "case_id", "round"
    )
    bad = set(
        Rectification.objects.filter(refused, case__in=case_ids)
        .extra(where=["cases_verification.round = cases_rectification.round"])
        .values_list("pk", flat=True)
    )
    return {row.case_id: row.rectified_at for row in rows if row.pk not in bad}


def _undone(facts: Facts) -> None:
    """Sent back to be done again, and reopened after closing, in the span."""
    kinds = {"case.sent_back": FactKind.REWORK, "case.reopened": FactKind.REOPENED}
    start, cutoff = facts.span
    events = Event.objects.filter(verb__in=kinds, at__gte=start, at__lt=cutoff).order_by("id")
    times = Counter((event.subject_id, event.verb) for event in events)
    units = dict(
        Case.objects.filter(campaign=facts.campaign, pk__in={case_id for case_id, _ in times})
        .order_by("pk")
        .values_list("pk", "lead_unit_id")
    )
    for (case_id, verb), quantity in times.items():
        facts.add(units.get(case_id), kinds[verb], case_id, quantity=quantity)


def tallies(facts: Iterable[Fact], units: Iterable[int]) -> dict[int, Tally]:
    """Numerators and denominators of each unit's rates; due = on time + late."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        counts[fact.unit_id][fact.kind] += 1
    return {unit: _tally(unit, counts[unit]) for unit in units}


def _tally(unit: int, count: Counter[str]) -> Tally:
    found = sum(count[kind] for kind in set(rules.FOUND.values()))
    due = count[FactKind.ON_TIME] + count[FactKind.LATE]
    undone = count[FactKind.REWORK] + count[FactKind.REOPENED]
    return Tally(unit, found=found, due=due, on_time=count[FactKind.ON_TIME], rework=undone)
