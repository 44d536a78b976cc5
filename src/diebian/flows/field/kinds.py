"""What a phone is told of each kind of thing, within its holder's reach. One or a few queries for a whole page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from diebian.cases.models import Case
from diebian.cases.queries import visible_cases
from diebian.inspections import queries as inspections
from diebian.inspections.models import Visit
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, User
from diebian.people.queries import reach
from diebian.people.rules import Reach
from diebian.people.terms import Permission
from diebian.places.models import Place
from diebian.places.queries import place_types, places
from diebian.standards.models import Category, CheckItem
from diebian.standards.queries import categories, editions_in_force
from diebian.standards.ready import CheckLine, merged_list

PLACE = (
    "id", "number", "name", "place_type__code", "address", "latitude", "longitude", "subdistrict__short_name",
    "community__short_name", "responsible_unit__short_name", "keeper__name", "leader__name",
)  # fmt: skip
CASES_SHOWN, VISITS_SHOWN = 10, 5  # at a place

Told = dict[int, dict[str, Any]]


@dataclass
class Holder:
    """Who holds the phone, and when."""

    campaign: Campaign
    user: User
    at: datetime

    def reach(self, permission: Permission) -> Reach:
        """How far ``permission`` goes for him."""
        return reach(self.user, self.campaign, permission, at=self.at)

    @cached_property
    def visits(self) -> QuerySet[Visit]:
        """The visits he may see."""
        return inspections.visible_visits(self.campaign, self._looking)

    @cached_property
    def hidden_plans(self) -> QuerySet[Visit]:
        """Secret visits not yet made that he must not learn of."""
        return inspections.hidden_plans(self.campaign, self._looking)

    @cached_property
    def _looking(self) -> inspections.Viewer:
        return inspections.viewer(self.user, self.campaign, at=self.at)


def of_campaign(holder: Holder, model: type[Place] | type[Case], keys: Iterable[int]) -> list[int]:
    """Those of the keys that belong to his campaign: of others he is told nothing, not even that they are gone."""
    wanted = list(keys)
    if not wanted:
        return []
    rows = model._default_manager.filter(campaign=holder.campaign, pk__in=wanted)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def place_ids(holder: Holder) -> QuerySet[Place]:
    """The places within reach."""
    return places(campaign=holder.campaign, reach=holder.reach(Permission.PLACE_VIEW))


def told_places(holder: Holder, found: QuerySet[Place]) -> Told:
    """Places with what waits there and what was seen there last, as far as he may see it."""
    rows = {row["id"]: row for row in found.values(*PLACE)}
    waiting, made = _waiting(holder, list(rows)), _made(holder, list(rows))
    return {
        pk: _place(row)
        | {
            "open_cases": waiting[pk][0]["total"] if pk in waiting else 0,
            "cases": [_case(case) for case in waiting.get(pk, ())],
            "last_visit_at": moment(made[pk][0]["submitted_at"]) if pk in made else None,
            "history": [_visit(visit) for visit in made.get(pk, ())],
        }
        for pk, row in rows.items()
    }


def _waiting(holder: Holder, keys: list[int]) -> dict[int, list[Mapping[str, Any]]]:
    """Place → its open cases, the first due of them, each with how many there are in all. One query."""
    cases = visible_cases(holder.campaign, holder.reach(Permission.CASE_VIEW))
    nth = Window(RowNumber(), "place_id", [F("due_at").asc(nulls_last=True), F("id").asc()])
    rows = (
        cases.filter(place__in=keys, is_open=True)
        .annotate(nth=nth, total=Window(Count("id"), "place_id"))
        .filter(nth__lte=CASES_SHOWN)
        .order_by("place_id", "nth")
    )
    return _by_place(rows.values("place_id", "total", "number", "description", "state", "due_at"))


def _made(holder: Holder, keys: list[int]) -> dict[int, list[Mapping[str, Any]]]:
    """Place → the last visits made there that he may see. One query."""
    nth = Window(RowNumber(), "place_id", [F("submitted_at").desc(), F("id").desc()])
    rows = (
        holder.visits.filter(place__in=keys, submitted_at__isnull=False)
        .annotate(nth=nth)
        .filter(nth__lte=VISITS_SHOWN)
        .order_by("place_id", "nth")
    )
    return _by_place(
        rows.values(
            "place_id", "submitted_at", "kind", "inspector__display_name", "failed_count", "finding_count"
        )
    )


def _by_place(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["place_id"], []).append(row)
    return found


def _case(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("number", "description", "state")}
    return named | {"due_at": moment(row["due_at"])}


def _visit(row: Mapping[str, Any]) -> dict[str, Any]:
    """Each finding of a visit made one case."""
    return {
        "at": moment(row["submitted_at"]),
        "kind": row["kind"],
        "who": row["inspector__display_name"],
        "failed": row["failed_count"],
        "cases": row["finding_count"],
    }


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        "place_type": row["place_type__code"],
        "subdistrict": row["subdistrict__short_name"] or "",
        "community": row["community__short_name"] or "",
        "responsible_unit": row["responsible_unit__short_name"] or "",
        "keeper": row["keeper__name"] or "",
        "leader": row["leader__name"] or "",
    }
    return {name: value for name, value in row.items() if "__" not in name} | named


def moment(value: datetime | None) -> str | None:
    """An instant with its zone."""
    return value.astimezone(SHANGHAI).isoformat() if value else None


def own_plans(holder: Holder) -> QuerySet[Visit]:
    """What was ever planned for him, and for nobody else."""
    return Visit.objects.filter(campaign=holder.campaign, inspector=holder.user, planned_at__isnull=False)


def told_plans(found: QuerySet[Visit]) -> Told:
    """Visits still to be made."""
    names = ("id", "place_id", "kind", "planned_at", "planned_for", "planned_until", "plan_note")
    rows = found.filter(submitted_at=None, withdrawn_at=None).values(*names)
    return {row["id"]: _plan(row) for row in rows}


def _plan(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "place_id": row["place_id"],
        "kind": row["kind"],
        "planned_at": moment(row["planned_at"]),
        "planned_for": row["planned_for"] and row["planned_for"].isoformat(),
        "until": row["planned_until"] and row["planned_until"].isoformat(),
        "note": row["plan_note"],
    }


def list_codes() -> list[str]:
    """Every type of place, in official order."""
    return [kind.code for kind in place_types()]


def told_lists(holder: Holder, codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The check lists of these types of places as they hold today; a type without items has none."""
    day = holder.at.astimezone(SHANGHAI).date()
    names = {kind.code: kind.name for kind in place_types()}
    editions = editions_in_force(holder.campaign, on=day)
    found = {code: merged_list(editions, code).lines for code in codes}
    return {
        code: {"id": code, "place_type": code, "name": names[code], "items": _items(lines)}
        for code, lines in found.items()
        if lines
    }


def _items(lines: Iterable[CheckLine]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for line in lines:
        items += [_item(line), *_items(line.if_failed)]
    return items


def _item(line: CheckLine) -> dict[str, Any]:
    item, rule = line.item, line.item.rule
    return {
        "id": item.pk,
        "code": item.code,
        "framework": item.edition.framework.name,
        "edition": item.edition.label,
        "indicator": item.indicator.name,
        "text": item.text,
        "kind": item.kind,
        "threshold": asdict(rule.threshold) if rule.threshold else None,
        "grades": [{"code": grade.code, "name": grade.name} for grade in rule.grades],
        "method": str(item.get_method_display()),
        "sampling_rule": item.sampling_rule,
        "exceptions": item.exceptions,
        "tip": item.tip,
        "category_code": item.category_code,
        "if_failed": [below.item.pk for below in line.if_failed],
        "also": _frameworks(line.also),
    }


def _frameworks(items: Iterable[CheckItem]) -> list[str]:
    return list(dict.fromkeys(item.edition.framework.name for item in items))


def category_codes() -> list[str]:
    """Every code that any edition has."""
    return list(Category.objects.order_by("code").values_list("code", flat=True).distinct())


def told_categories(holder: Holder) -> dict[str, dict[str, Any]]:
    """The categories in force, each parent before its children."""
    day = holder.at.astimezone(SHANGHAI).date()
    rows = categories(holder.campaign, on=day).values_list("code", "name")
    return {code: {"id": code, "code": code, "name": name} for code, name in rows}
