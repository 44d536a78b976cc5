"""How much of each standard was looked at, place by place and over all, and the fewest questions that close the gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from diebian.inspections.models import LatestAnswer
from diebian.inspections.queries import list_at
from diebian.places.models import Place
from diebian.standards.models import CheckItem, Edition
from diebian.standards.ready import CheckLine, MergedList
from diebian.standards.rules.carrying import Proof, carry
from diebian.standards.rules.covering import fewest_questions
from diebian.standards.terms import Result

# Failed ones first, then what nobody looked at, then the rest.
FIRST = {Result.FAILED: 0, None: 1, Result.PASSED: 2, Result.NOT_APPLICABLE: 3}


@dataclass(frozen=True)
class Row:
    """An item and its newest answer that is fresh enough (``ROW``), if there is one."""

    item: CheckItem
    answer: dict[str, Any] | None

    @property
    def result(self) -> Result | None:
        return Result(self.answer["result"]) if self.answer else None


@dataclass(frozen=True)
class Standard:
    """One edition in force at one place: its items, the failed ones first."""

    edition: Edition
    rows: list[Row] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.rows)

    @property
    def answered(self) -> int:
        return sum(row.answer is not None for row in self.rows)

    @property
    def failed(self) -> int:
        return sum(row.result == Result.FAILED for row in self.rows)


@dataclass(frozen=True)
class Gap:
    """A question still to be asked, and the items without an answer that it closes."""

    item: CheckItem
    closes: tuple[CheckItem, ...]


@dataclass(frozen=True)
class Coverage:
    """What is known of a place: by standard, and the fewest questions for the rest."""

    standards: list[Standard]
    gaps: list[Gap]
    seen_from: datetime | None
    as_of: datetime


ROW = ("item_key", "result", "is_derived", "answered_at", "visit_id")


def coverage_of(place: Place, *, at: datetime, seen_from: datetime | None = None) -> Coverage:
    """The place by every standard in force today; answers before ``seen_from`` are stale (None: none of the campaign)."""
    merged = list_at(place, at=at)
    found = LatestAnswer.objects.filter(place=place, answered_at__lte=at)
    if seen_from is not None:
        found = found.filter(answered_at__gte=seen_from)
    answers = {row["item_key"]: row for row in found.order_by("id").values(*ROW)}
    rows = [Row(item, answers.get(merged.keys[pk])) for pk, item in merged.items.items()]
    open_items = {row.item.pk for row in rows if row.answer is None}
    return Coverage(_by_standard(rows), gaps(merged, open_items), seen_from, at)


def _by_standard(rows: Iterable[Row]) -> list[Standard]:
    found: dict[int, Standard] = {}
    for row in rows:
        found.setdefault(row.item.edition_id, Standard(row.item.edition)).rows.append(row)
    for standard in found.values():
        standard.rows.sort(key=lambda row: FIRST[row.result])  # stable: else the order of the pack
    return list(found.values())


def gaps_to_mark(place: Place, *, at: datetime) -> frozenset[int]:
    """The questions that close the gaps of a place; none where nothing was ever answered, for then all are open."""
    found = coverage_of(place, at=at)
    if not any(standard.answered for standard in found.standards):
        return frozenset()
    return frozenset(gap.item.pk for gap in found.gaps)


def gaps(merged: MergedList, open_items: set[int]) -> list[Gap]:
    """The fewest questions of the list that close ``open_items``, each taken to be answered 符合.

    A question that is answered 不符合 leaves its narrower ones open; the list asks them then. A wider question that has
    its answer is not asked again for the sake of its parts.
    """
    closes = {
        line.item.pk: open_items
        & ({line.item.pk} | carry({line.item.pk: Proof(Result.PASSED)}, merged.links).keys())
        for line in _lines(merged.lines)
        if open_items & {line.item.pk, *(item.pk for item in line.also)}
    }
    return [
        Gap(merged.items[key], tuple(item for pk, item in merged.items.items() if pk in closes[key]))
        for key in fewest_questions(closes, open_items)
    ]


def _lines(lines: Iterable[CheckLine]) -> Iterator[CheckLine]:
    for line in lines:
        yield line
        yield from _lines(line.if_failed)
