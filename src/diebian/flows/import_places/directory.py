"""What the words of a file may mean in this campaign: types, units, persons, places already there."""

import re
from collections.abc import Iterable
from typing import TypeVar

from diebian.people.models import Campaign, Person, Unit
from diebian.people.queries import units_by_name, units_of
from diebian.places.drafts import COMMUNITY_KINDS
from diebian.places.models import Place, PlaceType
from diebian.places.queries import place_types, places_with_chains

Found = TypeVar("Found")
Named = dict[str, Found | None]  # None: the name means more than one thing
SIGNS = re.compile(r"\W")
BRACKETED = re.compile(r"（.*?）|\(.*?\)")


def plain(text: str) -> str:
    """A name without signs, spaces and case: how names are compared."""
    return SIGNS.sub("", text).lower()


def number_key(number: str) -> str:
    """Spreadsheets drop leading zeros: 1 and 0001 are the same number."""
    return number.lstrip("0") or "0" if number.isdigit() else number.lower()


class Directory:
    """Read once per check; a name that means two things means none."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._types = _named((name, kind) for kind in place_types() for name in _names_of_type(kind))
        # With the unit above at hand: a draft looks there for the sub-district of its community.
        units = {unit.pk: unit for unit in units_of(campaign).select_related("parent")}
        names = units_by_name(campaign).items()
        self._units = _named((plain(name), units[unit.pk]) for name, unit in names)
        self._communities = _named(
            (f"{unit.parent_id} {plain(name)}", unit)
            for unit in units.values()
            if unit.kind in COMMUNITY_KINDS
            for name in (unit.name, unit.short_name)
        )
        persons = Person.objects.filter(campaign=campaign).order_by("id")
        self._persons = _named((plain(person.name), person) for person in persons)
        self._by_number: dict[str, Place] = {}
        self._by_name: Named[Place] = {}
        for place in places_with_chains(campaign):
            self._by_number[number_key(place.number)] = place
            _enter(self._by_name, name_key(place.place_type, place.name), place)

    def place_type(self, words: str) -> PlaceType | None:
        """By code or by name, with or without what stands in brackets."""
        return self._types.get(plain(words))

    def unit(self, words: str) -> Unit | None:
        """By full name, short name or alias."""
        return self._units.get(plain(words))

    def community(self, words: str, subdistrict: Unit | None) -> Unit | None:
        """The same; a name that several communities share is looked for in the sub-district."""
        within = self._communities.get(f"{subdistrict.pk} {plain(words)}") if subdistrict else None
        return within or self.unit(words)

    def person(self, words: str) -> Person | None:
        """By name, when only one person has it."""
        return self._persons.get(plain(words))

    def place_by_number(self, number: str) -> Place | None:
        return self._by_number.get(number_key(number))

    def places_named(self, kind: PlaceType, name: str) -> tuple[Place | None, bool]:
        """(the place of that type and name, whether there are several)."""
        key = name_key(kind, name)
        found = self._by_name.get(key)
        return found, found is None and key in self._by_name


def name_key(kind: PlaceType, name: str) -> str:
    """Type and name as one key."""
    return f"{kind.code} {plain(name)}"


def _names_of_type(kind: PlaceType) -> set[str]:
    return {plain(name) for name in (kind.code, kind.name, kind.name_en, BRACKETED.sub("", kind.name))}


def _named(pairs: Iterable[tuple[str, Found]]) -> Named[Found]:
    found: Named[Found] = {}
    for name, one in pairs:
        _enter(found, name, one)
    return found


def _enter(found: Named[Found], name: str, one: Found) -> None:
    found[name] = one if found.get(name, one) == one else None
