"""A supervision group's visit: the place's own check list answered, the faults described and photographed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from diebian.cases.models import Case
from diebian.flows.simulate.terms import Fault
from diebian.flows.simulate.texts import draw_fault
from diebian.flows.simulate.world import World
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail, NewVisit
from diebian.inspections.rules import Asked, judge
from diebian.inspections.terms import Answer, VisitKind
from diebian.places.models import Place
from diebian.standards.terms import ItemKind, ItemRule, Level, Result

# How many faults a visit finds, and how often.
FOUND = ((0, 34), (1, 34), (2, 22), (3, 10))
ON_SPOT, SECRET = 0.18, 0.35
LOOKED_AT = 100  # lamps, metres: whatever an item is counted over


@dataclass(frozen=True)
class MadeVisit:
    """Where it was, and what became of it."""

    place: Place
    cases: Sequence[tuple[Case, Fault]]


def make_visit(world: World, rng: Random, number: int, at: datetime) -> MadeVisit:
    """One visit, sent in at ``at``. Raises as ``flows.submit_visit``."""
    inspector, group = world.inspector(rng)
    place = world.place(rng)
    faults = _different(rng, place.place_type.code, rng.choices(*zip(*FOUND, strict=True))[0])
    details = [_detail(world, rng, fault, f"visit {number}-{row}") for row, fault in enumerate(faults)]
    new = NewVisit(
        place=place,
        client_id=UUID(int=rng.getrandbits(128), version=4),
        started_at=at - timedelta(minutes=rng.randrange(10, 40)),
        kind=VisitKind.SECRET if rng.random() < SECRET else VisitKind.OPEN,
        supervision_unit=group,
        answers=[_met(line) for line in world.asked_at(place, at)],
        further=details,
        note="" if details else "现场整洁有序",
    )
    receipt = submit_visit(campaign=world.made.campaign, new=new, by=inspector, at=at)
    return MadeVisit(place, list(zip(receipt.cases, faults, strict=True)))


def _different(rng: Random, place_type: str, count: int) -> list[Fault]:
    """Faults of which no two say the same."""
    found: dict[str, Fault] = {}
    while len(found) < count:
        fault = draw_fault(rng, place_type)
        found.setdefault(fault.text, fault)
    return list(found.values())


def _detail(world: World, rng: Random, fault: Fault, mark: str) -> Detail:
    before, _ = world.scene(rng, mark)
    return Detail(
        description=fault.text,
        category_code=fault.category,
        level=Level(fault.level),
        is_fixed_on_spot=fault.level == Level.AT_ONCE and rng.random() < ON_SPOT,
        photos=[before],
    )


def _met(line: Asked) -> Answer:
    """The answer that says: in order. Faults of the demo are invented beside the list, so that no standard is bent."""
    answer = Answer(item_id=line.item_id, **_best(line.rule))
    judged = judge(line.rule, answer)
    # Some items count what there must be, not what is wrong; nothing counted would fail them.
    is_met = judged is not None and judged.result == Result.PASSED
    return answer if is_met else Answer(item_id=line.item_id, mark=Result.NOT_APPLICABLE)


def _best(rule: ItemRule) -> dict[str, Any]:
    match rule.kind:
        case ItemKind.COUNT:
            return {"counted": 0, "extent": LOOKED_AT, "total": LOOKED_AT}
        case ItemKind.GRADED:
            return {"mark": rule.grades[0].code}
        case _:
            return {"mark": Result.PASSED}
