"""The facts of a span of time, from the ledger. What a week counts is what happened in it, or fell due in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from diebian.base.models import Event
from diebian.cases.models import Case, Rectification
from diebian.cases.rules import replay, was_on_time
from diebian.cases.terms import CaseState, Life
from diebian.people.models import Campaign
from diebian.people.queries import unit_parents
from diebian.scoring import rules
from diebian.scoring.terms import Fact, FactKind, Tally

Span = tuple[datetime, datetime]
# Nobody has these to put right: they were cancelled, given back, or never given.
# In nobody's hands, or with a clock that stands by approval.
NOT_DUE = frozenset(
    {CaseState.CANCELLED, CaseState.RETURNED, CaseState.REGISTERED, CaseState.PAUSED, CaseState.PARKED}
)


class Facts:
    """Facts of one span, each given to the case's unit and to those that administer it (两层分别排名)."""

    def __init__(self, campaign: Campaign, scored: Iterable[int], span: Span) -> None:
        self.campaign, self.scored, self.span = campaign, list(scored), span
        self.parents = unit_parents(campaign.pk)
        self.lives = lives_at(campaign, span[1])
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


def lives_at(campaign: Campaign, cutoff: datetime) -> dict[int, Life]:
    """Case → what it had become by ``cutoff``, read back from its events: what came later changes no closed week."""
    told: dict[int, list[tuple[str, dict[str, Any]]]] = {
        pk: [] for pk in Case.objects.filter(campaign=campaign).order_by("pk").values_list("pk", flat=True)
    }
    ended: set[int] = set()
    events = Event.objects.filter(subject_kind="case", subject_id__gte=min(told, default=0)).order_by("id")
    rows = events.values_list("subject_id", "at", "verb", "data")
    for case_id, at, verb, data in rows.iterator(chunk_size=5000):
        if at >= cutoff:
            ended.add(case_id)
        elif case_id in told and case_id not in ended:
            told[case_id].append((verb, data))
    return {case_id: replay(history) for case_id, history in told.items() if history}


def _cases(facts: Facts) -> Iterator[Case]:
    """Cases that count at all: registered before the cut-off and not cancelled by then."""
    cases = Case.objects.filter(campaign=facts.campaign, registered_at__lt=facts.span[1]).order_by("number")
    for case in cases.only(
        "id", "source", "place_id", "category_code", "registered_at", "is_fixed_on_spot"
    ).iterator(chunk_size=2000):
        life = facts.lives.get(case.pk)
        if life is not None and life.state is not CaseState.CANCELLED:
            yield case


def _found(facts: Facts) -> None:
    """Found in the span; and found again where the same had been found before."""
    seen: list[tuple[int, int | None, str]] = []
    new: dict[int, int | None] = {}
    for case in _cases(facts):
        if (kind := rules.found_kind(case.source)) is None:
            continue
        seen.append((case.pk, case.place_id, case.category_code))
        if case.registered_at >= facts.span[0]:
            new[case.pk] = facts.lives[case.pk].lead_unit_id
            facts.add(new[case.pk], kind, case.pk, on_spot=case.is_fixed_on_spot)
    for case_id, times in rules.repeats(seen).items():
        if case_id in new:
            facts.add(new[case_id], FactKind.REPEATED, case_id, quantity=times)


def _due(facts: Facts) -> None:
    """Due in the span: on time if an answer that was not refused came by the deadline, else late."""
    start, cutoff = facts.span
    due = {
        case_id: life
        for case_id, life in facts.lives.items()
        if life.due_at is not None and start <= life.due_at < cutoff and life.state not in NOT_DUE
    }
    answers = _answers(list(due), cutoff=cutoff)
    for case_id, life in due.items():
        answered = answers.get(case_id)
        on_time = answered is not None and life.due_at is not None and was_on_time(answered, life.due_at)
        facts.add(life.lead_unit_id, FactKind.ON_TIME if on_time else FactKind.LATE, case_id)


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
    own = (event for event in events if event.subject_id in facts.lives)  # not those of another campaign
    for (case_id, verb), quantity in Counter((event.subject_id, event.verb) for event in own).items():
        facts.add(facts.lives[case_id].lead_unit_id, kinds[verb], case_id, quantity=quantity)


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
