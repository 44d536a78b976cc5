"""What follows from editions alone, worked out once by each process: merged lists and tables of limits.

An edition is never changed after it was loaded, so what was worked out from it stays true for ever; which editions are
in force is asked anew each time. The key holds each edition's content hash besides its id. Nothing is kept until the
transaction that read it has ended well: a pack whose loading is taken back leaves nothing behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from diebian.standards.models import Category, CheckItem, Crosswalk, Edition, TimeLimit
from diebian.standards.rules.limits import LimitTable
from diebian.standards.rules.merging import Link, Question, merge
from diebian.standards.terms import PackKind, TimeLimitSpec

Found = TypeVar("Found")
# Types of places times standards, with room for a change of edition: some hundred lists of some dozen items.
MOST = 400
_kept: dict[tuple[Any, ...], Any] = {}


@dataclass(frozen=True)
class CheckLine:
    """A line of a merged list: the item asked, those the same answer holds for, those asked only if it fails, kin."""

    item: CheckItem
    also: tuple[CheckItem, ...]
    if_failed: tuple["CheckLine", ...]
    related: tuple[CheckItem, ...]


@dataclass(frozen=True)
class MergedList:
    """All that the editions in force ask at a type of place: items in order, their links, and the merged lines."""

    items: dict[int, CheckItem]
    keys: dict[int, str]
    links: tuple[Link, ...]
    lines: tuple[CheckLine, ...]


def forget() -> None:
    """Forget everything that was worked out; only a test needs it, where editions are taken back."""
    _kept.clear()


def merged_list(editions: Sequence[Edition], place_type_code: str) -> MergedList:
    """The items of ``editions`` at a type of place, merged by the crosswalks among them."""
    key = ("list", place_type_code, *_stamps(editions))
    return _once(key, lambda: _merged(editions, place_type_code))


def limits(editions: Sequence[Edition]) -> LimitTable:
    """Every time limit of ``editions``, with the categories above each category."""
    return _once(("limits", *_stamps(editions)), lambda: _limits(editions))


def _stamps(editions: Sequence[Edition]) -> tuple[tuple[int, str], ...]:
    return tuple((edition.pk, edition.content_sha256) for edition in editions)


def _once(key: tuple[Any, ...], work_out: Callable[[], Found]) -> Found:
    if key in _kept:
        kept: Found = _kept[key]
        return kept
    found = work_out()
    transaction.on_commit(partial(_keep, key, found))
    return found


def _keep(key: tuple[Any, ...], found: object) -> None:
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = found


def _merged(editions: Sequence[Edition], place_type_code: str) -> MergedList:
    rows = (
        CheckItem.objects.filter(edition__in=editions, place_types__place_type_code=place_type_code)
        .select_related("edition__framework", "indicator")
        .order_by("edition__framework__code", "edition_id", "position", "id")
    )
    items = {item.pk: item for item in rows}
    links = _links(editions, items)
    lines = tuple(_line(one, items) for one in merge(list(items), links))
    return MergedList(items, {pk: item.key for pk, item in items.items()}, links, lines)


def _links(editions: Sequence[Edition], items: dict[int, CheckItem]) -> tuple[Link, ...]:
    crosswalks = [edition.pk for edition in editions if edition.framework.kind == PackKind.CROSSWALK]
    rows = (
        Crosswalk.objects.filter(edition__in=crosswalks, from_item__in=items, to_item__in=items)
        .order_by("edition_id", "position", "id")
        .values_list("from_item_id", "to_item_id", "relation")
    )
    return tuple(Link(*row) for row in rows)


def _line(question: Question, items: dict[int, CheckItem]) -> CheckLine:
    return CheckLine(
        item=items[question.key],
        also=tuple(items[key] for key in question.also),
        if_failed=tuple(_line(below, items) for below in question.if_failed),
        related=tuple(items[key] for key in question.related),
    )


def _limits(editions: Sequence[Edition]) -> LimitTable:
    rows = Category.objects.filter(edition__in=editions).order_by("position", "id")
    found = (
        TimeLimit.objects.filter(category__edition__in=editions)
        .select_related("category")
        .order_by("position", "id")
    )
    return LimitTable(
        limits=[_limit_spec(limit) for limit in found],
        parents=dict(rows.values_list("code", "parent_code")),
    )


def _limit_spec(row: Any) -> TimeLimitSpec:
    return TimeLimitSpec(
        limit_set=row.limit_set,
        category_code=row.category.code,
        level=row.level,
        stage=row.stage,
        variant=row.variant,
        is_main=row.is_main,
        amount=row.amount,
        unit=row.unit,
        condition=row.condition,
        source=row.source,
        certainty=row.certainty,
        reason=row.reason,
    )
