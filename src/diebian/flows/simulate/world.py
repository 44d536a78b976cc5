"""The simulated district while it lives: who and what there is, and a queue of acts still to come."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, cycle
from random import Random

from diebian.base import photos
from diebian.base.models import Photo
from diebian.base.photos import PreparedPhoto
from diebian.base.problems import Problem
from diebian.cases.models import Case
from diebian.cases.queries import proposed_deadline
from diebian.cases.rules import deadline
from diebian.cases.terms import Deadline
from diebian.flows.simulate.clock import WorkClock
from diebian.flows.simulate.lives import character_of
from diebian.flows.simulate.organisation import Organisation
from diebian.flows.simulate.pictures import Pair, own_copy
from diebian.flows.simulate.terms import Character, Fault, Outcome
from diebian.flows.simulate.texts import place_types_with_faults
from diebian.inspections.queries import asked, check_lines
from diebian.inspections.rules import Asked
from diebian.people.models import Unit, User
from diebian.people.terms import UnitKind
from diebian.places.models import Place

Do = Callable[[datetime], None]
TERRITORY = "territory"
# Of faults that the territory answers for, the community leads this share and its street helps; else the other way.
COMMUNITY_LEADS, DEPARTMENT_ALONE = 0.3, 0.4
# 属地管理: of faults in a department's field the street answers for this share, and the department helps.
STREET_LEADS = 0.35
# 结对帮扶: every yard is paired with a department, which takes this share of what the territory would answer for.
YARD, PAIRED = "housing_yard", 0.4


@dataclass(order=True)
class Due:
    """An act that will happen; equal instants keep the order in which they were thought of."""

    at: datetime
    serial: int
    name: str = field(compare=False)
    do: Do = field(compare=False)


@dataclass
class Thread:
    """A case that the simulation follows: with luck of its own, so that one more case changes no other."""

    case: Case
    rng: Random
    fault: Fault
    place: Place
    lead: Unit
    helpers: tuple[Unit, ...]
    character: Character


@dataclass
class World:
    """Everything an act needs. The queue is the only thing that moves time."""

    made: Organisation
    places: list[Place]
    clock: WorkClock
    seed: int
    pairs: list[Pair]
    outcome: Outcome
    queue: list[Due] = field(default_factory=list)
    serials: Iterator[int] = field(default_factory=count)
    units: dict[int, Unit] = field(default_factory=dict)
    limits: dict[tuple[str, str], Deadline] = field(default_factory=dict)
    lists: dict[int, Sequence[Asked]] = field(default_factory=dict)
    last_results: dict[int, PreparedPhoto] = field(default_factory=dict)  # unit → what it handed in last

    def __post_init__(self) -> None:
        self.units = {unit.pk: unit for unit in self.made.units}
        known = place_types_with_faults()
        self.faulty_places = [place for place in self.places if place.place_type.code in known]
        # Those without a field of their own in the streets first, so that all 区直单位 have a part.
        paired = [*self.made.departments.values()][::-1]
        yards = [place.pk for place in self.places if place.place_type.code == YARD]
        self.pairs_of_yards = dict(zip(yards, cycle(paired), strict=False))
        self.by_street: dict[int | None, list[Place]] = {}
        for place in self.faulty_places:
            self.by_street.setdefault(place.subdistrict_id, []).append(place)
        self.characters = {unit.pk: character_of(self.seed, unit.name) for unit in self.made.units}

    def luck(self, what: str) -> Random:
        """The luck of one thing, the same whatever else happens."""
        return Random(f"{self.seed}/{what}")

    def schedule(self, at: datetime, name: str, do: Do) -> None:
        """Let ``do`` happen at ``at``."""
        heapq.heappush(self.queue, Due(at, next(self.serials), name, do))

    def has_before(self, end: datetime) -> bool:
        """Whether an act is due by ``end``."""
        return bool(self.queue) and self.queue[0].at <= end

    def next_act(self) -> None:
        """Take the next act and try it; a refusal is counted by its words, and nothing of it remains."""
        due = heapq.heappop(self.queue)
        try:
            due.do(due.at)
        except Problem as problem:
            self.outcome.refused[f"{due.name}: {problem.number} {problem}"] += 1
        else:
            self.outcome.acts[due.name] += 1

    def deadline(self, case: Case, at: datetime) -> Deadline:
        """What ``cases.queries.proposed_deadline`` says; the limits are asked once, for they stay as they are here."""
        key = (case.category_code, case.level)
        if key not in self.limits:
            proposed = proposed_deadline(case.campaign, category_code=key[0], level=key[1], at=at)
            self.limits[key] = proposed
        known = self.limits[key]
        if known.amount is None:
            return known
        return deadline(
            at, amount=known.amount, unit=known.unit, source=known.basis, calendar=self.clock.calendar
        )

    def asked_at(self, place: Place, at: datetime) -> Sequence[Asked]:
        """The check list of a place; one of each type is read, for the standards stay as they are here."""
        if place.place_type_id not in self.lists:
            self.lists[place.place_type_id] = asked(check_lines(place, at=at))
        return self.lists[place.place_type_id]

    def officer(self, rng: Random) -> User:
        """Somebody of the campaign office."""
        return rng.choice(self.made.office)

    def inspector(self, rng: Random, fault: Fault | None = None) -> tuple[User, Unit]:
        """Somebody of a supervision group: of the task's own where the fault is known, else of the joint one mostly."""
        wanted = self.made.tasks[fault.task - 1].supervision_unit if fault and rng.random() < 0.7 else None
        fit = [pair for pair in self.made.inspectors if pair[1] == wanted]
        return rng.choice(fit or self.made.inspectors)

    def place(self, rng: Random) -> Place:
        """A place where something may be wrong; every street is as likely as another, however many places it has."""
        return rng.choice(self.by_street[rng.choice(list(self.by_street))])

    def charged(self, rng: Random, place: Place, fault: Fault) -> tuple[Unit, tuple[Unit, ...]]:
        """1+N: who leads and who helps. The territory answers itself or helps the department that leads."""
        street, community = self.units[place.subdistrict_id or 0], self.units[place.community_id or 0]
        if fault.led_by == TERRITORY:
            if place.place_type.code == YARD and rng.random() < PAIRED:
                return self.pairs_of_yards[place.pk], (community,)
            return (community, (street,)) if rng.random() < COMMUNITY_LEADS else (street, (community,))
        lead = self.made.departments[fault.led_by]
        if rng.random() < STREET_LEADS:
            return street, (lead,)
        return (lead, ()) if rng.random() < DEPARTMENT_ALONE else (lead, (street,))

    def instead(self, rng: Random, thread: Thread) -> tuple[Unit, tuple[Unit, ...]]:
        """To whom a returned case goes: to the street when a department gave it back, else to a department."""
        if thread.lead.kind == UnitKind.DEPARTMENT:
            return self.units[thread.place.subdistrict_id or 0], ()
        return rng.choice([unit for unit in self.made.departments.values() if unit != thread.lead]), ()

    def thread(self, case: Case, rng: Random, place: Place, fault: Fault) -> Thread:
        """Follow a new case."""
        lead, helpers = self.charged(rng, place, fault)
        return Thread(case, rng, fault, place, lead, helpers, self.characters[lead.pk])

    def scene(self, rng: Random, mark: str) -> tuple[PreparedPhoto, PreparedPhoto]:
        """A spot before and after, each with bytes of its own."""
        pair = rng.choice(self.pairs)
        return own_copy(pair.before, f"{mark} 整改前"), own_copy(pair.after, f"{mark} 整改后")


def kept(photo: PreparedPhoto, at: datetime) -> Photo:
    """The picture in the store."""
    return photos.keep(photo, at=at)
