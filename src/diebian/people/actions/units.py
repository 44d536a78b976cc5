"""Units with their other names, persons and the posts they hold."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from diebian.base.actions import NewEvent, record_event, record_events
from diebian.people import guards
from diebian.people.models import Campaign, Person, Post, Unit, UnitAlias, User
from diebian.people.problems import UnitCircle, UnitElsewhere, UnitNameTaken, WrongDates
from diebian.people.queries import unit_parents
from diebian.people.rules import makes_circle
from diebian.people.terms import Permission


@transaction.atomic
def create_units(*, campaign: Campaign, units: Sequence[Unit], by: User, at: datetime) -> list[Unit]:
    """Save new units (each parent saved before or standing earlier in the list). Raises ``UnitNameTaken``."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=campaign, at=at)
    taken = set(Unit.objects.filter(campaign=campaign).order_by("id").values_list("name", flat=True))
    for unit in units:
        if unit.name in taken:
            raise UnitNameTaken(name=unit.name)
        taken.add(unit.name)
        unit.campaign = campaign
        # A parent saved a moment ago has its key only now.
        unit.parent, unit.belongs_to = unit.parent, unit.belongs_to
        unit.save(force_insert=True)
    record_events([_unit_event("unit.created", unit, by, at) for unit in units])
    return list(units)


def _unit_event(verb: str, unit: Unit, by: User, at: datetime) -> NewEvent:
    data = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "belongs_to_id": unit.belongs_to_id,
        "ranking_group": unit.ranking_group,
    }
    return NewEvent(verb, "unit", unit.pk, by, at, data)


@transaction.atomic
def change_unit(
    *, unit: Unit, by: User, at: datetime, parent: Unit | None, short_name: str, ranking_group: str
) -> None:
    """Change who administers a unit, its short name and its group. Raises ``UnitCircle``, ``UnitElsewhere``."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=unit.campaign, at=at)
    if parent is not None and parent.campaign_id != unit.campaign_id:
        raise UnitElsewhere(unit=parent.name, campaign=unit.campaign.name)
    if makes_circle(unit_parents(unit.campaign_id), unit.pk, parent.pk if parent else None):
        raise UnitCircle(unit=unit.name, parent=parent)
    unit.parent, unit.short_name, unit.ranking_group = parent, short_name, ranking_group
    unit.save(update_fields=["parent", "short_name", "ranking_group"])
    record_events([_unit_event("unit.changed", unit, by, at)])


@transaction.atomic
def add_unit_alias(*, unit: Unit, name: str, by: User, at: datetime) -> UnitAlias:
    """Teach the ledgers another name of a unit; the same name again changes nothing."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=unit.campaign, at=at)
    alias, made = UnitAlias.objects.get_or_create(unit=unit, name=name)
    if made:
        record_event(
            verb="unit.alias_added",
            subject_kind="unit",
            subject_id=unit.pk,
            by=by,
            at=at,
            data={"name": name},
        )
    return alias


@transaction.atomic
def appoint(
    *, unit: Unit, person: Person, title: str, held_from: date, by: User, at: datetime, rank: int = 0
) -> Post:
    """Give a person a post in a unit."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=unit.campaign, at=at)
    post = Post.objects.create(person=person, unit=unit, title=title, held_from=held_from, rank=rank)
    data = {"person_id": person.pk, "title": title, "held_from": held_from.isoformat()}
    record_event(verb="post.appointed", subject_kind="unit", subject_id=unit.pk, by=by, at=at, data=data)
    return post


@transaction.atomic
def end_post(*, post: Post, until: date, by: User, at: datetime) -> None:
    """End a post; ``until`` is the first day it is no longer held. Raises ``WrongDates``."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=post.unit.campaign, at=at)
    if until <= post.held_from:
        raise WrongDates(start=post.held_from, end=until)
    post.held_until = until
    post.save(update_fields=["held_until"])
    data = {"post_id": post.pk, "held_until": until.isoformat()}
    record_event(verb="post.ended", subject_kind="unit", subject_id=post.unit_id, by=by, at=at, data=data)


@transaction.atomic
def register_person(*, campaign: Campaign, name: str, by: User, at: datetime, phone: str = "") -> Person:
    """Enter a person who may hold posts. The phone number is not written into the audit."""
    guards.require(by, Permission.UNIT_MANAGE, campaign=campaign, at=at)
    person = Person.objects.create(campaign=campaign, name=name, phone=phone)
    record_event(
        verb="person.registered",
        subject_kind="person",
        subject_id=person.pk,
        by=by,
        at=at,
        data={"name": name},
    )
    return person
