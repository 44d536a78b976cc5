"""What a pack's shape cannot say: codes given once, references that lead somewhere, numbers that agree."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from diebian.lib.shapes import Fault, FaultKind
from diebian.standards.terms import ItemKind, PackKind

Raw = Mapping[str, Any]
NEEDED_IN_ITEM = ("places", "indicator", "method", "kind", "deduction", "source", "certainty")
BOUNDS = ("at_least", "at_most", "at_least_percent", "at_most_percent")


def reference_faults(document: Raw) -> Iterator[Fault]:
    """Faults between the parts of a pack whose shape is right."""
    yield from _sources(document)
    yield from CHECKS[document["kind"]](document)


def merged_items(document: Raw) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each item with what its list says for all, and the path to it; the item's own word wins."""
    for row, sheet in enumerate(document["lists"]):
        shared = {key: sheet[key] for key in (*NEEDED_IN_ITEM, "category") if key in sheet}
        for column, item in enumerate(sheet["items"]):
            yield f"lists[{row}].items[{column}]", {**shared, **item}


def _assessment(document: Raw) -> Iterator[Fault]:
    items = list(merged_items(document))
    indicators = [entry["code"] for entry in document["indicators"]]
    yield from _twice("indicators", indicators)
    yield from _parents("indicators", document["indicators"])
    yield from _twice_at((f"{path}.code", item["code"]) for path, item in items)
    yield from _twice("lists", [sheet["code"] for sheet in document["lists"]])
    for name, deduction in document["deductions"].items():
        if not deduction["each_e2"] <= deduction["cap_e2"] <= deduction["points_e2"]:
            yield Fault(f"deductions.{name}", FaultKind.CONTRADICTION, "each_e2 <= cap_e2 <= points_e2")
    for path, item in items:
        yield from _item(path, item, indicators=indicators, deductions=document["deductions"])
    yield from _samples(document)


def _item(
    path: str, item: Raw, *, indicators: Collection[str], deductions: Collection[str]
) -> Iterator[Fault]:
    missing = [key for key in NEEDED_IN_ITEM if key not in item]
    yield from (Fault(f"{path}.{key}", FaultKind.MISSING) for key in missing)
    if missing:
        return
    if item["indicator"] not in indicators:
        yield Fault(f"{path}.indicator", FaultKind.UNKNOWN_REFERENCE, item["indicator"])
    if item["deduction"] not in deductions:
        yield Fault(f"{path}.deduction", FaultKind.UNKNOWN_REFERENCE, item["deduction"])
    for key in ("places", "except_places"):
        yield from _twice(f"{path}.{key}", item.get(key, []), suffix="")
    for left_out in item.get("except_places", []):
        if left_out not in item["places"]:
            yield Fault(f"{path}.except_places", FaultKind.UNKNOWN_REFERENCE, left_out)
    yield from _measure(path, item)


def _measure(path: str, item: Raw) -> Iterator[Fault]:
    """A counted item has a threshold and a graded one grades; no other item has either."""
    for key, kind in (("threshold", ItemKind.COUNT), ("grades", ItemKind.GRADED)):
        if item["kind"] == kind and key not in item:
            yield Fault(f"{path}.{key}", FaultKind.MISSING)
        if item["kind"] != kind and key in item:
            yield Fault(f"{path}.{key}", FaultKind.CONTRADICTION, item["kind"])
    if "threshold" in item:
        yield from _threshold(f"{path}.threshold", item["threshold"])
    if "grades" in item:
        yield from _grades(f"{path}.grades", item["grades"])


def _threshold(path: str, threshold: Raw) -> Iterator[Fault]:
    if sum(bound in threshold for bound in BOUNDS) != 1:
        yield Fault(path, FaultKind.CONTRADICTION, " / ".join(BOUNDS))
    if ("per" in threshold) != ("per_unit" in threshold):
        yield Fault(path, FaultKind.CONTRADICTION, "per / per_unit")
    if threshold.get("at_least", 0) > threshold.get("sample", threshold.get("at_least", 0)):
        yield Fault(path, FaultKind.CONTRADICTION, "at_least <= sample")


def _grades(path: str, grades: list[Raw]) -> Iterator[Fault]:
    yield from _twice(path, [grade["code"] for grade in grades])
    costs = [grade["deduct_e2"] for grade in grades]
    if len(grades) < 2 or costs[0] != 0 or costs != sorted(costs):
        yield Fault(path, FaultKind.CONTRADICTION, "0 <= deduct_e2 <= …")


def _samples(document: Raw) -> Iterator[Fault]:
    for row, sample in enumerate(document.get("samples", [])):
        edges = [band["population_from"] for band in sample["bands"]]
        if edges != sorted(set(edges)) or edges[0] != 0:
            yield Fault(f"samples[{row}].bands", FaultKind.CONTRADICTION, "population_from: 0 < … < …")
    yield from _twice("samples", [sample["code"] for sample in document.get("samples", [])])


def _categories(document: Raw) -> Iterator[Fault]:
    codes = [entry["code"] for entry in document["categories"]]
    yield from _twice("categories", codes)
    yield from _parents("categories", document["categories"])
    yield from _twice("limit_sets", [entry["code"] for entry in document["limit_sets"]])
    for row, limit_set in enumerate(document["limit_sets"]):
        yield from _limits(
            f"limit_sets[{row}].limits", limit_set["limits"], codes=codes, certainty=limit_set["certainty"]
        )


def _limits(path: str, limits: list[Raw], *, codes: Collection[str], certainty: str) -> Iterator[Fault]:
    for row, limit in enumerate(limits):
        if limit["category"] not in codes:
            yield Fault(f"{path}[{row}].category", FaultKind.UNKNOWN_REFERENCE, limit["category"])
        if limit.get("certainty", certainty) in {"C", "M"} and "reason" not in limit:
            yield Fault(f"{path}[{row}].reason", FaultKind.MISSING)
    yield from _twice(
        path, [" ".join((*limit_key(limit), limit.get("variant", ""))) for limit in limits], suffix=""
    )
    mains = Counter(limit_key(limit) for limit in limits if limit.get("is_main", True))
    for key in dict.fromkeys(limit_key(limit) for limit in limits):
        if mains[key] != 1:
            yield Fault(path, FaultKind.CONTRADICTION, f"is_main: {' '.join(key).strip()}")


def limit_key(limit: Raw) -> tuple[str, str, str]:
    """What a limit is for: category, stage and level. Exactly one of its variants is the main one."""
    return limit["category"], limit["stage"], limit.get("level", "")


def _crosswalk(document: Raw) -> Iterator[Fault]:
    seen: list[tuple[str, str]] = []
    for row, topic in enumerate(document["topics"]):
        for column, link in enumerate(topic.get("links", [])):
            path = f"topics[{row}].links[{column}]"
            for end in ("from", "to"):
                if link[end]["framework"] not in document["between"]:
                    yield Fault(
                        f"{path}.{end}.framework", FaultKind.UNKNOWN_REFERENCE, link[end]["framework"]
                    )
            if link["from"]["framework"] == link["to"]["framework"]:
                yield Fault(path, FaultKind.CONTRADICTION, "from.framework = to.framework")
            pair = sorted(f"{link[end]['framework']}/{link[end]['code']}" for end in ("from", "to"))
            seen.append((path, " – ".join(pair)))
    yield from _twice_at(seen)
    yield from _twice("topics", [topic["name"] for topic in document["topics"]], suffix=".name")


def _sources(document: Raw) -> Iterator[Fault]:
    """Every ``source`` anywhere in the pack is one of its ``sources`` (several are parted by a comma)."""
    for path, value in _walk("", document):
        for key in value.split(","):
            if key.strip() not in document["sources"]:
                yield Fault(path, FaultKind.UNKNOWN_REFERENCE, key.strip())


def _walk(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            below = f"{path}.{key}" if path else key
            if key == "source":
                yield below, entry
            else:
                yield from _walk(below, entry)
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _walk(f"{path}[{position}]", entry)


def _parents(path: str, entries: list[Raw]) -> Iterator[Fault]:
    """A parent stands before its children, so that no ring can be."""
    before: set[str] = set()
    for row, entry in enumerate(entries):
        if entry.get("parent") is not None and entry["parent"] not in before:
            yield Fault(f"{path}[{row}].parent", FaultKind.UNKNOWN_REFERENCE, entry["parent"])
        before.add(entry["code"])


def _twice(path: str, values: Iterable[str], *, suffix: str = ".code") -> Iterator[Fault]:
    yield from _twice_at((f"{path}[{row}]{suffix}", value) for row, value in enumerate(values))


def _twice_at(entries: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, value in entries:
        if value in seen:
            yield Fault(path, FaultKind.TWICE, value)
        seen.add(value)


CHECKS: dict[str, Callable[[Raw], Iterator[Fault]]] = {
    PackKind.ASSESSMENT: _assessment,
    PackKind.CATEGORIES: _categories,
    PackKind.CROSSWALK: _crosswalk,
}
