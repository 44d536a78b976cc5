"""What a phone is told of each kind of thing, within its holder's reach. One or a few queries for a whole page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from diebian.cases.models import Case, CaseHelper, CasePhoto, Rectification
from diebian.cases.queries import visible_cases
from diebian.cases.rules import may_verify
from diebian.cases.terms import CaseState
from diebian.inspections import queries as inspections
from diebian.inspections.models import Visit
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, User
from diebian.people.queries import held_roles, reach
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
TASK = (
    "id", "number", "place_id", "place_text", "description", "due_at", "round", "lead_unit_id", "rectified_at",
)  # fmt: skip

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
    """Places with what waits there. The last visit is the last one that he may see."""
    rows = {row["id"]: row for row in found.values(*PLACE)}
    cases = visible_cases(holder.campaign, holder.reach(Permission.CASE_VIEW))
    waiting = cases.filter(place__in=list(rows), is_open=True).values_list("place_id")
    counts = dict(waiting.annotate(count=Count("id")).order_by("place_id"))
    made = holder.visits.filter(place__in=list(rows), submitted_at__isnull=False).values_list("place_id")
    last = dict(made.annotate(last=Max("submitted_at")).order_by("place_id"))
    return {
        pk: _place(row) | {"open_cases": counts.get(pk, 0), "last_visit_at": moment(last.get(pk))}
        for pk, row in rows.items()
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


def verifiable(holder: Holder) -> QuerySet[Case]:
    """Cases within reach that wait for somebody to look whether they were put right."""
    within = holder.reach(Permission.CASE_VERIFY)
    found = visible_cases(holder.campaign, within) if within else Case.objects.none()
    return found.filter(state=CaseState.RECTIFIED)


def told_tasks(holder: Holder, found: QuerySet[Case]) -> Told:
    """Those of ``found`` that he may verify himself: neither put right by him nor by a unit of his."""
    rows = {row["id"]: row for row in found.values(*TASK)}
    answers, helpers = _answers(rows), _helpers(rows)
    own = {held.unit_id for held in held_roles(holder.user, holder.campaign, at=holder.at) if held.unit_id}
    mine = [
        row
        for pk, row in rows.items()
        if may_verify(
            verifier_id=holder.user.pk,
            verifier_unit_ids=own,
            rectified_by_id=answers[pk][0] if pk in answers else 0,
            fixing_unit_ids={row["lead_unit_id"], *helpers.get(pk, ())},
        )
    ]
    photos = _photos([row["id"] for row in mine])
    return {
        row["id"]: _task(row, answers.get(row["id"], (0, ""))[1], photos.get(row["id"], [])) for row in mine
    }


def _answers(rows: Mapping[int, Mapping[str, Any]]) -> dict[int, tuple[int, str]]:
    """Case → who answered last and what he said was done."""
    found = Rectification.objects.filter(case__in=list(rows)).order_by("case_id", "round")
    return {case: (by, said) for case, by, said in found.values_list("case_id", "rectified_by_id", "measure")}


def _helpers(rows: Mapping[int, Mapping[str, Any]]) -> dict[int, list[int]]:
    """Case → the units that help."""
    found: dict[int, list[int]] = {}
    helping = CaseHelper.objects.filter(case__in=list(rows)).order_by("case_id", "id")
    for case, unit in helping.values_list("case_id", "unit_id"):
        found.setdefault(case, []).append(unit)
    return found


def _photos(cases: list[int]) -> dict[int, list[str]]:
    hung: dict[int, list[str]] = {}
    rows = (
        CasePhoto.objects.filter(case__in=cases).order_by("case_id", "id").values_list("case_id", "photo_id")
    )
    for case, photo in rows:
        hung.setdefault(case, []).append(reverse("photos:photo", args=[photo, "display"]))
    return hung


def _task(row: Mapping[str, Any], said: str, photos: list[str]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "number": row["number"],
        "kind": "verify",
        "place_id": row["place_id"],
        "place_text": row["place_text"],
        "description": row["description"],
        "due_at": moment(row["due_at"]),
        "reason": said,
        "photos": photos,
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
