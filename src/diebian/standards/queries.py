"""Named reads: editions in force, the merged check list of a place, trees for pickers, time limits, samples."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from diebian.base.rows import read_rows
from diebian.people.models import Campaign
from diebian.standards import ready
from diebian.standards.models import (
    Adoption,
    Category,
    CheckItem,
    CheckItemPlaceType,
    Crosswalk,
    Edition,
    Framework,
    Indicator,
    SampleMinimum,
    TimeLimit,
)
from diebian.standards.ready import CheckLine, MergedList
from diebian.standards.rules.limits import LimitTable, minimum_sample
from diebian.standards.terms import DEFAULT_LIMITS, SampleSpec, TimeLimitSpec

ADOPTED = "id IN (SELECT edition_id FROM standards_adoption WHERE campaign_id = %s)"


@dataclass(frozen=True)
class CategoryNode:
    """A category with those below it, for pickers."""

    code: str
    name: str
    english: str
    kind: str
    is_local: bool
    children: tuple["CategoryNode", ...]


def editions_in_force(campaign: Campaign, *, on: date) -> list[Edition]:
    """What the campaign works to on a day, by framework code.

    A campaign that has never adopted anything works to the newest edition loaded of every framework.
    """
    adoptions = read_rows(Adoption, "campaign_id = %s", [campaign.pk])
    if not adoptions:
        return newest_editions()
    ids = {
        one.edition_id
        for one in adoptions
        if one.adopted_on <= on and (not one.dropped_on or on < one.dropped_on)
    }
    found = read_rows(Edition, ADOPTED, [campaign.pk])
    return _with_frameworks([edition for edition in found if edition.pk in ids])


def _with_frameworks(editions: Iterable[Edition]) -> list[Edition]:
    """Each edition with its framework, by the framework's code."""
    frameworks = {one.pk: one for one in read_rows(Framework, "1 = 1", [])}
    for edition in editions:
        edition.framework = frameworks[edition.framework_id]
    return sorted(editions, key=lambda edition: (edition.framework.code, edition.pk))


def editions_asked(campaign: Campaign, *, on: date, item_ids: Collection[int]) -> list[Edition]:
    """The editions of a list that holds these items.

    That of the day; but where an item is of an earlier edition that the campaign has worked to, this one stands in for
    its framework's present one. A phone without a signal may hold the list of last week.
    """
    in_force = editions_in_force(campaign, on=on)
    worked_to = Edition.objects.filter(adoptions__campaign=campaign, adoptions__adopted_on__lte=on)
    held = worked_to.filter(items__in=item_ids).select_related("framework").distinct()
    earlier = {edition.framework_id: edition for edition in held.order_by("pk")}
    kept = [edition for edition in in_force if edition.framework_id not in earlier]
    return sorted([*kept, *earlier.values()], key=lambda edition: (edition.framework.code, edition.pk))


def newest_editions() -> list[Edition]:
    """The edition of each framework that was loaded last, by framework code."""
    newest: dict[int, Edition] = {}
    for edition in Edition.objects.select_related("framework").order_by("framework__code", "loaded_at", "id"):
        newest[edition.framework_id] = edition
    return list(newest.values())


def all_editions() -> QuerySet[Edition]:
    """Every edition loaded, by framework and then newest first."""
    found: QuerySet[Edition] = Edition.objects.select_related("framework").order_by(
        "framework__code", "-loaded_at", "-id"
    )
    return found


def check_list(campaign: Campaign, place_type_code: str, *, on: date) -> list[CheckLine]:
    """The questions to ask at a type of place, from all editions in force, duplicates merged by the crosswalk.

    The order is that of the frameworks' codes, then of the packs. A place type without items gives an empty list.
    """
    return list(merged_list(campaign, place_type_code, on=on).lines)


def merged_list(campaign: Campaign, place_type_code: str, *, on: date) -> MergedList:
    """All items in force at a type of place with their links and the questions they merge into."""
    return ready.merged_list(editions_in_force(campaign, on=on), place_type_code)


def items_at(place_type_code: str, *, editions: Sequence[Edition]) -> QuerySet[CheckItem]:
    """Items of the given editions that are looked at in a type of place, not merged."""
    found: QuerySet[CheckItem] = (
        CheckItem.objects.filter(edition__in=editions, place_types__place_type_code=place_type_code)
        .select_related("edition__framework", "indicator")
        .order_by("edition__framework__code", "edition_id", "position", "id")
    )
    return found


def items_of(edition: Edition) -> QuerySet[CheckItem]:
    """All items of an edition in the order of its pack."""
    found: QuerySet[CheckItem] = (
        CheckItem.objects.filter(edition=edition).select_related("indicator").order_by("position", "id")
    )
    return found


def indicators_of(edition: Edition) -> QuerySet[Indicator]:
    """The indicator tree of an edition, each parent before its children."""
    found: QuerySet[Indicator] = Indicator.objects.filter(edition=edition).order_by("position", "id")
    return found


def place_type_codes(*, editions: Sequence[Edition]) -> set[str]:
    """Every place type for which the editions hold a check list."""
    rows = CheckItemPlaceType.objects.filter(check_item__edition__in=editions)
    return set(rows.order_by("place_type_code").values_list("place_type_code", flat=True).distinct())


def counterparts(item: CheckItem, *, editions: Sequence[Edition]) -> QuerySet[Crosswalk]:
    """Every link of an item in the crosswalks given, either way."""
    found: QuerySet[Crosswalk] = (
        Crosswalk.objects.filter(Q(from_item=item) | Q(to_item=item), edition__in=editions)
        .select_related("from_item__edition__framework", "to_item__edition__framework")
        .order_by("position", "id")
    )
    return found


def categories(campaign: Campaign, *, on: date) -> QuerySet[Category]:
    """The categories in force, each parent before its children."""
    editions = editions_in_force(campaign, on=on)
    found: QuerySet[Category] = Category.objects.filter(edition__in=editions).order_by("position", "id")
    return found


def category_tree(campaign: Campaign, *, on: date, kind: str = "") -> list[CategoryNode]:
    """The categories in force as trees, for pickers; all kinds or one (``event``, ``component``)."""
    rows = categories(campaign, on=on)
    chosen = list(rows.filter(kind=kind) if kind else rows)
    below: dict[str, list[Category]] = {}
    for category in chosen:
        below.setdefault(category.parent_code, []).append(category)

    def node(category: Category) -> CategoryNode:
        children = tuple(node(child) for child in below.get(category.code, []))
        return CategoryNode(
            category.code, category.name, category.english, category.kind, category.is_local, children
        )

    return [node(category) for category in below.get("", [])]


def category_named(campaign: Campaign, code: str, *, on: date) -> Category | None:
    """The category in force under a code."""
    return categories(campaign, on=on).filter(code=code).first()


def limit_table(campaign: Campaign, *, on: date) -> LimitTable:
    """Every time limit in force on a day, to be asked for many cases at once."""
    return ready.limits(editions_in_force(campaign, on=on))


def time_limit(
    campaign: Campaign,
    category_code: str,
    *,
    stage: str,
    on: date,
    level: str = "",
    limit_set: str = DEFAULT_LIMITS,
    variant: str = "",
) -> TimeLimitSpec | None:
    """The limit in force for one case: its category's, or the nearest one above it (``rules.limits``)."""
    table = limit_table(campaign, on=on)
    return table.limit(category_code, stage=stage, level=level, limit_set=limit_set, variant=variant)


def sample_minimum(
    campaign: Campaign, framework_code: str, *, subject_code: str, population: int, on: date
) -> SampleSpec | None:
    """The fewest places a framework in force wants looked at, for a city of this population."""
    editions = [
        edition for edition in editions_in_force(campaign, on=on) if edition.framework.code == framework_code
    ]
    rows = SampleMinimum.objects.filter(edition__in=editions, subject_code=subject_code)
    bands = [
        SampleSpec(row.subject_code, row.subject, row.population_from, row.minimum, row.source, row.certainty)
        for row in rows.order_by("population_from", "id")
    ]
    return minimum_sample(bands, subject_code=subject_code, population=population)


def edition_counts(edition: Edition) -> dict[str, int]:
    """How many rows of each kind an edition holds."""
    return {
        "indicators": edition.indicators.count(),
        "items": edition.items.count(),
        "samples": edition.sample_minimums.count(),
        "categories": edition.categories.count(),
        "limits": TimeLimit.objects.filter(category__edition=edition).count(),
        "links": edition.links.count(),
    }
