"""What changed since the phone last asked. The feed is the audit chain: a sync costs what changed, not what there is.

The first time (no cursor) every kind is told whole, page by page, and then what happened meanwhile. Afterwards the events
since the cursor say which things to look at; each is told as it is now, or that it is gone. An event is read before the
things it speaks of, and events are numbered in the order of their commits, so nothing falls between two syncs.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from diebian.base.models import Event
from diebian.cases.models import Case
from diebian.flows.field import kinds, tasks
from diebian.flows.field.cursor import Cursor, read_cursor
from diebian.flows.field.dress import dressed
from diebian.flows.field.kinds import Holder
from diebian.flows.field.problems import CursorExpired
from diebian.flows.field.tasks import Moved
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import held_roles
from diebian.people.terms import Permission
from diebian.places.models import Place
from diebian.standards.queries import editions_in_force

# What is told whole, one after the other; tasks come in several streams.
KINDS = ("place", "check_list", "category", "assignment", *tasks.STREAMS)
# Kinds whose things are told whole when what they hang on changed.
BY_EDITION = ("check_list", "category")
# What only somebody who makes visits has any use for.
OF_VISITS = (*BY_EDITION, "assignment")
PAGE = 500
LISTS_A_PAGE = 15
EVENTS_A_PAGE = 200
SUBJECTS = ("place", "visit", "case", "look_back", "evidence_flag", "unit")


@dataclass(frozen=True)
class Item:
    """One thing as it is now; ``data`` None: it is no longer there for this person."""

    kind: str
    id: int | str
    data: Mapping[str, Any] | None


@dataclass(frozen=True)
class Changes:
    """A page of the feed. ``more``: ask again at once."""

    cursor: str
    more: bool
    items: list[Item] = field(default_factory=list)


def changes(holder: Holder, cursor: str) -> Changes:
    """The next page. Raises ``CursorExpired`` when all has to be told anew (other rights, another campaign, a backup)."""
    stands = _stands(holder, cursor)
    if stands.whole:
        items, after = _whole(holder, stands)
        reached = stands.told(after)
        return Changes(reached.text(), more=True, items=items)
    return _since(holder, stands)


def _stands(holder: Holder, cursor: str) -> Cursor:
    rights, editions, newest = _rights(holder), _editions(holder), _newest(holder)
    if not cursor:
        return Cursor(newest, rights, editions, whole=_kinds(holder))
    stands = read_cursor(cursor, kinds=KINDS)
    if stands.rights != rights or stands.event > newest:
        raise CursorExpired
    if stands.editions != editions:
        rest = tuple(kind for kind in stands.whole if kind not in BY_EDITION)
        # What was being told goes on first; an edition's kinds begin anew.
        after = stands.after if stands.whole[:1] == rest[:1] else 0
        stands = replace(stands, editions=editions, whole=(*rest, *BY_EDITION), after=after)
    return stands


def _events(holder: Holder) -> QuerySet[Event]:
    """All events but those of secret plans that he must not learn of: neither they nor their number move his cursor."""
    return Event.objects.exclude(subject_kind="visit", subject_id__in=holder.hidden_plans.values("pk"))


def _newest(holder: Holder) -> int:
    return _events(holder).order_by("-id").values_list("id", flat=True).first() or 0


def _kinds(holder: Holder) -> tuple[str, ...]:
    """The kinds that are for him."""
    if holder.reach(Permission.VISIT_SUBMIT):
        return KINDS
    return tuple(kind for kind in KINDS if kind not in OF_VISITS)


def _rights(holder: Holder) -> str:
    """Other rights show other things: then everything is told anew."""
    held = held_roles(holder.user, holder.campaign, at=holder.at)
    roles = sorted((role.role.value, role.unit_id or 0, sorted(role.unit_ids)) for role in held)
    return _digest([holder.campaign.pk, holder.user.pk, roles])


def _editions(holder: Holder) -> str:
    if not holder.reach(Permission.VISIT_SUBMIT):
        return ""
    day = holder.at.astimezone(SHANGHAI).date()
    return _digest([edition.pk for edition in editions_in_force(holder.campaign, on=day)])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def _whole(holder: Holder, stands: Cursor) -> tuple[list[Item], int | None]:
    """A page of the kind that is being told whole, and where it ended (None: that was all)."""
    kind = stands.whole[0]
    if kind == "category":
        return _categories(holder), None
    if kind == "check_list":
        return _lists(holder, stands.after)
    rows = _rows(holder, kind)
    keys = list(rows.filter(pk__gt=stands.after).order_by("pk").values_list("pk", flat=True)[:PAGE])
    found = _told(kind, holder, rows.filter(pk__in=keys).order_by("pk"))
    items = [Item("task" if kind in tasks.STREAMS else kind, key, data) for key, data in found.items()]
    return items, keys[-1] if len(keys) == PAGE else None


def _rows(holder: Holder, kind: str) -> Any:
    if kind == "place":
        return kinds.place_ids(holder)
    if kind == "assignment":
        return kinds.own_plans(holder).filter(submitted_at=None, withdrawn_at=None)
    return tasks.rows_of(holder, kind)


def _told(kind: str, holder: Holder, found: Any) -> Mapping[Any, Mapping[str, Any] | None]:
    if kind == "place":
        return kinds.told_places(holder, found)
    if kind == "assignment":
        return kinds.told_plans(found)
    return dressed(holder, tasks.asked_of(holder, kind, found))


def _categories(holder: Holder) -> list[Item]:
    """Those in force; those of other editions are told as gone."""
    told = kinds.told_categories(holder)
    gone = [code for code in kinds.category_codes() if code not in told]
    return [Item("category", code, told.get(code)) for code in (*told, *gone)]


def _lists(holder: Holder, after: int) -> tuple[list[Item], int | None]:
    """Some of the check lists; a type that has none any more is told as gone."""
    codes = kinds.list_codes()
    wanted = codes[after : after + LISTS_A_PAGE]
    told = kinds.told_lists(holder, wanted)
    items = [Item("check_list", code, told.get(code)) for code in wanted]
    reached = after + len(wanted)
    return items, reached if reached < len(codes) else None


@dataclass
class Touched:
    """What the events of a page speak of, by key."""

    places: set[int] = field(default_factory=set)
    visits: set[int] = field(default_factory=set)
    tasks: Moved = field(default_factory=Moved)
    has_units: bool = False


def _since(holder: Holder, stands: Cursor) -> Changes:
    newest = _newest(holder)
    rows = _events(holder).filter(id__gt=stands.event, id__lte=newest, subject_kind__in=SUBJECTS)
    events = list(rows.order_by("id").values_list("id", "subject_kind", "subject_id", "verb")[:EVENTS_A_PAGE])
    has_more = len(events) == EVENTS_A_PAGE
    touched = _touched(event[1:] for event in events)
    reached = replace(stands, event=events[-1][0] if has_more else newest)
    if touched.has_units:  # a unit's name stands at its places
        reached = replace(reached, whole=("place",), after=0)
    return Changes(
        reached.text(),
        more=has_more or bool(reached.whole),
        items=[*_places(holder, touched), *_assignments(holder, touched), *_tasks(holder, touched)],
    )


def _touched(events: Iterable[tuple[str, int, str]]) -> Touched:
    found = Touched()
    for kind, pk, verb in events:
        if kind == "place":
            found.places.add(pk)
        elif kind == "visit":
            found.visits.add(pk)
        elif kind == "case":
            found.tasks.cases.setdefault(pk, set()).add(verb)
        elif kind == "look_back":
            found.tasks.look_backs.add(pk)
        elif kind == "evidence_flag" and verb != "evidence.flagged":
            found.tasks.flags.add(pk)
        elif verb == "unit.changed":
            found.has_units = True
    return found


def _places(holder: Holder, touched: Touched) -> list[Item]:
    """Places that changed, were visited, or where a case moved. A visit that he may not see moves nothing."""
    cases = Case.objects.filter(pk__in=list(touched.tasks.cases), place__isnull=False)
    visits = holder.visits.filter(pk__in=touched.visits, submitted_at__isnull=False)
    moved = set(cases.order_by("pk").values_list("place_id", flat=True)) if touched.tasks.cases else set()
    moved |= set(visits.order_by("pk").values_list("place_id", flat=True)) if touched.visits else set()
    keys = touched.places | moved
    if not keys:
        return []
    told = kinds.told_places(holder, kinds.place_ids(holder).filter(pk__in=keys))
    gone = kinds.of_campaign(holder, Place, touched.places - told.keys())
    return [Item("place", pk, told.get(pk)) for pk in sorted({*told, *gone})]


def _assignments(holder: Holder, touched: Touched) -> list[Item]:
    """His own plans alone: that another has one is nobody else's to know."""
    if not touched.visits:
        return []
    own = kinds.own_plans(holder).filter(pk__in=touched.visits)
    told = kinds.told_plans(own)
    keys = own.order_by("pk").values_list("pk", flat=True)
    return [Item("assignment", pk, told.get(pk)) for pk in keys]


def _tasks(holder: Holder, touched: Touched) -> list[Item]:
    told = tasks.moved(holder, touched.tasks)
    return [Item("task", key, data) for key, data in told.items()]
