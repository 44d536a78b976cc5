"""Checking a pack and reading it: every fault with its path, then plain values with nothing left to look up.

``packs/README.md`` explains the form to those who write packs.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from diebian.lib import shapes
from diebian.lib.shapes import Fault
from diebian.standards.rules.pack_references import reference_faults
from diebian.standards.terms import (
    CategoryKind,
    Certainty,
    ItemKind,
    Level,
    Method,
    PackKind,
    Relation,
    Stage,
    TimeUnit,
)

Raw = Mapping[str, Any]

SLUG = shapes.text(pattern="[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
CODE = shapes.text(pattern="[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
LINE = shapes.text(pattern=r"\S(?:[^\n]*\S)?")
CERTAINTY = shapes.one_of(Certainty.values)
SOURCED: dict[str, shapes.Shape] = {"source": LINE, "certainty": CERTAINTY}

HEAD: dict[str, shapes.Shape] = {
    "form": shapes.number(least=1, most=1),
    "kind": shapes.one_of(PackKind.values),
    "framework": shapes.mapping({"code": SLUG, "name": LINE, "en": LINE}),
    "edition": shapes.mapping(
        {"label": LINE, "year": shapes.number(least=1990, most=2200), **SOURCED}, {"note": LINE}
    ),
    "sources": shapes.table_of(CODE, LINE),
}
HEAD_OPTIONAL: dict[str, shapes.Shape] = {"is_local": shapes.truth}

COST = shapes.number(most=100_00)
DEDUCTION = shapes.mapping({"points_e2": COST, "each_e2": COST, "cap_e2": COST, **SOURCED}, {"note": LINE})
AMOUNT = shapes.number(most=100_000)
THRESHOLD = shapes.mapping(
    {"unit": LINE},
    {
        "at_least": AMOUNT,
        "at_most": AMOUNT,
        "at_least_percent": shapes.number(most=100),
        "at_most_percent": shapes.number(most=100),
        "per": shapes.number(least=1),
        "per_unit": LINE,
        "sample": shapes.number(least=1),
    },
)
GRADE = shapes.mapping({"code": CODE, "name": LINE, "deduct_e2": COST})
PLACES = shapes.list_of(SLUG)
ITEM_COMMON: dict[str, shapes.Shape] = {
    "places": PLACES,
    "indicator": CODE,
    "method": shapes.one_of(Method.values),
    "kind": shapes.one_of(ItemKind.values),
    "deduction": SLUG,
    "category": CODE,
    **SOURCED,
}
ITEM = shapes.mapping(
    {"code": CODE, "text": LINE, "en": LINE},
    {
        **ITEM_COMMON,
        "except_places": PLACES,
        "threshold": THRESHOLD,
        "grades": shapes.list_of(GRADE),
        "sampling": LINE,
        "exceptions": shapes.list_of(LINE),
        "tip": LINE,
    },
)
CHECK_LIST = shapes.mapping(
    {"code": CODE, "name": LINE, "en": LINE, "items": shapes.list_of(ITEM)}, ITEM_COMMON
)
INDICATOR = shapes.mapping({"code": CODE, "name": LINE, "en": LINE, **SOURCED}, {"parent": CODE})
BAND = shapes.mapping({"population_from": shapes.number(), "minimum": shapes.number(least=1)})
SAMPLE = shapes.mapping({"code": CODE, "name": LINE, "bands": shapes.list_of(BAND), **SOURCED})
CATEGORY = shapes.mapping(
    {"code": CODE, "name": LINE, "en": LINE, "kind": shapes.one_of(CategoryKind.values), **SOURCED},
    {"parent": CODE, "is_local": shapes.truth},
)
LIMIT = shapes.mapping(
    {
        "category": CODE,
        "stage": shapes.one_of(Stage.values),
        "amount": shapes.number(least=1, most=3650),
        "unit": shapes.one_of(TimeUnit.values),
    },
    {
        "level": shapes.one_of(Level.values),
        "variant": SLUG,
        "is_main": shapes.truth,
        "condition": LINE,
        "reason": LINE,
        **SOURCED,
    },
)
LIMIT_SET = shapes.mapping({"code": SLUG, "name": LINE, **SOURCED, "limits": shapes.list_of(LIMIT)})
END = shapes.mapping({"framework": SLUG, "code": CODE})
LINK = shapes.mapping({"from": END, "to": END, "relation": shapes.one_of(Relation.values)})
TOPIC = shapes.mapping(
    {"name": LINE, "en": LINE, "categories": shapes.list_of(CODE, may_be_empty=True), **SOURCED},
    {"links": shapes.list_of(LINK), "other_titles": shapes.list_of(LINE)},
)

FORMS: dict[str, shapes.Shape] = {
    PackKind.ASSESSMENT: shapes.mapping(
        {
            **HEAD,
            "indicators": shapes.list_of(INDICATOR),
            "deductions": shapes.table_of(SLUG, DEDUCTION),
            "lists": shapes.list_of(CHECK_LIST),
        },
        {**HEAD_OPTIONAL, "samples": shapes.list_of(SAMPLE)},
    ),
    PackKind.CATEGORIES: shapes.mapping(
        {**HEAD, "categories": shapes.list_of(CATEGORY), "limit_sets": shapes.list_of(LIMIT_SET)},
        HEAD_OPTIONAL,
    ),
    PackKind.CROSSWALK: shapes.mapping(
        {**HEAD, "between": shapes.table_of(SLUG, LINE), "topics": shapes.list_of(TOPIC)}, HEAD_OPTIONAL
    ),
}


def pack_faults(document: object) -> list[Fault]:
    """Every fault of a pack, in order of path. References are looked at only once the shape is right."""
    return sorted(set(_shape_faults(document)) or set(_reference_faults(document)))


def _shape_faults(document: object) -> Iterator[Fault]:
    kind = document.get("kind") if isinstance(document, dict) else None
    if isinstance(kind, str) and kind in FORMS:
        yield from FORMS[kind]("", document)
    else:
        yield from shapes.mapping(HEAD)("", document)


def _reference_faults(document: Any) -> Iterator[Fault]:
    yield from reference_faults(document)
