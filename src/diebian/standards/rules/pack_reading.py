"""Turning a checked pack into plain values: lists' common words handed down, named deductions looked up."""

from collections.abc import Iterator, Mapping
from typing import Any

from diebian.lib import strict_yaml
from diebian.standards.rules.pack_references import BOUNDS, merged_items
from diebian.standards.terms import (
    CategorySpec,
    Deduction,
    Grade,
    IndicatorSpec,
    ItemRule,
    ItemSpec,
    LinkSpec,
    Pack,
    SampleSpec,
    Threshold,
    TimeLimitSpec,
)

Raw = Mapping[str, Any]


def read_pack(document: Raw) -> Pack:
    """The pack of a document in which ``pack_faults`` found nothing."""
    framework, edition = document["framework"], document["edition"]
    return Pack(
        kind=document["kind"],
        framework_code=framework["code"],
        framework_name=framework["name"],
        framework_english=framework["en"],
        label=edition["label"],
        year=edition["year"],
        is_local=document.get("is_local", False),
        source=edition["source"],
        certainty=edition["certainty"],
        note=edition.get("note", ""),
        content_sha256=strict_yaml.digest(document),
        sources=document["sources"],
        indicators=tuple(map(_indicator, document.get("indicators", []))),
        items=tuple(_items(document)) if "lists" in document else (),
        samples=tuple(_samples(document)),
        categories=tuple(map(_category, document.get("categories", []))),
        limits=tuple(_limits(document)),
        links=tuple(_links(document)),
        topic_categories=tuple(_topic_categories(document)),
        based_on=document.get("between", {}),
    )


def read_threshold(raw: Raw | None) -> Threshold | None:
    """The threshold as stored on an item; ``None`` for items that count nothing."""
    if not raw:
        return None
    bound = next(name for name in BOUNDS if name in raw)
    return Threshold(
        amount=raw[bound],
        unit=raw["unit"],
        is_ceiling=bound.startswith("at_most"),
        is_percent=bound.endswith("percent"),
        per=raw.get("per", 0),
        per_unit=raw.get("per_unit", ""),
        sample=raw.get("sample", 0),
    )


def read_rule(*, kind: str, threshold: Raw | None, deduction: Raw) -> ItemRule:
    """The rule of an item from its stored columns; grades are kept with the deduction."""
    return ItemRule(
        kind=kind,
        deduction=Deduction(deduction["points_e2"], deduction["each_e2"], deduction["cap_e2"]),
        threshold=read_threshold(threshold),
        grades=tuple(Grade(**grade) for grade in deduction.get("grades", [])),
    )


def _indicator(raw: Raw) -> IndicatorSpec:
    return IndicatorSpec(
        raw["code"], raw.get("parent", ""), raw["name"], raw["en"], raw["source"], raw["certainty"]
    )


def _items(document: Raw) -> Iterator[ItemSpec]:
    for _path, item in merged_items(document):
        named = document["deductions"][item["deduction"]]
        deduction = {key: named[key] for key in ("points_e2", "each_e2", "cap_e2")}
        if "grades" in item:
            deduction["grades"] = item["grades"]
        threshold = item.get("threshold", {})
        left_out = item.get("except_places", [])
        yield ItemSpec(
            code=item["code"],
            indicator_code=item["indicator"],
            text=item["text"],
            english=item["en"],
            method=item["method"],
            rule=read_rule(kind=item["kind"], threshold=threshold, deduction=deduction),
            threshold=threshold,
            deduction=deduction,
            sampling=item.get("sampling", ""),
            exceptions=tuple(item.get("exceptions", [])),
            tip=item.get("tip", ""),
            source=item["source"],
            certainty=item["certainty"],
            deduction_source=named["source"],
            deduction_certainty=named["certainty"],
            is_local=document.get("is_local", False),
            category_code=item.get("category", ""),
            place_types=tuple(place for place in item["places"] if place not in left_out),
        )


def _samples(document: Raw) -> Iterator[SampleSpec]:
    for sample in document.get("samples", []):
        for band in sample["bands"]:
            yield SampleSpec(
                sample["code"],
                sample["name"],
                band["population_from"],
                band["minimum"],
                sample["source"],
                sample["certainty"],
            )


def _category(raw: Raw) -> CategorySpec:
    return CategorySpec(
        code=raw["code"],
        parent_code=raw.get("parent", ""),
        name=raw["name"],
        english=raw["en"],
        kind=raw["kind"],
        is_local=raw.get("is_local", False),
        source=raw["source"],
        certainty=raw["certainty"],
    )


def _limits(document: Raw) -> Iterator[TimeLimitSpec]:
    for limit_set in document.get("limit_sets", []):
        for limit in limit_set["limits"]:
            yield TimeLimitSpec(
                limit_set=limit_set["code"],
                category_code=limit["category"],
                level=limit.get("level", ""),
                stage=limit["stage"],
                variant=limit.get("variant", ""),
                is_main=limit.get("is_main", True),
                amount=limit["amount"],
                unit=limit["unit"],
                condition=limit.get("condition", ""),
                source=limit.get("source", limit_set["source"]),
                certainty=limit.get("certainty", limit_set["certainty"]),
                reason=limit.get("reason", ""),
            )


def _links(document: Raw) -> Iterator[LinkSpec]:
    for topic in document.get("topics", []):
        for link in topic.get("links", []):
            start, end = link["from"], link["to"]
            yield LinkSpec(
                topic["name"],
                start["framework"],
                start["code"],
                end["framework"],
                end["code"],
                link["relation"],
            )


def _topic_categories(document: Raw) -> Iterator[tuple[str, str]]:
    for topic in document.get("topics", []):
        for code in topic["categories"]:
            yield topic["name"], code
