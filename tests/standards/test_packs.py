"""Checking a pack tells every fault with its path; reading it leaves nothing to look up."""

import pytest

from diebian.lib.shapes import FaultKind
from diebian.standards.rules.crossings import category_faults, crosswalk_faults, place_type_faults
from diebian.standards.rules.pack_reading import read_pack, read_threshold
from diebian.standards.rules.packs import pack_faults
from diebian.standards.terms import Threshold
from tests.standards.small_packs import ASSESSMENT, CATEGORIES, CROSSWALK, OTHER, changed

ITEM = "lists[0].items[1]"
LIMITS = "limit_sets[0].limits"


def link(**more):
    return CROSSWALK["topics"][0]["links"][0] | more


@pytest.mark.parametrize("document", [ASSESSMENT, OTHER, CATEGORIES, CROSSWALK])
def test_a_right_pack_has_no_fault(document):
    assert pack_faults(document) == []


@pytest.mark.parametrize(
    ("document", "path", "value", "told", "kind"),
    [
        (ASSESSMENT, "form", 2, "form", FaultKind.OUT_OF_RANGE),
        (ASSESSMENT, "colour", "red", "colour", FaultKind.UNKNOWN_KEY),
        (ASSESSMENT, "edition.certainty", "D", "edition.certainty", FaultKind.NOT_LISTED),
        (ASSESSMENT, "edition.source", "T9", "edition.source", FaultKind.UNKNOWN_REFERENCE),
        (ASSESSMENT, "edition.source", "T1,T9", "edition.source", FaultKind.UNKNOWN_REFERENCE),
        (ASSESSMENT, "deductions.each.source", "T9", "deductions.each.source", FaultKind.UNKNOWN_REFERENCE),
        (ASSESSMENT, "deductions.each.cap_e2", 201, "deductions.each", FaultKind.CONTRADICTION),
        (ASSESSMENT, "deductions.each.each_e2", 151, "deductions.each", FaultKind.CONTRADICTION),
        (ASSESSMENT, "deductions.each.each_e2", "0.5", "deductions.each.each_e2", FaultKind.WRONG_TYPE),
        (ASSESSMENT, "deductions.each.each_e2", -5, "deductions.each.each_e2", FaultKind.OUT_OF_RANGE),
        (ASSESSMENT, "indicators.1.code", "1", "indicators[1].code", FaultKind.TWICE),
        (ASSESSMENT, "indicators.0.parent", "1.1", "indicators[0].parent", FaultKind.UNKNOWN_REFERENCE),
        (ASSESSMENT, "lists.0.items.1.code", "PK1", f"{ITEM}.code", FaultKind.TWICE),
        (ASSESSMENT, "lists.0.items.1.text", "", f"{ITEM}.text", FaultKind.EMPTY),
        (ASSESSMENT, "lists.0.items.1.text", "字" * 301, f"{ITEM}.text", FaultKind.WRONG_FORM),
        (ASSESSMENT, "edition.label", "9" * 41, "edition.label", FaultKind.WRONG_FORM),
        (ASSESSMENT, "framework.name", " 城市", "framework.name", FaultKind.WRONG_FORM),
        (ASSESSMENT, "lists.0.items.1.text", "a\nb", f"{ITEM}.text", FaultKind.WRONG_FORM),
        (ASSESSMENT, "lists.0.items.1.indicator", "9", f"{ITEM}.indicator", FaultKind.UNKNOWN_REFERENCE),
        (ASSESSMENT, "lists.0.items.1.deduction", "none", f"{ITEM}.deduction", FaultKind.UNKNOWN_REFERENCE),
        (ASSESSMENT, "lists.0.items.1.places", ["park", "park"], f"{ITEM}.places[1]", FaultKind.TWICE),
        (
            ASSESSMENT,
            "lists.0.items.1.except_places",
            ["bus"],
            f"{ITEM}.except_places",
            FaultKind.UNKNOWN_REFERENCE,
        ),
        (ASSESSMENT, "lists.0.items.1.threshold", ..., f"{ITEM}.threshold", FaultKind.MISSING),
        (ASSESSMENT, "lists.0.items.1.kind", "pass_fail", f"{ITEM}.threshold", FaultKind.CONTRADICTION),
        (ASSESSMENT, "lists.0.items.1.threshold.at_least", 1, f"{ITEM}.threshold", FaultKind.CONTRADICTION),
        (ASSESSMENT, "lists.0.items.1.threshold.at_most", ..., f"{ITEM}.threshold", FaultKind.CONTRADICTION),
        (ASSESSMENT, "lists.0.items.1.threshold.per", 200, f"{ITEM}.threshold", FaultKind.CONTRADICTION),
        (
            ASSESSMENT,
            "lists.0.items.1.threshold",
            {"at_least": 6, "sample": 5, "unit": "人"},
            f"{ITEM}.threshold",
            FaultKind.CONTRADICTION,
        ),
        (ASSESSMENT, "lists.0.items.2.grades", ..., "lists[0].items[2].grades", FaultKind.MISSING),
        (
            ASSESSMENT,
            "lists.0.items.2.grades.1.code",
            "A",
            "lists[0].items[2].grades[1].code",
            FaultKind.TWICE,
        ),
        (
            ASSESSMENT,
            "lists.0.items.2.grades.0.deduct_e2",
            100,
            "lists[0].items[2].grades",
            FaultKind.CONTRADICTION,
        ),
        (ASSESSMENT, "samples.0.bands.0.population_from", 1, "samples[0].bands", FaultKind.CONTRADICTION),
        (ASSESSMENT, "samples.0.bands.1.population_from", 0, "samples[0].bands", FaultKind.CONTRADICTION),
        (ASSESSMENT, "samples", [ASSESSMENT["samples"][0]] * 2, "samples[1].code", FaultKind.TWICE),
        (CATEGORIES, "categories.2.code", "E01", "categories[2].code", FaultKind.TWICE),
        (CATEGORIES, "categories.1.parent", "E02", "categories[1].parent", FaultKind.UNKNOWN_REFERENCE),
        (CATEGORIES, "limit_sets.1.code", "jiyuan", "limit_sets[1].code", FaultKind.TWICE),
        (
            CATEGORIES,
            "limit_sets.0.limits.0.category",
            "E09",
            f"{LIMITS}[0].category",
            FaultKind.UNKNOWN_REFERENCE,
        ),
        (CATEGORIES, "limit_sets.0.limits.0.amount", 0, f"{LIMITS}[0].amount", FaultKind.OUT_OF_RANGE),
        (CATEGORIES, "limit_sets.0.limits.0.unit", "week", f"{LIMITS}[0].unit", FaultKind.NOT_LISTED),
        (CATEGORIES, "limit_sets.0.limits.1.variant", ..., f"{LIMITS}[1]", FaultKind.TWICE),
        (CATEGORIES, "limit_sets.0.limits.1.is_main", True, LIMITS, FaultKind.CONTRADICTION),
        (CATEGORIES, "limit_sets.0.limits.0.is_main", False, LIMITS, FaultKind.CONTRADICTION),
        (CATEGORIES, "limit_sets.0.limits.0.certainty", "M", f"{LIMITS}[0].reason", FaultKind.MISSING),
        (
            CATEGORIES,
            "limit_sets.1.limits.0.reason",
            ...,
            "limit_sets[1].limits[0].reason",
            FaultKind.MISSING,
        ),
        (
            CROSSWALK,
            "topics.0.links.0",
            link(**{"from": {"framework": "blue-city", "code": "PK1"}}),
            "topics[0].links[0].from.framework",
            FaultKind.UNKNOWN_REFERENCE,
        ),
        (
            CROSSWALK,
            "topics.0.links.0",
            link(**{"from": {"framework": "green-city", "code": "GC2"}}),
            "topics[0].links[0]",
            FaultKind.CONTRADICTION,
        ),
        (CROSSWALK, "topics.1.links.0", link(relation="covers"), "topics[1].links[0]", FaultKind.TWICE),
        (CROSSWALK, "topics.1.name", "宣传", "topics[1].name", FaultKind.TWICE),
        (CROSSWALK, "topics.0.links.0.relation", "like", "topics[0].links[0].relation", FaultKind.NOT_LISTED),
    ],
)
def test_a_fault_is_told_at_its_path(document, path, value, told, kind):
    assert (told, kind) in [(fault.path, fault.kind) for fault in pack_faults(changed(document, path, value))]


def test_what_neither_list_nor_item_says_is_missing():
    document = changed(ASSESSMENT, "lists.0.method", ...)
    assert {fault.path for fault in pack_faults(document)} == {
        f"lists[0].items[{row}].method" for row in range(3)
    }


def test_all_faults_are_told_at_once():
    document = changed(changed(ASSESSMENT, "lists.0.items.0.code", "P K"), "edition.year", 17)
    assert [fault.path for fault in pack_faults(document)] == ["edition.year", "lists[0].items[0].code"]


@pytest.mark.parametrize("document", [None, [], "text", {"kind": ["assessment"]}, {"kind": "music"}, {}])
def test_what_is_no_pack_at_all(document):
    assert pack_faults(document)


def test_an_item_takes_what_its_list_says_unless_it_says_otherwise():
    first, second, third = read_pack(ASSESSMENT).items
    assert first.place_types == ("park", "square")
    assert first.rule.kind == "pass_fail"
    assert (first.category_code, second.category_code) == ("E0601", "")
    assert second.place_types == ("park",)
    assert second.rule.threshold == Threshold(0, "处", is_ceiling=True)
    assert second.deduction == {"points_e2": 200, "each_e2": 50, "cap_e2": 150}
    assert (first.certainty, second.certainty) == ("B", "A")
    assert [grade.code for grade in third.rule.grades] == ["A", "B"]
    assert third.deduction["grades"][1]["deduct_e2"] == 100


def test_reading_categories_limits_samples_and_links():
    pack = read_pack(CATEGORIES)
    assert [category.parent_code for category in pack.categories] == ["", "E", "E01", ""]
    assert [(one.limit_set, one.variant, one.certainty) for one in pack.limits] == [
        ("jiyuan", "", "B"),
        ("jiyuan", "heap", "B"),
        ("common", "", "C"),
        ("common", "", "B"),
    ]
    assert [(band.population_from, band.minimum) for band in read_pack(ASSESSMENT).samples] == [
        (0, 2),
        (500000, 3),
    ]
    walk = read_pack(CROSSWALK)
    assert [(one.from_code, one.to_code, one.relation) for one in walk.links] == [
        ("PK1", "GC1", "same"),
        ("PK3", "GC3", "partly"),
        ("PK2", "GC2", "covers"),
    ]


def test_thresholds_of_every_form():
    assert read_threshold({}) is None
    assert read_threshold({"at_least": 1, "per": 200, "per_unit": "米", "unit": "处"}) == Threshold(
        1, "处", per=200, per_unit="米"
    )
    assert read_threshold({"at_least_percent": 95, "unit": "盏"}) == Threshold(95, "盏", is_percent=True)
    assert read_threshold({"at_least": 3, "sample": 5, "unit": "人"}) == Threshold(3, "人", sample=5)


def test_what_only_several_packs_together_show():
    pack, walk = read_pack(ASSESSMENT), read_pack(CROSSWALK)
    assert place_type_faults(pack, known={"park", "square"}) == []
    assert [fault.found for fault in place_type_faults(pack, known={"park"})] == ["square", "square"]
    assert category_faults(pack, known={"E0601"}) == []
    assert [fault.path for fault in category_faults(pack, known=set())] == ["PK1.category"]
    assert [fault.path for fault in category_faults(walk, known=set())] == ["宣传.categories"]
    known = {(pack.framework_code, item.code) for pack in (pack, read_pack(OTHER)) for item in pack.items}
    assert crosswalk_faults(walk.links, known=known) == []
    gone = known - {("green-city", "GC2")}
    assert [fault.path for fault in crosswalk_faults(walk.links, known=gone)] == ["卫生: green-city/GC2"]
