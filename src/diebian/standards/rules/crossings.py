"""What only several packs together can show: ends of the crosswalk, category codes, place types that exist."""

from collections.abc import Collection, Iterable

from diebian.lib.shapes import Fault, FaultKind
from diebian.standards.terms import LinkSpec, Pack


def crosswalk_faults(links: Iterable[LinkSpec], *, known: Collection[tuple[str, str]]) -> list[Fault]:
    """Links whose ends are no items of the editions that the crosswalk is based on (framework and code)."""
    return sorted(
        Fault(f"{link.topic}: {framework}/{code}", FaultKind.UNKNOWN_REFERENCE, code)
        for link in links
        for framework, code in ((link.from_framework, link.from_code), (link.to_framework, link.to_code))
        if (framework, code) not in known
    )


def place_type_faults(pack: Pack, *, known: Collection[str]) -> list[Fault]:
    """Place types of a pack that the register of places does not know."""
    return sorted(
        Fault(f"{item.code}.places", FaultKind.UNKNOWN_REFERENCE, code)
        for item in pack.items
        for code in item.place_types
        if code not in known
    )


def category_faults(pack: Pack, *, known: Collection[str]) -> list[Fault]:
    """Categories that a pack's items or topics name and that no pack of categories has."""
    named = [(f"{item.code}.category", item.category_code) for item in pack.items if item.category_code]
    named += [(f"{topic}.categories", code) for topic, code in pack.topic_categories]
    return sorted(Fault(path, FaultKind.UNKNOWN_REFERENCE, code) for path, code in named if code not in known)
