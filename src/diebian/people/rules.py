"""Who may do what: pure decisions over the policy table, grants and the tree of units."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from diebian.people.terms import Permission, Role, Scope

Policy = Mapping[Role, Mapping[Permission, Scope]]
WIDTH = {Scope.OWN: 0, Scope.SUBTREE: 1, Scope.ALL: 2}


class PolicyFault(ValueError):
    """The policy table names an unknown role, permission or scope."""


def parse_policy(table: Mapping[str, Mapping[str, str]]) -> Policy:
    """The policy from its file. Raises ``PolicyFault`` naming the wrong word; a missing role has no permission."""
    try:
        return {
            Role(role): {Permission(name): Scope(scope) for name, scope in rights.items()}
            for role, rights in table.items()
        }
    except ValueError as fault:
        raise PolicyFault(str(fault)) from fault


@dataclass(frozen=True)
class HeldRole:
    """A role held now: where it was given (None = for the whole campaign) and the units below that one, itself included."""

    role: Role
    unit_id: int | None
    unit_ids: frozenset[int]


@dataclass(frozen=True)
class Reach:
    """How far one permission goes for one person: everything, some units, or only what he made himself."""

    everything: bool = False
    unit_ids: frozenset[int] = field(default_factory=frozenset)
    own: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.unit_ids) or self.own

    def covers(self, unit_ids: Iterable[int | None], *, is_own: bool = False) -> bool:
        """Whether a thing that belongs to any of ``unit_ids`` (or to the person) is within reach."""
        return self.everything or (self.own and is_own) or any(unit in self.unit_ids for unit in unit_ids)


def reach_of(policy: Policy, permission: Permission, roles: Iterable[HeldRole]) -> Reach:
    """What ``permission`` reaches through all ``roles`` together: the union."""
    everything, own, units = False, False, frozenset[int]()
    for held in roles:
        scope = policy.get(held.role, {}).get(permission)
        everything |= scope is Scope.ALL
        own |= scope is Scope.OWN
        units |= held.unit_ids if scope is Scope.SUBTREE else frozenset()
    return Reach(everything=everything, unit_ids=units, own=own)


def subtree(parents: Mapping[int, int | None], root: int) -> frozenset[int]:
    """``root`` and every unit below it; ``parents`` maps each unit to the one that administers it."""
    children: dict[int, list[int]] = {}
    for unit, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(unit)
    found: set[int] = set()
    waiting = [root]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(children.get(unit, ()))
    return frozenset(found)


def makes_circle(parents: Mapping[int, int | None], unit: int, new_parent: int | None) -> bool:
    """Whether ``unit`` would administer itself, at any distance, under ``new_parent``."""
    return new_parent is not None and new_parent in subtree(parents, unit)


def holds_on(day: date, *, since: date | None, until: date | None) -> bool:
    """Whether a dated thing (post, grant, unit) holds on ``day``; ``until`` is excluded, None is open."""
    return (since is None or since <= day) and (until is None or day < until)


def day_of_campaign(day: date, *, start_on: date, end_on: date) -> tuple[int, int]:
    """(which day of the campaign, of how many): day 1 is the first; before it 0 or less, after it more than the length."""
    return (day - start_on).days + 1, (end_on - start_on).days + 1


DAY_LINE = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[\s,，、]+(?P<word>休|班)(?:[\s,，、]+(?P<note>.{1,100}))?")


class DayLineFault(ValueError):
    """A pasted line that says no day: its number (from 1) and its text."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(line, text)
        self.line, self.text = line, text


def parse_days(text: str) -> list[tuple[date, bool, str]]:
    """Pasted calendar days, one a line (“2027-01-01 休 元旦”): (day, worked, note) each; empty lines are skipped.

    Raises ``DayLineFault`` at the first line that cannot be read, and at a day named twice.
    """
    found: dict[date, tuple[date, bool, str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            day, worked, note = _day_of(number, line.strip())
            if day in found:
                raise DayLineFault(number, line.strip())
            found[day] = (day, worked, note)
    return list(found.values())


def _day_of(number: int, line: str) -> tuple[date, bool, str]:
    matched = DAY_LINE.fullmatch(line)
    try:
        day = date.fromisoformat(matched["day"]) if matched else None
    except ValueError:
        day = None
    if matched is None or day is None:
        raise DayLineFault(number, line)
    return day, matched["word"] == "班", matched["note"] or ""


def key_digest(secret: str) -> str:
    """What is kept of an API key. 256 random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()
