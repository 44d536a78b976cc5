"""Checking a pack and reading it: every fault with its path, then plain values with nothing left to look up.

``packs/README.md`` explains the form to those who write packs.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

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


def line(longest: int) -> shapes.Shape:
    """One line of text that fits its column, with no blank at either end."""
    return shapes.text(pattern=rf"(?=.{{1,{longest}}}$)\S(?:.*\S)?")


SLUG = shapes.text(pattern="(?=.{1,40}$)[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
CODE = shapes.text(pattern="[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
SHORT, LINE, ENGLISH, REASON, TEXT, NOTE = map(line, (40, 100, 200, 200, 300, 500))
CERTAINTY = shapes.one_of(Certainty.values)
SOURCED: dict[str, shapes.Shape] = {"source": LINE, "certainty": CERTAINTY}

HEAD: dict[str, shapes.Shape] = {
    "form": shapes.number(least=1, most=1),
    "kind": shapes.one_of(PackKind.values),
    "framework": shapes.mapping({"code": SLUG, "name": LINE, "en": ENGLISH}),
    "edition": shapes.mapping(
        {"label": SHORT, "year": shapes.number(least=1990, most=2200), **SOURCED}, {"note": NOTE}
    ),
    "sources": shapes.table_of(CODE, TEXT),
}
HEAD_OPTIONAL: dict[str, shapes.Shape] = {"is_local": shapes.truth}

COST = shapes.number(most=100_00)
DEDUCTION = shapes.mapping({"points_e2": COST, "each_e2": COST, "cap_e2": COST, **SOURCED}, {"note": NOTE})
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
    {"code": CODE, "text": TEXT, "en": ENGLISH},
    {
        **ITEM_COMMON,
        "except_places": PLACES,
        "threshold": THRESHOLD,
        "grades": shapes.list_of(GRADE),
        "sampling": TEXT,
        "exceptions": shapes.list_of(TEXT),
        "tip": TEXT,
    },
)
CHECK_LIST = shapes.mapping(
    {"code": CODE, "name": LINE, "en": ENGLISH, "items": shapes.list_of(ITEM)}, ITEM_COMMON
)
INDICATOR = shapes.mapping({"code": CODE, "name": LINE, "en": ENGLISH, **SOURCED}, {"parent": CODE})
BAND = shapes.mapping(
    {
        "population_from": shapes.number(most=2_000_000_000),
        "minimum": shapes.number(least=1, most=1_000_000),
    }
)
SAMPLE = shapes.mapping({"code": CODE, "name": LINE, "bands": shapes.list_of(BAND), **SOURCED})
CATEGORY = shapes.mapping(
    {"code": CODE, "name": LINE, "en": ENGLISH, "kind": shapes.one_of(CategoryKind.values), **SOURCED},
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
        "reason": REASON,
        **SOURCED,
    },
)
LIMIT_SET = shapes.mapping({"code": SLUG, "name": LINE, **SOURCED, "limits": shapes.list_of(LIMIT)})
END = shapes.mapping({"framework": SLUG, "code": CODE})
LINK = shapes.mapping({"from": END, "to": END, "relation": shapes.one_of(Relation.values)})
TOPIC = shapes.mapping(
    {"name": LINE, "en": ENGLISH, "categories": shapes.list_of(CODE, may_be_empty=True), **SOURCED},
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
        {**HEAD, "between": shapes.table_of(SLUG, SHORT), "topics": shapes.list_of(TOPIC)}, HEAD_OPTIONAL
    ),
}


def pack_faults(document: object) -> list[Fault]:
    """Every fault of a pack, in order of path. References are looked at only once the shape is right."""
    return sorted(set(_shape_faults(document)) or set(reference_faults(cast("Raw", document))))


def _shape_faults(document: object) -> Iterator[Fault]:
    kind = document.get("kind") if isinstance(document, dict) else None
    if isinstance(kind, str) and kind in FORMS:
        yield from FORMS[kind]("", document)
    else:
        yield from shapes.mapping(HEAD)("", document)
