"""How far each standard was covered over all places: by type of place, out of the newest answers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from diebian.inspections.models import LatestAnswer
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign
from diebian.places.models import Place
from diebian.standards import ready
from diebian.standards.models import Edition
from diebian.standards.queries import editions_in_force
from diebian.standards.ready import MergedList
from diebian.standards.terms import PackKind, Result


@dataclass(frozen=True)
class Cell:
    """One standard at the places of one type: items times places, how many were answered, how many of these failed."""

    edition: Edition
    asked: int
    answered: int
    failed: int


@dataclass(frozen=True)
class TypeRow:
    """A type of place with its places; a cell for each standard, in the order of the table's head."""

    code: str
    name: str
    places: int
    cells: tuple[Cell, ...]

    @property
    def failed(self) -> int:
        return sum(cell.failed for cell in self.cells)


@dataclass(frozen=True)
class Overview:
    """Standards across, types of places down, those with most failed answers first."""

    editions: list[Edition]
    rows: list[TypeRow]


Counts = Mapping[tuple[str, str], tuple[int, int]]


def overview(campaign: Campaign, *, at: datetime, seen_from: datetime | None = None) -> Overview:
    """All places of a campaign by the standards in force today; answers before ``seen_from`` do not count.

    Reads one row for each place's type, and one for each type and item answered: the history costs nothing.
    """
    editions = editions_in_force(campaign, on=at.astimezone(SHANGHAI).date())
    counts = _counts(campaign, at=at, seen_from=seen_from)
    shown = [edition for edition in editions if edition.framework.kind == PackKind.ASSESSMENT]
    rows = []
    for code, name, places in _types(campaign):
        merged = ready.merged_list(editions, code)
        cells = tuple(_cell(edition, merged, code, places, counts) for edition in shown)
        rows.append(TypeRow(code, name, places, cells))
    return Overview(shown, sorted(rows, key=lambda row: -row.failed))


def _types(campaign: Campaign) -> list[tuple[str, str, int]]:
    found = Place.objects.filter(campaign=campaign).values_list("place_type__code", "place_type__name")
    return list(found.annotate(places=Count("id")).order_by("place_type__code"))


def _counts(campaign: Campaign, *, at: datetime, seen_from: datetime | None) -> Counts:
    """(answered, failed) by type of place and what was asked."""
    found = LatestAnswer.objects.filter(place__campaign=campaign, answered_at__lte=at)
    if seen_from is not None:
        found = found.filter(answered_at__gte=seen_from)
    rows = found.values_list("place__place_type__code", "item_key").annotate(
        answered=Count("id"), failed=Count("id", filter=Q(result=Result.FAILED))
    )
    return {
        (code, key): (answered, failed)
        for code, key, answered, failed in rows.order_by("place__place_type__code", "item_key")
    }


def _cell(edition: Edition, merged: MergedList, code: str, places: int, counts: Counts) -> Cell:
    keys = [merged.keys[pk] for pk, item in merged.items.items() if item.edition_id == edition.pk]
    found = [counts.get((code, key), (0, 0)) for key in keys]
    return Cell(
        edition,
        asked=len(keys) * places,
        answered=sum(answered for answered, _failed in found),
        failed=sum(failed for _answered, failed in found),
    )
